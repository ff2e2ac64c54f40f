"""The surface in three dimensions as coloured pieces with contour lines, from behind to the front."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen

from jacviz.engine.training_messages import BasinsAnswer
from jacviz.ui.landscape.surface import strokes
from jacviz.ui.landscape.surface.basin_wash import hatch_colour
from jacviz.ui.landscape.surface.contours import line_colour
from jacviz.ui.landscape.surface.ramp import ramp
from jacviz.ui.landscape.surface.strokes import keeps_lines, polygon
from jacviz.ui.publish.interrupts import painter_on
from jacviz.ui.publish.views.camera import NEAR
from jacviz.ui.publish.views.relief import Pieces, light, pieces, strips
from jacviz.ui.publish.views.relief_basins import hatching, square_labels, washed
from jacviz.ui.publish.views.solid import Solid

Array: TypeAlias = NDArray[Any]

_LIGHT = {False: (0.79, 0.23), True: (0.74, 0.42)}  # in the shade, and what the light adds; by darkness
_INK = 0.45  # opacity of contour lines
_LINE, _SEAM = 0.8, 0.6  # pixels; pieces that merely touch would leave a seam
_SHADES = 128  # few different colours make smaller files
_FINE = 3.0  # pixels of the image that tells what is seen, for one of the page


def paint_relief(
    painter: QPainter, scene: Solid, *, lines: bool, basins: BasinsAnswer | None = None
) -> None:
    """Paint the surface.

    Args:
        painter: Pen and brush are changed.
        scene: The surface, and from where it is seen.
        lines: Whether contour lines are drawn.
        basins: What colours it; None: the loss alone.
    """
    look, camera = scene.look, scene.camera
    areas, edges = pieces(scene.relief)
    corners, ends = (camera.project(some.points) for some in (areas, edges))
    partly, wholly = _inside(scene, areas, corners), _inside(scene, edges, ends)
    corners, ends = corners[:, :2], ends[:, :2]
    bands = ramp(look.risk, len(scene.relief.cuts) + 1)
    ink = QColor(line_colour(bands[-1], look))
    ink.setAlphaF(_INK)
    contour = QPen(ink, _LINE, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
    ends_there = square_labels(scene, basins)
    kinds = _kinds(scene, areas, corners, ends_there)
    hatched = hatching(scene, ends_there)
    order = list(strips(scene.relief, camera.eye))
    of_areas, of_edges = areas.by_square(), edges.by_square() if lines else {}
    if scene.room is not None:
        of_areas = _some(of_areas, partly > 0)
        of_edges = _some(of_edges, wholly == 1)
    if keeps_lines(painter):  # what is hidden would only make the file larger
        every = [at for strip in order for at in _members(strip, of_areas)]
        seen = _seen(areas, corners, every)
        of_areas = _some(of_areas, seen)
        of_edges = {square: some for square, some in of_edges.items() if of_areas.get(square)}
    for strip in order:
        for kind, run in groupby(_members(strip, of_areas), key=kinds.__getitem__):
            colour = _lit(washed(bands[kind[0]], kind[3], look), kind[1])
            painter.setPen(QPen(colour, _SEAM))
            painter.setBrush(colour)
            painter.drawPath(_within(scene, _outlines(areas, corners, run, closed=True)))
        crossed = [hatched[square] for square in strip if square in hatched]
        if crossed:
            painter.setPen(QPen(hatch_colour(look), _LINE))
            strokes.draw_segments(painter, np.array(crossed))
        some = list(_members(strip, of_edges))
        if some:
            painter.setPen(contour)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPath(_outlines(edges, ends, some, closed=False))


def _inside(scene: Solid, some: Pieces, projected: Array) -> Array:
    """How much of pieces is in the picture.

    Returns:
        The share of each one's points; 0 also where a piece reaches the eye.
    """
    begins = np.array(some.bounds[:-1], dtype=int)
    if not len(begins):
        return np.empty(0)
    inside = scene.inside(projected)
    near = np.minimum.reduceat(projected[:, 2], begins) <= NEAR
    share = np.add.reduceat(inside, begins) / np.diff(some.bounds)
    return np.where(near, 0.0, share)


def _some(by_square: dict[int, list[int]], kept: Array) -> dict[int, list[int]]:
    return {square: [at for at in some if kept[at]] for square, some in by_square.items()}


def _within(scene: Solid, path: QPainterPath) -> QPainterPath:
    # Clipping would be the painter's task, but SVG has none.
    room = scene.room
    if room is None or room.contains(path.boundingRect()):
        return path
    whole = QPainterPath()
    whole.addRect(room)
    return path.intersected(whole)


def _members(strip: list[int], by_square: dict[int, list[int]]) -> Iterator[int]:
    return (at for square in strip for at in by_square.get(square, ()))


def _kinds(
    scene: Solid, areas: Pieces, corners: Array, ends_there: Array
) -> list[tuple[int, int, bool, int]]:
    """What must be equal for pieces to be painted at once.

    Returns:
        Band, shade, the side that is seen (two sides in one path would cut holes into each other), and where
        starts there end.
    """
    dim, more = _LIGHT[scene.look.dark]
    shade = np.rint((dim + more * light(scene.relief).reshape(-1)) * _SHADES).astype(int)
    x, y = corners.T
    begins = np.array(areas.bounds[:-1], dtype=int)
    after = np.arange(1, len(x) + 1)
    after[np.array(areas.bounds[1:], dtype=int) - 1] = begins
    turned = x * y[after] - x[after] * y
    front = np.add.reduceat(turned, begins) > 0 if len(begins) else np.empty(0, bool)
    shades, labels = shade[areas.squares].tolist(), ends_there[areas.squares].tolist()
    return list(zip(areas.bands, shades, front.tolist(), labels, strict=True))


def _outlines(some: Pieces, places: Array, members: Iterable[int], *, closed: bool) -> QPainterPath:
    path, every = QPainterPath(), list(members)
    if len(every) > 1:  # where one covers a part of another there is no hole
        path.setFillRule(Qt.FillRule.WindingFill)
    for at in every:
        path.addPolygon(polygon(places[some.bounds[at] : some.bounds[at + 1]]))
        if closed:
            path.closeSubpath()
    return path


def _seen(areas: Pieces, corners: Array, order: list[int]) -> Array:
    """Which pieces are not wholly covered by later ones.

    Returns:
        bool, one for each.
    """
    found = np.zeros(len(areas.squares), dtype=bool)
    if not order:
        return found
    low, high = corners.min(axis=0), corners.max(axis=0)
    width, height = (int(side) for side in np.ceil((high - low) * _FINE) + 2)
    pixels = np.zeros((height, width), np.uint32)
    image = QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32)
    placed = (corners - low) * _FINE + 1
    with painter_on(image) as painter:
        for at in order:
            colour = QColor.fromRgb(at + 1)
            painter.setPen(QPen(colour, _SEAM * _FINE))
            painter.setBrush(colour)
            painter.drawPolygon(polygon(placed[areas.bounds[at] : areas.bounds[at + 1]]))
    there = np.unique(pixels & 0xFFFFFF)
    found[there[there > 0] - 1] = True
    return found


def _lit(colour: QColor, shade: int) -> QColor:
    share = shade / _SHADES
    return QColor.fromRgbF(*(min(part * share, 1.0) for part in colour.getRgbF()[:3]))  # type: ignore[index]
