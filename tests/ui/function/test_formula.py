from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from jacviz.engine.messages import Failure, JacobianAnswer
from jacviz.language.handwriting import TEXT
from jacviz.session.document import Document
from jacviz.session.examples import load
from jacviz.ui.function.formula import LONGEST_TEXT, Formula
from jacviz.ui.function.panel import FunctionPanel
from jacviz.ui.matrix.pointing import NOWHERE, Pointer
from jacviz.ui.studio import Studio
from jacviz.ui.window import Window

Answered = Callable[[Studio], JacobianAnswer]


@pytest.fixture
def written(panel: FunctionPanel, qtbot: QtBot) -> Formula:
    """The section on the worked example, written out."""
    qtbot.waitUntil(lambda: bool(panel.formula.matrix.entries) and not panel.formula.busy)
    return panel.formula


@pytest.fixture
def show(written: Formula, studio: Studio, answer: Answered, qtbot: QtBot) -> Callable[[Document], Formula]:
    """Shows another document and waits for its formulas."""

    def shown(document: Document) -> Formula:
        studio.update(document)
        answer(studio)
        qtbot.waitUntil(lambda: not written.busy)
        return written

    return shown


def rows(formula: Formula) -> list[list[str]]:
    return [[TEXT.formula(entry) for entry in row] for row in formula.matrix.entries]


def test_the_worked_example_is_written_out(written: Formula) -> None:
    assert written.isVisible()
    assert rows(written) == [["2 x1", "1", "1"], ["1", "-1", "1"]]
    assert written.remark.isHidden()
    description = written.matrix.accessibleDescription()
    assert "Row y₁: 2 x1, 1, 1. Row y₂: 1, -1, 1. Columns: x₁, x₂, x₃." in description


def test_it_follows_the_text_and_the_variable(show: Callable[[Document], Formula]) -> None:
    formula = show(Document(maths="parameters: a\nx^2 + a x"))
    assert rows(formula) == [["2 x + a"]]
    formula = show(Document(maths="parameters: a\nx^2 + a x", wrt="theta"))
    assert rows(formula) == [["x"]]


def test_moving_the_point_derives_nothing_again(
    show: Callable[[Document], Formula], studio: Studio, answer: Answered
) -> None:
    formula = show(studio.document)
    entries = formula.matrix.entries
    studio.update(studio.document.with_point(studio.document.x.with_entry(0, 5.0)))
    answer(studio)
    assert not formula.busy
    assert formula.matrix.entries is entries


@pytest.mark.parametrize(
    "document",
    [
        Document(language="python", python="def f(x):\n    return x ** 2"),
        Document(maths="; ".join(f"x{k}" for k in range(7))),
        Document(maths="x^2 # " + "long " * LONGEST_TEXT),
    ],
)
def test_it_is_hidden_where_there_is_nothing_to_write(
    show: Callable[[Document], Formula], document: Document
) -> None:
    assert not show(document).isVisible()
    assert show(Document(maths="x^2")).isVisible()


def test_what_is_too_wide_is_said_in_words(show: Callable[[Document], Formula]) -> None:
    formula = show(load("log-sum-exp"))
    assert formula.remark.isVisible()
    assert formula.matrix.height() == 0
    formula = show(load("spherical-coordinates"))
    assert formula.remark.isHidden()
    assert formula.matrix.height() > 50


def test_a_formula_that_cannot_be_made_is_said_in_words(show: Callable[[Document], Formula]) -> None:
    assert show(Document(maths="exp(" * 40 + "x^2" + ")" * 40)).remark.isVisible()


def test_type_shrinks_before_formulas_are_left_out(
    show: Callable[[Document], Formula], panel: FunctionPanel
) -> None:
    formula = show(load("softmax"))
    large = formula.matrix.size_used
    panel.resize(260, 640)
    assert formula.remark.isHidden()
    assert formula.matrix.size_used < large


def test_a_stale_text_leaves_the_formulas_dimmed(
    written: Formula, studio: Studio, failure: Callable[[Studio], Failure]
) -> None:
    bright = written.matrix.grab().toImage()
    studio.update(Document(maths="x1 +"))
    failure(studio)
    assert rows(written)[0] == ["2 x1", "1", "1"]
    assert written.matrix.grab().toImage() != bright


@pytest.mark.parametrize(
    "text",
    [
        "x/sqrt(x^2 + y^2)\nlog2(x) + e^x\nabs(x)^1.5\nfloor(x) x",
        "max(x, y)\nwhere(not x > 0 and y <= 1 or x != 2, x^2, -y)\n1e-7 x + 1e20 x y_a",
        "asin(x) + x^(1/3) + pi x^3 + 2^(10 x)/3\nx10^2 + (x (2 - x))^2",
    ],
)
def test_every_construct_can_be_painted(text: str, show: Callable[[Document], Formula]) -> None:
    formula = show(Document(maths=text))
    assert formula.matrix.entries
    formula.matrix.set_room(2000)
    assert formula.matrix.height() > 0
    formula.matrix.grab()


def test_both_forms_are_copied(written: Formula) -> None:
    written.matrix.copy("LaTeX")
    assert QGuiApplication.clipboard().text().splitlines()[1] == r"  2 x_1 & 1 & 1 \\"
    written.matrix.copy("text")
    assert QGuiApplication.clipboard().text() == "2 x1, 1, 1\n1, -1, 1"


def test_pointing_goes_both_ways(window: Window, answer: Answered, qtbot: QtBot) -> None:
    answer(window.studio)
    formula, board = window.function_panel.formula, window.jacobian_panel.board
    qtbot.waitUntil(lambda: bool(formula.matrix.entries) and formula.matrix.isVisible())
    bare = formula.matrix.grab().toImage()
    board.point(Pointer(1, 0))
    assert formula.matrix.pointer == Pointer(1, 0)
    assert formula.matrix.grab().toImage() != bare
    place = formula.matrix.cell(0, 2).center().toPoint()
    qtbot.mouseMove(formula.matrix, QPoint(1, 1))
    qtbot.mouseMove(formula.matrix, place)
    qtbot.waitUntil(lambda: board.pointer == Pointer(0, 2))
    formula.matrix.leaveEvent(QEvent(QEvent.Type.Leave))
    assert board.pointer == NOWHERE
    assert formula.matrix.focusPolicy() == Qt.FocusPolicy.NoFocus
