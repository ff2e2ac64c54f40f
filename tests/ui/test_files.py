from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from jacviz.engine.messages import JacobianAnswer
from jacviz.experiment.settings import ObjectiveSettings, Source
from jacviz.session.document import Document
from jacviz.session.document_file import read_document_file, write_document_file
from jacviz.session.examples import load
from jacviz.session.landscape.settings import Landscape
from jacviz.ui.files import Files
from jacviz.ui.studio import Studio
from jacviz.ui.window import Window
from tests.session.documents import same
from tests.ui.opening import open_in, settled

Answer = Callable[[Studio], JacobianAnswer]


@pytest.fixture
def said(window: Window) -> list[str]:
    heard: list[str] = []
    window.status.said.connect(heard.append)
    return heard


@pytest.fixture
def chosen(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path | None], None]:
    """Answers the question where to write."""

    def choose(path: Path | None) -> None:
        monkeypatch.setattr(Files, "ask_for_place", lambda *_: path)

    return choose


def with_u(window: Window, *values: float) -> None:
    document = window.studio.document
    window.studio.update(replace(document, u=document.u.with_values(values)))


def test_saving_and_opening_bring_the_same_document_back(
    window: Window, answer: Answer, tmp_path: Path, chosen: Callable[[Path], None], said: list[str]
) -> None:
    answer(window.studio)
    with_u(window, 0.1, np.pi)
    assert window.isWindowModified()
    chosen(tmp_path / "homework.jacviz")
    window.actions_table["file.save"].trigger()
    assert said == ["Saved to homework.jacviz."]
    assert not window.isWindowModified()
    assert window.windowTitle() == "homework[*] · jacviz"
    saved = window.studio.document
    window.function_panel.open_example("polar-coordinates")
    answer(window.studio)
    open_in(window, tmp_path / "homework.jacviz")
    assert same(replace(window.studio.document, origin=0), replace(saved, origin=0))
    assert answer(window.studio).columns.names == ("x1", "x2", "x3")
    assert window.studio.results.products is not None
    np.testing.assert_array_equal(window.studio.results.products.u, [0.1, np.pi])
    assert not window.isWindowModified()


def test_save_writes_where_the_document_lies_and_undo_leads_back_to_what_is_saved(
    window: Window, answer: Answer, tmp_path: Path, chosen: Callable[[Path | None], None]
) -> None:
    answer(window.studio)
    path = tmp_path / "mine.jacviz"
    chosen(path)
    window.files.save()
    chosen(None)  # nobody is asked again
    with_u(window, 3, 4)
    assert window.isWindowModified()
    window.studio.undo()
    assert not window.isWindowModified()
    window.studio.redo()
    assert window.isWindowModified()
    window.files.save()
    assert not window.isWindowModified()
    assert read_document_file(path).document.u.values.tolist() == [3, 4]


def test_undo_across_an_opening_never_saves_one_document_over_another(
    window: Window, answer: Answer, tmp_path: Path, chosen: Callable[[Path | None], None]
) -> None:
    first, second = tmp_path / "first.jacviz", tmp_path / "second.jacviz"
    write_document_file(first, Document(title="first", maths="a"))
    write_document_file(second, Document(title="second", maths="b"))
    open_in(window, first)
    open_in(window, second)
    assert window.files.path == second
    window.studio.undo()
    assert window.files.path == first
    window.files.save()
    assert read_document_file(second).document.maths == "b"
    window.studio.undo()
    assert window.files.path is None
    chosen(None)
    window.files.save()
    window.function_panel.open_example("softmax")
    assert window.files.path is None
    answer(window.studio)


def test_a_title_of_the_users_own_stays_when_the_document_is_saved_again(
    window: Window, answer: Answer, tmp_path: Path
) -> None:
    path = tmp_path / "a.jacviz"
    write_document_file(path, Document(title="Lotka–Volterra", maths="a"))
    open_in(window, path)
    window.files.save()
    assert read_document_file(path).document.title == "Lotka–Volterra"
    answer(window.studio)


def test_a_place_that_refuses_is_said_and_the_document_stays_unsaved(
    window: Window, answer: Answer, tmp_path: Path, said: list[str]
) -> None:
    answer(window.studio)
    with_u(window, 1, 2)
    window.files.save_document(tmp_path / "nowhere" / "mine.jacviz")
    assert said == ["mine.jacviz cannot be written: no such file or directory."]
    assert window.isWindowModified()
    assert window.files.path is None


def test_an_example_is_clean_and_a_newer_file_says_what_it_lost(
    window: Window, answer: Answer, tmp_path: Path, said: list[str]
) -> None:
    answer(window.studio)
    window.function_panel.examples.chosen.emit("softmax")
    assert not window.isWindowModified()
    path = tmp_path / "new.jacviz"
    write_document_file(path, Document(maths="a"))
    text = path.read_text(encoding="utf-8").replace('"format": 1', '"format": 2')
    path.write_text(text, encoding="utf-8")
    open_in(window, path)
    assert said[-1].startswith("new.jacviz was written by a newer jacviz")
    answer(window.studio)


def drop(window: Window, *paths: Path, over: QPoint | None = None) -> bool:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    action, buttons, keys = (
        Qt.DropAction.CopyAction,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    entering = QDragEnterEvent(QPoint(5, 5), action, data, buttons, keys)
    QApplication.sendEvent(window, entering)
    if entering.isAccepted():
        QApplication.sendEvent(window, QDropEvent(QPointF(5, 5), action, data, buttons, keys))
    return entering.isAccepted()


def test_files_are_dropped_on_the_window(
    window: Window, answer: Answer, tmp_path: Path, said: list[str]
) -> None:
    document, text = tmp_path / "a.jacviz", tmp_path / "b.jac"
    write_document_file(document, Document(title="a", maths="p^2"))
    text.write_text("q^2", encoding="utf-8")
    assert drop(window, document)
    settled(window)
    assert answer(window.studio).columns.names == ("p",)
    assert drop(window, text, document)
    settled(window)
    assert answer(window.studio).columns.names == ("q",)
    assert said == ["Opened b.jac alone; one file at a time is shown."]
    assert not drop(window)


def test_the_editor_leaves_files_to_the_window(window: Window, tmp_path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "a.jacviz"))])
    data.setText("a.jacviz")
    assert not window.function_panel.editor.canInsertFromMimeData(data)
    data = QMimeData()
    data.setText("x1 + x2")
    assert window.function_panel.editor.canInsertFromMimeData(data)


# --- trust -----------------------------------------------------------------------------------------------


@pytest.fixture
def evidence(tmp_path: Path) -> Path:
    """What the hostile text writes when it is run."""
    return tmp_path / "it-ran"


@pytest.fixture
def hostile(tmp_path: Path, evidence: Path) -> Path:
    code = f"open({str(evidence)!r}, 'a').write('x')\n\ndef f(x):\n    return x[0] * x[1]\n"
    path = tmp_path / "hostile.jacviz"
    write_document_file(path, Document(title="Hostile", language="python", python=code))
    return path


def still(window: Window, qtbot: QtBot) -> None:
    """Wait until whatever could have been asked has been answered."""
    studio = window.studio
    qtbot.waitUntil(lambda: studio.results.engine == "ready", timeout=30_000)
    heard: list[object] = []
    studio.complete("x = 1\nx.", 1, 2, heard.append)  # answered after everything that was asked before
    qtbot.waitUntil(lambda: bool(heard), timeout=30_000)


def test_python_from_a_file_is_shown_and_runs_when_the_user_says_so(
    window: Window, qtbot: QtBot, answer: Answer, hostile: Path, evidence: Path
) -> None:
    answer(window.studio)
    open_in(window, hostile)
    panel = window.function_panel
    assert "return x[0] * x[1]" in panel.editor.toPlainText()
    assert panel.frame.waiting.isVisible()
    assert panel.frame.waiting.sentence.text().startswith("This file holds Python code.")
    assert window.jacobian_panel.curtain.isVisible()
    assert window.jacobian_panel.curtain.sentence.startswith("This file holds Python code.")
    assert window.actions_table["function.run"].isEnabled()
    still(window, qtbot)
    assert not evidence.exists()
    panel.frame.waiting.button.click()
    assert answer(window.studio).jacobian.shape == (1, 2)
    assert evidence.read_text() == "x"
    assert not panel.frame.waiting.isVisible()
    assert not window.actions_table["function.run"].isEnabled()


def test_nothing_but_run_runs_it(
    window: Window, qtbot: QtBot, answer: Answer, hostile: Path, evidence: Path
) -> None:
    answer(window.studio)
    open_in(window, hostile)
    studio, editor = window.studio, window.function_panel.editor
    editor.setFocus()
    qtbot.keyClicks(editor, "0; ")
    window.function_panel.binding.flush()
    assert studio.document.python.startswith("0; ")
    window.actions_table["function.evaluate"].trigger()
    for changes in (
        {"wrt": "theta"},
        {"wrt": "x"},
        {"mode": "forward"},
        {"precision": "float32"},
        {"seed": 3},
    ):
        studio.update(replace(studio.document, **changes))  # type: ignore[arg-type]
    studio.change_settings(replace(studio.settings, deadline=7.0))
    studio.undo()
    studio.redo()
    still(window, qtbot)
    assert studio.results.waits
    assert studio.results.jacobian is None
    assert not evidence.exists()
    qtbot.keyClick(editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    answer(studio)
    assert evidence.exists()


def test_a_word_holds_for_the_session_and_for_that_file_alone(
    window: Window, qtbot: QtBot, answer: Answer, hostile: Path, evidence: Path, tmp_path: Path
) -> None:
    open_in(window, hostile)
    window.actions_table["function.run"].trigger()
    answer(window.studio)
    window.function_panel.open_example("small-mlp")  # jacviz's own Python never waits
    answer(window.studio)
    window.studio.undo()
    assert answer(window.studio).jacobian.shape == (1, 2)
    open_in(window, hostile)
    answer(window.studio)
    other = tmp_path / "other.jacviz"
    text = hostile.read_text(encoding="utf-8").replace("x[0] * x[1]", "x[0] + x[1]")
    other.write_text(text, encoding="utf-8")
    evidence.unlink()
    open_in(window, other)
    still(window, qtbot)
    assert window.studio.results.waits
    assert not evidence.exists()


def test_undo_does_not_lead_round_the_question(
    window: Window, qtbot: QtBot, answer: Answer, hostile: Path, evidence: Path
) -> None:
    open_in(window, hostile)
    window.function_panel.open_example("small-mlp")
    answer(window.studio)
    window.studio.undo()
    still(window, qtbot)
    assert window.studio.results.waits
    assert not evidence.exists()
    assert window.studio.results.jacobian is None


def test_maths_in_the_same_file_runs_and_its_python_waits(
    window: Window, qtbot: QtBot, answer: Answer, hostile: Path, evidence: Path
) -> None:
    document = replace(read_document_file(hostile).document, language="maths", maths="a b")
    write_document_file(hostile, document)
    open_in(window, hostile)
    assert answer(window.studio).columns.names == ("a", "b")
    editor = window.function_panel.editor
    qtbot.keyClick(editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)  # is no word on the Python
    answer(window.studio)
    window.function_panel.language.chosen.emit("python")
    still(window, qtbot)
    assert window.studio.results.waits
    assert not evidence.exists()
    window.function_panel.language.chosen.emit("maths")
    answer(window.studio)
    assert not window.function_panel.frame.waiting.isVisible()


def test_the_loss_surface_of_such_python_waits_too(
    window: Window, qtbot: QtBot, answer: Answer, hostile: Path, evidence: Path
) -> None:
    answer(window.studio)
    loop = window.studio.landscape
    qtbot.waitUntil(lambda: loop.results.run is not None and not loop.results.descending, timeout=30_000)
    document = read_document_file(hostile).document
    own = Landscape(problem=ObjectiveSettings(objective=Source()), steps=5)
    write_document_file(hostile, replace(document, landscape=own))
    open_in(window, hostile)
    assert loop.results.waits
    assert loop.results.run is None
    loop.find_critical_points()
    window.studio.update(replace(window.studio.document, landscape=replace(own, steps=7)))
    still(window, qtbot)
    assert loop.results.run is None
    assert not evidence.exists()
    window.actions_table["function.run"].trigger()
    qtbot.waitUntil(lambda: loop.results.run is not None and not loop.results.descending, timeout=30_000)
    assert not loop.results.waits
    assert evidence.exists()


def test_python_of_the_loss_surface_alone_is_not_released_by_the_editor_s(
    window: Window, qtbot: QtBot, answer: Answer, hostile: Path, evidence: Path
) -> None:
    code = read_document_file(hostile).document.python
    own = Landscape(problem=ObjectiveSettings(objective=Source(language="python", text=code)), steps=5)
    document = Document(title="b", language="python", python="def f(x): return x[0]", landscape=own)
    write_document_file(hostile, document)
    open_in(window, hostile)
    window.actions_table["function.run"].trigger()
    answer(window.studio)
    still(window, qtbot)
    qtbot.waitUntil(lambda: window.studio.landscape.results.waits)  # once its panel is made
    assert not evidence.exists()
    unread = window.landscape_panel.unread
    assert unread is not None
    qtbot.waitUntil(unread.waiting.button.isVisible)
    assert unread.listing.toPlainText() == code  # all that is going to run is there to be read
    assert unread.listing.isReadOnly()
    qtbot.mouseClick(unread.waiting.button, Qt.MouseButton.LeftButton)
    loop = window.studio.landscape
    qtbot.waitUntil(lambda: loop.results.run is not None and not loop.results.descending, timeout=30_000)
    assert evidence.exists()
    assert not window.landscape_panel.shows_unread
    assert window.landscape_panel.surface.isVisible()


def test_a_python_file_of_the_users_own_runs_at_once(window: Window, answer: Answer, tmp_path: Path) -> None:
    path = tmp_path / "mine.py"
    path.write_text("def f(x):\n    return x[0] * x[1]\n", encoding="utf-8")
    open_in(window, path)
    assert answer(window.studio).jacobian.shape == (1, 2)


def test_completion_reads_the_text_and_runs_nothing(
    window: Window, qtbot: QtBot, answer: Answer, evidence: Path
) -> None:
    answer(window.studio)
    heard: list[object] = []
    code = (
        f"def now(): open({str(evidence)!r}, 'w')\n"
        "class Odd:\n    def __getattr__(self, name): now()\n    size = property(lambda self: now())\n"
        "now()\nodd = Odd()\nodd.size\nodd."
    )
    window.studio.complete(code, code.count("\n"), 4, heard.append)
    qtbot.waitUntil(lambda: bool(heard), timeout=30_000)
    assert not evidence.exists()


def test_half_a_character_harms_nothing(window: Window, answer: Answer, tmp_path: Path) -> None:
    path = tmp_path / "half.jacviz"
    write_document_file(path, Document(title="half", maths="a # \udfff"))
    open_in(window, path)
    answer(window.studio)
    assert window.studio.document.maths == "a # \N{REPLACEMENT CHARACTER}"


def test_whatever_is_wrong_with_a_file_is_said(
    window: Window, tmp_path: Path, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = window.studio.document

    def stumbles(_: Path) -> None:
        raise OverflowError

    monkeypatch.setattr("jacviz.ui.files.open_file", stumbles)
    open_in(window, tmp_path / "odd.jacviz")
    assert said == ["odd.jacviz cannot be opened: it is damaged (OverflowError)."]
    assert window.studio.document is before


def test_only_loading_an_example_gives_python_that_does_not_wait() -> None:
    assert load("small-mlp").foreign == ""


def test_a_dialog_that_asked_for_a_place_gets_the_keyboard_back(
    window: Window, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    owners: list[QWidget | None] = []
    monkeypatch.setattr(QFileDialog, "exec", lambda dialog: owners.append(dialog.parentWidget()) and 0)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    assert window.files.ask_for_place("Save", "a.png", "PNG (*.png)", ".png") is None
    window.actions_table["file.export-animation"].trigger()
    dialog = window.exports.film
    assert dialog is not None
    qtbot.waitUntil(dialog.isActiveWindow)
    window.files.ask_for_place("Save", "a.gif", "GIF (*.gif)", ".gif")
    assert owners == [window, dialog]


def test_a_name_ends_as_the_chosen_kind(
    window: Window, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def choose(dialog: QFileDialog) -> int:
        dialog.filterSelected.emit("JSON (*.json)")
        return 1

    monkeypatch.setattr(QFileDialog, "exec", choose)
    kinds = "CSV (*.csv);;JSON (*.json)"
    chosen = window.files.ask_for_place("Save", str(tmp_path / "v1.2 numbers.csv"), kinds, ".csv")
    assert chosen == tmp_path / "v1.2 numbers.json"
