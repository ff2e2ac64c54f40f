"""What is said about the point under the mouse, in a bubble beside it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from jacviz.ui.plot.look import Look

_GAP, _RIM, _DOT = 10.0, 6.0, 7.0
_CORNER = 4.0


def paint_bubble(
    painter: QPainter, point: QPointF, text: str, bounds: QRectF, look: Look, colour: QColor | None = None
) -> QRectF:
    """Say something about a point.

    Args:
        painter: Its state is kept.
        point: What it is about.
        text: One line; shortened at its end where it is longer than `bounds` is wide.
        bounds: Where there is room.
        look: Colours and type.
        colour: Of a dot before the words; None: no dot.

    Returns:
        The bubble: above the point where there is room, and always within `bounds`.
    """
    metrics = look.metrics()
    rim, dot = look.pixels(_RIM), look.pixels(_DOT + _RIM) if colour is not None else 0.0
    room = bounds.width() - 2 * rim - dot
    text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
    wide, high = metrics.horizontalAdvance(text) + 2 * rim + dot, metrics.height() + rim
    x = min(max(point.x() - wide / 2, bounds.left()), bounds.right() - wide)
    y = point.y() - look.pixels(_GAP) - high
    if y < bounds.top():
        y = min(point.y() + look.pixels(_GAP), bounds.bottom() - high)
    box = QRectF(round(x), round(y), wide, high)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.accent)
    painter.drawRoundedRect(box, _CORNER, _CORNER)
    if colour is not None:
        painter.setBrush(colour)
        half = look.pixels(_DOT) / 2
        painter.drawEllipse(QPointF(box.left() + rim + half, box.center().y()), half, half)
    painter.setFont(look.font())
    painter.setPen(look.on_accent)
    painter.drawText(QPointF(box.left() + rim + dot, box.top() + rim / 2 + metrics.ascent()), text)
    painter.restore()
    return box
