"""The light on one entry of a painted strip: a band over it, in the hue of its space."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from jacviz.ui import theme
from jacviz.ui.matrix.axis import Axis, Box

_SHARE = 0.28  # of the hue over what lies below


class Band(QWidget):
    """A widget as large as one entry; the mouse goes through it."""

    def __init__(self, hue: str, parent: QWidget) -> None:
        """Make the band, hidden.

        Args:
            hue: "input" or "output".
            parent: The board.
        """
        super().__init__(parent)
        self._hue = hue
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def light(self, index: int, axis: Axis, box: Box, *, across: bool) -> None:
        """Stand over an entry; over none where it is out of sight.

        Args:
            index: The entry; -1 for none.
            axis: Of the strip.
            box: The strip.
            across: Whether the strip lies over columns.
        """
        if not axis.begin <= index < axis.end:
            self.hide()
            return
        low, high = axis.span(index)
        start, length = int(low), max(round(high - int(low)), 2)
        if across:
            self.setGeometry(box.x + start, box.y, length, box.height)
        else:
            self.setGeometry(box.x, box.y + start, box.width, length)
        self.show()
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        QPainter(self).fillRect(event.rect(), theme.colour(f"{self._hue}_mark", _SHARE))
