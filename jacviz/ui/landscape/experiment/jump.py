"""The names of the sections in a row: a click goes to one, and the one in sight stands out."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QWidget

from jacviz.ui import theme


class JumpStrip(QWidget):
    """Quiet words side by side.

    Signals:
        wanted(str): The section that the user wants to see.
    """

    wanted = Signal(str)

    def __init__(self, names: Sequence[str]) -> None:
        """Make the words.

        Args:
            names: The sections, from top to bottom.
        """
        super().__init__()
        self.setAccessibleName("Sections")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, theme.UNIT)
        row.setSpacing(2 * theme.UNIT)
        self.words = {name: _Word(name) for name in names}
        for name, word in self.words.items():
            word.clicked.connect(lambda _=False, name=name: self.wanted.emit(name))
            row.addWidget(word)
        row.addStretch(1)

    def show_place(self, name: str) -> None:
        """Let the section in sight stand out."""
        for other, word in self.words.items():
            word.set_current(other == name)

    def show_names(self, names: Sequence[str]) -> None:
        """Offer only the sections that there are."""
        for name, word in self.words.items():
            word.setVisible(name in names)

    def width_needed(self) -> int:
        """How wide the words are.

        Returns:
            Pixels.
        """
        shown = [word.sizeHint().width() for word in self.words.values() if not word.isHidden()]
        return sum(shown) + 2 * theme.UNIT * max(len(shown) - 1, 0)


class _Word(QToolButton):
    def __init__(self, text: str) -> None:
        super().__init__()
        self._current = False
        self.setText(text)
        self.setAccessibleName(f"Go to {text}")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_current(self, current: bool) -> None:
        if current != self._current:
            self._current = current
            self.update()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(theme.interface_font(theme.QUIET, QFont.Weight.DemiBold))
        return QSize(metrics.horizontalAdvance(self.text()) + 2, theme.current().pixels(24))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        weight = QFont.Weight.DemiBold if self._current else QFont.Weight.Normal
        painter.setFont(theme.interface_font(theme.QUIET, weight))
        painter.setPen(theme.colour("text" if self._current or self.underMouse() else "quiet"))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self.text())
        if self._current or self.hasFocus():
            painter.setPen(QPen(theme.colour("input_mark" if self.hasFocus() else "text"), 1.5))
            painter.drawLine(0, self.height() - 2, self.width(), self.height() - 2)
