"""Copied descents are run, and end where the trajectories on the screen end."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import jacviz
from jacviz.engine.training_messages import DescentTask
from jacviz.experiment.data import (
    BlobsData,
    Dataset,
    LineData,
    MoonsData,
    QuadraticData,
    SineData,
    SpiralData,
)
from jacviz.experiment.recipes import (
    RECIPES,
    SGD,
    Adam,
    AdamW,
    GradientDescent,
    Lion,
    NAdam,
    Recipe,
    RMSprop,
)
from jacviz.experiment.schedules import Cosine, Exponential, OneCycle, Schedule, Step, WarmUp
from jacviz.experiment.settings import (
    Line,
    LogisticRegression,
    Mlp,
    ObjectiveSettings,
    Polynomial,
    ProblemSettings,
    RiskSettings,
    Source,
)
from jacviz.export.code.descent import descent_code
from jacviz.export.code.dialects import CodeError
from tests.export.scripts import descended, run_all

LINE = RiskSettings()
ROSENBROCK = ObjectiveSettings(objective="rosenbrock")


def task(
    problem: ProblemSettings = LINE, *recipes: Recipe, steps: int = 60, starts: int = 3, **more: object
) -> DescentTask:
    return DescentTask(
        problem, recipes or (SGD(lr=0.05),), suggest_rate=False, steps=steps, starts=starts, **more
    )  # type: ignore[arg-type]


def check(tasks: list[DescentTask], tolerance: float = 1e-12) -> None:
    runs = [descended(one) for one in tasks]
    scripts = [descent_code(run.task, run.begun) for run in runs]
    for run, script, output in zip(runs, scripts, run_all(scripts), strict=True):
        assert "Traceback" not in output, f"{output}\n{script}"
        ends = np.array([json.loads(line) for line in output.splitlines()])
        np.testing.assert_allclose(ends, run.points[0, :, -1], rtol=tolerance, atol=tolerance, err_msg=script)


def test_the_line_experiment_ends_where_jacviz_descend_does(tmp_path: Path) -> None:
    run = descended(DescentTask(LINE, (SGD(),)))
    script = descent_code(run.task, run.begun)
    path = tmp_path / "descent.py"
    path.write_text(script, encoding="utf-8")
    made = subprocess.run([sys.executable, str(path)], capture_output=True, text=True, check=True)
    assert made.stderr == ""
    ends = np.array([json.loads(line) for line in made.stdout.splitlines()])
    np.testing.assert_allclose(ends, jacviz.descend("line").points[:, -1], rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(ends, run.points[0, :, -1], rtol=1e-12, atol=1e-12)
    assert len(script.splitlines()) < 55
    assert "    theta = theta - eta * gradient" in script


def test_samplings_batches_and_seeds() -> None:
    check([
        task(LINE, batch=None),
        task(LINE, batch=7, seed=3),
        task(LINE, batch=32, sampling="replacement", seed=1),
        task(LINE, batch=None, sampling="replacement"),
        task(LINE, batch=8, sampling="distinct"),
        task(LINE, GradientDescent(lr=0.05)),
        task(LINE, starts=1),
        task(RiskSettings(data=LineData(count=33, noise=0.0, seed=5)), batch=10),
    ])  # fmt: skip


def test_models_data_and_losses() -> None:
    columns = Dataset(
        np.random.default_rng(0).normal(size=(40, 3)), np.arange(40.0) / 10, ("p", "q", "r"), title="my\ndata"
    )
    check([
        task(RiskSettings(model=Polynomial(degree=3), data=QuadraticData())),
        task(RiskSettings(model=Polynomial(degree=0), data=QuadraticData())),
        task(RiskSettings(model=Polynomial(degree=2), data=columns)),
        task(RiskSettings(model=Line(), data=columns)),
        task(RiskSettings(data=SineData(), loss="absolute")),
        task(RiskSettings(data=SineData(), loss="huber")),
        task(RiskSettings(model=LogisticRegression(), data=MoonsData())),
        task(RiskSettings(model=LogisticRegression(), data=BlobsData())),
        task(RiskSettings(model=Mlp(sizes=(5, 4)), data=SineData())),
        task(RiskSettings(model=Mlp(sizes=(4,), activation="gelu"), data=SpiralData(classes=3))),
        task(RiskSettings(model=Mlp(sizes=(4,), activation="sine"), data=MoonsData(), loss="cross-entropy")),
        task(RiskSettings(model=Source(text="parameters: a, b, c\na sin(b x) + c"), data=SineData())),
        task(RiskSettings(model=Source(text="parameters: x1, theta\nx1 + theta lambda"), data=SineData())),
        task(RiskSettings(model=Source(text="parameters: a, b\na p + q + b r"), data=columns)),
    ], 1e-9)  # fmt: skip


def test_objectives() -> None:
    names = ("rosenbrock", "ackley", "easom", "mccormick", "three-hump-camel")
    check([
        *(task(ObjectiveSettings(objective=name), SGD(lr=1e-3)) for name in names),
        task(ObjectiveSettings(objective="himmelblau", noise=0.5), SGD(lr=1e-3), seed=4),
        task(ObjectiveSettings(objective="himmelblau", noise=0.5), GradientDescent(lr=1e-3)),
        task(ObjectiveSettings(objective=Source(text="(θ1 - 1)^2 + where(θ2 > 0, θ2^2, -θ2)")), SGD(lr=1e-2)),
        task(ObjectiveSettings(objective=Source(text="parameters: a\na^2 + 1")), SGD(lr=1e-2)),
    ], 1e-10)  # fmt: skip


def test_optimisers() -> None:
    recipes: list[Recipe] = [kind(lr=0.01) for kind in RECIPES.values()]
    recipes += [
        SGD(lr=0.01, momentum=0.9, dampening=0.3, weight_decay=0.1),
        SGD(lr=0.01, momentum=0.9, nesterov=True),
        SGD(lr=1e-4, maximize=True),
        Adam(lr=0.01, betas=(0.8, 0.9), amsgrad=True, weight_decay=0.1),
        Adam(lr=0.01, weight_decay=0.1, decoupled_weight_decay=True),
        AdamW(lr=0.01, maximize=True),
        NAdam(lr=0.01, weight_decay=0.2, decoupled_weight_decay=True),
        RMSprop(lr=0.01, centered=True, momentum=0.5),
        Lion(lr=0.01, weight_decay=0.1),
    ]
    check([task(LINE, recipe) for recipe in recipes], 1e-9)


def test_schedules_and_changes_of_the_rate() -> None:
    schedules: list[Schedule] = [
        Step(step_size=10), Exponential(gamma=0.9), Cosine(), Cosine(T_max=7, eta_min=0.01), WarmUp(),
        OneCycle(),
        OneCycle(total_steps=30, pct_start=0.5),
    ]  # fmt: skip
    tasks = [task(LINE, SGD(lr=0.05, schedule=schedule)) for schedule in schedules]
    tasks += [
        task(LINE, Adam(lr=0.05, schedule=OneCycle())),
        task(LINE, SGD(lr=0.05).with_rate(0.01, 20).with_rate(0.1, 40)),
    ]
    check(tasks, 1e-10)


def test_the_second_optimiser() -> None:
    run = descended(task(ROSENBROCK, SGD(lr=1e-3), Adam(lr=0.1)))
    script = descent_code(run.task, run.begun, 1)
    assert "# Optimiser 2 of 2" in script
    (output,) = run_all([script])
    ends = np.array([json.loads(line) for line in output.splitlines()])
    np.testing.assert_allclose(ends, run.points[1, :, -1], rtol=1e-10)


def test_what_cannot_be_written_is_one_sentence() -> None:
    python = Source(
        language="python", text="def f(x, theta):\n    return theta[0] * x[0] + theta[1]\ntheta0 = [1., 0.]"
    )
    run = descended(task(RiskSettings(model=python), steps=2))
    with pytest.raises(CodeError, match="the model is Python of your own"):
        descent_code(run.task, run.begun)
    large = Dataset(np.zeros((20_000, 1)), np.arange(20_000.0))
    run = descended(task(RiskSettings(data=large), steps=2))
    with pytest.raises(CodeError, match="the data have more than 20,000 numbers"):
        descent_code(run.task, run.begun)
