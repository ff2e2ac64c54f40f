"""Everything aligns, at every size, zoom and pixel ratio."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jacviz.ui.matrix.axis import Axis, Box, Grid
from jacviz.ui.matrix.geometry import Geometry, Measures, arrange, height_for_sliders
from jacviz.ui.matrix.window import FEW, Visible

SIZES = st.integers(1, 4096) | st.integers(1, 14)
RATIOS = st.sampled_from([1.0, 1.25, 1.5, 1.75, 2.0, 3.0])


@st.composite
def windows(draw: st.DrawFn) -> Visible:
    m, n = draw(SIZES), draw(SIZES)
    visible = Visible.whole(m, n)
    for _ in range(draw(st.integers(0, 3))):
        factor, row, column = draw(st.floats(0.05, 1.5)), draw(st.floats(0, 1)), draw(st.floats(0, 1))
        first, last = visible.rows
        left, right = visible.columns
        visible = visible.zoomed(factor, first + row * (last - first), left + column * (right - left))
    return visible


@st.composite
def geometries(draw: st.DrawFn) -> Geometry:
    width, height = draw(st.integers(500, 2560)), draw(st.integers(420, 1400))
    grid = Grid(draw(RATIOS), draw(st.integers(0, 700)), draw(st.integers(0, 700)))
    return arrange(draw(windows()), width, height, Measures(), grid)


def overlap(one: Box, other: Box) -> bool:
    apart = one.right <= other.x or other.right <= one.x or one.bottom <= other.y or other.bottom <= one.y
    return not apart


@given(geometries())
def test_strips_share_the_edges_of_what_they_weigh(g: Geometry) -> None:
    for above_or_below in (g.x, g.v, g.vjp, g.bar):
        assert (above_or_below.x, above_or_below.width) == (g.matrix.x, g.matrix.width)
    for beside in (g.u, g.jvp, g.y):
        assert (beside.y, beside.height) == (g.matrix.y, g.matrix.height)
    assert (g.corner.x, g.corner.width) == (g.jvp.x, g.jvp.width)
    assert (g.corner.y, g.corner.height) == (g.vjp.y, g.vjp.height)


@given(geometries())
def test_nothing_overlaps(g: Geometry) -> None:
    parts = [g.x, g.v, g.u, g.matrix, g.vjp, g.jvp, g.y, g.corner, g.bar]
    for place, one in enumerate(parts):
        assert one.width > 0
        assert one.height > 0
        assert not any(overlap(one, other) for other in parts[place + 1 :])


@given(geometries())
def test_every_part_lies_on_device_pixels(g: Geometry) -> None:
    step = g.grid.step
    for box in (g.x, g.v, g.u, g.matrix, g.vjp, g.jvp, g.corner):
        assert (box.x + g.grid.x) % step == 0
        assert (box.y + g.grid.y) % step == 0
        assert box.width % step == 0
        assert box.height % step == 0


@given(geometries())
def test_cells_are_in_order_apart_and_on_device_pixels(g: Geometry) -> None:
    for axis in (g.rows, g.columns):
        spans = axis.spans() * axis.ratio
        np.testing.assert_allclose(spans, np.rint(spans), atol=1e-9)
        assert spans[0, 0] == 0
        assert spans[-1, 1] == axis.device_length
        assert (spans[:, 0] <= spans[:, 1]).all()
        apart = spans[1:, 0] - spans[:-1, 1]
        assert (apart >= 0).all()
        if len(apart):
            assert set(np.rint(apart[1:-1])) <= {round(axis.gap * axis.ratio)}


@given(geometries())
def test_the_entry_under_the_middle_of_a_cell_is_that_entry(g: Geometry) -> None:
    for axis in (g.rows, g.columns):
        if axis.pitch < 1:
            continue
        for index in {axis.begin, (axis.begin + axis.end) // 2, axis.end - 1}:
            low, high = axis.span(index)
            if high - low >= 1:
                assert axis.at((low + high) / 2) == index


@given(geometries())
def test_outside_is_no_entry(g: Geometry) -> None:
    for axis in (g.rows, g.columns):
        assert axis.at(-0.1) is None
        assert axis.at(axis.length) is None
        assert axis.at(0) == axis.begin


def test_the_worked_example_looks_as_drawn() -> None:
    g = arrange(Visible.whole(2, 3), 575, 640, Measures(), Grid())
    assert g.sliders_above
    assert g.sliders_beside
    assert 84 <= g.columns.pitch <= 112
    assert 0.7 <= g.rows.pitch / g.columns.pitch <= 1.0
    assert g.u.right <= g.matrix.x
    assert g.y.right <= 575


@pytest.mark.parametrize("count", [FEW, FEW + 1])
def test_a_dozen_entries_have_sliders_and_more_have_strips(count: int) -> None:
    g = arrange(Visible.whole(count, count), 1400, 1400, Measures(), Grid())
    assert g.sliders_above is (count == FEW)
    assert g.sliders_beside is (count == FEW)


@pytest.mark.parametrize("n", range(1, FEW + 1))
def test_a_dozen_columns_keep_their_sliders_in_a_narrow_panel(n: int) -> None:
    g = arrange(Visible.whole(4, n), 575, 640, Measures(), Grid())
    assert g.sliders_above
    assert g.sliders_beside
    assert g.columns.pitch >= Measures().least_slider
    assert g.y.right <= 575


@pytest.mark.parametrize(("m", "n"), [(8, 8), (10, 10), (12, 12), (12, 3), (3, 12)])
def test_a_dozen_rows_and_columns_have_sliders_wherever_they_can_be_read(m: int, n: int) -> None:
    s = Measures()
    drawn_in = 2 * round(s.margin * 0.5) + 2 * round(s.gap * 0.45) + s.tight_product + 6 + s.tight_values
    narrowest = n * s.least_slider + s.lines_gutter + drawn_in
    rows = m * (s.two_lines + 2)
    lowest = 2 * s.low_slider + 12 + s.line + rows + round(s.gap * 0.45) + s.low_product + 12 + s.bar
    g = arrange(Visible.whole(m, n), narrowest, lowest, s, Grid())
    assert g.sliders_above
    assert g.sliders_beside
    assert g.columns.pitch >= s.least_slider
    assert g.rows.pitch >= s.two_lines
    assert g.y.right <= narrowest
    assert g.bottom <= lowest


def test_what_columns_do_not_need_is_given_back_to_the_outputs() -> None:
    s = Measures(values=96)
    narrow, wide = (arrange(Visible.whole(12, 3), width, 560, s, Grid()) for width in (334, 420))
    assert narrow.y.width < wide.y.width <= s.values
    assert wide.columns.pitch >= s.slider_width
    assert wide.y.right <= 420


def test_a_board_that_is_far_too_low_keeps_its_sliders_above() -> None:
    low, high = (arrange(Visible.whole(16, 2), 400, height, Measures(), Grid()) for height in (10, 400))
    assert low.sliders_above
    assert low.bottom - low.matrix.height == high.bottom - high.matrix.height


@given(st.integers(1, FEW), st.integers(1, 14), st.integers(380, 900))
def test_the_height_for_sliders_is_the_least_one_that_has_them(m: int, n: int, width: int) -> None:
    visible = Visible.whole(m, n)
    least = height_for_sliders(visible, width, Measures())
    assert least is not None
    with_sliders, without = (arrange(visible, width, h, Measures(), Grid()) for h in (least, least - 1))
    assert with_sliders.sliders_beside
    assert with_sliders.bottom <= least
    assert not without.sliders_beside or without.sliders_above < with_sliders.sliders_above


@pytest.mark.parametrize("n", [3, 12])
def test_rows_are_as_high_as_their_sliders_ask(n: int) -> None:
    for m, height in product(range(1, FEW + 1), range(440, 1000, 7)):
        g = arrange(Visible.whole(m, n), 700, height, Measures(), Grid())
        assert not g.sliders_beside or g.rows.pitch >= g.least_row - 1e-9


@pytest.mark.parametrize(("m", "n"), [(64, 64), (1024, 1024), (13, 13)])
def test_a_square_matrix_is_square(m: int, n: int) -> None:
    g = arrange(Visible.whole(m, n), 950, 800, Measures(), Grid())
    assert g.matrix.width == pytest.approx(g.matrix.height, rel=0.02)


@given(st.integers(1, 5000), st.integers(1, 900), RATIOS)
def test_an_axis_that_is_whole_shows_every_entry(count: int, length: int, ratio: float) -> None:
    axis = Axis(count, 0, count, Grid(ratio).length(length), 0, ratio)
    assert (axis.begin, axis.end) == (0, count)
    assert axis.device_starts[0] == 0
    assert axis.device_starts[-1] == axis.device_length


def test_zooming_moves_no_part() -> None:
    whole = Visible.whole(200, 300)
    sizes = [arrange(v, 900, 700, Measures(), Grid()) for v in (whole, whole.zoomed(0.1, 20, 40))]
    assert sizes[0].matrix == sizes[1].matrix
    assert sizes[0].jvp == sizes[1].jvp


def test_few_rows_come_before_the_height_of_the_product_below() -> None:
    def at(height: int, m: int) -> tuple[float, int]:
        g = arrange(Visible.whole(m, 3), 700, height, Measures(), Grid())
        return g.matrix.height / m, g.vjp.height

    assert at(700, 2)[1] == Measures().product_height
    high, low = at(340, 2), at(310, 2)
    assert Measures().low_product < low[1] < high[1] or low[1] == Measures().low_product
    assert low[0] >= 40
    assert at(310, 12)[1] == Measures().product_height  # no sliders there, for which it could be lower
    assert at(480, 12)[0] >= Measures().row_height
    assert at(480, 12)[1] < Measures().product_height
