from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from jacviz.engine.messages import Language
from jacviz.ui.function import finding
from jacviz.ui.function.editor import CodeEditor
from jacviz.ui.function.finding import Search
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


def test_many_matches_are_counted_and_the_near_ones_marked(
    qtbot: QtBot, panel: FunctionPanel, search: SearchBar
) -> None:
    panel.editor.put("maths", "a\n" * 5000)
    search.field.setText("a")
    QApplication.processEvents()
    search.field.setText("")
    panel.editor.setFocus()
    while panel.editor.filling():
        QApplication.processEvents()
    search.field.setText("a")
    qtbot.waitUntil(lambda: search.count.text() == "1 of 5,000")
    assert len(panel.editor.extraSelections()) <= MOST_MARKED


def test_a_large_text_is_searched_in_slices_and_the_wish_waits(
    qtbot: QtBot, panel: FunctionPanel, search: SearchBar, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "SLICE", -1.0)  # the smallest slices there are
    panel.editor.put("maths", "x1 + x2 + θ3\n" * 50_000 + "needle")
    qtbot.waitUntil(lambda: not panel.editor.filling())
    search.field.setText("needle")
    assert search.count.text() == "…"
    qtbot.waitUntil(lambda: search.count.text() == "1 of 1")
    assert selected(panel.editor) == ("needle", 50_000)
    search.field.setText("x")
    search.step(1)
    qtbot.waitUntil(lambda: search.count.text() != "…")
    assert search.count.text() == "1 of 100,000+"
    assert len(panel.editor.extraSelections()) <= MOST_MARKED


@pytest.mark.parametrize("language", ["maths", "python"])
def test_matches_follow_a_text_that_is_put_or_shown(
    qtbot: QtBot, panel: FunctionPanel, search: SearchBar, language: Language
) -> None:
    QTest.keyClicks(search.field, "x1")
    panel.editor.put(language, "x1")
    panel.editor.show_language(language)
    search.step(1)
    assert search.count.text() == "1 of 1"
    assert selected(panel.editor) == ("x1", 0)


PIECES = st.text(alphabet="aAb😀(", max_size=60)


@given(PIECES, st.text(alphabet="aAb😀(", min_size=1, max_size=3))
def test_slices_find_what_one_look_finds(text: str, wanted: str) -> None:
    whole, sliced = Search(text, wanted), Search(text, wanted)
    with pytest.MonkeyPatch.context() as patch:
        while not whole.finished:
            whole.step()
        patch.setattr(finding, "_STRIDE", 2)
        patch.setattr(finding, "SLICE", 1e-9)
        while not sliced.finished:
            sliced.step()
    assert (sliced.starts, sliced.ends) == (whole.starts, whole.ends)
    units = text.encode("utf-16-le")
    for start, end in zip(whole.starts, whole.ends, strict=True):
        assert units[2 * start : 2 * end].decode("utf-16-le").lower() == wanted.lower()
    assert len(whole.starts) == (text if wanted != wanted.lower() else text.lower()).count(wanted)
