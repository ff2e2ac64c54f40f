"""u^T J v, the one number where both products meet."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from jacviz.notation import number
from jacviz.ui import theme
from jacviz.ui.matrix import figures
from jacviz.ui.matrix.entries import Fading
from jacviz.ui.matrix.heatmap import RADIUS


class Corner(Fading):
    """The scalar in a neutral cell: it lives in neither space.

    Signals:
        pointed(int): 0 under the mouse, else -1.
    """

    pointed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("u transposed J v")
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._value: float | None = None
        self._lit = False

    def set_value(self, value: float | None) -> None:
        """Show the scalar."""
        if value != self._value:
            self._value = value
            self.update()

    def set_lit(self, lit: bool) -> None:
        """Light it."""
        if lit != self._lit:
            self._lit = lit
            self.update()

    @property
    def text(self) -> str:
        """What is shown, with four digits."""
        return "" if self._value is None else number(self._value)

    def described(self) -> str:
        """The value in words.

        Returns:
            Such as "7".
        """
        return self.text

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        painter = QPainter(self)
        painter.fillRect(event.rect(), theme.colour("panel"))
        if self._value is None:
            return
        painter.setOpacity(1 - self._dim)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour("text"), 2) if self._lit else Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("field"))
        inset = 1 if self._lit else 0
        cell = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(cell, RADIUS, RADIUS)
        fitting = figures.fit(np.array([[self._value]]), self.width() * 0.82, self.height())
        if not fitting.size:
            return
        figure = fitting.figures[0][0]
        font, metrics = figures.face(fitting.size)
        painter.setFont(font)
        painter.setPen(theme.colour("text" if np.isfinite(self._value) else "error"))
        left = self.width() / 2 + figures.middle(figure, self.width() - 8)
        painter.drawText(QPointF(left, (self.height() + metrics.capHeight()) / 2), figure.text)

    def enterEvent(self, event: object) -> None:  # noqa: D102
        del event
        self.pointed.emit(0)

    def leaveEvent(self, event: object) -> None:  # noqa: D102
        del event
        self.pointed.emit(-1)
