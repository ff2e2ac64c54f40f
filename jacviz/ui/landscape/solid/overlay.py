"""What is written on the three-dimensional picture, upright and crisp: ticks, names, marks, legend."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from jacviz.ui.landscape.solid.box import Axis
from jacviz.ui.landscape.surface import legend_row, marks, outside, sayings
from jacviz.ui.matrix.typeset import Line
from jacviz.ui.plot import names
from jacviz.ui.plot.look import Look

Array: TypeAlias = NDArray[Any]
Project: TypeAlias = Callable[[Array], Array]

_GAP = 4.0  # pixels between a tick and its label
_BETWEEN = 2.0  # pixels between labels above each other
_HIDDEN = 0.3  # opacity of a mark behind a hill
_TRIES = 8  # to find a place for an axis' name


@dataclass(frozen=True, eq=False)
class Lettering:
    """What is written.

    Attributes:
        axes: The three axes.
        labels: Of the ticks of each axis.
        titles: The names of the axes.
        marked: Where known minima, or the best point so far, and critical points are, (k, 3), or None.
        kinds: What each of them is, as in `marks.Mark`.
        faint: Which of them the surface hides; none where it is empty.
        legend: The entries of the legend, where they stand.
        hues: The colours of all trajectories.
        sentence: What is said in the middle where there is nothing to be seen; "" else.
        said: Sentences below the picture.
        outside: That heads have left the box; "" where they have not.
        within: Words and ticks that are not wholly inside are left out; None: none are.
    """

    axes: Sequence[Axis] = ()
    labels: Sequence[Sequence[str]] = ()
    titles: Sequence[str | Line] = ()
    marked: Array | None = None
    kinds: Sequence[str] = ()
    faint: Sequence[bool] = ()
    legend: Sequence[legend_row.Item] = ()
    hues: Sequence[QColor] = ()
    sentence: str = ""
    said: tuple[sayings.Saying, ...] = ()
    outside: str = ""
    within: QRectF | None = None


def paint_lettering(
    painter: QPainter, lettering: Lettering, project: Project, size: QSizeF, look: Look
) -> QRectF:
    """Write on the picture.

    Args:
        painter: Its state is kept.
        lettering: What is written.
        project: From points of the box (k, 3) to pixels (k, 3).
        size: Of the picture.
        look: Colours and type.

    Returns:
        What the words along the axes take up.
    """
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    taken: list[QRectF] = []
    centre = project(np.zeros((1, 3)))[0, :2]
    room = size if lettering.within is None else QSizeF()
    for axis, labels, title in zip(lettering.axes, lettering.labels, lettering.titles, strict=True):
        _paint_axis(painter, axis, labels, title, project, centre, look, taken, lettering.within, room)
    if lettering.marked is not None and len(lettering.marked):
        _paint_marks(painter, lettering, project(lettering.marked)[:, :2].tolist(), look)
    legend_row.paint_legend(painter, lettering.legend, look, lettering.hues)
    if lettering.sentence:
        painter.setPen(look.quiet)
        painter.setFont(look.font(look.body))
        wide = painter.fontMetrics().horizontalAdvance(lettering.sentence)
        painter.drawText(QPointF((size.width() - wide) / 2, size.height() / 2), lettering.sentence)
    below = sum(saying.height for saying in lettering.said)
    room_below = QRectF(0, size.height() - below, size.width(), below)
    sayings.paint_sayings(painter, room_below, lettering.said, look)
    outside.paint_outside(painter, QRectF(0, 0, size.width(), room_below.top()), lettering.outside, look)
    painter.restore()
    bounds = QRectF()
    for box in taken:
        bounds = bounds.united(box)
    return bounds


def _paint_marks(
    painter: QPainter, lettering: Lettering, places: Sequence[Sequence[float]], look: Look
) -> None:
    faint = lettering.faint if len(lettering.faint) else [False] * len(places)
    every = [marks.Mark(x, y, kind, "") for (x, y), kind in zip(places, lettering.kinds, strict=True)]
    for hidden, opacity in ((True, _HIDDEN), (False, 1.0)):
        painter.setOpacity(opacity)
        some = (mark for mark, is_hidden in zip(every, faint, strict=True) if is_hidden == hidden)
        marks.paint_marks(painter, tuple(some), look)
    painter.setOpacity(1.0)


def _paint_axis(
    painter: QPainter,
    axis: Axis,
    labels: Sequence[str],
    title: str | Line,
    project: Project,
    centre: Array,
    look: Look,
    taken: list[QRectF],
    within: QRectF | None,
    size: QSizeF,
) -> None:
    metrics = look.metrics()
    tall = metrics.ascent()
    widest, others = 0.0, len(taken)
    if len(labels):
        ends, ticks = project(axis.ends)[:, :2], project(axis.ticks)[:, :2]
        painter.setPen(QPen(look.quiet, look.thin))
        for end, tick in zip(ends, ticks, strict=True):
            stroke = QLineF(*end, *tick)
            if any(box.contains(at) for box in taken for at in (stroke.p1(), stroke.p2())):
                continue
            if within is None or (within.contains(stroke.p1()) and within.contains(stroke.p2())):
                painter.drawLine(stroke)
        painter.setFont(look.font())
        for label, end, tick in _apart(labels, ends, ticks, metrics.horizontalAdvance, tall):
            width = metrics.horizontalAdvance(label)
            middle = _beyond(tick, _outward(end, tick, centre), width, tall, _GAP)
            box = _around(middle, width, tall)
            apart = box.adjusted(-_GAP, -_BETWEEN, _GAP, _BETWEEN)
            if any(apart.intersects(other) for other in taken[:others]):
                continue  # a label of another axis stands there, near a corner
            if within is not None and not within.contains(box):
                continue
            taken.append(box)
            painter.drawText(
                QPointF(middle[0] - width / 2, middle[1] + tall / 2 - metrics.descent() / 2), label
            )
            widest = max(widest, width)
    line = names.line_of(title)
    width = names.width(line, look)
    end, tick = project(np.stack([axis.middle, axis.outside]))[:, :2]
    way = _outward(end, tick, centre)
    room = abs(way[0]) * widest + abs(way[1]) * tall + 2 * _GAP
    middle = _inside(_beyond(tick, way, width, tall, room + _GAP), width, size)
    for _ in range(_TRIES):
        if not any(_around(middle, width, tall).intersects(other) for other in taken):
            break
        middle = _inside(middle + way * (tall / 2), width, size)
    box = _around(middle, width, tall)
    if within is not None and not within.contains(box):
        return
    taken.append(box)
    names.paint_line(painter, middle[0] - width / 2, middle[1] + tall / 2 - 2, line, look, look.quiet)


def _inside(middle: Array, width: float, size: QSizeF) -> Array:
    """The place nearest to one from where a text neither begins nor ends beyond the picture.

    Returns:
        Pixels, (2,); the place itself where the picture has no size yet, or less room than the text needs.
    """
    if not width + 2 * _GAP < size.width():
        return middle
    least = width / 2 + _GAP
    return np.array([min(max(middle[0], least), size.width() - least), middle[1]])


def _around(middle: Array, width: float, tall: float) -> QRectF:
    return QRectF(middle[0] - width / 2, middle[1] - tall / 2, width, tall)


def _outward(end: Array, tick: Array, centre: Array) -> Array:
    way = tick - end
    length = float(np.hypot(*way))
    if length < 0.5:  # the axis points at the eye
        way, length = end - centre, float(np.hypot(*(end - centre))) or 1.0
    return way / length


def _beyond(tick: Array, way: Array, width: float, tall: float, gap: float) -> Array:
    """Where the middle of a text stands that begins `gap` beyond a tick, whatever the direction.

    Returns:
        Pixels, (2,).
    """
    half = min(
        width / 2 / max(abs(way[0]), 1e-6), tall / 2 / max(abs(way[1]), 1e-6)
    )  # from the middle of the text to its edge, against the direction
    return np.asarray(tick + way * (gap + half))


def _apart(
    labels: Sequence[str], ends: Array, ticks: Array, width_of: Callable[[str], float], tall: float
) -> list[tuple[str, Array, Array]]:
    """The labels that do not run into each other.

    Returns:
        Label, end and tick of each.
    """
    kept: list[tuple[str, Array, Array]] = []
    for label, end, tick in zip(labels, ends, ticks, strict=True):
        if kept:
            away = np.abs(tick - kept[-1][2])
            wide = (width_of(label) + width_of(kept[-1][0])) / 2
            if away[0] < wide + _GAP and away[1] < tall + _BETWEEN:
                continue
        kept.append((label, end, tick))
    return kept


class Overlay(QWidget):
    """Lies over the OpenGL widget and lets everything through."""

    def __init__(self, project: Project, parent: QWidget) -> None:
        """Make it, with nothing written on it.

        Args:
            project: From points of the box to pixels.
            parent: The OpenGL widget.
        """
        super().__init__(parent)
        self._project = project
        self._lettering, self._look = Lettering(), None  # type: Lettering, Look | None
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)

    def write(self, lettering: Lettering, look: Look) -> None:
        """Write something else."""
        self._lettering, self._look = lettering, look
        self.update()

    @property
    def lettering(self) -> Lettering:
        """What is written."""
        return self._lettering

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        del event
        if self._look is not None:
            painter = QPainter(self)
            size = QSizeF(self.size())
            paint_lettering(painter, self._lettering, self._project, size, self._look)
            painter.end()
