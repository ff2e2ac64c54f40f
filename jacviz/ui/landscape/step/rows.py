"""A table that is painted: words, numbers with their points in line, small pictures; one row is lit."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QToolTip, QWidget

from jacviz.notation import number
from jacviz.ui import theme
from jacviz.ui.landscape.step.cells import (
    LARGEST,
    Column,
    Row,
    Words,
    paint_words,
    shortened,
    width_aligned,
    width_of,
)
from jacviz.ui.matrix import figures, typeset

_BETWEEN = 12  # columns
_PAD = 6  # from the edge of a row to what it holds
_HEAD, _ROW, _SECOND = 22, 26, 16  # heights, before the font scale


class Rows(QWidget):
    """Column titles, and rows below each other.

    Keyboard: up and down, Home and End move the light, Enter and Space choose the lit row.

    Signals:
        lit(int): The row under the mouse or the keyboard; -1 where there is none.
        chosen(int): A click on a row, or Enter.
    """

    lit = Signal(int)
    chosen = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """Make it, empty.

        Args:
            name: For screen readers.
            parent: The owner.
        """
        super().__init__(parent)
        self._name = name
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._columns: tuple[Column, ...] = ()
        self._rows: tuple[Row, ...] = ()
        self._lit = self._chosen = -1
        self._places: list[tuple[float, float]] = []  # of each column: left edge and width
        self._numbers: dict[int, tuple[figures.Figures, list[float]]] = {}

    # --- what is shown -----------------------------------------------------------------------------------

    def set_rows(self, columns: Sequence[Column], rows: Sequence[Row], chosen: int = -1) -> None:
        """Show a table.

        Args:
            columns: From left to right.
            rows: From top to bottom.
            chosen: The row that is chosen; -1 for none.
        """
        heights = self._two_lines, len(self._rows)
        self._columns, self._rows, self._chosen = tuple(columns), tuple(rows), chosen
        if self._lit >= len(rows):
            self._light(-1)
        if heights != (self._two_lines, len(self._rows)):
            self.updateGeometry()
        self._describe()
        self._arrange()
        self.update()

    @property
    def rows(self) -> tuple[Row, ...]:
        """What is shown."""
        return self._rows

    def natural_width(self) -> float:
        """The width in which nothing is shortened.

        Returns:
            Logical pixels.
        """
        widths = [self._natural(place) for place in range(len(self._columns))]
        return sum(widths) + _BETWEEN * max(len(widths) - 1, 0) + 2 * _PAD

    @property
    def _two_lines(self) -> bool:
        cells = (cell for row in self._rows for cell in row.cells)
        return any(isinstance(cell, Words) and bool(cell.first and cell.second) for cell in cells)

    @property
    def row_height(self) -> int:
        """Of each row, logical pixels."""
        return theme.current().pixels(_ROW + (_SECOND if self._two_lines else 0))

    @property
    def _head(self) -> int:
        return theme.current().pixels(_HEAD) if any(column.title for column in self._columns) else 0

    def sizeHint(self) -> QSize:  # noqa: D102
        return QSize(360, self._head + self.row_height * len(self._rows))

    def minimumSizeHint(self) -> QSize:  # noqa: D102
        return QSize(160, self.sizeHint().height())

    # --- layout ------------------------------------------------------------------------------------------

    def _natural(self, place: int) -> float:
        column = self._columns[place]
        title = typeset.width(column.title, theme.QUIET)
        if column.kind == "picture":
            return max(theme.current().pixels(column.width), title)
        if column.kind == "number":
            texts = [number(cell) for cell in self._numbers_of(place)]
            return max(title, width_aligned(texts))
        cells = [row.cells[place] for row in self._rows]
        words = [cell for cell in cells if isinstance(cell, Words)]
        return max((title, *(width_of(cell) for cell in words)))

    def _numbers_of(self, place: int) -> list[float]:
        return [cell for row in self._rows if isinstance(cell := row.cells[place], float)]

    def _arrange(self) -> None:
        """Give each column what it asks for; where that is too much, digits give way, then words."""
        count = len(self._columns)
        if not count:
            return
        room = self.width() - 2 * _PAD - _BETWEEN * (count - 1)
        widths = [self._natural(place) for place in range(count)]
        missing = sum(widths) - room
        for kind, pixels in (("number", 54), ("words", 88), ("number", 38)):
            least = theme.current().pixels(pixels)
            kinds = [column.kind for column in self._columns]
            spare = [max(w - least, 0.0) * (k == kind) for w, k in zip(widths, kinds, strict=True)]
            if missing > 0 and any(spare):
                share = min(missing / sum(spare), 1.0)
                widths = [w - s * share for w, s in zip(widths, spare, strict=True)]
                missing -= sum(spare) * share
        kinds = [column.kind for column in self._columns]
        numbers = kinds.index("number") if "number" in kinds else count
        words = [place for place in range(numbers) if kinds[place] == "words"]
        if missing < 0 and words:
            widths[words[-1]] -= missing  # so that numbers and what follows them stand at the right
        self._places, left = [], float(_PAD)
        for wide in widths:
            self._places.append((left, wide))
            left += wide + _BETWEEN
        self._numbers = {
            place: self._fitted(place) for place, c in enumerate(self._columns) if c.kind == "number"
        }

    def _fitted(self, place: int) -> tuple[figures.Figures, list[float]]:
        values = self._numbers_of(place)
        room = self._places[place][1]
        if not values:
            return figures.NONE, []
        column = np.array(values).reshape(-1, 1)
        fitted = figures.fit(column, room, self.row_height, LARGEST, leading=1.25, exact=True)
        figured = [row[0] for row in fitted.figures]
        starts = figures.decimal_column(figured, room)
        # The column's digits end at its right edge, as its title does.
        ends = (start + figure.width for start, figure in zip(starts, figured, strict=True))
        right = max(ends, default=0.0)
        return fitted, [start + room - right for start in starts]

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:  # noqa: D102
        super().changeEvent(event)
        if event.type() in {QEvent.Type.PaletteChange, QEvent.Type.FontChange}:
            self.updateGeometry()
            self._arrange()
            self.update()

    # --- painting ----------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self._rows:
            return
        self._paint_head(painter)
        written = dict.fromkeys(self._numbers, 0)
        for place, row in enumerate(self._rows):
            box = self._box(place)
            if not event.rect().intersects(box.toAlignedRect()):
                for column in written:
                    written[column] += isinstance(row.cells[column], float)
                continue
            self._paint_ground(painter, place, box)
            for index, cell in enumerate(row.cells):
                left, wide = self._places[index]
                room = QRectF(left, box.top(), wide, box.height())
                if isinstance(cell, Words):
                    paint_words(painter, room, cell)
                elif isinstance(cell, float):
                    self._paint_number(painter, room, index, written[index])
                    written[index] += 1
                elif cell is not None:
                    painter.save()
                    cell(painter, room)
                    painter.restore()

    def _paint_head(self, painter: QPainter) -> None:
        head = self._head
        if not head:
            return
        base = typeset.centred(head, theme.QUIET)
        for column, (left, wide) in zip(self._columns, self._places, strict=True):
            title = shortened(column.title, theme.QUIET, wide)
            at = left + wide - typeset.width(title, theme.QUIET) if column.kind == "number" else left
            typeset.paint(painter, at, base, title, theme.QUIET, theme.colour("quiet"))

    def _paint_ground(self, painter: QPainter, place: int, box: QRectF) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        if place in {self._lit, self._chosen}:
            painter.setBrush(theme.colour("field"))
            painter.drawRoundedRect(box.adjusted(0, 1, 0, -1), theme.RADIUS, theme.RADIUS)
        if place == self._chosen:
            painter.setBrush(theme.colour("accent"))
            painter.drawRoundedRect(QRectF(0, box.top() + 5, 2.5, box.height() - 10), 1.2, 1.2)
        if place == self._lit and self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(theme.colour("input_mark"))
            painter.drawRoundedRect(box.adjusted(0.5, 1.5, -0.5, -1.5), theme.RADIUS, theme.RADIUS)

    def _paint_number(self, painter: QPainter, room: QRectF, column: int, written: int) -> None:
        fitted, starts = self._numbers[column]
        if written >= len(starts):
            return
        font, metrics = figures.face(fitted.size)
        painter.setFont(font)
        painter.setPen(theme.colour("text"))
        base = room.center().y() + metrics.capHeight() / 2
        painter.drawText(QPointF(room.left() + starts[written], base), fitted.figures[written][0].text)

    def _box(self, place: int) -> QRectF:
        return QRectF(0, self._head + place * self.row_height, self.width(), self.row_height)

    # --- mouse and keyboard ------------------------------------------------------------------------------

    def row_at(self, place: QPointF) -> int:
        """The row at a place.

        Args:
            place: In the widget.

        Returns:
            Its index; -1 where there is none.
        """
        row = int((place.y() - self._head) // max(self.row_height, 1))
        return row if 0 <= row < len(self._rows) else -1

    def box_of(self, row: int) -> QRectF:
        """Where a row stands.

        Args:
            row: Its index.

        Returns:
            In the widget.
        """
        return self._box(row)

    def choose(self, row: int) -> None:
        """Mark a row as the chosen one, without a signal; -1 for none."""
        if row != self._chosen:
            self._chosen = row
            self.update()

    def _light(self, row: int) -> None:
        if row == self._lit:
            return
        self._lit = row
        self.update()
        self._describe()
        self.lit.emit(row)

    def _describe(self) -> None:
        lit = self._rows[self._lit].told if 0 <= self._lit < len(self._rows) else ""
        self.setAccessibleDescription(lit or ". ".join(row.told for row in self._rows))

    def event(self, event: QEvent) -> bool:  # noqa: D102
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            row = self.row_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), self._rows[row].told if row >= 0 else "", self)
            return True
        return super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        self._light(self.row_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:  # noqa: D102
        super().leaveEvent(event)
        self._light(-1)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        row = self.row_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and row >= 0:
            self.chosen.emit(row)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: D102
        last = len(self._rows) - 1
        steps = {Qt.Key.Key_Up: max(self._lit - 1, 0), Qt.Key.Key_Down: min(self._lit + 1, last),
                 Qt.Key.Key_Home: 0, Qt.Key.Key_End: last}  # fmt: skip
        key = Qt.Key(event.key())
        if key in steps and last >= 0:
            self._light(steps[key])
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space} and self._lit >= 0:
            self.chosen.emit(self._lit)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: object) -> None:  # noqa: D102
        super().focusInEvent(event)  # type: ignore[arg-type]
        if self._lit < 0 and self._rows:
            self._light(max(self._chosen, 0))
        self.update()

    def focusOutEvent(self, event: object) -> None:  # noqa: D102
        super().focusOutEvent(event)  # type: ignore[arg-type]
        self._light(-1)
        self.update()
