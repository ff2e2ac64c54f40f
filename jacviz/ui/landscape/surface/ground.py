"""What stands still on the surface as one picture, drawn a little at a time while the old one is shown."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from time import perf_counter

from PySide6.QtCore import QRectF, QSizeF
from PySide6.QtGui import QColor, QPainter, QPixmap

from jacviz.session.landscape.settings import Sight
from jacviz.ui.landscape.surface.basin_wash import TILE, Wash, wash_layers
from jacviz.ui.landscape.surface.contours import (
    Contours,
    Layer,
    band_colours,
    band_layers,
    line_layers,
    pixel_lines,
)
from jacviz.ui.landscape.surface.curve_layers import curve_layers
from jacviz.ui.landscape.surface.line_labels import labelled, paint_labels
from jacviz.ui.landscape.surface.obstacles import NO_OBSTACLES, Obstacles
from jacviz.ui.plot.frame import Frame
from jacviz.ui.plot.look import Look


def paint_ground(
    painter: QPainter,
    frame: Frame,
    contours: Contours,
    wash: Wash | None,
    sight: Sight,
    look: Look,
    obstacles: Obstacles = NO_OBSTACLES,
) -> None:
    """Paint what stands still within the frame: bands, basins, lines and their labels.

    Args:
        painter: Its state is kept.
        frame: The frame.
        contours: Of the surface.
        wash: Basins; None for none.
        sight: Tells which lines there are.
        look: Colours and type.
        obstacles: What labels keep away from.
    """
    for paint in ground_layers(frame, contours, wash, sight, look, obstacles, whole=True):
        paint(painter)


def ground_layers(
    frame: Frame,
    contours: Contours,
    wash: Wash | None,
    sight: Sight,
    look: Look,
    obstacles: Obstacles = NO_OBSTACLES,
    *,
    whole: bool = False,
) -> Iterator[Layer]:
    """What stands still within the frame, a little at a time.

    Args:
        frame: The frame.
        contours: Of the surface.
        wash: Basins; None for none.
        sight: Tells which lines there are.
        look: Colours and type.
        obstacles: What labels keep away from.
        whole: Whether regions are whole, for files of lines; a large one may take its time.

    Yields:
        What paints the next layer over those before; it keeps the painter's state.
    """
    if contours.curve is not None:
        yield from curve_layers(frame, contours, look)
        return
    yield from band_layers(frame, contours, look)
    if wash is not None:
        yield from wash_layers(frame, wash, look, side=0 if whole else TILE)
    if not sight.lines:
        return
    lines = pixel_lines(frame, contours)
    if not sight.labels:
        yield from line_layers(frame, contours, look, lines)
        return
    made = labelled(lines, contours, frame, look, obstacles)
    yield from line_layers(frame, contours, look, made.lines)
    for label in made.labels:
        yield partial(paint_labels, contours=contours, labels=(label,), look=look)


def _backdrop(contours: Contours, look: Look) -> QColor:
    """What stands where a picture has nothing yet.

    Returns:
        The colour of the highest loss; above a curve the ground's.
    """
    return look.panel if contours.curve is not None else band_colours(contours, look)[-1]


def carried(old: Frame, new: Frame) -> QRectF:
    """Where a picture of one frame belongs in another one of the same plane.

    Returns:
        Pixels.
    """
    top_left = new.point(old.x.low, old.y.high)
    bottom_right = new.point(old.x.high, old.y.low)
    return QRectF(top_left, bottom_right)


@dataclass(frozen=True, eq=False)
class _Picture:
    """A picture, and what is still to be painted on it.

    Attributes:
        key: What it shows.
        frame: Of which frame.
        pixmap: As far as it is painted.
        layers: What is still to come.
    """

    key: tuple[object, ...]
    frame: Frame
    pixmap: QPixmap
    layers: Iterator[Layer]

    def work(self, until: float) -> bool:
        """Paint on.

        Returns:
            Whether it is complete.
        """
        painter = QPainter(self.pixmap)
        painter.translate(-self.frame.rect.topLeft())
        done = False
        while not done:
            layer = next(self.layers, None)
            if layer is None:
                done = True
            else:
                layer(painter)
                if perf_counter() > until:
                    break
        painter.end()
        return done


class Ground:
    """Bands, basins, lines and labels as one picture.

    As long as a new picture is not complete the one before stands in, carried to where it belongs.
    """

    def __init__(self) -> None:
        self._shown: _Picture | None = None
        self._coming: _Picture | None = None

    @property
    def busy(self) -> bool:
        """Whether a picture is on its way."""
        return self._coming is not None

    def forget(self) -> None:
        """Hold no picture any more."""
        self._shown = self._coming = None

    def paint(
        self,
        painter: QPainter,
        frame: Frame,
        contours: Contours,
        wash: Wash | None,
        sight: Sight,
        look: Look,
        *,
        hurry: bool,
        until: float = math.inf,
        obstacles: Obstacles = NO_OBSTACLES,
    ) -> None:
        """Paint it, from the picture that is kept where that is possible.

        Args:
            painter: Of the screen.
            frame: The frame.
            contours: Of the surface.
            wash: Basins; None for none.
            sight: Tells which lines there are.
            look: Colours and type.
            hurry: Whether the picture of another window may stand in: a new surface is on its way.
            until: When to leave a new picture to `work`, by `perf_counter`.
            obstacles: What labels keep away from, the same object as long as they may stay where they are.
        """
        ratio = painter.device().devicePixelRatio()
        key = (contours, wash, sight.lines, sight.labels, look, ratio, frame.rect.size(), obstacles)
        newest = self._coming or self._shown
        if newest is None or newest.key != key or (newest.frame != frame and not hurry):
            layers = ground_layers(frame, contours, wash, sight, look, obstacles)
            empty = _empty(frame, ratio, contours, look)
            self._coming = _Picture(key, frame, empty, layers)
        self.work(until)
        painter.save()
        painter.setClipRect(frame.rect)
        if self._shown is None:
            painter.fillRect(frame.rect, look.panel)
        else:
            _place(painter, self._shown, frame, contours, look)
        painter.restore()

    def work(self, until: float) -> bool:
        """Go on with the picture that is on its way.

        Args:
            until: When to pause, by `perf_counter`; something is painted in any case.

        Returns:
            Whether nothing is left to do.
        """
        if self._coming is not None and self._coming.work(until):
            self._shown, self._coming = self._coming, None
        return self._coming is None


def _empty(frame: Frame, ratio: float, contours: Contours, look: Look) -> QPixmap:
    size = QSizeF(frame.rect.size()) * ratio
    pixmap = QPixmap(math.ceil(size.width()), math.ceil(size.height()))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(_backdrop(contours, look))
    return pixmap


def _place(painter: QPainter, picture: _Picture, frame: Frame, contours: Contours, look: Look) -> None:
    if picture.frame == frame:
        painter.drawPixmap(frame.rect.topLeft(), picture.pixmap)
        return
    painter.fillRect(frame.rect, _backdrop(contours, look))
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawPixmap(carried(picture.frame, frame), picture.pixmap, QRectF(picture.pixmap.rect()))
