"""Curves against the step, painted: lines, bands, crosses, and what lies over them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen

from jacviz.ui.landscape.colouring import Colouring
from jacviz.ui.landscape.curves.curves import Gathered, Wanted
from jacviz.ui.landscape.curves.polylines import draw_values, within_reach
from jacviz.ui.landscape.surface.strokes import keeps_lines, pen, polygon
from jacviz.ui.landscape.surface.whole_lines import line_pen
from jacviz.ui.plot.frame import Frame, crisp
from jacviz.ui.plot.look import Look, blended, faded
from jacviz.ui.plot.shapes import paint_shape

Array: TypeAlias = NDArray[Any]

_CROSS = 3.5  # half of a cross
DOT, POINTED = 3.0, 4.5  # radii of dots


@dataclass(frozen=True)
class Curves:
    """What is painted. Two are equal that look alike, apart from what a run has added.

    Attributes:
        frame: Where.
        look: With what.
        gathered: The values.
        colouring: Each trajectory's colour.
        ratio: Device pixels for one logical pixel: lines are as detailed as the device.
    """

    frame: Frame
    look: Look
    gathered: Gathered
    colouring: Colouring
    ratio: float = 1.0

    def colour(self, line: int) -> QColor:
        """The colour of a line.

        Args:
            line: Its index.

        Returns:
            An opaque colour.
        """
        return self.colouring.colours[self.index(line)]

    def index(self, line: int) -> int:
        """Which of the colours a line has.

        Args:
            line: Its index.

        Returns:
            A place in `colouring.colours`.
        """
        optimiser, start = self.gathered.pairs[line].tolist()
        return int(self.colouring.index[optimiser, start])


def y_name(wanted: Wanted) -> str:
    """What stands beside the vertical axis: nothing where the chart's own title says it.

    Args:
        wanted: What is drawn.

    Returns:
        Words, or "".
    """
    return "loss \N{MINUS SIGN} least loss" if wanted.above else ""


def paint_curves(painter: QPainter, curves: Curves, since: int = 0) -> None:
    """Paint bands, minibatch losses and lines.

    Args:
        painter: Its state is kept.
        curves: What to paint.
        since: The first value that is new; what is older is painted already.
    """
    gathered, look = curves.gathered, curves.look
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setClipRect(curves.frame.rect.adjusted(-1, -2, 2, 2))
    since = max(since - 1, 0)  # from the last point that is there
    if gathered.many:
        _paint_bands(painter, curves, since)
    if gathered.faint.size:
        for line in gathered.faint_lines:
            painter.setPen(pen(blended(curves.colour(line), look.panel, 0.66), look.thin * 0.75))
            _paint_line(painter, curves, gathered.faint[line], since)
    chosen = gathered.selected
    quiet = len(gathered.pairs) > 8 or gathered.wanted.measure == "gradient"  # many lines, or a rough one
    fine = max(look.thin, 0.9)  # print has finer hairlines than curves
    width, bold = (fine, look.stroke) if quiet else (look.stroke, (look.stroke + look.bold) / 2)
    for line in range(len(gathered.pairs)):
        emphasised = line == chosen and len(gathered.pairs) > 1
        dashes = look.dash(curves.index(line))
        strength = bold if emphasised else width
        colour = curves.colour(line)
        painter.setPen(line_pen(colour, strength, dashes) if dashes else pen(colour, strength))
        _paint_line(painter, curves, gathered.lines[line], since)
    painter.restore()


def paint_crosses(painter: QPainter, curves: Curves) -> None:
    """Mark where trajectories have diverged: at the end of a dotted line where they left the picture.

    Args:
        painter: Its state is kept.
        curves: What is painted.
    """
    gathered, look, rect = curves.gathered, curves.look, curves.frame.rect
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    size = look.pixels(_CROSS)
    for line in range(len(gathered.pairs)):
        end = gathered.end(line)
        if end is None:
            continue
        place = curves.frame.point(end, float(gathered.lines[line, end]))
        x, y = place.x(), min(max(place.y(), rect.top() + size), rect.bottom() - size)
        if y != place.y():  # the way from where it left the picture to where it ended
            inside = np.flatnonzero(gathered.lines[line, : end + 1] <= curves.frame.y.high)
            left = curves.frame.point(int(inside[-1]) if len(inside) else 0, curves.frame.y.high).x()
            painter.setPen(QPen(curves.colour(line), look.thin, Qt.PenStyle.DotLine))
            painter.drawLine(QLineF(left, y, x, y))
        for ink, width in ((look.panel, 4.5), (curves.colour(line), 1.75)):
            painter.setPen(QPen(ink, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            painter.drawLine(QLineF(x - size, y - size, x + size, y + size))
            painter.drawLine(QLineF(x - size, y + size, x + size, y - size))
    painter.restore()


def paint_playhead(painter: QPainter, curves: Curves, step: int, *, held: bool = False) -> None:
    """A rule at a step, what comes after it faint, a dot on each of a few curves.

    Args:
        painter: Its state is kept.
        curves: What is painted.
        step: Where the playhead stands.
        held: Whether the rule is being dragged.
    """
    gathered, look, rect = curves.gathered, curves.look, curves.frame.rect
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    x = curves.frame.point(step, 0.0 if curves.frame.y.kind == "linear" else 1.0).x()
    to_come = QRectF(x, rect.top() - 2, rect.right() + 2 - x, rect.height() + 4)
    painter.fillRect(to_come, faded(look.panel, 0.7))
    width = look.stroke if held else look.thin
    painter.setPen(QPen(look.accent, width))
    x = crisp(painter, x, width)
    painter.drawLine(QLineF(x, rect.top(), x, rect.bottom()))
    if len(gathered.pairs) <= 8:
        for line, at in enumerate(gathered.before(step).tolist()):
            if at >= 0:
                paint_dot(painter, curves, line, at)
    painter.restore()


def paint_dot(painter: QPainter, curves: Curves, line: int, at: int, radius: float = DOT) -> None:
    """A dot on a curve, with a rim of the ground; none outside the frame.

    Args:
        painter: Pen and brush are changed.
        curves: What is painted.
        line: Which curve.
        at: Which of its values.
        radius: Pixels before the scale.
    """
    place = curves.frame.point(at, float(curves.gathered.lines[line, at]))
    rect = curves.frame.rect
    if rect.top() - 1 <= place.y() <= rect.bottom() + 1:
        painter.setPen(QPen(curves.look.panel, 1.5))
        painter.setBrush(QBrush(curves.colour(line)))
        size = curves.look.pixels(radius)
        paint_shape(painter, curves.look.shape(curves.index(line)), place, size)


def paint_pointed(painter: QPainter, curves: Curves, line: int) -> None:
    """One curve over the others.

    Args:
        painter: Its state is kept.
        curves: What is painted.
        line: Which curve.
    """
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setClipRect(curves.frame.rect.adjusted(-1, -2, 2, 2))
    for ink, width in ((curves.look.panel, curves.look.bold + 2), (curves.colour(line), curves.look.bold)):
        painter.setPen(pen(ink, width))
        _paint_line(painter, curves, curves.gathered.lines[line], 0)
    painter.restore()


# --- parts -----------------------------------------------------------------------------------------------


def _paint_line(painter: QPainter, curves: Curves, values: Array, since: int) -> None:
    # What is not known is bridged: also the gap between what is painted already and what is new.
    if since:
        known = np.flatnonzero(~np.isnan(values[: since + 1]))
        since = int(known[-1]) if len(known) else 0
    steps, values = thinned(values[since:], columns(curves, len(values) - since))
    draw_values(painter, curves.frame, steps + since, values)


def _paint_bands(painter: QPainter, curves: Curves, since: int) -> None:
    low, high = curves.gathered.band
    if curves.colouring.by == "start":
        ink = blended(curves.look.quiet, curves.look.panel, 0.78)
        _paint_band(painter, curves, np.fmin.reduce(low, axis=0), np.fmax.reduce(high, axis=0), since, ink)
        return
    for optimiser in range(len(low)):
        ink = faded(curves.colouring.of(optimiser, 0), 0.16)
        _paint_band(painter, curves, low[optimiser], high[optimiser], since, ink)


def _paint_band(painter: QPainter, curves: Curves, low: Array, high: Array, since: int, ink: QColor) -> None:
    room = columns(curves, len(low) - since)
    steps, below = thinned(low[since:], room)
    above_steps, above = thinned(high[since:], room)
    if curves.frame.y.kind == "log":
        below = np.where(below > 0, below, np.where(np.isnan(below), np.nan, curves.frame.y.low))
    frame = curves.frame
    lower = within_reach(frame.place(steps + since, below), frame)
    upper = within_reach(frame.place(above_steps + since, above), frame)
    ring = np.concatenate([lower, upper[::-1]])
    if keeps_lines(painter):  # whose readers may not cut what lies outside
        ring[:, 1] = np.clip(ring[:, 1], frame.rect.top() - 2, frame.rect.bottom() + 2)
    if len(ring):
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QBrush(ink))
        painter.drawPolygon(polygon(ring))


def columns(curves: Curves, count: int) -> int:
    """How many columns a stretch of values is worth: one a pixel of the device, fewer for many lines.

    Args:
        curves: What is painted.
        count: Length of the stretch.

    Returns:
        At least 1.
    """
    fine = curves.ratio if len(curves.gathered.pairs) <= 8 else 0.5
    whole = max(curves.frame.x.high - curves.frame.x.low, 1.0)
    return max(1, round(curves.frame.rect.width() * fine * count / whole))


def thinned(values: Array, room: int) -> tuple[Array, Array]:
    """The lowest and the highest value of each column, where there are more values than can be seen.

    Args:
        values: Shape (N,); nan for what is not known.
        room: Columns.

    Returns:
        Places among the values, and values: all N, or two for each column.
    """
    count = len(values)
    if count <= 2 * room:
        return np.arange(count, dtype=np.float64), values
    each = -(-count // room)
    padded = np.full(room * each, np.nan)
    padded[:count] = values
    block = padded.reshape(room, each)
    begin = np.flatnonzero(~np.isnan(block).all(axis=1))
    block = block[begin]
    lowest = np.where(np.isnan(block), np.inf, block).argmin(axis=1)
    highest = np.where(np.isnan(block), -np.inf, block).argmax(axis=1)
    places = (begin[:, None] * each + np.sort(np.stack([lowest, highest], axis=-1), axis=1)).reshape(-1)
    return places.astype(np.float64), padded[places]
