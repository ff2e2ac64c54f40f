"""The legend above the picture: a dot and a word for each colour; a click hides, pointing highlights."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPen

from jacviz.session.landscape.run import Run
from jacviz.session.landscape.settings import Sight
from jacviz.ui.landscape.colouring import Entry, colouring, legend
from jacviz.ui.landscape.surface.whole_lines import line_pen
from jacviz.ui.plot.look import Look, faded
from jacviz.ui.plot.shapes import paint_shape

_MOST = 8  # entries of starts; beyond that their number is told
_DOT, _GAP, _BETWEEN, _ROW = 3.5, 6.0, 14.0, 20.0
_SWATCH = 40.0  # width of the ramp that stands for many starts
_SHORT = (0.7, 0.5)  # of strokes and what is between entries, where that saves a row
_STROKE = 28.0  # width of the piece of line, where lines are broken in different ways


@dataclass(frozen=True)
class Item:
    """An entry and where it stands.

    Attributes:
        entry: What it tells; its key is "" where it tells how many starts there are.
        label: What is written, which may be shorter than the entry's label.
        rect: Pixels.
        swatch: Width of the ramp, or of the piece of line, that stands in the dot's place; 0 for a dot.
        index: Which of the colours it is.
    """

    entry: Entry
    label: str
    rect: QRectF
    swatch: float = 0.0
    index: int = 0

    def shifted(self, by: float) -> Item:
        """The same further to the right.

        Args:
            by: Pixels.

        Returns:
            An item.
        """
        return replace(self, rect=self.rect.translated(by, 0))


def entries(run: Run, sight: Sight, look: Look) -> tuple[Entry, ...]:
    """What the legend has to tell: nothing for a single trajectory.

    Args:
        run: The trajectories.
        sight: Tells by what they are coloured.
        look: Tells the hues.

    Returns:
        The entries; a single one without a key where there are too many starts to name.
    """
    made = colouring(run, sight, look)
    if made.by == "start" and run.starts > _MOST:
        return (Entry("", f"{run.starts:,} starts", look.text, False),)
    some = legend(run, sight, look)
    return some if len(some) > 1 else ()


def arranged(some: Sequence[Entry], rect: QRectF, look: Look) -> tuple[tuple[Item, ...], float]:
    """Entries in rows from the left.

    Args:
        some: The entries.
        rect: Where they may stand; its height does not matter.
        look: Tells the type.

    Returns:
        The items, and the height of all rows.
    """
    metrics, row = look.metrics(), look.pixels(_ROW)
    items: list[Item] = []
    x, y = rect.left(), rect.top()
    labels = _labels(some, look, rect.width())
    stroke, between = (_STROKE if look.dashes else 0.0), _BETWEEN
    for share in _SHORT:  # rather a short stroke than another row
        if _needed(labels, look, stroke, between) > rect.width():
            stroke, between = share * (_STROKE if look.dashes else 0.0), share * _BETWEEN
    for index, (entry, label) in enumerate(zip(some, labels, strict=True)):
        swatch = stroke if entry.key else _SWATCH
        before = max(2 * _DOT, swatch) + _GAP
        label = metrics.elidedText(label, Qt.TextElideMode.ElideRight, max(rect.width() - before, 0))
        width = before + math.ceil(metrics.horizontalAdvance(label))
        if x > rect.left() and x + width > rect.right():
            x, y = rect.left(), y + row
        items.append(Item(entry, label, QRectF(x, y, width, row), swatch, index))
        x += width + between
    return tuple(items), (y + row - rect.top() if items else 0.0)


def _labels(some: Sequence[Entry], look: Look, room: float) -> list[str]:
    full = [entry.label for entry in some]
    needed = _needed(full, look, _STROKE if look.dashes else 0.0, _BETWEEN)
    if needed <= room or not all(text.startswith("start ") for text in full):
        return full
    return [full[0], *(text.removeprefix("start ") for text in full[1:])]


def _needed(labels: Sequence[str], look: Look, stroke: float, between: float) -> float:
    metrics, before = look.metrics(), max(2 * _DOT, stroke) + _GAP
    return sum(before + math.ceil(metrics.horizontalAdvance(text)) + between for text in labels) - between


def paint_legend(
    painter: QPainter, items: Sequence[Item], look: Look, hues: Sequence[QColor], lit: str = ""
) -> None:
    """Paint the entries.

    Args:
        painter: Its state is kept.
        items: From `arranged`.
        look: Colours and type.
        hues: The colours of all trajectories, for the ramp that stands for many.
        lit: The key of the entry that is pointed at.
    """
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    metrics = look.metrics()
    painter.setFont(look.font())
    for item in items:
        middle = item.rect.center().y()
        if item.swatch and item.entry.key:
            _paint_stroke(painter, item, look)
        elif item.swatch:
            _paint_swatch(painter, item, hues)
        else:
            dot = QPointF(item.rect.left() + _DOT, middle)
            painter.setPen(QPen(item.entry.colour, 1.4) if item.entry.hidden else Qt.PenStyle.NoPen)
            painter.setBrush(Qt.BrushStyle.NoBrush if item.entry.hidden else item.entry.colour)
            size = _DOT - 0.5 if item.entry.hidden else _DOT
            painter.drawEllipse(dot, size, size)
        ink = look.text if lit and item.entry.key == lit else look.quiet
        painter.setPen(faded(ink, 0.55) if item.entry.hidden else ink)
        left = item.rect.left() + max(2 * _DOT, item.swatch) + _GAP
        painter.drawText(QPointF(left, middle + metrics.capHeight() / 2), item.label)
        if item.entry.hidden:
            painter.drawLine(QPointF(left, middle), QPointF(item.rect.right(), middle))
    painter.restore()


def _paint_swatch(painter: QPainter, item: Item, hues: Sequence[QColor]) -> None:
    bar = QRectF(item.rect.left(), item.rect.center().y() - 2, item.swatch, 4)
    gradient = QLinearGradient(bar.left(), 0, bar.right(), 0)
    for place, hue in enumerate(hues):
        gradient.setColorAt(place / max(len(hues) - 1, 1), hue)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(gradient)
    painter.drawRoundedRect(bar, 2, 2)


def _paint_stroke(painter: QPainter, item: Item, look: Look) -> None:
    middle, left = item.rect.center().y(), item.rect.left()
    colour = faded(item.entry.colour, 0.4) if item.entry.hidden else item.entry.colour
    painter.setPen(line_pen(colour, look.stroke, look.dash(item.index)))
    painter.drawLine(QPointF(left, middle), QPointF(left + item.swatch, middle))
    painter.setPen(QPen(look.panel, 1.2))
    painter.setBrush(colour)
    paint_shape(painter, look.shape(item.index), QPointF(left + item.swatch / 2, middle), _DOT + 0.5)


def item_at(items: Sequence[Item], place: QPointF) -> Item | None:
    """The entry at a place.

    Args:
        items: From `arranged`.
        place: Pixels.

    Returns:
        An entry that can be switched, or None.
    """
    for item in items:
        if item.entry.key and item.rect.adjusted(-4, 0, 4, 0).contains(place):
            return item
    return None
