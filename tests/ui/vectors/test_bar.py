"""The bar of a vector on a real studio."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from jacviz.engine.messages import JacobianAnswer
from jacviz.session.document import Document, Role, vector_of
from jacviz.session.vectors import Span
from jacviz.ui.studio import Studio
from jacviz.ui.vectors.bar import VectorBar
from jacviz.ui.vectors.number_box import NumberBox
from jacviz.ui.vectors.range_popover import RangePopover
from tests.ui.vectors.hands import write

Answer = Callable[[Studio], JacobianAnswer]
Make = Callable[[Role], VectorBar]


@pytest.fixture
def make(studio: Studio, sheet: QWidget, answer: Answer) -> Make:
    answer(studio)

    def made(role: Role) -> VectorBar:
        bar = VectorBar(studio, role, sheet)
        bar.setGeometry(0, 0, bar.sizeHint().width(), bar.sizeHint().height())
        bar.show()
        return bar

    return made


def values(studio: Studio, role: Role) -> list[float]:
    return vector_of(studio.document, role).values.tolist()


def shown(bar: VectorBar) -> list[str]:
    buttons = [button for button in bar.findChildren(QToolButton) if button.isVisible()]
    return [button.text() for button in sorted(buttons, key=lambda button: button.x())]


@pytest.mark.parametrize(("role", "count"), [("u", 2), ("v", 3), ("x", 3)])
def test_buttons_do_what_they_say(make: Make, studio: Studio, role: Role, count: int) -> None:
    bar = make(role)
    bar.ones.click()
    assert values(studio, role) == [1] * count
    bar.zeros.click()
    assert values(studio, role) == [0] * count
    bar.hot.click()
    assert values(studio, role) == [1] + [0] * (count - 1)
    bar.next.click()
    assert values(studio, role) == [0, 1] + [0] * (count - 2)
    bar.previous.click()
    bar.previous.click()
    assert values(studio, role) == [0] * (count - 1) + [1]


def test_one_hot_u_picks_the_rows_of_j(make: Make, studio: Studio, answer: Answer) -> None:
    studio.update(replace(studio.document, x=studio.document.x.with_values([2, 3, 1])))
    answer(studio)
    bar = make("u")
    rows = []
    for button in (bar.hot, bar.next):
        button.click()
        assert studio.results.products is not None
        rows.append(studio.results.products.vjp.tolist())
    assert rows == [[4, 1, 1], [1, -1, 1]]


def test_the_button_names_the_entry_that_is_hot(make: Make, studio: Studio) -> None:
    bar = make("v")
    assert bar.hot.text() == "v = e₁"
    studio.update(replace(studio.document, v=studio.document.v.one_hot(2)))
    assert bar.hot.text() == "v = e₃"
    assert bar.hot.accessibleName() == "Make v one-hot at entry 3 to pick one column of J"
    bar.ones.click()
    assert bar.hot.text() == "v = e₃"
    bar.next.click()
    assert values(studio, "v") == [0, 0, 1]
    bar.next.click()
    assert values(studio, "v") == [1, 0, 0]


def test_a_drag_leaves_the_buttons_alone(make: Make, studio: Studio) -> None:
    bars = [make(role) for role in ("u", "v", "x")]
    heard = Heard(button for bar in bars for button in bar.findChildren(QToolButton))
    for value in (0.3, 0.4, 0.5):
        studio.update(replace(studio.document, u=studio.document.u.with_entry(0, value)), merge="drag u 0")
    assert heard.events == []
    studio.update(replace(studio.document, u=studio.document.u.one_hot(1)))
    assert heard.events != []
    assert bars[0].hot.text() == "u = e₂"


class Heard(QObject):
    """Notes when a button is given another tooltip, another place or another state."""

    def __init__(self, buttons: Iterable[QToolButton]) -> None:
        super().__init__()
        self.events: list[QEvent.Type] = []
        for button in buttons:
            button.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        del watched
        kinds = QEvent.Type
        if event.type() in {kinds.ToolTipChange, kinds.Move, kinds.Resize, kinds.EnabledChange}:
            self.events.append(event.type())
        return False


def test_random_vectors_come_from_the_documents_seed(make: Make, studio: Studio) -> None:
    bar = make("v")
    first = studio.document.seed
    bar.random.click()
    one = values(studio, "v")
    assert one == np.random.default_rng(first).standard_normal(3).tolist()
    assert studio.document.seed == first + 1
    bar.random.click()
    assert values(studio, "v") != one
    studio.undo()
    assert values(studio, "v") == one
    studio.undo()
    assert studio.document.seed == first
    bar.random.click()
    assert values(studio, "v") == one


def test_each_click_is_one_undo_step(make: Make, studio: Studio) -> None:
    bar = make("u")
    before = studio.document
    bar.zeros.click()
    bar.ones.click()
    studio.undo()
    assert values(studio, "u") == [0, 0]
    studio.undo()
    assert studio.document is before


# --- normalise


@pytest.mark.parametrize(("norm", "word", "weights"), [
    ("l2", "L2 = 1", [0.6, 0.8]), ("l1", "L1 = 1", [3 / 7, 4 / 7]), ("off", "normalise", [3, 4]),
])  # fmt: skip
def test_weights_are_normalised_and_values_stay(
    make: Make, studio: Studio, norm: str, word: str, weights: list[float]
) -> None:
    studio.update(replace(studio.document, u=studio.document.u.with_values([3, 4])))
    bar = make("u")
    bar.norm.chosen.emit(norm)
    assert studio.document.u.norm == norm
    assert studio.document.u.weights.tolist() == pytest.approx(weights)
    assert values(studio, "u") == [3, 4]
    assert bar.norm.text() == word


def test_a_point_is_scaled_once(make: Make, studio: Studio) -> None:
    studio.update(replace(studio.document, x=studio.document.x.with_values([3, 0, 4])))
    bar = make("x")
    choose(bar, "Scale to L2 norm 1")
    assert values(studio, "x") == pytest.approx([0.6, 0, 0.8])
    assert studio.document.x.norm == "off"
    assert not bar.norm.isVisible()


def choose(bar: VectorBar, text: str) -> None:
    bar.more.click()
    menu = next(menu for menu in bar.findChildren(QMenu) if menu.isVisible())
    next(action for action in menu.actions() if action.text() == text).trigger()
    menu.close()


# --- copy and paste


def test_a_vector_is_copied_and_pasted_with_every_digit(make: Make, studio: Studio) -> None:
    bar = make("v")
    said: list[str] = []
    bar.message.connect(said.append)
    bar.random.click()
    copied = values(studio, "v")
    choose(bar, "Copy v")
    assert said == ["Copied v: 3 numbers."]
    bar.zeros.click()
    choose(bar, "Paste v")
    assert values(studio, "v") == copied
    assert len(said) == 1


@pytest.mark.parametrize(
    "text", ["1, 0.5", "[1., 0.5]", "array([1, 0.5])", "tensor([1.0000, 0.5000])", "1\n1/2"]
)
def test_lists_of_python_numpy_and_torch_are_pasted(make: Make, studio: Studio, text: str) -> None:
    QGuiApplication.clipboard().setText(text)
    make("u").paste()
    assert values(studio, "u") == [1, 0.5]


def test_values_outside_widen_the_range(make: Make, studio: Studio) -> None:
    QGuiApplication.clipboard().setText("100, -3")
    make("u").paste()
    assert studio.document.u.span == Span(-100, 100, 1.0)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("1, 2, 3", "Not pasted: expected 2 numbers for u, got more."),
        ("", "Not pasted: expected 2 numbers for u, got 0."),
        ("one two", "Not pasted: expected numbers for u, got “one”."),
    ],
)
def test_what_does_not_fit_is_told_and_changes_nothing(
    make: Make, studio: Studio, text: str, sentence: str
) -> None:
    bar = make("u")
    said: list[str] = []
    bar.message.connect(said.append)
    before = studio.document
    QGuiApplication.clipboard().setText(text)
    bar.paste()
    assert said == [sentence]
    assert studio.document is before


# --- range


def test_the_range_of_all_entries_is_edited(make: Make, studio: Studio, qtbot: QtBot) -> None:
    bar = make("v")
    choose(bar, "Range…")
    popover = bar.findChildren(RangePopover)[0]
    box = popover.findChildren(NumberBox)[1]
    box.selectAll()
    write(box, "2pi")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert studio.document.v.span == Span(-3, 2 * np.pi, 0.1)


# --- room


def test_what_does_not_fit_is_in_the_menu(make: Make) -> None:
    bar = make("u")
    whole = ["", "u = e₁", "", "ones", "zeros", "random", "normalise", ""]
    assert shown(bar) == whole
    counts = []
    for width in range(bar.sizeHint().width(), bar.minimumSizeHint().width() - 1, -1):
        bar.resize(width, bar.height())
        counts.append(len(shown(bar)))
        assert max(b.geometry().right() for b in bar.findChildren(QToolButton) if b.isVisible()) < width
    assert counts == sorted(counts, reverse=True)
    assert shown(bar) == ["u = e₁", ""]
    bar.more.click()
    menu = next(menu for menu in bar.findChildren(QMenu) if menu.isVisible())
    assert [action.text() for action in menu.actions() if action.text()] == [
        "u = e₁", "Next one-hot", "Previous one-hot", "Ones", "Zeros", "Random",
        "Not normalised", "L1 norm 1", "L2 norm 1", "Copy u", "Paste u", "Range…",
    ]  # fmt: skip
    menu.close()


def test_every_button_has_a_name_and_a_place_in_the_tab_order(make: Make) -> None:
    for role in ("u", "v", "x"):
        for button in make(role).findChildren(QToolButton):
            assert button.accessibleName()
            assert button.toolTip()
            assert button.focusPolicy() & Qt.FocusPolicy.TabFocus


def test_the_letter_follows_the_variable(make: Make, studio: Studio, answer: Answer) -> None:
    bar = make("x")
    studio.update(studio.document.with_source("parameters: a, b\na x1 + b"))
    answer(studio)
    studio.update(replace(studio.document, wrt="theta"))
    answer(studio)
    assert bar.hot.text() == "θ = e₁"
    bar.ones.click()
    assert studio.document.theta.values.tolist() == [1, 1]


def test_without_a_function_there_is_nothing_to_press(studio: Studio, sheet: QWidget) -> None:
    studio.begin(Document(maths=""))
    bar = VectorBar(studio, "u", sheet)
    bar.one_hot(1)
    bar.draw_random()
    assert not any(button.isEnabled() for button in bar.findChildren(QToolButton))
    assert len(studio.document.u) == 0
