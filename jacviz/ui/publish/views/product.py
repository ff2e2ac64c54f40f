"""The Jacobian with everything that multiplies it: what the Jacobian panel shows, without its knobs."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from jacviz.engine.messages import JacobianAnswer
from jacviz.session.picture import Dress, PictureSettings
from jacviz.session.products import Products, products
from jacviz.session.vectors import Norm
from jacviz.ui import theme
from jacviz.ui.matrix import figures, typeset
from jacviz.ui.matrix.terms import rounding, settled_scalar, weighted
from jacviz.ui.matrix.traces import traces_of_outputs
from jacviz.ui.matrix.typeset import Line, Run
from jacviz.ui.plot.look import Look
from jacviz.ui.plot.names import paint_line, width
from jacviz.ui.publish.material import Material
from jacviz.ui.publish.views.cells import Grid, grid, paint_cells
from jacviz.ui.publish.views.colour_scale import paint_scale, scale_height
from jacviz.ui.publish.views.product_layout import FEW, Product, Wishes, arranged
from jacviz.ui.publish.views.steady import Span, fit, moving
from jacviz.ui.publish.views.strips import Strip, paint_strip

Array: TypeAlias = NDArray[Any]

SYMBOL, NAMES = 15.0, 13.0  # sizes of letters and of names
_DIVISORS: dict[Norm, str] = {"l1": "‖{}‖₁", "l2": "‖{}‖₂"}
_LEAST_ROW = 12.0
_LEAST_ZOOM, _MOST_ZOOM = 0.72, 1.7
LARGER: dict[Dress, float] = {"slide": 1.5}  # numbers and names than fit with much air
_LOOKED_AT = 64
_TRIES = 6


def paint_jacobian(
    painter: QPainter, rect: QRectF, material: Material, settings: PictureSettings, look: Look
) -> None:
    """Paint the product.

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
    made = material.results.products
    m, n = answer.jacobian.shape
    if made is None or (len(made.u), len(made.v)) != (m, n):
        made = products(answer.jacobian, np.ones(m), np.ones(n))
    painter.save()
    zoom, wishes = _zoom(rect, m, n, look, settings.dress), _wishes(answer, settings, look)
    for _ in range(_TRIES):
        place = arranged(_shrunk(rect, zoom), m, n, wishes)
        if place.excess <= 1:
            break
        zoom /= place.excess
    painter.scale(zoom, zoom)
    cells = grid(painter, place.matrix, (m, n))
    limits = material.document.limits
    spans = material.spans
    bound = paint_cells(
        painter, cells, answer.jacobian, limits, look, cells=settings.cells, span=spans.get("j")
    )
    _paint_vectors(painter, place, cells, answer, made, material, look)
    _paint_corner(painter, place.corner, settled_scalar(made, answer.jacobian), spans.get("scalar"), look)
    _paint_outputs(painter, place.y, cells, answer, spans.get("y"), look)
    _paint_letters(painter, place, material, answer, look)
    paint_column_names(painter, cells, place.names, answer.columns.names, look)
    if not place.bar.isEmpty():
        paint_scale(painter, place.bar, bound, limits, look)
    painter.restore()


def _shrunk(rect: QRectF, zoom: float) -> QRectF:
    return QRectF(rect.left() / zoom, rect.top() / zoom, rect.width() / zoom, rect.height() / zoom)


def _zoom(rect: QRectF, m: int, n: int, look: Look, dress: Dress) -> float:
    """How much larger a small product is drawn on a large page, or smaller on a small one.

    Returns:
        A factor of everything.
    """
    wide = (360 + 90 * min(n, FEW)) * look.scale
    high = (250 + 70 * min(m, FEW)) * look.scale
    fitting = min(rect.width() / wide, rect.height() / high) * LARGER.get(dress, 1.0)
    return min(max(fitting, _LEAST_ZOOM), _MOST_ZOOM)


def _wishes(answer: JacobianAnswer, settings: PictureSettings, look: Look) -> Wishes:
    some = answer.outputs.names[:_LOOKED_AT]
    widest = max((width(typeset.name(name), look, NAMES) for name in some), default=0.0)
    words = max(width(typeset.words(text), look) for text in ("weights on columns", "divided by ‖v‖₂"))
    return Wishes(
        scale=look.scale,
        line=look.metrics().height() + look.pixels(4),
        letters=width(typeset.transposed("u", "J"), look, SYMBOL) + look.pixels(8),
        words=words + look.pixels(6),
        names=widest + look.pixels(52),
        bar=scale_height(look) if settings.colour_bar else 0.0,
        columns=len(answer.columns.names) <= _LOOKED_AT,
    )


def _paint_vectors(
    painter: QPainter,
    place: Product,
    cells: Grid,
    answer: JacobianAnswer,
    made: Products,
    material: Material,
    look: Look,
) -> None:
    matrix, terms = answer.jacobian, material.document.contributions
    of_rows = weighted(made.u, matrix) if terms else None
    of_columns = weighted(made.v, matrix.T) if terms else None
    columns, rows = cells.columns, cells.rows
    for key, strip in {
        "x": Strip(_along(place.x, cells), columns, True, "input", answer.point, quiet=True),
        "v": Strip(_along(place.v, cells), columns, True, "input", made.v),
        "u": Strip(_beside(place.u, cells), rows, False, "output", made.u),
        "vjp": Strip(
            _along(place.vjp, cells), columns, True, "input", made.vjp, of_rows, rounding(made.u, matrix)
        ),
        "jvp": Strip(
            _beside(place.jvp, cells), rows, False, "output", made.jvp, of_columns, rounding(made.v, matrix.T)
        ),
    }.items():
        spans = material.spans
        paint_strip(painter, replace(strip, span=spans.get(key), reach=spans.get(f"{key} terms")), look)


def _along(rect: QRectF, cells: Grid) -> QRectF:
    return QRectF(cells.x, rect.top(), cells.columns.length, rect.height())


def _beside(rect: QRectF, cells: Grid) -> QRectF:
    return QRectF(rect.left(), cells.y, rect.width(), cells.rows.length)


def _paint_corner(painter: QPainter, rect: QRectF, value: float, span: Span | None, look: Look) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.field)
    painter.drawRoundedRect(rect, 3, 3)
    values = np.array([[value]])
    fitting, places = figures.NONE, list[list[float]]()
    if span is not None and moving(span, values[0]):
        ends = span[0].reshape(1, 1), span[1].reshape(1, 1)
        room = rect.width() * 0.86
        fitting, places = fit(values, ends, room, rect.height(), theme.CELL, 1.7, look.type)
    if not fitting.size:
        fitting = figures.fit(values, rect.width() * 0.86, rect.height(), using=look.type)
    if fitting.size:
        figure = fitting.figures[0][0]
        font, metrics = figures.face(fitting.size, look.type)
        painter.setFont(font)
        painter.setPen(look.text if np.isfinite(value) else look.error)
        left = rect.center().x() + (places[0][0] if places else figures.middle(figure, rect.width() - 4))
        painter.drawText(QPointF(left, rect.center().y() + metrics.capHeight() / 2), figure.text)


def _paint_outputs(
    painter: QPainter, rect: QRectF, cells: Grid, answer: JacobianAnswer, span: Span | None, look: Look
) -> None:
    rows = cells.rows
    if rows.pitch < _LEAST_ROW * look.scale:
        strip = Strip(_beside(rect, cells), rows, False, "output", answer.y, quiet=True, span=span)
        paint_strip(painter, strip, look)
        return
    size = min(NAMES, rows.pitch / look.scale / _LEAST_ROW * 10)
    room = rect.width() - look.pixels(6)
    lines = [typeset.fitted_name(one, size, room * 0.6, using=look.type) for one in answer.outputs.names]
    names = max(width(line, look, size) for line in lines)
    found = traces_of_outputs(answer.y, answer.jacobian, answer.point)
    noise = None if found is None else found.reshape(-1, 1)
    column, limits = answer.y.reshape(-1, 1), (room - names, rows.pitch, min(13, size), 1.25)
    if span is not None and moving(span, answer.y):
        ends = span[0].reshape(-1, 1), span[1].reshape(-1, 1)
        column = column if noise is None else np.where(noise, 0.0, column)
        fitting, places = fit(column, ends, *limits, look.type)
        starts = [(room - names) / 2 + one[0] for one in places]
    else:
        fitting = figures.fit(column, *limits, using=look.type, traces=noise)
        before = max((one[0].before + one[0].sign for one in fitting.figures), default=0.0)
        starts = [before - one[0].before - one[0].sign for one in fitting.figures]
    row = [one[0] for one in fitting.figures]
    font, metrics = figures.face(fitting.size or size, look.type)
    for index, line in enumerate(lines):
        baseline = cells.y + rows.middle(index) + metrics.capHeight() / 2
        paint_line(painter, rect.left(), baseline, line, look, look.output_mark, size)
        if row:
            painter.setFont(font)
            painter.setPen(look.text)
            left = rect.left() + names + look.pixels(6) + starts[index]
            painter.drawText(QPointF(left, baseline), row[index].text)


def paint_column_names(
    painter: QPainter, cells: Grid, top: float, names: tuple[str, ...], look: Look
) -> None:
    """Names over the columns, where each of them fits.

    Args:
        painter: Font and pen are changed.
        cells: Where the columns are.
        top: Of the line.
        names: One a column.
        look: Colours and type.
    """
    axis = cells.columns
    if axis.pitch < 10 * look.scale:
        return
    for size in (NAMES, NAMES - 2, NAMES - 4):
        lines = [typeset.name(name) for name in names]
        if max(width(line, look, size) for line in lines) + 4 <= axis.pitch:
            break
    else:
        lines = [typeset.fitted_name(name, size, axis.pitch - 4, using=look.type) for name in names]
        if axis.pitch < 48 * look.scale:
            return
    baseline = top + look.metrics(size).ascent()
    for index, line in enumerate(lines):
        left = cells.x + axis.middle(index) - width(line, look, size) / 2
        paint_line(painter, left, baseline, line, look, look.input_mark, size)


def _paint_letters(
    painter: QPainter, place: Product, material: Material, answer: JacobianAnswer, look: Look
) -> None:
    document = material.document
    point = "x" if answer.wrt == "x" else "θ"
    told = "the point" if answer.wrt == "x" else "parameters"
    tangent = document.v if answer.wrt == "x" else document.v_theta
    rows = (
        (place.x, (Run(point, "name"),), told),
        (place.v, (Run("v", "name"),), _weights("v", tangent.norm, "weights on columns")),
        (place.vjp, typeset.transposed("u", "J"), ""),
    )
    for rect, line, words in rows:
        _letter(painter, place.left, rect.center().y(), line, look.input_mark, look)
        if words and place.has_words:
            inset = look.pixels(20)
            baseline = rect.center().y() + look.metrics().capHeight() / 2
            paint_line(painter, place.left + inset, baseline, typeset.words(words), look, look.quiet)
    middle = place.heading + (look.metrics().height() + look.pixels(4)) / 2
    for rect, line in (
        (place.u, (Run("u", "name"),)),
        (place.jvp, (Run("J\u2009v", "name"),)),
        (place.y, (Run("y", "name"),)),
    ):
        _letter(painter, rect.left(), middle, line, look.output_mark, look)
    if not place.bar.isEmpty():
        below = place.corner.bottom() + look.pixels(4) + look.metrics(SYMBOL).height() / 2
        _letter(painter, place.corner.left(), below, typeset.transposed("u", "J\u2009v"), look.quiet, look)


def _letter(painter: QPainter, left: float, middle: float, line: Line, colour: QColor, look: Look) -> None:
    baseline = middle + look.metrics(SYMBOL).capHeight() / 2
    paint_line(painter, left, baseline, line, look, colour, SYMBOL)


def _weights(letter: str, norm: Norm, words: str) -> str:
    # The products use the vector divided by its norm: that must be seen.
    return words if norm == "off" else f"divided by {_DIVISORS[norm].format(letter)}"
