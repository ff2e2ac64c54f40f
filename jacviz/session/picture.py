"""How a picture is to be exported: what it shows, how large, in which dress. `ui.publish` draws it."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

View: TypeAlias = Literal["jacobian", "heatmap", "trajectories", "surface3d", "losses", "fit", "window"]
Dress: TypeAlias = Literal["screen", "slide", "paper"]
Ground: TypeAlias = Literal["solid", "transparent"]
PictureFormat: TypeAlias = Literal["png", "svg", "pdf", "webp"]

VIEWS: tuple[View, ...] = get_args(View)
DRESSES: tuple[Dress, ...] = get_args(Dress)
PICTURE_FORMATS: tuple[PictureFormat, ...] = get_args(PictureFormat)
SMALLEST, LARGEST = 64, 8192  # pixels along a side; 8K is 7680 x 4320
MM_PER_INCH = 25.4
_PANEL = (880.0, 560.0)  # logical pixels of a panel that is looked at alone
FULL_TURN, STEEPEST = 360.0, 89.0  # degrees of the eye's azimuth and elevation
NEAREST, FARTHEST = 1.6, 20.0  # of the eye, in halves of the box's width
_AWAY = 1.5  # of what is looked at from the middle of the box, likewise
_PANELS = 3  # in the window
_LEAST = (200.0, 150.0)  # logical pixels that a view needs to be read
_WINDOW, _WINDOW_UPRIGHT = (960.0, 680.0), (560.0, 1060.0)  # pages with a window in full size
WINDOW_MARGIN = 40.0  # logical pixels of such a page that lie round the window
_SLACK = 0.02  # of a size in few whole pixels
_LEAST_ZOOM = 0.55  # of the window: below it its small type has less than 4.5 points
_MOST_STEPS = 10_000_000
# What neither UTF-8 nor XML has.
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


class PictureError(ValueError):
    """A wish for a picture that cannot be fulfilled; its text is a sentence for the user."""


@dataclass(frozen=True)
class Extent:
    """How large a picture is.

    Attributes:
        width: Pixels.
        height: Pixels.
        dpi: Pixels an inch, which tells how large it is printed. Type of 13 px on the screen is drawn 13/96
            of an inch high, so a picture of more dpi has more pixels and the same layout.
    """

    width: int = 1600
    height: int = 1000
    dpi: float = 96.0

    def __post_init__(self) -> None:
        if not (math.isfinite(self.dpi) and 24 <= self.dpi <= 2400):
            raise PictureError(f"The resolution can be 24 to 2400 dpi; {self.dpi:g} was asked for.")
        if not all(SMALLEST <= side <= LARGEST for side in (self.width, self.height)):
            raise PictureError(
                f"A picture can be {SMALLEST} to {LARGEST} pixels wide and high; "
                f"{self.width} x {self.height} was asked for."
            )

    @staticmethod
    def of_millimetres(width: float, height: float, dpi: float = 300.0) -> Extent:
        """The extent of a printed picture.

        Args:
            width: Millimetres.
            height: Millimetres.
            dpi: Pixels an inch.

        Returns:
            The extent in whole pixels.

        Raises:
            PictureError: It is empty, endless or larger than a picture can be.
        """
        if not all(math.isfinite(side) and side > 0 for side in (width, height, dpi)):
            asked = f"{width:g} x {height:g} mm at {dpi:g} dpi"
            raise PictureError(f"A picture needs a width and a height; {asked} was asked for.")
        return Extent(round(width / MM_PER_INCH * dpi), round(height / MM_PER_INCH * dpi), dpi)

    @property
    def scale(self) -> float:
        """Pixels for one logical pixel of the layout, which is 1/96 of an inch."""
        return self.dpi / 96.0

    @property
    def logical(self) -> tuple[float, float]:
        """Width and height in logical pixels."""
        return self.width / self.scale, self.height / self.scale


@dataclass(frozen=True)
class Eye:
    """From where the surface in three dimensions is seen.

    Attributes:
        azimuth: Degrees round the upright axis.
        elevation: Degrees above the floor.
        distance: From what is looked at, in halves of the box's width; None: as near as shows all of the box.
        centre: What is looked at; the box goes from -1 to 1 each way. Of no matter without a distance.
    """

    azimuth: float = -56.0
    elevation: float = 36.0
    distance: float | None = None
    centre: tuple[float, float, float] = (0.0, 0.0, 0.0)

    def __post_init__(self) -> None:
        if not (math.isfinite(self.azimuth) and abs(self.azimuth) <= FULL_TURN):
            raise PictureError(f"The azimuth can be -360 to 360 degrees; {self.azimuth:g} was asked for.")
        if not -STEEPEST <= self.elevation <= STEEPEST:
            asked = f"{self.elevation:g} was asked for"
            raise PictureError(f"The elevation can be -{STEEPEST:g} to {STEEPEST:g} degrees; {asked}.")
        if not all(abs(at) <= _AWAY for at in self.centre):
            raise PictureError(f"What is looked at can be up to {_AWAY:g} away from the box's middle.")
        if self.distance is not None and not NEAREST <= self.distance <= FARTHEST:
            asked = f"{self.distance:g} was asked for"
            raise PictureError(f"The distance of the eye can be {NEAREST:g} to {FARTHEST:g}; {asked}.")


def eye_of(text: str) -> Eye:
    """An eye as it is typed, "-56,36" or "-56,36,4".

    Args:
        text: Azimuth, elevation and perhaps the distance.

    Returns:
        The eye.

    Raises:
        PictureError: It reads otherwise.
    """
    try:
        azimuth, elevation, *rest = (float(part) for part in text.split(","))
        (distance,) = rest or (None,)
    except ValueError:
        raise PictureError(
            "Expected azimuth and elevation in degrees and perhaps a distance, such as -56,36 or -56,36,4, "
            f"got {text}."
        ) from None
    return Eye(azimuth, elevation, distance)


@dataclass(frozen=True)
class PictureSettings:
    """One picture.

    Attributes:
        view: What it shows.
        beside: Further views on the same page.
        extent: How large it is.
        dress: "screen": as on the screen; "slide": large type for a projector; "paper": black on white in a
            serif face, with colours that a colour-blind reader and a grey printer keep apart.
        dark: Dark ground with light type; of no matter on paper.
        ground: Whether the ground is filled.
        font_scale: Factor of all type.
        title: Whether the document's title stands above.
        legend: Whether colours are explained.
        colour_bar: Whether the scale of the colours is shown.
        caption: Text below; "" for none.
        cells: Whether J of at most 64 x 64 entries is drawn as vector cells instead of an image (SVG, PDF).
        step: The step of the descent that is shown; None: the last one.
        eye: From where the surface in three dimensions is seen.
    """

    view: View = "jacobian"
    beside: tuple[View, ...] = ()
    extent: Extent = Extent()
    dress: Dress = "screen"
    dark: bool = False
    ground: Ground = "solid"
    font_scale: float = 1.0
    title: bool = False
    legend: bool = True
    colour_bar: bool = True
    caption: str = ""
    cells: bool = True
    step: int | None = None
    eye: Eye = Eye()

    def __post_init__(self) -> None:
        for view in self.views:
            if view not in VIEWS:
                raise PictureError(f"There is no view {view!r}; there are {', '.join(VIEWS)}.")
        if len(set(self.views)) < len(self.views):
            raise PictureError("A page shows a view once.")
        if self.dress not in DRESSES:
            raise PictureError(f"There is no theme {self.dress!r}; there are {', '.join(DRESSES)}.")
        if not (math.isfinite(self.font_scale) and 0.5 <= self.font_scale <= 4):
            raise PictureError(f"The font scale can be 0.5 to 4; {self.font_scale:g} was asked for.")
        _require_room(self)
        if len(self.caption) > 2000:
            raise PictureError(f"A caption can have 2,000 characters; this one has {len(self.caption):,}.")
        if _NO_TEXT.search(self.caption):
            raise PictureError("A caption is text; this one has a character that stands for no letter.")
        if self.step is not None and not 0 <= self.step <= _MOST_STEPS:
            raise PictureError(f"A step is a number from 0 to {_MOST_STEPS:,}; {self.step} was asked for.")

    @property
    def views(self) -> tuple[View, ...]:
        """All that stands on the page."""
        return (self.view, *self.beside)


def window_size(width: float, height: float) -> tuple[float, float]:
    """The page that the whole window stands on in full size; on a smaller one all of it is smaller.

    Args:
        width: Of the page.
        height: The same.

    Returns:
        Width and height in logical pixels, of a page that lies or stands as the given one does.
    """
    return _WINDOW_UPRIGHT if height > width else _WINDOW


def _require_room(settings: PictureSettings) -> None:
    extent = settings.extent
    width, height = extent.logical
    wide, high = _LEAST
    area = sum(wide * high for view in settings.views if view != "window")
    if "window" in settings.views:
        wide, high = (side * _LEAST_ZOOM for side in window_size(width, height))
        area += wide * high
    grown = math.sqrt(area / (wide * high))  # for more than one view
    if min(width / wide, height / high, width * height / area) < 1 - _SLACK:
        least = [math.ceil(side * grown) for side in (wide, high)]
        in_mm = " x ".join(str(math.ceil(side / 96 * MM_PER_INCH)) for side in least)
        in_pixels = " x ".join(str(math.ceil(side * extent.scale)) for side in least)
        what = "The whole window" if settings.views == ("window",) else "This picture"
        raise PictureError(
            f"{what} can be read from {in_mm} mm on, which is {in_pixels} pixels at {extent.dpi:.4g} dpi; "
            f"{extent.width} x {extent.height} pixels were asked for."
        )


def extent_of(text: str, dpi: float | None = None, views: Sequence[View] = ("jacobian",)) -> Extent:
    """An extent as it is typed, "1920x1080".

    Args:
        text: Two whole numbers with an x, × or * between them.
        dpi: Pixels an inch; None: as `fitting_dpi` says.
        views: What stands on the page.

    Returns:
        The extent.

    Raises:
        PictureError: It reads otherwise.
    """
    width, height = _pair(text, "a size in pixels such as 1920x1080")
    if not (width.is_integer() and height.is_integer()):
        raise PictureError(f"Expected whole pixels such as 1920x1080, got {text}.")
    wide, high = int(width), int(height)
    return Extent(wide, high, fitting_dpi(wide, high, views) if dpi is None else dpi)


def millimetres_of(text: str, dpi: float = 300.0) -> Extent:
    """An extent as it is typed, "85x60".

    Args:
        text: Two numbers with an x, × or * between them.
        dpi: Pixels an inch.

    Returns:
        The extent.
    """
    return Extent.of_millimetres(*_pair(text, "a size in millimetres such as 85x60"), dpi)


def fitting_dpi(width: float, height: float, views: Sequence[View] = ("jacobian",)) -> float:
    """The resolution at which a picture of so many pixels is laid out as large as panels are on a screen.

    Args:
        width: Pixels.
        height: Pixels.
        views: What stands on the page: the more, the more room the layout has.

    Returns:
        96 for what is no larger than a panel; more for larger pictures, whose type is larger then, too.
    """
    panels = sum(_PANELS if view == "window" else 1 for view in views)
    wide, high = (side * math.sqrt(panels) for side in _PANEL)
    return 96.0 * min(max(1.0, min(width / wide, height / high)), LARGEST / high)


def _pair(text: str, expected: str) -> tuple[float, float]:
    parts = text.lower().replace("×", "x").replace("*", "x").split("x")
    try:
        width, height = (float(part) for part in parts)
    except ValueError:
        raise PictureError(f"Expected {expected}, got {text}.") from None
    return width, height
