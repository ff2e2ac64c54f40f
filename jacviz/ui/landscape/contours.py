"""Contours of a loss surface: traced once for each surface, painted crisp at any size."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from contourpy import FillType, LineType, contour_generator
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen, QTransform

from jacviz.engine.training_messages import SurfaceAnswer, Window
from jacviz.session.landscape.settings import Levels
from jacviz.ui.landscape import strokes
from jacviz.ui.landscape.levels import contour_levels
from jacviz.ui.landscape.ramp import ramp
from jacviz.ui.plot.frame import Frame
from jacviz.ui.plot.look import Look, blended

Array: TypeAlias = NDArray[Any]

_COARSE, _FINER = 60, 4  # a surface of at most so many points an axis is smoothed by that factor
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
    """

    window: Window
    levels: Array
    known: QPainterPath | None
    above: tuple[QPainterPath, ...]
    lines: tuple[tuple[Array, ...], ...]
    lowest: float
    highest: float


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
    levels = contour_levels(surface.values, kind, count)
    if min(surface.values.shape) < 2:
        yield Contours(surface.window, levels[:0], None, (), (), low, high)
        return
    # Halves: a range may overflow. The root of a bowl is a cone, which straight lines between points follow.
    heights = _smoothed(np.sqrt(np.maximum(surface.values / 2 - low / 2, 0.0)))
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


def _smoothed(heights: Array) -> Array:
    """A coarse grid made finer by a cubic spline (Catmull and Rom), so that its contours have no corners.

    Returns:
        The grid itself where it is fine, or not finite everywhere.
    """
    if max(heights.shape) > _COARSE or min(heights.shape) < 4 or not np.isfinite(heights).all():
        return heights
    made = _spline(heights.shape[0]) @ heights @ _spline(heights.shape[1]).T
    return np.asarray(np.clip(made, heights.min(), heights.max()))


def _spline(count: int) -> Array:
    places = np.linspace(0, count - 1, (count - 1) * _FINER + 1)
    first = np.minimum(places.astype(int), count - 2)
    t = (places - first)[:, None]
    weights = np.hstack([
        (-t + 2 * t**2 - t**3) / 2, (2 - 5 * t**2 + 3 * t**3) / 2,
        (t + 4 * t**2 - 3 * t**3) / 2, (t**3 - t**2) / 2,
    ])  # fmt: skip
    matrix = np.zeros((len(places), count + 2))
    for k in range(4):
        matrix[np.arange(len(places)), first + k] = weights[:, k]
    # Beyond the ends the grid goes on straight.
    matrix[:, 1] += 2 * matrix[:, 0]
    matrix[:, 2] -= matrix[:, 0]
    matrix[:, -2] += 2 * matrix[:, -1]
    matrix[:, -3] -= matrix[:, -1]
    return matrix[:, 1:-1]


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
    painter.save()
    painter.setClipRect(frame.rect)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    placing = to_pixels(frame, contours.window)
    if contours.known is not None:
        hatch(painter, frame, look)
    colours = band_colours(contours, look)
    painter.setBrush(colours[0])
    if contours.known is None:
        painter.drawRect(placing.mapRect(strokes.UNIT))
    else:
        painter.drawPath(placing.map(contours.known))
    # Each region covers the one below it whole: two that merely touch would leave a seam.
    for colour, region in zip(colours[1:], contours.above, strict=True):
        painter.setBrush(colour)
        painter.drawPath(placing.map(region))
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
    painter.save()
    painter.setClipRect(frame.rect)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    colours = band_colours(contours, look)
    lines = pixel_lines(frame, contours) if gaps is None else gaps
    for colour, some in zip(colours[1:], lines, strict=True):
        painter.setPen(QPen(line_colour(colour, look), _LINE))
        for line in some:
            painter.drawPolyline(strokes.polygon(line))
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
