"""The slider with its number box, under mouse, wheel and keys."""

from __future__ import annotations

import gc
import math
import weakref
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QAccessible, QContextMenuEvent, QEnterEvent, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from jacviz.session.spans import Span
from jacviz.ui import theme
from jacviz.ui.vectors.entry import EntryControl
from jacviz.ui.vectors.number_box import NumberBox
from jacviz.ui.vectors.range_popover import RangePopover
from tests.ui.vectors.hands import Hand, write

Shift = Qt.KeyboardModifier.ShiftModifier
WIDTH, HEIGHT = 100, 48
TRACK = 33.5  # pixels from the top: the middle of the track at this height


class Sent:
    """What a control has sent."""

    def __init__(self, control: EntryControl) -> None:
        self.values: list[float] = []
        self.spans: list[Span] = []
        self.releases = 0
        control.changed.connect(self.values.append)
        control.span_wished.connect(self.spans.append)
        control.released.connect(self._release)

    def _release(self) -> None:
        self.releases += 1


@pytest.fixture
def control(sheet: QWidget) -> EntryControl:
    made = EntryControl(sheet)
    made.setGeometry(20, 20, WIDTH, HEIGHT)
    made.set_entry("u1", 0.5, Span(-4, 4, 0.1), "output", meaning="weight on output y1")
    made.show()
    return made


@pytest.fixture
def sent(control: EntryControl) -> Sent:
    return Sent(control)


@pytest.fixture
def hand(control: EntryControl) -> Hand:
    return Hand(control)


def x_of(value: float, control: EntryControl) -> float:
    """Where a value stands on the track."""
    span = control.adjustable_span()
    length = control.width() - 2 * control.margin
    return control.margin + (value - span.minimum) / span.width * length


def focus(control: QWidget, qtbot: QtBot) -> None:
    control.setFocus()
    qtbot.waitUntil(control.hasFocus)


def box_of(control: EntryControl) -> NumberBox:
    return control.findChildren(NumberBox)[0]


# --- showing


def test_showing_an_entry_sends_nothing(control: EntryControl, sent: Sent) -> None:
    control.set_entry("u2", 2.0, Span(-1, 9), "output")
    assert control.value == 2.0
    assert (sent.values, sent.releases) == ([], 0)


def test_an_unchanged_entry_is_not_painted_again(control: EntryControl, qtbot: QtBot) -> None:
    QApplication.processEvents()
    painted: list[QEvent.Type] = []
    original = control.paintEvent
    control.paintEvent = lambda event: (painted.append(event.type()), original(event))  # type: ignore[method-assign, assignment]
    control.set_entry("u1", 0.5, Span(-4, 4, 0.1), "output", meaning="weight on output y1")
    QApplication.processEvents()
    assert painted == []
    control.set_entry("u1", math.nan, Span(-4, 4, 0.1), "output", meaning="weight on output y1")
    QApplication.processEvents()
    assert len(painted) == 1
    control.set_entry("u1", math.nan, Span(-4, 4, 0.1), "output", meaning="weight on output y1")
    QApplication.processEvents()
    assert len(painted) == 1


@pytest.mark.parametrize("size", [(60, 40), (72, 44), (120, 60)])
def test_every_value_is_painted_at_every_size(control: EntryControl, size: tuple[int, int]) -> None:
    control.resize(*size)
    for value in (0.0, -3.9, 4.0, 17.0, math.nan, math.inf, -math.inf, 1e-300, -1.23456789e12):
        for name in ("u1", "x12", "learning_rate", "w[12,144]", "θ2", ""):
            control.set_entry(name, value, Span(-4, 4), "input")
            assert not control.grab().isNull()


def test_the_drawing_follows_light_and_dark(control: EntryControl) -> None:
    light = control.grab().toImage()
    theme.current().set_appearance("dark")
    assert control.grab().toImage() != light
    theme.current().set_appearance("light")
    assert control.grab().toImage() == light


# --- the mouse


def test_a_click_on_the_track_jumps_there_at_once(control: EntryControl, sent: Sent, hand: Hand) -> None:
    hand.press((x_of(-2, control), TRACK))
    assert sent.values == [-2]
    assert sent.releases == 0
    hand.release((x_of(-2, control), TRACK))
    assert (sent.values, sent.releases) == ([-2], 1)


def test_a_drag_follows_every_move_and_ends_in_one_release(
    control: EntryControl, sent: Sent, hand: Hand
) -> None:
    hand.drag([(x_of(v, control), TRACK) for v in (0.5, 1, 2, 3, -1)])
    assert sent.values == [1, 2, 3, -1]
    assert sent.releases == 1
    assert control.value == -1


def test_the_handle_does_not_jump_when_it_is_gripped_off_its_middle(
    control: EntryControl, sent: Sent, hand: Hand
) -> None:
    grip = x_of(0.5, control) + 4
    hand.press((grip, TRACK))
    assert sent.values == []
    hand.move((grip + x_of(1.5, control) - x_of(0.5, control), TRACK))
    assert sent.values == [1.5]
    hand.release((grip, TRACK))


def test_a_drag_snaps_to_the_step_and_has_no_rounding_noise(
    control: EntryControl, sent: Sent, hand: Hand
) -> None:
    hand.press((x_of(0.5, control), TRACK))
    for pixel in range(10, 91):
        hand.move((pixel, TRACK))
    hand.release((90, TRACK))
    assert all(value == round(value, 1) for value in sent.values)
    assert sent.values[0] == -4
    assert sent.values[-1] == 4


def test_under_shift_a_drag_does_not_snap(control: EntryControl, sent: Sent, hand: Hand) -> None:
    hand.drag([(x_of(0.5, control), TRACK), (x_of(1.234, control), TRACK)], modifiers=Shift)
    assert sent.values == [pytest.approx(1.234, abs=0.01)]
    assert sent.values[0] != 1.2


@pytest.mark.parametrize(("place", "end"), [(-500.0, -4.0), (5000.0, 4.0)])
def test_a_drag_beyond_the_track_stops_at_its_end(
    control: EntryControl, sent: Sent, hand: Hand, place: float, end: float
) -> None:
    hand.drag([(x_of(0.5, control), TRACK), (place, -300.0)])
    assert sent.values == [end]


def test_ends_that_are_no_multiples_of_the_step_can_be_reached(
    control: EntryControl, sent: Sent, hand: Hand
) -> None:
    control.set_entry("u1", 0.0, Span(-math.pi, math.pi, 1.0), "output")
    hand.drag([(x_of(0, control), TRACK), (200.0, TRACK), (-200.0, TRACK)])
    assert sent.values == [math.pi, -math.pi]


def test_escape_gives_a_drag_up(control: EntryControl, sent: Sent, hand: Hand, qtbot: QtBot) -> None:
    focus(control, qtbot)
    hand.press((x_of(3, control), TRACK))
    qtbot.keyClick(control, Qt.Key.Key_Escape)
    hand.move((x_of(-2, control), TRACK))
    hand.release((x_of(-2, control), TRACK))
    assert sent.values == [3, 0.5]
    assert control.value == 0.5
    assert sent.releases == 1


def test_a_double_click_resets(control: EntryControl, sent: Sent, hand: Hand) -> None:
    control.set_entry("u1", 0.5, Span(-4, 4), "output", default=1.0)
    hand.double_click((x_of(3, control), TRACK))
    assert sent.values[-1] == 1.0
    assert control.value == 1.0


def test_the_right_button_moves_nothing(control: EntryControl, sent: Sent, hand: Hand) -> None:
    hand.drag([(20, TRACK), (80, TRACK)], button=Qt.MouseButton.RightButton)
    assert (sent.values, sent.releases) == ([], 0)


def test_a_click_on_the_name_moves_nothing(control: EntryControl, sent: Sent, hand: Hand) -> None:
    hand.click((15, 16))
    assert sent.values == []


def test_a_disabled_control_moves_nothing(control: EntryControl, sent: Sent, hand: Hand) -> None:
    control.setEnabled(False)
    hand.drag([(20, TRACK), (80, TRACK)])
    hand.wheel(120)
    assert sent.values == []


def test_showing_a_value_during_a_drag_does_not_end_it(control: EntryControl, sent: Sent, hand: Hand) -> None:
    hand.press((x_of(2, control), TRACK))
    control.set_entry("u1", 2.0, Span(-4, 4, 0.1), "output", meaning="weight on output y1")
    hand.move((x_of(3, control), TRACK))
    assert sent.values == [2, 3]
    hand.release((x_of(3, control), TRACK))


def test_hovering_is_told(control: EntryControl) -> None:
    told: list[bool] = []
    control.hovered.connect(told.append)
    middle = QPointF(control.rect().center())  # sent: the mouse itself may be there from another test
    QApplication.sendEvent(control, QEnterEvent(middle, middle, control.mapToGlobal(middle)))
    assert told == [True]
    QApplication.sendEvent(control, QEvent(QEvent.Type.Leave))
    assert told == [True, False]


# --- the wheel


def test_a_notch_is_a_step_and_a_tenth_under_shift(control: EntryControl, sent: Sent, hand: Hand) -> None:
    assert hand.wheel(120).isAccepted()
    hand.wheel(-240)
    hand.wheel(120, Shift)
    hand.wheel(120, Shift, sideways=True)
    assert sent.values == [0.6, 0.4, 0.41, 0.42]


def test_a_smooth_wheel_adds_up_to_notches(control: EntryControl, sent: Sent, hand: Hand) -> None:
    for _ in range(10):
        hand.wheel(30)
    assert sent.values == [0.6, 0.7]


def test_a_wheel_at_rest_is_a_gesture_that_is_over(
    control: EntryControl, sent: Sent, hand: Hand, qtbot: QtBot
) -> None:
    hand.wheel(120)
    hand.wheel(120)
    assert sent.releases == 0
    qtbot.waitUntil(lambda: sent.releases == 1)


# --- the keyboard


@pytest.mark.parametrize(
    ("key", "value"),
    [
        (Qt.Key.Key_Right, 0.6),
        (Qt.Key.Key_Up, 0.6),
        (Qt.Key.Key_Left, 0.4),
        (Qt.Key.Key_Down, 0.4),
        (Qt.Key.Key_PageUp, 1.5),
        (Qt.Key.Key_PageDown, -0.5),
        (Qt.Key.Key_Home, -4),
        (Qt.Key.Key_End, 4),
        (Qt.Key.Key_Delete, 0),
    ],
)
def test_keys_move_the_value(
    control: EntryControl, sent: Sent, qtbot: QtBot, key: Qt.Key, value: float
) -> None:
    focus(control, qtbot)
    qtbot.keyClick(control, key)
    assert sent.values == [value]
    assert sent.releases == 1


def test_under_shift_keys_move_by_tenths_of_a_step(control: EntryControl, sent: Sent, qtbot: QtBot) -> None:
    focus(control, qtbot)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_PageUp):
        qtbot.keyClick(control, key, Shift)
    assert sent.values == [0.51, 0.52, 0.51, 0.61]


def test_a_held_key_is_one_gesture(control: EntryControl, sent: Sent, qtbot: QtBot) -> None:
    focus(control, qtbot)
    for repeat in (False, True, True):
        event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Right, Qt.KeyboardModifier.NoModifier, "", repeat)
        QApplication.sendEvent(control, event)
        if repeat:
            between = QKeyEvent(
                QEvent.Type.KeyRelease, Qt.Key.Key_Right, Qt.KeyboardModifier.NoModifier, "", True
            )
            QApplication.sendEvent(control, between)
    assert sent.values == [0.6, 0.7, 0.8]
    assert sent.releases == 0
    qtbot.keyRelease(control, Qt.Key.Key_Right)
    assert sent.releases == 1


def test_keys_stop_at_the_ends_of_the_range(control: EntryControl, sent: Sent, qtbot: QtBot) -> None:
    control.set_entry("u1", 3.95, Span(-4, 4, 0.1), "output")
    focus(control, qtbot)
    qtbot.keyClick(control, Qt.Key.Key_Right)
    qtbot.keyClick(control, Qt.Key.Key_Right)
    assert sent.values == [4]


def test_a_value_outside_the_range_only_moves_towards_it(
    control: EntryControl, sent: Sent, qtbot: QtBot
) -> None:
    control.set_entry("u1", 9.0, Span(-4, 4, 1), "output")
    focus(control, qtbot)
    qtbot.keyClick(control, Qt.Key.Key_Right)
    assert sent.values == []
    qtbot.keyClick(control, Qt.Key.Key_Left)
    assert sent.values == [8]


@pytest.mark.parametrize(("value", "first"), [(math.nan, 0.1), (math.inf, 4), (-math.inf, -4)])
def test_keys_lead_out_of_values_that_are_not_finite(
    control: EntryControl, sent: Sent, qtbot: QtBot, value: float, first: float
) -> None:
    control.set_entry("u1", value, Span(-4, 4, 0.1), "output")
    focus(control, qtbot)
    qtbot.keyClick(control, Qt.Key.Key_Right)
    assert sent.values == [first]


@pytest.mark.parametrize(
    ("key", "text"), [(Qt.Key.Key_Escape, "\x1b"), (Qt.Key.Key_F8, ""), (Qt.Key.Key_Comma, ",")]
)
def test_other_keys_go_on_to_the_window(control: EntryControl, qtbot: QtBot, key: Qt.Key, text: str) -> None:
    focus(control, qtbot)
    event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, text)
    event.accept()
    control.keyPressEvent(event)
    assert not event.isAccepted()
    assert not control.is_typing


@pytest.mark.parametrize(
    ("key", "modifiers", "kept"),
    [
        (Qt.Key.Key_Right, Qt.KeyboardModifier.NoModifier, True),
        (Qt.Key.Key_R, Qt.KeyboardModifier.NoModifier, True),
        (Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier, True),
        (Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier, False),
        (Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier, False),
        (Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier, False),
        (Qt.Key.Key_F5, Qt.KeyboardModifier.NoModifier, False),
    ],
)
def test_keys_that_mean_something_here_start_no_command(
    control: EntryControl, key: Qt.Key, modifiers: Qt.KeyboardModifier, kept: bool
) -> None:
    event = QKeyEvent(QEvent.Type.ShortcutOverride, key, modifiers)
    event.ignore()
    QApplication.sendEvent(control, event)
    assert event.isAccepted() is kept


def test_tab_goes_from_entry_to_entry(sheet: QWidget, qtbot: QtBot) -> None:
    controls = [EntryControl(sheet) for _ in range(3)]
    for place, made in enumerate(controls):
        made.set_entry(f"u{place + 1}", 0.0, Span(), "output")
        made.setGeometry(100 * place, 0, 96, 48)
        made.show()
    focus(controls[0], qtbot)
    qtbot.keyClick(controls[0], Qt.Key.Key_Tab)
    assert controls[1].hasFocus()
    qtbot.keyClick(controls[1], Qt.Key.Key_Backtab)
    assert controls[0].hasFocus()


def test_focus_is_visible(control: EntryControl, qtbot: QtBot) -> None:
    control.clearFocus()
    without = control.grab().toImage()
    focus(control, qtbot)
    assert control.grab().toImage() != without


# --- the number box


def typed(control: EntryControl, qtbot: QtBot, text: str) -> NumberBox:
    focus(control, qtbot)
    qtbot.keyClick(control, Qt.Key.Key_Return)
    box = box_of(control)
    assert box.hasFocus()
    assert box.selectedText() == box.text()
    write(box, text)
    return box


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2.5", 2.5),
        ("pi/4", math.pi / 4),
        ("1/3", 1 / 3),
        ("2e-3", 0.002),
        ("−0.5", -0.5),
        ("0.1234567890123456", 0.1234567890123456),
        ("sqrt(2)", math.sqrt(2)),
        ("1e6", 1e6),
    ],
)
def test_numbers_and_expressions_are_typed_at_full_precision(
    control: EntryControl, sent: Sent, qtbot: QtBot, text: str, value: float
) -> None:
    box = typed(control, qtbot, text)
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert sent.values == [value]
    assert sent.releases == 1
    assert control.value == value
    assert box.isHidden()
    assert control.hasFocus()


def test_escape_reverts(control: EntryControl, sent: Sent, qtbot: QtBot) -> None:
    box = typed(control, qtbot, "3")
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert (sent.values, control.value) == ([], 0.5)
    assert box.isHidden()
    assert control.hasFocus()


@pytest.mark.parametrize("text", ["1/", "two", "1/0", "x1", "1e999", "   ", "__import__('os')"])
def test_what_is_no_number_stays_and_says_why(
    control: EntryControl, sent: Sent, qtbot: QtBot, text: str
) -> None:
    box = typed(control, qtbot, text)
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert (sent.values, control.value) == ([], 0.5)
    assert not box.isHidden()
    assert box.text() == text
    assert box.property("invalid") is True
    assert len(box.toolTip()) > 10
    assert "\n" not in box.toolTip()
    write(box, "1")
    assert box.property("invalid") is False
    assert box.toolTip() == ""
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert control.value == 0.5


def test_a_refused_text_that_is_left_loses_nothing(
    control: EntryControl, sent: Sent, sheet: QWidget, qtbot: QtBot
) -> None:
    other = EntryControl(sheet)
    other.show()
    box = typed(control, qtbot, "1/")
    other.setFocus()
    assert (sent.values, sent.releases, control.value) == ([], 0, 0.5)
    assert box.isHidden()
    assert other.hasFocus()


def test_a_number_is_taken_when_the_box_is_left(
    control: EntryControl, sent: Sent, sheet: QWidget, qtbot: QtBot
) -> None:
    other = EntryControl(sheet)
    other.show()
    typed(control, qtbot, "1.25")
    other.setFocus()
    assert (sent.values, sent.releases) == ([1.25], 1)
    assert other.hasFocus()


def test_a_box_that_is_left_untouched_changes_nothing(
    control: EntryControl, sent: Sent, sheet: QWidget, qtbot: QtBot
) -> None:
    other = EntryControl(sheet)
    other.show()
    typed(control, qtbot, "")
    other.setFocus()
    assert (sent.values, sent.releases) == ([], 0)


def test_enter_on_an_untouched_box_keeps_the_very_value(
    control: EntryControl, sent: Sent, qtbot: QtBot
) -> None:
    control.set_entry("u1", 0.1 + 0.2, Span(), "output")
    box = typed(control, qtbot, "")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert control.value == 0.1 + 0.2
    assert sent.values == []


@pytest.mark.parametrize(
    ("text", "value"),
    [("-1.5", -1.5), (".5e1", 5), ("pi/2", math.pi / 2), ("sqrt(4)", 2), ("−2", -2), ("(1+2)", 3)],
)
def test_typing_opens_the_box_with_the_first_character(
    control: EntryControl, sent: Sent, qtbot: QtBot, text: str, value: float
) -> None:
    focus(control, qtbot)
    write(control, text[0])
    box = box_of(control)
    write(box, text[1:])
    qtbot.keyClick(box, Qt.Key.Key_Enter)
    assert sent.values == [value]


def test_a_click_on_the_value_opens_the_box(control: EntryControl, sent: Sent, hand: Hand) -> None:
    hand.click((WIDTH - control.margin - 5, 16))
    assert control.is_typing
    assert box_of(control).text() == "0.5"
    assert sent.values == []


def test_arrows_step_in_the_box_too(control: EntryControl, sent: Sent, qtbot: QtBot) -> None:
    box = typed(control, qtbot, "")
    qtbot.keyClick(box, Qt.Key.Key_Up)
    qtbot.keyClick(box, Qt.Key.Key_Down, Shift)
    qtbot.keyClick(box, Qt.Key.Key_PageUp)
    assert sent.values == [0.6, 0.59, 1.59]
    assert box.text() == "1.59"
    assert not box.isHidden()


def test_another_entry_in_the_same_place_shuts_the_box(
    control: EntryControl, sent: Sent, qtbot: QtBot
) -> None:
    box = typed(control, qtbot, "3")
    control.set_entry("u2", 0.0, Span(), "output")
    assert box.isHidden()
    assert (sent.values, control.value) == ([], 0.0)


def test_a_new_value_from_elsewhere_leaves_the_typing_alone(
    control: EntryControl, sent: Sent, qtbot: QtBot
) -> None:
    box = typed(control, qtbot, "3")
    control.set_entry("u1", 0.7, Span(-4, 4, 0.1), "output", meaning="weight on output y1")
    assert box.text() == "3"
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert sent.values == [3]


def test_copy_and_paste_keep_every_digit(control: EntryControl, sent: Sent, qtbot: QtBot) -> None:
    control.set_entry("u1", -math.pi, Span(-4, 4), "output")
    focus(control, qtbot)
    qtbot.keyClick(control, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == repr(-math.pi)
    control.set_entry("u1", 0.0, Span(-4, 4), "output")
    qtbot.keyClick(control, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert sent.values == [-math.pi]


def test_a_paste_that_is_no_number_says_why(control: EntryControl, sent: Sent, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setText("hello")
    focus(control, qtbot)
    qtbot.keyClick(control, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert control.is_typing
    assert "hello" in box_of(control).toolTip()
    qtbot.keyClick(box_of(control), Qt.Key.Key_Escape)
    assert (sent.values, control.value) == ([], 0.5)


# --- the range


def popover_of(control: EntryControl, qtbot: QtBot) -> RangePopover:
    focus(control, qtbot)
    qtbot.keyClick(control, Qt.Key.Key_R)
    return control.findChildren(RangePopover)[0]


def boxes(popover: RangePopover) -> list[NumberBox]:
    found = popover.findChildren(NumberBox)
    return sorted(found, key=lambda box: box.y())


def test_the_range_is_edited_with_the_keyboard(control: EntryControl, sent: Sent, qtbot: QtBot) -> None:
    popover = popover_of(control, qtbot)
    minimum, maximum, step = boxes(popover)
    assert [box.text() for box in (minimum, maximum, step)] == ["-4", "4", "0.1"]
    for box, text in ((minimum, "-pi"), (maximum, "2*pi"), (step, "pi/8")):
        box.selectAll()
        write(box, text)
    qtbot.keyClick(step, Qt.Key.Key_Return)
    assert sent.spans == [Span(-math.pi, 2 * math.pi, math.pi / 8)]
    assert not popover.isVisible()


@pytest.mark.parametrize(
    ("texts", "wrong", "sentence"),
    [
        (("4", "4", "1"), 1, "maximum above the minimum 4"),
        (("5", "-5", "1"), 1, "maximum above the minimum 5"),
        (("0", "1", "0"), 2, "step above 0"),
        (("0", "1", "-1"), 2, "step above 0"),
        (("a", "1", "1"), 0, "a"),
        (("-1e308", "1e308", "1"), 1, "less wide"),
    ],
)
def test_numbers_that_make_no_range_are_refused(
    control: EntryControl, sent: Sent, qtbot: QtBot, texts: tuple[str, ...], wrong: int, sentence: str
) -> None:
    popover = popover_of(control, qtbot)
    for box, text in zip(boxes(popover), texts, strict=True):
        box.setText(text)
    qtbot.keyClick(boxes(popover)[0], Qt.Key.Key_Return)
    assert sent.spans == []
    assert popover.isVisible()
    assert [bool(box.property("invalid")) for box in boxes(popover)] == [place == wrong for place in range(3)]
    assert sentence in boxes(popover)[wrong].toolTip()
    popover.close()


def test_escape_leaves_the_range_as_it_is(control: EntryControl, sent: Sent, qtbot: QtBot) -> None:
    popover = popover_of(control, qtbot)
    qtbot.keyClick(boxes(popover)[0], Qt.Key.Key_Escape)
    assert sent.spans == []
    assert not popover.isVisible()


def test_the_context_menu_offers_all_of_it(control: EntryControl, sent: Sent, qtbot: QtBot) -> None:
    middle = control.rect().center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, middle, control.mapToGlobal(middle))
    QApplication.sendEvent(control, event)
    menu = control.findChildren(QMenu)[0]
    names = [action.text().split("\t")[0] for action in menu.actions() if action.text()]
    assert names == ["Type a value", "Reset to 0", "Range…", "Copy value", "Paste value"]
    next(action for action in menu.actions() if action.text().startswith("Reset")).trigger()
    assert sent.values == [0]
    menu.close()


# --- what is told


def test_screen_readers_hear_name_value_and_range(control: EntryControl) -> None:
    heard = QAccessible.queryAccessibleInterface(control)
    assert heard.role() == QAccessible.Role.Slider
    assert heard.text(QAccessible.Text.Name) == "u 1, weight on output y1"
    assert heard.text(QAccessible.Text.Value) == "0.5"
    number = heard.valueInterface()
    assert (number.minimumValue(), number.currentValue(), number.maximumValue()) == (-4, 0.5, 4)
    assert number.minimumStepSize() == 0.1


def test_a_screen_reader_may_ask_for_what_is_not_there(control: EntryControl) -> None:
    heard = QAccessible.queryAccessibleInterface(control)
    assert heard.textInterface() is None
    assert heard.actionInterface() is None
    assert heard.selectionInterface() is None
    assert heard.childCount() == 0


def test_what_screen_readers_heard_keeps_no_widget(sheet: QWidget) -> None:
    made = EntryControl(sheet)
    QAccessible.queryAccessibleInterface(made).valueInterface().currentValue()
    alive = weakref.ref(made)
    made.deleteLater()
    QApplication.sendPostedEvents(made, QEvent.Type.DeferredDelete)
    del made
    gc.collect()
    assert alive() is None


def test_screen_readers_set_the_value(control: EntryControl, sent: Sent) -> None:
    number: Any = QAccessible.queryAccessibleInterface(control).valueInterface()
    number.setCurrentValue(0.123456789)
    assert sent.values == [0.123456789]
    assert sent.releases == 1
    number.setCurrentValue(99)
    assert sent.values[-1] == 4
    number.setCurrentValue("nonsense")
    assert control.value == 4


def test_the_tooltip_has_every_digit(control: EntryControl) -> None:
    control.set_entry("u1", -1 / 3, Span(-4, 4, 0.1), "output", meaning="weight on output y1")
    assert control.told() == "u₁ = −0.3333333333333333\nweight on output y1\nrange −4 to 4, step 0.1"
