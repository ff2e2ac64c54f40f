"""How a page is divided: title, the views beside each other, caption. Pure numbers and type."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from jacviz.ui.matrix import typeset, wrapping
from jacviz.ui.matrix.typeset import Line
from jacviz.ui.plot.look import Look
from jacviz.ui.plot.names import paint_line

_MARGIN, _LEAST_MARGIN = 22.0, 6.0
_TITLE = 16.0  # size of the title
_CAPTION_SHARE = 0.3  # of the height, for the caption
_LEADING = 1.35
_BETWEEN = 20.0  # views
_ASPECT = 1.35  # of a view that looks well


@dataclass(frozen=True)
class Page:
    """Where the parts of a page stand.

    Attributes:
        title: The title's rectangle; empty for none.
        views: One rectangle a view.
        caption: The caption's lines, as far as there is room.
        caption_rect: Where they stand.
    """

    title: QRectF
    views: tuple[QRectF, ...]
    caption: tuple[Line, ...]
    caption_rect: QRectF


def page_of(page: QRectF, views: int, title: str, caption: str, look: Look) -> Page:
    """Divide a page.

    Args:
        page: All of it.
        views: How many views stand on it.
        title: "" for none.
        caption: "" for none.
        look: Tells the type.

    Returns:
        Where everything stands.
    """
    margin = max(min(look.pixels(_MARGIN), 0.035 * min(page.width(), page.height())), _LEAST_MARGIN)
    inner = page.adjusted(margin, margin, -margin, -margin)
    head = QRectF()
    if title:
        high = look.metrics(_TITLE).height()
        head = QRectF(inner.left(), inner.top(), inner.width(), high)
        inner.setTop(inner.top() + high + look.pixels(8))
    lines = _caption(caption, inner, look)
    leading = look.pixels(look.small + 1) * _LEADING
    foot = QRectF(inner.left(), inner.bottom() - len(lines) * leading, inner.width(), len(lines) * leading)
    if lines:
        inner.setBottom(foot.top() - look.pixels(8))
    return Page(head, _divided(inner, views, look.pixels(_BETWEEN)), lines, foot)


def _caption(text: str, inner: QRectF, look: Look) -> tuple[Line, ...]:
    if not text.strip():
        return ()
    size = look.small + 1
    lines = [
        line
        for part in text.strip().split("\n")
        for line in wrapping.wrapped(typeset.words(part), size, inner.width(), look.type)
    ]
    most = max(int(_CAPTION_SHARE * inner.height() / (look.pixels(size) * _LEADING)), 1)
    if len(lines) > most:
        rest = "".join(run.text for run in lines[most - 1]) + "…"
        lines = [*lines[: most - 1], typeset.words(rest)]
    fitted = (_shortened(line, size, inner.width(), look) for line in lines)
    return tuple(fitted)


def _shortened(line: Line, size: float, room: float, look: Look) -> Line:
    text = "".join(run.text for run in line).rstrip()  # the space at which it was broken needs no room
    return typeset.words(typeset.elided(text, "word", size, room, end=True, using=look.type))


def _divided(rect: QRectF, count: int, gap: float) -> tuple[QRectF, ...]:
    """Rectangles in rows of equal length, as near to a good shape as can be.

    Returns:
        One for each view.
    """
    gap = min(gap, 0.06 * min(rect.width(), rect.height()))

    def size(columns: int) -> tuple[float, float]:
        rows = math.ceil(count / columns)
        return (rect.width() - (columns - 1) * gap) / columns, (rect.height() - (rows - 1) * gap) / rows

    def badness(columns: int) -> float:
        wide, high = size(columns)
        empty = math.ceil(count / columns) * columns - count
        return abs(math.log(max(wide, 1) / max(high, 1) / _ASPECT)) + 0.4 * empty

    columns = min(range(1, count + 1), key=badness)
    wide, high = size(columns)
    made = []
    for place in range(count):
        row, column = divmod(place, columns)
        in_row = min(columns, count - row * columns)
        left = rect.left() + (columns - in_row) * (wide + gap) / 2 + column * (wide + gap)
        made.append(QRectF(left, rect.top() + row * (high + gap), wide, high))
    return tuple(made)


def paint_title(painter: QPainter, rect: QRectF, title: str, look: Look) -> None:
    """Write the title, shortened at its end where it is longer than the page is wide.

    Args:
        painter: Font and pen are changed.
        rect: Where.
        title: One line.
        look: Colours and type.
    """
    font = look.font(_TITLE, look.title_weight)
    shown = QFontMetricsF(font).elidedText(title, Qt.TextElideMode.ElideRight, rect.width())
    painter.setFont(font)
    painter.setPen(look.text)
    painter.drawText(QPointF(rect.left(), rect.top() + look.metrics(_TITLE).ascent()), shown)


def paint_caption(painter: QPainter, page: Page, look: Look) -> None:
    """Write the caption.

    Args:
        painter: Font and pen are changed.
        page: Where.
        look: Colours and type.
    """
    size = look.small + 1
    leading = look.pixels(size) * _LEADING
    baseline = page.caption_rect.top() + look.metrics(size).ascent()
    for line in page.caption:
        paint_line(painter, page.caption_rect.left(), baseline, line, look, look.text, size)
        baseline += leading
