"""Where a start ends: a plane coloured by the minimum that descent reaches from each of its points."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from jacviz.experiment.errors import Cancelled
from jacviz.experiment.minibatches import Sampling
from jacviz.experiment.planes import Plane
from jacviz.experiment.recipes import Recipe
from jacviz.experiment.starts import Array
from jacviz.training.descent import Chunk, Descent
from jacviz.training.problems import Problem
from jacviz.training.surface import Window
from jacviz.training.values import Wanted, always

Labels: TypeAlias = NDArray[np.int64]

STAGES: tuple[tuple[int, int], ...] = ((25, 25), (50, 50), (100, 100))
DIVERGED, ON_THE_WAY = -1, -2
_NEAR = 0.01   # of the window's diagonal: an end this near to a minimum has arrived there
_FEWEST = 3    # ends at one place that make it a minimum of its own
_MOST = 50     # minima that are told apart


@dataclass(frozen=True, eq=False)
class Basins:
    """Which minimum each start reaches.

    Attributes:
        labels: Shape (rows, cols): the index of a minimum, DIVERGED (-1), or ON_THE_WAY (-2) where the steps
            were too few.
        axes: alpha (cols,) and beta (rows,) of the starts.
        minima: Shape (k, p): known minima first, then places where trajectories came to rest.
    """

    labels: Labels
    axes: tuple[Array, Array]
    minima: Array


def basins(
    problem: Problem,
    recipe: Recipe,
    plane: Plane,
    window: Window,
    *,
    steps: int = 500,
    batch: int | None = None,
    sampling: Sampling = "shuffle",
    seed: int = 0,
    stages: Sequence[tuple[int, int]] = STAGES,
    wanted: Wanted = always,
) -> Iterator[Basins]:
    """Follow a grid of starts to their ends, coarse first.

    Args:
        problem: What is minimised.
        recipe: The optimiser.
        plane: Where the starts lie.
        window: The ranges of alpha and beta.
        steps: Steps of each trajectory.
        batch: Samples in a minibatch; None: all.
        sampling: How minibatches are drawn.
        seed: Fixes them.
        stages: (cols, rows) of each resolution.
        wanted: Asked every few hundredths of a second.

    Yields:
        One picture a stage; minima keep their index.

    Raises:
        Cancelled: The picture is not wanted any more.
    """  # noqa: DOC502  # raised by _last_chunk
    minima = problem.minima
    for cols, rows in stages:
        axes = (_cells(window[0], cols), _cells(window[1], rows))
        grid = np.stack(np.meshgrid(*axes), axis=-1).reshape(-1, 2)
        descent = Descent(
            problem, [recipe], plane.points(grid),
            steps=steps, batch=batch, sampling=sampling, seed=seed, losses_every=max(steps, 1),
        )  # fmt: skip
        last = _last_chunk(descent, wanted)
        size = float(np.hypot(window[0][1] - window[0][0], window[1][1] - window[1][0]))
        near = _NEAR * size * float(np.linalg.norm(plane.directions, axis=1).max())
        with np.errstate(over="ignore", invalid="ignore"):  # far out, squares overflow
            labels, minima = _coloured(last, minima, near)
        yield Basins(labels.reshape(rows, cols), axes, minima)


def _last_chunk(descent: Descent, wanted: Wanted) -> Chunk:
    chunks = descent.chunks()
    last = next(chunks)
    for chunk in chunks:
        if not wanted():
            raise Cancelled
        last = chunk
    return last


def _coloured(last: Chunk, minima: Array, near: float) -> tuple[Labels, Array]:
    """The minimum that each trajectory reached, and all minima known by now.

    Returns:
        Shapes (S,) and (k, p).
    """
    ends, moved = last.points[0, :, -1], _speed(last.points[0])
    diverged = last.diverged_at[0] >= 0
    minima = _with_resting_places(minima, ends[~diverged & (moved < near / 10)], near)
    return _labels(ends, diverged, minima, near), minima


def _cells(ends: tuple[float, float], count: int) -> Array:
    return ends[0] + (ends[1] - ends[0]) * (np.arange(count) + 0.5) / count


def _speed(points: Array) -> Array:
    """How far each trajectory went in the last chunk.

    Returns:
        Shape (S,).
    """
    return np.asarray(np.linalg.norm(points[:, -1] - points[:, 0], axis=1), dtype=np.float64)


def _with_resting_places(minima: Array, ends: Array, near: float) -> Array:
    """Known minima, and places where several trajectories came to rest that are none of them.

    Returns:
        Shape (k, p).
    """
    left = ends[_distances(ends, minima).min(axis=1, initial=np.inf) > near]
    while len(left) >= _FEWEST and len(minima) < _MOST:
        close = np.linalg.norm(left - left[0], axis=1) <= near
        if close.sum() >= _FEWEST:
            minima = np.concatenate([minima, np.median(left[close], axis=0)[None]])
        left = left[~close]
    return minima


def _labels(ends: Array, diverged: NDArray[np.bool_], minima: Array, near: float) -> Labels:
    distances = _distances(ends, minima)
    labels = np.full(len(ends), ON_THE_WAY, dtype=np.int64)
    if len(minima):
        arrived = distances.min(axis=1) <= near
        labels[arrived] = distances[arrived].argmin(axis=1)
    labels[diverged] = DIVERGED
    return labels


def _distances(points: Array, minima: Array) -> Array:
    return np.asarray(np.linalg.norm(points[:, None] - minima[None], axis=2), dtype=np.float64)
