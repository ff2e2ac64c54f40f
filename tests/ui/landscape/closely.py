"""What the engine would tell of one step, and a studio without an engine, for widgets that look closely."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QObject, Signal

from jacviz.engine.training_messages import (
    CriticalAnswer,
    MinibatchAnswer,
    SurfaceAnswer,
    TermsAnswer,
    Window,
)
from jacviz.experiment.minibatches import minibatch
from jacviz.experiment.planes import Plane, parameter_plane
from jacviz.experiment.recipes import GradientDescent
from jacviz.session.document import Document
from jacviz.session.landscape.moments import terms_task
from jacviz.session.landscape.results import LandscapeResults, Selection
from jacviz.session.landscape.run import Run
from jacviz.training.building import build
from jacviz.training.critical import critical_points
from jacviz.training.microscope import minibatch_jacobian, step_terms


class StandInStudio(QObject):
    """A Document and the door to it."""

    changed = Signal()
    message = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.document = Document(title="Line")

    def update(self, document: Document, *, merge: str | None = None) -> None:
        self.document = document
        self.changed.emit()


def terms_of(run: Run, selection: Selection = Selection()) -> TermsAnswer:  # noqa: B008
    task = terms_task(LandscapeResults(run=run, selection=selection), run, 1 << 30)
    found = step_terms(
        build(task.problem), task.recipe, task.points, start=task.start, starts=task.starts, steps=task.steps,
        batch=task.batch, sampling=task.sampling, seed=task.seed,
    )  # fmt: skip
    return TermsAnswer(found.names, found.values, found.rates)


def minibatch_of(run: Run, step: int, selection: Selection = Selection()) -> MinibatchAnswer:  # noqa: B008
    problem = build(run.task.problem)
    theta = run.points[selection.optimiser, selection.start, step]
    full = isinstance(run.recipes[selection.optimiser], GradientDescent)
    batch = None if full or run.begun.batch == problem.count else run.begun.batch
    samples = minibatch(step, problem.count, batch, run.task.sampling, run.task.seed) if problem.count else ()
    found = minibatch_jacobian(problem, theta, samples)
    return MinibatchAnswer(
        found.samples, found.outputs, found.predictions, found.targets, found.jacobian, found.u, found.loss
    )


WINDOW: Window = ((-3.0, 3.0), (-3.0, 3.0))


def surface_of(run: Run, window: Window = WINDOW, plane: Plane | None = None) -> SurfaceAnswer:
    """A plane and its window; the values are of no matter here."""
    plane = plane or parameter_plane(run.names, run.optimum if run.optimum is not None else run.begun.low)
    alpha, beta = (np.linspace(low, high, 5) for low, high in window)
    return SurfaceAnswer(plane, window, np.zeros((5, 5)), alpha, beta, 0, (), True)


def critical_of(run: Run, window: Window) -> CriticalAnswer:
    found = critical_points(build(run.task.problem), window)
    points, spectra = [one.point for one in found.points], [one.eigenvalues for one in found.points]
    values, kinds = [one.value for one in found.points], tuple(one.kind for one in found.points)
    where, eigenvalues = (np.array(some).reshape(-1, 2) for some in (points, spectra))
    return CriticalAnswer(where, np.array(values), eigenvalues, kinds, found.notes)


def closely(results: LandscapeResults, step: int) -> LandscapeResults:
    """With terms, minibatch and surface of the selected trajectory."""
    run = results.run
    assert run is not None
    return replace(
        results, terms=terms_of(run, results.selection), surface=surface_of(run),
        minibatch=minibatch_of(run, step, results.selection), minibatch_step=step,
    )  # fmt: skip
