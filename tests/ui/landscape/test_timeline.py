"""The timeline: buttons, bar, figures, speed, loop, and its keys in a whole panel."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from jacviz.experiment.recipes import SGD
from jacviz.ui import theme
from jacviz.ui.landscape.timeline.keys import install_keys
from jacviz.ui.landscape.timeline.timeline import SPEEDS, Timeline
from tests.ui.landscape.standins import StandInLoop, made_run

Key = Qt.Key
LEFT = Qt.MouseButton.LeftButton


class Sheet(QWidget):
    """A panel with a timeline, a text field and a button."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.loop = StandInLoop()
        self.playhead = self.loop.playhead
        self.timeline = Timeline(self.loop)  # type: ignore[arg-type]
        self.field, self.button = QLineEdit("12"), QPushButton("other")
        column = QVBoxLayout(self)
        for widget in (self.timeline, self.field, self.button):
            column.addWidget(widget)
        install_keys(self, self.playhead)


@pytest.fixture
def sheet(qapp: QApplication, qtbot: QtBot) -> Iterator[Sheet]:
    theme.install("light")
    made = Sheet()
    qtbot.addWidget(made)
    made.resize(560, 120)
    made.loop.show(run=made_run(steps=100))
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    made.setFocus()
    qtbot.waitUntil(made.hasFocus)
    yield made
    made.playhead.pause()


def pull(qtbot: QtBot, sheet: Sheet, share: float) -> QPoint:
    bar = sheet.timeline.bar
    return QPoint(round(bar.place(share * sheet.playhead.length)), bar.height() // 2)


def test_buttons_move_the_step(sheet: Sheet, qtbot: QtBot) -> None:
    timeline = sheet.timeline
    assert not timeline.back.isEnabled()
    clicks = [(timeline.forward, 1), (timeline.forward, 2), (timeline.back, 1)]
    for button, step in (*clicks, (timeline.to_end, 100), (timeline.to_start, 0)):
        qtbot.mouseClick(button, LEFT)
        assert sheet.playhead.step == step
    assert timeline.figures.text() == "\u2007\u20070 / 100"


def test_the_round_button_plays_and_pauses_and_says_which(sheet: Sheet, qtbot: QtBot) -> None:
    play = sheet.timeline.play
    assert (play.accessibleName(), play.toolTip()) == ("Play", "Play (Space)")
    qtbot.mouseClick(play, LEFT)
    assert sheet.playhead.playing
    assert play.accessibleName() == "Pause"
    qtbot.mouseClick(play, LEFT)
    assert not sheet.playhead.playing


def test_pulling_the_bar_shows_each_step_and_playing_goes_on_afterwards(sheet: Sheet, qtbot: QtBot) -> None:
    bar, playhead = sheet.timeline.bar, sheet.playhead
    playhead.play()
    qtbot.mousePress(bar, LEFT, pos=pull(qtbot, sheet, 0.5))
    assert (playhead.step, playhead.playing) == (50, False)
    qtbot.mouseMove(bar, pull(qtbot, sheet, 0.25))
    qtbot.waitUntil(lambda: playhead.step == 25)
    qtbot.mouseRelease(bar, LEFT, pos=pull(qtbot, sheet, 0.25))
    assert playhead.playing
    playhead.pause()


def test_the_bar_goes_no_farther_than_what_is_computed(sheet: Sheet, qtbot: QtBot) -> None:
    sheet.loop.show(run=made_run(steps=100, computed=30))
    qtbot.mouseClick(sheet.timeline.bar, LEFT, pos=pull(qtbot, sheet, 0.9))
    assert sheet.playhead.step == 30
    assert "30 computed so far" in sheet.timeline.bar.told(5)


def test_a_click_on_the_figures_types_a_step(sheet: Sheet, qtbot: QtBot) -> None:
    figures = sheet.timeline.figures
    qtbot.mouseClick(figures, LEFT)
    box = figures.open_box()
    box.setText("42")
    qtbot.keyClick(box, Key.Key_Return)
    assert sheet.playhead.step == 42
    assert figures.accessibleName() == "Step: 42 / 100"
    box = figures.open_box()
    box.setText("1e9")
    qtbot.keyClick(box, Key.Key_Return)
    assert sheet.playhead.step == 100


def test_speed_and_loop_are_the_playheads(sheet: Sheet, qtbot: QtBot) -> None:
    assert sheet.timeline.speed.keys() == tuple(f"{speed:g}" for speed in SPEEDS)
    sheet.timeline.speed.chosen.emit("0.25")
    assert sheet.playhead.speed == 0.25
    sheet.playhead.set_speed(100)
    assert sheet.timeline.speed.text() == "100×"
    qtbot.mouseClick(sheet.timeline.repeat, LEFT)
    assert sheet.playhead.looping
    sheet.playhead.set_looping(False)
    assert not sheet.timeline.repeat.isChecked()


@pytest.mark.parametrize(
    ("key", "modifier", "step"),
    [
        (Key.Key_Right, Qt.KeyboardModifier.NoModifier, 51),
        (Key.Key_Left, Qt.KeyboardModifier.NoModifier, 49),
        (Key.Key_Right, Qt.KeyboardModifier.ShiftModifier, 60),
        (Key.Key_Left, Qt.KeyboardModifier.ShiftModifier, 40),
        (Key.Key_Home, Qt.KeyboardModifier.NoModifier, 0),
        (Key.Key_End, Qt.KeyboardModifier.NoModifier, 100),
        (Key.Key_Right, Qt.KeyboardModifier.ControlModifier, 50),
    ],
)
def test_keys(sheet: Sheet, qtbot: QtBot, key: Key, modifier: Qt.KeyboardModifier, step: int) -> None:
    for widget in (sheet, sheet.button, sheet.timeline.bar, sheet.timeline.forward):
        sheet.playhead.go_to(50)
        widget.setFocus()
        qtbot.waitUntil(widget.hasFocus)
        qtbot.keyClick(widget, key, modifier)
        assert sheet.playhead.step == step, widget


def test_space_plays_and_restarts_at_the_end(sheet: Sheet, qtbot: QtBot) -> None:
    sheet.playhead.to_end()
    qtbot.keyClick(sheet, Key.Key_Space)
    assert (sheet.playhead.step, sheet.playhead.playing) == (0, True)
    qtbot.keyClick(sheet, Key.Key_Space)
    assert not sheet.playhead.playing


def test_keys_are_not_stolen_from_a_text_field_nor_space_from_a_button(sheet: Sheet, qtbot: QtBot) -> None:
    sheet.playhead.go_to(50)
    sheet.field.setFocus()
    for key in (Key.Key_Space, Key.Key_Left, Key.Key_Home, Key.Key_End):
        qtbot.keyClick(sheet.field, key)
    assert sheet.field.text().strip() == "12"
    clicks: list[int] = []
    sheet.button.clicked.connect(lambda: clicks.append(1))
    sheet.button.setFocus()
    qtbot.keyClick(sheet.button, Key.Key_Space)
    assert len(clicks) == 1
    assert (sheet.playhead.step, sheet.playhead.playing) == (50, False)


def test_a_click_on_a_button_leaves_the_keyboard_with_the_panel(sheet: Sheet, qtbot: QtBot) -> None:
    qtbot.mouseClick(sheet.timeline.forward, LEFT)
    qtbot.mouseClick(sheet.timeline.bar, LEFT, pos=pull(qtbot, sheet, 0.5))
    assert sheet.hasFocus()


def test_changes_of_the_learning_rate_are_marked(sheet: Sheet) -> None:
    sheet.loop.show(run=made_run(SGD(lr=0.02).with_rate(0.125, 40), steps=100))
    bar = sheet.timeline.bar
    assert bar.told(bar.place(40)) == "Learning rate 0.125 from step 40 on"
    assert bar.told(bar.place(70)) == "Step 70 of 100"


def test_ends_go_where_it_is_narrow(sheet: Sheet, qtbot: QtBot) -> None:
    assert sheet.timeline.to_start.isVisible()
    sheet.resize(400, 120)
    qtbot.waitUntil(lambda: not sheet.timeline.to_start.isVisible())
    qtbot.waitUntil(lambda: sheet.timeline.bar.width() > 90)
    sheet.resize(560, 120)
    qtbot.waitUntil(sheet.timeline.to_end.isVisible)


def test_screen_readers_hear_the_step(sheet: Sheet) -> None:
    interface = QAccessible.queryAccessibleInterface(sheet.timeline.bar)
    assert interface.text(QAccessible.Text.Name) == "Step"
    for widget in sheet.timeline.findChildren(QWidget):
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible():
            assert widget.accessibleName(), widget
