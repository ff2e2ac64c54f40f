"""A mouse over one widget, with events as the window system sends them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

Place = tuple[float, float]


def write(widget: QWidget, text: str) -> None:
    """Type any characters; QTest knows those of ASCII only."""
    for character in text:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, Qt.Key.Key_unknown, Qt.KeyboardModifier.NoModifier, character)
            QApplication.sendEvent(widget, event)


class Hand:
    """A mouse over one widget."""

    def __init__(self, widget: QWidget) -> None:
        self._widget = widget
        self._held = Qt.MouseButton.NoButton

    def press(
        self, place: Place, button: Qt.MouseButton = Qt.MouseButton.LeftButton,
        modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
    ) -> None:  # fmt: skip
        self._held = button
        self._send(QEvent.Type.MouseButtonPress, place, button, modifiers)

    def move(self, place: Place, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self._send(QEvent.Type.MouseMove, place, Qt.MouseButton.NoButton, modifiers)

    def release(self, place: Place) -> None:
        button, self._held = self._held, Qt.MouseButton.NoButton
        self._send(QEvent.Type.MouseButtonRelease, place, button, Qt.KeyboardModifier.NoModifier)

    def drag(
        self, places: Sequence[Place], button: Qt.MouseButton = Qt.MouseButton.LeftButton,
        modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
    ) -> None:  # fmt: skip
        self.press(places[0], button, modifiers)
        for place in places[1:]:
            self.move(place, modifiers)
        self.release(places[-1])

    def click(self, place: Place) -> None:
        self.drag([place])

    def double_click(self, place: Place) -> None:
        self.click(place)
        self._held = Qt.MouseButton.LeftButton
        self._send(
            QEvent.Type.MouseButtonDblClick, place, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        )
        self.release(place)

    def wheel(
        self, eighths: int, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier, *,
        sideways: bool = False,
    ) -> QWheelEvent:  # fmt: skip
        place = QPointF(self._widget.rect().center())
        turned = QPoint(eighths, 0) if sideways else QPoint(0, eighths)
        event = QWheelEvent(
            place, self._widget.mapToGlobal(place), QPoint(), turned, Qt.MouseButton.NoButton, modifiers,
            Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(self._widget, event)
        return event

    def _send(
        self, kind: QEvent.Type, place: Place, button: Qt.MouseButton, modifiers: Qt.KeyboardModifier
    ) -> None:
        at = QPointF(*place)
        event = QMouseEvent(kind, at, self._widget.mapToGlobal(at), button, self._held, modifiers)
        QApplication.sendEvent(self._widget, event)
