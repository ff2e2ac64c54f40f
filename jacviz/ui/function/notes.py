"""Quiet sentences beside a line: how something was computed, what is going on."""

from __future__ import annotations

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from jacviz.ui import theme
from jacviz.ui.controls.labels import label
from jacviz.ui.function.flat_choice import INSET


class Notes(QWidget):
    """Some sentences; hidden while there are none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = label("", "quiet", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * theme.UNIT, theme.UNIT, INSET, theme.UNIT)
        column.addWidget(self._label)
        self.hide()

    def text(self) -> str:
        """What is said.

        Returns:
            A paragraph a sentence.
        """
        return self._label.text()

    def say(self, sentences: tuple[str, ...]) -> None:
        """Show other sentences, or none."""
        text = "\n\n".join(sentences)
        if text != self._label.text():
            self._label.setText(text)
            self._label.setAccessibleName(text)
        self.setVisible(bool(text))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        QPainter(self).fillRect(0, 0, 2, self.height(), theme.colour("line"))
