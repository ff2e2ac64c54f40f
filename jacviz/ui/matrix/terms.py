"""The terms of a product as stacked bars: positive ones to one side of zero, negative ones to the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jacviz.session.products import Products

Array = NDArray[Any]

MOST_TERMS = 8
_SMALL = 1 << 14  # entries of a matrix whose products are written as numbers


@dataclass(frozen=True, eq=False)
class Stacks:
    """For each entry of a product the ends of its terms, all on one scale.

    Attributes:
        starts: (terms, entries), where each term's bar begins, 0 to 1.
        ends: (terms, entries), where it ends.
        totals: (entries,), where the sum lies.
        zero: Where zero lies.
    """

    starts: Array
    ends: Array
    totals: Array
    zero: float


def weighted(weights: Array, matrix: Array) -> Array | None:
    """The terms of weights @ matrix: each row with its weight; a row of weight zero is zero throughout.

    Args:
        weights: (terms,).
        matrix: (terms, entries).

    Returns:
        (terms, entries), or None where there are too many to be told apart.
    """
    if len(weights) > MOST_TERMS:
        return None
    with np.errstate(all="ignore"):
        return np.where(weights[:, None] != 0, weights[:, None] * matrix, 0.0)


def reach(terms: Array) -> tuple[float, float]:
    """How far stacks go.

    Args:
        terms: (terms, entries); what is not finite takes no room.

    Returns:
        The most negative and the most positive end of all entries.
    """
    terms = np.where(np.isfinite(terms), terms, 0.0)
    up, down = np.maximum(terms, 0).sum(axis=0), np.minimum(terms, 0).sum(axis=0)
    return float(down.min(initial=0.0)), float(up.max(initial=0.0))


def stacked(terms: Array, between: tuple[float, float] | None = None) -> Stacks:
    """Stack signed terms from zero outwards.

    Args:
        terms: (terms, entries); what is not finite takes no room.
        between: What the scale goes from and to, where that is more than what `terms` reach.

    Returns:
        Places between 0 (the most negative end of all entries) and 1 (the most positive one).
    """
    terms = np.where(np.isfinite(terms), terms, 0.0).astype(np.float64)
    positive, negative = np.maximum(terms, 0), np.minimum(terms, 0)
    up, down = np.cumsum(positive, axis=0), np.cumsum(negative, axis=0)
    low, high = reach(terms) if between is None else between
    extent = high - low
    if not np.isfinite(extent) or extent <= 0:
        flat = np.zeros_like(terms)
        return Stacks(flat, flat, np.zeros(terms.shape[1]), 0.0)
    ends = np.where(terms >= 0, up, down)
    starts, totals = ends - terms, terms.sum(axis=0)
    return Stacks((starts - low) / extent, (ends - low) / extent, (totals - low) / extent, -low / extent)


def rounding(weights: Array, matrix: Array) -> Array | None:
    """How far rounding may have moved each entry of weights @ matrix.

    A sum that is zero in exact arithmetic (a row of softmax's Jacobian, say) comes out as 1e-17: larger than
    zero, smaller than this.

    Args:
        weights: (terms,).
        matrix: (terms, entries).

    Returns:
        (entries,), a bound, 0 where a term is infinite: no rounding makes an infinity of a zero. None where
        the matrix is large, whose products are not written as numbers.
    """
    if matrix.size > _SMALL:
        return None
    with np.errstate(all="ignore"):
        magnitude = np.abs(weights) @ np.abs(matrix)
    magnitude = np.where(np.isfinite(magnitude), magnitude, 0.0)
    return np.asarray((len(weights) + 1) * np.finfo(matrix.dtype).eps * magnitude)


def settled_scalar(products: Products, matrix: Array) -> float:
    """The scalar u^T J v, 0 where rounding alone may have made something else of a zero.

    Args:
        products: Of `matrix`.
        matrix: J, (m, n).

    Returns:
        A number.
    """
    noise = rounding(products.v, matrix.T)
    if noise is None:
        return products.utjv
    with np.errstate(all="ignore"):
        bound = float(np.abs(products.u) @ noise)
    return 0.0 if abs(products.utjv) <= bound < np.inf else products.utjv


def envelope(values: Array, starts: Array, stops: Array) -> tuple[Array, Array]:
    """Lowest and highest value in each range of entries, zero included.

    Args:
        values: (entries,); what is not finite is left out.
        starts: First entry of each range.
        stops: One past its last.

    Returns:
        Two arrays as long as `starts`: at most 0 and at least 0. Their extremes survive any reduction.
    """
    clean = np.where(np.isfinite(values), values, 0.0)
    low, high = np.minimum(clean[starts], 0), np.maximum(clean[starts], 0)
    for step in range(1, int((stops - starts).max(initial=1))):
        more = clean[np.minimum(starts + step, stops - 1)]
        np.minimum(low, more, out=low)
        np.maximum(high, more, out=high)
    return low, high
