"""The panel on a real studio with a real engine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from jacviz.engine.messages import Failure, JacobianAnswer
from jacviz.session.document import Document
from jacviz.session.examples import all_examples, load
from jacviz.session.settings import Settings
from jacviz.ui.function import lexing
from jacviz.ui.function.binding import DELAY
from jacviz.ui.function.panel import FunctionPanel
from jacviz.ui.studio import Studio

Answer = Callable[[Studio], JacobianAnswer]
Failed = Callable[[Studio], Failure]
Key = Qt.Key
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
NETWORK = "torch.manual_seed(0)\nf = nn.Linear(3, 2)\nx0 = [1.0, 0.0, -1.0]\n"


class Updates:
    """Counts the documents that reach the studio, by listening to what it asks the engine."""

    def __init__(self, studio: Studio) -> None:
        self.sources: list[str] = []
        self._studio = studio
        studio.changed.connect(self._look)
        self._look()

    def _look(self) -> None:
        source = self._studio.document.source
        if not self.sources or source != self.sources[-1]:
            self.sources.append(source)


def at_end(panel: FunctionPanel) -> None:
    panel.editor.moveCursor(QTextCursor.MoveOperation.End)


def typed(panel: FunctionPanel, text: str) -> None:
    """Replace the whole text by keys, line by line."""
    panel.editor.selectAll()
    QTest.keyClick(panel.editor, Key.Key_Delete)
    for number, line in enumerate(text.split("\n")):
        if number:
            QTest.keyClick(panel.editor, Key.Key_Return)
        QTest.keyClicks(panel.editor, line)


# --- typing ----------------------------------------------------------------------------------------------


def test_typing_evaluates_once_after_the_last_key(
    qtbot: QtBot, panel: FunctionPanel, studio: Studio, answer: Answer
) -> None:
    updates, timer = Updates(studio), panel.binding._timer
    assert timer.interval() == DELAY
    timer.setInterval(600_000)  # a busy machine may take longer than usual from key to key
    at_end(panel)
    for key in " + x1 x2":
        timer.stop()
        QTest.keyClicks(panel.editor, key)
        assert timer.isActive()  # each key begins the wait anew
        QApplication.processEvents()
    assert len(updates.sources) == 1
    timer.start(0)
    qtbot.waitUntil(lambda: len(updates.sources) > 1)
    assert updates.sources[1:] == ["x1^2 + x2 + x3\nx1 - x2 + x3 + x1 x2"]
    assert answer(studio).jacobian.shape == (2, 3)
    assert panel.editor.text() == updates.sources[-1]


def test_control_enter_evaluates_at_once(panel: FunctionPanel, studio: Studio) -> None:
    at_end(panel)
    QTest.keyClicks(panel.editor, " + 1")
    asked = studio.results.wanted
    QTest.keyClick(panel.editor, Key.Key_Return, CTRL)
    assert studio.document.source.endswith("x3 + 1")
    assert studio.results.wanted > asked
    assert not panel.binding.pending
    asked = studio.results.wanted
    QTest.keyClick(panel.editor, Key.Key_Return, CTRL)
    assert studio.results.wanted > asked
    assert "\n\n" not in panel.editor.text()


def test_leaving_the_editor_hands_the_text_over(panel: FunctionPanel, studio: Studio) -> None:
    at_end(panel)
    QTest.keyClicks(panel.editor, " + 2")
    panel.differentiate.precision.setFocus()
    assert studio.document.source.endswith("+ 2")


def test_a_wish_from_elsewhere_does_not_lose_what_was_typed_a_moment_ago(
    qtbot: QtBot, panel: FunctionPanel, studio: Studio
) -> None:
    at_end(panel)
    QTest.keyClicks(panel.editor, " + 3")
    studio.update(replace(studio.document, precision="float32"))
    assert panel.editor.text().endswith("+ 3")
    qtbot.waitUntil(lambda: studio.document.source.endswith("+ 3"))
    assert studio.document.precision == "float32"


def test_answers_do_not_touch_the_text_or_the_cursor(
    qtbot: QtBot, panel: FunctionPanel, studio: Studio, answer: Answer
) -> None:
    cursor = panel.editor.textCursor()
    cursor.setPosition(5)
    panel.editor.setTextCursor(cursor)
    with qtbot.assertNotEmitted(panel.editor.edited):
        studio.evaluate_now()
        answer(studio)
    assert panel.editor.textCursor().position() == 5


def test_typing_is_one_step_of_undo_and_the_texts_own_undo_comes_first(
    qtbot: QtBot, panel: FunctionPanel, studio: Studio
) -> None:
    start = studio.document
    at_end(panel)
    for piece in (" + x1", " + x2"):
        QTest.keyClicks(panel.editor, piece)
        panel.binding.flush()
    studio.undo()
    assert studio.document.source == start.source
    assert panel.editor.text() == start.source
    studio.redo()
    assert panel.editor.text().endswith("+ x1 + x2")
    QTest.keyClicks(panel.editor, "7")
    QTest.keyClick(panel.editor, Key.Key_Z, CTRL)
    assert panel.editor.text().count("7") == 0
    QTest.keyClick(panel.editor, Key.Key_Z, CTRL)
    assert panel.editor.text() == start.source
    assert studio.document.source == start.source
    QTest.keyClick(panel.editor, Key.Key_Z, CTRL | SHIFT)
    assert panel.editor.text().endswith("+ x1 + x2")


def test_long_texts_in_both_languages_reach_the_editor_and_come_back_whole(
    qtbot: QtBot, panel: FunctionPanel, studio: Studio
) -> None:
    maths, code = "# nothing\n" * 3000 + "x1", "# nothing\n" * 3000 + "def f(x): return x\n"
    studio.begin(Document(maths=maths, python=code))
    QTest.keyClicks(panel.editor, "7")
    qtbot.waitUntil(lambda: not panel.editor.filling())
    assert (panel.editor.text("maths"), panel.editor.text("python")) == (maths, code)
    at_end(panel)
    QTest.keyClicks(panel.editor, " + 1")
    panel.binding.flush()
    assert studio.document.maths == maths + " + 1"
    assert studio.document.python == code
    QTest.keyClick(panel.editor, Key.Key_Z, CTRL)
    assert panel.editor.text() == maths


def test_typing_in_one_language_while_the_other_comes_in_reaches_the_document(
    panel: FunctionPanel, studio: Studio
) -> None:
    studio.update(replace(studio.document, python="# nothing\n" * 9000))
    assert panel.editor.filling()
    at_end(panel)
    QTest.keyClicks(panel.editor, " + 1")
    panel.binding.flush()
    assert studio.document.maths.endswith(" + 1")


def test_what_was_pasted_reaches_the_document_whole_when_the_language_is_switched_at_once(
    qtbot: QtBot, panel: FunctionPanel, studio: Studio
) -> None:
    text = "# nothing\n" * 9000 + "x1"
    panel.editor.selectAll()
    QApplication.clipboard().setText(text)
    panel.editor.paste()
    QTest.mouseClick(panel.language.button("python"), Qt.MouseButton.LeftButton)
    panel.editor.setFocus()
    QTest.keyClicks(panel.editor, "y")
    assert panel.editor.filling("maths")
    qtbot.waitUntil(lambda: studio.document.maths == text)
    qtbot.waitUntil(lambda: studio.document.python == "y")


# --- languages and examples ------------------------------------------------------------------------------


def test_switching_the_language_keeps_both_texts(
    panel: FunctionPanel, studio: Studio, answer: Answer
) -> None:
    at_end(panel)
    QTest.keyClicks(panel.editor, " + 4")
    QTest.mouseClick(panel.language.button("python"), Qt.MouseButton.LeftButton)
    assert studio.document.language == "python"
    assert studio.document.maths.endswith("+ 4")
    assert panel.editor.text() == ""
    panel.editor.setFocus()
    typed(panel, "def f(x):\nreturn 2 * x")
    panel.binding.flush()
    assert panel.editor.text() == "def f(x):\n    return 2 * x"
    answer(studio)
    QTest.mouseClick(panel.language.button("maths"), Qt.MouseButton.LeftButton)
    assert panel.editor.text().endswith("+ 4")
    assert studio.document.python == "def f(x):\n    return 2 * x"
    studio.undo()
    assert panel.editor.language == "python"
    assert panel.language.choice() == "python"


def test_the_colours_of_python_are_loaded_before_python_is_wanted(
    studio: Studio, qtbot: QtBot, answer: Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jacviz.ui.function.panel.AFTERWARDS", 0)
    answer(studio)
    lexing.python_lexer.cache_clear()
    qtbot.addWidget(FunctionPanel(studio))
    assert studio.document.language == "maths"
    qtbot.waitUntil(lambda: lexing.python_lexer.cache_info().currsize == 1)


def test_the_examples_are_listed_and_found_by_typing(
    panel: FunctionPanel, studio: Studio, answer: Answer
) -> None:
    before = studio.document
    panel.show_examples()
    popup = panel.examples
    assert popup.shown_names() == [example.name for example in all_examples()]
    QTest.keyClicks(popup.field, "polar")
    assert popup.shown_names() == ["polar-coordinates"]
    QTest.keyClick(popup.field, Key.Key_Return)
    assert not popup.isVisible()
    assert studio.document.source == load("polar-coordinates").source
    assert panel.editor.text() == studio.document.source
    assert answer(studio).jacobian.shape == (2, 2)
    QTest.keyClick(panel.editor, Key.Key_Z, CTRL)
    assert studio.document.source == before.source
    assert studio.document.title == before.title
    assert panel.editor.text() == before.source


def test_what_to_notice_about_an_example_stands_there_until_its_text_is_changed(
    panel: FunctionPanel, studio: Studio, answer: Answer
) -> None:
    panel.open_example("polar-coordinates")
    polar = next(example for example in all_examples() if example.name == "polar-coordinates")
    assert panel.about.isVisible()
    assert panel.about.text() == polar.about
    studio.update(replace(studio.document, x=studio.document.x.with_values([2, 0.5])))
    answer(studio)
    assert panel.about.text() == polar.about
    studio.update(studio.document.with_source("x1 x2"))
    assert not panel.about.isVisible()
    studio.undo()
    assert panel.about.isVisible()


def test_arrows_choose_an_example_and_escape_leaves(panel: FunctionPanel, studio: Studio) -> None:
    before = studio.document
    panel.show_examples()
    popup = panel.examples
    QTest.keyClick(popup.field, Key.Key_Down)
    QTest.keyClick(popup.field, Key.Key_Down)
    QTest.keyClick(popup.field, Key.Key_Up)
    assert popup.list.currentRow() == 1
    QTest.keyClicks(popup.field, "no such thing")
    assert popup.shown_names() == []
    QTest.keyClick(popup.field, Key.Key_Return)
    QTest.keyClick(popup, Key.Key_Escape)
    assert not popup.isVisible()
    assert studio.document is before


def test_an_example_in_python_switches_the_language(
    panel: FunctionPanel, studio: Studio, answer: Answer
) -> None:
    panel.open_example("small-mlp")
    assert panel.editor.language == "python"
    assert panel.editor.text() == studio.document.python
    answer(studio)


def test_an_empty_text_shows_how_to_begin(panel: FunctionPanel, studio: Studio, answer: Answer) -> None:
    panel.editor.selectAll()
    QTest.keyClick(panel.editor, Key.Key_Delete)
    starters = panel.frame.starters
    assert starters.isVisible()
    QTest.keyClicks(panel.editor, "x")
    assert not starters.isVisible()
    for language in ("maths", "python"):
        for button in range(2):
            studio.update(replace(studio.document, language=language, maths="", python=""))
            assert starters.isVisible()
            QTest.keyClick(starters.buttons[button], Key.Key_Space)
            assert panel.editor.text() == studio.document.source != ""
            assert not starters.isVisible()
            answer(studio)


# --- what is wrong ---------------------------------------------------------------------------------------


def test_an_error_marks_its_line_and_says_one_sentence(
    panel: FunctionPanel, studio: Studio, failure: Failed, answer: Answer
) -> None:
    typed(panel, "x1 + x2\nsine(x1)")
    panel.binding.flush()
    told = failure(studio)
    assert panel.editor.marked_line() == told.line == 1
    assert panel.frame.verdict.isVisible()
    assert panel.frame.verdict.sentence.text() == told.sentence
    assert not panel.frame.verdict.again.isVisible()
    assert "sine" in [mark.cursor.selectedText() for mark in panel.editor.extraSelections()]
    at_end(panel)
    for _ in "e(x1)":
        QTest.keyClick(panel.editor, Key.Key_Backspace)
    assert panel.editor.marked_line() is None
    QTest.keyClicks(panel.editor, "(x1)")
    panel.binding.flush()
    answer(studio)
    assert not panel.frame.verdict.isVisible()
    assert panel.editor.marked_line() is None


def test_a_python_error_marks_the_line_that_raised(
    panel: FunctionPanel, studio: Studio, failure: Failed
) -> None:
    text = "def f(x):\n    y = x + 1\n    return y / nothing\n"
    studio.update(replace(studio.document, language="python", python=text))
    told = failure(studio)
    assert told.line == 2
    assert panel.editor.marked_line() == 2


def test_a_function_that_does_not_return_is_given_more_time_at_a_click(
    qtbot: QtBot, panel: FunctionPanel, studio: Studio, failure: Failed, answer: Answer
) -> None:
    studio.change_settings(replace(studio.settings, deadline=0.5))
    text = "import time\n\ndef f(x):\n    time.sleep(0.8)\n    return x\n"
    studio.update(replace(studio.document, language="python", python=text))
    assert failure(studio).kind == "deadline"
    verdict = panel.frame.verdict
    assert verdict.more.isVisible()
    assert verdict.again.isVisible()
    assert verdict.more.text() == "Allow more time (1 s)"
    assert verdict.sentence.text().startswith("Stopped after 0.5 s")
    asked = studio.results.wanted
    QTest.mouseClick(verdict.more, Qt.MouseButton.LeftButton)
    assert studio.results.wanted == asked + 1
    qtbot.waitUntil(lambda: studio.results.generation == studio.results.wanted, timeout=60_000)
    while studio.results.failure is not None and studio.settings.deadline < 30:
        QTest.mouseClick(verdict.more, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: studio.results.generation == studio.results.wanted, timeout=60_000)
    assert studio.settings.deadline > 0.5
    answer(studio)
    assert not verdict.isVisible()


def test_more_memory_doubles_the_ceiling(panel: FunctionPanel, studio: Studio, answer: Answer) -> None:
    verdict = panel.frame.verdict
    verdict.show_failure(Failure("memory", "The function held more than 4 GB."), None)
    assert verdict.more.text() == "Allow more memory (8 GB)"
    QTest.mouseClick(verdict.more, Qt.MouseButton.LeftButton)
    assert studio.settings.memory == 2 * Settings().memory
    answer(studio)


def test_the_way_to_a_line_out_of_sight(panel: FunctionPanel, studio: Studio, failure: Failed) -> None:
    text = "\n".join([*("x1" for _ in range(80)), "sine(x1)"])
    studio.update(replace(studio.document, maths=text))
    failure(studio)
    QApplication.processEvents()
    verdict = panel.frame.verdict
    assert verdict.line.isVisible()
    assert verdict.line.text() == "Go to line 81"
    QTest.mouseClick(verdict.line, Qt.MouseButton.LeftButton)
    assert panel.editor.textCursor().blockNumber() == 80
    assert not verdict.line.isVisible()


def test_what_a_paste_is_refused_for_is_said_below_the_text(panel: FunctionPanel) -> None:
    QApplication.clipboard().setText("x" * 30_000)
    panel.editor.selectAll()
    panel.editor.paste()
    assert "30,000 characters" in panel.frame.verdict.sentence.text()
    assert panel.frame.verdict.isVisible()
    QTest.keyClicks(panel.editor, "x")
    assert not panel.frame.verdict.isVisible()


# --- how it is differentiated ----------------------------------------------------------------------------


def test_what_is_said_about_the_answer(panel: FunctionPanel, studio: Studio, answer: Answer) -> None:
    told = answer(studio)
    assert panel.header.text() == "R³ → R²"
    assert panel.differentiate.mode.text() == f"{told.mode}, {told.passes} passes"
    assert panel.differentiate.time.text().endswith("ms")
    assert not panel.differentiate.shapes.isVisible()
    assert not panel.differentiate.parameters.isVisible()


def test_theta_is_offered_where_there_is_one(panel: FunctionPanel, studio: Studio, answer: Answer) -> None:
    theta = panel.differentiate.variable.button("theta")
    assert not theta.isEnabled()
    assert "no parameters" in theta.toolTip()
    studio.update(replace(studio.document, language="python", python=NETWORK))
    answer(studio)
    assert theta.isEnabled()
    assert panel.differentiate.parameters.text() == "8"
    QTest.mouseClick(theta, Qt.MouseButton.LeftButton)
    assert studio.document.wrt == "theta"
    assert answer(studio).jacobian.shape == (2, 8)
    assert panel.header.text() == "R⁸ → R²"


def test_mode_and_precision_are_wishes(panel: FunctionPanel, studio: Studio, answer: Answer) -> None:
    panel.differentiate.mode.menu().actions()[1].trigger()
    assert studio.document.mode == "forward"
    assert answer(studio).mode == "forward"
    assert panel.differentiate.mode.text() == "forward, 3 passes"
    panel.differentiate.precision.menu().actions()[1].trigger()
    assert studio.document.precision == "float32"
    assert answer(studio).jacobian.dtype == "float32"
    studio.undo()
    assert panel.differentiate.precision.text() == "float64"


def test_shapes_are_told_where_they_are_no_plain_vectors(
    panel: FunctionPanel, studio: Studio, answer: Answer
) -> None:
    text = "x0 = torch.ones(2, 3)\n\ndef f(x):\n    return x.sum(0)\n"
    studio.update(replace(studio.document, language="python", python=text))
    answer(studio)
    assert panel.differentiate.shapes.text() == "2 × 3 → 3"
    assert panel.differentiate.shapes.isVisible()


def test_notes_of_the_answer_are_told(panel: FunctionPanel, studio: Studio, answer: Answer) -> None:
    text = "x0 = torch.eye(3)\n\ndef f(x):\n    return torch.cdist(x, x)\n"
    studio.update(replace(studio.document, language="python", python=text, mode="forward"))
    told = answer(studio)
    assert told.notes
    assert told.mode == "reverse"
    assert panel.notes.isVisible()
    assert panel.differentiate.mode.choice() == "forward"
    assert panel.differentiate.mode.text().startswith("reverse")
    for note in told.notes:
        assert note in panel.notes.text()


def test_only_devices_that_are_there_are_offered(panel: FunctionPanel, studio: Studio) -> None:
    assert panel.differentiate.device.keys() == studio.results.devices
    assert panel.differentiate.device.isVisible() == (len(studio.results.devices) > 1)


def test_waiting_is_said_after_a_while(
    qtbot: QtBot, panel: FunctionPanel, studio: Studio, failure: Failed
) -> None:
    studio.change_settings(replace(studio.settings, deadline=60.0))
    endless = "import time\n\ndef f(x):\n    while True: time.sleep(0.01)\n"
    studio.update(replace(studio.document, language="python", python=endless))
    qtbot.waitUntil(lambda: panel.differentiate.time.text().startswith("computing"), timeout=30_000)
    studio.change_settings(replace(studio.settings, deadline=0.1))  # which holds for what runs, too
    failure(studio)
    assert not panel.differentiate.time.text().startswith("computing")


# --- reaching everything ---------------------------------------------------------------------------------


def test_every_control_has_a_name_and_can_be_reached_by_tab(
    qtbot: QtBot, panel: FunctionPanel, studio: Studio, answer: Answer
) -> None:
    studio.update(replace(studio.document, language="python", python=NETWORK))
    answer(studio)
    panel.language.button("python").setFocus()
    seen = []
    for _ in range(12):
        focused = QApplication.focusWidget()
        if focused is None or focused in seen:
            break
        seen.append(focused)
        assert focused.accessibleName(), focused
        if focused is panel.editor:
            QTest.keyClick(focused, Key.Key_Escape)
        QTest.keyClick(focused, Key.Key_Tab)
    wanted = (panel.examples_button, panel.editor, panel.differentiate.mode, panel.differentiate.precision)
    for control in wanted:
        assert control in seen


def test_tab_indents_python_and_leaves_maths(panel: FunctionPanel, studio: Studio) -> None:
    QTest.keyClick(panel.editor, Key.Key_Tab)
    assert not panel.editor.hasFocus()
    studio.update(replace(studio.document, language="python", python="a"))
    panel.editor.setFocus()
    QTest.keyClick(panel.editor, Key.Key_Tab)
    assert panel.editor.hasFocus()
    assert panel.editor.text().replace(" ", "") == "a"
    assert len(panel.editor.text()) == 5


@pytest.mark.parametrize("width", [240, 320, 700])
def test_the_panel_fits_every_width(panel: FunctionPanel, width: int) -> None:
    panel.resize(width, 500)
    QApplication.processEvents()
    assert panel.width() == width
    for part in (panel.frame, panel.differentiate.variable, panel.differentiate.mode, panel.examples_button):
        right = part.mapTo(panel, part.rect().topRight()).x()
        assert right <= width


def test_a_new_document_is_shown_whole(panel: FunctionPanel, studio: Studio, answer: Answer) -> None:
    studio.begin(Document(title="Other", maths="a b\n"))
    assert panel.editor.text() == "a b\n"
    answer(studio)
    assert panel.header.text() == "R² → R"


def test_nothing_that_is_said_widens_the_panel(panel: FunctionPanel) -> None:
    before = panel.minimumSizeHint().width()
    verdict = panel.frame.verdict
    verdict.show_failure(Failure("deadline", "A sentence with averyveryverylongword" * 9), None)
    QApplication.processEvents()
    assert panel.minimumSizeHint().width() == before
    panel.resize(before, 600)
    QApplication.processEvents()
    for button in (verdict.more, verdict.again):
        assert button.geometry().right() <= verdict.width()
        assert button.width() >= button.sizeHint().width()


def test_a_long_jacobian_tells_how_far_it_is(panel: FunctionPanel, studio: Studio, qtbot: QtBot) -> None:
    before = studio.results
    studio.results = replace(before, wanted=before.wanted + 1, progress=(512, 4096))
    studio.changed.emit()
    qtbot.waitUntil(lambda: panel.differentiate.time.text().startswith("512 of 4,096 passes"), timeout=30_000)
    studio.results = before
    studio.changed.emit()
    assert "passes" not in panel.differentiate.time.text()
