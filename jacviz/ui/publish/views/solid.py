"""The surface in three dimensions and the eye that sees it: where points of the box are in the picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF

from jacviz.engine.training_messages import SurfaceAnswer
from jacviz.ui.landscape.solid.heights import Heights
from jacviz.ui.plot.look import Look
from jacviz.ui.publish.views.camera import NEAR, Camera
from jacviz.ui.publish.views.relief import Relief, hidden

Array: TypeAlias = NDArray[Any]

FAINT = 0.28  # opacity of what is hidden


@dataclass(frozen=True, eq=False)
class Solid:
    """What is painted, and from where.

    Attributes:
        surface: The losses on a grid.
        heights: How high they stand.
        relief: The surface in the box.
        camera: The eye.
        look: Colours and lines.
        room: What is outside is not seen; None: there is nothing.
    """

    surface: SurfaceAnswer
    heights: Heights
    relief: Relief
    camera: Camera
    look: Look
    room: QRectF | None = None

    def inside(self, projected: Array) -> Array:
        """Which points are seen, as far as the surface does not hide them.

        Args:
            projected: From `Camera.project`, (k, 3).

        Returns:
            bool, (k,).
        """
        if self.room is None:
            return np.ones(len(projected), dtype=bool)
        x, y, away = projected.T
        across = (x >= self.room.left()) & (x <= self.room.right())
        return np.asarray(across & (y >= self.room.top()) & (y <= self.room.bottom()) & (away > NEAR))

    def in_room(self, places: Array) -> Array:
        """Places that are in the picture.

        Args:
            places: Pixels, (k, 2).

        Returns:
            The same, nan for the others.
        """
        ahead = np.column_stack([places, np.ones(len(places))])
        return np.where(self.inside(ahead)[:, None], places, np.nan)

    def placed(self, line: Array) -> tuple[Array, Array]:
        """Where points of the box lie, and what is to be seen of them.

        Args:
            line: Shape (k, 3).

        Returns:
            Pixels, (k, 2), and kinds, (k,): 0 where it is seen, 1 behind the surface, 2 outside the box.
        """
        line = line.astype(np.float64)
        behind = hidden(self.relief, line, self.camera.eye)
        projected = self.camera.project(np.clip(line, -4, 4))
        outside = (np.abs(line) > 1.02).any(axis=1) | (projected[:, 2] <= NEAR)
        return projected[:, :2], np.where(outside, 2, behind.astype(int))
