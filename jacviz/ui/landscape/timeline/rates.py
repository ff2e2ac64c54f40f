"""Learning rates on a logarithmic track: what it covers, how fine a hand sets them, and the bound."""

from __future__ import annotations

import math
from dataclasses import dataclass

from jacviz.notation import number

LOWEST, HIGHEST = 1e-6, 10.0  # what the track covers at least
FARTHEST = (1e-15, 1e6)  # and at most


@dataclass(frozen=True)
class Bound:
    """The largest rate with which gradient descent does not diverge.

    Attributes:
        rate: 2 / lambda_max; above 0, finite.
        exact: Whether it holds everywhere, and not only at the start.
        forbids: Whether the optimiser in hand is bound by it.
    """

    rate: float
    exact: bool
    forbids: bool = True

    @property
    def label(self) -> str:
        """What stands at the mark."""
        if self.exact:
            return f"2/λ = {number(self.rate, 2)}"
        return f"2/λ = {number(self.rate, 2)} at the start"


def covered(rate: float, bound: Bound | None) -> tuple[float, float]:
    """The whole decades that hold a rate and the bound, with room on both sides of the bound.

    Returns:
        Lowest and highest rate on the track.
    """
    ends = [LOWEST, HIGHEST, rate]
    if bound is not None:
        ends += [bound.rate / 10, bound.rate * 10]
    usable = [min(max(end, FARTHEST[0]), FARTHEST[1]) for end in ends if end > 0]
    return 10.0 ** _floor(math.log10(min(usable))), 10.0 ** -_floor(-math.log10(max(usable)))


def _floor(decades: float) -> int:
    nearest = round(decades)  # the logarithm of 0.001 is not quite -3
    return nearest if abs(decades - nearest) < 1e-9 else math.floor(decades)


def rounded(rate: float) -> float:
    """A rate as a hand can set it on the track: two significant digits.

    Returns:
        The rounded rate.
    """
    return float(f"{rate:.2g}")
