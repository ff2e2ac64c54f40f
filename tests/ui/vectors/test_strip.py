"""The painted strip under mouse and keys."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QAccessible, QContextMenuEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from jacviz.session.vectors import Span, frozen
from jacviz.ui import theme
from jacviz.ui.vectors.number_box import NumberBox
from jacviz.ui.vectors.strip import PaintedStrip
from tests.ui.vectors.hands import Hand, write

Shift, Alt, Control = (
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ControlModifier,
)
COUNT, LENGTH, THICKNESS = 20, 400, 54  # 20 pixels an entry; 8 pixels for 1, zero at 27
NAMES = tuple(f"y{i + 1}" for i in range(COUNT))


class Sent:
    def __init__(self, strip: PaintedStrip) -> None:
        self.vectors: list[np.ndarray] = []
        self.hovers: list[int] = []
        self.sought: list[int] = []
        self.releases = 0
        strip.painted.connect(self.vectors.append)
        strip.hovered.connect(self.hovers.append)
        strip.sought.connect(self.sought.append)
        strip.released.connect(self._release)

    def _release(self) -> None:
        self.releases += 1


@pytest.fixture(params=["horizontal", "vertical"])
def strip(sheet: QWidget, request: pytest.FixtureRequest) -> PaintedStrip:
    made = PaintedStrip(sheet)
    vertical = request.param == "vertical"
    made.setGeometry(10, 0, *((THICKNESS, LENGTH) if vertical else (LENGTH, THICKNESS)))
    made.set_vector(
        frozen(np.zeros(COUNT)), NAMES, Span(), "output", request.param, label="u", meaning="weight on output"
    )
    made.show()
    return made


@pytest.fixture
def sent(strip: PaintedStrip) -> Sent:
    return Sent(strip)


@pytest.fixture
def hand(strip: PaintedStrip) -> Hand:
    return Hand(strip)


def at(strip: PaintedStrip, entry: float, value: float) -> tuple[float, float]:
    """Where an entry has a value."""
    along, across = (entry + 0.5) * LENGTH / COUNT, THICKNESS / 2 + value * 8
    return (across, along) if strip.width() == THICKNESS else (along, THICKNESS - across)


def arrows(strip: PaintedStrip) -> dict[str, Qt.Key]:
    if strip.width() == THICKNESS:
        return {
            "next": Qt.Key.Key_Down,
            "back": Qt.Key.Key_Up,
            "more": Qt.Key.Key_Right,
            "less": Qt.Key.Key_Left,
        }
    return {"next": Qt.Key.Key_Right, "back": Qt.Key.Key_Left, "more": Qt.Key.Key_Up, "less": Qt.Key.Key_Down}


def focus(strip: QWidget, qtbot: QtBot) -> None:
    strip.setFocus()
    qtbot.waitUntil(strip.hasFocus)


# --- showing


def test_showing_a_vector_sends_nothing(strip: PaintedStrip, sent: Sent) -> None:
    strip.set_vector(frozen(np.ones(COUNT)), NAMES, Span(), "output", label="u")
    assert (sent.vectors, sent.releases) == ([], 0)


def test_another_length_shows_all_entries_again(strip: PaintedStrip, sent: Sent, hand: Hand) -> None:
    strip.set_window(5, 10)
    strip.set_vector(frozen(np.zeros(40)), tuple(map(str, range(40))), Span(), "output", "horizontal")
    strip.resize(LENGTH, THICKNESS)
    hand.move((LENGTH - 1, 5))
    assert sent.hovers == [39]


def test_the_drawing_follows_values_window_and_appearance(strip: PaintedStrip) -> None:
    pictures = [strip.grab().toImage()]
    strip.set_vector(frozen(np.linspace(-3, 3, COUNT)), NAMES, Span(), "output", strip_orientation(strip))
    pictures.append(strip.grab().toImage())
    strip.set_window(3.5, 9.5, 2.0)
    pictures.append(strip.grab().toImage())
    theme.current().set_appearance("dark")
    pictures.append(strip.grab().toImage())
    strip.setEnabled(False)
    pictures.append(strip.grab().toImage())
    for one in range(len(pictures)):
        for other in range(one):
            assert pictures[one] != pictures[other]


def strip_orientation(strip: PaintedStrip) -> Any:
    return "vertical" if strip.width() == THICKNESS else "horizontal"


@pytest.mark.parametrize("count", [13, 64, 399, 400, 401, 784, 4096])
def test_every_length_is_painted(strip: PaintedStrip, count: int) -> None:
    values = np.random.default_rng(count).standard_normal(count)
    values[[0, 5]] = np.nan, np.inf
    names = tuple(map(str, range(count)))
    strip.set_vector(frozen(values), names, Span(), "input", strip_orientation(strip))
    assert not strip.grab().isNull()


def test_an_empty_vector_is_nothing_to_see_or_touch(
    strip: PaintedStrip, sent: Sent, hand: Hand, qtbot: QtBot
) -> None:
    strip.set_vector(frozen(()), (), Span(), "output")
    hand.drag([(5, 5), (20, 20)])
    focus(strip, qtbot)
    for key in (*arrows(strip).values(), Qt.Key.Key_Home, Qt.Key.Key_Return, Qt.Key.Key_1):
        qtbot.keyClick(strip, key)
    strip.grab()
    assert sent.vectors == []
    assert strip.adjustable_value() == 0


# --- the mouse


def test_a_press_paints_the_entry_under_it(strip: PaintedStrip, sent: Sent, hand: Hand) -> None:
    hand.press(at(strip, 3, 1.5))
    assert sent.vectors[-1].tolist() == [1.5 if i == 3 else 0 for i in range(COUNT)]
    assert sent.releases == 0
    hand.release(at(strip, 3, 1.5))
    assert sent.releases == 1


def test_a_fast_stroke_leaves_no_entry_out(strip: PaintedStrip, sent: Sent, hand: Hand) -> None:
    hand.drag([at(strip, 2, -1), at(strip, 12, 1)])
    assert sent.vectors[-1][2:13].tolist() == pytest.approx(np.linspace(-1, 1, 11).tolist())
    assert not sent.vectors[-1][13:].any()
    assert sent.releases == 1


def test_each_step_of_a_stroke_is_sent_as_an_array_of_its_own(
    strip: PaintedStrip, sent: Sent, hand: Hand
) -> None:
    before = strip.values
    hand.drag([at(strip, 2, 1), at(strip, 3, 1), at(strip, 4, 1)])
    assert [int(v.sum()) for v in sent.vectors] == [1, 2, 3]
    assert before.sum() == 0
    assert not sent.vectors[0].flags.writeable
    assert sent.vectors[0].dtype == np.float64
    assert strip.values is sent.vectors[-1]


@pytest.mark.parametrize(("button", "modifiers"), [
    (Qt.MouseButton.RightButton, Qt.KeyboardModifier.NoModifier), (Qt.MouseButton.LeftButton, Alt),
])  # fmt: skip
def test_right_button_and_alt_erase(
    strip: PaintedStrip, sent: Sent, hand: Hand, button: Qt.MouseButton, modifiers: Qt.KeyboardModifier
) -> None:
    strip.set_vector(frozen(np.ones(COUNT)), NAMES, Span(), "output", strip_orientation(strip))
    hand.drag([at(strip, 5, 2), at(strip, 9, 2)], button, modifiers)
    assert sent.vectors[-1].tolist() == [0 if 5 <= i <= 9 else 1 for i in range(COUNT)]
    assert sent.releases == 1


def test_the_right_button_opens_no_menu(strip: PaintedStrip) -> None:
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, QPoint(5, 5), strip.mapToGlobal(QPoint(5, 5)))
    QApplication.sendEvent(strip, event)
    assert event.isAccepted()


def test_under_shift_one_entry_is_painted_finely(strip: PaintedStrip, sent: Sent, hand: Hand) -> None:
    hand.drag([at(strip, 5, 0), at(strip, 9, 1.27)], modifiers=Shift)
    assert np.flatnonzero(sent.vectors[-1]).tolist() == [5]
    assert sent.vectors[-1][5] == pytest.approx(1.27, abs=0.02)


def test_painting_snaps_to_the_step(strip: PaintedStrip, sent: Sent, hand: Hand) -> None:
    hand.drag([at(strip, 5, 1.27)])
    assert sent.vectors[-1][5] == 1.3


def test_painting_stops_at_the_ends_of_range_and_strip(strip: PaintedStrip, sent: Sent, hand: Hand) -> None:
    hand.drag([at(strip, 18, 0), at(strip, 40, 90)])
    assert sent.vectors[-1][19] == 3
    assert sent.vectors[-1].max() == 3


def test_many_entries_in_a_pixel_are_painted_together(strip: PaintedStrip, sent: Sent, hand: Hand) -> None:
    strip.set_vector(
        frozen(np.zeros(4000)), tuple(map(str, range(4000))), Span(), "output", strip_orientation(strip)
    )
    hand.drag([at(strip, 5, 2)])
    assert np.flatnonzero(sent.vectors[-1]).tolist() == list(range(1100, 1110))


def test_only_entries_of_the_window_are_painted(strip: PaintedStrip, sent: Sent, hand: Hand) -> None:
    strip.set_window(10, 15)
    hand.drag([at(strip, 0, 1), at(strip, 19, 1)])
    assert np.flatnonzero(sent.vectors[-1]).tolist() == [10, 11, 12, 13, 14]


def test_escape_gives_a_stroke_up(strip: PaintedStrip, sent: Sent, hand: Hand, qtbot: QtBot) -> None:
    before = strip.values
    focus(strip, qtbot)
    hand.press(at(strip, 3, 1))
    hand.move(at(strip, 9, 1))
    qtbot.keyClick(strip, Qt.Key.Key_Escape)
    hand.move(at(strip, 15, 1))
    hand.release(at(strip, 15, 1))
    assert strip.values is before
    assert sent.vectors[-1] is before
    assert sent.releases == 1


def test_a_vector_of_another_length_ends_the_stroke(strip: PaintedStrip, sent: Sent, hand: Hand) -> None:
    hand.press(at(strip, 3, 1))
    strip.set_vector(frozen(np.zeros(15)), NAMES[:15], Span(), "output", strip_orientation(strip))
    hand.move(at(strip, 9, 1))
    hand.release(at(strip, 9, 1))
    assert len(sent.vectors) == 1


def test_pointing_is_told_once_an_entry(strip: PaintedStrip, sent: Sent, hand: Hand) -> None:
    for entry in (3.0, 3.2, 4.0):
        hand.move(at(strip, entry, 0))
    QApplication.sendEvent(strip, QEvent(QEvent.Type.Leave))
    assert sent.hovers == [3, 4, -1]
    assert sent.vectors == []


def test_pointing_shows_name_and_value(strip: PaintedStrip, hand: Hand) -> None:
    without = strip.grab().toImage()
    hand.move(at(strip, 3, 0))
    assert strip.grab().toImage() != without
    assert strip.told() == "u₄ = 0\nweight on output y4\nrange −3 to 3, step 0.1"


def test_a_disabled_strip_is_not_painted_on(strip: PaintedStrip, sent: Sent, hand: Hand) -> None:
    strip.setEnabled(False)
    hand.drag([at(strip, 3, 1), at(strip, 9, 1)])
    assert sent.vectors == []


# --- the keyboard


def test_arrows_move_the_cursor_and_change_its_value(strip: PaintedStrip, sent: Sent, qtbot: QtBot) -> None:
    keys = arrows(strip)
    focus(strip, qtbot)
    for key in ("next", "next", "back", "more", "more"):
        qtbot.keyClick(strip, keys[key])
    qtbot.keyClick(strip, keys["less"], Shift)
    assert [v[1] for v in sent.vectors] == [0.1, 0.2, 0.19]
    assert not sent.vectors[-1][[0, *range(2, COUNT)]].any()
    assert sent.releases == 3
    assert strip.cursor_entry == 1


def test_the_cursor_jumps_to_the_ends_and_by_ten(strip: PaintedStrip, sent: Sent, qtbot: QtBot) -> None:
    keys = arrows(strip)
    focus(strip, qtbot)
    visited = []
    for key, modifiers in [
        (Qt.Key.Key_End, Qt.KeyboardModifier.NoModifier),
        (keys["next"], Qt.KeyboardModifier.NoModifier),
        (keys["back"], Control),
        (Qt.Key.Key_Home, Qt.KeyboardModifier.NoModifier),
        (keys["back"], Qt.KeyboardModifier.NoModifier),
        (keys["next"], Control),
    ]:
        qtbot.keyClick(strip, key, modifiers)
        visited.append(strip.cursor_entry)
    assert visited == [19, 19, 9, 0, 0, 10]
    assert sent.hovers == [19, 9, 0, 10]
    assert sent.vectors == []


def test_a_cursor_out_of_sight_is_told(strip: PaintedStrip, sent: Sent, qtbot: QtBot) -> None:
    strip.set_window(0, 5.5)
    focus(strip, qtbot)
    for _ in range(6):
        qtbot.keyClick(strip, arrows(strip)["next"])
    assert sent.sought == [5, 6]


def test_pages_are_ten_steps_and_del_erases(strip: PaintedStrip, sent: Sent, qtbot: QtBot) -> None:
    focus(strip, qtbot)
    for key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_PageDown, Qt.Key.Key_Delete):
        qtbot.keyClick(strip, key)
    assert [v[0] for v in sent.vectors] == [1, 0, -1, 0]


def test_a_click_brings_the_cursor(strip: PaintedStrip, hand: Hand, qtbot: QtBot) -> None:
    hand.click(at(strip, 7, 1))
    focus(strip, qtbot)
    qtbot.keyClick(strip, arrows(strip)["more"])
    assert strip.cursor_entry == 7
    assert strip.values[7] == 1.1


@pytest.mark.parametrize(("text", "value"), [("2.5", 2.5), ("1/3", 1 / 3), ("-pi", -math.pi)])
def test_typing_opens_a_box_for_the_cursors_entry(
    strip: PaintedStrip, sent: Sent, qtbot: QtBot, text: str, value: float
) -> None:
    focus(strip, qtbot)
    qtbot.keyClick(strip, arrows(strip)["next"])
    write(strip, text[0])
    box = strip.findChildren(NumberBox)[0]
    assert box.hasFocus()
    assert strip.rect().contains(box.geometry())
    write(box, text[1:])
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert sent.vectors[-1][1] == value
    assert (len(sent.vectors), sent.releases) == (1, 1)
    assert strip.hasFocus()


def test_a_text_that_is_no_number_loses_nothing(strip: PaintedStrip, sent: Sent, qtbot: QtBot) -> None:
    focus(strip, qtbot)
    qtbot.keyClick(strip, Qt.Key.Key_Return)
    box = strip.findChildren(NumberBox)[0]
    write(box, "one")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert box.property("invalid") is True
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert sent.vectors == []
    assert strip.hasFocus()


def test_keys_that_mean_something_here_start_no_command(strip: PaintedStrip) -> None:
    for key, modifiers, kept in [
        (arrows(strip)["next"], Control, True),
        (arrows(strip)["more"], Qt.KeyboardModifier.NoModifier, True),
        (arrows(strip)["more"], Control, False),
        (Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier, False),
        (Qt.Key.Key_Z, Control, False),
    ]:
        event = QKeyEvent(QEvent.Type.ShortcutOverride, key, modifiers)
        event.ignore()
        QApplication.sendEvent(strip, event)
        assert event.isAccepted() is kept


# --- what is told


def test_screen_readers_hear_the_cursors_entry(strip: PaintedStrip, sent: Sent, qtbot: QtBot) -> None:
    heard: Any = QAccessible.queryAccessibleInterface(strip)
    focus(strip, qtbot)
    qtbot.keyClick(strip, arrows(strip)["next"])
    assert heard.role() == QAccessible.Role.Slider
    assert heard.text(QAccessible.Text.Name) == "u 2, weight on output y2, 2 of 20"
    number = heard.valueInterface()
    number.setCurrentValue(1.5)
    assert sent.vectors[-1][1] == 1.5
    assert number.currentValue() == 1.5
    assert (number.minimumValue(), number.maximumValue()) == (-3, 3)
