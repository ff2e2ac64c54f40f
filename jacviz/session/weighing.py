"""The products of a large Jacobian, in slices that leave the window's thread free between them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from jacviz.session.products import Array, Products, weighted_rows, weighted_value

LARGE = 1 << 22  # entries of J; up to here both products together take less than 5 ms
_SLICE = 1 << 20  # entries a slice: about 2 ms in float64
_FEW = 8  # where fewer than one weight in so many has changed, the difference is quicker than the product


class Weighing:
    """u^T J and J v of one Jacobian, worked out block by block.

    Attributes:
        result: The products, once `step` has said that they are done.
    """

    def __init__(self, jacobian: Array, u: Array, v: Array) -> None:
        """Nothing is computed yet.

        Args:
            jacobian: J, (m, n).
            u: Row weights, (m,).
            v: Column weights, (n,).
        """
        self.result: Products | None = None
        self._blocks = self._work(jacobian, u, v)

    def step(self) -> bool:
        """Do one slice.

        Returns:
            Whether all is done.
        """
        return next(self._blocks, None) is None

    def _work(self, jacobian: Array, u: Array, v: Array) -> Iterator[bool]:
        m, n = jacobian.shape
        rows = max(1, _SLICE // n)
        vjp, jvp = np.zeros(n, jacobian.dtype), np.empty(m, jacobian.dtype)
        for start in range(0, m, rows):
            block = jacobian[start : start + rows]
            with np.errstate(all="ignore"):
                vjp += weighted_rows(block, u[start : start + rows])
            yield True
            with np.errstate(all="ignore"):
                jvp[start : start + rows] = weighted_rows(block.T, v)
            yield True
        self.result = Products(u, v, vjp, jvp, weighted_value(u, jvp))


def provisional(jacobian: Array, u: Array, v: Array, previous: Products | None) -> Products | None:
    """Products from those of before and what has changed: for the eye, until a Weighing is done.

    Args:
        jacobian: J, (m, n), the one that `previous` belongs to.
        u: Row weights, (m,).
        v: Column weights, (n,).
        previous: The products of before.

    Returns:
        The products, off by some roundings; None where too much has changed or something is not finite.
    """
    if previous is None or previous.u.shape != u.shape or previous.v.shape != v.shape:
        return None
    vjp = _moved(previous.vjp, jacobian, previous.u, u)
    jvp = _moved(previous.jvp, jacobian.T, previous.v, v)
    if vjp is None or jvp is None:
        return None
    return Products(u, v, vjp, jvp, weighted_value(u, jvp))


def _moved(product: Array, matrix: Array, before: Array, now: Array) -> Array | None:
    if before is now:
        return product
    changed = np.flatnonzero(before != now)
    if len(changed) * _FEW > len(now):
        return None
    with np.errstate(all="ignore"):
        moved: Array = product + (now - before)[changed].astype(matrix.dtype) @ matrix[changed]
    return moved if np.isfinite(moved).all() else None
