"""The strip below Python that came with a file: it runs when the user has read it and says so."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from jacviz.session.trust import SENTENCE
from jacviz.ui import theme
from jacviz.ui.controls.labels import label


class Waiting(QWidget):
    """One sentence and the button Run; hidden while nothing waits.

    Signals:
        run: The user has read the text and wants it run.
    """

    run = Signal()

    def __init__(
        self,
        parent: QWidget | None = None,
        sentence: str = SENTENCE,
        hint: str = "Run this Python (Ctrl+Enter)",
    ) -> None:
        """Say that something waits.

        Args:
            parent: The owner.
            sentence: What waits, and for what.
            hint: Told of the button.
        """
        super().__init__(parent)
        self.sentence = label(sentence, "body", wrap=True)
        self.button = QPushButton("Run")
        self.button.setProperty("role", "primary")
        self.button.setToolTip(hint)
        self.button.setCursor(Qt.CursorShape.PointingHandCursor)
        self.button.clicked.connect(lambda: self.run.emit())
        self.setAccessibleName(sentence)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.button)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * theme.UNIT, theme.UNIT, 2 * theme.UNIT, 9)
        column.setSpacing(theme.UNIT)
        column.addWidget(self.sentence)
        column.addLayout(row)
        self.hide()

    def minimumSizeHint(self) -> QSize:  # noqa: D102
        return QSize(120, super().minimumSizeHint().height())  # a long word must not widen the panel
