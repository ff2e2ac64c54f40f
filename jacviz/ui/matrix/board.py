"""The board: J with everything that multiplies it, placed by one geometry."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPoint, Qt, QVariantAnimation, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QMenu, QWidget

from jacviz.engine.messages import JacobianAnswer, Variable
from jacviz.session.document import Document
from jacviz.session.products import Products
from jacviz.session.results import Results
from jacviz.ui import theme
from jacviz.ui.matrix import sentences, typeset, words
from jacviz.ui.matrix.colour_bar import ColourBar
from jacviz.ui.matrix.geometry import Geometry, Grid, Measures, arrange
from jacviz.ui.matrix.heatmap import RADIUS, HeatMap
from jacviz.ui.matrix.limits_button import LimitsButton
from jacviz.ui.matrix.outputs import Outputs
from jacviz.ui.matrix.pixels import colour_table
from jacviz.ui.matrix.pointing import NOWHERE, Pointer, picked
from jacviz.ui.matrix.shading import Array, Order, Shading
from jacviz.ui.matrix.sides import Side
from jacviz.ui.matrix.strips import Corner, ProductStrip
from jacviz.ui.matrix.survey import Survey
from jacviz.ui.matrix.terms import MOST_TERMS
from jacviz.ui.matrix.window import FEW, Visible
from jacviz.ui.studio import Studio

_DIMMED = 0.6  # how far a stale J fades


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

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        """Make an empty board.

        Args:
            studio: Where wishes go.
            parent: The panel.
        """
        super().__init__(parent)
        self._studio = studio
        self.x, self.v, self.u = Side(studio, "x", self), Side(studio, "v", self), Side(studio, "u", self)
        self.matrix = HeatMap(self)
        self.vjp = ProductStrip("horizontal", "input", "u transposed J", self)
        self.jvp = ProductStrip("vertical", "output", "J v", self)
        self.corner, self.y, self.bar = Corner(self), Outputs(self), ColourBar(self)
        self.y_strip = ProductStrip("vertical", "output", "Outputs y", self)
        self.y_strip.set_quiet(True)
        self.limits = LimitsButton(studio, self)
        self.shading = Shading(self)
        self.geometry_now: Geometry | None = None
        self.visible = Visible.whole(1, 1)
        self.pointer = NOWHERE
        self._answer: JacobianAnswer | None = None
        self._products: Products | None = None
        self._contributions = False
        self._wrt: Variable = "x"
        self._before_pick: Document | None = None
        self._table: Array | None = None
        self._arranged_for: object = None
        self._stale_label = ""
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
        for widget in (self.jvp, self.y, self.y_strip):
            widget.pointed.connect(lambda i: self.point(NOWHERE if i < 0 else Pointer(i, None, "jvp")))
            widget.picked.connect(lambda i, add: self.pick(Pointer(i, None), add))
        self.corner.pointed.connect(lambda i: self.point(NOWHERE if i < 0 else Pointer(None, None, "corner")))
        for side in (self.x, self.v):
            side.pointed.connect(lambda j: self.point(NOWHERE if j < 0 else Pointer(None, j, "vjp")))
        self.u.pointed.connect(lambda i: self.point(NOWHERE if i < 0 else Pointer(i, None, "jvp")))
        self.shading.finished.connect(self._shaded)

    # --- drawing (document, results) ---------------------------------------------------------------------

    def draw(self, document: Document, results: Results) -> None:
        """Show what differs from what is shown; `results.jacobian` is there."""
        answer = results.jacobian
        assert answer is not None
        new_answer = answer is not self._answer
        if new_answer:
            self._take(answer)
        fits = len(document.u) == answer.jacobian.shape[0] and len(document.tangent) == answer.jacobian.shape[1]
        if fits and document.wrt == answer.wrt:
            self.x.draw(document.point, document.wrt)
            self.v.draw(document.tangent, document.wrt)
            self.u.draw(document.u, document.wrt)
        if document.limits != self.limits.limits or new_answer:
            self.limits.set_limits(document.limits)
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
        if old is None or old.outputs.names != answer.outputs.names or old.columns.names != answer.columns.names:
            self._arranged_for = None
        self.y.set_outputs(answer.outputs.names, answer.y)
        self.y_strip.set_values(answer.y)
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
        if again or old is None or products.vjp is not old.vjp:
            self.vjp.set_values(products.vjp, self._terms(products.u, 0) if contributions else None)
        if again or old is None or products.jvp is not old.jvp:
            self.jvp.set_values(products.jvp, self._terms(products.v, 1) if contributions else None)
        self.corner.set_value(products.utjv)

    def _terms(self, weights: Array, axis: int) -> Array | None:
        """weights[i] * row i of J (column where `axis` is 1), where there are few."""
        assert self._answer is not None
        if len(weights) > MOST_TERMS:
            return None
        matrix = self._answer.jacobian if axis == 0 else self._answer.jacobian.T
        with np.errstate(all="ignore"):
            return np.where(weights[:, None] != 0, weights[:, None] * matrix, 0.0)

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
        for part in (self.matrix, self.vjp, self.jvp, self.corner, self.y, self.y_strip):
            part.set_dim(dim)

    @property
    def stale_label(self) -> str:
        """What stands over a Jacobian that is stale; "" where it is not."""
        return self._stale_label

    @property
    def survey(self) -> Survey | None:
        """What is known about J."""
        return self.shading.shade.survey if self.shading.shade else None

    # --- geometry ----------------------------------------------------------------------------------------

    def wished_height(self, width: int) -> tuple[int, int]:
        """The least and the best height of the board.

        Args:
            width: Logical pixels.

        Returns:
            Two heights; the best one is not more than a large matrix can use.
        """
        tall = arrange(self.visible, width, 4000, self._measures(width), Grid()).bottom
        short = arrange(self.visible, width, 10, self._measures(width), Grid())
        least = short.bottom - short.matrix.height + min(theme.current().pixels(48) * min(self.visible.m, 4), 160)
        return least, max(min(tall, least + 480), least)

    def _measures(self, width: int) -> Measures:
        scale = theme.current().scale
        px = theme.current().pixels
        names = self._answer.outputs.names if self._answer is not None else ()
        widest = max((typeset.width(typeset.name(name), 15) for name in names[:64]), default=0.0)
        values = round(min(max(widest + 56 * scale, 58 * scale), 0.2 * width))
        if len(names) > FEW:
            values = min(values, px(66))
        return Measures(
            slider_width=px(46), slider_height=px(48), row_height=px(34), strip=px(38), gutter=px(104),
            narrow_gutter=px(80), product=px(78), product_height=px(60), bars_height=px(48), values=values, line=px(22), bar=px(30),
            gap=18, scale=scale,
        )  # fmt: skip

    def _grid(self) -> Grid:
        origin = self.mapTo(self.window(), QPoint(0, 0))
        return Grid(self.devicePixelRatio(), origin.x(), origin.y())

    def _arrange(self) -> None:
        if self._answer is None or self.width() < 10:
            return
        key = (self.visible, self.size(), self._grid(), theme.current().scale, self.x.count, self.u.count)
        if key == self._arranged_for:
            return
        self._arranged_for = key
        grid = self._grid()
        g = self.geometry_now = arrange(self.visible, self.width(), self.height(), self._measures(self.width()), grid)
        self.x.place(g.x, g.columns, grid, sliders=g.sliders_above)
        self.v.place(g.v, g.columns, grid, sliders=g.sliders_above)
        self.u.place(g.u, g.rows, grid, sliders=g.sliders_beside)
        self.matrix.setGeometry(*g.matrix)
        self.matrix.set_axes(self.visible, g.rows, g.columns)
        for strip, box, axis in ((self.vjp, g.vjp, g.columns), (self.jvp, g.jvp, g.rows), (self.y_strip, g.y, g.rows)):
            strip.setGeometry(*box)
            strip.set_axis(axis)
        self.corner.setGeometry(*g.corner)
        self.bar.setGeometry(*g.bar)
        self.y.setGeometry(*g.y)
        self.y.set_axis(g.rows)
        self.y_strip.setVisible(not self.y.shows_words)
        self.y.setVisible(self.y.shows_words)
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
        chain = [*self.x.widgets, *self.v.widgets, *self.u.widgets, self.matrix, self.limits]
        for one, other in zip(chain, chain[1:], strict=False):
            QWidget.setTabOrder(one, other)

    def show_window(self, visible: Visible) -> None:
        """Zoom or pan: every part follows."""
        if visible == self.visible or (visible.m, visible.n) != (self.visible.m, self.visible.n):
            return
        self.visible = visible
        self._arrange()
        self._order_picture()
        self.window_changed.emit(visible)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102
        super().resizeEvent(event)
        self._arrange()
        self._order_picture()

    def changeEvent(self, event: QEvent) -> None:  # noqa: D102
        super().changeEvent(event)
        if event.type() in {QEvent.Type.PaletteChange, QEvent.Type.FontChange} and self._answer is not None:
            self._table = None
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
        g, answer = self.geometry_now, self._answer
        if g is None or answer is None:
            return
        if (g.rows.count, g.columns.count) != answer.jacobian.shape:
            return
        large = min(g.rows.pitch, g.columns.pitch) >= 12
        if self._table is None or self._table_is_for != large:
            mark = theme.colour("error_wash" if large else "error")
            self._table = colour_table(theme.diverging(), (mark.red(), mark.green(), mark.blue()))
            self._table_is_for = large
        ground = theme.colour("panel").rgb()
        limits = self._studio.document.limits
        radius = RADIUS if min(g.rows.pitch, g.columns.pitch) >= 24 else 1.5
        self.shading.order(Order(answer.jacobian, g.rows, g.columns, limits, self._table, int(ground), radius))

    def _shaded(self) -> None:
        shade = self.shading.shade
        if shade is None:
            return
        self.matrix.set_shade(shade)
        self.bar.set_scale(shade.bound, shade.order.limits)
        self.limits.set_bound(shade.bound)
        self.surveyed.emit()
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
        for side, index in ((self.x, column), (self.v, column), (self.u, row)):
            side.set_lit(index)
        self.corner.set_lit(pointer.part == "corner")
        self.y.set_lit(row)
        self.y_strip.set_lit(row)
        self.update()
        self.pointed.emit(pointer)

    def pick(self, pointer: Pointer, add: bool) -> None:
        """u one-hot at the pointer's row, v at its column."""
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
        answer = self._answer
        if answer is None or pointer.row is None or pointer.column is None:
            return
        row, column = pointer.row, pointer.column
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        choices = (
            (f"Pick row {row + 1} and column {column + 1}", pointer),
            (f"Pick row {row + 1}: u one-hot", Pointer(row, None)),
            (f"Pick column {column + 1}: v one-hot", Pointer(None, column)),
        )
        for title, choice in choices:
            menu.addAction(title).triggered.connect(lambda _=False, choice=choice: self.pick(choice, False))
        menu.addSeparator()
        value = float(answer.jacobian[row, column])
        menu.addAction(f"Copy {value!r}").triggered.connect(lambda: _copy(repr(value)))
        if not self.visible.is_whole:
            whole = Visible.whole(self.visible.m, self.visible.n)
            menu.addAction("Show all of J").triggered.connect(lambda: self.show_window(whole))
        menu.popup(place)

    # --- words -------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        g, answer = self.geometry_now, self._answer
        painter = QPainter(self)
        painter.fillRect(event.rect(), theme.colour("panel"))
        if g is None or answer is None:
            return
        words.paint_words(painter, g, self._wrt)
        if not g.columns.gap:
            words.paint_frame(painter, g.matrix)
        if not g.sliders_above and not self._stale_label:
            words.paint_column_names(painter, g, answer.columns.names, self.pointer.column)
        if not g.sliders_beside:
            words.paint_row_names(painter, g, self.pointer.row)
        if self.survey is not None:
            words.paint_zero_marks(painter, g, self.survey)
        words.paint_window_marks(painter, g)
        if self._stale_label:
            base = g.heading[0] + typeset.centred(g.heading[1], theme.QUIET)
            line = typeset.words(self._stale_label, "error")
            typeset.paint(painter, g.matrix.x, base, line, theme.QUIET, theme.colour("error"))


def _copy(text: str) -> None:
    from PySide6.QtGui import QGuiApplication

    QGuiApplication.clipboard().setText(text)
