"""A run that is put together from stretches."""

from __future__ import annotations

import numpy as np
import pytest

from jacviz.engine.training_messages import DescentBegun, DescentChunk, DescentTask
from jacviz.experiment.parts import Part
from jacviz.experiment.recipes import SGD
from jacviz.experiment.settings import RiskSettings
from jacviz.session.landscape.moments import MOST_HEADS, moment_heads
from jacviz.session.landscape.results import LandscapeResults, Selection
from jacviz.session.landscape.run import Run


def begun(starts: int = 2, steps: int = 4) -> Run:
    task = DescentTask(RiskSettings(), (SGD(),), steps=steps)
    told = DescentBegun(
        title="a bowl", notes=(), parts=(Part("a", ()), Part("b", ())), samples=0, batch=0, recipes=(SGD(),),
        starts=np.zeros((starts, 2)), low=np.zeros(2), high=np.ones(2), minima=np.empty((0, 2)),
        minima_losses=np.empty(0), quadratic=False, sample=None,
    )  # fmt: skip
    return Run.begin(task, told)


def stretch(first: int, losses: list[list[float]]) -> DescentChunk:
    known = np.array([losses])
    _, starts, length = known.shape
    points = np.arange(first, first + length)[None, None, :, None] + np.zeros((1, starts, length, 2))
    norms = np.ones((1, starts, length - 1))
    return DescentChunk(first, points, known, norms, norms, np.full((1, starts), -1))


def test_either_stretch_may_know_the_losses_where_they_meet() -> None:
    run = begun()
    nan = np.nan
    run = run.with_chunk(stretch(0, [[3, nan, 2], [nan, 4, nan]]))
    run = run.with_chunk(stretch(2, [[nan, 1, 5], [6, nan, 7]]))
    np.testing.assert_array_equal(run.losses[0], [[3, nan, 2, 1, 5], [nan, 4, 6, nan, 7]])
    assert run.computed == 4


def test_what_belongs_to_one_step_lies_side_by_side_in_memory() -> None:
    run = begun(starts=30, steps=8)
    every = (run.points, run.losses, run.minibatch_losses, run.gradient_norms)
    one_step = [array[:, :, 3] for array in every]
    first = min(array.__array_interface__["data"][0] for array in one_step)
    last = max(array.__array_interface__["data"][0] + array.nbytes for array in one_step)
    assert last - first == 30 * (2 + 3) * 8
    assert [array.shape[2] for array in every] == [9, 9, 8, 8]


def test_the_lowest_loss_so_far_is_known() -> None:
    run = begun()
    assert run.lowest == np.inf
    run = run.with_chunk(stretch(0, [[3, np.nan, 2], [np.nan, np.inf, np.nan]]))
    assert run.lowest == 2
    run = run.with_chunk(stretch(2, [[np.nan, 4, -1], [6, -np.inf, 7]]))
    assert run.lowest == -np.inf


def test_the_optimum_is_the_lowest_known_point() -> None:
    run = begun()
    assert run.optimum is None
    run = run.with_chunk(stretch(0, [[np.nan, np.inf, np.nan], [np.nan] * 3]))
    assert run.optimum is None
    run = run.with_chunk(stretch(2, [[np.nan, 1, 5], [np.inf, 0.5, 7]]))
    assert run.optimum is not None
    assert run.optimum.tolist() == [3, 3]


@pytest.mark.parametrize("starts", [1, MOST_HEADS, MOST_HEADS + 1, 1000])
def test_a_moment_tells_of_so_many_heads_and_of_the_selected_one(starts: int) -> None:
    chosen = Selection(0, starts * 2 // 3)
    heads = moment_heads(LandscapeResults(selection=chosen), begun(starts))
    assert len(heads) == len(set(heads)) == min(starts, MOST_HEADS) or len(heads) == MOST_HEADS - 1
    assert chosen in heads
    assert heads[0] == Selection(0, 0)
