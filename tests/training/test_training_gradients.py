"""One batched VJP against torch.autograd, closed forms against the generic way, traces against eager bits."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from jacviz.experiment.data import BlobsData, Dataset, LineData, MoonsData, SineData
from jacviz.experiment.errors import Cancelled
from jacviz.experiment.settings import (
    LogisticRegression,
    Mlp,
    ObjectiveSettings,
    RiskSettings,
    Source,
)
from jacviz.training import gradients as gradients_module
from jacviz.training import values as values_module
from jacviz.training.building import build, gallery_objective, risk
from jacviz.training.losses import fitting_loss
from jacviz.training.models import line, polynomial
from jacviz.training.problems import Problem, Risk
from jacviz.training.tracing import traced

PROBLEMS: dict[str, Problem] = {
    "line": risk(RiskSettings(data=LineData(count=40))),
    "own line": risk(RiskSettings(model=Source(text="parameters: a, b\na x + b"), data=LineData(count=40))),
    "huber line": risk(RiskSettings(data=LineData(count=40), loss="huber")),
    "logistic": risk(RiskSettings(model=LogisticRegression(), data=MoonsData(count=40))),
    "softmax": risk(RiskSettings(model=LogisticRegression(), data=BlobsData(count=40))),
    "mlp": risk(RiskSettings(model=Mlp(sizes=(4, 3)), data=SineData(count=40))),
    "relu mlp": risk(RiskSettings(model=Mlp(sizes=(5,), activation="relu"), data=BlobsData(count=40))),
    "himmelblau": gallery_objective("himmelblau"),
    "ackley": gallery_objective("ackley"),
    "own": build(ObjectiveSettings(objective=Source(text="sin(x) y^2 + where(x > y, exp(x), log(y^2 + 1))"))),
}


def some_points(problem: Problem, count: int = 6, seed: int = 0) -> torch.Tensor:
    random = np.random.default_rng(seed)
    units = random.uniform(-1, 1, (count, len(problem.names)))
    return torch.from_numpy(problem.region.centre + problem.region.half * units)


def a_batch(problem: Problem, size: int = 16) -> tuple[torch.Tensor, ...]:
    count = max(problem.count, 1)
    indices = np.random.default_rng(1).choice(count, min(size, count), replace=False)
    return problem.gradients.batches([indices])[0]


@pytest.mark.parametrize("name", PROBLEMS)
def test_the_batched_vjp_is_autograds_gradient(name: str) -> None:
    problem = PROBLEMS[name]
    points, batch = some_points(problem), a_batch(problem)
    losses, gradients = problem.gradients(points, batch)
    for point, loss, gradient in zip(points, losses, gradients, strict=True):
        leaf = point.clone().requires_grad_()
        expected = problem.loss(leaf, *batch)
        expected.backward()  # type: ignore[no-untyped-call]
        assert leaf.grad is not None
        assert float(loss) == pytest.approx(float(expected.detach()), rel=1e-12)
        assert gradient.numpy() == pytest.approx(leaf.grad.numpy(), rel=1e-10, abs=1e-12)


@pytest.mark.parametrize("name", [name for name, one in PROBLEMS.items() if one.least_squares is None])
def test_a_trace_gives_the_same_bits(name: str) -> None:
    problem = PROBLEMS[name]
    points, batch = some_points(problem, seed=3), a_batch(problem)
    before = problem.gradients.eager(points, batch)
    problem.gradients.prepare(some_points(problem, seed=4), batch)
    assert any(problem.gradients._traced.values()), "this function should have been traced"
    after = problem.gradients(points, batch)
    assert torch.equal(before[0], after[0])
    assert torch.equal(before[1], after[1])


@given(
    count=st.integers(1, 30), degree=st.integers(1, 4), rows=st.integers(1, 9), seed=st.integers(0, 1000),
)  # fmt: skip
@settings(max_examples=25, deadline=None)
def test_least_squares_by_its_closed_form_is_the_generic_vjp(
    count: int, degree: int, rows: int, seed: int
) -> None:
    random = np.random.default_rng(seed)
    data = Dataset(random.uniform(-1, 1, (count, 1)), random.standard_normal(count))
    model = polynomial(data, degree)
    squared = fitting_loss("squared", model, data)
    closed, generic = Risk(model, data, squared), Risk(model, data, squared, closed=False)
    assert closed.least_squares is not None
    assert generic.least_squares is None
    points = torch.from_numpy(random.standard_normal((rows, degree + 1)))
    indices = random.integers(0, count, max(1, count // 2))
    mine = closed.gradients(points, closed.gradients.batches([indices])[0])
    theirs = generic.gradients.eager(points, generic.gradients.batches([indices])[0])
    for ours, expected in zip(mine, theirs, strict=True):
        assert ours.numpy() == pytest.approx(expected.numpy(), rel=1e-9, abs=1e-12)
    everything = closed.values(points).numpy()
    assert everything == pytest.approx(generic.values(points).numpy(), rel=1e-9, abs=1e-12)


def test_the_gradient_is_u_times_j_of_the_predictions() -> None:
    problem = PROBLEMS["line"]
    assert isinstance(problem, Risk)
    chosen = np.array([3, 1, 4, 15, 9])
    theta = np.array([1.5, -0.25])
    x, t = problem.data.inputs[chosen, 0], problem.data.targets[chosen]
    jacobian = np.column_stack([x, np.ones(5)])
    u = 2 / 5 * (jacobian @ theta - t)
    gradient = problem.gradients(torch.from_numpy(theta[None]), problem.gradients.batches([chosen])[0])[1]
    assert gradient[0].numpy() == pytest.approx(u @ jacobian, rel=1e-12)


@pytest.mark.parametrize("name", ["line", "own line", "mlp", "softmax"])
def test_blocks_do_not_change_the_result(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    problem = PROBLEMS[name]
    points, batch = some_points(problem, 9), a_batch(problem)
    whole = problem.gradients(points, batch)
    values = problem.values(points)
    for limit in (5 * 16 * problem.width, 7 * problem.width):  # a few rows at a time; a few samples at a time
        monkeypatch.setattr(gradients_module, "_MOST_NUMBERS", limit)
        for mine, expected in zip(problem.gradients(points, batch), whole, strict=True):
            assert mine.numpy() == pytest.approx(expected.numpy(), rel=1e-11, abs=1e-13)
    monkeypatch.setattr(values_module, "_BLOCK", 2 * problem.count * problem.width)
    assert problem.values(points).numpy() == pytest.approx(values.numpy(), rel=1e-12)
    monkeypatch.setattr(values_module, "_MOST_AT_ONCE", 8 * problem.width)
    assert problem.values(points).numpy() == pytest.approx(values.numpy(), rel=1e-12)


@pytest.mark.parametrize("name", PROBLEMS)
def test_values_of_many_points_are_those_of_each(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    problem = PROBLEMS[name]
    monkeypatch.setattr(values_module, "_BLOCK", 4 * max(problem.count, 1) * problem.width)
    points = some_points(problem, 130, seed=5)  # 33 blocks, the last of them short: traced
    values = problem.values(points)
    singly = [float(problem.loss(point, *problem.samples)) for point in points]
    assert values.numpy() == pytest.approx(np.array(singly), rel=1e-10, abs=1e-12)


def test_values_can_be_cancelled(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = PROBLEMS["mlp"]
    monkeypatch.setattr(values_module, "_BLOCK", problem.count * problem.width)
    asked: list[int] = []

    def wanted() -> bool:
        asked.append(1)
        return len(asked) < 4

    with pytest.raises(Cancelled):
        problem.values(some_points(problem, 50), wanted)
    assert len(asked) == 4


def test_minibatches_of_different_sizes_are_gathered() -> None:
    problem = PROBLEMS["line"]
    assert isinstance(problem, Risk)
    indices = [np.array([0, 5, 7]), np.array([2]), np.array([], dtype=np.int64)]
    for (rows, targets), chosen in zip(problem.gradients.batches(indices), indices, strict=True):
        assert rows[:, 0].tolist() == problem.data.inputs[chosen, 0].tolist()
        assert targets.tolist() == problem.data.targets[chosen].tolist()


def test_a_record_that_depends_on_values_is_not_used() -> None:
    flips: list[int] = []

    def unsteady(x: torch.Tensor) -> torch.Tensor:
        flips.append(1)
        return x * len(flips)

    assert traced(unsteady, torch.ones(3, dtype=torch.float64)) is None
    assert traced(lambda x: x * float(x.sum()), torch.ones(3, dtype=torch.float64)) is None


def test_a_record_that_writes_into_its_constants_is_not_used() -> None:
    def writing(x: torch.Tensor) -> torch.Tensor:
        total = torch.zeros(3, dtype=torch.float64)
        total += x
        return total * 2

    x = torch.ones(3, dtype=torch.float64)
    record = traced(writing, x)
    assert record is None or [record(x).tolist() for _ in range(3)] == [[2.0, 2.0, 2.0]] * 3


def test_constants_of_a_record_are_computed_once() -> None:
    def mean_of_ones(x: torch.Tensor) -> torch.Tensor:
        return x + torch.ones_like(x).cumsum(0) / 3

    record = traced(mean_of_ones, torch.zeros(4, dtype=torch.float64))
    assert record is not None
    x = torch.tensor([1.0, 2.0, 3.0, 4.0], dtype=torch.float64)
    assert torch.equal(record(x), mean_of_ones(x))
    assert "cumsum" not in record.__self__.code  # type: ignore[attr-defined]


def test_the_optimum_of_rank_deficient_data_is_the_shortest() -> None:
    data = Dataset(np.full((20, 1), 2.0), np.full(20, 3.0))
    problem = Risk(line(data), data, fitting_loss("squared", line(data), data))
    assert problem.least_squares is not None
    assert not problem.least_squares.unique
    assert problem.minima[0] == pytest.approx([1.2, 0.6])
    another = torch.tensor([[0.0, 3.0]], dtype=torch.float64)
    assert float(problem.values(another)) == pytest.approx(0.0, abs=1e-12)
