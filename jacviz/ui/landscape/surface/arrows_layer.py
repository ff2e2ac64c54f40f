"""The terms of the selected trajectory's step as arrows at its head."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter

from jacviz.experiment.planes import Plane
from jacviz.notation import number
from jacviz.session.landscape.results import LandscapeResults
from jacviz.ui.landscape.step.step_arrows import step_arrows
from jacviz.ui.landscape.surface.arrow_paint import paint_step_arrows
from jacviz.ui.landscape.surface.graph import Array, Graph
from jacviz.ui.landscape.surface.reading import chip_rect, paint_chip
from jacviz.ui.matrix import typeset
from jacviz.ui.plot.frame import Frame
from jacviz.ui.plot.look import Look
from jacviz.ui.plot.names import width


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
    factor = paint_step_arrows(painter, frame, arrows, look)
    if factor != 1:
        told = typeset.words(f"arrows {number(factor, 3)}× as long")
        rect = chip_rect(frame, look, QPointF(0, frame.rect.bottom()))
        rect.setLeft(rect.right() - width(told, look) - 12)
        paint_chip(painter, rect, told, look)


def _lifted(graph: Graph, origin: Array) -> Array:
    # The terms move the parameter alone: their arrows are level, at the height of the head.
    return np.array([origin[0], graph.heights(origin[0])])
