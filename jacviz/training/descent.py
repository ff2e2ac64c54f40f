"""Many trajectories of several optimisers, step by step, streamed in chunks.

Every step is theta - eta u^T J. Optimisers that see the same gradient noise form a team: all starts of all of
them are rows of one tensor, and one batched VJP serves the whole team.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch

from jacviz.experiment.errors import TrainingError
from jacviz.experiment.minibatches import NOISE, Minibatches, Sampling, stream
from jacviz.experiment.recipes import Recipe
from jacviz.experiment.starts import Array
from jacviz.training.problems import Problem
from jacviz.training.teams import Steps, Team
from jacviz.training.threads import threads_for
from jacviz.training.wanted import Wanted, always

_FIRST_CHUNK = 4        # steps; so that the first frame comes at once
_SECONDS = 0.04         # that a chunk should take: a descent can be cancelled between two of them
_MOST_STEPS = 1000      # in one chunk
_CHUNK_NUMBERS = 150_000  # points of a chunk, which the window takes in between two frames
_WORTH_TRACING = 150    # remaining steps from which on a trace costs less than it saves


@dataclass(frozen=True, eq=False)
class Chunk:
    """A stretch of all trajectories; O optimisers, S starts, K steps.

    Attributes:
        first: Steps that were taken before this chunk.
        points: Shape (O, S, K + 1, p): where the chunk begins, then after each step.
        losses: Shape (O, S, K + 1): the loss over all samples there; nan where it was not computed.
        minibatch_losses: Shape (O, S, K): the loss whose gradient each step followed.
        gradient_norms: Shape (O, S, K): the Euclidean norm of that gradient.
        diverged_at: Shape (O, S): the first step that could not be taken, because the loss, its gradient or
            the next point is not finite; counted from 1, or -1. The trajectory stays at its last finite
            point.
    """

    first: int
    points: Array
    losses: Array
    minibatch_losses: Array
    gradient_norms: Array
    diverged_at: Steps


class Descent:
    """Trajectories that run, and can be continued.

    Attributes:
        problem: What is minimised.
        recipes: The optimisers; `with_rate` adds its changes to them.
        starts: Where all optimisers begin, (S, p).
        steps: How many steps were asked for; schedules end there.
        taken: How many have been taken.
    """

    def __init__(
        self,
        problem: Problem,
        recipes: Sequence[Recipe],
        starts: Array,
        *,
        steps: int = 500,
        batch: int | None = None,
        sampling: Sampling = "shuffle",
        seed: int = 0,
        losses_every: int | None = None,
    ) -> None:
        """Set the trajectories up; nothing is computed yet.

        Args:
            problem: What is minimised.
            recipes: The optimisers, all from the same starts with the same minibatches and noise.
            starts: Shape (S, p).
            steps: Steps of each trajectory.
            batch: Samples in a minibatch; None: all.
            sampling: How minibatches are drawn.
            seed: Fixes minibatches and noise bit for bit.
            losses_every: Steps between two losses over all samples; None: as often as they cost no more
                than the descent itself. Both ends of a descent always have one, unless it is 0: then there
                are none.

        Raises:
            TrainingError: No optimiser, a negative number of steps, or a minibatch that does not fit.
        """
        if not recipes:
            raise TrainingError("There is no optimiser; choose at least one.")
        if steps < 0:
            raise TrainingError(f"The number of steps must be 0 or more; it is {steps}.")
        if starts.shape[1] != len(problem.names):
            raise TrainingError(
                f"Each start needs {len(problem.names)} parameters ({', '.join(problem.names[:6])}); "
                f"{starts.shape[1]} came."
            )
        self.problem = problem
        self.recipes = tuple(recipes)
        self.starts = starts
        self.steps = steps
        self.taken = 0
        self._batch = batch if problem.count else None
        self._losses_every = _stride(problem, self._batch) if losses_every is None else losses_every
        stochastic = [i for i, r in enumerate(recipes) if not r.full_batch]
        whole = [i for i, r in enumerate(recipes) if r.full_batch]
        self._teams = [
            Team(problem, [self.recipes[i] for i in members], starts, places, full)
            for members, places, full in ((stochastic, stochastic, False), (whole, whole, True))
            if members
        ]
        self._minibatches = Minibatches(max(problem.count, 1), self._batch, sampling, seed)
        self._noise = stream(seed, NOISE)
        self._last_losses: Array | None = None

    def chunks(self, steps: int | None = None, wanted: Wanted = always) -> Iterator[Chunk]:
        """Go on, and hand over what has been computed every few hundredths of a second.

        Stopping the iteration between two chunks cancels the descent; it can be taken up again.

        Args:
            steps: How many steps to take now; None: what is left of `self.steps`.
            wanted: Asked at each step, and within a step or a loss that takes long.

        Yields:
            Stretches that join: each begins where the one before ended. Without steps, one chunk that
            holds only the starts.

        Raises:
            Cancelled: The steps are not wanted any more. This descent is then over.
        """  # noqa: DOC502  # raised by what is called here
        left = max(self.steps - self.taken, 0) if steps is None else steps
        if left == 0:
            yield self._advance(0, wanted)
            return
        end = self.taken + left
        room = max(1, _CHUNK_NUMBERS // (len(self.recipes) * self.starts.size))
        count = _FIRST_CHUNK
        while self.taken < end:
            count = min(count, end - self.taken, room, _MOST_STEPS)
            began = time.perf_counter()
            chunk = self._advance(count, wanted)
            seconds = time.perf_counter() - began
            yield chunk
            if chunk.first == 0:
                self._prepare(end - self.taken)
            # Only the lengths of chunks depend on the clock, never a number in them.
            count = max(1, min(4 * count, int(count * _SECONDS / max(seconds, 1e-6))))

    def with_rate(self, lr: float, optimiser: int | None = None) -> None:
        """Change the learning rate from the next step on; states and points stay.

        Args:
            lr: The new base rate.
            optimiser: Index of the optimiser; None: all of them.
        """
        changed = [
            recipe.with_rate(lr, self.taken) if optimiser in (None, i) else recipe
            for i, recipe in enumerate(self.recipes)
        ]
        self.recipes = tuple(changed)
        for team in self._teams:
            team.recipes = [changed[place] for place in team.places]

    def _prepare(self, left: int) -> None:
        """Trace the gradients of minibatches that come often enough in the steps that are left."""
        gradients, count, size = self.problem.gradients, self.problem.count, self._minibatches.size
        for team in self._teams:
            often = {count if team.full else size * (count > 0): left}
            if not team.full and count % size and self._minibatches.sampling == "shuffle":
                # The smaller minibatch that ends each epoch; a restart of the same problem finds it traced.
                often[count % size] = 4 * left * size // count
            for length, times in often.items():
                if times >= _WORTH_TRACING:
                    batch = gradients.batches([np.arange(length, dtype=np.int64)])[0]
                    gradients.prepare(team.points, batch)

    def _advance(self, count: int, wanted: Wanted) -> Chunk:
        problem, p = self.problem, self.starts.shape[1]
        shape = (len(self.recipes), len(self.starts))
        points = np.empty((*shape, count + 1, p))
        minibatch_losses, norms = np.empty((*shape, count)), np.empty((*shape, count))
        diverged_at = np.empty(shape, dtype=np.int64)
        chosen = self._minibatches.take(count) if problem.count else [np.arange(0, dtype=np.int64)] * count
        noise = None
        if problem.noise:
            noise = torch.from_numpy(problem.noise * self._noise.standard_normal((count, *self.starts.shape)))
        rows = len(self.starts) * len(self.recipes)
        with torch.no_grad(), threads_for(rows * (self._minibatches.size + 1) * problem.width):
            for team in self._teams:
                at = team.places
                stretch = team.advance(self.taken, count, self.steps, chosen, noise, wanted)
                points[at], minibatch_losses[at], norms[at], diverged_at[at] = stretch
            losses = self._losses(points, wanted)
        chunk = Chunk(self.taken, points, losses, minibatch_losses, norms, diverged_at)
        self.taken += count
        return chunk

    def _losses(self, points: Array, asked: Wanted) -> Array:
        """The loss over all samples, at every so many steps.

        Returns:
            Shape (O, S, K + 1).
        """
        count = points.shape[2] - 1
        losses = np.full(points.shape[:3], np.nan)
        if not self._losses_every:
            return losses
        numbers = np.arange(self.taken, self.taken + count + 1)
        wanted = (numbers % self._losses_every == 0) | (numbers == self.steps)
        if self._last_losses is not None:
            losses[:, :, 0] = self._last_losses
            wanted[0] = False
        at = torch.from_numpy(points[:, :, wanted])
        values = self.problem.values(at.reshape(-1, points.shape[3]), asked)
        losses[:, :, wanted] = values.reshape(at.shape[:3]).numpy()
        self._last_losses = losses[:, :, -1]
        return losses


def _stride(problem: Problem, batch: int | None) -> int:
    """Steps between two losses over all samples, so that they cost about as much as the steps between them.

    Returns:
        1 or more.
    """
    if problem.least_squares is not None or not problem.count:
        return 1
    return max(1, math.ceil(problem.count / (3 * (batch or problem.count))))
