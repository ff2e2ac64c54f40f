"""Trajectories on the three-dimensional surface: over it where it is seen, faint where it hides them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath

from jacviz.session.landscape.run import Run
from jacviz.session.landscape.settings import Sight
from jacviz.ui.landscape.colouring import Colouring, colouring, shown
from jacviz.ui.landscape.solid.shapes import over_surface
from jacviz.ui.landscape.solid.ticks import stopped
from jacviz.ui.landscape.surface import heads
from jacviz.ui.landscape.surface.strokes import polygon
from jacviz.ui.landscape.surface.whole_lines import line_pen
from jacviz.ui.publish.views.camera import cut_line
from jacviz.ui.publish.views.solid import FAINT, Solid
from jacviz.ui.publish.views.solid_ticks import Ticks, ends_of, paint_ticks, ticks_of

Array: TypeAlias = NDArray[Any]

_MOST_VERTICES = 60_000  # of all trajectories
_CELL = 0.35  # pixels: points of a line in one cell of this size are one point


@dataclass(frozen=True, eq=False)
class Course:
    """The trajectories that are shown, as they are seen.

    Attributes:
        run: The trajectories.
        sight: Which of them are shown, and how.
        members: Optimiser and start of each, (T, 2).
        steps: Which steps are drawn, rising, (k,).
        places: Pixels, (T, k, 2).
        kinds: 0 where it is seen, 1 behind the surface, 2 outside the box; (T, k).
        starts: Pixels of the starts, (T, 2).
        start_kinds: Of the starts, (T,).
        ends: Pixels where those that diverge stop for good, or where they leave the box, (T, 2); else nan.
        end_kinds: Of these, (T,).
        ticks: Step by step where trajectories have a tick.
    """

    run: Run
    sight: Sight
    members: Array
    steps: Array
    places: Array
    kinds: Array
    starts: Array
    start_kinds: Array
    ends: Array
    end_kinds: Array
    ticks: Ticks


def paint_paths(painter: QPainter, scene: Solid, run: Run, sight: Sight, step: int) -> None:
    """Paint the trajectories up to a step; what the surface hides is faint.

    Args:
        painter: Its opacity is 1 afterwards.
        scene: The surface, and from where it is seen.
        run: The trajectories.
        sight: Which of them are shown, and how.
        step: Where the heads are.
    """
    last = min(max(step, 0), run.computed)
    first = 0 if sight.tail is None else max(last - sight.tail, 0)
    paint_course(painter, scene, course(scene, run, sight, first, last), step)


def course(scene: Solid, run: Run, sight: Sight, first: int, last: int) -> Course:
    """Find where trajectories are seen.

    Args:
        scene: The surface, and from where it is seen.
        run: The trajectories.
        sight: Which of them are shown.
        first: The first step.
        last: The last one.

    Returns:
        All of their steps, or every second, third ... of very many.
    """
    members = np.argwhere(shown(run, sight))
    stride = max(1, -(-len(members) * (last - first + 1) // _MOST_VERTICES))
    steps = np.unique(np.append(np.arange(first, last + 1, stride), last))
    places, kinds = np.empty((len(members), len(steps), 2)), np.empty((len(members), len(steps)), int)
    for row, (o, s) in enumerate(members.tolist()):
        losses = run.true_losses(np.array([o]), np.array([s]), steps)[0]
        places[row], kinds[row] = _seen(scene, run.points[o, s, steps], losses)
    starts = _seen(scene, *(some[*members.T, 0] for some in (run.points, run.losses)))
    ends = ends_of(scene, run, members)
    ticks = ticks_of(scene, run, members, sight.ticks, first, last)
    return Course(run, sight, members, steps, places, kinds, *starts, *ends, ticks)


def _seen(scene: Solid, points: Array, losses: Array) -> tuple[Array, Array]:
    return scene.placed(over_surface(points, losses, scene.surface, scene.heights))


def paint_course(painter: QPainter, scene: Solid, course: Course, step: int) -> None:
    """Paint trajectories up to a step.

    Args:
        painter: Its opacity is 1 afterwards.
        scene: The surface, and from where it is seen.
        course: At least up to that step.
        step: Where the heads are.
    """
    run, sight = course.run, course.sight
    made, look = colouring(run, sight, scene.look), scene.look
    last = min(max(step, 0), run.computed)
    first = 0 if sight.tail is None else max(last - sight.tail, 0)
    begin, end = np.searchsorted(course.steps, [first, last + 1]).tolist()
    width = 1.7 if len(course.members) <= 20 else 1.2
    for row, (optimiser, start) in enumerate(course.members.tolist()):
        index = int(made.index[optimiser, start])
        places, kind = course.places[row, begin:end], course.kinds[row, begin:end]
        _paint_path(painter, scene, places, kind, made.colours[index], width, look.dash(index))
    paint_ticks(painter, scene, course.ticks, (first, last), course.members, made)
    _paint_heads(painter, scene, course, max(end - 1, 0), made)


def _paint_path(
    painter: QPainter,
    scene: Solid,
    places: Array,
    kind: Array,
    colour: QColor,
    width: float,
    dashes: tuple[float, ...],
) -> None:
    bounds = np.concatenate([[0], np.flatnonzero(np.diff(kind)) + 1, [len(kind)]]).tolist()
    for faint in (True, False):
        for begin, end in pairwise(bounds):
            if kind[begin] == 2 or bool(kind[begin]) != faint:
                continue
            goes_on = end < len(kind) and kind[end] != 2
            part = _thinned(places[begin : end + 1] if goes_on else places[begin:end])
            if len(part) < 2:
                continue
            painter.setOpacity(FAINT if faint else 1.0)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            if not faint:
                painter.setPen(line_pen(scene.look.panel, width + 1.4))
                _draw(painter, part, scene.room)
            painter.setPen(line_pen(colour, width, dashes))
            _draw(painter, part, scene.room)
    painter.setOpacity(1.0)


def _draw(painter: QPainter, line: Array, room: QRectF | None) -> None:
    if room is None:
        painter.drawPolyline(polygon(line))
        return
    path = QPainterPath()
    for (x, y), (to_x, to_y) in pairwise(line.tolist()):
        piece = cut_line(QLineF(x, y, to_x, to_y), room)
        if piece.isNull():
            continue
        if path.currentPosition() != piece.p1() or path.isEmpty():
            path.moveTo(piece.p1())
        path.lineTo(piece.p2())
    painter.drawPath(path)


def _thinned(line: Array) -> Array:
    """A line without the points that cannot be told from the one before them; both ends stay.

    Returns:
        Some of its points.
    """
    cells = np.floor(line / _CELL)
    kept = np.ones(len(line), dtype=bool)
    kept[1:-1] = (cells[1:-1] != cells[:-2]).any(axis=1)
    return line[kept]


def _paint_heads(painter: QPainter, scene: Solid, course: Course, at: int, made: Colouring) -> None:
    o, s = course.members.T
    lost = stopped(course.run, course.members, int(course.steps[at]))
    ends = np.where(lost[:, None], course.ends, course.places[:, at])
    kinds = np.where(lost, course.end_kinds, course.kinds[:, at])
    starts, ends = scene.in_room(course.starts), scene.in_room(ends)
    every = heads.Spots(course.members, made.index[o, s], starts, ends, lost)
    for faint in (True, False):
        some = replace(
            every,
            starts=np.where((course.start_kinds == faint)[:, None], starts, np.nan),
            heads=np.where((kinds == faint)[:, None], ends, np.nan),
        )
        painter.setOpacity(FAINT if faint else 1.0)
        heads.paint_starts(painter, some, made.colours, scene.look)
        heads.paint_heads(painter, some, made.colours, scene.look)
    painter.setOpacity(1.0)
