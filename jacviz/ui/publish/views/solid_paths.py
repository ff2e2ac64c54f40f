"""Trajectories on the three-dimensional surface: over it where it is seen, faint where it hides them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath

from jacviz.engine.training_messages import SurfaceAnswer
from jacviz.session.landscape.run import Run
from jacviz.session.landscape.settings import Sight
from jacviz.ui.landscape.colouring import Colouring, colouring, shown
from jacviz.ui.landscape.solid.heights import Heights
from jacviz.ui.landscape.solid.shapes import over_surface
from jacviz.ui.landscape.solid.ticks import crosses, stopped, tick_ends, tick_steps
from jacviz.ui.landscape.surface import heads, strokes
from jacviz.ui.landscape.surface.strokes import polygon
from jacviz.ui.landscape.surface.whole_lines import line_pen
from jacviz.ui.plot.look import Look
from jacviz.ui.publish.views.camera import NEAR, Camera, cut_line
from jacviz.ui.publish.views.relief import Relief, hidden

Array: TypeAlias = NDArray[Any]

_FAINT = 0.28  # opacity of what is hidden
_MOST_VERTICES = 60_000  # of all trajectories
_CELL = 0.35  # pixels: points of a line in one cell of this size are one point


@dataclass(frozen=True, eq=False)
class Solid:
    """What is painted, and from where.

    Attributes:
        surface: The losses on a grid.
        heights: How high they stand.
        relief: The surface in the box.
        camera: The eye.
        look: Colours and lines.
        room: What is outside is not seen; None: there is nothing.
    """

    surface: SurfaceAnswer
    heights: Heights
    relief: Relief
    camera: Camera
    look: Look
    room: QRectF | None = None

    def inside(self, projected: Array) -> Array:
        """Which points are seen, as far as the surface does not hide them.

        Args:
            projected: From `Camera.project`, (k, 3).

        Returns:
            bool, (k,).
        """
        if self.room is None:
            return np.ones(len(projected), dtype=bool)
        x, y, away = projected.T
        across = (x >= self.room.left()) & (x <= self.room.right())
        return np.asarray(across & (y >= self.room.top()) & (y <= self.room.bottom()) & (away > NEAR))


    def in_room(self, places: Array) -> Array:
        """Places that are in the picture.

        Args:
            places: Pixels, (k, 2).

        Returns:
            The same, nan for the others.
        """
        ahead = np.column_stack([places, np.ones(len(places))])
        return np.where(self.inside(ahead)[:, None], places, np.nan)


@dataclass(frozen=True, eq=False)
class Ticks:
    """Short lines across trajectories.

    Attributes:
        steps: At which steps, rising, (k,).
        places: Pixels of both ends, (k, T, 2, 2).
        kinds: As in `Course`, (k, T).
    """

    steps: Array
    places: Array
    kinds: Array


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
    ends = _ends(scene, run, members)
    ticks = _ticks(scene, run, members, sight.ticks, first, last)
    return Course(run, sight, members, steps, places, kinds, *starts, *ends, ticks)


def _ends(scene: Solid, run: Run, members: Array) -> tuple[Array, Array]:
    lost = stopped(run, members, run.computed)
    places, kinds = np.full((len(members), 2), np.nan), np.zeros(len(members), dtype=int)
    if lost.any():
        where = crosses(run, members[lost], run.computed, scene.surface, scene.heights)
        places[lost], kinds[lost] = _placed(scene, where)
    return places, kinds


def _ticks(scene: Solid, run: Run, members: Array, every: int, first: int, last: int) -> Ticks:
    steps = tick_steps(len(members), every, last)
    steps = steps[steps >= first]
    if not len(steps) or not len(members):
        return Ticks(steps[:0], np.empty((0, len(members), 2, 2)), np.empty((0, len(members)), dtype=int))
    ends = tick_ends(run, members, steps, every, scene.surface, scene.heights).astype(np.float64)
    places, _ = _placed(scene, ends.reshape(-1, 3))
    _, kinds = _placed(scene, ends.mean(axis=2).reshape(-1, 3))
    return Ticks(steps, places.reshape(*ends.shape[:-1], 2), kinds.reshape(ends.shape[:2]))


def _seen(scene: Solid, points: Array, losses: Array) -> tuple[Array, Array]:
    return _placed(scene, over_surface(points, losses, scene.surface, scene.heights))


def _placed(scene: Solid, line: Array) -> tuple[Array, Array]:
    """Where points of the box lie, and what is to be seen of them.

    Returns:
        Pixels, (k, 2), and kinds, (k,).
    """
    line = line.astype(np.float64)
    behind = hidden(scene.relief, line, scene.camera.eye)
    projected = scene.camera.project(np.clip(line, -4, 4))
    outside = (np.abs(line) > 1.02).any(axis=1) | (projected[:, 2] <= NEAR)
    return projected[:, :2], np.where(outside, 2, behind.astype(int))


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
    _paint_ticks(painter, scene, course, first, last, made)
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
            painter.setOpacity(_FAINT if faint else 1.0)
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


def _paint_ticks(
    painter: QPainter, scene: Solid, course: Course, first: int, last: int, made: Colouring
) -> None:
    ticks = course.ticks
    begin, end = np.searchsorted(ticks.steps, [first, last + 1]).tolist()
    for faint in (True, False):
        painter.setOpacity(_FAINT if faint else 1.0)
        for row, (optimiser, start) in enumerate(course.members.tolist()):
            lines = ticks.places[begin:end, row][ticks.kinds[begin:end, row] == int(faint)]
            lines = lines[np.isfinite(scene.in_room(lines.reshape(-1, 2))).reshape(-1, 4).all(axis=1)]
            painter.setPen(strokes.pen(made.of(optimiser, start), 1.2))
            strokes.draw_segments(painter, lines.reshape(-1, 4))
    painter.setOpacity(1.0)


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
        painter.setOpacity(_FAINT if faint else 1.0)
        heads.paint_starts(painter, some, made.colours, scene.look)
        heads.paint_heads(painter, some, made.colours, scene.look)
    painter.setOpacity(1.0)
