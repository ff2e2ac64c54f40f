"""The loss-surface panel in the real window with a real engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from jacviz.experiment.recipes import SGD, Adam
from jacviz.experiment.settings import Mlp, ObjectiveSettings, RiskSettings
from jacviz.session.document import Document
from jacviz.session.landscape.settings import Landscape
from jacviz.ui import theme
from jacviz.ui.studio import Studio
from jacviz.ui.window import Window

LONGEST = 60_000  # milliseconds
WORKED = Document(title="Worked example", maths="x1^2 + x2 + x3\nx1 - x2 + x3")
Land = Callable[..., Window]


@pytest.fixture(scope="module")
def own_window(qapp: QApplication) -> Iterator[Window]:
    theme.install("light")
    window = Window(Studio(WORKED))
    window.show()
    yield window
    window.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture
def land(own_window: Window, qtbot: QtBot) -> Iterator[Land]:
    """Wishes for a landscape and waits until it is drawn."""
    theme.install("light")
    studio = own_window.studio
    loop = studio.landscape

    def rests() -> bool:
        run = loop.results.run
        there = run is not None and run.answer is not None
        return there and not (loop.results.descending or loop.results.surfacing)

    def wish(**fields: Any) -> Window:
        studio.update(replace(studio.document, landscape=replace(studio.document.landscape, **fields)))
        qtbot.waitUntil(rests, timeout=LONGEST)
        return own_window

    studio.begin(replace(WORKED, landscape=Landscape()))
    own_window.landscape_panel.show_page("curves")
    qtbot.waitUntil(lambda: own_window.landscape_panel.isVisible(), timeout=LONGEST)
    wish()
    yield wish
    loop.set_link(False)
    loop.playhead.pause()
    own_window.actions_table["descent.page-curves"].trigger()


def test_the_window_opens_with_the_line_experiment_rolling(land: Land, qtbot: QtBot) -> None:
    window = land()
    loop = window.studio.landscape
    assert window.landscape_panel.surface.isVisible()
    loop.playhead.to_start()
    loop.playhead.play()
    qtbot.waitUntil(lambda: loop.playhead.step > 5, timeout=LONGEST)
    assert loop.results.surface is not None


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "y = a x + b, 200 samples, SGD, batch 16"),
        ({"problem": ObjectiveSettings(objective="booth")}, "Booth, SGD"),
        (
            {"recipes": (SGD(lr=0.1, momentum=0.9, nesterov=True), Adam()), "batch": None},
            "y = a x + b, 200 samples, SGD with Nesterov momentum, Adam, all in every step",
        ),
        (
            {"problem": RiskSettings(model=Mlp(sizes=(3,)), loss="huber"), "steps": 10},
            "MLP 3, huber loss, 200 samples, SGD, batch 16",
        ),
    ],
    ids=["line", "objective", "optimisers", "network"],
)
def test_one_line_says_what_is_minimised(land: Land, fields: dict[str, Any], said: str) -> None:
    assert land(**fields).landscape_panel.summary == said


@pytest.mark.parametrize("page", ["curves", "step", "points", "settings"])
def test_every_page_is_a_command(land: Land, page: str) -> None:
    window = land()
    window.actions_table[f"descent.page-{page}"].trigger()
    assert window.landscape_panel.tabs.choice() == page
    assert window.landscape_panel.pages.currentWidget().isVisible()


def test_only_what_is_on_the_screen_is_asked(land: Land, qtbot: QtBot) -> None:
    window = land()
    loop = window.studio.landscape
    loop.playhead.pause()
    window.landscape_panel.show_page("settings")
    moment = loop.results.moment_step
    loop.playhead.go_to(77)
    window.landscape_panel.show_page("step")
    qtbot.waitUntil(lambda: loop.results.terms is not None, timeout=LONGEST)
    qtbot.waitUntil(lambda: loop.results.moment_step == 77, timeout=LONGEST)
    assert moment != 77
    window.landscape_panel.show_page("points")
    assert loop.results.terms is None  # or the surface would go on drawing its arrows


def test_the_link_puts_the_step_into_the_jacobian_panel(land: Land, qtbot: QtBot) -> None:
    window = land()
    loop = window.studio.landscape
    loop.playhead.pause()
    loop.playhead.go_to(3)
    window.actions_table["descent.link"].trigger()
    assert window.linked_panel.step is not None
    step = window.linked_panel.step
    qtbot.waitUntil(lambda: loop.results.minibatch_step == 3, timeout=LONGEST)
    qtbot.waitUntil(lambda: step.source.minibatch is not None, timeout=LONGEST)
    assert step.isVisible()
    assert not window.jacobian_panel.isVisible()
    assert window.landscape_panel.link.isChecked()
    qtbot.mouseClick(step.back, Qt.MouseButton.LeftButton)
    assert window.jacobian_panel.isVisible()
    assert not window.landscape_panel.link.isChecked()


def test_three_dimensions_are_off_with_a_reason_where_there_is_no_opengl(land: Land) -> None:
    from jacviz.ui.landscape.solid_view import opengl_problem

    if opengl_problem() is None:
        pytest.skip("there is OpenGL")
    window = land()
    window.actions_table["descent.three-d"].trigger()
    panel = window.landscape_panel
    assert panel.pictures.currentWidget() is panel.surface
    assert not panel.three_d.isEnabled()
    assert "OpenGL" in panel.three_d.toolTip()


def test_space_and_arrows_move_the_playhead(land: Land, qtbot: QtBot) -> None:
    window = land()
    playhead = window.studio.landscape.playhead
    playhead.pause()
    playhead.go_to(50)
    surface = window.landscape_panel.surface
    surface.setFocus()
    qtbot.keyClick(surface, Qt.Key.Key_Right)
    assert playhead.step == 51
    qtbot.keyClick(surface, Qt.Key.Key_End)
    assert playhead.step == 500
    qtbot.keyClick(surface, Qt.Key.Key_Home)
    qtbot.keyClick(surface, Qt.Key.Key_Space)
    assert playhead.playing


def test_a_sight_is_undone_like_everything_else(land: Land) -> None:
    window = land()
    studio = window.studio
    window.landscape_panel.wish_sight(levels="linear")
    assert studio.document.landscape.sight.levels == "linear"
    window.actions_table["edit.undo"].trigger()
    assert studio.document.landscape.sight.levels == "log"
