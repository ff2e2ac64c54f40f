"""Lines in one piece, cut at a rectangle: for files that keep lines, whose readers may ignore clipping."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from jacviz.ui.landscape.surface.strokes import clipped, polygon

Array: TypeAlias = NDArray[Any]


def joined(segments: Array) -> list[Array]:
    """Segments as lines: those that begin where the one before ends go on with it.

    Args:
        segments: Shape (N, 4).

    Returns:
        Lines of at least two points, (points, 2) each.
    """
    if not len(segments):
        return []
    breaks = np.flatnonzero((segments[1:, :2] != segments[:-1, 2:]).any(axis=1)) + 1
    return [np.vstack([part[:1, :2], part[:, 2:]]) for part in np.split(segments, breaks)]


def within(points: Array, rect: QRectF) -> list[Array]:
    """The parts of a line inside a rectangle.

    Args:
        points: Shape (N, 2), finite.
        rect: The rectangle.

    Returns:
        Lines of at least two points.
    """
    if len(points) == 1:
        points = np.repeat(points, 2, axis=0)
    segments = np.hstack([points[:-1], points[1:]])
    low, high = (rect.left(), rect.top()), (rect.right(), rect.bottom())
    return joined(clipped(segments, low, high)[0])


def line_pen(colour: QColor, width: float, dashes: tuple[float, ...] = ()) -> QPen:
    """A pen for lines in one piece.

    Args:
        colour: Any colour.
        width: Logical pixels.
        dashes: Lengths of dashes and gaps in widths; () for a whole line.

    Returns:
        The pen.
    """
    cap = Qt.PenCapStyle.FlatCap if dashes else Qt.PenCapStyle.RoundCap
    made = QPen(colour, width, Qt.PenStyle.SolidLine, cap, Qt.PenJoinStyle.RoundJoin)
    if dashes:
        made.setDashPattern(list(dashes))
    return made


def draw(painter: QPainter, lines: list[Array]) -> None:
    """Draw lines with the painter's pen.

    Args:
        painter: The painter.
        lines: Shape (points, 2) each.
    """
    for line in lines:
        painter.drawPolyline(polygon(line))
