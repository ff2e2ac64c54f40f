"""Ticks on trajectories: every so many steps, and fewer of very many, evenly."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QPainter

from jacviz.session.landscape.run import Run
from jacviz.ui.landscape.surface import strokes
from jacviz.ui.landscape.surface.paths import Paths, placed

Array: TypeAlias = NDArray[Any]

MOST_TICKS = 30_000  # of all trajectories; of more only every second, fifth ... is drawn
_TICK = 3.2  # half its length, pixels
_TICKS_APART = 4.0  # pixels: nearer ticks on one trajectory are left out


def interval(every: int, trajectories: int, steps: int, most: int) -> int:
    """Steps between two ticks, where those that are wished for may be too many to draw.

    Args:
        every: Steps that are wished for; 0: no ticks.
        trajectories: How many have ticks.
        steps: How many each of them has in the end, so that ticks stay as they are while it goes on.
        most: Ticks that may be drawn.

    Returns:
        `every`, or its smallest multiple by 2, 5, 10, 20, 50 ... with few enough; 0 where there is none.
    """
    if every < 1 or trajectories > most:
        return 0
    for power in range(20):
        for digit in (1, 2, 5):
            apart: int = every * digit * 10**power
            if steps // apart * trajectories <= most:
                return apart
    return 0


def said(every: int, apart: int) -> str:
    """What is said of ticks that stand farther apart than was wished for.

    Args:
        every: Steps that were wished for.
        apart: Steps that there are.

    Returns:
        A sentence; "" where the wish is fulfilled.
    """
    if apart == every:
        return ""
    return f"Ticks stand every {apart:,} steps: every {every:,} would be too many." if apart else (
        "Ticks are left out: there are too many trajectories."
    )


def ticks_apart(run: Run, trajectories: int, every: int, tail: int | None) -> int:
    """Steps between two ticks: as many as are wished for, or more where ticks would be too many.

    Args:
        run: The trajectories.
        trajectories: How many of them are shown.
        every: Steps that are wished for; 0: no ticks.
        tail: Steps behind the heads that are shown; None: all.

    Returns:
        Steps; 0: no ticks.
    """
    steps = run.steps if tail is None else min(tail, run.steps)
    return interval(every, trajectories, steps, MOST_TICKS)


def paint_ticks(
    painter: QPainter,
    paths: Paths,
    colour: Array,
    step: int,
    every: int,
    tail: int | None,
    colours: Sequence[QColor],
) -> None:
    """A short line across each trajectory every so many steps, or fewer where there would be too many.

    Args:
        painter: Its state is kept.
        paths: The trajectories in pixels.
        colour: The index of each one's colour, (O, S).
        step: Where the heads are.
        every: Steps between two ticks.
        tail: Steps behind the heads that are shown; None: all.
        colours: By index.
    """
    run = paths.run
    last = min(step, run.computed)
    every = ticks_apart(run, paths.count, every, tail)
    if every < 1:
        return
    first = every if tail is None else max(every, -(-(last - tail) // every) * every)
    steps = np.arange(first, last + 1, every)
    if not len(steps):
        return
    o, s = paths.members.T

    def at(some: Array) -> Array:
        return placed(paths.frame, paths.plane, run, o[:, None], s[:, None], some[None])

    with np.errstate(over="ignore", invalid="ignore"):
        places, before = at(steps), at(steps - 1)
        along = places - before
        length = np.hypot(along[..., 0], along[..., 1])
        apart = np.hypot(*(places - at(steps - every)).transpose(2, 0, 1))
        across = np.stack([-along[..., 1], along[..., 0]], axis=-1) / length[..., None] * _TICK
        good = (length > 0) & (apart > _TICKS_APART) & np.all(np.abs(places) < 1e5, axis=2)
    painter.save()
    painter.setClipRect(paths.frame.rect)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    index = np.broadcast_to(colour[o, s][:, None], good.shape)[good]
    pieces = np.concatenate([places[good] - across[good], places[good] + across[good]], axis=1)
    for i in np.unique(index).tolist():
        painter.setPen(strokes.pen(colours[i], 1.2))
        strokes.draw_segments(painter, pieces[index == i])
    painter.restore()
