"""Entries that are zero but for rounding: the traces that floating-point numbers leave of a zero."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

_UNITS = 8  # in the last place: an entry of J has been through a few operations
_SMALL = 1 << 14  # entries of a J whose y is written as numbers


def traces(jacobian: Array, rows: slice = slice(None), columns: slice = slice(None)) -> Array:
    """Which entries vanish beside the largest ones of both their row and their column.

    The derivative of r cos t by r is zero at t = pi/2, and comes out as 6.1e-17 since no number is pi/2. That
    an entry is small beside the largest one of J alone says nothing: outputs and inputs may have other units.
    So diag(1e20, 1) has no traces, and neither has a J of a single row.

    Args:
        jacobian: J, (m, n); what is not finite is left out.
        rows: Those that are looked at.
        columns: Those that are looked at.

    Returns:
        bool, one for each entry that is looked at; exact zeros are none.
    """
    of_rows, of_columns = _magnitudes(jacobian[rows]), _magnitudes(jacobian[:, columns])
    beside = np.minimum(of_rows.max(axis=1)[:, None], of_columns.max(axis=0)[None, :])
    here = _magnitudes(jacobian[rows, columns])
    return np.asarray((here > 0) & (here <= _UNITS * np.finfo(here.dtype).eps * beside))


def traces_of_outputs(outputs: Array, jacobian: Array, point: Array) -> Array | None:
    """Which outputs become zero where the point moves by no more than its own rounding.

    Args:
        outputs: y, (m,).
        jacobian: J, (m, n).
        point: What J is taken at and with respect to, (n,).

    Returns:
        bool, (m,); None where J is large, whose outputs are not written as numbers.
    """
    if jacobian.size > _SMALL or jacobian.shape != (len(outputs), len(point)):
        return None
    with np.errstate(all="ignore"):
        reach = _magnitudes(jacobian) @ _magnitudes(point)
    size = np.abs(outputs)
    moved = _UNITS * np.finfo(jacobian.dtype).eps * np.where(np.isfinite(reach), reach, 0.0)
    return np.asarray((size > 0) & (size <= moved))


def _magnitudes(values: Array) -> Array:
    return np.where(np.isfinite(values), np.abs(values), 0.0).astype(values.dtype)
