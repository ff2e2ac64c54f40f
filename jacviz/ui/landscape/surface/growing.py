"""A table of numbers to which rows are added again and again."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import DTypeLike, NDArray

Array: TypeAlias = NDArray[Any]


class Growing:
    """Rows in one piece of memory. Adding takes time for what is added, not for what is there.

    The memory is asked for at once and never copied; the system gives it when it is written to.
    """

    def __init__(self, most: int, columns: int, kind: DTypeLike) -> None:
        """Hold no rows yet.

        Args:
            most: How many rows there can be at the end.
            columns: Numbers in a row.
            kind: What they are.
        """
        self._memory: Array = np.empty((most, columns), dtype=kind)
        self._count = 0

    @property
    def rows(self) -> Array:
        """All rows, (N, columns), as a view that later additions do not change."""
        return self._memory[: self._count]

    def append(self, rows: Array) -> None:
        """Add rows.

        Args:
            rows: Shape (n, columns), or (n,) where there is one column.
        """
        end = self._count + len(rows)
        self._memory[self._count : end] = rows.reshape(len(rows), self._memory.shape[1])
        self._count = end
