"""How a film is to be exported: what moves, how fast, for how long. `ui.publish` draws its frames."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias, TypeVar, get_args

from jacviz.session.document import Role
from jacviz.session.picture import PictureError, PictureSettings

Part = TypeVar("Part", "FilmSettings", PictureSettings)

Moves: TypeAlias = Literal["steps", "sweep"]
Pace: TypeAlias = Literal["step", "time"]
Poster: TypeAlias = Literal["first", "last"]
FilmFormat: TypeAlias = Literal["gif", "apng", "webp", "mp4", "webm"]

FILM_FORMATS: tuple[FilmFormat, ...] = get_args(FilmFormat)
VIDEO_FORMATS: tuple[FilmFormat, ...] = ("mp4", "webm")
MOST_FRAMES = 20_000
LONGEST_HOLD = 60.0  # seconds
_DIGITS = 3  # of a slider's value that change on its way
_EASE = 1.5  # the exponent of steps over time: a descent moves most in its first steps


class FilmError(PictureError):
    """A wish for a film that cannot be fulfilled; its text is a sentence for the user."""


@dataclass(frozen=True)
class Sweep:
    """One slider that is moved from one value to another.

    Attributes:
        role: Which vector it belongs to, as in `vector_of`.
        index: Which of its entries.
        begin: The first value.
        end: The last one.
    """

    role: Role = "u"
    index: int = 0
    begin: float = -1.0
    end: float = 1.0

    def __post_init__(self) -> None:
        if self.index < 0:
            raise FilmError(f"An entry is counted from 0; {self.index} was asked for.")
        if not (math.isfinite(self.begin) and math.isfinite(self.end)) or self.begin == self.end:
            asked = f"{self.begin:g} to {self.end:g}"
            raise FilmError(f"A slider moves between two different numbers; {asked} was asked for.")


@dataclass(frozen=True)
class FilmSettings:
    """One film.

    Attributes:
        picture: What each frame is; its `step` is of no matter, its ground is solid.
        moves: The descent's steps, or a slider.
        first: The step that the film begins with.
        last: The step that it ends with; None: the descent's last one.
        pace: Frames by step, `stride` steps each, or over time: `seconds` long, slow at the beginning, where
            a descent moves most.
        stride: Steps from one frame to the next.
        seconds: How long the film moves, by pace "time" and for a slider.
        sweep: The slider.
        fps: Frames a second.
        plays: How often it is played; 0: without an end. Videos leave that to whatever plays them.
        tail: Steps that stay visible behind the heads; None: as the document says; 0: all of them.
        hold: Seconds that the last frame stays.
        poster: The frame that stands in front, where the film begins and where it is seen without moving;
            None: the first one.
    """

    picture: PictureSettings = field(default_factory=lambda: PictureSettings(view="trajectories"))
    moves: Moves = "steps"
    first: int = 0
    last: int | None = None
    pace: Pace = "time"
    stride: int = 1
    seconds: float = 5.0
    sweep: Sweep = field(default_factory=Sweep)
    fps: int = 30
    plays: int = 0
    tail: int | None = None
    hold: float = 1.0
    poster: Poster | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.fps <= 60:
            raise FilmError(f"An animation can have 1 to 60 frames a second; {self.fps} were asked for.")
        if self.stride < 1:
            raise FilmError(
                f"A frame is at least one step after the one before; {self.stride} was asked for."
            )
        if self.first < 0 or (self.last is not None and self.last < self.first):
            asked = f"{self.first:,} to {self.last:,}" if self.last is not None else f"{self.first:,}"
            raise FilmError(f"Steps go from 0 to the descent's last one; {asked} was asked for.")
        if not (math.isfinite(self.seconds) and 0 < self.seconds * self.fps <= MOST_FRAMES):
            most = f"{MOST_FRAMES / self.fps:,.0f} s at {self.fps} frames a second"
            raise FilmError(f"An animation can take up to {most}; {self.seconds:g} s was asked for.")
        if not 0 <= self.hold <= LONGEST_HOLD:
            raise FilmError(
                f"The last frame can stay for 0 to {LONGEST_HOLD:g} s; {self.hold:g} s was asked for."
            )
        if not 0 <= self.plays <= 0xFFFF:
            asked = f"{self.plays:,} was asked for"
            raise FilmError(f"An animation can be played up to 65,535 times, or 0 for ever; {asked}.")
        if self.tail is not None and self.tail < 0:
            raise FilmError(f"A tail has 0 or more steps; {self.tail:,} was asked for.")
        if self.picture.ground == "transparent":
            raise FilmError("An animation has a solid ground; only pictures can be transparent.")

    def even(self) -> FilmSettings:
        """The same film of even width and height, as videos need it.

        Returns:
            Up to one pixel more each way.
        """
        extent = self.picture.extent
        width, height = extent.width + extent.width % 2, extent.height + extent.height % 2
        return replace(
            self, picture=replace(self.picture, extent=replace(extent, width=width, height=height))
        )


def changed_film(wished: FilmSettings, before: FilmSettings, film: FilmSettings) -> FilmSettings:
    """A film of which a form shows a part, changed as the form was: what it does not show stays.

    Args:
        wished: What the form says now.
        before: What it said of the film.
        film: The film.

    Returns:
        The film, with what has changed in the form.
    """
    picture = _changed(wished.picture, before.picture, film.picture)
    if wished.picture.view != before.picture.view:
        picture = replace(picture, beside=())
    return replace(_changed(wished, before, film), picture=picture)


def _changed(wished: Part, before: Part, part: Part) -> Part:
    now, then = vars(wished), vars(before)
    return replace(part, **{name: value for name, value in now.items() if value != then[name]})


@dataclass(frozen=True)
class Shot:
    """One frame.

    Attributes:
        at: The step, or the slider's value.
        seconds: How long it is seen.
    """

    at: float
    seconds: float


def shots(film: FilmSettings, steps: int = 0) -> tuple[Shot, ...]:
    """The frames of a film in their order, the poster included.

    Args:
        film: The film.
        steps: Steps of the descent that are there.

    Returns:
        At least one.

    Raises:
        FilmError: There are no such steps, or too many frames.
    """
    moments = _swept(film) if film.moves == "sweep" else _stepped(film, steps)
    if len(moments) > MOST_FRAMES:
        raise FilmError(
            f"An animation can have {MOST_FRAMES:,} frames; {len(moments):,} were asked for. "
            "Show fewer steps, or more of them in one frame."
        )
    each = 1 / film.fps
    made = [Shot(at, each) for at in moments]
    made[-1] = replace(made[-1], seconds=each + film.hold)
    if film.poster is not None:
        made.insert(0, Shot(moments[-1 if film.poster == "last" else 0], each))
    return tuple(made)


def _swept(film: FilmSettings) -> list[float]:
    count = max(2, round(film.seconds * film.fps))
    sweep = film.sweep
    span = sweep.end - sweep.begin
    digits = _DIGITS - math.floor(math.log10(abs(span)))  # as many as a hand on the slider would leave
    shares = [place / (count - 1) for place in range(count)]
    between = [round(sweep.begin + span * _smooth(share), digits) for share in shares[1:-1]]
    return [sweep.begin, *between, sweep.end]


def _stepped(film: FilmSettings, steps: int) -> list[float]:
    last = steps if film.last is None else film.last
    if last > steps or film.first > last:
        asked = f"{film.first:,} to {last:,}" if film.first else f"{last:,}"
        raise FilmError(f"The descent has {steps:,} steps; {asked} was asked for.")
    if film.pace == "step":
        moments: list[float] = [*range(film.first, last + 1, film.stride)]
        return moments if moments[-1] == last else [*moments, last]
    count = max(2, round(film.seconds * film.fps)) if last > film.first else 1
    shares = (place / max(count - 1, 1) for place in range(count))
    return [film.first + round((last - film.first) * share**_EASE) for share in shares]


def _smooth(share: float) -> float:
    return share * share * (3 - 2 * share)
