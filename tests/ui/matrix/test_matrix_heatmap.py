"""J under the mouse and the keyboard, and the colours on the screen."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from jacviz.session.document import Limits
from jacviz.ui import theme
from jacviz.ui.matrix.axis import Axis
from jacviz.ui.matrix.heatmap import HeatMap
from jacviz.ui.matrix.pixels import colour_table
from jacviz.ui.matrix.pointing import NOWHERE, Pointer
from jacviz.ui.matrix.shading import AT_ONCE, Order, Shading
from jacviz.ui.matrix.window import Visible
from tests.ui.matrix.answers import WORKED, colour_at
from tests.ui.vectors.hands import Hand

pytestmark = pytest.mark.usefixtures("light")

SIDE = 300


def order_of(jacobian: Any, visible: Visible | None = None, limits: Limits | None = None) -> Order:
    matrix = np.array(jacobian, dtype=float)
    m, n = matrix.shape
    seen = visible or Visible.whole(m, n)
    gap = 2.0 if max(m, n) <= 12 else 0.0
    rows = Axis(m, *seen.rows, SIDE, gap)
    columns = Axis(n, *seen.columns, SIDE, gap)
    table = colour_table(theme.diverging(), (255, 0, 0))
    return Order(matrix, rows, columns, limits or Limits(), table, 0xFFFFFFFF, 3)


def shown(qtbot: QtBot, jacobian: Any, **how: Any) -> HeatMap:
    made = HeatMap()
    qtbot.addWidget(made)
    made.setFixedSize(SIDE, SIDE)
    give(made, order_of(jacobian, **how), how.get("visible"))
    made.show()
    return made


def give(made: HeatMap, order: Order, visible: Visible | None = None) -> None:
    shading = Shading()
    shading.order(order)
    made.set_axes(visible or Visible.whole(*order.jacobian.shape), order.rows, order.columns)
    made.set_shade(shading.shade)


def middle(order: Order, row: int, column: int) -> QPoint:
    (top, bottom), (left, right) = order.rows.span(row), order.columns.span(column)
    return QPoint(int(left + right) // 2, int(top + bottom) // 2)


def inside(order: Order, row: int, column: int) -> tuple[float, float]:
    """A place in a cell that its number does not cover."""
    return order.columns.span(column)[0] + 8, order.rows.span(row)[0] + 8


def expected(value: float, bound: float) -> str:
    table = theme.diverging()
    half = len(table) // 2
    red, green, blue, _ = table[round(value / bound * half) + half]
    return f"#{red:02x}{green:02x}{blue:02x}"


# --- colours


@pytest.mark.parametrize("entry", [(0, 0), (0, 1), (1, 1), (1, 2)])
def test_a_cell_has_the_colour_of_its_entry(qtbot: QtBot, entry: tuple[int, int]) -> None:
    made, order = shown(qtbot, WORKED), order_of(WORKED)
    assert colour_at(made, *inside(order, *entry)) == expected(WORKED[entry[0]][entry[1]], 4)


def test_locked_colours_do_not_follow_j(qtbot: QtBot) -> None:
    limits = Limits("locked", bound=8)
    made, order = shown(qtbot, WORKED, limits=limits), order_of(WORKED)
    assert colour_at(made, *inside(order, 0, 0)) == expected(4, 8)


def test_what_is_not_finite_has_its_mark(qtbot: QtBot) -> None:
    made, order = shown(qtbot, [[1, np.nan], [np.inf, -1]]), order_of(np.ones((2, 2)))
    assert colour_at(made, *inside(order, 0, 1)) == "#ff0000"
    assert colour_at(made, *inside(order, 1, 0)) == "#ff0000"
    assert colour_at(made, *inside(order, 0, 0)) == expected(1, 1)


def test_between_cells_is_the_panel(qtbot: QtBot) -> None:
    made, order = shown(qtbot, WORKED), order_of(WORKED)
    assert colour_at(made, order.columns.span(0)[1] + 0.5, 20) == theme.tokens().panel.lower()


@pytest.mark.parametrize("entry", [(0, 0), (700, 1023), (1023, 511)])
def test_a_lone_entry_of_a_large_matrix_is_seen(qtbot: QtBot, entry: tuple[int, int]) -> None:
    jacobian = np.zeros((1024, 1024))
    jacobian[entry] = -1
    shading = Shading()
    with qtbot.waitSignal(shading.finished):
        shading.order(order_of(jacobian))
    assert shading.shade is not None
    negative = int(theme.colour("negative").rgb())
    places = np.argwhere(shading.shade.image == negative)
    assert len(places) == 1
    np.testing.assert_allclose(places[0], np.array(entry) * SIDE / 1024, atol=1)


def test_a_stale_matrix_fades(qtbot: QtBot) -> None:
    made, order = shown(qtbot, WORKED), order_of(WORKED)
    made.set_dim(1.0)
    assert colour_at(made, *inside(order, 0, 0)) == theme.tokens().panel.lower()


def test_numbers_are_dark_on_pale_and_pale_on_dark(qtbot: QtBot) -> None:
    made, order = shown(qtbot, [[4, 0.1], [0.1, 0.1]]), order_of(np.ones((2, 2)))
    image = made.grab().toImage()

    def extremes(row: int, column: int) -> tuple[float, float]:
        (top, bottom), (left, right) = order.rows.span(row), order.columns.span(column)
        region = range(int(left) + 40, int(right) - 40), range(int(top) + 40, int(bottom) - 40)
        tones = [image.pixelColor(x, y).lightnessF() for x in region[0] for y in region[1]]
        return min(tones), max(tones)

    assert extremes(0, 0)[1] > 0.95
    assert extremes(1, 1)[0] < 0.2


# --- mouse


def test_pointing_tells_row_and_column(qtbot: QtBot) -> None:
    made, order = shown(qtbot, WORKED), order_of(WORKED)
    pointers: list[Pointer] = []
    made.pointed.connect(pointers.append)
    Hand(made).move(middle(order, 1, 2).toTuple())
    assert pointers[-1] == Pointer(1, 2)


@pytest.mark.parametrize("add", [False, True])
def test_a_click_picks(qtbot: QtBot, add: bool) -> None:
    made, order = shown(qtbot, WORKED), order_of(WORKED)
    modifier = Qt.KeyboardModifier.ShiftModifier if add else Qt.KeyboardModifier.NoModifier
    with qtbot.waitSignal(made.picked) as signal:
        qtbot.mouseClick(made, Qt.MouseButton.LeftButton, modifier, middle(order, 1, 2))
    assert signal.args == [Pointer(1, 2), add]


def test_leaving_points_nowhere(qtbot: QtBot) -> None:
    made = shown(qtbot, WORKED)
    with qtbot.waitSignal(made.pointed) as signal:
        made.leaveEvent(None)
    assert signal.args == [NOWHERE]


def wheel(made: HeatMap, place: QPoint, notches: int) -> bool:
    event = QWheelEvent(
        QPointF(place), made.mapToGlobal(QPointF(place)), QPoint(), QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(made, event)
    return event.isAccepted()


def test_the_wheel_zooms_about_the_pointer(qtbot: QtBot) -> None:
    made = shown(qtbot, np.eye(64))
    with qtbot.waitSignal(made.window_wished) as signal:
        wheel(made, QPoint(150, 75), 3)
    seen = signal.args[0]
    assert seen.columns[1] - seen.columns[0] < 64
    assert (32 - seen.columns[0]) / (seen.columns[1] - seen.columns[0]) == pytest.approx(0.5, abs=0.01)
    assert (16 - seen.rows[0]) / (seen.rows[1] - seen.rows[0]) == pytest.approx(0.25, abs=0.01)


def test_the_wheel_leaves_a_small_matrix_alone(qtbot: QtBot) -> None:
    made = shown(qtbot, WORKED)
    with qtbot.assertNotEmitted(made.window_wished):
        assert not wheel(made, QPoint(50, 50), 1)


def test_a_drag_pans_and_picks_nothing(qtbot: QtBot) -> None:
    visible = Visible.whole(64, 64).zoomed(0.5, 32, 32)
    made = shown(qtbot, np.eye(64), visible=visible)
    wished: list[Visible] = []
    made.window_wished.connect(wished.append)
    with qtbot.assertNotEmitted(made.picked):
        Hand(made).drag([(150, 150), (120, 150)])
    assert wished[-1].columns[0] == pytest.approx(visible.columns[0] + 30 / 300 * 32)
    assert wished[-1].rows == visible.rows


def test_a_double_click_shows_all_again(qtbot: QtBot) -> None:
    made = shown(qtbot, np.eye(64), visible=Visible.whole(64, 64).zoomed(0.5, 32, 32))
    with qtbot.waitSignal(made.reset):
        qtbot.mouseDClick(made, Qt.MouseButton.LeftButton, pos=QPoint(100, 100))


# --- keyboard


def test_arrows_move_the_cursor_and_stop_at_the_edges(qtbot: QtBot) -> None:
    made = shown(qtbot, WORKED)
    pointers: list[Pointer] = []
    made.pointed.connect(pointers.append)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Down):
        qtbot.keyClick(made, key)
    assert pointers == [Pointer(0, 1), Pointer(0, 2), Pointer(0, 2), Pointer(1, 2), Pointer(1, 2)]
    assert made.cursor_cell == (1, 2)


@pytest.mark.parametrize(
    ("key", "pointer"),
    [
        (Qt.Key.Key_Return, Pointer(1, 0)),
        (Qt.Key.Key_Space, Pointer(1, 0)),
        (Qt.Key.Key_R, Pointer(1, None)),
        (Qt.Key.Key_C, Pointer(None, 0)),
    ],
)
def test_keys_pick(qtbot: QtBot, key: Qt.Key, pointer: Pointer) -> None:
    made = shown(qtbot, WORKED)
    qtbot.keyClick(made, Qt.Key.Key_Down)
    with qtbot.waitSignal(made.picked) as signal:
        qtbot.keyClick(made, key)
    assert signal.args == [pointer, False]


def test_the_cursor_takes_the_window_with_it(qtbot: QtBot) -> None:
    visible = Visible.whole(64, 64).zoomed(0.25, 0, 0)
    made = shown(qtbot, np.eye(64), visible=visible)
    with qtbot.waitSignal(made.window_wished) as signal:
        qtbot.keyClick(made, Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    assert signal.args[0].rows[0] > visible.rows[0]


@pytest.mark.parametrize(("key", "closer"), [(Qt.Key.Key_Plus, True), (Qt.Key.Key_Minus, False)])
def test_plus_and_minus_zoom(qtbot: QtBot, key: Qt.Key, closer: bool) -> None:
    visible = Visible.whole(64, 64).zoomed(0.5, 0, 0)
    made = shown(qtbot, np.eye(64), visible=visible)
    with qtbot.waitSignal(made.window_wished) as signal:
        qtbot.keyClick(made, key)
    seen = signal.args[0]
    assert (seen.rows[1] - seen.rows[0] < 32) is closer


def test_home_shows_all(qtbot: QtBot) -> None:
    made = shown(qtbot, np.eye(64), visible=Visible.whole(64, 64).zoomed(0.5, 0, 0))
    with qtbot.waitSignal(made.window_wished) as signal:
        qtbot.keyClick(made, Qt.Key.Key_Home)
    assert signal.args[0].is_whole


# --- pictures


def test_a_small_matrix_is_drawn_at_once() -> None:
    shading = Shading()
    shading.order(order_of(WORKED))
    assert shading.shade is not None
    assert not shading.pending
    assert shading.shade.bound == 4


def test_a_large_matrix_is_drawn_elsewhere_and_the_newest_wins(qtbot: QtBot) -> None:
    side = int(AT_ONCE**0.5) + 1
    shading = Shading()
    pictures: list[float] = []
    shading.finished.connect(lambda: pictures.append(shading.shade.bound if shading.shade else 0))
    for scale in range(1, 21):
        shading.order(order_of(np.full((side, side), float(scale))))
    assert not pictures
    qtbot.waitUntil(lambda: bool(pictures) and pictures[-1] == 20)
    qtbot.waitUntil(lambda: not shading.pending)
    assert len(pictures) < 20
    assert pictures == sorted(pictures)


def test_an_order_that_is_drawn_already_is_not_drawn_again() -> None:
    shading = Shading()
    order = order_of(WORKED)
    shading.order(order)
    first = shading.shade
    shading.order(Order(order.jacobian, order.rows, order.columns, Limits(), order.table, order.ground, 3))
    assert shading.shade is first


def test_a_small_matrix_after_a_large_one_stays(qtbot: QtBot) -> None:
    side = int(AT_ONCE**0.5) + 1
    shading = Shading()
    shading.order(order_of(np.ones((side, side))))
    shading.order(order_of(WORKED))
    qtbot.waitUntil(lambda: not shading.pending)
    assert shading.shade is not None
    assert shading.shade.order.jacobian.shape == (2, 3)
