"""Where the text is wrong: one line, and a word in it. Moves with the text, goes when the line is edited."""

from __future__ import annotations

import re

from PySide6.QtGui import QTextCharFormat, QTextCursor, QTextDocument
from PySide6.QtWidgets import QTextEdit

from jacviz.ui import theme
from jacviz.ui.function.offsets import Offsets

_WORD = re.compile(r"\w+|\S")


class ErrorMark:
    """The place of one error in a document."""

    def __init__(self, document: QTextDocument, line: int, column: int | None) -> None:
        """Mark a line.

        Args:
            document: The text.
            line: 0-based; past the end, the last line is meant.
            column: 0-based, in characters; None marks no word.
        """
        block = document.findBlockByNumber(min(max(line, 0), document.blockCount() - 1))
        self._line = QTextCursor(block)
        self._word: QTextCursor | None = None
        self._text = block.text()
        if column is not None:
            self._word = QTextCursor(block)
            start, end = _word_at(self._text, column)
            offsets = Offsets(self._text)
            self._word.setPosition(block.position() + offsets.units(start))
            self._word.setPosition(block.position() + offsets.units(end), QTextCursor.MoveMode.KeepAnchor)

    @property
    def line(self) -> int:
        """The line's number, 0-based, wherever it has moved to."""
        return self._line.blockNumber()

    @property
    def place(self) -> int:
        """The position of the word, or of the line's first letter."""
        if self._word is not None:
            return self._word.selectionStart()
        block = self._line.block()
        return block.position() + len(block.text()) - len(block.text().lstrip())

    def holds(self) -> bool:
        """Whether the line still is what it was when it was marked.

        Returns:
            False once it was edited.
        """
        return self._line.block().text() == self._text

    def wave(self) -> list[QTextEdit.ExtraSelection]:
        """The wave under the word.

        Returns:
            What QPlainTextEdit.setExtraSelections takes; nothing where no word is marked.
        """
        if self._word is None or not self._word.hasSelection():
            return []
        wave = QTextEdit.ExtraSelection()
        wave.cursor = self._word
        style = QTextCharFormat()
        style.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        style.setUnderlineColor(theme.colour("error"))
        wave.format = style
        return [wave]


def _word_at(text: str, column: int) -> tuple[int, int]:
    # The word that holds a column; where there is none, the last thing before it.
    found = None
    for match in _WORD.finditer(text):
        if match.start() > column and found is not None:
            break
        found = match
        if match.end() > column:
            break
    return (found.start(), found.end()) if found else (0, 0)
