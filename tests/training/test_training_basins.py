"""Basins against trajectories that are followed one step after the other, and what is said without colour."""

from __future__ import annotations

import itertools
import time

import numpy as np
import pytest
import torch
from torch.func import grad, vmap

from jacviz.experiment.data import MoonsData
from jacviz.experiment.planes import parameter_plane
from jacviz.experiment.recipes import SGD, Recipe
from jacviz.experiment.settings import Mlp, ObjectiveSettings, RiskSettings, Source
from jacviz.training import basins as module
from jacviz.training.basins import DIVERGED, ON_THE_WAY, Basins, basins
from jacviz.training.building import build, gallery_objective
from jacviz.training.curvature import hessians, suggested_rate
from jacviz.training.problems import Problem
from jacviz.training.surface import Window, view_of

VALLEY = "(1 - x)^2 + 100 (y - x^2)^2"  # Rosenbrock's, of which nobody says where the minimum is


def own(text: str, language: str = "maths") -> Problem:
    return build(ObjectiveSettings(objective=Source(language=language, text=text)))  # type: ignore[arg-type]


def pictures(problem: Problem, recipe: Recipe | None = None, **options: object) -> list[Basins]:
    plane = parameter_plane(problem.names, problem.region.centre)
    window = options.pop("window", None) or view_of(problem, plane)
    recipe = recipe or SGD(lr=suggested_rate(problem))
    return list(basins(problem, recipe, plane, window, **options))  # type: ignore[arg-type]


def picture(problem: Problem, recipe: Recipe | None = None, **options: object) -> Basins:
    return pictures(problem, recipe, **{"stages": ((24, 20),), **options})[-1]


def followed(problem: Problem, found: Basins, lr: float, steps: int = 500) -> tuple[np.ndarray, np.ndarray]:
    """Plain gradient descent from each start, one step after the other.

    Returns:
        Where it ends, (rows, cols, 2), and the norm of the last gradient, (rows, cols).
    """
    points = torch.from_numpy(np.stack(np.meshgrid(*found.axes), axis=-1).reshape(-1, 2))
    slopes = vmap(grad(problem.loss))
    for _ in range(steps):
        slope = slopes(points)
        points = points - lr * slope
    shape = found.labels.shape
    return points.numpy().reshape(*shape, 2), slope.norm(dim=1).numpy().reshape(shape)


def test_himmelblau_has_four_basins_and_every_start_is_in_one() -> None:
    problem = gallery_objective("himmelblau")
    found = picture(problem, stages=((13, 11),))
    ends, _ = followed(problem, found, suggested_rate(problem))
    nearest = np.linalg.norm(ends[:, :, None] - problem.minima, axis=3)
    assert nearest.min(axis=2).max() < 1e-6
    assert found.minima.tolist() == problem.minima.tolist()
    assert found.labels.tolist() == nearest.argmin(axis=2).tolist()
    assert found.notes == ()


@pytest.mark.parametrize("problem", [gallery_objective("rosenbrock"), own(VALLEY)], ids=["known", "unknown"])
def test_a_slow_valley_is_on_the_way_and_no_row_of_minima(problem: Problem) -> None:
    window = ((-2.0, 2.0), (-1.0, 3.0))
    found = picture(problem, SGD(lr=1e-3), window=window, stages=((12, 10),))
    ends, slopes = followed(problem, found, 1e-3)
    near = 0.01 * np.hypot(4, 4)
    arrived = np.linalg.norm(ends - [1.0, 1.0], axis=2) <= near
    assert slopes[~arrived].max() > 0.01, "they still go on"
    assert len(found.minima) <= 1
    if len(found.minima):
        assert found.minima[0] == pytest.approx([1.0, 1.0], abs=1e-9)
        assert found.labels.tolist() == np.where(arrived, 0, ON_THE_WAY).tolist()
    else:
        assert set(found.labels.ravel().tolist()) == {ON_THE_WAY}


def test_a_slow_valley_needs_only_more_steps() -> None:
    quick = SGD(lr=1e-3, momentum=0.9)
    found = picture(own(VALLEY), quick, window=((-1, 1), (-1, 1)), steps=3000, stages=((12, 10),))
    assert found.minima == pytest.approx(np.ones((1, 2)), abs=1e-9)
    assert set(found.labels.ravel().tolist()) == {0}


def test_at_a_saddle_all_but_the_ridge_run_away() -> None:
    even = picture(gallery_objective("saddle"))
    assert set(even.labels.ravel().tolist()) == {DIVERGED}
    assert "All starts diverge" in even.notes[0]
    odd = picture(gallery_objective("saddle"), stages=((24, 21),))
    assert set(np.delete(odd.labels, 10, axis=0).ravel().tolist()) == {DIVERGED}
    assert set(odd.labels[10].tolist()) == {ON_THE_WAY}, "the saddle is no minimum"
    assert odd.minima.shape == (0, 2)


def test_many_minima_are_told_apart_up_to_fifty_and_are_minima() -> None:
    problem = gallery_objective("rastrigin")
    coarse, fine = pictures(problem, stages=((25, 25), (60, 60)))
    for found in (coarse, fine):
        assert len(found.minima) == 50
        assert "more than 50 minima" in found.notes[0]
    assert fine.minima.tobytes() == coarse.minima.tobytes(), "they keep their index"
    slopes, curvatures = hessians(problem, torch.from_numpy(fine.minima))
    assert slopes.abs().max() < 1e-9
    assert torch.linalg.eigvalsh(curvatures).min() > 0
    ends, _ = followed(problem, coarse, suggested_rate(problem), steps=150)
    reached = coarse.labels >= 0
    assert reached.sum() > 200
    assert np.linalg.norm(ends - coarse.minima[coarse.labels], axis=2)[reached].max() < 1e-3


def test_minima_keep_their_index_from_stage_to_stage() -> None:
    # The narrow well on the right is met by the finer grid only.
    problem = own("(x^2 - 1)^2 + y^2 - 0.9 exp(-300 ((x - 1.62)^2 + (y - 1.5)^2))")
    stages = pictures(problem, SGD(lr=0.005), window=((-2, 2), (-2, 2)), stages=((6, 6), (60, 60)))
    coarse, fine = (one.minima for one in stages)
    assert 2 <= len(coarse) < len(fine)
    assert fine[: len(coarse)].tobytes() == coarse.tobytes()


@pytest.mark.parametrize(
    ("problem", "options"),
    [
        (gallery_objective("rosenbrock"), {}),
        (own(VALLEY), {"recipe": SGD(lr=1e-3, momentum=0.9)}),
        (gallery_objective("booth", noise=0.5), {"recipe": SGD(lr=0.05)}),
        (build(RiskSettings(model=Mlp(sizes=(3,)), data=MoonsData(count=40))), {"batch": 8, "steps": 90}),
    ],
    ids=["valley", "momentum", "noise", "network"],
)
def test_neither_the_clock_nor_a_second_time_changes_a_label(
    problem: Problem, options: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = pictures(problem, stages=((9, 9), (20, 18)), **options)
    for seconds in (1e-9, 1e-2, 1.0):  # how long a chunk seems to take tells how long the next one is
        monkeypatch.setattr(time, "perf_counter", itertools.count(step=seconds).__next__)
        again = pictures(problem, stages=((9, 9), (20, 18)), **options)
        monkeypatch.undo()
        for one, other in zip(first, again, strict=True):
            assert one.labels.tobytes() == other.labels.tobytes()
            assert one.minima.tobytes() == other.minima.tobytes()
            assert one.notes == other.notes


def test_starts_that_descend_in_several_blocks_end_at_the_same_places(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    problem = gallery_objective("himmelblau")
    whole = picture(problem)
    monkeypatch.setattr(module, "_FEWEST_ROWS", 7)
    monkeypatch.setattr(module, "_NUMBERS", 1)
    assert picture(problem).labels.tolist() == whole.labels.tolist()


# --- functions without Hessians --------------------------------------------------------------------------

LOOKS = "def f(p):\n    x, y = p\n    s = 1.0 if x.item() > 9 else 1.0\n    return s * ({})\nx0 = [1.0, 2.0]"


def test_wells_of_a_function_that_cannot_be_batched() -> None:
    problem = own(LOOKS.format("(x**2 - 1)**2 + y**2"), "python")
    found = picture(problem, SGD(lr=0.05), window=((-2, 2), (-2, 2)), steps=150, stages=((6, 6),))
    assert problem.unbatchable
    assert sorted(found.minima.round(6).tolist()) == [[-1.0, 0.0], [1.0, 0.0]]
    assert set(found.labels.ravel().tolist()) == {0, 1}


def test_a_slow_valley_of_a_function_that_cannot_be_batched() -> None:
    problem = own(LOOKS.format(VALLEY.replace("100 (", "100*(").replace("^", "**")), "python")
    found = picture(problem, SGD(lr=1e-3), window=((-1, 1), (-1, 1)), steps=150, stages=((8, 8),))
    assert found.minima.shape == (0, 2)
    assert set(found.labels.ravel().tolist()) == {ON_THE_WAY}


# --- what is said where there is no colour ---------------------------------------------------------------


def test_why_there_is_no_colour() -> None:
    slow = picture(own("x^2 + y^2"), SGD(lr=1e-4), steps=20)
    assert slow.notes == (
        "No start has come to rest after 20 steps; take more steps or a larger learning rate.",
    )
    one = picture(own("x^2 + y^2"), SGD(lr=1e-4), steps=1)
    assert "after 1 step;" in one.notes[0]
    assert "after 0 steps;" in picture(own("x^2 + y^2"), SGD(lr=1e-4), steps=0).notes[0]
    flat = picture(own("(x + y)^2"), SGD(lr=0.1))
    assert "where the loss is flat" in flat.notes[0]
    assert flat.minima.shape == (0, 2)
    wild = picture(own("x^4 + y^4"), SGD(lr=1e3))
    said = "All starts diverge: the learning rate is too large, or the loss falls without end."
    assert wild.notes == (said,)
    assert picture(own("x^2 + y^2"), SGD(lr=0.1)).notes == ()


def test_a_network_says_why_it_has_no_basins() -> None:
    network = build(RiskSettings(model=Mlp(sizes=(3,)), data=MoonsData(count=40)))
    (note,) = picture(network, SGD(lr=0.05), steps=60, batch=16, stages=((8, 8),)).notes
    assert note.startswith(("No start has come to rest after 60 steps", "Trajectories of 13 parameters"))
    (note,) = picture(network, SGD(lr=1e-7), steps=60, batch=16, stages=((8, 8),)).notes
    assert "13 parameters" in note


def test_no_loss_over_all_samples_is_computed_on_the_way(monkeypatch: pytest.MonkeyPatch) -> None:
    network = build(RiskSettings(model=Mlp(sizes=(3,)), data=MoonsData(count=40)))

    def fail(*_: object) -> None:
        raise AssertionError("which very many samples would make expensive")

    monkeypatch.setattr(network, "values", fail, raising=False)
    picture(network, SGD(lr=1e-3), steps=20, batch=8, stages=((5, 5),))


def test_basins_of_many_samples_give_signs_of_life() -> None:
    window: Window = ((-1.0, 1.0), (-1.0, 1.0))
    network = build(RiskSettings(model=Mlp(sizes=(3,)), data=MoonsData(count=40)))
    count = itertools.count()

    def asked() -> bool:
        next(count)
        return True

    picture(network, SGD(lr=1e-3), window=window, steps=20, batch=8, stages=((5, 5),), wanted=asked)
    assert next(count) >= 20
