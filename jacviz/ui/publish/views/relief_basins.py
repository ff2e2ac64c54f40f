"""Basins on the surface in three dimensions: where a start on each of its squares ends."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor

from jacviz.engine.training_messages import BasinsAnswer
from jacviz.ui.landscape.surface.basin_wash import DIVERGED, wash_colour
from jacviz.ui.plot.look import Look, blended
from jacviz.ui.publish.views.solid import Solid

Array: TypeAlias = NDArray[Any]

NOWHERE = -2  # a start that is still on the way, or of which nothing is known
_EVERY = 2  # squares from one line of the hatching to the next


def square_labels(scene: Solid, basins: BasinsAnswer | None) -> Array:
    """Where starts in the middle of the squares end.

    Args:
        scene: The surface.
        basins: Where starts on a grid end; None: nothing is known.

    Returns:
        One label for each square, as `Pieces` counts them: the index of a minimum, -1 where they diverge, -2
        else.
    """
    x, y = scene.relief.x, scene.relief.y
    shape = (max(len(y) - 1, 0), max(len(x) - 1, 0))
    if basins is None or min(basins.labels.shape) < 2:
        return np.full(shape[0] * shape[1], NOWHERE)
    places, known = [], []
    grids = ((y, 1, basins.beta), (x, 0, basins.alpha))
    for box, axis, grid in grids:
        low, high = scene.surface.window[axis]
        middle = (low + high) / 2 + (box[:-1] + box[1:]) / 2 * (high - low) / 2
        at = (middle - grid[0]) / (grid[1] - grid[0])
        places.append(np.clip(np.rint(at), 0, len(grid) - 1).astype(np.int64))
        known.append((at > -1) & (at < len(grid)))
    found = basins.labels[np.ix_(*places)]
    return np.asarray(np.where(known[0][:, None] & known[1], found, NOWHERE).reshape(-1))


def washed(colour: QColor, label: int, look: Look) -> QColor:
    """The colour of a piece of the surface in a basin.

    Args:
        colour: Of its loss.
        label: From `square_labels`.
        look: Tells the ground.

    Returns:
        An opaque colour.
    """
    over = wash_colour(label, look) if label > NOWHERE else None
    if over is None:
        return colour
    opaque = QColor(over)
    opaque.setAlphaF(1.0)
    return blended(colour, opaque, over.alphaF())


def hatching(scene: Solid, labels: Array) -> dict[int, Array]:
    """Lines across the squares from which starts diverge; they go on from square to square.

    Args:
        scene: The surface, and from where it is seen.
        labels: From `square_labels`.

    Returns:
        By square the pixels of both ends, (4,).
    """
    made, columns = scene.relief, max(len(scene.relief.x) - 1, 1)
    squares = np.flatnonzero(labels == DIVERGED)
    row, col = np.divmod(squares, columns)
    squares, row, col = (some[(row - col) % _EVERY == 0] for some in (squares, row, col))
    ends = [
        np.stack([made.x[col + k], made.y[row + k], made.z[row + k, col + k]], axis=-1) for k in (0, 1)
    ]
    projected = [scene.camera.project(some) for some in ends]
    lines = np.concatenate([some[:, :2] for some in projected], axis=1)
    seen = np.isfinite(lines).all(axis=1) & scene.inside(projected[0]) & scene.inside(projected[1])
    return dict(zip(squares[seen].tolist(), lines[seen], strict=True))
