"""What the user is asked before changes are lost: on quitting, on closing the window, on opening a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QWindow
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel
from pytestqt.qtbot import QtBot

from jacviz.engine.messages import JacobianAnswer
from jacviz.session.document import Document
from jacviz.session.document_file import read_document_file, write_document_file
from jacviz.ui.files import Files
from jacviz.ui.studio import Studio
from jacviz.ui.unsaved import UnsavedDialog
from jacviz.ui.window import Window
from tests.ui.opening import settled

Answer = Callable[[Studio], JacobianAnswer]


@pytest.fixture
def changed(window: Window, answer: Answer, qtbot: QtBot, tmp_path: Path) -> Path:
    """The file of a document that has been changed since; all is computed."""
    path = tmp_path / "homework.jacviz"
    answer(window.studio)
    loop = window.studio.landscape
    qtbot.waitUntil(lambda: loop.results.run is not None and not loop.results.descending, timeout=30_000)
    window.files.save_document(path)
    change(window)
    return path


def change(window: Window) -> None:
    document = window.studio.document
    window.studio.update(replace(document, u=document.u.with_values([0.25, 4.0])))


def question(window: Window) -> UnsavedDialog | None:
    asked = [one for one in window.findChildren(UnsavedDialog) if one.isVisible()]
    assert len(asked) < 2
    return asked[0] if asked else None


def asked(window: Window) -> UnsavedDialog:
    found = question(window)
    assert found is not None
    return found


def said(dialog: UnsavedDialog) -> str:
    return " ".join(one.text() for one in dialog.findChildren(QLabel))


def ask_to_close(window: Window) -> None:
    """What the button of the window's frame does."""
    handle: QWindow | None = window.windowHandle()
    assert handle is not None
    QApplication.sendEvent(handle, QCloseEvent())  # from there it comes to the window as the user's


@pytest.mark.parametrize("how", ["action", "frame"])
def test_quitting_asks_and_cancel_stays(window: Window, changed: Path, qtbot: QtBot, how: str) -> None:
    if how == "action":
        window.actions_table["file.quit"].trigger()
    else:
        ask_to_close(window)
    dialog = asked(window)
    assert dialog.isModal()
    assert "They are lost where they are not saved." in said(dialog)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert question(window) is None
    assert window.isVisible()
    assert window.isWindowModified()
    assert read_document_file(changed).document.u.values.tolist() != [0.25, 4.0]


def test_save_saves_and_quits(window: Window, changed: Path, qtbot: QtBot) -> None:
    window.actions_table["file.quit"].trigger()
    qtbot.keyClick(asked(window), Qt.Key.Key_Return)
    assert not window.isVisible()
    assert read_document_file(changed).document.u.values.tolist() == [0.25, 4.0]


def test_discard_quits_and_leaves_the_file_alone(window: Window, changed: Path) -> None:
    before = changed.read_bytes()
    window.actions_table["file.quit"].trigger()
    asked(window).discard.click()
    assert not window.isVisible()
    assert changed.read_bytes() == before


def test_what_cannot_be_saved_keeps_the_window(
    window: Window, answer: Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(window.studio)
    change(window)
    monkeypatch.setattr(Files, "ask_for_place", lambda *_: None)  # the user thinks better of it
    window.actions_table["file.quit"].trigger()
    asked(window).save.click()
    assert window.isVisible()


def test_what_was_typed_a_moment_ago_counts(window: Window, answer: Answer, qtbot: QtBot) -> None:
    answer(window.studio)
    window.files.mark_clean()
    qtbot.keyClicks(window.function_panel.editor, " ")
    window.actions_table["file.quit"].trigger()
    asked(window).cancel.click()


def test_nothing_is_asked_where_nothing_is_lost(window: Window, changed: Path) -> None:
    window.files.save()
    window.actions_table["file.quit"].trigger()
    assert question(window) is None
    assert not window.isVisible()


def test_code_closes_without_a_question(window: Window, changed: Path) -> None:
    window.close()
    assert question(window) is None
    assert not window.isVisible()


def test_opening_something_else_asks_first(
    window: Window, changed: Path, answer: Answer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other.jacviz"
    write_document_file(other, Document(title="other", maths="p^2"))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(other), ""))
    window.actions_table["file.open"].trigger()
    assert "undo still brings them back" in said(asked(window))
    asked(window).cancel.click()
    assert window.files.path == changed
    window.actions_table["file.open"].trigger()
    asked(window).discard.click()
    settled(window)
    assert window.files.path == other
    assert answer(window.studio).columns.names == ("p",)
    window.studio.undo()
    assert window.studio.document.u.values.tolist() == [0.25, 4.0]  # as was said
    window.studio.redo()
    window.actions_table["file.open"].trigger()
    assert question(window) is None
    settled(window)


def test_an_example_asks_about_what_was_written_and_not_about_sliders(
    window: Window, changed: Path, answer: Answer, qtbot: QtBot
) -> None:
    panel = window.function_panel
    panel.examples.chosen.emit("softmax")  # sliders alone are another: undo brings them back
    assert question(window) is None
    answer(window.studio)
    window.studio.undo()
    assert window.files.path == changed
    panel.editor.setFocus()
    qtbot.keyClicks(panel.editor, "2 ")
    panel.examples.chosen.emit("softmax")
    before = window.studio.document
    asked(window).cancel.click()
    assert window.studio.document is before
    panel.examples.chosen.emit("softmax")
    asked(window).save.click()
    assert read_document_file(changed).document.maths == before.maths
    assert window.studio.document.title != before.title
    assert not window.isWindowModified()
    answer(window.studio)
    panel.examples.chosen.emit("polar-coordinates")
    assert question(window) is None
    answer(window.studio)
