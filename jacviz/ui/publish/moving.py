"""Pages of which a part moves: what stands still is painted once, each step only adds what is new."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QImage, QPainter

from jacviz.session.picture import PictureSettings, View
from jacviz.ui.landscape.surface.paths import Paths
from jacviz.ui.landscape.surface.scene import (
    outline,
    paint_above_trails,
    paint_still,
    trails_of,
)
from jacviz.ui.landscape.surface.trails import Ink, add_trails, paint_trails
from jacviz.ui.plot.look import Look
from jacviz.ui.publish.material import Material
from jacviz.ui.publish.views import losses, surface3d
from jacviz.ui.publish.views.fit import paint_fit
from jacviz.ui.publish.views.trajectories import narrowest, scene_of

# Paints the moving part at a step; the painter stands as it stood for the part that is still.
Move: TypeAlias = Callable[[QPainter, int], None]
# Paints the part of a view that is still, and returns what paints the moving one.
Still: TypeAlias = Callable[[QPainter, QRectF, Material, PictureSettings, Look], Move]


def _nothing(painter: QPainter, step: int) -> None:
    del painter, step


def _trajectories(
    painter: QPainter, rect: QRectF, material: Material, settings: PictureSettings, look: Look
) -> Move:
    scene = scene_of(material, settings)
    if scene is None:
        return _nothing
    narrow = narrowest(settings, look)
    frame = paint_still(painter, rect, scene, look, legend=settings.legend, narrow=narrow)
    trails = trails_of(scene, frame, look)
    layers = [TrailLayer(*each, scene.sight.tail) for each in trails]

    def move(painter: QPainter, step: int) -> None:
        painter.save()
        painter.setClipRect(frame.rect)
        for layer in layers:
            layer.paint(painter, step)
        paint_above_trails(painter, frame, replace(scene, step=step), trails, look)
        painter.restore()
        outline(painter, frame, look)

    return move


def _surface3d(
    painter: QPainter, rect: QRectF, material: Material, settings: PictureSettings, look: Look
) -> Move:
    standing = surface3d.paint_still(painter, rect, material, settings, look)
    if standing is None:
        return _nothing
    known = surface3d.whole_course(standing, material)
    return lambda painter, step: surface3d.paint_moving(painter, standing, material, step, known)


def _losses(
    painter: QPainter, rect: QRectF, material: Material, settings: PictureSettings, look: Look
) -> Move:
    curves = losses.paint_still(painter, rect, material, settings, look)
    if curves is None:
        return _nothing
    return lambda painter, step: losses.paint_moving(painter, curves, material, step)


def _fit(
    painter: QPainter, rect: QRectF, material: Material, settings: PictureSettings, look: Look
) -> Move:
    del painter  # samples lie between what moves below and above them
    return lambda painter, step: paint_fit(painter, rect, material.at(step), settings, look)


# The views that a film of a descent can show.
STEPPING: dict[View, Still] = {
    "trajectories": _trajectories, "surface3d": _surface3d, "losses": _losses, "fit": _fit,
}  # fmt: skip


class TrailLayer:
    """Trails as a picture of the device's own pixels, to which a step forward only adds."""

    def __init__(self, paths: Paths, ink: Ink, tail: int | None) -> None:
        """Nothing is drawn yet.

        Args:
            paths: The trajectories in pixels.
            ink: What they are drawn with.
            tail: Steps that stay visible; None: all.
        """
        self._paths, self._ink, self._tail = paths, ink, tail
        self._image = QImage()
        self._place = QRect()
        self._step = -1

    def paint(self, painter: QPainter, step: int) -> None:
        """Paint the trails up to a step.

        Args:
            painter: Its state is kept.
            step: Where the heads are.
        """
        if self._tail is not None or self._ink.dashes:  # which begin at the start of each trail
            paint_trails(painter, self._paths, step, self._ink, self._tail)
            return
        placing = painter.deviceTransform()
        place = placing.mapRect(self._paths.frame.rect).toAlignedRect()
        if place != self._place or step < self._step:
            self._image = QImage(place.size(), QImage.Format.Format_ARGB32_Premultiplied)
            self._image.fill(Qt.GlobalColor.transparent)
            self._place, self._step = place, -1
        if step > self._step:
            own = QPainter(self._image)
            own.setRenderHint(QPainter.RenderHint.Antialiasing)
            own.translate(-place.topLeft())
            own.setTransform(placing, combine=True)
            add_trails(own, self._paths, self._step, step, self._ink)
            own.end()
            self._step = step
        painter.save()
        painter.resetTransform()
        painter.drawImage(place.topLeft(), self._image)
        painter.restore()
