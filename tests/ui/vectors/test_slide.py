"""Places on a track, multiples of a step, decimal steps."""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from jacviz.session.spans import Span
from jacviz.ui.vectors.slide import fraction, stepped, value_at


@st.composite
def spans(draw: st.DrawFn) -> Span:
    minimum = draw(st.floats(-1e6, 1e6))
    maximum = minimum + draw(st.floats(1e-3, 1e6))
    assume(minimum < maximum)
    return Span(minimum, maximum, draw(st.sampled_from([0.001, 0.1, 0.25, 1, 7, 1e4])))


def test_the_ends_and_what_lies_outside() -> None:
    assert [fraction(v, Span(-1, 3)) for v in (-1, 0, 3, -9, 9, math.inf, -math.inf)] == [
        0,
        0.25,
        1,
        0,
        1,
        1,
        0,
    ]
    assert fraction(math.nan, Span(-1, 3)) == 0.25


@given(spans(), st.floats(-0.5, 1.5), st.integers(10, 4000), st.booleans())
def test_a_place_gives_a_value_of_the_range_near_it(
    span: Span, place: float, pixels: int, snap: bool
) -> None:
    value = value_at(place, span, pixels, snap=snap)
    assert value in span
    inside = min(max(place, 0), 1)
    near = span.step / span.width / 2 if snap else 0.5 / pixels
    assert abs(fraction(value, span) - inside) <= near + 1e-9


@given(spans(), st.booleans())
def test_both_ends_are_reached_exactly(span: Span, snap: bool) -> None:
    assert value_at(0, span, 100, snap=snap) == span.minimum
    assert value_at(1, span, 100, snap=snap) == span.maximum


def test_snapped_values_are_what_one_would_write_down() -> None:
    values = {value_at(place / 1000, Span(-3, 3, 0.1), 1000, snap=True) for place in range(1001)}
    assert values == {float(f"{tenth / 10}") for tenth in range(-30, 31)}


def test_values_that_are_not_snapped_have_no_more_decimals_than_pixels_need() -> None:
    value = value_at(1 / 3, Span(-3, 3), 80, snap=False)
    assert value == round(value, 3)


def test_three_tenths_are_three_tenths() -> None:
    value = 0.0
    for _ in range(3):
        value = stepped(value, 1, Span(-3, 3, 0.1))
    assert value == 0.3
    assert stepped(0.1 + 0.2, 1, Span(-3, 3, 0.1)) == 0.4


@given(spans(), st.floats(0, 1), st.integers(-20, 20).filter(bool), st.booleans())
def test_a_step_goes_the_way_it_should_and_stays_in_the_range(
    span: Span, place: float, steps: int, fine: bool
) -> None:
    value = value_at(place, span, 1000, snap=False)
    moved = stepped(value, steps, span, fine=fine)
    assert moved in span
    assert (moved - value) * steps >= 0
    assert abs(moved - value) <= abs(steps) * span.step * 1.000001


@pytest.mark.parametrize("steps", [1, -1])
def test_what_is_not_finite_comes_back(steps: int) -> None:
    span = Span(-3, 2, 0.5)
    assert stepped(math.nan, steps, span) == 0.5 * steps
    assert stepped(math.inf, steps, span) == 2
    assert stepped(-math.inf, steps, span) == -3
