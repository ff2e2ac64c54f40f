"""What stands in the cells of a painted table: words in one or two lines, numbers, small pictures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter

from jacviz.ui import theme
from jacviz.ui.matrix import figures, typeset, wrapping
from jacviz.ui.matrix.typeset import Line

Paint: TypeAlias = Callable[[QPainter, QRectF], None]
LARGEST = theme.BODY  # size of numbers


class Words(NamedTuple):
    """A cell of words; the second line is quiet, and gives way first."""

    first: Line
    second: Line = ()


Cell: TypeAlias = Words | float | Paint | None


@dataclass(frozen=True)
class Column:
    """One column.

    Attributes:
        title: What stands above it.
        kind: What its cells are: Words, numbers, or functions that paint.
        width: Of pictures, in pixels before the font scale; the others are as wide as what they hold.
    """

    title: Line
    kind: Literal["words", "number", "picture"]
    width: float = 0.0


@dataclass(frozen=True)
class Row:
    """One row.

    Attributes:
        cells: One for each column; None where there is nothing to say.
        told: All of it in words, for screen readers.
    """

    cells: tuple[Cell, ...]
    told: str


def width_of(cell: Words) -> float:
    """How wide a cell of words is.

    Args:
        cell: The cell.

    Returns:
        Logical pixels.
    """
    return max(typeset.width(cell.first, theme.BODY), typeset.width(cell.second, theme.QUIET))


def width_aligned(texts: Sequence[str]) -> float:
    """How wide numbers below each other are, their points in line.

    Args:
        texts: As they are written.

    Returns:
        Logical pixels, with room for a sign; 0 for none.
    """
    metrics = figures.face(LARGEST)[1]
    halves = [text.partition(".") for text in texts]
    before = max((metrics.horizontalAdvance(half[0]) for half in halves), default=0.0)
    after = max((metrics.horizontalAdvance(half[1] + half[2]) for half in halves), default=0.0)
    return before + after + 12 if texts else 0.0


def paint_words(painter: QPainter, room: QRectF, cell: Words) -> None:
    """Paint a cell of words, shortened where it is too wide.

    Args:
        painter: Font and pen are changed.
        room: Of the cell.
        cell: The cell.
    """
    px = theme.current().pixels
    if not cell.first or not cell.second:
        line, size, colour = _only(cell, room)
        base = room.top() + typeset.centred(room.height(), size)
        typeset.paint(painter, room.left(), base, line, size, colour)
        return
    first, colour = shortened(cell.first, theme.BODY, room.width()), theme.colour("text")
    upper, lower = px(theme.BODY * 1.4), px(theme.QUIET * 1.5)
    top = room.top() + (room.height() - upper - lower) / 2
    typeset.paint(painter, room.left(), top + typeset.centred(upper, theme.BODY), first, theme.BODY, colour)
    base = top + upper + typeset.centred(lower, theme.QUIET)
    second = shortened(cell.second, theme.QUIET, room.width())
    typeset.paint(painter, room.left(), base, second, theme.QUIET, theme.colour("quiet"))


def _only(cell: Words, room: QRectF) -> tuple[Line, float, QColor]:
    # The line of a cell that has one, its size and its colour.
    if cell.first:
        return shortened(cell.first, theme.BODY, room.width()), theme.BODY, theme.colour("text")
    return shortened(cell.second, theme.QUIET, room.width()), theme.QUIET, theme.colour("quiet")


def shortened(line: Line, size: float, room: float) -> Line:
    """What has room of a line, broken at a space, with an ellipsis where that is not all.

    Args:
        line: The runs.
        size: Pixels before the font scale.
        room: Logical pixels.

    Returns:
        A line.
    """
    if typeset.width(line, size) <= room + 0.5:
        return line
    dots = typeset.words("…")
    return typeset.joined(wrapping.wrapped(line, size, room - typeset.width(dots, size))[0], dots)
