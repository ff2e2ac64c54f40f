"""What labels in contour lines keep away from: marks, and trajectories from their first step to their last.

Not from where heads are at one step: labels that fled from them would jump while a descent is played.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF

from jacviz.engine.training_messages import CriticalAnswer
from jacviz.experiment.planes import Plane
from jacviz.session.landscape.run import Run
from jacviz.session.landscape.settings import Sight
from jacviz.ui.landscape.colouring import shown
from jacviz.ui.landscape.surface.heads import CHOSEN, MOST_STARTS, radius
from jacviz.ui.landscape.surface.marks import CROSS, SHAPE
from jacviz.ui.landscape.surface.strokes import clipped
from jacviz.ui.plot.frame import Frame

Array: TypeAlias = NDArray[Any]

_CELL = 3.0  # pixels of a side of a cell
_MOST_TRAILS = 60  # more of them cover the picture, in fine and faint lines
_MOST_POINTS = 4000  # of all trails; between them they are straight
_MOST_SAMPLES = 8000  # of all trails in sight: what is closed round each bridges more than a cell
_RIM = 2.5  # pixels of ground round a mark


@dataclass(frozen=True, eq=False)
class Obstacles:
    """Marks and trails in coordinates of the plane.

    Attributes:
        marks: Their middles, (n, 2).
        radii: Half their widths in pixels with the ground round them, (n,).
        trails: Points of each trail, (trails, points, 2).
        breadth: Half the width of what moves along the trails, pixels.
    """

    marks: Array
    radii: Array
    trails: Array
    breadth: float


NO_OBSTACLES = Obstacles(np.empty((0, 2)), np.empty(0), np.empty((0, 0, 2)), 0.0)


def obstacles_of(run: Run | None, plane: Plane, sight: Sight, critical: CriticalAnswer | None) -> Obstacles:
    """What labels on a surface keep away from.

    Args:
        run: The trajectories, as far as they are computed; None for none.
        plane: What they are projected on.
        sight: Tells what is shown of them.
        critical: Critical points; None for none.

    Returns:
        The obstacles.
    """
    size = len(plane.origin)
    groups: list[tuple[Array, float]] = []
    trails, breadth = NO_OBSTACLES.trails, 0.0
    if critical is not None and sight.critical and critical.points.shape[1:] == (size,):
        groups.append((critical.points, SHAPE + _RIM))
    if run is not None and run.parameters == size:
        if len(run.begun.minima):
            groups.append((run.begun.minima, CROSS + _RIM))
        o, s = np.nonzero(shown(run, sight))  # of very many trajectories no more is read than is needed
        count = len(o)
        breadth = radius(count) + _RIM
        if 0 < count <= MOST_STARTS:
            groups += [(run.points[o, s, at], CHOSEN + _RIM) for at in (0, run.computed)]
        if 0 < count <= _MOST_TRAILS:
            stride = max(1, -(-count * (run.computed + 1) // _MOST_POINTS))
            steps = np.array([*range(0, run.computed, stride), run.computed])
            trails = _coordinates(plane, run.points[o[:, None], s[:, None], steps[None]])
    points = [_coordinates(plane, some) for some, _ in groups]
    radii = [np.full(len(some), half) for some, half in groups]
    return Obstacles(
        np.concatenate([NO_OBSTACLES.marks, *points]), np.concatenate([NO_OBSTACLES.radii, *radii]),
        trails, breadth,
    )  # fmt: skip


def _coordinates(plane: Plane, points: Array) -> Array:
    with np.errstate(over="ignore", invalid="ignore"):  # where a trajectory diverged
        return np.asarray(plane.coordinates(points))


class Occupied:
    """A frame in cells: where the middle of a line of type cannot be.

    Attributes:
        closed: Cells in which a mark or a trail would be touched, (rows, columns), bool.
        half: Half the height of the type, pixels.
    """

    def __init__(self, obstacles: Obstacles, frame: Frame, half: float) -> None:
        """Enter the obstacles.

        Args:
            obstacles: What is kept away from.
            frame: Where.
            half: Half the height of the type, pixels.
        """
        self._rect, self.half = QRectF(frame.rect), half
        rows, columns = (int(side // _CELL) + 2 for side in (frame.rect.height(), frame.rect.width()))
        self.closed = np.zeros((rows, columns), dtype=bool)
        marks, trails = obstacles.marks, obstacles.trails
        with np.errstate(over="ignore", invalid="ignore"):  # where a trajectory diverged
            if len(marks):
                marks = frame.place(*marks.T)
            if trails.size:
                trails = frame.place(trails[..., 0].ravel(), trails[..., 1].ravel()).reshape(trails.shape)
        for size in np.unique(obstacles.radii).tolist():
            self._close(marks[obstacles.radii == size], size * 1.3)  # corners of their rectangles, too
        if trails.size:
            self._close(self._sampled(trails), obstacles.breadth)

    def at(self, places: Array) -> Array:
        """Whether type at some places would touch something.

        Args:
            places: Pixels, (n, 2).

        Returns:
            Shape (n,), bool; False outside the frame.
        """
        index, inside = self._cells(places)
        found = np.zeros(len(places), dtype=bool)
        found[inside] = self.closed[index[inside, 1], index[inside, 0]]
        return found

    def _cells(self, places: Array) -> tuple[Array, Array]:
        with np.errstate(invalid="ignore"):
            raw = np.floor((places - (self._rect.left(), self._rect.top())) / _CELL)
            inside = np.all((raw >= 0) & (raw < self.closed.shape[::-1]), axis=1)
        return np.where(inside[:, None], raw, 0).astype(np.intp), inside

    def _close(self, places: Array, distance: float) -> None:
        reach = distance + self.half + _CELL * 0.75
        index, inside = self._cells(places)
        spots = np.zeros_like(self.closed)
        spots[index[inside, 1], index[inside, 0]] = True
        _spread(spots, self.closed, reach / _CELL)

    def _sampled(self, trails: Array) -> Array:
        """Points so close along trails that no cell between them is left out.

        Returns:
            Shape (n, 2), pixels.
        """
        r, far = self._rect, _CELL * 8
        pieces = np.concatenate([trails[:, :-1], trails[:, 1:]], axis=2).reshape(-1, 4)
        pieces = pieces[np.isfinite(pieces).all(axis=1)]
        pieces, _ = clipped(pieces, (r.left() - far, r.top() - far), (r.right() + far, r.bottom() + far))
        begins, ends = pieces[:, :2], pieces[:, 2:]
        reach = np.abs(ends - begins).max(axis=1, initial=0.0)
        apart = max(_CELL, float(reach.sum()) / _MOST_SAMPLES)
        counts = np.ceil(reach / apart).astype(np.intp) + 2
        row = np.repeat(np.arange(len(counts)), counts)
        place = np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts, counts)
        share = (place / (counts[row] - 1))[:, None]
        return np.asarray(begins[row] * (1 - share) + ends[row] * share)


def _spread(spots: Array, into: Array, reach: float) -> None:
    # All cells within a disc round each spot: for each row of the disc, whether a stretch of cells has spots.
    whole = int(reach)
    rows, columns = spots.shape
    counted = np.zeros((rows, columns + 1), dtype=np.int32)
    np.cumsum(spots, axis=1, out=counted[:, 1:])
    across = np.arange(columns)
    for down in range(whole + 1):
        half = int((reach * reach - down * down) ** 0.5)
        low, high = np.maximum(across - half, 0), np.minimum(across + half + 1, columns)
        near = counted[:, high] > counted[:, low]
        into[down:] |= near[: rows - down]
        into[: rows - down] |= near[down:]
