"""The field around the editor: one quiet border that holds the search, the text and the verdict on it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPainterPath, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout, QWidget

from jacviz.ui import theme
from jacviz.ui.controls.labels import label
from jacviz.ui.function.editor import CodeEditor
from jacviz.ui.function.search import SearchBar
from jacviz.ui.function.starters import Starters
from jacviz.ui.function.verdict import Verdict
from jacviz.ui.function.view import FEWEST_LINES
from jacviz.ui.function.waiting import Waiting
from jacviz.ui.studio import Studio


class EditorFrame(QFrame):
    """The editor with what belongs to it. Its height follows the text as far as there is room."""

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        """Put the parts together.

        Args:
            studio: For the verdict's buttons.
            parent: The owner.
        """
        super().__init__(parent)
        self.editor = CodeEditor()
        self.search = SearchBar(self.editor)
        self.verdict = Verdict(studio, self.editor.sees)
        self.waiting = Waiting()
        self.starters = Starters(self.editor)
        self.plain = label("", "quiet", wrap=True)
        self.plain.setContentsMargins(2 * theme.UNIT, theme.UNIT, 2 * theme.UNIT, 9)
        self.plain.setText("The text is shown without colours: it is very long.")
        self.plain.hide()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        for part in (self.search, self.editor, self.plain, self.waiting, self.verdict):
            column.addWidget(part, 1 if part is self.editor else 0)
        self.editor.installEventFilter(self)
        self.editor.colouring_changed.connect(lambda: self.plain.setVisible(not self.editor.colouring))
        self.editor.refused.connect(self.verdict.say)
        self.verdict.line_wished.connect(self.editor.go_to_error)
        self.editor.verticalScrollBar().valueChanged.connect(self.verdict.follow_line)

    def show_starters(self, shown: bool) -> None:
        """Show the hint for an empty text, or not."""
        if shown:
            self.starters.offer(self.editor.language)
            self._place_starters()
        else:
            self.starters.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: D102
        if event.key() == Qt.Key.Key_Escape and self.search.isVisible():
            self.search.dismiss()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the editor's focus and size.

        Returns:
            False: the editor gets every event.
        """
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        elif event.type() == QEvent.Type.Resize:
            self._place_starters()
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102
        super().resizeEvent(event)
        self._place_starters()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        outline = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        shape = QPainterPath()
        shape.addRoundedRect(outline, theme.RADIUS, theme.RADIUS)
        painter.fillPath(shape, theme.mixed("panel", "window", 0.45))
        if self.verdict.isVisible():
            painter.save()
            painter.setClipPath(shape)
            painter.fillRect(self.verdict.geometry(), theme.colour("error_wash"))
            painter.restore()
        if self.waiting.isVisible():
            painter.save()
            painter.setClipPath(shape)
            painter.fillRect(self.waiting.geometry(), theme.colour("field"))
            painter.restore()
        painter.setPen(QPen(theme.colour("input_mark" if self.editor.hasFocus() else "line"), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(shape)

    def sizeHint(self) -> QSize:
        """What is said below the text uses its empty lines first: nothing under the frame moves for it.

        Returns:
            The size for all of the text.
        """
        extra = sum(self._height_of(part) for part in (self.search, self.plain, self.waiting, self.verdict))
        least = self.editor.height_of(FEWEST_LINES)
        return QSize(240, max(least, self.editor.height_of(self.editor.rows()) + extra) + 2)

    def _height_of(self, part: QWidget) -> int:
        if part.isHidden():
            return 0
        return part.heightForWidth(self.width() - 2) if part.hasHeightForWidth() else part.sizeHint().height()

    def _place_starters(self) -> None:
        viewport = self.editor.viewport()
        line = self.editor.row_height() + theme.UNIT
        margin = round(self.editor.document().documentMargin())
        top, left = viewport.y() + margin + line, viewport.x() + margin
        self.starters.setGeometry(left, top, self.editor.width() - left, self.editor.height() - top)
