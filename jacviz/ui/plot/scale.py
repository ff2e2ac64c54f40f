"""Scales and their ticks: where a value lies between two limits, and which round values are worth a label."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from jacviz.notation import MINUS

Kind: TypeAlias = Literal["linear", "log"]
Array: TypeAlias = NDArray[Any]

_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_TINY, _HUGE = 1e-300, 1e300  # within them sums and differences neither vanish nor overflow
_SMALLEST = 1e-280  # on a log scale: its steps are still far from vanishing
_NARROWEST = 1e-12  # of the size of its limits: a narrower range has no labels that differ
_PLAIN = range(-4, 6)  # powers of ten that are written out


@dataclass(frozen=True)
class Tick:
    """A round value on a scale.

    Attributes:
        value: The value, the float nearest to its label.
        label: For reading: true minus sign, no float noise.
    """

    value: float
    label: str


@dataclass(frozen=True)
class Scale:
    """Values between two limits, along one axis.

    Attributes:
        low: The value at 0.
        high: The value at 1.
        kind: Whether equal distances are equal differences or equal ratios.
    """

    low: float
    high: float
    kind: Kind = "linear"

    def unit(self, values: ArrayLike) -> Array:
        """Where values lie: 0 at `low`, 1 at `high`, beyond that outside.

        Args:
            values: Any shape.

        Returns:
            The same shape, float64; nan for nan, and for what has no logarithm on a log scale.
        """
        low, high = self._ends
        places = np.asarray(values, dtype=np.float64)
        if self.kind == "log":
            with np.errstate(divide="ignore", invalid="ignore"):
                places = np.where(places > 0, np.log10(places), np.nan)
        if high == low:
            return np.full(places.shape, 0.5)
        return (places / 2 - low / 2) / (high / 2 - low / 2)  # halves: the range itself may overflow

    def value(self, unit: float) -> float:
        """The value at a place.

        Args:
            unit: 0 for `low`, 1 for `high`.

        Returns:
            The value.
        """
        low, high = self._ends
        place = low * (1 - unit) + high * unit
        return place if self.kind == "linear" else 10.0 ** min(max(place, -323.0), 308.0)

    def ticks(self, count: int = 5) -> tuple[Tick, ...]:
        """Round values within the limits, at steps of 1, 2 or 5 times a power of ten.

        Args:
            count: About how many; a scale has at most one more.

        Returns:
            Rising; none where a limit is not finite.
        """
        return _ticks(self, max(count, 1))

    @property
    def _ends(self) -> tuple[float, float]:
        if self.kind == "linear":
            return self.low, self.high
        return math.log10(max(self.low, _TINY)), math.log10(max(self.high, _TINY))


def nice_limits(low: float, high: float, kind: Kind = "linear") -> tuple[float, float]:
    """Limits that hold a range with a little air, round enough not to move with every new value.

    Args:
        low: The lowest value.
        high: The highest value.
        kind: Of the scale.

    Returns:
        Finite limits, the second well above the first; positive ones for "log".
    """
    low, high = (0.0, 1.0) if kind == "linear" and not _finite(low, high) else (low, high)
    if kind == "log":
        return _nice_log_limits(low, high)
    low, high = (max(min(value, _HUGE), -_HUGE) for value in sorted((float(low), float(high))))
    least = max(_NARROWEST * max(abs(low), abs(high)), _TINY)
    if high - low < 2 * least:
        middle = (low + high) / 2
        room = max(abs(middle) / 10, 1.0 if middle == 0 else least)
        low, high = middle - room, middle + room
    factor, exponent = _step((high - low) / 20)
    step = Fraction(factor) * Fraction(10) ** exponent
    first, last = math.floor(Fraction(low) / step), math.ceil(Fraction(high) / step)
    return _float(first * factor, exponent), _float(last * factor, exponent)


def _nice_log_limits(low: float, high: float) -> tuple[float, float]:
    usable = [min(max(v, _SMALLEST), _HUGE) for v in (low, high) if math.isfinite(v) and v > 0]
    low, high = (min(usable), max(usable)) if usable else (1.0, 10.0)
    if high < low * 1.2:
        low, high = low / 1.5, high * 1.5
    if high < low * 3:  # round in the values; steps of 1, 2 and 5 would leave most of it empty
        below, above = nice_limits(low, high)
        return below, above
    exponents = math.floor(math.log10(low)) - 1, math.ceil(math.log10(high)) + 1
    below = max(v for v in _decades(exponents[0], exponents[0] + 3) if v <= low)
    above = min(v for v in _decades(exponents[1] - 3, exponents[1]) if v >= high)
    return below, above


def _decades(first: int, last: int) -> Iterator[float]:
    return (_float(factor, exponent) for exponent in range(first, last + 1) for factor in (1, 2, 5))


def _finite(*values: float) -> bool:
    return all(math.isfinite(value) for value in values)


# --- ticks -----------------------------------------------------------------------------------------------


@lru_cache(maxsize=256)
def _ticks(scale: Scale, count: int) -> tuple[Tick, ...]:
    if not _finite(scale.low, scale.high) or scale.high <= scale.low:
        return ()
    if scale.kind == "log":
        return _log_ticks(max(scale.low, _TINY), scale.high, count)
    return _linear_ticks(scale.low, scale.high, count)


def _linear_ticks(low: float, high: float, count: int) -> tuple[Tick, ...]:
    # In whole numbers and fractions: neither a value nor a label is ever a rounded sum.
    factor, exponent = _step(high / count - low / count)
    step = Fraction(factor) * Fraction(10) ** exponent
    first, last = math.floor(Fraction(low) / step), math.ceil(Fraction(high) / step)
    pairs = [(i * factor, exponent) for i in range(first, last + 1)]
    return _distinct(_labelled([pair for pair in pairs if low <= _float(*pair) <= high]))


def _step(least: float) -> tuple[int, int]:
    """The smallest step of 1, 2 or 5 times a power of ten that is not below `least`.

    Returns:
        Factor and exponent.
    """
    least = min(max(least, 1e-322), 1e308)
    exponent = math.floor(math.log10(least)) - 1
    while True:
        for factor in (1, 2, 5):
            if Fraction(factor) * Fraction(10) ** exponent >= Fraction(least) * Fraction(999_999, 10**6):
                return factor, exponent
        exponent += 1


def _log_ticks(low: float, high: float, count: int) -> tuple[Tick, ...]:
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))

    def within(factors: tuple[int, ...], stride: int = 1) -> list[tuple[int, int]]:
        exponents = range(first - first % stride, last + 1, stride)
        pairs = [(factor, exponent) for exponent in exponents for factor in factors]
        return [pair for pair in pairs if low <= _float(*pair) <= high]

    if len(within((1,))) < 3:
        dense = within((1, 2, 5))
        if len(dense) < 3:
            return _linear_ticks(low, high, count)
        for some in (dense, within((1, 3))):
            if 2 <= len(some) <= count + 1:
                return _labelled(some, aligned=False)
    strides = (stride * 10**power for power in range(3) for stride in (1, 2, 3, 5))
    powers = next(some for stride in strides if len(some := within((1,), stride)) <= count + 1)
    return tuple(Tick(_float(*pair), power_of_ten(pair[1])) for pair in powers)


def _distinct(ticks: Iterable[Tick]) -> tuple[Tick, ...]:
    return tuple({tick.value: tick for tick in ticks}.values())


def _labelled(pairs: list[tuple[int, int]], *, aligned: bool = True) -> tuple[Tick, ...]:
    """Ticks out of whole numbers times powers of ten.

    Args:
        pairs: (number, exponent) of each value.
        aligned: Whether all get as many decimals as the finest.

    Returns:
        One tick each.
    """
    decimals = [Decimal(number).scaleb(exponent) for number, exponent in pairs]
    sizes = [value.adjusted() for value in decimals if value]
    if sizes and (max(sizes) > _PLAIN[-1] or max(sizes) < _PLAIN[0]):
        labels = _scientific(decimals, max(sizes)) if aligned else [_by_hand(*pair) for pair in pairs]
    else:
        finest = min(exponent for _, exponent in pairs) if pairs else 0
        digits = [-(finest if aligned else exponent) for _, exponent in pairs]
        labels = [f"{value:.{max(0, some)}f}" for value, some in zip(decimals, digits, strict=True)]
    return tuple(
        Tick(_float(*pair), label.replace("-", MINUS)) for pair, label in zip(pairs, labels, strict=True)
    )


def _scientific(values: list[Decimal], exponent: int) -> list[str]:
    mantissas = [value.scaleb(-exponent) for value in values]
    digits = max(0, *(-int(mantissa.normalize().as_tuple().exponent) for mantissa in mantissas))
    power = power_of_ten(exponent)
    return [f"{mantissa:.{digits}f}×{power}" if mantissa else "0" for mantissa in mantissas]


def _by_hand(number: int, exponent: int) -> str:
    return power_of_ten(exponent) if number == 1 else f"{number}×{power_of_ten(exponent)}"


def power_of_ten(exponent: int) -> str:
    """A power of ten as it is written by hand.

    Args:
        exponent: A whole number.

    Returns:
        Text such as "10⁻³".
    """
    return "10" + str(exponent).translate(_SUPERSCRIPTS)


def _float(number: int, exponent: int) -> float:
    return float(f"{number}e{exponent}")
