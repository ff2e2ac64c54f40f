"""The cells of J on a page: rectangles with their numbers, or one image with crisp cells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from jacviz.session.document import Limits
from jacviz.ui.landscape.surface.strokes import keeps_lines
from jacviz.ui.matrix import figures
from jacviz.ui.matrix.axis import Axis
from jacviz.ui.matrix.pixels import luminance
from jacviz.ui.matrix.traces import traces
from jacviz.ui.plot.look import Look, blended
from jacviz.ui.publish.views.shading import Shaded, image_bytes, shaded
from jacviz.ui.publish.views.steady import Span, fit, moving

Array: TypeAlias = NDArray[Any]

MOST_CELLS = 64  # rows or columns that are drawn as cells of their own
_MOST_NUMBERS = 600
_LARGE_FROM = 12.0  # pixels of a cell that can hold a number
_RADIUS, _ROUND_FROM = 3.0, 24.0
_MINUS_FROM = 2.5  # pixels of a cell that can hold a minus, where colours do not tell signs apart
_PALE = 0.88  # luminance from which on an entry is as good as zero
_FINE, _COARSE = 2048, 1024  # pixels along a side of an image in a file of lines


@dataclass(frozen=True)
class Grid:
    """Where cells are.

    Attributes:
        x: Left edge of all of them.
        y: Upper edge.
        rows: Along the height.
        columns: Along the width.
    """

    x: float
    y: float
    rows: Axis
    columns: Axis

    @property
    def rect(self) -> QRectF:
        """All of it."""
        return QRectF(self.x, self.y, self.columns.length, self.rows.length)

    @property
    def pitch(self) -> float:
        """The smaller side of a cell with its gap."""
        return min(self.rows.pitch, self.columns.pitch)

    def cell(self, row: int, column: int) -> QRectF:
        """One cell.

        Args:
            row: 0-based.
            column: 0-based.

        Returns:
            Its rectangle.
        """
        (top, bottom), (left, right) = self.rows.span(row), self.columns.span(column)
        return QRectF(self.x + left, self.y + top, right - left, bottom - top)


def sharpness(painter: QPainter) -> float:
    """Pixels of the device for a unit of the painter; many where a file has none.

    Args:
        painter: The painter.

    Returns:
        At least 1/8.
    """
    if keeps_lines(painter):
        return 8.0
    return max(painter.device().devicePixelRatio() * painter.worldTransform().m11(), 0.125)


def grid(painter: QPainter, rect: QRectF, shape: tuple[int, int]) -> Grid:
    """Cells that fill a rectangle, on the device's pixels.

    Args:
        painter: Tells the device.
        rect: The rectangle.
        shape: Rows and columns.

    Returns:
        The grid.
    """
    ratio = sharpness(painter)
    m, n = shape
    pitch = min(rect.width() / n, rect.height() / m)
    gap = round((2.0 if pitch >= 24 else 1.0 if pitch >= 9 else 0.0) * ratio) / ratio
    x, y, wide, high = (
        round(part * ratio) / ratio for part in (rect.left(), rect.top(), rect.width(), rect.height())
    )
    return Grid(x, y, Axis(m, 0, m, high, gap, ratio), Axis(n, 0, n, wide, gap, ratio))


def paint_cells(
    painter: QPainter,
    where: Grid,
    jacobian: Array,
    limits: Limits,
    look: Look,
    *,
    cells: bool,
    span: Span | None = None,
) -> float:
    """Paint J.

    Args:
        painter: Its state is kept.
        where: From `grid`.
        jacobian: J, (m, n).
        limits: How entries become colours.
        look: Colours and type.
        cells: Whether a J of at most 64 x 64 entries is drawn as cells of their own.
        span: Between which values J moves in a film; None: unknown.

    Returns:
        The magnitude of the full colour.
    """
    made = shaded(jacobian, limits, look, _most(where, keeps_lines(painter)), where.pitch >= _LARGE_FROM)
    painter.save()
    painter.setPen(Qt.PenStyle.NoPen)
    if where.pitch < 9:  # entries near zero have nearly the ground's colour
        painter.setPen(QPen(look.line, 1.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(where.rect.adjusted(-0.5, -0.5, 0.5, 0.5))
        painter.setPen(Qt.PenStyle.NoPen)
    if not made.reduced and max(jacobian.shape) <= MOST_CELLS and (cells or where.pitch >= 9):
        _paint_each(painter, where, made, look)
    else:
        _paint_image(painter, where, made)
    if not made.reduced:
        told = _paint_numbers(painter, where, made, jacobian, look, span)
        if look.dashes and not told and where.pitch >= _MINUS_FROM and max(jacobian.shape) <= MOST_CELLS:
            _paint_minuses(painter, where, made, look)
    painter.restore()
    return made.bound


def _most(where: Grid, lines: bool) -> tuple[int, int]:
    if lines:
        return _FINE, _FINE
    return max(where.rows.device_length, 1), max(where.columns.device_length, 1)


def _paint_each(painter: QPainter, where: Grid, made: Shaded, look: Look) -> None:
    gapless = not where.columns.gap
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, not gapless)
    radius = _RADIUS if where.pitch >= _ROUND_FROM else 1.5 if where.columns.gap else 0.0
    whole = where.rect
    for (row, column), colour in np.ndenumerate(made.colours):
        cell = where.cell(row, column)
        if gapless:  # cells that merely touch would leave a seam: each is covered by the next
            cell = cell.adjusted(0, 0, 0.5, 0.5).intersected(whole)
        painter.setBrush(QColor.fromRgb(int(colour)))
        if radius:
            painter.drawRoundedRect(cell, radius, radius)
        else:
            painter.drawRect(cell)


def _paint_image(painter: QPainter, where: Grid, made: Shaded) -> None:
    rows, columns = made.colours.shape
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
    painter.setRenderHint(QPainter.RenderHint.LosslessImageRendering)
    if keeps_lines(painter):  # readers may blur what they enlarge: entries have several pixels
        pixels = image_bytes(made.colours, max(1, _COARSE // max(rows, columns)))
    else:
        pixels = made.colours[_nearest(where.rows.device_length, rows)]
        pixels = np.ascontiguousarray(pixels[:, _nearest(where.columns.device_length, columns)])
    high, wide = pixels.shape
    image = QImage(pixels.data, wide, high, wide * 4, QImage.Format.Format_RGB32)
    painter.drawImage(where.rect, image)


def _nearest(pixels: int, entries: int) -> Array:
    # Which entry each pixel shows.
    return np.minimum(((np.arange(pixels) + 0.5) * entries / max(pixels, 1)).astype(np.intp), entries - 1)


def _paint_numbers(
    painter: QPainter, where: Grid, made: Shaded, jacobian: Array, look: Look, span: Span | None
) -> bool:
    if jacobian.size > _MOST_NUMBERS:
        return False
    wide = where.columns.pitch - where.columns.gap
    high = where.rows.pitch - where.rows.gap
    largest = 20 + max(min(wide, high) / look.scale - 90, 0) / 5
    room = wide - min(12, wide / 6)
    fitting, places = figures.NONE, list[list[float]]()
    if span is not None and moving(span, jacobian):
        fitting, places = fit(jacobian, span, room, high, largest, 1.7, look.type)
    else:
        fitting = figures.fit(jacobian, room, high, largest, using=look.type, traces=traces(jacobian))
    if not fitting.size:
        return False
    font, metrics = figures.face(fitting.size, look.type)
    painter.setFont(font)
    dark, light = inks(look)
    is_dark = dark_is_better(made.colours, dark, light)
    for j in range(jacobian.shape[1]):
        column = [row[j] for row in fitting.figures]
        starts = [row[j] for row in places] if places else figures.decimal_column(column, wide)
        middle = where.x + where.columns.middle(j)
        for i, figure in enumerate(column):
            ink = look.error if not np.isfinite(jacobian[i, j]) else dark if is_dark[i, j] else light
            painter.setPen(ink)
            baseline = where.y + where.rows.middle(i) + metrics.capHeight() / 2
            painter.drawText(QPointF(middle + starts[i], baseline), figure.text)
    return True


def _paint_minuses(painter: QPainter, where: Grid, made: Shaded, look: Look) -> None:
    # In grey a faint entry below zero may look like a strong one above it: a stroke tells them apart.
    dark, light = inks(look)
    is_dark = dark_is_better(made.colours, dark, light)
    half = min(where.columns.pitch * 0.28, where.rows.pitch * 0.4)
    width = min(max(where.pitch / 12, 0.6), where.rows.pitch / 4)
    told = made.negative & (luminance(made.colours) < _PALE)
    for row, column in np.argwhere(told).tolist():
        ground = QColor.fromRgb(int(made.colours[row, column]))
        ink = blended(ground, dark if is_dark[row, column] else light, 0.65)
        painter.setPen(QPen(ink, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
        middle = where.cell(row, column).center()
        painter.drawLine(QPointF(middle.x() - half, middle.y()), QPointF(middle.x() + half, middle.y()))


def inks(look: Look) -> tuple[QColor, QColor]:
    """The darker and the lighter of the two colours that text on colours can have.

    Args:
        look: Tells them.

    Returns:
        Dark, light.
    """
    one, other = look.text, look.on_accent
    return (one, other) if one.lightnessF() < other.lightnessF() else (other, one)


def dark_is_better(colours: Array, dark: QColor, light: QColor) -> Array:
    """Where dark text has the better contrast.

    Args:
        colours: uint32, any shape.
        dark: One ink.
        light: The other.

    Returns:
        bool, of the same shape.
    """
    ground = luminance(colours) + 0.05
    some = luminance(np.array([dark.rgb(), light.rgb()], dtype=np.uint32)) + 0.05
    return np.asarray(ground / some[0] >= some[1] / ground)
