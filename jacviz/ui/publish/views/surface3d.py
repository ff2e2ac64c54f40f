"""The loss surface in three dimensions, painted without OpenGL, as the window shows it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QRectF, QSizeF
from PySide6.QtGui import QPainter, QPen

from jacviz.engine.training_messages import SurfaceAnswer
from jacviz.session.picture import PictureSettings
from jacviz.ui.landscape.colouring import colouring
from jacviz.ui.landscape.solid.box import axes, grid_lines, nearest_corner
from jacviz.ui.landscape.solid.heights import Heights
from jacviz.ui.landscape.solid.marking import marked_once
from jacviz.ui.landscape.solid.overlay import Lettering, paint_lettering
from jacviz.ui.landscape.solid.shapes import over_surface, placed, raised, surface_loss
from jacviz.ui.landscape.surface import legend_row
from jacviz.ui.landscape.surface.arrangement import axis_names
from jacviz.ui.landscape.surface.colour_bar import bar_room, paint_bar
from jacviz.ui.landscape.surface.strokes import keeps_lines
from jacviz.ui.plot.look import Look, blended
from jacviz.ui.plot.scale import Scale
from jacviz.ui.publish.material import Material
from jacviz.ui.publish.views.camera import NEAR, Camera, cut_line, framed, standing
from jacviz.ui.publish.views.fitting import fitted, used_by
from jacviz.ui.publish.views.relief import hidden, relief
from jacviz.ui.publish.views.relief_paint import paint_relief
from jacviz.ui.publish.views.solid import Solid
from jacviz.ui.publish.views.solid_paths import Course, course, paint_course, paint_paths

Array: TypeAlias = NDArray[Any]

_SQUARES, _SQUARES_OF_FILES = 120, 72
_TICKS = 5
_NARROW, _GAP = 260.0, 10.0


def paint_surface3d(
    painter: QPainter, rect: QRectF, material: Material, settings: PictureSettings, look: Look
) -> None:
    """Paint the surface with its trajectories.

    Args:
        painter: Its state is kept.
        rect: Where.
        material: With a surface.
        settings: Whether there are a legend and a colour bar.
        look: Colours and type.
    """
    standing = paint_still(painter, rect, material, settings, look)
    if standing is not None:
        paint_moving(painter, standing, material, material.step)


@dataclass(frozen=True, eq=False)
class Standing:
    """What has been painted, and what is written above all.

    Attributes:
        scene: The surface, and from where it is seen.
        lettering: The words.
        size: Of the picture.
    """

    scene: Solid
    lettering: Lettering
    size: QSizeF


def paint_still(
    painter: QPainter, rect: QRectF, material: Material, settings: PictureSettings, look: Look
) -> Standing | None:
    """Paint what is the same at each step; the arguments are those of `paint_surface3d`.

    Returns:
        What `paint_moving` needs; None without a surface.
    """
    surface, heights = material.landscape.surface, material.heights
    if surface is None or heights is None:
        return None
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    inner = _paint_around(painter, rect, material, settings, look)
    made = relief(surface, heights, _SQUARES_OF_FILES if keeps_lines(painter) else _SQUARES)
    lettering = _lettering(surface, heights, material, settings.eye.azimuth)
    room = None if settings.eye.distance is None else inner
    if room is None:
        turned = Camera(settings.eye.elevation, settings.eye.azimuth)
        camera = fitted(turned, inner, lettering, look)
        if not inner.adjusted(-1, -1, 1, 1).contains(used_by(camera, lettering, look)):
            lettering, camera = replace(lettering, axes=(), labels=(), titles=()), framed(turned, inner)
    else:
        camera = standing(settings.eye, room)
    scene = Solid(surface, heights, made, camera, look, room)
    lettering = _visible(lettering, scene)
    _paint_box(painter, scene)
    basins = material.landscape.basins if material.sight.basins else None
    paint_relief(painter, scene, lines=material.sight.lines, basins=basins)
    painter.restore()
    return Standing(scene, lettering, rect.size())


def paint_moving(
    painter: QPainter, standing: Standing, material: Material, step: int, known: Course | None = None
) -> None:
    """Paint the trajectories up to a step, and the words above them.

    Args:
        painter: Its state is kept.
        standing: From `paint_still`.
        material: Tells the trajectories.
        step: Where the heads are.
        known: Where they are seen, from `whole_course`; None: to be found.
    """
    scene, run = standing.scene, material.run
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if known is not None:
        paint_course(painter, scene, known, step)
    elif run is not None:
        paint_paths(painter, scene, run, material.sight, step)
    paint_lettering(painter, standing.lettering, scene.camera.project, standing.size, scene.look)
    painter.restore()


def whole_course(standing: Standing, material: Material) -> Course | None:
    """Where the trajectories are seen at every step.

    Args:
        standing: From `paint_still`.
        material: Tells the trajectories.

    Returns:
        None without trajectories.
    """
    run = material.run
    return None if run is None else course(standing.scene, run, material.sight, 0, run.computed)


def _paint_around(
    painter: QPainter, rect: QRectF, material: Material, settings: PictureSettings, look: Look
) -> QRectF:
    run, contours = material.run, material.contours
    inner = QRectF(rect)
    if run is not None and settings.legend:
        items, high = legend_row.arranged(legend_row.entries(run, material.sight, look), rect, look)
        if items and high <= rect.height() / 3:
            hues = colouring(run, material.sight, look).colours
            legend_row.paint_legend(painter, items, look, hues)
            inner.setTop(inner.top() + high + 2)
    if settings.colour_bar and contours is not None and len(contours.levels) and rect.width() >= _NARROW:
        beside = bar_room(look)
        top = inner.top() + look.metrics().height() + 4
        bar = QRectF(rect.right() - beside, top, beside, inner.bottom() - top - 4)
        paint_bar(painter, bar, contours, look)
        inner.setRight(inner.right() - beside - look.pixels(_GAP))
    return inner


# --- what is written -------------------------------------------------------------------------------------


def _visible(lettering: Lettering, scene: Solid) -> Lettering:
    """Words and marks that are in the picture; what the surface hides is faint.

    Returns:
        Lettering.
    """
    lettering = replace(lettering, within=scene.room)
    if lettering.marked is None:
        return lettering
    seen = scene.inside(scene.camera.project(lettering.marked))
    marked = lettering.marked[seen]
    kinds = tuple(kind for kind, one in zip(lettering.kinds, seen, strict=True) if one)
    faint = hidden(scene.relief, marked, scene.camera.eye).tolist()
    return replace(lettering, marked=marked, kinds=kinds, faint=faint)


def _lettering(surface: SurfaceAnswer, heights: Heights, material: Material, azimuth: float) -> Lettering:
    corner = nearest_corner(azimuth)
    across, along = (Scale(*limits).ticks(_TICKS) for limits in surface.window)
    x, y, z = _tick_places(surface, heights)
    marked, kinds = _marked(surface, heights, material)
    return Lettering(
        axes=axes(corner, x, y, z),
        labels=[[tick.label for tick in ticks] for ticks in (across, along, heights.ticks)],
        titles=[*axis_names(surface.plane), "loss"],
        marked=marked,
        kinds=kinds,
    )


def _tick_places(surface: SurfaceAnswer, heights: Heights) -> tuple[list[float], list[float], list[float]]:
    across, along = (Scale(*limits).ticks(_TICKS) for limits in surface.window)
    values = [np.array([tick.value for tick in ticks]) for ticks in (across, along, heights.ticks)]
    return (
        placed(values[0], surface.window[0]).tolist(),
        placed(values[1], surface.window[1]).tolist(),
        raised(heights.unit(values[2])).tolist(),
    )


def _marked(surface: SurfaceAnswer, heights: Heights, material: Material) -> tuple[Array, tuple[str, ...]]:
    run, critical, size = material.run, material.landscape.critical, len(surface.plane.origin)
    points, kinds = [np.empty((0, size))], []
    if run is not None and len(run.begun.minima):
        points.append(run.begun.minima)
        kinds += ["optimum"] * len(run.begun.minima)
    if material.sight.critical and critical is not None and critical.points.shape[1:] == (size,):
        points.append(critical.points)
        kinds += critical.kinds
    every = np.concatenate(points)
    coordinates, _ = surface.plane.project(every)
    return marked_once(over_surface(every, surface_loss(surface, coordinates), surface, heights), kinds)


# --- the surface -----------------------------------------------------------------------------------------


def _paint_box(painter: QPainter, scene: Solid) -> None:
    corner, above = nearest_corner(scene.camera.azimuth), scene.camera.elevation >= 0
    lines = grid_lines(corner, *_tick_places(scene.surface, scene.heights), above)
    ends = scene.camera.project(lines.astype(np.float64))
    painter.setPen(QPen(blended(scene.look.line, scene.look.quiet, 0.25), scene.look.thin * 0.8))
    for (x, y, away), (to_x, to_y, to_away) in zip(ends[::2].tolist(), ends[1::2].tolist(), strict=True):
        line = QLineF(x, y, to_x, to_y)
        if scene.room is not None:
            line = cut_line(line, scene.room) if min(away, to_away) > NEAR else QLineF()
        if not line.isNull():
            painter.drawLine(line)
