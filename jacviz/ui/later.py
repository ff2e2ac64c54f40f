"""A panel that is made after the window has first been painted: what is looked at later is not waited for."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
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

    What the panel needs is imported first, a module in each turn of the event loop, and then it is made part
    by part: all of it at once would keep the hand waiting that is already there.

    Attributes:
        header: Holds the place of the panel's header.
    """

    def __init__(
        self, make: Callable[[], Iterator[Panel | None]], width: int, height: int, needs: Sequence[str] = ()
    ) -> None:
        """Nothing is made yet.

        Args:
            make: Makes the panel, a widget with a header: None between its parts, and it at the end.
            width: The least width of the panel.
            height: The least height.
            needs: Modules that making it imports, each small or in need of the ones before it.
        """
        super().__init__()
        self.setMinimumSize(width, height)
        self._make, self._needs = make, list(needs)
        self._making: Iterator[Panel | None] | None = None
        self._panel: Panel | None = None
        self._placed = False
        self._wishes: list[Callable[[Panel], object]] = []
        self.header = QWidget()
        for place in (QVBoxLayout(self), QHBoxLayout(self.header)):
            place.setContentsMargins(0, 0, 0, 0)
        self._after_paint = QTimer(self, interval=0)
        self._after_paint.timeout.connect(self._approach)

    @property
    def panel(self) -> Panel:
        """The panel; made now where it is not there yet."""
        while self._panel is None:
            self._make_part()
        if not self._placed:
            self._place(self._panel)
        return self._panel

    def _make_part(self) -> None:
        if self._making is None:
            self._making = self._make()
        self._panel = next(self._making)

    def with_panel(self, then: Callable[[Panel], object]) -> None:
        """Do something with the panel, now or once it is there; it is not made any sooner for that.

        Args:
            then: Gets the panel.
        """
        if self._placed:
            then(self.panel)
        else:
            self._wishes.append(then)

    def _place(self, made: Panel) -> None:
        self._after_paint.stop()
        self._placed = True
        assert isinstance(made, QWidget)
        for holder, content in ((self, made), (self.header, made.header)):
            layout = holder.layout()
            assert layout is not None
            layout.addWidget(content)
        self.setAccessibleName(made.accessibleName())
        wishes, self._wishes = self._wishes, []
        for then in wishes:
            then(made)

    def _approach(self) -> None:
        gc.freeze()  # what is there by now stays: the garbage collector would look at all of it for 30 ms
        if self._needs:
            import_module(self._needs.pop(0))
        elif self._panel is None:
            self._make_part()
        else:
            self._place(self._panel)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the place; the panel is made when the event loop turns after that."""
        QPainter(self).fillRect(event.rect(), theme.colour("panel"))
        if not self._placed:
            self._after_paint.start()
