"""The camera of the OpenGL widget: from where the box is seen, and where its points are on the widget."""

from __future__ import annotations

import math
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from pyqtgraph import Vector  # type: ignore[import-untyped]
from pyqtgraph.opengl import GLViewWidget  # type: ignore[import-untyped]
from PySide6.QtCore import Signal
from PySide6.QtGui import QMatrix4x4, QVector3D
from PySide6.QtWidgets import QWidget

from jacviz.session.picture import FARTHEST, NEAREST, STEEPEST, Eye
from jacviz.ui import theme
from jacviz.ui.landscape.solid.shapes import TALL

Array: TypeAlias = NDArray[Any]

_MARGINS = (56, 6, 40, 24)  # pixels left of the box, above, right and below: for what is written beside it
_CORNERS = np.array([[x, y, z] for x in (-1, 1) for y in (-1, 1) for z in (-TALL, TALL)], dtype=float)
_VIEW = 30.0  # degrees that the smaller side of the picture covers
_REACH = 2.0  # the box and a bit lie within it round the centre


class Camera(GLViewWidget):  # type: ignore[misc]  # pyqtgraph has no types
    """A widget whose eye is moved by calls; what it sees and who moves it is left to others.

    Signals:
        moved(): The camera is elsewhere, or the picture has another size.
    """

    moved = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Look at nothing in particular: whoever is made of it calls `home`.

        Args:
            parent: The owner.
        """
        super().__init__(parent, rotationMethod="euler")
        self._at_home = False
        self._whole: tuple[float, ...] = ()  # distance and centre that show all of it
        self.reserved = (0, 0)  # pixels at the top that belong to the legend, and below to what is said

    def resizeEvent(self, event: Any) -> None:  # noqa: D102
        super().resizeEvent(event)
        self._refit()
        self.moved.emit()

    @property
    def eye(self) -> Array:
        """Where the eye is, in the box's coordinates: (3,)."""
        return np.array([*self.cameraPosition()])

    def home(self) -> None:
        """Look at all of it, from as near as that allows."""
        eye = Eye()
        self.look(elevation=eye.elevation, azimuth=eye.azimuth, centre=eye.centre, distance=FARTHEST)
        for _ in range(3):  # the nearer the eye, the more the near corners spread: each time closer to it
            self._fit()
        self._at_home = True
        self._whole = self._stand()

    def _stand(self) -> tuple[float, ...]:
        centre = self.opts["center"]
        return self.opts["distance"], centre.x(), centre.y(), centre.z()

    @property
    def seen_from(self) -> Eye:
        """The eye, for pictures: where it was only turned, they show all of the box, whatever their shape."""
        if self._stand() == self._whole:
            return Eye(self.azimuth, self.elevation)
        distance, *centre = self._stand()
        return Eye(self.azimuth, self.elevation, distance, (centre[0], centre[1], centre[2]))

    def reserve(self, above: int, below: int) -> None:
        """Leave room.

        Args:
            above: Pixels at the top.
            below: Pixels at the bottom.
        """
        if (above, below) != self.reserved:
            self.reserved = (above, below)
            self._refit()

    def look_from(self, eye: Eye) -> None:
        """Look from where a picture was made.

        Args:
            eye: As `seen_from` gives it.
        """
        self.home()
        if eye.distance is not None:
            self.look(distance=eye.distance, centre=eye.centre)
        if eye != Eye():
            self.look(azimuth=eye.azimuth, elevation=eye.elevation)

    def _refit(self) -> None:
        """Show all of it again where all of it was shown, from the same side."""
        if self._at_home:
            self.home()
        elif self._stand() == self._whole:
            self.look_from(Eye(self.azimuth, self.elevation))

    def _fit(self) -> None:
        corners = self.project(_CORNERS)[:, :2]
        low, high = corners.min(axis=0), corners.max(axis=0)
        left, top, right, bottom = (theme.current().pixels(margin) for margin in _MARGINS)
        top, bottom = top + self.reserved[0], bottom + self.reserved[1]
        room = np.array([max(self.width() - left - right, 40), max(self.height() - top - bottom, 40)])
        self.look(distance=self.opts["distance"] * float(((high - low) / room).max()))
        middle = np.array([left + self.width() - right, top + self.height() - bottom]) / 2
        away = (low + high) / 2 - middle
        self.shift(-away[0], away[1])

    def look(
        self,
        *,
        distance: float | None = None,
        elevation: float | None = None,
        azimuth: float | None = None,
        centre: tuple[float, float, float] | None = None,
    ) -> None:
        """Look from elsewhere; what is None stays.

        Args:
            distance: Of the eye from the centre.
            elevation: Degrees above the floor.
            azimuth: Degrees round the upright axis.
            centre: What is looked at.
        """
        if distance is not None:
            self.opts["distance"] = min(max(distance, NEAREST), FARTHEST)
        if elevation is not None:
            self.opts["elevation"] = min(max(elevation, -STEEPEST), STEEPEST)
        if azimuth is not None:
            self.opts["azimuth"] = (azimuth + 180.0) % 360.0 - 180.0
        if centre is not None:
            self.opts["center"] = Vector(*(min(max(at, -1.5), 1.5) for at in centre))
        self._at_home = False
        self.update()
        self.moved.emit()

    def turn(self, azimuth: float, elevation: float) -> None:
        """Turn the picture by some degrees."""
        self.look(azimuth=self.opts["azimuth"] + azimuth, elevation=self.opts["elevation"] + elevation)

    def zoom(self, factor: float) -> None:
        """Come nearer; below 1: go farther."""
        self.look(distance=self.opts["distance"] / factor)

    def shift(self, right: float, up: float) -> None:
        """Move what is looked at.

        Args:
            right: Pixels that the picture moves to the right.
            up: Pixels that it moves up.
        """
        side = min(self.width(), self.height()) or 1
        unit = 2 * self.opts["distance"] * math.tan(math.radians(_VIEW / 2)) / side
        rows = self.viewMatrix()
        to_right, to_top = rows.row(0).toVector3D(), rows.row(1).toVector3D()
        centre = self.opts["center"]
        moved = (
            QVector3D(centre.x(), centre.y(), centre.z()) - to_right * (right * unit) - to_top * (up * unit)
        )
        self.look(centre=(moved.x(), moved.y(), moved.z()))

    def projectionMatrix(self, region: Any, viewport: Any) -> QMatrix4x4:
        """The same angle whatever the shape of the widget; depth only where something is.

        Returns:
            The matrix.
        """
        _, _, width, height = viewport
        smaller = max(min(width, height), 1)
        distance = self.opts["distance"]
        near = max(distance - _REACH, distance * 0.05)
        half = near * math.tan(math.radians(_VIEW / 2))
        right, top = half * max(width, 1) / smaller, half * max(height, 1) / smaller
        matrix = QMatrix4x4()
        matrix.frustum(-right, right, -top, top, near, distance + _REACH)
        return matrix

    def project(self, points: Array) -> Array:
        """Where points of the box are on the widget.

        Args:
            points: Shape (k, 3).

        Returns:
            Shape (k, 3): logical pixels from the top left, and how far away (rising with the distance).
        """
        viewport = self.getViewport()
        matrix = self.projectionMatrix(viewport, viewport) * self.viewMatrix()
        rows = np.array(matrix.data(), dtype=np.float64).reshape(4, 4).T
        made = np.hstack([points, np.ones((len(points), 1))]) @ rows.T
        flat = made[:, :3] / np.maximum(made[:, 3:], 1e-9)
        x = (flat[:, 0] + 1) / 2 * self.width()
        y = (1 - flat[:, 1]) / 2 * self.height()
        return np.stack([x, y, flat[:, 2]], axis=-1)

    @property
    def azimuth(self) -> float:
        """Degrees round the upright axis."""
        return float(self.opts["azimuth"])

    @property
    def elevation(self) -> float:
        """Degrees above the floor."""
        return float(self.opts["elevation"])
