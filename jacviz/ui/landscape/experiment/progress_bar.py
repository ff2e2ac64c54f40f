"""How far something has come: a thin line that fills."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from jacviz.ui import theme


class ProgressBar(QWidget):
    """A thin line; it keeps its room where nothing is going on."""

    def __init__(self, name: str) -> None:
        """Make the line.

        Args:
            name: What it is the share of, for screen readers.
        """
        super().__init__()
        self.share: float | None = None
        self._name = name
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def set_share(self, share: float | None) -> None:
        """Show how much is done, 0 to 1; None: nothing is going on."""
        self.share = share
        self.setAccessibleName("" if share is None else f"{self._name}: {share:.0%}")
        self.update()

    def sizeHint(self) -> QSize:  # noqa: D102
        return QSize(120, theme.current().pixels(20))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        if self.share is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        middle = self.height() / 2
        words = f"{self.share:.0%}"
        room = painter.fontMetrics().horizontalAdvance("100%") + 2 * theme.UNIT
        whole = QRectF(0, middle - 2, self.width() - room - theme.UNIT, 4)
        painter.setBrush(theme.colour("line"))
        painter.drawRoundedRect(whole, 2, 2)
        painter.setBrush(theme.colour("accent"))
        painter.drawRoundedRect(QRectF(0, whole.top(), max(whole.width() * self.share, 4), 4), 2, 2)
        painter.setFont(theme.interface_font(theme.QUIET))
        painter.setPen(theme.colour("quiet"))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(self.rect().adjusted(0, 0, -theme.UNIT, 0), right, words)
