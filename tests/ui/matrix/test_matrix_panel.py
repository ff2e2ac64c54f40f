"""The whole panel on a real studio with a real engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from jacviz.engine.messages import JacobianAnswer
from jacviz.session.document import Document, Limits
from jacviz.ui import theme
from jacviz.ui.matrix import entries, strips, typeset
from jacviz.ui.matrix.axis import Axis
from jacviz.ui.matrix.limits_button import LimitsPopover
from jacviz.ui.matrix.panel import JacobianPanel
from jacviz.ui.matrix.pointing import NOWHERE, Pointer
from jacviz.ui.matrix.sentences import HINT
from jacviz.ui.matrix.window import Visible
from jacviz.ui.studio import Studio
from tests.ui.matrix.answers import colour_at
from tests.ui.vectors.hands import Hand

Answer = Callable[[Studio], JacobianAnswer]
LEFT = Qt.MouseButton.LeftButton

LINEAR = """
torch.manual_seed(0)
A = torch.randn({m}, {n}, dtype=torch.float64)
x0 = torch.linspace(-1, 1, {n}, dtype=torch.float64)
def f(x):
    return A.to(x.dtype) @ x
"""
IMAGE = """
x0 = torch.linspace(0, 1, 64).reshape(8, 8)
def f(x):
    return torch.stack([x[:, :4].sum(), (x ** 2).sum(), x[0, 0] * 0])
"""


@pytest.fixture
def panel(studio: Studio, answer: Answer, qtbot: QtBot) -> Iterator[JacobianPanel]:
    answer(studio)
    point = replace(studio.document, x=studio.document.x.with_values([2, 3, 1]))
    studio.update(point)
    answer(studio)
    made = JacobianPanel(studio)
    host = QWidget()
    qtbot.addWidget(host)
    made.setParent(host)
    made.header.setParent(host)
    host.resize(1600, 1300)
    made.resize(800, 780)
    made.header.move(1200, 0)
    host.show()
    host.activateWindow()
    QApplication.processEvents()
    yield made
    host.hide()


@pytest.fixture
def python(studio: Studio, answer: Answer, qtbot: QtBot) -> Callable[[str], JacobianAnswer]:
    def evaluate(text: str) -> JacobianAnswer:
        studio.update(replace(Document(language="python", python=text)))
        found = answer(studio)
        QApplication.processEvents()
        return found

    return evaluate


def cell(panel: JacobianPanel, row: int, column: int) -> QPoint:
    g = panel.board.geometry_now
    assert g is not None
    return QPoint(int(g.columns.middle(column)), int(g.rows.middle(row)))


def columns(panel: JacobianPanel) -> Axis:
    g = panel.board.geometry_now
    assert g is not None
    return g.columns


def weights(panel: JacobianPanel) -> tuple[list[float], list[float]]:
    document = panel._studio.document
    return document.u.values.tolist(), document.v.values.tolist()


# --- drawing


def test_the_worked_example_is_drawn(panel: JacobianPanel) -> None:
    board = panel.board
    assert len(board.x_side.controls) == len(board.v_side.controls) == 3
    assert len(board.u_side.controls) == 2
    assert board.vjp.values is not None
    np.testing.assert_array_equal(board.vjp.values, [5, 0, 2])
    assert board.corner.text == "7"
    assert "R³ → R², reverse mode (2 passes; forward would need 3)" in panel.status.computed
    place = cell(panel, 0, 0)
    assert colour_at(board.matrix, place.x() - 30, place.y()) == theme.tokens().positive.lower()


def test_moving_u_leaves_the_picture_alone(panel: JacobianPanel, studio: Studio) -> None:
    shade = panel.board.matrix.shade
    studio.update(replace(studio.document, u=studio.document.u.with_values([0.5, 1])))
    assert panel.board.vjp.values is not None
    np.testing.assert_array_equal(panel.board.vjp.values, [3, -0.5, 1.5])
    assert panel.board.u_side.controls[0].value == 0.5
    assert panel.board.matrix.shade is shade


def test_moving_u_or_x_paints_no_words_again(
    panel: JacobianPanel, studio: Studio, answer: Answer, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: panel.board.survey is not None)
    QApplication.processEvents()
    painted = Paints(panel.board)
    studio.update(replace(studio.document, u=studio.document.u.with_values([0.5, 1])))
    QApplication.processEvents()
    studio.update(replace(studio.document, x=studio.document.x.with_values([1.5, 3, 1])))
    answer(studio)
    QApplication.processEvents()
    assert painted.count == 0


class Paints(QObject):
    """Counts the paint events of a widget."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__()
        self.count = 0
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        del watched
        self.count += event.type() == QEvent.Type.Paint
        return False


def test_moving_a_slider_is_one_step_to_undo(panel: JacobianPanel, studio: Studio) -> None:
    control = panel.board.u_side.controls[1]
    for value in (0.9, 0.4, -2.0):
        control.changed.emit(value)
    control.released.emit()
    assert weights(panel)[0] == [1, -2]
    studio.undo()
    assert weights(panel)[0] == [1, 1]


def test_moving_x_asks_the_engine(panel: JacobianPanel, studio: Studio, answer: Answer) -> None:
    panel.board.x_side.controls[0].changed.emit(-1.0)
    np.testing.assert_array_equal(answer(studio).jacobian, [[-2, 1, 1], [1, -1, 1]])
    place = cell(panel, 0, 0)
    assert colour_at(panel.board.matrix, place.x() - 30, place.y()) == theme.tokens().negative.lower()


@pytest.mark.parametrize("size", [(360, 420), (500, 800), (950, 760), (1600, 1300)])
def test_strips_stand_under_their_columns_at_every_size(panel: JacobianPanel, size: tuple[int, int]) -> None:
    panel.resize(*size)
    QApplication.processEvents()
    board = panel.board
    assert board.vjp.x() == board.matrix.x() == board.parts.bar.x()
    assert board.vjp.width() == board.matrix.width()
    assert board.jvp.y() == board.matrix.y()
    assert board.jvp.height() == board.matrix.height()
    assert board.corner.geometry().topLeft() == QPoint(board.jvp.x(), board.vjp.y())
    for controls in (board.x_side.controls, board.v_side.controls):
        for index, control in enumerate(controls):
            assert control.x() - board.matrix.x() == round(columns(panel).span(index)[0])


@pytest.mark.parametrize("size", [(500, 800), (800, 780), (1200, 900)])
def test_nothing_lies_over_anything_else(panel: JacobianPanel, size: tuple[int, int]) -> None:
    panel.resize(*size)
    QApplication.processEvents()
    cards = (panel.vjp_card, panel.jvp_card)
    parts: list[QWidget] = [panel.sentence, panel.line, *panel.bars, panel.status, *cards]
    shown = [part for part in parts if part.isVisible()]
    for place, one in enumerate(shown):
        for other in shown[place + 1 :]:
            assert not one.geometry().intersects(other.geometry()), (one, other)


def test_more_than_a_dozen_entries_have_strips(
    panel: JacobianPanel, python: Callable[[str], JacobianAnswer]
) -> None:
    python(LINEAR.format(m=20, n=30))
    board = panel.board
    assert board.v_side.controls == []
    assert board.v_side.strip.isVisible()
    assert board.u_side.strip.isVisible()
    assert board.v_side.strip.geometry().x() == board.matrix.x()
    python("def f(x):\n    return x * torch.ones(3, dtype=x.dtype)\nx0 = torch.ones(3)")
    assert len(board.v_side.controls) == 3
    assert not board.v_side.strip.isVisible()


@pytest.mark.parametrize(("m", "n"), [(4, 12), (12, 12), (10, 8)])
def test_a_dozen_columns_have_sliders_in_a_narrow_panel(
    panel: JacobianPanel, python: Callable[[str], JacobianAnswer], m: int, n: int
) -> None:
    panel.resize(575, 780)
    python(LINEAR.format(m=m, n=n))
    for side in (panel.board.x_side, panel.board.v_side):
        assert len(side.controls) == n
        assert len({control.size() for control in side.controls}) == 1
    panel.resize(760, 800)
    QApplication.processEvents()
    assert len(panel.board.u_side.controls) == m
    assert len({control.size() for control in panel.board.u_side.controls}) == 1


def test_painted_strips_lie_on_the_cells_of_their_columns_and_rows(
    panel: JacobianPanel, python: Callable[[str], JacobianAnswer]
) -> None:
    python(LINEAR.format(m=20, n=30))
    board = panel.board
    board.show_window(Visible.whole(20, 30).zoomed(0.6, 7.3, 11.1))
    g = board.geometry_now
    assert g is not None
    assert g.columns.gap > 0
    for side, axis in ((board.x_side, g.columns), (board.v_side, g.columns), (board.u_side, g.rows)):
        lane = side.strip._lane()
        for index in range(axis.begin + 1, axis.end - 1):
            assert lane.place(index) == pytest.approx(axis.span(index), abs=1)


def test_the_strip_of_the_point_tells_the_names_of_its_entries(
    panel: JacobianPanel, python: Callable[[str], JacobianAnswer]
) -> None:
    names = [f"speed{i}" for i in range(1, 14)]
    python(f"input_names = {names!r}\ndef f(x):\n    return x ** 2\nx0 = torch.ones(13)")
    board = panel.board
    assert board.x_side.strip.adjustable_name() == "speed 1, value of input, 1 of 13"
    assert board.v_side.strip.adjustable_name() == "v 1, weight on input speed1, 1 of 13"
    assert board.u_side.strip.adjustable_name() == "u 1, weight on output y1, 1 of 13"


def described(widget: QWidget) -> str:
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Description)


def test_screen_readers_hear_the_products_when_they_ask(
    panel: JacobianPanel, studio: Studio, python: Callable[[str], JacobianAnswer],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    board = panel.board
    assert described(board.vjp) == "x 1: 5, x 2: 0, x 3: 2"
    assert described(board.jvp) == "y 1: 6, y 2: 1"
    assert described(board.corner) == "7"
    assert described(board.parts.outputs) == "y 1: 8, y 2: 0"
    asked: list[int] = []
    original = entries.told
    monkeypatch.setattr(strips, "told", lambda *of: (asked.append(1), original(*of))[1])
    for value in (0.5, 0.25):
        studio.update(replace(studio.document, u=studio.document.u.with_values([value, 1])))
        QApplication.processEvents()
    assert asked == []
    assert described(board.vjp) == "x 1: 2, x 2: −0.75, x 3: 1.25"
    python("def f(x):\n    return x * torch.arange(20.)\nx0 = torch.ones(20)")
    assert described(board.vjp) == "20 values, largest 19 at x 20"


def test_terms_can_be_left_out(panel: JacobianPanel, studio: Studio) -> None:
    with_terms = panel.board.vjp.grab().toImage()
    panel.header.terms.click()
    assert studio.document.contributions is False
    assert panel.board.vjp.grab().toImage() != with_terms


def test_the_mode_is_chosen_in_the_header(panel: JacobianPanel, studio: Studio, answer: Answer) -> None:
    panel.header.mode.chosen.emit("forward")
    assert answer(studio).mode == "forward"
    assert "forward mode (3 passes; reverse would need 2)" in panel.status.computed


# --- picking and pointing


def test_a_click_on_an_entry_picks_its_row_and_column(panel: JacobianPanel, qtbot: QtBot) -> None:
    qtbot.mouseClick(panel.board.matrix, LEFT, pos=cell(panel, 1, 1))
    assert weights(panel) == ([0, 1], [0, 1, 0])
    assert panel.board.corner.text == "−1"  # u^T J v is that very entry


def test_a_click_on_a_product_picks_a_row_or_a_column(panel: JacobianPanel, qtbot: QtBot) -> None:
    qtbot.mouseClick(panel.board.jvp, LEFT, pos=QPoint(20, cell(panel, 1, 0).y()))
    assert weights(panel) == ([0, 1], [1, 1, 1])
    qtbot.mouseClick(panel.board.vjp, LEFT, pos=QPoint(cell(panel, 0, 2).x(), 20))
    assert weights(panel) == ([0, 1], [0, 0, 1])
    shift = Qt.KeyboardModifier.ShiftModifier
    qtbot.mouseClick(panel.board.vjp, LEFT, shift, QPoint(cell(panel, 0, 0).x(), 20))
    assert weights(panel) == ([0, 1], [1, 0, 1])


def test_a_pick_is_one_step_to_undo(panel: JacobianPanel, studio: Studio, qtbot: QtBot) -> None:
    qtbot.mouseClick(panel.board.matrix, LEFT, pos=cell(panel, 0, 0))
    qtbot.mouseClick(panel.board.matrix, LEFT, pos=cell(panel, 1, 1))
    studio.undo()
    assert weights(panel) == ([1, 0], [1, 0, 0])
    studio.undo()
    assert weights(panel) == ([1, 1], [1, 1, 1])


def test_pointing_says_what_the_entry_means(panel: JacobianPanel) -> None:
    Hand(panel.board.matrix).move(cell(panel, 1, 0).toTuple())
    assert "∂y₂/∂x₁ = 1: if x₁ grows by 1 (to first order), y₂ grows by 1." in panel.sentence.text
    panel.board.matrix.leaveEvent(None)
    assert "Point at an entry" in panel.sentence.text


def test_pointing_lights_what_the_entry_feeds(panel: JacobianPanel) -> None:
    board = panel.board
    board.point(NOWHERE)
    place = cell(panel, 1, 0)
    spots = ((board.vjp, place.x() - 30, 6), (board.jvp, 6, place.y() - 30), (board.x_side.controls[0], 3, 3))
    dark = [colour_at(*spot) for spot in spots]
    other = colour_at(board.vjp, cell(panel, 0, 2).x() - 30, 6)
    board.point(Pointer(1, 0))
    assert all(colour_at(*spot) != before for spot, before in zip(spots, dark, strict=True))
    assert colour_at(board.vjp, cell(panel, 0, 2).x() - 30, 6) == other


def test_a_row_has_one_number_in_every_part(panel: JacobianPanel, studio: Studio, answer: Answer) -> None:
    def weighing() -> list[str]:
        return [control.adjustable_name().split(",")[0] for control in panel.board.u_side.controls]

    studio.update(studio.document.with_source("speed = x1\nx1 x2\nx3"))  # speed, y1, y2
    answer(studio)
    assert weighing() == ["u 1", "u 2", "u 3"]
    panel.board.point(Pointer(1, 0))
    assert "u₂ ·" in panel.sentence.text
    assert "(J v)₂" in panel.sentence.text
    studio.update(studio.document.with_source("y12 = x1 + x2 + x3\ny7 = x2"))
    answer(studio)
    assert weighing() == ["u 12", "u 7"]
    panel.board.point(Pointer(1, 1))
    assert "u₇ ·" in panel.sentence.text


def test_the_keyboard_reaches_every_entry_and_tells_it(panel: JacobianPanel, qtbot: QtBot) -> None:
    matrix = panel.board.matrix
    matrix.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(matrix.hasFocus)
    qtbot.keyClick(matrix, Qt.Key.Key_Down)
    qtbot.keyClick(matrix, Qt.Key.Key_Right)
    assert "∂y₂/∂x₂ = −1" in matrix.accessibleDescription()
    qtbot.keyClick(matrix, Qt.Key.Key_Return)
    assert weights(panel) == ([0, 1], [0, 1, 0])
    qtbot.keyClick(matrix, Qt.Key.Key_Up)
    qtbot.keyClick(matrix, Qt.Key.Key_R)
    assert weights(panel) == ([1, 0], [0, 1, 0])


def test_every_control_has_a_name(panel: JacobianPanel) -> None:
    widgets = [*panel.findChildren(QWidget), *panel.header.findChildren(QWidget)]
    nameless = [
        w for w in widgets
        if w.focusPolicy() != Qt.FocusPolicy.NoFocus and not w.accessibleName()
        and not (isinstance(w, QAbstractButton) and w.text())
    ]  # fmt: skip
    assert not nameless


def test_tab_goes_through_the_vectors_then_the_matrix(panel: JacobianPanel) -> None:
    board = panel.board
    controls = (*board.x_side.controls, *board.v_side.controls, *board.u_side.controls)
    wanted = [*controls, board.matrix, board.limits]
    here: QWidget = wanted[0]
    for wish in wanted[1:]:
        here = here.nextInFocusChain()
        while here.focusPolicy() == Qt.FocusPolicy.NoFocus or not here.isVisible():
            here = here.nextInFocusChain()
        assert here is wish


# --- limits


def test_limits_are_chosen_and_hold_at_once(panel: JacobianPanel, studio: Studio, qtbot: QtBot) -> None:
    popover = LimitsPopover(studio, 4.0, panel.board.limits)
    qtbot.addWidget(popover)
    popover.radios["locked"].setChecked(True)
    assert studio.document.limits == Limits("locked", bound=4.0)
    popover.boxes["locked"].setText("16")
    popover.boxes["locked"].textEdited.emit("16")
    assert studio.document.limits.bound == 16
    place = cell(panel, 0, 0)
    assert colour_at(panel.board.matrix, place.x() - 30, place.y()) != theme.tokens().positive.lower()
    popover.boxes["locked"].setText("-1")
    popover.boxes["locked"].textEdited.emit("-1")
    assert studio.document.limits.bound == 16
    assert popover.boxes["locked"].property("invalid")
    popover.radios["symlog"].setChecked(True)
    assert studio.document.limits.kind == "symlog"
    assert panel.board.limits.text() == "symlog"
    assert panel.board.limits.width() >= panel.board.limits.sizeHint().width()


# --- large matrices


def test_zoom_moves_every_part_together(
    panel: JacobianPanel, python: Callable[[str], JacobianAnswer]
) -> None:
    python(LINEAR.format(m=64, n=80))
    board = panel.board
    place = board.matrix.geometry()
    board.show_window(Visible.whole(64, 80).zoomed(0.2, 32, 40))
    assert columns(panel).first > 0
    assert board.matrix.geometry() == place
    assert "columns" in panel.status.whole.text()
    assert panel.status.whole.isVisible()
    panel.status.whole.click()
    assert board.visible.is_whole
    assert not panel.status.whole.isVisible()


def test_a_double_click_takes_its_first_pick_back(
    panel: JacobianPanel, python: Callable[[str], JacobianAnswer], qtbot: QtBot
) -> None:
    python(LINEAR.format(m=64, n=64))
    board = panel.board
    board.show_window(Visible.whole(64, 64).zoomed(0.2, 32, 32))
    before = weights(panel)
    place = QPoint(board.matrix.width() // 2, board.matrix.height() // 2)
    qtbot.mouseClick(board.matrix, LEFT, pos=place)
    assert weights(panel) != before
    qtbot.mouseDClick(board.matrix, LEFT, pos=place)
    assert board.visible.is_whole
    assert weights(panel) == before


def test_a_large_matrix_is_drawn_by_and_by(
    panel: JacobianPanel, python: Callable[[str], JacobianAnswer], qtbot: QtBot
) -> None:
    python("def f(x):\n    return x ** 2\nx0 = torch.ones(600)")
    shading = panel.board.coloured.shading
    qtbot.waitUntil(lambda: not shading.pending and panel.board.survey is not None)
    assert shading.shade is not None
    assert shading.shade.bound == 2
    assert shading.shade.order.jacobian.shape == (600, 600)


# --- states


def test_a_text_that_does_not_evaluate_leaves_a_faded_jacobian(
    panel: JacobianPanel, studio: Studio, answer: Answer, failure: Callable[[Studio], object], qtbot: QtBot
) -> None:
    place = cell(panel, 0, 0)
    good = colour_at(panel.board.matrix, place.x() - 30, place.y())
    studio.update(studio.document.with_source("x1 +"))
    failure(studio)
    assert "stale: the text no longer evaluates" in panel.board.stale_label
    qtbot.waitUntil(lambda: colour_at(panel.board.matrix, place.x() - 30, place.y()) != good)
    studio.undo()
    answer(studio)
    assert panel.board.stale_label == ""
    qtbot.waitUntil(lambda: colour_at(panel.board.matrix, place.x() - 30, place.y()) == good)


def test_no_function_has_a_state_of_its_own(panel: JacobianPanel, studio: Studio) -> None:
    studio.update(studio.document.with_source("  "))
    assert panel.curtain.isVisible()
    assert not panel.board.isVisible()
    assert panel.curtain.title == "No function yet"


def test_a_failure_without_a_jacobian_is_said_calmly(
    panel: JacobianPanel, studio: Studio, failure: Callable[[Studio], object]
) -> None:
    studio.update(studio.document.with_source(""))
    studio.update(studio.document.with_source("x1 +"))
    failure(studio)
    assert panel.curtain.title == "No Jacobian yet"
    assert panel.curtain.sentence == studio.results.failure.sentence  # type: ignore[union-attr]


def test_work_shows_as_a_line_that_goes_again(
    panel: JacobianPanel, studio: Studio, answer: Answer, qtbot: QtBot, tmp_path: Path
) -> None:
    held = tmp_path / "held"
    held.touch()
    studio.change_settings(replace(studio.settings, deadline=60.0))
    wait = f"    while os.path.exists({str(held)!r}): time.sleep(0.01)"
    slow = f"import os, time\nx0 = [1.0]\ndef f(x):\n{wait}\n    return x"
    studio.update(Document(language="python", python=slow))
    assert not panel.busy.isVisible()  # not at once
    qtbot.waitUntil(panel.busy.isVisible)
    assert panel.board.isVisible()  # the last good one stays
    held.unlink()
    answer(studio)
    qtbot.waitUntil(lambda: not panel.busy.isVisible())


def test_what_is_unusual_has_a_badge(panel: JacobianPanel, studio: Studio, answer: Answer) -> None:
    studio.update(studio.document.with_source("x1^2 + x2\n3\nx1"))
    answer(studio)
    assert panel.status.badges == ("row y₂ all zero",)
    studio.update(studio.document.with_source("log(x1)\nx1"))
    answer(studio)
    studio.update(replace(studio.document, x=studio.document.x.with_values([-1.0])))
    answer(studio)
    assert panel.status.badges == ("1 entry is not finite",)


def test_an_image_shows_as_one(
    panel: JacobianPanel, python: Callable[[str], JacobianAnswer], studio: Studio, qtbot: QtBot
) -> None:
    panel.resize(950, 900)
    python(IMAGE)
    assert panel.map_image.isVisible()
    qtbot.mouseClick(panel.map_image, LEFT, pos=QPoint(5, panel.map_image.height() - 5))
    assert studio.document.v.hot_index() == 56
    panel.show_images.click()
    assert not panel.map_image.isVisible()


# --- the look follows the theme


def test_dark_is_drawn_in_dark_colours(panel: JacobianPanel, qtbot: QtBot) -> None:
    theme.current().set_appearance("dark")
    QApplication.processEvents()
    place = cell(panel, 0, 0)
    assert colour_at(panel.board.matrix, place.x() - 30, place.y()) == theme.DARK.positive.lower()
    assert colour_at(panel, 3, 30) == theme.DARK.panel.lower()
    theme.current().set_appearance("light")


def test_larger_type_keeps_the_product_together(panel: JacobianPanel) -> None:
    theme.current().set_scale(1.6)
    QApplication.processEvents()
    board = panel.board
    assert board.vjp.x() == board.matrix.x()
    assert board.vjp.height() > 60
    panel.resize(520, 700)  # the bars of three vectors go into one row before rows of J get low
    QApplication.processEvents()
    assert len({bar.y() for bar in panel.bars}) == 1
    assert board.matrix.height() >= 2 * 45
    theme.current().set_scale(1.0)


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_the_hint_has_room_for_all_its_lines(panel: JacobianPanel, scale: float) -> None:
    theme.current().set_scale(scale)
    panel.resize(558, 860)
    QApplication.processEvents()
    lines = panel.sentence.lines_at(HINT, panel.sentence.width())
    assert panel.sentence.height() >= panel.sentence.height_for(lines)
    theme.current().set_scale(1.0)


def test_a_value_is_copied_from_its_menu(panel: JacobianPanel, qtbot: QtBot) -> None:
    from jacviz.ui.matrix.entry_menu import EntryMenu

    menu = EntryMenu(panel.board, Pointer(1, 1), -1.0)
    copy = next(action for action in menu.actions() if action.text().startswith("Copy"))
    copy.trigger()
    assert QGuiApplication.clipboard().text() == "-1.0"
    row = next(action for action in menu.actions() if action.text().startswith("Pick row 2:"))
    row.trigger()
    assert weights(panel)[0] == [0, 1]
    menu.deleteLater()


def test_sentences_with_long_names_have_a_third_line(
    panel: JacobianPanel, studio: Studio, answer: Answer
) -> None:
    heights = []
    for name in ("y", "specific_enthalpy"):
        studio.update(Document(maths=f"{name} = x1^2 + x2"))
        answer(studio)
        heights.append(panel.sentence.height())
    assert heights == [panel.sentence.height_for(2), panel.sentence.height_for(3)]


def test_a_point_outside_the_domain_is_told_without_pointing(
    panel: JacobianPanel, studio: Studio, answer: Answer
) -> None:
    studio.update(Document(maths="log(x1 - 5)\nx1"))
    answer(studio)
    assert panel.sentence.text.startswith("y₁ is not a number here: the point lies outside the domain of f")
    studio.update(replace(studio.document, x=studio.document.x.with_values([6])))
    answer(studio)
    assert panel.sentence.text == typeset.plain(HINT)
