"""From a CSV file to data: layout, columns, reading, and the question about rows that cannot be used."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from jacviz.experiment.csv_layout import inspect_csv
from jacviz.experiment.data import Dataset
from jacviz.experiment.settings import RiskSettings
from jacviz.session.document import Document
from jacviz.ui.landscape.experiment.csv_columns import Columns, described
from jacviz.ui.landscape.experiment.csv_dialog import CsvDialog
from jacviz.ui.landscape.experiment.form import ExperimentForm
from jacviz.ui.landscape.experiment.note_row import NoteRow
from jacviz.ui.landscape.experiment.row import SettingRow
from jacviz.ui.studio import Studio

LONGEST = 30_000  # milliseconds
PEOPLE = "age;height;sport;result\n" + "\n".join(f"{20 + i};1,{i:02};run;{i % 3},5" for i in range(40)) + "\n"
FLOWERS = "length,width,species\n" + "\n".join(f"{i},{i * 0.5},{'ab'[i % 2]}" for i in range(30)) + "\n"


@pytest.fixture(scope="module")
def lasting_engine(qapp: object) -> Iterator[Studio]:
    made = Studio(Document())
    yield made
    made.close()


@pytest.fixture
def engine(lasting_engine: Studio) -> Studio:
    lasting_engine.begin(Document())
    return lasting_engine


def written(folder: Path, text: str, name: str = "people.csv") -> str:
    path = folder / name
    path.write_text(text)
    return str(path)


def opened(qtbot: QtBot, engine: Studio, path: str) -> CsvDialog:
    dialog = CsvDialog(engine, engine.landscape, path)
    qtbot.waitUntil(lambda: bool(dialog.sentence.text()), timeout=LONGEST)
    return dialog


def turn(dialog: CsvDialog, column: int) -> None:
    header = dialog.preview.horizontalHeader()
    place = QPoint(header.sectionViewportPosition(column) + 20, 12)
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)


def closed(qtbot: QtBot, dialog: CsvDialog) -> None:
    qtbot.waitUntil(lambda: not isValid(dialog) or not dialog.isVisible(), timeout=LONGEST)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert not isValid(dialog)


def data_of(engine: Studio) -> Dataset:
    problem = engine.document.landscape.problem
    assert isinstance(problem, RiskSettings)
    assert isinstance(problem.data, Dataset)
    return problem.data


def test_a_file_becomes_data_in_one_step_of_undo(qtbot: QtBot, engine: Studio, tmp_path: Path) -> None:
    dialog = opened(qtbot, engine, written(tmp_path, PEOPLE))
    assert not dialog.isModal()
    assert dialog.about.text() == (
        "4 columns between semicolons, decimal commas, names in the first row, UTF-8."
    )
    assert dialog.sentence.text() == "result, a number, from age and height."
    turn(dialog, 0)  # age: from input to target, so that result becomes an input
    assert dialog.sentence.text() == "age, a number, from height and result."
    QTest.mouseClick(dialog.read, Qt.MouseButton.LeftButton)
    closed(qtbot, dialog)
    data = data_of(engine)
    assert (data.input_names, data.target_name, len(data)) == (("height", "result"), "age", 40)
    engine.undo()
    assert not engine.can_undo


def test_the_space_bar_turns_a_column_and_what_is_missing_is_said(
    qtbot: QtBot, engine: Studio, tmp_path: Path
) -> None:
    dialog = opened(qtbot, engine, written(tmp_path, "x,t\n1,2\n3,4\n"))
    preview = dialog.preview
    preview.setFocus()
    QTest.keyClick(preview, Qt.Key.Key_Space)  # x: target, so t an input
    assert dialog.sentence.text() == "x, a number, from t."
    QTest.keyClick(preview, Qt.Key.Key_Space)  # x: not used
    assert dialog.sentence.text() == "Choose the target column."
    assert not dialog.read.isEnabled()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    closed(qtbot, dialog)
    assert not engine.can_undo


def test_classes_bring_logistic_regression(qtbot: QtBot, engine: Studio, tmp_path: Path) -> None:
    dialog = opened(qtbot, engine, written(tmp_path, FLOWERS))
    assert dialog.sentence.text() == "species, a class, from length and width."
    QTest.mouseClick(dialog.read, Qt.MouseButton.LeftButton)
    closed(qtbot, dialog)
    problem = engine.document.landscape.problem
    assert isinstance(problem, RiskSettings)
    assert problem.model.name == "logistic-regression"
    assert data_of(engine).classes == ("a", "b")
    form = ExperimentForm(engine, engine.landscape)
    qtbot.addWidget(form)
    form.show()
    note = form.row("data.set")
    assert isinstance(note, NoteRow)
    assert note.text.text() == "30 samples, 2 classes: species from length, width."


def test_faulty_rows_are_reported_and_left_out_only_on_request(
    qtbot: QtBot, engine: Studio, tmp_path: Path
) -> None:
    text = PEOPLE + "77;;run;1\n" + "1;2\n" + "5;abc;run;2\n"
    dialog = opened(qtbot, engine, written(tmp_path, text))
    before = engine.document
    QTest.mouseClick(dialog.read, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(dialog.leave_out.isVisible, timeout=LONGEST)
    assert dialog.sentence.text().startswith("3 rows cannot be used")
    assert dialog.sentence.text().endswith("40 rows can be used.")
    listed = [dialog.faults.item(number).text() for number in range(dialog.faults.count())]
    assert listed == [
        "line 42:  height is missing",
        "line 43:  2 cells where 4 were expected",
        "line 44:  height is 'abc', not a number",
    ]
    assert engine.document is before
    QTest.mouseClick(dialog.leave_out, Qt.MouseButton.LeftButton)
    closed(qtbot, dialog)
    assert len(data_of(engine)) == 40
    assert "Left out: 3 rows" in data_of(engine).notes[0]


def test_a_text_is_proposed_as_target_where_it_looks_like_classes(tmp_path: Path) -> None:
    def target(text: str) -> str:
        return Columns.proposed(inspect_csv(written(tmp_path, text))).target

    rows = range(12)
    assert target("a,b,label\n" + "\n".join(f"{i},{i * i},{'xyz'[i % 3]}" for i in rows)) == "label"
    assert target("a,b,kind\n" + "\n".join(f"{i},{i * i},first" for i in rows)) == "kind"
    assert target("a,b,name\n" + "\n".join(f"{i},{i * i},row{'abcdefghijkl'[i]}" for i in rows)) == "b"
    assert target("a,label,b\n" + "\n".join(f"{i},{'xy'[i % 2]},{i}" for i in rows)) == "b"


def test_that_a_column_is_constant_is_said_before_its_data_are_taken(
    qtbot: QtBot, engine: Studio, tmp_path: Path
) -> None:
    dialog = opened(qtbot, engine, written(tmp_path, "a,b,t\n1,7,2\n2,7,3\n3,7,5\n"))
    before = engine.document
    QTest.mouseClick(dialog.read, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(dialog.use.isVisible, timeout=LONGEST)
    assert dialog.sentence.text() == "Column b is constant; nothing can be learned from it."
    assert not dialog.read.isVisible()
    assert engine.document is before
    turn(dialog, 1)  # b: target
    assert dialog.read.isVisible()
    assert not dialog.use.isVisible()
    turn(dialog, 1)  # b: not used
    while dialog.sentence.text() != "t, a number, from a.":
        turn(dialog, 2)
    turn(dialog, 1)  # b: an input again
    QTest.mouseClick(dialog.read, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(dialog.use.isVisible, timeout=LONGEST)
    QTest.mouseClick(dialog.use, Qt.MouseButton.LeftButton)
    closed(qtbot, dialog)
    assert data_of(engine).input_names == ("a", "b")
    assert data_of(engine).notes == ("Column b is constant; nothing can be learned from it.",)


def test_cancelling_after_the_report_changes_nothing(qtbot: QtBot, engine: Studio, tmp_path: Path) -> None:
    dialog = opened(qtbot, engine, written(tmp_path, PEOPLE + "1;2\n"))
    before = engine.document
    QTest.mouseClick(dialog.read, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(dialog.leave_out.isVisible, timeout=LONGEST)
    QTest.mouseClick(dialog.cancel, Qt.MouseButton.LeftButton)
    closed(qtbot, dialog)
    assert engine.document is before


def test_a_long_reading_shows_its_progress_and_can_be_cancelled(
    qtbot: QtBot, engine: Studio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = "".join(f"{i},{i / 7:.4f},{i % 11}\n" for i in range(400_000))
    dialog = opened(qtbot, engine, written(tmp_path, "a,b,t\n" + rows))
    before, show, seen = engine.document, dialog.progress.set_share, []

    def cancel_at_the_first_word(share: float | None) -> None:  # the table may come in the same turn
        show(share)
        seen.append(dialog.progress.share)
        if share:
            QTest.mouseClick(dialog.cancel, Qt.MouseButton.LeftButton)

    monkeypatch.setattr(dialog.progress, "set_share", cancel_at_the_first_word)
    QTest.mouseClick(dialog.read, Qt.MouseButton.LeftButton)
    assert seen == [0]
    closed(qtbot, dialog)
    assert len(seen) == 2
    assert seen[1] > 0
    assert engine.document is before


def test_what_cannot_be_read_is_said(qtbot: QtBot, engine: Studio, tmp_path: Path) -> None:
    dialog = opened(qtbot, engine, str(tmp_path / "missing.csv"))
    assert dialog.sentence.text() == "missing.csv cannot be read: no such file or directory."
    assert not dialog.read.isEnabled()
    dialog.close()
    closed(qtbot, dialog)
    dialog = opened(qtbot, engine, written(tmp_path, "x,t\n1,2\n"))
    QTest.mouseClick(dialog.read, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "at least 2 are needed" in dialog.sentence.text(), timeout=LONGEST)
    dialog.close()
    closed(qtbot, dialog)


def test_the_form_asks_for_a_file(
    qtbot: QtBot, engine: Studio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, PEOPLE)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (path, ""))
    form = ExperimentForm(engine, engine.landscape)
    qtbot.addWidget(form)
    form.show()
    row = form.row("risk.data")
    assert isinstance(row, SettingRow)
    entries = {action.text(): action for action in row.control.menu().actions()}  # type: ignore[attr-defined]
    entries["A CSV file…"].trigger()
    assert row.control.text() == "Line"  # type: ignore[attr-defined]
    dialog = form.findChild(CsvDialog)
    assert isinstance(dialog, CsvDialog)
    qtbot.waitUntil(dialog.read.isEnabled, timeout=LONGEST)
    dialog.close()
    closed(qtbot, dialog)


# --- columns, without Qt ---------------------------------------------------------------------------------


def test_the_only_numbers_are_inputs_of_a_class(tmp_path: Path) -> None:
    columns = Columns.proposed(inspect_csv(written(tmp_path, "kind,x\na,1\nb,2\na,3\n")))
    assert (columns.inputs, columns.target) == (("x",), "kind")


def test_an_empty_column_is_nothing(tmp_path: Path) -> None:
    columns = Columns.proposed(inspect_csv(written(tmp_path, "x,none,t\n1,,2\n3,,4\n")))
    assert columns.turned(1) == columns
    assert columns.uses == ("input", "", "target")


def test_many_inputs_are_counted(tmp_path: Path) -> None:
    head = ",".join(f"c{i}" for i in range(9))
    layout = inspect_csv(written(tmp_path, f"{head}\n{','.join('123456789')}\n"))
    assert Columns.proposed(layout).sentence() == "c8, a number, from 8 columns."
    assert described(layout).startswith("9 columns between commas, decimal points")
