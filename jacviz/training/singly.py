"""The slow way, for functions that torch cannot batch: one start after another, one sample after another."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

import torch
from torch import Tensor

from jacviz.calculus.refusals import undifferentiable
from jacviz.experiment.errors import TrainingError
from jacviz.training.refusals import Unbatchable, failure, raise_failure

if TYPE_CHECKING:
    from jacviz.training.problems import Problem

T = TypeVar("T")


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


def gradients_singly(problem: Problem, points: Tensor, batch: tuple[Tensor, ...]) -> tuple[Tensor, Tensor]:
    """Losses and gradients by torch.autograd.

    Args:
        problem: What is minimised.
        points: Shape (R, p).
        batch: The minibatch.

    Returns:
        Shapes (R,) and (R, p).
    """
    losses, gradients = torch.empty(len(points), dtype=points.dtype), torch.zeros_like(points)
    with torch.enable_grad():
        for row, point in enumerate(points):
            leaf = point.detach().requires_grad_()
            # A copy: the function may write into its argument.
            loss = problem.loss_singly(leaf.clone(), *batch)
            losses[row] = loss.detach()
            if loss.requires_grad:
                (gradient,) = torch.autograd.grad(loss, leaf, allow_unused=True)
                if gradient is not None:
                    gradients[row] = gradient
    return losses, gradients


def jacobian_singly(predict: Callable[[Tensor], Tensor], point: Tensor) -> Tensor:
    """J of predictions, row by row.

    Args:
        predict: (p,) -> (m,).
        point: Shape (p,).

    Returns:
        Shape (m, p).
    """
    with torch.enable_grad():
        leaf = point.detach().requires_grad_()
        outputs = predict(leaf.clone()).reshape(-1)
        rows = torch.zeros(len(outputs), len(leaf), dtype=point.dtype)
        for row, output in zip(rows, outputs, strict=True):
            if output.requires_grad:
                (slope,) = torch.autograd.grad(output, leaf, retain_graph=True, allow_unused=True)
                if slope is not None:
                    row.copy_(slope)
    return rows
