"""What stands where there is no surface yet: a valley in outline, and one calm sentence."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from jacviz.ui.landscape.surface.ramp import ramp
from jacviz.ui.matrix import typeset, wrapping
from jacviz.ui.plot.look import Look, blended
from jacviz.ui.plot.names import paint_line, width

_RINGS = 7
_TILT = -32.0  # degrees


def paint_emptiness(painter: QPainter, rect: QRectF, title: str, sentence: str, look: Look) -> None:
    """Paint an outline and words in the middle of a rectangle.

    Args:
        painter: Its state is kept.
        rect: All there is.
        title: In a few words.
        sentence: Why there is no surface.
        look: Colours and type.
    """
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    room_of_line = min(rect.width() - 36, look.pixels(420))
    lines = wrapping.wrapped(typeset.words(sentence), look.body, room_of_line, look.type)
    leading = look.pixels(20)
    words = leading * (len(lines) + 1) + 24
    room = QRectF(rect.left(), rect.top(), rect.width(), max(rect.height() - words, 0))
    _paint_valley(painter, room, look)
    baseline = room.bottom() + leading
    head = (typeset.Run(title, "strong"),)
    for line, colour in ((head, look.text), *((line, look.quiet) for line in lines)):
        left = rect.center().x() - width(line, look, look.body) / 2
        paint_line(painter, left, baseline, line, look, colour, look.body)
        baseline += leading
    painter.restore()


def _paint_valley(painter: QPainter, room: QRectF, look: Look) -> None:
    size = min(room.width(), room.height() * 1.5) * 0.42
    painter.save()
    painter.translate(room.center() + QPointF(0, room.height() * 0.04))
    painter.rotate(-_TILT)
    pale = [blended(look.panel, look.risk[1], share) for share in (0.0, 0.45)]
    for ring, colour in zip(range(_RINGS, 0, -1), reversed(ramp(pale, _RINGS)), strict=True):
        share = (ring / _RINGS) ** 1.25
        painter.setPen(QPen(blended(look.panel, look.line, 0.8), 1.0))
        painter.setBrush(colour)
        painter.drawEllipse(QPointF(0, 0), size * share, size * share * 0.42)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.restore()
