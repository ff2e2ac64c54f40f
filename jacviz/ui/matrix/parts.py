"""The widgets that a board is made of: made, placed, named, lit and dimmed together."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from jacviz.ui.matrix.colour_bar import ColourBar
from jacviz.ui.matrix.corner import Corner
from jacviz.ui.matrix.heatmap import HeatMap
from jacviz.ui.matrix.limits_button import LimitsButton
from jacviz.ui.matrix.outputs import Outputs
from jacviz.ui.matrix.pointing import NOWHERE, Part, Pointer
from jacviz.ui.matrix.sides import Side
from jacviz.ui.matrix.strips import ProductStrip
from jacviz.ui.matrix.traces import traces_of_outputs

if TYPE_CHECKING:
    from jacviz.engine.messages import JacobianAnswer
    from jacviz.ui.matrix.axis import Grid
    from jacviz.ui.matrix.geometry import Geometry
    from jacviz.ui.matrix.window import Visible
    from jacviz.ui.source import MatrixSource

Point = Callable[[Pointer], None]
Pick = Callable[[Pointer, bool], None]


class Parts:
    """J, its factors, its products and what tells about its colours.

    Attributes:
        x_side: The point, above the columns.
        v_side: The weights on columns.
        u_side: The weights on rows.
        matrix: J.
        vjp: u^T J.
        jvp: J v.
        corner: u^T J v.
        outputs: y as words, where there is room for them.
        outputs_strip: y as a strip, elsewhere.
        bar: What the colours mean.
        limits: How far they reach.
    """

    def __init__(self, studio: MatrixSource, board: QWidget) -> None:
        """Make them.

        Args:
            studio: Where wishes go.
            board: Holds them.
        """
        self.x_side = Side(studio, "x", board)
        self.v_side = Side(studio, "v", board)
        self.u_side = Side(studio, "u", board)
        self.matrix = HeatMap(board)
        self.vjp = ProductStrip("horizontal", "input", "u transposed J", board)
        self.jvp = ProductStrip("vertical", "output", "J v", board)
        self.corner, self.outputs, self.bar = Corner(board), Outputs(board), ColourBar(board)
        self.outputs_strip = ProductStrip("vertical", "output", "Outputs y", board)
        self.outputs_strip.set_quiet(True)
        self.limits = LimitsButton(studio, board)
        self.vjp.setToolTip("Click: v one-hot here, which picks this column. Shift adds.")
        for part in (self.jvp, self.outputs, self.outputs_strip):
            part.setToolTip("Click: u one-hot here, which picks this row. Shift adds.")

    @property
    def counts(self) -> tuple[int, int]:
        """How many widgets x and u have."""
        return self.x_side.count, self.u_side.count

    def connect(self, point: Point, pick: Pick) -> None:
        """Tell where the mouse points and what it picks.

        Args:
            point: Takes what is pointed at.
            pick: Takes the row or column that is clicked, and whether it is added to others.
        """
        self.matrix.pointed.connect(point)
        self.matrix.picked.connect(pick)
        self.vjp.pointed.connect(lambda j: point(_column(j, "vjp")))
        self.vjp.picked.connect(lambda j, add: pick(Pointer(None, j), add))
        for widget in (self.jvp, self.outputs, self.outputs_strip):
            widget.pointed.connect(lambda i: point(_row(i, "jvp")))
            widget.picked.connect(lambda i, add: pick(Pointer(i, None), add))
        self.corner.pointed.connect(lambda i: point(NOWHERE if i < 0 else Pointer(None, None, "corner")))
        self.x_side.pointed.connect(lambda j: point(_column(j, "x")))
        self.v_side.pointed.connect(lambda j: point(_column(j, "v")))
        self.u_side.pointed.connect(lambda i: point(_row(i, "u")))

    def show_answer(self, answer: JacobianAnswer) -> None:
        """Take over the names and the outputs of a new J."""
        self.vjp.set_names(answer.columns.names)
        self.jvp.set_names(answer.outputs.names)
        self.outputs_strip.set_names(answer.outputs.names)
        noise = traces_of_outputs(answer.y, answer.jacobian, answer.point)
        self.outputs.set_outputs(answer.outputs.names, answer.y, noise)
        self.outputs_strip.set_values(answer.y)

    def place(self, g: Geometry, visible: Visible, grid: Grid) -> None:
        """Put each where the geometry has it.

        Args:
            g: The places, in logical pixels of the board.
            visible: The rows and columns that are shown.
            grid: The device pixels.
        """
        self.x_side.place(g.x, g.columns, grid, sliders=g.sliders_above)
        self.v_side.place(g.v, g.columns, grid, sliders=g.sliders_above)
        self.u_side.place(g.u, g.rows, grid, sliders=g.sliders_beside)
        self.matrix.setGeometry(*g.matrix)
        self.matrix.set_axes(visible, g.rows, g.columns)
        strips = (self.vjp, self.jvp, self.outputs_strip)
        for strip, box, axis in zip(strips, (g.vjp, g.jvp, g.y), (g.columns, g.rows, g.rows), strict=True):
            strip.setGeometry(*box)
            strip.set_axis(axis)
        self.corner.setGeometry(*g.corner)
        self.bar.setGeometry(*g.bar)
        self.outputs.setGeometry(*g.y)
        self.outputs.set_axis(g.rows)
        self.outputs_strip.setVisible(not self.outputs.shows_words)
        self.outputs.setVisible(self.outputs.shows_words)
        self.place_limits(g)
        self._set_tab_order()

    def place_limits(self, g: Geometry) -> None:
        """Put the button of the limits where its present words stand at the edge."""
        hint = self.limits.sizeHint()
        word = self.limits.fontMetrics().horizontalAdvance(self.limits.text())
        left = g.gutter[0] - (hint.width() - word) // 2  # the word, not its padding, stands at the edge
        width = min(hint.width(), g.matrix.x - left - 2)
        self.limits.setGeometry(left, g.bar.y - (hint.height() - 8) // 2, width, hint.height())

    def light(self, pointer: Pointer) -> None:
        """Light a row, a column, an entry or nothing."""
        row = -1 if pointer.row is None else pointer.row
        column = -1 if pointer.column is None else pointer.column
        self.matrix.set_pointer(pointer)
        self.vjp.set_lit(column, row)
        self.jvp.set_lit(row, column)
        for side, index in ((self.x_side, column), (self.v_side, column), (self.u_side, row)):
            side.set_lit(index)
        self.corner.set_lit(pointer.part == "corner")
        self.outputs.set_lit(row)
        self.outputs_strip.set_lit(row)

    def dim(self, share: float) -> None:
        """Let J and its products fade, 0 to 1."""
        for part in (self.matrix, self.vjp, self.jvp, self.corner, self.outputs, self.outputs_strip):
            part.set_dim(share)

    def _set_tab_order(self) -> None:
        sides = (*self.x_side.widgets, *self.v_side.widgets, *self.u_side.widgets)
        # From a part that is always there: sliders made later would come after all else.
        for one, other in pairwise((self.x_side.strip, *sides, self.matrix, self.limits)):
            QWidget.setTabOrder(one, other)


def _row(index: int, part: Part) -> Pointer:
    return NOWHERE if index < 0 else Pointer(index, None, part)


def _column(index: int, part: Part) -> Pointer:
    return NOWHERE if index < 0 else Pointer(None, index, part)
