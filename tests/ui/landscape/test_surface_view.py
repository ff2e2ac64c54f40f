"""The surface view under the user's hands, on surfaces and descents that training has computed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QGuiApplication, QImage, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from jacviz.engine.messages import Failure
from jacviz.engine.training_messages import DescentAnswer
from jacviz.experiment.planes import principal_plane
from jacviz.experiment.recipes import SGD, Adam
from jacviz.experiment.settings import Mlp, RiskSettings
from jacviz.session.document import Document
from jacviz.session.landscape.results import Selection
from jacviz.session.landscape.settings import Sight
from jacviz.ui import theme
from jacviz.ui.landscape.surface import wishes
from jacviz.ui.landscape.surface.contours import band_colours
from jacviz.ui.landscape.surface.outside import outside_rect, outside_window, outside_words
from jacviz.ui.landscape.surface.reading import loss_at
from jacviz.ui.landscape.surface.surface_menu import SurfaceMenu
from jacviz.ui.landscape.surface.surface_view import SurfaceView
from jacviz.ui.plot.look import look
from tests.ui.landscape.closely import critical_of
from tests.ui.landscape.surfaces import (
    NotingStudio,
    SurfaceLoop,
    difference,
    line_surface,
    own_surface,
    pixels,
    shown_view,
    surface,
)
from tests.ui.landscape.trained import line_run, objective_run, run_of
from tests.ui.vectors.hands import Hand


@pytest.fixture
def studio() -> NotingStudio:
    return NotingStudio()


@pytest.fixture
def loop(qapp: QApplication) -> SurfaceLoop:
    theme.install("light", 1.0, True)
    return SurfaceLoop()


@pytest.fixture
def empty(qtbot: QtBot, studio: NotingStudio, loop: SurfaceLoop) -> Iterator[SurfaceView]:
    view = shown_view(qtbot, studio, loop)
    yield view
    view.close()


@pytest.fixture
def view(empty: SurfaceView, loop: SurfaceLoop) -> SurfaceView:
    """The line experiment, half of it played."""
    loop.show(run=line_run(steps=60), surface=line_surface())
    loop.playhead.go_to(30)
    return empty


@pytest.fixture
def hand(view: SurfaceView) -> Hand:
    return Hand(view)


def picture(view: SurfaceView) -> QImage:
    return view.grab().toImage()


def window_of(studio: NotingStudio) -> object:
    return studio.document.landscape.sight.window


def see(studio: NotingStudio, **fields: object) -> None:
    studio.update(wishes.with_sight(studio.document, **fields))


def start_at(view: SurfaceView, index: int) -> tuple[float, float]:
    spots = view.spots()
    assert spots is not None
    row = int(np.nonzero(spots.members[:, 1] == index)[0][0])
    x, y = spots.starts[row].tolist()
    return x, y


def empty_place(view: SurfaceView) -> tuple[float, float]:
    rect = view.plot_rect()
    return rect.left() + 0.1 * rect.width(), rect.top() + 0.9 * rect.height()


def has_colour(image: QImage, rgb: tuple[int, ...]) -> bool:
    return bool((np.abs(pixels(image)[..., :3] - rgb[:3]).max(axis=2) <= 2).sum() >= 8)


# --- what is drawn ---------------------------------------------------------------------------------------


def test_says_what_is_computed_before_there_is_a_surface(empty: SurfaceView) -> None:
    assert "Computing the loss surface" in empty.accessibleDescription()
    assert empty.plot_rect().isEmpty()
    assert empty.scene() is None
    picture(empty)


def test_says_why_there_is_no_surface(empty: SurfaceView, loop: SurfaceLoop) -> None:
    before = picture(empty)
    loop.show(surface_failure=Failure("execution", "A surface needs two parameters; this function has one."))
    assert "A surface needs two parameters" in empty.accessibleDescription()
    assert difference(before, picture(empty))[0] > 0


@pytest.mark.parametrize("appearance", ["light", "dark"])
def test_draws_bands_trajectories_and_optimum(view: SurfaceView, appearance: theme.Appearance) -> None:
    theme.current().set_appearance(appearance)
    style, image = look(dark=appearance == "dark"), picture(view)
    scene = view.scene()
    assert scene is not None
    for colour in (*style.trajectories[:5], *band_colours(scene.contours, style)[3:]):
        assert has_colour(image, colour.getRgb())
    optimum = view.parts.frame.place(*view.run.begun.minima[0])[0]  # type: ignore[union-attr]
    assert image.pixelColor(*np.floor(optimum).astype(int).tolist()) == style.text


def test_a_step_of_the_playhead_moves_heads_and_adds_to_trails(view: SurfaceView, loop: SurfaceLoop) -> None:
    before = picture(view)
    loop.playhead.go_to(3)
    early = picture(view)
    assert difference(before, early)[0] > 0
    loop.playhead.go_to(30)
    differing, most = difference(before, picture(view))
    assert most <= 3
    assert differing < 500


def test_an_export_paints_what_the_view_shows(view: SurfaceView) -> None:
    from PySide6.QtCore import QRectF
    from PySide6.QtGui import QPainter

    from jacviz.ui.landscape.surface.scene import paint_scene

    scene, shown = view.scene(), picture(view)
    assert scene is not None
    made = QImage(shown.size(), QImage.Format.Format_RGB32)
    made.fill(look().panel)
    painter = QPainter(made)
    paint_scene(painter, QRectF(0, 0, 430, 360), scene, look())
    painter.end()
    apart = np.abs(pixels(made) - pixels(shown))[..., :3].max(axis=2)
    assert (apart > 40).mean() < 0.002


def test_says_how_much_of_the_surface_is_not_finite(empty: SurfaceView, loop: SurfaceLoop) -> None:
    loop.show(surface=own_surface("sqrt(x) + y^2"))
    assert [saying.text for saying in empty._sayings] == [
        "The loss is not finite at 800 of 1,600 points (50 %)."
    ]
    assert empty.told_at(QPointF(100, 355)).startswith("The loss is not finite")


def test_heads_that_have_left_the_picture_are_told_and_brought_back(
    view: SurfaceView, studio: NotingStudio, loop: SurfaceLoop, hand: Hand
) -> None:
    picture(view)
    assert view.outside == ""
    spots = view.spots()
    assert spots is not None
    x, y = spots.heads[0].tolist()
    assert view.parts is not None
    alpha, beta = view.parts.frame.at(QPointF(x, y))
    see(studio, window=((alpha - 0.02, alpha + 0.02), (beta - 0.02, beta + 0.02)))
    loop.show()
    picture(view)
    assert view.outside == "4 of 5 heads are outside: show all"
    assert "4 of 5 heads are outside" in view.accessibleDescription()
    told = outside_rect(view.plot_rect(), view.outside, look())
    hand.click((told.center().x(), told.center().y()))
    assert window_of(studio) is None
    loop.show()
    picture(view)
    assert view.outside == ""


def test_words_about_heads_outside() -> None:
    assert outside_words(1, 1, can_show_all=False) == "The head is outside"
    assert outside_words(1, 5, can_show_all=True) == "1 of 5 heads is outside: show all"
    assert outside_words(1200, 1200, can_show_all=False) == "All 1,200 heads are outside"
    places = np.array([[0.0, 0.0], [2.0, 0.0], [np.nan, 0.0], [9.0, 9.0]])
    stopped = np.array([False, False, False, True])  # its cross stands at the edge
    assert outside_window(places, stopped, ((-1.0, 1.0), (-1.0, 1.0))) == 2


def test_says_that_a_surface_is_constant(empty: SurfaceView, loop: SurfaceLoop) -> None:
    loop.show(surface=own_surface("3 + 0 x + 0 y"))
    assert "nothing to descend" in empty._sayings[0].text
    picture(empty)


def test_a_surface_that_failed_to_be_renewed_is_dimmed(view: SurfaceView, loop: SurfaceLoop) -> None:
    corner = view.plot_rect().topRight().toPoint() + QPoint(-8, 30)
    before = picture(view).pixelColor(corner)
    loop.show(surface_failure=Failure("memory", "the engine ran out of memory."))
    assert picture(view).pixelColor(corner).lightness() > before.lightness()
    assert view._sayings[0].text == "The engine ran out of memory."
    assert view._sayings[0].is_error


def test_trajectories_of_another_problem_are_not_drawn_on_it(view: SurfaceView, loop: SurfaceLoop) -> None:
    loop.show(run=run_of(RiskSettings(model=Mlp(sizes=(3,))), steps=5))
    assert view.run is None
    picture(view)


def test_many_parameters_are_projected(empty: SurfaceView, loop: SurfaceLoop) -> None:
    settings = RiskSettings(model=Mlp(sizes=(3,)))
    run = run_of(settings, steps=30)
    plane = principal_plane(run.points, run.points[0, 0, -1])
    loop.show(run=run, surface=surface(settings, 20, ((-3.0, 3.0), (-3.0, 3.0)), plane))
    spots = empty.spots()
    assert spots is not None
    assert empty.parts is not None
    wanted = empty.parts.frame.place(*plane.project(run.points[0, :, 0])[0].T)
    np.testing.assert_allclose(spots.starts, wanted)
    picture(empty)


def test_a_diverged_trajectory_is_marked_and_says_why(empty: SurfaceView, loop: SurfaceLoop) -> None:
    run = objective_run("rosenbrock", SGD(lr=0.02), starts=3, steps=40)
    reason = "Diverged at step 4. The learning rate is too large."
    run = replace(run, answer=DescentAnswer((reason,), np.zeros((1, 3))))
    loop.show(run=run, surface=surface("rosenbrock"))
    loop.playhead.to_end()
    spots = empty.spots()
    assert spots is not None
    assert spots.stopped.all()
    told = empty.told_at(empty.plot_rect().topLeft() + QPointF(6, 6))
    told += empty.told_at(empty.plot_rect().topRight() + QPointF(-6, 6))
    assert "diverged at step" in told
    assert told.endswith("The learning rate is too large.")
    picture(empty)


def test_critical_points_and_basins(empty: SurfaceView, loop: SurfaceLoop, studio: NotingStudio) -> None:
    run = objective_run("himmelblau", SGD(lr=0.01), steps=30)
    loop.show(run=run, surface=surface("himmelblau"), critical=critical_of(run, ((-5.0, 5.0), (-5.0, 5.0))))
    assert [mark.kind for mark in empty._marks] == ["optimum"] * 4
    see(studio, critical=True)
    assert sorted(mark.kind for mark in empty._marks) == ["maximum"] + ["minimum"] * 4 + ["saddle"] * 4
    mark = empty._marks[-1]
    assert empty.told_at(QPointF(mark.x, mark.y)).startswith(f"A {mark.kind}: x = ")


# --- zooming and panning ---------------------------------------------------------------------------------


def test_the_wheel_zooms_about_the_pointer(view: SurfaceView, studio: NotingStudio) -> None:
    assert view.parts is not None
    place = QPointF(150, 120)
    before = view.parts.frame.at(place)
    event = QWheelEvent(
        place, view.mapToGlobal(place), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(view, event)
    assert studio.merges == ["zoom"]
    (left, right), _ = view.window_shown or ((0, 0), (0, 0))
    assert right - left == pytest.approx(
        0.84 * (view._loop.results.surface.window[0][1] - view._loop.results.surface.window[0][0])
    )  # type: ignore[union-attr]
    np.testing.assert_allclose(view.parts.frame.at(place), before, atol=1e-9)


def test_nothing_jumps_while_a_new_surface_is_on_its_way(view: SurfaceView, loop: SurfaceLoop) -> None:
    loop.results = replace(loop.results, surfacing=True)
    before = picture(view)
    rect = view.plot_rect().toRect()
    view.pan(QPointF(-40, 0))
    assert view.plot_rect().toRect() == rect
    # The picture of before stands 40 pixels to the right; starts, heads and readings are drawn anew.
    kept = pixels(before)[rect.top() + 3 : rect.bottom() - 3, rect.left() + 3 : rect.right() - 45, :3]
    moved = pixels(picture(view))[rect.top() + 3 : rect.bottom() - 3, rect.left() + 43 : rect.right() - 5, :3]
    assert (np.abs(kept - moved).max(axis=2) > 12).mean() < 0.03


def test_dragging_the_ground_pans(view: SurfaceView, hand: Hand, studio: NotingStudio) -> None:
    assert view.parts is not None
    x, y = empty_place(view)
    held = view.parts.frame.at(QPointF(x, y))
    hand.drag([(x, y), (x + 20, y - 10), (x + 50, y - 30)])
    assert set(studio.merges) == {"pan"}
    assert studio.closed == 1
    np.testing.assert_allclose(view.parts.frame.at(QPointF(x + 50, y - 30)), held, atol=1e-9)


def test_a_double_click_shows_all(view: SurfaceView, hand: Hand, studio: NotingStudio) -> None:
    view.zoom(0.5)
    assert window_of(studio) is not None
    hand.double_click(empty_place(view))
    assert window_of(studio) is None


def test_keys_zoom_pan_and_reset(view: SurfaceView, qtbot: QtBot, studio: NotingStudio) -> None:
    qtbot.keyClick(view, Qt.Key.Key_Plus)
    assert studio.merges == ["zoom"]
    near = view.window_shown
    qtbot.keyClick(view, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert near is not None
    assert view.window_shown is not None
    assert view.window_shown[0][0] > near[0][0]
    assert view.window_shown[1] == pytest.approx(near[1])
    qtbot.keyClick(view, Qt.Key.Key_Minus)
    qtbot.keyClick(view, Qt.Key.Key_0)
    assert window_of(studio) is None


# --- starts ----------------------------------------------------------------------------------------------


def test_a_start_is_dragged(view: SurfaceView, hand: Hand, studio: NotingStudio, loop: SurfaceLoop) -> None:
    assert view.parts is not None
    assert view.run is not None
    x, y = start_at(view, 2)
    hand.drag([(x + 2, y), (x + 12, y + 10), (x + 32, y - 20)])
    assert set(studio.merges) == {"drag start 3"}
    assert loop.results.selection == Selection(0, 2)
    placed = studio.document.landscape.starts.placed
    assert placed is not None
    wanted = view.parts.frame.at(QPointF(x + 30, y - 20))
    np.testing.assert_allclose(placed[2], wanted, atol=1e-9)
    np.testing.assert_array_equal(np.delete(placed, 2, 0), np.delete(view.run.begun.starts, 2, 0))


def test_the_ring_follows_the_mouse_before_the_descent_does(view: SurfaceView, hand: Hand) -> None:
    x, y = start_at(view, 2)
    hand.press((x, y))
    hand.move((x + 5, y + 5))
    hand.move((60, 300))
    assert picture(view).pixelColor(60, 300) == look().panel  # the inside of the ring
    hand.release((60, 300))


def test_alt_and_a_click_add_a_start(view: SurfaceView, hand: Hand, studio: NotingStudio) -> None:
    assert view.parts is not None
    place = empty_place(view)
    hand.press(place, modifiers=Qt.KeyboardModifier.AltModifier)
    hand.release(place)
    placed = studio.document.landscape.starts.placed
    assert placed is not None
    assert len(placed) == 6
    np.testing.assert_allclose(placed[5], view.parts.frame.at(QPointF(*place)), atol=1e-9)


def test_clicks_in_place_mode_add_starts_until_escape(
    view: SurfaceView, hand: Hand, qtbot: QtBot, studio: NotingStudio
) -> None:
    with qtbot.waitSignal(view.placing_changed):
        view.set_placing(True)
    hand.click(empty_place(view))
    assert studio.document.landscape.starts.count == 6
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert not view.placing
    hand.click(empty_place(view))
    assert studio.document.landscape.starts.count == 6


def test_delete_removes_the_selected_start(view: SurfaceView, qtbot: QtBot, studio: NotingStudio) -> None:
    view.select(Selection(0, 4))
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    assert studio.document.landscape.starts.count == 4
    assert view.selection == Selection(0, 3)


def chosen(view: SurfaceView, place: tuple[float, float]) -> dict[str, QAction]:
    menu = SurfaceMenu(view, QPointF(*place))
    return {action.text(): action for action in menu.actions() if action.text()}


def test_the_menu_places_removes_and_copies(view: SurfaceView, studio: NotingStudio) -> None:
    before, place = studio.document, empty_place(view)
    menu = chosen(view, place)
    assert view.parts is not None
    alpha, beta = view.parts.frame.at(QPointF(*place))
    assert list(menu)[:2] == ["Show the whole surface", "Place a start here"]
    assert not menu["Show the whole surface"].isEnabled()
    next(action for text, action in menu.items() if text.startswith("Copy the point (")).trigger()
    copied = [float(part) for part in QGuiApplication.clipboard().text().split(", ")]
    assert copied == pytest.approx([alpha, beta], rel=1e-5)
    menu["Place a start here"].trigger()
    placed = studio.document.landscape.starts.placed
    assert placed is not None
    assert placed[-1] == pytest.approx([alpha, beta])
    studio.update(before)
    at_start = chosen(view, start_at(view, 3))
    at_start["Remove start 4"].trigger()
    left = studio.document.landscape.starts.placed
    assert left is not None
    assert view.run is not None
    np.testing.assert_allclose(left, np.delete(view.run.begun.starts, 3, axis=0))


def test_the_menu_shows_the_whole_surface_again(view: SurfaceView, studio: NotingStudio) -> None:
    see(studio, window=((0.0, 1.0), (0.0, 1.0)))
    menu = chosen(view, empty_place(view))
    menu["Show the whole surface"].trigger()
    assert window_of(studio) is None
    beside = chosen(view, (1.0, view.height() - 1.0))
    assert list(beside) == ["Show the whole surface"]


def test_a_right_click_opens_the_menu(view: SurfaceView, qtbot: QtBot) -> None:
    view.customContextMenuRequested.emit(QPoint(*map(round, empty_place(view))))
    menu = view.findChild(SurfaceMenu)
    assert menu is not None
    qtbot.waitUntil(menu.isVisible)
    menu.close()


def test_keys_move_and_add_starts(view: SurfaceView, qtbot: QtBot, studio: NotingStudio) -> None:
    assert view.run is not None
    view.select(Selection(0, 1))
    qtbot.keyClick(view, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    placed = studio.document.landscape.starts.placed
    assert placed is not None
    assert placed[1, 0] == pytest.approx(view.run.begun.starts[1, 0])
    assert placed[1, 1] > view.run.begun.starts[1, 1]
    qtbot.keyClick(view, Qt.Key.Key_Insert)
    assert studio.document.landscape.starts.count == 6


# --- selecting, hiding, reading --------------------------------------------------------------------------


def test_a_click_on_a_head_or_a_line_selects(view: SurfaceView, hand: Hand) -> None:
    spots = view.spots()
    assert spots is not None
    x, y = start_at(view, 3)
    hand.click((x, y))
    assert view.selection == Selection(0, 3)
    assert view.parts is not None
    assert view.run is not None
    on_the_way = view.parts.frame.place(*view.run.points[0, 2, :3].mean(axis=0))[0]
    hand.click((float(on_the_way[0]), float(on_the_way[1])))
    assert view.selection == Selection(0, 2)


def test_up_and_down_select_what_is_shown(view: SurfaceView, qtbot: QtBot, studio: NotingStudio) -> None:
    see(studio, hidden=("start 1",))
    qtbot.keyClick(view, Qt.Key.Key_Down)
    assert view.selection == Selection(0, 2)
    qtbot.keyClick(view, Qt.Key.Key_Up)
    qtbot.keyClick(view, Qt.Key.Key_Up)
    assert view.selection == Selection(0, 4)


def test_the_legend_hides_and_shows(view: SurfaceView, hand: Hand, studio: NotingStudio) -> None:
    assert view.parts is not None
    assert [item.label for item in view.parts.items] == [f"start {k}" for k in range(1, 6)]
    centre = view.parts.items[1].rect.center()
    colour = look().trajectories[1].getRgb()
    hand.click((centre.x(), centre.y()))
    assert studio.document.landscape.sight.hidden == ("start 1",)
    rect = view.plot_rect().toRect()
    assert not has_colour(picture(view).copy(rect), colour)
    hand.click((centre.x(), centre.y()))
    assert studio.document.landscape.sight.hidden == ()
    assert has_colour(picture(view).copy(rect), colour)


def test_pointing_at_the_legend_dims_the_others(view: SurfaceView, hand: Hand) -> None:
    assert view.parts is not None
    rect = view.plot_rect().toRect()
    before = picture(view).copy(rect)
    centre = view.parts.items[1].rect.center()
    hand.move((centre.x(), centre.y()))
    assert view.lit == "start 1"
    assert view.cursor().shape() == Qt.CursorShape.PointingHandCursor
    assert difference(before, picture(view).copy(rect))[0] > 100
    hand.move(empty_place(view))
    assert view.lit == ""


def test_many_starts_are_counted_in_the_legend(empty: SurfaceView, loop: SurfaceLoop) -> None:
    loop.show(run=line_run(starts=1000, steps=5), surface=line_surface())
    assert empty.parts is not None
    assert [item.label for item in empty.parts.items] == ["1,000 starts"]
    picture(empty)


def test_optimisers_have_their_names_in_the_legend(empty: SurfaceView, loop: SurfaceLoop) -> None:
    loop.show(run=line_run(SGD(lr=0.02), Adam(), starts=2, steps=5), surface=line_surface())
    assert empty.parts is not None
    assert [item.label for item in empty.parts.items] == ["SGD", "Adam"]


def test_the_pointer_reads_parameters_and_loss(view: SurfaceView, hand: Hand, loop: SurfaceLoop) -> None:
    answer = loop.results.surface
    assert answer is not None
    middle = [sum(ends) / 2 for ends in answer.window]
    columns = np.searchsorted(answer.alpha, middle[0]) - 1
    corner = answer.values[10, columns]
    assert loss_at(answer, answer.alpha[columns], answer.beta[10]) == pytest.approx(corner)
    between = loss_at(answer, *middle)
    assert answer.values.min() < between < answer.values.max()
    assert np.isnan(loss_at(answer, 1e9, 0.0))
    before = picture(view)
    hand.move(empty_place(view))
    assert view.cursor().shape() == Qt.CursorShape.CrossCursor
    assert difference(before, picture(view))[0] > 500


def test_the_picture_is_told_in_words(view: SurfaceView) -> None:
    told = view.accessibleDescription()
    assert "5 trajectories at step 30 of 60" in told
    assert "Selected: start 1, at a " in told


def test_rests_when_nothing_happens(view: SurfaceView, qtbot: QtBot) -> None:
    view.zoom(0.9)
    qtbot.waitUntil(lambda: not view._settle.isActive() and not view._slices.isActive())
    picture(view)


def test_a_document_of_before_is_seen_again(view: SurfaceView, studio: NotingStudio) -> None:
    before = view.window_shown
    view.zoom(0.5)
    studio.update(Document(title="Line"))
    assert view.window_shown == before
    assert studio.document.landscape.sight == Sight()
