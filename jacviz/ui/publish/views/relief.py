"""The loss surface in three dimensions as flat pieces: each square of the grid cut where levels cross it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
from contourpy import FillType, LineType, contour_generator
from numpy.typing import NDArray

from jacviz.engine.training_messages import SurfaceAnswer
from jacviz.ui.landscape.solid.heights import Heights
from jacviz.ui.landscape.solid.shapes import LIFT, placed, raised

Array: TypeAlias = NDArray[Any]

_LIGHT = np.array([-0.45, -0.35, 0.82])  # where the light comes from, as in the window's picture
_RAY = 64  # places along the way to the eye where the surface may stand in between


@dataclass(frozen=True, eq=False)
class Relief:
    """The surface on a grid of the box.

    Attributes:
        x: Shape (cols,), -1 to 1.
        y: Shape (rows,).
        z: Shape (rows, cols); nan where the loss is not finite.
        cuts: Heights of the levels, rising.
    """

    x: Array
    y: Array
    z: Array
    cuts: Array


@dataclass(frozen=True, eq=False)
class Pieces:
    """Parts of squares.

    Attributes:
        points: The corners of all of them, (k, 3).
        bounds: Where each begins among the points, and where the last one ends.
        squares: In which square each lies: its row times the number of columns, plus its column.
        bands: The band, or the level, that each belongs to.
    """

    points: Array
    bounds: list[int]
    squares: list[int]
    bands: list[int]

    def by_square(self) -> dict[int, list[int]]:
        """Which parts lie in each square.

        Returns:
            Places in `squares`, in their order.
        """
        found: dict[int, list[int]] = {}
        for place, square in enumerate(self.squares):
            found.setdefault(square, []).append(place)
        return found


def relief(surface: SurfaceAnswer, heights: Heights, most: int) -> Relief:
    """The surface, thinned out to so many squares along a side.

    Args:
        surface: The losses on a grid.
        heights: How high they stand.
        most: Squares along a side.

    Returns:
        The relief.
    """
    rows, cols = (_thinned(size, most) for size in surface.values.shape)
    z = raised(heights.unit(surface.values[np.ix_(rows, cols)]))
    x = placed(surface.alpha[cols], surface.window[0])
    y = placed(surface.beta[rows], surface.window[1])
    return Relief(x, y, z, raised(heights.unit(heights.levels)))


def _thinned(count: int, most: int) -> Array:
    # At equal distances, but for the last: uneven squares would be seen in the light.
    stride = max(1, -(-(count - 1) // most))
    return np.unique(np.append(np.arange(0, count, stride), count - 1))


def pieces(made: Relief) -> tuple[Pieces, Pieces]:
    """Every square cut where levels cross it; squares at losses that are not finite are left out.

    Args:
        made: The relief.

    Returns:
        Areas by band, and contour lines by level.
    """
    if min(made.z.shape) < 2:
        return Pieces(np.empty((0, 3)), [0], [], []), Pieces(np.empty((0, 3)), [0], [], [])
    generator = contour_generator(
        made.x, made.y, np.ma.masked_invalid(made.z), chunk_size=1,
        fill_type=FillType.ChunkCombinedOffset, line_type=LineType.ChunkCombinedOffset,
    )  # fmt: skip
    ends = np.concatenate([[-np.inf], made.cuts, [np.inf]]).tolist()
    areas = (generator.filled(low, high) for low, high in pairwise(ends))
    lines = (generator.lines(cut) for cut in made.cuts.tolist())
    return _gathered(made, areas), _gathered(made, lines)


def _gathered(made: Relief, answers: Iterable[Any]) -> Pieces:
    parts: list[Array] = [np.empty((0, 2))]
    bounds, squares, bands, base = [0], [], [], 0
    for band, (all_points, all_offsets) in enumerate(answers):
        for square, points in enumerate(all_points):
            if points is None:
                continue
            ends = all_offsets[square][1:].tolist()
            parts.append(points)
            bounds += [base + end for end in ends]
            squares += [square] * len(ends)
            bands += [band] * len(ends)
            base += len(points)
    where = np.repeat(np.array(squares, dtype=np.int64), np.diff(bounds))
    return Pieces(_lifted(made, np.concatenate(parts), where), bounds, squares, bands)


def _lifted(made: Relief, points: Array, squares: Array) -> Array:
    r, c = np.divmod(squares, len(made.x) - 1)
    x, y, z = made.x, made.y, made.z
    s = (points[:, 0] - x[c]) / (x[c + 1] - x[c])
    t = (points[:, 1] - y[r]) / (y[r + 1] - y[r])
    low, high = z[r, c] * (1 - s) + z[r, c + 1] * s, z[r + 1, c] * (1 - s) + z[r + 1, c + 1] * s
    return np.column_stack([points, low * (1 - t) + high * t])


def strips(made: Relief, eye: Array) -> Iterator[list[int]]:
    """The squares strip by strip, those first that others may hide.

    Strips lie across the line of sight: squares of one hide nearly nothing of each other.

    Args:
        made: The relief.
        eye: Where the eye is, (3,), outside the box.

    Yields:
        The squares of a strip in their order, as `Pieces` counts them.
    """
    rows = sorted(range(len(made.y) - 1), key=lambda r: -abs(made.y[r] + made.y[r + 1] - 2 * eye[1]))
    columns = sorted(range(len(made.x) - 1), key=lambda c: -abs(made.x[c] + made.x[c + 1] - 2 * eye[0]))
    wide = len(made.x) - 1
    if abs(eye[1]) >= abs(eye[0]):
        yield from ([row * wide + column for column in columns] for row in rows)
    else:
        yield from ([row * wide + column for row in rows] for column in columns)


def light(made: Relief) -> Array:
    """How much light each square gets.

    Args:
        made: The relief.

    Returns:
        Shape (rows - 1, cols - 1), 0 to 1; 1 where the loss is not finite.
    """
    z = made.z
    across = (z[:-1, 1:] + z[1:, 1:] - z[:-1, :-1] - z[1:, :-1]) / 2 / np.diff(made.x)[None, :]
    along = (z[1:, :-1] + z[1:, 1:] - z[:-1, :-1] - z[:-1, 1:]) / 2 / np.diff(made.y)[:, None]
    upright = np.stack([-across, -along, np.ones(across.shape)], axis=-1)
    upright /= np.linalg.norm(upright, axis=-1, keepdims=True)
    return np.asarray(np.nan_to_num(np.clip(upright @ (_LIGHT / np.linalg.norm(_LIGHT)), 0, 1), nan=1.0))


def hidden(made: Relief, points: Array, eye: Array) -> Array:
    """Which points lie behind the surface.

    Args:
        made: The relief.
        points: Shape (k, 3), in the box.
        eye: Where the eye is, (3,).

    Returns:
        bool, (k,).
    """
    found = np.zeros(len(points), dtype=bool)
    if min(made.z.shape) < 2:
        return found
    for share in np.linspace(0.0, 0.6, _RAY)[1:] ** 1.5:
        at = points + (eye - points) * share
        inside = (np.abs(at[:, :2]) <= 1).all(axis=1)
        ground = _height(made, at[:, 0], at[:, 1])
        with np.errstate(invalid="ignore"):
            found |= inside & (ground > at[:, 2] + 2 * LIFT)
    return found


def _height(made: Relief, x: Array, y: Array) -> Array:
    c = np.clip(np.searchsorted(made.x, x) - 1, 0, len(made.x) - 2)
    r = np.clip(np.searchsorted(made.y, y) - 1, 0, len(made.y) - 2)
    s = np.clip((x - made.x[c]) / (made.x[c + 1] - made.x[c]), 0, 1)
    t = np.clip((y - made.y[r]) / (made.y[r + 1] - made.y[r]), 0, 1)
    z = made.z
    low, high = z[r, c] * (1 - s) + z[r, c + 1] * s, z[r + 1, c] * (1 - s) + z[r + 1, c + 1] * s
    return np.asarray(low * (1 - t) + high * t)
