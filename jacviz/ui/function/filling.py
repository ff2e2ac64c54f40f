"""Puts large texts into a document in slices: Qt needs some 3 µs a line, and no event may take 16 ms."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QTextCursor

SLICE_LINES, SLICE_CHARACTERS = 1_500, 60_000


class Filler(QObject):
    """Inserts one text at a time, the rest of it while the window is idle.

    Signals:
        finished: All of the text is in.
    """

    finished = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._slices: Iterator[str] = iter(())
        self._cursor: QTextCursor | None = None
        self._waiting: str | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._insert)

    @property
    def busy(self) -> bool:
        """Whether slices are still to come."""
        return self._timer.isActive()

    def fill(self, cursor: QTextCursor, text: str) -> None:
        """Insert `text` in place of the cursor's selection, as one step of undo.

        Args:
            cursor: Where; it is moved along.
            text: What; a short one is in when this returns.
        """
        self._slices = slices(text)
        self._cursor = cursor
        cursor.insertText(next(self._slices, ""))
        self._timer.start()
        self._look_ahead()

    def stop(self) -> None:
        """Leave the rest of the text out: another one takes its place."""
        self._timer.stop()
        self._cursor = None

    def _look_ahead(self) -> None:
        self._waiting = next(self._slices, None)
        if self._waiting is None:
            self.stop()
            self.finished.emit()

    def _insert(self) -> None:
        if self._cursor is not None and self._waiting is not None:
            self._cursor.joinPreviousEditBlock()
            self._cursor.insertText(self._waiting)
            self._cursor.endEditBlock()
            self._look_ahead()


def slices(text: str) -> Iterator[str]:
    """A text in pieces that are quick to insert.

    Args:
        text: Any text.

    Yields:
        Pieces that make up the text, of limited length and number of lines.
    """
    start = 0
    while start < len(text):
        end = min(start + SLICE_CHARACTERS, len(text))
        if text.count("\n", start, end) > SLICE_LINES:
            end = start
            for _ in range(SLICE_LINES):
                end = text.index("\n", end) + 1
        yield text[start:end]
        start = end
