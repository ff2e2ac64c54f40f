"""The text field that the function is written in: its texts and its keys. It knows no studio."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QMimeData, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from jacviz.engine.messages import Language
from jacviz.session.text_limits import refusal, with_line_feeds
from jacviz.ui.function import indentation, surroundings
from jacviz.ui.function.keys import Wish, wish_of
from jacviz.ui.function.view import CodeView


class CodeEditor(CodeView):
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
        self._leaving = False  # after Escape, Tab goes to the next control
        self.setAccessibleName("Function, in maths")
        self.setAccessibleDescription("Control and Enter evaluates; Escape, then Tab, leaves the editor")
        self._texts.edited.connect(self.edited)
        self._texts.colouring_changed.connect(self.colouring_changed)

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
        self.forget_marks()
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

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Whether what is dragged here is text; files are for the window to open.

        Returns:
            False for files.
        """
        return not source.hasUrls() and super().canInsertFromMimeData(source)

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

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: D102
        super().focusOutEvent(event)
        self._leaving = False
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.left.emit()
