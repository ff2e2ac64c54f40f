"""Heads that have left the picture: how many there are, and what brings them back into sight."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from jacviz.engine.training_messages import Window
from jacviz.ui.landscape.surface.heads import Spots, inside
from jacviz.ui.landscape.surface.reading import paint_chip
from jacviz.ui.matrix import typeset
from jacviz.ui.plot.frame import Frame
from jacviz.ui.plot.look import Look
from jacviz.ui.plot.names import width

Array: TypeAlias = NDArray[Any]

_PAD, _EDGE = 6.0, 5.0
_WIDE = 520.0  # pixels of a picture in which the pointer's reading has room beside it


def outside_frame(some: Spots, frame: Frame) -> int:
    """How many heads are out of sight.

    Args:
        some: Where they are. Those that have diverged do not count: their cross stands at the edge.
        frame: The picture.

    Returns:
        Their number.
    """
    gone = ~np.isfinite(inside(some.heads, frame)).all(axis=1)
    return int((gone & ~some.stopped).sum())


def outside_window(coordinates: Array, stopped: Array, window: Window) -> int:
    """The same by coordinates of the plane.

    Args:
        coordinates: Of the heads, (T, 2).
        stopped: Which have diverged, (T,).
        window: The ranges in view.

    Returns:
        Their number.
    """
    low, high = np.array(window).T
    with np.errstate(invalid="ignore"):
        seen = ((coordinates >= low) & (coordinates <= high)).all(axis=1)
    return int((~seen & ~stopped).sum())


def outside_words(gone: int, count: int, *, can_show_all: bool) -> str:
    """A sentence about them.

    Args:
        gone: How many are out of sight.
        count: How many there are.
        can_show_all: Whether less than all there is to see is in view.

    Returns:
        "" where none is.
    """
    if not gone:
        return ""
    heads = f"All {count:,} heads are" if gone == count else f"{gone:,} of {count:,} heads "
    heads += "" if gone == count else "is" if gone == 1 else "are"
    told = f"{'The head is' if count == 1 else heads} outside"
    return f"{told}: show all" if can_show_all else told


def outside_rect(area: QRectF, words: str, look: Look) -> QRectF:
    """Where the sentence stands: at the right of the lower edge, above the reading where it is narrow.

    Args:
        area: The picture.
        words: The sentence.
        look: Tells the type.

    Returns:
        Pixels; empty without words.
    """
    if not words:
        return QRectF()
    high = look.metrics().height() + _PAD
    wide = min(width(typeset.words(words), look) + 2 * _PAD, area.width() - 2 * _EDGE)
    rows = 1 if area.width() >= look.pixels(_WIDE) else 2
    return QRectF(area.right() - wide - _EDGE, area.bottom() - rows * (high + _EDGE), wide, high)


def paint_outside(painter: QPainter, area: QRectF, words: str, look: Look) -> None:
    """Paint the sentence.

    Args:
        painter: Its state is kept.
        area: The picture.
        words: The sentence; "" for none.
        look: Colours and type.
    """
    if words:
        paint_chip(painter, outside_rect(area, words, look), typeset.words(words), look)
