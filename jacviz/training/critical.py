"""Critical points of a surface of two parameters: Newton's method from a grid, all points at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
import torch
from torch import Tensor

from jacviz.experiment.errors import TrainingError
from jacviz.training.curvature import hessians
from jacviz.training.problems import Problem
from jacviz.training.surface import Window
from jacviz.training.threads import threads_for
from jacviz.training.wanted import Wanted, always

Kind: TypeAlias = Literal["minimum", "maximum", "saddle", "degenerate"]

_ITERATIONS = 120
_SAME = 1e-5        # of the window: two points nearer than this are one
_SAME_FLAT = 1e-2   # the same for degenerate points, which Newton's method reaches only slowly
_FLAT = 1e-7        # of the largest curvature seen: an eigenvalue below it counts as zero
_MOST_NUMBERS = 1 << 24  # in the predictions of one iteration from the grid; it goes over fewer samples else
_MOST_FLAT = 4      # degenerate points; more of them are a flat region or a line, not points


@dataclass(frozen=True)
class CriticalPoint:
    """Where the gradient vanishes.

    Attributes:
        point: The two parameters.
        value: The loss there.
        eigenvalues: Of the Hessian, in rising order.
        kind: "degenerate" where an eigenvalue is zero.
    """

    point: tuple[float, float]
    value: float
    eigenvalues: tuple[float, float]
    kind: Kind


@dataclass(frozen=True)
class CriticalPoints:
    """All that were found in a window.

    Attributes:
        points: Minima first, each kind by rising value.
        notes: Sentences about what cannot be listed.
    """

    points: tuple[CriticalPoint, ...]
    notes: tuple[str, ...] = ()


def critical_points(
    problem: Problem, window: Window, grid: int = 40, wanted: Wanted = always
) -> CriticalPoints:
    """Find the points of zero gradient in a window of a function of two parameters.

    Args:
        problem: What is minimised.
        window: The ranges of the two parameters.
        grid: Newton's method begins at grid x grid points.
        wanted: Asked at each iteration.

    Returns:
        Every point that an iteration led to, once.

    Raises:
        TrainingError: The function does not have two parameters.
        Cancelled: The points are not wanted any more.
    """  # noqa: DOC502  # raised by what is called here
    if len(problem.names) != 2:
        count = len(problem.names)
        raise TrainingError(f"Critical points are listed for two parameters; this function has {count}.")
    low, high = torch.tensor(window, dtype=torch.float64).T
    axes = [torch.linspace(*ends, grid + 1, dtype=torch.float64) for ends in window]
    # Half a cell off the lines of symmetry, where Newton's method would stay on the line.
    seeds = torch.cartesian_prod(*(axis[:-1] + 0.381966 * (axis[1] - axis[0]) for axis in axes))
    rough = problem.thinned(_MOST_NUMBERS // (len(seeds) * problem.width) + 1)
    with torch.no_grad(), threads_for(len(seeds) * max(rough.count, 1) * problem.width):
        points, scale = _newton(rough, seeds, low, high, wanted)
        if rough is not problem:
            points = points[points.isfinite().all(1)]
            points = points[_distinct(points, _SAME_FLAT * float((high - low).max()))]
            points, _ = _newton(problem, points, low, high, wanted)
        return _found(problem, points, scale, low, high, wanted)


def _found(
    problem: Problem, points: Tensor, scale: float, low: Tensor, high: Tensor, wanted: Wanted
) -> CriticalPoints:
    """The iterations that ended at a zero gradient within the window.

    Returns:
        Each point once.
    """
    span = high - low
    inside = ((points >= low - 1e-9 * span) & (points <= high + 1e-9 * span)).all(1)
    points = points[inside & points.isfinite().all(1)]
    if not len(points):
        return CriticalPoints(())
    slopes, curvatures = hessians(problem, points, wanted)
    usable = curvatures.isfinite().all(2).all(1) & slopes.isfinite().all(1)
    steep = torch.linalg.vector_norm(slopes, dim=1) > 1e-9 * scale * float(span.max())
    points, curvatures = points[usable & ~steep], curvatures[usable & ~steep]
    return _listed(problem, points, torch.linalg.eigvalsh(curvatures), scale, span, wanted)


def _newton(
    problem: Problem, points: Tensor, low: Tensor, high: Tensor, wanted: Wanted
) -> tuple[Tensor, float]:
    """Iterate from every point; steps are cut to a tenth of the window.

    Returns:
        Where the iterations ended, and the largest curvature seen at the seeds.
    """
    longest = float((high - low).max()) / 10
    points, scale = points.clone(), 0.0
    moving = torch.arange(len(points))
    for iteration in range(_ITERATIONS):
        slopes, curvatures = hessians(problem, points[moving], wanted)
        if iteration == 0:
            sizes = torch.linalg.matrix_norm(curvatures.nan_to_num(0.0, 0.0, 0.0))
            scale = float(sizes.max()) or 1.0
        # The pseudo-inverse of a flat direction is no step along it.
        steps = -(torch.linalg.pinv(curvatures.nan_to_num(), rtol=1e-12) @ slopes[:, :, None])[:, :, 0]
        steps = steps.nan_to_num(0.0, 0.0, 0.0)
        length = torch.linalg.vector_norm(steps, dim=1, keepdim=True)
        points[moving] += steps * (longest / length.clamp(min=longest))
        # Those that have arrived (to the accuracy of this step's square), and those that have left for good,
        # are not followed any further.
        near = ((points[moving] - low).abs() < 20 * longest).all(1)
        moving = moving[near & (length[:, 0] > 1e-7 * longest)]
        if not len(moving):
            break
    return points, scale


def _listed(
    problem: Problem, points: Tensor, eigenvalues: Tensor, scale: float, span: Tensor, wanted: Wanted
) -> CriticalPoints:
    size = float(span.max())
    flat = (eigenvalues.abs() < _FLAT * scale).any(1)
    sharp = _distinct(points[~flat], _SAME * size)
    vague = _distinct(points[flat], _SAME_FLAT * size)
    notes: tuple[str, ...] = ()
    kept = [(points[~flat][i], eigenvalues[~flat][i], False) for i in sharp]
    if len(vague) > _MOST_FLAT:
        notes = ("There are flat regions or whole lines where the gradient vanishes; they are not listed.",)
    else:
        kept += [(points[flat][i], eigenvalues[flat][i], True) for i in vague]
    found = [_described(problem, *entry, wanted) for entry in kept]
    order = {"minimum": 0, "saddle": 1, "maximum": 2, "degenerate": 3}
    return CriticalPoints(tuple(sorted(found, key=lambda c: (order[c.kind], c.value, c.point))), notes)


def _distinct(points: Tensor, tolerance: float) -> list[int]:
    """Indices of points that are farther than `tolerance` from all points before them.

    Returns:
        0-based indices.
    """
    kept: list[int] = []
    array = points.numpy()
    for index, point in enumerate(array):
        if not kept or np.linalg.norm(array[kept] - point, axis=1).min() > tolerance:
            kept.append(index)
    return kept


def _described(
    problem: Problem, point: Tensor, eigenvalues: Tensor, flat: bool, wanted: Wanted
) -> CriticalPoint:
    value = float(problem.values(point[None], wanted)[0])
    low, high = eigenvalues.tolist()
    kind: Kind = "degenerate" if flat else "minimum" if low > 0 else "maximum" if high < 0 else "saddle"
    first, second = (float(entry) + 0.0 for entry in point.tolist())
    return CriticalPoint((first, second), value, (low, high), kind)
