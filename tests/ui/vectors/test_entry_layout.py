"""Where name, value and slider of an entry stand at each size: nothing over anything, no index lost."""

from __future__ import annotations

from itertools import product

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from jacviz.session.spans import Span
from jacviz.ui.vectors import ink
from jacviz.ui.vectors.entry import EntryControl
from jacviz.ui.vectors.entry_layout import (
    FLAT_FROM,
    STACKED_FROM,
    STACKED_WIDTH,
    TWO_LINES_FROM,
    Form,
    Layout,
)
from tests.ui.vectors.hands import Hand

VALUES = (0.0, 1.0, -0.25, 0.3333, -1.234, 12.34, -123.4, 1e-9, -4.567e8)


@pytest.mark.parametrize(
    ("width", "height", "form"),
    [(96, 48, "two lines"), (60, 48, "two lines"), (59, 48, "stacked"), (32, 44, "stacked"),
     (44, 43, "two lines"), (114, 20, "flat"), (114, 30, "flat"), (114, 31, "two lines"),
     (90, 24, "two lines")],
)  # fmt: skip
def test_the_form_follows_the_size(width: int, height: int, form: Form) -> None:
    assert Layout.of(width, height).form == form


@pytest.mark.parametrize("width", range(10, 60, 5))
@pytest.mark.parametrize("name", ["x10", "u12", "weight12", "θ7"])
def test_a_name_never_loses_its_index(name: str, width: int) -> None:
    _, _, index, _ = ink._name_parts(name, 1.0, width)
    assert index == name.lstrip("xuweightθ")


@pytest.mark.parametrize("height", [STACKED_FROM, 48, 22])
@pytest.mark.parametrize("name", ["x1", "x10", "u12"])
def test_name_and_value_have_room_beside_each_other(name: str, height: int) -> None:
    least = {STACKED_FROM: STACKED_WIDTH, 48: 60, 22: FLAT_FROM}[height]
    for width, value in product(range(least, 130, 3), VALUES):
        size = (width, height)
        layout = Layout.of(*size)
        written = layout.written(name, value)
        name_right = written.name_place.x() + ink.name_width(name, 1.0, written.name_room)
        assert written.name_place.x() >= 0
        assert written.value_place.x() + written.digits <= size[0] + 1
        if layout.form == "stacked":
            assert written.value_place.x() >= -1
            assert written.name_place.y() + 11 <= written.value_place.y()  # digits are 10 pixels high
        else:
            assert name_right <= written.value_place.x() + 1


@pytest.mark.parametrize("size", [(STACKED_WIDTH, STACKED_FROM), (36, 48), (96, 48), (114, 20)])
def test_the_handle_stays_inside(size: tuple[int, int]) -> None:
    layout = Layout.of(*size)
    span = Span(-1, 1)
    for value, edge in ((-1.0, 0.0), (1.0, float(size[0]))):
        assert abs(layout.handle(value, span) - edge) >= layout.ring
    assert layout.ring <= layout.track <= size[1] - layout.ring + 0.5


@pytest.mark.parametrize(("size", "track"), [((36, 48), 40.0), ((114, 20), 10.0)])
def test_every_form_is_a_slider_under_the_mouse(
    sheet: QWidget, qtbot: QtBot, size: tuple[int, int], track: float
) -> None:
    control = EntryControl(sheet)
    control.setGeometry(20, 20, *size)
    control.set_entry("x10", 0.0, Span(-1, 1, 0.1), "input")
    control.show()
    layout = Layout.of(*size)
    hand = Hand(control)
    hand.drag([(layout.handle(0.0, Span(-1, 1)), track), (layout.right, track)])
    assert control.value == 1
    place = layout.value_rectangle("x10", 1.0).center()
    assert layout.part_at(place, "x10", 1.0) == "value"
    assert layout.part_at(QPointF(layout.text_left + 1, 2), "x10", 1.0) == ""
    hand.click((place.x(), place.y()))
    assert control.is_typing
    qtbot.keyClick(control.focusWidget() or control, Qt.Key.Key_Escape)


def test_rows_are_flat_only_where_two_lines_do_not_fit() -> None:
    assert Layout.of(114, TWO_LINES_FROM - 1).form == "flat"
    assert Layout.of(114, TWO_LINES_FROM).form == "two lines"
