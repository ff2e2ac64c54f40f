"""Vectors along the rows and columns of J on a page: numbers with the terms they are made of, or bars."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from jacviz.ui.matrix import figures
from jacviz.ui.matrix.axis import Axis
from jacviz.ui.matrix.reduction import pixel_ranges
from jacviz.ui.matrix.terms import Stacks, envelope, stacked
from jacviz.ui.plot.look import Look, blended
from jacviz.ui.publish.views.steady import Span, fit, moving

Array: TypeAlias = NDArray[Any]

_NUMBERS_FROM = {True: 26.0, False: 13.0}  # pixels an entry, at scale 1; across and down
_MOST_NUMBERS = 64
_MOST_BARS = 512
_STACK, _STACKS_FROM = 6.0, 40.0
_RADIUS = 3.0
_MARGIN = 3.0  # that bars keep from the edges


@dataclass(frozen=True, eq=False)
class Strip:
    """A vector at its side of J.

    Attributes:
        rect: Where.
        axis: Of the rows or columns.
        across: Whether it lies over or under columns.
        hue: "input" or "output".
        values: (entries,).
        terms: (terms, entries), which sum up to the values; None: not shown.
        noise: (entries,), how far rounding may have moved values; None: unknown.
        quiet: Whether it has no ground of its own.
        span: Between which values it moves in a film; None: unknown.
        reach: How far the stacks of its terms go in a film; None: as far as they go now.
    """

    rect: QRectF
    axis: Axis
    across: bool
    hue: str
    values: Array
    terms: Array | None = None
    noise: Array | None = None
    quiet: bool = False
    span: Span | None = None
    reach: Span | None = None

    @property
    def thickness(self) -> float:
        """Across the axis."""
        return self.rect.height() if self.across else self.rect.width()

    def cell(self, index: int) -> QRectF:
        """One entry.

        Args:
            index: 0-based.

        Returns:
            Its rectangle.
        """
        low, high = self.axis.span(index)
        r = self.rect
        if self.across:
            return QRectF(r.left() + low, r.top(), high - low, r.height())
        return QRectF(r.left(), r.top() + low, r.width(), high - low)


def paint_strip(painter: QPainter, strip: Strip, look: Look) -> None:
    """Paint a vector: its numbers where they fit, else bars.

    Args:
        painter: Its state is kept.
        strip: What and where.
        look: Colours and type.
    """
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    settled = _without_noise(strip)
    if not (_has_room(settled, look) and _paint_numbers(painter, settled, look)):
        _paint_bars(painter, settled, look)
    painter.restore()


def _without_noise(strip: Strip) -> Strip:
    if strip.noise is None or len(strip.noise) != len(strip.values):
        return strip
    return replace(strip, values=np.where(np.abs(strip.values) <= strip.noise, 0.0, strip.values))


def _has_room(strip: Strip, look: Look) -> bool:
    axis = strip.axis
    enough = axis.pitch - axis.gap >= _NUMBERS_FROM[strip.across] * look.scale
    return axis.count <= _MOST_NUMBERS and enough


def _between(strip: Strip, look: Look, share: float) -> QColor:
    return blended(look.colour(f"{strip.hue}_wash"), look.colour(f"{strip.hue}_mark"), share)


# --- numbers ---------------------------------------------------------------------------------------------


def _paint_numbers(painter: QPainter, strip: Strip, look: Look) -> bool:
    axis, across = strip.axis, strip.across
    pitch = axis.pitch - axis.gap
    wide, high = (pitch, strip.thickness) if across else (strip.thickness, pitch)
    below = look.pixels(_STACK + 8) if strip.terms is not None and high >= look.pixels(_STACKS_FROM) else 0.0
    column = strip.values.reshape((1, -1) if across else (-1, 1))
    room = wide * 0.9
    largest = 20 if pitch >= look.pixels(60) or not across else 16
    fitting, places = figures.NONE, list[list[float]]()
    if strip.span is not None and moving(strip.span, strip.values):
        span = strip.span[0].reshape(column.shape), strip.span[1].reshape(column.shape)
        fitting, places = fit(column, span, room, high - below * 0.75, largest, 1.3, look.type)
    else:
        fitting = figures.fit(column, room, high - below * 0.75, largest, 1.3, look.type)
    if not fitting.size:
        return False
    row = fitting.figures[0] if across else tuple(r[0] for r in fitting.figures)
    starts = [figures.middle(f, room) for f in row] if across else figures.decimal_column(row, room)
    if places:
        starts = [place for line in places for place in line]
    far = None if strip.reach is None else (float(strip.reach[0][0]), float(strip.reach[1][1]))
    stacks = stacked(strip.terms, far) if strip.terms is not None and below else None
    font, metrics = figures.face(fitting.size, look.type)
    for index, figure in enumerate(row):
        cell = strip.cell(index)
        _paint_ground(painter, strip, cell, look)
        finite = bool(np.isfinite(strip.values[index]))
        painter.setFont(font)
        painter.setPen(look.colour(f"{strip.hue}_mark") if finite else look.error)
        baseline = cell.center().y() - below / 2 + metrics.capHeight() / 2
        painter.drawText(QPointF(cell.center().x() + starts[index], baseline), figure.text)
        if stacks is not None and finite:
            inset = min(10.0, cell.width() / 6)
            drop = (fitting.size * look.scale + below) / 2 - look.pixels(_STACK) / 2 - 1
            top = cell.center().y() + drop
            bar = QRectF(cell.left() + inset, top, cell.width() - 2 * inset, look.pixels(_STACK))
            _paint_stack(painter, bar, stacks, index, strip, look)
    return True


def _paint_ground(painter: QPainter, strip: Strip, cell: QRectF, look: Look) -> None:
    if strip.quiet:
        return
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_between(strip, look, 0.0))
    radius = _RADIUS if strip.axis.gap else 0
    painter.drawRoundedRect(cell, radius, radius)


def _paint_stack(
    painter: QPainter, bar: QRectF, stacks: Stacks, index: int, strip: Strip, look: Look
) -> None:
    # Zero as a fine line, terms in steps of tone with a fine gap between them, the total as a mark.
    scale = bar.width()
    for term, tone in enumerate(_tones(len(stacks.starts), strip, look)):
        begin, end = float(stacks.starts[term, index]), float(stacks.ends[term, index])
        if begin != end:
            left, right = bar.left() + min(begin, end) * scale, bar.left() + max(begin, end) * scale
            gap = 1.0 if right - left > 3 else 0.0
            painter.fillRect(QRectF(left, bar.top(), right - left - gap, bar.height()), tone)
    zero, total = bar.left() + stacks.zero * scale, bar.left() + float(stacks.totals[index]) * scale
    line = blended(look.quiet, look.panel, 0.35)
    painter.fillRect(QRectF(zero - 0.5, bar.top() - 2, 1, bar.height() + 4), line)
    mark = look.colour(f"{strip.hue}_mark")
    painter.fillRect(QRectF(total - 1, bar.top() - 3, 2, bar.height() + 6), mark)


def _tones(count: int, strip: Strip, look: Look) -> list[QColor]:
    step = min(0.62 / max(count - 1, 1), 0.34)
    return [_between(strip, look, 0.88 - step * term) for term in range(count)]


# --- bars ------------------------------------------------------------------------------------------------


def _paint_bars(painter: QPainter, strip: Strip, look: Look) -> None:
    if not strip.quiet:
        painter.setBrush(_between(strip, look, 0.0))
        painter.drawRoundedRect(strip.rect, _RADIUS, _RADIUS)
    bins = _bins(strip)
    axis = strip.axis
    if axis.count > bins:
        reduced = replace(axis, length=float(bins), gap=0.0, ratio=1.0)
        low, high = envelope(strip.values, *pixel_ranges(reduced, 0))
        layers = [(low, high)]
    else:
        clean = np.where(np.isfinite(strip.values), strip.values, 0.0)
        layers = [(np.minimum(clean, 0), np.maximum(clean, 0))]
    base, top = float(layers[0][0].min(initial=0.0)), float(layers[0][1].max(initial=0.0))
    if strip.span is not None and moving(strip.span, strip.values):
        base, top = min(base, float(strip.span[0].min())), max(top, float(strip.span[1].max()))
    if not 0 < top - base < np.inf:
        return
    each = axis.length / len(layers[0][0])
    room = strip.thickness - 2 * _MARGIN
    gap = min(each * 0.2, 1.5) if each >= 2 else 0.0
    painter.setBrush(_between(strip, look, 0.45 if strip.quiet else 1.0))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, each >= 2)
    for place, (low, high) in enumerate(zip(layers[0][0].tolist(), layers[0][1].tolist(), strict=True)):
        if low == high:
            continue
        begin, end = ((value - base) / (top - base) * room for value in (low, high))
        painter.drawRect(_bar(strip, place * each, each - gap, begin, max(end, begin + 0.75)))
    painter.setBrush(_between(strip, look, 0.35))
    zero = -base / (top - base) * room
    painter.drawRect(_bar(strip, 0, axis.length, zero - 0.25, zero + 0.25))


def _bins(strip: Strip) -> int:
    return min(_MOST_BARS, max(round(strip.axis.length), 1))


def _bar(strip: Strip, along: float, length: float, begin: float, end: float) -> QRectF:
    r = strip.rect
    if strip.across:
        return QRectF(r.left() + along, r.bottom() - _MARGIN - end, length, end - begin)
    return QRectF(r.left() + _MARGIN + begin, r.top() + along, end - begin, length)
