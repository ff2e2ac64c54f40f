"""Runs and moments that training itself has computed, in the test's own process."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import torch

from jacviz.engine.training_messages import (
    Batch,
    DescentBegun,
    DescentChunk,
    DescentTask,
    MomentAnswer,
    Predictions,
    Shares,
)
from jacviz.experiment.data import Dataset
from jacviz.experiment.recipes import SGD, Recipe
from jacviz.experiment.settings import ObjectiveSettings, ProblemSettings, RiskSettings
from jacviz.experiment.starts import Array
from jacviz.session.landscape.results import LandscapeResults, Selection
from jacviz.session.landscape.run import Run
from jacviz.training.building import build
from jacviz.training.descent import Chunk, Descent
from jacviz.training.doors import batch_of, starts_of
from jacviz.training.fit import decisions, predictions
from jacviz.training.problems import Problem, Risk


def line_run(*recipes: Recipe, starts: int = 5, steps: int = 60, computed: int | None = None) -> Run:
    """The line experiment."""
    return run_of(RiskSettings(), *recipes, starts=starts, steps=steps, computed=computed)


def objective_run(name: str, *recipes: Recipe, starts: int = 5, steps: int = 60) -> Run:
    """An objective of the gallery."""
    return run_of(ObjectiveSettings(objective=name), *recipes, starts=starts, steps=steps)


def run_of(
    settings: ProblemSettings,
    *recipes: Recipe,
    starts: int = 5,
    steps: int = 60,
    computed: int | None = None,
    batch: Batch = "default",
    losses_every: int | None = None,
) -> Run:
    """A descent of `steps` steps, of which `computed` have been taken."""
    run, descent = begun(settings, *recipes, starts=starts, steps=steps, batch=batch, every=losses_every)
    for chunk in descent.chunks(steps if computed is None else computed):
        run = run.with_chunk(sent(chunk))
    return run


def begun(
    settings: ProblemSettings,
    *recipes: Recipe,
    starts: int = 5,
    steps: int = 60,
    batch: Batch = "default",
    every: int | None = None,
) -> tuple[Run, Descent]:
    """A run without a step yet, and what takes them."""
    recipes = recipes or (SGD(lr=0.05),)
    problem = build(settings)
    points = starts_of(problem, starts, "normal", 0)
    size = batch_of(problem, batch)
    task = DescentTask(settings, recipes, starts=starts, steps=steps, batch=batch)
    minima = problem.minima
    told = DescentBegun(
        problem.title, problem.notes, problem.parts, problem.count, size or problem.count, recipes, points,
        problem.region.low, problem.region.high, minima,
        problem.values(_tensor(minima)).numpy() if len(minima) else np.empty(0),
        quadratic=problem.least_squares is not None, sample=_sample(problem),
    )  # fmt: skip
    descent = Descent(problem, recipes, points, steps=steps, batch=size, losses_every=every)
    return Run.begin(task, told), descent


def sent(chunk: Chunk) -> DescentChunk:
    """A chunk as it crosses the border."""
    return DescentChunk(**{name.name: getattr(chunk, name.name) for name in fields(DescentChunk)})


def moment_of(run: Run, step: int, chosen: int = 0) -> MomentAnswer:
    """What the model predicts at the heads."""
    problem = build(run.task.problem)
    heads = run.heads(step).reshape(-1, run.parameters)
    losses = problem.values(_tensor(heads)).numpy()
    none = np.empty(0)
    answer = MomentAnswer(losses, losses, none, np.empty((len(heads), 0)), none, none, np.empty((0, 0)))
    if not isinstance(problem, Risk):
        return answer
    inputs = problem.data.inputs
    low, high = inputs.min(axis=0), inputs.max(axis=0)
    room = 0.08 * (high - low)
    if inputs.shape[1] == 1:
        x = np.linspace(low[0] - room[0], high[0] + room[0], 201)
        outputs = predictions(problem, heads, x[:, None])
        if problem.measure.classes:
            odds = np.exp(outputs[chosen] - outputs[chosen].max(axis=-1, keepdims=True)).T
            return replace(answer, inputs=x, shares=Shares(odds / odds.sum(axis=0), problem.data.classes))
        y = outputs[..., 0]
        if problem.measure.binary:
            y = 1 / (1 + np.exp(-y))
        return replace(answer, inputs=x, curves=y)
    if inputs.shape[1] == 2:
        alpha, beta = (np.linspace(low[i] - room[i], high[i] + room[i], 101) for i in (0, 1))
        grid = np.stack(np.meshgrid(alpha, beta), axis=-1).reshape(-1, 2)
        y = predictions(problem, heads[chosen : chosen + 1], grid)[0]
        regions = decisions(problem, y) if problem.data.classes else y[:, 0]
        return replace(answer, alpha=alpha, beta=beta, regions=regions.reshape(101, 101))
    sample = _sample(problem)
    assert sample is not None
    y = predictions(problem, heads, sample.inputs)
    values = decisions(problem, y) if problem.data.classes else y[..., 0]
    seen = Predictions(np.arange(len(sample)), values, problem.data.classes)
    return replace(answer, predictions=seen)


def results_of(run: Run, step: int | None = None, selection: Selection | None = None) -> LandscapeResults:
    """A run with its moment at a step."""
    selection = selection or Selection()
    step = run.computed if step is None else step
    heads = tuple(Selection(o, s) for o in range(run.optimisers) for s in range(run.starts))
    moment = moment_of(run, step, heads.index(selection))
    return LandscapeResults(run=run, selection=selection, moment=moment, moment_step=step, moment_heads=heads)


def _sample(problem: Problem) -> Dataset | None:
    if not isinstance(problem, Risk):
        return None
    data = problem.data
    picked = np.unique(np.linspace(0, len(data) - 1, min(len(data), 2000)).round().astype(int))
    return replace(data, inputs=data.inputs[picked], targets=data.targets[picked])


def _tensor(points: Array) -> torch.Tensor:
    return torch.from_numpy(np.ascontiguousarray(points))
