"""A panel that is made after the window has first been painted: what is looked at later is not waited for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, Protocol, TypeVar

from PySide6.QtCore import QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from jacviz.ui import theme


class WithHeader(Protocol):
    """A panel with controls for the place beside its title."""

    header: QWidget


Panel = TypeVar("Panel", bound=WithHeader)


class Later(QWidget, Generic[Panel]):
    """Holds the place of a panel, and then the panel.

    Attributes:
        header: Holds the place of the panel's header.
    """

    def __init__(self, make: Callable[[], Panel], width: int, height: int) -> None:
        """Nothing is made yet.

        Args:
            make: Makes the panel, a widget with a header.
            width: The least width of the panel.
            height: The least height.
        """
        super().__init__()
        self.setMinimumSize(width, height)
        self._make = make
        self._panel: Panel | None = None
        self.header = QWidget()
        for place in (QVBoxLayout(self), QHBoxLayout(self.header)):
            place.setContentsMargins(0, 0, 0, 0)
        self._after_paint = QTimer(self, singleShot=True, interval=0)
        self._after_paint.timeout.connect(lambda: self.panel)

    @property
    def panel(self) -> Panel:
        """The panel; made now where it is not there yet."""
        if self._panel is None:
            self._after_paint.stop()
            self._panel = made = self._make()
            assert isinstance(made, QWidget)
            for holder, content in ((self, made), (self.header, made.header)):
                layout = holder.layout()
                assert layout is not None
                layout.addWidget(content)
            self.setAccessibleName(made.accessibleName())
        return self._panel

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the place; the panel is made when the event loop turns after that."""
        QPainter(self).fillRect(event.rect(), theme.colour("panel"))
        if self._panel is None:
            self._after_paint.start()
