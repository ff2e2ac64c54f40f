"""Text that comes bit by bit, put together between the events of the window."""

from __future__ import annotations

import time
from collections.abc import Iterator

from PySide6.QtCore import QByteArray, QObject, QTimer, Signal

_SLICE = 0.006  # seconds of writing in one turn of the event loop
_NUMBER = 26  # bytes that a number in double precision takes at most in CSV, with what separates it
_NEWS = 0.25  # seconds between two words about how far it is


class Writing(QObject):
    """One text at a time.

    Signals:
        written(QByteArray): The text is whole, in UTF-8; within `begin` where it is short.
        lasts(float): It is not whole yet; MB so far.
    """

    written = Signal(QByteArray)
    lasts = Signal(float)

    def __init__(self, parent: QObject) -> None:
        """Nothing is written.

        Args:
            parent: The owner.
        """
        super().__init__(parent)
        self._pieces: Iterator[str] = iter(())
        self._text = QByteArray()
        self._told = 0.0
        self._turns = QTimer(self, interval=0)
        self._turns.timeout.connect(self._go_on)

    @property
    def busy(self) -> bool:
        """Whether a text is not whole yet."""
        return self._turns.isActive()

    def begin(self, pieces: Iterator[str], numbers: int = 0) -> None:
        """Write; what was being written is forgotten.

        Args:
            pieces: Of the text.
            numbers: How many it has. There is room for them from the beginning: a text that outgrew its room
                would be moved as a whole, which takes 100 ms for 300 MB. Room that is not used costs nothing.
        """
        self._pieces, self._text, self._told = pieces, QByteArray(), 0.0
        self._text.reserve(numbers * _NUMBER)
        self._turns.start()
        self._go_on()

    def stop(self) -> None:
        """Forget what has been written."""
        self._turns.stop()
        self._pieces, self._text = iter(()), QByteArray()

    def _go_on(self) -> None:
        until = time.perf_counter() + _SLICE
        for piece in self._pieces:
            self._text.append(piece.encode())
            now = time.perf_counter()
            if now > until:
                if now > self._told + _NEWS:
                    self._told = now
                    self.lasts.emit(self._text.size() / 1e6)
                return
        text = self._text  # shared with who takes it, not copied
        self.stop()
        self.written.emit(text)
