"""Where the parts of the picture are: the surface, its axes' names, the legend, the colour bar."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QRectF

from jacviz.engine.training_messages import Window
from jacviz.experiment.planes import Plane
from jacviz.ui.landscape.colouring import Entry
from jacviz.ui.landscape.surface import legend_row
from jacviz.ui.landscape.surface.colour_bar import bar_room
from jacviz.ui.matrix import typeset
from jacviz.ui.matrix.typeset import Line
from jacviz.ui.plot.frame import Frame, fitted
from jacviz.ui.plot.look import Look
from jacviz.ui.plot.names import parameter
from jacviz.ui.plot.scale import Scale

_GAP = 8.0  # between the picture and the colour bar
NARROW = 300.0  # pixels of width below which there is no colour bar
_STEP = 12.0  # the left margin grows by so much: the picture must not move with every new label


@dataclass(frozen=True)
class Arrangement:
    """Where the parts of a picture are.

    Attributes:
        frame: The surface.
        names: Of the axes.
        items: The legend.
        bar: The colour bar with its labels; None where there is no room.
    """

    frame: Frame
    names: tuple[Line, Line]
    items: tuple[legend_row.Item, ...]
    bar: QRectF | None


def arrange(
    outer: QRectF,
    window: Window,
    plane: Plane,
    entries: Sequence[Entry],
    look: Look,
    least_left: float = 0.0,
    *,
    narrow: float = NARROW,
) -> Arrangement:
    """Place the parts of a picture.

    Args:
        outer: All there is.
        window: The ranges of alpha and beta that are shown.
        plane: Tells the names of the axes.
        entries: Of the legend.
        look: Tells the type.
        least_left: Pixels that the left margin has at least, so that pictures that follow each other agree.
        narrow: Pixels of width below which there is no colour bar.

    Returns:
        The parts; without a colour bar beside a curve, and without the legend where it would take a third
        of the height.
    """
    names = axis_names(plane)
    bar = outer.width() >= narrow and not plane.is_line  # the axis beside a curve tells its heights
    beside = _GAP + bar_room(look) if bar else 0.0
    inner = outer.adjusted(0, 0, -beside, 0)
    x, y = Scale(*window[0]), Scale(*window[1])
    frame = fitted(inner, x, y, look, *names)
    left = math.ceil((frame.rect.left() - outer.left()) / _STEP) * _STEP
    left = outer.left() + max(left, least_left)
    items, high = legend_row.arranged(entries, QRectF(left, outer.top(), inner.right() - left, 0), look)
    items = items if high <= outer.height() / 3 else ()
    top = outer.top() + max(
        high + 2 if items else 0.0, look.metrics().height() + 4 if bar else look.metrics().height() / 2
    )
    right = inner.right() if bar else frame.rect.right()
    rect = QRectF(left, math.ceil(top), right - left, frame.rect.bottom() - math.ceil(top))
    rect.setWidth(max(math.floor(rect.width()), 1))
    rect.setHeight(max(rect.height(), 1))
    frame = replace(frame, rect=rect)
    place = QRectF(rect.right() + _GAP, rect.top(), beside - _GAP, rect.height()) if bar else None
    return Arrangement(frame, names, items, place)


def axis_names(plane: Plane) -> tuple[Line, Line]:
    """Parameters in italics; directions in words, components with the share of variance that they hold.

    Returns:
        The horizontal and the vertical axis' name.
    """
    if plane.is_line:
        return parameter(plane.names[0]), typeset.words(plane.names[1])
    if plane.parameters is not None:
        return parameter(plane.names[0]), parameter(plane.names[1])
    if plane.shares is None:
        return typeset.words(plane.names[0]), typeset.words(plane.names[1])
    first, second = (
        typeset.words(f"{name}, {100 * share:.0f} % of the variance")
        for name, share in zip(plane.names, plane.shares, strict=True)
    )
    return first, second
