"""Hessians at work: the largest eigenvalue, and the learning rate up to which descent is stable."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.func import grad, jacrev, vmap

from jacviz.experiment.errors import TrainingError
from jacviz.experiment.recipes import SGD, Recipe
from jacviz.experiment.starts import Array, spread
from jacviz.notation import number
from jacviz.training.least_squares import rate_below
from jacviz.training.problems import Problem
from jacviz.training.refusals import raise_failure
from jacviz.training.threads import threads_for
from jacviz.training.wanted import Wanted, always, require

_MOST_ITERATIONS = 300
_MOST_SAMPLES = 100_000  # that the Hessian is taken over; evenly picked where there are more
_MOST_NUMBERS = 1 << 23  # in one evaluation: the signs of life of what takes longer come in between
_ROUGHLY = (25, 256)  # iterations and samples, enough for one digit
_LOOKED_AT = 5  # starts whose curvature bounds a suggested rate
_FAR = 1e12  # entries that make an overflow likely
_ENOUGH = 1e-9  # relative change of the eigenvalue at which the iteration ends


@dataclass(frozen=True)
class Stability:
    """How large a learning rate may be.

    Attributes:
        largest: lambda_max of the Hessian of the loss over all samples.
        exact: Whether the loss is quadratic, so that the same Hessian holds everywhere.
        bound: 2 / lambda_max; infinite where nothing curves upwards.
    """

    largest: float
    exact: bool

    @property
    def bound(self) -> float:
        """Gradient descent with a larger learning rate diverges (or leaves the neighbourhood)."""
        return 2.0 / self.largest if self.largest > 0 else math.inf


def stability(problem: Problem, point: Array, wanted: Wanted = always) -> Stability:
    """lambda_max at a point: exact for a quadratic risk, else by power iteration on Hessian-vector products.

    Args:
        problem: What is minimised.
        point: Where, (p,); usually a start. Of no matter for a quadratic risk.
        wanted: Asked at each iteration.

    Returns:
        The largest eigenvalue and what follows from it.

    Raises:
        Cancelled: It is not wanted any more.
    """  # noqa: DOC502  # raised by _largest_eigenvalue
    if problem.least_squares is not None:
        return Stability(float(torch.linalg.eigvalsh(problem.least_squares.hessian)[-1]), exact=True)
    start = torch.from_numpy(np.array(point, dtype=np.float64))
    largest = _largest_eigenvalue(problem, start, wanted=wanted)
    return Stability(largest, exact=False)


def suggested_rate(problem: Problem, wanted: Wanted = always) -> float:
    """A learning rate with which plain SGD visibly arrives, or at least stays.

    Args:
        problem: What is minimised.
        wanted: Asked at each iteration.

    Returns:
        The one that is known for it; else one below the bounds of stability at the middle of its region and
        at the default starts: the steepest of five well-spread places, not the luck of one, decides.

    Raises:
        Cancelled: It is not wanted any more.
    """  # noqa: DOC502  # raised by _largest_eigenvalue
    if problem.rate is not None:
        return problem.rate
    points = [problem.region.centre, *spread(_LOOKED_AT, "normal", problem.region)]
    try:
        starts = map(torch.from_numpy, points)
        found = [_largest_eigenvalue(problem, start, *_ROUGHLY, wanted) for start in starts]
    except TrainingError:  # no second derivative, say
        return 0.01
    return rate_below(max((one for one in found if math.isfinite(one)), default=25.0))


def divergence_reason(
    problem: Problem,
    recipe: Recipe,
    start: Array,
    step: int,
    known: Stability | None = None,
    wanted: Wanted = always,
    end: Array | None = None,
) -> str:
    """Why a trajectory diverged, as far as the curvature tells.

    Args:
        problem: What is minimised.
        recipe: The optimiser.
        start: Where the trajectory began, (p,).
        step: The step that could not be taken, counted from 1.
        known: The curvature at that start, where it was found already.
        wanted: Asked while it is looked for.
        end: Where the trajectory stopped, (p,); None: not known.

    Returns:
        A sentence or two.
    """
    said = f"Diverged at step {step}."
    if end is not None and _is_undefined(problem, end, wanted):
        return f"{said} The loss is not a number there, so that no gradient leads on."
    rate = max(rate for rate in (recipe.lr, *(rate for _, rate in recipe.lr_changes)))
    known = known or stability(problem, start, wanted)
    if not math.isfinite(known.largest):
        return f"{said} The loss has no finite curvature at the start."
    if not isinstance(recipe, SGD) or recipe.maximize:
        return f"{said} Try a smaller learning rate than {number(rate)}."
    limit = known.bound * _momentum_factor(recipe)
    if rate > limit:
        where = "for this risk" if known.exact else "at its start"
        with_momentum = f", with momentum {number(recipe.momentum)}" if recipe.momentum else ""
        return (
            f"{said} The learning rate {number(rate)} is above {number(limit)}, up to which descent is "
            f"stable {where} (2 / λmax = {number(known.bound)}{with_momentum})."
        )
    return f"{said} The curvature grows along the way; try a smaller learning rate than {number(rate)}."


def _is_undefined(problem: Problem, end: Array, wanted: Wanted) -> bool:
    # Far away it is an overflow that makes nan of the loss, and the learning rate that led there is to blame.
    if not np.abs(end).max() < _FAR:
        return False
    return bool(problem.values(torch.from_numpy(end[None]), wanted).isnan().item())


def _momentum_factor(recipe: SGD) -> float:
    """How much larger than 2 / lambda_max the learning rate may be on a quadratic, thanks to momentum.

    Returns:
        (1 + m) / (1 - dampening) for heavy-ball, (1 + m) / (1 + 2 m) for Nesterov momentum.
    """
    m = recipe.momentum
    if recipe.nesterov:
        return (1 + m) / (1 + 2 * m)
    return (1 + m) / (1 - recipe.dampening) if m and recipe.dampening < 1 else 1 + m


def hessians(problem: Problem, points: Tensor, wanted: Wanted = always) -> tuple[Tensor, Tensor]:
    """Gradients and Hessians of the loss over all samples.

    Args:
        problem: What is minimised.
        points: Shape (R, p).
        wanted: Asked between pieces of the work.

    Returns:
        Shapes (R, p) and (R, p, p).
    """
    count, p = problem.count, points.shape[1]
    samples = max(1, min(count, _MOST_NUMBERS // (problem.width * p)))
    rows = max(1, _MOST_NUMBERS // (samples * problem.width * p))
    slopes, curvatures = torch.zeros_like(points), points.new_zeros(len(points), p, p)
    try:
        for first in range(0, len(points), rows):
            block = slice(first, first + rows)
            for start in range(0, max(count, 1), samples):
                require(wanted)
                piece = tuple(tensor[start : start + samples] for tensor in problem.samples)
                share = len(piece[0]) / count if piece else 1.0
                slope, curvature = _hessians(problem, points[block], piece)
                slopes[block] += share * slope
                curvatures[block] += share * curvature
    except Exception as error:  # whatever the user's own function raises
        raise_failure(error)
    return slopes, curvatures


def _hessians(problem: Problem, points: Tensor, samples: tuple[Tensor, ...]) -> tuple[Tensor, Tensor]:
    def loss(theta: Tensor) -> Tensor:
        return problem.loss(theta, *samples)

    # Reverse over reverse: not every operation has a forward rule.
    return vmap(grad(loss))(points), vmap(jacrev(grad(loss)))(points)


def _largest_eigenvalue(
    problem: Problem,
    point: Tensor,
    iterations: int = _MOST_ITERATIONS,
    samples: int = _MOST_SAMPLES,
    wanted: Wanted = always,
) -> float:
    samples = min(samples, max(1, _MOST_NUMBERS // problem.width))
    stride = max(1, problem.count // samples)
    some = tuple(tensor[::stride] for tensor in problem.samples)
    slope = grad(lambda theta: problem.loss(theta, *some))

    def product(vector: Tensor) -> Tensor:
        require(wanted)
        result: Tensor = grad(lambda theta: (slope(theta) * vector).sum())(point)
        return result

    with threads_for(max(problem.count // stride, 1) * problem.width):
        try:
            found = _dominant(product, len(point), iterations)
        except Exception as error:  # whatever the user's own function raises
            raise_failure(error)
        if found >= 0 or math.isnan(found):
            return found
        # The eigenvalue of largest magnitude is negative; shifted by it, the largest one dominates.
        return found + _dominant(lambda vector: product(vector) - found * vector, len(point), iterations)


def _dominant(product: Callable[[Tensor], Tensor], size: int, iterations: int) -> float:
    """The eigenvalue of largest magnitude of a symmetric operator.

    Returns:
        Its Rayleigh quotient; nan where a product is not finite.
    """
    vector = torch.from_numpy(np.random.default_rng(0).standard_normal(size))
    vector /= torch.linalg.vector_norm(vector)
    value = 0.0
    for _ in range(iterations):
        image = product(vector)
        before, value = value, float(vector @ image)
        length = float(torch.linalg.vector_norm(image))
        if not math.isfinite(length) or length == 0.0:
            return math.nan if not math.isfinite(length) else 0.0
        vector = image / length
        # The residual, not the change alone: an early plateau of the quotient is no convergence.
        if abs(value - before) <= _ENOUGH * abs(value) and length**2 - value**2 <= 1e-7 * value**2:
            break
    return value
