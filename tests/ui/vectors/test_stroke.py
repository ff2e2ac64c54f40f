"""What values become under a stroke."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jacviz.session.spans import Span
from jacviz.ui.vectors.stroke import Stroke

SPAN = Span(-3, 3, 0.1)


def painted(*touches: tuple[int, float], count: int = 10) -> list[float]:
    stroke = Stroke(np.zeros(count), SPAN)
    for index, value in touches:
        stroke.paint(index, index + 1, value)
    return stroke.values.tolist()


def test_one_touch_paints_one_entry() -> None:
    assert painted((3, 1.5)) == [0, 0, 0, 1.5, 0, 0, 0, 0, 0, 0]


def test_entries_passed_between_two_events_lie_on_a_line() -> None:
    assert painted((1, 0.0), (5, 2.0)) == [0, 0, 0.5, 1, 1.5, 2, 0, 0, 0, 0]
    assert painted((5, 2.0), (1, 0.0)) == [0, 0, 0.5, 1, 1.5, 2, 0, 0, 0, 0]


def test_what_was_touched_keeps_the_value_it_got() -> None:
    assert painted((2, 0.7), (8, -2.3))[2] == 0.7
    assert painted((2, 0.7), (8, -2.3))[8] == -2.3


def test_going_back_paints_over() -> None:
    assert painted((1, 1.0), (3, 1.0), (1, 2.0))[1:4] == [2, 1.5, 1]


def test_a_pixel_with_many_entries_paints_all_of_them() -> None:
    stroke = Stroke(np.zeros(20), SPAN)
    stroke.paint(0, 4, 1.0)
    stroke.paint(12, 16, 2.0)
    assert stroke.values[:4].tolist() == [1] * 4
    assert stroke.values[12:16].tolist() == [2] * 4
    assert (np.diff(stroke.values[3:13]) >= 0).all()
    assert stroke.values[16:].tolist() == [0] * 4


def test_one_entry_is_painted_however_far_the_mouse_goes() -> None:
    stroke = Stroke(np.zeros(5), SPAN)
    stroke.set_one(2, 0.123)
    stroke.set_one(2, 0.456)
    assert stroke.values.tolist() == [0, 0, 0.456, 0, 0]


def test_the_values_before_are_not_touched() -> None:
    before = np.zeros(4)
    stroke = Stroke(before, SPAN)
    stroke.paint(0, 4, 1.0)
    assert before.tolist() == [0] * 4
    assert stroke.before is before


@given(st.lists(st.tuples(st.integers(0, 49), st.floats(-3, 3)), min_size=1, max_size=8))
def test_painted_values_stay_in_the_range_between_what_was_touched(touches: list[tuple[int, float]]) -> None:
    stroke = Stroke(np.zeros(50), SPAN)
    for index, value in touches:
        stroke.paint(index, index + 1, value)
    assert stroke.values[touches[-1][0]] == touches[-1][1]
    low, high = min(t[0] for t in touches), max(t[0] for t in touches)
    outside = np.ones(50, bool)
    outside[low : high + 1] = False
    assert not stroke.values[outside].any()
    assert (np.abs(stroke.values) <= 3).all()


@pytest.mark.parametrize("step", [0.1, 0.25, 0.3, 1.0, 1e-7, 3e4])
def test_values_on_the_line_are_multiples_of_the_step_without_noise(step: float) -> None:
    stroke = Stroke(np.zeros(101), Span(-1000 * step, 1000 * step, step))
    stroke.paint(0, 1, 0.0)
    stroke.paint(100, 101, 97 * step)
    for value in stroke.values[1:100].tolist():
        assert value == pytest.approx(round(value / step) * step, rel=1e-12)
        assert len(repr(value)) <= 9
