"""A loop without an engine, and runs that nobody had to compute, for widgets that only draw."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QObject, Signal

from jacviz.engine.training_messages import (
    DescentBegun,
    DescentChunk,
    DescentCurvature,
    DescentTask,
    SurfaceAnswer,
)
from jacviz.experiment.parts import Part
from jacviz.experiment.planes import parameter_plane
from jacviz.experiment.recipes import SGD, Recipe
from jacviz.experiment.settings import RiskSettings
from jacviz.session.landscape.results import LandscapeResults, Selection
from jacviz.session.landscape.run import Run
from jacviz.ui.landscape.timeline.playhead import Playhead


class StandInLoop(QObject):
    """What widgets may use of a LandscapeLoop."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.results = LandscapeResults()
        self.playhead = Playhead(self)

    def show(self, **fields: object) -> None:
        self.results = replace(self.results, **fields)  # type: ignore[arg-type]
        run = self.results.run
        if run is not None:
            self.playhead.set_length(run.steps)
            self.playhead.set_available(run.computed)
        self.changed.emit()

    def select(self, selection: Selection) -> None:
        self.show(selection=selection)


def made_run(
    *recipes: Recipe,
    starts: int = 3,
    steps: int = 40,
    computed: int | None = None,
    bound: float | None = 0.2,
    exact: bool = True,
) -> Run:
    """Trajectories that roll from a ring into (2, 0.5) on the bowl |theta - (2, 0.5)|^2."""
    recipes = recipes or (SGD(lr=0.02),)
    angles = np.linspace(0, 2 * np.pi, starts, endpoint=False)
    centre = np.array([2.0, 0.5])
    begin = centre + 2 * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    task = DescentTask(RiskSettings(), recipes, steps=steps)
    begun = DescentBegun(
        title="a bowl", notes=(), parts=(Part("a", ()), Part("b", ())), samples=0, batch=0, recipes=recipes,
        starts=begin, low=np.array([-1.0, -2.0]), high=np.array([5.0, 3.0]), minima=centre[None],
        minima_losses=np.zeros(1), quadratic=exact, sample=None,
    )  # fmt: skip
    count = steps if computed is None else computed
    shrink = np.exp(-np.arange(count + 1) / 12)[None, None, :, None]
    points = centre + (begin - centre)[None, :, None, :] * shrink * np.ones((len(recipes), 1, 1, 1))
    losses = ((points - centre) ** 2).sum(axis=-1)
    shape = (len(recipes), starts)
    chunk = DescentChunk(
        0, points, losses, losses[:, :, :-1], 2 * np.sqrt(losses[:, :, :-1]), np.full(shape, -1)
    )
    run = Run.begin(task, begun).with_chunk(chunk)
    return run if bound is None else replace(run, curvature=DescentCurvature(2 / bound, exact, bound))


def made_surface(points: int = 41) -> SurfaceAnswer:
    """The bowl on the plane of its two parameters."""
    plane = parameter_plane(("a", "b"), np.zeros(2))
    alpha, beta = np.linspace(-1, 5, points), np.linspace(-2, 3, points)
    values = (alpha[None, :] - 2) ** 2 + (beta[:, None] - 0.5) ** 2
    return SurfaceAnswer(plane, ((-1.0, 5.0), (-2.0, 3.0)), values, alpha, beta, 0, (), last=True)
