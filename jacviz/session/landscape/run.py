"""A descent as far as it has come back: the chunks of all trajectories, put together."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from jacviz.engine.training_messages import (
    Array,
    DescentAnswer,
    DescentBegun,
    DescentChunk,
    DescentCurvature,
    DescentTask,
)
from jacviz.experiment.recipes import Recipe

_FIRST = re.compile(r"^Diverged at step [\d,]+\. ?")


@dataclass(frozen=True, eq=False)
class Run:
    """All trajectories of one descent. O optimisers, S starts, K steps, p parameters.

    The arrays have their full size from the beginning; entries beyond `computed` hold nothing yet. A later
    Run of the same descent shares them, so look only at what lies within `computed`.

    Attributes:
        task: What was asked.
        begun: What was known before the first step: names, starts, known minima, the optimisers as used.
        points: Shape (O, S, K + 1, p).
        losses: Shape (O, S, K + 1): over all samples; nan where it was not computed.
        minibatch_losses: Shape (O, S, K).
        gradient_norms: Shape (O, S, K): of the gradient that each step followed.
        diverged_at: Shape (O, S): the first step that could not be taken, counted from 1, or -1.
        computed: Steps that are there.
        curvature: How large a learning rate may be, once that is known.
        answer: What sums it up, once it has ended.
        lowest: The lowest loss over all samples so far; inf before any.
    """

    task: DescentTask
    begun: DescentBegun
    points: Array
    losses: Array
    minibatch_losses: Array
    gradient_norms: Array
    diverged_at: Array
    computed: int = 0
    curvature: DescentCurvature | None = None
    answer: DescentAnswer | None = None
    lowest: float = np.inf

    @staticmethod
    def begin(task: DescentTask, begun: DescentBegun) -> Run:
        """A run of which only the starts are known.

        Returns:
            The run.
        """
        shape = (len(begun.recipes), len(begun.starts))
        points, losses, minibatch_losses, norms = _rooms(shape, task.steps + 1, begun.starts.shape[1])
        points[:, :, 0] = begun.starts
        losses[:, :, 0] = np.nan
        diverged_at = np.full(shape, -1, dtype=np.int64)
        return Run(
            task, begun, points, losses, minibatch_losses[:, :, :-1], norms[:, :, :-1], diverged_at
        )

    def with_chunk(self, chunk: DescentChunk) -> Run:
        """The same descent, some steps further.

        Args:
            chunk: The stretch that follows what is there.

        Returns:
            A new run that shares the arrays.
        """
        first, last = chunk.first, chunk.first + chunk.points.shape[2] - 1
        self.points[:, :, first : last + 1] = chunk.points
        # Of the step where two stretches meet either one may know the losses.
        meeting = chunk.losses[:, :, 0]
        self.losses[:, :, first] = np.where(np.isnan(meeting), self.losses[:, :, first], meeting)
        self.losses[:, :, first + 1 : last + 1] = chunk.losses[:, :, 1:]
        self.minibatch_losses[:, :, first:last] = chunk.minibatch_losses
        self.gradient_norms[:, :, first:last] = chunk.gradient_norms
        lowest = min(self.lowest, float(np.fmin.reduce(chunk.losses, axis=None, initial=np.inf)))
        return replace(self, computed=last, diverged_at=chunk.diverged_at, lowest=lowest)

    @property
    def recipes(self) -> tuple[Recipe, ...]:
        """The optimisers as they are used, O of them."""
        return self.begun.recipes

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the p parameters."""
        return self.begun.names

    @property
    def steps(self) -> int:
        """K: steps that each trajectory is to have."""
        return self.task.steps

    @property
    def optimisers(self) -> int:
        """O."""
        return len(self.points)

    @property
    def starts(self) -> int:
        """S."""
        return len(self.begun.starts)

    @property
    def parameters(self) -> int:
        """The number of parameters, p."""
        return len(self.begun.low)

    def heads(self, step: int) -> Array:
        """Where all trajectories are at a step.

        Args:
            step: 0 to `computed`; a later one means the last that is there.

        Returns:
            Shape (O, S, p).
        """
        return self.points[:, :, min(max(step, 0), self.computed)]

    def path(self, optimiser: int, start: int) -> Array:
        """One trajectory as far as it is there.

        Returns:
            Shape (computed + 1, p).
        """
        return self.points[optimiser, start, : self.computed + 1]

    def true_losses(self, optimisers: Array, starts: Array, steps: Array) -> Array:
        """The losses over all samples along some trajectories, also at steps where they were not computed.

        Args:
            optimisers: Of each trajectory, (T,).
            starts: Of each trajectory, (T,).
            steps: Rising, within 0 to `computed`, (k,).

        Returns:
            Shape (T, k): between steps with a loss on the straight line from one to the next; behind the last
            of them as large as there.
        """
        losses: Array = self.losses[optimisers[:, None], starts[:, None], steps]
        if not np.isnan(losses).any() or not len(losses):
            return losses
        # Every trajectory has its losses at the same steps; a few tell, should one of them have none at all.
        few = np.unique(np.linspace(0, len(losses) - 1, 8).astype(np.int64))
        there = self.losses[optimisers[few], starts[few], : self.computed + 1]
        known = np.flatnonzero(~np.isnan(there).all(axis=0))
        if not len(known):
            return losses
        after = np.minimum(np.searchsorted(known, steps), len(known) - 1)
        before = np.maximum(np.where(known[after] > steps, after - 1, after), 0)
        low, high = known[before], known[after]
        share = np.where(high > low, (steps - low) / np.maximum(high - low, 1), 0.0)
        begin, end = (self.losses[optimisers[:, None], starts[:, None], some] for some in (low, high))
        # Weighed one by one: a difference of two may overflow, and 0 times an infinite loss is none.
        between = np.where(share == 0, begin, begin * (1 - share) + np.where(share == 0, 0.0, end) * share)
        return np.where(np.isnan(losses), between, losses)

    def last_known(self, step: int) -> int:
        """The last step up to `step` whose losses over all samples are there for some trajectory; at least 0.

        Returns:
            A step.
        """
        while step > 0 and np.isnan(self.losses[:, :, step]).all():
            step -= 1
        return max(step, 0)

    def was_taken(self, optimiser: int, start: int, taken: int) -> bool:
        """Whether a trajectory took a step; one that diverged stands still from then on.

        Args:
            optimiser: Its index.
            start: Its index.
            taken: The step's number, from 0.

        Returns:
            False where it diverged before, or at that step.
        """
        diverged = int(self.diverged_at[optimiser, start])
        return taken < self.computed and not 0 <= diverged - 1 <= taken

    def reason(self, optimiser: int) -> str:
        """Why the first of an optimiser's trajectories diverged.

        Returns:
            A sentence; "" where none did, or it is not known yet.
        """
        return _FIRST.sub("", self.answer.reasons[optimiser]) if self.answer is not None else ""

    @cached_property
    def optimum(self) -> Array | None:
        """The first known minimum, else the point of the lowest loss so far, (p,); None before any."""
        if len(self.begun.minima):
            known: Array = self.begun.minima[0]
            return known
        # Step by step, as they lie in memory: of ten thousand starts there are millions.
        losses = np.moveaxis(self.losses[:, :, : self.computed + 1], 2, 0)
        lowest = np.fmin.reduce(losses, axis=None, initial=np.inf)
        if lowest == -np.inf:
            losses = np.where(np.isfinite(losses), losses, np.inf)
            lowest = losses.min()
        if not np.isfinite(lowest):
            return None
        k, o, s = np.unravel_index((losses == lowest).argmax(), losses.shape)
        best: Array = self.points[o, s, k]
        return best


def _rooms(shape: tuple[int, int], length: int, parameters: int) -> tuple[Array, Array, Array, Array]:
    """Room for points and for three numbers of each step, all that belongs to one step side by side.

    A stretch writes into memory that is new to the process, which the system finds in large pieces: with each
    array by itself, or with trajectories side by side, ten thousand starts would have it find many at once.

    Returns:
        Shape (O, S, length, p), and three times (O, S, length), not filled.
    """
    count = shape[0] * shape[1]
    room = np.empty((length, count * (parameters + 3)))
    parts = np.split(room, [count * (parameters + more) for more in range(3)], axis=1)
    points = parts[0].reshape(length, *shape, parameters)
    one, other, third = (np.moveaxis(part.reshape(length, *shape), 0, 2) for part in parts[1:])
    return np.moveaxis(points, 0, 2), one, other, third
