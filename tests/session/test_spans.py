"""Ranges of sliders and how they grow."""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from jacviz.session.spans import Span

finite = st.floats(allow_nan=False, allow_infinity=False, width=64)


@pytest.mark.parametrize(
    ("minimum", "maximum", "step"),
    [
        (1, 1, 0.1),
        (2, 1, 0.1),
        (math.nan, 1, 0.1),
        (0, math.inf, 0.1),
        (-1e308, 1e308, 1.0),
        (0, 1, 0),
        (0, 1, -1),
        (0, 1, math.nan),
        (0, 1, math.inf),
    ],
)
def test_a_range_without_extent_or_step_is_refused(minimum: float, maximum: float, step: float) -> None:
    with pytest.raises(ValueError, match=r"a range needs|a step is"):
        Span(minimum, maximum, step)


def test_a_value_inside_leaves_the_range_as_it_is() -> None:
    span = Span(-3, 3)
    assert span.including(3) is span
    assert span.including(-3) is span
    assert span.including(0.1) is span


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, 1.7e308])
def test_what_no_slider_can_reach_leaves_the_range_as_it_is(value: float) -> None:
    span = Span(-3, 3)
    assert span.including(value) is span


@pytest.mark.parametrize(
    ("value", "widened"),
    [
        (3.01, Span(-4, 4)),
        (-7.3, Span(-8, 8)),
        (10, Span(-10, 10)),
        (8.5, Span(-10, 10)),
        (29.9, Span(-30, 30, 1.0)),
        (1450, Span(-1500, 1500, 10.0)),
        (0.0031, Span(-3, 3)),
    ],
)
def test_a_symmetric_range_stays_symmetric_and_round(value: float, widened: Span) -> None:
    assert Span(-3, 3).including(value) == widened


def test_zero_keeps_its_place_however_large_the_value() -> None:
    for exponent in range(300):
        widened = Span().including(10.0**exponent)
        assert widened.minimum == -widened.maximum


@pytest.mark.parametrize(
    ("span", "value", "ends"),
    [
        (Span(0, 1), 1.2, (0, 1.5)),
        (Span(0, 1), -0.2, (-0.2, 1)),
        (Span(1, 3), 0.55, (0.5, 3)),
        (Span(1, 3), 0.0, (0.0, 3)),
        (Span(-3, -1), -0.25, (-3, -0.2)),
        (Span(-3, -1), 5.5, (-3, 6)),
        (Span(10, 20), -31, (-40, 20)),
    ],
)
def test_another_range_grows_at_the_end_that_is_passed(
    span: Span, value: float, ends: tuple[float, float]
) -> None:
    widened = span.including(value)
    assert (widened.minimum, widened.maximum) == ends


def test_the_step_grows_with_a_range_that_becomes_ten_times_as_wide() -> None:
    assert Span(-3, 3, 0.1).including(8).step == 0.1
    assert Span(-3, 3, 0.1).including(30).step == 1.0
    assert Span(-3, 3, 0.25).including(2500).step == 250.0


@example(0.0, 6.409653699184379e-193, 180.0, 6.000000000000001e113)
@example(0.0, 6.409653699184379e-193, 1.0, 1.0000000000000002e116)
@given(finite, finite, st.floats(1e-6, 1e3), finite)
def test_a_widened_range_covers_the_value_and_the_old_range(
    one: float, other: float, step: float, value: float
) -> None:
    minimum, maximum = min(one, other), max(one, other)
    assume(minimum < maximum and math.isfinite(maximum - minimum))
    widened = Span(minimum, maximum, step).including(value)
    assert widened.minimum <= minimum
    assert widened.maximum >= maximum
    assert value in widened or not math.isfinite(3 * (abs(value) + abs(minimum) + abs(maximum)))
