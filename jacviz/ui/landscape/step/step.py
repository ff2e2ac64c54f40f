"""The step that the microscope looks at: the lines of its algorithm with their numbers. No Qt."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jacviz.engine.training_messages import Array, TermsAnswer
from jacviz.experiment import formulas
from jacviz.experiment.formulas import Quantity, Term
from jacviz.experiment.recipes import Recipe
from jacviz.notation import ended
from jacviz.session.landscape.moments import step_shown, within
from jacviz.session.landscape.results import LandscapeResults
from jacviz.session.landscape.run import Run


@dataclass(frozen=True, eq=False)
class Step:
    """All that is known of one step.

    Attributes:
        run: Its run.
        recipe: Its optimiser.
        taken: Its number, from 0.
        terms: The lines of the algorithm.
        values: Numbers and vectors by the names in the formulas.
    """

    run: Run
    recipe: Recipe
    taken: int
    terms: tuple[Term, ...]
    values: dict[str, Quantity]

    def vector(self, name: str) -> Array:
        """A term's value.

        Args:
            name: Of the term.

        Returns:
            Shape (p,).
        """
        return np.broadcast_to(np.asarray(self.values[name], dtype=np.float64), (self.run.parameters,))


def step_at(results: LandscapeResults, step: int) -> Step | None:
    """The step of the selected trajectory that is looked at.

    Args:
        results: With run and terms.
        step: Where the playhead is.

    Returns:
        None where its terms are not there, or it was not taken.
    """
    run, answer = results.run, results.terms
    if run is None or answer is None or not run.computed:
        return None
    chosen, taken = within(results.selection, run), step_shown(run, step)
    if not _fits(answer, run, taken) or not run.was_taken(chosen.optimiser, chosen.start, taken):
        return None
    recipe, path = run.recipes[chosen.optimiser], run.path(chosen.optimiser, chosen.start)
    values = formulas.quantities(recipe, answer.names, answer.values, answer.rates, path, taken)
    return Step(run, recipe, taken, formulas.update(recipe, taken + 1).terms, values)


def _fits(answer: TermsAnswer, run: Run, taken: int) -> bool:
    known = taken < len(answer.values) and answer.values.shape[2] == run.parameters
    return known and bool(np.isfinite(answer.values[taken, [0, -1]]).all())


def why_none(results: LandscapeResults, at: int) -> str:
    """Why there is no step to look at.

    Args:
        results: Without its terms.
        at: Where the playhead is.

    Returns:
        A sentence.
    """
    run = results.run
    if run is None or not run.computed:
        return "The terms of a step appear here as soon as there is a trajectory."
    chosen, taken = within(results.selection, run), step_shown(run, at)
    if not run.was_taken(chosen.optimiser, chosen.start, taken):
        diverged = int(run.diverged_at[chosen.optimiser, chosen.start])
        said = f"This trajectory stopped at step {diverged:,}: it could not be taken, so it has no terms."
        return f"{said} {run.reason(chosen.optimiser)}".rstrip()
    if results.terms_failure is not None:
        return f"There are no terms of this step: {ended(results.terms_failure.sentence)}"
    return "The terms of this step are on their way."
