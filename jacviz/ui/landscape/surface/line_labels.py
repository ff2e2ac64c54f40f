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
from jacviz.ui.landscape.surface.obstacles import NO_OBSTACLES, Obstacles, Occupied
from jacviz.ui.landscape.surface.strokes import round_pen
from jacviz.ui.plot.frame import Frame
from jacviz.ui.plot.look import Look, blended, faded

Array: TypeAlias = NDArray[Any]

_SIZE = 9.5  # of the type, in pixels before the scale
_AIR = 4.0  # pixels of gap before and behind a label
_APART = 54.0  # pixels between the middles of two labels
_EVERY = 3.0  # pixels between two places that are tried
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
    obstacles: Obstacles = NO_OBSTACLES,
) -> Labelled:
    """Choose places for labels and cut the lines open there.

    Args:
        lines: The contour lines in pixels.
        contours: Tells the levels.
        frame: Tells how many labels there is room for.
        look: Tells the size of the type.
        obstacles: What labels keep away from; a level without a free place has none.

    Returns:
        Lines and labels.
    """
    metrics = look.metrics(_SIZE)
    texts = level_labels(contours.levels)
    most = round(frame.rect.width() * frame.rect.height() / (_AREA * max(look.scale, 1.0)))
    occupied = Occupied(obstacles, frame, metrics.capHeight() / 2)
    cut = [list(some) for some in lines]
    labels: list[LineLabel] = []
    lengths: list[float] = []
    for level in _spread(len(texts), most):
        if len(labels) >= max(most, 1):
            break
        length = metrics.horizontalAdvance(texts[level]) + 2 * _AIR
        longest = np.argsort([-len(line) for line in cut[level]])[:3]
        others = np.array([(label.x, label.y) for label in labels]).reshape(-1, 2)
        apart = np.maximum((length + np.array(lengths)) / 2, look.pixels(_APART))
        for index in longest.tolist():
            found = _place(cut[level][index], length, frame.rect, occupied, others, apart)
            if found is not None:
                label, before, after = found
                cut[level][index : index + 1] = [part for part in (before, after) if len(part) > 1]
                labels.append(LineLabel(texts[level], level, *label))
                lengths.append(length)
                break
    return Labelled(tuple(tuple(some) for some in cut), tuple(labels))


def _spread(count: int, most: int) -> list[int]:
    """In which order levels get a label: evenly picked ones from the outermost inwards, then those between.

    Returns:
        Indices.
    """
    stride = max(1, math.ceil(count / max(most, 1)))
    picked = list(range(count - 1, -1, -stride))
    return picked + [level for level in range(count - 1, -1, -1) if level not in picked]


def _place(
    line: Array, length: float, rect: QRectF, occupied: Occupied, others: Array, apart: Array
) -> tuple[tuple[float, float, float], Array, Array] | None:
    """The best place for a label on a line.

    Returns:
        Its middle and angle, and the line before and behind it; None where no place is good.
    """
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
    if along[-1] < 2.2 * length:
        return None
    lengths = np.arange(length * 0.3, along[-1] - length * 0.3, _EVERY)
    wide = math.ceil(length / _EVERY)  # of a label, in steps along the line
    if len(lengths) <= wide:
        return None
    dots = _at(line, along, lengths)
    heads, middles, tails = dots[:-wide], dots[wide // 2 : wide // 2 - wide], dots[wide:]
    chord = tails - heads
    straight = np.hypot(*chord.T) / (wide * _EVERY)
    good = straight >= _BEND
    # Type is as wide as it is: what lies along it comes nearer to the frame's edges than what lies across.
    across, down = (np.abs(chord) / 2).T
    margin = occupied.half + 3
    good &= (middles[:, 0] > rect.left() + across + margin) & (middles[:, 0] < rect.right() - across - margin)
    good &= (middles[:, 1] > rect.top() + down + margin) & (middles[:, 1] < rect.bottom() - down - margin)
    touched = np.concatenate([[0], np.cumsum(occupied.at(dots))])
    good &= touched[wide + 1 :] == touched[: -wide - 1]
    away = np.hypot(*(middles[:, None] - others[None]).transpose(2, 0, 1))
    distance = (away / apart).min(axis=1, initial=3.0)  # of the nearest label, in the least there may be
    good &= distance > 1
    if not good.any():
        return None
    level = np.abs(chord[:, 0]) / np.maximum(np.hypot(*chord.T), 1e-9)
    score = np.where(good, 3 * straight + level + distance / 3, -np.inf)
    best = int(score.argmax())
    dx, dy = chord[best].tolist()
    angle = math.degrees(math.atan2(dy, dx))
    angle += 180 if angle <= -90 else -180 if angle > 90 else 0
    start, stop = lengths[best], lengths[best] + wide * _EVERY
    start, stop = (start + stop - length) / 2, (start + stop + length) / 2
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
