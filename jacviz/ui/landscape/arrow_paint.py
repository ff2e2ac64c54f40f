"""Painting arrows: a step's on the surface, and small ones in the microscope's table."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from jacviz.ui.landscape import strokes
from jacviz.ui.landscape.step_arrows import Arrow
from jacviz.ui.matrix import typeset
from jacviz.ui.matrix.typeset import Line
from jacviz.ui.plot.frame import Frame
from jacviz.ui.plot.look import Look, faded
from jacviz.ui.plot.names import paint_line
from jacviz.ui.plot.names import width as width_of

_LEAST, _WANTED = 40, 90  # pixels: a longest arrow shorter than the first is drawn as long as the second


def magnification(lengths: Sequence[float], wanted: float) -> float:
    """By how much arrows are drawn longer than they are, so that the longest can be seen.

    Args:
        lengths: Of all arrows that are seen together.
        wanted: What the longest should about have, in the same unit.

    Returns:
        1, 2 or 5 times a power of ten that makes none longer than `wanted`.
    """
    longest = max((length for length in lengths if math.isfinite(length)), default=0.0)
    if not longest > 0 or not wanted > 0:
        return 1.0
    most = wanted / longest
    decade = 10.0 ** math.floor(math.log10(most))
    return max(factor for factor in (1, 2, 5) if factor * decade <= most * (1 + 1e-9)) * decade


def paint_step_arrows(
    painter: QPainter, frame: Frame, arrows: Sequence[Arrow], look: Look, lit: str = ""
) -> float:
    """Paint a step's arrows on the surface, each with its symbol at its tip.

    Args:
        painter: Its state is kept.
        frame: Of the surface.
        arrows: From `step_arrows`.
        look: Colours and type.
        lit: The term that stands out, by its name; "" for none.

    Returns:
        By how much the arrows are drawn longer than they are; 1 where they are as they are.
    """
    ends = [frame.place(*np.stack([one.origin, one.origin + one.vector], axis=1)) for one in arrows]
    lengths = [float(np.linalg.norm(tip - tail)) for tail, tip in ends]
    longest = max(lengths, default=0.0)
    factor = magnification(lengths, look.pixels(_WANTED)) if longest < look.pixels(_LEAST) else 1.0
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    labels: list[tuple[Line, QLineF, QColor]] = []
    tips = [tail + (tip - tail) * factor for tail, tip in ends]
    for place, (one, (tail, _), tip) in enumerate(zip(arrows, ends, tips, strict=True)):
        if not np.isfinite(tip).all():
            continue
        begin, end = QPointF(*tail.tolist()), QPointF(*tip.tolist())
        colour: QColor = getattr(look, one.colour)
        colour = colour if lit in {"", one.name} else faded(colour, 0.35)
        width = look.bold if one.name in {"step", lit} else look.stroke + 0.25
        paint_arrow(painter, begin, end, colour, width, look.panel)
        same = [i for i, other in enumerate(tips) if np.abs(other - tip).max() < look.pixels(2)]
        if lengths[place] * factor > look.pixels(12) and place == same[-1]:
            label = one.label
            for i in same[-2::-1]:  # arrows that are the same share one label
                label = typeset.joined(label, " = ", arrows[i].label)
            labels.append((label, QLineF(begin, end), colour))
    taken: list[QRectF] = []
    for label, way, colour in labels:
        taken.append(_paint_label(painter, way, label, look, colour, taken))
    painter.restore()
    return factor


def _paint_label(
    painter: QPainter, way: QLineF, line: Line, look: Look, colour: QColor, taken: list[QRectF]
) -> QRectF:
    """A label beyond the tip, or above or below that where another one stands, on a wash of the ground.

    Returns:
        Where it stands.
    """
    wide, metrics = width_of(line, look, look.body), look.metrics(look.body)
    middle = way.p2() + (way.p2() - way.p1()) / way.length() * (wide / 2 + look.pixels(7))
    box = QRectF(middle.x() - wide / 2 - 2, middle.y() - metrics.height() / 2, wide + 4, metrics.height())
    places = (box.translated(0, sign * n * (box.height() + 1)) for n in range(4) for sign in (1, -1))
    box = next((place for place in places if not any(place.intersects(one) for one in taken)), box)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(faded(look.panel, 0.75))
    painter.drawRoundedRect(box, 3, 3)
    baseline = box.center().y() + metrics.capHeight() / 2
    paint_line(painter, box.left() + 2, baseline, line, look, colour, look.body)
    return box


def paint_arrow(
    painter: QPainter,
    tail: QPointF,
    tip: QPointF,
    colour: QColor,
    width: float = 1.75,
    halo: QColor | None = None,
) -> None:
    """A line with a filled head.

    Args:
        painter: Antialiasing on; pen and brush are changed.
        tail: Where it begins.
        tip: Where it points.
        colour: Of all of it.
        width: Of the line.
        halo: A colour around it, so that it can be seen on any ground; None for none.
    """
    along = tip - tail
    length = math.hypot(along.x(), along.y())
    if not math.isfinite(length) or length < 0.5:
        return
    unit = along / length
    head = min(3.6 * width, 0.6 * length)
    neck = tip - unit * head
    side = QPointF(-unit.y(), unit.x()) * head * 0.45
    shape = QPolygonF([tip, neck + side, neck - side])
    if halo is not None:
        painter.setBrush(halo)
        painter.setPen(strokes.round_pen(halo, width + 2.5))
        painter.drawLine(tail, neck)
        painter.setPen(strokes.round_pen(halo, 2.5))
        painter.drawPolygon(shape)
    painter.setPen(QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
    painter.drawLine(tail, neck)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawPolygon(shape)
