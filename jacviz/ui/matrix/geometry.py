"""One geometry for the whole product: where x, v, u, J, u^T J, J v, y and u^T J v stand. Pure numbers, no Qt.

Everything lies on the device's pixel grid. A strip under the columns and the columns themselves ask the same
Axis for their edges, so they align at every size and zoom by construction.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from jacviz.ui.matrix.axis import Axis, Box, Grid
from jacviz.ui.matrix.window import FEW, Visible

WIDEST_COLUMN, TALLEST_ROW = 110, 84  # of an axis with few entries
WIDEST_OF_MANY = 36
_NARROW_COLUMN, _NARROW_MATRIX = 12, 96  # pixels before the font scale: else all around draws in
_LENT_TO = 4  # rows; many would gain next to nothing each
_WIDEST_GAP = 2  # between cells
SQUARISH = 0.86  # height of a row over the width of a column, as drawn


@dataclass(frozen=True)
class Measures:
    """What text and controls need, in logical pixels; grows with the font scale.

    Attributes:
        slider_width: Width of a column that carries a slider in comfort.
        least_slider: The least one, where all else has drawn in.
        slider_height: Height of the sliders above.
        low_slider: The same where rows would be too low for theirs.
        row_height: Least height of a row that carries a slider.
        two_lines: Height of a row from which name and value stand above the slider.
        stacked: Height of a row from which they stand above each other, where u is narrow.
        flat_gutter: Width at the left where they stand beside it.
        low_gutter: The same where columns would be too narrow for sliders.
        lines_gutter: Width at the left where they stand above it, closely.
        strip: Thickness of a painted strip.
        gutter: Width at the left: u and the words.
        narrow_gutter: The same in a narrow panel.
        tight_gutter: The same where columns would be too narrow for sliders.
        product: Width of the J v strip.
        tight_product: The same where columns would be too narrow for sliders.
        product_height: Height of the u^T J strip.
        low_product: The same where rows would be too low otherwise.
        bars_height: The same where there are many columns.
        values: Width of y at the right: names and numbers.
        tight_values: The same where columns would be too narrow for sliders.
        line: Height of one line of words.
        bar: Height of the colour bar with its ticks.
        gap: Space between the parts.
        margin: Space at the left and right of everything.
        scale: The font scale.
    """

    slider_width: int = 46
    least_slider: int = 31
    slider_height: int = 48
    low_slider: int = 45
    row_height: int = 20
    two_lines: int = 31
    stacked: int = 44
    flat_gutter: int = 124
    low_gutter: int = 97
    lines_gutter: int = 58
    strip: int = 48
    gutter: int = 104
    narrow_gutter: int = 78
    tight_gutter: int = 44
    product: int = 78
    tight_product: int = 48
    product_height: int = 60
    low_product: int = 42
    bars_height: int = 48
    values: int = 56
    tight_values: int = 54
    line: int = 20
    bar: int = 30
    gap: int = 18
    margin: int = 18
    scale: float = 1.0


@dataclass(frozen=True)
class Geometry:
    """Where everything stands, in logical pixels of the board.

    Attributes:
        columns: The columns of J, along `matrix`, `x`, `v` and `vjp`.
        rows: The rows of J, along `matrix`, `u`, `jvp` and `y`.
        sliders_above: Whether x and v are sliders; else painted strips.
        sliders_beside: Whether u is sliders.
        x: The point.
        v: Weights on columns.
        u: Weights on rows.
        matrix: J.
        vjp: u^T J.
        jvp: J v.
        y: The outputs.
        corner: u^T J v.
        bar: The colour bar with its ticks.
        row_names: Names left of u; no width where sliders carry them.
        gutter: Left edge and width of the words at the left.
        heading: Top and height of the line of words and column names over the matrix.
        bottom: The first pixel below everything.
        least_row: Height of a row from which u is as it is; 0 where it is a strip.
        grid: The device's pixels.
    """

    columns: Axis
    rows: Axis
    sliders_above: bool
    sliders_beside: bool
    x: Box
    v: Box
    u: Box
    matrix: Box
    vjp: Box
    jvp: Box
    y: Box
    corner: Box
    bar: Box
    row_names: Box
    gutter: tuple[int, int]
    heading: tuple[int, int]
    bottom: int
    least_row: int = 0
    grid: Grid = field(default_factory=Grid)


def arrange(visible: Visible, width: int, height: int, measures: Measures, grid: Grid) -> Geometry:
    """Place the product in a board of width x height.

    Args:
        visible: The matrix and its zoom window; m, n >= 1.
        width: Logical pixels.
        height: Logical pixels; where they do not suffice for the smallest matrix, `bottom` exceeds them.
        measures: What text and controls need.
        grid: The device's pixels.

    Returns:
        Rectangles inside the board, the whole centred where it leaves room at the sides.
    """
    return _Arrangement(visible, width, height, measures, grid).made()


def height_for_sliders(visible: Visible, width: int, measures: Measures) -> int | None:
    """The least height at which every vector up to a dozen entries has sliders that has them at all.

    Args:
        visible: The matrix.
        width: Of the board, logical pixels.
        measures: What text and controls need.

    Returns:
        Logical pixels; None where u has none at any height.
    """
    return _Arrangement(visible, width, 0, measures, Grid()).height_for_sliders()


# How u is shown: sliders in comfort, below name and value ("lines": closely), or between them; a strip.
Beside: TypeAlias = Literal["sliders", "lines", "flat", "strip"]

# The same, and whether all around J draws in, the best one first.
_FRAMES: tuple[tuple[Beside, bool], ...] = (
    ("sliders", False), ("flat", False), ("sliders", True), ("lines", True), ("flat", True), ("strip", False),
    ("strip", True),
)  # fmt: skip


class _Arrangement:
    """The steps of `arrange`: room for cells, size of cells, then every rectangle around the matrix."""

    def __init__(self, visible: Visible, width: int, height: int, measures: Measures, grid: Grid) -> None:
        self.visible, self.width, self.height, self.s, self.grid = visible, width, height, measures, grid
        self.narrow = width < 570 * measures.scale

    def made(self) -> Geometry:
        for beside in self._frames():
            if beside == "strip" or self.tall + self.lendable >= self.visible.m * self.least_row:
                break
        self._lend_to_low_rows()
        self._give_back()
        return self._boxes(*self._axes(*self._cells(self.tall)))

    def height_for_sliders(self) -> int | None:
        above, heights = None, []
        for beside in self._frames():
            above = self.sliders_above if above is None else above
            if beside != "strip" and self.sliders_above == above:
                heights.append(self.around - self.lendable + self.visible.m * self.least_row)
        return min(heights, default=None)

    def _frames(self) -> Iterator[Beside]:
        """What fits into the width: sliders for x and v before sliders for u, and both before comfort."""
        few_columns = self.visible.n <= FEW
        for above in (True, False) if few_columns else (False,):
            for beside, tight in _FRAMES:
                if beside != "strip" and self.visible.m > FEW:
                    continue
                self._draw_in(beside, tight=tight, above=above)
                if self.room >= self._least_room(above=above, tight=tight):
                    yield beside

    def _least_room(self, *, above: bool, tight: bool) -> float:
        # The width of J from which there are sliders above it, or its columns can be told apart.
        if above:
            return self.visible.n * (self.s.least_slider if tight else self.s.slider_width)
        return 0 if tight else min(self.visible.n * _NARROW_COLUMN, _NARROW_MATRIX) * self.s.scale

    def _draw_in(self, beside: Beside, *, tight: bool, above: bool) -> None:
        """What stands left and right of J and the room that it leaves; strips need less than sliders."""
        s, roomy = self.s, beside != "strip" and not self.narrow
        self.sliders_beside, self.sliders_above = beside != "strip", above
        self.between = round(s.gap * (0.45 if tight else 0.67 if self.narrow else 1))
        self.margin = round(s.margin * (0.5 if tight else 1))
        self.gutter = s.tight_gutter if tight else s.gutter if roomy else s.narrow_gutter
        if beside in {"flat", "lines"}:
            self.gutter = s.lines_gutter if beside == "lines" else s.low_gutter if tight else s.flat_gutter
        self.product = s.tight_product if tight else round(s.product * (1.0 if roomy else 0.78))
        self.values = min(s.values, s.tight_values) if tight else s.values
        fixed = 2 * self.margin + self.gutter + 2 * self.between + self.product + 6 + self.values
        self.room = max(self.width - fixed, 24)
        self.lead = s.slider_height if above else s.strip
        self.sums = s.product_height if self.visible.n <= FEW else s.bars_height
        above_j = 2 * self.lead + 6 + 6 + s.line
        below = self.between + self.sums + 12 + s.bar
        self.around = above_j + below
        self.tall = self.height - self.around
        lines = s.stacked if tight and beside == "sliders" else s.two_lines
        gap = _WIDEST_GAP if beside in {"sliders", "lines"} else 0
        self.least_row = {"strip": 0, "flat": s.row_height}.get(beside, lines + gap)

    @property
    def lendable(self) -> int:
        """The height that u^T J, x and v can do without."""
        if self.visible.n > FEW or not self.sliders_beside:
            return 0
        lent_above = 2 * (self.lead - self.s.low_slider) if self.sliders_above else 0
        return self.sums - self.s.low_product + lent_above

    def _lend_to_low_rows(self) -> None:
        """Rows too low for their sliders come before the height of u^T J, and before that of x and v."""
        s, m = self.s, self.visible.m
        wanted = s.slider_height if m <= _LENT_TO else self.least_row
        sums = min(m * wanted - self.tall, self.sums - s.low_product) if self.visible.n <= FEW else 0
        if sums > 0 and wanted:
            self.sums -= sums
            self.tall += sums
        lacking = m * self.least_row - self.tall
        if lacking > 0 and self.sliders_above and self.sliders_beside:
            lent = min(-(-lacking // 2), self.lead - s.low_slider)
            self.lead -= lent
            self.tall += 2 * lent
        self.tall = max(self.tall, min(self.least_row or 24, 24))

    def _give_back(self) -> None:
        """Where all has drawn in and J needs less than is there, y and J v have their room again."""
        spare = self.room - self.visible.n * self.s.slider_width if self.sliders_above else 0
        for part, wanted in (("values", self.s.values), ("product", round(self.s.product * 0.78))):
            more = max(min(spare, wanted - getattr(self, part)), 0)
            setattr(self, part, getattr(self, part) + more)
            self.room -= more
            spare -= more

    def _cells(self, tall: int) -> tuple[float, float]:
        # Width of the matrix and its height.
        m, n = self.visible.m, self.visible.n
        few_columns, few_rows = n <= FEW, m <= FEW
        largest = min(max(WIDEST_COLUMN, 0.15 * self.width), 150) * self.s.scale
        width = min(self.room, n * (largest if few_columns else WIDEST_OF_MANY * self.s.scale))
        row = TALLEST_ROW * largest / WIDEST_COLUMN if few_rows else WIDEST_OF_MANY * self.s.scale
        height = min(tall, m * row)
        square = width * m / n * (SQUARISH if few_columns and few_rows else 1.0)
        least = m * self.s.slider_height if few_rows else 0
        height = min(height, max(square, width / 2 if not few_columns else 0, least))
        if not few_columns:
            width = min(width, max(height * n / m, height / 2))
        return width, height

    def _axes(self, width: float, height: float) -> tuple[Axis, Axis]:
        v, ratio = self.visible, self.grid.ratio
        (top, bottom), (left, right) = v.rows, v.columns
        pitch = min(width / (right - left), height / (bottom - top))
        gap = round((_WIDEST_GAP if pitch >= 24 else 1 if pitch >= 9 else 0) * ratio) / ratio
        wide, high = self.grid.length(width), self.grid.length(height)
        return Axis(v.n, left, right, wide, gap, ratio), Axis(v.m, top, bottom, high, gap, ratio)

    def _boxes(self, columns: Axis, rows: Axis) -> Geometry:
        s, grid = self.s, self.grid
        wide, high = int(columns.length), int(rows.length)
        used = self.gutter + 2 * self.between + wide + self.product + 6 + self.values
        left = grid.across(max((self.width - used) // 2, self.margin))
        mx = grid.across(left + self.gutter + self.between)
        jx = grid.across(mx + wide + self.between)
        lead = grid.length(self.lead)
        product, strip = grid.length(self.product), grid.length(self.sums)
        x_top = grid.down(0)
        v_top = grid.down(x_top + lead + 6)
        heading = v_top + lead + 6
        my = grid.down(heading + s.line)
        py = grid.down(my + high + self.between)
        beside = grid.length(self.gutter if self.sliders_beside else min(s.strip, self.gutter))
        ux = grid.across(mx - self.between - beside) if self.sliders_beside else grid.across(mx - 6 - beside)
        bar_top = grid.down(py + strip + 12)
        return Geometry(
            columns=columns, rows=rows, sliders_above=self.sliders_above, sliders_beside=self.sliders_beside,
            x=Box(mx, x_top, wide, lead), v=Box(mx, v_top, wide, lead), u=Box(ux, my, beside, high),
            matrix=Box(mx, my, wide, high), vjp=Box(mx, py, wide, strip), jvp=Box(jx, my, product, high),
            y=Box(jx + product + 6, my, self.values, high),
            corner=Box(jx, py, product, strip), bar=Box(mx, bar_top, wide, s.bar),
            row_names=Box(left, my, max(ux - left - 6, 0), high),
            gutter=(left, self.gutter), heading=(heading, s.line), bottom=bar_top + s.bar,
            least_row=self.least_row, grid=grid,
        )  # fmt: skip
