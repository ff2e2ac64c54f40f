"""The editor's two documents, one a language: each with its cursor, its undo and its colours."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QTextCursor, QTextOption
from PySide6.QtWidgets import QPlainTextEdit

from jacviz.engine.messages import Language
from jacviz.ui.function.indentation import STEP
from jacviz.ui.function.lexing import Lexer, maths_tokens, python_tokens
from jacviz.ui.function.text import Text

_LEXERS: dict[Language, Lexer] = {"maths": maths_tokens, "python": python_tokens}


class Texts(QObject):
    """Both texts of one editor. The editor is read-only while the text that it shows is still coming in.

    Signals:
        edited(str): The user changed the text in this language.
        colouring_changed: The text that is shown has become too large for colours, or small enough.
    """

    edited = Signal(str)
    colouring_changed = Signal()

    def __init__(self, editor: QPlainTextEdit) -> None:
        """Make two empty documents and show the one for maths.

        Args:
            editor: Shows one of them at a time.
        """
        super().__init__(editor)
        self._editor = editor
        self._texts = {language: Text(lexer, self) for language, lexer in _LEXERS.items()}
        for language, text in self._texts.items():
            text.edited.connect(partial(self.edited.emit, language))
            text.filled.connect(partial(self._filled, text))
            text.highlighter.colouring_changed.connect(self._set_wrapping)
        self.language: Language = "maths"
        editor.setDocument(self._texts["maths"])
        self._set_wrapping()

    @property
    def colouring(self) -> bool:
        """Whether the text that is shown has colours, or is too large for them."""
        return self._shown.highlighter.colouring

    def filling(self, language: Language | None = None) -> bool:
        """Whether a text is still coming in.

        Args:
            language: Which; None for either.

        Returns:
            True until its last slice is in.
        """
        return any(text.filling for name, text in self._texts.items() if language in (None, name))

    def text(self, language: Language) -> str:
        """One of the texts.

        Returns:
            Lines separated by line feeds; the whole of a text that is still being put.
        """
        return self._texts[language].content()

    def show(self, language: Language) -> None:
        """Show one of the texts where the user left it."""
        self._remember()
        self.language = language
        self._editor.setDocument(self._shown)
        self._set_wrapping()
        self._return()

    def put(self, language: Language, content: str) -> None:
        """Replace a text; what could be undone in it is forgotten."""
        if language == self.language:
            self._remember()
        self._texts[language].put(content)
        self._guard()

    def paste(self, content: str) -> None:
        """Insert what the user pasted, as one step of undo."""
        if not self._shown.filling:
            self._shown.paste(self._editor.textCursor(), content)
            self._guard()

    def set_font(self, font: QFont) -> None:
        """Use one font for both texts."""
        option = QTextOption()
        option.setTabStopDistance(STEP * QFontMetricsF(font).horizontalAdvance(" "))
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        for text in self._texts.values():
            text.setDefaultFont(font)
            text.setDefaultTextOption(option)

    def recolour(self, sight: int) -> None:
        """Take the theme's colours over.

        Args:
            sight: The first line in sight, 0-based.
        """
        for text in self._texts.values():
            text.highlighter.recolour(sight if text is self._shown else None)

    @property
    def _shown(self) -> Text:
        return self._texts[self.language]

    def _filled(self, text: Text) -> None:
        if text is self._shown:
            self._return()

    def _guard(self) -> None:
        # What is typed into half a text would be lost, or worse: be taken for the whole.
        if self._editor.isReadOnly() != self._shown.filling:
            self._editor.setReadOnly(self._shown.filling)

    def _set_wrapping(self) -> None:
        """Lines of mathematics wrap; Python keeps its shape; a huge text is spared the measuring."""
        wraps = self.language == "maths" and self.colouring
        mode = QPlainTextEdit.LineWrapMode
        self._editor.setLineWrapMode(mode.WidgetWidth if wraps else mode.NoWrap)
        self.colouring_changed.emit()

    def _remember(self) -> None:
        text = self._shown
        if not text.filling:  # else it has its place already
            text.position = self._editor.textCursor().position()
            text.scrolled = self._editor.verticalScrollBar().value()

    def _return(self) -> None:
        text = self._shown
        self._guard()
        cursor = QTextCursor(text)
        cursor.setPosition(min(text.position, text.characterCount() - 1))
        self._editor.setTextCursor(cursor)
        if text.scrolled is not None:
            self._editor.verticalScrollBar().setValue(text.scrolled)
        self._editor.ensureCursorVisible()
