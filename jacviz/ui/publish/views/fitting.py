"""How far away the exported box is, so that it and all that is written round it fill their room."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QPainter, QPicture

from jacviz.ui.landscape.solid.overlay import Lettering, paint_lettering
from jacviz.ui.plot.look import Look
from jacviz.ui.publish.views.camera import CORNERS, Camera, framed

_TRIES = 7
_LESS = 0.01


def fitted(turned: Camera, rect: QRectF, lettering: Lettering, look: Look) -> Camera:
    """The camera from which the box with all that is written round it fills a rectangle.

    Args:
        turned: From which side.
        rect: Pixels.
        lettering: What is written.
        look: Its type.

    Returns:
        The camera.
    """
    room = QRectF(rect)
    camera = framed(turned, room)
    for tried in range(4 * _TRIES):
        used = used_by(camera, lettering, look)
        over = (
            rect.left() - used.left(), rect.top() - used.top(),
            rect.right() - used.right(), rect.bottom() - used.bottom(),
        )  # fmt: skip
        if tried >= _TRIES:  # a label comes and goes with the room: from now on it only gets smaller
            if rect.adjusted(-1, -1, 1, 1).contains(used):
                break
            less = _LESS * min(room.width(), room.height())
            over = max(less, over[0]), max(less, over[1]), min(-less, over[2]), min(-less, over[3])
        room.adjust(*over)
        if room.width() < 20 or room.height() < 20:
            break
        camera = framed(camera, room)
    return camera


def used_by(camera: Camera, lettering: Lettering, look: Look) -> QRectF:
    """What box and words take up, found by painting them nowhere.

    Args:
        camera: From where they are seen.
        lettering: What is written.
        look: Its type.

    Returns:
        Pixels.
    """
    picture = QPicture()
    painter = QPainter(picture)
    words = paint_lettering(painter, lettering, camera.project, QSizeF(), look)
    painter.end()
    box = camera.project(CORNERS)[:, :2]
    seen = QRectF(QPointF(*box.min(axis=0)), QPointF(*box.max(axis=0)))
    return seen.united(words.adjusted(-2, -2, 2, 2))
