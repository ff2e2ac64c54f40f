from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jacviz.ui.matrix.window import FEW, SMALLEST, Visible

LARGE = st.integers(FEW + 1, 4096)
SHARE = st.floats(0, 1)


@given(LARGE, LARGE, st.floats(0.02, 0.99), SHARE, SHARE)
def test_a_closer_look_keeps_the_place_under_the_pointer(
    m: int, n: int, factor: float, down: float, across: float
) -> None:
    seen = Visible.whole(m, n).zoomed(factor, down * m, across * n)
    for (first, last), count, share in ((seen.rows, m, down), (seen.columns, n, across)):
        assert 0 <= first < last <= count
        assert last - first >= min(SMALLEST, count) - 1e-9
        assert first + share * (last - first) == pytest.approx(share * count, abs=1e-6 * count)


@given(LARGE, LARGE, st.floats(0.02, 0.99), SHARE, SHARE)
def test_going_back_far_enough_shows_all(m: int, n: int, factor: float, down: float, across: float) -> None:
    seen = Visible.whole(m, n).zoomed(factor, down * m, across * n)
    assert seen.zoomed(1e6, 0, 0).is_whole


@given(LARGE, LARGE, st.floats(-1e5, 1e5), st.floats(-1e5, 1e5))
def test_panning_stops_at_the_edges(m: int, n: int, down: float, across: float) -> None:
    seen = Visible.whole(m, n).zoomed(0.3, m / 2, n / 2)
    moved = seen.panned(down, across)
    for before, after, count in ((seen.rows, moved.rows, m), (seen.columns, moved.columns, n)):
        assert after[0] >= -1e-9
        assert after[1] <= count + 1e-9
        assert after[1] - after[0] == pytest.approx(before[1] - before[0])


@given(LARGE, LARGE, SHARE, SHARE)
def test_an_entry_is_brought_into_sight(m: int, n: int, down: float, across: float) -> None:
    row, column = min(int(down * m), m - 1), min(int(across * n), n - 1)
    seen = Visible.whole(m, n).zoomed(0.05, 0, 0).including(row, column)
    assert seen.rows[0] <= row + 1e-6
    assert seen.rows[1] >= row + 1 - 1e-6
    assert seen.columns[0] <= column + 1e-6
    assert seen.columns[1] >= column + 1 - 1e-6


def test_what_is_in_sight_is_not_moved() -> None:
    seen = Visible.whole(100, 100).zoomed(0.5, 50, 50)
    assert seen.including(50, 50) == seen


def test_an_axis_with_sliders_stays_whole() -> None:
    seen = Visible.whole(FEW, 64).zoomed(0.1, 3, 30)
    assert seen.rows == (0, FEW)
    assert seen.columns[1] - seen.columns[0] < 64
    assert not Visible.whole(FEW, FEW).can_zoom
