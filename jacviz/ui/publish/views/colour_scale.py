"""The scale of J's colours on a page: a bar with three numbers, five where it is logarithmic."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter

from jacviz.notation import number
from jacviz.session.document import Limits
from jacviz.ui.matrix.pixels import positions
from jacviz.ui.plot.look import Look

_BAR = 8.0
_STOPS = 33


def scale_height(look: Look) -> float:
    """How high the bar with its numbers is.

    Args:
        look: Tells the type.

    Returns:
        Pixels.
    """
    return look.pixels(_BAR) + 3 + look.metrics().height()


def paint_scale(painter: QPainter, rect: QRectF, bound: float, limits: Limits, look: Look) -> None:
    """Paint the bar along a rectangle's upper edge, its numbers below it.

    Args:
        painter: Its state is kept.
        rect: Where.
        bound: The magnitude of the full colour.
        limits: Linear or logarithmic.
        look: Colours and type.
    """
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    high = look.pixels(_BAR)
    gradient = QLinearGradient(rect.left(), 0, rect.right(), 0)
    for share in np.linspace(0, 1, _STOPS).tolist():
        gradient.setColorAt(share, _at(share, look))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(gradient)
    painter.drawRoundedRect(QRectF(rect.left(), rect.top(), rect.width(), high), 3, 3)
    painter.setPen(look.line)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(QRectF(rect.left(), rect.top(), rect.width(), high), 3, 3)
    _paint_numbers(painter, rect, bound, limits, look)
    painter.restore()


def _at(share: float, look: Look) -> QColor:
    ends = [look.colour(name) for name in ("negative", "zero", "positive")]
    one, other = (ends[0], ends[1]) if share < 0.5 else (ends[1], ends[2])
    t = share * 2 if share < 0.5 else share * 2 - 1
    parts = ((a + (b - a) * t) for a, b in zip(one.getRgb()[:3], other.getRgb()[:3], strict=True))  # type: ignore[index]
    return QColor(*(round(part) for part in parts))


def _paint_numbers(painter: QPainter, rect: QRectF, bound: float, limits: Limits, look: Look) -> None:
    metrics = look.metrics()
    painter.setFont(look.font())
    painter.setPen(look.quiet)
    baseline = rect.top() + look.pixels(_BAR) + 3 + metrics.ascent()
    for count, digits in ((5, 4), (5, 2), (3, 4), (3, 2), (3, 1), (1, 2)):
        if count == 5 and limits.kind != "symlog":
            continue
        texts = [number(float(value), digits) for value in positions(bound, limits, count)]
        widths = [metrics.horizontalAdvance(text) for text in texts]
        if sum(widths) + (count - 1) * look.pixels(8) <= rect.width() or count == 1:
            break
    if count == 1:
        return
    for place, text, wide in zip(np.linspace(0, 1, count).tolist(), texts, widths, strict=True):
        left = rect.left() + min(max(place * rect.width() - wide / 2, 0), rect.width() - wide)
        painter.drawText(QPointF(left, baseline), text)
