"""The terms of a step as arrows on the surface: where each of them would move the parameters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from jacviz.engine.training_messages import Array
from jacviz.experiment import formulas, recipes
from jacviz.experiment.formulas import Term
from jacviz.experiment.planes import Plane
from jacviz.experiment.recipes import Recipe
from jacviz.session.landscape.moments import step_shown, within
from jacviz.session.landscape.results import LandscapeResults
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

    A step is often too small to be seen: `arrow_paint.magnification` tells by how much to lengthen all of them.

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
    recipe, head = run.recipes[chosen.optimiser], run.points[chosen.optimiser, chosen.start, taken]
    values = dict(zip(answer.names, answer.values[taken], strict=True))
    terms = [term for term in formulas.update(recipe, taken + 1).terms if is_main(recipe, term)]
    rate = float(answer.rates[taken])
    return [
        Arrow(
            term.name, _label(recipe, term), plane.project(head)[0],
            on_plane(plane, displacement(recipe, term, values[term.name], rate, taken)), hue(term),
        )
        for term in terms
    ]  # fmt: skip


def _label(recipe: Recipe, term: Term) -> Line:
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
    return plane.project(plane.origin + vector)[0] - plane.project(plane.origin)[0]


def hue(term: Term) -> Hue:
    """The token of a term's colour.

    Returns:
        "input_mark" for the gradient, "accent" for the step, "quiet" for what lies between them.
    """
    if term.name in {"gradient", formulas.PULL}:
        return "input_mark"
    return "accent" if term.name == "step" else "quiet"
