"""Descents, sent as they come: what is known before the first step, the steps in chunks, what sums it up."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence

import numpy as np
import torch

from jacviz.engine.training_messages import (
    MOST_BYTES,
    Array,
    DescentAnswer,
    DescentBegun,
    DescentChunk,
    DescentCurvature,
    DescentTask,
)
from jacviz.engine.worker.experiments import Experiment
from jacviz.engine.worker.talking import Talk
from jacviz.experiment.errors import TrainingError
from jacviz.experiment.recipes import SGD, Recipe
from jacviz.training.curvature import Stability, divergence_reason
from jacviz.training.descent import Chunk, Descent
from jacviz.training.doors import batch_of, starts_of
from jacviz.training.problems import Problem
from jacviz.training.trajectories import final_gradient_norms
from jacviz.training.wanted import Wanted, always


def descend(task: DescentTask, experiment: Experiment, talk: Talk) -> DescentAnswer:
    """Run a descent and send it on its way.

    Args:
        task: What is wished for.
        experiment: Its problem.
        talk: Gets the parts.

    Returns:
        What sums it up.

    Raises:
        TrainingError: The task does not fit its problem.
        Cancelled: Nobody wants it any more.
    """  # noqa: DOC502  # raised by what is called here
    problem = experiment.problem
    _require_room(task, problem)
    batch = batch_of(problem, task.batch)
    descent = Descent(
        problem,
        used(task, experiment, talk),
        starts_of(problem, task.starts if task.placed is None else task.placed, task.spread, task.seed),
        steps=task.steps, batch=batch, sampling=task.sampling, seed=task.seed,
    )  # fmt: skip
    talk.tell(_begun(descent, experiment, (batch or problem.count) if problem.count else 0, talk.wanted))
    chunks = descent.chunks(wanted=talk.wanted)
    last = next(chunks)
    talk.tell(_chunk(last))
    known = _curvature(descent, experiment, talk) if problem.least_squares is not None else None
    for last in chunks:
        talk.tell(_chunk(last))
    known = known or _curvature(descent, experiment, talk)
    reasons = reasons_of(descent, last.diverged_at, last.points[:, :, -1], known, talk.wanted)
    return DescentAnswer(reasons, final_gradient_norms(descent, last.points[:, :, -1], talk.wanted))


def used(task: DescentTask, experiment: Experiment, talk: Talk) -> tuple[Recipe, ...]:
    """The optimisers of a task, with the learning rate that suits the problem where that is wished for.

    Returns:
        One a recipe of the task.
    """
    if not task.suggest_rate:
        return task.recipes
    return tuple(
        dataclasses.replace(recipe, lr=experiment.rate(talk.wanted)) if isinstance(recipe, SGD) else recipe
        for recipe in task.recipes
    )


def reasons_of(
    descent: Descent,
    diverged_at: Sequence[Sequence[int]] | np.ndarray,
    ends: Array,
    known: Stability | None = None,
    wanted: Wanted = always,
) -> tuple[str, ...]:
    """Why each optimiser's first divergence came.

    Args:
        descent: A descent at its end.
        diverged_at: Shape (O, S): the first step that could not be taken, or -1.
        ends: Shape (O, S, p): the last points.
        known: The curvature at the first start, where it was found already.
        wanted: Asked while it is looked for.

    Returns:
        A sentence or two for each optimiser, "" where nothing diverged.
    """
    return tuple(
        _reason(descent, recipe, steps, at, known, wanted)
        for recipe, steps, at in zip(descent.recipes, diverged_at, ends, strict=True)
    )


def _reason(
    descent: Descent,
    recipe: Recipe,
    steps: Sequence[int],
    ends: Array,
    known: Stability | None,
    wanted: Wanted,
) -> str:
    gone = [start for start, step in enumerate(steps) if step >= 0]
    if not gone:
        return ""
    first = min(gone, key=lambda start: steps[start])  # whose step is told
    there = known if known is not None and (first == 0 or known.exact) else None
    return divergence_reason(
        descent.problem, recipe, descent.starts[first], int(steps[first]), there, wanted, ends[first]
    )


def _require_room(task: DescentTask, problem: Problem) -> None:
    starts = task.starts if task.placed is None else len(np.atleast_2d(task.placed))
    size = 8 * len(task.recipes) * max(starts, 0) * (max(task.steps, 0) + 1) * len(problem.names)
    if size > MOST_BYTES:
        raise TrainingError(
            f"All points of this descent are {size / 1e9:.2f} GB, more than the {MOST_BYTES / 1e9:.2f} GB "
            "that are drawn; take fewer starts, steps or optimisers."
        )


def _begun(descent: Descent, experiment: Experiment, batch: int, wanted: Wanted) -> DescentBegun:
    problem = descent.problem
    minima = torch.from_numpy(np.array(problem.minima, dtype=np.float64))
    losses = problem.values(minima, wanted) if len(minima) else torch.empty(0, dtype=torch.float64)
    return DescentBegun(
        title=problem.title,
        notes=tuple(problem.notes),
        parts=problem.parts,
        samples=problem.count,
        batch=batch,
        recipes=descent.recipes,
        starts=descent.starts,
        low=problem.region.low,
        high=problem.region.high,
        minima=minima.numpy(),
        minima_losses=losses.numpy(),
        quadratic=problem.least_squares is not None,
        sample=experiment.sample,
    )


def _chunk(chunk: Chunk) -> DescentChunk:
    return DescentChunk(
        first=chunk.first,
        points=chunk.points,
        losses=chunk.losses,
        minibatch_losses=chunk.minibatch_losses,
        gradient_norms=chunk.gradient_norms,
        diverged_at=chunk.diverged_at,
    )


def _curvature(descent: Descent, experiment: Experiment, talk: Talk) -> Stability | None:
    """Send how large a learning rate may be.

    Returns:
        It, or None where it could not be found.
    """
    try:
        found = experiment.stability(descent.starts[0], talk.wanted)
    except TrainingError:  # no second derivative, say
        found = None
    if found is None or math.isnan(found.largest):
        talk.tell(DescentCurvature(math.nan, exact=False, bound=math.nan))
    else:
        talk.tell(DescentCurvature(found.largest, found.exact, found.bound))
    return found
