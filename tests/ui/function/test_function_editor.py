from __future__ import annotations

import time

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QTextCursor, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from jacviz.engine.messages import Language
from jacviz.session.text_limits import LONGEST_LINE
from jacviz.ui import theme
from jacviz.ui.function import highlighting
from jacviz.ui.function.brackets import bracket_at
from jacviz.ui.function.editor import CodeEditor
from jacviz.ui.function.highlighting import LARGEST

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
Key = Qt.Key


NONE = Qt.KeyboardModifier.NoModifier


def press(editor: CodeEditor, key: Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
    QTest.keyClick(editor, key, modifiers)


def put_cursor(editor: CodeEditor, start: int, end: int | None = None) -> None:
    cursor = editor.textCursor()
    cursor.setPosition(start)
    cursor.setPosition(start if end is None else end, QTextCursor.MoveMode.KeepAnchor)
    editor.setTextCursor(cursor)


def python(editor: CodeEditor, text: str) -> None:
    editor.show_language("python")
    editor.put("python", text)
    put_cursor(editor, editor.document().characterCount() - 1)


def pasted(text: str) -> QMimeData:
    data = QMimeData()
    data.setText(text)
    return data


def colour_of(editor: CodeEditor, line: int) -> QColor | None:
    """The colour of the first piece of a line."""
    layout = editor.document().findBlockByNumber(line).layout()
    formats = layout.formats() if layout is not None else []
    if not formats:
        return None
    style = formats[0].format  # held on to: it belongs to the list
    return QColor(style.foreground().color())


def filled(qtbot: QtBot, editor: CodeEditor) -> None:
    qtbot.waitUntil(lambda: not editor.filling())


# --- indentation -----------------------------------------------------------------------------------------


def test_enter_indents_python_and_leaves_maths_alone(editor: CodeEditor) -> None:
    QTest.keyClicks(editor, "  x1")
    press(editor, Key.Key_Return)
    assert editor.text() == "  x1\n"
    python(editor, "def f(x):")
    press(editor, Key.Key_Return)
    QTest.keyClicks(editor, "return x")
    press(editor, Key.Key_Return)
    assert editor.text() == "def f(x):\n    return x\n"


def test_tab_indents_blocks_and_goes_on_after_escape(editor: CodeEditor) -> None:
    python(editor, "a\n\nb\nc")
    put_cursor(editor, 0, 4)
    press(editor, Key.Key_Tab)
    assert editor.text() == "    a\n\n    b\nc"
    press(editor, Key.Key_Backtab, SHIFT)
    assert editor.text() == "a\n\nb\nc"
    editor.undo()
    assert editor.text() == "    a\n\n    b\nc"
    put_cursor(editor, 0)
    before = editor.text()
    press(editor, Key.Key_Escape)
    press(editor, Key.Key_Tab)
    assert editor.text() == before


def test_a_line_touched_only_at_its_start_is_not_indented(editor: CodeEditor) -> None:
    python(editor, "a\nb")
    put_cursor(editor, 0, 2)
    press(editor, Key.Key_Tab)
    assert editor.text() == "    a\nb"


def test_backspace_takes_a_step_of_indent_back(editor: CodeEditor) -> None:
    python(editor, "      ")
    press(editor, Key.Key_Backspace)
    assert editor.text() == "    "
    press(editor, Key.Key_Backspace)
    assert editor.text() == ""


def test_comments_toggle(editor: CodeEditor) -> None:
    python(editor, "  a\n\n    b")
    editor.selectAll()
    press(editor, Key.Key_Slash, CTRL)
    assert editor.text() == "  # a\n\n  #   b"
    press(editor, Key.Key_Slash, CTRL | SHIFT)  # where "/" needs Shift
    assert editor.text() == "  a\n\n    b"


# --- brackets --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "position", "expected"),
    [
        ("(a)", 0, (0, 2)),
        ("(a)", 3, (2, 0)),
        ("f([1, (2)])", 2, (1, 10)),
        ("(\n)\n", 2, (2, 0)),
        ("(]", 0, (0, None)),
        ("(((", 3, (2, None)),
        ("(')')", 0, (0, 4)),
        ("( # )\n)", 0, (0, 6)),
        ("😀(x)", 2, (2, 4)),
        ("abc", 1, None),
    ],
)
def test_brackets_find_their_partner(
    editor: CodeEditor, text: str, position: int, expected: tuple[int, int | None] | None
) -> None:
    python(editor, text)
    found = bracket_at(editor.document(), position)
    assert (tuple(found) if found else None) == expected


def test_the_partner_is_marked(editor: CodeEditor) -> None:
    editor.put("maths", "sin(x1)")
    put_cursor(editor, 3)
    marks = [s.cursor.selectedText() for s in editor.extraSelections()]
    assert marks == ["(", ")"]
    put_cursor(editor, 1)
    assert editor.extraSelections() == []


# --- the error's mark ------------------------------------------------------------------------------------


def test_the_mark_moves_with_its_line_and_goes_when_it_is_edited(editor: CodeEditor) -> None:
    editor.put("maths", "x1\nsine(x2)\nx3")
    editor.mark_error(1, 0)
    assert editor.marked_line() == 1
    assert [s.cursor.selectedText() for s in editor.extraSelections()] == ["sine"]
    put_cursor(editor, 0)
    press(editor, Key.Key_Return)
    assert editor.marked_line() == 2
    press(editor, Key.Key_F8)
    assert editor.textCursor().blockNumber() == 2
    QTest.keyClicks(editor, "x")
    assert editor.marked_line() is None
    assert editor.extraSelections() == []


def test_a_mark_outside_of_the_text_is_put_on_its_last_line(editor: CodeEditor) -> None:
    editor.put("maths", "x1\nx2")
    editor.mark_error(17, 99)
    assert editor.marked_line() == 1


def test_the_mark_is_painted_over_the_whole_width(editor: CodeEditor) -> None:
    editor.put("maths", "x1\nx2")
    editor.mark_error(1)
    picture = editor.grab().toImage()
    inside = QPoint(editor.viewport().width() - 3, editor.line_rect(1).center().y())
    assert picture.pixelColor(editor.viewport().mapTo(editor, inside)) == theme.colour("error_wash")


# --- texts -----------------------------------------------------------------------------------------------


def test_each_language_keeps_text_cursor_and_undo(editor: CodeEditor) -> None:
    QTest.keyClicks(editor, "x1 + 1")
    put_cursor(editor, 2)
    editor.show_language("python")
    assert editor.text() == ""
    QTest.keyClicks(editor, "y")
    editor.show_language("maths")
    assert editor.text() == "x1 + 1"
    assert editor.textCursor().position() == 2
    press(editor, Key.Key_Z, CTRL)
    assert editor.text("maths") == ""
    assert editor.text("python") == "y"


def test_a_text_from_outside_keeps_the_cursor_and_is_no_edit(qtbot: QtBot, editor: CodeEditor) -> None:
    editor.put("maths", "x1 + x2\nx3")
    put_cursor(editor, 9)
    with qtbot.assertNotEmitted(editor.edited):
        editor.put("maths", "x1 + 5 x2\nx3")
    assert editor.textCursor().position() == 11
    assert not editor.document().isUndoAvailable()


def test_undo_beyond_the_text_is_passed_on(qtbot: QtBot, editor: CodeEditor) -> None:
    QTest.keyClicks(editor, "a")
    press(editor, Key.Key_Z, CTRL)
    assert editor.text() == ""
    with qtbot.waitSignal(editor.wished) as wish:
        press(editor, Key.Key_Z, CTRL)
    assert wish.args == ["undo"]


def test_shortcuts_are_claimed_before_the_window_takes_them(editor: CodeEditor) -> None:
    question = QKeyEvent(QKeyEvent.Type.ShortcutOverride, Key.Key_Return, CTRL)
    question.ignore()
    QApplication.sendEvent(editor, question)
    assert question.isAccepted()


# --- size ------------------------------------------------------------------------------------------------


def test_zoom_by_keys_and_wheel(editor: CodeEditor) -> None:
    usual = editor.font().pixelSize()
    press(editor, Key.Key_Plus, CTRL)
    press(editor, Key.Key_Plus, CTRL)
    assert editor.font().pixelSize() > usual
    press(editor, Key.Key_0, CTRL)
    assert editor.font().pixelSize() == usual
    place = QPointF(50, 50)
    wheel = QWheelEvent(
        place, editor.mapToGlobal(place), QPoint(), QPoint(0, -240), Qt.MouseButton.NoButton, CTRL,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(editor.viewport(), wheel)
    assert editor.zoom < 1


def test_font_scale_and_appearance_are_followed(editor: CodeEditor) -> None:
    editor.put("maths", "# note")
    before = editor.font().pixelSize()
    theme.current().set_scale(2)
    QApplication.processEvents()
    assert editor.font().pixelSize() == 2 * before
    theme.current().set_appearance("dark")
    QApplication.processEvents()
    assert colour_of(editor, 0) == theme.colour("code_comment")


def test_the_gutter_grows_with_the_number_of_lines(editor: CodeEditor) -> None:
    narrow = editor.viewport().x()
    editor.put("maths", "\n" * 200)
    assert editor.viewport().x() > narrow


# --- large texts -----------------------------------------------------------------------------------------


def test_a_megabyte_is_pasted_whole_in_slices(
    qtbot: QtBot, editor: CodeEditor, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "x1 = torch.tanh(x2) + 3 * x[1]  # and so on\n" * 24_000
    editor.show_language("python")
    start = time.perf_counter()
    editor.insertFromMimeData(pasted(text))
    first = time.perf_counter() - start
    longest = 0.0
    while editor.filling():
        start = time.perf_counter()
        QApplication.processEvents()
        longest = max(longest, time.perf_counter() - start)
    with capsys.disabled():
        print(f"\n1 MB pasted: first event {first * 1e3:.0f} ms, longest after it {longest * 1e3:.0f} ms")
    assert editor.text() == text
    assert not editor.colouring
    assert not editor.isReadOnly()
    editor.undo()
    assert editor.text() == ""
    qtbot.waitUntil(lambda: editor.colouring)


def test_a_hundred_thousand_lines_can_be_edited(qtbot: QtBot, editor: CodeEditor) -> None:
    editor.put("maths", "x1 + x2\n" * 100_000)
    filled(qtbot, editor)
    assert editor.blockCount() == 100_001
    put_cursor(editor, 0)
    QTest.keyClicks(editor, "7")
    assert editor.text().startswith("7x1")
    editor.moveCursor(QTextCursor.MoveOperation.End)
    editor.grab()


def test_colours_come_while_idle_and_reach_the_end(qtbot: QtBot, editor: CodeEditor) -> None:
    editor.show_language("python")
    text = "x = 1\n" * 4000 + '"""\nopen\n'
    assert len(text) < LARGEST
    editor.put("python", text)
    filled(qtbot, editor)
    qtbot.waitUntil(lambda: colour_of(editor, 4001) == theme.colour("code_string"))


def test_another_appearance_colours_what_is_in_sight_first(
    qtbot: QtBot, editor: CodeEditor, monkeypatch: pytest.MonkeyPatch
) -> None:
    python(editor, "return\n" * 50 + '"""\n' + "open\n" * 150)
    last = editor.blockCount() - 2
    qtbot.waitUntil(lambda: colour_of(editor, last) == theme.colour("code_string"))
    editor.moveCursor(QTextCursor.MoveOperation.End)
    before = theme.colour("code_string")
    monkeypatch.setattr(highlighting, "SLICE", -1.0)  # the smallest slices there are: a line each
    theme.current().set_appearance("dark")
    sight = editor.firstVisibleBlock().blockNumber()
    assert 51 < sight < last
    assert colour_of(editor, sight) == theme.colour("code_string") != before
    assert [colour_of(editor, line) for line in (51, last)] == [before, before]
    qtbot.waitUntil(lambda: colour_of(editor, last) == theme.colour("code_string"))
    assert colour_of(editor, 51) == before
    qtbot.waitUntil(lambda: colour_of(editor, sight - 1) == theme.colour("code_string"))
    assert colour_of(editor, 0) == theme.colour("code_keyword")


def test_an_edit_while_the_top_still_waits_for_its_colours(
    qtbot: QtBot, editor: CodeEditor, monkeypatch: pytest.MonkeyPatch
) -> None:
    python(editor, "return\n" * 200)
    qtbot.waitUntil(lambda: colour_of(editor, 199) == theme.colour("code_keyword"))
    editor.moveCursor(QTextCursor.MoveOperation.End)
    monkeypatch.setattr(highlighting, "SLICE", -1.0)
    theme.current().set_appearance("dark")
    put_cursor(editor, 70)
    QTest.keyClicks(editor, '"""')
    qtbot.waitUntil(lambda: colour_of(editor, 199) == theme.colour("code_string"))
    qtbot.waitUntil(lambda: colour_of(editor, 9) == theme.colour("code_keyword"))
    assert colour_of(editor, 0) == theme.colour("code_keyword")


def test_closing_a_string_recolours_what_follows(qtbot: QtBot, editor: CodeEditor) -> None:
    python(editor, 'x = """\nreturn\n')
    qtbot.waitUntil(lambda: colour_of(editor, 1) == theme.colour("code_string"))
    put_cursor(editor, 7)
    QTest.keyClicks(editor, '"""')
    qtbot.waitUntil(lambda: colour_of(editor, 1) == theme.colour("code_keyword"))


def test_a_line_that_would_freeze_the_window_is_refused(qtbot: QtBot, editor: CodeEditor) -> None:
    with qtbot.waitSignal(editor.refused) as refused:
        editor.insertFromMimeData(pasted("x" * (LONGEST_LINE + 1)))
    assert "20,001 characters" in refused.args[0]
    assert editor.text() == ""


def test_a_line_that_grows_too_long_by_several_pastes_is_refused(qtbot: QtBot, editor: CodeEditor) -> None:
    editor.insertFromMimeData(pasted("x" * LONGEST_LINE))
    put_cursor(editor, 7)
    with qtbot.waitSignal(editor.refused):
        editor.insertFromMimeData(pasted("y"))
    put_cursor(editor, 7, 8)
    editor.insertFromMimeData(pasted("y"))
    assert editor.text() == "x" * 7 + "y" + "x" * (LONGEST_LINE - 8)


@pytest.mark.parametrize("line_end", ["\r\n", "\r", "\u2028", "\u2029", "\x0b", "\x0c"])
def test_every_line_end_becomes_a_line(editor: CodeEditor, line_end: str) -> None:
    editor.insertFromMimeData(pasted(f"x1{line_end}x2"))
    assert editor.text() == "x1\nx2"
    assert editor.blockCount() == 2


def test_put_while_a_large_text_comes_in_wins(qtbot: QtBot, editor: CodeEditor) -> None:
    editor.put("maths", "x1\n" * 50_000)
    assert editor.filling()
    editor.put("maths", "x2")
    filled(qtbot, editor)
    assert editor.text() == "x2"


def test_nothing_is_typed_into_a_text_that_comes_in(qtbot: QtBot, editor: CodeEditor) -> None:
    editor.insertFromMimeData(pasted("x1\n" * 50_000))
    QTest.keyClicks(editor, "zzz")
    filled(qtbot, editor)
    assert "z" not in editor.text()


@pytest.mark.parametrize("shown", ["maths", "python"])
def test_both_texts_come_in_whole_at_once(qtbot: QtBot, editor: CodeEditor, shown: Language) -> None:
    maths, code = "x1 + x2\n" * 3000, "x = 1\n" * 3000
    editor.show_language(shown)
    editor.put("maths", maths)
    editor.put("python", code)
    filled(qtbot, editor)
    assert editor.text("maths") == maths
    assert editor.text("python") == code
    for language in ("python", "maths"):
        editor.show_language(language)
        assert editor.document().isUndoRedoEnabled()
        assert not editor.isReadOnly()


def test_no_key_changes_a_text_that_is_put(qtbot: QtBot, editor: CodeEditor) -> None:
    text = "    x = 1\n" * 5000
    editor.show_language("python")
    editor.put("python", text)
    assert editor.filling()
    editor.moveCursor(QTextCursor.MoveOperation.EndOfLine)
    QTest.keyClicks(editor, "zz")
    for key in (Key.Key_Return, Key.Key_Tab, Key.Key_Backtab, Key.Key_Backspace, Key.Key_Delete):
        press(editor, key)
    for key in (Key.Key_Slash, Key.Key_Z, Key.Key_Y, Key.Key_V, Key.Key_X):
        press(editor, key, CTRL)
    editor.insertFromMimeData(pasted("zz"))
    filled(qtbot, editor)
    assert editor.text() == text
    QTest.keyClicks(editor, "z")
    assert "z" in editor.text()


def test_a_paste_ends_in_its_own_text_when_the_other_one_is_shown(qtbot: QtBot, editor: CodeEditor) -> None:
    text = "x1\n" * 5000
    editor.insertFromMimeData(pasted(text))
    assert editor.filling()
    editor.show_language("python")
    assert not editor.isReadOnly()
    QTest.keyClicks(editor, "y")
    filled(qtbot, editor)
    assert editor.textCursor().document() is editor.document()
    QTest.keyClicks(editor, "z")
    assert editor.text() == "yz"
    editor.show_language("maths")
    assert editor.text() == text
    assert editor.textCursor().position() == len(text)
