"""J as coloured cells with their numbers: the picture in the middle of the product."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from jacviz.ui import theme
from jacviz.ui.matrix import figures
from jacviz.ui.matrix.axis import Axis
from jacviz.ui.matrix.entries import Fading
from jacviz.ui.matrix.pixels import luminance
from jacviz.ui.matrix.pointing import NOWHERE, Pointer
from jacviz.ui.matrix.shading import Array, Shade
from jacviz.ui.matrix.traces import traces
from jacviz.ui.matrix.window import Visible

RADIUS = 3
MOST_NUMBERS = 600  # cells whose numbers are printed
_CLOSER = 0.8  # factor of one wheel notch
_MOVES = {
    Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0),
}  # fmt: skip


class HeatMap(Fading):
    """The cells of J under the mouse and the keyboard.

    A click picks an entry: u one-hot at its row, v one-hot at its column; with shift it is added. The wheel
    zooms a large matrix, a drag pans it, a double click or Home shows all of it again. Arrow keys move a
    cursor, Enter picks, R picks the row alone and C the column alone, + and - zoom.

    Signals:
        pointed(object): The Pointer under the mouse or the cursor.
        picked(object, bool): A Pointer, and whether it is added to what is there.
        window_wished(object): Another Visible.
        reset(): All of J is wanted; what the first click of a double click picked is to be taken back.
        menu_wished(object, object): A Pointer and the global place for its menu.
    """

    pointed = Signal(object)
    picked = Signal(object, bool)
    window_wished = Signal(object)
    reset = Signal()
    menu_wished = Signal(object, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName("Jacobian matrix")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._shade: Shade | None = None
        self._visible = Visible.whole(1, 1)
        self._rows = self._columns = Axis(1, 0, 1, 1)
        self._image: QImage | None = None
        self._cells: QPixmap | None = None
        self._pointer = NOWHERE
        self._cursor: tuple[int, int] = (0, 0)
        self._press: tuple[QPointF, Visible] | None = None
        self._panning = False

    # --- what is shown -----------------------------------------------------------------------------------

    def set_axes(self, visible: Visible, rows: Axis, columns: Axis) -> None:
        """Take the geometry over; the picture follows by `set_shade`, until then the old one is stretched."""
        if (visible, rows, columns) == (self._visible, self._rows, self._columns):
            return
        if (visible.m, visible.n) != (self._visible.m, self._visible.n):
            self._cursor = (0, 0)
        self._visible, self._rows, self._columns = visible, rows, columns
        self._cells = None
        self.update()

    def set_shade(self, shade: Shade | None) -> None:
        """Show a finished picture."""
        if shade is self._shade:
            return
        self._shade = shade
        self._image = None if shade is None else _image(shade.image)
        self._cells = None
        self.update()

    def set_pointer(self, pointer: Pointer) -> None:
        """Light a row, a column or an entry."""
        if pointer != self._pointer:
            self._pointer = pointer
            self.update()

    def repaint_numbers(self) -> None:
        """Type or colours of the theme are others now."""
        self._cells = None
        self.update()

    @property
    def cursor_cell(self) -> tuple[int, int]:
        """Row and column of the keyboard's cursor."""
        return self._cursor

    @property
    def shade(self) -> Shade | None:
        """The picture that is shown."""
        return self._shade

    # --- painting ----------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        painter = QPainter(self)
        painter.fillRect(event.rect(), theme.colour("panel"))
        if self._shade is None or self._image is None:
            return
        painter.setOpacity(1 - self._dim)
        if (self._shade.order.rows, self._shade.order.columns) == (self._rows, self._columns):
            if self._cells is None:
                self._cells = self._drawn_cells(self._shade, self._image)
            painter.drawPixmap(0, 0, self._cells)
        else:
            painter.drawImage(self._stretched(self._shade), self._image)
        painter.setOpacity(1.0)
        self._paint_pointer(painter)

    def _stretched(self, shade: Shade) -> QRectF:
        # Where the picture of another window lies in this one.
        old_columns, old_rows = shade.order.columns, shade.order.rows
        left = (old_columns.first - self._columns.first) * self._columns.pitch
        top = (old_rows.first - self._rows.first) * self._rows.pitch
        wide = (old_columns.last - old_columns.first) * self._columns.pitch
        return QRectF(left, top, wide, (old_rows.last - old_rows.first) * self._rows.pitch)

    def _drawn_cells(self, shade: Shade, image: QImage) -> QPixmap:
        pixmap = QPixmap.fromImage(image)
        pixmap.setDevicePixelRatio(self._columns.ratio)
        rows, columns = self._rows, self._columns
        if (rows.end - rows.begin) * (columns.end - columns.begin) > MOST_NUMBERS:
            return pixmap
        down, across = slice(rows.begin, rows.end), slice(columns.begin, columns.end)
        values = shade.order.jacobian[down, across]
        wide, high = columns.pitch - columns.gap, rows.pitch - rows.gap
        largest = theme.CELL + max(min(wide, high) / theme.current().scale - 90, 0) / 5
        noise = traces(shade.order.jacobian, down, across)
        fitting = figures.fit(values, wide - min(12, wide / 6), high, largest, traces=noise)
        if fitting.size:
            painter = QPainter(pixmap)
            self._paint_numbers(painter, shade, values, fitting, wide)
            painter.end()
        return pixmap

    def _paint_numbers(
        self, painter: QPainter, shade: Shade, values: Array, fitting: figures.Figures, room: float
    ) -> None:
        dark, light = _inks()
        font, metrics = figures.face(fitting.size)
        painter.setFont(font)
        ink = _dark_ink_on(shade.colours, dark, light)
        finite, error = np.isfinite(values), theme.colour("error")
        rows, columns = self._rows, self._columns
        baselines = [rows.middle(i) + metrics.capHeight() / 2 for i in range(rows.begin, rows.end)]
        for j in range(values.shape[1]):
            column = [row[j] for row in fitting.figures]
            starts = figures.decimal_column(column, room)
            middle = columns.middle(columns.begin + j)
            for i, baseline in enumerate(baselines):
                pen = dark if ink[i, j] else light
                painter.setPen(pen if finite[i, j] else error)
                painter.drawText(QPointF(middle + starts[i], baseline), column[i].text)

    def _paint_pointer(self, painter: QPainter) -> None:
        """The row in the outputs' hue, the column in the inputs', the entry itself in ink."""
        pointer = self._pointer
        whole = QRectF(0, 0, self._columns.length, self._rows.length)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        row = self._band(self._rows, pointer.row)
        column = self._band(self._columns, pointer.column)
        if row is not None:
            self._outline(painter, QRectF(0, row[0], whole.width(), row[1] - row[0]), "output_mark", 1.5)
        if column is not None:
            band = QRectF(column[0], 0, column[1] - column[0], whole.height())
            self._outline(painter, band, "input_mark", 1.5)
        if row is not None and column is not None:
            cell = QRectF(column[0], row[0], column[1] - column[0], row[1] - row[0])
            self._outline(painter, cell, "text", 2)
        elif self.hasFocus() and pointer.nowhere:
            row, column = self._band(self._rows, self._cursor[0]), self._band(self._columns, self._cursor[1])
            if row is not None and column is not None:
                cell = QRectF(column[0], row[0], column[1] - column[0], row[1] - row[0])
                self._outline(painter, cell, "text", 2)

    def _outline(self, painter: QPainter, rect: QRectF, token: str, width: float) -> None:
        """A line along the inside; thin cells get it around them."""
        colour = theme.colour(token)
        thin = min(rect.width(), rect.height()) < 8
        inset = -width / 2 if thin else width / 2
        painter.setPen(QPen(colour, width))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        radius = RADIUS - width / 2 if self._columns.gap else 0
        painter.drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), radius, radius)

    @staticmethod
    def _band(axis: Axis, index: int | None) -> tuple[float, float] | None:
        if index is None or not axis.begin <= index < axis.end:
            return None
        low, high = axis.span(index)
        return low, max(high, low + 1 / axis.ratio)

    # --- mouse -------------------------------------------------------------------------------------------

    def _pointer_at(self, place: QPointF) -> Pointer:
        row, column = self._rows.at(place.y()), self._columns.at(place.x())
        return NOWHERE if row is None or column is None else Pointer(row, column)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        if event.button() == Qt.MouseButton.LeftButton:
            self._press, self._panning = (event.position(), self._visible), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        if self._press is None:
            self.pointed.emit(self._pointer_at(event.position()))
            return
        start, visible = self._press
        moved = event.position() - start
        if not self._panning and moved.manhattanLength() < 6:
            return
        if not visible.is_whole:
            self._panning = True
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            down, across = moved.y() / self._rows.pitch, moved.x() / self._columns.pitch
            self.window_wished.emit(visible.panned(-down, -across))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        if event.button() != Qt.MouseButton.LeftButton or self._press is None:
            return
        start, self._press = self._press[0], None
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        near = (event.position() - start).manhattanLength() < 6
        pointer = self._pointer_at(event.position())
        if not self._panning and near and not pointer.nowhere:
            self._cursor = (pointer.row or 0, pointer.column or 0)
            self.picked.emit(pointer, bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        self._panning = False

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        if event.button() == Qt.MouseButton.LeftButton and not self._visible.is_whole:
            self.reset.emit()
        else:
            self.mousePressEvent(event)

    def contextMenuEvent(self, event: object) -> None:  # noqa: D102
        place = event.pos()  # type: ignore[attr-defined]
        pointer = self._pointer_at(QPointF(place))
        if event.reason() == event.Reason.Keyboard:  # type: ignore[attr-defined]
            pointer = Pointer(*self._cursor)
            cell = self._cell_rect(*self._cursor)
            self.menu_wished.emit(pointer, self.mapToGlobal(cell.center()))
            return
        if not pointer.nowhere:
            self.menu_wished.emit(pointer, event.globalPos())  # type: ignore[attr-defined]

    def leaveEvent(self, event: object) -> None:  # noqa: D102
        del event
        self.pointed.emit(NOWHERE)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: D102
        notches = event.angleDelta().y() / 120
        if not self._visible.can_zoom or notches == 0:
            event.ignore()
            return
        place = event.position()
        row, column = self._rows.edge_at(place.y()), self._columns.edge_at(place.x())
        self.window_wished.emit(self._visible.zoomed(_CLOSER**notches, row, column))
        event.accept()

    # --- keyboard ----------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: D102
        key = Qt.Key(event.key())
        add = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        row, column = self._cursor
        if key in _MOVES:
            far = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            self._move(*_MOVES[key], far=far)
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self.picked.emit(Pointer(row, column), add)
        elif key == Qt.Key.Key_R:
            self.picked.emit(Pointer(row, None), add)
        elif key == Qt.Key.Key_C and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.picked.emit(Pointer(None, column), add)
        elif key in {Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus} and self._visible.can_zoom:
            factor = 1 / _CLOSER if key == Qt.Key.Key_Minus else _CLOSER
            self.window_wished.emit(self._visible.zoomed(factor, row + 0.5, column + 0.5))
        elif key == Qt.Key.Key_Home and not self._visible.is_whole:
            self.window_wished.emit(Visible.whole(self._visible.m, self._visible.n))
        else:
            super().keyPressEvent(event)

    def _move(self, down: int, across: int, *, far: bool) -> None:
        step_down, step_across = (self._rows.end, self._columns.end) if far else (1, 1)
        row = min(max(self._cursor[0] + down * step_down, 0), self._visible.m - 1)
        column = min(max(self._cursor[1] + across * step_across, 0), self._visible.n - 1)
        self._cursor = (row, column)
        shown = self._visible.including(row, column)
        if shown != self._visible:
            self.window_wished.emit(shown)
        self.pointed.emit(Pointer(row, column))

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: D102
        super().focusInEvent(event)
        if event.reason() in {Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason}:
            self.pointed.emit(Pointer(*self._cursor))

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: D102
        super().focusOutEvent(event)
        if event.reason() in {Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason}:
            self.pointed.emit(NOWHERE)

    def _cell_rect(self, row: int, column: int) -> QRect:
        vertical, across = self._band(self._rows, row), self._band(self._columns, column)
        if vertical is None or across is None:
            return self.rect()
        return QRectF(across[0], vertical[0], across[1] - across[0], vertical[1] - vertical[0]).toRect()


def _image(pixels: Array) -> QImage:
    # A QImage over the array, which must outlive it.
    height, width = pixels.shape
    return QImage(pixels.data, width, height, width * 4, QImage.Format.Format_RGB32)


def _inks() -> tuple[QColor, QColor]:
    # The darker and the lighter of the two colours that text can have.
    one, other = theme.colour("text"), theme.colour("on_accent")
    return (one, other) if one.lightnessF() < other.lightnessF() else (other, one)


def _dark_ink_on(colours: Array, dark: QColor, light: QColor) -> Array:
    # Where dark text has the better contrast.
    ground = luminance(colours) + 0.05
    inks = luminance(np.array([dark.rgb(), light.rgb()], dtype=np.uint32)) + 0.05
    return np.asarray(ground / inks[0] >= inks[1] / ground)
