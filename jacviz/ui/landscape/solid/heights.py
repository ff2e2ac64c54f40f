"""How high a loss stands in the three-dimensional picture, by the same levels as in the flat one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from jacviz.session.landscape.settings import Levels
from jacviz.ui.landscape.surface.levels import contour_levels, level_label, level_labels
from jacviz.ui.plot.scale import Scale, Tick

Array: TypeAlias = NDArray[Any]

_BEND = 0.04  # of the surface lies below the loss at which a logarithmic height bends from straight to log
_DECADES = 8.0  # at most that it spans
_BOTH_SIDES = 0.15  # of the largest loss: where a height that is logarithmic on both sides of 0 bends
_QUANTILES = 65
_NEAREST = 0.09  # of the whole height between two labels


@dataclass(frozen=True, eq=False)
class Heights:
    """Heights of losses.

    Attributes:
        low: The lowest loss of the surface, at height 0.
        high: The highest, at height 1.
        levels: The levels of the flat picture, rising, (n,).
        unit: From losses of any shape to heights; what is not finite gets none (nan).
        ticks: Round losses that are worth a label.
    """

    low: float
    high: float
    levels: Array
    unit: Callable[[Array], Array]
    ticks: tuple[Tick, ...]

    def bands(self, losses: Array) -> Array:
        """Where losses lie among the levels: between k and k + 1 in band k.

        Args:
            losses: Any shape.

        Returns:
            The same shape, 0 to n + 1.
        """
        ends = np.concatenate([[self.low], self.levels, [self.high]])
        if not self.low < self.high:
            return np.zeros(losses.shape)
        return np.asarray(np.interp(losses, ends, np.arange(len(ends))))


def heights(values: Array, kind: Levels, count: int) -> Heights:
    """The heights that suit a surface.

    Args:
        values: Its losses, any shape; what is not finite is left out.
        kind: "linear": a height is a loss; "log": the logarithm of what lies above the minimum, straight near
            it (on both sides of 0 where the levels are); "equal-count": the share of the surface below.
        count: Of levels, about.

    Returns:
        The heights; a constant surface lies in the middle.
    """
    finite = values[np.isfinite(values)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 0.0)
    levels = contour_levels(values, kind, count)
    if not low < high:
        ticks = (Tick(low, level_label(low)),) if finite.size else ()
        return Heights(low, high, levels, _flat, ticks)
    unit = _unit(finite, low, high, kind, bool((levels < 0).any() and (levels == 0).any()))
    wanted = [Tick(t.value, t.label) for t in Scale(low, high).ticks(6)] if kind == "linear" else [
        Tick(level, text) for level, text in zip(levels.tolist(), level_labels(levels), strict=True)
    ]  # fmt: skip
    return Heights(low, high, levels, unit, _spread(wanted, unit))


def _flat(losses: Array) -> Array:
    return np.where(np.isfinite(losses), 0.5, np.nan)


def _unit(finite: Array, low: float, high: float, kind: Levels, both_sides: bool) -> Callable[[Array], Array]:
    if kind == "equal-count":
        shares = np.linspace(0, 1, _QUANTILES)
        quantiles, places = np.unique(np.quantile(finite, shares), return_index=True)
        return _known(lambda losses: np.interp(losses, quantiles, shares[places] / shares[places[-1]]))
    if kind == "linear":
        return _known(lambda losses: (losses / 2 - low / 2) / (high / 2 - low / 2))
    if both_sides:
        bend = _BOTH_SIDES * max(-low, high)
        first, last = np.arcsinh(low / bend), np.arcsinh(high / bend)
        return _known(lambda losses: (np.arcsinh(losses / bend) - first) / (last - first))
    span = high / 2 - low / 2  # halves: the range itself may overflow
    bend = max(float(np.quantile(finite / 2 - low / 2, _BEND)), span * 10**-_DECADES)
    whole = np.log1p(span / bend)
    return _known(lambda losses: np.log1p(np.maximum(losses / 2 - low / 2, 0.0) / bend) / whole)


def _known(unit: Callable[[Array], Array]) -> Callable[[Array], Array]:
    def guarded(losses: Array) -> Array:
        finite = np.isfinite(losses)
        return np.where(finite, unit(np.where(finite, losses, 0.0)), np.nan)

    return guarded


def _spread(ticks: list[Tick], unit: Callable[[Array], Array]) -> tuple[Tick, ...]:
    """Those among the ticks that are not too close to each other.

    Returns:
        Rising.
    """
    places = unit(np.array([tick.value for tick in ticks])).tolist()
    kept: list[tuple[float, Tick]] = []
    for place, tick in zip(places, ticks, strict=True):
        if not kept or place - kept[-1][0] >= _NEAREST:
            kept.append((place, tick))
    return tuple(tick for _, tick in kept)
