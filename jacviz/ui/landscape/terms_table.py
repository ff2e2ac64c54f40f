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
from jacviz.ui import theme
from jacviz.ui.landscape import algebra
from jacviz.ui.landscape.rows import Cell, Column, Paint, Row, Words
from jacviz.ui.landscape.step import Step
from jacviz.ui.landscape.step_arrows import displacement, hue, on_plane, paint_arrow
from jacviz.ui.matrix import typeset
from jacviz.ui.matrix.typeset import Line
from jacviz.ui.matrix.typeset import Run as TextRun

MOST_COLUMNS = 6  # of parameters; of more the norm and the largest entry are shown
_PICTURE = 40


def is_wide(parameters: int, width: float) -> bool:
    """Whether each parameter has room for a column of its own.

    Args:
        parameters: How many there are.
        width: Of the table, logical pixels.

    Returns:
        False for more than a few.
    """
    px = theme.current().pixels
    return parameters <= MOST_COLUMNS and width >= px(_PICTURE + 152) + parameters * px(60)


def terms_table(
    step: Step, plane: Plane | None, aspect: Array, *, wide: bool
) -> tuple[list[Column], list[Row]]:
    """The terms of a step, one in each row.

    Args:
        step: The step.
        plane: What the surface is drawn on; None draws no arrows.
        aspect: What an arrow's two coordinates are multiplied with, so that it points as on the surface.
        wide: Whether each parameter has a column; else the norm and the largest entry stand there.

    Returns:
        Columns and rows for `Rows`.
    """
    names = step.run.names
    pictures = _pictures(step, plane, aspect)
    columns = [Column(typeset.words("term"), "words")]
    if wide:
        columns += [Column(typeset.name(name), "number") for name in names]
    else:
        columns += [Column(typeset.words("norm"), "number"), Column(typeset.words("largest"), "words")]
        columns += [Column((), "number")]
    drawn = any(pictures)
    columns += [Column((), "picture", _PICTURE)] if drawn else []
    rows = []
    for term, picture in zip(step.terms, pictures, strict=True):
        vector = step.vector(term.name)
        made_of = algebra.in_symbols(term.formula) if term.formula else _WHENCE.get(term.name, ())
        cells: list[Cell] = [Words(_titled(term), made_of)]
        cells += [float(value) for value in vector] if wide else _summary(vector, names)
        cells += [picture] if drawn else []
        rows.append(Row(tuple(cells), _told(term, vector, names)))
    return columns, rows


_TITLES = {formulas.PULL: "gradient to follow", "step": "step taken"}
_WHENCE: dict[str, Line] = {
    "gradient": (*typeset.transposed("u", "J"), TextRun(" of the minibatch", "word")),
    "rectification": typeset.words("of the variance of the early steps"),
}


def _titled(term: Term) -> Line:
    symbol = typeset.name(formulas.symbol(term.name), "input_mark" if hue(term) == "input_mark" else "")
    title = TextRun("  " + _TITLES.get(term.name, term.name), "strong" if term.name == "step" else "word")
    return typeset.joined(symbol, (title,))


def _summary(vector: Array, names: Sequence[str]) -> list[Cell]:
    place = int(np.abs(vector).argmax())
    return [float(np.linalg.norm(vector)), Words(typeset.name(names[place])), float(vector[place])]


def _told(term: Term, vector: Array, names: Sequence[str]) -> str:
    if len(vector) <= MOST_COLUMNS:
        pairs = zip(names, vector.tolist(), strict=True)
        return f"{term.name}: " + ", ".join(f"{subscripted(name)} {number(value)}" for name, value in pairs)
    place = int(np.abs(vector).argmax())
    largest = f"largest entry {subscripted(names[place])} {number(float(vector[place]))}"
    return f"{term.name}: norm {number(float(np.linalg.norm(vector)))}, {largest}"


# --- the small pictures ----------------------------------------------------------------------------------


def _pictures(step: Step, plane: Plane | None, aspect: Array) -> list[Paint | None]:
    """An arrow for each term that moves theta, an ellipse for squares; equal lengths mean equal moves.

    Where an optimiser divides by a second moment its step has another size than its gradient: what comes
    before the division then shares one scale, what comes after it another.

    Returns:
        What paints each term's picture; None where it has none.
    """
    if plane is None or len(plane.origin) != step.run.parameters:
        return [None] * len(step.terms)
    moves = [_move(step, term, plane, aspect) for term in step.terms]
    adaptive = any(term.unit in {"square", "direction"} for term in step.terms)
    families = ["after" if adaptive and t.unit in {"direction", "step"} else "before" for t in step.terms]
    longest = {
        family: max((float(np.linalg.norm(m)) for m, f in zip(moves, families, strict=True)
                     if m is not None and f == family), default=0.0)
        for family in set(families)
    }  # fmt: skip
    made: list[Paint | None] = []
    for term, move, family in zip(step.terms, moves, families, strict=True):
        scale = longest[family]
        drawn = move is not None and scale > 0 and math.isfinite(scale)
        made.append(_picture(term, move / scale) if drawn and move is not None else None)
    return made


def _move(step: Step, term: Term, plane: Plane, aspect: Array) -> Array | None:
    if term.unit == "factor":
        return None
    value, rate = step.vector(term.name), float(np.asarray(step.values["lr"]))
    if term.unit == "square":
        if plane.parameters is None:
            return None  # a second moment belongs to each parameter: it has no meaning along other directions
        return rate * np.sqrt(value[list(plane.parameters)]) * aspect
    return on_plane(plane, displacement(step.recipe, term, value, rate, step.taken)) * aspect


def _picture(term: Term, move: Array) -> Paint:
    def paint(painter: QPainter, room: QRectF) -> None:
        reach = min(room.width(), room.height()) / 2 - 2
        middle = room.center()
        colour = theme.colour(hue(term))
        if term.unit == "square":
            painter.setPen(QPen(colour, 1.25))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(middle, max(float(move[0]) * reach, 0.75), max(float(move[1]) * reach, 0.75))
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawEllipse(middle, 1.75, 1.75)
        tip = middle + QPointF(float(move[0]), -float(move[1])) * reach
        paint_arrow(painter, middle, tip, colour, 2.0 if term.name == "step" else 1.5)

    return paint
