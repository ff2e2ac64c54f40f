"""The loss over a single parameter as a curve: its line, and a quiet tone below it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPolygonF

from jacviz.ui.landscape.surface import strokes, whole_lines
from jacviz.ui.landscape.surface.contours import Contours, Layer, fill, hatch
from jacviz.ui.plot.frame import Frame
from jacviz.ui.plot.look import Look, blended

Array: TypeAlias = NDArray[Any]

_INK = 0.75  # how dark the line is, from the ground to the text
_LINE = 2.0  # pixels
_PALE = 0.35  # how much of the colour of a high loss lies on the ground
_BEYOND = 1.0  # heights of the frame that a line is kept beyond it


def curve_layers(frame: Frame, contours: Contours, look: Look) -> Iterator[Layer]:
    """What stands still of a curve, a little at a time.

    Args:
        frame: The frame.
        contours: Of a line.
        look: Colours.

    Yields:
        What paints the next layer over those before; it keeps the painter's state.
    """
    if contours.curve is None:
        return
    pieces, gaps = _pieces(frame, contours.curve)
    yield partial(_paint_ground, frame=frame, gaps=gaps, look=look)
    region = QPainterPath()
    for theta, loss in pieces:
        region.addPolygon(_under(frame, theta, np.clip(loss, frame.y.low, frame.y.high)))
    ground, ink = curve_colours(look)
    yield partial(fill, frame=frame, region=region, brush=QBrush(ground))
    yield partial(_paint_line, frame=frame, pieces=pieces, colour=ink)


def curve_colours(look: Look) -> tuple[QColor, QColor]:
    """What a curve is drawn in.

    Args:
        look: Colours.

    Returns:
        The tone below it, and its line. One tone: the height is the loss already, and trails, heads and marks
        are seen on it.
    """
    return blended(look.panel, look.risk[1], _PALE), blended(look.panel, look.text, _INK)


def _pieces(frame: Frame, curve: Array) -> tuple[list[tuple[Array, Array]], list[tuple[float, float]]]:
    """Stretches of a curve without a gap: gaps are where the loss is not finite, and poles.

    Returns:
        Parameter and loss of each stretch, and the ranges of the parameter between them that have no loss.
    """
    theta, loss = _within(curve, frame.x.low, frame.x.high)
    finite = np.isfinite(loss)
    tall = frame.y.high - frame.y.low
    kept = np.clip(np.where(finite, loss, 0.0), frame.y.low - _BEYOND * tall, frame.y.high + _BEYOND * tall)
    side = np.where(loss > frame.y.high, 1, np.where(loss < frame.y.low, -1, 0))
    parted = (finite[1:] != finite[:-1]) | (finite[1:] & (side[1:] * side[:-1] < 0))
    bounds = [0, *(np.flatnonzero(parted) + 1).tolist(), len(theta)]
    pieces, gaps = [], []
    for begin, end in pairwise(bounds):
        if finite[begin]:
            pieces.append((theta[begin:end], kept[begin:end]))
        else:
            before, after = max(begin - 1, 0), min(end, len(theta) - 1)
            gaps.append((float(theta[before]), float(theta[after])))
    return pieces, gaps


def _within(curve: Array, left: float, right: float) -> tuple[Array, Array]:
    """The part of a curve over a range, with the points where it is cut.

    Returns:
        Parameter and loss; of at least two points.
    """
    theta, loss = curve.T
    left, right = np.clip([left, right], theta[0], theta[-1]).tolist()
    inner = (theta > left) & (theta < right)
    ends = np.interp([left, right], theta, loss)
    return np.array([left, *theta[inner], right]), np.array([ends[0], *loss[inner], ends[1]])


def _under(frame: Frame, theta: Array, loss: Array) -> QPolygonF:
    places = frame.place(theta, loss)
    floor = frame.rect.bottom()
    return strokes.polygon(np.concatenate([places, [(places[-1, 0], floor), (places[0, 0], floor)]]))


def _paint_ground(painter: QPainter, frame: Frame, gaps: list[tuple[float, float]], look: Look) -> None:
    painter.save()
    painter.setClipRect(frame.rect)
    painter.fillRect(frame.rect, look.panel)
    for left, right in gaps:
        rect = QRectF(frame.point(left, frame.y.high), frame.point(right, frame.y.low))
        hatch(painter, replace(frame, rect=rect), look)
    painter.restore()


def _paint_line(
    painter: QPainter, frame: Frame, pieces: list[tuple[Array, Array]], colour: QColor
) -> None:
    painter.save()
    painter.setClipRect(frame.rect)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(strokes.round_pen(colour, _LINE))
    for theta, loss in pieces:
        whole_lines.draw(painter, whole_lines.within(frame.place(theta, loss), frame.rect))
    painter.restore()
