"""Wishes that come faster than their first answers: a drag over something slow."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

PATIENCE = 150  # milliseconds that the next wish waits for the first word about the one before


class Pacing(QObject):
    """Lets a wish through when the one before has been heard of, or has had its time.

    The engine gives up what is outdated. Without a pause a drag would outdate each wish before anything of
    its answer had come, and would show nothing until the hand rests. The newest wish is never lost.
    """

    def __init__(self, parent: QObject) -> None:
        """Nothing waits.

        Args:
            parent: The owner.
        """
        super().__init__(parent)
        self._unheard = False
        self._next: Callable[[], None] | None = None
        self._timer = QTimer(self, singleShot=True, interval=PATIENCE)
        self._timer.timeout.connect(self.heard)

    def wish(self, ask: Callable[[], None]) -> None:
        """Call `ask` now, or in place of another one that waits, as soon as the last one was heard of."""
        if self._unheard:
            self._next = ask
            return
        self._unheard = True
        self._timer.start()
        ask()

    def heard(self) -> None:
        """Something of the answer to the last wish has come."""
        self._timer.stop()
        self._unheard = False
        ask, self._next = self._next, None
        if ask is not None:
            self.wish(ask)

    def forget(self) -> None:
        """Let nothing wait any more, and the next wish through at once."""
        self._timer.stop()
        self._unheard, self._next = False, None
