from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from jacviz.engine.messages import CompletionAnswer, Language
from jacviz.ui.function.completion import Completion
from jacviz.ui.function.editor import CodeEditor
from jacviz.ui.function.panel import FunctionPanel
from jacviz.ui.function.surroundings import NEAR
from jacviz.ui.studio import Studio

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
LONGEST = 60_000  # ms: jedi reads torch for the first time


Callback = Callable[[CompletionAnswer], None]


class Asked:
    """What was asked, to be answered when the test wants it: what is tested here is the order of answers."""

    def __init__(self) -> None:
        self.questions: list[tuple[str, int, int]] = []
        self.callbacks: list[Callback] = []

    def __call__(self, source: str, line: int, column: int, callback: Callback) -> None:
        self.questions.append((source, line, column))
        self.callbacks.append(callback)

    def answer(self, number: int, prefix: str, *names: str) -> None:
        self.callbacks[number](CompletionAnswer(prefix, names, ("function",) * len(names)))


@pytest.fixture
def asked() -> Asked:
    return Asked()


@pytest.fixture
def completion(editor: CodeEditor, asked: Asked) -> Iterator[Completion]:
    made = Completion(editor, asked)
    yield made
    made.close()


def at_end(editor: CodeEditor) -> None:
    editor.moveCursor(QTextCursor.MoveOperation.End)


def test_two_letters_open_the_list_and_enter_takes_a_name(editor: CodeEditor, completion: Completion) -> None:
    QTest.keyClicks(editor, "s")
    assert not completion.visible
    QTest.keyClicks(editor, "i")
    assert completion.visible
    assert completion.popup.names() == ["sin", "sinh", "sign", "sigmoid"]
    QTest.keyClick(editor, Key.Key_Down)
    QTest.keyClick(editor, Key.Key_Return)
    assert editor.text() == "sinh"
    assert not completion.visible


def test_tab_takes_a_name_and_escape_closes(editor: CodeEditor, completion: Completion) -> None:
    QTest.keyClicks(editor, "3 sigm")
    QTest.keyClick(editor, Key.Key_Tab)
    assert editor.text() == "3 sigmoid"
    assert editor.hasFocus()
    QTest.keyClicks(editor, " + co")
    assert completion.visible
    QTest.keyClick(editor, Key.Key_Escape)
    assert not completion.visible
    assert editor.text() == "3 sigmoid + co"


def test_enter_after_a_whole_name_is_a_new_line(editor: CodeEditor, completion: Completion) -> None:
    editor.put("maths", "x10 + x11\n")
    at_end(editor)
    QTest.keyClicks(editor, "sin")
    assert completion.popup.names() == ["sin", "sinh"]
    QTest.keyClick(editor, Key.Key_Return)
    assert editor.text() == "x10 + x11\nsin\n"


def test_the_list_narrows_and_goes_with_the_word(editor: CodeEditor, completion: Completion) -> None:
    QTest.keyClicks(editor, "so")
    assert completion.popup.names() == ["softplus"]
    QTest.keyClicks(editor, "x")
    assert not completion.visible
    QTest.keyClick(editor, Key.Key_Backspace)
    assert completion.visible
    QTest.keyClicks(editor, " ")
    assert not completion.visible


def test_names_of_the_text_are_offered_but_not_the_half_typed_one(
    editor: CodeEditor, completion: Completion
) -> None:
    editor.put("maths", "speed = x1 x2\ny = ")
    at_end(editor)
    QTest.keyClicks(editor, "sp")
    assert completion.popup.names() == ["speed"]
    editor.put("maths", "y = ")
    at_end(editor)
    QTest.keyClicks(editor, "xy")
    assert not completion.visible


@pytest.mark.parametrize("language", ["maths", "python"])
def test_names_are_looked_for_near_the_cursor_however_long_the_text_is(
    qtbot: QtBot, editor: CodeEditor, completion: Completion, language: Language
) -> None:
    padding = "# nothing\n" * (NEAR // 8)
    editor.show_language(language)
    editor.put(language, f"nay = 1\n{padding}nap = 2\n\nnag = 3\n{padding}nab = 4\n")
    qtbot.waitUntil(lambda: not editor.filling())
    cursor = editor.textCursor()
    cursor.setPosition(editor.text().index("\n\n") + 1)
    editor.setTextCursor(cursor)
    QTest.keyClicks(editor, "na")
    assert completion.popup.names() == ["nag", "nap"]


def test_the_word_that_is_typed_is_left_out(editor: CodeEditor, completion: Completion) -> None:
    editor.put("maths", "spar = 1\nsp")
    at_end(editor)
    QTest.keyClicks(editor, "a")
    completion.open()
    assert completion.popup.names() == ["spar"]


def test_asking_for_names_lists_all(editor: CodeEditor, completion: Completion) -> None:
    QTest.keyClick(editor, Key.Key_Space, CTRL)
    assert {"sin", "pi", "inputs:"} <= set(completion.popup.names())


def test_declarations_stand_at_the_start_of_a_line_only(editor: CodeEditor, completion: Completion) -> None:
    QTest.keyClicks(editor, "pa")
    assert completion.popup.names() == ["parameters:"]
    QTest.keyClick(editor, Key.Key_Tab)
    assert editor.text() == "parameters: "
    QTest.keyClicks(editor, "x")
    QTest.keyClick(editor, Key.Key_Return)
    QTest.keyClicks(editor, "y + pa")
    assert not completion.visible


def test_prose_is_not_completed_unasked(editor: CodeEditor, completion: Completion) -> None:
    QTest.keyClicks(editor, "x # sin")
    assert not completion.visible
    editor.show_language("python")
    QTest.keyClicks(editor, 'x = "ret')
    assert not completion.visible


def test_python_offers_keywords_at_once_and_the_engines_names_when_they_come(
    editor: CodeEditor, completion: Completion, asked: Asked
) -> None:
    editor.show_language("python")
    QTest.keyClicks(editor, "re")
    assert completion.popup.names() == ["return"]
    assert asked.questions[-1] == ("re", 0, 2)
    asked.answer(-1, "re", "repr", "reversed")
    assert completion.popup.names() == ["repr", "reversed", "return"]


def test_a_point_asks_the_engine_and_a_decimal_point_does_not(
    editor: CodeEditor, completion: Completion, asked: Asked
) -> None:
    editor.show_language("python")
    QTest.keyClicks(editor, "x = 3.")
    assert asked.questions == []
    QTest.keyClick(editor, Key.Key_Return)
    QTest.keyClicks(editor, "torch.")
    assert asked.questions[-1] == ("x = 3.\ntorch.", 1, 6)
    assert not completion.visible
    asked.answer(-1, "", "sin", "cos")
    assert completion.popup.names() == ["sin", "cos"]
    QTest.keyClicks(editor, "c")
    assert completion.popup.names() == ["cos"]


def test_an_answer_for_a_word_that_was_left_is_dropped(
    editor: CodeEditor, completion: Completion, asked: Asked
) -> None:
    editor.show_language("python")
    QTest.keyClicks(editor, "torch.")
    QTest.keyClicks(editor, "sin(x)")
    asked.answer(0, "", "sin", "sinh")
    assert not completion.visible


def test_an_answer_to_an_older_question_is_dropped(
    editor: CodeEditor, completion: Completion, asked: Asked
) -> None:
    editor.show_language("python")
    QTest.keyClicks(editor, "a.")
    QTest.keyClick(editor, Key.Key_Escape)
    QTest.keyClick(editor, Key.Key_Space, CTRL)
    asked.answer(0, "", "old")
    assert not completion.visible
    asked.answer(1, "", "new")
    assert completion.popup.names() == ["new"]


def test_wide_characters_before_the_cursor_are_counted_as_python_counts(
    editor: CodeEditor, completion: Completion, asked: Asked
) -> None:
    editor.show_language("python")
    editor.put("python", "'😀'; ")
    at_end(editor)
    QTest.keyClicks(editor, "to")
    assert asked.questions[-1][2] == 7
    QTest.keyClick(editor, Key.Key_Return)
    assert editor.text() == "'😀'; torch"


def test_the_list_goes_when_the_focus_does(qtbot: QtBot, panel: FunctionPanel) -> None:
    panel.editor.selectAll()
    QTest.keyClicks(panel.editor, "si")
    assert panel.completion.visible
    assert panel.completion.popup.geometry().right() <= panel.width()
    panel.examples_button.setFocus()
    assert not panel.completion.visible


def test_python_names_come_from_the_engine(qtbot: QtBot, panel: FunctionPanel, studio: Studio) -> None:
    studio.update(replace(studio.document, language="python", python="def f(x):\n    return torch"))
    at_end(panel.editor)
    QTest.keyClicks(panel.editor, ".take_al")
    for _ in range(6):  # the engine may spend its first answer's time on reading torch
        QTest.keyClick(panel.editor, Key.Key_Space, CTRL)
        with contextlib.suppress(TimeoutError):
            qtbot.waitUntil(lambda: panel.completion.visible, timeout=LONGEST // 6)
            break
    assert panel.completion.popup.names() == ["take_along_dim"]
    QTest.keyClick(panel.editor, Key.Key_Tab)
    assert panel.editor.text().endswith("torch.take_along_dim")
