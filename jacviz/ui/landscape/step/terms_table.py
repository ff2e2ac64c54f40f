"""The microscope's table: the terms of a step as numbers and as small arrows."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from jacviz.engine.training_messages import Array
from jacviz.experiment import formulas
from jacviz.experiment.formulas import Term
from jacviz.experiment.planes import Plane
from jacviz.notation import number, subscripted
from jacviz.session.landscape.lengths import length
from jacviz.ui import theme
from jacviz.ui.landscape.step import algebra
from jacviz.ui.landscape.step.cells import Cell, Column, Paint, Row, Words
from jacviz.ui.landscape.step.step import Step
from jacviz.ui.landscape.step.step_arrows import arrow_label, displacement, hue, on_plane, paint_arrow
from jacviz.ui.matrix import typeset
from jacviz.ui.matrix.typeset import Line
from jacviz.ui.matrix.typeset import Run as TextRun

MOST_COLUMNS = 6  # of parameters; of more the norm and the largest entry are shown
_PICTURE, _COLUMN = 40, 60
_LABEL = 34  # what an arrow is, beside it


def terms_table(
    step: Step, plane: Plane | None, aspect: Array, width: float
) -> tuple[list[Column], list[Row]]:
    """The terms of a step, one in each row.

    Each parameter has a column where there are few and the width allows it, else the norm and the largest
    entry stand there. What a term is made of stands beside its name, or below it where that is too wide.

    Args:
        step: The step.
        plane: What the surface is drawn on; None draws no arrows.
        aspect: What an arrow's two coordinates are multiplied with, so that it points as on the surface.
        width: Of the table, logical pixels.

    Returns:
        Columns and rows for `Rows`.
    """
    names = step.run.names
    pictures = _pictures(step, plane, aspect)
    drawn, wide = any(pictures), is_wide(len(names), width)
    labelled = drawn and width >= _least_width(len(names) if wide else 3) + theme.current().pixels(_LABEL)
    if labelled:
        pictures = [
            _with_label(one, arrow_label(step.recipe, term)) if one and _wants_label(term) else one
            for term, one in zip(step.terms, pictures, strict=True)
        ]
    titles = [_titled(term) for term in step.terms]
    made_of = [algebra.in_symbols(term.formula) or _whence(term, step) for term in step.terms]
    room = _room(len(names), width, wide) - (theme.current().pixels(_LABEL) if labelled else 0)
    beside = _widest(titles, theme.BODY) + _widest(made_of, theme.QUIET) <= room
    columns = [Column(typeset.words("term"), "words"), *([Column((), "words")] if beside else [])]
    columns += [Column(typeset.name(name), "number") for name in names] if wide else list(_SUMMARY)
    columns += [Column((), "picture", _PICTURE + (_LABEL if labelled else 0))] if drawn else []
    rows = []
    for term, picture, title, formula in zip(step.terms, pictures, titles, made_of, strict=True):
        vector = step.vector(term.name)
        cells: list[Cell] = [Words(title), Words((), formula)] if beside else [Words(title, formula)]
        cells += [float(value) for value in vector] if wide else _summary(vector, names)
        cells += [picture] if drawn else []
        rows.append(Row(tuple(cells), _told(term, vector, names)))
    return columns, rows


def is_wide(parameters: int, width: float) -> bool:
    """Whether each parameter has room for a column of its own.

    Args:
        parameters: How many there are.
        width: Of the table, logical pixels.

    Returns:
        False for more than a few.
    """
    return parameters <= MOST_COLUMNS and width >= _least_width(parameters)


def _least_width(columns: int) -> float:
    px = theme.current().pixels
    return px(_PICTURE + 152) + columns * px(_COLUMN)


def _room(parameters: int, width: float, wide: bool) -> float:
    # What the numbers, the pictures and the space between columns leave to words.
    px = theme.current().pixels
    numbers = parameters * px(_COLUMN + 24) if wide else px(3 * _COLUMN)
    return width - px(_PICTURE + 48) - numbers


def _widest(lines: Sequence[Line], size: float) -> float:
    return max(typeset.width(line, size) for line in lines)


_TITLES = {formulas.PULL: "gradient to follow", "step": "step taken"}
_SUMMARY = (
    Column(typeset.words("norm"), "number"), Column(typeset.words("largest"), "words"), Column((), "number"),
)  # fmt: skip


def _whence(term: Term, step: Step) -> Line:
    # Of terms that have no formula.
    if term.name != "gradient":
        return typeset.words("for the variance of early steps")
    begun = step.run.begun
    whole = step.recipe.full_batch or begun.batch >= begun.samples
    of = " of the objective" if not begun.samples else " of all samples" if whole else " of the minibatch"
    return typeset.joined(typeset.transposed("u", "J"), of)


def _titled(term: Term) -> Line:
    symbol = typeset.name(formulas.symbol(term.name), "input_mark" if hue(term) == "input_mark" else "")
    title = TextRun("  " + _TITLES.get(term.name, term.name), "strong" if term.name == "step" else "word")
    return typeset.joined(symbol, (title,))


def _summary(vector: Array, names: Sequence[str]) -> list[Cell]:
    place = int(np.abs(vector).argmax())
    return [length(vector), Words(typeset.name(names[place])), float(vector[place])]


def _told(term: Term, vector: Array, names: Sequence[str]) -> str:
    if len(vector) <= MOST_COLUMNS:
        pairs = zip(names, vector.tolist(), strict=True)
        return f"{term.name}: " + ", ".join(f"{subscripted(name)} {number(value)}" for name, value in pairs)
    place = int(np.abs(vector).argmax())
    largest = f"largest entry {subscripted(names[place])} {number(float(vector[place]))}"
    return f"{term.name}: norm {number(length(vector))}, {largest}"


# --- the small pictures ----------------------------------------------------------------------------------


def _pictures(step: Step, plane: Plane | None, aspect: Array) -> list[Paint | None]:
    """An arrow for each term that moves theta, an ellipse for squares.

    Terms of one family share a scale: what is in the gradient's unit, squares, and, where an optimiser
    divides by a second moment, what comes after the division.

    Returns:
        What paints each term's picture; None where it has none.
    """
    if plane is None or len(plane.origin) != step.run.parameters:
        return [None] * len(step.terms)
    adaptive = any(term.unit in {"square", "direction"} for term in step.terms)
    moves = [_move(step, term, plane, aspect) for term in step.terms]
    longest: dict[str, float] = {}
    for term, move in zip(step.terms, moves, strict=True):
        if move is not None:
            family = _family(term, adaptive)
            longest[family] = max(longest.get(family, 0.0), length(move))
    scales = [longest.get(_family(term, adaptive), 0.0) for term in step.terms]
    return [
        _picture(term, move / scale) if move is not None and 0 < scale < math.inf else None
        for term, move, scale in zip(step.terms, moves, scales, strict=True)
    ]


def _family(term: Term, adaptive: bool) -> str:
    if adaptive and term.unit in {"direction", "step"}:
        return "step"
    return "square" if term.unit == "square" else "gradient"


def _move(step: Step, term: Term, plane: Plane, aspect: Array) -> Array | None:
    if term.unit == "factor":
        return None
    value, rate = step.vector(term.name), float(np.asarray(step.values["lr"]))
    if term.unit == "square":
        if plane.parameters is None:
            return None  # a second moment belongs to each parameter: it has no meaning along other directions
        return rate * np.sqrt(value[list(plane.parameters)]) * aspect
    return on_plane(plane, displacement(step.recipe, term, value, rate, step.taken)) * aspect


def _wants_label(term: Term) -> bool:
    # The step's arrow is the step; what is drawn of the others is their share in it.
    return term.unit not in {"square", "step"}


def _with_label(picture: Paint, line: Line) -> Paint:
    """A term's arrow with what it is before it.

    Returns:
        What paints both.
    """

    def paint(painter: QPainter, room: QRectF) -> None:
        wide = typeset.width(line, theme.QUIET)
        left = room.right() - theme.current().pixels(_PICTURE) - wide
        base = room.center().y() + typeset.centred(0, theme.QUIET)
        typeset.paint(painter, left, base, line, theme.QUIET, theme.colour("quiet"))
        picture(painter, room)

    return paint


def _picture(term: Term, move: Array) -> Paint:
    def paint(painter: QPainter, room: QRectF) -> None:
        room = room.adjusted(room.width() - min(room.width(), theme.current().pixels(_PICTURE)), 0, 0, 0)
        reach = min(room.width(), room.height()) / 2 - 2
        middle = room.center()
        colour = theme.colour(hue(term))
        if term.unit == "square":
            painter.setPen(QPen(colour, 1.25))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(middle, max(float(move[0]) * reach, 0.75), max(float(move[1]) * reach, 0.75))
            return
        half = QPointF(float(move[0]), -float(move[1])) * reach
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawEllipse(middle - half, 1.75, 1.75)
        paint_arrow(painter, middle - half, middle + half, colour, 2.0 if term.name == "step" else 1.5)

    return paint
