"""The loss over a single parameter: a curve in place of a surface, under the user's hands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from jacviz.engine.training_messages import SurfaceAnswer, Window
from jacviz.experiment.data import LineData
from jacviz.experiment.planes import parameter_line
from jacviz.experiment.recipes import SGD
from jacviz.experiment.settings import ObjectiveSettings, ProblemSettings, RiskSettings, Source
from jacviz.session.landscape.settings import Sight
from jacviz.ui import theme
from jacviz.ui.landscape.step.step_arrows import Arrow
from jacviz.ui.landscape.surface import wishes
from jacviz.ui.landscape.surface.arrow_paint import paint_step_arrows
from jacviz.ui.landscape.surface.contours import trace
from jacviz.ui.landscape.surface.graph import Graph, coordinates, drawn_plane, window_seen
from jacviz.ui.landscape.surface.ground import paint_ground
from jacviz.ui.landscape.surface.reading import reading
from jacviz.ui.landscape.surface.scene import paint_scene
from jacviz.ui.landscape.surface.surface_menu import SurfaceMenu
from jacviz.ui.landscape.surface.surface_view import SurfaceView
from jacviz.ui.matrix import typeset
from jacviz.ui.plot.frame import Frame
from jacviz.ui.plot.look import look
from jacviz.ui.plot.scale import Scale
from tests.ui.landscape.surfaces import NotingStudio, SurfaceLoop, pixels, shown_view, surface
from tests.ui.landscape.trained import run_of
from tests.ui.vectors.hands import Hand

WAVES = "sin(3x) + x^2/5"


def own(formula: str) -> ObjectiveSettings:
    return ObjectiveSettings(objective=Source(text=formula))


def curve(formula: str | ProblemSettings, points: int = 201, window: Window | None = None) -> SurfaceAnswer:
    problem = own(formula) if isinstance(formula, str) else formula
    return surface(problem, points, window, parameter_line("x"))


def waves(x: object) -> np.ndarray:
    x = np.asarray(x)
    return np.sin(3 * x) + x**2 / 5


@pytest.fixture
def studio() -> NotingStudio:
    return NotingStudio()


@pytest.fixture
def loop(qapp: QApplication) -> SurfaceLoop:
    theme.install("light", 1.0, True)
    return SurfaceLoop()


@pytest.fixture
def view(qtbot: QtBot, studio: NotingStudio, loop: SurfaceLoop) -> Iterator[SurfaceView]:
    """Five starts on waves, a third of the way down."""
    made = shown_view(qtbot, studio, loop)
    loop.show(run=run_of(own(WAVES), SGD(lr=0.02), steps=30), surface=curve(WAVES))
    loop.playhead.go_to(10)
    yield made
    made.close()


def heads_of(view: SurfaceView) -> tuple[np.ndarray, np.ndarray]:
    """Starts and heads in units of the axes."""
    spots, frame = view.spots(), view.parts.frame  # type: ignore[union-attr]
    assert spots is not None
    starts, heads = (
        np.array([frame.at(QPointF(x, y)) for x, y in some.tolist()]) for some in (spots.starts, spots.heads)
    )
    return starts, heads


def test_starts_and_heads_lie_on_the_curve_at_their_losses(view: SurfaceView, loop: SurfaceLoop) -> None:
    starts, heads = heads_of(view)
    run = loop.results.run
    assert run is not None
    assert np.sort(heads[:, 0]) == pytest.approx(np.sort(run.points[0, :, 10, 0]))
    assert heads[:, 1] == pytest.approx(waves(heads[:, 0]), abs=1e-9)
    assert starts[:, 1] == pytest.approx(waves(starts[:, 0]), abs=1e-9)


def test_trails_join_the_points_of_the_steps(view: SurfaceView, loop: SurfaceLoop) -> None:
    view.grab()
    paths, run = view._trails.paths, loop.results.run
    assert paths is not None
    assert run is not None
    _, lines = zip(*paths.lines(-1, 10), strict=True)
    o, s = paths.members[0].tolist()
    at = paths.frame.place(run.points[o, s, :11, 0], run.losses[o, s, :11])
    assert lines[0][0] == pytest.approx(at[0])
    assert lines[0][-1] == pytest.approx(at[10], abs=1)


@pytest.mark.parametrize("appearance", ["light", "dark"])
def test_the_curve_is_drawn_with_its_ground_and_trajectories(
    view: SurfaceView, appearance: theme.Appearance
) -> None:
    theme.current().set_appearance(appearance)
    style, image = look(dark=appearance == "dark"), view.grab().toImage()
    seen = pixels(image)[..., :3]
    for colour in style.trajectories[:5]:
        assert (np.abs(seen - colour.getRgb()[:3]).max(axis=2) <= 2).sum() >= 8
    frame = view.parts.frame  # type: ignore[union-attr]
    below, above = (frame.point(0.5, loss) for loss in (frame.y.low * 0.9, 2.2))
    on = frame.point(-1.9, float(waves(-1.9)))
    colours = [image.pixelColor(int(at.x()), int(at.y())) for at in (below, above, on)]
    assert colours[1] == style.panel
    assert colours[0] != style.panel
    # The line itself is the strongest of the three.
    contrast = [abs(colour.lightness() - style.panel.lightness()) for colour in colours]
    assert contrast[2] > contrast[0] > 0


def test_losses_that_were_not_computed_lie_on_the_curve(loop: SurfaceLoop) -> None:
    problem = RiskSettings(model=Source(text="parameters: a\na x"), data=LineData(count=40))
    run = run_of(problem, SGD(lr=0.01), steps=20, losses_every=7)
    answer = surface(problem, 401, None, parameter_line("a"))
    assert np.isnan(run.losses[0, 0, 3])
    found = coordinates(run, drawn_plane(answer), np.zeros(1, int), np.zeros(1, int), 3)[0]
    assert found[0] == run.points[0, 0, 3, 0]
    assert found[1] == pytest.approx(np.interp(found[0], answer.alpha, answer.values[0]))


# --- the axes


def test_the_vertical_axis_spans_the_losses_in_view() -> None:
    answer = curve("x^2", window=((-3.0, 3.0), (-3.0, 3.0)))
    assert window_seen(answer, answer.window)[1] == pytest.approx((-0.72, 9.72))
    near = window_seen(answer, ((-1.0, 0.5), (-1.0, 0.5)))
    assert near[0] == (-1.0, 0.5)
    assert near[1] == pytest.approx((-0.08, 1.08), abs=1e-3)


@pytest.mark.parametrize("formula", ["3 + 0 x", "log(x) - 1e200 x", "1/x", "sqrt(x - 9)", "exp(x^4)"])
def test_any_curve_has_a_vertical_axis_and_a_picture(formula: str, qapp: QApplication) -> None:
    answer = curve(formula, window=((-3.0, 3.0), (-3.0, 3.0)))
    (left, right), (low, high) = window_seen(answer, answer.window)
    assert (left, right) == (-3.0, 3.0)
    assert np.isfinite([low, high]).all()
    assert low < high
    painted(answer)


def painted(answer: SurfaceAnswer) -> QImage:
    window = window_seen(answer, answer.window)
    frame = Frame(QRectF(0, 0, 200, 160), Scale(*window[0]), Scale(*window[1]))
    image = QImage(200, 160, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    painter = QPainter(image)
    paint_ground(painter, frame, trace(answer, "log", 12), None, Sight(), look())
    painter.end()
    return image


def test_a_pole_is_cut_and_does_not_flatten_the_rest(qapp: QApplication) -> None:
    answer = curve("1/x^2 + x^2", 400, ((-3.0, 3.0), (-3.0, 3.0)))
    assert answer.values.max() > 10_000
    assert window_seen(answer, answer.window)[1][1] < 500


def test_two_sides_of_a_pole_are_not_joined(qapp: QApplication) -> None:
    image = painted(curve("1/x", 400, ((-3.0, 3.0), (-3.0, 3.0))))
    panel = look().panel
    # Above the left branch and beyond the right one nothing crosses the middle of the frame.
    assert image.pixelColor(95, 40) == panel


def test_where_the_loss_is_none_the_ground_is_hatched(qapp: QApplication) -> None:
    seen = pixels(painted(curve("x - log(x)", window=((-3.0, 3.0), (-3.0, 3.0)))))[..., :3]
    left, right = seen[:70, :95], seen[:70, 120:195]
    assert len(np.unique(left.reshape(-1, 3), axis=0)) > 1
    assert len(np.unique(right.reshape(-1, 3), axis=0)) == 1


def test_nothing_but_the_parameter_has_a_name_and_no_bar_stands_beside(view: SurfaceView) -> None:
    parts = view.parts
    assert parts is not None
    assert parts.bar is None
    assert ["".join(run.text for run in name) for name in parts.names] == ["x", "loss"]
    assert "over x from −3 to 3" in view.accessibleDescription()
    assert "loss from" not in view.accessibleDescription()


# --- the hands


def test_the_wheel_zooms_and_the_losses_follow(view: SurfaceView, studio: NotingStudio) -> None:
    frame = view.parts.frame  # type: ignore[union-attr]
    at = frame.point(-0.5, 1.0)
    view.zoom(0.5, at)
    window = studio.document.landscape.sight.window
    assert window is not None
    assert window[0] == pytest.approx((-1.75, 1.25))
    assert window[1] == window[0]
    shown = view.window_shown
    assert shown is not None
    inside = waves(np.linspace(-1.75, 1.25, 400))
    assert shown[1][0] < inside.min() < inside.max() < shown[1][1] < inside.max() + 0.3


def test_the_wheel_over_the_curve_is_taken(view: SurfaceView, studio: NotingStudio) -> None:
    at = view.plot_rect().center()
    event = QWheelEvent(
        at, view.mapToGlobal(at), QPointF(0, 0).toPoint(), QPointF(0, 120).toPoint(), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    view.wheelEvent(event)
    assert event.isAccepted()
    assert studio.document.landscape.sight.window is not None


def test_panning_moves_along_the_parameter_alone(view: SurfaceView, studio: NotingStudio) -> None:
    rect = view.plot_rect()
    view.pan(QPointF(rect.width() / 4, rect.height() / 3))
    window = studio.document.landscape.sight.window
    assert window is not None
    assert window[0] == pytest.approx((-1.5, 4.5))


def test_a_start_is_dragged_along_the_curve(view: SurfaceView, studio: NotingStudio) -> None:
    spots, frame = view.spots(), view.parts.frame  # type: ignore[union-attr]
    assert spots is not None
    row = int(np.nonzero(spots.members[:, 1] == 2)[0][0])
    begin = tuple(spots.starts[row].tolist())
    goal = frame.point(0.75, 2.0)
    hand = Hand(view)
    hand.press(begin)  # type: ignore[arg-type]
    hand.move((begin[0] + 9, begin[1]))
    hand.move((goal.x(), goal.y()))
    placed = studio.document.landscape.starts.placed
    assert placed is not None
    assert placed.shape == (5, 1)
    assert placed[2, 0] == pytest.approx(0.75, abs=1e-6)
    # While it is held its ring is on the curve, not where the hand is.
    ring, ground = view.grab().toImage(), frame.point(0.75, float(waves(0.75)))
    assert ring.pixelColor(int(ground.x()), int(ground.y())) == look().panel
    hand.release((goal.x(), goal.y()))


def test_a_start_is_added_where_the_parameter_is(view: SurfaceView, studio: NotingStudio) -> None:
    view.add_start(view.parts.frame.point(-1.25, 2.0))  # type: ignore[union-attr]
    placed = studio.document.landscape.starts.placed
    assert placed is not None
    assert placed[-1] == pytest.approx([-1.25])
    assert len(placed) == 6


def test_keys_move_the_selected_start(view: SurfaceView, studio: NotingStudio, loop: SurfaceLoop) -> None:
    view.nudge_start(0.1, 0.3)
    placed, run = studio.document.landscape.starts.placed, loop.results.run
    assert placed is not None
    assert run is not None
    assert placed[0, 0] == pytest.approx(run.points[0, 0, 0, 0] + 0.6)


def test_the_pointer_reads_the_parameter_and_the_loss(view: SurfaceView, loop: SurfaceLoop) -> None:
    answer, frame = loop.results.surface, view.parts.frame  # type: ignore[union-attr]
    assert answer is not None
    told = "".join(run.text for run in reading(answer.plane, (0.5, 1.0), float(waves(0.5)), frame))
    assert told.split() == ["x", "0.5", "loss", "1.047"]


def test_the_menu_copies_the_parameter(view: SurfaceView) -> None:
    menu = SurfaceMenu(view, view.parts.frame.point(0.5, 1.0))  # type: ignore[union-attr]
    (copy,) = [one.text() for one in menu.actions() if one.text().startswith("Copy")]
    assert "," not in copy
    menu.close()


def test_a_known_minimum_is_marked_on_the_curve(view: SurfaceView, loop: SurfaceLoop) -> None:
    run = loop.results.run
    assert run is not None
    least = np.array([[-0.5017]])
    loop.show(run=replace(run, begun=replace(run.begun, minima=least, minima_losses=waves(least[0]))))
    (mark,) = view._marks
    frame = view.parts.frame  # type: ignore[union-attr]
    assert (mark.x, mark.y) == pytest.approx(tuple(frame.place(least[0], waves(least[0]))[0]))
    assert mark.told == "A known minimum: x = −0.5017, loss −0.9475."


def test_a_trajectory_that_diverged_leaves_a_cross(loop: SurfaceLoop, view: SurfaceView) -> None:
    loop.show(run=run_of(own("x^4"), SGD(lr=2.0), steps=30), surface=curve("x^4"))
    loop.playhead.go_to(30)
    spots = view.spots()
    assert spots is not None
    assert spots.stopped.any()
    view.grab()


def test_an_export_paints_what_the_view_shows(view: SurfaceView) -> None:
    scene, shown = view.scene(), view.grab().toImage()
    assert scene is not None
    assert isinstance(scene.plane, Graph)
    made = QImage(shown.size(), QImage.Format.Format_RGB32)
    made.fill(look().panel)
    painter = QPainter(made)
    paint_scene(painter, QRectF(0, 0, 430, 360), scene, look())
    painter.end()
    apart = np.abs(pixels(made) - pixels(shown))[..., :3].max(axis=2)
    assert (apart > 40).mean() < 0.002


def test_a_surface_takes_the_place_of_a_curve(view: SurfaceView, loop: SurfaceLoop) -> None:
    assert view.on_curve
    loop.show(run=None, surface=surface("himmelblau"))
    assert not view.on_curve
    assert view.parts is not None
    assert view.parts.bar is not None
    view.grab()


def test_a_wish_of_a_plane_stays_as_it_is() -> None:
    window = ((0.0, 1.0), (5.0, 7.0))
    assert wishes.wished_window(window, surface("himmelblau", 5).plane) == window


def test_the_labels_of_level_arrows_keep_off_the_longer_ones(qapp: QApplication) -> None:
    theme.install("light", 1.0, True)
    frame = Frame(QRectF(0, 0, 300, 100), Scale(-3, 3), Scale(0, 2))
    arrows = [
        Arrow(name, typeset.words(label), np.array([2.0, 1.0]), np.array([-reach, 0.0]), colour)
        for name, label, reach, colour in (
            ("gradient", "short", 1.0, "input_mark"), ("step", "long", 3.0, "accent"),
        )
    ]  # fmt: skip
    image = QImage(300, 100, QImage.Format.Format_RGB32)
    image.fill(look().panel)
    painter = QPainter(image)
    assert paint_step_arrows(painter, frame, arrows, look()) == 1
    painter.end()
    # Beyond the tip of the short arrow, at 200, the long one goes on whole to its own, at 100.
    line = {image.pixelColor(x, 50).name() for x in range(120, 195)}
    assert line == {look().accent.name()}
