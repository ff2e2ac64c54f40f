"""The step that is looked at closely, and the tasks that tell about it. Pure functions."""

from __future__ import annotations

import numpy as np

from jacviz.engine.training_messages import MinibatchTask, MomentTask, TermsTask
from jacviz.experiment.recipes import GradientDescent
from jacviz.session.landscape.results import LandscapeResults, Selection
from jacviz.session.landscape.run import Run

MOST_HEADS = 60  # that a moment tells of


def moment_heads(results: LandscapeResults, run: Run) -> tuple[Selection, ...]:
    """The trajectories that a moment tells of: all, or evenly picked ones and the selected one.

    Returns:
        At most MOST_HEADS.
    """
    count = run.optimisers * run.starts
    picked = np.arange(count)
    if count > MOST_HEADS:
        picked = np.linspace(0, count - 1, MOST_HEADS - 1).round().astype(int)
    everyone = [Selection(*divmod(place, run.starts)) for place in picked.tolist()]
    chosen = within(results.selection, run)
    everyone += [chosen] if chosen not in everyone else []
    return tuple(everyone)


def moment_task(results: LandscapeResults, run: Run, step: int, memory_limit: int) -> MomentTask:
    """Losses and predictions at the heads of a step.

    Returns:
        A task for the engine.
    """
    heads = moment_heads(results, run)
    at = run.heads(step)
    thetas = np.stack([at[head.optimiser, head.start] for head in heads])
    shadows = None
    plane = results.surface.plane if results.surface is not None else None
    if plane is not None and run.parameters > 2 and len(plane.origin) == run.parameters:
        shadows = plane.points(plane.project(thetas)[0])
    chosen = within(results.selection, run)
    return MomentTask(run.task.problem, thetas, shadows, heads.index(chosen), memory_limit)


def terms_task(results: LandscapeResults, run: Run, memory_limit: int) -> TermsTask:
    """The terms of every step of the selected trajectory.

    Returns:
        A task for the engine.
    """
    chosen = within(results.selection, run)
    return TermsTask(
        run.task.problem, run.recipes[chosen.optimiser], run.path(chosen.optimiser, chosen.start),
        start=chosen.start, starts=run.starts, steps=run.steps, batch=run.begun.batch or None,
        sampling=run.task.sampling, seed=run.task.seed, memory_limit=memory_limit,
    )  # fmt: skip


def minibatch_task(results: LandscapeResults, run: Run, step: int, memory_limit: int) -> MinibatchTask:
    """The prediction Jacobian of the minibatch that the selected trajectory's next step follows.

    Args:
        results: Tells which trajectory is selected.
        run: The trajectories.
        step: Where the trajectory stands; at its end the last step that was taken.
        memory_limit: Bytes that the engine may hold.

    Returns:
        A task for the engine.
    """
    chosen = within(results.selection, run)
    taken = step_shown(run, step)
    theta = run.points[chosen.optimiser, chosen.start, taken]
    full = isinstance(run.recipes[chosen.optimiser], GradientDescent)
    return MinibatchTask(
        run.task.problem, theta, taken, batch=None if full else run.begun.batch or None,
        sampling=run.task.sampling, seed=run.task.seed, memory_limit=memory_limit,
    )  # fmt: skip


def step_shown(run: Run, step: int) -> int:
    """The step that is looked at when the heads stand at `step`: the next one; at the end the last one.

    Returns:
        0-based number of the step.
    """
    return max(0, min(step, run.computed - 1))


def within(selection: Selection, run: Run) -> Selection:
    """The selection, or the first trajectory where a new run has fewer.

    Returns:
        A selection that exists.
    """
    fits = selection.optimiser < run.optimisers and selection.start < run.starts
    return selection if fits else Selection()
