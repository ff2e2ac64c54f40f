"""Where the parts of a row of the reference lie: what is written, what it means, an example to try."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics

from jacviz.ui import theme
from jacviz.ui.function.typeface import letter_by_letter
from jacviz.ui.reference.entries import Entry

_CONSTRUCT = 170  # pixels before the font scale, as all below
_GAP, _ABOVE, _BELOW, _BETWEEN = 18, 7, 9, 6
PADDING_X, PADDING_Y = 11, 5  # around the example
_ADD = 26  # the square of the button that adds the lines
HEADING_ABOVE, HEADING_BELOW = 18, 10


@dataclass(frozen=True)
class Anatomy:
    """Rectangles in a row whose corner is (0, 0).

    Attributes:
        construct: What is written.
        explanation: What it means.
        example: The field with the example; empty where there is none.
        add: The button that adds its lines; empty where there is none.
        height: Of the row.
    """

    construct: QRect
    explanation: QRect
    example: QRect
    add: QRect
    height: int


def construct_font() -> QFont:
    """The font of what is written.

    Returns:
        The code font.
    """
    return letter_by_letter(theme.code_font())


def example_font() -> QFont:
    """The font of the examples.

    Returns:
        The code font, quiet size.
    """
    return letter_by_letter(theme.code_font(theme.QUIET))


def example_lines(entry: Entry) -> list[str]:
    """The example, line by line.

    Returns:
        No lines where there is none.
    """
    return entry.example.rstrip("\n").split("\n") if entry.example else []


@lru_cache(maxsize=1024)
def anatomy(entry: Entry, width: int, scale: float) -> Anatomy:
    """Lay a row out.

    Args:
        entry: The row.
        width: Pixels that it has.
        scale: The font scale, which the fonts follow.

    Returns:
        Its parts.
    """
    left = round((_CONSTRUCT + _GAP) * scale)
    room = max(width - left, 120)
    wrap = Qt.TextFlag.TextWordWrap
    written = QFontMetrics(construct_font()).boundingRect(
        QRect(0, _ABOVE, round(_CONSTRUCT * scale), 4000), wrap, entry.construct
    )
    meant = QFontMetrics(theme.interface_font()).boundingRect(
        QRect(left, _ABOVE, room, 4000), wrap, entry.explanation
    )
    meant.setWidth(room)
    bottom = max(written.bottom(), meant.bottom())
    example = add = QRect()
    lines = example_lines(entry)
    if lines:
        metrics = QFontMetrics(example_font())
        square = round(_ADD * scale) if entry.language == "maths" else 0
        needed = max(metrics.horizontalAdvance(line) for line in lines) + 2 * PADDING_X + 2
        height = len(lines) * metrics.lineSpacing() + 2 * PADDING_Y
        example = QRect(left, meant.bottom() + _BETWEEN, min(needed, room - square - 2), height)
        if square:
            add = QRect(example.right() + 3, example.top(), square, min(square, height))
        bottom = max(bottom, example.bottom())
    return Anatomy(written, meant, example, add, bottom + _BELOW)
