from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jacviz.ui import theme
from jacviz.ui.matrix import figures

pytestmark = pytest.mark.usefixtures("light")

MATRICES = st.lists(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=2), min_size=1, max_size=4)


def texts(found: figures.Figures) -> list[list[str]]:
    return [[f.text for f in row] for row in found.figures]


def test_a_large_cell_has_four_digits() -> None:
    found = figures.fit(np.array([[4, -0.5, 123456.789], [1 / 3, 1e-12, 0]]), 110, 84)
    assert texts(found) == [["4", "−0.5", "123457"], ["0.3333", "1e−12", "0"]]
    assert found.size == theme.CELL


def test_a_fourth_digit_may_be_worth_more_than_larger_type() -> None:
    column = np.array([[3.584428], [-1.848127]])
    assert texts(figures.fit(column, 80, 30, 13)) == [["3.58"], ["−1.85"]]
    assert texts(figures.fit(column, 80, 30, 13, exact=True)) == [["3.584"], ["−1.848"]]
    assert texts(figures.fit(column, 40, 30, 13, exact=True)) == [["3.58"], ["−1.85"]]


def test_narrow_cells_have_the_same_decimals_throughout() -> None:
    found = figures.fit(np.array([[2.3456, -0.0045], [0.1, 0]]), 41, 34)
    assert texts(found) == [["2.35", "0.00"], ["0.10", "0"]]


def test_what_does_not_fit_is_left_out() -> None:
    assert figures.fit(np.array([[123456.0]]), 16, 30).size == 0
    assert figures.fit(np.array([[1.0]]), 40, 8).size == 0
    assert figures.fit(np.array([[1.0]]), 10, 40).size == 0


@given(MATRICES, st.floats(15, 120), st.floats(12, 90))
def test_what_is_shown_fits(values: list[list[float]], width: float, height: float) -> None:
    found = figures.fit(np.array(values), width, height)
    for row in found.figures:
        for figure in row:
            assert figure.width <= width + 0.5


@given(MATRICES)
def test_larger_cells_never_have_smaller_numbers(values: list[list[float]]) -> None:
    sizes = [figures.fit(np.array(values), width, 60).size for width in (30, 60, 90, 140)]
    assert sizes[-1] >= sizes[0]


def test_decimal_points_stand_under_each_other() -> None:
    column = [r[0] for r in figures.fit(np.array([[5.0], [1.5], [-12.25], [0.5]]), 78, 40).figures]
    starts = figures.decimal_column(column, 78)
    points = [start + f.sign + f.before for start, f in zip(starts, column, strict=True)]
    np.testing.assert_allclose(points, points[0])


def test_a_sign_does_not_move_the_digits() -> None:
    column = [r[0] for r in figures.fit(np.array([[1.0], [-1.0]]), 78, 40).figures]
    one, other = figures.decimal_column(column, 78)
    assert one == pytest.approx(other + column[1].sign)
    assert one == pytest.approx(-column[0].before / 2)


def test_a_sign_stays_off_the_edge_of_a_narrow_cell() -> None:
    column = [r[0] for r in figures.fit(np.array([[0.53], [-0.63]]), 36, 30).figures]
    room = column[1].width + column[1].sign + 1
    one, other = figures.decimal_column(column, room)
    assert one == pytest.approx(other + column[1].sign)
    spare = room - column[1].width
    assert spare / 2 + 1e-9 >= room / 2 + other >= min(spare / 2, 4.0) - 1e-9


def test_a_small_entry_among_large_ones_is_shortened_before_none_is_written() -> None:
    values = np.array([[100000, 12345.678], [-99999, -0.0001234]])
    assert texts(figures.fit(values, 48, 30)) == [["100000", "12346"], ["−99999", "−1e−4"]]


def test_exponents_and_what_is_not_finite_stand_alone() -> None:
    column = [r[0] for r in figures.fit(np.array([[1e-12], [np.nan], [-np.inf], [2.0]]), 90, 40).figures]
    assert [f.plain for f in column] == [False, False, False, True]
    starts = figures.decimal_column(column, 90)
    assert starts[0] == pytest.approx(-column[0].width / 2)
    assert starts[3] == pytest.approx(-column[3].width / 2)


@given(MATRICES)
def test_aligned_numbers_stay_in_their_column(values: list[list[float]]) -> None:
    found = figures.fit(np.array(values)[:, :1], 70, 40)
    column = [row[0] for row in found.figures]
    for start, figure in zip(figures.decimal_column(column, 78), column, strict=True):
        assert start >= -39.5
        assert start + figure.width <= 39.5
