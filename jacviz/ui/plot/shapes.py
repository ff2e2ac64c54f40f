"""Shapes that tell trajectories apart where colours do not: in print without colours, say."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPolygonF

_CORNERS: dict[str, tuple[tuple[float, float], ...]] = {  # in units of the radius; y points down
    "square": ((-0.86, -0.86), (0.86, -0.86), (0.86, 0.86), (-0.86, 0.86)),
    "triangle": ((0, -1.2), (1.1, 0.8), (-1.1, 0.8)),
    "diamond": ((0, -1.3), (1.3, 0), (0, 1.3), (-1.3, 0)),
    "valley": ((0, 1.2), (1.1, -0.8), (-1.1, -0.8)),
    "pentagon": tuple(
        (1.12 * math.sin(k * math.tau / 5), -1.12 * math.cos(k * math.tau / 5)) for k in range(5)
    ),
    "plus": (
        (-0.4, -1.2), (0.4, -1.2), (0.4, -0.4), (1.2, -0.4), (1.2, 0.4), (0.4, 0.4),
        (0.4, 1.2), (-0.4, 1.2), (-0.4, 0.4), (-1.2, 0.4), (-1.2, -0.4), (-0.4, -0.4),
    ),
}  # fmt: skip
SHAPES = ("disc", *_CORNERS)


def paint_shape(painter: QPainter, shape: str, place: QPointF, radius: float) -> None:
    """Paint a shape with the painter's pen and brush.

    Args:
        painter: The painter.
        shape: A word of `SHAPES`.
        place: Its middle.
        radius: About half its width.
    """
    if shape == "disc":
        painter.drawEllipse(place, radius, radius)
    elif shape == "square":
        side = 2 * 0.86 * radius
        painter.drawRect(QRectF(place.x() - side / 2, place.y() - side / 2, side, side))
    else:
        corners = _CORNERS[shape]
        points = [QPointF(place.x() + radius * x, place.y() + radius * y) for x, y in corners]
        painter.drawPolygon(QPolygonF(points))
