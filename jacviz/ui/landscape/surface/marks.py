"""Marks on the surface: known minima, and critical points by their kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QPainter, QPolygonF

from jacviz.engine.training_messages import CriticalAnswer
from jacviz.experiment.planes import Plane
from jacviz.notation import number
from jacviz.ui.landscape.surface import strokes
from jacviz.ui.plot.frame import Frame
from jacviz.ui.plot.look import Look

Array: TypeAlias = NDArray[Any]

CROSS, SHAPE = 6.5, 5.5  # half their widths, pixels
_SAME = 4.0  # pixels within which two marks are of one point
_MOST = 400  # critical points that are marked
_SHAPES = {  # corners of each kind's mark, in units of its half width; y points down
    "minimum": ((-1, -0.7), (1, -0.7), (0, 1)),
    "maximum": ((-1, 0.7), (1, 0.7), (0, -1)),
    "saddle": ((-1, 0), (0, -1), (1, 0), (0, 1)),
    "degenerate": ((-0.8, -0.8), (0.8, -0.8), (0.8, 0.8), (-0.8, 0.8)),
}


@dataclass(frozen=True)
class Mark:
    """Something that can be pointed at.

    Attributes:
        x: Of its middle, pixels.
        y: Of its middle, pixels.
        kind: "optimum", "minimum", "maximum", "saddle" or "degenerate".
        told: A sentence about it.
    """

    x: float
    y: float
    kind: str
    told: str


def optimum_marks(frame: Frame, plane: Plane, minima: Array, losses: Array) -> tuple[Mark, ...]:
    """Known minima.

    Args:
        frame: The frame.
        plane: What they are projected on.
        minima: Shape (k, p).
        losses: The loss there, (k,).

    Returns:
        Those within the frame.
    """
    if not len(minima):
        return ()
    at = plane.coordinates(minima)
    if plane.is_line:
        at[:, 1] = losses
    made = []
    for (x, y), (alpha, beta), loss in zip(
        frame.place(*at.T).tolist(), at.tolist(), losses.tolist(), strict=True
    ):
        where = f"{plane.names[0]} = {number(alpha)}" if plane.is_line else _where(plane.names, alpha, beta)
        made.append(Mark(x, y, "optimum", f"A known minimum: {where}, loss {number(loss)}."))
    return _inside(made, frame)


def is_among(mark: Mark, others: tuple[Mark, ...]) -> bool:
    """Whether a critical point that was found already marks the place.

    Args:
        mark: A known minimum.
        others: Critical points.

    Returns:
        True within a few pixels of a minimum.
    """
    return any(
        other.kind == "minimum" and abs(other.x - mark.x) + abs(other.y - mark.y) < _SAME for other in others
    )


def critical_marks(frame: Frame, plane: Plane, answer: CriticalAnswer) -> tuple[Mark, ...]:
    """Critical points of a surface over two parameters.

    Args:
        frame: The frame.
        plane: Tells which of the two is horizontal.
        answer: The points.

    Returns:
        Those within the frame.
    """
    if not len(answer.points) or len(plane.origin) != answer.points.shape[1]:
        return ()
    at = plane.coordinates(answer.points[:_MOST])
    made = []
    for i, ((x, y), (alpha, beta)) in enumerate(zip(frame.place(*at.T).tolist(), at.tolist(), strict=True)):
        low, high = (number(value, 3) for value in answer.eigenvalues[i].tolist())
        told = (
            f"{_named(answer.kinds[i])}: {_where(plane.names, alpha, beta)}, "
            f"loss {number(float(answer.values[i]))}, eigenvalues of the Hessian {low} and {high}."
        )
        made.append(Mark(x, y, answer.kinds[i], told))
    return _inside(made, frame)


def _named(kind: str) -> str:
    return "A degenerate critical point" if kind == "degenerate" else f"A {kind}"


def _where(names: tuple[str, str], alpha: float, beta: float) -> str:
    return f"{names[0]} = {number(alpha)}, {names[1]} = {number(beta)}"


def _inside(marks: list[Mark], frame: Frame) -> tuple[Mark, ...]:
    return tuple(mark for mark in marks if frame.rect.contains(QPointF(mark.x, mark.y)))


def paint_marks(painter: QPainter, marks: tuple[Mark, ...], look: Look) -> None:
    """Paint crosses for known minima, triangles, diamonds and squares for critical points.

    Args:
        painter: Its state is kept.
        marks: What is marked.
        look: Colours.
    """
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for mark in marks:
        if mark.kind == "optimum":
            _paint_cross(painter, mark, look)
        else:
            paint_kind(painter, QPointF(mark.x, mark.y), mark.kind, look)
    painter.restore()


def _paint_cross(painter: QPainter, mark: Mark, look: Look) -> None:
    for colour, width in ((look.panel, 4.6), (look.text, 2.0)):
        painter.setPen(strokes.round_pen(colour, width))
        painter.drawLine(QLineF(mark.x - CROSS, mark.y, mark.x + CROSS, mark.y))
        painter.drawLine(QLineF(mark.x, mark.y - CROSS, mark.x, mark.y + CROSS))


def paint_kind(painter: QPainter, place: QPointF, kind: str, look: Look, size: float = SHAPE) -> None:
    """The mark of one kind of critical point; lists may show it, too.

    Args:
        painter: Pen and brush are changed.
        place: Its middle.
        kind: "minimum", "maximum", "saddle" or "degenerate".
        look: Colours.
        size: Half its width.
    """
    corners = np.array(_SHAPES[kind]) * size + (place.x(), place.y())
    shape = QPolygonF([QPointF(x, y) for x, y in corners.tolist()])
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(strokes.round_pen(look.panel, 4.0))
    painter.drawPolygon(shape)
    painter.setBrush(look.text if kind == "minimum" else look.panel)
    painter.setPen(strokes.round_pen(look.text, 1.5))
    painter.drawPolygon(shape)
