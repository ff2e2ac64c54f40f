"""One batched VJP for many points: losses and gradients u^T J with u = 1, all starts at once.

Eagerly that is torch.func.vmap over vjp. Its layers of transforms cost far more than the arithmetic of a
small model, so for a long descent the same operations are traced once with make_fx and then run bare: the
same kernels in the same order, hence the same bits, which is checked before a trace is used.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.func import vjp, vmap

from jacviz.training.least_squares import LeastSquares
from jacviz.training.singly import batched_or_singly, gradients_singly
from jacviz.training.tracing import traced
from jacviz.training.wanted import Wanted, always, require

if TYPE_CHECKING:
    from jacviz.training.problems import Problem

Batch: TypeAlias = tuple[Tensor, ...]
# Points (R, p) and a minibatch -> losses (R,) and gradients (R, p).
BatchedGradient: TypeAlias = Callable[..., tuple[Tensor, Tensor]]

_MOST_NUMBERS = 4_000_000  # in one evaluation: times 8 bytes and some 8 copies, a quarter of a gigabyte


class Gradients:
    """The gradients of one problem."""

    def __init__(self, problem: Problem) -> None:
        """Nothing is computed yet.

        Args:
            problem: What is minimised.
        """
        self._problem = problem
        self._closed: BatchedGradient | None = None
        if problem.least_squares is not None:
            self._closed = LeastSquares.losses_and_gradients
        self._traced: dict[tuple[torch.Size, ...], BatchedGradient | None] = {}

    def batches(self, indices: Sequence[NDArray[np.int64]]) -> list[Batch]:
        """The samples of several minibatches, gathered in one go.

        Args:
            indices: Sample numbers of each.

        Returns:
            The tensors that the loss takes, for each minibatch.
        """
        samples = self._problem.samples
        if not samples:
            return [()] * len(indices)
        if all(chosen is indices[0] for chosen in indices):
            whole = len(indices[0]) == len(samples[0]) and bool((np.diff(indices[0]) == 1).all())
            rows = None if whole else torch.from_numpy(indices[0])
            return [samples if rows is None else tuple(tensor[rows] for tensor in samples)] * len(indices)
        rows = torch.from_numpy(np.concatenate(indices))
        lengths = [len(chosen) for chosen in indices]
        return list(zip(*(torch.split(tensor[rows], lengths) for tensor in samples), strict=True))

    def __call__(self, points: Tensor, batch: Batch, wanted: Wanted = always) -> tuple[Tensor, Tensor]:
        """Mean loss and gradient at each point.

        Args:
            points: Shape (R, p).
            batch: From `batches`.
            wanted: Asked between pieces of what takes long.

        Returns:
            Losses (R,) and gradients (R, p).
        """
        count = batch[0].shape[0] if batch else 1
        if points.shape[0] * count * self._problem.width > _MOST_NUMBERS:
            return self._in_blocks(points, batch, wanted)
        if self._closed is not None:
            return self._closed(points, *batch)
        record = self._traced.get(_shapes(points, batch))
        return self.eager(points, batch, wanted) if record is None else record(points, *batch)

    def eager(self, points: Tensor, batch: Batch, wanted: Wanted = always) -> tuple[Tensor, Tensor]:
        """The same by vmap over vjp; start after start where the user's function cannot be batched.

        Args:
            points: Shape (R, p).
            batch: From `batches`.
            wanted: Asked between two starts where it goes start after start.

        Returns:
            Losses (R,) and gradients (R, p).
        """
        return batched_or_singly(
            self._problem,
            lambda: self._generic(points, *batch),
            lambda: gradients_singly(self._problem, points, batch, wanted),
        )

    def prepare(self, points: Tensor, batch: Batch) -> None:
        """Trace the evaluation for inputs of these shapes, where that makes it faster.

        Args:
            points: Shape (R, p); values do not matter to the trace.
            batch: From `batches`.
        """
        key = _shapes(points, batch)
        count = batch[0].shape[0] if batch else 1
        if self._closed is not None or key in self._traced or self._problem.unbatchable:
            return
        if points.shape[0] * count * self._problem.width > _MOST_NUMBERS:
            return
        self._traced[key] = traced(self._generic, points, *batch)

    def _generic(self, points: Tensor, *batch: Tensor) -> tuple[Tensor, Tensor]:
        def one(theta: Tensor) -> tuple[Tensor, Tensor]:
            loss, pullback, *_ = vjp(lambda point: self._problem.loss(point, *batch), theta)
            return loss, pullback(torch.ones_like(loss))[0]

        losses, gradients = vmap(one)(points)
        return losses, gradients

    def _in_blocks(self, points: Tensor, batch: Batch, wanted: Wanted) -> tuple[Tensor, Tensor]:
        """The same in pieces: fewer points at a time, and for a single point fewer samples at a time.

        Returns:
            Losses (R,) and gradients (R, p).
        """
        evaluate = self._closed or (lambda points, *batch: self.eager(points, batch, wanted))
        count = batch[0].shape[0] if batch else 1
        samples = max(1, min(count, _MOST_NUMBERS // self._problem.width))
        rows = max(1, _MOST_NUMBERS // (samples * self._problem.width))
        losses, gradients = torch.zeros(len(points), dtype=points.dtype), torch.zeros_like(points)
        for first in range(0, len(points), rows):
            block = slice(first, first + rows)
            for start in range(0, count, samples):
                require(wanted)
                piece = tuple(tensor[start : start + samples] for tensor in batch)
                share = (len(piece[0]) if piece else 1) / count
                loss, gradient = evaluate(points[block], *piece)
                losses[block] += share * loss
                gradients[block] += share * gradient
        return losses, gradients


def _shapes(points: Tensor, batch: Batch) -> tuple[torch.Size, ...]:
    return (points.shape, *(tensor.shape for tensor in batch))
