"""The three-dimensional picture on a real OpenGL context; skipped, with the reason, where there is none.

On a machine without a display: QT_QPA_PLATFORM=xcb xvfb-run -a .venv/bin/python -m pytest -n 0 THIS_FILE
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from jacviz.engine.training_messages import BasinsAnswer, CriticalAnswer, DescentAnswer
from jacviz.experiment.recipes import SGD, Adam
from jacviz.session.landscape.results import Selection
from jacviz.session.picture import Eye
from jacviz.ui import theme
from jacviz.ui.landscape.solid import opengl, solid_view
from jacviz.ui.landscape.solid.solid_view import SolidView, opengl_problem
from jacviz.ui.landscape.surface import wishes
from jacviz.ui.landscape.surface.outside import outside_rect
from jacviz.ui.plot.look import look
from jacviz.ui.publish.views.camera import CORNERS, standing
from jacviz.ui.studio import Studio
from tests.ui.landscape.standins import StandInLoop, made_run, made_surface

Key = Qt.Key


# --- everywhere ------------------------------------------------------------------------------------------


def test_the_offscreen_platform_says_that_it_has_none(qapp: QApplication) -> None:
    if QGuiApplication.platformName() != "offscreen":
        pytest.skip("this is another platform")
    sentence = opengl_problem()
    assert sentence == "Three dimensions need OpenGL, which Qt's offscreen platform does not offer."


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("pyqtgraph.opengl")]:
        monkeypatch.delitem(sys.modules, name)  # another test may have imported it already
    monkeypatch.setitem(sys.modules, "OpenGL.GL", None)
    monkeypatch.setenv("PYOPENGL_PLATFORM", "egl")
    sentence = opengl._package_problem()
    assert sentence is not None
    assert sentence.startswith("Three dimensions need the package PyOpenGL, which cannot be imported here")


class OldContext:
    """OpenGL of 1998, or none at all."""

    made = True

    def create(self) -> bool:
        return self.made

    def makeCurrent(self, surface: object) -> bool:
        del surface
        return True

    def isOpenGLES(self) -> bool:
        return False

    def format(self) -> Any:
        return self


def test_too_old_or_no_opengl_is_said(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    class Format:
        def version(self) -> tuple[int, int]:
            return (1, 2)

    monkeypatch.setattr(OldContext, "format", lambda _self: Format())
    monkeypatch.setattr(opengl, "QOpenGLContext", OldContext)
    assert opengl._context_problem() == ("Three dimensions need OpenGL 2.1 or newer; this system offers 1.2.")
    monkeypatch.setattr(OldContext, "made", False)
    assert opengl._context_problem() == (
        "Three dimensions need OpenGL, which this system's graphics driver does not offer."
    )


def test_both_dialects_of_the_programs() -> None:
    glsl = pytest.importorskip("jacviz.ui.landscape.solid.glsl", exc_type=ImportError)
    for source in (glsl.SURFACE, glsl.PATHS, glsl.LINES):
        vertex, fragment = glsl.texts(source, "120")
        assert "\nattribute " in vertex
        assert "#define result gl_FragColor" in fragment
        assert "\n    in " not in vertex + fragment
        vertex, fragment = glsl.texts(source, "300 es")
        assert fragment.startswith("#version 300 es\nprecision")
        assert "out vec4 result;" in fragment


@pytest.mark.slow
def test_the_picture_on_a_virtual_display() -> None:
    if not sys.platform.startswith("linux") or shutil.which("xvfb-run") is None:
        pytest.skip("there is no virtual display here: xvfb-run is not installed")
    if os.environ["QT_QPA_PLATFORM"] == "xcb":
        pytest.skip("this is it")
    command = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", __file__]
    told = subprocess.run(
        ["xvfb-run", "-a", "-s", "-screen 0 1280x1024x24", *command],
        env=os.environ | {"QT_QPA_PLATFORM": "xcb"}, cwd=Path(__file__).parents[3],
        capture_output=True, text=True, timeout=110, check=False,
    )  # fmt: skip
    assert told.returncode == 0, told.stdout + told.stderr


# --- with OpenGL -----------------------------------------------------------------------------------------


@pytest.fixture
def loop(qapp: QApplication) -> StandInLoop:
    problem = opengl_problem()
    if problem is not None:
        pytest.skip(problem)
    made = StandInLoop()
    made.show(run=made_run(starts=5, steps=60), surface=made_surface(101))
    return made


@pytest.fixture
def view(loop: StandInLoop, studio: Studio, qtbot: QtBot) -> Iterator[SolidView]:
    made = SolidView(studio, loop)  # type: ignore[arg-type]
    made.resize(480, 400)
    made.show()
    qtbot.waitExposed(made)
    qtbot.waitUntil(lambda: made.scene.isValid() and made.scene.complete)
    yield made
    made.close()
    made.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def pixels(view: SolidView) -> Any:
    image = view.scene.grabFramebuffer().convertToFormat(view.scene.grabFramebuffer().Format.Format_RGB32)
    raw = np.frombuffer(image.constBits(), dtype=np.uint8).reshape(image.height(), image.width(), 4)
    return raw[:, :, 2::-1].astype(int)


def count(view: SolidView, colour: str, room: int = 24) -> int:
    wanted = np.array(QColor(colour).getRgb()[:3])
    return int((np.abs(pixels(view) - wanted).max(axis=2) <= room).sum())


def test_surface_trajectories_and_box_are_drawn(view: SolidView, loop: StandInLoop) -> None:
    ground = (np.abs(pixels(view) - 255).max(axis=2) <= 1).mean()
    assert 0.1 < ground < 0.9
    hue = theme.tokens().trajectories[2]
    before = count(view, hue)
    loop.playhead.go_to(30)
    assert count(view, hue) > before + 30


def test_light_and_dark(view: SolidView) -> None:
    assert pixels(view)[2, 2].tolist() == list(QColor(theme.LIGHT.panel).getRgb()[:3])
    theme.current().set_appearance("dark")
    assert pixels(view)[2, 2].tolist() == list(QColor(theme.DARK.panel).getRgb()[:3])


def test_hidden_trajectories_are_not_drawn(view: SolidView, loop: StandInLoop, studio: Studio) -> None:
    loop.playhead.go_to(60)
    hue = theme.tokens().trajectories[2]
    assert count(view, hue) > 30
    sight = replace(studio.document.landscape.sight, hidden=("start 2",))
    studio.update(replace(studio.document, landscape=replace(studio.document.landscape, sight=sight)))
    assert count(view, hue) < 5


def test_a_click_on_a_head_selects_its_trajectory(view: SolidView, loop: StandInLoop, qtbot: QtBot) -> None:
    assert view._paths is not None
    x, y, _ = view.scene.project(view._paths.vertices[1, :1].astype(float))[0]
    qtbot.mouseClick(view.scene, Qt.MouseButton.LeftButton, pos=QPoint(round(x), round(y)))
    assert loop.results.selection == Selection(0, 1)


def test_the_legend_switches_trajectories_off(
    view: SolidView, loop: StandInLoop, studio: Studio, qtbot: QtBot
) -> None:
    loop.playhead.go_to(60)
    assert view.overlay.lettering.legend[0].label == "start 1"
    place = view.overlay.lettering.legend[2].rect.center().toPoint()
    for hidden in (("start 2",), ()):
        qtbot.mouseClick(view.scene, Qt.MouseButton.LeftButton, pos=place)
        assert studio.document.landscape.sight.hidden == hidden


def test_heads_outside_the_box_are_told_and_brought_back(
    view: SolidView, loop: StandInLoop, studio: Studio, qtbot: QtBot
) -> None:
    assert view.overlay.lettering.outside == ""
    window = ((1.8, 2.2), (0.3, 0.7))
    studio.update(wishes.with_sight(studio.document, window=window))
    loop.show(surface=replace(made_surface(101), window=window))
    assert view.overlay.lettering.outside == "All 5 heads are outside: show all"
    loop.playhead.go_to(60)
    assert view.overlay.lettering.outside == ""
    loop.playhead.go_to(0)
    place = outside_rect(QRectF(view.rect()), view.overlay.lettering.outside, look()).center().toPoint()
    qtbot.mouseClick(view.scene, Qt.MouseButton.LeftButton, pos=place)
    assert studio.document.landscape.sight.window is None


def test_known_minima_and_critical_points_are_marked(
    view: SolidView, loop: StandInLoop, studio: Studio
) -> None:
    assert view.overlay.lettering.kinds == ("optimum",)
    loop.show(critical=CriticalAnswer(np.array([[1.0, 1.0]]), np.ones(1), np.ones((1, 2)), ("saddle",)))
    assert view.overlay.lettering.kinds == ("optimum",)
    sight = replace(studio.document.landscape.sight, critical=True)
    studio.update(replace(studio.document, landscape=replace(studio.document.landscape, sight=sight)))
    assert view.overlay.lettering.kinds == ("optimum", "saddle")


def test_basins_colour_the_surface(view: SolidView, loop: StandInLoop, studio: Studio, qtbot: QtBot) -> None:
    before = pixels(view)
    labels = np.where(np.arange(10) < 5, 0, 1) * np.ones((10, 1), dtype=np.int64)
    alpha, beta = np.arange(10) * 0.6 - 0.7, np.arange(10) * 0.5 - 1.75
    basins = BasinsAnswer(labels, alpha, beta, np.zeros((2, 2)), True)
    loop.show(basins=basins)
    assert view._basins.pixels() is None  # not wished for
    sight = replace(studio.document.landscape.sight, basins=True)
    studio.update(replace(studio.document, landscape=replace(studio.document.landscape, sight=sight)))
    qtbot.waitUntil(lambda: view._basins.pixels() is not None)
    after = pixels(view)
    x, y, _ = np.round(view.scene.project(np.array([[-0.7, 0.5, 0.1], [0.7, 0.5, 0.1]]))).astype(int).T
    assert (np.abs(after - before).max(axis=2) > 8).mean() > 0.1
    tints = [after[row, column] - before[row, column] for row, column in zip(y, x, strict=True)]
    assert np.abs(tints[0] - tints[1]).max() > 8  # two of them
    loop.show(basins=None)
    qtbot.waitUntil(lambda: view._basins.pixels() is None)
    np.testing.assert_allclose(pixels(view), before, atol=2)


def test_a_cross_stands_where_a_trajectory_diverged_and_the_reason_below(
    view: SolidView, loop: StandInLoop
) -> None:
    run = made_run(starts=5, steps=60)
    run.diverged_at[0, 2] = 4
    run.points[0, 2, 3:], run.losses[0, 2, 3:] = run.points[0, 2, 3].copy(), run.losses[0, 2, 3]
    answer = DescentAnswer(("Diverged at step 4. The steps grow.",), np.zeros((1, 5)))
    loop.show(run=replace(run, answer=answer))
    assert [saying.text for saying in view._said] == ["1 of 5 starts diverged (3) at step 4. The steps grow."]
    hue = theme.tokens().trajectories[2]
    loop.playhead.go_to(3)
    moving = count(view, hue)
    loop.playhead.go_to(4)
    assert 20 < count(view, hue) < moving + 40
    assert view._spots._lost.tolist() == [False, False, True, False, False]


def test_a_streaming_run_grows(view: SolidView, loop: StandInLoop) -> None:
    part, whole = made_run(starts=5, steps=60, computed=2), made_run(starts=5, steps=60)
    loop.show(run=part)
    loop.playhead.to_end()
    hue = theme.tokens().trajectories[2]
    before = count(view, hue)
    part.points[:], part.losses[:] = whole.points, whole.losses
    loop.show(run=replace(part, computed=60))
    loop.playhead.to_end()
    assert count(view, hue) > before + 20


def test_a_large_run_comes_in_slices_and_stays_while_another_surface_comes(
    view: SolidView, loop: StandInLoop, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(solid_view, "_SLICE", 50)  # ten steps of five trajectories
    loop.show(run=made_run(starts=5, steps=60))
    loop.playhead.to_end()
    assert view._paths is not None
    assert view._paths.count == 10
    qtbot.waitUntil(lambda: view._paths is not None and view._paths.count == 61)
    whole = view._paths
    loop.show(surface=made_surface(61))
    assert view._paths is whole
    assert count(view, theme.tokens().trajectories[2]) > 30
    qtbot.waitUntil(lambda: view._paths is not whole)
    assert view._paths is not None
    assert view._paths.count == 61


def test_a_new_run_with_fewer_starts_may_come_before_its_surface(view: SolidView, loop: StandInLoop) -> None:
    loop.playhead.to_end()
    run = made_run(starts=2, steps=5)
    other = replace(run.begun, low=np.zeros(3))  # of three parameters
    loop.show(run=replace(run, begun=other, points=run.points.copy()))
    theme.current().set_appearance("dark")
    assert count(view, theme.tokens().trajectories[2]) < 5
    loop.show(run=made_run(starts=3, steps=20))
    loop.playhead.to_end()
    assert count(view, theme.tokens().trajectories[2]) > 10


def test_several_optimisers_and_another_problem(view: SolidView, loop: StandInLoop) -> None:
    loop.show(run=made_run(SGD(), Adam(), starts=3, steps=20))
    loop.playhead.to_end()
    assert count(view, theme.tokens().trajectories[1]) > 10
    loop.show(run=None)
    assert count(view, theme.tokens().trajectories[1]) < 5


def test_mouse_and_keys_move_the_eye(view: SolidView, qtbot: QtBot) -> None:
    scene = view.scene
    home = dict(scene.opts)
    qtbot.keyClick(scene, Key.Key_Right)
    assert scene.azimuth == pytest.approx(home["azimuth"] + 5)
    qtbot.keyClick(scene, Key.Key_Up)
    assert scene.elevation == pytest.approx(home["elevation"] + 5)
    qtbot.keyClick(scene, Key.Key_Plus)
    assert scene.opts["distance"] < home["distance"]
    qtbot.keyClick(scene, Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert scene.opts["center"] != home["center"]
    qtbot.keyClick(scene, Key.Key_0)
    assert scene.opts["distance"] == pytest.approx(home["distance"])
    qtbot.mousePress(scene, Qt.MouseButton.LeftButton, pos=QPoint(100, 100))
    qtbot.mouseMove(scene, QPoint(140, 100))
    qtbot.waitUntil(lambda: scene.azimuth != pytest.approx(home["azimuth"]))
    qtbot.mouseRelease(scene, Qt.MouseButton.LeftButton, pos=QPoint(140, 100))


def test_an_exported_picture_is_seen_from_the_same_place(view: SolidView, qtbot: QtBot) -> None:
    scene = view.scene
    assert scene.seen_from == Eye()
    scene.turn(25, -10)
    assert scene.seen_from == Eye(-31, 26)  # only turned: all of it, whatever the picture's shape
    scene.zoom(1.7)
    scene.shift(30, -12)
    camera = standing(scene.seen_from, QRectF(0, 0, scene.width(), scene.height()))
    np.testing.assert_allclose(
        camera.project(CORNERS)[:, :2], scene.project(CORNERS)[:, :2], atol=0.5
    )
    eye = scene.seen_from
    scene.home()
    assert scene.seen_from == Eye()
    scene.look_from(eye)  # as an opened picture wishes
    assert scene.seen_from == eye
    scene.look_from(Eye(-31, 26))
    scene.resize(scene.width() // 2, scene.height())
    assert scene.seen_from == Eye(-31, 26)  # all of it still


def test_space_is_left_to_the_panel(view: SolidView, qtbot: QtBot) -> None:
    reached: list[int] = []

    class Panel(QWidget):
        def keyPressEvent(self, event: Any) -> None:
            reached.append(event.key())

    panel = Panel()
    qtbot.addWidget(panel)
    QVBoxLayout(panel).addWidget(view)
    panel.show()
    qtbot.waitExposed(panel)
    qtbot.keyClick(view.scene, Key.Key_Space)
    qtbot.keyClick(view.scene, Key.Key_Left)
    assert reached == [Key.Key_Space]
    view.setParent(None)


def test_all_of_the_box_is_seen_whatever_the_shape(view: SolidView, qtbot: QtBot) -> None:
    corners = np.array([[x, y, z] for x in (-1, 1) for y in (-1, 1) for z in (-0.55, 0.55)], dtype=float)
    for width, height in ((420, 300), (300, 600), (900, 300)):
        view.resize(width, height)
        qtbot.waitUntil(lambda w=width: view.scene.width() == w)
        seen = view.scene.project(corners)[:, :2]
        assert (seen >= 0).all()
        assert (seen <= (width - 20, height - 20)).all()


def test_the_picture_survives_another_window(view: SolidView, loop: StandInLoop, qtbot: QtBot) -> None:
    # A panel that is floated gets another OpenGL context: what was uploaded to the old one is gone.
    loop.playhead.go_to(60)
    hue = theme.tokens().trajectories[2]
    assert count(view, hue) > 30
    window = QWidget()
    qtbot.addWidget(window)
    QVBoxLayout(window).addWidget(view)
    window.resize(500, 420)
    window.show()
    qtbot.waitExposed(window)
    qtbot.waitUntil(lambda: view.scene.isValid())
    view.show()
    qtbot.waitUntil(lambda: count(view, hue) > 30)
    view.setParent(None)


def test_a_surface_that_fails_is_said(view: SolidView, loop: StandInLoop) -> None:
    from jacviz.engine.messages import Failure

    view._surface = None
    loop.show(surface=None, surface_failure=Failure("execution", "No plane."))
    assert view.overlay.lettering.sentence == "No plane."
