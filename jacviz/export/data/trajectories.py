"""Trajectories and their losses as a file: CSV with a row for each point, NPZ, JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import IO, TypeAlias

import numpy as np

from jacviz.export.data.plain import Array, distinct, plain, write_csv, write_json, write_npz
from jacviz.session.landscape.run import Run

_OWN_COLUMNS = ("optimiser", "start", "step", "loss")


@dataclass(frozen=True, eq=False)
class Trajectories:
    """What came of a descent. O optimisers, S starts, K steps, p parameters.

    Attributes:
        parameters: p names.
        optimisers: O names, each different.
        seed: What reproduces it.
        final: Where the trajectories end, (O, S, p).
        losses: The loss over all samples there, (O, S).
        gradient_norms: The norm of its gradient there, (O, S); nan where it is not known.
        diverged_at: Shape (O, S): the first step that could not be taken, counted from 1, or -1.
        points: Shape (O, S, K + 1, p), or None where only the ends are known.
        step_losses: The loss over all samples at each of them, (O, S, K + 1), or None.
        minibatch_losses: The loss whose gradient each step followed, (O, S, K), or None.
        step_gradient_norms: The norm of that gradient, (O, S, K), or None.
    """

    parameters: tuple[str, ...]
    optimisers: tuple[str, ...]
    seed: int
    final: Array
    losses: Array
    gradient_norms: Array
    diverged_at: Array
    points: Array | None = None
    step_losses: Array | None = None
    minibatch_losses: Array | None = None
    step_gradient_norms: Array | None = None

    @staticmethod
    def of(run: Run) -> Trajectories:
        """The trajectories that a window has, as far as they are computed.

        Args:
            run: The descent.

        Returns:
            All of it.
        """
        there, taken = slice(run.computed + 1), slice(run.computed)
        points, losses = run.points[:, :, there], run.losses[:, :, there]
        norms = run.answer.gradient_norms if run.answer is not None else np.full(losses.shape[:2], np.nan)
        return Trajectories(
            parameters=run.names,
            optimisers=numbered([recipe.name for recipe in run.recipes]),
            seed=run.task.seed,
            final=points[:, :, -1],
            losses=losses[:, :, -1],
            gradient_norms=norms,
            diverged_at=run.diverged_at,
            points=points,
            step_losses=losses,
            minibatch_losses=run.minibatch_losses[:, :, taken],
            step_gradient_norms=run.gradient_norms[:, :, taken],
        )


Writer: TypeAlias = Callable[[Trajectories, IO[bytes]], None]


def numbered(names: Sequence[str]) -> tuple[str, ...]:
    """Names that are all different: the second of two that are the same gets a 2.

    Args:
        names: Names of optimisers.

    Returns:
        As many names.
    """
    seen: Counter[str] = Counter()
    told = []
    for name in names:
        seen[name] += 1
        told.append(name if seen[name] == 1 else f"{name} {seen[name]}")
    return tuple(told)


def trajectory_fields(found: Trajectories, *, whole: bool) -> dict[str, object]:
    """What JSON says of trajectories; every number that is not finite is a text.

    Args:
        found: The trajectories.
        whole: Whether all points are told, not only the last ones.

    Returns:
        Names, ends, losses and where trajectories diverged.
    """
    fields: dict[str, object] = {
        "parameters": list(found.parameters),
        "optimisers": list(found.optimisers),
        "final": plain(found.final),
        "losses": plain(found.losses),
        "gradient_norms": plain(found.gradient_norms),
        "diverged_at": [[None if step < 0 else step for step in row] for row in found.diverged_at.tolist()],
        "seed": found.seed,
    }
    if whole and found.points is not None:
        fields["points"] = plain(found.points)
    return fields


def write_trajectories_json(found: Trajectories, file: IO[bytes]) -> None:
    """The fields that `jacviz descend --json --full` prints, and the loss at each point."""
    fields = trajectory_fields(found, whole=True)
    if found.step_losses is not None:
        fields["step_losses"] = plain(found.step_losses)
    write_json(fields, file)


def write_trajectories_npz(found: Trajectories, file: IO[bytes]) -> None:
    """All arrays by the names that JSON gives them; in `diverged_at`, -1 stands for null."""
    arrays: dict[str, object] = {
        "parameters": found.parameters,
        "optimisers": found.optimisers,
        "final": found.final,
        "losses": found.losses,
        "gradient_norms": found.gradient_norms,
        "diverged_at": found.diverged_at,
        "seed": found.seed,
    }
    more = {
        "points": found.points,
        "step_losses": found.step_losses,
        "minibatch_losses": found.minibatch_losses,
        "step_gradient_norms": found.step_gradient_norms,
    }
    write_npz(arrays | {name: array for name, array in more.items() if array is not None}, file)


def write_trajectories_csv(found: Trajectories, file: IO[bytes]) -> None:
    """A row for each point: optimiser, start (from 0), step, a column for each parameter, loss."""
    # A parameter of the user's may bear the name of a column of ours.
    columns = distinct(found.parameters, _OWN_COLUMNS, "parameter")
    write_csv(["optimiser", "start", "step", *columns, "loss"], _points(found), file)


def write_losses_csv(found: Trajectories, file: IO[bytes]) -> None:
    """A row for each step: loss over all samples, loss of its minibatch, norm of the gradient it followed."""
    header = ["optimiser", "start", "step", "loss", "minibatch loss", "gradient norm"]
    write_csv(header, _losses(found), file)


def write_losses_json(found: Trajectories, file: IO[bytes]) -> None:
    """The losses and gradient norms at each step, without the points."""
    fields: dict[str, object] = {"optimisers": list(found.optimisers), "seed": found.seed}
    for name in ("step_losses", "minibatch_losses", "step_gradient_norms"):
        array = getattr(found, name)
        if array is not None:
            fields[name] = plain(array)
    write_json(fields, file)


TRAJECTORY_WRITERS: dict[str, Writer] = {
    ".csv": write_trajectories_csv,
    ".npz": write_trajectories_npz,
    ".json": write_trajectories_json,
}
LOSSES_WRITERS: dict[str, Writer] = {
    ".csv": write_losses_csv,
    ".npz": write_trajectories_npz,
    ".json": write_losses_json,
}


def _points(found: Trajectories) -> Iterator[list[object]]:
    assert found.points is not None
    assert found.step_losses is not None
    for name, points, losses in zip(found.optimisers, found.points, found.step_losses, strict=True):
        for start, (path, along) in enumerate(zip(points, losses, strict=True)):
            steps = zip(path.tolist(), along.tolist(), strict=True)
            yield from ([name, start, step, *point, loss] for step, (point, loss) in enumerate(steps))


def _losses(found: Trajectories) -> Iterator[list[object]]:
    assert found.step_losses is not None
    for o, name in enumerate(found.optimisers):
        for start in range(found.step_losses.shape[1]):
            along = found.step_losses[o, start].tolist()
            beside = [
                # The last point is where no further step begins.
                [*array[o, start].tolist(), ""] if array is not None else [""] * len(along)
                for array in (found.minibatch_losses, found.step_gradient_norms)
            ]
            for step, row in enumerate(zip(along, *beside, strict=True)):
                yield [name, start, step, *row]
