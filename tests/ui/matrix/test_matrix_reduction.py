"""A lone large entry is never lost, whatever the size of the screen and the zoom."""

from __future__ import annotations

from math import ceil

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from jacviz.ui.matrix.axis import Axis
from jacviz.ui.matrix.reduction import Ladder, halved, pixel_ranges, reduced


@st.composite
def axes(draw: st.DrawFn) -> Axis:
    count, length = draw(st.integers(1, 700)), draw(st.integers(1, 90))
    first = draw(st.floats(0, count - 1)) if count > 1 and draw(st.booleans()) else 0.0
    last = min(first + draw(st.floats(1, count)), float(count)) if first else float(count)
    return Axis(count, first, last, float(length), 0.0, draw(st.sampled_from([1.0, 1.5, 2.0])))


def wholly_seen(axis: Axis) -> range:
    return range(ceil(axis.first), int(axis.last))


@given(axes(), axes(), st.data())
def test_a_lone_entry_is_never_lost(rows: Axis, columns: Axis, data: st.DataObject) -> None:
    if not wholly_seen(rows) or not wholly_seen(columns):
        return
    row = data.draw(st.sampled_from(wholly_seen(rows)))
    column = data.draw(st.sampled_from(wholly_seen(columns)))
    sign = data.draw(st.sampled_from([-1.0, 1.0]))
    jacobian = np.random.default_rng(row * 1000 + column).uniform(-0.5, 0.5, (rows.count, columns.count))
    jacobian[row, column] = 3 * sign
    seen = Ladder(jacobian, 3.0).seen(rows, columns)
    assert np.abs(seen).max() == 1
    assert (seen == sign).sum() == 1


@given(axes(), axes())
def test_what_is_not_finite_wins(rows: Axis, columns: Axis) -> None:
    if not wholly_seen(rows) or not wholly_seen(columns):
        return
    jacobian = np.ones((rows.count, columns.count))
    jacobian[wholly_seen(rows)[0], wholly_seen(columns)[-1]] = np.nan
    assert np.isinf(Ladder(jacobian, 1.0).seen(rows, columns)).sum() == 1


@given(axes())
def test_each_visible_block_has_exactly_one_pixel(axis: Axis) -> None:
    entries = (axis.last - axis.first) / axis.device_length
    if entries <= 1:
        return
    level = int(np.floor(np.log2(entries)))
    starts, stops = pixel_ranges(axis, level)
    covered = np.concatenate([np.arange(a, b) for a, b in zip(starts, stops, strict=True)])
    size = 1 << level
    assert covered[0] == int(axis.first / size)
    assert covered[-1] == min(ceil(axis.last / size), ceil(axis.count / size)) - 1
    np.testing.assert_array_equal(covered, np.arange(covered[0], covered[-1] + 1))


@given(axes(), axes())
@example(Axis(1, 0, 1, 5.0), Axis(1, 0, 1, 5.0))
def test_seen_has_one_value_a_pixel_or_a_cell(rows: Axis, columns: Axis) -> None:
    seen = Ladder(np.ones((rows.count, columns.count)), 1.0).seen(rows, columns)
    for size, axis in zip(seen.shape, (rows, columns), strict=True):
        dense = axis.last - axis.first > axis.device_length
        assert size == (axis.device_length if dense else axis.end - axis.begin)


def test_large_cells_are_the_entries_themselves() -> None:
    jacobian = np.arange(12.0).reshape(3, 4) - 6
    seen = Ladder(jacobian, 6.0).seen(Axis(3, 0, 3, 300), Axis(4, 0, 4, 400))
    np.testing.assert_allclose(seen, jacobian / 6, rtol=1e-6)


@pytest.mark.parametrize("axis", [0, 1])
@pytest.mark.parametrize("size", [1, 2, 7, 8])
def test_halving_keeps_the_larger_magnitude(axis: int, size: int) -> None:
    values = np.random.default_rng(size).standard_normal((size, size))
    half = halved(values, axis)
    for place in range(ceil(size / 2)):
        pair = values.take(range(2 * place, min(2 * place + 2, size)), axis=axis)
        expected = np.take_along_axis(pair, np.abs(pair).argmax(axis=axis, keepdims=True), axis=axis)
        np.testing.assert_array_equal(half.take([place], axis=axis), expected)


def test_reduced_takes_each_range_for_itself() -> None:
    values = np.array([[1.0, -5, 2, 3, -4, 0]])
    found = reduced(values, np.array([0, 2, 4]), np.array([2, 4, 6]), axis=1)
    np.testing.assert_array_equal(found, [[-5, 3, -4]])


def test_magnitudes_beyond_float32_still_have_colours() -> None:
    jacobian = np.array([[1e300, -1e300], [5e299, 0]])
    seen = Ladder(jacobian, 1e300).seen(Axis(2, 0, 2, 20), Axis(2, 0, 2, 20))
    np.testing.assert_allclose(seen, [[1, -1], [0.5, 0]], rtol=1e-6)
