"""The range that a slider covers, and how it grows when a value lies outside."""

from __future__ import annotations

import math
from dataclasses import dataclass

_ROUND = (1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)
_LARGEST = 8e307  # beyond it the width of a symmetric range is no longer a finite number


@dataclass(frozen=True)
class Span:
    """What a slider covers.

    Attributes:
        minimum: Left end.
        maximum: Right end, greater than `minimum`.
        step: What one arrow key or wheel notch moves; fine steps are a tenth of it.

    Raises:
        ValueError: The ends are no range or the step is not greater than 0.
    """

    minimum: float = -3.0
    maximum: float = 3.0
    step: float = 0.1

    def __post_init__(self) -> None:
        if not (math.isfinite(self.maximum - self.minimum) and self.minimum < self.maximum):
            raise ValueError(f"a range needs finite minimum < maximum, got {self.minimum} and {self.maximum}")
        if not (math.isfinite(self.step) and self.step > 0):
            raise ValueError(f"a step is greater than 0, got {self.step}")

    def __contains__(self, value: float) -> bool:
        return self.minimum <= value <= self.maximum

    @property
    def width(self) -> float:
        """From end to end."""
        return self.maximum - self.minimum

    @classmethod
    def about(cls, size: float) -> Span:
        """A range about zero.

        Args:
            size: What it reaches at least, greater than 0.

        Returns:
            From minus a round number to it; 20 to 200 steps lead from zero to an end.
        """
        end = _round_up(size)
        return cls(-end, end, float(f"1e{math.floor(math.log10(end / 20))}"))

    def including(self, value: float) -> Span:
        """This span, widened to a round number where `value` lies outside.

        A range that is symmetric about zero stays symmetric, so that zero keeps its place. A range that
        becomes ten times as wide gets a step ten times as large, so that the keys still cross it.

        Returns:
            A span that covers `value`; itself where it does already, or where no slider could reach it.
        """
        if value in self or not abs(value) <= _LARGEST:
            return self
        minimum, maximum = self.minimum, self.maximum
        if minimum == -maximum:
            maximum = _round_up(abs(value))
            minimum = -maximum
        elif value > maximum:
            maximum = _round_up(value) if value > 0 else -_round_down(-value)
        else:
            minimum = -_round_up(-value) if value < 0 else _round_down(value)
        width = maximum - minimum
        return Span(minimum, maximum, self._step_for(width)) if math.isfinite(width) else self

    def _step_for(self, width: float) -> float:
        decades = math.floor(math.log10(width) - math.log10(self.width) + 1e-9)
        step = float(f"{self.step * 10.0 ** min(decades, 300):.12g}")
        return min(step, width)  # a step far beyond the old range may have become infinite


def _round_up(size: float) -> float:
    """The next round number from `size`, which is positive.

    Returns:
        One of 1, 1.5, 2, 3, 4, 5, 6, 8 times a power of ten, at least `size`.
    """
    exponent = math.floor(math.log10(size))
    # Read from text: 3 * 10.0 ** -1 is 0.30000000000000004.
    return next(r for r in (float(f"{m}e{exponent}") for m in (*_ROUND, 100.0)) if r >= size)


def _round_down(size: float) -> float:
    """The round number below `size`, which is not negative.

    Returns:
        0 or a round number, at most `size`.
    """
    if size == 0:
        return 0.0
    exponent = math.floor(math.log10(size))
    return next((r for r in (float(f"{m}e{exponent}") for m in reversed(_ROUND)) if r <= size), 0.0)
