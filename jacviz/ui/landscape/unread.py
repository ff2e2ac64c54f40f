"""The loss surface's own Python that came with a file: to be read, and to be run once the user says so."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from jacviz.session.text_limits import with_line_feeds
from jacviz.session.trust import LANDSCAPE_SENTENCE
from jacviz.ui import theme
from jacviz.ui.function.view import CodeView
from jacviz.ui.function.waiting import Waiting


class Listing(CodeView):
    """Python to be read: it can be selected and copied, and not be changed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._texts.show("python")
        self._on_line_count()
        self.setReadOnly(True)
        self.setAccessibleName("The loss surface's Python")

    def setReadOnly(self, read_only: bool) -> None:  # noqa: D102  # also once a text is in to its end
        super().setReadOnly(True)

    def put(self, text: str) -> None:
        """Show another text.

        Args:
            text: With any line ends.
        """
        if text != self._texts.text("python"):
            self._texts.put("python", with_line_feeds(text))


class Unread(QFrame):
    """A listing, and below it one sentence and the button Run.

    Signals:
        run: The user has read the text and wants it run.
    """

    run = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.listing = Listing()
        self.waiting = Waiting(sentence=LANDSCAPE_SENTENCE, hint="Run this Python")
        self.waiting.run.connect(self.run)
        self.waiting.show()
        self.setFocusProxy(self.listing)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(self.listing, 1)
        column.addWidget(self.waiting)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shape = QPainterPath()
        shape.addRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), theme.RADIUS, theme.RADIUS)
        painter.fillPath(shape, theme.mixed("panel", "window", 0.45))
        painter.save()
        painter.setClipPath(shape)
        painter.fillRect(self.waiting.geometry(), theme.colour("field"))
        painter.restore()
        painter.setPen(QPen(theme.colour("line"), 1))
        painter.drawPath(shape)
