"""A rectangle with two scales: from values to pixels and back, and the axes around it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PySide6.QtCore import QLineF, QMarginsF, QPointF, QRectF
from PySide6.QtGui import QPainter, QPen

from jacviz.ui.matrix.typeset import Line
from jacviz.ui.plot import names
from jacviz.ui.plot.look import Look
from jacviz.ui.plot.names import line_of, paint_line, width
from jacviz.ui.plot.scale import Scale, Tick

Array: TypeAlias = NDArray[Any]
Name: TypeAlias = str | Line

_GAP = 6.0  # between the rectangle, its labels and the names of the axes
_ACROSS, _DOWN = 64.0, 26.0  # pixels that one tick should have to itself
_MOST, _FINER = 9, 4  # ticks; of finer ones where the usual ones are too few


@dataclass(frozen=True)
class Frame:
    """Where values are drawn.

    Attributes:
        rect: In logical pixels of the painter.
        x: From left to right.
        y: From bottom to top.
    """

    rect: QRectF
    x: Scale
    y: Scale

    def place(self, x: ArrayLike, y: ArrayLike) -> Array:
        """Where points lie.

        Args:
            x: N values, or one for all.
            y: N values, or one for all.

        Returns:
            Shape (N, 2), float64, pixels; nan where a value has no place.
        """
        r = self.rect
        across = r.left() + self.x.unit(x) * r.width()
        down = r.bottom() - self.y.unit(y) * r.height()
        return np.stack(np.broadcast_arrays(np.atleast_1d(across), np.atleast_1d(down)), axis=-1)

    def point(self, x: float, y: float) -> QPointF:
        """Where one point lies.

        Args:
            x: Its first coordinate.
            y: Its second coordinate.

        Returns:
            Pixels.
        """
        place = self.place(x, y)[0]
        return QPointF(float(place[0]), float(place[1]))

    def at(self, point: QPointF) -> tuple[float, float]:
        """The values at a pixel, also outside the rectangle.

        Args:
            point: Pixels.

        Returns:
            x and y.
        """
        r = self.rect
        across = (point.x() - r.left()) / max(r.width(), 1e-9)
        up = (r.bottom() - point.y()) / max(r.height(), 1e-9)
        return self.x.value(across), self.y.value(up)

    def x_ticks(self, look: Look) -> tuple[Tick, ...]:
        """As many ticks as have room side by side.

        Args:
            look: Tells the size of labels.

        Returns:
            Rising.
        """
        first = _count(self.rect.width(), look.pixels(_ACROSS))
        kept: tuple[Tick, ...] = ()
        for count in range(first, 0, -1):
            kept = self.x.ticks(count)
            if self._has_room(kept, look):
                break
        for count in range(first + 1, _MOST + 1):
            finer = self.x.ticks(count)
            if len(kept) >= 2 or len(finer) > _FINER:  # a single round value tells no scale
                break
            if self._has_room(finer, look):
                kept = finer
        return kept

    def _has_room(self, ticks: tuple[Tick, ...], look: Look) -> bool:
        return sum(_widths(ticks, look)) + len(ticks) * look.pixels(2 * _GAP) <= self.rect.width()

    def y_ticks(self, look: Look) -> tuple[Tick, ...]:
        """As many ticks as have room one above the other.

        Args:
            look: Tells the size of labels.

        Returns:
            Rising.
        """
        first = _count(self.rect.height(), look.pixels(_DOWN))
        kept = self._apart(self.y.ticks(first), look)
        for count in range(first + 1, _MOST + 1):
            if len(kept) >= 2:  # a single round value tells no scale: finer ones may have two with room
                break
            kept = max(kept, self._apart(self.y.ticks(count), look), key=len)
        return kept

    def _apart(self, ticks: tuple[Tick, ...], look: Look) -> tuple[Tick, ...]:
        places = self.place(self.x.low, [tick.value for tick in ticks])[:, 1].tolist() if ticks else []
        kept: list[int] = []
        for at, place in enumerate(places):
            if not kept or places[kept[-1]] - place >= look.metrics().capHeight() + look.pixels(4):
                kept.append(at)
        return tuple(ticks[at] for at in kept)


def _count(length: float, each: float) -> int:
    least = 3 if length > 1.5 * each else 2  # two may leave a single round value in sight
    return max(least, min(int(length / each), _MOST))


def _widths(ticks: tuple[Tick, ...], look: Look) -> list[float]:
    metrics = look.metrics()
    return [metrics.horizontalAdvance(tick.label) for tick in ticks]


def fitted(outer: QRectF, x: Scale, y: Scale, look: Look, x_name: Name = "", y_name: Name = "") -> Frame:
    """The frame that leaves room for its labels and names within a rectangle.

    Args:
        outer: All there is.
        x: The horizontal scale.
        y: The vertical scale.
        look: Tells the size of labels.
        x_name: Under the axis; "" for none.
        y_name: Beside the axis; "" for none.

    Returns:
        A frame on whole pixels.
    """
    frame = Frame(outer, x, y)
    for _ in range(2):  # how many ticks have room depends on the room that they leave
        room = margins(frame, look, x_name, y_name)
        frame = replace(frame, rect=outer.marginsRemoved(room))
    rect = frame.rect.toRect()
    whole = QRectF(rect.left(), rect.top(), max(rect.width(), 1), max(rect.height(), 1))
    return replace(frame, rect=whole)


def margins(frame: Frame, look: Look, x_name: Name = "", y_name: Name = "") -> QMarginsF:
    """The room that labels and names need around a frame.

    Args:
        frame: The frame.
        look: Tells the size of labels.
        x_name: Under the axis; "" for none.
        y_name: Beside the axis; "" for none.

    Returns:
        Left, top, right, bottom in pixels.
    """
    metrics, gap = look.metrics(), look.pixels(_GAP)
    high = metrics.height()
    beside = _widths(frame.y_ticks(look), look)
    under = _widths(frame.x_ticks(look), look)
    left = max(beside, default=0.0) + gap + (high + gap / 2 if y_name else 0.0)
    bottom = high + gap / 2 + (high + gap if x_name else 0.0)  # a lowered index needs room, too
    return QMarginsF(left, high / 2, max(under[-1] / 2 if under else 0.0, gap), bottom)


def paint_axes(
    painter: QPainter,
    frame: Frame,
    look: Look,
    x_name: Name = "",
    y_name: Name = "",
    *,
    grid: bool = True,
    outline: bool = False,
) -> None:
    """Quiet grid lines, labels under and beside the frame, names centred along it.

    Args:
        painter: Its state is kept.
        frame: The frame.
        look: Colours and type.
        x_name: Under the labels; "" for none.
        y_name: Rotated, beside the labels; "" for none.
        grid: Whether each tick has a line across the frame.
        outline: Whether the frame has one.
    """
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    x_ticks, y_ticks = frame.x_ticks(look), frame.y_ticks(look)
    if grid:
        _paint_grid(painter, frame, look, x_ticks, y_ticks)
    if outline:
        painter.setPen(QPen(look.line, look.thin))
        painter.drawRect(frame.rect)
    painter.setFont(look.font())
    painter.setPen(look.quiet)
    _paint_labels(painter, frame, look, x_ticks, y_ticks)
    _paint_names(painter, frame, look, line_of(x_name), line_of(y_name), y_ticks)
    painter.restore()


def _paint_grid(
    painter: QPainter, frame: Frame, look: Look, x_ticks: tuple[Tick, ...], y_ticks: tuple[Tick, ...]
) -> None:
    r = frame.rect
    painter.setPen(QPen(look.line, look.thin))
    for tick in x_ticks:
        x = crisp(painter, frame.point(tick.value, frame.y.low).x(), look.thin)
        painter.drawLine(QLineF(x, r.top(), x, r.bottom()))
    for tick in y_ticks:
        y = crisp(painter, frame.point(frame.x.low, tick.value).y(), look.thin)
        painter.drawLine(QLineF(r.left(), y, r.right(), y))


def _paint_labels(
    painter: QPainter, frame: Frame, look: Look, x_ticks: tuple[Tick, ...], y_ticks: tuple[Tick, ...]
) -> None:
    r, metrics, gap = frame.rect, look.metrics(), look.pixels(_GAP)
    baseline = r.bottom() + gap / 2 + metrics.ascent()
    for tick in x_ticks:
        x = frame.point(tick.value, frame.y.low).x() - metrics.horizontalAdvance(tick.label) / 2
        painter.drawText(QPointF(x, baseline), tick.label)
    for tick in y_ticks:
        y = frame.point(frame.x.low, tick.value).y() + metrics.capHeight() / 2
        x = r.left() - gap - metrics.horizontalAdvance(tick.label)
        painter.drawText(QPointF(x, y), tick.label)


def _paint_names(
    painter: QPainter, frame: Frame, look: Look, x_name: Line, y_name: Line, y_ticks: tuple[Tick, ...]
) -> None:
    r, metrics, gap = frame.rect, look.metrics(), look.pixels(_GAP)
    x_name, y_name = names.fitted(x_name, look, r.width()), names.fitted(y_name, look, r.height())
    if any(run.text for run in x_name):
        baseline = r.bottom() + gap + metrics.height() + metrics.ascent()
        paint_line(painter, r.center().x() - width(x_name, look) / 2, baseline, x_name, look, look.quiet)
    if any(run.text for run in y_name):
        beside = max(_widths(y_ticks, look), default=0.0)
        painter.translate(r.left() - 1.5 * gap - beside - metrics.descent(), r.center().y())
        painter.rotate(-90)
        paint_line(painter, -width(y_name, look) / 2, 0.0, y_name, look, look.quiet)


def crisp(painter: QPainter, place: float, line_width: float = 1.0) -> float:
    """The nearest place where a straight line fills whole pixels of the device.

    Args:
        painter: Tells the device.
        place: Where the line's middle should be, in logical pixels.
        line_width: In logical pixels.

    Returns:
        Logical pixels.
    """
    ratio = painter.device().devicePixelRatio()
    half = max(round(line_width * ratio), 1) % 2 / 2
    return (round(place * ratio - half) + half) / ratio
