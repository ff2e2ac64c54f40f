"""Data and what the model makes of them, painted: dots, curves, decision regions, a map of values."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPen

from jacviz.experiment.data import Dataset
from jacviz.notation import number, parts
from jacviz.ui.landscape.curves.regions import finer_classes
from jacviz.ui.landscape.surface.ramp import ramp
from jacviz.ui.landscape.surface.whole_lines import line_pen
from jacviz.ui.plot.frame import Frame, Name, fitted, paint_axes
from jacviz.ui.plot.look import Look, blended
from jacviz.ui.plot.names import parameter
from jacviz.ui.plot.scale import Scale, nice_limits

Array: TypeAlias = NDArray[Any]

_CLASS_HUES = (7, 5, 6, 9, 8, 10, 11)  # of the look's twelve: the first five are what trajectories wear
_SHADES = 64
_SHORTEST = 24.0  # pixels of the name of a class
_DASHED = 32.0  # pixels of a line beside it, with what keeps them apart
_BAR = 48.0  # length of the bar that tells what shades mean


def data_frame(outer: QRectF, sample: Dataset, look: Look) -> Frame:
    """Where data of one or two inputs are drawn.

    Args:
        outer: All there is.
        sample: The data; one input against the target, or two against each other.
        look: Tells the room that labels need.

    Returns:
        A frame that holds all samples.
    """
    x = scale_of(sample.inputs[:, 0])
    y = scale_of(sample.targets if sample.inputs.shape[1] == 1 else sample.inputs[:, 1])
    return fitted(outer, x, y, look, *axis_names(sample))


def axis_names(sample: Dataset) -> tuple[Name, Name]:
    """What the axes are called.

    Returns:
        Horizontal and vertical.
    """
    names = (*sample.input_names, sample.target_name)
    return named(names[0]), named(names[1])


def named(name: str) -> Name:
    """What an axis is called that shows a column of the data.

    Args:
        name: The column's.

    Returns:
        A variable, or a word.
    """
    # One letter, maybe with an index, is a variable of mathematics; anything longer is a word.
    return parameter(name) if len(parts(name)[0]) == 1 else name


def scale_of(values: Array) -> Scale:
    """A scale that holds values with a little room at both ends.

    Args:
        values: Finite, at least one.

    Returns:
        The scale.
    """
    low, high = float(values.min()), float(values.max())
    room = (high / 2 - low / 2) / 10
    return Scale(low - room, high + room) if room > 0 else Scale(*nice_limits(low, high))


# --- samples ---------------------------------------------------------------------------------------------


def paint_samples(painter: QPainter, frame: Frame, sample: Dataset, look: Look) -> None:
    """Axes and samples: quiet dots for one input, for two coloured by class or by target.

    Args:
        painter: Its state is kept.
        frame: From `data_frame`.
        sample: The data.
        look: Colours and type.
    """
    two = sample.inputs.shape[1] == 2
    paint_axes(painter, frame, look, *axis_names(sample), grid=not two)
    if two:
        _paint_points(painter, frame, sample, look)
        return
    places = frame.place(sample.inputs[:, 0], sample.targets)
    ink = QColor(look.quiet)
    ink.setAlphaF(0.55 if len(places) <= 500 else 0.3)
    _paint_dots(painter, places, ink, look.pixels(1.75))


# --- two inputs ------------------------------------------------------------------------------------------


def class_colours(count: int, look: Look) -> tuple[QColor, ...]:
    """Colours of classes: none that the first five trajectories wear.

    Args:
        count: Number of classes.
        look: Tells the hues.

    Returns:
        `count` colours.
    """
    own = [look.trajectories[i] for i in _CLASS_HUES]
    return tuple(own[:count]) if count <= len(own) else ramp(own[:4], count)


def value_colours(look: Look) -> tuple[QColor, ...]:
    """Shades of a predicted value: it lives in output space and wears its colour.

    Returns:
        From low to high.
    """
    return ramp([blended(look.output_mark, look.panel, 0.92), look.output_mark], _SHADES)


def paint_regions(
    painter: QPainter, frame: Frame, alpha: Array, beta: Array, regions: Array, sample: Dataset, look: Look
) -> None:
    """The classes that a model predicts as soft washes, or its values as shades.

    Args:
        painter: Its state is kept.
        frame: From `data_frame`.
        alpha: The first input along the columns, (cols,).
        beta: The second input along the rows, (rows,).
        regions: Classes or values, (rows, cols).
        sample: Tells which.
        look: Colours.
    """
    if sample.classes:
        washes = [blended(hue, look.panel, 0.76) for hue in class_colours(len(sample.classes), look)]
        picture = _picture(finer_classes(regions, len(washes)), tuple(washes), look)
    else:
        shades = tuple(blended(shade, look.panel, 0.25) for shade in value_colours(look))
        picture = _picture(_shade_of(regions, sample), shades, look)
    half_x, half_y = (abs(float(v[-1] - v[0])) / max(len(v) - 1, 1) / 2 for v in (alpha, beta))
    corner = frame.point(float(alpha[0]) - half_x, float(beta[-1]) + half_y)
    other = frame.point(float(alpha[-1]) + half_x, float(beta[0]) - half_y)
    painter.save()
    painter.setClipRect(frame.rect)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    whole = QRectF(corner, other)
    seen = whole.intersected(frame.rect)  # not by clipping alone: some files know none
    across, down = picture.width() / whole.width(), picture.height() / whole.height()
    part = QRectF(
        (seen.left() - whole.left()) * across, (seen.top() - whole.top()) * down,
        seen.width() * across, seen.height() * down,
    )  # fmt: skip
    painter.drawImage(seen, picture, part)
    painter.restore()


def _paint_points(painter: QPainter, frame: Frame, sample: Dataset, look: Look) -> None:
    places = frame.place(sample.inputs[:, 0], sample.inputs[:, 1])
    if sample.classes:
        colours, which = class_colours(len(sample.classes), look), sample.targets.astype(np.int64)
        rim = look.panel
    else:
        colours, which = value_colours(look), _shade_of(sample.targets, sample)
        rim = blended(look.text, look.panel, 0.4)
    radius = look.pixels(2.75 if len(places) <= 500 else 1.75)
    for index in np.unique(which).tolist():
        _paint_dots(painter, places[which == index], colours[index], radius, rim)


def _shade_of(values: Array, sample: Dataset) -> Array:
    """Which shade a value has; the targets reach from the first to the last. -1 for what is not finite.

    Returns:
        Shape of `values`, int64.
    """
    low, high = float(sample.targets.min()), float(sample.targets.max())
    places = Scale(*((low, high) if low < high else nice_limits(low, high))).unit(values)
    finite = np.isfinite(places)
    shades = np.rint(np.clip(np.where(finite, places, 0), 0, 1) * (_SHADES - 1)).astype(np.int64)
    return np.where(finite, shades, -1)


def _picture(which: Array, colours: tuple[QColor, ...], look: Look) -> QImage:
    table = np.array([colour.rgb() for colour in (*colours, look.field)], dtype=np.uint32)
    pixels = np.ascontiguousarray(table[which[::-1]])  # the first row is the lowest; -1 is the last colour
    rows, columns = pixels.shape
    return QImage(pixels.data, columns, rows, columns * 4, QImage.Format.Format_RGB32).copy()


# --- legends and dots ------------------------------------------------------------------------------------


def paint_key(
    painter: QPainter,
    right: float,
    baseline: float,
    room: float,
    sample: Dataset,
    look: Look,
    *,
    lines: bool = False,
) -> bool:
    """What colours mean: classes by name, values by a bar.

    Args:
        painter: Its state is kept.
        right: Right edge.
        baseline: Of the words.
        room: How wide it may be; what does not fit is left out.
        sample: The data.
        look: Colours and type.
        lines: Whether classes are lines, which may be broken.

    Returns:
        Whether there was room.
    """
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(look.font())
    if sample.classes:
        dashed = lines and bool(look.dashes)
        fits = _paint_class_names(painter, right, baseline, room, sample, look, dashed)
    else:
        fits = _paint_value_bar(painter, right, baseline, room, sample, look)
    painter.restore()
    return fits


def _paint_class_names(
    painter: QPainter, right: float, baseline: float, room: float, sample: Dataset, look: Look, dashed: bool
) -> bool:
    metrics, gap, dot = look.metrics(), look.pixels(12), look.pixels(_DASHED if dashed else 10)
    colours = class_colours(len(sample.classes), look)
    names = _within(sample.classes, room - (gap + dot) * len(sample.classes) + gap, look)
    widths = [metrics.horizontalAdvance(name) + dot for name in names]
    x = right - sum(widths) - gap * (len(widths) - 1)
    for place, (name, colour, wide) in enumerate(zip(names, colours, widths, strict=False)):
        middle, half = QPointF(x, baseline - metrics.capHeight() / 2), look.pixels(3)
        if dashed:
            painter.setPen(line_pen(colour, look.stroke, look.dash(place)))
            painter.drawLine(middle, middle + QPointF(dot - look.pixels(5), 0))
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            painter.drawEllipse(middle + QPointF(half, 0), half, half)
        painter.setPen(look.quiet)
        painter.drawText(QPointF(x + dot, baseline), name)
        x += wide + gap
    return bool(names)


def _within(names: tuple[str, ...], room: float, look: Look) -> list[str]:
    """Names side by side, the longest shortened until all have room.

    Returns:
        As many, or none where little would be left of them.
    """
    metrics = look.metrics()
    widths = sorted(map(metrics.horizontalAdvance, names))
    if sum(widths) <= room:
        return list(names)
    most = 0.0
    for place, wide in enumerate(widths):  # the short ones as they are, the others alike
        most = (room - sum(widths[:place])) / (len(widths) - place)
        if wide > most:
            break
    if most < look.pixels(_SHORTEST):
        return []
    return [metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, most) for name in names]


def _paint_value_bar(
    painter: QPainter, right: float, baseline: float, room: float, sample: Dataset, look: Look
) -> bool:
    metrics, gap, length = look.metrics(), look.pixels(5), look.pixels(_BAR)
    low, high = number(float(sample.targets.min()), 3), number(float(sample.targets.max()), 3)
    before, after = metrics.horizontalAdvance(low), metrics.horizontalAdvance(high)
    if before + after + length + 2 * gap > room:
        return False
    painter.setPen(look.quiet)
    painter.drawText(QPointF(right - after, baseline), high)
    bar = QRectF(right - after - gap - length, baseline - metrics.capHeight(), length, metrics.capHeight())
    painter.drawText(QPointF(bar.left() - gap - before, baseline), low)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(bar, _picture(np.arange(_SHADES)[None], value_colours(look), look))
    return True


def _paint_dots(
    painter: QPainter, places: Array, colour: QColor, radius: float, rim: QColor | None = None
) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(rim, 0.75) if rim is not None else Qt.PenStyle.NoPen)
    painter.setBrush(QBrush(colour))
    for x, y in places.tolist():
        painter.drawEllipse(QPointF(x, y), radius, radius)
    painter.restore()
