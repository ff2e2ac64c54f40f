from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from jacviz.engine.messages import JacobianAnswer
from jacviz.language.reference import REFERENCE
from jacviz.ui import theme
from jacviz.ui.actions import Entry as Action
from jacviz.ui.function.keys import SHORTCUTS
from jacviz.ui.reference.entries import Entry
from jacviz.ui.reference.python_entries import PYTHON_ENTRIES
from jacviz.ui.reference.window import ReferenceWindow
from jacviz.ui.studio import Studio

Answer = Callable[[Studio], JacobianAnswer]
Key = Qt.Key
ACTIONS = (
    Action("file.open", "Open a function…", lambda: None, "Ctrl+O", menu="File"),
    Action("view.none", "Without keys", lambda: None),
)


@pytest.fixture
def reference(qtbot: QtBot, studio: Studio) -> ReferenceWindow:
    made = ReferenceWindow(studio, ACTIONS)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    return made


def shown(reference: ReferenceWindow) -> list[str]:
    return [entry.construct for entry in reference.view.entries()]


def entry_of(reference: ReferenceWindow, construct: str) -> Entry:
    return next(entry for entry in reference.view.entries() if entry.construct == construct)


def test_every_construct_convention_and_key_is_there(reference: ReferenceWindow) -> None:
    there = shown(reference)
    assert [entry.construct for entry in REFERENCE] == there[: len(REFERENCE)]
    for entry in PYTHON_ENTRIES:
        assert entry.construct in there
    for shortcut in SHORTCUTS:
        assert shortcut.keys[0] in there
    assert "Ctrl+O" in there
    assert "" not in there


def test_searching_narrows_rows_and_contents(reference: ReferenceWindow) -> None:
    QTest.keyClicks(reference.field, "sigmoid")
    assert shown(reference) == ["sigmoid(x)"]
    items = [reference.contents.item(row) for row in range(reference.contents.count())]
    assert [item.text() for item in items if not item.isHidden()] == ["Maths", "Networks"]
    reference.field.setText("no such thing at all")
    assert shown(reference) == []
    QTest.keyClick(reference.field, Key.Key_Escape)
    assert len(shown(reference)) > len(REFERENCE)
    assert reference.isVisible()


def test_a_click_on_an_example_tries_it_and_undo_brings_the_text_back(
    reference: ReferenceWindow, studio: Studio, answer: Answer
) -> None:
    before = studio.document
    entry = entry_of(reference, "atan2(y, x)")
    item = reference.view.item_of(entry)
    reference.view.scrollToItem(item)
    place = reference.view.visualItemRect(item).topLeft() + reference.view.parts(item).example.center()
    QTest.mouseClick(reference.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert studio.document.maths == entry.example
    assert answer(studio).jacobian.shape == (1, 2)
    studio.undo()
    assert studio.document.maths == before.maths


def test_a_click_beside_the_example_does_nothing(reference: ReferenceWindow, studio: Studio) -> None:
    before = studio.document
    item = reference.view.item_of(reference.view.entries()[0])
    place = reference.view.visualItemRect(item).topLeft() + QPoint(3, 3)
    QTest.mouseClick(reference.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert studio.document is before


def test_lines_can_be_added_below_the_text(reference: ReferenceWindow, studio: Studio) -> None:
    before = studio.document.maths
    entry = entry_of(reference, "exp(x)")
    reference.view.setCurrentItem(reference.view.item_of(entry))
    reference.view.setFocus()
    QTest.keyClick(reference.view, Key.Key_Plus)
    assert studio.document.maths == f"{before}\nexp(x)\n"


def test_everything_is_reached_by_keys(reference: ReferenceWindow, studio: Studio) -> None:
    reference.field.setFocus()
    QTest.keyClick(reference.field, Key.Key_Down)
    assert reference.contents.hasFocus()
    reference.view.setFocus()
    reference.view.setCurrentItem(reference.view.item_of(entry_of(reference, "def f(x)")))
    QTest.keyClick(reference.view, Key.Key_Return)
    assert studio.document.language == "python"
    assert "def f(x)" in studio.document.python
    QTest.keyClick(reference.view, Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert reference.field.hasFocus()
    QTest.keyClick(reference, Key.Key_Escape)
    assert not reference.isVisible()


def test_the_contents_lead_to_their_rows(reference: ReferenceWindow) -> None:
    items = [reference.contents.item(row) for row in range(reference.contents.count())]
    reference.contents.setCurrentItem(next(item for item in items if item.text() == "What torch refuses"))
    QApplication.processEvents()
    top = reference.view.itemAt(10, 30)
    assert top is not None
    assert "What torch refuses" in top.text()


@pytest.mark.parametrize("entry", [e for e in PYTHON_ENTRIES if e.example], ids=lambda entry: entry.construct)
def test_every_python_example_can_be_differentiated(entry: Entry, studio: Studio, answer: Answer) -> None:
    from dataclasses import replace

    studio.update(replace(studio.document, language="python", python=entry.example))
    assert answer(studio).jacobian.size > 0


@pytest.mark.parametrize("appearance", ["light", "dark"])
def test_rows_are_drawn_in_the_colours_in_force(reference: ReferenceWindow, appearance: str) -> None:
    theme.current().set_appearance("dark" if appearance == "dark" else "light")
    QApplication.processEvents()
    entry = reference.view.entries()[0]
    item = reference.view.item_of(entry)
    corner = reference.view.visualItemRect(item).topLeft() + reference.view.parts(item).example.topLeft()
    picture = reference.view.viewport().grab().toImage()
    assert picture.pixelColor(corner + QPoint(4, 4)) == theme.colour("field")
