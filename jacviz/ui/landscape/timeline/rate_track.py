"""The learning rate on a logarithmic track, with a mark at the rate above which gradient descent diverges."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from jacviz.notation import number
from jacviz.session.spans import Span
from jacviz.ui import theme
from jacviz.ui.landscape.timeline.rates import FARTHEST, HIGHEST, LOWEST, Bound, covered, rounded
from jacviz.ui.plot.scale import Scale
from jacviz.ui.theme import QUIET, UNIT
from jacviz.ui.vectors import accessible

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent

_A_STEP = 0.05  # decades that an arrow key moves
_TRACK, _RING, _RING_LINE, _HALO = 3.0, 5.5, 1.75, 4.0
_WHEEL_NOTCH = 120
_KEYS = {
    Qt.Key.Key_Left: -1, Qt.Key.Key_Down: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: 1,
    Qt.Key.Key_PageDown: -20, Qt.Key.Key_PageUp: 20,
}  # fmt: skip


class RateTrack(QWidget):
    """A slider from one decade to a later one; an `accessible.Adjustable`.

    Signals:
        wished(float): The user moved the rate; sent for every step of a gesture.
        released(): The gesture is over.
        typing(): The user wants to type.
    """

    wished = Signal(float)
    released = Signal()
    typing = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        accessible.install()
        self._rate, self._bound = 1e-3, None  # type: float, Bound | None
        self._scale = Scale(LOWEST, HIGHEST, "log")
        self._held = self._warm = False
        self._grip = 0.0
        self._wheel = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.adjustable_name())

    def show_rate(self, rate: float, bound: Bound | None) -> None:
        """Show a rate and the bound; while the mouse holds the knob the ends of the track stay.

        Args:
            rate: Above 0.
            bound: The bound, or None where there is none.
        """
        if (rate, bound) == (self._rate, self._bound):
            return
        if rate != self._rate:
            accessible.value_changed(self, rate)
        self._rate, self._bound = rate, bound
        if not self._held:
            self._scale = Scale(*covered(rate, bound), "log")
        self.update()

    # --- an Adjustable -----------------------------------------------------------------------------------

    def adjustable_name(self) -> str:  # noqa: D102
        return "Learning rate"

    def adjustable_text(self) -> str:  # noqa: D102
        return number(self._rate)

    def adjustable_value(self) -> float:  # noqa: D102
        return self._rate

    def adjustable_span(self) -> Span:  # noqa: D102
        return Span(self._scale.low, self._scale.high, self._scale.low)

    def adjust(self, value: float) -> None:  # noqa: D102
        self._wish(min(max(value, self._scale.low), self._scale.high))
        self.released.emit()

    # --- geometry ----------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:  # noqa: D102
        return QSize(40 * UNIT, self.minimumSizeHint().height())

    def minimumSizeHint(self) -> QSize:  # noqa: D102
        return QSize(20 * UNIT, round(2 * self._metrics().height() + 3.5 * UNIT))

    def place(self, rate: float) -> float:
        """Where a rate stands.

        Returns:
            Pixels from the left edge; the nearer end for what lies outside.
        """
        left, right = self._ends()
        share = min(max(float(self._scale.unit(rate)), 0.0), 1.0)
        return left + (right - left) * share

    def rate_at(self, x: float) -> float:
        """The rate under the mouse, rounded.

        Args:
            x: Pixels from the left edge.

        Returns:
            A rate on the track.
        """
        left, right = self._ends()
        share = min(max((x - left) / max(right - left, 1.0), 0.0), 1.0)
        return rounded(self._scale.value(share))

    def _ends(self) -> tuple[float, float]:
        margin = 2.5 * UNIT  # half a label stands beyond the ends
        return margin, self.width() - margin

    def _middle(self) -> float:
        return self._metrics().height() + 1.75 * UNIT

    @staticmethod
    def _metrics() -> QFontMetricsF:
        return QFontMetricsF(theme.interface_font(QUIET - 1))

    # --- mouse, wheel and keys ---------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        if event.button() != Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
            return
        x, knob = event.position().x(), self.place(self._rate)
        on_knob = abs(x - knob) <= _RING + 2
        self._held, self._grip = True, knob - x if on_knob else 0.0
        if not on_knob:
            self._wish(self.rate_at(x))
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        if self._held:
            self._wish(self.rate_at(event.position().x() + self._grip))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        if event.button() == Qt.MouseButton.LeftButton and self._held:
            self._held = False
            self._scale = Scale(*covered(self._rate, self._bound), "log")
            self.update()
            self.released.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: D102
        self._wheel += event.angleDelta().y() or event.angleDelta().x()
        notches = int(self._wheel / _WHEEL_NOTCH)
        self._wheel -= notches * _WHEEL_NOTCH
        event.accept()
        if notches and not self._held:
            self._step(notches)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: D102
        key = Qt.Key(event.key())
        if key in _KEYS and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._step(_KEYS[key])
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2}:
            self.typing.emit()
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:  # noqa: D102
        if event.key() in _KEYS and not event.isAutoRepeat():
            self.released.emit()
        else:
            super().keyReleaseEvent(event)

    def _step(self, steps: int) -> None:
        # On a lattice of a twentieth of a decade, so that the keys come back to where they were.
        lattice = round(math.log10(self._rate) / _A_STEP) + steps
        low, high = FARTHEST
        self._wish(min(max(rounded(10.0 ** (lattice * _A_STEP)), low), high))

    def _wish(self, rate: float) -> None:
        if rate != self._rate:
            self.wished.emit(rate)

    # --- painting ----------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:  # noqa: D102
        if event.type() in {QEvent.Type.Enter, QEvent.Type.Leave}:
            self._warm = event.type() == QEvent.Type.Enter
            self.update()
        return super().event(event)

    def changeEvent(self, event: QEvent) -> None:  # noqa: D102
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange}:
            self.updateGeometry()

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: D102
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: D102
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.interface_font(QUIET - 1))
        self._paint_track(painter)
        self._paint_decades(painter)
        if self._bound is not None:
            self._paint_bound(painter, self._bound)
        self._paint_knob(painter)
        painter.end()

    def _paint_track(self, painter: QPainter) -> None:
        left, right = self._ends()
        middle, knob = self._middle(), self.place(self._rate)
        painter.setPen(Qt.PenStyle.NoPen)
        if self._bound is not None and self._bound.forbids:
            start = self.place(self._bound.rate)
            painter.setBrush(theme.colour("error_wash"))
            beyond = QRectF(start, middle - 1.5 * UNIT, right + _RING - start, 3 * UNIT)
            painter.drawRoundedRect(beyond, theme.RADIUS, theme.RADIUS)
        for end, colour in ((right, theme.colour("line")), (knob, theme.colour("accent"))):
            painter.setBrush(colour)
            painter.drawRoundedRect(
                QRectF(left, middle - _TRACK / 2, end - left, _TRACK), _TRACK / 2, _TRACK / 2
            )

    def _paint_decades(self, painter: QPainter) -> None:
        metrics, middle = self._metrics(), self._middle()
        baseline = self.height() - metrics.descent()
        room = max(metrics.horizontalAdvance("10⁻⁶") + UNIT, 1.0)
        left, right = self._ends()
        painter.setPen(theme.colour("quiet"))
        for tick in self._scale.ticks(max(2, int((right - left) / room))):
            x = self.place(tick.value)
            painter.drawLine(QPointF(x, middle + _RING + 1), QPointF(x, middle + _RING + 4))
            painter.drawText(QPointF(x - metrics.horizontalAdvance(tick.label) / 2, baseline), tick.label)

    def _paint_bound(self, painter: QPainter, bound: Bound) -> None:
        metrics, middle, x = self._metrics(), self._middle(), self.place(bound.rate)
        colour = theme.colour("error" if bound.forbids else "quiet")
        pen = painter.pen()
        pen.setColor(colour)
        pen.setWidthF(1.5)
        painter.setPen(pen)
        painter.drawLine(QPointF(x, middle - 1.5 * UNIT), QPointF(x, middle + 1.5 * UNIT))
        width = metrics.horizontalAdvance(bound.label)
        left = min(max(x - width / 2, 0.0), self.width() - width)
        painter.drawText(QPointF(left, metrics.ascent()), bound.label)

    def _paint_knob(self, painter: QPainter) -> None:
        centre = QPointF(self.place(self._rate), self._middle())
        diverges = self._bound is not None and self._bound.forbids and self._rate > self._bound.rate
        painter.setPen(Qt.PenStyle.NoPen)
        if self.hasFocus() or self._held:
            painter.setBrush(theme.colour("input_mark" if self.hasFocus() else "accent", 0.22))
            painter.drawEllipse(centre, _RING + _HALO, _RING + _HALO)
        pen = painter.pen()
        pen.setStyle(Qt.PenStyle.SolidLine)
        pen.setColor(theme.colour("error" if diverges else "accent"))
        pen.setWidthF(_RING_LINE + (0.5 if self._warm or self.hasFocus() else 0.0))
        painter.setPen(pen)
        painter.setBrush(theme.colour("accent" if self._held else "panel"))
        painter.drawEllipse(centre, _RING, _RING)
