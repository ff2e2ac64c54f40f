"""The loss over a plane, coarse first and then fine, in pieces that fit into memory."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
import torch

from jacviz.experiment.errors import TrainingError
from jacviz.experiment.planes import Plane
from jacviz.experiment.starts import Array, middle
from jacviz.training.problems import Problem
from jacviz.training.wanted import Wanted, always

# ((alpha from, to), (beta from, to)).
Window: TypeAlias = tuple[tuple[float, float], tuple[float, float]]
Axes: TypeAlias = tuple[Array, Array]

STAGES: tuple[tuple[int, int], ...] = ((25, 25), (200, 200))
_MOST_BYTES = 16 << 20  # of parameters at a time
# Numbers in all predictions of a rough stage. A core does some 200 million a second: less than a second for a
# coarse one, two for the last one, which comes over twice as many samples each time after that.
_ROUGHLY, _ROUGHLY_LAST = 100_000_000, 400_000_000
_FEWEST_SAMPLES = 100  # of a rough stage
_MANY = 3  # times as many samples: from there on a rough stage is worth its time


@dataclass(frozen=True, eq=False)
class Surface:
    """The loss on a grid of a plane.

    Attributes:
        values: Shape (rows, cols): the loss at beta = axes[1][row], alpha = axes[0][col]; nan where it is not
            a number, inf where it is too large.
        axes: The coordinates alpha (cols,) along directions[0], and beta (rows,) along directions[1].
        origin: The parameters at alpha = beta = 0, (p,).
        directions: Shape (2, p); (1, p) along a line.
        names: What alpha and beta are called.
        not_finite: How many values are nan or infinite.
        shares: The shares of the trajectories' variance along each direction, for principal components.
        notes: Sentences about what is unusual.
        samples: How many of the samples were taken; 0 for an objective alone.
        rough: Whether these are not all of them.
        last: Whether no finer or more exact one follows.
    """

    values: Array
    axes: tuple[Array, Array]
    origin: Array
    directions: Array
    names: tuple[str, str]
    not_finite: int = 0
    shares: tuple[float, float] | None = None
    notes: tuple[str, ...] = ()
    samples: int = 0
    rough: bool = False
    last: bool = True

    @property
    def constant(self) -> bool:
        """Whether all finite values are the same, so that there is no contour to draw."""
        finite = self.values[np.isfinite(self.values)]
        return len(finite) == 0 or float(finite.min()) == float(finite.max())


def surfaces(
    problem: Problem,
    plane: Plane,
    window: Window,
    stages: Sequence[tuple[int, int]] = STAGES,
    wanted: Wanted = always,
    *,
    roughly: bool = False,
) -> Iterator[Surface]:
    """The same surface at growing resolutions.

    Args:
        problem: What is minimised.
        plane: The plane.
        window: The ranges of alpha and beta.
        stages: (cols, rows) of each resolution; along a line there is one row.
        wanted: Asked between pieces of the work.
        roughly: Whether to show something soon where the samples are very many: coarse stages, and surfaces
            before the last one, are then taken over some of the samples, and say so.

    Yields:
        One surface a stage, and where `roughly` perhaps more of the last one: over a few samples first, then
        over twice as many each time.

    Raises:
        TrainingError: The window or a resolution is empty.
        Cancelled: The surface is not wanted any more.
    """  # noqa: DOC502  # raised by _losses
    for (low, high), name in zip(window, plane.names, strict=True):
        if not (np.isfinite([low, high]).all() and low < high):
            raise TrainingError(f"{name} must range from low to high; it goes from {low:g} to {high:g}.")
    for number, (cols, height) in enumerate(stages, 1):
        rows = 1 if plane.is_line else height
        if not (1 <= cols <= 8192 and 1 <= height <= 8192):
            raise TrainingError(f"A surface can have 1 to 8192 columns and rows; {cols} x {height} came.")
        last = number == len(stages)
        axes = np.linspace(*window[0], cols), np.zeros(1) if plane.is_line else np.linspace(*window[1], rows)
        numbers = _ROUGHLY_LAST if last else _ROUGHLY
        most = max(_FEWEST_SAMPLES, numbers // (cols * rows * problem.width))
        some = problem.thinned(most) if roughly and problem.count > _MANY * most else problem
        if some is not problem and last:
            yield from _growing(problem, plane, axes, most, wanted)
        else:
            yield _surface(_losses(some, plane, axes, wanted), plane, axes, some.count, problem.count, last)


def _growing(problem: Problem, plane: Plane, axes: Axes, most: int, wanted: Wanted) -> Iterator[Surface]:
    """Over at most so many samples, then over twice as many each time, all of them in the end.

    Those taken are every 2^k-th, so that what is added each time is the ones between them: each comes once.

    Yields:
        One surface each time.
    """
    stride = 1 << math.ceil(math.log2(problem.count / most))
    first, total, taken = 0, np.zeros((len(axes[1]), len(axes[0]))), 0
    while stride >= 1:
        some = problem.every(2 * stride if taken else stride, first)
        total += _losses(some, plane, axes, wanted) * (some.count / problem.count)
        taken += some.count
        values = total / (taken / problem.count)
        yield _surface(values, plane, axes, taken, problem.count, taken == problem.count)
        stride //= 2
        first = stride


def landmark(problem: Problem) -> Array:
    """What a plane goes through as long as no descent has found a better point.

    Args:
        problem: What is minimised.

    Returns:
        The known optimum, else the middle of the region, (p,). Where that is 0 in all of more than two
        parameters, the first start that is drawn with the seed 0: a network of zeros is constant all over
        most planes.
    """
    return problem.optimum if problem.optimum is not None else middle(problem.region)


def view_of(problem: Problem, plane: Plane, points: Array | None = None) -> Window:
    """A range of the plane that shows what there is to see.

    Args:
        problem: Its region is shown on a plane of two parameters.
        plane: The plane.
        points: Points of trajectories, (..., p), which are to be in view on any other plane.

    Returns:
        The window.
    """
    if plane.is_line:
        across = (float(problem.region.low[0]), float(problem.region.high[0]))
        return (across, across)
    if plane.parameters is not None:
        low, high = problem.region.low, problem.region.high
        first, second = plane.parameters
        return ((float(low[first]), float(high[first])), (float(low[second]), float(high[second])))
    coordinates = np.array([[-1.0, -1.0], [1.0, 1.0]])
    if points is not None:
        flat = points.reshape(-1, points.shape[-1])
        seen = plane.project(flat[np.isfinite(flat).all(axis=1)])[0]
        coordinates = np.concatenate([seen, np.zeros((1, 2))]) if len(seen) else coordinates
    low, high = coordinates.min(axis=0), coordinates.max(axis=0)
    margin = np.where(high > low, 0.15 * (high - low), 1.0)
    (left, bottom), (right, top) = (low - margin).tolist(), (high + margin).tolist()
    return ((left, right), (bottom, top))


def _losses(problem: Problem, plane: Plane, axes: Axes, wanted: Wanted) -> Array:
    alpha, beta = axes
    values = np.empty((len(beta), len(alpha)))
    at_once = max(1, _MOST_BYTES // (8 * len(alpha) * len(plane.origin)))
    along = plane.origin + alpha[:, None] * plane.directions[0]
    for first in range(0, len(beta), at_once):
        across = beta[first : first + at_once, None] * plane.directions[-1]  # along a line beta is 0
        points = (across[:, None] + along).reshape(-1, len(plane.origin))
        found = problem.values(torch.from_numpy(points), wanted)
        values[first : first + at_once] = found.numpy().reshape(-1, len(alpha))
    return values


def _surface(values: Array, plane: Plane, axes: Axes, taken: int, count: int, last: bool) -> Surface:
    not_finite = int(values.size - np.isfinite(values).sum())
    rough = taken < count
    surface = Surface(
        values, axes, plane.origin, plane.directions, plane.names, not_finite, plane.shares,
        samples=taken, rough=rough, last=last,
    )  # fmt: skip
    notes = (f"The loss over {taken:,} of {count:,} samples, evenly picked; more follow.",) if rough else ()
    return replace(surface, notes=(*notes, *_notes(surface)))


def _notes(surface: Surface) -> tuple[str, ...]:
    notes = []
    size = surface.values.size
    if surface.not_finite == size:
        notes.append("The loss is not a number anywhere in this view; move the view.")
    elif surface.not_finite:
        share = 100 * surface.not_finite / size
        notes.append(f"The loss is not finite at {surface.not_finite:,} of {size:,} points ({share:.0f} %).")
    if surface.not_finite < size and surface.constant and size > 1:
        level = float(surface.values[np.isfinite(surface.values)][0])
        notes.append(f"The loss is {level:.6g} all over this view: there is nothing to descend.")
    return tuple(notes)
