"""The scale of the colours under the columns: -max, 0, max, and where the logarithm begins to bend."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QImage, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from jacviz.notation import number
from jacviz.session.document import Limits
from jacviz.ui import theme
from jacviz.ui.matrix.pixels import colour_table, positions

_HEIGHT = 8


class ColourBar(QWidget):
    """A bar with three numbers; five where the scale is logarithmic and wide enough."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._bound: float | None = None
        self._limits = Limits()
        self._brush: tuple[object, int, QBrush] | None = None
        self.setAccessibleName("Colours of the Jacobian")

    def set_scale(self, bound: float | None, limits: Limits) -> None:
        """Show a scale from -bound to bound; None shows nothing."""
        if (bound, limits) != (self._bound, self._limits):
            self._bound, self._limits = bound, limits
            ends = "" if bound is None else f"from {number(-bound)} through 0 to {number(bound)}"
            self.setAccessibleDescription(ends)
            self.update()

    def _gradient(self) -> QBrush:
        table, width = theme.diverging(), self.width()
        if self._brush is None or self._brush[0] is not table or self._brush[1] != width:
            row = np.ascontiguousarray(colour_table(table, (0, 0, 0))[None, :-1])
            length = row.shape[1]
            strip = QPixmap.fromImage(QImage(row.data, length, 1, length * 4, QImage.Format.Format_RGB32))
            wide = strip.scaled(width, _HEIGHT, mode=Qt.TransformationMode.SmoothTransformation)
            self._brush = (table, width, QBrush(wide))
        return self._brush[2]

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        painter = QPainter(self)
        painter.fillRect(event.rect(), theme.colour("panel"))
        if self._bound is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(self._gradient())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawRoundedRect(QRectF(0, 0, self.width(), _HEIGHT), 3, 3)
        painter.setFont(theme.interface_font(theme.QUIET))
        painter.setPen(theme.colour("quiet"))
        metrics = painter.fontMetrics()
        baseline = _HEIGHT + 3 + metrics.ascent()
        count = 5 if self._limits.kind == "symlog" and self.width() >= 260 else 3
        digits = 4 if self.width() >= 130 else 2
        values = positions(self._bound, self._limits, count)
        for place, value in zip(np.linspace(0, 1, count), values, strict=True):
            text = number(float(value), digits)
            wide = metrics.horizontalAdvance(text)
            left = min(max(place * self.width() - wide / 2, 0), self.width() - wide)
            painter.drawText(QPointF(left, baseline), text)
