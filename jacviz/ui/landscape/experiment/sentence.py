"""A sentence of the form that always has the height of all its lines."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel

from jacviz.ui.controls.labels import Role


class Sentence(QLabel):
    """Plain text that breaks into lines.

    Layouts in layouts in a scrolled area share heights out by widths that no longer hold, and would clip the
    second line: this one does not bargain about its height, it follows its width by itself.
    """

    def __init__(self, role: Role) -> None:
        """Make an empty one.

        Args:
            role: Which look.
        """
        super().__init__("")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setWordWrap(True)

    def say(self, text: str) -> None:
        """Say something else."""
        if text != self.text():
            self.setText(text)
            self._insist()

    def hasHeightForWidth(self) -> bool:  # noqa: D102
        return False

    def sizeHint(self) -> QSize:  # noqa: D102
        return QSize(super().sizeHint().width(), self._needed())

    def minimumSizeHint(self) -> QSize:  # noqa: D102
        return QSize(min(super().minimumSizeHint().width(), 60), self._needed())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._insist()

    def changeEvent(self, event: QEvent) -> None:  # noqa: D102
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange}:
            self._insist()

    def _insist(self) -> None:
        if self._needed() != self.minimumHeight():
            self.setMinimumHeight(self._needed())

    def _needed(self) -> int:
        return max(self.heightForWidth(self.width()), 0) if self.text() else 0
