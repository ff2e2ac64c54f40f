"""The text field that the function is written in: keys, marks and colours. It knows no studio."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

from PySide6.QtCore import QEvent, QMimeData, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextCharFormat,
    QTextCursor,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QSizePolicy, QTextEdit, QWidget

from jacviz.engine.messages import Language
from jacviz.session.text_limits import refusal, with_line_feeds
from jacviz.ui import theme
from jacviz.ui.function import indentation, surroundings
from jacviz.ui.function.brackets import bracket_at
from jacviz.ui.function.error_mark import ErrorMark
from jacviz.ui.function.gutter import Gutter
from jacviz.ui.function.keys import Wish, wish_of
from jacviz.ui.function.texts import Texts
from jacviz.ui.function.typeface import editor_font

FEWEST_LINES = 6  # that there is room for before any is written
SMALLEST_ZOOM, LARGEST_ZOOM = 0.6, 4.0
_LAYERS = ("search", "error", "brackets")  # in the order they are drawn


class CodeEditor(QPlainTextEdit):
    """One field for two texts: the maths and the Python each keep their cursor, undo and colours.

    Signals:
        edited(str): The user changed the text in this language; not sent for `put`.
        typed(str): Characters came from the keyboard.
        wished(str): Keys asked for something that is not the editor's own business; a `keys.Wish`.
        refused(str): A sentence about text that was not taken over.
        left: The focus went elsewhere.
        colouring_changed: The text has become too large for colours, or small enough again.
    """

    edited = Signal(str)
    typed = Signal(str)
    wished = Signal(str)
    refused = Signal(str)
    left = Signal()
    colouring_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.interceptor: Callable[[QKeyEvent], bool] | None = None  # sees keys first: the completion popup
        self._zoom = 1.0
        self._leaving = False  # after Escape, Tab goes to the next control
        self._error: ErrorMark | None = None
        self._layers: dict[str, list[QTextEdit.ExtraSelection]] = {}
        self._styled: tuple[object, ...] = ()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setCornerWidget(QWidget())
        self.setAccessibleName("Function, in maths")
        self.setAccessibleDescription("Control and Enter evaluates; Escape, then Tab, leaves the editor")
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._gutter = Gutter(self)
        self._texts = Texts(self)
        self._texts.colouring_changed.connect(self.colouring_changed)
        self._texts.edited.connect(self._on_edited)
        self.blockCountChanged.connect(self._on_line_count)
        self.updateRequest.connect(self._on_update)
        self.cursorPositionChanged.connect(self._on_cursor)
        self._restyle()

    # --- the text ----------------------------------------------------------------------------------------

    @property
    def language(self) -> Language:
        """The language whose text is shown."""
        return self._texts.language

    @property
    def colouring(self) -> bool:
        """Whether the text has colours, or is too large for them."""
        return self._texts.colouring

    def filling(self, language: Language | None = None) -> bool:
        """Whether a large text is still coming in, slice by slice.

        Args:
            language: Which of the texts; None for either.

        Returns:
            True until the last slice is in.
        """
        return self._texts.filling(language)

    def show_language(self, language: Language) -> None:
        """Show the other text; each keeps its cursor and its undo."""
        if language == self.language:
            return
        self.mark_error(None)
        self._layers.clear()
        self._texts.show(language)
        self.setAccessibleName("Function, in Python" if language == "python" else "Function, in maths")
        self._on_line_count()

    def put(self, language: Language, text: str) -> None:
        """Replace one of the texts from outside; what could be undone in it is forgotten.

        Args:
            language: Which text.
            text: What it becomes; the cursor stays beside the characters that it was beside.
        """
        if language == self.language:
            self.mark_error(None)
        self._texts.put(language, with_line_feeds(text))

    def text(self, language: Language | None = None) -> str:
        """One of the texts.

        Args:
            language: Which; None for the one that is shown.

        Returns:
            Lines separated by line feeds.
        """
        return self._texts.text(language or self.language)

    # --- keys --------------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Claim the editor's keys before a shortcut of the window's takes them.

        Returns:
            Whether the event is used up.
        """
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and wish_of(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: D102
        if self.interceptor is not None and self.interceptor(event):
            event.accept()
            return
        leaving, self._leaving = self._leaving, event.key() == Qt.Key.Key_Escape
        if self.isReadOnly():  # a large text is coming in: the cursor may move, nothing else
            super().keyPressEvent(event)
            return
        wish = wish_of(event)
        if wish is not None:
            self._obey(wish)
        elif event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            self._press_tab(event.key() == Qt.Key.Key_Tab, leaving)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._break_line()
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()  # the search bar closes on it
        elif event.key() == Qt.Key.Key_Backspace and self._takes_indent_back():
            pass
        else:
            super().keyPressEvent(event)
            if event.text().isprintable() and event.text():
                self.typed.emit(event.text())

    def _obey(self, wish: Wish) -> None:
        own: dict[str, Callable[[], object]] = {
            "comment": lambda: indentation.toggle_comment(self.textCursor()),
            "zoom_in": lambda: self.set_zoom(self._zoom * 1.1),
            "zoom_out": lambda: self.set_zoom(self._zoom / 1.1),
            "zoom_reset": lambda: self.set_zoom(1.0),
            "go_to_error": self.go_to_error,
        }
        if wish == "undo" and self.document().isUndoAvailable():
            self.undo()
        elif wish == "redo" and self.document().isRedoAvailable():
            self.redo()
        elif wish in own:
            own[wish]()
        else:
            self.wished.emit(wish)

    def _press_tab(self, forward: bool, leaving: bool) -> None:
        cursor = self.textCursor()
        if leaving or self.language == "maths":  # nothing is indented in maths: Tab is free to move the focus
            QWidget.focusNextPrevChild(self, forward)  # the base class's own never moves it on
        elif cursor.hasSelection() or not forward:
            indentation.shift(cursor, forward)
        else:
            indentation.fill_up(cursor)

    def _takes_indent_back(self) -> bool:
        return self.language == "python" and indentation.take_back(self.textCursor())

    def _break_line(self) -> None:
        cursor = self.textCursor()
        indentation.break_line(cursor, indents=self.language == "python")
        self.setTextCursor(cursor)
        self.ensureCursorVisible()

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Paste plain text; what would freeze the window is refused with a sentence."""
        text, cursor = with_line_feeds(source.text()), self.textCursor()
        before, after = surroundings.beside(cursor)
        kept = self.document().characterCount() - 1 - (cursor.selectionEnd() - cursor.selectionStart())
        others = max(kept - len(before) - len(after), 0)
        reason = refusal(before + text + after, others)
        if reason is not None:
            self.refused.emit(reason)
        else:
            self._texts.paste(text)

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

    def _on_edited(self, language: str) -> None:
        if self._error is not None and not self._error.holds():
            self.mark_error(None)
        self.edited.emit(language)

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
            self._texts.recolour()
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
        self._leaving = False
        self._gutter.update()
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.left.emit()
