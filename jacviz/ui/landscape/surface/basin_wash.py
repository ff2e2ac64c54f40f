"""Basins: the plane in soft colours, one for each minimum, by where a start there ends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeAlias

import numpy as np
from contourpy import FillType, contour_generator
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QTransform

from jacviz.engine.training_messages import BasinsAnswer
from jacviz.ui.landscape.surface import strokes
from jacviz.ui.landscape.surface.contours import Layer, fill, hatching
from jacviz.ui.landscape.surface.ramp import hue
from jacviz.ui.plot.frame import Frame
from jacviz.ui.plot.look import Look, blended, faded

Array: TypeAlias = NDArray[Any]
Regions: TypeAlias = tuple[tuple[int, QPainterPath], ...]

DIVERGED = -1
_WASH_LIGHT, _WASH_DARK = 0.34, 0.27
TILE = 16  # cells along the side of a tile: where basins are frayed, one takes a few milliseconds
_WHOLE = (0, 0)  # the tile that stands for all of it


@dataclass(frozen=True, eq=False)
class Wash:
    """A picture of basins. Its regions are found when they are first asked for.

    Attributes:
        labels: Shape (rows, cols): the index of a minimum, -1 where starts diverge, -2 on the way; the border
            twice, so that the last cells reach to the window's edge.
        place: From the grid of `labels` to the plane's coordinates.
    """

    labels: Array
    place: QTransform
    _found: dict[tuple[int, int, int], Regions] = field(default_factory=dict)

    def tiles(self, side: int) -> tuple[tuple[int, int], ...]:
        """The lower left corners of tiles that cover the grid.

        Args:
            side: Cells along the side of one; 0: one tile for all.

        Returns:
            Row and column each.
        """
        if not side:
            return (_WHOLE,)
        rows, cols = (range(0, size - 1, side) for size in self.labels.shape)
        return tuple((row, col) for row in rows for col in cols)

    def rect(self, tile: tuple[int, int], side: int) -> QRectF:
        """What a tile covers.

        Args:
            tile: From `tiles`.
            side: As there.

        Returns:
            In the plane's coordinates.
        """
        (row, col), (rows, cols) = tile, self.labels.shape
        high, wide = (min(side or size, size - 1 - at) for at, size in ((row, rows), (col, cols)))
        return self.place.mapRect(QRectF(col, row, wide, high))

    def regions(self, tile: tuple[int, int], side: int) -> Regions:
        """Where starts end.

        Args:
            tile: From `tiles`.
            side: As there.

        Returns:
            (label, region) each, in the plane's coordinates, one for each end that there is; what is still on
            the way belongs to none. They reach a little beyond the tile.
        """
        key = (*tile, side)
        if key not in self._found:
            self._found[key] = self._regions(*tile, side)
        return self._found[key]

    def _regions(self, row: int, col: int, side: int) -> Regions:
        above, left = max(row - 1, 0), max(col - 1, 0)
        labels = self.labels[above:, left:]
        if side:
            labels = labels[: row - above + side + 2, : col - left + side + 2]
        place = QTransform.fromTranslate(left, above) * self.place
        there = np.unique(labels).tolist()
        if len(there) == 1 and there[0] >= DIVERGED:
            whole = QPainterPath()
            whole.addRect(QRectF(0, 0, labels.shape[1] - 1, labels.shape[0] - 1))
            return ((there[0], place.map(whole)),)
        found = ((label, _region(labels == label)) for label in there if label >= DIVERGED)
        return tuple((label, place.map(region)) for label, region in found if region is not None)


def _region(inside: Array) -> QPainterPath | None:
    generator: Any = contour_generator(z=inside.astype(np.float64), fill_type=FillType.ChunkCombinedOffset)
    points, offsets = generator.filled(0.5, 2.0)
    return None if points[0] is None else strokes.ring_path(np.asarray(points[0]), np.asarray(offsets[0]))


def wash(answer: BasinsAnswer) -> Wash | None:
    """Make a picture of basins.

    Args:
        answer: Where starts on a grid end.

    Returns:
        The picture; None where the grid has a single row or column.
    """
    if min(answer.labels.shape) < 2:
        return None
    # The starts stand in the middles of cells: one more all round, and the borders lie at the window's edge.
    place = QTransform()
    dx, dy = answer.alpha[1] - answer.alpha[0], answer.beta[1] - answer.beta[0]
    place.translate(float(answer.alpha[0] - dx), float(answer.beta[0] - dy))
    place.scale(float(dx), float(dy))
    return Wash(np.pad(answer.labels, 1, mode="edge"), place)


def paint_wash(painter: QPainter, frame: Frame, basins: Wash, look: Look) -> None:
    """Lay the colours over the surface.

    Args:
        painter: Its state is kept.
        frame: The frame.
        basins: The regions.
        look: Tells the ground.
    """
    for paint in wash_layers(frame, basins, look, side=0):
        paint(painter)


def wash_layers(
    frame: Frame, basins: Wash, look: Look, side: int = TILE, hatch: QBrush | None = None
) -> Iterator[Layer]:
    """The basins a tile and a colour at a time; the first arguments are those of `paint_wash`.

    Args:
        frame: The frame.
        basins: The regions.
        look: Tells the ground.
        side: Cells along the side of a tile; 0: whole regions, for files of lines.
        hatch: For where starts diverge; None: fine diagonal lines.

    Yields:
        What lays a colour over the surface; it keeps the painter's state.
    """
    low, high = frame.point(0.0, 0.0), frame.point(1.0, 1.0)
    place = QTransform(high.x() - low.x(), 0, 0, high.y() - low.y(), low.x(), low.y())
    for tile in basins.tiles(side):
        room = _whole_pixels(place.mapRect(basins.rect(tile, side))) & frame.rect
        if room.isEmpty():
            continue
        part = frame if not side else Frame(room, frame.x, frame.y)
        for label, region in basins.regions(tile, side):
            brush = hatch if hatch is not None and label == DIVERGED else _brush(label, look)
            yield partial(fill, frame=part, region=place.map(region), brush=brush)


def hatch_colour(look: Look) -> QColor:
    """The colour of the lines where starts diverge.

    Args:
        look: Tells the ground.

    Returns:
        An opaque colour.
    """
    return blended(look.panel, look.quiet, 0.75)


def _whole_pixels(rect: QRectF) -> QRectF:
    # Both borders rounded by themselves, so that there is no seam where tiles meet.
    top_left = QPointF(round(rect.left()), round(rect.top()))
    return QRectF(top_left, QPointF(round(rect.right()), round(rect.bottom())))


def _brush(label: int, look: Look) -> QBrush:
    colour = wash_colour(label, look)
    return hatching(hatch_colour(look)) if colour is None else QBrush(colour)


def wash_colour(label: int, look: Look) -> QColor | None:
    """What a basin is washed with.

    Args:
        label: As in `Wash.labels`.
        look: Tells the ground.

    Returns:
        A colour that lets the surface shine through; None for hatching, where starts diverge.
    """
    if label == DIVERGED:
        return None
    return faded(hue(label, dark=look.dark), _WASH_DARK if look.dark else _WASH_LIGHT)
