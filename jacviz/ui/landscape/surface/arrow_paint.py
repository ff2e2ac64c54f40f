"""A step's arrows on the surface, each with what it is at its tip."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from jacviz.engine.training_messages import Array
from jacviz.session.landscape.lengths import length
from jacviz.ui.landscape.step.step_arrows import Arrow, magnification, paint_arrow
from jacviz.ui.matrix import typeset
from jacviz.ui.matrix.typeset import Line
from jacviz.ui.plot.frame import Frame
from jacviz.ui.plot.look import Look, faded
from jacviz.ui.plot.names import paint_line
from jacviz.ui.plot.names import width as width_of

_LEAST, _WANTED = 40, 90  # pixels: a longest arrow shorter than the first is drawn as long as the second
_FAR = 1e4  # pixels that are on no screen: farther ones would be too much for the painter


def paint_step_arrows(
    painter: QPainter,
    frame: Frame,
    arrows: Sequence[Arrow],
    look: Look,
    lit: str = "",
    spots: Sequence[QRectF] = (),
) -> float:
    """Paint a step's arrows on the surface, each with its symbol at its tip.

    Args:
        painter: Its state is kept.
        frame: Of the surface.
        arrows: From `step_arrows`.
        look: Colours and type.
        lit: The term that stands out, by its name; "" for none.
        spots: What lies over the arrows and would cover their symbols.

    Returns:
        By how much the arrows are drawn longer than they are; 1 where they are as they are.
    """
    with np.errstate(over="ignore", invalid="ignore"):  # where a trajectory is about to diverge
        placed = [frame.place(*np.stack([one.origin, one.origin + one.vector], axis=1)) for one in arrows]
    seen = [i for i, (tail, tip) in enumerate(placed) if np.isfinite(tip).all() and np.abs(tail).max() < _FAR]
    arrows, ends = [arrows[i] for i in seen], [_shortened(*placed[i]) for i in seen]
    lengths = [length(tip - tail) for tail, tip in ends]
    longest = max(lengths, default=0.0)
    factor = magnification(lengths, look.pixels(_WANTED)) if longest < look.pixels(_LEAST) else 1.0
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    labels: list[tuple[Line, QLineF, QColor]] = []
    tips = [tail + (tip - tail) * factor for tail, tip in ends]
    for place, (one, (tail, _), tip) in enumerate(zip(arrows, ends, tips, strict=True)):
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
    ways = [QLineF(*tail.tolist(), *tip.tolist()) for (tail, _), tip in zip(ends, tips, strict=True)]
    # Over a single parameter all arrows lie on each other: labels keep off the longer ones.
    level = all(abs(way.dy()) < 1 for way in ways)
    taken = [QRectF(way.p1(), way.p2()).normalized().adjusted(0, -2, 0, 2) for way in ways] if level else []
    taken += spots
    for label, way, colour in labels:
        taken.append(_paint_label(painter, way, label, look, colour, taken))
    painter.restore()
    return factor


def _shortened(tail: Array, tip: Array) -> tuple[Array, Array]:
    """An arrow that ends beyond any screen still points where it did.

    Returns:
        Tail and tip.
    """
    way = tip - tail
    longest = float(np.abs(way).max())
    return tail, tip if longest <= _FAR else tail + way / longest * _FAR


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
