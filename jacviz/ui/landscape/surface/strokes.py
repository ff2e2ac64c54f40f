"""Many lines from arrays, without a Python call for each: polygons, segments, stamps."""

from __future__ import annotations

import ctypes
from typing import Any, TypeAlias, cast

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QPaintEngine, QPainter, QPainterPath, QPen, QPixmap, QPolygonF
from shiboken6 import getCppPointer, wrapInstance

Array: TypeAlias = NDArray[Any]

UNIT = QRectF(0, 0, 1, 1)
HAIR = 0.999  # pixels of the device: no wider, and the raster engine draws lines without filling polygons
_BYTES = 32  # of a line: four numbers


def polygon(points: Array) -> QPolygonF:
    """Points as Qt takes them.

    Args:
        points: Shape (N, 2), pixels.

    Returns:
        N points.
    """
    made = QPolygonF()
    count = len(points)
    made.resize(count)
    if count:
        memory = (ctypes.c_double * (2 * count)).from_address(getCppPointer(made.data())[0])
        np.ctypeslib.as_array(memory).reshape(count, 2)[:] = points
    return made


def ring_path(points: Array, offsets: Array) -> QPainterPath:
    """Closed rings as one path, in which rings inside others are holes.

    Args:
        points: Shape (N, 2).
        offsets: Where each ring begins, and N at the end.

    Returns:
        The path.
    """
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.OddEvenFill)
    for first, last in zip(offsets[:-1].tolist(), offsets[1:].tolist(), strict=True):
        path.addPolygon(polygon(points[first:last]))
    return path


def pen(colour: QColor, width: float) -> QPen:
    """A solid pen whose lines the raster engine fills directly: many times faster than with round caps.

    Args:
        colour: Any colour.
        width: Logical pixels.

    Returns:
        The pen.
    """
    return QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.SquareCap, Qt.PenJoinStyle.RoundJoin)


def round_pen(colour: QColor, width: float) -> QPen:
    """A solid pen with round caps and joins, for a few marks.

    Args:
        colour: Any colour.
        width: Logical pixels.

    Returns:
        The pen.
    """
    return QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)


def draw_segments(painter: QPainter, segments: Array) -> None:
    """Draw separate lines with the painter's pen.

    Args:
        painter: The painter.
        segments: Shape (N, 4): x and y of both ends, pixels, within a few thousand pixels of the picture.
    """
    count = len(segments)
    if count:
        rows = np.ascontiguousarray(segments, dtype=np.float64)
        painter.drawLines(cast(QLineF, wrapInstance(rows.ctypes.data, QLineF)), count)


def draw_runs(painter: QPainter, segments: Array, bounds: list[int], pens: list[QPen]) -> None:
    """Draw stretches of segments, each with a pen of its own; thousands of stretches take milliseconds.

    Args:
        painter: The painter; its pen is changed.
        segments: Shape (N, 4), float64, contiguous.
        bounds: Where each stretch begins, and where the last one ends.
        pens: One for each stretch.
    """
    first = segments.ctypes.data
    for begin, end, one in zip(bounds[:-1], bounds[1:], pens, strict=True):
        painter.setPen(one)
        painter.drawLines(cast(QLineF, wrapInstance(first + begin * _BYTES, QLineF)), end - begin)


def draw_stamps(painter: QPainter, centres: Array, column: Array, stamps: QPixmap, size: int) -> None:
    """Draw copies of small pictures.

    Args:
        painter: The painter.
        centres: Shape (N, 2), logical pixels.
        column: Which picture of the strip, (N,).
        stamps: Square pictures side by side.
        size: Of each picture, in its own pixels.
    """
    if not len(centres):
        return
    rows = np.zeros((len(centres), 10))  # x, y, source left, top, width, height, scales, rotation, opacity
    rows[:, :2] = centres
    rows[:, 2] = column * size
    rows[:, 4:6] = size
    rows[:, 6:8] = 1 / stamps.devicePixelRatio()
    rows[:, 9] = 1.0
    whole = QPixmap(stamps)
    whole.setDevicePixelRatio(1.0)  # sources are counted in its own pixels
    first = cast(QPainter.PixmapFragment, wrapInstance(rows.ctypes.data, QPainter.PixmapFragment))
    painter.drawPixmapFragments(first, len(rows), whole)


def keeps_lines(painter: QPainter) -> bool:
    """Whether the painter draws into a file of lines rather than of pixels.

    Returns:
        True for SVG and PDF.
    """
    kind = painter.paintEngine().type()
    return kind in {QPaintEngine.Type.SVG, QPaintEngine.Type.Pdf, QPaintEngine.Type.Picture}


def clipped(segments: Array, low: tuple[float, float], high: tuple[float, float]) -> tuple[Array, Array]:
    """The parts of segments within a rectangle.

    Args:
        segments: Shape (N, 4); any size, nan for what is not to be drawn.
        low: The smaller corner.
        high: The larger corner.

    Returns:
        The parts, (M, 4), and which segments they belong to, (N,) bool.
    """
    inside = np.ones(len(segments), dtype=bool)
    for column in range(4):  # one after the other: numpy is slow along an axis of four
        at = segments[:, column]
        inside &= (at >= low[column % 2]) & (at <= high[column % 2])
    if inside.all():
        return segments, inside
    others = np.nonzero(~inside)[0]
    parts, kept = _cut(segments[others], np.asarray(low), np.asarray(high))
    made, visible = segments.copy(), inside
    made[others] = parts
    visible[others] = kept
    return made[visible], visible


def _cut(segments: Array, low: Array, high: Array) -> tuple[Array, Array]:
    """Liang and Barsky, "A new concept and method for line clipping" (1984), for all segments at once.

    Returns:
        The parts, (N, 4), and which of them are not empty.
    """
    start, end = segments[:, :2], segments[:, 2:]
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        reach = end - start
        one, other = (low - start) / reach, (high - start) / reach
        still, within = reach == 0, (start >= low) & (start <= high)
        enter = np.where(still, np.where(within, -np.inf, np.inf), np.minimum(one, other)).max(axis=1)
        leave = np.where(still, np.where(within, np.inf, -np.inf), np.maximum(one, other)).min(axis=1)
        enter, leave = np.maximum(enter, 0.0), np.minimum(leave, 1.0)
        kept = enter < leave
        parts = np.hstack([start + enter[:, None] * reach, start + leave[:, None] * reach])
    return np.clip(parts, [*low, *low], [*high, *high]), kept
