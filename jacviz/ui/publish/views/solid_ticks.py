"""Ticks on trajectories of the exported surface in three dimensions, and where those that diverge stop."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QPainter

from jacviz.session.landscape.run import Run
from jacviz.ui.landscape.colouring import Colouring
from jacviz.ui.landscape.solid.ticks import crosses, stopped, tick_ends, tick_steps, ticks_apart
from jacviz.ui.landscape.surface import strokes
from jacviz.ui.publish.views.solid import FAINT, Solid

Array: TypeAlias = NDArray[Any]


@dataclass(frozen=True, eq=False)
class Ticks:
    """Short lines across trajectories.

    Attributes:
        steps: At which steps, rising, (k,).
        places: Pixels of both ends, (k, T, 2, 2).
        kinds: As of `Solid.placed`, (k, T).
    """

    steps: Array
    places: Array
    kinds: Array


def ends_of(scene: Solid, run: Run, members: Array) -> tuple[Array, Array]:
    """Where trajectories that diverge stop for good, or where they leave the box.

    Args:
        scene: The surface, and from where it is seen.
        run: The trajectories.
        members: Optimiser and start of each, (T, 2).

    Returns:
        Pixels, (T, 2), nan for those that do not, and kinds as of `Solid.placed`, (T,).
    """
    lost = stopped(run, members, run.computed)
    places, kinds = np.full((len(members), 2), np.nan), np.zeros(len(members), dtype=int)
    if lost.any():
        where = crosses(run, members[lost], run.computed, scene.surface, scene.heights)
        places[lost], kinds[lost] = scene.placed(where)
    return places, kinds


def ticks_of(scene: Solid, run: Run, members: Array, every: int, first: int, last: int) -> Ticks:
    """Find where trajectories have ticks.

    Args:
        scene: The surface, and from where it is seen.
        run: The trajectories.
        members: Optimiser and start of each, (T, 2).
        every: Steps between two ticks; 0: none.
        first: The first step.
        last: The last one.

    Returns:
        The ticks; fewer, evenly, where there would be too many.
    """
    every = ticks_apart(run, members, every)
    steps = tick_steps(every, last)
    steps = steps[steps >= first]
    if not len(steps) or not len(members):
        return Ticks(steps[:0], np.empty((0, len(members), 2, 2)), np.empty((0, len(members)), dtype=int))
    ends = tick_ends(run, members, steps, every, scene.surface, scene.heights).astype(np.float64)
    places, _ = scene.placed(ends.reshape(-1, 3))
    _, kinds = scene.placed(ends.mean(axis=2).reshape(-1, 3))
    return Ticks(steps, places.reshape(*ends.shape[:-1], 2), kinds.reshape(ends.shape[:2]))


def paint_ticks(
    painter: QPainter,
    scene: Solid,
    ticks: Ticks,
    between: tuple[int, int],
    members: Array,
    made: Colouring,
) -> None:
    """Paint ticks; those that the surface hides are faint.

    Args:
        painter: Its opacity is 1 afterwards.
        scene: The surface, and from where it is seen.
        ticks: From `ticks_of`.
        between: The first step and the last one.
        members: Optimiser and start of each trajectory, (T, 2).
        made: Their colours.
    """
    begin, end = np.searchsorted(ticks.steps, [between[0], between[1] + 1]).tolist()
    for faint in (True, False):
        painter.setOpacity(FAINT if faint else 1.0)
        for row, (optimiser, start) in enumerate(members.tolist()):
            lines = ticks.places[begin:end, row][ticks.kinds[begin:end, row] == int(faint)]
            lines = lines[np.isfinite(scene.in_room(lines.reshape(-1, 2))).reshape(-1, 4).all(axis=1)]
            painter.setPen(strokes.pen(made.of(optimiser, start), 1.2))
            strokes.draw_segments(painter, lines.reshape(-1, 4))
    painter.setOpacity(1.0)
