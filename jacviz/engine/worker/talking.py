"""What a worker says and hears while it is at a task that is answered in parts."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeAlias

from jacviz.calculus.lazy_parts import is_loaded, load
from jacviz.engine.declared import FrameError
from jacviz.engine.frames import Closed
from jacviz.engine.messages import Partial, Progress
from jacviz.engine.training_messages import Content

Say: TypeAlias = Callable[[Partial | Progress], None]
# Whether the window has withdrawn the task of that generation by now.
Withdrawn: TypeAlias = Callable[[int], bool]

_LOOK_EVERY = 0.003  # seconds between two looks at what the window may have said
_SILENCE = 0.25  # seconds after which a sign of life is given: the window stops what is silent for long
_TELL_EVERY = 0.03  # seconds between two words of how far it is


class Talk:
    """One task's conversation with the window."""

    def __init__(self, generation: int, say: Say, withdrawn: Withdrawn) -> None:
        """Nothing is said yet.

        Args:
            generation: Of the task.
            say: Sends a message; waits for a window that is slow.
            withdrawn: Looks at what the window has said; never waits.
        """
        self._generation, self._say, self._withdrawn = generation, say, withdrawn
        self._over = False
        self._looked = self._said = self._told = time.perf_counter()

    def tell(self, content: Content) -> None:
        """Send a part of the answer."""
        self._say(Partial(self._generation, content))
        self._said = time.perf_counter()

    def wanted(self) -> bool:
        """Whether somebody still waits for the answer; asked between two pieces of the work.

        Returns:
            False once the task is withdrawn, or the window is gone.
        """
        now = time.perf_counter()
        if self._over or now - self._looked < _LOOK_EVERY:
            return not self._over
        self._looked = now
        try:
            self._over = self._withdrawn(self._generation)
            if not self._over and now - self._said >= _SILENCE:
                self._progress(0, 1)
        except (Closed, FrameError):  # who sends the answer meets it again
            self._over = True
        return not self._over

    def load(self, *parts: str) -> None:
        """Import lazy parts of torch, and say so: that is no fault of the function's.

        Args:
            parts: Names out of `lazy_parts.LAZY_PARTS`; what is loaded already costs nothing.
        """
        if not all(map(is_loaded, parts)):
            self._progress(0, 0)
            load(*parts)
            self._progress(0, 1)

    def progress(self, share: float) -> bool:
        """Say how far it is, now and then.

        Args:
            share: What is done, 0 to 1.

        Returns:
            As `wanted`.
        """
        now = time.perf_counter()
        if now - self._told >= _TELL_EVERY and self.wanted():
            self._told = now
            self._progress(round(1000 * share), 1000)
        return self.wanted()

    def _progress(self, done: int, total: int) -> None:
        self._say(Progress(self._generation, done, total))
        self._said = time.perf_counter()
