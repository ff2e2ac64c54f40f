"""The keys of the timeline, for a whole panel: they work wherever no widget in it needs them itself."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from jacviz.ui.landscape.timeline.playhead import Playhead

MANY = 10  # steps of an arrow key with Shift
_PLAIN = Qt.KeyboardModifier.KeypadModifier  # says where a key lies, not what it means
_COMMANDS: dict[Qt.Key, Callable[[Playhead, bool], None]] = {
    Qt.Key.Key_Left: lambda playhead, many: playhead.step_by(-MANY if many else -1),
    Qt.Key.Key_Right: lambda playhead, many: playhead.step_by(MANY if many else 1),
    Qt.Key.Key_Home: lambda playhead, _: playhead.to_start(),
    Qt.Key.Key_End: lambda playhead, _: playhead.to_end(),
    Qt.Key.Key_Space: lambda playhead, _: playhead.toggle(),
}


def obey(event: QKeyEvent, playhead: Playhead) -> bool:
    """Do what a key means to the timeline.

    Args:
        event: A key press.
        playhead: What it moves.

    Returns:
        Whether the key means anything.
    """
    modifiers = event.modifiers() & ~_PLAIN
    many = modifiers == Qt.KeyboardModifier.ShiftModifier
    command = _COMMANDS.get(Qt.Key(event.key()))
    if command is None or not (many or modifiers == Qt.KeyboardModifier.NoModifier):
        return False
    if event.key() != Qt.Key.Key_Space or not event.isAutoRepeat():
        command(playhead, many)
    return True


def install_keys(widget: QWidget, playhead: Playhead) -> QObject:
    """Have the keys of the timeline work while the keyboard is anywhere in `widget`.

    A key that a child uses itself is the child's: text fields, sliders, lists, and space on a button. Only
    the arrows, with which Qt would have a lone button pass the keyboard on, are the timeline's there, too.

    Args:
        widget: A panel.
        playhead: What the keys move.

    Returns:
        What listens; it belongs to `widget`.
    """
    return _Keys(widget, playhead)


class _Keys(QObject):
    def __init__(self, widget: QWidget, playhead: Playhead) -> None:
        super().__init__(widget)
        self._widget, self._playhead = widget, playhead
        widget.installEventFilter(self)  # gets what no child has used
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._follow)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if isinstance(watched, QAbstractButton) and event.key() == Qt.Key.Key_Space:
            return False
        return obey(event, self._playhead)

    def _follow(self, _before: QWidget | None, now: QWidget | None) -> None:
        lone = isinstance(now, QAbstractButton) and now.group() is None
        if lone and now is not None and self._widget.isAncestorOf(now):
            now.installEventFilter(self)  # once more does no harm: Qt only moves it to the front
