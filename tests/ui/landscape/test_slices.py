"""What takes long is drawn a little at a time, and ends as the picture that is drawn at once."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPixmap
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from jacviz.experiment.recipes import SGD
from jacviz.session.landscape.results import Selection
from jacviz.session.landscape.run import Run
from jacviz.session.landscape.settings import Sight
from jacviz.ui import theme
from jacviz.ui.landscape.colouring import colouring, shown
from jacviz.ui.landscape.surface import paths as paths_module
from jacviz.ui.landscape.surface import trails, wishes
from jacviz.ui.landscape.surface.contours import Contours, trace
from jacviz.ui.landscape.surface.ground import Ground
from jacviz.ui.landscape.surface.growing import Growing
from jacviz.ui.landscape.surface.layers import Trails
from jacviz.ui.landscape.surface.paths import Paths
from jacviz.ui.landscape.surface.surface_view import SurfaceView
from jacviz.ui.landscape.surface.tails import Tail
from jacviz.ui.landscape.surface.trails import Ink, Trail, hairlines, ink, paint_trails
from jacviz.ui.plot.frame import Frame
from jacviz.ui.plot.look import look
from jacviz.ui.plot.scale import Scale
from tests.ui.landscape.surfaces import NotingStudio, SurfaceLoop, difference, line_surface, pixels
from tests.ui.landscape.trained import line_run

pytestmark = pytest.mark.usefixtures("qapp")

FRAME = Frame(QRectF(20, 10, 300, 220), Scale(-2, 6), Scale(-4, 5))
NEAR = Frame(QRectF(20, 10, 300, 220), Scale(1.5, 2.5), Scale(0, 1))
AT_ONCE, NO_TIME = math.inf, 0.0


@pytest.fixture(scope="module")
def run() -> Run:
    return line_run(SGD(lr=0.05), SGD(lr=0.02), starts=4, steps=120)


@pytest.fixture(scope="module")
def many() -> Run:
    return line_run(starts=150, steps=60)


@pytest.fixture
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths_module, "_PIECE", 100)
    monkeypatch.setattr(trails, "_FINE", 400)
    monkeypatch.setattr(trails, "_WIDE", 60)


def paths_of(run: Run, frame: Frame = FRAME, *, at_once: bool = True) -> tuple[Paths, Ink]:
    colours = colouring(run, Sight(), look())
    plane = line_surface(2).plane
    made = Paths(run, plane, frame, colours.index, shown(run, Sight()), at_once=at_once)
    return made, ink(colours.colours, made.count, look())


def canvas(paint: Any, ratio: float = 1.0) -> QImage:
    image = QImage(round(340 * ratio), round(240 * ratio), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(QColor("white"))
    painter = QPainter(image)
    paint(painter)
    painter.end()
    return image


def test_a_table_grows_without_changing_what_was_read() -> None:
    table = Growing(10, 2, np.float64)
    table.append(np.ones((3, 2)))
    before = table.rows
    table.append(np.zeros((0, 2)))
    table.append(np.full((7, 2), 2.0))
    assert before.tolist() == [[1.0, 1.0]] * 3
    assert table.rows[3:].tolist() == [[2.0, 2.0]] * 7


# --- segments --------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("small_pieces")
@pytest.mark.parametrize("frame", [FRAME, NEAR])
def test_segments_that_are_placed_in_pieces_are_those_placed_at_once(run: Run, frame: Frame) -> None:
    whole, _ = paths_of(run, frame)
    pieces, _ = paths_of(run, frame, at_once=False)
    assert len(pieces.segments) == 0
    turns = 0
    while not pieces.work(until=NO_TIME):
        turns += 1
        assert pieces.computed < run.computed
    assert turns > 5
    for name in ("segments", "steps", "colours", "owners"):
        np.testing.assert_array_equal(getattr(pieces, name), getattr(whole, name))


@pytest.mark.usefixtures("small_pieces")
def test_only_the_steps_that_are_seen_are_placed(run: Run) -> None:
    made, _ = paths_of(run, at_once=False)
    assert made.work(30)
    assert 30 <= made.computed < 60
    before = len(made.segments)
    assert made.work(10)
    assert len(made.segments) == before
    assert made.work()
    assert made.computed == 120


@pytest.mark.parametrize("frame", [FRAME, NEAR])
def test_what_is_merged_lies_within_a_pixel_of_what_is_drawn(run: Run, frame: Frame) -> None:
    made, _ = paths_of(run, frame)
    rect = frame.rect
    for row, (o, s) in enumerate(made.members.tolist()):
        mine = made.owners == row
        ends, steps = made.segments[mine, 2:], made.steps[mine]
        places = frame.place(*run.points[o, s].T)
        for step in range(1, 121):
            x, y = places[step].tolist()
            drawn = ends[steps <= step]
            if rect.contains(x, y) and len(drawn):
                near = np.abs(drawn - (x, y)).max(axis=1).min()
                start = np.abs(places[0] - (x, y)).max()
                assert min(near, start) <= 1.0


# --- trails ----------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("small_pieces")
def test_a_trail_that_is_drawn_in_pieces_is_the_one_drawn_at_once(run: Run) -> None:
    paths, drawn = paths_of(run)
    paused, turns = Trail(), 0
    while paused.step < 120:
        last = paused.picture(paths, 120, drawn, 2.0, NO_TIME)
        turns += 1
    assert turns > 5
    differing, most = difference(last, Trail().picture(paths, 120, drawn, 2.0))
    assert most <= 3
    assert differing < 0.01 * 4 * last.width() * last.height()


@pytest.mark.usefixtures("small_pieces")
def test_a_pause_while_going_back_shows_no_later_step(run: Run) -> None:
    paths, drawn = paths_of(run)
    trail = Trail()
    trail.picture(paths, 120, drawn, 1.0)
    steps = []
    while trail.step != 90:
        trail.picture(paths, 90, drawn, 1.0, NO_TIME)
        steps.append(trail.step)
    assert steps == sorted(steps)
    assert difference(trail.picture(paths, 90, drawn, 1.0), Trail().picture(paths, 90, drawn, 1.0))[1] <= 3


def test_many_lines_are_a_pixel_of_the_device_wide_and_as_strong(many: Run) -> None:
    _, drawn = paths_of(many)
    hair = hairlines(drawn, 2.0)
    assert hair.width * 2 <= 1
    for one, other in zip(drawn.colours, hair.colours, strict=True):
        assert other.alphaF() * hair.width == pytest.approx(one.alphaF() * drawn.width, rel=0.01)
    assert hairlines(drawn, 1.0) is drawn


def test_few_lines_stay_as_wide_as_they_are(run: Run) -> None:
    _, drawn = paths_of(run)
    assert hairlines(drawn, 3.0) is drawn


# --- tails -----------------------------------------------------------------------------------------------


def test_a_tail_as_a_picture_is_the_tail_painted(run: Run) -> None:
    paths, drawn = paths_of(run)
    picture = Tail().picture(paths, 60, 30, drawn, 1.0)
    one = canvas(lambda painter: painter.drawImage(FRAME.rect.topLeft(), picture))
    other = canvas(lambda painter: paint_trails(painter, paths, 60, drawn, 30))
    assert difference(one, other)[1] <= 3


@pytest.mark.usefixtures("small_pieces")
def test_the_tail_before_is_seen_until_the_next_is_complete(many: Run) -> None:
    paths, drawn = paths_of(many)
    tail = Tail()
    before = tail.picture(paths, 30, 20, drawn, 1.0)
    turns = 0
    while not tail.shows(50):
        assert tail.shows(30)
        seen = tail.picture(paths, 50, 20, drawn, 1.0, NO_TIME)
        if not tail.shows(50):
            assert seen is before or difference(seen, before) == (0, 0)
        turns += 1
    assert turns > 3
    assert difference(seen, Tail().picture(paths, 50, 20, drawn, 1.0)) == (0, 0)


# --- the ground ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def contours() -> Contours:
    return trace(line_surface(), "log", 12)


def shown_ground(ground: Ground, frame: Frame, contours: Contours, until: float) -> QImage:
    screen = QPixmap(340, 240)
    screen.fill(QColor("white"))
    painter = QPainter(screen)
    ground.paint(painter, frame, contours, None, Sight(), look(), hurry=False, until=until)
    painter.end()
    return screen.toImage()


def test_a_ground_that_is_drawn_in_layers_is_the_one_drawn_at_once(contours: Contours) -> None:
    paused, turns = Ground(), 1
    first = shown_ground(paused, FRAME, contours, NO_TIME)
    assert first.pixelColor(100, 100) == look().panel  # nothing half-painted is seen
    while not paused.work(NO_TIME):
        turns += 1
    assert turns > 12
    at_once = shown_ground(Ground(), FRAME, contours, AT_ONCE)
    differing, most = difference(shown_ground(paused, FRAME, contours, NO_TIME), at_once)
    assert most <= 1  # how blending rounds depends on where pictures lie in memory
    assert differing < 20


def test_the_ground_before_is_carried_where_it_belongs(contours: Contours) -> None:
    ground = Ground()
    shown_ground(ground, FRAME, contours, AT_ONCE)
    near = replace(FRAME, x=Scale(0, 4), y=Scale(-2, 2.5))
    carried = shown_ground(ground, near, contours, NO_TIME)
    assert ground.busy
    while not ground.work(NO_TIME):
        pass
    sharp = shown_ground(ground, near, contours, NO_TIME)
    assert (np.abs(pixels(carried) - pixels(sharp)).max(axis=2) > 40).mean() < 0.1


# --- all trails together ---------------------------------------------------------------------------------


def follow(
    trails: Trails, run: Run, frame: Frame, sight: Sight | None = None, *, hurry: bool = False
) -> None:
    plane = line_surface(2).plane
    trails.follow(run, plane, frame, sight or Sight(), look(), Selection(), "", hurry=hurry)


def painted(trails: Trails, frame: Frame, step: int, until: float = AT_ONCE) -> tuple[QImage, bool]:
    done: list[bool] = []
    image = canvas(lambda painter: done.append(trails.paint(painter, frame, step, None, until)))
    return image, done[0]


@pytest.mark.usefixtures("small_pieces")
def test_trails_stand_in_for_those_of_another_frame(run: Run) -> None:
    paused, at_once = Trails(), Trails()
    follow(paused, run, FRAME)
    painted(paused, FRAME, 120)
    follow(paused, run, NEAR)
    follow(at_once, run, NEAR)
    seen, done = painted(paused, NEAR, 120, NO_TIME)
    assert not done
    assert (pixels(seen)[..., :3] < 255).any()  # the old ones, carried
    while not paused.work(NO_TIME):
        assert not paused.growing
    assert difference(painted(paused, NEAR, 120)[0], painted(at_once, NEAR, 120)[0])[1] <= 3


@pytest.mark.usefixtures("small_pieces")
def test_others_that_come_too_fast_are_seen_as_they_grow(run: Run) -> None:
    trails = Trails()
    follow(trails, run, FRAME)
    painted(trails, FRAME, 120)
    follow(trails, replace(run, points=run.points.copy()), FRAME)
    assert not painted(trails, FRAME, 120, NO_TIME)[1]
    assert not trails.work(NO_TIME)
    assert not trails.growing  # the ones before are seen a little longer
    other = replace(run, points=run.points + 0.5)
    follow(trails, other, FRAME)
    assert not painted(trails, FRAME, 120, NO_TIME)[1]
    assert not trails.work(NO_TIME)
    assert trails.growing
    assert trails.paths is not None
    assert trails.paths.run is other
    while not trails.work(NO_TIME):
        pass
    fresh = Trails()
    follow(fresh, other, FRAME)
    assert difference(painted(trails, FRAME, 120)[0], painted(fresh, FRAME, 120)[0])[1] <= 3


def test_while_a_gesture_goes_on_many_points_wait(many: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jacviz.ui.landscape.surface.layers._AT_ONCE", 1000)
    trails = Trails()
    follow(trails, many, FRAME)
    painted(trails, FRAME, 60)
    follow(trails, many, NEAR, hurry=True)
    assert trails.paths is not None
    assert trails.paths.frame == FRAME
    follow(trails, many, NEAR)
    assert trails.paths.frame == NEAR


# --- the widget ------------------------------------------------------------------------------------------


@pytest.fixture
def views(qtbot: QtBot, qapp: QApplication) -> Iterator[tuple[SurfaceView, SurfaceView]]:
    """One that has no time at all in a turn of the event loop, and one that has all the time."""
    theme.install("light", 1.0, True)
    made = []
    for time in (NO_TIME, AT_ONCE):
        loop = SurfaceLoop()
        loop.setParent(qapp)
        view = SurfaceView(NotingStudio(), loop)  # type: ignore[arg-type]  # stand-ins
        view.slice = time
        qtbot.addWidget(view)
        view.resize(430, 360)
        view.show()
        made.append(view)
    yield made[0], made[1]
    for view in made:
        view.close()
        view._loop.setParent(None)


def rested(view: SurfaceView, qtbot: QtBot) -> QImage:
    qtbot.waitUntil(lambda: not view._slices.isActive() and not view._settle.isActive())
    view.update()
    QApplication.processEvents()
    qtbot.waitUntil(lambda: not view._slices.isActive())
    return view.grab().toImage()


@pytest.mark.usefixtures("small_pieces")
def test_a_view_without_time_ends_with_the_same_picture(
    views: tuple[SurfaceView, SurfaceView], run: Run, qtbot: QtBot
) -> None:
    for view in views:
        view._loop.show(run=run, surface=line_surface())  # type: ignore[attr-defined]
        view._loop.playhead.go_to(100)
    hurried, patient = (rested(view, qtbot) for view in views)
    assert difference(hurried, patient)[1] <= 3
    for view in views:
        view.zoom(0.5)
        view._studio.update(wishes.with_sight(view._studio.document, tail=20, hidden=("optimiser 1",)))
        view.setCursor(Qt.CursorShape.ArrowCursor)
    hurried, patient = (rested(view, qtbot) for view in views)
    assert difference(hurried, patient)[1] <= 3
