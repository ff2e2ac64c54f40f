"""The slow way, for functions that torch cannot batch: one start after another, one sample after another."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, TypeVar

import torch
from torch import Tensor

from jacviz.calculus.refusals import undifferentiable
from jacviz.experiment.errors import TrainingError
from jacviz.training.refusals import Unbatchable, failure, raise_failure
from jacviz.training.wanted import Wanted, always, require

if TYPE_CHECKING:
    from jacviz.training.problems import Problem

T = TypeVar("T")

_ONE_BY_ONE = 1 << 10  # samples that are evaluated one after the other between two signs of life


def batched_or_singly(problem: Problem, batched: Callable[[], T], singly: Callable[[], T]) -> T:
    """Evaluate a batch, or remember that this function cannot be batched and go the slow way.

    Args:
        problem: Whose function is evaluated; its `unbatchable` is read and set.
        batched: By torch.func.
        singly: By torch.autograd and loops.

    Returns:
        What either returns.

    Raises:
        TrainingError: The function failed, or has no derivative.
    """
    if problem.unbatchable is None:
        try:
            return batched()
        except Exception as error:  # whatever the user's own function raises
            known = failure(error)
            if not isinstance(known, Unbatchable):
                raise_failure(error)
            problem.unbatchable = known.reason
    try:
        return singly()
    except Exception as error:
        reason = undifferentiable(error)
        if reason is not None:
            raise TrainingError(f"{reason.sentence}.", reason.line) from error
        raise_failure(error)


def losses_singly(problem: Problem, points: Tensor, wanted: Wanted) -> Tensor:
    """Losses over all samples.

    Args:
        problem: What is minimised.
        points: Shape (R, p).
        wanted: Asked for each point and every so many samples.

    Returns:
        Shape (R,).
    """
    losses = torch.zeros(len(points), dtype=points.dtype)
    for row, point in enumerate(points):
        for piece, share in _pieces(problem.samples):
            require(wanted)
            # A copy: the function may write into its argument.
            losses[row] += share * problem.loss_singly(point.clone(), *piece)
    return losses


def gradients_singly(
    problem: Problem, points: Tensor, batch: tuple[Tensor, ...], wanted: Wanted = always
) -> tuple[Tensor, Tensor]:
    """Losses and gradients by torch.autograd.

    Args:
        problem: What is minimised.
        points: Shape (R, p).
        batch: The minibatch.
        wanted: Asked for each point and every so many samples.

    Returns:
        Shapes (R,) and (R, p).
    """
    losses, gradients = torch.zeros(len(points), dtype=points.dtype), torch.zeros_like(points)
    with torch.enable_grad():
        for row, point in enumerate(points):
            for piece, share in _pieces(batch):
                require(wanted)
                leaf = point.detach().requires_grad_()
                loss = problem.loss_singly(leaf.clone(), *piece)
                losses[row] += share * loss.detach()
                if loss.requires_grad:
                    (gradient,) = torch.autograd.grad(loss, leaf, allow_unused=True)
                    if gradient is not None:
                        gradients[row] += share * gradient
    return losses, gradients


def _pieces(samples: tuple[Tensor, ...]) -> Iterator[tuple[tuple[Tensor, ...], float]]:
    """Samples in pieces that take no long time, and the share that each has in the mean.

    Yields:
        One empty piece for an objective alone.
    """
    count = len(samples[0]) if samples else 0
    for first in range(0, max(count, 1), _ONE_BY_ONE):
        piece = tuple(tensor[first : first + _ONE_BY_ONE] for tensor in samples)
        yield piece, len(piece[0]) / count if count else 1.0


def jacobian_singly(
    predict: Callable[[Tensor], Tensor], point: Tensor, wanted: Wanted = always
) -> Tensor:
    """J of predictions, row by row.

    Args:
        predict: (p,) -> (m,).
        point: Shape (p,).
        wanted: Asked for each row.

    Returns:
        Shape (m, p).
    """
    with torch.enable_grad():
        leaf = point.detach().requires_grad_()
        outputs = predict(leaf.clone()).reshape(-1)
        rows = torch.zeros(len(outputs), len(leaf), dtype=point.dtype)
        for row, output in zip(rows, outputs, strict=True):
            require(wanted)
            if output.requires_grad:
                (slope,) = torch.autograd.grad(output, leaf, retain_graph=True, allow_unused=True)
                if slope is not None:
                    row.copy_(slope)
    return rows
