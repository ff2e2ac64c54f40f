"""The keys of the surface view. Left, right, space, home and end are left to the timeline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt

if TYPE_CHECKING:
    from jacviz.ui.landscape.surface.surface_view import SurfaceView

_PAN = 0.1  # of the window that a key pans
_NUDGE = 0.02  # of the window that a key moves a start
_NEARER = 0.8  # what + leaves of the window
_WAYS = {
    Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, 1), Qt.Key.Key_Down: (0, -1),
}  # fmt: skip


def obey(view: SurfaceView, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
    """Do what a key means to the surface.

    Args:
        view: Shows the surface.
        key: The key.
        modifiers: Without the one that tells where the key lies.

    Returns:
        Whether it means anything.
    """
    if key in _WAYS and modifiers != Qt.KeyboardModifier.NoModifier:
        return _go(view, _WAYS[key], modifiers)
    if modifiers & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier):
        return False  # such keys are the window's
    match key:
        case Qt.Key.Key_Up:
            view.select_next(-1)
        case Qt.Key.Key_Down:
            view.select_next(1)
        case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
            view.zoom(_NEARER)
        case Qt.Key.Key_Minus:
            view.zoom(1 / _NEARER)
        case Qt.Key.Key_0:
            view.show_all()
        case Qt.Key.Key_Delete | Qt.Key.Key_Backspace:
            view.remove_start()
        case Qt.Key.Key_Insert:
            view.add_start(view.plot_rect().center())
        case Qt.Key.Key_Escape if view.placing:
            view.set_placing(False)
        case _:
            return False
    return True


def _go(view: SurfaceView, way: tuple[int, int], modifiers: Qt.KeyboardModifier) -> bool:
    across, up = way
    if modifiers == Qt.KeyboardModifier.ControlModifier:
        rect = view.plot_rect()
        view.pan(QPointF(across * _PAN * rect.width(), -up * _PAN * rect.height()))
    elif modifiers == Qt.KeyboardModifier.AltModifier:
        view.nudge_start(across * _NUDGE, up * _NUDGE)
    else:
        return False
    return True
