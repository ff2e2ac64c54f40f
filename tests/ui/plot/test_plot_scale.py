from __future__ import annotations

import itertools
import math
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jacviz.ui.plot.scale import Kind, Scale, Tick, nice_limits

PLAIN = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹−", "-0123456789-")

finite = st.floats(allow_nan=False, allow_infinity=False)
positive = st.floats(min_value=1e-300, max_value=1e300)
counts = st.integers(min_value=1, max_value=12)


def read(label: str) -> float:
    """The number that a label stands for."""
    mantissa, times, power = label.partition("×")
    power = power if times else mantissa if any(c in "⁻⁰¹²³⁴⁵⁶⁷⁸⁹" for c in mantissa) else ""
    mantissa = mantissa if times or not power else "1"
    exponent = int(power.removeprefix("10").translate(PLAIN)) if power else 0
    return float(Decimal(mantissa.translate(PLAIN)).scaleb(exponent))


def check(scale: Scale, count: int) -> tuple[Tick, ...]:
    ticks = scale.ticks(count)
    values = [tick.value for tick in ticks]
    assert all(scale.low <= value <= scale.high for value in values)
    assert all(a < b for a, b in itertools.pairwise(values))
    assert len({tick.label for tick in ticks}) == len(ticks)
    assert [read(tick.label) for tick in ticks] == values
    assert "-" not in "".join(tick.label for tick in ticks)
    return ticks


@given(finite, finite, counts)
def test_linear_ticks_lie_within_rise_and_are_what_they_say(a: float, b: float, count: int) -> None:
    low, high = nice_limits(a, b)
    ticks = check(Scale(low, high), count)
    assert len(ticks) <= count + 1


@given(positive, positive, counts)
def test_log_ticks_lie_within_rise_and_are_what_they_say(a: float, b: float, count: int) -> None:
    low, high = nice_limits(min(a, b), max(a, b), "log")
    ticks = check(Scale(low, high, "log"), count)
    assert len(ticks) <= count + 1


@given(finite, finite, counts)
def test_any_limits_have_ticks_without_an_error(a: float, b: float, count: int) -> None:
    check(Scale(min(a, b), max(a, b)), count)
    check(Scale(min(abs(a), abs(b)), max(abs(a), abs(b)), "log"), count)


@given(st.floats(), st.floats(), st.sampled_from(["linear", "log"]))
def test_nice_limits_are_never_degenerate(a: float, b: float, kind: Kind) -> None:
    low, high = nice_limits(a, b, kind)
    assert math.isfinite(low)
    assert math.isfinite(high)
    assert low < high
    assert kind == "linear" or low > 0


@given(st.floats(-1e200, 1e200), st.floats(-1e200, 1e200))
def test_nice_limits_hold_the_range(a: float, b: float) -> None:
    low, high = nice_limits(a, b)
    assert low <= min(a, b)
    assert high >= max(a, b)


@given(st.floats(1e-200, 1e200), st.floats(1e-200, 1e200))
def test_nice_log_limits_hold_the_range(a: float, b: float) -> None:
    low, high = nice_limits(min(a, b), max(a, b), "log")
    assert low <= min(a, b)
    assert high >= max(a, b)


@given(finite, finite, st.floats(0, 1))
def test_a_place_and_its_value_belong_together(a: float, b: float, place: float) -> None:
    scale = Scale(*nice_limits(a, b))
    assert scale.unit(scale.value(place)) == pytest.approx(place, abs=1e-3)


def labels(scale: Scale, count: int) -> list[str]:
    return [tick.label for tick in scale.ticks(count)]


def test_labels_have_a_true_minus_and_aligned_decimals() -> None:
    assert labels(Scale(-1, 1), 4) == ["−1.0", "−0.5", "0.0", "0.5", "1.0"]
    assert labels(Scale(0, 420), 5) == ["0", "100", "200", "300", "400"]
    assert labels(Scale(0, 0.35), 4) == ["0.0", "0.1", "0.2", "0.3"]
    assert labels(Scale(0, 3e-7), 3) == ["0", "1×10⁻⁷", "2×10⁻⁷", "3×10⁻⁷"]


def test_large_numbers_share_their_power_of_ten() -> None:
    assert labels(Scale(0, 1.6e9), 4) == ["0", "0.5×10⁹", "1.0×10⁹", "1.5×10⁹"]


def test_log_labels_are_powers_where_there_are_some() -> None:
    assert labels(Scale(0.01, 1000, "log"), 6) == ["10⁻²", "10⁻¹", "10⁰", "10¹", "10²", "10³"]
    assert labels(Scale(0.01, 1000, "log"), 3) == ["10⁻²", "10⁰", "10²"]
    assert labels(Scale(0.4, 12, "log"), 5) == ["0.5", "1", "2", "5", "10"]
    assert labels(Scale(0.4, 0.45, "log"), 3) == ["0.40", "0.42", "0.44"]


def test_a_logarithm_that_is_none_has_no_place() -> None:
    places = Scale(1, 100, "log").unit([-1.0, 0.0, 10.0, np.nan, np.inf])
    assert np.isnan(places[[0, 1, 3]]).all()
    assert places[2] == pytest.approx(0.5)
    assert np.isinf(places[4])
