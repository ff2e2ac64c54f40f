"""Line numbers, and the mark at the line that an error is in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QTextCursor, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from jacviz.ui import theme

if TYPE_CHECKING:
    from jacviz.ui.function.view import CodeView

_MARK = 3.0  # radius in pixels


class Gutter(QWidget):
    """The strip at the left of the editor. A click on a number selects the line."""

    def __init__(self, editor: CodeView) -> None:
        """Make the strip.

        Args:
            editor: Whose lines are numbered.
        """
        super().__init__(editor)
        self._editor = editor
        self.setCursor(Qt.CursorShape.ArrowCursor)

    def breadth(self) -> int:
        """The width that the numbers need.

        Returns:
            Pixels.
        """
        digits = len(str(self._editor.blockCount()))
        if digits > 4:  # another width lays every line out again: not at the 100,000th
            digits = max(digits, 6)
        figure = self._editor.fontMetrics().horizontalAdvance("0")
        return theme.current().pixels(12) + digits * figure + theme.current().pixels(9)

    def sizeHint(self) -> QSize:  # noqa: D102
        return QSize(self.breadth(), 0)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        painter = QPainter(self)
        painter.setFont(self._editor.font())
        present = self._editor.textCursor().blockNumber()
        wrong = self._editor.marked_line()
        quiet, inset = theme.mixed("quiet", "panel", 0.25), theme.current().pixels(9)
        for number, rect in self._editor.visible_lines():
            line = QRect(0, rect.top(), self.width() - inset, rect.height())
            if line.bottom() < event.rect().top() or line.top() > event.rect().bottom():
                continue
            if number == wrong:
                painter.fillRect(0, rect.top(), self.width(), rect.height(), theme.colour("error_wash"))
            painter.setPen(self._colour(number, present, wrong) or quiet)
            painter.drawText(line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop, str(number + 1))
            if number == wrong:
                self._draw_mark(painter, rect.top())

    def _colour(self, number: int, present: int, wrong: int | None) -> QColor | None:
        if number == wrong:
            return theme.colour("error")
        if number == present and self._editor.hasFocus():
            return theme.colour("text")
        return None

    def _draw_mark(self, painter: QPainter, top: int) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("error"))
        middle = top + self._editor.row_height() / 2
        painter.drawEllipse(QPointF(_MARK + 2.0, middle), _MARK, _MARK)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        cursor = self._editor.cursorForPosition(event.position().toPoint())
        cursor.movePosition(QTextCursor.MoveOperation.StartOfBlock)
        cursor.movePosition(QTextCursor.MoveOperation.NextBlock, QTextCursor.MoveMode.KeepAnchor)
        self._editor.setTextCursor(cursor)
        self._editor.setFocus()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: D102
        QApplication.sendEvent(self._editor.viewport(), event)
