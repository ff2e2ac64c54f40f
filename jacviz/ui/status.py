"""The line along the bottom: what the engine does at the left, what the two colours mean at the right."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QStatusBar, QWidget

from jacviz.session.results import Results
from jacviz.ui import theme
from jacviz.ui.controls.labels import label

_MESSAGE_MS = 10_000
_WORDS = {
    "starting": "engine starting",
    "ready": "engine ready",
    "busy": "computing",
    "restarting": "engine restarting",
    "failed": "no engine",
}


class StatusLine(QStatusBar):
    """Quiet words; a message stays for some seconds and gives way.

    Signals:
        said(str): The message that is shown from now on.
    """

    said = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeGripEnabled(False)
        self._engine = label("", "quiet")
        self._message = label("", "quiet")
        self.addWidget(_padded(self._engine))
        self.addWidget(self._message, 1)
        self.addPermanentWidget(_Legend())
        self._fade = QTimer(self, singleShot=True, interval=_MESSAGE_MS)
        self._fade.timeout.connect(lambda: self._message.setText(""))

    def show_results(self, results: Results) -> None:
        """Say what the engine does."""
        words = _WORDS[results.engine]
        if self._engine.text() != words:
            self._engine.setText(words)

    def say(self, sentence: str) -> None:
        """Show `sentence` for some seconds."""
        self._message.setText(sentence)
        self._fade.start()
        self.said.emit(sentence)


def _padded(widget: QWidget) -> QWidget:
    box = QWidget()
    row = QHBoxLayout(box)
    row.setContentsMargins(2 * theme.UNIT, 0, 2 * theme.UNIT, 0)
    row.addWidget(widget)
    return box


class _Legend(QWidget):
    """The two colours that carry the lesson, in words."""

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 3 * theme.UNIT, 0)
        row.setSpacing(theme.UNIT)
        for token, role, words in (
            ("input_mark", "input", "input space: x, v, uᵀJ"),
            ("output_mark", "output", "output space: y, u, J v"),
        ):
            row.addWidget(_Swatch(token))
            text = label(words)
            text.setProperty("role", role)
            row.addWidget(text)
            row.addSpacing(2 * theme.UNIT)


class _Swatch(QWidget):
    def __init__(self, token: str) -> None:
        super().__init__()
        self._token = token
        self.setFixedSize(9, 9)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour(self._token))
