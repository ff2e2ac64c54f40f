"""The eye on the three-dimensional picture: from the box to the page. Pure numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF

from jacviz.ui.landscape.solid.shapes import TALL

Array: TypeAlias = NDArray[Any]

HOME = (36.0, -56.0)  # elevation and azimuth in degrees, as the window's picture begins
_DISTANCE = 5.6  # of the eye from the box's middle
CORNERS = np.array([[x, y, z] for x in (-1, 1) for y in (-1, 1) for z in (-TALL, TALL)], dtype=float)


@dataclass(frozen=True)
class Camera:
    """Where the eye is, and how what it sees lies on the page.

    Attributes:
        elevation: Degrees above the floor.
        azimuth: Degrees round the upright axis.
        scale: Pixels for a unit at distance 1.
        x: Where the middle of the box lies on the page.
        y: Likewise.
    """

    elevation: float = HOME[0]
    azimuth: float = HOME[1]
    scale: float = 1.0
    x: float = 0.0
    y: float = 0.0

    @property
    def eye(self) -> Array:
        """Where the eye is, (3,)."""
        up, round_ = math.radians(self.elevation), math.radians(self.azimuth)
        way = [math.cos(up) * math.cos(round_), math.cos(up) * math.sin(round_), math.sin(up)]
        return _DISTANCE * np.array(way)

    def project(self, points: Array) -> Array:
        """Where points of the box are on the page.

        Args:
            points: Shape (k, 3).

        Returns:
            Shape (k, 3): pixels, and the distance from the eye.
        """
        ahead = -self.eye / _DISTANCE
        right = np.cross(ahead, [0.0, 0.0, 1.0])
        right /= np.linalg.norm(right)
        top = np.cross(right, ahead)
        away = np.maximum(points @ ahead + _DISTANCE, 0.1)
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
