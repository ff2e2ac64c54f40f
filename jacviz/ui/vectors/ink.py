"""Pens, brushes and lettering of the vector controls, made once for each appearance and shared by all."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import ceil

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPen

from jacviz.notation import MINUS, number, parts
from jacviz.ui import theme
from jacviz.ui.vectors.wording import Hue

NAME_SIZE, INDEX_SIZE = 16, 11  # pixels before the font scale
_WHOLE_INDEX = 4  # characters of an index that are written whatever the room


@dataclass(frozen=True, eq=False)
class Ink:
    """What one hue is drawn with.

    Attributes:
        scale: The font scale.
        mark: The hue itself, and the same in its disabled state.
        mark_disabled: What replaces the hue in a disabled control.
        halo: A wash of the hue that shows on any background.
        veil: The background, nearly opaque: words on it stay readable over bars.
        zero: The line of zero in a strip.
        panel: The background.
        field: The background of a box.
        line: The empty track.
        text: Values.
        quiet: Values of a disabled control.
        error: What cannot be read.
        value_font: Tabular figures.
        small_font: The same where room is short, and for what is read by the way.
        name_font: Italic serif.
        index_font: Upright serif, for subscripts.
    """

    scale: float
    mark: QColor
    mark_disabled: QColor
    halo: QColor
    veil: QColor
    zero: QColor
    panel: QColor
    field: QColor
    line: QColor
    text: QColor
    quiet: QColor
    error: QColor
    value_font: QFont
    small_font: QFont
    name_font: QFont
    index_font: QFont


def ink(hue: Hue) -> Ink:
    """The ink of the appearance in force.

    Returns:
        The same object as long as neither appearance nor font scale changes.
    """
    current = theme.current()
    return _ink(hue, current.dark, current.scale)


@lru_cache(maxsize=16)
def _ink(hue: Hue, dark: bool, scale: float) -> Ink:
    mark = theme.colour(f"{hue}_mark")
    return Ink(
        scale=scale,
        mark=mark,
        mark_disabled=theme.mixed("quiet", "panel", 0.5),
        halo=theme.colour(f"{hue}_mark", 0.22),
        veil=theme.colour("panel", 0.86),
        zero=theme.mixed("line", "quiet", 0.35),
        panel=theme.colour("panel"),
        field=theme.colour("field"),
        line=theme.colour("line"),
        text=theme.colour("text"),
        quiet=theme.colour("quiet"),
        error=theme.colour("error"),
        value_font=theme.interface_font(),
        small_font=theme.interface_font(11),
        name_font=theme.maths_font(NAME_SIZE),
        index_font=theme.maths_font(INDEX_SIZE, italic=False),
    )


def line_pen(colour: QColor, width: float) -> QPen:
    """A pen with round ends.

    Returns:
        A pen.
    """
    return QPen(QBrush(colour), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)


@lru_cache(maxsize=512)
def _name_parts(name: str, scale: float, width: int) -> tuple[str, float, str, float]:
    # Base and subscript with their advances, elided to `width` pixels where they are wider.
    letters = ink("input")
    large, small = QFontMetricsF(letters.name_font), QFontMetricsF(letters.index_font)
    base, index = parts(name)
    dots = Qt.TextElideMode.ElideRight
    lead, tail = large.horizontalAdvance(base), small.horizontalAdvance(index)
    if lead + tail + 1 > width:  # the index tells entries apart: it goes last
        if len(base) > 1:
            least = large.horizontalAdvance(base[:1] + "…")
            base = large.elidedText(base, dots, max(least, width - tail - 1))
            lead = large.horizontalAdvance(base)
        if lead + tail + 1 > width and len(index) > _WHOLE_INDEX:
            index = small.elidedText(index, dots, max(width / 2, width - lead - 1))
    return base, large.horizontalAdvance(base), index, small.horizontalAdvance(index)


def name_width(name: str, scale: float, width: float) -> float:
    """How wide a name is drawn.

    Args:
        name: Such as "x12".
        scale: The font scale in force.
        width: The room it has, pixels.

    Returns:
        Pixels, at most `width` or little more.
    """
    _, base, _, index = _name_parts(name, scale, ceil(width))
    return base + index + 1


def draw_name(painter: QPainter, place: QPointF, name: str, scale: float, width: float) -> None:
    """Write a name with a real subscript, in the painter's pen.

    Args:
        painter: The target; its font is changed.
        place: Left end of the base line.
        name: Such as "x12".
        scale: The font scale in force.
        width: The room it has, pixels; what is longer is elided.
    """
    letters = ink("input")
    base, advance, index, _ = _name_parts(name, scale, ceil(width))
    painter.setFont(letters.name_font)
    painter.drawText(place, base)
    if index:
        painter.setFont(letters.index_font)
        painter.drawText(place + QPointF(advance + 1, 3 * scale), index)


@lru_cache(maxsize=8)
def _metrics(scale: float) -> tuple[QFontMetricsF, QFontMetricsF]:
    letters = ink("input")
    return QFontMetricsF(letters.value_font), QFontMetricsF(letters.small_font)


@lru_cache(maxsize=512)
def fitting_number(value: float, scale: float, width: float, small: bool = False) -> tuple[str, float, bool]:
    """`value` with as many digits as fit, at most four; in small digits where nothing else helps.

    Args:
        value: Any number.
        scale: The font scale in force.
        width: The room, pixels.
        small: Whether it is written small in any case.

    Returns:
        The text, how wide it is, and whether it is to be written small.
    """
    texts = [number(value, digits) for digits in (4, 3, 2, 1)]
    if 0 < abs(value) < 0.1:
        texts.append(_scientific(value))  # -0.001 loses no digit to become narrower
    normal, reduced = _metrics(scale)
    measured = [] if small else [(text, normal.horizontalAdvance(text), False) for text in texts]
    measured += [(text, reduced.horizontalAdvance(text), True) for text in texts]
    return next((m for m in measured if m[1] <= width), min(measured, key=lambda m: m[1]))


def _scientific(value: float) -> str:
    mantissa, exponent = f"{value:.0e}".split("e")
    return f"{mantissa}e{int(exponent)}".replace("-", MINUS)
