"""J at the size of the screen: in a reduced pixel the largest magnitude wins, with its sign.

A lone large entry among 4096 x 4096 is one pixel, never nothing; what is not finite wins over everything.
The ladder keeps halved copies, so a new zoom of a large matrix costs what the screen has, not what J has.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jacviz.ui.matrix.axis import Axis

Array = NDArray[Any]


_BLOCK = 1 << 16  # entries handled together: they stay in the processor's cache, and so do temporaries


def larger(one: Array, other: Array) -> Array:
    """Entry by entry the one of larger magnitude; infinity wins.

    Args:
        one: Values without nan.
        other: Values without nan, of the same shape.

    Returns:
        Of the same shape.
    """
    return np.where(np.abs(other) > np.abs(one), other, one)


def halved(values: Array, axis: int) -> Array:
    """Neighbouring pairs reduced to the larger magnitude; an odd last one stays.

    Args:
        values: (rows, columns) without nan.
        axis: 0 halves the rows, 1 the columns.

    Returns:
        About half the size along `axis`.
    """
    if axis == 0:
        even, odd = values[0::2], values[1::2]
    else:
        even, odd = values[:, 0::2], values[:, 1::2]
    made = even.copy()
    paired = made[: odd.shape[0], : odd.shape[1]]  # an odd last row or column has no partner
    for block in _blocks(odd.shape):
        target, partner = paired[block], odd[block]
        np.copyto(target, partner, where=np.abs(partner) > np.abs(target))
    return made


def _blocks(shape: tuple[int, ...]) -> Iterator[slice]:
    step = max(_BLOCK // max(shape[1], 1), 1)
    return (slice(start, start + step) for start in range(0, shape[0], step))


def reduced(values: Array, starts: Array, stops: Array, axis: int) -> Array:
    """Each range of rows (columns) reduced to the larger magnitude.

    Args:
        values: (rows, columns) without nan.
        starts: First index of each range.
        stops: One past the last index of each range, greater than its start.
        axis: 0 for rows, 1 for columns.

    Returns:
        As long as `starts` along `axis`.
    """
    total = values.take(starts, axis=axis)
    for step in range(1, int((stops - starts).max(initial=1))):
        total = larger(total, values.take(np.minimum(starts + step, stops - 1), axis=axis))
    return total


def pixel_ranges(axis: Axis, level: int) -> tuple[Array, Array]:
    """Which blocks of 2**level entries each device pixel stands for: those whose centre it holds.

    Args:
        axis: Rows or columns, less than one device pixel each, blocks not larger than a pixel.
        level: 0 for the entries themselves.

    Returns:
        First block of each pixel and one past its last; together they cover every visible block once.
    """
    size = 1 << level
    blocks = ceil(axis.count / size)
    first, last = axis.first / size, axis.last / size
    pixels = axis.device_length
    edges = np.arange(pixels + 1) * ((last - first) / pixels) + first
    cuts = np.ceil(edges - 0.5).astype(np.int64)
    cuts[0], cuts[-1] = int(first), min(ceil(last), blocks)
    cuts = np.clip(cuts, cuts[0], cuts[-1])
    starts = np.minimum(cuts[:-1], cuts[-1] - 1)
    return starts, np.maximum(cuts[1:], starts + 1)


class Ladder:
    """One J as float32 fractions of its largest magnitude, with halved copies made when first wanted."""

    def __init__(self, jacobian: Array, largest: float) -> None:
        """Take J in; one pass over it.

        Args:
            jacobian: J, (m, n).
            largest: Its largest finite magnitude; all fractions are of this.
        """
        self.largest = largest
        self.shape = jacobian.shape
        base = np.empty(jacobian.shape, dtype=np.float32)
        with np.errstate(all="ignore"):
            for block in _blocks(jacobian.shape):
                part = base[block]
                np.divide(jacobian[block], largest or 1.0, out=part, casting="unsafe")
                finite = np.isfinite(part)
                if not finite.all():
                    part[~finite] = np.inf
        self._rungs: dict[tuple[int, int], Array] = {(0, 0): base}

    def rung(self, down: int, across: int) -> Array:
        """J reduced in blocks of 2**down rows by 2**across columns.

        Args:
            down: Level of the rows.
            across: Level of the columns.

        Returns:
            About (m / 2**down, n / 2**across).
        """
        if (down, across) not in self._rungs:
            if across >= down:
                made = halved(self.rung(down, across - 1), 1)
            else:
                made = halved(self.rung(down - 1, across), 0)
            self._rungs[down, across] = made
        return self._rungs[down, across]

    def seen(self, rows: Axis, columns: Axis) -> Array:
        """The visible part, one value a visible cell or, where cells are smaller, a device pixel.

        Returns:
            Fractions of `largest`, float32; infinity where anything is not finite.
        """
        down, across = _level(rows), _level(columns)
        values = self.rung(max(down, 0), max(across, 0))
        return _along(_along(values, rows, down, 0), columns, across, 1)


def _level(axis: Axis) -> int:
    # Level whose blocks are at most one device pixel; -1 where single entries are a pixel or more.
    entries = (axis.last - axis.first) / axis.device_length
    return -1 if entries <= 1 else int(np.floor(np.log2(entries)))


def _along(values: Array, axis: Axis, level: int, which: int) -> Array:
    if level < 0:
        return values[axis.begin : axis.end] if which == 0 else values[:, axis.begin : axis.end]
    return reduced(values, *pixel_ranges(axis, level), which)
