"""Decision regions on a finer grid than the one they were computed on. Pure numbers, no Qt."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[Any]

_FINER = 4  # pixels of the picture for one that was computed


def finer_classes(labels: Array, count: int) -> Array:
    """Classes on a finer grid, with smooth borders instead of stairs.

    Args:
        labels: Shape (rows, cols), class numbers.
        count: Number of classes.

    Returns:
        Shape (4 rows, 4 cols), int64.
    """
    best = np.full((labels.shape[0] * _FINER, labels.shape[1] * _FINER), -np.inf)
    made = np.zeros(best.shape, dtype=np.int64)
    for label in [one for one in range(count) if (labels == one).any()]:
        share = _finer(_softened((labels == label).astype(np.float64)))
        better = share > best
        made[better], best[better] = label, share[better]
    return made


def _softened(grid: Array) -> Array:
    for axis in (0, 1):
        for _ in range(2):
            edge = [(1, 1) if a == axis else (0, 0) for a in (0, 1)]
            wide = np.pad(grid, edge, mode="edge")
            first, last = np.delete(wide, [-1, -2], axis=axis), np.delete(wide, [0, 1], axis=axis)
            grid = (first + 2 * grid + last) / 4
    return grid


def _finer(grid: Array) -> Array:
    for axis in (0, 1):
        count = grid.shape[axis]
        at = np.clip((np.arange(count * _FINER) + 0.5) / _FINER - 0.5, 0, count - 1)
        below = np.minimum(at.astype(np.int64), max(count - 2, 0))
        share = np.expand_dims(at - below, 1 - axis)
        above = np.minimum(below + 1, count - 1)
        grid = np.take(grid, below, axis) * (1 - share) + np.take(grid, above, axis) * share
    return grid
