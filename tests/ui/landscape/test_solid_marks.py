"""Ticks, crosses, heads and basins of the three-dimensional picture, tested without OpenGL."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from jacviz.engine.training_messages import BasinsAnswer, SurfaceAnswer
from jacviz.experiment.recipes import SGD, Adam
from jacviz.session.landscape.run import Run
from jacviz.session.landscape.settings import Sight
from jacviz.ui.landscape.solid import shapes, ticks
from jacviz.ui.landscape.solid.basin_picture import BasinPicture
from jacviz.ui.landscape.solid.heights import Heights, heights
from jacviz.ui.landscape.solid.marking import marked_once
from jacviz.ui.landscape.solid.shapes import LIFT, TALL, PathShapes, raised, surface_loss
from jacviz.ui.landscape.solid.spots import Ground, Spots
from jacviz.ui.landscape.solid.ticks import crosses, stopped, tick_ends, tick_steps
from jacviz.ui.landscape.surface.basin_wash import wash_colour
from jacviz.ui.landscape.surface.tick_steps import interval
from jacviz.ui.plot.look import look
from tests.ui.landscape.standins import made_run, made_surface

pytestmark = pytest.mark.usefixtures("qapp")


def scale_of(surface: SurfaceAnswer) -> Heights:
    return heights(surface.values, "log", 14)


def every(run: Run) -> np.ndarray:
    return np.argwhere(np.ones((run.optimisers, run.starts), dtype=bool))


# --- ticks -----------------------------------------------------------------------------------------------


def test_ticks_stand_at_their_steps_across_the_way_on_the_surface() -> None:
    surface, run = made_surface(201), made_run(starts=4, steps=30)
    scale = scale_of(surface)
    steps = tick_steps(5, run.computed)
    assert steps.tolist() == [5, 10, 15, 20, 25, 30]
    ends = tick_ends(run, every(run), steps, 5, surface, scale)
    assert ends.shape == (6, 4, 2, 3)
    vertices = PathShapes(run, surface, scale).vertices
    np.testing.assert_allclose(ends[0, :, :, :2].mean(axis=1), vertices[:, 5, :2], atol=1e-6)
    along, across = vertices[1, 5, :2] - vertices[1, 4, :2], ends[0, 1, 1, :2] - ends[0, 1, 0, :2]
    assert abs(along @ across) < 1e-6
    assert np.hypot(*across) == pytest.approx(0.044, rel=1e-3)
    middle, half = np.array([2.0, 0.5]), np.array([3.0, 2.5])
    expected = raised(scale.unit(surface_loss(surface, middle + ends[0, ..., :2] * half))) + LIFT
    np.testing.assert_allclose(ends[0, ..., 2], expected, atol=1e-5)


def test_ticks_that_would_run_together_are_left_out() -> None:
    surface, run = made_surface(), made_run(starts=3, steps=200)
    ends = tick_ends(run, every(run), tick_steps(10, 200), 10, surface, scale_of(surface))
    outside = np.abs(ends).max(axis=(2, 3)) > 2
    assert not outside[0].any()
    assert outside[-1].all()  # they have come to rest


def test_too_many_ticks_stand_farther_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ticks, "MOST_TICKS", 11)
    made, item = spotted(made_run(starts=2, steps=50), Sight(ticks=10))
    assert (len(item.marks["ticks"][0]), made.told_ticks) == (20, "")
    made, item = spotted(made_run(starts=3, steps=50), Sight(ticks=10))
    assert len(item.marks["ticks"][0]) == 12  # two ticks, three trajectories, both ends
    assert made.told_ticks == "Ticks stand every 20 steps: every 10 would be too many."
    assert not len(tick_steps(0, 50))


def test_ticks_are_thinned_by_round_numbers_and_stay_while_a_run_goes_on() -> None:
    assert [interval(3, 5, steps, 10) for steps in (6, 7, 9, 21, 60, 300)] == [3, 3, 6, 15, 30, 150]
    assert interval(0, 5, 100, 10) == interval(1, 11, 100, 10) == 0


# --- where they diverged ---------------------------------------------------------------------------------


def test_a_cross_stands_at_the_last_finite_point_or_at_the_side_of_the_box() -> None:
    surface, run = made_surface(), made_run(starts=3, steps=20)
    scale = scale_of(surface)
    run.diverged_at[0, 1:] = [7, 9]
    run.points[0, 1, 6:], run.losses[0, 1, 6:] = run.points[0, 1, 6].copy(), run.losses[0, 1, 6]
    run.points[0, 2, 8:], run.losses[0, 2, 8:] = [1e200, -1e200], np.inf
    assert stopped(run, every(run), 6).tolist() == [False, False, False]
    assert stopped(run, every(run), 8).tolist() == [False, True, False]
    made = crosses(run, every(run)[1:], 20, surface, scale)
    np.testing.assert_allclose(made[0], PathShapes(run, surface, scale).vertices[1, 6], atol=1e-6)
    assert (np.abs(made[1]) <= 1).all()
    assert made[1, 0] > 0.9
    assert made[1, 1] < -0.9
    assert made[1, 2] == pytest.approx(TALL)


# --- what is handed over ---------------------------------------------------------------------------------


class NotingItem:
    """Stands where OpenGL would draw."""

    def __init__(self) -> None:
        self.marks: dict[str, tuple[np.ndarray, np.ndarray]] = {}
        self.ticks = (0, 0)

    def show_marks(self, kind: str, points: np.ndarray, colours: np.ndarray) -> None:
        assert len(points) == len(colours)
        self.marks[kind] = (points, colours)

    def show_ticks(self, first: int, last: int) -> None:
        self.ticks = (first, last)

    def show_range(self, first: int, last: int, stopped: np.ndarray) -> None:
        del first, last, stopped


def spotted(run: Run, sight: Sight) -> tuple[Spots, NotingItem]:
    surface = made_surface()
    ground = Ground(surface, scale_of(surface), sight, look())
    made, item = Spots(), NotingItem()
    made.follow(item, run, PathShapes(run, surface, ground.heights), ground)  # type: ignore[arg-type]
    return made, item


def test_ticks_show_as_far_as_the_heads_and_the_tail() -> None:
    made, item = spotted(made_run(starts=3, steps=40), Sight(ticks=10))
    made.move(item, 0, 25)  # type: ignore[arg-type]
    assert item.ticks == (0, 12)  # two steps, three trajectories, both ends
    made.move(item, 15, 40)  # type: ignore[arg-type]
    assert item.ticks == (6, 24)
    assert len(item.marks["ticks"][0]) == 24


def test_rings_are_one_where_optimisers_begin_together() -> None:
    _, item = spotted(made_run(SGD(), Adam(), starts=3, steps=5), Sight())
    points, colours = item.marks["starts"]
    assert len(points) == 3
    assert (colours == look().text.getRgb()).all()


def test_all_heads_are_there_where_lines_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shapes, "MOST_PATHS", 4)
    run = made_run(starts=20, steps=10)
    made, item = spotted(run, Sight(hidden=("start 2",)))
    assert made.left_out == 15  # four have lines, one is hidden
    assert made.told.startswith("Lines are drawn for 4 of 20 trajectories, evenly picked, and heads for all")
    assert spotted(made_run(starts=4, steps=5), Sight())[0].told == ""
    made.move(item, 0, 10)  # type: ignore[arg-type]
    assert len(item.marks["others"][0]) == 15
    run.diverged_at[0, 1] = 3
    made.move(item, 0, 2)  # type: ignore[arg-type]
    assert len(item.marks["others"][0]) == 15
    made.move(item, 0, 3)  # type: ignore[arg-type]
    assert len(item.marks["others"][0]) == 14
    assert len(item.marks["crosses"][0]) == 1


# --- basins ----------------------------------------------------------------------------------------------


def test_basins_are_a_picture_over_the_window(qtbot: QtBot) -> None:
    surface, owner = made_surface(), QObject()
    labels = np.zeros((10, 10), dtype=np.int64)
    labels[:, 5:] = 1  # at the right
    labels[:5, :5] = -2  # below at the left: on the way
    (left, right), (bottom, top) = surface.window
    cells = (np.arange(10) + 0.5) / 10
    alpha, beta = left + (right - left) * cells, bottom + (top - bottom) * cells
    picture = BasinPicture(owner)
    assert picture.pixels() is None
    with qtbot.waitSignal(picture.done):
        picture.follow(BasinsAnswer(labels, alpha, beta, np.zeros((2, 2)), True), surface.window, look())
    made = picture.pixels()
    assert made is not None
    size = len(made)
    for label, row, column in ((0, 0.2, 0.2), (1, 0.2, 0.8), (1, 0.8, 0.8)):
        colour = wash_colour(label, look())
        assert colour is not None
        expected = [*(part * colour.alphaF() for part in colour.getRgb()[:3]), colour.alpha()]
        np.testing.assert_allclose(made[int(row * size), int(column * size)], expected, atol=2)
    assert made[int(0.8 * size), int(0.2 * size), 3] == 0
    with qtbot.waitSignal(picture.done):
        picture.follow(None, surface.window, look())
    assert picture.pixels() is None


def test_basins_that_are_gone_before_they_are_painted_do_not_come(qtbot: QtBot) -> None:
    surface, owner = made_surface(), QObject()
    picture = BasinPicture(owner)
    labels = np.zeros((30, 30), dtype=np.int64)
    grid = np.linspace(-1, 1, 30)
    basins = BasinsAnswer(labels, grid, grid, np.zeros((1, 2)), True)
    picture.follow(basins, surface.window, look())
    picture.follow(None, surface.window, replace(look(), panel=look().text))
    assert not picture.busy
    assert picture.pixels() is None


def test_a_known_minimum_that_was_found_is_marked_once() -> None:
    places = np.array([[0.5, 0.5, 0], [-0.5, 0.2, 0.1], [0.505, 0.5, 0], [0, 0, 0], [2, 0, 0]], float)
    kinds = ("optimum", "optimum", "minimum", "saddle", "minimum")
    made, told = marked_once(places, kinds)
    assert told == ("optimum", "minimum", "saddle")
    assert made.tolist() == places[[1, 2, 3]].tolist()
    assert marked_once(np.empty((0, 3)), ())[1] == ()
