"""Lengths of vectors that may be enormous: where a trajectory diverges, squares overflow long before."""

from __future__ import annotations

import numpy as np

from jacviz.engine.training_messages import Array
from jacviz.experiment.planes import Plane

_ROUNDING = 1e-9  # of a point's size


def lengths(vectors: Array) -> Array:
    """Euclidean norms along the last axis.

    Args:
        vectors: Shape (..., p).

    Returns:
        Shape (...); infinite only where an entry, or the length itself, is.
    """
    largest = np.abs(vectors).max(axis=-1, initial=0.0)
    usual = (largest > 1e-140) & (largest < 1e140)
    unit = np.where(usual | ~np.isfinite(largest) | (largest == 0), 1.0, largest)
    with np.errstate(over="ignore", invalid="ignore"):
        return np.asarray(np.linalg.norm(vectors / unit[..., None], axis=-1) * unit)


def length(vector: Array) -> float:
    """The Euclidean norm of one vector.

    Args:
        vector: Shape (p,).

    Returns:
        A number.
    """
    return float(lengths(vector))


def off_plane(plane: Plane, points: Array) -> Array:
    """How far points are off a plane.

    Args:
        plane: The plane.
        points: Shape (..., p).

    Returns:
        Shape (...); exactly 0 where only rounding tells a point from one of the plane.
    """
    distances = plane.project(points)[1]
    return np.where(distances <= _ROUNDING * (1 + lengths(points)), 0.0, distances)
