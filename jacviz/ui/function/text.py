"""One of the editor's texts: it comes in whole, keeps the user's place, and tells edits from what is put."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QTextCursor, QTextDocument
from PySide6.QtWidgets import QPlainTextDocumentLayout

from jacviz.ui.function.filling import Filler
from jacviz.ui.function.highlighting import Highlighter
from jacviz.ui.function.lexing import Lexer
from jacviz.ui.function.offsets import Offsets

MARGIN = 9  # pixels around the text


class Text(QTextDocument):
    """A document with the place that the user was at in it.

    Signals:
        edited: The user changed something.
        filled: A text that was put or pasted is in to its end; `position` and `scrolled` say where to go.
    """

    edited = Signal()
    filled = Signal()

    def __init__(self, lexer: Lexer, owner: QObject) -> None:
        """Make an empty text.

        Args:
            lexer: What finds the pieces that have a colour.
            owner: The parent.
        """
        super().__init__(owner)
        self.setDocumentLayout(QPlainTextDocumentLayout(self))
        self.setDocumentMargin(MARGIN)
        self.clearUndoRedoStacks()  # the margin is a step that could be undone
        self.highlighter = Highlighter(self, lexer)
        self.position = 0
        self.scrolled: int | None = 0  # None: wherever the cursor is in sight
        self._coming: str | None = None  # what is being put
        self._filler = Filler(self)
        self._filler.finished.connect(self._filled)
        self._then: Callable[[], None] = lambda: None
        self.contentsChange.connect(self._changed)

    @property
    def filling(self) -> bool:
        """Whether a large text is still coming in: no key may change anything until it is whole."""
        return self._filler.busy

    def content(self) -> str:
        """The text; one that is being put counts as whole at once.

        Returns:
            Lines separated by line feeds.
        """
        return self.toPlainText() if self._coming is None else self._coming

    def put(self, content: str) -> None:
        """Replace everything; what could be undone is forgotten, and `position` moves along.

        Args:
            content: With line feeds.
        """
        self.position = moved(self.content(), content, self.position)
        self._filler.stop()
        self._coming = content
        self.setPlainText("")
        self.setUndoRedoEnabled(False)
        self._then = self._was_put
        self._filler.fill(QTextCursor(self), content)

    def paste(self, cursor: QTextCursor, content: str) -> None:
        """Insert what the user pasted, as one step of undo.

        Args:
            cursor: Where; what is selected goes.
            content: With line feeds.
        """
        self._then = lambda: self._was_pasted(cursor)
        self._filler.fill(cursor, content)

    def _was_put(self) -> None:
        self._coming = None
        self.setUndoRedoEnabled(True)

    def _was_pasted(self, cursor: QTextCursor) -> None:
        self.position, self.scrolled = cursor.position(), None

    def _filled(self) -> None:
        self._then()
        self.filled.emit()

    def _changed(self, position: int, removed: int, added: int) -> None:
        if (removed or added) and self._coming is None:
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
