"""What models of many inputs make of samples: predictions against targets, or a confusion matrix."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from jacviz.experiment.data import Dataset
from jacviz.ui.landscape.curves.fit_curves import Fitted
from jacviz.ui.landscape.curves.fit_paint import class_colours, named, scale_of
from jacviz.ui.landscape.surface import strokes
from jacviz.ui.plot.frame import Frame, fitted, paint_axes
from jacviz.ui.plot.look import Look, blended, faded
from jacviz.ui.plot.shapes import paint_shape

Array: TypeAlias = NDArray[Any]

_MOST_IN_FILES = 2500  # dots in a file that keeps each of them
_AREA, _FEWEST = 110.0, 60  # square pixels for a dot of each model, and how many there are at least
_CHOSEN, _OTHER = 2.0, 1.5  # radius of dots, pixels
_QUIET = 0.45  # opacity of dots that are not looked at
_MOST_NUMBERED = 12  # classes in whose cells counts are written
_GAP = 6.0


# --- numbers ---------------------------------------------------------------------------------------------


def against_frame(outer: QRectF, sample: Dataset, look: Look) -> Frame:
    """Where predictions are drawn against targets: both axes cover the targets.

    Args:
        outer: All there is.
        sample: The data.
        look: Tells the room that labels need.

    Returns:
        A frame.
    """
    scale = scale_of(sample.targets)
    return fitted(outer, scale, scale, look, *against_names(sample))


def against_names(sample: Dataset) -> tuple[Any, Any]:
    """What the axes are called.

    Returns:
        Horizontal and vertical.
    """
    return named(sample.target_name), "predicted"


def paint_against_axes(painter: QPainter, frame: Frame, sample: Dataset, look: Look) -> None:
    """Axes of predictions against targets.

    Args:
        painter: Its state is kept.
        frame: From `against_frame`.
        sample: The data.
        look: Colours and type.
    """
    paint_axes(painter, frame, look, *against_names(sample))


def paint_diagonal(painter: QPainter, frame: Frame, look: Look) -> None:
    """The line on which a prediction is right; it lies over the dots, which are many.

    Args:
        painter: Its state is kept.
        frame: From `against_frame`.
        look: Colours.
    """
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(look.text, look.thin))
    painter.drawLine(QLineF(frame.rect.bottomLeft(), frame.rect.topRight()))
    painter.restore()


def paint_against(
    painter: QPainter, frame: Frame, targets: Array, fits: Sequence[Fitted], look: Look
) -> None:
    """A dot for each sample and model, those of the one that is looked at on top; fewer where it is small.

    Args:
        painter: Its state is kept.
        frame: From `against_frame`.
        targets: Of the samples, (M,).
        fits: What each model predicts.
        look: Colours.
    """
    room = max(frame.rect.width() * frame.rect.height() / _AREA / look.scale**2, _FEWEST)
    every = slice(None, None, max(1, math.ceil(len(targets) / room)))
    fits = [replace(fit, values=fit.values[every]) for fit in fits]
    targets = targets[every]
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for emphasised in (False, True):
        some = [fit for fit in fits if fit.emphasised == emphasised]
        if some:
            radius, opacity = (_CHOSEN, 1.0) if emphasised or len(fits) == 1 else (_OTHER, _QUIET)
            _paint_dots(painter, frame, targets, some, look, look.pixels(radius), opacity)
    painter.restore()


def _paint_dots(
    painter: QPainter,
    frame: Frame,
    targets: Array,
    fits: Sequence[Fitted],
    look: Look,
    radius: float,
    opacity: float,
) -> None:
    places = np.concatenate([_within(frame, targets, fit.values) for fit in fits])
    which = np.repeat(np.arange(len(fits)), len(targets))
    seen = np.isfinite(places).all(axis=1)
    places, which = places[seen], which[seen]
    tints = [faded(fit.colour, opacity) for fit in fits]
    if not (strokes.keeps_lines(painter) or look.shapes or look.type.page):
        different = {rgba: place for place, rgba in enumerate(dict.fromkeys(tint.rgba() for tint in tints))}
        column = np.array([different[tint.rgba()] for tint in tints])[which]
        stamps, side = _stamps(tuple(different), radius, painter.device().devicePixelRatio())
        strokes.draw_stamps(painter, places, column, stamps, side)
        return
    painter.setPen(Qt.PenStyle.NoPen)
    every = max(1, math.ceil(len(places) / _MOST_IN_FILES))
    for (x, y), fit in zip(places[::every].tolist(), which[::every].tolist(), strict=True):
        painter.setBrush(tints[fit])
        paint_shape(painter, look.shape(fits[fit].index), QPointF(x, y), radius)


def _within(frame: Frame, targets: Array, values: Array) -> Array:
    # What is predicted beyond the frame lies at its edge: at the start that may be all.
    places = frame.place(targets, values)
    rect = frame.rect
    return np.clip(places, (rect.left(), rect.top() + 1), (rect.right(), rect.bottom() - 1))


@lru_cache(maxsize=16)
def _stamps(colours: tuple[int, ...], radius: float, ratio: float) -> tuple[QPixmap, int]:
    side = math.ceil((2 * radius + 2) * ratio)
    strip = QPixmap(side * len(colours), side)
    strip.setDevicePixelRatio(ratio)
    strip.fill(Qt.GlobalColor.transparent)
    painter = QPainter(strip)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    for place, colour in enumerate(colours):
        painter.setBrush(QColor.fromRgba(colour))
        painter.drawEllipse(QPointF((place + 0.5) * side / ratio, side / 2 / ratio), radius, radius)
    painter.end()
    return strip, side


# --- classes ---------------------------------------------------------------------------------------------


def confusion(targets: Array, predicted: Array, count: int) -> Array:
    """How often samples of each class are taken for each class.

    Args:
        targets: Class numbers, (M,).
        predicted: Likewise.
        count: Number of classes, k.

    Returns:
        Shape (k, k), int64: rows are the true classes, columns the predicted ones.
    """
    true, guess = (np.clip(some.astype(np.int64), 0, count - 1) for some in (targets, predicted))
    return np.bincount(true * count + guess, minlength=count * count).reshape(count, count)


def paint_confusion(
    painter: QPainter, outer: QRectF, matrix: Array | None, classes: Sequence[str], look: Look
) -> None:
    """A confusion matrix: each cell as strong as the share of its true class, in that class's colour.

    Args:
        painter: Its state is kept.
        outer: All there is.
        matrix: From `confusion`; None: not known yet.
        classes: Their names, k.
        look: Colours and type.
    """
    count = len(classes)
    metrics, row = look.metrics(), look.metrics().height()
    beside = min(max(map(metrics.horizontalAdvance, classes)), outer.width() / 4)
    left, top = beside + 2 * _GAP + row, 1.0
    wide = outer.width() - left - 1
    high = outer.height() - top - 2 * row - 2 * _GAP
    cell = min(wide, high) / max(count, 1)
    if cell < 2:
        return
    across = min(wide / count, 2.2 * cell)  # names need more width than height
    board = QRectF(outer.left() + left, outer.top() + top, across * count, cell * count)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(look.font())
    hues = class_colours(count, look)
    for true in range(count):
        line = matrix[true] if matrix is not None else np.zeros(count)
        for guess in range(count):
            place = QRectF(board.left() + guess * across, board.top() + true * cell, across, cell)
            share = float(line[guess]) / max(float(line.sum()), 1.0)
            _paint_cell(painter, place, int(line[guess]), share, hues[true], look, count)
    painter.setPen(look.quiet)
    _paint_names(painter, board, classes, beside, look)
    painter.restore()


def _paint_cell(
    painter: QPainter, place: QRectF, number: int, share: float, hue: QColor, look: Look, count: int
) -> None:
    inner = place.adjusted(1, 1, -1, -1) if count <= _MOST_NUMBERED else place
    colour = blended(hue, look.field, 1 - share**0.7) if share else look.field
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawRoundedRect(inner, 2, 2)
    text = f"{number:,}"
    metrics = look.metrics()
    fits = metrics.horizontalAdvance(text) < inner.width() - 2 and metrics.capHeight() < inner.height() - 2
    if number and count <= _MOST_NUMBERED and fits:
        painter.setPen(_readable(colour, look))
        painter.drawText(inner, Qt.AlignmentFlag.AlignCenter, text)


def _readable(ground: QColor, look: Look) -> QColor:
    def apart(colour: QColor) -> float:
        return abs(colour.lightnessF() - ground.lightnessF())

    return max((look.text, look.panel), key=apart)


def _paint_names(
    painter: QPainter, board: QRectF, classes: Sequence[str], beside: float, look: Look
) -> None:
    metrics, row, count = look.metrics(), look.metrics().height(), len(classes)
    across, cell = board.width() / count, board.height() / count
    centre, right = Qt.AlignmentFlag.AlignCenter, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    every = max(1, math.ceil(row / cell))
    for place in range(0, count, every):
        name = metrics.elidedText(classes[place], Qt.TextElideMode.ElideRight, beside)
        middle = board.top() + (place + 0.5) * cell
        painter.drawText(QRectF(board.left() - _GAP - beside, middle - row / 2, beside, row), right, name)
    widest = max(map(metrics.horizontalAdvance, classes))
    every = max(1, math.ceil(min(widest + _GAP, 60.0) / across)) if count > _MOST_NUMBERED else 1
    for place in range(0, count, every):
        name = metrics.elidedText(classes[place], Qt.TextElideMode.ElideRight, across * every - 2)
        left = board.left() + (place + 0.5) * across - across * every / 2
        painter.drawText(QRectF(left, board.bottom() + 2, across * every, row), centre, name)
    painter.drawText(QRectF(board.left(), board.bottom() + 2 + row, board.width(), row), centre, "predicted")
    painter.translate(board.left() - 2 * _GAP - beside - row / 2, board.center().y())
    painter.rotate(-90)
    painter.drawText(QRectF(-board.height() / 2, -row / 2, board.height(), row), centre, "true")
