"""Word of the passes of one Jacobian while they are made: how many are done, out of how many."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import TypeAlias

from jacviz.calculus.lazy_parts import is_loaded, load

# Called with the passes done and their total; (0, 0) says that parts of torch are being imported first.
Tell: TypeAlias = Callable[[int, int], None]

EVERY = 0.1  # seconds between two words, at least
BATCH = 0.3  # seconds that a batch should take where all take long: shorter ones waste time on large matrices
_FIRST_BATCH = 32  # passes


class Progress:
    """Tells how far the passes are, at most every tenth of a second; nothing where all is done by then.

    Args:
        tell: Who is told, or None for nobody.
    """

    def __init__(self, tell: Tell | None = None) -> None:
        self._tell = tell
        self._told = time.perf_counter()
        self._done = self._total = 0

    @property
    def is_told(self) -> bool:
        """Whether anybody listens."""
        return self._tell is not None

    def load(self, *parts: str) -> None:
        """Import lazy parts of torch, and say so: that is no fault of f's.

        Args:
            parts: Names out of `lazy_parts.LAZY_PARTS`; what is loaded already costs nothing.
        """
        if self._tell and not all(map(is_loaded, parts)):
            self._tell(0, 0)
            self._told = -math.inf  # what follows is told at once
        load(*parts)

    def begin(self, total: int, *, takes_long: bool = False) -> None:
        """Passes begin: f has returned.

        Args:
            total: Passes to be made.
            takes_long: Whether that is worth a word already.
        """
        self._done, self._total = 0, total
        if takes_long:
            self._told = -math.inf
        self.made(0)

    def made(self, passes: int = 1) -> None:
        """So many more passes are done."""
        self._done += passes
        now = time.perf_counter()
        if now - self._told >= EVERY and self._tell:
            self._told = now
            self._tell(self._done, self._total)


class Pace:
    """Sizes for batches of passes that take `BATCH` seconds each, and word after each of them.

    Attributes:
        size: Passes in the next batch.
    """

    def __init__(self, progress: Progress, most: int) -> None:
        """Begin with a small batch.

        Args:
            progress: What is told of each batch.
            most: Passes that one batch may have.
        """
        self.size = min(_FIRST_BATCH, most)
        self._progress, self._most = progress, most
        self._since = time.perf_counter()

    def made(self, passes: int) -> None:
        """A batch of so many passes is done."""
        now = time.perf_counter()
        seconds, self._since = max(now - self._since, 1e-6), now
        self.size = max(1, min(self._most, 8 * passes, int(passes * BATCH / seconds)))
        self._progress.made(passes)
