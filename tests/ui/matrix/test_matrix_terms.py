from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from jacviz.session.products import products
from jacviz.ui.matrix import bars
from jacviz.ui.matrix.axis import Axis
from jacviz.ui.matrix.terms import envelope, rounding, settled_scalar, stacked

VALUES = st.floats(-1e6, 1e6, allow_nan=False).map(lambda x: round(x, 3))
TERMS = hnp.arrays(np.float64, st.tuples(st.integers(1, 8), st.integers(1, 9)), elements=VALUES)


@given(TERMS)
def test_each_bar_is_as_long_as_its_term(terms: np.ndarray) -> None:
    stacks = stacked(terms)
    lengths = stacks.ends - stacks.starts
    positive, negative = np.maximum(terms, 0).sum(axis=0), np.minimum(terms, 0).sum(axis=0)
    extent = positive.max() - negative.min()
    if extent == 0:
        assert (lengths == 0).all()
        return
    np.testing.assert_allclose(lengths * extent, terms, atol=1e-9 * extent)
    np.testing.assert_allclose(stacks.totals - stacks.zero, terms.sum(axis=0) / extent, atol=1e-9)


@given(TERMS)
def test_positive_terms_lie_on_one_side_of_zero_and_negative_on_the_other(terms: np.ndarray) -> None:
    stacks = stacked(terms)
    low, high = np.minimum(stacks.starts, stacks.ends), np.maximum(stacks.starts, stacks.ends)
    assert (low[terms > 0] >= stacks.zero - 1e-9).all()
    assert (high[terms < 0] <= stacks.zero + 1e-9).all()
    assert low.min() >= -1e-9
    assert high.max() <= 1 + 1e-9


@given(TERMS)
def test_bars_of_a_stack_touch_and_never_overlap(terms: np.ndarray) -> None:
    stacks = stacked(terms)
    for entry in range(terms.shape[1]):
        for side in (terms[:, entry] > 0, terms[:, entry] < 0):
            starts, ends = stacks.starts[side, entry], stacks.ends[side, entry]
            np.testing.assert_allclose(starts[1:], ends[:-1], atol=1e-9)


def test_the_worked_example() -> None:
    stacks = stacked(np.array([[2.0, 0.5, 0.5], [1, -1, 1]]))  # u = (1/2, 1)
    np.testing.assert_allclose(stacks.totals * 4 - 1, [3, -0.5, 1.5])
    assert stacks.zero == 0.25


def test_what_is_not_finite_takes_no_room() -> None:
    stacks = stacked(np.array([[np.inf, 1.0], [1.0, np.nan]]))
    assert np.isfinite(stacks.starts).all()
    assert np.isfinite(stacks.ends).all()


@given(hnp.arrays(np.float64, st.integers(2, 300), elements=VALUES), st.integers(1, 40))
def test_an_envelope_keeps_the_extremes(values: np.ndarray, pixels: int) -> None:
    cuts = np.unique(np.linspace(0, len(values), min(pixels, len(values)) + 1).astype(int))
    low, high = envelope(values, cuts[:-1], cuts[1:])
    assert low.min() == min(values.min(), 0)
    assert high.max() == max(values.max(), 0)


@given(st.integers(1, 400), st.integers(401, 900), st.sampled_from([1.0, 2.0]))
def test_a_raster_has_the_size_of_its_strip(count: int, length: int, ratio: float) -> None:
    axis = Axis(count, 0, count, length, 0, ratio)
    values = np.sin(np.arange(count) + 1.0)
    layers, totals = bars.stacked_layers(axis, stacked(values.reshape(1, -1)), [1])
    assert bars.raster(axis, 30, layers, totals, 3).shape == (30, axis.device_length)


def test_every_entry_that_is_not_zero_has_a_bar() -> None:
    axis = Axis(4, 0, 4, 40)
    values = np.array([1000.0, 1e-6, 0, -1e-6])
    layers, _ = bars.stacked_layers(axis, stacked(values.reshape(1, -1)), [7])
    pixels = bars.raster(axis, 30, layers, None, 0)
    drawn = [(pixels[:, 10 * i + 4] == 7).sum() for i in range(4)]
    assert drawn[0] == 22
    assert drawn[1] == 1
    assert drawn[2] == 0
    assert drawn[3] == 1


def test_a_lone_entry_among_thousands_has_a_bar() -> None:
    axis = Axis(4096, 0, 4096, 300)
    values = np.zeros(4096)
    values[1717] = -2
    reduced = bars.reduced_layer(axis, values, 5)
    assert reduced is not None
    layer, zero = reduced
    assert zero == 1
    assert (layer.begin != layer.end).sum() == 1


def test_zeros_have_no_bars() -> None:
    assert bars.reduced_layer(Axis(4096, 0, 4096, 300), np.zeros(4096), 5) is None


def test_rounding_covers_a_sum_that_should_be_zero_and_little_more() -> None:
    p = np.exp([2.0, 1, 0]) / np.exp([2.0, 1, 0]).sum()
    softmax = np.diag(p) - np.outer(p, p)
    total, bound = np.ones(3) @ softmax, rounding(np.ones(3), softmax)
    assert bound is not None
    assert (np.abs(total) <= bound).all()
    assert bound.max() < 1e-14


def test_rounding_is_each_entrys_own() -> None:
    bound = rounding(np.ones(2), np.diag([1e10, 1e-7]))
    assert bound is not None
    assert bound[1] < 1e-20


@pytest.mark.parametrize("infinite", [np.inf, -np.inf])
def test_rounding_makes_no_zero_of_what_is_infinite(infinite: float) -> None:
    matrix = np.array([[0.0, infinite], [0.0, 1.0]])
    bound = rounding(np.ones(2), matrix)
    assert bound is not None
    assert not (np.abs(np.ones(2) @ matrix) <= bound)[1]
    assert settled_scalar(products(matrix, np.ones(2), np.ones(2)), matrix) == infinite
