"""The board: J with everything that multiplies it, placed by one geometry."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from PySide6.QtCore import QEvent, QPoint, QVariantAnimation, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from jacviz.engine.messages import JacobianAnswer, Variable
from jacviz.session.document import Document
from jacviz.session.planning import answers
from jacviz.session.products import Products
from jacviz.session.results import Results
from jacviz.session.vectors import Norm
from jacviz.ui import theme
from jacviz.ui.matrix import axis_names, sentences, typeset, words
from jacviz.ui.matrix.axis import Grid
from jacviz.ui.matrix.colour_bar import ColourBar
from jacviz.ui.matrix.coloured import Coloured
from jacviz.ui.matrix.corner import Corner
from jacviz.ui.matrix.entry_menu import EntryMenu
from jacviz.ui.matrix.geometry import Geometry, arrange
from jacviz.ui.matrix.heatmap import HeatMap
from jacviz.ui.matrix.limits_button import LimitsButton
from jacviz.ui.matrix.measures import measures
from jacviz.ui.matrix.outputs import Outputs
from jacviz.ui.matrix.pointing import NOWHERE, Pointer, picked
from jacviz.ui.matrix.sides import Side
from jacviz.ui.matrix.strips import ProductStrip
from jacviz.ui.matrix.survey import Survey
from jacviz.ui.matrix.terms import rounding, settled_scalar, weighted
from jacviz.ui.matrix.window import Visible
from jacviz.ui.source import MatrixSource

_DIMMED = 0.6  # how far a stale J fades


class Wishes(NamedTuple):
    """What a board asks for, in logical pixels.

    Attributes:
        least: The least height.
        best: The height above which nothing is gained.
        sliders: The height from which u has sliders; the least one where it never has.
        product: Width of the product at the best height.
    """

    least: int
    best: int
    sliders: int
    product: int


class Board(QWidget):
    """The matrix product, drawn.

    Signals:
        pointed(object): The Pointer that is lit.
        window_changed(object): Another Visible is shown.
        surveyed: `survey` is another one.
    """

    pointed = Signal(object)
    window_changed = Signal(object)
    surveyed = Signal()

    def __init__(self, studio: MatrixSource, parent: QWidget | None = None) -> None:
        """Make an empty board.

        Args:
            studio: Where wishes go.
            parent: The panel.
        """
        super().__init__(parent)
        self._studio = studio
        self.x_side = Side(studio, "x", self)
        self.v_side = Side(studio, "v", self)
        self.u_side = Side(studio, "u", self)
        self.matrix = HeatMap(self)
        self.vjp = ProductStrip("horizontal", "input", "u transposed J", self)
        self.jvp = ProductStrip("vertical", "output", "J v", self)
        self.corner, self.outputs, self.bar = Corner(self), Outputs(self), ColourBar(self)
        self.outputs_strip = ProductStrip("vertical", "output", "Outputs y", self)
        self.outputs_strip.set_quiet(True)
        self.vjp.setToolTip("Click: v one-hot here, which picks this column. Shift adds.")
        for part in (self.jvp, self.outputs, self.outputs_strip):
            part.setToolTip("Click: u one-hot here, which picks this row. Shift adds.")
        self.limits = LimitsButton(studio, self)
        self.coloured = Coloured(self.matrix, self.bar, self.limits, self)
        self.geometry_now: Geometry | None = None
        self.visible = Visible.whole(1, 1)
        self.pointer = NOWHERE
        self._answer: JacobianAnswer | None = None
        self._products: Products | None = None
        self._contributions = False
        self._wrt: Variable = "x"
        self._norms: tuple[Norm, Norm] = ("off", "off")
        self._before_pick: Document | None = None
        self._arranged_for: object = None
        self._stale_label = ""
        self._zeros = (b"", b"")
        self._fade = QVariantAnimation(self)
        self._fade.valueChanged.connect(lambda value: self._set_dim(float(value)))
        self._dim = 0.0
        self._connect()

    def _connect(self) -> None:
        self.matrix.pointed.connect(self.point)
        self.matrix.picked.connect(self.pick)
        self.matrix.window_wished.connect(self.show_window)
        self.matrix.reset.connect(self._reset)
        self.matrix.menu_wished.connect(self._show_menu)
        self.vjp.pointed.connect(lambda j: self.point(NOWHERE if j < 0 else Pointer(None, j, "vjp")))
        self.vjp.picked.connect(lambda j, add: self.pick(Pointer(None, j), add))
        for widget in (self.jvp, self.outputs, self.outputs_strip):
            widget.pointed.connect(lambda i: self.point(NOWHERE if i < 0 else Pointer(i, None, "jvp")))
            widget.picked.connect(lambda i, add: self.pick(Pointer(i, None), add))
        self.corner.pointed.connect(lambda i: self.point(NOWHERE if i < 0 else Pointer(None, None, "corner")))
        self.x_side.pointed.connect(lambda j: self.point(NOWHERE if j < 0 else Pointer(None, j, "x")))
        self.v_side.pointed.connect(lambda j: self.point(NOWHERE if j < 0 else Pointer(None, j, "v")))
        for side in (self.x_side, self.v_side):
            side.sought.connect(lambda j: self._seek(None, j))
        self.u_side.sought.connect(lambda i: self._seek(i, None))
        self.u_side.pointed.connect(lambda i: self.point(NOWHERE if i < 0 else Pointer(i, None, "u")))
        self.coloured.surveyed.connect(self._surveyed)

    # --- drawing (document, results) ---------------------------------------------------------------------

    def draw(self, document: Document, results: Results) -> None:
        """Show what differs from what is shown; `results.jacobian` is there."""
        answer = results.jacobian
        assert answer is not None
        new_answer = answer is not self._answer
        if new_answer:
            self._take(answer)
        norms = (document.u.norm, document.tangent.norm)
        if norms != self._norms:
            self._norms = norms
            self.update()
        if answers(results, document):
            self.x_side.draw(document.point, document.wrt)
            self.v_side.draw(document.tangent, document.wrt)
            self.u_side.draw(document.u, document.wrt)
        if document.limits != self.limits.limits:
            self.limits.set_limits(document.limits)
            if self.geometry_now is not None:
                self._place_limits(self.geometry_now)
        self._draw_products(results.products, document.contributions, new_answer)
        self._arrange()
        self._order_picture()
        self._draw_stale(results)

    def _take(self, answer: JacobianAnswer) -> None:
        old, self._answer = self._answer, answer
        m, n = answer.jacobian.shape
        if (self.visible.m, self.visible.n) != (m, n):
            self.visible = Visible.whole(m, n)
            self.point(NOWHERE)
        if old is None or old.outputs.names != answer.outputs.names:
            self._arranged_for = None
            self.update()
        if old is None or old.columns.names != answer.columns.names:
            self.update()
        self.vjp.set_names(answer.columns.names)
        self.jvp.set_names(answer.outputs.names)
        self.outputs_strip.set_names(answer.outputs.names)
        self.outputs.set_outputs(answer.outputs.names, answer.y)
        self.outputs_strip.set_values(answer.y)
        if answer.wrt != self._wrt:
            self._wrt = answer.wrt
            self.update()

    def _draw_products(self, products: Products | None, contributions: bool, new_answer: bool) -> None:
        old = self._products
        if products is None or self._answer is None:
            return
        m, n = self._answer.jacobian.shape
        if (len(products.u), len(products.v)) != (m, n):
            return
        again = new_answer or old is None or contributions != self._contributions
        self._products, self._contributions = products, contributions
        matrix = self._answer.jacobian
        if again or old is None or products.vjp is not old.vjp:
            terms = weighted(products.u, matrix) if contributions else None
            self.vjp.set_values(products.vjp, terms, rounding(products.u, matrix))
        if again or old is None or products.jvp is not old.jvp:
            terms = weighted(products.v, matrix.T) if contributions else None
            self.jvp.set_values(products.jvp, terms, rounding(products.v, matrix.T))
        self.corner.set_value(settled_scalar(products, matrix))

    def _draw_stale(self, results: Results) -> None:
        label = sentences.stale(results.failure) if results.stale and results.failure else ""
        if label == self._stale_label:
            return
        self._stale_label = label
        goal = _DIMMED if label else 0.0
        self._fade.stop()
        if theme.current().motion and self.isVisible():
            self._fade.setDuration(theme.current().motion)
            self._fade.setStartValue(self._dim)
            self._fade.setEndValue(goal)
            self._fade.start()
        else:
            self._set_dim(goal)
        self.matrix.setAccessibleDescription(label)
        self.update()

    def _set_dim(self, dim: float) -> None:
        self._dim = dim
        for part in (self.matrix, self.vjp, self.jvp, self.corner, self.outputs, self.outputs_strip):
            part.set_dim(dim)

    @property
    def stale_label(self) -> str:
        """What stands over a Jacobian that is stale; "" where it is not."""
        return self._stale_label

    @property
    def survey(self) -> Survey | None:
        """What is known about J."""
        return self.coloured.survey

    # --- geometry ----------------------------------------------------------------------------------------

    def wishes(self, width: int) -> Wishes:
        """How high the board should be, and how wide the product then is.

        Args:
            width: Of the board, logical pixels.

        Returns:
            The least and the best height; the best one is not more than a large matrix can use.
        """
        wanted = measures(self._output_names, width)
        tall = arrange(self.visible, width, 4000, wanted, Grid())
        short = arrange(self.visible, width, 10, wanted, Grid())
        rows = min(theme.current().pixels(48) * min(self.visible.m, 4), 160)
        around = short.bottom - short.matrix.height
        least = around + rows
        sliders = around + self.visible.m * tall.least_row if tall.sliders_beside else least
        best = max(min(tall.bottom, least + 480), least)
        return Wishes(least, best, min(sliders, best), tall.y.right - tall.gutter[0])

    @property
    def _output_names(self) -> tuple[str, ...]:
        return self._answer.outputs.names if self._answer is not None else ()

    def _grid(self) -> Grid:
        origin = self.mapTo(self.window(), QPoint(0, 0))
        return Grid(self.devicePixelRatio(), origin.x(), origin.y())

    def _arrange(self) -> None:
        if self._answer is None or self.width() < 10:
            return
        counts = (self.x_side.count, self.u_side.count)
        key = (self.visible, self.size(), self._grid(), theme.current().scale, counts)
        if key == self._arranged_for:
            return
        self._arranged_for = key
        grid = self._grid()
        wanted = measures(self._output_names, self.width())
        g = self.geometry_now = arrange(self.visible, self.width(), self.height(), wanted, grid)
        self.x_side.place(g.x, g.columns, grid, sliders=g.sliders_above)
        self.v_side.place(g.v, g.columns, grid, sliders=g.sliders_above)
        self.u_side.place(g.u, g.rows, grid, sliders=g.sliders_beside)
        self.matrix.setGeometry(*g.matrix)
        self.matrix.set_axes(self.visible, g.rows, g.columns)
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
        self._place_limits(g)
        self._set_tab_order()
        self.update()

    def _place_limits(self, g: Geometry) -> None:
        hint = self.limits.sizeHint()
        word = self.limits.fontMetrics().horizontalAdvance(self.limits.text())
        left = g.gutter[0] - (hint.width() - word) // 2  # the word, not its padding, stands at the edge
        width = min(hint.width(), g.matrix.x - left - 2)
        self.limits.setGeometry(left, g.bar.y - (hint.height() - 8) // 2, width, hint.height())

    def _set_tab_order(self) -> None:
        sides = (*self.x_side.widgets, *self.v_side.widgets, *self.u_side.widgets)
        # From a part that is always there: sliders made later would come after all else.
        for one, other in pairwise((self.x_side.strip, *sides, self.matrix, self.limits)):
            QWidget.setTabOrder(one, other)

    def show_window(self, visible: Visible) -> None:
        """Zoom or pan: every part follows."""
        if visible == self.visible or (visible.m, visible.n) != (self.visible.m, self.visible.n):
            return
        self.visible = visible
        self._arrange()
        self._order_picture()
        self.window_changed.emit(visible)

    def _seek(self, row: int | None, column: int | None) -> None:
        """Move the window until a row or column is in sight."""
        seen = self.visible
        down = int(seen.rows[0] + 0.999) if row is None else row
        across = int(seen.columns[0] + 0.999) if column is None else column
        self.show_window(seen.including(down, across))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102
        super().resizeEvent(event)
        self._arrange()
        self._order_picture()

    def changeEvent(self, event: QEvent) -> None:  # noqa: D102
        super().changeEvent(event)
        if event.type() in {QEvent.Type.PaletteChange, QEvent.Type.FontChange} and self._answer is not None:
            self.coloured.forget_colours()
            self._arranged_for = None
            self._arrange()
            self.matrix.repaint_numbers()
            self._order_picture()

    def event(self, event: QEvent) -> bool:  # noqa: D102
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._arrange()
            self._order_picture()
        return super().event(event)

    # --- the picture -------------------------------------------------------------------------------------

    def _order_picture(self) -> None:
        if self.geometry_now is not None and self._answer is not None:
            limits = self._studio.document.limits
            self.coloured.order(self._answer.jacobian, self.geometry_now, limits)

    def _surveyed(self) -> None:
        self.surveyed.emit()
        found = self.survey
        zeros = (found.zero_rows.tobytes(), found.zero_columns.tobytes()) if found else (b"", b"")
        if zeros != self._zeros:
            self._zeros = zeros
            self.update()

    # --- pointing and picking ----------------------------------------------------------------------------

    def point(self, pointer: Pointer) -> None:
        """Light a row, a column, an entry or nothing, in every part at once."""
        if pointer == self.pointer:
            return
        self.pointer = pointer
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
        self._update_names()
        self.pointed.emit(pointer)

    def _update_names(self) -> None:
        # Only what changes with the pointer: a whole repaint would take all children with it.
        g = self.geometry_now
        if g is not None and axis_names.names_columns(g):
            self.update(g.matrix.x, g.heading[0], g.matrix.width, g.heading[1])
        if g is not None and axis_names.names_rows(g):
            self.update(*g.row_names)

    def pick(self, pointer: Pointer, add: bool) -> None:
        """Make u one-hot at the pointer's row, v at its column."""
        self._before_pick = self._studio.document
        self._studio.update(picked(self._studio.document, pointer, add=add), merge="pick")
        self._studio.close_gesture()

    def _reset(self) -> None:
        """All of J again; what the first half of the double click picked is taken back."""
        if self._before_pick is not None:
            before = self._before_pick
            here = self._studio.document
            if (before.u, before.tangent) != (here.u, here.tangent):
                self._studio.undo()
        self.show_window(Visible.whole(self.visible.m, self.visible.n))

    def _show_menu(self, pointer: Pointer, place: QPoint) -> None:
        if self._answer is not None and pointer.row is not None and pointer.column is not None:
            value = float(self._answer.jacobian[pointer.row, pointer.column])
            EntryMenu(self, pointer, value).popup(place)

    # --- words -------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        g, answer = self.geometry_now, self._answer
        painter = QPainter(self)
        painter.fillRect(event.rect(), theme.colour("panel"))
        if g is None or answer is None:
            return
        words.paint_words(painter, g, self._wrt, *self._norms)
        if not g.columns.gap:
            words.paint_frame(painter, g.matrix)
        if axis_names.names_columns(g) and not self._stale_label:
            axis_names.paint_column_names(painter, g, answer.columns.names, self.pointer.column)
        if axis_names.names_rows(g):
            axis_names.paint_row_names(painter, g, answer.outputs.names, self.pointer.row)
        if self.survey is not None:
            words.paint_zero_marks(painter, g, self.survey)
        words.paint_window_marks(painter, g)
        if self._stale_label:
            base = g.heading[0] + typeset.centred(g.heading[1], theme.QUIET)
            line = (typeset.Run(self._stale_label, "strong"),)
            typeset.paint(painter, g.matrix.x, base, line, theme.QUIET, theme.colour("quiet"))
