"""How a strip is painted: bars from an image, zero line, the marked entry and what it says."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from jacviz.session.spans import Span
from jacviz.session.vectors import Array
from jacviz.ui import theme
from jacviz.ui.vectors.ink import Ink, draw_name, fitting_number, line_pen, name_width
from jacviz.ui.vectors.strip_raster import Lane, bars

_MARGIN = 5  # logical pixels around the words in a strip


@dataclass(frozen=True, slots=True)
class Mark:
    """The entry that is pointed at.

    Attributes:
        index: Which one.
        name: How it is called.
        value: What it holds.
    """

    index: int
    name: str
    value: float


def strip_image(values: Array, lane: Lane, span: Span, colour: QColor, *, vertical: bool) -> QImage:
    """The bars, in device pixels.

    Args:
        values: Shape (n,).
        lane: How they lie.
        span: What the thickness covers.
        colour: Of the bars.
        vertical: Whether entries go down and values to the right; else entries go right and values up.

    Returns:
        An image: each pixel is an opacity of `colour`.
    """
    opacity = bars(values, lane, span)
    picture = np.ascontiguousarray(opacity.T if vertical else opacity[::-1])
    height, width = picture.shape
    table = QImage(picture.tobytes(), width, height, width, QImage.Format.Format_Indexed8)
    table.setColorTable(_shades(colour.rgb()))
    image = table.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)  # a copy, and quick to paint
    image.setDevicePixelRatio(lane.ratio)
    return image


_SHADES: dict[int, list[int]] = {}


def _shades(rgb: int) -> list[int]:
    if rgb not in _SHADES:
        _SHADES[rgb] = [(alpha << 24) | (rgb & 0xFFFFFF) for alpha in range(256)]
    return _SHADES[rgb]


def paint_strip(
    painter: QPainter, lane: Lane, ink: Ink, image: QImage, span: Span, mark: Mark | None,
    *, vertical: bool, focused: bool, enabled: bool,
) -> None:  # fmt: skip
    """Paint the strip.

    Args:
        painter: On the strip, antialiasing on.
        lane: How entries lie.
        ink: Colours and fonts.
        image: From `strip_image`.
        span: What the thickness covers.
        mark: The entry under the mouse or the cursor.
        vertical: Whether entries go down.
        focused: Whether the keyboard changes the marked entry.
        enabled: Whether it can be painted.
    """
    size = (lane.thickness, lane.length) if vertical else (lane.length, lane.thickness)
    whole = QRectF(0, 0, *size)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink.field)
    painter.drawRoundedRect(whole, theme.RADIUS, theme.RADIUS)
    if mark is not None:
        painter.fillRect(_cell(lane, mark.index, vertical=vertical), ink.halo)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    zero = round(lane.height(0.0, span) * lane.ratio) / lane.ratio
    across = zero if vertical else lane.thickness - zero
    line = QRectF(across, 0, 1, lane.length) if vertical else QRectF(0, across, lane.length, 1)
    painter.fillRect(line, ink.zero)
    painter.drawImage(QPointF(0, 0), image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if mark is not None:
        _paint_reading(painter, lane, ink, mark, vertical=vertical, enabled=enabled)
    if focused:
        painter.setPen(line_pen(ink.mark, 1.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(whole.adjusted(0.5, 0.5, -0.5, -0.5), theme.RADIUS, theme.RADIUS)


def _cell(lane: Lane, index: int, *, vertical: bool) -> QRectF:
    start, stop = lane.place(index)
    width = max(stop - start, 1.0)
    return QRectF(0, start, lane.thickness, width) if vertical else QRectF(start, 0, width, lane.thickness)


def _paint_reading(
    painter: QPainter, lane: Lane, ink: Ink, mark: Mark, *, vertical: bool, enabled: bool
) -> None:
    """Name and value of the marked entry, in the corner away from it; one above the other beside rows."""
    scale = ink.scale
    room = (lane.thickness if vertical else lane.length) - 4 - 2 * _MARGIN
    written = min(name_width(mark.name, scale, room), room if vertical else room * 0.5)
    free = round(room if vertical else room - written - 6)
    text, digits, _ = fitting_number(mark.value, scale, free, small=True)
    width = (max(written, digits) if vertical else written + digits + 6) + 2 * _MARGIN
    height = (31 if vertical else 18) * scale
    far = lane.place(mark.index)[0] < lane.length / 2
    top = lane.length - height - 2 if vertical and far else 2
    left = (lane.thickness - width) / 2 if vertical else lane.length - width - 2 if far else 2
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink.veil)
    painter.drawRoundedRect(QRectF(left, top, width, height), theme.RADIUS, theme.RADIUS)
    baseline = top + 13 * scale
    painter.setPen(ink.mark if enabled else ink.mark_disabled)
    name_left = left + (width - written) / 2 if vertical else left + _MARGIN
    draw_name(painter, QPointF(name_left, baseline), mark.name, scale, written)
    painter.setFont(ink.small_font)
    painter.setPen(ink.text if enabled else ink.quiet)
    place = QPointF(left + (width - digits) / 2, baseline + 14 * scale)
    painter.drawText(place if vertical else QPointF(left + width - digits - _MARGIN, baseline), text)
