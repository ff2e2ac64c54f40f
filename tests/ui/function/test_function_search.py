from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from jacviz.ui.function.editor import CodeEditor
from jacviz.ui.function.panel import FunctionPanel
from jacviz.ui.function.search import MOST_MARKED, SearchBar

Key = Qt.Key
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def search(panel: FunctionPanel) -> SearchBar:
    panel.editor.put("maths", "x1 + X1\n😀 x1\nsin(x1)")
    QTest.keyClick(panel.editor, Key.Key_F, CTRL)
    return panel.frame.search


def selected(editor: CodeEditor) -> tuple[str, int]:
    cursor = editor.textCursor()
    return cursor.selectedText(), cursor.blockNumber()


def test_typing_goes_to_the_first_match_and_counts(panel: FunctionPanel, search: SearchBar) -> None:
    assert search.field.hasFocus()
    QTest.keyClicks(search.field, "x1")
    assert selected(panel.editor) == ("x1", 0)
    assert search.count.text() == "1 of 4"
    assert len([s for s in panel.editor.extraSelections() if s.cursor.selectedText().lower() == "x1"]) == 4


def test_next_and_previous_go_round(panel: FunctionPanel, search: SearchBar) -> None:
    QTest.keyClicks(search.field, "x1")
    lines = []
    for _ in range(4):
        QTest.keyClick(search.field, Key.Key_Return)
        lines.append(selected(panel.editor))
    assert lines == [("X1", 0), ("x1", 1), ("x1", 2), ("x1", 0)]
    QTest.keyClick(search.field, Key.Key_Return, SHIFT)
    assert search.count.text() == "4 of 4"
    panel.editor.setFocus()
    QTest.keyClick(panel.editor, Key.Key_F3)
    assert search.count.text() == "1 of 4"
    QTest.keyClick(panel.editor, Key.Key_F3, SHIFT)
    assert search.count.text() == "4 of 4"


def test_capitals_count_once_there_are_some(search: SearchBar) -> None:
    QTest.keyClicks(search.field, "X1")
    assert search.count.text() == "1 of 1"


def test_nothing_found_is_said_and_signs_are_taken_literally(search: SearchBar) -> None:
    QTest.keyClicks(search.field, "x.")
    assert search.count.text() == "none"
    search.field.setText("(x1)")
    assert search.count.text() == "1 of 1"


def test_escape_closes_and_leaves_the_match_selected(panel: FunctionPanel, search: SearchBar) -> None:
    QTest.keyClicks(search.field, "sin")
    QTest.keyClick(search.field, Key.Key_Escape)
    assert not search.isVisible()
    assert panel.editor.hasFocus()
    assert selected(panel.editor) == ("sin", 2)
    assert "sin" not in [mark.cursor.selectedText() for mark in panel.editor.extraSelections()]


def test_escape_in_the_editor_closes_the_bar_too(panel: FunctionPanel, search: SearchBar) -> None:
    panel.editor.setFocus()
    QTest.keyClick(panel.editor, Key.Key_Escape)
    assert not search.isVisible()


def test_matches_follow_the_text(qtbot: QtBot, panel: FunctionPanel, search: SearchBar) -> None:
    QTest.keyClicks(search.field, "sin")
    panel.editor.setFocus()
    panel.editor.appendPlainText("sin")
    qtbot.waitUntil(lambda: search.count.text() == "1 of 2")


def test_a_selection_is_what_is_searched_for(panel: FunctionPanel, search: SearchBar) -> None:
    QTest.keyClick(search.field, Key.Key_Escape)
    cursor = panel.editor.textCursor()
    cursor.setPosition(0)
    cursor.setPosition(2, cursor.MoveMode.KeepAnchor)
    panel.editor.setTextCursor(cursor)
    QTest.keyClick(panel.editor, Key.Key_F, CTRL)
    assert search.field.text() == "x1"
    assert search.count.text() == "1 of 4"


def test_many_matches_are_counted_and_the_near_ones_marked(panel: FunctionPanel, search: SearchBar) -> None:
    panel.editor.put("maths", "a\n" * 5000)
    search.field.setText("a")
    QApplication.processEvents()
    search.field.setText("")
    panel.editor.setFocus()
    while panel.editor.filling():
        QApplication.processEvents()
    search.field.setText("a")
    assert search.count.text() == "1 of 5,000"
    assert len(panel.editor.extraSelections()) <= MOST_MARKED
