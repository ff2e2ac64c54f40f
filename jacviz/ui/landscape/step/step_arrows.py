"""The terms of a step as arrows on the surface: where each of them would move the parameters."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from jacviz.engine.training_messages import Array
from jacviz.experiment import formulas, recipes
from jacviz.experiment.formulas import Term
from jacviz.experiment.planes import Plane
from jacviz.experiment.recipes import Recipe
from jacviz.session.landscape.moments import step_shown, within
from jacviz.session.landscape.results import LandscapeResults
from jacviz.ui.landscape.surface import strokes
from jacviz.ui.matrix import typeset
from jacviz.ui.matrix.typeset import Line, Run

Hue: TypeAlias = Literal["input_mark", "quiet", "accent"]

_MAIN = (
    "gradient", "momentum", "corrected first moment", "direction", "scaled gradient", "gradient's share",
    "momentum's share", "step",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Arrow:
    """One term of a step.

    Attributes:
        name: The term.
        label: What the arrow is, such as "−ηg".
        origin: The head before the step, in the plane's coordinates, (2,).
        vector: Where the term moves it: minus the learning rate times the term, or the step itself; (2,).
        colour: A token: input space's for the gradient, the accent for the step, quiet for the others.
    """

    name: str
    label: Line
    origin: Array
    vector: Array
    colour: Hue


def step_arrows(results: LandscapeResults, step: int, plane: Plane) -> list[Arrow]:
    """The arrows of the selected trajectory's step; the step itself comes last.

    A step is often too small to be seen: `magnification` tells by how much to lengthen them.

    Args:
        results: With the run and the terms.
        step: Where the playhead is; at the end the last step is meant.
        plane: What the surface is drawn on.

    Returns:
        One for each term that the step is made of; none where there are no terms, or it was not taken.
    """
    run, answer = results.run, results.terms
    if run is None or answer is None or len(plane.origin) != run.parameters:
        return []
    chosen, taken = within(results.selection, run), step_shown(run, step)
    if taken >= len(answer.values) or not np.isfinite(answer.values[taken, -1]).all():
        return []
    if not run.was_taken(chosen.optimiser, chosen.start, taken):
        return []
    recipe, head = run.recipes[chosen.optimiser], run.points[chosen.optimiser, chosen.start, taken]
    values = dict(zip(answer.names, answer.values[taken], strict=True))
    terms = [term for term in formulas.update(recipe, taken + 1).terms if is_main(recipe, term)]
    rate = float(answer.rates[taken])
    return [
        Arrow(
            term.name, arrow_label(recipe, term), plane.project(head)[0],
            on_plane(plane, displacement(recipe, term, values[term.name], rate, taken)), hue(term),
        )
        for term in terms
    ]  # fmt: skip


def arrow_label(recipe: Recipe, term: Term) -> Line:
    """What a term's arrow is.

    Args:
        recipe: The optimiser.
        term: One of its terms.

    Returns:
        A line such as "−ηg": arrows show by how much a term moves the parameters, not the term itself.
    """
    symbol = typeset.name(formulas.symbol(term.name))
    if term.unit == "step":
        return symbol
    sign = "+" if recipe.maximize and term.name == "gradient" else "−"
    return typeset.joined((Run(sign, "upright"), Run("η", "name")), symbol)


def is_main(recipe: Recipe, term: Term) -> bool:
    """Whether a term's arrow says something that no other one says.

    Returns:
        False for what is only a way to another term.
    """
    if isinstance(recipe, recipes.Lion) and term.name == "momentum":
        return False  # it takes part in the next step only
    if isinstance(recipe, recipes.SGD) and term.name == "direction":
        return recipe.nesterov
    return term.name in _MAIN


def displacement(recipe: Recipe, term: Term, value: Array, rate: float, taken: int) -> Array:
    """Where a term moves the parameters.

    Args:
        recipe: The optimiser.
        term: Of the units "gradient", "direction" or "step".
        value: Of the term, (p,).
        rate: The learning rate.
        taken: Steps that were taken before this one.

    Returns:
        Shape (p,).
    """
    if term.unit == "step":
        return value
    if isinstance(recipe, recipes.Adagrad) and recipe.lr_decay:
        rate /= 1 + taken * recipe.lr_decay
    climbs = recipe.maximize and term.name == "gradient"
    return value * rate if climbs else -rate * value


def on_plane(plane: Plane, vector: Array) -> Array:
    """A change of theta in the plane's coordinates.

    Args:
        plane: The plane.
        vector: Shape (p,).

    Returns:
        Shape (2,).
    """
    with np.errstate(over="ignore", invalid="ignore"):  # where a trajectory is about to diverge
        return np.asarray(plane.project(plane.origin + vector)[0] - plane.project(plane.origin)[0])


def hue(term: Term) -> Hue:
    """The token of a term's colour.

    Returns:
        "input_mark" for the gradient, "accent" for the step, "quiet" for what lies between them.
    """
    if term.name in {"gradient", formulas.PULL}:
        return "input_mark"
    return "accent" if term.name == "step" else "quiet"


def magnification(lengths: Sequence[float], wanted: float) -> float:
    """By how much arrows are drawn longer than they are, so that the longest can be seen.

    Args:
        lengths: Of all arrows that are seen together.
        wanted: What the longest should about have, in the same unit.

    Returns:
        1, 2 or 5 times a power of ten that makes none longer than `wanted`.
    """
    longest = max((length for length in lengths if math.isfinite(length)), default=0.0)
    if not longest > 0 or not wanted > 0:
        return 1.0
    most = wanted / longest
    decade = 10.0 ** math.floor(math.log10(most))
    return max(factor for factor in (1, 2, 5) if factor * decade <= most * (1 + 1e-9)) * decade


def paint_arrow(
    painter: QPainter,
    tail: QPointF,
    tip: QPointF,
    colour: QColor,
    width: float = 1.75,
    halo: QColor | None = None,
) -> None:
    """A line with a filled head.

    Args:
        painter: Antialiasing on; pen and brush are changed.
        tail: Where it begins.
        tip: Where it points.
        colour: Of all of it.
        width: Of the line.
        halo: A colour around it, so that it can be seen on any ground; None for none.
    """
    along = tip - tail
    length = math.hypot(along.x(), along.y())
    if not math.isfinite(length) or length < 0.5:
        return
    unit = along / length
    head = min(3.6 * width, 0.6 * length)
    neck = tip - unit * head
    side = QPointF(-unit.y(), unit.x()) * head * 0.45
    shape = QPolygonF([tip, neck + side, neck - side])
    if halo is not None:
        painter.setBrush(halo)
        painter.setPen(strokes.round_pen(halo, width + 2.5))
        painter.drawLine(tail, neck)
        painter.setPen(strokes.round_pen(halo, 2.5))
        painter.drawPolygon(shape)
    painter.setPen(QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
    painter.drawLine(tail, neck)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawPolygon(shape)
