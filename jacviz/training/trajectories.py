"""What a descent leaves behind: all of its chunks in one piece, for one optimiser at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch

from jacviz.experiment.errors import TrainingError
from jacviz.experiment.recipes import Recipe
from jacviz.experiment.starts import Array
from jacviz.training.descent import Chunk, Descent
from jacviz.training.threads import threads_for
from jacviz.training.wanted import Wanted, always

MOST_BYTES = 2 << 30


@dataclass(frozen=True, eq=False)
class Trajectories:
    """All starts of one optimiser.

    Attributes:
        names: p names of the parameters.
        recipe: The optimiser, with the changes of its learning rate.
        points: Shape (starts, steps + 1, p); the first of each is its start.
        losses: Shape (starts, steps + 1): the loss over all samples, nan where it was not computed.
        minibatch_losses: Shape (starts, steps): the loss whose gradient each step followed.
        gradient_norms: Shape (starts, steps): the norm of that gradient.
        final_gradient_norms: Shape (starts,): of the gradient over all samples at the last point.
        diverged_at: For each start None, or the first step that could not be taken, counted from 1; from
            there on the trajectory stays at its last finite point.
        seed: The seed that reproduces all of it.
    """

    names: tuple[str, ...]
    recipe: Recipe
    points: Array
    losses: Array
    minibatch_losses: Array
    gradient_norms: Array
    final_gradient_norms: Array
    diverged_at: tuple[int | None, ...]
    seed: int = 0

    @property
    def final(self) -> Array:
        """Where each trajectory ends, (starts, p)."""
        return self.points[:, -1]

    @property
    def final_losses(self) -> Array:
        """The loss over all samples there, (starts,)."""
        return self.losses[:, -1]


def collect(descent: Descent, seed: int = 0, wanted: Wanted = always) -> tuple[Trajectories, ...]:
    """Run a descent to its end.

    Args:
        descent: A descent of which no step has been taken.
        seed: The seed that it was given, to be remembered.
        wanted: Asked between pieces of the work.

    Returns:
        One result an optimiser.

    Raises:
        TrainingError: The points would not fit into memory.
        Cancelled: The result is not wanted any more.
    """  # noqa: DOC502  # raised by what is called here
    numbers = len(descent.recipes) * descent.starts.size * (descent.steps + 1)
    if 8 * numbers > MOST_BYTES:
        raise TrainingError(
            f"All points of this descent are {8 * numbers / 1e9:.1f} GB, more than the "
            f"{MOST_BYTES / 1e9:.1f} GB that are kept; take fewer starts or steps."
        )
    return joined(descent, list(descent.chunks(wanted=wanted)), seed, wanted)


def joined(
    descent: Descent, chunks: Sequence[Chunk], seed: int = 0, wanted: Wanted = always
) -> tuple[Trajectories, ...]:
    """Chunks that follow each other, put together.

    Args:
        descent: Where they come from.
        chunks: From the first on.
        seed: The seed of the descent, to be remembered.
        wanted: Asked between pieces of the work.

    Returns:
        One result an optimiser.
    """
    points = _along([chunk.points for chunk in chunks])
    losses = _along([chunk.losses for chunk in chunks])
    minibatch_losses = np.concatenate([chunk.minibatch_losses for chunk in chunks], axis=2)
    norms = np.concatenate([chunk.gradient_norms for chunk in chunks], axis=2)
    final = final_gradient_norms(descent, points[:, :, -1], wanted)
    return tuple(
        Trajectories(
            names=descent.problem.names,
            recipe=recipe,
            points=points[i],
            losses=losses[i],
            minibatch_losses=minibatch_losses[i],
            gradient_norms=norms[i],
            final_gradient_norms=final[i],
            diverged_at=tuple(None if step < 0 else step for step in chunks[-1].diverged_at[i].tolist()),
            seed=seed,
        )
        for i, recipe in enumerate(descent.recipes)
    )


def _along(stretches: Sequence[Array]) -> Array:
    """Stretches (O, S, K + 1, ...), each of which begins where the one before ended, as one.

    Returns:
        Shape (O, S, steps + 1, ...).
    """
    return np.concatenate([stretches[0], *(stretch[:, :, 1:] for stretch in stretches[1:])], axis=2)


def final_gradient_norms(descent: Descent, ends: Array, wanted: Wanted = always) -> Array:
    """The norm of the gradient over all samples where trajectories end.

    Args:
        descent: Where they come from.
        ends: Shape (O, S, p).
        wanted: Asked between pieces of the work.

    Returns:
        Shape (O, S).
    """
    problem = descent.problem
    points = torch.from_numpy(np.ascontiguousarray(ends).reshape(-1, ends.shape[-1]))
    with torch.no_grad(), threads_for(len(points) * max(problem.count, 1) * problem.width):
        gradients = problem.gradients(points, problem.samples, wanted)[1]
    norms: Array = torch.linalg.vector_norm(gradients, dim=1).numpy().reshape(ends.shape[:2])
    return norms
