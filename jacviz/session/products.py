"""u^T J, J v and u^T J v in the window's process: one numpy product each, J itself untouched."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

_MOST_RUNS = 64  # of rows that are summed in place; beyond it one copy is cheaper than as many products


@dataclass(frozen=True, eq=False)
class Products:
    """The three products of one Jacobian with one u and one v.

    Attributes:
        u: The row weights that were used, (m,).
        v: The column weights that were used, (n,).
        vjp: u^T J, (n,), in input space.
        jvp: J v, (m,), in output space.
        utjv: u^T J v.
    """

    u: Array
    v: Array
    vjp: Array
    jvp: Array
    utjv: float


def products(jacobian: Array, u: Array, v: Array, previous: Products | None = None) -> Products:
    """Weigh the rows and columns of J.

    Args:
        jacobian: J, (m, n).
        u: Row weights, (m,).
        v: Column weights, (n,).
        previous: Products of the **same** Jacobian; what belongs to an unchanged u or v is taken over.

    Returns:
        The products; a zero weight leaves a non-finite row or column out, as the mathematics of a
        selection would (u = e_1 must show row 1 even where row 2 is not finite).

    Raises:
        ValueError: The shapes do not fit.
    """
    m, n = jacobian.shape
    if u.shape != (m,) or v.shape != (n,):
        raise ValueError(f"products(J, u, v): expected u ({m},) and v ({n},), got {u.shape} and {v.shape}")
    with np.errstate(all="ignore"):
        vjp = previous.vjp if previous is not None and previous.u is u else weighted_rows(jacobian, u)
        jvp = previous.jvp if previous is not None and previous.v is v else weighted_rows(jacobian.T, v)
    return Products(u, v, vjp, jvp, weighted_value(u, jvp))


def weighted_value(u: Array, jvp: Array) -> float:
    """u^T (J v); outputs of weight zero do not take part.

    Args:
        u: Row weights, (m,).
        jvp: J v, (m,).

    Returns:
        The scalar in the corner.
    """
    chosen = u != 0
    with np.errstate(all="ignore"):
        return float(u[chosen] @ jvp[chosen])


def weighted_rows(matrix: Array, weights: Array) -> Array:
    """Sum of weights[i] * matrix[i]; rows of weight zero do not take part.

    Args:
        matrix: Shape (rows, columns).
        weights: Shape (rows,).

    Returns:
        Shape (columns,).
    """
    weights = weights.astype(matrix.dtype, copy=False)
    total: Array = weights @ matrix
    spoilt = ~np.isfinite(total)  # 0 * inf is nan: leave unweighted rows out, and only then pay for it
    if spoilt.any() and not weights.all():
        if spoilt.sum() * 4 < len(spoilt):
            total[spoilt] = _chosen_rows(matrix[:, spoilt], weights)
        else:
            total[spoilt] = _chosen_rows(matrix, weights)[spoilt]
    return total


def _chosen_rows(matrix: Array, weights: Array) -> Array:
    """The same sum over the rows of weight other than zero, run by run: no copy of a large matrix.

    Returns:
        Shape (columns,).
    """
    edges = np.flatnonzero(np.diff(weights != 0, prepend=False, append=False))
    total: Array = np.zeros(matrix.shape[1], matrix.dtype)
    if len(edges) > _MOST_RUNS * 2:
        chosen = weights != 0
        total += weights[chosen] @ matrix[chosen]
        return total
    for start, stop in edges.reshape(-1, 2):
        total += weights[start:stop] @ matrix[start:stop]
    return total
