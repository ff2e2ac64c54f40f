"""The editor's two documents, one a language: each with its cursor, its undo and its colours."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QTextCursor, QTextDocument, QTextOption
from PySide6.QtWidgets import QPlainTextDocumentLayout, QPlainTextEdit

from jacviz.engine.messages import Language
from jacviz.ui.function.filling import Filler
from jacviz.ui.function.highlighting import Highlighter
from jacviz.ui.function.indentation import STEP
from jacviz.ui.function.lexing import Lexer, maths_tokens, python_tokens
from jacviz.ui.function.offsets import Offsets

MARGIN = 9  # pixels around the text
_LEXERS: dict[Language, Lexer] = {"maths": maths_tokens, "python": python_tokens}


class _Text(QTextDocument):
    """One of the texts, with the place that the user was at."""

    def __init__(self, lexer: Lexer, owner: QObject) -> None:
        super().__init__(owner)
        self.setDocumentLayout(QPlainTextDocumentLayout(self))
        self.setDocumentMargin(MARGIN)
        self.clearUndoRedoStacks()  # the margin is a step that could be undone
        self.highlighter = Highlighter(self, lexer)
        self.position = 0
        self.scrolled = 0


class Texts(QObject):
    """Both texts of one editor.

    Signals:
        edited: The user changed the text that is shown.
        colouring_changed: The text that is shown has become too large for colours, or small enough.
    """

    edited = Signal()
    colouring_changed = Signal()

    def __init__(self, editor: QPlainTextEdit) -> None:
        """Make two empty documents and show the one for maths.

        Args:
            editor: Shows one of them at a time.
        """
        super().__init__(editor)
        self._editor = editor
        self._putting = False
        self._filler = Filler(self)
        self._filler.finished.connect(self._filled)
        self._then: Callable[[], None] = lambda: None
        self._texts = {language: _Text(lexer, self) for language, lexer in _LEXERS.items()}
        for text in self._texts.values():
            text.contentsChange.connect(self._changed)
            text.highlighter.colouring_changed.connect(self._set_wrapping)
        self.language: Language = "maths"
        editor.setDocument(self._texts["maths"])
        self._set_wrapping()

    @property
    def colouring(self) -> bool:
        """Whether the text that is shown has colours, or is too large for them."""
        return self._texts[self.language].highlighter.colouring

    @property
    def filling(self) -> bool:
        """Whether a large text is still coming in."""
        return self._filler.busy

    @property
    def pending(self) -> bool:
        """Whether lines of the text that is shown still wait for their colours."""
        return self._texts[self.language].highlighter.pending

    def text(self, language: Language) -> str:
        """One of the texts.

        Returns:
            Lines separated by line feeds.
        """
        return self._texts[language].toPlainText()

    def show(self, language: Language) -> None:
        """Show one of the texts where the user left it."""
        editor = self._editor
        old, new = self._texts[self.language], self._texts[language]
        old.position, old.scrolled = editor.textCursor().position(), editor.verticalScrollBar().value()
        self.language = language
        editor.setDocument(new)
        self._set_wrapping()
        self._return_to(new)

    def put(self, language: Language, content: str) -> None:
        """Replace a text; what could be undone in it is forgotten."""
        text = self._texts[language]
        shown = language == self.language
        position = self._editor.textCursor().position() if shown else text.position
        scrolled = self._editor.verticalScrollBar().value()
        position = moved(text.toPlainText(), content, position)
        self._filler.stop()
        self._putting = True
        text.setPlainText("")
        text.setUndoRedoEnabled(False)
        self._then = lambda: self._was_put(text, position, scrolled)
        self._filler.fill(QTextCursor(text), content)

    def paste(self, content: str) -> None:
        """Insert what the user pasted, as one step of undo."""
        if self._filler.busy:
            return
        cursor = self._editor.textCursor()
        self._then = lambda: self._was_pasted(cursor)
        self._filler.fill(cursor, content)
        self._editor.setReadOnly(self._filler.busy)

    def _was_put(self, text: _Text, position: int, scrolled: int) -> None:
        text.setUndoRedoEnabled(True)
        self._putting = False
        text.position, text.scrolled = position, scrolled
        if text is self._texts[self.language]:
            self._return_to(text)

    def _was_pasted(self, cursor: QTextCursor) -> None:
        self._editor.setTextCursor(cursor)
        self._editor.ensureCursorVisible()

    def _filled(self) -> None:
        self._editor.setReadOnly(False)
        self._then()

    def set_font(self, font: QFont) -> None:
        """Use one font for both texts."""
        option = QTextOption()
        option.setTabStopDistance(STEP * QFontMetricsF(font).horizontalAdvance(" "))
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        for text in self._texts.values():
            text.setDefaultFont(font)
            text.setDefaultTextOption(option)

    def recolour(self) -> None:
        """Take the theme's colours over."""
        for text in self._texts.values():
            text.highlighter.recolour()

    def _set_wrapping(self) -> None:
        """Lines of mathematics wrap; Python keeps its shape; a huge text is spared the measuring."""
        wraps = self.language == "maths" and self.colouring
        mode = QPlainTextEdit.LineWrapMode
        self._editor.setLineWrapMode(mode.WidgetWidth if wraps else mode.NoWrap)
        self.colouring_changed.emit()

    def _return_to(self, text: _Text) -> None:
        cursor = QTextCursor(text)
        cursor.setPosition(min(text.position, text.characterCount() - 1))
        self._editor.setTextCursor(cursor)
        self._editor.verticalScrollBar().setValue(text.scrolled)
        self._editor.ensureCursorVisible()

    def _changed(self, position: int, removed: int, added: int) -> None:
        if (removed or added) and not self._putting:
            self.edited.emit()


def moved(old: str, new: str, position: int) -> int:
    """Where a cursor goes when a text is replaced: beside the characters that it was beside.

    Args:
        old: The text before.
        new: The text after.
        position: The cursor's in `old`, in Qt's units.

    Returns:
        Its position in `new`, in Qt's units.
    """
    place = Offsets(old).characters(position)
    before = _in_common(old, new)
    behind = _in_common(old[before:][::-1], new[before:][::-1])
    if place > before:
        place = len(new) - (len(old) - place) if place >= len(old) - behind else before
    return Offsets(new).units(place)


def _in_common(one: str, other: str) -> int:
    # The number of leading characters that two texts share, by bisection: a loop is slow on a megabyte.
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low
