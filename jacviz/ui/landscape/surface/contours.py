"""Contours of a loss surface: traced once for each surface, painted crisp at any size."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeAlias

import numpy as np
from contourpy import FillType, LineType, contour_generator
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen, QTransform

from jacviz.engine.training_messages import SurfaceAnswer, Window
from jacviz.session.landscape.settings import Levels
from jacviz.ui.landscape.surface import strokes
from jacviz.ui.landscape.surface.levels import contour_levels
from jacviz.ui.landscape.surface.ramp import ramp
from jacviz.ui.landscape.surface.smoothing import smoothed
from jacviz.ui.plot.frame import Frame
from jacviz.ui.plot.look import Look, blended

Array: TypeAlias = NDArray[Any]
Layer: TypeAlias = Callable[[QPainter], None]

_INK = 0.3  # how dark a contour line is, from its band's colour to the text's
_LINE = 0.8  # pixels


@dataclass(frozen=True, eq=False)
class Contours:
    """Levels, regions and lines, in units of the surface's window: (0, 0) lower left, (1, 1) upper right.

    Attributes:
        window: The ranges of alpha and beta that the units stand for.
        levels: Rising, (n,); none for a constant surface.
        known: Where the loss is finite; None: everywhere.
        above: For each level the region at or above it.
        lines: For each level its lines, (points, 2) each.
        lowest: The lowest finite loss; nan where there is none.
        highest: The highest finite loss.
        curve: Of a line, where there are no regions: the parameter and the loss of each point, (n, 2).
    """

    window: Window
    levels: Array
    known: QPainterPath | None
    above: tuple[QPainterPath, ...]
    lines: tuple[tuple[Array, ...], ...]
    lowest: float
    highest: float
    curve: Array | None = None


def trace(surface: SurfaceAnswer, kind: Levels, count: int) -> Contours:
    """Find the contours of a surface.

    Args:
        surface: The surface.
        kind: How levels are spread.
        count: About how many there are.

    Returns:
        The contours.
    """
    return next(found for found in tracing(surface, kind, count) if found is not None)


def tracing(surface: SurfaceAnswer, kind: Levels, count: int) -> Iterator[Contours | None]:
    """Find the contours of a surface a level at a time, so that other things can happen in between.

    Args:
        surface: The surface.
        kind: How levels are spread.
        count: About how many there are.

    Yields:
        None while there are levels left, and the contours at the end.
    """
    finite = surface.values[np.isfinite(surface.values)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (np.nan, np.nan)
    if surface.plane.is_line:
        curve = np.stack([surface.alpha, surface.values[0]], axis=1)
        yield Contours(surface.window, np.empty(0), None, (), (), low, high, curve)
        return
    levels = contour_levels(surface.values, kind, count)
    if min(surface.values.shape) < 2:
        yield Contours(surface.window, levels[:0], None, (), (), low, high)
        return
    # Halves: a range may overflow. The root of a bowl is a cone, which straight lines between points follow.
    heights = smoothed(np.sqrt(np.maximum(surface.values / 2 - low / 2, 0.0)))
    is_whole = bool(np.isfinite(heights).all())
    generator = _generator(heights if is_whole else np.ma.masked_invalid(heights))
    known = None if is_whole else _region(generator, -np.inf)
    above: list[QPainterPath] = []
    lines: list[tuple[Array, ...]] = []
    for cut in np.sqrt(np.maximum(levels / 2 - low / 2, 0.0)).tolist():
        yield None
        above.append(_region(generator, cut))
        lines.append(tuple(generator.lines(cut)))
    yield Contours(surface.window, levels, known, tuple(above), tuple(lines), low, high)


def _generator(heights: Array) -> Any:
    rows, cols = heights.shape
    return contour_generator(
        np.linspace(0, 1, cols), np.linspace(0, 1, rows), heights,
        fill_type=FillType.ChunkCombinedOffset, line_type=LineType.Separate,
    )  # fmt: skip


def _region(generator: Any, cut: float) -> QPainterPath:
    points, offsets = generator.filled(cut, np.inf)
    if points[0] is None:
        return QPainterPath()
    return strokes.ring_path(points[0], offsets[0])


# --- painting --------------------------------------------------------------------------------------------


def to_pixels(frame: Frame, window: Window) -> QTransform:
    """From units of a surface's window to pixels.

    Args:
        frame: Where the surface is drawn; it may show another window.
        window: The surface's.

    Returns:
        The transformation.
    """
    (left, right), (bottom, top) = window
    low, high = frame.point(left, bottom), frame.point(right, top)
    return QTransform(high.x() - low.x(), 0, 0, high.y() - low.y(), low.x(), low.y())


def band_colours(contours: Contours, look: Look) -> tuple[QColor, ...]:
    """The colour of each band: below the first level, between each two, above the last.

    Returns:
        One more than there are levels.
    """
    return ramp(look.risk, len(contours.levels) + 1)


def paint_bands(painter: QPainter, frame: Frame, contours: Contours, look: Look) -> None:
    """Fill the frame with the colours of the loss; where it is not finite, hatch it.

    Args:
        painter: Its state is kept.
        frame: The frame.
        contours: What was traced.
        look: Colours.
    """
    for paint in band_layers(frame, contours, look):
        paint(painter)


def band_layers(frame: Frame, contours: Contours, look: Look) -> Iterator[Layer]:
    """The bands one by one, so that other things can happen in between.

    Args:
        frame: The frame.
        contours: What was traced.
        look: Colours.

    Yields:
        What paints a band over those before; it keeps the painter's state.
    """
    placing, colours = to_pixels(frame, contours.window), band_colours(contours, look)
    yield lambda painter: _paint_lowest(painter, frame, contours, look)
    # Each region covers the one below it whole: two that merely touch would leave a seam.
    for colour, region in zip(colours[1:], contours.above, strict=True):
        yield partial(fill, frame=frame, region=placing.map(region), brush=QBrush(colour))


def _paint_lowest(painter: QPainter, frame: Frame, contours: Contours, look: Look) -> None:
    placing, colour = to_pixels(frame, contours.window), band_colours(contours, look)[0]
    if contours.known is None:
        region = QPainterPath()
        region.addRect(placing.mapRect(strokes.UNIT))
    else:
        painter.save()
        painter.setClipRect(frame.rect)
        hatch(painter, frame, look)
        painter.restore()
        region = placing.map(contours.known)
    fill(painter, frame, region, QBrush(colour))


def fill(painter: QPainter, frame: Frame, region: QPainterPath, brush: QBrush) -> None:
    """Fill a region within a frame.

    Args:
        painter: Its state is kept.
        frame: The frame.
        region: In pixels.
        brush: With what.
    """
    painter.save()
    painter.setClipRect(frame.rect)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(brush)
    painter.drawPath(region)
    painter.restore()


def line_colour(band: QColor, look: Look) -> QColor:
    """The colour of the line below a band.

    Returns:
        A darker (in the dark: lighter) shade of it; opaque, so that lines that meet do not show where.
    """
    return blended(band, look.text, _INK)


def paint_lines(
    painter: QPainter,
    frame: Frame,
    contours: Contours,
    look: Look,
    gaps: tuple[tuple[Array, ...], ...] | None = None,
) -> None:
    """Draw the contour lines.

    Args:
        painter: Its state is kept.
        frame: The frame.
        contours: What was traced.
        look: Colours.
        gaps: The lines in pixels with gaps for their labels, where they have some.
    """
    for paint in line_layers(frame, contours, look, gaps):
        paint(painter)


def line_layers(
    frame: Frame, contours: Contours, look: Look, gaps: tuple[tuple[Array, ...], ...] | None = None
) -> Iterator[Layer]:
    """The contour lines level by level; the arguments are those of `paint_lines`.

    Yields:
        What draws the lines of a level; it keeps the painter's state.
    """
    lines = pixel_lines(frame, contours) if gaps is None else gaps
    for band, some in zip(band_colours(contours, look)[1:], lines, strict=True):
        yield partial(_draw_lines, frame=frame, lines=some, colour=line_colour(band, look))


def _draw_lines(painter: QPainter, frame: Frame, lines: tuple[Array, ...], colour: QColor) -> None:
    painter.save()
    painter.setClipRect(frame.rect)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if strokes.keeps_lines(painter):
        painter.setPen(QPen(colour, _LINE))
        for line in lines:
            painter.drawPolyline(strokes.polygon(line))
    else:  # piece by piece: on a screen of fine pixels several times faster, and the ink is opaque
        painter.setPen(strokes.pen(colour, _LINE))
        for line in lines:
            strokes.draw_segments(painter, np.hstack([line[:-1], line[1:]]))
    painter.restore()


def pixel_lines(frame: Frame, contours: Contours) -> tuple[tuple[Array, ...], ...]:
    """The contour lines in pixels.

    Returns:
        For each level its lines, (points, 2) each.
    """
    placing = to_pixels(frame, contours.window)
    scale = np.array([placing.m11(), placing.m22()])
    shift = np.array([placing.dx(), placing.dy()])
    return tuple(tuple(line * scale + shift for line in some) for some in contours.lines)


def hatch(painter: QPainter, frame: Frame, look: Look) -> None:
    """Fill the frame with the quiet pattern of what has no value.

    Args:
        painter: Brush is changed.
        frame: The frame.
        look: Colours.
    """
    painter.fillRect(frame.rect, look.panel)
    painter.fillRect(frame.rect, hatching(blended(look.panel, look.quiet, 0.35)))


def hatching(colour: QColor) -> QBrush:
    """Fine diagonal lines.

    Args:
        colour: Of the lines; between them nothing is painted.

    Returns:
        The brush.
    """
    return QBrush(colour, Qt.BrushStyle.BDiagPattern)
