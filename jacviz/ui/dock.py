"""A panel of the window: dockable, with a quiet title instead of Qt's title bar."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QDockWidget, QHBoxLayout, QMainWindow, QSpacerItem, QWidget

from jacviz.ui import theme
from jacviz.ui.controls.labels import label


class PanelDock(QDockWidget):
    """A dock around one panel; its title is what it is moved by."""

    def __init__(self, title: str, name: str, panel: QWidget, window: QMainWindow) -> None:
        """Put `panel` into a dock.

        Args:
            title: What stands above the panel.
            name: The name under which the arrangement is remembered.
            panel: The content; its `header`, where it has one, stands at the right of the title.
            window: The owner.
        """
        super().__init__(title, window)
        self.setObjectName(name)
        # Not floatable: a floating dock with a title of its own has no frame and hides what lies under it.
        self.setFeatures(QDockWidget.DockWidgetFeature.DockWidgetMovable)
        self.setWidget(panel)
        self.setTitleBarWidget(_Title(title, getattr(panel, "header", None)))


class _Title(QWidget):
    def __init__(self, title: str, header: QWidget | None) -> None:
        super().__init__()
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self._strut = QSpacerItem(0, 0)  # a height of its own: Qt asks for it dozens of times in each layout
        row = QHBoxLayout(self)
        row.setContentsMargins(3 * theme.UNIT, theme.UNIT, 3 * theme.UNIT, 0)
        row.setSpacing(2 * theme.UNIT)
        row.addItem(self._strut)
        row.addWidget(label(title, "title"))
        row.addStretch(1)
        if header is not None:
            row.addWidget(header)
        self._restyle()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange} and hasattr(self, "_strut"):
            self._restyle()

    def _restyle(self) -> None:
        height = theme.current().pixels(42)
        self._strut.changeSize(0, height - theme.UNIT)
        self.setFixedHeight(height)
        layout = self.layout()
        assert layout is not None
        layout.invalidate()
