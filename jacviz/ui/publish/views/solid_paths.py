"""Trajectories on the three-dimensional surface: over it where it is seen, faint where it hides them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter

from jacviz.engine.training_messages import SurfaceAnswer
from jacviz.session.landscape.run import Run
from jacviz.session.landscape.settings import Sight
from jacviz.ui.landscape import heads
from jacviz.ui.landscape.colouring import Colouring, colouring, shown
from jacviz.ui.landscape.solid.heights import Heights
from jacviz.ui.landscape.solid.shapes import over_surface
from jacviz.ui.landscape.strokes import polygon
from jacviz.ui.landscape.whole_lines import line_pen
from jacviz.ui.plot.look import Look
from jacviz.ui.publish.views.camera import Camera
from jacviz.ui.publish.views.relief import Relief, hidden

Array: TypeAlias = NDArray[Any]

_FAINT = 0.28  # opacity of what is hidden
_MOST_VERTICES = 60_000  # of all trajectories


@dataclass(frozen=True, eq=False)
class Solid:
    """What is painted, and from where.

    Attributes:
        surface: The losses on a grid.
        heights: How high they stand.
        relief: The surface in the box.
        camera: The eye.
        look: Colours and lines.
    """

    surface: SurfaceAnswer
    heights: Heights
    relief: Relief
    camera: Camera
    look: Look


def paint_paths(painter: QPainter, scene: Solid, run: Run, sight: Sight, step: int) -> None:
    """Paint the trajectories up to a step; what the surface hides is faint.

    Args:
        painter: Its opacity is 1 afterwards.
        scene: The surface, and from where it is seen.
        run: The trajectories.
        sight: Which of them are shown, and how.
        step: Where the heads are.
    """
    made, look = colouring(run, sight, scene.look), scene.look
    members = np.argwhere(shown(run, sight))
    last = min(max(step, 0), run.computed)
    tail = sight.tail
    first = 0 if tail is None else max(last - tail, 0)
    stride = max(1, -(-len(members) * (last - first + 1) // _MOST_VERTICES))
    steps = np.unique(np.append(np.arange(first, last + 1, stride), last))
    width = 1.7 if len(members) <= 20 else 1.2
    for optimiser, start in members.tolist():
        points = run.points[optimiser, start, steps]
        line = over_surface(points, run.losses[optimiser, start, steps], scene.surface, scene.heights)
        index = int(made.index[optimiser, start])
        _paint_path(painter, scene, line.astype(np.float64), made.colours[index], width, look.dash(index))
    _paint_heads(painter, scene, run, members, last, made)


def _paint_path(
    painter: QPainter, scene: Solid, line: Array, colour: QColor, width: float, dashes: tuple[float, ...]
) -> None:
    outside = (np.abs(line) > 1.02).any(axis=1)
    behind = hidden(scene.relief, line, scene.camera.eye)
    kind = np.asarray(np.where(outside, 2, behind.astype(int)))
    places = scene.camera.project(np.clip(line, -4, 4))[:, :2]
    bounds = np.concatenate([[0], np.flatnonzero(np.diff(kind)) + 1, [len(kind)]]).tolist()
    for faint in (True, False):
        for begin, end in pairwise(bounds):
            if kind[begin] == 2 or bool(kind[begin]) != faint:
                continue
            goes_on = end < len(kind) and kind[end] != 2
            part = places[begin : end + 1] if goes_on else places[begin:end]
            if len(part) < 2:
                continue
            painter.setOpacity(_FAINT if faint else 1.0)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            if not faint:
                painter.setPen(line_pen(scene.look.panel, width + 1.4))
                painter.drawPolyline(polygon(part))
            painter.setPen(line_pen(colour, width, dashes))
            painter.drawPolyline(polygon(part))
    painter.setOpacity(1.0)


def _paint_heads(
    painter: QPainter, scene: Solid, run: Run, members: Array, last: int, made: Colouring
) -> None:
    o, s = members.T
    ends = []
    for at in (0, last):
        ends.append(over_surface(run.points[o, s, at], run.losses[o, s, at], scene.surface, scene.heights))
    frozen = run.diverged_at[o, s]
    stopped = (frozen >= 0) & (frozen <= last)
    places = [scene.camera.project(end.astype(np.float64))[:, :2] for end in ends]
    for end, place in zip(ends, places, strict=True):
        place[(np.abs(end) > 1.02).any(axis=1)] = np.nan
    behind = [hidden(scene.relief, end.astype(np.float64), scene.camera.eye) for end in ends]
    every = heads.Spots(members, made.index[o, s], places[0], places[1], stopped)
    for faint in (True, False):
        some = replace(
            every,
            starts=np.where((behind[0] == faint)[:, None], places[0], np.nan),
            heads=np.where((behind[1] == faint)[:, None], places[1], np.nan),
        )
        painter.setOpacity(_FAINT if faint else 1.0)
        heads.paint_starts(painter, some, made.colours, scene.look)
        heads.paint_heads(painter, some, made.colours, scene.look)
    painter.setOpacity(1.0)
