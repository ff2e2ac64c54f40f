"""What the pointer stands on: the parameters there, and the loss between the points of the surface."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from jacviz.engine.training_messages import SurfaceAnswer
from jacviz.experiment.planes import Plane
from jacviz.notation import number
from jacviz.ui.matrix import typeset
from jacviz.ui.matrix.typeset import Line
from jacviz.ui.plot.frame import Frame
from jacviz.ui.plot.look import Look, faded
from jacviz.ui.plot.names import paint_line, parameter, width

_PAD = 6.0


def loss_at(surface: SurfaceAnswer, alpha: float, beta: float) -> float:
    """The loss at a point, by bilinear interpolation.

    Args:
        surface: The surface.
        alpha: The point's first coordinate.
        beta: Its second one; along a line of no matter.

    Returns:
        The loss; nan outside the surface, and where a neighbour is not finite.
    """
    if surface.plane.is_line:
        return float(np.interp(alpha, surface.alpha, surface.values[0], math.nan, math.nan))
    (left, right), (bottom, top) = surface.window
    rows, cols = surface.values.shape
    across = (alpha - left) / (right - left) * (cols - 1)
    up = (beta - bottom) / (top - bottom) * (rows - 1)
    if not (0 <= across <= cols - 1 and 0 <= up <= rows - 1) or min(rows, cols) < 2:
        return math.nan
    i, j = min(int(up), rows - 2), min(int(across), cols - 2)
    y, x = up - i, across - j
    corners = surface.values[i : i + 2, j : j + 2]
    if not np.isfinite(corners).all():
        return math.nan
    return float(np.array([1 - y, y]) @ corners @ np.array([1 - x, x]))


def reading(plane: Plane, at: tuple[float, float], loss: float, frame: Frame) -> Line:
    """The values at a point as a line of type.

    Args:
        plane: Tells the names.
        at: Its coordinates.
        loss: The loss there.
        frame: Tells how many digits can be told apart.

    Returns:
        Such as "a 1.52   b 0.31   loss 0.84".
    """
    runs: list[Line | str] = []
    axes = (
        (plane.names[0], at[0], frame.x, frame.rect.width()),
        (plane.names[1], at[1], frame.y, frame.rect.height()),
    )
    for name, value, scale, pixels in axes[: len(plane.directions)]:
        told = parameter(name) if plane.parameters is not None or plane.is_line else typeset.words(name)
        runs += [told, f" {_fitting(value, (scale.high - scale.low) / max(pixels, 1))}    "]
    runs.append(f"loss {number(loss, 4)}" if math.isfinite(loss) else "no loss here")
    return typeset.joined(*runs)


def _fitting(value: float, pixel: float) -> str:
    # As many digits as a pixel is worth.
    if not (pixel > 0 and math.isfinite(value)):
        return number(value)
    digits = math.ceil(math.log10(max(abs(value), pixel) / pixel)) + 1
    return number(value, min(max(digits, 1), 12))


def chip_rect(frame: Frame, look: Look, near: QPointF | None = None) -> QRectF:
    """Where readings may stand: along the lower edge, or along the upper one where the pointer is below.

    Args:
        frame: The frame.
        look: Tells the type.
        near: The pointer.

    Returns:
        Pixels.
    """
    high = look.metrics().height() + _PAD
    r = frame.rect
    below = near is None or near.y() < r.bottom() - 2.5 * high
    top = r.bottom() - high - 5 if below else r.top() + 5
    return QRectF(r.left() + 5, top, r.width() - 10, high)


def paint_chip(painter: QPainter, rect: QRectF, line: Line, look: Look) -> None:
    """Paint a reading on a quiet ground.

    Args:
        painter: Its state is kept.
        rect: From `chip_rect`; the chip is as wide as its words.
        line: The words.
        look: Colours and type.
    """
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(faded(look.panel, 0.88))
    wide = min(width(line, look) + 2 * _PAD, rect.width())
    painter.setClipRect(rect)
    painter.drawRoundedRect(QRectF(rect.left(), rect.top(), wide, rect.height()), 4, 4)
    baseline = rect.center().y() + look.metrics().capHeight() / 2
    paint_line(painter, rect.left() + _PAD, baseline, line, look, look.text)
    painter.restore()


def paint_reading(
    painter: QPainter, surface: SurfaceAnswer, place: QPointF, frame: Frame, look: Look
) -> None:
    """Say what lies under the pointer.

    Args:
        painter: Its state is kept.
        surface: The surface.
        place: The pointer, within the frame.
        frame: Where the surface is drawn.
        look: Colours and type.
    """
    at = frame.at(place)
    told = reading(surface.plane, at, loss_at(surface, *at), frame)
    paint_chip(painter, chip_rect(frame, look, place), told, look)
