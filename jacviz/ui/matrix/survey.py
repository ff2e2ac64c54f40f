"""What one pass over J finds: its largest magnitude, what is not finite, which rows and columns are zero."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

_BLOCK = 1 << 16  # entries looked at together: they stay in the processor's cache


@dataclass(frozen=True, eq=False)
class Survey:
    """Facts about one J.

    Attributes:
        largest: The largest finite magnitude; 0 where there is none.
        nonfinite: How many entries are nan or infinite.
        zero_rows: Indices of rows that are zero throughout.
        zero_columns: Indices of columns that are zero throughout.
    """

    largest: float
    nonfinite: int
    zero_rows: Array
    zero_columns: Array


def survey(jacobian: Array) -> Survey:
    """Look at every entry once, in blocks of rows.

    Args:
        jacobian: J, (m, n).

    Returns:
        What was found.
    """
    m, n = jacobian.shape
    rows, columns = np.zeros(m), np.zeros(n)
    largest, nonfinite = 0.0, 0
    step = max(_BLOCK // max(n, 1), 1)
    for start in range(0, m, step):
        magnitude = np.abs(jacobian[start : start + step])
        rows[start : start + step] = magnitude.max(axis=1)  # nan where a row holds one
        np.maximum(columns, magnitude.max(axis=0), out=columns)
        top = rows[start : start + step].max()
        if not np.isfinite(top):
            finite = np.isfinite(magnitude)
            nonfinite += magnitude.size - int(np.count_nonzero(finite))
            top = magnitude.max(where=finite, initial=0.0)
        largest = max(largest, float(top))
    return Survey(largest, nonfinite, np.flatnonzero(rows == 0), np.flatnonzero(columns == 0))


def percentile(jacobian: Array, percent: float) -> float:
    """The magnitude that `percent` of the finite entries do not exceed.

    Args:
        jacobian: J, (m, n).
        percent: 0 to 100.

    Returns:
        A magnitude; where it would be 0 (most entries are), the largest one.
    """
    magnitude = np.abs(jacobian[np.isfinite(jacobian)])
    if magnitude.size == 0:
        return 0.0
    place = min(max(percent, 0.0), 100.0) / 100 * (magnitude.size - 1)
    found = float(np.partition(magnitude, round(place))[round(place)])
    return found or float(magnitude.max())
