"""What a plot is painted with. Painting functions get it handed in, so that export can hand in another."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtGui import QColor, QFont, QFontMetricsF

from jacviz.ui import theme
from jacviz.ui.tokens import BODY, DARK, LIGHT, QUIET, Tokens
from jacviz.ui.typeface import Typeface


@dataclass(frozen=True, eq=False)
class Look:
    """Colours, type and lines of a plot. Two are the same only if they are one object.

    Attributes:
        dark: Whether it is drawn on a dark ground.
        scale: Of all type; lengths that hold words grow with it.
        body: Size of what is read, in pixels before the scale.
        small: Size of tick labels and axis names, likewise.
        panel: The ground.
        field: A quiet surface on it.
        text: What is read.
        quiet: What is read by the way: ticks and names of axes.
        line: Grid lines and hairlines.
        accent: What is pressed, and the playhead.
        on_accent: On the accent.
        error: What went wrong.
        input_mark: Input space: x.
        output_mark: Output space: y.
        trajectories: The twelve hues of trajectories; the first five are the ones that are seen most.
        risk: The colours of the lowest and of the highest loss.
        type: What words are set in.
        tokens: All colours as they are written down.
        thin: Width of lines that are many, or that stay in the background, in pixels.
        stroke: Width of a curve.
        bold: Width of the curve that is looked at.
        dashes: How lines of each colour are broken, where colours alone do not tell them apart; () for none.
        shapes: The shapes of heads of each colour, likewise; words of `plot.shapes`.
    """

    dark: bool
    scale: float
    body: float
    small: float
    panel: QColor
    field: QColor
    text: QColor
    quiet: QColor
    line: QColor
    accent: QColor
    on_accent: QColor
    error: QColor
    input_mark: QColor
    output_mark: QColor
    trajectories: tuple[QColor, ...]
    risk: tuple[QColor, QColor]
    type: Typeface
    tokens: Tokens
    thin: float = 1.0
    stroke: float = 1.5
    bold: float = 2.5
    dashes: tuple[tuple[float, ...], ...] = ()
    shapes: tuple[str, ...] = ()

    def font(self, size: float | None = None, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
        """The face of words and numbers.

        Args:
            size: Pixels before the scale; None: `small`.
            weight: Normal, Medium or DemiBold.

        Returns:
            A font.
        """
        return self.type.words(self.small if size is None else size, weight)

    def metrics(self, size: float | None = None) -> QFontMetricsF:
        """Metrics of `font(size)`, cached.

        Args:
            size: Pixels before the scale; None: `small`.

        Returns:
            The metrics.
        """
        return self.type.metrics(self.small if size is None else size)

    @property
    def title_weight(self) -> QFont.Weight:
        """Of titles: the serif face has one weight alone."""
        return QFont.Weight.Normal if self.type.serif else QFont.Weight.DemiBold

    def colour(self, token: str) -> QColor:
        """A colour that has no name of its own here.

        Args:
            token: A field of Tokens that holds one colour, such as "input_wash".

        Returns:
            The colour.
        """
        return QColor(getattr(self.tokens, token))

    def dash(self, index: int) -> tuple[float, ...]:
        """How the line of a colour is broken.

        Args:
            index: Of the colour.

        Returns:
            Lengths of dashes and gaps in widths of the line; () for a whole line.
        """
        return self.dashes[index % len(self.dashes)] if self.dashes else ()

    def shape(self, index: int) -> str:
        """The shape of a colour's heads.

        Args:
            index: Of the colour.

        Returns:
            A word of `shapes`; "disc" where there are none.
        """
        return self.shapes[index % len(self.shapes)] if self.shapes else "disc"

    def pixels(self, length: float) -> float:
        """A length that grows with the type.

        Args:
            length: Pixels before the scale.

        Returns:
            Logical pixels.
        """
        return length * self.scale


def look_now() -> Look:
    """The look of the theme in force.

    Returns:
        One object for each appearance and font scale.
    """
    return look(dark=theme.current().dark, scale=theme.current().scale)


@lru_cache(maxsize=16)
def look(*, dark: bool = False, scale: float = 1.0) -> Look:
    """A look by its appearance, whatever the theme in force.

    Args:
        dark: Whether it is drawn on a dark ground.
        scale: Of all type.

    Returns:
        One object for each appearance and font scale.
    """
    return look_of(DARK if dark else LIGHT, Typeface(scale), dark=dark)


def look_of(
    t: Tokens,
    face: Typeface,
    *,
    dark: bool,
    dashes: tuple[tuple[float, ...], ...] = (),
    shapes: tuple[str, ...] = (),
) -> Look:
    """A look from colours and faces.

    Args:
        t: The colours.
        face: The faces and their scale.
        dark: Whether it is drawn on a dark ground.
        dashes: As in `Look`.
        shapes: As in `Look`.

    Returns:
        A new object.
    """
    return Look(
        dark=dark, scale=face.scale, body=BODY, small=QUIET - 1,
        panel=QColor(t.panel), field=QColor(t.field), text=QColor(t.text), quiet=QColor(t.quiet),
        line=QColor(t.line), accent=QColor(t.accent), on_accent=QColor(t.on_accent), error=QColor(t.error),
        input_mark=QColor(t.input_mark), output_mark=QColor(t.output_mark),
        trajectories=tuple(QColor(hue) for hue in t.trajectories + t.more_trajectories),
        risk=(QColor(t.risk[0]), QColor(t.risk[1])), type=face, tokens=t, dashes=dashes, shapes=shapes,
    )  # fmt: skip


def faded(colour: QColor, alpha: float) -> QColor:
    """A colour that lets the ground through.

    Args:
        colour: Any colour.
        alpha: 0 to 1.

    Returns:
        The colour with that opacity.
    """
    made = QColor(colour)
    made.setAlphaF(alpha)
    return made


def blended(one: QColor, other: QColor, share: float) -> QColor:
    """A colour between two.

    Args:
        one: At share 0.
        other: At share 1.
        share: 0 to 1.

    Returns:
        An opaque mixture in sRGB.
    """
    return QColor.fromRgbF(
        one.redF() + (other.redF() - one.redF()) * share,
        one.greenF() + (other.greenF() - one.greenF()) * share,
        one.blueF() + (other.blueF() - one.blueF()) * share,
    )
