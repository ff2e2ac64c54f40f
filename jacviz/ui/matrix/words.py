"""The words and names around the product, painted by the board: letters in their hue, what they do beside them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from jacviz.engine.messages import Variable
from jacviz.ui import theme
from jacviz.ui.matrix import typeset
from jacviz.ui.matrix.geometry import Axis, Box, Geometry
from jacviz.ui.matrix.pointing import Pointer
from jacviz.ui.matrix.survey import Survey
from jacviz.ui.matrix.typeset import Line, Run, joined

SYMBOL = 15  # size of the letters
_NAMES = 13
_LEAST_ROW = 12


def paint_words(painter: QPainter, g: Geometry, wrt: Variable) -> None:
    """The letters x, v, u, u^T J, J v, u^T J v and y, each with what it is."""
    point = "x" if wrt == "x" else "θ"
    _beside(painter, g, g.x, (Run(point, "name", "input_mark"),), "the point" if wrt == "x" else "the parameters")
    _beside(painter, g, g.v, (Run("v", "name", "input_mark"),), "weights on columns")
    top, height = g.heading
    base = top + typeset.centred(height, theme.QUIET)
    u = (Run("u", "name", "output_mark"), Run("  weights on rows", "word", "quiet"))
    left = g.gutter[0]
    if typeset.width(u, theme.QUIET) > g.matrix.x - left - 4:
        u = u[:1]
    typeset.paint(painter, left, base, u, theme.QUIET * 1.0, theme.colour("quiet"))
    typeset.paint(painter, g.jvp.x, base, (Run("J\u2009v", "name", "output_mark"),), SYMBOL, theme.colour("quiet"))
    typeset.paint(painter, g.y.x + 4, base, (Run("y", "name", "output_mark"),), SYMBOL, theme.colour("quiet"))
    _beside(painter, g, g.vjp, typeset.transposed("u", "J", "input_mark"), "")
    corner = typeset.transposed("u", "J\u2009v", "quiet")
    typeset.paint(painter, g.corner.x, g.bar.y + typeset.centred(20, SYMBOL) - 1, corner, SYMBOL, theme.colour("quiet"))


def _beside(painter: QPainter, g: Geometry, box: Box, symbol: Line, words: str) -> None:
    """A letter at the left of a row, its words after it or below, where the gutter is narrow."""
    left, room = g.gutter[0], g.matrix.x - g.gutter[0] - 8
    colour = theme.colour("quiet")
    one = joined(symbol, "  " + words) if words else symbol
    lines: list[Line] = [one]
    if words:
        inset = typeset.width(joined(symbol, "  "), theme.QUIET)
        rows = typeset.wrapped(typeset.words(words), theme.QUIET, room - inset)
        leading = theme.current().pixels(16)
        middle = box.y + box.height / 2 - leading * len(rows) / 2
        base = middle + typeset.centred(leading, theme.QUIET)
        typeset.paint(painter, left, base, symbol, SYMBOL, colour)
        for place, row in enumerate(rows):
            typeset.paint(painter, left + inset + 3, base + place * leading, row, theme.QUIET, colour)
        return
    base = box.y + typeset.centred(box.height, SYMBOL)
    typeset.paint(painter, left, base, lines[0], SYMBOL, colour)


def paint_lit(painter: QPainter, g: Geometry, pointer: Pointer) -> None:
    """A wash behind the weights and the point that the pointed entry belongs to."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    column, row = pointer.column, pointer.row
    if column is not None and g.sliders_above and g.columns.begin <= column < g.columns.end:
        low, high = g.columns.span(column)
        painter.setBrush(theme.colour("input_wash"))
        for box in (g.x, g.v):
            painter.drawRoundedRect(QRectF(box.x + low, box.y, high - low, box.height), 4, 4)
    if row is not None and g.sliders_beside and g.rows.begin <= row < g.rows.end:
        low, high = g.rows.span(row)
        painter.setBrush(theme.colour("output_wash"))
        painter.drawRoundedRect(QRectF(g.u.x, g.u.y + low, g.u.width, high - low), 4, 4)


def names_fit_over_columns(names: Sequence[str], pitch: float) -> bool:
    """Whether each column is as wide as its name.

    Returns:
        False at once where columns are narrow, however many there are.
    """
    if pitch < 16 * theme.current().scale or len(names) > 256:
        return False
    return max(typeset.width(typeset.name(name), _NAMES) for name in names) + 4 <= pitch


def paint_column_names(painter: QPainter, g: Geometry, names: Sequence[str], lit: int | None) -> None:
    """Names between the v strip and the columns."""
    base = g.column_names.y + typeset.centred(g.column_names.height, _NAMES)
    for place, (low, high) in enumerate(g.columns.spans()):
        index = g.columns.begin + place
        line = typeset.name(names[index])
        left = g.matrix.x + (low + high - typeset.width(line, _NAMES)) / 2
        colour = theme.colour("input_mark", 1.0 if lit in (None, index) else 0.45)
        typeset.paint(painter, left, base, line, _NAMES, colour)


def paint_row_names(painter: QPainter, g: Geometry, names: Sequence[str], lit: int | None) -> None:
    """Names left of the u strip, where rows are high enough."""
    if g.rows.pitch < _LEAST_ROW * theme.current().scale or g.row_names.width < 12:
        return
    size = min(_NAMES, g.rows.pitch * 0.8 / theme.current().scale)
    for place, (low, high) in enumerate(g.rows.spans()):
        index = g.rows.begin + place
        line = typeset.fitted_name(names[index], size, g.row_names.width)
        left = g.row_names.right - typeset.width(line, size)
        base = g.matrix.y + (low + high) / 2 + typeset.centred(0, size)
        colour = theme.colour("output_mark", 1.0 if lit in (None, index) else 0.45)
        typeset.paint(painter, left, base, line, size, colour)


def paint_zero_marks(painter: QPainter, g: Geometry, found: Survey) -> None:
    """A small ring at each row and column that is zero throughout, in the space beside J."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.colour("quiet"), 1.2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for index in _marked(g.rows, found.zero_rows):
        low, high = g.rows.span(index)
        painter.drawEllipse(QPointF((g.matrix.right + g.jvp.x) / 2, g.matrix.y + (low + high) / 2), 2.5, 2.5)
    for index in _marked(g.columns, found.zero_columns):
        low, high = g.columns.span(index)
        painter.drawEllipse(QPointF(g.matrix.x + (low + high) / 2, (g.matrix.bottom + g.vjp.y) / 2), 2.5, 2.5)


def _marked(axis: Axis, indices: object) -> list[int]:
    """The indices in sight, where entries are large enough for a mark each."""
    if axis.pitch < 6:
        return []
    found = np.asarray(indices)
    return [int(i) for i in found[(found >= axis.begin) & (found < axis.end)]]


def paint_window_marks(painter: QPainter, g: Geometry) -> None:
    """Where in J the zoom window lies: a fine line along the right and the lower edge."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    for axis, horizontal in ((g.columns, True), (g.rows, False)):
        share = (axis.last - axis.first) / axis.count
        if share >= 1:
            continue
        begin, size = axis.first / axis.count * axis.length, max(share * axis.length, 6.0)
        track = (
            (QRectF(g.matrix.x, g.matrix.bottom + 5, axis.length, 3), QRectF(g.matrix.x + begin, g.matrix.bottom + 5, size, 3))
            if horizontal
            else (QRectF(g.matrix.right + 5, g.matrix.y, 3, axis.length), QRectF(g.matrix.right + 5, g.matrix.y + begin, 3, size))
        )
        painter.setBrush(theme.colour("line"))
        painter.drawRoundedRect(track[0], 1.5, 1.5)
        painter.setBrush(theme.colour("quiet"))
        painter.drawRoundedRect(track[1], 1.5, 1.5)
