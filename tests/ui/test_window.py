from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDockWidget, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from jacviz.engine.messages import JacobianAnswer
from jacviz.session.settings import read_settings
from jacviz.ui import theme
from jacviz.ui.controls.buttons import IconButton
from jacviz.ui.preferences import Preferences
from jacviz.ui.studio import Studio
from jacviz.ui.window import Window
from tests.ui.opening import open_in

Answer = Callable[[Studio], JacobianAnswer]


def test_typing_moves_the_matrix(window: Window, qtbot: QtBot, answer: Answer) -> None:
    assert answer(window.studio).jacobian.shape == (2, 3)
    editor = window.function_panel.editor
    editor.setFocus()
    editor.selectAll()
    qtbot.keyClicks(editor, "3a + b")
    qtbot.keyClick(editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.studio.document.source == "3a + b")
    np.testing.assert_array_equal(answer(window.studio).jacobian, [[3, 1]])
    assert window.studio.document.x.names == ("a", "b")


def test_a_text_file_is_opened_and_one_that_cannot_be_is_said(
    window: Window, answer: Answer, tmp_path: Path, qtbot: QtBot
) -> None:
    good = tmp_path / "squares.JAC"
    good.write_text("p^2\nq^2", encoding="utf-8")
    open_in(window, good)
    assert answer(window.studio).columns.names == ("p", "q")
    assert window.windowTitle() == "squares[*] · jacviz"
    said: list[str] = []
    window.status.said.connect(said.append)
    bad, large = tmp_path / "bad.jac", tmp_path / "large.py"
    bad.write_bytes(b"\xff\xfe\x00x")
    large.write_text("# π\n" * 800_001, encoding="utf-8")  # 4 MB of bytes, fewer characters
    for path in (bad, large, tmp_path / "nowhere.jac", tmp_path / "data.csv"):
        open_in(window, path)
    assert [" ".join(sentence.split()[:4]) for sentence in said] == [
        "bad.jac: expected UTF-8 text,",
        "large.py is larger than",
        "nowhere.jac cannot be read:",
        "data.csv: expected a .jacviz",
    ]
    assert window.studio.document.source == "p^2\nq^2"


def test_the_text_is_saved_whole_and_a_place_that_refuses_is_said(
    window: Window, answer: Answer, tmp_path: Path
) -> None:
    answer(window.studio)
    said: list[str] = []
    window.status.said.connect(said.append)
    window.files.write_text(tmp_path / "mine.jac")
    window.files.write_text(tmp_path / "nowhere" / "mine.jac")
    assert (tmp_path / "mine.jac").read_text(encoding="utf-8") == window.studio.document.source
    assert said[0] == "Written to mine.jac."
    assert said[1].startswith("mine.jac cannot be written: no such file")
    assert [path.name for path in tmp_path.iterdir()] == ["mine.jac"]


def test_undo_brings_the_text_of_before_back(window: Window, answer: Answer) -> None:
    answer(window.studio)
    before = window.studio.document.source
    window.function_panel.open_example("polar-coordinates")
    answer(window.studio)
    assert window.function_panel.editor.toPlainText() != before
    window.actions_table["edit.undo"].trigger()
    answer(window.studio)
    assert window.function_panel.editor.toPlainText() == before


def docks(window: Window) -> list[QDockWidget]:
    return window.findChildren(QDockWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)


def test_the_arrangement_is_remembered(window: Window, qtbot: QtBot) -> None:
    function, jacobian, landscape = docks(window)
    window.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, function)
    qtbot.waitUntil(lambda: function.y() > jacobian.y())
    window.close()
    settings = read_settings()
    again = Window(Studio(window.studio.document, settings))
    again.show()
    function, jacobian, landscape = docks(again)
    qtbot.waitUntil(lambda: function.y() > jacobian.y())
    again.actions_table["view.reset"].trigger()
    qtbot.waitUntil(lambda: function.x() < jacobian.x() < landscape.x())
    assert function.y() == jacobian.y() == landscape.y()
    again.close()
    again.deleteLater()


def test_every_preference_holds_at_once(window: Window, qtbot: QtBot) -> None:
    preferences = Preferences(window.studio, window)
    qtbot.addWidget(preferences)
    preferences.deadline.setValue(9)
    preferences.memory.setValue(2)
    preferences.font_scale.setValue(150)
    preferences.motion.setChecked(True)
    qtbot.mouseClick(preferences.appearance.button("dark"), Qt.MouseButton.LeftButton)
    settings = read_settings()
    assert (settings.deadline, settings.memory, settings.font_scale) == (9, 2, 1.5)
    assert settings.reduced_motion
    assert settings.appearance == "dark"
    assert theme.current().dark
    assert theme.current().scale == 1.5
    assert theme.current().motion == 0
    qtbot.waitUntil(lambda: QApplication.font().pixelSize() == round(13 * 1.5))
    icons = window.findChildren(IconButton)
    qtbot.waitUntil(lambda: {icon.iconSize().width() for icon in icons} == {round(18 * 1.5)})


def test_every_control_has_a_name_that_can_be_read_out(window: Window, answer: Answer) -> None:
    answer(window.studio)
    unnamed = [
        f"{type(widget).__name__} in {type(widget.parent()).__name__}"
        for widget in window.findChildren(QWidget)
        if widget.isVisible()
        and widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        and not widget.accessibleName()
        and not (isinstance(widget, QToolButton) and widget.text())
        and not widget.objectName().startswith("qt_")
        and not isinstance(widget, QDockWidget)
    ]
    assert unnamed == []


def test_tab_reaches_every_part(window: Window, answer: Answer, qtbot: QtBot) -> None:
    answer(window.studio)
    window.activateWindow()
    board = window.jacobian_panel.board
    wanted = {board.matrix, *board.x_side.widgets, *board.v_side.widgets, *board.u_side.widgets}
    place: QWidget = window.topbar
    seen: set[QWidget] = set()
    for _ in range(400):
        place = place.nextInFocusChain()
        if place.isVisible() and place.focusPolicy() & Qt.FocusPolicy.TabFocus:
            seen.add(place)
    assert wanted <= seen


def test_an_error_and_a_stopped_engine_are_states_and_never_windows(
    window: Window, qtbot: QtBot, answer: Answer
) -> None:
    answer(window.studio)
    studio = window.studio
    studio.change_settings(replace(studio.settings, deadline=0.5))
    studio.update(replace(studio.document, language="python", python="while True: pass"))
    qtbot.waitUntil(lambda: studio.results.failure is not None)
    assert QApplication.activeModalWidget() is None
    assert studio.results.stale
    window.grab()


@pytest.mark.skipif(sys.platform != "linux", reason="a display is found by its variables on Linux alone")
def test_the_application_ends_with_status_0(tmp_path: Path) -> None:
    import os

    marks = tmp_path / "marks.json"
    environment = {**os.environ, "JACVIZ_MARKS": str(marks), "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-m", "jacviz"],
        env=environment,
        capture_output=True,
        timeout=90,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 0, done.stderr
    assert marks.exists()
    errors = [
        line for line in done.stderr.decode().splitlines() if "This plugin does not support" not in line
    ]
    assert errors == []
