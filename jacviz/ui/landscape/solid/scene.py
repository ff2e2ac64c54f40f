"""The OpenGL widget: what is drawn, and the camera in the hands of mouse and keyboard."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QSurfaceFormat, QWheelEvent
from PySide6.QtWidgets import QWidget

from jacviz.ui.landscape.solid.camera import Camera
from jacviz.ui.landscape.solid.item import Item
from jacviz.ui.landscape.solid.items import LinesItem, SurfaceItem
from jacviz.ui.landscape.solid.opengl import draws_in_software
from jacviz.ui.landscape.solid.paths_item import PathsItem
from jacviz.ui.vectors.control import COMMANDS

_TURN, _TURN_KEY = 0.4, 5.0  # degrees a pixel, and a key
_ZOOM_KEY = 1.15
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, 1), Qt.Key.Key_Down: (0, -1),
}  # fmt: skip


class Scene(Camera):
    """Surface, trajectories and the box.

    The left button turns it, the right one (or Shift) moves it, the wheel comes nearer; arrows, plus, minus
    and 0 do the same.

    Signals:
        made(): OpenGL begins afresh: everything has to be handed over again.
        pressed(QPointF): The left button was pressed and let go without moving.
    """

    made = Signal()
    pressed = Signal(QPointF)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        form = QSurfaceFormat.defaultFormat()
        form.setDepthBufferSize(24)
        form.setSamples(0 if draws_in_software() else 4)  # samples halve the frames that a processor draws
        self.setFormat(form)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._begun = False
        self._next_frame = QTimer(self, singleShot=True, interval=0)
        self._next_frame.timeout.connect(self.update)
        self._beginners = 0  # items that were not drawn before this frame
        self._grip = QPointF()
        self._travelled = 0.0
        self._furnish()
        self.home()

    def _furnish(self) -> None:
        self.clear()
        self.surface, self.paths, self.grid = SurfaceItem(), PathsItem(), LinesItem()
        self.scene_items: tuple[Item, ...] = (self.surface, self.paths, self.grid)
        for item in self.scene_items:
            item._setView(self)
            self.items.append(item)

    def initializeGL(self) -> None:
        """Begin afresh with a new context: buffers and programs of the one before are gone with it."""
        if self._begun:
            self._furnish()
        self._begun = True
        super().initializeGL()
        self.made.emit()

    def paintGL(self) -> None:  # noqa: D102
        for item in (self.paths, self.grid):
            item.scale = self.devicePixelRatioF()
        self._beginners = 0
        super().paintGL()
        if self._beginners > 1:
            self._next_frame.start()

    @property
    def complete(self) -> bool:
        """Whether everything has been drawn in this context."""
        return all(item.begun for item in self.scene_items)

    def may_begin(self) -> bool:
        """Whether an item may build its program and be drawn for the first time in this frame.

        Returns:
            True for one in each frame: drivers take their time for it. The others come in the next ones.
        """
        self._beginners += 1
        return self._beginners == 1

    def set_ground(self, colour: QColor) -> None:
        """Fill what is empty."""
        self.setBackgroundColor(colour)

    # --- mouse and keys ----------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        self._grip, self._travelled = event.position(), 0.0
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        way = event.position() - self._grip
        self._grip = event.position()
        self._travelled += abs(way.x()) + abs(way.y())
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if event.buttons() & Qt.MouseButton.LeftButton and not shift:
            self.turn(-way.x() * _TURN, way.y() * _TURN)
        elif event.buttons():
            self.shift(way.x(), -way.y())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        if event.button() == Qt.MouseButton.LeftButton and self._travelled < 4:
            self.pressed.emit(event.position())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        del event
        self.home()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: D102
        self.zoom(1.0015 ** (event.angleDelta().y() or event.angleDelta().x()))
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: D102
        if not self._obey(event):
            event.ignore()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:  # noqa: D102
        event.ignore()

    def _obey(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if event.modifiers() & COMMANDS:
            return False
        far = 20 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 0
        if key in _ARROWS and far:
            self.shift(_ARROWS[key][0] * far, _ARROWS[key][1] * far)
        elif key in _ARROWS:
            self.turn(_ARROWS[key][0] * _TURN_KEY, _ARROWS[key][1] * _TURN_KEY)
        elif key in {Qt.Key.Key_Plus, Qt.Key.Key_Equal}:
            self.zoom(_ZOOM_KEY)
        elif key in {Qt.Key.Key_Minus, Qt.Key.Key_Underscore}:
            self.zoom(1 / _ZOOM_KEY)
        elif key == Qt.Key.Key_0:
            self.home()
        else:
            return False
        return True

    def event(self, event: QEvent) -> bool:  # noqa: D102
        # Its keys are its own: neither the panel nor a command of the window gets them.
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            keys = {Qt.Key.Key_Plus, Qt.Key.Key_Minus, Qt.Key.Key_Equal, Qt.Key.Key_0}
            if Qt.Key(event.key()) in keys and not event.modifiers() & COMMANDS:
                event.accept()
                return True
        return bool(super().event(event))
