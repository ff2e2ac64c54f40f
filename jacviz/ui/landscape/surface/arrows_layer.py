"""The terms of the selected trajectory's step as arrows at its head."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from jacviz.experiment.planes import Plane
from jacviz.notation import number
from jacviz.session.landscape.results import LandscapeResults
from jacviz.ui.landscape.step.step_arrows import step_arrows
from jacviz.ui.landscape.surface.arrow_paint import paint_step_arrows
from jacviz.ui.landscape.surface.graph import Array, Graph, coordinates
from jacviz.ui.landscape.surface.reading import chip_rect, paint_chip
from jacviz.ui.matrix import typeset
from jacviz.ui.plot.frame import Frame
from jacviz.ui.plot.look import Look
from jacviz.ui.plot.names import width

_MOST_SPOTS = 60  # trajectories whose starts and heads labels keep off
_SPOT = 7.0  # pixels from the middle of a ring or a head to its edge, with some air


def paint_arrows(
    painter: QPainter, frame: Frame, results: LandscapeResults, step: int, plane: Plane, look: Look
) -> None:
    """Paint the arrows of the step that is looked at, and say by how much they are drawn longer.

    Args:
        painter: Its state is kept.
        frame: The frame.
        results: With the run and the terms.
        step: Where the heads are.
        plane: What the surface is drawn on.
        look: Colours and type.
    """
    arrows = step_arrows(results, step, plane)
    if isinstance(plane, Graph):
        arrows = [replace(one, origin=_lifted(plane, one.origin)) for one in arrows]
    if not arrows:
        return
    factor = paint_step_arrows(painter, frame, arrows, look, spots=_spots(frame, results, step, plane, look))
    if factor != 1:
        told = typeset.words(f"arrows {number(factor, 3)}× as long")
        rect = chip_rect(frame, look, QPointF(0, frame.rect.bottom()))
        rect.setLeft(rect.right() - width(told, look) - 12)
        paint_chip(painter, rect, told, look)


def _spots(
    frame: Frame, results: LandscapeResults, step: int, plane: Plane, look: Look
) -> list[QRectF]:
    """Where the rings at starts and the heads are, which lie over the arrows.

    Returns:
        Rectangles; none of so many that nothing could keep off them.
    """
    run = results.run
    if run is None or run.optimisers * run.starts > _MOST_SPOTS:
        return []
    o, s = np.indices((run.optimisers, run.starts)).reshape(2, -1)
    at = [coordinates(run, plane, o, s, taken) for taken in (0, min(step, run.computed))]
    half = look.pixels(_SPOT)
    with np.errstate(over="ignore", invalid="ignore"):  # where a trajectory diverged
        places = frame.place(*np.concatenate(at).T)
    inside = [(x, y) for x, y in places.tolist() if frame.rect.contains(x, y)]
    return [QRectF(x - half, y - half, 2 * half, 2 * half) for x, y in inside]


def _lifted(graph: Graph, origin: Array) -> Array:
    # The terms move the parameter alone: their arrows are level, at the height of the head.
    return np.array([origin[0], graph.heights(origin[0])])
