"""Labels set into contour lines: where a line is straight and has room, along it and upright."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath

from jacviz.ui.landscape.surface.contours import Contours, band_colours
from jacviz.ui.landscape.surface.levels import level_labels
from jacviz.ui.landscape.surface.strokes import round_pen
from jacviz.ui.plot.frame import Frame
from jacviz.ui.plot.look import Look, blended, faded

Array: TypeAlias = NDArray[Any]

_SIZE = 9.5  # of the type, in pixels before the scale
_AIR = 4.0  # pixels of gap before and behind a label
_APART = 54.0  # pixels between the middles of two labels
_EVERY = 6.0  # pixels between two places that are tried
_BEND = 0.94  # least straightness: the chord's share of the line's length under a label
_AREA = 17_000.0  # square pixels of the picture for each label


@dataclass(frozen=True)
class LineLabel:
    """A label and where it stands.

    Attributes:
        text: What is written.
        level: Index of its level.
        x: Of its middle, pixels.
        y: Of its middle, pixels.
        angle: Degrees, clockwise, between -90 and 90: never upside down.
    """

    text: str
    level: int
    x: float
    y: float
    angle: float


@dataclass(frozen=True, eq=False)
class Labelled:
    """Contour lines in pixels with gaps, and the labels in the gaps.

    Attributes:
        lines: For each level its lines, (points, 2) each.
        labels: The labels.
    """

    lines: tuple[tuple[Array, ...], ...]
    labels: tuple[LineLabel, ...]


def labelled(
    lines: tuple[tuple[Array, ...], ...],
    contours: Contours,
    frame: Frame,
    look: Look,
    taken: Iterable[QRectF] = (),
) -> Labelled:
    """Choose places for labels and cut the lines open there.

    Args:
        lines: The contour lines in pixels.
        contours: Tells the levels.
        frame: Tells how many labels there is room for.
        look: Tells the size of the type.
        taken: Where none may stand.

    Returns:
        Lines and labels.
    """
    metrics = look.metrics(_SIZE)
    texts = level_labels(contours.levels)
    places: list[tuple[float, float]] = [
        (r.left() + x * r.width(), r.top() + y * r.height())
        for r in taken for x in (0, 0.5, 1) for y in (0, 0.5, 1)
    ]  # fmt: skip
    most = round(frame.rect.width() * frame.rect.height() / _AREA)
    room = frame.rect.adjusted(1, 1, -1, -1)
    cut = [list(some) for some in lines]
    labels: list[LineLabel] = []
    for level in _spread(len(texts), most):
        length = metrics.horizontalAdvance(texts[level]) + 2 * _AIR
        longest = np.argsort([-len(line) for line in cut[level]])[:3]
        for index in longest.tolist():
            found = _place(cut[level][index], length, room, places, look.pixels(_APART))
            if found is not None:
                label, before, after = found
                cut[level][index : index + 1] = [part for part in (before, after) if len(part) > 1]
                labels.append(LineLabel(texts[level], level, *label))
                places.append(label[:2])
                break
    return Labelled(tuple(tuple(some) for some in cut), tuple(labels))


def _spread(count: int, most: int) -> list[int]:
    """Which levels get a label: all, or evenly picked ones, from the outermost inwards.

    Returns:
        Indices.
    """
    stride = max(1, math.ceil(count / max(most, 1)))
    return list(range(count - 1, -1, -stride))


def _place(
    line: Array, length: float, room: QRectF, places: list[tuple[float, float]], apart: float
) -> tuple[tuple[float, float, float], Array, Array] | None:
    """The best place for a label on a line.

    Returns:
        Its middle and angle, and the line before and behind it; None where no place is good.
    """
    steps = np.hypot(*np.diff(line, axis=0).T)
    along = np.concatenate([[0.0], np.cumsum(steps)])
    if along[-1] < 2.2 * length:
        return None
    begins = np.arange(length * 0.3, along[-1] - length * 1.3, _EVERY)
    middles, heads, tails = (_at(line, along, begins + share * length) for share in (0.5, 0.0, 1.0))
    chord = tails - heads
    straight = np.hypot(*chord.T) / length
    good = straight >= _BEND
    margin = length / 2
    good &= (middles[:, 0] > room.left() + margin) & (middles[:, 0] < room.right() - margin)
    good &= (middles[:, 1] > room.top() + margin / 2 + 4) & (middles[:, 1] < room.bottom() - margin / 2 - 4)
    distance = np.full(len(begins), 1e9)
    if places:
        distance = np.hypot(*(middles[:, None] - np.array(places)[None]).transpose(2, 0, 1)).min(axis=1)
        good &= distance > apart
    if not good.any():
        return None
    level = np.abs(chord[:, 0]) / np.maximum(np.hypot(*chord.T), 1e-9)
    score = np.where(good, 3 * straight + level + np.minimum(distance, 3 * apart) / (3 * apart), -np.inf)
    best = int(score.argmax())
    dx, dy = chord[best].tolist()
    angle = math.degrees(math.atan2(dy, dx))
    angle += 180 if angle <= -90 else -180 if angle > 90 else 0
    start, stop = begins[best], begins[best] + length
    before = np.vstack([line[along < start], _at(line, along, np.array([start]))])
    after = np.vstack([_at(line, along, np.array([stop])), line[along > stop]])
    x, y = ((heads[best] + tails[best]) / 4 + middles[best] / 2).tolist()
    return (x, y, angle), before, after


def _at(line: Array, along: Array, lengths: Array) -> Array:
    return np.stack([np.interp(lengths, along, line[:, 0]), np.interp(lengths, along, line[:, 1])], axis=-1)


def paint_labels(painter: QPainter, contours: Contours, labels: Iterable[LineLabel], look: Look) -> None:
    """Write labels along their lines, with a halo of the bands about them.

    Args:
        painter: Its state is kept.
        contours: Tells the bands.
        labels: From `labelled`.
        look: Colours and type.
    """
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    colours, metrics, font = band_colours(contours, look), look.metrics(_SIZE), look.font(_SIZE)
    ink = blended(look.quiet, look.text, 0.45)
    for label in labels:
        left = -metrics.horizontalAdvance(label.text) / 2
        painter.save()
        painter.translate(label.x, label.y)
        painter.rotate(label.angle)
        halo = faded(colours[label.level], 0.75)
        if look.type.page:  # what outlines of glyphs are like depends on what was written before
            plate = QRectF(left, -metrics.capHeight() / 2, -2 * left, metrics.capHeight())
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(halo)
            painter.drawRoundedRect(plate.adjusted(-1.5, -1.5, 1.5, 1.5), 3, 3)
        else:
            path = QPainterPath()
            path.addText(QPointF(left, metrics.capHeight() / 2), font, label.text)
            painter.strokePath(path, round_pen(halo, 2.5))
        painter.setFont(font)
        painter.setPen(ink)
        painter.drawText(QPointF(left, metrics.capHeight() / 2), label.text)
        painter.restore()
    painter.restore()
