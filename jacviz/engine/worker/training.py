"""Answers the tasks of `training_messages`, each by what `jacviz.training` has for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeAlias, TypeVar

import numpy as np

from jacviz.calculus.lazy_parts import BATCHES, PYTHON_OPERATORS
from jacviz.engine.messages import Answer
from jacviz.engine.training_messages import (
    BasinsAnswer,
    BasinsTask,
    CriticalAnswer,
    CriticalTask,
    CsvAnswer,
    CsvLayoutAnswer,
    CsvLayoutTask,
    CsvTask,
    DescentTask,
    MinibatchAnswer,
    MinibatchTask,
    MomentTask,
    SurfaceAnswer,
    SurfaceTask,
    TermsAnswer,
    TermsTask,
    TrainingTask,
)
from jacviz.engine.worker.descents import descend
from jacviz.engine.worker.experiments import Experiment, Experiments
from jacviz.engine.worker.faults import training_fault
from jacviz.engine.worker.moments import moment, require_points
from jacviz.engine.worker.talking import Talk
from jacviz.experiment.csv_data import read_csv
from jacviz.experiment.csv_layout import inspect_csv
from jacviz.experiment.errors import TrainingError
from jacviz.experiment.minibatches import minibatch
from jacviz.experiment.planes import Plane, parameter_line, parameter_plane
from jacviz.training.basins import STAGES, basins
from jacviz.training.critical import critical_points
from jacviz.training.doors import batch_of
from jacviz.training.microscope import minibatch_jacobian, step_terms
from jacviz.training.problems import Problem
from jacviz.training.surface import Surface, landmark, surfaces, view_of

C = TypeVar("C", SurfaceAnswer, BasinsAnswer)
OfProblem: TypeAlias = (
    DescentTask | SurfaceTask | BasinsTask | CriticalTask | MomentTask | TermsTask | MinibatchTask
)
Found: TypeAlias = Callable[[Any, Experiments, Talk], Answer]

_OUT_OF_MEMORY = "this needs more memory than is allowed: take fewer starts, steps or samples, or allow more"


def answer(task: TrainingTask, experiments: Experiments, talk: Talk) -> Answer:
    """Answer a task, and tell of it on the way.

    Args:
        task: The task.
        experiments: Keeps the problems that were built.
        talk: Gets the parts.

    Returns:
        The answer, or why there is none.
    """
    try:
        return _ANSWERS[type(task)](task, experiments, talk)
    except BaseException as error:  # SystemExit and the like from the user's code included
        found = training_fault(error, "jacviz could not compute this", _OUT_OF_MEMORY)
        if found.kind == "memory":
            experiments.forget()
        return found


def _descent(task: DescentTask, experiments: Experiments, talk: Talk) -> Answer:
    return descend(task, _experiment(task, experiments, talk), talk)


def _surface(task: SurfaceTask, experiments: Experiments, talk: Talk) -> Answer:
    problem = _experiment(task, experiments, talk).problem
    if task.plane is None and len(problem.names) == 1:
        plane = parameter_line(*problem.names)
    elif task.plane is None:
        plane = parameter_plane(problem.names, landmark(problem))
    else:
        plane = _fitting(task.plane, problem)
    window = view_of(problem, plane) if task.window is None else task.window
    if not task.stages:
        raise TrainingError("A surface needs a resolution; none was given.")

    found = surfaces(problem, plane, window, task.stages, talk.wanted, roughly=True)

    def said(one: Surface) -> SurfaceAnswer:
        return SurfaceAnswer(
            plane, window, one.values, *one.axes, one.not_finite, one.notes, one.last, one.rough, one.samples
        )

    return _told(map(said, found), talk)


def _basins(task: BasinsTask, experiments: Experiments, talk: Talk) -> Answer:
    problem = _experiment(task, experiments, talk).problem
    found = basins(
        problem, task.recipe, _fitting(task.plane, problem), task.window,
        steps=task.steps, batch=batch_of(problem, task.batch), sampling=task.sampling, seed=task.seed,
        wanted=talk.wanted,
    )  # fmt: skip

    numbered = zip(range(1, len(STAGES) + 1), found, strict=True)
    return _told(
        (
            BasinsAnswer(one.labels, *one.axes, one.minima, number == len(STAGES), one.notes)
            for number, one in numbered
        ),
        talk,
    )


def _critical(task: CriticalTask, experiments: Experiments, talk: Talk) -> Answer:
    problem = _experiment(task, experiments, talk).problem
    for (low, high), name in zip(task.window, problem.names, strict=False):
        if not (np.isfinite([low, high]).all() and low < high):
            raise TrainingError(f"{name} must range from low to high; it goes from {low:g} to {high:g}.")
    found = critical_points(problem, task.window, wanted=talk.wanted)
    return CriticalAnswer(
        np.array([one.point for one in found.points]).reshape(-1, 2),
        np.array([one.value for one in found.points], dtype=np.float64),
        np.array([one.eigenvalues for one in found.points]).reshape(-1, 2),
        tuple(one.kind for one in found.points),
        found.notes,
    )


def _moment(task: MomentTask, experiments: Experiments, talk: Talk) -> Answer:
    return moment(task, _experiment(task, experiments, talk), talk)


def _terms(task: TermsTask, experiments: Experiments, talk: Talk) -> Answer:
    problem = _experiment(task, experiments, talk).problem
    require_points(task.points, problem)
    if len(task.points) < 1 or not 0 <= task.start < task.starts:
        raise TrainingError(f"There is no trajectory {task.start + 1} of {task.starts}.")
    found = step_terms(
        problem, task.recipe, task.points, start=task.start, starts=task.starts, steps=task.steps,
        batch=task.batch or None, sampling=task.sampling, seed=task.seed, wanted=talk.wanted,
    )  # fmt: skip
    return TermsAnswer(found.names, found.values, found.rates)


def _minibatch(task: MinibatchTask, experiments: Experiments, talk: Talk) -> Answer:
    problem = _experiment(task, experiments, talk).problem
    require_points(task.theta[None], problem)
    chosen = np.empty(0, dtype=np.int64)
    if problem.count:
        chosen = minibatch(task.step, problem.count, task.batch or None, task.sampling, task.seed)
    found = minibatch_jacobian(problem, task.theta, chosen, talk.wanted)
    return MinibatchAnswer(
        found.samples, found.outputs, found.predictions, found.targets, found.jacobian, found.u, found.loss
    )


def _layout(task: CsvLayoutTask, experiments: Experiments, talk: Talk) -> Answer:
    return CsvLayoutAnswer(inspect_csv(task.path))


def _table(task: CsvTask, experiments: Experiments, talk: Talk) -> Answer:
    return CsvAnswer(read_csv(task.layout, task.inputs, task.target, progress=talk.progress))


_ANSWERS: dict[type[TrainingTask], Found] = {
    DescentTask: _descent,
    SurfaceTask: _surface,
    BasinsTask: _basins,
    CriticalTask: _critical,
    MomentTask: _moment,
    TermsTask: _terms,
    MinibatchTask: _minibatch,
    CsvLayoutTask: _layout,
    CsvTask: _table,
}


# The tasks that a least-squares risk answers by its closed form; all others evaluate it in batches.
_CLOSED = (DescentTask, SurfaceTask, MomentTask)


def _experiment(task: OfProblem, experiments: Experiments, talk: Talk) -> Experiment:
    """A task's problem, and what torch needs for it.

    Returns:
        It, built or kept.
    """
    found = experiments.of(task.problem, talk.wanted)
    if found.problem.least_squares is None or not isinstance(task, _CLOSED):
        talk.load(BATCHES, PYTHON_OPERATORS)
    return found


def _told(pictures: Iterator[C], talk: Talk) -> C:
    """Send all but the last of some pictures, each as soon as it is there.

    Returns:
        The last one.
    """
    for picture in pictures:
        if not picture.last:
            talk.tell(picture)
    return picture


def _fitting(plane: Plane, problem: Problem) -> Plane:
    p = len(problem.names)
    if plane.origin.shape != (p,) or plane.directions.shape != (min(p, 2), p):
        raise TrainingError(
            f"The plane belongs to {plane.origin.size} parameters, this function has {p}; choose it anew."
        )
    return plane
