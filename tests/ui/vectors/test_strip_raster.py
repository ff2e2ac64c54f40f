"""Bars as opacities of device pixels."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jacviz.session.spans import Span
from jacviz.ui.vectors.strip_raster import Lane, bars

SPAN = Span(-3, 3)


def lane(
    count: int,
    length: float,
    first: float = 0.0,
    last: float | None = None,
    gap: float = 0.0,
    ratio: float = 1.0,
) -> Lane:
    return Lane(count, first, count if last is None else last, length, gap, 48.0, ratio)


def columns(values: object, where: Lane) -> np.ndarray:
    """The height of the bar in each device column, with sign: up is positive."""
    picture = bars(np.array(values, float), where, SPAN) > 0
    zero = picture.shape[0] // 2
    return picture[zero:].sum(axis=0) - picture[:zero].sum(axis=0)


def test_bars_stand_up_and_hang_down_from_zero() -> None:
    heights = columns([3, -3, 0, 1.5], lane(4, 40))
    assert heights.shape == (40,)
    assert heights[5] == 21
    assert heights[15] == -21
    assert heights[25] == 0
    assert 10 <= heights[35] <= 11


def test_neighbours_do_not_touch_where_there_is_room() -> None:
    heights = columns(np.ones(20), lane(20, 400))
    runs = np.diff(np.flatnonzero(heights == 0))
    assert (heights == 0).sum() >= 40
    assert runs.max() >= 10


def test_each_bar_stays_in_its_cell() -> None:
    where = lane(20, 400, gap=2)
    heights = columns([1 if i == 7 else 0 for i in range(20)], where)
    start, stop = where.place(7)
    shown = np.flatnonzero(heights)
    assert shown.min() >= start
    assert shown.max() < stop
    assert len(shown) > 8


@pytest.mark.parametrize("length", [100, 333, 512, 1000, 4095])
def test_a_lone_large_entry_is_never_lost(length: int) -> None:
    for spike in (0, 1, 1777, 4094, 4095):
        values = np.full(4096, 0.01)
        values[spike] = -2.9
        heights = columns(values, lane(4096, length))
        assert heights.min() < -15
        assert abs(int(np.argmin(heights)) - spike * length // 4096) <= 1


def test_the_largest_magnitude_wins_and_keeps_its_sign() -> None:
    values = np.tile([1.0, -2.0, 0.5, 1.9], 1024)
    assert (columns(values, lane(4096, 512)) == -14).all()


def test_what_is_not_zero_shows_at_least_one_pixel() -> None:
    picture = bars(np.array([1e-12, -1e-12, 0.0]), lane(3, 30), SPAN)
    assert picture[:, 5].any()
    assert picture[:, 15].any()
    assert not picture[:, 25].any()


def test_nan_shows_nothing_and_infinity_reaches_the_end() -> None:
    heights = columns([np.nan, np.inf, -np.inf, 9], lane(4, 40))
    assert heights[5] == 0
    assert heights[15] == heights[35] == 21
    assert heights[25] == -21


def test_a_window_shows_its_entries_only() -> None:
    values = np.arange(100) / 50.0
    where = lane(100, 600, first=40.5, last=52.5)
    assert where.entry_at(0) == 40
    assert where.entry_at(599) == 52
    heights = columns(values, where)
    assert heights[25 + 20] > 0
    assert (np.diff(heights[heights > 0]) >= 0).all()


@given(
    st.integers(13, 4096), st.integers(20, 1500), st.sampled_from([1.0, 1.25, 1.5, 2.0]),
    st.floats(0, 1), st.floats(0.01, 1), st.sampled_from([0.0, 1.0, 2.0]),
)  # fmt: skip
def test_every_window_at_every_scale_has_a_picture(
    count: int, length: int, ratio: float, start: float, share: float, gap: float
) -> None:
    first = start * (1 - share) * count
    last = first + max(share * count, 1.0)
    where = Lane(count, first, min(last, count) if last > first else count, float(length), gap, 48.0, ratio)
    picture = bars(np.linspace(-3, 3, count), where, SPAN)
    assert picture.shape == (round(48 * ratio), round(length * ratio))
    assert picture.dtype == np.uint8


@given(st.integers(13, 4096), st.integers(20, 1500), st.data())
def test_pointing_at_an_entry_finds_it(count: int, length: int, data: st.DataObject) -> None:
    where = lane(count, length)
    index = data.draw(st.integers(0, count - 1))
    low, high = where.place(index)
    assert where.entry_at((low + high) / 2) == index
    start, stop = where.entries_at((low + high) / 2)
    assert start <= index < stop
    assert where.pitch < 1 or stop - start == 1


def test_the_pixels_of_a_strip_hold_every_entry() -> None:
    where = lane(4096, 500)
    touched = set()
    for pixel in range(500):
        touched |= set(range(*where.entries_at(pixel + 0.5)))
    assert touched == set(range(4096))


def test_heights_and_shares_are_inverse() -> None:
    where = lane(13, 100)
    for value in (-3, -1, 0, 2.5, 3):
        assert where.share_at(where.height(value, SPAN)) == pytest.approx((value + 3) / 6)
