"""Very many samples: work comes in pieces with a question in between, and rough looks say that they are."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np
import pytest
import torch

from jacviz.experiment.data import Dataset, LineData, MoonsData
from jacviz.experiment.errors import Cancelled
from jacviz.experiment.planes import random_plane
from jacviz.experiment.recipes import SGD, GradientDescent
from jacviz.experiment.settings import Mlp, ObjectiveSettings, Polynomial, RiskSettings, Source
from jacviz.training import critical, curvature, gradients, least_squares, singly, surface, values
from jacviz.training.building import build, risk
from jacviz.training.critical import critical_points
from jacviz.training.curvature import divergence_reason, hessians
from jacviz.training.descent import Descent
from jacviz.training.fit import predictions
from jacviz.training.microscope import minibatch_jacobian, step_terms
from jacviz.training.problems import Problem
from jacviz.training.surface import surfaces
from jacviz.training.trajectories import collect, final_gradient_norms

NETWORK = RiskSettings(model=Mlp(sizes=(3,)), data=MoonsData(count=90))
SINGLY = "def f(x, theta):\n    a, b = theta\n    return a * x * (1.0 if b.item() < 9 else 2.0) + b"


def network() -> Problem:
    return build(NETWORK)


def one_by_one() -> Problem:
    """A model that looks at a value, found out to be so."""
    source = Source(language="python", text=f"{SINGLY}\ntheta0 = [1.0, 2.0]")
    problem = risk(RiskSettings(model=source, data=LineData(count=50)))
    problem.gradients(points(problem, 1), problem.samples)
    assert problem.unbatchable
    return problem


def points(problem: Problem, count: int) -> torch.Tensor:
    return torch.from_numpy(np.random.default_rng(0).standard_normal((count, len(problem.names))))


class Asked:
    """Counts how often somebody asks, and says no from some time on."""

    def __init__(self, most: int = 10**9) -> None:
        self.count, self._most = 0, most

    def __call__(self) -> bool:
        self.count += 1
        return self.count <= self._most


@pytest.fixture
def in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything is split as if there were very many samples."""
    monkeypatch.setattr(gradients, "_MOST_NUMBERS", 1000)
    monkeypatch.setattr(curvature, "_MOST_NUMBERS", 1000)
    monkeypatch.setattr(values, "_MOST_AT_ONCE", 200)
    monkeypatch.setattr(singly, "_ONE_BY_ONE", 10)


Work = Callable[[Problem, Asked], object]


def descended(problem: Problem, batch: int | None = None, steps: int = 3) -> Descent:
    starts = points(problem, 4).numpy()
    return Descent(problem, [SGD(lr=1e-3)], starts, steps=steps, batch=batch)


WORK: dict[str, tuple[Work, int]] = {
    "losses": (lambda p, asked: p.values(points(p, 4), asked), 8),
    "gradients": (lambda p, asked: p.gradients(points(p, 4), p.samples, asked), 4),
    "hessians": (lambda p, asked: hessians(p, points(p, 4), asked), 8),
    "steps": (lambda p, asked: list(descended(p).chunks(wanted=asked)), 30),
    "both ends": (lambda p, asked: list(descended(p, batch=1).chunks(wanted=asked)), 16),
    "the norms at the ends": (
        lambda p, asked: final_gradient_norms(descended(p), points(p, 4).numpy()[None], asked), 4,
    ),
    "terms": (lambda p, asked: step_terms(p, GradientDescent(), points(p, 5).numpy(), wanted=asked), 4),
    "all of it": (lambda p, asked: collect(descended(p), wanted=asked), 30),
    "why": (
        lambda p, asked: divergence_reason(p, SGD(lr=1e9), points(p, 1).numpy()[0], 3, wanted=asked), 4,
    ),
}  # fmt: skip
ONE_BY_ONE: dict[str, tuple[Work, int]] = {
    **{name: WORK[name] for name in ("losses", "gradients", "steps", "both ends", "terms")},
    "predictions": (lambda p, asked: predictions(p, points(p, 4).numpy(), np.zeros((6, 1)), asked), 4),  # type: ignore[arg-type]
    "a minibatch": (lambda p, asked: minibatch_jacobian(p, points(p, 1).numpy()[0], range(9), asked), 9),
}


@pytest.mark.usefixtures("in_pieces")
@pytest.mark.parametrize(
    ("make", "work", "fewest"),
    [
        *(pytest.param(network, *one, id=f"{name} of a network") for name, one in WORK.items()),
        *(pytest.param(one_by_one, *one, id=f"{name} one by one") for name, one in ONE_BY_ONE.items()),
    ],
)
def test_long_work_asks_whether_it_is_wanted(make: Callable[[], Problem], work: Work, fewest: int) -> None:
    problem = make()
    asked = Asked()
    work(problem, asked)
    assert asked.count >= fewest
    for most in (0, asked.count // 2, asked.count - 1):
        with pytest.raises(Cancelled):
            work(problem, Asked(most))


def test_pieces_make_up_the_whole(in_pieces: None, monkeypatch: pytest.MonkeyPatch) -> None:
    for make in (one_by_one, network):
        problem, found = make(), []
        for _ in range(2):
            at = points(problem, 4)
            found.append((problem.values(at), *problem.gradients(at, problem.samples)))
            if not problem.unbatchable:
                found[-1] += hessians(problem, at)
            monkeypatch.undo()
            problem = make()
        for pieces, whole in zip(*found, strict=True):
            assert pieces.numpy() == pytest.approx(whole.numpy(), rel=1e-10, abs=1e-13)


@pytest.mark.usefixtures("in_pieces")
@pytest.mark.parametrize("dependent", [False, True])
def test_least_squares_in_pieces_are_those_of_all(monkeypatch: pytest.MonkeyPatch, dependent: bool) -> None:
    inputs = np.random.default_rng(0).standard_normal((500, 3)) * [1, 100, 1e-3]
    if dependent:
        inputs[:, 2] = inputs[:, 0] - inputs[:, 1]
    data = Dataset(inputs, inputs @ [1.0, -0.02, 30.0] + np.sin(np.arange(500)), ("a", "b", "c"))
    settings = RiskSettings(model=Polynomial(degree=2), data=data)
    whole = build(settings).least_squares
    monkeypatch.setattr(least_squares, "_MOST_NUMBERS", 1000)
    monkeypatch.setattr(least_squares, "_AT_ONCE", 300)
    asked = Asked()
    pieces = build(settings, asked).least_squares
    assert whole is not None
    assert pieces is not None
    assert asked.count >= 20
    assert torch.equal(pieces.features, whole.features)
    assert len(pieces._few) == 8
    assert pieces.hessian.numpy() == pytest.approx(whole.hessian.numpy(), rel=1e-10, abs=1e-12)
    assert pieces.least.item() == pytest.approx(whole.least.item(), rel=1e-12)
    assert pieces.unique is whole.unique is not dependent
    assert pieces.optimum.numpy() == pytest.approx(whole.optimum.numpy(), rel=1e-6, abs=1e-9)
    for most in (0, asked.count - 1):
        with pytest.raises(Cancelled):
            build(settings, Asked(most))


def test_a_stretch_of_which_no_loss_is_due() -> None:
    problem = build(NETWORK)
    assert problem.values(points(problem, 0)).shape == (0,)
    (run,) = collect(descended(problem, batch=1, steps=20))
    assert np.flatnonzero(np.isfinite(run.losses).all(axis=0)).tolist() == [0, 20]


def test_a_descent_without_losses_has_none() -> None:
    every = [chunk.losses for chunk in descended(build(NETWORK)).chunks()]
    assert np.isfinite(every[0][:, :, 0]).all()
    problem = build(NETWORK)
    none = Descent(problem, [SGD()], points(problem, 2).numpy(), steps=9, losses_every=0)
    assert all(np.isnan(chunk.losses).all() for chunk in none.chunks())


# --- rough looks -----------------------------------------------------------------------------------------


def test_samples_are_thinned_evenly() -> None:
    problem = build(NETWORK)
    some = problem.thinned(9)
    assert some.samples[0].tolist() == problem.samples[0][::10].tolist()
    assert some.samples[1].tolist() == problem.samples[1][::10].tolist()
    at = points(problem, 3)
    expected = torch.stack([problem.loss(p, *(t[::10] for t in problem.samples)) for p in at])
    assert some.values(at).tolist() == pytest.approx(expected.tolist())
    assert problem.thinned(90) is problem
    assert build(RiskSettings()).thinned(3).count == 200, "a closed form costs nothing"
    objective = build(ObjectiveSettings(objective="booth"))
    assert objective.thinned(1) is objective
    assert one_by_one().thinned(5).unbatchable


def test_surfaces_of_very_many_samples_are_rough_first(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = build(NETWORK)
    plane = random_plane(problem.parts, np.ones(len(problem.names)))
    window = ((-1.0, 1.0), (-1.0, 1.0))
    stages = [(5, 4), (8, 7)]
    for sizes in ({}, {"_ROUGHLY": 5 * 4 * problem.width * 20, "_ROUGHLY_LAST": 8 * 7 * problem.width * 25}):
        for name, size in sizes.items():
            monkeypatch.setattr(surface, name, size)
        monkeypatch.setattr(surface, "_FEWEST_SAMPLES", 1)
        found = list(surfaces(problem, plane, window, stages, roughly=True))
        assert [one.last for one in found] == [False] * (len(found) - 1) + [True]
        exact = list(surfaces(problem, plane, window, stages))
        assert [one.rough for one in exact] == [False, False]
        assert [one.last for one in exact] == [False, True]
        assert found[-1].values == pytest.approx(exact[-1].values, rel=1e-12)
        assert (found[-1].notes, found[-1].samples) == ((), 90)
        if not sizes:
            assert [one.rough for one in found] == [False, False]
    assert [(one.values.shape, one.rough, one.samples) for one in found] == [
        ((4, 5), True, 20), ((7, 8), True, 23), ((7, 8), True, 45), ((7, 8), False, 90),
    ]  # fmt: skip
    assert found[0].notes == ("The loss over 20 of 90 samples, evenly picked; more follow.",)
    assert found[1].notes == ("The loss over 23 of 90 samples, evenly picked; more follow.",)
    for one, stride in ((found[1], 4), (found[2], 2)):
        evenly = problem.every(stride, 0)
        assert evenly.samples[0].tolist() == problem.samples[0][::stride].tolist()
        (wanted,) = surfaces(evenly, plane, window, stages[1:])
        assert one.values == pytest.approx(wanted.values, rel=1e-12)
    some = next(iter(surfaces(problem.thinned(20), plane, window, stages)))
    assert found[0].values.tolist() == some.values.tolist()


def test_critical_points_of_very_many_samples_are_those_of_all(monkeypatch: pytest.MonkeyPatch) -> None:
    model = Source(text="parameters: a, b\na^2 x + b")  # two minima: a and -a
    problem = build(RiskSettings(model=model, data=LineData(count=200)))
    window = ((-3.0, 3.0), (-2.0, 2.0))
    whole = critical_points(problem, window, grid=12)
    monkeypatch.setattr(critical, "_MOST_NUMBERS", 12 * 12 * problem.width * 20)
    again = critical_points(problem, window, grid=12)
    assert [one.kind for one in again.points] == [one.kind for one in whole.points]
    for one, other in zip(again.points, whole.points, strict=True):
        assert one.point == pytest.approx(other.point, abs=1e-9)
        assert dataclasses.astuple(one)[1] == pytest.approx(other.value, abs=1e-12)
