"""Trajectories: reproducible, continued, frozen where they diverge, and where theory says they end."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from jacviz.experiment.data import LineData, MoonsData, SineData
from jacviz.experiment.errors import Cancelled, TrainingError
from jacviz.experiment.minibatches import Sampling
from jacviz.experiment.recipes import SGD, GradientDescent, recipe
from jacviz.experiment.settings import (
    LogisticRegression,
    Mlp,
    ObjectiveSettings,
    RiskSettings,
    Source,
)
from jacviz.experiment.starts import spread
from jacviz.training import descent as descent_module
from jacviz.training.building import build, gallery_objective, own_objective, risk
from jacviz.training.curvature import suggested_rate
from jacviz.training.descent import Chunk, Descent
from jacviz.training.problems import Objective, Problem
from jacviz.training.trajectories import collect, joined

LINE = risk(RiskSettings())
OWN = Source(text="parameters: a, b\na x + b")
OWN_LINE = risk(RiskSettings(model=OWN))
SMALL_MLP = risk(RiskSettings(model=Mlp(sizes=(4,)), data=SineData(count=50)))
HIMMELBLAU = gallery_objective("himmelblau")


def some_starts(problem: Problem, count: int = 4, seed: int = 0) -> np.ndarray:
    return spread(count, "normal", problem.region, seed)


def run(
    problem: Problem, *names: str, steps: int = 60, batch: int | None = None, **more: object
) -> list[Chunk]:
    recipes = [recipe(name, lr=0.01) for name in names or ("sgd",)]
    descent = Descent(problem, recipes, some_starts(problem), steps=steps, batch=batch, **more)  # type: ignore[arg-type]
    return list(descent.chunks())


def all_points(chunks: list[Chunk]) -> np.ndarray:
    return np.concatenate([chunks[0].points, *(chunk.points[:, :, 1:] for chunk in chunks[1:])], axis=2)


def test_the_default_experiment_visibly_arrives() -> None:
    problem = build()
    made = SGD(lr=suggested_rate(problem))
    descent = Descent(problem, [made], some_starts(problem, 5), steps=500, batch=16)
    (found,) = collect(descent)
    assert suggested_rate(problem) == 0.05
    assert problem.optimum == pytest.approx([2, 0.5], abs=0.1)
    away = np.linalg.norm(found.points - problem.optimum, axis=2)
    assert (away[:, 0] > 0.3).all()
    assert (away[:, -1] < 0.1).all()
    assert (found.losses[:, -1] < 1.02 * float(problem.values(torch.from_numpy(problem.minima)))).all()


@pytest.mark.parametrize("sampling", ["shuffle", "replacement", "distinct"])
@pytest.mark.parametrize("problem", [LINE, OWN_LINE, SMALL_MLP], ids=["closed", "own", "mlp"])
def test_one_seed_reproduces_everything_bit_for_bit(problem: Problem, sampling: Sampling) -> None:
    first, again = (
        all_points(run(problem, "sgd", "adam", steps=200, batch=8, sampling=sampling, seed=5))
        for _ in range(2)
    )
    other = all_points(run(problem, "sgd", "adam", steps=200, batch=8, sampling=sampling, seed=6))
    assert first.tobytes() == again.tobytes()
    assert first.tobytes() != other.tobytes()


@pytest.mark.parametrize(
    "problem", [LINE, OWN_LINE, SMALL_MLP, HIMMELBLAU], ids=["closed", "own", "mlp", "alone"]
)
def test_lengths_of_chunks_change_no_bit(problem: Problem, monkeypatch: pytest.MonkeyPatch) -> None:
    batch = 8 if problem.count else None
    usual = run(problem, steps=220, batch=batch)
    monkeypatch.setattr(descent_module, "_FIRST_CHUNK", 7)
    monkeypatch.setattr(descent_module, "_MOST_STEPS", 7)
    short = run(problem, steps=220, batch=batch)
    assert len(short) > len(usual)
    assert all_points(usual).tobytes() == all_points(short).tobytes()
    for name in ("losses", "minibatch_losses", "gradient_norms"):
        skip = name == "losses"
        mine, theirs = (
            np.concatenate([getattr(chunk, name)[:, :, int(skip) :] for chunk in chunks], axis=2)
            for chunks in (usual, short)
        )
        assert mine == pytest.approx(theirs, rel=1e-12, nan_ok=True)


@pytest.mark.parametrize("problem", [OWN_LINE, HIMMELBLAU], ids=["own", "alone"])
def test_tracing_changes_no_bit(problem: Problem, monkeypatch: pytest.MonkeyPatch) -> None:
    batch = 8 if problem.count else None
    monkeypatch.setattr(descent_module, "_WORTH_TRACING", 10**9)
    fresh = risk(RiskSettings(model=OWN)) if problem.count else gallery_objective("himmelblau")
    eager = all_points(run(fresh, steps=160, batch=batch))
    assert not fresh.gradients._traced
    monkeypatch.undo()
    traced = all_points(run(fresh, steps=160, batch=batch))
    assert fresh.gradients._traced
    assert eager.tobytes() == traced.tobytes()


def test_chunks_join() -> None:
    chunks = run(LINE, "sgd", "adam", steps=120, batch=16)
    assert [chunk.first for chunk in chunks] == list(
        itertools.accumulate((chunk.points.shape[2] - 1 for chunk in chunks[:-1]), initial=0)
    )
    for before, after in itertools.pairwise(chunks):
        assert before.points[:, :, -1].tobytes() == after.points[:, :, 0].tobytes()
        assert before.losses[:, :, -1].tobytes() == after.losses[:, :, 0].tobytes()
    points = all_points(chunks)
    assert points.shape == (2, 4, 121, 2)
    assert chunks[0].points.shape[2] <= 5, "the first frame must come at once"


@pytest.mark.parametrize("problem", [LINE, SMALL_MLP], ids=["closed", "mlp"])
def test_several_optimisers_see_the_same_minibatches_as_each_alone(problem: Problem) -> None:
    names = ("sgd", "gradient-descent", "adam", "lion")
    together = all_points(run(problem, *names, batch=8, seed=3))
    for index, name in enumerate(names):
        alone = all_points(run(problem, name, batch=8, seed=3))
        assert together[index] == pytest.approx(alone[0], rel=1e-9, abs=1e-12)


def test_gradient_descent_uses_all_samples_whatever_the_minibatch() -> None:
    whole = all_points(run(LINE, "sgd", batch=None))
    assert all_points(run(LINE, "gradient-descent", batch=16)) == pytest.approx(whole, rel=1e-12)
    assert all_points(run(LINE, "gradient-descent", batch=None)) == pytest.approx(whole, rel=1e-12)


def test_each_step_is_minus_eta_times_the_recorded_gradient() -> None:
    for chunk in run(LINE, "sgd", batch=16):
        lengths = np.linalg.norm(np.diff(chunk.points, axis=2), axis=3)
        assert lengths == pytest.approx(0.01 * chunk.gradient_norms, rel=1e-10)


def test_minibatch_losses_and_losses_are_what_they_say() -> None:
    descent = Descent(LINE, [SGD(lr=0.01)], some_starts(LINE), steps=30, batch=7, seed=2)
    (found,) = collect(descent, seed=2)
    assert LINE.least_squares is not None
    from jacviz.experiment.minibatches import minibatch

    for step in (0, 11, 29):
        chosen = minibatch(step, LINE.count, 7, "shuffle", 2)
        x, t = LINE.data.inputs[chosen, 0], LINE.data.targets[chosen]
        y = found.points[:, step, :1] * x + found.points[:, step, 1:]
        assert found.minibatch_losses[:, step] == pytest.approx(((y - t) ** 2).mean(axis=1))
    x, t = LINE.data.inputs[:, 0], LINE.data.targets
    y = found.points[:, :, :1] * x + found.points[:, :, 1:]
    assert found.losses == pytest.approx(((y - t) ** 2).mean(axis=2))


@given(rate=st.floats(0.01, 0.39), seed=st.integers(0, 99))
@settings(max_examples=20, deadline=None)
def test_errors_shrink_by_one_minus_eta_lambda_in_the_hessians_eigenbasis(rate: float, seed: int) -> None:
    assert LINE.least_squares is not None
    eigenvalues, vectors = torch.linalg.eigh(LINE.least_squares.hessian)
    starts = some_starts(LINE, 3, seed)
    (found,) = collect(Descent(LINE, [GradientDescent(lr=rate)], starts, steps=25))
    errors = (found.points - LINE.minima[0]) @ vectors.numpy()
    factors = (1 - rate * eigenvalues.numpy()) ** np.arange(26)[:, None]
    assert errors == pytest.approx(errors[:, :1] * factors, rel=1e-6, abs=1e-9)


@pytest.mark.parametrize("problem", [LINE, SMALL_MLP, HIMMELBLAU], ids=["closed", "mlp", "alone"])
def test_going_on_with_another_rate_is_the_same_as_planning_it(problem: Problem) -> None:
    batch = 8 if problem.count else None
    made = [recipe("sgd", lr=0.01, momentum=0.5), recipe("adam", lr=0.01)]
    live = Descent(problem, made, some_starts(problem), steps=90, batch=batch)
    first = list(live.chunks(40))
    live.with_rate(0.002)
    second = list(live.chunks())
    assert live.taken == 90
    changed = [one.with_rate(0.002, 40) for one in made]
    planned = Descent(problem, changed, some_starts(problem), steps=90, batch=batch)
    assert live.recipes == planned.recipes
    assert all_points(first + second).tobytes() == all_points(list(planned.chunks())).tobytes()


def test_one_optimisers_rate_can_be_changed_alone() -> None:
    live = Descent(LINE, [SGD(lr=0.01), SGD(lr=0.01)], some_starts(LINE), steps=20)
    list(live.chunks(10))
    live.with_rate(0.1, 1)
    list(live.chunks())
    assert [made.lr_changes for made in live.recipes] == [(), ((10, 0.1),)]


def test_a_descent_can_be_cancelled_between_chunks_and_taken_up_again() -> None:
    interrupted = Descent(HIMMELBLAU, [SGD(lr=0.01)], some_starts(HIMMELBLAU), steps=50)
    chunks = [next(iter(interrupted.chunks()))]
    assert 0 < interrupted.taken < 50
    chunks += list(interrupted.chunks())
    whole = all_points(list(Descent(HIMMELBLAU, [SGD(lr=0.01)], some_starts(HIMMELBLAU), steps=50).chunks()))
    assert all_points(chunks).tobytes() == whole.tobytes()
    with pytest.raises(Cancelled):
        collect(Descent(HIMMELBLAU, [SGD()], some_starts(HIMMELBLAU), steps=50), wanted=lambda: False)


def test_it_can_run_on_beyond_its_steps() -> None:
    descent = Descent(HIMMELBLAU, [SGD(lr=0.01)], some_starts(HIMMELBLAU), steps=20)
    chunks = list(descent.chunks()) + list(descent.chunks(15))
    assert descent.taken == 35
    assert all_points(chunks).shape[2] == 36


def test_no_steps_are_a_chunk_of_starts() -> None:
    (chunk,) = Descent(LINE, [SGD()], some_starts(LINE), steps=0).chunks()
    assert chunk.points.shape == (1, 4, 1, 2)
    assert np.isfinite(chunk.losses).all()
    assert chunk.gradient_norms.shape == (1, 4, 0)


@pytest.mark.parametrize("lr", [1.0, 1e30])
def test_a_diverging_trajectory_freezes_at_its_last_finite_point(lr: float) -> None:
    descent = Descent(LINE, [SGD(lr=lr), SGD(lr=0.05)], some_starts(LINE), steps=1500)
    wild, tame = collect(descent)
    assert tame.diverged_at == (None,) * 4
    assert np.isfinite(wild.points).all()
    for row, step in enumerate(wild.diverged_at):
        assert step is not None
        frozen = wild.points[row, step - 1]
        assert (wild.points[row, step:] == frozen).all()
        assert (wild.points[row, step - 2] != frozen).any() if step > 1 else True
        assert np.isnan(wild.gradient_norms[row, step:]).all()
        assert np.isfinite(wild.gradient_norms[row, : step - 1]).all()
        assert np.isnan(wild.minibatch_losses[row, step:]).all()


def test_frozen_trajectories_do_not_stop_the_others() -> None:
    starts = np.array([[1e200, 1e200], [0.5, 0.5]])
    (found,) = collect(Descent(HIMMELBLAU, [SGD(lr=0.01)], starts, steps=300))
    assert found.diverged_at == (1, None)
    assert found.points[0].tolist() == [[1e200, 1e200]] * 301
    assert found.losses[1, -1] == pytest.approx(0.0, abs=1e-20)


def test_an_objective_that_is_nan_in_half_the_plane() -> None:
    problem = build(ObjectiveSettings(objective=Source(text="sqrt(x) + y^2")))
    starts = np.array([[1.0, 1.0], [-1.0, 1.0]])
    (found,) = collect(Descent(problem, [SGD(lr=0.1)], starts, steps=60))
    assert found.diverged_at[1] == 1
    step = found.diverged_at[0]
    assert step is not None
    assert found.points[0, step - 2, 0] > 0 > found.points[0, -1, 0]
    assert np.isnan(found.losses[1]).all()
    assert np.isfinite(found.points).all()


def test_gradient_noise_is_seeded_and_shared_by_optimisers() -> None:
    def flat(theta: torch.Tensor) -> torch.Tensor:
        return 0.0 * theta.sum()

    problem = own_objective(flat, np.zeros(2), noise=0.3)
    starts = np.zeros((500, 2))
    recipes = [SGD(lr=1.0), SGD(lr=2.0), GradientDescent(lr=1.0)]
    one, two, exact = collect(Descent(problem, recipes, starts, steps=40, seed=9))
    moves = -np.diff(one.points, axis=1)
    assert moves.mean() == pytest.approx(0.0, abs=0.01)
    assert moves.std() == pytest.approx(0.3, rel=0.02)
    assert two.points == pytest.approx(2 * one.points)
    assert (exact.points == 0).all()
    again, other = (
        collect(Descent(problem, recipes, starts, steps=40, seed=seed))[0].points for seed in (9, 10)
    )
    assert again.tobytes() == one.points.tobytes()
    assert other.tobytes() != one.points.tobytes()


def test_losses_over_all_samples_are_thinned_where_they_would_cost_most() -> None:
    large = risk(RiskSettings(model=LogisticRegression(), data=MoonsData(count=1500)))
    chunks = run(large, steps=70, batch=10)
    losses = np.concatenate([chunks[0].losses[0, 0], *(chunk.losses[0, 0, 1:] for chunk in chunks[1:])])
    assert np.flatnonzero(np.isfinite(losses)).tolist() == [0, 50, 70]
    every = run(large, steps=70, batch=10, losses_every=1)
    assert all(np.isfinite(chunk.losses).all() for chunk in every)


def test_a_large_batch_with_many_starts_is_evaluated_in_pieces() -> None:
    problem = risk(RiskSettings(data=LineData(count=20_000)))
    starts = some_starts(problem, 450)
    (found,) = collect(Descent(problem, [SGD(lr=0.05)], starts, steps=3))
    (some,) = collect(Descent(problem, [SGD(lr=0.05)], starts[:5], steps=3))
    assert found.points[:5] == pytest.approx(some.points, rel=1e-10)


def test_final_gradient_norms_are_over_all_samples() -> None:
    (found,) = collect(Descent(LINE, [GradientDescent(lr=0.1)], some_starts(LINE), steps=2000, batch=16))
    assert found.final_gradient_norms.max() < 1e-12
    assert found.final == pytest.approx(np.tile(LINE.minima, (4, 1)), abs=1e-12)


def test_joined_keeps_what_a_stopped_descent_has() -> None:
    descent = Descent(LINE, [SGD(lr=0.05), recipe("adam")], some_starts(LINE), steps=1000, batch=16)
    chunks = list(itertools.islice(descent.chunks(), 2))
    sgd, adam = joined(descent, chunks, seed=0)
    assert sgd.points.shape == adam.points.shape == (4, descent.taken + 1, 2)
    assert adam.recipe.name == "adam"
    assert sgd.names == ("a", "b")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"batch": 201}, "A minibatch of 201 is larger than the data"),
        ({"steps": -1}, "number of steps must be 0 or more"),
        ({"recipes": []}, "There is no optimiser"),
        ({"starts": np.zeros((3, 5))}, r"needs 2 parameters \(a, b\); 5 came"),
    ],
)
def test_what_does_not_fit_is_refused(wrong: dict[str, object], said: str) -> None:
    asked: dict[str, object] = {"recipes": [SGD()], "starts": some_starts(LINE), **wrong}
    with pytest.raises(TrainingError, match=said):
        Descent(LINE, **asked)  # type: ignore[arg-type]


def test_more_points_than_memory_holds_are_refused() -> None:
    many = np.zeros((10_000, 2))
    with pytest.raises(TrainingError, match=r"are 16\.0 GB, more than the 2\.1 GB.*fewer starts or steps"):
        collect(Descent(LINE, [SGD()], many, steps=100_000))


def test_a_loss_that_is_a_view_of_theta_is_kept() -> None:
    problem = Objective("Entry", lambda theta: theta[1], HIMMELBLAU.parts, HIMMELBLAU.region)
    (found,) = collect(Descent(problem, [SGD(lr=0.1)], some_starts(problem), steps=300))
    assert found.minibatch_losses.tobytes() == np.ascontiguousarray(found.points[:, :-1, 1]).tobytes()
    assert found.final[:, 1] == pytest.approx(found.points[:, 0, 1] - 30.0)


def test_a_gradient_that_is_a_constant_takes_noise() -> None:
    problem = Objective("Slope", lambda theta: 3 * theta[0], HIMMELBLAU.parts, HIMMELBLAU.region, noise=0.1)
    (found,) = collect(Descent(problem, [SGD(lr=0.1)], np.zeros((3, 2)), steps=400, seed=1))
    assert found.final[:, 0] == pytest.approx(-120.0, abs=1.0)
