"""A stroke over a strip: what the values become as the mouse goes along. Pure numpy, no Qt."""

from __future__ import annotations

from decimal import Decimal

import numpy as np

from jacviz.session.spans import Span
from jacviz.session.vectors import Array


class Stroke:
    """Values under one stroke, from the press to the release."""

    def __init__(self, values: Array, span: Span) -> None:
        """Begin.

        Args:
            values: (n,), as they were before; never written to.
            span: The range, whose step the painted values are multiples of.
        """
        self.before = values
        self.values = values.copy()
        self._span = span
        self._last: tuple[int, int, float] | None = None
        # 3 * 0.1 is 0.30000000000000004: a multiple is rounded to the decimals of its step.
        exponent = Decimal(repr(span.step)).as_tuple().exponent
        self._decimals = -exponent if isinstance(exponent, int) else 0

    def paint(self, start: int, stop: int, value: float) -> None:
        """Go on to some entries; those passed since the last time lie on a straight line.

        Args:
            start: The first entry under the mouse.
            stop: One past the last one.
            value: What they become.
        """
        if self._last is not None:
            passed, stopped, before = self._last
            if start > stopped:
                self._draw_line(stopped, start, before, value)
            elif stop < passed:
                self._draw_line(stop, passed, value, before)
        self.values[start:stop] = value
        self._last = (start, stop, value)

    def set_one(self, index: int, value: float) -> None:
        """Give one entry a value, whatever lies on the way.

        Args:
            index: The entry.
            value: What it becomes.
        """
        self.values[index] = value
        self._last = (index, index + 1, value)

    def _draw_line(self, start: int, stop: int, left: float, right: float) -> None:
        entries = np.arange(start, stop)
        line = np.interp(entries, (start - 1, stop), (left, right))
        multiples = np.round(np.round(line / self._span.step) * self._span.step, self._decimals)
        self.values[start:stop] = np.clip(multiples, self._span.minimum, self._span.maximum)
