"""The terms of a step, and the Jacobian that its gradient came from."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from jacviz.experiment.data import BlobsData, LineData, SineData
from jacviz.experiment.errors import TrainingError
from jacviz.experiment.minibatches import minibatch
from jacviz.experiment.recipes import RECIPES, SGD, recipe
from jacviz.experiment.schedules import Cosine
from jacviz.experiment.settings import LogisticRegression, Mlp, RiskSettings, Source
from jacviz.experiment.starts import spread
from jacviz.training.building import gallery_objective, risk
from jacviz.training.descent import Descent
from jacviz.training.microscope import minibatch_jacobian, step_terms
from jacviz.training.problems import Problem
from jacviz.training.trajectories import Trajectories, collect

LINE = risk(RiskSettings(data=LineData(count=50)))
OWN = risk(RiskSettings(model=Source(text="parameters: a, b\na x + b"), data=LineData(count=50)))
MLP = risk(RiskSettings(model=Mlp(sizes=(3,)), data=SineData(count=50)))
CLASSES = risk(RiskSettings(model=LogisticRegression(), data=BlobsData(count=50)))
NOISY = gallery_objective("himmelblau", noise=5.0)


def run(problem: Problem, made: Any, **more: Any) -> Trajectories:
    starts = spread(3, "normal", problem.region, 0)
    asked: dict[str, Any] = {"steps": 40, "batch": 8, "seed": 2, **more}
    return collect(Descent(problem, [made], starts, **asked), seed=2)[0]


@pytest.mark.parametrize("name", RECIPES)
def test_recorded_steps_are_the_steps_that_were_taken(name: str) -> None:
    made = recipe(name, lr=0.01, weight_decay=0.05, schedule=Cosine())
    found = run(LINE, made)
    terms = step_terms(LINE, made, found.points[1], start=1, starts=3, batch=8, seed=2)
    assert terms.values.shape == (40, len(terms.names), 2)
    assert terms.names[0] == "gradient"
    assert terms.values[:, -1] == pytest.approx(np.diff(found.points[1], axis=0), rel=1e-6, abs=1e-12)
    assert np.linalg.norm(terms.values[:, 0], axis=1) == pytest.approx(found.gradient_norms[1], rel=1e-9)
    assert terms.rates[0] == 0.01
    assert set(terms.at(5)) <= set(terms.names)
    assert {"gradient", "step"} <= set(terms.at(5))


@pytest.mark.parametrize(
    ("problem", "more"),
    [
        (OWN, {}), (MLP, {}), (MLP, {"batch": None}), (CLASSES, {"sampling": "replacement"}), (NOISY, {}),
        (MLP, {"sampling": "distinct", "batch": 7}), (MLP, {"batch": 12}),
    ],
    ids=["own", "mlp", "full batch", "classes", "noise", "distinct", "uneven epochs"],
)  # fmt: skip
def test_gradients_are_those_of_the_same_minibatches(problem: Problem, more: dict[str, Any]) -> None:
    made = SGD(lr=0.003, momentum=0.9).with_rate(0.001, 20)
    found = run(problem, made, **more)
    terms = step_terms(problem, made, found.points[2], start=2, starts=3, seed=2, **{"batch": 8, **more})
    assert terms.values[:, -1] == pytest.approx(np.diff(found.points[2], axis=0), rel=1e-6, abs=1e-11)
    momentum = terms.values[:, terms.names.index("momentum")]
    assert terms.values[:, -1] == pytest.approx(-terms.rates[:, None] * momentum, rel=1e-6, abs=1e-11)


def test_terms_of_a_frozen_trajectory_are_nan() -> None:
    made = SGD(lr=1e30)
    found = run(LINE, made, steps=6)
    terms = step_terms(LINE, made, found.points[0], starts=3, batch=8, seed=2)
    assert found.diverged_at[0] is not None
    assert terms.values.shape == (6, 4, 2)


@pytest.mark.parametrize("problem", [LINE, OWN, MLP, CLASSES], ids=["line", "own", "mlp", "classes"])
def test_u_times_j_is_exactly_the_steps_gradient(problem: Problem) -> None:
    made = SGD(lr=0.05)
    found = run(problem, made)
    for step in (0, 5, 6, 39):
        chosen = minibatch(step, problem.count, 8, "shuffle", 2)
        seen = minibatch_jacobian(problem, found.points[0, step], chosen)
        assert seen.jacobian.shape == (len(seen.u), len(problem.names))
        assert len(seen.outputs) == len(seen.u) == len(seen.predictions)
        moved = found.points[0, step + 1] - found.points[0, step]
        assert -0.05 * seen.gradient == pytest.approx(moved, rel=1e-7, abs=1e-12)
        assert np.linalg.norm(seen.gradient) == pytest.approx(found.gradient_norms[0, step], rel=1e-9)
        assert seen.loss == pytest.approx(found.minibatch_losses[0, step], rel=1e-9)


def test_of_a_line_the_rows_are_x_and_one_and_u_is_twice_the_mean_residual() -> None:
    chosen, theta = np.array([4, 7, 30]), np.array([1.5, 0.0])
    seen = minibatch_jacobian(LINE, theta, chosen)
    x, t = LINE.data.inputs[chosen, 0], LINE.data.targets[chosen]
    assert seen.jacobian == pytest.approx(np.column_stack([x, np.ones(3)]))
    assert seen.predictions == pytest.approx(1.5 * x)
    assert seen.u == pytest.approx(2 / 3 * (1.5 * x - t))
    assert seen.outputs == ("y5", "y8", "y31")
    assert seen.targets.tolist() == t.tolist()


def test_classes_have_a_row_for_each_logit() -> None:
    seen = minibatch_jacobian(CLASSES, np.zeros(9), [0, 1])
    assert seen.outputs == ("y1[1]", "y1[2]", "y1[3]", "y2[1]", "y2[2]", "y2[3]")
    assert seen.u.reshape(2, 3).sum(axis=1) == pytest.approx([0.0, 0.0], abs=1e-15)


def test_an_objective_alone_has_one_row_and_u_is_one() -> None:
    seen = minibatch_jacobian(gallery_objective("booth"), np.array([0.0, 0.0]))
    assert seen.jacobian.tolist() == [[-34.0, -38.0]]
    assert seen.u.tolist() == [1.0]
    assert seen.predictions.tolist() == [74.0]


def test_a_jacobian_too_large_to_draw_is_refused() -> None:
    with pytest.raises(TrainingError, match="entries, more than 16,777,216; choose a smaller minibatch"):
        minibatch_jacobian(LINE, np.zeros(2), np.zeros(9_000_000, dtype=np.int64))
