"""J alone, with its names and the scale of its colours."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from jacviz.session.picture import PictureSettings
from jacviz.ui.matrix import typeset
from jacviz.ui.plot.look import Look
from jacviz.ui.plot.names import paint_line, width
from jacviz.ui.publish.material import Material
from jacviz.ui.publish.views.cells import Grid, grid, paint_cells
from jacviz.ui.publish.views.colour_scale import paint_scale, scale_height
from jacviz.ui.publish.views.product import LARGER, NAMES, paint_column_names

_LEAST_ROW = 11.0
_GAP = 10.0
_LARGEST = 150.0  # width of a column
_FEW = 64  # rows and columns that have names


def paint_heatmap(
    painter: QPainter, rect: QRectF, material: Material, settings: PictureSettings, look: Look
) -> None:
    """Paint J.

    Args:
        painter: Its state is kept.
        rect: Where.
        material: With a Jacobian.
        settings: Whether there is a colour bar, and cells of their own.
        look: Colours and type.
    """
    answer = material.results.jacobian
    if answer is None or not answer.jacobian.size:
        return
    m, n = answer.jacobian.shape
    painter.save()
    zoom = _zoom(rect, m, n, look, LARGER.get(settings.dress, 1.0))
    painter.scale(zoom, zoom)
    rect = QRectF(rect.left() / zoom, rect.top() / zoom, rect.width() / zoom, rect.height() / zoom)
    rows, columns = answer.outputs.names, answer.columns.names
    widest = max((width(typeset.name(name), look, NAMES) for name in rows[:_FEW]), default=0.0)
    widest = min(widest, 0.25 * rect.width())
    left = widest + look.pixels(8) if m <= _FEW else 0.0
    top = look.metrics(NAMES).height() + 2 if n <= _FEW else 0.0
    below = look.pixels(_GAP) + scale_height(look) if settings.colour_bar else 0.0
    wide, high = _size(rect.width() - left, rect.height() - top - below, m, n, look.scale)
    x = rect.left() + left + (rect.width() - left - wide) / 2
    y = rect.top() + top + max(rect.height() - top - below - high, 0) / 2
    cells = grid(painter, QRectF(x, y, wide, high), (m, n))
    bound = paint_cells(
        painter, cells, answer.jacobian, material.document.limits, look,
        cells=settings.cells, span=material.spans.get("j"),
    )  # fmt: skip
    if n <= _FEW:
        paint_column_names(painter, cells, y - top, columns, look)
    if m <= _FEW:
        _paint_row_names(painter, cells, rows, widest, look)
    if settings.colour_bar:
        under = cells.rect.bottom() + look.pixels(_GAP)
        bar = QRectF(cells.x, under, cells.columns.length, scale_height(look))
        least = min(look.pixels(120), rect.width() - left)
        if bar.width() < least:
            bar = QRectF(bar.center().x() - least / 2, bar.top(), least, bar.height())
        paint_scale(painter, bar, bound, material.document.limits, look)
    painter.restore()


def _zoom(rect: QRectF, m: int, n: int, look: Look, larger: float) -> float:
    # How much larger a small J is drawn on a large page, names included, or smaller on a small one.
    wide, high = (60 + 120 * min(n, 12)) * look.scale, (90 + 90 * min(m, 12)) * look.scale
    return min(max(larger * min(rect.width() / wide, rect.height() / high), 0.8), 1.7 * larger)


def _size(room: float, tall: float, m: int, n: int, s: float) -> tuple[float, float]:
    room, tall = max(room, 8.0), max(tall, 8.0)
    largest = _LARGEST * s
    pitch = min(room / n, tall / m)
    wide, high = min(pitch, largest) * n, min(pitch, largest) * m
    # Not a sliver: cells of a long and low J are higher than they are wide, and the other way round.
    wide = max(wide, min(room, high / 2.5, n * largest))
    high = max(high, min(tall, wide / 2.5, m * largest))
    if n <= 12:  # numbers are wide
        wide = max(wide, min(room, 1.4 * wide, n * largest))
    return wide, high


def _paint_row_names(painter: QPainter, cells: Grid, names: tuple[str, ...], room: float, look: Look) -> None:
    axis = cells.rows
    if axis.pitch < _LEAST_ROW * look.scale * 0.8:
        return
    size = min(NAMES, axis.pitch / look.scale / _LEAST_ROW * 10)
    half = look.metrics(size).capHeight() / 2
    for index, name in enumerate(names):
        line = typeset.fitted_name(name, size, room, using=look.type)
        left = cells.x - look.pixels(8) - width(line, look, size)
        paint_line(painter, left, cells.y + axis.middle(index) + half, line, look, look.output_mark, size)
