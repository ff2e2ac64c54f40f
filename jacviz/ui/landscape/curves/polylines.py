"""A line through values of a frame, whatever they are: unknown, endless, or only one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPen

from jacviz.ui.landscape.surface import whole_lines
from jacviz.ui.landscape.surface.strokes import draw_runs, draw_segments, keeps_lines
from jacviz.ui.plot.frame import Frame

Array: TypeAlias = NDArray[Any]

_FAR = 4000.0  # pixels outside the frame: farther places are all the same, and Qt counts in small numbers


def draw_values(painter: QPainter, frame: Frame, x: Array, y: Array) -> None:
    """Draw a line with the painter's pen: quickly on a screen, in one piece where a file keeps its lines.

    Args:
        painter: The painter.
        frame: Where.
        x: Rising, (N,).
        y: Shape (N,); what has no place is bridged.
    """
    places = within_reach(frame.place(x, y), frame)
    if len(places) == 1:
        places = np.repeat(places, 2, axis=0)
    if len(places) and (keeps_lines(painter) or painter.pen().style() == Qt.PenStyle.CustomDashLine):
        whole_lines.draw(painter, whole_lines.within(places, frame.rect.adjusted(-1, -2, 2, 2)))
    elif len(places):
        draw_segments(painter, np.hstack([places[:-1], places[1:]]))


def draw_rows(painter: QPainter, frame: Frame, x: Array, rows: Array, pens: Sequence[QPen]) -> None:
    """Draw many lines over the same places on a screen, without a Python call for each of their points.

    Args:
        painter: The painter; its pen is changed.
        frame: Where.
        x: Rising, (N,).
        rows: Shape (T, N), finite.
        pens: One for each line.
    """
    count, long = rows.shape
    places = frame.place(np.tile(x, count), rows.ravel()).reshape(count, long, 2)
    places[..., 1] = np.clip(places[..., 1], frame.rect.top() - _FAR, frame.rect.bottom() + _FAR)
    segments = np.concatenate([places[:, :-1], places[:, 1:]], axis=2).reshape(-1, 4)
    bounds = (np.arange(count + 1) * (long - 1)).tolist()
    draw_runs(painter, np.ascontiguousarray(segments), bounds, list(pens))


def within_reach(places: Array, frame: Frame) -> Array:
    """The places that exist, those far above or below the frame moved nearer.

    Args:
        places: Shape (N, 2), pixels.
        frame: The frame.

    Returns:
        Shape (M, 2), finite.
    """
    kept = places[~np.isnan(places[:, 1])]
    kept[:, 1] = np.clip(kept[:, 1], frame.rect.top() - _FAR, frame.rect.bottom() + _FAR)
    return kept
