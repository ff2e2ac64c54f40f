"""A switch between light and dark, or of the type size, in slices: no event waits for all widgets."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QLayout, QWidget
from shiboken6 import isValid

_SLICE = 0.004  # seconds of polishing in one turn of the event loop
_LARGE = 20_000  # logical pixels of a picture that is painted by itself


class Recolouring(QObject):
    """Has every widget take over the application's palette where the style sheet names its colours.

    Qt looks such colours up when it polishes a widget. Setting the sheet once more polishes each widget as
    often as it has ancestors, all in one event; here it happens once to each, some in each turn of the event
    loop. What is on the screen stands still meanwhile, and is then painted part by part.

    Signals:
        finished: Every widget has its colours and is painted.
    """

    finished = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._still: list[QWidget] = []  # what is not painted until all widgets are polished
        self._kept: list[
            QLayout
        ] = []  # layouts of windows that keep their size until they have a sheet again
        self._steps: Iterator[bool] = iter(())  # whether each has a turn of its own
        self._turns = QTimer(self, interval=0)
        self._turns.timeout.connect(self._slice)

    def begin(self, changes: Sequence[Callable[[], None]] = ()) -> None:
        """Start, or start again where one is under way; the application has its palette already.

        Args:
            changes: Put another style sheet on the application, each in a turn of its own; none where it
                keeps the one it has. An empty sheet goes before another one: Qt polishes each widget once
                when it loses its sheet and once when it gets one, but many times when one takes another's
                place.
        """
        self._release()
        self._still = [part for window in QApplication.topLevelWidgets() for part in _parts(window)]
        for part in self._still:
            part.setUpdatesEnabled(False)
        self._steps = self._change(changes) if changes else self._polish()
        self._turns.start()

    def finish(self) -> None:
        """Do at once what is left."""
        if self._turns.isActive():
            for _ in self._steps:
                pass
            self._end()

    def _slice(self) -> None:
        until = time.perf_counter() + _SLICE
        for alone in self._steps:
            if alone or time.perf_counter() > until:
                return
        self._give_layouts_back()
        if self._still:
            part = self._still.pop()
            if isValid(part):
                part.setUpdatesEnabled(True)
                part.repaint()  # by itself: an update would wait for the other parts
        if not self._still:
            self._end()

    def _change(self, changes: Sequence[Callable[[], None]]) -> Iterator[bool]:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        for window in app.topLevelWidgets():
            layout = window.layout()
            if layout is not None and window.isVisible() and layout.isEnabled():
                layout.setEnabled(False)  # without a sheet all is larger: a small window would grow
                self._kept.append(layout)
        for change in changes:
            yield True  # paints and layouts that are due have had this turn
            change()
            yield True

    def _polish(self) -> Iterator[bool]:
        style = QApplication.style()
        for widget in QApplication.allWidgets():
            if isValid(widget) and widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
                style.polish(widget)
            yield False

    def _end(self) -> None:
        self._turns.stop()
        self._release()
        self.finished.emit()

    def _release(self) -> None:
        self._give_layouts_back()
        while self._still:
            part = self._still.pop()
            if isValid(part):
                part.setUpdatesEnabled(True)

    def _give_layouts_back(self) -> None:
        while self._kept:
            layout = self._kept.pop()
            if isValid(layout):
                layout.setEnabled(True)
                layout.activate()


def _parts(window: QWidget) -> list[QWidget]:
    """What a visible window is painted by: large pictures, and before them what holds them.

    Returns:
        The parts, the last one first; without those whose updates are off by another's wish.
    """
    if not window.isVisible():
        return []
    inside = [
        child for child in window.findChildren(QWidget) if child.isVisible() and child.window() is window
    ]
    holders = [child for child in inside if child.parentWidget() is window] or [window]
    parents = {child.parentWidget() for child in inside}
    pictures = [
        child for child in inside if child.width() * child.height() >= _LARGE and child not in parents
    ]
    return [part for part in dict.fromkeys((*pictures, *holders)) if part.updatesEnabled()]
