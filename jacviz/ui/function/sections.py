"""What stands under the editor, one section below the other."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from jacviz.ui import theme


class Sections(QScrollArea):
    """The sections under the editor: as high as they are, scrolled where the window is too low for them."""

    def __init__(self) -> None:
        super().__init__()
        self._room = 0
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._content = QWidget()
        self._column = QVBoxLayout(self._content)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2 * theme.UNIT)
        self._column.addStretch(1)
        self.setWidget(self._content)

    def add(self, section: QWidget) -> None:
        """Put a section below the ones that are there."""
        self._column.insertWidget(self._column.count() - 1, section)

    def set_room(self, pixels: int) -> None:
        """Take up to so many pixels before anything is scrolled."""
        if pixels != self._room:
            self._room = pixels
            self.updateGeometry()

    def sizeHint(self) -> QSize:  # noqa: D102
        return QSize(240, self._needed())

    def minimumSizeHint(self) -> QSize:  # noqa: D102
        return QSize(160, min(self._needed(), max(self._room, theme.current().pixels(60))))

    def _needed(self) -> int:
        fitted = self._content.heightForWidth(self.viewport().width())
        return max(fitted, self._content.minimumSizeHint().height())

    def event(self, event: QEvent) -> bool:  # noqa: D102
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().event(event)
