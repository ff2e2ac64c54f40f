"""Undo: a list of Documents. A drag is one step, however many Documents it went through."""

from __future__ import annotations

from jacviz.session.document import Document

LONGEST = 500  # documents kept; arrays are shared between them
LARGEST_TEXT = 50_000_000  # characters of source kept in all; typing in a text of 1 MB keeps fewer documents


class History:
    """The Documents before and after the present one."""

    def __init__(self, document: Document) -> None:
        self.present = document
        self._past: list[tuple[int, Document]] = []
        self._future: list[tuple[int, Document]] = []
        self._merge: str | None = None
        self._state = self._states = 0

    @property
    def state(self) -> int:
        """A number for what the user has made of the Document: undo leads back to the one of before."""
        return self._state

    @property
    def can_undo(self) -> bool:
        """Whether there is an earlier Document."""
        return bool(self._past)

    @property
    def can_redo(self) -> bool:
        """Whether there is a later Document."""
        return bool(self._future)

    def record(self, document: Document, merge: str | None = None) -> None:
        """Make `document` the present one.

        Args:
            document: The new present.
            merge: A word for the gesture, such as "drag u 3"; steps in a row with the same word become one.
        """
        if merge is None or merge != self._merge:
            self._past.append((self._state, self.present))
            text = len(document.maths) + len(document.python)
            del self._past[: -min(LONGEST, LARGEST_TEXT // max(text, 1) + 1)]
        self._future.clear()
        self._merge = merge
        self._states += 1
        self._state, self.present = self._states, document

    def amend(self, document: Document) -> None:
        """Replace the present one without a step of its own (the engine named the entries, say)."""
        self.present = document

    def close_gesture(self) -> None:
        """End a gesture: the next record is a step of its own."""
        self._merge = None

    def undo(self) -> Document:
        """Go one step back.

        Returns:
            The Document that is present now.
        """
        if self._past:
            self._future.append((self._state, self.present))
            self._state, self.present = self._past.pop()
        self._merge = None
        return self.present

    def redo(self) -> Document:
        """Go one step forward again.

        Returns:
            The Document that is present now.
        """
        if self._future:
            self._past.append((self._state, self.present))
            self._state, self.present = self._future.pop()
        self._merge = None
        return self.present
