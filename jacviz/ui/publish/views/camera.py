"""The eye on the three-dimensional picture: from the box to the page. Pure numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QRectF

from jacviz.session.picture import Eye
from jacviz.ui.landscape.solid.shapes import TALL

Array: TypeAlias = NDArray[Any]

_DISTANCE = 5.6  # of the eye from the box's middle, where all of it is to be seen
_VIEW = 30.0  # degrees that the smaller side of the picture covers, as in the window
NEAR = 0.15  # nothing nearer to the eye is drawn
CORNERS = np.array([[x, y, z] for x in (-1, 1) for y in (-1, 1) for z in (-TALL, TALL)], dtype=float)


@dataclass(frozen=True)
class Camera:
    """Where the eye is, and how what it sees lies on the page.

    Attributes:
        elevation: Degrees above the floor.
        azimuth: Degrees round the upright axis.
        scale: Pixels for a unit at distance 1.
        x: Where what is looked at lies on the page.
        y: Likewise.
        distance: Of the eye from what is looked at.
        centre: What is looked at.
    """

    elevation: float = 36.0
    azimuth: float = -56.0
    scale: float = 1.0
    x: float = 0.0
    y: float = 0.0
    distance: float = _DISTANCE
    centre: tuple[float, float, float] = (0.0, 0.0, 0.0)

    @property
    def eye(self) -> Array:
        """Where the eye is, (3,)."""
        up, round_ = math.radians(self.elevation), math.radians(self.azimuth)
        way = [math.cos(up) * math.cos(round_), math.cos(up) * math.sin(round_), math.sin(up)]
        return np.array(self.centre) + self.distance * np.array(way)

    def project(self, points: Array) -> Array:
        """Where points of the box are on the page.

        Args:
            points: Shape (k, 3).

        Returns:
            Shape (k, 3): pixels, and the distance from the eye.
        """
        ahead = (np.array(self.centre) - self.eye) / self.distance
        points = points - np.array(self.centre)
        right = np.cross(ahead, [0.0, 0.0, 1.0])
        right /= np.linalg.norm(right)
        top = np.cross(right, ahead)
        away = np.maximum(points @ ahead + self.distance, NEAR / 2)
        across = self.x + self.scale * (points @ right) / away
        down = self.y - self.scale * (points @ top) / away
        return np.stack([across, down, away], axis=-1)


def framed(camera: Camera, rect: QRectF) -> Camera:
    """The same eye; the box as large as fits into a rectangle, in its middle.

    Args:
        camera: The eye.
        rect: Where.

    Returns:
        A camera.
    """
    seen = replace(camera, scale=1.0, x=0.0, y=0.0).project(CORNERS)[:, :2]
    low, high = seen.min(axis=0), seen.max(axis=0)
    scale = float(min(max(rect.width(), 8) / (high - low)[0], max(rect.height(), 8) / (high - low)[1]))
    middle = (low + high) / 2 * scale
    return replace(camera, scale=scale, x=rect.center().x() - middle[0], y=rect.center().y() - middle[1])


def standing(eye: Eye, rect: QRectF) -> Camera:
    """A camera at a distance of its own: what does not fit into the rectangle is not seen.

    Args:
        eye: With a distance.
        rect: Where.

    Returns:
        A camera that covers the same angle as the window's.
    """
    assert eye.distance is not None
    scale = min(rect.width(), rect.height()) / 2 / math.tan(math.radians(_VIEW / 2))
    return Camera(
        eye.elevation, eye.azimuth, scale, rect.center().x(), rect.center().y(), eye.distance, eye.centre
    )


def cut_line(line: QLineF, rect: QRectF) -> QLineF:
    """The part of a line within a rectangle.

    Args:
        line: Any line.
        rect: The rectangle.

    Returns:
        A null line where there is none.
    """
    begin, end = 0.0, 1.0
    for at, way, low, high in (
        (line.x1(), line.dx(), rect.left(), rect.right()), (line.y1(), line.dy(), rect.top(), rect.bottom()),
    ):  # fmt: skip
        if way == 0:
            if not low <= at <= high:
                return QLineF()
            continue
        enters, leaves = sorted(((low - at) / way, (high - at) / way))
        begin, end = max(begin, enters), min(end, leaves)
    return QLineF(line.pointAt(begin), line.pointAt(end)) if begin < end else QLineF()
