"""Where trajectories begin, where they are, and where they stopped for good: rings, discs, crosses, ticks."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from jacviz.ui.landscape.surface import strokes
from jacviz.ui.landscape.surface.paths import Paths, placed
from jacviz.ui.plot.frame import Frame
from jacviz.ui.plot.look import Look
from jacviz.ui.plot.shapes import paint_shape

Array: TypeAlias = NDArray[Any]
Kind: TypeAlias = Literal["start", "head", "cross"]

_FEW = 24  # that are drawn one by one; more are stamped, on whole pixels
CHOSEN = 5.5  # radius of the selected trajectory's head
MOST_STARTS = 250  # that have a ring; more would cover the surface


@dataclass(frozen=True, eq=False)
class Spots:
    """Where T trajectories are at one step, in pixels.

    Attributes:
        members: Optimiser and start of each, (T, 2).
        colours: The index of each one's colour, (T,).
        starts: Where they begin, (T, 2).
        heads: Where they are, (T, 2).
        stopped: Which have diverged by then, (T,).
    """

    members: Array
    colours: Array
    starts: Array
    heads: Array
    stopped: Array


def spots(paths: Paths, colour: Array, step: int, frame: Frame | None = None) -> Spots:
    """Where the trajectories of some paths are.

    Args:
        paths: The trajectories in pixels.
        colour: The index of each one's colour, (O, S).
        step: The step.
        frame: Where they are drawn, if not where the paths are.

    Returns:
        Their starts and heads.
    """
    o, s = paths.members.T
    run, plane, frame = paths.run, paths.plane, frame or paths.frame
    at = min(max(step, 0), run.computed)

    frozen = run.diverged_at[o, s]
    return Spots(
        paths.members, colour[o, s],
        placed(frame, plane, run, o, s, 0), placed(frame, plane, run, o, s, at),

        (frozen >= 0) & (frozen <= at),
    )  # fmt: skip


def only(some: Spots, rows: Array) -> Spots:
    """Some of the trajectories.

    Args:
        some: Where all of them are.
        rows: Which, (T,), bool.

    Returns:
        Where these are.
    """
    parts = (some.members, some.colours, some.starts, some.heads, some.stopped)
    return Spots(*(part[rows] for part in parts))


def radius(count: int) -> float:
    """How large heads are: the more there are, the smaller.

    Returns:
        Pixels.
    """
    return 4.5 if count <= 20 else 3.2 if count <= 100 else 2.2 if count <= 1000 else 1.6


def paint_starts(
    painter: QPainter, some: Spots, colours: Sequence[QColor], look: Look, size: float | None = None
) -> None:
    """Rings where trajectories begin; one ring where several optimisers begin together.

    Args:
        painter: Its state is kept.
        some: Where.
        colours: By index.
        look: Tells the ground.
        size: Radius; None: by their number.
    """
    _, first = np.unique(some.members[:, 1], return_index=True)
    if len(first) > MOST_STARTS:
        return
    together = len(first) < len(some.members)
    tints = [look.text] if together else list(colours)
    index = np.zeros(len(first), dtype=int) if together else some.colours[first]
    _paint(painter, "start", some.starts[first], index, tints, look, size or radius(len(first)))


def paint_heads(
    painter: QPainter, some: Spots, colours: Sequence[QColor], look: Look, size: float | None = None
) -> None:
    """Discs where trajectories are, crosses where they have diverged.

    Args:
        painter: Its state is kept.
        some: Where.
        colours: By index.
        look: Tells the ground.
        size: Radius; None: by their number.
    """
    size = size or radius(len(some.members))
    moving = ~some.stopped
    _paint(painter, "head", some.heads[moving], some.colours[moving], colours, look, size)
    _paint(painter, "cross", some.heads[some.stopped], some.colours[some.stopped], colours, look, size)


def with_stopped_inside(some: Spots, frame: Frame, margin: float = 6.0) -> Array:
    """Heads; those that have diverged out of the frame are moved to its edge, so that their cross is seen.

    Args:
        some: Where the heads are.
        frame: The frame.
        margin: From its edge, pixels.

    Returns:
        Shape (T, 2), pixels.
    """
    r = frame.rect
    low, high = (r.left() + margin, r.top() + margin), (r.right() - margin, r.bottom() - margin)
    inside = np.clip(np.nan_to_num(some.heads, nan=low[0]), low, high)
    return np.where(some.stopped[:, None], inside, some.heads)


def inside(places: Array, frame: Frame) -> Array:
    """Places; those outside the frame are nan, and not painted.

    Args:
        places: Shape (T, 2), pixels.
        frame: The frame.

    Returns:
        Shape (T, 2), pixels.
    """
    r = frame.rect
    seen = (places >= (r.left(), r.top())) & (places <= (r.right(), r.bottom()))
    return np.where(seen.all(axis=1, keepdims=True), places, np.nan)


def _paint(
    painter: QPainter,
    kind: Kind,
    places: Array,
    index: Array,
    colours: Sequence[QColor],
    look: Look,
    size: float,
) -> None:
    inside = np.all(np.abs(places) < 1e5, axis=1)
    places, index = places[inside], index[inside]
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if len(places) <= _FEW or look.type.page or strokes.keeps_lines(painter):
        for (x, y), i in zip(places.tolist(), index.tolist(), strict=True):
            _paint_one(painter, kind, QPointF(x, y), colours[i], look, size, look.shape(i))
    elif len(places):
        ratio = painter.device().devicePixelRatio()
        stamps, side = _stamps(kind, tuple(c.rgba() for c in colours), look, size, ratio)
        strokes.draw_stamps(painter, places, index, stamps, side)
    painter.restore()


@lru_cache(maxsize=24)
def _stamps(
    kind: Kind, colours: tuple[int, ...], look: Look, size: float, ratio: float
) -> tuple[QPixmap, int]:
    side = math.ceil((2 * size + 6) * ratio)
    strip = QPixmap(side * len(colours), side)
    strip.setDevicePixelRatio(ratio)
    strip.fill(Qt.GlobalColor.transparent)
    painter = QPainter(strip)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for place, colour in enumerate(colours):
        middle = QPointF((place + 0.5) * side / ratio, side / 2 / ratio)
        _paint_one(painter, kind, middle, QColor.fromRgba(colour), look, size)
    painter.end()
    return strip, side


def _paint_one(
    painter: QPainter,
    kind: Kind,
    place: QPointF,
    colour: QColor,
    look: Look,
    size: float,
    shape: str = "disc",
) -> None:
    fine = size < 4
    if kind == "head":
        painter.setPen(QPen(look.panel, 0.8 if fine else 1.5))
        painter.setBrush(colour)
        paint_shape(painter, shape, place, size + (0.4 if fine else 0.75))
    elif kind == "start":
        painter.setBrush(look.panel)
        painter.setPen(QPen(look.panel, 2.4 if fine else 3.6))
        painter.drawEllipse(place, size, size)
        painter.setPen(QPen(colour, 1.0 if fine else 1.7))
        painter.drawEllipse(place, size, size)
    else:
        paint_cross(painter, place, colour, look, size + 0.5)


def paint_cross(painter: QPainter, place: QPointF, colour: QColor, look: Look, size: float) -> None:
    """A diagonal cross: here a trajectory stopped for good.

    Args:
        painter: Pen is changed.
        place: Its middle.
        colour: Of the trajectory.
        look: Tells the ground.
        size: Half its width.
    """
    for pen_colour, width in ((look.panel, 4.4), (colour, 2.2)):
        painter.setPen(strokes.round_pen(pen_colour, width))
        for slope in (1, -1):
            painter.drawLine(
                QLineF(place.x() - size, place.y() - slope * size, place.x() + size, place.y() + slope * size)
            )
