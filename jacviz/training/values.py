"""The loss over all samples at many points: surfaces, loss curves, basins. Bounded memory, warm cache."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import torch
from torch import Tensor
from torch.func import vmap

from jacviz.training.singly import batched_or_singly, losses_singly
from jacviz.training.threads import threads_for
from jacviz.training.tracing import traced
from jacviz.training.wanted import Wanted, always, require

if TYPE_CHECKING:
    from jacviz.training.problems import Problem

_BLOCK = 1 << 16      # numbers in one evaluation: half a megabyte, which stays in a core's cache
_WORTH_TRACING = 16   # blocks from which on tracing costs less than it saves
_MOST_AT_ONCE = 1 << 22  # numbers for which a single point's samples are split


class Values:
    """The loss of one problem over all of its samples."""

    def __init__(self, problem: Problem) -> None:
        """Nothing is computed yet.

        Args:
            problem: What is minimised.
        """
        self._problem = problem
        self._traced: dict[torch.Size, Callable[[Tensor], Tensor] | None] = {}

    def __call__(self, points: Tensor, wanted: Wanted = always) -> Tensor:
        """The loss at each point.

        Args:
            points: Shape (R, p).
            wanted: Asked between blocks.

        Returns:
            Shape (R,); nan where the loss is not a number.

        Raises:
            Cancelled: The result is not wanted any more.
            TrainingError: The user's function failed.
        """  # noqa: DOC502  # raised by what is called here
        if self._problem.least_squares is not None:
            with threads_for(1):  # a few operations a point: shared, they take longer than alone
                return self._problem.least_squares.risks(points)
        with torch.no_grad():
            return batched_or_singly(
                self._problem,
                lambda: self._batched(points, wanted),
                lambda: losses_singly(self._problem, points, wanted),
            )

    def _batched(self, points: Tensor, wanted: Wanted) -> Tensor:
        weight = self._problem.width * max(self._problem.count, 1)
        if weight > _MOST_AT_ONCE and len(points):
            return torch.stack([self._split(point, wanted) for point in points])
        rows = max(1, _BLOCK // weight)
        values = torch.empty(len(points), dtype=points.dtype)
        evaluate = self._evaluation(points, rows)
        with threads_for(rows * weight):
            for first in range(0, len(points), rows):
                require(wanted)
                block = points[first : first + rows]
                short = rows - len(block)
                if short and len(points) > rows:  # filled up, so that every block has the traced shape
                    block = torch.cat([block, block[-1:].expand(short, -1)])
                values[first : first + rows] = evaluate(block)[: min(rows, len(points) - first)]
        return values

    def _evaluation(self, points: Tensor, rows: int) -> Callable[[Tensor], Tensor]:
        block = points[:rows]
        if len(points) < _WORTH_TRACING * rows:
            return self._traced.get(block.shape) or self._eager
        if block.shape not in self._traced:
            self._eager(block)  # an error of the user's function shows here
            self._traced[block.shape] = traced(self._eager, block)
        return self._traced[block.shape] or self._eager

    def _eager(self, points: Tensor) -> Tensor:
        samples = self._problem.samples
        values: Tensor = vmap(lambda theta: self._problem.loss(theta, *samples))(points)
        return values

    def _split(self, point: Tensor, wanted: Wanted) -> Tensor:
        """The loss at one point over so many samples that they do not fit at once.

        Returns:
            A scalar.
        """
        count = self._problem.count
        step = max(1, _MOST_AT_ONCE // (4 * self._problem.width))
        total = torch.zeros((), dtype=point.dtype)
        for first in range(0, count, step):
            require(wanted)
            piece = tuple(tensor[first : first + step] for tensor in self._problem.samples)
            total += self._problem.loss(point, *piece) * (len(piece[0]) / count)
        return total


