"""What is uploaded to OpenGL: the surface and the trajectories as vertices. Pure numbers, no OpenGL.

The box of the picture is x and y from -1 to 1 and z from -TALL to TALL.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from jacviz.engine.training_messages import SurfaceAnswer
from jacviz.session.landscape.run import Run
from jacviz.ui.landscape.solid.heights import Heights

Array: TypeAlias = NDArray[Any]

TALL = 0.55  # half the height of the box
LIFT = 0.006  # that trajectories lie above the surface
MOST_POINTS = 220  # columns or rows of the surface; finer ones are thinned out
MOST_PATHS = 1000  # that are drawn as lines
MOST_VERTICES = 2_000_000  # of all trajectories together
_RAY = 80  # points of a line of sight
_LIGHT = np.array([-0.45, -0.35, 0.82])  # where the light comes from


@dataclass(frozen=True, eq=False)
class SurfaceShape:
    """The surface as triangles.

    Attributes:
        vertices: Shape (n, 5), float32: x, y, z, how much light it gets (0 to 1), and its band.
        faces: Shape (m, 3), uint32: places of vertices. Triangles at losses that are not finite are left out.
    """

    vertices: Array
    faces: Array


def surface_shape(surface: SurfaceAnswer, heights: Heights) -> SurfaceShape:
    """The surface, thinned out where it is finer than the picture.

    Args:
        surface: The losses on a grid.
        heights: How high they stand.

    Returns:
        Vertices and triangles.
    """
    rows, cols = (_thinned(size) for size in surface.values.shape)
    losses = surface.values[np.ix_(rows, cols)]
    x, y = np.meshgrid(
        placed(surface.alpha[cols], surface.window[0]), placed(surface.beta[rows], surface.window[1])
    )
    units = heights.unit(losses)
    z = raised(np.nan_to_num(units, nan=0.0))
    vertices = np.stack([x, y, z, _light(x, y, z), np.nan_to_num(heights.bands(losses))], axis=-1)
    return SurfaceShape(vertices.reshape(-1, 5).astype(np.float32), _faces(np.isfinite(units)))


def _thinned(count: int) -> Array:
    stride = -(-count // MOST_POINTS)
    return np.unique(np.append(np.arange(0, count, stride), count - 1))


def placed(coordinates: Array, limits: tuple[float, float]) -> Array:
    """Coordinates of the plane as x or y of the box.

    Args:
        coordinates: Any shape.
        limits: The window's range along that direction.

    Returns:
        The same shape; -1 to 1 within the window.
    """
    low, high = limits
    return np.asarray((coordinates - (low + high) / 2) / ((high - low) / 2 or 1.0))


def raised(units: Array) -> Array:
    """Heights as z of the box.

    Args:
        units: Any shape, 0 to 1.

    Returns:
        The same shape.
    """
    return (units * 2 - 1) * TALL


def _light(x: Array, y: Array, z: Array) -> Array:
    if min(z.shape) < 2:
        return np.ones(z.shape)
    down, right = np.gradient(z, y[:, 0], x[0])
    upright = np.stack([-right, -down, np.ones(z.shape)], axis=-1)
    upright /= np.linalg.norm(upright, axis=-1, keepdims=True)
    return np.asarray(np.clip(upright @ (_LIGHT / np.linalg.norm(_LIGHT)), 0.0, 1.0))


def _faces(known: Array) -> Array:
    rows, cols = known.shape
    index = np.arange(rows * cols, dtype=np.uint32).reshape(rows, cols)
    a, b, c, d = index[:-1, :-1], index[:-1, 1:], index[1:, :-1], index[1:, 1:]
    faces = np.concatenate([
        np.stack([a, b, d], axis=-1).reshape(-1, 3), np.stack([a, d, c], axis=-1).reshape(-1, 3)
    ])  # fmt: skip
    return np.asarray(faces[known.reshape(-1)[faces].all(axis=1)], dtype=np.uint32)


def surface_loss(surface: SurfaceAnswer, coordinates: Array) -> Array:
    """The loss of the surface between its points.

    Args:
        surface: The losses on a grid.
        coordinates: alpha and beta, (..., 2).

    Returns:
        Shape (...); outside the window that of the nearest point in it; nan beside what is not finite.
    """
    values = surface.values
    if min(values.shape) < 2:
        return np.full(coordinates.shape[:-1], np.nan)
    at, share = [], []
    for axis, grid in enumerate((surface.alpha, surface.beta)):
        where = (coordinates[..., axis] - grid[0]) / (grid[-1] - grid[0]) * (len(grid) - 1)
        where = np.clip(np.nan_to_num(where), 0, len(grid) - 1)
        low = np.minimum(where.astype(np.int64), len(grid) - 2)
        at.append(low)
        share.append(where - low)
    (c, r), (s, t) = at, share
    below = values[r, c] * (1 - s) + values[r, c + 1] * s
    above = values[r + 1, c] * (1 - s) + values[r + 1, c + 1] * s
    return np.asarray(below * (1 - t) + above * t)


class PathShapes:
    """The trajectories of a run as line strips that grow with it.

    Attributes:
        places: Shape (T, 2): optimiser and start of each trajectory that is drawn.
        stride: Steps from one vertex to the next.
        vertices: Shape (T, V, 3), float32; beyond `count` they hold nothing yet.
        count: Vertices of each trajectory that are there.
    """

    def __init__(
        self, run: Run, surface: SurfaceAnswer, heights: Heights, most: int = MOST_VERTICES
    ) -> None:
        """Take in what is there of a run.

        Args:
            run: The trajectories.
            surface: Whose plane they are drawn over.
            heights: How high losses stand.
            most: Vertices that are taken in, as for `extend`.
        """
        self._surface, self._heights = surface, heights
        self._points = run.points
        picked = picked_paths(run.optimisers * run.starts)
        self.places = np.stack(np.divmod(picked, run.starts), axis=-1)
        self.stride = max(1, -(-(len(picked) * (run.steps + 1)) // MOST_VERTICES))
        self.vertices = np.zeros((len(picked), run.steps // self.stride + 1, 3), dtype=np.float32)
        self.count = self._settled = 0
        self.extend(run, most)

    def is_of(self, run: Run) -> bool:
        """Whether these are trajectories of a run.

        Returns:
            True whatever surface they are drawn over.
        """
        return run.points is self._points

    def is_behind(self, run: Run) -> bool:
        """Whether more of a run is there than has been taken in.

        Returns:
            True where `extend` has something to do.
        """
        return self.count < run.computed // self.stride + 1

    def holds(self, run: Run, surface: SurfaceAnswer, heights: Heights) -> bool:
        """Whether these are the trajectories of a run, so that `extend` is enough.

        Returns:
            False where all has to be made anew.
        """
        return self.is_of(run) and surface is self._surface and heights is self._heights

    def extend(self, run: Run, most: int = MOST_VERTICES) -> None:
        """Take in what has come since.

        Args:
            run: The trajectories.
            most: Vertices that are taken in, of all trajectories; a few steps in any case.
        """
        last = run.computed // self.stride + 1
        if last <= self.count:
            return
        last = min(last, self.count + max(most // max(len(self.places), 1), 8))
        first = min(self.count, self._settled)  # what lies behind the last loss had to be guessed
        steps = np.arange(first, last) * self.stride
        optimisers, starts = self.places.T
        points = run.points[optimisers[:, None], starts[:, None], steps]
        losses = run.true_losses(optimisers, starts, steps)
        self.vertices[:, first:last] = over_surface(points, losses, self._surface, self._heights)
        self.count, self._settled = last, run.last_known(run.computed) // self.stride + 1

    def vertex(self, step: int) -> int:
        """The vertex that stands for a step.

        Args:
            step: 0 to the run's steps.

        Returns:
            The last one at or before it that is there.
        """
        return max(min(step // self.stride, self.count - 1), 0)


def picked_paths(count: int) -> Array:
    """Which trajectories are drawn: all, or an even choice where there are too many.

    Args:
        count: How many there are.

    Returns:
        Rising indices.
    """
    if count <= MOST_PATHS:
        return np.arange(count)
    return np.unique(np.linspace(0, count - 1, MOST_PATHS).astype(np.int64))


def over_surface(points: Array, losses: Array, surface: SurfaceAnswer, heights: Heights) -> Array:
    """Points of trajectories in the box: over their shadows on the plane, as high as their own loss.

    Args:
        points: Parameters, (..., p).
        losses: The loss over all samples there, (...); nan where it was not computed: of two parameters the
            plane's is taken, which is the same; of more it is another one, and the point has no place.
        surface: Whose plane they are drawn over.
        heights: How high losses stand.

    Returns:
        Shape (..., 3), float32, finite; what has no place lies far outside the box.
    """
    coordinates = surface.plane.coordinates(points)
    if points.shape[-1] <= 2 and np.isnan(losses).any():
        losses = np.where(np.isnan(losses), surface_loss(surface, coordinates), losses)
    made = np.stack(
        [
            placed(coordinates[..., 0], surface.window[0]),
            placed(coordinates[..., 1], surface.window[1]),
            raised(heights.unit(losses)) + LIFT,
        ],
        axis=-1,
    )
    return np.asarray(np.clip(np.nan_to_num(made, nan=1e3), -1e3, 1e3), dtype=np.float32)


def behind(points: Array, eye: Array, surface: SurfaceAnswer, heights: Heights) -> Array:
    """Which points of the box the surface hides.

    Args:
        points: Shape (k, 3), in the box.
        eye: Where the eye is, (3,).
        surface: The losses on a grid.
        heights: How high they stand.

    Returns:
        bool, (k,).
    """
    middle = np.array([(low + high) / 2 for low, high in surface.window])
    half = np.array([(high - low) / 2 for low, high in surface.window])
    shares = np.linspace(0.0, 1.0, _RAY)[1:, None, None] ** 1.5
    at = points + (eye - points) * shares  # all at once: it is asked at each move of the eye
    inside = (np.abs(at[..., :2]) <= 1).all(axis=-1)
    ground = raised(heights.unit(surface_loss(surface, middle + at[..., :2] * half)))
    with np.errstate(invalid="ignore"):
        return np.asarray((inside & (ground > at[..., 2] + 2 * LIFT)).any(axis=0))
