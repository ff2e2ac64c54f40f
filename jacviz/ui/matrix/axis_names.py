"""Names over the columns and beside the rows, as many as fit: each, or each 2nd, 5th, 10th, ..."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from PySide6.QtGui import QPainter

from jacviz.notation import weight_on
from jacviz.ui import theme
from jacviz.ui.matrix import typeset
from jacviz.ui.matrix.axis import Axis
from jacviz.ui.matrix.geometry import Geometry

_SIZE, _SMALL = 13, 11
_LEAST_ROW, _LINE = 13, 24  # height of a row for a name of its own; of the room for one of several rows
_LEAST_COLUMN = 12  # no name is narrower
_APART = 8  # from name to name


def names_columns(g: Geometry) -> bool:
    """Whether names stand over the columns.

    Returns:
        False where sliders carry the names.
    """
    return not g.sliders_above


def names_rows(g: Geometry) -> bool:
    """Whether names stand beside the rows.

    Returns:
        False where sliders carry the names, or there is no room for them.
    """
    return not g.sliders_beside and g.row_names.width >= 12


def named(axis: Axis, extent: Callable[[int], float], least: float, lit: int | None) -> list[int]:
    """Which entries have their names written, so that none touches another.

    Args:
        axis: The entries and the part of them that is in sight.
        extent: How much of the axis the name of an entry takes, with the space to the next one.
        least: What no extent is below: no more entries are looked at than have room by it.
        lit: The entry that is pointed at: it is named whatever its number, and drives others away.

    Returns:
        Each in sight; else those whose numbers, from 1, are multiples of 2, 5, 10, 20, ...
    """
    chosen: list[int] = []
    for step in _steps():
        if step * axis.pitch < least and step < axis.count:
            continue
        first = axis.begin + (-axis.begin - 1) % step
        chosen = [i for i in range(first, axis.end, step) if 0 <= axis.middle(i) <= axis.length]
        if step * axis.pitch >= max(map(extent, chosen), default=0.0):
            break
    if lit is None or lit in chosen or not axis.begin <= lit < axis.end:
        return chosen
    here, room = axis.middle(lit), extent(lit)
    apart = [i for i in chosen if abs(axis.middle(i) - here) >= (room + extent(i)) / 2]
    return sorted([*apart, lit])


def _steps() -> Iterator[int]:
    power = 1
    while True:
        yield from (power, 2 * power, 5 * power)
        power *= 10


def paint_column_names(painter: QPainter, g: Geometry, names: Sequence[str], lit: int | None) -> None:
    """Names between the v strip and the columns."""
    scale = theme.current().scale

    def wide(index: int) -> float:
        return typeset.width(typeset.name(names[index]), _SIZE)

    base = g.matrix.y - 6
    for index in named(g.columns, lambda i: wide(i) + _APART, _LEAST_COLUMN * scale, lit):
        colour = theme.colour("input_mark", 1.0 if lit in (None, index) else 0.45)
        left = g.matrix.x + g.columns.middle(index) - wide(index) / 2
        left = min(max(left, g.matrix.x - _APART / 2), g.matrix.right + _APART / 2 - wide(index))
        typeset.paint(painter, left, base, typeset.name(names[index]), _SIZE, colour)


def paint_row_names(painter: QPainter, g: Geometry, names: Sequence[str], lit: int | None) -> None:
    """u1, u2 ... left of the u strip, with the numbers that the outputs have in their names."""
    scale, pitch = theme.current().scale, g.rows.pitch
    each = pitch >= _LEAST_ROW * scale
    size = min(_SIZE, pitch * 0.8 / scale) if each else _SMALL
    line = pitch if each else _LINE * scale
    for index in named(g.rows, lambda _: line, line, lit):
        name = typeset.fitted_name(weight_on(names, index), size, g.row_names.width)
        left = g.row_names.right - typeset.width(name, size)
        base = g.matrix.y + g.rows.middle(index) + typeset.centred(0, size)
        colour = theme.colour("output_mark", 1.0 if lit in (None, index) else 0.45)
        typeset.paint(painter, left, base, name, size, colour)
