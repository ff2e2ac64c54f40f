"""Basins: the plane in soft colours, one for each minimum, by where a start there ends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeAlias

import numpy as np
from contourpy import FillType, contour_generator
from numpy.typing import NDArray
from PySide6.QtGui import QBrush, QPainter, QPainterPath, QTransform

from jacviz.engine.training_messages import BasinsAnswer
from jacviz.ui.landscape.surface import strokes
from jacviz.ui.landscape.surface.contours import Layer, fill, hatching
from jacviz.ui.landscape.surface.ramp import hue
from jacviz.ui.plot.frame import Frame
from jacviz.ui.plot.look import Look, blended, faded

Array: TypeAlias = NDArray[Any]

_DIVERGED = -1
_WASH_LIGHT, _WASH_DARK = 0.34, 0.27


@dataclass(frozen=True, eq=False)
class Wash:
    """The regions of a picture of basins, in the plane's coordinates.

    Attributes:
        regions: (label, region) each: the index of a minimum, or -1 where starts diverge.
    """

    regions: tuple[tuple[int, QPainterPath], ...]


def wash(answer: BasinsAnswer) -> Wash:
    """Find the regions.

    Args:
        answer: Where starts on a grid end.

    Returns:
        One region for each end that there is; what is still on the way belongs to none.
    """
    rows, cols = answer.labels.shape
    if min(rows, cols) < 2:
        return Wash(())
    # The starts stand in the middles of cells: one more all round, and the borders lie at the window's edge.
    labels = np.pad(answer.labels, 1, mode="edge")
    place = QTransform()
    dx, dy = answer.alpha[1] - answer.alpha[0], answer.beta[1] - answer.beta[0]
    place.translate(float(answer.alpha[0] - dx), float(answer.beta[0] - dy))
    place.scale(float(dx), float(dy))
    regions = []
    for label in np.unique(answer.labels).tolist():
        if label < _DIVERGED:
            continue
        generator: Any = contour_generator(
            z=(labels == label).astype(np.float64), fill_type=FillType.ChunkCombinedOffset
        )
        points, offsets = generator.filled(0.5, 2.0)
        if points[0] is not None:
            path = strokes.ring_path(np.asarray(points[0]), np.asarray(offsets[0]))
            regions.append((label, place.map(path)))
    return Wash(tuple(regions))


def paint_wash(painter: QPainter, frame: Frame, basins: Wash, look: Look) -> None:
    """Lay the colours over the surface.

    Args:
        painter: Its state is kept.
        frame: The frame.
        basins: The regions.
        look: Tells the ground.
    """
    for paint in wash_layers(frame, basins, look):
        paint(painter)


def wash_layers(frame: Frame, basins: Wash, look: Look) -> Iterator[Layer]:
    """The basins one by one; the arguments are those of `paint_wash`.

    Yields:
        What lays a colour over the surface; it keeps the painter's state.
    """
    low, high = frame.point(0.0, 0.0), frame.point(1.0, 1.0)
    place = QTransform(high.x() - low.x(), 0, 0, high.y() - low.y(), low.x(), low.y())
    for label, region in basins.regions:
        if label == _DIVERGED:
            brush = hatching(blended(look.panel, look.quiet, 0.75))
        else:
            strength = _WASH_DARK if look.dark else _WASH_LIGHT
            brush = QBrush(faded(hue(label, dark=look.dark), strength))
        yield partial(fill, frame=frame, region=place.map(region), brush=brush)
