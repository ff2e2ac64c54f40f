"""A coarse grid of heights made finer. Pure numbers, no Qt."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[Any]

_COARSE, _FINER = 60, 4  # a surface of at most so many points an axis is smoothed by that factor


def smoothed(heights: Array) -> Array:
    """A coarse grid made finer by a cubic spline (Catmull and Rom), so that its contours have no corners.

    Args:
        heights: Shape (rows, cols).

    Returns:
        The grid itself where it is fine, or not finite everywhere.
    """
    if max(heights.shape) > _COARSE or min(heights.shape) < 4 or not np.isfinite(heights).all():
        return heights
    made = _spline(heights.shape[0]) @ heights @ _spline(heights.shape[1]).T
    return np.asarray(np.clip(made, heights.min(), heights.max()))


def _spline(count: int) -> Array:
    places = np.linspace(0, count - 1, (count - 1) * _FINER + 1)
    first = np.minimum(places.astype(int), count - 2)
    t = (places - first)[:, None]
    weights = np.hstack([
        (-t + 2 * t**2 - t**3) / 2, (2 - 5 * t**2 + 3 * t**3) / 2,
        (t + 4 * t**2 - 3 * t**3) / 2, (t**3 - t**2) / 2,
    ])  # fmt: skip
    matrix = np.zeros((len(places), count + 2))
    for k in range(4):
        matrix[np.arange(len(places)), first + k] = weights[:, k]
    # Beyond the ends the grid goes on straight.
    matrix[:, 1] += 2 * matrix[:, 0]
    matrix[:, 2] -= matrix[:, 0]
    matrix[:, -2] += 2 * matrix[:, -1]
    matrix[:, -3] -= matrix[:, -1]
    return matrix[:, 1:-1]
