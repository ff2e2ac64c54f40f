"""From a CSV file to data: look at it, choose columns, read it, and ask before rows are left out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QListWidget, QVBoxLayout, QWidget

from jacviz.engine.messages import Failure
from jacviz.experiment.csv_layout import CsvLayout
from jacviz.experiment.csv_table import CsvTable
from jacviz.experiment.errors import TrainingError
from jacviz.notation import capitalised, ended
from jacviz.session.landscape.changes import with_data
from jacviz.ui import theme
from jacviz.ui.controls.labels import hairline, label
from jacviz.ui.landscape.experiment.csv_columns import Columns, described
from jacviz.ui.landscape.experiment.csv_preview import CsvPreview
from jacviz.ui.landscape.experiment.progress_bar import ProgressBar
from jacviz.ui.landscape.experiment.value_box import word_button

if TYPE_CHECKING:
    from jacviz.ui.landscape.asking.loop import LandscapeLoop
    from jacviz.ui.studio import Studio

_FILTER = "Tables (*.csv *.tsv *.txt *.dat);;All files (*)"
_HOW = "A click on a column's head, or the space bar in it, changes its use."


def choose_csv(studio: Studio, loop: LandscapeLoop, parent: QWidget) -> CsvDialog | None:
    """Ask for a file, then for its columns.

    Args:
        studio: Where the data go.
        loop: Reads the file.
        parent: What the dialogs stand over.

    Returns:
        The dialog, which is shown already; None where no file was chosen.
    """
    chosen, _ = QFileDialog.getOpenFileName(parent, "Learn from a CSV file", "", _FILTER)
    return CsvDialog(studio, loop, chosen, parent) if chosen else None


class CsvDialog(QDialog):
    """Shows itself; not modal, so that everything else goes on. Closing it gives up."""

    def __init__(self, studio: Studio, loop: LandscapeLoop, path: str, parent: QWidget | None = None) -> None:
        """Look at a file.

        Args:
            studio: Where the data go.
            loop: Reads the file.
            path: The file.
            parent: What it stands over.
        """
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Learn from a CSV file")
        self._studio, self._loop = studio, loop
        self._columns: Columns | None = None
        self._table: CsvTable | None = None
        self._cancel: Callable[[], None] | None = None
        self._open = True
        self._build(Path(path).name)
        self.resize(theme.current().pixels(600), theme.current().pixels(420))
        self.show()
        loop.read_csv_layout(path, self._show_layout)

    def _build(self, name: str) -> None:
        self.title = label(name, "title")
        self.about = label("Looking at the file …", "quiet", wrap=True)
        self.preview = CsvPreview()
        self.preview.turned.connect(self._turn)
        self.sentence = label("", "body", wrap=True)
        self.how = label(_HOW, "quiet", wrap=True)
        self.faults = QListWidget()
        self.faults.setAccessibleName("Rows that cannot be used")
        self.faults.setProperty("role", "plain")
        self.progress = ProgressBar("Share of the file that is read")
        self.cancel = word_button("Cancel", "Close without reading", self.reject)
        self.read = word_button("Read", "Read the chosen columns", self._read)
        self.leave_out = word_button("Leave them out", "Learn from the other rows", self._leave_out)
        self.use = word_button("Learn all the same", "Learn from these columns", self._use_all)
        self.read.setDefault(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(4 * theme.UNIT, 3 * theme.UNIT, 4 * theme.UNIT, 3 * theme.UNIT)
        column.setSpacing(2 * theme.UNIT)
        head = QVBoxLayout()
        head.setSpacing(theme.UNIT)
        head.addWidget(self.title)
        head.addWidget(self.about)
        column.addLayout(head)
        column.addWidget(self.preview)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.sentence)
        words.addWidget(self.how)
        column.addLayout(words)
        column.addWidget(self.faults, 1)
        column.addStretch(0)
        column.addWidget(hairline())
        row = QHBoxLayout()
        row.setSpacing(theme.UNIT)
        row.addWidget(self.progress, 1)
        row.addWidget(self.cancel)
        row.addWidget(self.read)
        row.addWidget(self.use)
        row.addWidget(self.leave_out)
        column.addLayout(row)
        for part in (self.preview, self.how, self.faults, self.use, self.leave_out):
            part.hide()
        self.progress.set_share(None)
        self.read.setEnabled(False)

    # --- the file ----------------------------------------------------------------------------------------

    def _show_layout(self, layout: CsvLayout | Failure) -> None:
        if not self._open:
            return
        if isinstance(layout, Failure):
            self.about.hide()
            self._fail(layout.sentence)
            return
        self.about.setText(described(layout))
        self.preview.show()
        self.how.show()
        self._show_columns(Columns.proposed(layout))
        self.preview.setFocus()

    def _turn(self, index: int) -> None:
        if self._columns is not None and self._cancel is None:
            self._show_columns(self._columns.turned(index))

    def _show_columns(self, columns: Columns) -> None:
        self._columns = columns
        self.preview.show_columns(columns)
        self._say(columns.sentence(), wrong=bool(columns.lack))
        self.use.hide()
        self.read.show()
        self.read.setEnabled(not columns.lack)

    # --- reading -----------------------------------------------------------------------------------------

    def _read(self) -> None:
        columns = self._columns
        if columns is None or columns.lack or self._cancel is not None:
            return
        self.read.setEnabled(False)
        self.progress.set_share(0.0)
        self.cancel.setToolTip("Stop reading and close")
        self._cancel = self._loop.read_csv(
            columns.layout, columns.inputs, columns.target, self._take, self.progress.set_share
        )

    def _take(self, table: CsvTable | Failure) -> None:
        if not self._open:
            return
        self._cancel = None
        self.progress.set_share(None)
        if isinstance(table, Failure):
            self._fail(table.sentence)
            self.read.setEnabled(self._columns is not None and not self._columns.lack)
            return
        self._table = table
        if table.faults.count:
            self._ask(table)
        elif table.constants():
            self._warn(table)
        else:
            self._use_all()

    def _warn(self, table: CsvTable) -> None:
        """Say that a column is constant before its data are taken; other columns can be chosen still."""
        self._say(" ".join(table.constants()), wrong=False)
        self.read.hide()
        self.use.show()
        self.use.setDefault(True)
        self.use.setFocus()

    def _ask(self, table: CsvTable) -> None:
        """Show which rows cannot be used; nothing is left out before the user says so."""
        faults = table.faults
        for fault in faults.listed:
            self.faults.addItem(f"line {fault.line:,}:  {fault.reason}")
        if faults.count > len(faults.listed):
            self.faults.addItem(f"and {faults.count - len(faults.listed):,} more")
        kept = f"{len(table.targets):,} rows can be used."
        self._say(" ".join((faults.sentence(), kept, *table.constants())), wrong=False)
        self.preview.hide()
        self.how.hide()
        self.read.hide()
        self.faults.show()
        self.leave_out.show()
        self.leave_out.setDefault(True)
        self.leave_out.setFocus()

    def _leave_out(self) -> None:
        self._use(leave_out=True)

    def _use_all(self) -> None:
        self._use(leave_out=False)

    def _use(self, *, leave_out: bool) -> None:
        assert self._table is not None
        try:
            data = self._table.dataset(leave_out_faulty=leave_out)
        except TrainingError as error:
            self._fail(error.sentence)
            self.leave_out.setEnabled(False)
            return
        document = self._studio.document
        landscape = with_data(document.landscape, data)
        self._studio.update(replace(document, landscape=landscape), merge="landscape csv")
        self._studio.close_gesture()
        self.accept()

    # --- words -------------------------------------------------------------------------------------------

    def _fail(self, sentence: str) -> None:
        self._say(ended(capitalised(sentence)), wrong=True)

    def _say(self, sentence: str, *, wrong: bool) -> None:
        role = "error" if wrong else "body"
        if self.sentence.property("role") != role:
            self.sentence.setProperty("role", role)
            self.sentence.style().unpolish(self.sentence)
            self.sentence.style().polish(self.sentence)
        self.sentence.setText(sentence)

    def done(self, result: int) -> None:
        """Close; what is being read is stopped, and answers that come later find nobody."""
        self._open = False
        if self._cancel is not None:
            self._cancel()
            self._cancel = None
        super().done(result)
