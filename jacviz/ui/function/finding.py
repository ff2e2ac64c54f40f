"""Finds a text in another one, slice by slice. Text only, no Qt."""

from __future__ import annotations

import re
import time
from bisect import bisect_left

from jacviz.ui.function.offsets import Offsets

MOST_FOUND = 100_000
SLICE = 0.004  # seconds of searching before other events have their turn
_STRIDE = 50_000  # characters between two looks at the clock where there is no match


class Search:
    """One search. Capitals count once what is wanted has some; every sign is taken literally.

    Attributes:
        starts: Where the matches begin that were found so far, in Qt's units, in order.
        ends: Where each of them ends.
        finished: Whether these are all.
    """

    def __init__(self, text: str, wanted: str) -> None:
        """Look for nothing yet.

        Args:
            text: Where.
            wanted: What; nothing is found where it is empty.
        """
        flags = re.IGNORECASE if wanted == wanted.lower() else 0
        self._pattern = re.compile(re.escape(wanted), flags)
        self._text, self._longest = text, len(wanted)
        self._offsets = Offsets(text)
        self._next = 0
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.finished = not wanted

    @property
    def full(self) -> bool:
        """Whether so many were found that the rest was left out."""
        return len(self.starts) >= MOST_FOUND

    def step(self) -> None:
        """Go on for a slice of time."""
        deadline = time.perf_counter() + SLICE
        while not self.finished:
            self._look(deadline)
            if time.perf_counter() > deadline:
                return

    def from_place(self, place: int) -> int:
        """The first match at a place or behind it.

        Args:
            place: In Qt's units.

        Returns:
            Its number; the number of matches where there is none behind.
        """
        return bisect_left(self.starts, place)

    def _look(self, deadline: float) -> None:
        # A match may reach into the next stride, but begins in this one.
        stride = self._next + _STRIDE
        for match in self._pattern.finditer(self._text, self._next, stride + self._longest - 1):
            self.starts.append(self._offsets.units(match.start()))
            self.ends.append(self._offsets.units(match.end()))
            self._next = match.end()
            if self.full or (len(self.starts) % 500 == 0 and time.perf_counter() > deadline):
                self.finished = self.full
                return
        self._next = max(self._next, stride)
        self.finished = self._next >= len(self._text)
