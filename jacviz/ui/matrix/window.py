"""The part of J that is visible: the zoom window. Pure numbers, no Qt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

SMALLEST = 6.0  # rows or columns that stay visible at the closest zoom
FEW = 12  # an axis of up to this many entries has sliders and is always whole

Interval: TypeAlias = tuple[float, float]


@dataclass(frozen=True)
class Visible:
    """Which rows and columns are seen.

    Attributes:
        m: Rows of J.
        n: Columns of J.
        rows: First and last visible row edge, 0 <= first < last <= m; not whole numbers in general.
        columns: The same for columns.
    """

    m: int
    n: int
    rows: Interval
    columns: Interval

    @classmethod
    def whole(cls, m: int, n: int) -> Visible:
        """All of an m x n matrix.

        Returns:
            The widest window.
        """
        return cls(m, n, (0.0, float(m)), (0.0, float(n)))

    @property
    def is_whole(self) -> bool:
        """Whether every row and column is visible."""
        return self.rows == (0.0, self.m) and self.columns == (0.0, self.n)

    @property
    def can_zoom(self) -> bool:
        """Whether the matrix is large enough that a closer look helps."""
        return self.m > FEW or self.n > FEW

    def zoomed(self, factor: float, row: float, column: float) -> Visible:
        """Closer (factor < 1) or farther; the given point stays where it is on the screen.

        Args:
            factor: What the visible number of rows and columns is multiplied by.
            row: Row edge under the pointer.
            column: Column edge under the pointer.

        Returns:
            Another window.
        """
        rows = _zoomed(self.rows, factor, row, self.m)
        return Visible(self.m, self.n, rows, _zoomed(self.columns, factor, column, self.n))

    def panned(self, rows: float, columns: float) -> Visible:
        """Moved by so many rows and columns; stops at the edges of J.

        Returns:
            A window of the same size.
        """
        moved = _panned(self.rows, rows, self.m), _panned(self.columns, columns, self.n)
        return Visible(self.m, self.n, *moved)

    def including(self, row: int, column: int) -> Visible:
        """Moved as little as needed to have one entry wholly in sight.

        Returns:
            A window of the same size; itself where the entry is visible already.
        """
        return self.panned(_shift(self.rows, row), _shift(self.columns, column))


def _zoomed(interval: Interval, factor: float, at: float, count: int) -> Interval:
    if count <= FEW:
        return interval
    first, last = interval
    length = min(max((last - first) * factor, SMALLEST), float(count))
    if length == count:
        return 0.0, float(count)
    share = (at - first) / (last - first)
    start = min(max(at - share * length, 0.0), count - length)
    return start, start + length


def _panned(interval: Interval, by: float, count: int) -> Interval:
    first, last = interval
    by = min(max(by, -first), count - last)
    return (first + by, last + by) if by else interval


def _shift(interval: Interval, index: int) -> float:
    first, last = interval
    if index < first:
        return index - first
    return max(index + 1 - last, 0.0)
