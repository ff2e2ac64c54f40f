"""The bar of the timeline: what is computed, what has been played, and a knob to pull."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from jacviz.notation import number
from jacviz.session.spans import Span
from jacviz.ui import theme
from jacviz.ui.landscape.timeline.keys import obey
from jacviz.ui.landscape.timeline.playhead import Playhead
from jacviz.ui.theme import UNIT
from jacviz.ui.vectors import accessible

_TRACK, _RING, _RING_LINE, _HALO = 3.0, 5.5, 1.75, 4.0
_NOTCH = 5.0  # half the height of a mark where the rate was changed
_NEAR = 5.0  # pixels within which the mouse is at a mark
_WHEEL_NOTCH = 120  # eighths of a degree


class ScrubBar(QWidget):
    """Shows a playhead and moves it with the mouse, the wheel and the keys; an `accessible.Adjustable`.

    While the mouse holds the knob nothing plays; what had been playing goes on afterwards.
    """

    def __init__(self, playhead: Playhead, parent: QWidget | None = None) -> None:
        """Make the bar.

        Args:
            playhead: What it shows and moves.
            parent: The owner.
        """
        super().__init__(parent)
        accessible.install()
        self._playhead = playhead
        self._notches: tuple[tuple[int, float], ...] = ()
        self._held = self._warm = self._was_playing = False
        self._wheel = 0
        self._shown: tuple[object, ...] = ()
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.adjustable_name())
        playhead.moved.connect(self._follow)
        playhead.changed.connect(self._follow)

    def set_notches(self, notches: Sequence[tuple[int, float]]) -> None:
        """Mark steps at which the learning rate was changed.

        Args:
            notches: (step, rate) in order.
        """
        if tuple(notches) != self._notches:
            self._notches = tuple(notches)
            self.update()

    # --- an Adjustable -----------------------------------------------------------------------------------

    def adjustable_name(self) -> str:  # noqa: D102
        return "Step"

    def adjustable_text(self) -> str:  # noqa: D102
        return f"{self._playhead.step} of {self._playhead.length}"

    def adjustable_value(self) -> float:  # noqa: D102
        return float(self._playhead.step)

    def adjustable_span(self) -> Span:  # noqa: D102
        return Span(0.0, float(max(self._playhead.length, 1)), 1.0)

    def adjust(self, value: float) -> None:  # noqa: D102
        self._playhead.go_to(round(value))

    # --- geometry ----------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:  # noqa: D102
        return QSize(theme.current().pixels(40 * UNIT), theme.current().pixels(5 * UNIT))

    def minimumSizeHint(self) -> QSize:  # noqa: D102
        return QSize(theme.current().pixels(10 * UNIT), theme.current().pixels(5 * UNIT))

    def place(self, step: float) -> float:
        """Where a step stands.

        Returns:
            Pixels from the left edge.
        """
        left, right = self._ends()
        return left + (right - left) * min(max(step / max(self._playhead.length, 1), 0.0), 1.0)

    def step_at(self, x: float) -> int:
        """The step under the mouse.

        Args:
            x: Pixels from the left edge.

        Returns:
            0 to the playhead's length.
        """
        left, right = self._ends()
        share = min(max((x - left) / max(right - left, 1.0), 0.0), 1.0)
        return round(share * self._playhead.length)

    def _ends(self) -> tuple[float, float]:
        margin = _RING + _HALO
        return margin, self.width() - margin

    # --- mouse and keys ----------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        if event.button() != Qt.MouseButton.LeftButton or not self._playhead.length:
            super().mousePressEvent(event)  # on to the panel, which takes the keyboard
            return
        self._was_playing = self._playhead.playing
        self._playhead.pause()
        self._held = True
        self._playhead.go_to(self.step_at(event.position().x()))
        self.update()
        event.ignore()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        if self._held:
            self._playhead.go_to(self.step_at(event.position().x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        if event.button() == Qt.MouseButton.LeftButton and self._held:
            self._held = False
            self.update()
            if self._was_playing and self._playhead.step < self._playhead.length:
                self._playhead.play()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: D102
        self._wheel += event.angleDelta().y() or event.angleDelta().x()
        notches = int(self._wheel / _WHEEL_NOTCH)
        self._wheel -= notches * _WHEEL_NOTCH
        if notches:
            self._playhead.step_by(notches)
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: D102
        if not obey(event, self._playhead):
            super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:  # noqa: D102
        super().enterEvent(event)
        self._warm = True
        self.update()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: D102
        super().leaveEvent(event)
        self._warm = False
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: D102
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: D102
        super().focusOutEvent(event)
        self.update()

    def event(self, event: QEvent) -> bool:  # noqa: D102
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.told(event.pos().x()), self)
            return True
        return super().event(event)

    def told(self, x: float) -> str:
        """What the tooltip says.

        Args:
            x: Where the mouse is, in pixels from the left edge.

        Returns:
            The step there, or the learning rate that was set there.
        """
        near = [notch for notch in self._notches if abs(self.place(notch[0]) - x) <= _NEAR]
        if near:
            step, rate = min(near, key=lambda notch: abs(self.place(notch[0]) - x))
            return f"Learning rate {number(rate)} from step {step} on"
        playhead = self._playhead
        computed = "" if playhead.available >= playhead.length else f", {playhead.available} computed so far"
        return f"Step {self.step_at(x)} of {playhead.length}{computed}"

    # --- painting ----------------------------------------------------------------------------------------

    def changeEvent(self, event: QEvent) -> None:  # noqa: D102
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange}:
            self.updateGeometry()

    def _follow(self) -> None:
        playhead = self._playhead
        shown = (playhead.step, playhead.length, playhead.available)
        if shown != self._shown:
            self._shown = shown
            self.update()
            accessible.value_changed(self, self.adjustable_value())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        left, right = self._ends()
        knob, middle = self.place(self._playhead.step), self.height() / 2
        self._paint_stretch(painter, left, right, theme.colour("line"))
        computed = self.place(self._playhead.available)
        self._paint_stretch(painter, left, computed, theme.mixed("line", "quiet", 0.5))
        self._paint_stretch(painter, left, knob, theme.colour("accent"))
        for step, _rate in self._notches:
            x = self.place(step)
            painter.setBrush(theme.colour("accent") if x <= knob else theme.colour("quiet"))
            painter.drawRoundedRect(QRectF(x - 0.75, middle - _NOTCH, 1.5, 2 * _NOTCH), 0.75, 0.75)
        if self._playhead.length:
            self._paint_knob(painter, QPointF(knob, middle))
        painter.end()

    def _paint_stretch(self, painter: QPainter, left: float, right: float, colour: QColor) -> None:
        if right > left:
            painter.setBrush(colour)
            stretch = QRectF(left, self.height() / 2 - _TRACK / 2, right - left, _TRACK)
            painter.drawRoundedRect(stretch, _TRACK / 2, _TRACK / 2)

    def _paint_knob(self, painter: QPainter, centre: QPointF) -> None:
        if self.hasFocus() or self._held:
            painter.setBrush(theme.colour("input_mark" if self.hasFocus() else "accent", 0.22))
            painter.drawEllipse(centre, _RING + _HALO, _RING + _HALO)
        pen = painter.pen()
        pen.setStyle(Qt.PenStyle.SolidLine)
        pen.setColor(theme.colour("accent"))
        pen.setWidthF(_RING_LINE + (0.5 if self._warm or self.hasFocus() else 0.0))
        painter.setPen(pen)
        painter.setBrush(theme.colour("accent" if self._held else "panel"))
        painter.drawEllipse(centre, _RING, _RING)
