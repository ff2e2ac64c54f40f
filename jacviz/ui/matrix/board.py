"""The board: J with everything that multiplies it, placed by one geometry."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, Signal
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
from jacviz.ui.matrix.coloured import Coloured
from jacviz.ui.matrix.entry_menu import EntryMenu
from jacviz.ui.matrix.geometry import Geometry, arrange
from jacviz.ui.matrix.measures import measures
from jacviz.ui.matrix.parts import Parts
from jacviz.ui.matrix.pointing import NOWHERE, Pointer, picked
from jacviz.ui.matrix.staleness import Staleness
from jacviz.ui.matrix.survey import Survey
from jacviz.ui.matrix.terms import rounding, settled_scalar, weighted
from jacviz.ui.matrix.window import Visible
from jacviz.ui.matrix.wishes import Wishes, wishes
from jacviz.ui.source import MatrixSource


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
        self.parts = parts = Parts(studio, self)
        self.x_side, self.v_side, self.u_side = parts.x_side, parts.v_side, parts.u_side
        self.matrix, self.vjp, self.jvp, self.corner = parts.matrix, parts.vjp, parts.jvp, parts.corner
        self.limits = parts.limits
        self.coloured = Coloured(parts.matrix, parts.bar, parts.limits, self)
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
        self._zeros = (b"", b"")
        self._staleness = Staleness(self)
        self._staleness.dimmed.connect(parts.dim)
        self._connect()

    def _connect(self) -> None:
        self.parts.connect(self.point, self.pick)
        self.matrix.window_wished.connect(self.show_window)
        self.matrix.reset.connect(self._reset)
        self.matrix.menu_wished.connect(self._show_menu)
        for side in (self.x_side, self.v_side):
            side.sought.connect(lambda j: self._seek(None, j))
        self.u_side.sought.connect(lambda i: self._seek(i, None))
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
                self.parts.place_limits(self.geometry_now)
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
        self.parts.show_answer(answer)
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
        if self._staleness.set_label(label, moving=self.isVisible()):
            self.matrix.setAccessibleDescription(label)
            self.update()

    @property
    def stale_label(self) -> str:
        """What stands over a Jacobian that is stale; "" where it is not."""
        return self._staleness.label

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
        return wishes(self.visible, width, self._output_names)

    @property
    def _output_names(self) -> tuple[str, ...]:
        return self._answer.outputs.names if self._answer is not None else ()

    def _grid(self) -> Grid:
        origin = self.mapTo(self.window(), QPoint(0, 0))
        return Grid(self.devicePixelRatio(), origin.x(), origin.y())

    def _arrange(self) -> None:
        if self._answer is None or self.width() < 10:
            return
        key = (self.visible, self.size(), self._grid(), theme.current().scale, self.parts.counts)
        if key == self._arranged_for:
            return
        self._arranged_for = key
        grid = self._grid()
        wanted = measures(self._output_names, self.width())
        g = self.geometry_now = arrange(self.visible, self.width(), self.height(), wanted, grid)
        self.parts.place(g, self.visible, grid)
        self.update()

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
        self.parts.light(pointer)
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
        if axis_names.names_columns(g) and not self.stale_label:
            axis_names.paint_column_names(painter, g, answer.columns.names, self.pointer.column)
        if axis_names.names_rows(g):
            axis_names.paint_row_names(painter, g, answer.outputs.names, self.pointer.row)
        if self.survey is not None:
            words.paint_zero_marks(painter, g, self.survey)
        words.paint_window_marks(painter, g)
        if self.stale_label:
            base = g.heading[0] + typeset.centred(g.heading[1], theme.QUIET)
            line = (typeset.Run(self.stale_label, "strong"),)
            typeset.paint(painter, g.matrix.x, base, line, theme.QUIET, theme.colour("quiet"))
