"""Quiet words that give way where there is no room for them."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from jacviz.ui import theme


class Elided(QWidget):
    """One line of quiet text; what does not fit ends in dots."""

    def __init__(self, text: str = "", height: int = 28) -> None:
        """Make the line.

        Args:
            text: What it says.
            height: Pixels before the font scale.
        """
        super().__init__()
        self.text = ""
        self._height = height
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.set_text(text)

    def set_text(self, text: str) -> None:
        """Say something else."""
        if text != self.text:
            self.text = text
            self.setAccessibleName(text)
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:  # noqa: D102
        metrics = QFontMetrics(theme.interface_font(theme.QUIET))
        return QSize(metrics.horizontalAdvance(self.text) + theme.UNIT, theme.current().pixels(self._height))

    def minimumSizeHint(self) -> QSize:  # noqa: D102
        return QSize(min(self.sizeHint().width(), theme.current().pixels(24)), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        painter = QPainter(self)
        font = theme.interface_font(theme.QUIET)
        painter.setFont(font)
        painter.setPen(theme.colour("quiet"))
        words = QFontMetrics(font).elidedText(self.text, Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)
