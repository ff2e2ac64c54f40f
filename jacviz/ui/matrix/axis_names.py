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


def named(
    axis: Axis, extent: Callable[[int], float], least: float, lit: int | None, *, inside: bool = False
) -> dict[int, float]:
    """Which entries have their names written, so that none touches another.

    Args:
        axis: The entries and the part of them that is in sight.
        extent: How much of the axis the name of an entry takes, with the space to the next one.
        least: What no extent is below: no more entries are looked at than have room by it.
        lit: The entry that is pointed at: it is named whatever its number, and drives others away.
        inside: Whether names at the ends are moved inwards, so as not to stand out.

    Returns:
        Each in sight, else those whose numbers, from 1, are multiples of 2, 5, 10, 20, ...; with the middle
        of its name, from the beginning of the axis.
    """
    chosen: list[int] = []
    for step in _steps():
        if step * axis.pitch < least and step < axis.count:
            continue
        first = axis.begin + (-axis.begin - 1) % step
        chosen = [i for i in range(first, axis.end, step) if 0 <= axis.middle(i) <= axis.length]
        if step * axis.pitch >= max(map(extent, chosen), default=0.0):
            break
    first_of_all = [lit] if lit is not None and axis.begin <= lit < axis.end else []
    found: dict[int, float] = {}
    for index in (*first_of_all, *chosen):
        room = extent(index)
        middle = axis.middle(index)
        if inside:
            middle = min(max(middle, room / 2 - _APART), axis.length - room / 2 + _APART)
        if all(abs(middle - other) >= (room + extent(i)) / 2 - 0.5 for i, other in found.items()):
            found.setdefault(index, middle)
    return found


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
    least = _LEAST_COLUMN * scale
    for index, middle in named(g.columns, lambda i: wide(i) + _APART, least, lit, inside=True).items():
        colour = theme.colour("input_mark", 1.0 if lit in (None, index) else 0.45)
        left = g.matrix.x + middle - wide(index) / 2
        typeset.paint(painter, left, base, typeset.name(names[index]), _SIZE, colour)


def paint_row_names(painter: QPainter, g: Geometry, names: Sequence[str], lit: int | None) -> None:
    """u1, u2 ... left of the u strip, with the numbers that the outputs have in their names."""
    scale, pitch = theme.current().scale, g.rows.pitch
    each = pitch >= _LEAST_ROW * scale
    size = min(_SIZE, pitch * 0.8 / scale) if each else _SMALL
    line = pitch if each else _LINE * scale
    for index, middle in named(g.rows, lambda _: line, line, lit).items():
        name = typeset.fitted_name(weight_on(names, index), size, g.row_names.width)
        left = g.row_names.right - typeset.width(name, size)
        base = g.matrix.y + middle + typeset.centred(0, size)
        colour = theme.colour("output_mark", 1.0 if lit in (None, index) else 0.45)
        typeset.paint(painter, left, base, name, size, colour)
