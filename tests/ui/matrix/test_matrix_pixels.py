from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from jacviz.session.document import Limits
from jacviz.ui.matrix.axis import Axis
from jacviz.ui.matrix.pixels import codes, colour_table, fractions, luminance, picture, positions
from jacviz.ui.matrix.survey import percentile, survey
from jacviz.ui.tokens import LIGHT

KINDS = st.sampled_from([Limits(kind=kind) for kind in ("auto", "locked", "percentile", "symlog")])
FINITE = st.floats(-1e6, 1e6, allow_nan=False)
SHAPES = hnp.array_shapes(min_dims=2, max_dims=2, max_side=12)
MATRICES = hnp.arrays(np.float64, SHAPES, elements=FINITE)
ANY = hnp.arrays(np.float64, SHAPES, elements=st.floats(width=64))


@given(MATRICES, KINDS, st.floats(1e-3, 1e6))
def test_colours_are_symmetric_about_zero(values: np.ndarray, limits: Limits, bound: float) -> None:
    size = 511
    found = codes(values, bound, limits, size)
    np.testing.assert_array_equal(codes(-values, bound, limits, size), size - 1 - found)
    assert (found[values == 0] == size // 2).all()
    assert found.min() >= 0
    assert found.max() < size


@given(MATRICES, KINDS)
def test_a_larger_entry_never_has_a_smaller_colour(values: np.ndarray, limits: Limits) -> None:
    flat = np.sort(values.ravel())
    found = codes(flat, float(np.abs(flat).max()), limits, 511)
    assert (np.diff(found) >= 0).all()


@given(ANY)
def test_what_is_not_finite_has_the_mark(values: np.ndarray) -> None:
    found = codes(values, 1.0, Limits(), 511)
    np.testing.assert_array_equal(found == 511, ~np.isfinite(values))


def test_the_largest_entry_has_the_full_colour_and_beyond_is_clipped() -> None:
    np.testing.assert_array_equal(codes(np.array([-4.0, 4, 9]), 4.0, Limits("locked", 4), 511), [0, 510, 510])


def test_zero_throughout_is_the_colour_of_zero() -> None:
    np.testing.assert_array_equal(codes(np.zeros((2, 2)), 0.0, Limits(), 511), 255)


@pytest.mark.parametrize("kind", ["auto", "symlog"])
def test_the_bar_shows_what_the_cells_do(kind: str) -> None:
    limits = Limits(kind=kind)  # type: ignore[arg-type]
    values = positions(8.0, limits, 9)
    np.testing.assert_allclose(fractions(values, 8.0, limits), np.linspace(-1, 1, 9), atol=1e-6)


def test_symlog_shows_small_entries() -> None:
    values = np.array([1e-2])
    assert fractions(values, 1.0, Limits("symlog"))[0] > 0.3
    assert fractions(values, 1.0, Limits())[0] == pytest.approx(0.01)


# --- the picture


def test_cells_have_their_colours_and_gaps_the_grounds() -> None:
    rows, columns = Axis(2, 0, 2, 42, 2), Axis(3, 0, 3, 64, 2)
    colours = (np.arange(6, dtype=np.uint32) + 0xFF000010).reshape(2, 3)
    image = picture(colours, rows, columns, 3, 0xFFFFFFFF)
    assert image.shape == (42, 64)
    for i in range(2):
        for j in range(3):
            (top, bottom), (left, right) = rows.span(i), columns.span(j)
            assert image[int(top + bottom) // 2, int(left + right) // 2] == colours[i, j]
            assert image[int(top), int(left + right) // 2] == colours[i, j]
            assert image[int(top), int(left)] != colours[i, j]  # the rounded corner
    assert image[20, 10] == 0xFFFFFFFF
    assert image[10, 20] == 0xFFFFFFFF


@given(st.integers(1, 40), st.integers(1, 60), st.integers(60, 200), st.sampled_from([1.0, 1.5, 2.0]))
def test_a_picture_has_the_size_of_its_axes(m: int, n: int, length: int, ratio: float) -> None:
    rows, columns = Axis(m, 0, m, length, 0, ratio), Axis(n, 0, n, length, 0, ratio)
    image = picture(np.full((m, n), 7, dtype=np.uint32), rows, columns, 0, 0)
    assert image.shape == (rows.device_length, columns.device_length)
    assert (image == 7).all()


def test_the_table_ends_with_the_mark() -> None:
    diverging = np.array([[1, 2, 3, 255], [4, 5, 6, 255], [7, 8, 9, 255]], dtype=np.uint8)
    table = colour_table(diverging, (255, 0, 1))
    assert [hex(c) for c in table] == ["0xff010203", "0xff040506", "0xff070809", "0xffff0001"]


def test_luminance_is_that_of_wcag() -> None:
    found = luminance(np.array([0xFFFFFFFF, 0xFF000000, 0xFF777777], dtype=np.uint32))
    np.testing.assert_allclose(found, [1, 0, 0.1845], atol=1e-3)
    assert LIGHT.text != LIGHT.on_accent


# --- the survey


@given(ANY)
def test_the_survey_finds_what_a_plain_look_finds(values: np.ndarray) -> None:
    found = survey(values)
    finite = np.isfinite(values)
    assert found.nonfinite == (~finite).sum()
    assert found.largest == np.abs(values[finite]).max(initial=0)
    np.testing.assert_array_equal(found.zero_rows, np.flatnonzero((values == 0).all(axis=1)))
    np.testing.assert_array_equal(found.zero_columns, np.flatnonzero((values == 0).all(axis=0)))


def test_the_survey_looks_beyond_its_first_block() -> None:
    values = np.zeros((300, 1000))
    values[299, 999] = -7
    found = survey(values)
    assert found.largest == 7
    assert len(found.zero_rows) == 299
    assert len(found.zero_columns) == 999


def test_percentile_ignores_outliers_and_what_is_not_finite() -> None:
    values = np.concatenate([np.linspace(0, 1, 99), [1000.0, np.nan]]).reshape(1, -1)
    assert percentile(values, 98) == pytest.approx(0.99, abs=0.011)
    assert percentile(values, 100) == 1000
    assert percentile(np.full((2, 2), np.nan), 98) == 0


def test_percentile_of_a_sparse_matrix_is_not_zero() -> None:
    values = np.zeros((100, 100))
    values[0, 0] = 5
    assert percentile(values, 98) == 5
