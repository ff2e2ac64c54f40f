"""The row of what J is not taken with respect to, on a real studio with a real engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from jacviz.engine.messages import JacobianAnswer
from jacviz.session.document import Document
from jacviz.ui.matrix.held import HeldRow
from jacviz.ui.matrix.panel import JacobianPanel
from jacviz.ui.studio import Studio
from tests.ui.vectors.hands import Hand

Answer = Callable[[Studio], JacobianAnswer]
LINE = "inputs: x1, x2, x3\nparameters: a, b\na x1 + b\na x2 + b\na x3 + b"


@pytest.fixture
def panel(studio: Studio, answer: Answer, qtbot: QtBot) -> Iterator[JacobianPanel]:
    studio.update(Document(maths=LINE, wrt="theta"))
    answer(studio)
    host = QWidget()
    qtbot.addWidget(host)
    made = JacobianPanel(studio)
    made.setParent(host)
    made.header.setParent(host)
    host.resize(1600, 1300)
    made.resize(800, 780)
    made.header.move(1200, 0)
    host.show()
    QApplication.processEvents()
    yield made
    host.hide()


def row(panel: JacobianPanel) -> HeldRow:
    assert panel.held is not None
    return panel.held


def values(panel: JacobianPanel) -> list[float]:
    return [control.value for control in row(panel).side.controls]


def test_x_stands_above_a_jacobian_over_theta_and_moves_it(
    panel: JacobianPanel, studio: Studio, answer: Answer
) -> None:
    assert values(panel) == [1, 1, 1]
    control = row(panel).side.controls[1]
    y = control.height() / 2 + 10
    Hand(control).drag([(20.0, y), (24.0, y), (28.0, y)])
    moved = control.value
    assert moved < 1
    assert (studio.document.x.values.tolist(), studio.document.wrt) == ([1, moved, 1], "theta")
    np.testing.assert_array_equal(answer(studio).jacobian, [[1, 1], [moved, 1], [1, 1]])
    studio.undo()
    assert studio.document.x.values.tolist() == [1, 1, 1]


def test_theta_stands_above_a_jacobian_over_x(panel: JacobianPanel, studio: Studio, answer: Answer) -> None:
    studio.update(replace(studio.document, wrt="x"))
    answer(studio)
    assert values(panel) == [1, 1]
    assert row(panel).accessibleName() == "Parameters θ, held fixed"
    row(panel).bar.ones.click()
    row(panel).side.controls[0].changed.emit(3.0)
    assert studio.document.wrt == "x"
    assert studio.document.theta.values.tolist() == [3, 1]
    np.testing.assert_array_equal(answer(studio).jacobian, 3 * np.eye(3))


def test_the_buttons_are_those_of_what_is_held(panel: JacobianPanel, studio: Studio) -> None:
    assert row(panel).bar.hot.text() == "x = e₁"
    row(panel).bar.hot.click()
    assert studio.document.x.values.tolist() == [1, 0, 0]
    assert [bar.letter for bar in panel.bars] == ["u", "v", "θ"]


def test_it_lies_over_the_product_and_over_nothing_else(panel: JacobianPanel) -> None:
    g = panel.board.geometry_now
    assert g is not None
    for width in (800, 480, 1100):
        panel.resize(width, 780)
        held, g = row(panel), panel.board.geometry_now
        assert held.geometry().bottom() < panel.board.y()
        for control in held.side.controls:
            assert g.matrix.x <= control.x()
            assert control.geometry().right() < held.bar.x()
        assert held.bar.geometry().right() < g.y.right


@pytest.mark.parametrize(
    ("held", "spoken"),
    [("x", "x 1, value of input, 1 of 40"), ("theta", "theta 1, value of parameter, 1 of 40")],
)
def test_what_has_many_entries_is_painted(
    panel: JacobianPanel, studio: Studio, answer: Answer, held: str, spoken: str
) -> None:
    text = "x0 = theta0 = torch.ones(40)\ndef f(x, theta): return theta * x"
    studio.update(Document(language="python", python=text, wrt="x" if held == "theta" else "theta"))
    answer(studio)
    strip = row(panel).side.strip
    assert row(panel).isVisible()
    assert strip.isVisible()
    assert strip.accessibleName().startswith(spoken)
    middle = strip.width() / 40 * 2.5
    Hand(strip).drag([(middle, 20.0), (middle, 1.0), (middle, 0.0)])
    moved = [1.0, 1, getattr(studio.document, held).span.maximum, *[1.0] * 37]
    assert getattr(studio.document, held).values.tolist() == moved
    np.testing.assert_array_equal(np.diag(answer(studio).jacobian), moved)
    studio.undo()
    assert getattr(studio.document, held).values.tolist() == [1.0] * 40


def test_more_entries_than_a_strip_can_tell_apart_have_no_row(
    panel: JacobianPanel, studio: Studio, answer: Answer
) -> None:
    text = "x0 = torch.ones(2)\ntheta0 = torch.ones(70_000)\ndef f(x, theta): return theta[:2] * x"
    studio.update(Document(language="python", python=text))
    answer(studio)
    assert not row(panel).isVisible()


def test_a_long_name_has_a_longer_slider(panel: JacobianPanel, studio: Studio, answer: Answer) -> None:
    widths = []
    for name in ("a", "heat_capacity"):
        studio.update(Document(maths=f"parameters: {name}\n{name} x1"))
        answer(studio)
        widths.append(row(panel).side.controls[0].width())
    assert widths[0] < widths[1]


def test_without_parameters_nothing_is_held(panel: JacobianPanel, studio: Studio, answer: Answer) -> None:
    studio.update(Document(maths="x1 x2"))
    answer(studio)
    assert not row(panel).isVisible()
    assert panel.board.y() < 12


def test_tab_goes_from_what_is_held_to_the_point(panel: JacobianPanel) -> None:
    bar = row(panel).bar
    wanted = [*row(panel).side.controls, bar.hot, bar.more, *panel.board.x_side.controls]
    here: QWidget = wanted[0]
    for wish in wanted[1:]:
        here = here.nextInFocusChain()
        while here.focusPolicy() == Qt.FocusPolicy.NoFocus or not here.isVisible():
            here = here.nextInFocusChain()
        assert here is wish
