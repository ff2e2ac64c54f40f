"""The contours of the newest surface, traced a little at a time while those of the one before are shown."""

from __future__ import annotations

from collections.abc import Iterator
from time import perf_counter

from jacviz.engine.training_messages import SurfaceAnswer
from jacviz.session.landscape.settings import Levels
from jacviz.ui.landscape.surface.contours import Contours, tracing


class Tracer:
    """Traces surfaces.

    Attributes:
        contours: The newest that are complete; None before the first.
    """

    def __init__(self) -> None:
        self.contours: Contours | None = None
        self._wanted: tuple[object, ...] = ()
        self._work: Iterator[Contours | None] | None = None

    @property
    def busy(self) -> bool:
        """Whether contours are on their way."""
        return self._work is not None

    def forget(self) -> None:
        """There is no surface."""
        self.contours, self._wanted, self._work = None, (), None

    def follow(self, surface: SurfaceAnswer, kind: Levels, count: int) -> bool:
        """Trace a surface, unless that is done or on its way.

        Args:
            surface: The surface.
            kind: How levels are spread.
            count: About how many there are.

        Returns:
            Whether there is something new to be traced.
        """
        wanted = (surface, kind, count)
        if wanted == self._wanted:
            return False
        self._wanted, self._work = wanted, tracing(surface, kind, count)
        return True

    def work(self, until: float) -> bool:
        """Go on.

        Args:
            until: When to pause, by `perf_counter`; a level is traced in any case.

        Returns:
            Whether new contours are complete.
        """
        while self._work is not None:
            found = next(self._work)
            if found is not None:
                self.contours, self._work = found, None
                return True
            if perf_counter() > until:
                break
        return False
