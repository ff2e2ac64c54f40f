"""How the editor's texts stand on the screen: typeface, zoom, line numbers, marks, and where each line is."""

from __future__ import annotations

import math
from collections.abc import Iterator

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetricsF,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextCharFormat,
    QTextCursor,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QSizePolicy, QTextEdit, QWidget

from jacviz.ui import theme
from jacviz.ui.function.brackets import bracket_at
from jacviz.ui.function.error_mark import ErrorMark
from jacviz.ui.function.gutter import Gutter
from jacviz.ui.function.texts import Texts
from jacviz.ui.function.typeface import editor_font

FEWEST_LINES = 6  # that there is room for before any is written
SMALLEST_ZOOM, LARGEST_ZOOM = 0.6, 4.0
_LAYERS = ("search", "error", "brackets")  # in the order they are drawn


class CodeView(QPlainTextEdit):
    """Shows one of two texts with its line numbers and marks; what keys do is the editor's business."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._zoom = 1.0
        self._error: ErrorMark | None = None
        self._layers: dict[str, list[QTextEdit.ExtraSelection]] = {}
        self._styled: tuple[object, ...] = ()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setCornerWidget(QWidget())
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._gutter = Gutter(self)
        self._texts = Texts(self)
        self._texts.edited.connect(self._on_edited)
        self.blockCountChanged.connect(self._on_line_count)
        self.updateRequest.connect(self._on_update)
        self.cursorPositionChanged.connect(self._on_cursor)
        self._restyle()

    # --- marks -------------------------------------------------------------------------------------------

    def mark_error(self, line: int | None, column: int | None = None) -> None:
        """Mark the line that is wrong.

        Args:
            line: 0-based; None takes the mark away.
            column: 0-based, in characters; None marks no word in the line.
        """
        self._error = None if line is None else ErrorMark(self.document(), line, column)
        self._draw_error()

    def marked_line(self) -> int | None:
        """The line with the mark.

        Returns:
            Its number, 0-based; None where there is none.
        """
        return self._error.line if self._error is not None else None

    def go_to_error(self) -> None:
        """Put the cursor where the error is."""
        if self._error is not None:
            cursor = self.textCursor()
            cursor.setPosition(self._error.place)
            self.setTextCursor(cursor)
            self.centerCursor()
        self.setFocus()

    def set_layer(self, layer: str, selections: list[QTextEdit.ExtraSelection]) -> None:
        """Show marks over the text.

        Args:
            layer: "search", "error" or "brackets".
            selections: What the layer consists of from now on.
        """
        if not selections and not self._layers.get(layer):
            return
        self._layers[layer] = selections
        self.setExtraSelections([mark for name in _LAYERS for mark in self._layers.get(name, [])])

    def forget_marks(self) -> None:
        """Take every mark away: another text is about to be shown."""
        self.mark_error(None)
        self._layers.clear()
        self.setExtraSelections([])

    def _draw_error(self) -> None:
        self.set_layer("error", self._error.wave() if self._error is not None else [])
        self._gutter.update()
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        wrong = self.marked_line()
        if wrong is not None:
            rect, wash = self.line_rect(wrong), theme.colour("error_wash")
            QPainter(self.viewport()).fillRect(0, rect.y(), self.width(), rect.height(), wash)
        super().paintEvent(event)

    def _on_edited(self) -> None:
        if self._error is not None and not self._error.holds():
            self.mark_error(None)

    def _on_cursor(self) -> None:
        match = bracket_at(self.document(), self.textCursor().position())
        marks = []
        if match is not None:
            style = QTextCharFormat()
            style.setBackground(theme.colour("line" if match.partner is not None else "error_wash"))
            for place in (match.place, match.partner):
                if place is not None:
                    mark = QTextEdit.ExtraSelection()
                    cursor = QTextCursor(self.document())
                    cursor.setPosition(place)
                    cursor.movePosition(QTextCursor.MoveOperation.Right, QTextCursor.MoveMode.KeepAnchor)
                    mark.cursor, mark.format = cursor, style
                    marks.append(mark)
        self.set_layer("brackets", marks)
        self._gutter.update()

    # --- size and look -----------------------------------------------------------------------------------

    @property
    def zoom(self) -> float:
        """The editor's own magnification; 1 is the usual size."""
        return self._zoom

    def set_zoom(self, zoom: float) -> None:
        """Magnify the text, on top of the font scale; 0.6 to 4."""
        self._zoom = min(max(zoom, SMALLEST_ZOOM), LARGEST_ZOOM)
        self._restyle()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: D102
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.set_zoom(self._zoom * 1.1 ** (event.angleDelta().y() / 120))
            event.accept()
        else:
            super().wheelEvent(event)

    def changeEvent(self, event: QEvent) -> None:  # noqa: D102
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange) and hasattr(self, "_texts"):
            self._restyle()

    def _restyle(self) -> None:
        """Take font and colours over where they changed: palette and style events come in swarms."""
        look = (theme.tokens(), theme.current().scale, self._zoom)
        if look == self._styled:
            return
        recoloured = not self._styled or self._styled[0] != look[0]
        self._styled = look
        font = editor_font(self._zoom)
        self.setFont(font)
        self._texts.set_font(font)
        self.setCursorWidth(theme.current().pixels(1.5))
        if recoloured:
            chosen = f"selection-background-color: {theme.mixed('input_wash', 'input_mark', 0.18).name()};"
            # The frame around the editor has the background.
            self.setStyleSheet(f"QPlainTextEdit {{ background: transparent; {chosen} }}")
            self._texts.recolour(self.firstVisibleBlock().blockNumber())
            self._draw_error()
            self._on_cursor()
        self._on_line_count()

    def line_rect(self, number: int) -> QRect:
        """Where a line is.

        Args:
            number: 0-based.

        Returns:
            Its rectangle in the viewport, which may lie out of sight.
        """
        block = self.document().findBlockByNumber(number)
        return self.blockBoundingGeometry(block).translated(self.contentOffset()).toRect()

    def visible_lines(self) -> Iterator[tuple[int, QRect]]:
        """The lines in sight.

        Yields:
            Number (0-based) and rectangle in the viewport of each.
        """
        block = self.firstVisibleBlock()
        offset = self.contentOffset()
        bottom = self.viewport().height()
        while block.isValid():
            rect = self.blockBoundingGeometry(block).translated(offset).toRect()
            if rect.top() > bottom:
                return
            yield block.blockNumber(), rect
            block = block.next()

    def sees(self, number: int) -> bool:
        """Whether a line is in sight.

        Args:
            number: 0-based.

        Returns:
            True where some of it is.
        """
        rect = self.line_rect(number)
        return rect.bottom() > 0 and rect.top() < self.viewport().height()

    def rows(self) -> int:
        """How many rows the text takes, those of wrapped lines counted.

        Returns:
            At least 1.
        """
        return round(self.document().size().height())

    def height_of(self, rows: int) -> int:
        """The height that some rows of text need.

        Returns:
            Pixels.
        """
        margins = 2 * round(self.document().documentMargin()) + 1  # with less by a pixel, Qt scrolls
        return rows * self.row_height() + margins

    def row_height(self) -> int:
        """The height of one row, as Qt lays it out: ascent and descent in whole pixels each.

        Returns:
            Pixels.
        """
        metrics = QFontMetricsF(self.font())
        return math.ceil(metrics.ascent()) + math.ceil(metrics.descent())

    def sizeHint(self) -> QSize:  # noqa: D102
        return QSize(240, self.height_of(min(max(self.rows(), FEWEST_LINES), 400)))

    def minimumSizeHint(self) -> QSize:  # noqa: D102
        return QSize(120, self.height_of(3))

    def _on_line_count(self) -> None:
        if self.viewportMargins().left() != self._gutter.breadth():
            self.setViewportMargins(self._gutter.breadth(), 0, 0, 0)
            self._place_gutter()
        self.updateGeometry()

    def _on_update(self, rect: QRect, moved: int) -> None:
        if moved:
            self._gutter.scroll(0, moved)
        else:
            self._gutter.update(0, rect.y(), self._gutter.width(), rect.height())

    def _place_gutter(self) -> None:
        rect = self.contentsRect()
        self._gutter.setGeometry(rect.left(), rect.top(), self._gutter.breadth(), rect.height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102
        super().resizeEvent(event)
        self._place_gutter()

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: D102
        super().focusInEvent(event)
        self._gutter.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: D102
        super().focusOutEvent(event)
        self._gutter.update()
