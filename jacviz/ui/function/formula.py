"""J as a formula: the matrix of derivatives, for functions written in maths, where they are short enough."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Literal

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QGuiApplication,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from jacviz.engine.messages import JacobianAnswer
from jacviz.language import MathsError, parse
from jacviz.language.derivative import Derivatives
from jacviz.language.handwriting import LATEX, TEXT
from jacviz.language.tree import Node
from jacviz.notation import subscripted
from jacviz.ui import theme
from jacviz.ui.controls.labels import label
from jacviz.ui.function.setting import Box, pen, set_formula
from jacviz.ui.matrix.pointing import NOWHERE, Pointer
from jacviz.ui.studio import Studio

LONGEST_TEXT = 2_000  # characters that are differentiated
MOST = 6  # rows and columns that are written out
_SLICE = 0.003  # seconds of one event
_SIZES = (18.0, 17.0, 16.0, 15.0, 14.0, 13.0, 12.0)  # pixels: the largest that fits
_NARROWEST = 1.9  # pixels of the width that a character of a formula takes, at the very least
_GAP = 18  # between columns

Entries = tuple[tuple[Node, ...], ...]
Key = tuple[str, str]


class Formula(QWidget):
    """The section; hidden where there is nothing to write.

    Signals:
        pointed(object): The Pointer to the entry under the mouse.
    """

    pointed = Signal(object)

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        """Follow `studio`.

        Args:
            studio: Whose J is written.
            parent: The owner.
        """
        super().__init__(parent)
        self._studio = studio
        self._answer: JacobianAnswer | None = None
        self._key: Key | None = None
        self._work: Iterator[None] | None = None
        self.matrix = FormulaMatrix()
        self.remark = label("These formulas are too long to write out here.", "quiet", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, theme.UNIT)
        column.setSpacing(theme.UNIT)
        column.addWidget(label("Jacobian, as a formula", "section"))
        column.addWidget(self.matrix)
        column.addWidget(self.remark)
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._go_on)
        self.matrix.pointed.connect(self.pointed)
        self.matrix.copied.connect(lambda form: studio.message.emit(f"The formulas copied as {form}."))
        self.matrix.fitted.connect(self.remark.setHidden)
        self.remark.hide()
        self.hide()

    def refresh(self) -> None:
        """Show what belongs to the studio's document and results."""
        document, results = self._studio.document, self._studio.results
        answer = results.jacobian
        if answer is None or document.language != "maths":
            self._answer = None
            self._forget()
            return
        self.matrix.set_stale(results.stale)
        if answer is self._answer or results.failure is not None:
            return
        self._answer = answer
        key = (document.maths, answer.wrt)
        if key != self._key:
            self._begin(key, answer)

    def show_pointer(self, pointer: Pointer) -> None:
        """Underline the entry that is pointed at elsewhere."""
        self.matrix.set_pointer(pointer)

    @property
    def busy(self) -> bool:
        """Whether derivatives are being made."""
        return self._work is not None

    def _forget(self) -> None:
        self._key = self._work = None
        self._timer.stop()
        self.hide()

    def _begin(self, key: Key, answer: JacobianAnswer) -> None:
        m, n = answer.jacobian.shape
        if m > MOST or n > MOST or len(key[0]) > LONGEST_TEXT:
            self._forget()
            return
        self._key = key
        self._work = self._derive(key[0], answer.wrt)
        self._timer.start()

    def _go_on(self) -> None:
        # A few milliseconds of work an event: typing and dragging go on meanwhile.
        end = time.perf_counter() + _SLICE
        while self._work is not None and time.perf_counter() < end:
            if next(self._work, self) is self:
                self._work = None
        if self._work is None:
            self._timer.stop()

    def _derive(self, text: str, wrt: Literal["x", "theta"]) -> Iterator[None]:
        try:
            derivatives = Derivatives(parse(text), wrt)
        except MathsError:  # the engine has read it, so this is a text of a moment ago
            self.hide()
            return
        yield
        yield from derivatives.steps()
        columns = range(len(derivatives.columns))
        rows: list[list[Node | None]] = []
        for row in range(len(derivatives.rows)):
            rows.append([derivatives.entry(row, column) for column in columns])
            yield
        written = tuple(tuple(entry for entry in row if entry is not None) for row in rows)
        complete = all(len(row) == len(columns) for row in written)
        self.matrix.set_entries(written if complete else (), derivatives.rows, derivatives.columns)
        self.show()


class FormulaMatrix(QWidget):
    """Formulas in brackets, as large as there is room for.

    Signals:
        pointed(object): The Pointer to the entry under the mouse.
        copied(str): In which form the matrix was copied.
        fitted(bool): Whether it can be shown.
    """

    pointed = Signal(object)
    copied = Signal(str)
    fitted = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMouseTracking(True)
        self.entries: Entries = ()
        self.size_used = _SIZES[0]
        self._boxes: list[list[Box]] = []
        self._lefts: list[float] = []
        self._tops: list[float] = []
        self._ends = (0.0, 0.0)
        self._pointer = NOWHERE
        self._stale = False
        self._fits = True
        self._room = 0
        self._least = 0.0

    def set_entries(self, entries: Entries, rows: tuple[str, ...], columns: tuple[str, ...]) -> None:
        """Show other formulas.

        Args:
            entries: A formula for each entry of J; nothing where some have none.
            rows: Names of the outputs.
            columns: Names of the inputs.
        """
        self.entries = entries
        texts = [[TEXT.formula(entry) for entry in row] for row in entries]
        self._least = sum(max(map(len, column)) for column in zip(*texts, strict=True)) * _NARROWEST
        self._pointer = NOWHERE
        self.setAccessibleName("Jacobian, as a formula")
        self.setAccessibleDescription(". ".join(
            f"Row {subscripted(name)}: " + ", ".join(row)
            for name, row in zip(rows, texts, strict=False)
        ) + f". Columns: {', '.join(map(subscripted, columns))}.")  # fmt: skip
        self._arrange()

    def set_room(self, pixels: int) -> None:
        """Take other room across; the widget's own width is none to go by, for scroll bars come and go."""
        if pixels != self._room:
            self._room = pixels
            self._arrange()

    def set_stale(self, stale: bool) -> None:
        """Dim what belongs to an older text."""
        if stale != self._stale:
            self._stale = stale
            self.update()

    def set_pointer(self, pointer: Pointer) -> None:
        """Underline an entry."""
        if pointer != self._pointer:
            self._pointer = pointer
            self.update()

    @property
    def pointer(self) -> Pointer:
        """What is underlined."""
        return self._pointer

    # --- layout ------------------------------------------------------------------------------------------

    def _arrange(self) -> None:
        if self._least * theme.current().scale > self._room:  # far too wide: not worth measuring
            self._show_fitting(False)
            return
        self._set(_SIZES[0])
        widest = self._ends[0]
        for size in _SIZES[1:]:  # widths grow with the size, so most sizes need not be tried
            if self._ends[0] > self._room and (widest * size < 1.05 * self._room * _SIZES[0]):
                self._set(size)
        self._show_fitting(bool(self.entries) and self._ends[0] <= self._room)

    def _show_fitting(self, fits: bool) -> None:
        self._fits = fits
        self.setFixedHeight(self.sizeHint().height())
        self.fitted.emit(fits)
        self.update()

    def _set(self, size: float) -> None:
        """Set every entry at one size, columns under each other."""
        px = theme.current().pixels
        self.size_used = size
        self._boxes = [[set_formula(entry, size) for entry in row] for row in self.entries]
        x, self._lefts = float(px(14)), []
        for column in zip(*self._boxes, strict=True):
            self._lefts.append(x)
            x += max(box.width for box in column) + px(_GAP)
        y, self._tops = 3.0, []
        for row in self._boxes:
            self._tops.append(y)
            tall = max(b.ascent for b in row) + max(b.descent for b in row)
            y += tall + px(10 if tall < 1.2 * size * theme.current().scale else 14)
        self._tops.append(y)
        self._ends = (x - px(_GAP) + px(14), y + 1)

    def cell(self, row: int, column: int) -> QRectF:
        """Where an entry is.

        Returns:
            Its place with half of the gaps around it.
        """
        half = theme.current().pixels(_GAP) / 2
        lefts = [*self._lefts, self._ends[0] - theme.current().pixels(14) + 2 * half]
        left, right = lefts[column] - half, lefts[column + 1] - half
        return QRectF(left, self._tops[row], right - left, self._tops[row + 1] - self._tops[row])

    def sizeHint(self) -> QSize:  # noqa: D102
        return QSize(160, int(self._ends[1]) + 2 if self._fits else 0)

    def minimumSizeHint(self) -> QSize:  # noqa: D102
        return QSize(80, self.sizeHint().height())

    def changeEvent(self, event: QEvent) -> None:  # noqa: D102
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange} and self.entries:
            self._arrange()

    # --- painting ----------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        del event
        if not self._fits or not self._boxes:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = "quiet" if self._stale else "text"
        painter.setOpacity(0.7 if self._stale else 1.0)
        self._paint_brackets(painter)
        painter.setPen(pen(colour))
        for row, boxes in enumerate(self._boxes):
            baseline = self._tops[row] + theme.current().pixels(5) + max(box.ascent for box in boxes)
            for box, left in zip(boxes, self._lefts, strict=True):
                box.paint(painter, left, round(baseline))
        if not self._stale:
            self._paint_underline(painter)

    def _paint_brackets(self, painter: QPainter) -> None:
        painter.setPen(QPen(theme.colour("quiet"), 1.2))
        wide, high = self._ends
        arm = theme.current().pixels(5)
        for x, towards in ((0.6, arm), (round(wide) - 0.6, -arm)):
            line = ((x + towards, 1.6), (x, 1.6), (x, high - 0.6), (x + towards, high - 0.6))
            painter.drawPolyline(QPolygonF([QPointF(*corner) for corner in line]))

    def _paint_underline(self, painter: QPainter) -> None:
        row, column = self._pointer.row, self._pointer.column
        if row is None or column is None or row >= len(self._boxes) or column >= len(self._lefts):
            return
        left, bottom = self._lefts[column], round(self._tops[row + 1]) - 2
        wide = max(boxes[column].width for boxes in self._boxes)
        painter.fillRect(QRectF(round(left) - 1, bottom - 1, round(wide) + 2, 2), theme.colour("text"))

    # --- pointing and copying ----------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Point at the entry under the mouse."""
        self.pointed.emit(self._entry_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        """Point at nothing."""
        super().leaveEvent(event)
        self.pointed.emit(NOWHERE)

    def _entry_at(self, place: QPointF) -> Pointer:
        for row in range(len(self._boxes)):
            for column in range(len(self._lefts)):
                if self._fits and self.cell(row, column).contains(place):
                    return Pointer(row, column)
        return NOWHERE

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer to copy the matrix."""
        if not self.entries:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("Copy as LaTeX").triggered.connect(lambda: self.copy("LaTeX"))
        menu.addAction("Copy as text").triggered.connect(lambda: self.copy("text"))
        menu.popup(event.globalPos())

    def copy(self, form: Literal["LaTeX", "text"]) -> None:
        """Put all formulas on the clipboard.

        Args:
            form: LaTeX, or a line of text a row.
        """
        lines = (", ".join(map(TEXT.formula, row)) for row in self.entries)
        text = LATEX.matrix(self.entries) if form == "LaTeX" else "\n".join(lines)
        QGuiApplication.clipboard().setText(text)
        self.copied.emit(form)
