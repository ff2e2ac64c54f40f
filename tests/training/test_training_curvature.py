from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pytest
import torch

from jacviz.experiment.data import MoonsData, SineData
from jacviz.experiment.errors import Cancelled, TrainingError
from jacviz.experiment.planes import parameter_plane
from jacviz.experiment.recipes import SGD, GradientDescent, recipe
from jacviz.experiment.settings import (
    LogisticRegression,
    Mlp,
    ObjectiveSettings,
    RiskSettings,
    Source,
)
from jacviz.experiment.starts import spread
from jacviz.training.basins import DIVERGED, ON_THE_WAY, Basins, basins
from jacviz.training.building import build, gallery_objective, risk
from jacviz.training.critical import critical_points
from jacviz.training.curvature import divergence_reason, hessians, stability, suggested_rate
from jacviz.training.descent import Descent
from jacviz.training.problems import Problem
from jacviz.training.surface import Window, view_of
from jacviz.training.trajectories import collect

LINE = risk(RiskSettings())
OWN_LINE = risk(RiskSettings(model=Source(text="parameters: a, b\na x + b")))


def by_eigvalsh(problem: Problem, point: np.ndarray) -> float:
    curvature = hessians(problem, torch.from_numpy(point[None]))[1][0]
    return float(torch.linalg.eigvalsh(curvature)[-1])


def test_a_quadratic_risk_has_its_exact_bound() -> None:
    x = np.column_stack([LINE.data.inputs[:, 0], np.ones(LINE.count)])
    largest = np.linalg.eigvalsh(2 / LINE.count * x.T @ x)[-1]
    found = stability(LINE, np.zeros(2))
    assert found.exact
    assert found.largest == pytest.approx(largest, rel=1e-12)
    assert found.bound == pytest.approx(2 / largest, rel=1e-12)
    iterated = stability(OWN_LINE, np.zeros(2))
    assert not iterated.exact
    assert iterated.largest == pytest.approx(largest, rel=1e-6)


@pytest.mark.parametrize(
    ("problem", "seed"),
    [
        (gallery_objective("rosenbrock"), 0),
        (gallery_objective("himmelblau"), 1),
        (gallery_objective("beale"), 2),
        (gallery_objective("saddle"), 0),
        (risk(RiskSettings(model=Mlp(sizes=(4,)), data=SineData(count=40))), 3),
        (risk(RiskSettings(model=LogisticRegression(), data=MoonsData(count=40))), 4),
    ],
    ids=["rosenbrock", "himmelblau", "beale", "saddle", "mlp", "logistic"],
)
def test_power_iteration_finds_the_largest_eigenvalue(problem: Problem, seed: int) -> None:
    point = np.random.default_rng(seed).standard_normal(len(problem.names))
    assert stability(problem, point).largest == pytest.approx(by_eigvalsh(problem, point), rel=1e-5)


def test_where_everything_curves_downwards_there_is_no_bound() -> None:
    problem = build(ObjectiveSettings(objective=Source(text="-3 x^2 - y^2")))
    found = stability(problem, np.zeros(2))
    assert found.largest == pytest.approx(-2.0, rel=1e-6)
    assert found.bound == math.inf
    flat = build(ObjectiveSettings(objective=Source(text="x + y")))
    assert stability(flat, np.zeros(2)).bound == math.inf


@pytest.mark.parametrize(
    "settings",
    [{}, {"momentum": 0.8}, {"momentum": 0.5, "dampening": 0.4}, {"momentum": 0.8, "nesterov": True}],
)
def test_the_bound_parts_what_converges_from_what_diverges(settings: dict[str, float]) -> None:
    factor = 1.0
    if settings:
        m, dampening = settings["momentum"], settings.get("dampening", 0.0)
        factor = (1 + m) / (1 + 2 * m) if settings.get("nesterov") else (1 + m) / (1 - dampening)
    limit = stability(LINE, np.zeros(2)).bound * factor
    below, above = (GradientDescent(lr=share * limit, **settings) for share in (0.99, 1.01))  # type: ignore[arg-type]
    calm, wild = collect(Descent(LINE, [below, above], np.array([[3.0, 3.0]]), steps=3000))
    assert calm.final_losses[0] == pytest.approx(float(LINE.values(torch.from_numpy(LINE.minima))), rel=1e-6)
    assert not wild.final_losses[0] < 100
    assert "is above" in divergence_reason(LINE, above, np.zeros(2), 100)
    assert "is above" not in divergence_reason(LINE, below, np.zeros(2), 100)


def test_a_suggested_rate_is_stable() -> None:
    assert suggested_rate(LINE) == 0.05
    assert suggested_rate(OWN_LINE) == pytest.approx(0.05, abs=0.011)
    assert suggested_rate(gallery_objective("rosenbrock")) == 1e-3
    for text in ("x^2 + 9 y^2", "x^4 + y^4", "-x^2 - y^2", "x + y", "sqrt(x) + y^2"):
        problem = build(ObjectiveSettings(objective=Source(text=text)))
        assert 0 < suggested_rate(problem) <= 1.0


@pytest.mark.parametrize("text", ["x^4 - 3 x^2 + x", "x^4 + y^4", "exp(x) + exp(-2x)", "x^6"])
def test_a_suggested_rate_brings_every_default_start_down(text: str) -> None:
    problem = build(ObjectiveSettings(objective=Source(text=text)))
    starts = spread(5, "normal", problem.region)
    (run,) = collect(Descent(problem, [SGD(lr=suggested_rate(problem))], starts, steps=200))
    assert run.diverged_at == (None,) * 5
    assert (run.losses[:, -1] < run.losses[:, 0]).all()


def test_reasons_are_said_in_words() -> None:
    said = divergence_reason(LINE, SGD(lr=1.0), np.zeros(2), 17)
    assert said.startswith("Diverged at step 17. The learning rate 1 is above 0.")
    assert "2 / λmax = 0." in said
    assert "smaller learning rate than 5" in divergence_reason(LINE, recipe("adam", lr=5.0), np.zeros(2), 1)
    grows = divergence_reason(gallery_objective("monkey-saddle"), SGD(lr=0.01), np.array([0.1, 0.1]), 9)
    assert "The curvature grows along the way" in grows


def test_leaving_the_domain_of_the_loss_is_no_fault_of_the_curvature() -> None:
    problem = build(ObjectiveSettings(objective=Source(text="log(x) + z^2")))
    start = np.array([0.5, 1.0])
    said = divergence_reason(problem, SGD(lr=0.1), start, 12, end=np.array([-5.5, 0.25]))
    assert said == "Diverged at step 12. The loss is not a number there, so that no gradient leads on."
    grows = divergence_reason(problem, SGD(lr=0.1), start, 12, end=np.array([1e200, 1e200]))
    assert "is not a number" not in grows


def everything_in_view(name: str) -> Counter[str]:
    problem = gallery_objective(name)
    found = critical_points(problem, view_of(problem, parameter_plane(problem.names, problem.region.centre)))
    for point in found.points:
        gradient, curvature = hessians(problem, torch.tensor([point.point], dtype=torch.float64))
        assert float(gradient.abs().max()) < 1e-6
        eigenvalues = torch.linalg.eigvalsh(curvature[0]).tolist()
        assert point.eigenvalues == pytest.approx(eigenvalues, rel=1e-6, abs=1e-6)
    return Counter(point.kind for point in found.points)


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("himmelblau", {"minimum": 4, "saddle": 4, "maximum": 1}),
        ("styblinski-tang", {"minimum": 4, "saddle": 4, "maximum": 1}),
        ("three-hump-camel", {"minimum": 3, "saddle": 2}),
        ("mccormick", {"minimum": 2, "saddle": 1}),
        ("booth", {"minimum": 1}),
        ("saddle", {"saddle": 1}),
        ("monkey-saddle", {"degenerate": 1}),
        ("rastrigin", {"minimum": 121, "maximum": 100, "saddle": 220}),
    ],
)
def test_all_critical_points_in_view_are_found(name: str, kinds: dict[str, int]) -> None:
    assert everything_in_view(name) == kinds


def test_himmelblaus_nine() -> None:
    found = critical_points(gallery_objective("himmelblau"), ((-5, 5), (-5, 5))).points
    minima = [(-3.779310, -3.283186), (-2.805118, 3.131313), (3.0, 2.0), (3.584428, -1.848127)]
    assert sorted(point.point for point in found[:4]) == [pytest.approx(one, abs=1e-6) for one in minima]
    assert [point.kind for point in found[:4]] == ["minimum"] * 4
    assert [round(point.value, 6) for point in found[:4]] == [0.0] * 4
    assert found[-1].kind == "maximum"
    assert found[-1].point == pytest.approx((-0.270845, -0.923039), abs=1e-6)
    assert found[-1].value == pytest.approx(181.6165, abs=1e-4)


def test_flat_regions_are_told_and_not_listed() -> None:
    valley = build(ObjectiveSettings(objective=Source(text="(x + y)^2")))
    found = critical_points(valley, ((-1, 1), (-1, 1)))
    assert found.points == ()
    assert "flat regions or whole lines" in found.notes[0]


def test_the_optimum_of_a_risk_is_its_only_critical_point() -> None:
    (point,) = critical_points(OWN_LINE, ((-1, 5), (-3, 4)), grid=8).points
    assert point.kind == "minimum"
    assert point.point == pytest.approx(tuple(LINE.minima[0]), abs=1e-9)


def test_nan_in_half_the_plane_is_no_obstacle() -> None:
    problem = build(ObjectiveSettings(objective=Source(text="x log(x) + y^2")))
    (point,) = critical_points(problem, ((-1, 1), (-1, 1)), grid=10).points
    assert point.point == pytest.approx((1 / math.e, 0.0), abs=1e-9)


def test_critical_points_need_two_parameters_and_can_be_cancelled() -> None:
    mlp = risk(RiskSettings(model=Mlp(sizes=(2,)), data=SineData()))
    with pytest.raises(TrainingError, match="listed for two parameters; this function has 7"):
        critical_points(mlp, ((0, 1), (0, 1)))
    with pytest.raises(Cancelled):
        critical_points(gallery_objective("booth"), ((0, 1), (0, 1)), wanted=lambda: False)


def pictures(name: str, **more: object) -> tuple[list[Basins], Window]:
    problem = gallery_objective(name)
    plane = parameter_plane(problem.names, problem.region.centre)
    window = view_of(problem, plane)
    made = {"recipe": SGD(lr=suggested_rate(problem)), "steps": 400, "stages": ((9, 9), (20, 16)), **more}
    return list(basins(problem, made.pop("recipe"), plane, window, **made)), window  # type: ignore[arg-type]


def test_basins_of_himmelblau() -> None:
    (coarse, fine), _ = pictures("himmelblau")
    assert coarse.labels.shape == (9, 9)
    assert fine.labels.shape == (16, 20)
    assert fine.minima == pytest.approx(gallery_objective("himmelblau").minima)
    assert set(fine.labels.ravel().tolist()) == {0, 1, 2, 3}
    # From close to a minimum, descent ends in it: rows follow beta, columns alpha.
    for index, (x, y) in enumerate(fine.minima):
        col, row = (int(np.abs(axis - value).argmin()) for axis, value in zip(fine.axes, (x, y), strict=True))
        assert fine.labels[row, col] == index


def test_minima_that_nobody_knew_are_found() -> None:
    problem = build(ObjectiveSettings(objective=Source(text="(x^2 - 1)^2 + y^2")))
    plane = parameter_plane(problem.names, np.zeros(2))
    (found,) = basins(problem, SGD(lr=0.05), plane, ((-2, 2), (-2, 2)), stages=((10, 10),))
    assert sorted(found.minima.round(6).tolist()) == [[-1.0, 0.0], [1.0, 0.0]]
    left = found.labels[:, :5]
    assert len(set(left.ravel().tolist())) == 1
    assert len(set(found.labels.ravel().tolist())) == 2


def test_what_diverges_or_is_on_its_way_is_marked() -> None:
    (wild,), _ = pictures("booth", recipe=SGD(lr=0.5), stages=((6, 6),), steps=2000)
    assert set(wild.labels.ravel().tolist()) == {DIVERGED}
    (slow,), _ = pictures("booth", recipe=SGD(lr=1e-4), stages=((6, 6),), steps=20)
    assert set(slow.labels.ravel().tolist()) == {ON_THE_WAY}


def test_basins_can_be_cancelled() -> None:
    with pytest.raises(Cancelled):
        pictures("himmelblau", wanted=lambda: False)
