"""The curves that models make of data of one input, painted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QPainter

from jacviz.session.landscape.results import Selection
from jacviz.ui.landscape.curves.polylines import draw_rows, draw_values
from jacviz.ui.landscape.surface.strokes import HAIR, keeps_lines, pen
from jacviz.ui.landscape.surface.whole_lines import line_pen
from jacviz.ui.plot.frame import Frame
from jacviz.ui.plot.look import Look, blended

Array: TypeAlias = NDArray[Any]

_MANY = 12  # curves from which on they are thin and quiet


@dataclass(frozen=True, eq=False)
class Fitted:
    """One model's curve.

    Attributes:
        values: Shape (M,).
        colour: Its colour.
        emphasised: Whether it is the one that is looked at.
        index: Which of the colours it is.
        head: Whose model it is.
    """

    values: Array
    colour: QColor
    emphasised: bool = False
    index: int = 0
    head: Selection = field(default_factory=Selection)


def paint_fits(painter: QPainter, frame: Frame, inputs: Array, fits: list[Fitted], look: Look) -> None:
    """The curves of models of one input, the emphasised one last.

    Args:
        painter: Its state is kept.
        frame: From `data_frame`.
        inputs: Where they were evaluated, (M,).
        fits: The curves.
        look: Line widths.
    """
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setClipRect(frame.rect)
    many = len(fits) > _MANY
    if many and not keeps_lines(painter) and not look.dashes:
        fits = _paint_quickly(painter, frame, inputs, fits, look)
    for fit in sorted(fits, key=lambda one: one.emphasised):
        quiet = many and not fit.emphasised
        colour = blended(fit.colour, look.panel, 0.35) if quiet else fit.colour
        bold = (look.stroke + look.bold) / 2 if len(fits) > 1 or many else look.stroke
        width, dashes = bold if fit.emphasised else look.thin if many else look.stroke, look.dash(fit.index)
        painter.setPen(line_pen(colour, width, dashes) if dashes else pen(colour, width))
        draw_values(painter, frame, inputs, fit.values)
    painter.restore()


def _paint_quickly(
    painter: QPainter, frame: Frame, inputs: Array, fits: list[Fitted], look: Look
) -> list[Fitted]:
    """Draw the quiet ones of many curves at once; a pixel of a fine screen wide, they are as strong as wider.

    Returns:
        The others.
    """
    quiet = [fit for fit in fits if not fit.emphasised and np.isfinite(fit.values).all()]
    ratio = painter.device().devicePixelRatio()
    width = min(look.thin, HAIR / ratio)
    pens = [pen(blended(fit.colour, look.panel, 0.35 * width / look.thin), width) for fit in quiet]
    if quiet and len(inputs) > 1:
        draw_rows(painter, frame, inputs, np.stack([fit.values for fit in quiet]), pens)
        return [fit for fit in fits if fit not in quiet]
    return fits
