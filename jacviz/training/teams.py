"""Optimisers whose steps use the same gradients: their points are the rows of one tensor, moved together."""

from __future__ import annotations

import math
from typing import TypeAlias

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from jacviz.experiment.recipes import Recipe
from jacviz.experiment.starts import Array
from jacviz.training.optimisers import rule
from jacviz.training.problems import Problem
from jacviz.training.wanted import Wanted, always, require

Steps: TypeAlias = NDArray[np.int64]


class Team:
    """Optimisers at work.

    Attributes:
        recipes: The optimisers.
        places: Their places among all optimisers of the descent.
        full: Whether every step uses all samples, without noise.
        points: Where they are, (O S, p): the starts of the first optimiser, then those of the next.
        diverged_at: Shape (O S,): the first step that could not be taken, counted from 1, or -1.
    """

    def __init__(
        self, problem: Problem, recipes: list[Recipe], starts: Array, places: list[int], full: bool
    ) -> None:
        """Place everybody at the starts.

        Args:
            problem: What is minimised.
            recipes: The optimisers.
            starts: Shape (S, p).
            places: Their places among all optimisers of the descent.
            full: Whether every step uses all samples, without noise.
        """
        self._problem, self.recipes, self.places, self.full = problem, recipes, places, full
        self._size = len(starts)
        self.points = torch.from_numpy(np.tile(starts, (len(recipes), 1)))
        self._slices = list(torch.split(self.points, self._size))
        self._rules = [rule(recipe, rows) for recipe, rows in zip(recipes, self._slices, strict=True)]
        self.diverged_at = torch.full((len(self.points),), -1)

    def advance(
        self,
        first: int,
        count: int,
        steps: int,
        chosen: list[NDArray[np.int64]],
        noise: Tensor | None,
        wanted: Wanted = always,
    ) -> tuple[Array, Array, Array, Steps]:
        """Take steps.

        Args:
            first: How many have been taken.
            count: How many to take, K.
            steps: Steps of the whole descent, where schedules end.
            chosen: The minibatch of each step.
            noise: The gradient noise of each step, (K, S, p), or None.
            wanted: Asked at each step, and within one that takes long.

        Returns:
            Points (O, S, K + 1, p), losses (O, S, K), gradient norms (O, S, K), divergences (O, S).
        """
        rows, p = self.points.shape
        points = torch.empty(count + 1, rows, p, dtype=torch.float64)
        points[0] = self.points
        if self.full and self._problem.count:
            chosen = [np.arange(self._problem.count)] * count
        batches = self._problem.gradients.batches(chosen) if count else []
        evaluate = self._problem.gradients
        moves = [rule.step for rule in self._rules]
        losses, gradients = [], []
        record = points.unbind()
        for k, batch in enumerate(batches):
            require(wanted)
            # At the record, which stays as it is: a result may be a view of the points.
            loss, gradient = evaluate(record[k], batch, wanted)
            if noise is not None and not self.full:
                gradient = (gradient.view(-1, self._size, p) + noise[k]).view(rows, p)
            slopes = (gradient,) if len(moves) == 1 else torch.split(gradient, self._size)
            for recipe, move, part, slope in zip(self.recipes, moves, self._slices, slopes, strict=True):
                move(part, slope, recipe.rate(first + k, steps))
            record[k + 1].copy_(self.points)
            losses.append(loss)
            gradients.append(gradient)
        lost = torch.stack(losses) if count else points.new_empty(0, rows)
        slopes_taken = torch.stack(gradients) if count else points.new_empty(0, rows, p)
        norms = torch.linalg.vector_norm(slopes_taken, dim=2)
        self._freeze(first, points, slopes_taken, lost, norms)
        return self._by_optimiser(points, lost, norms)

    def _freeze(self, first: int, points: Tensor, gradients: Tensor, losses: Tensor, norms: Tensor) -> None:
        """Keep trajectories that diverged at their last finite point; nothing follows after it."""
        finite = points[1:].isfinite().all(2) & gradients.isfinite().all(2) & losses.isfinite()
        before = self.diverged_at >= 0
        rows = torch.nonzero(~finite.all(0) | before)[:, 0]
        if not len(rows):
            return
        before = before[rows]
        # The step in this chunk that could not be taken; 0 where there was one in an earlier chunk.
        step = torch.where(before, 0, (~finite[:, rows]).int().argmax(0)) if len(finite) else 0 * rows
        last = points[step, rows]
        after = torch.arange(len(points))[:, None] > step
        points[:, rows] = torch.where(after[:, :, None], last, points[:, rows])
        unknown = torch.arange(len(losses))[:, None] >= torch.where(before, 0, step + 1)
        for values in (losses, norms):
            values[:, rows] = torch.where(unknown, math.nan, values[:, rows])
        self.diverged_at[rows] = torch.where(before, self.diverged_at[rows], first + step + 1)
        self.points[rows] = last

    def _by_optimiser(
        self, points: Tensor, losses: Tensor, norms: Tensor
    ) -> tuple[Array, Array, Array, Steps]:
        (steps, _, p), shape = points.shape, (len(self.recipes), self._size)
        return (
            points.view(steps, *shape, p).permute(1, 2, 0, 3).numpy(),
            losses.view(steps - 1, *shape).permute(1, 2, 0).numpy(),
            norms.view(steps - 1, *shape).permute(1, 2, 0).numpy(),
            self.diverged_at.view(shape).numpy().copy(),
        )
