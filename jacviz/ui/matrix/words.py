"""Words and names around the product, painted by the board: letters in their hue, what they do in grey."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from jacviz.engine.messages import Variable
from jacviz.session.vectors import Norm
from jacviz.ui import theme
from jacviz.ui.matrix import typeset, wrapping
from jacviz.ui.matrix.axis import Axis, Box
from jacviz.ui.matrix.geometry import Geometry
from jacviz.ui.matrix.survey import Survey
from jacviz.ui.matrix.typeset import Line, Run

SYMBOL = 15  # size of the letters
_INSET = 18  # from a letter to its words


_DIVISORS: dict[Norm, str] = {"l1": "‖{}‖₁", "l2": "‖{}‖₂"}


def paint_words(painter: QPainter, g: Geometry, wrt: Variable, u_norm: Norm, v_norm: Norm) -> None:
    """The letters x, v, u, u^T J, J v, u^T J v and y, each with what it is."""
    point = "x" if wrt == "x" else "θ"
    _beside(painter, g, g.x, (Run(point, "name", "input_mark"),), "the point" if wrt == "x" else "parameters")
    _beside(painter, g, g.v, (Run("v", "name", "input_mark"),), _weights("v", v_norm, "weights on columns"))
    top, height = g.heading
    base = top + typeset.centred(height, theme.QUIET)
    left = g.gutter[0]
    typeset.paint(painter, left, base, (Run("u", "name", "output_mark"),), SYMBOL, theme.colour("quiet"))
    rest = typeset.words(_weights("u", u_norm, "weights on rows"))
    if _INSET * theme.current().scale + typeset.width(rest, theme.QUIET) <= g.matrix.x - left - 4:
        inset = _INSET * theme.current().scale
        typeset.paint(painter, left + inset, base, rest, theme.QUIET, theme.colour("quiet"))
    quiet = theme.colour("quiet")
    typeset.paint(painter, g.jvp.x, base, (Run("J\u2009v", "name", "output_mark"),), SYMBOL, quiet)
    typeset.paint(painter, g.y.x + 4, base, (Run("y", "name", "output_mark"),), SYMBOL, quiet)
    _beside(painter, g, g.vjp, typeset.transposed("u", "J", "input_mark"), "")
    below = g.corner.bottom + 4 + typeset.centred(20, SYMBOL)
    typeset.paint(painter, g.corner.x, below, typeset.transposed("u", "J\u2009v"), SYMBOL, quiet)


def paint_held(painter: QPainter, g: Geometry, height: int, held: Variable) -> None:
    """The letter of what J is not taken with respect to, at the left of its own row."""
    letter = "x" if held == "x" else "θ"
    _beside(painter, g, Box(g.matrix.x, 0, 0, height), (Run(letter, "name", "input_mark"),), "held fixed")


def _weights(letter: str, norm: Norm, words: str) -> str:
    # The sliders keep what was set; that the products use it divided by its norm must be seen.
    return words if norm == "off" else f"divided by {_DIVISORS[norm].format(letter)}"


def _beside(painter: QPainter, g: Geometry, box: Box, symbol: Line, words: str) -> None:
    """A letter at the left of a row, its words after it, in two lines where the gutter is narrow."""
    left, inset = g.gutter[0], _INSET * theme.current().scale
    colour = theme.colour("quiet")
    leading = theme.current().pixels(16)
    room = g.matrix.x - left - inset - 10
    rows = wrapping.wrapped(typeset.words(words), theme.QUIET, room) if words else []
    if any(typeset.width(row, theme.QUIET) > room for row in rows):
        rows = []  # the gutter is too narrow for the longest word
    base = box.y + (box.height - leading * max(len(rows), 1)) / 2 + typeset.centred(leading, theme.QUIET)
    typeset.paint(painter, left, base, symbol, SYMBOL, colour)
    for place, row in enumerate(rows):
        typeset.paint(painter, left + inset, base + place * leading, row, theme.QUIET, colour)


def paint_frame(painter: QPainter, box: Box) -> None:
    """A fine line around cells without gaps: entries near zero have nearly the panel's colour."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour("line"))
    painter.drawRect(QRectF(box.x - 1, box.y - 1, box.width + 2, box.height + 2))


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
    # The indices in sight, where entries are large enough for a mark each.
    if axis.pitch < 6:
        return []
    found = np.asarray(indices)
    return [int(i) for i in found[(found >= axis.begin) & (found < axis.end)]]


def paint_window_marks(painter: QPainter, g: Geometry) -> None:
    """Where in J the zoom window lies: a fine line along the right and the lower edge."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    below, beside = g.matrix.bottom + 5, g.matrix.right + 5
    for axis, across in ((g.columns, True), (g.rows, False)):
        share = (axis.last - axis.first) / axis.count
        if share >= 1:
            continue
        start = axis.first / axis.count * axis.length
        window = ("quiet", start, max(share * axis.length, 6.0))
        for token, begin, length in (("line", 0.0, axis.length), window):
            x, y = (g.matrix.x + begin, below) if across else (beside, g.matrix.y + begin)
            wide, high = (length, 3) if across else (3, length)
            painter.setBrush(theme.colour(token))
            painter.drawRoundedRect(QRectF(x, y, wide, high), 1.5, 1.5)
