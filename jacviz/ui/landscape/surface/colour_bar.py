"""The scale of the surface's colours: a slim bar, a step for each band, round numbers where bands meet."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath

from jacviz.notation import MINUS
from jacviz.ui.landscape.surface.contours import Contours, band_colours
from jacviz.ui.landscape.surface.levels import offset_labels, shortened
from jacviz.ui.plot.look import Look

_WIDTH, _GAP = 8.0, 4.0
_APART = 21.0  # pixels between two labels
_WIDEST = ("−0.000", "−1.2×10⁵")  # that are reckoned with: the picture must not move when labels change


def bar_room(look: Look) -> float:
    """How much room the bar and its labels need.

    Args:
        look: Tells the size of labels.

    Returns:
        Pixels.
    """
    return _WIDTH + _GAP + math.ceil(max(map(look.metrics().horizontalAdvance, _WIDEST)))


def paint_bar(painter: QPainter, rect: QRectF, contours: Contours, look: Look) -> None:
    """Paint the bar upright, the lowest loss at the bottom.

    Args:
        painter: Its state is kept.
        rect: The bar with its labels; the bar itself runs along the left.
        contours: Tells levels and colours.
        look: Colours and type.
    """
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    colours = band_colours(contours, look)
    bar = QRectF(rect.left(), rect.top(), _WIDTH, rect.height())
    outline = QPainterPath()
    outline.addRoundedRect(bar, 3, 3)
    each = bar.height() / len(colours)
    painter.setClipPath(outline)
    painter.setPen(Qt.PenStyle.NoPen)
    for i, colour in enumerate(colours):
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setBrush(colour)
        painter.drawRect(QRectF(bar.left(), bar.bottom() - (i + 1) * each, bar.width(), each + 1))
    painter.setClipping(False)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(look.line)
    painter.drawRoundedRect(bar.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
    offset, power = _paint_labels(painter, bar, each, contours, look)
    title = f"loss − {offset}".replace(f"− {MINUS}", "+ ") if offset else "loss"
    left = min(bar.left(), rect.left() + bar_room(look) - look.metrics().horizontalAdvance(title))
    painter.drawText(QPointF(left, bar.top() - look.pixels(8)), title)
    if power:
        below = bar.bottom() + look.pixels(8) + look.metrics().height() + look.metrics().ascent()
        painter.drawText(QPointF(bar.left(), below), f"×\u2009{power}")
    painter.restore()


def _paint_labels(
    painter: QPainter, bar: QRectF, each: float, contours: Contours, look: Look
) -> tuple[str, str]:
    """Paint the labels.

    Returns:
        What has to be added to them, and the power of ten that they are counted in; "" for nothing.
    """
    metrics = look.metrics()
    painter.setFont(look.font())
    painter.setPen(look.quiet)
    stride = max(1, math.ceil(look.pixels(_APART) / each))
    count = len(contours.levels)
    labelled = range((count - 1) % stride // 2, count, stride)
    levels = contours.levels[list(labelled)]
    offset, power, texts = offset_labels(levels, len(_WIDEST[0]) + 1)
    if not offset:
        room = bar_room(look) - _WIDTH - _GAP
        texts = shortened(levels.tolist(), texts, lambda text: metrics.horizontalAdvance(text) <= room)
    for i, text in zip(labelled, texts, strict=True):
        y = bar.bottom() - (i + 1) * each
        painter.drawText(QPointF(bar.right() + _GAP, y + metrics.capHeight() / 2), text)
    return offset, power
