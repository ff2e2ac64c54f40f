"""Classes along a single input: how likely a model takes each of them to be, over the samples by class."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QPainter

from jacviz.engine.training_messages import MomentAnswer, Shares
from jacviz.experiment.data import Dataset
from jacviz.ui.landscape.curves.fit_paint import class_colours, named, scale_of
from jacviz.ui.landscape.curves.polylines import draw_values
from jacviz.ui.landscape.surface.strokes import pen
from jacviz.ui.landscape.surface.whole_lines import line_pen
from jacviz.ui.plot.frame import Frame, crisp, fitted, paint_axes
from jacviz.ui.plot.look import Look, blended, faded
from jacviz.ui.plot.scale import Scale

Array: TypeAlias = NDArray[Any]

_ROW, _ROWS = 9.0, 1 / 3  # pixels of a row of samples; the share of the picture that all of them may have
_ABOVE = 3.0  # pixels between the rows and the curves
_WASH = 0.8  # as soft as the regions of two inputs
_NAMELESS = "probability"


def has_shares(sample: Dataset, moment: MomentAnswer | None) -> bool:
    """Whether the picture is one of classes along a single input.

    Args:
        sample: The data.
        moment: What the models make of them; None: not known yet.

    Returns:
        True where a model has an output a class, or will have.
    """
    if sample.inputs.shape[1] != 1:
        return False
    return len(sample.classes) > 2 if moment is None else moment.shares is not None


def shares_frame(outer: QRectF, sample: Dataset, count: int, look: Look) -> Frame:
    """Where the probabilities are drawn; a row of samples for each class lies above.

    Args:
        outer: All there is.
        sample: The data.
        count: Number of classes.
        look: Tells the room that labels need.

    Returns:
        The frame of the curves.
    """
    below = outer.adjusted(0, _row(outer, count, look) * count + look.pixels(_ABOVE), 0, 0)
    return fitted(below, scale_of(sample.inputs[:, 0]), Scale(-0.02, 1.02), look, *_names(sample))


def paint_rows(
    painter: QPainter, outer: QRectF, frame: Frame, sample: Dataset, names: Sequence[str], look: Look
) -> None:
    """Axes, and a tick for each sample in the row of its class; rows lie in the order of the key.

    Args:
        painter: Its state is kept.
        outer: All there is.
        frame: From `shares_frame`.
        sample: The data.
        names: Of the classes.
        look: Colours and type.
    """
    paint_axes(painter, frame, look, *_names(sample))
    row = _row(outer, len(names), look)
    first = frame.rect.top() - look.pixels(_ABOVE) - row * len(names)
    places = frame.place(sample.inputs[:, 0], 0.0)[:, 0]
    opacity = 0.9 if len(places) <= 500 else 0.4
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for label, hue in enumerate(class_colours(len(names), look)):
        painter.setPen(pen(faded(hue, opacity), (look.thin + look.stroke) / 2))
        top, bottom = first + label * row + 1, first + (label + 1) * row - 0.5
        for x in np.unique(places[sample.targets == label]).tolist():
            painter.drawLine(QLineF(x, top, x, bottom))
    painter.restore()


def paint_bands(painter: QPainter, frame: Frame, inputs: Array, shares: Shares, look: Look) -> None:
    """A wash of the colour of the class that is the likeliest at each place.

    Args:
        painter: Its state is kept.
        frame: From `shares_frame`.
        inputs: Where the probabilities are known, (M,), rising.
        shares: The probabilities.
        look: Colours.
    """
    hues = class_colours(len(shares.classes), look)
    painter.save()
    painter.setPen(Qt.PenStyle.NoPen)
    for low, high, label in bands(inputs, shares.values):
        left, right = (frame.point(value, 0.0).x() for value in (low, high))
        band = QRectF(left, frame.rect.top(), right - left, frame.rect.height()).intersected(frame.rect)
        band.setLeft(crisp(painter, band.left(), 0.0))
        band.setRight(crisp(painter, band.right(), 0.0))
        painter.fillRect(band, blended(hues[label], look.panel, _WASH))
    painter.restore()


def bands(inputs: Array, values: Array) -> list[tuple[float, float, int]]:
    """The stretches over which one class is the likeliest.

    Args:
        inputs: Shape (M,), rising.
        values: Probabilities, (k, M); between two inputs they are taken to be straight.

    Returns:
        Low end, high end and class of each, rising; none where values are not finite.
    """
    known = np.isfinite(values).all(axis=0)
    best = np.where(known, np.where(np.isfinite(values), values, -1).argmax(axis=0), -1)
    made: list[tuple[float, float, int]] = []
    begun = float(inputs[0])
    for at in range(1, len(inputs) + 1):
        before, now = int(best[at - 1]), int(best[at]) if at < len(inputs) else -2
        if now == before:
            continue
        end = float(inputs[at - 1]) if now < 0 or before < 0 else _crossing(inputs, values, at, before, now)
        if before >= 0:
            made.append((begun, end, before))
        begun = end if now >= 0 and before >= 0 else float(inputs[min(at, len(inputs) - 1)])
    return made


def _crossing(inputs: Array, values: Array, at: int, before: int, now: int) -> float:
    lead = values[before, at - 1 : at + 1] - values[now, at - 1 : at + 1]
    along = float(lead[0] / (lead[0] - lead[1])) if lead[0] != lead[1] else 0.5
    return float(inputs[at - 1] + along * (inputs[at] - inputs[at - 1]))


def paint_shares(painter: QPainter, frame: Frame, inputs: Array, shares: Shares, look: Look) -> None:
    """A curve for each class.

    Args:
        painter: Its state is kept.
        frame: From `shares_frame`.
        inputs: Where the probabilities are known, (M,), rising.
        shares: The probabilities.
        look: Colours and line widths.
    """
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setClipRect(frame.rect)
    width = (look.stroke + look.bold) / 2
    for place, (hue, row) in enumerate(
        zip(class_colours(len(shares.classes), look), shares.values, strict=True)
    ):
        dashes = look.dash(place)
        painter.setPen(line_pen(hue, width, dashes) if dashes else pen(hue, width))
        draw_values(painter, frame, inputs, row)
    painter.restore()


def _row(outer: QRectF, count: int, look: Look) -> float:
    return min(look.pixels(_ROW), outer.height() * _ROWS / max(count, 1))


def _names(sample: Dataset) -> tuple[Any, Any]:
    return named(sample.input_names[0]), _NAMELESS
