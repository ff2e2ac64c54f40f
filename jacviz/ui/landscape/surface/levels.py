"""Levels of a contour plot: evenly, by the logarithm above the minimum, or as much surface between each."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from jacviz.notation import MINUS, number
from jacviz.session.landscape.settings import Levels
from jacviz.ui.plot.scale import Scale, power_of_ten

Array: TypeAlias = NDArray[np.float64]

_INNERMOST = 0.004  # of the surface lies below the lowest logarithmic level
_DECADES = 8.0  # at most that logarithmic levels span
_MOST_DIGITS = 12  # more than the usual ones
_FEWER = 3  # than the usual ones
_BOTH_SIDES = 2.0  # decades on each side of 0, where a surface falls without a minimum in view


def contour_levels(values: Array, kind: Levels, count: int) -> Array:
    """Round levels strictly between the lowest and the highest finite value.

    Args:
        values: Shape (rows, cols); what is not finite is left out.
        kind: "linear": evenly; "log": by the logarithm of what lies above the minimum, or on both sides of 0
            where the surface falls below 0 towards the edge; "equal-count": as many values between each two.
        count: About how many.

    Returns:
        Rising levels; none for a constant surface.
    """
    finite = values[np.isfinite(values)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 0.0)
    if not low < high:
        return np.empty(0)
    if kind == "linear":
        raw = np.array([tick.value for tick in Scale(low, high).ticks(count)])
        return raw[(raw > low) & (raw < high)]
    if kind == "equal-count":
        raw = np.quantile(finite, np.linspace(0, 1, count + 2)[1:-1])
    elif _falls_away(values, low, high):
        raw = _about_zero(low, high, count)
    else:
        raw = _above(finite, low, high, count)
    raw = np.unique(raw)
    return _rounded(raw[(raw > low) & (raw < high)], low, high)


def _above(finite: Array, low: float, high: float, count: int) -> Array:
    above = finite / 2 - low / 2  # halves: the range itself may overflow
    span = high / 2 - low / 2
    first = max(float(np.quantile(above, _INNERMOST)), span * 10**-_DECADES)
    inner = np.geomspace(min(first, span / 2), span, count + 1)[:-1]
    return np.asarray(low + 2 * inner)


def _about_zero(low: float, high: float, count: int) -> Array:
    largest = max(-low, high)
    each = np.geomspace(largest * 10**-_BOTH_SIDES, largest, max(count // 2, 1) + 1)[:-1]
    return np.concatenate([-each, [0.0], each])


def _falls_away(values: Array, low: float, high: float) -> bool:
    """Whether the lowest value is negative and lies at the edge: a saddle, say.

    Returns:
        False where 0 has no part in the picture.
    """
    if not low < 0 < high or high > -100 * low or -low > 100 * high:
        return False
    inner = values[1:-1, 1:-1]
    return not np.any(inner[np.isfinite(inner)] <= low)


def _rounded(levels: Array, low: float, high: float) -> Array:
    """Levels with as few digits as keep each well apart from its neighbours.

    Returns:
        Rising levels.
    """
    if not levels.size:
        return levels
    ends = np.concatenate([[low], levels, [high]])
    gaps = np.diff(ends)
    room = np.minimum(gaps[:-1], gaps[1:]) / 2
    made = [_round(level, space) for level, space in zip(levels.tolist(), room.tolist(), strict=True)]
    return np.unique([level for level in made if low < level < high])


def _round(level: float, room: float) -> float:
    if not (room > 0 and math.isfinite(room)):
        return level
    exponent = math.floor(math.log10(room))
    factor = max(f for f in (1, 2, 5) if f * 10.0**exponent <= room * 1.0000001 or f == 1)
    if exponent < -300 or abs(level) > 1e15 * room:
        return level
    whole = round(level / (factor * 10.0**exponent)) * factor
    return float(f"{whole}e{exponent}")


def level_labels(levels: Sequence[float] | Array) -> tuple[str, ...]:
    """Levels for reading, with as many digits as tell them apart.

    Args:
        levels: Rising; from `contour_levels`, or some of them.

    Returns:
        A text for each.
    """
    texts: tuple[str, ...] = ()
    for more in range(_MOST_DIGITS):
        texts = tuple(level_label(float(level), more) for level in levels)
        if len(set(texts)) == len(texts):
            break
    return texts


def offset_labels(levels: Array, longest: int) -> tuple[str, str, tuple[str, ...]]:
    """Levels for reading where there is little room: of close ones, what they lie above a number.

    Args:
        levels: Rising.
        longest: Characters that there is room for.

    Returns:
        The number, or "" where the levels are written as they are; the power of ten that what lies above it
        is counted in, or ""; and a text for each.
    """
    texts = level_labels(levels)
    close = len(levels) > 1 and levels[-1] / 2 - levels[0] / 2 < 1e-3 * np.abs(levels).max()
    if not close or max(map(len, texts)) <= longest:
        return "", "", texts
    step = 10.0 ** math.ceil(math.log10(levels[-1] - levels[0]))
    digits = max(math.ceil(math.log10(np.abs(levels).max() / step)), 1)
    base = float(f"{levels[0]:.{min(digits, 17)}g}")
    above, shown = levels - base, number(base, 17 if digits > 15 else digits)
    texts = level_labels(above)
    if max(map(len, texts)) <= longest:
        return shown, "", texts
    exponent = math.floor(math.log10(np.abs(above).max()))
    counted = (above / 10.0**exponent).tolist()
    for digits in range(2, 8):
        texts = tuple(number(value, digits) for value in counted)
        if len(set(texts)) == len(texts):
            break
    return shown, power_of_ten(exponent), texts


def shortened(
    levels: Sequence[float], texts: tuple[str, ...], fits: Callable[[str], bool]
) -> tuple[str, ...]:
    """Labels with fewer digits where they are too wide, as long as each differs from the others.

    Args:
        levels: The levels.
        texts: Their labels.
        fits: Whether there is room for a text.

    Returns:
        A text for each level.
    """
    made = list(texts)
    for place, level in enumerate(levels):
        for fewer in range(1, _FEWER + 1):
            if fits(made[place]):
                break
            made[place] = level_label(level, -fewer)
    return tuple(made) if len(set(made)) == len(made) else texts


def level_label(level: float, more: int = 0) -> str:
    """A level for reading.

    Args:
        level: One of `contour_levels`.
        more: Digits beyond the usual ones; below 0: fewer.

    Returns:
        Text such as "0.25" or "2×10⁵".
    """
    if level == 0 or 1e-3 <= abs(level) < 1e5:
        return number(level, 6 + more)
    more = max(more, -1)  # 1.2×10⁵ is not 10⁵
    mantissa, exponent = f"{abs(level):.{2 + more}e}".split("e")
    sign = MINUS if level < 0 else ""
    power = power_of_ten(int(exponent))
    return f"{sign}{power}" if float(mantissa) == 1 else f"{sign}{float(mantissa):.{3 + more}g}×{power}"
