"""What the loss-surface panel says about an experiment in one line."""

from __future__ import annotations

from jacviz.experiment.recipes import SGD, Recipe
from jacviz.session.landscape.results import LandscapeResults
from jacviz.session.landscape.settings import Landscape


def summary(wish: Landscape, results: LandscapeResults) -> str:
    """What is minimised, by what, from how many starts.

    Args:
        wish: What the user set.
        results: What came back; the words follow what is drawn.

    Returns:
        Text such as "Line · Line · squared, 200 samples, SGD, batch 16"; "" before anything is drawn.
    """
    run = results.run
    if run is None:
        return ""
    parts = [run.begun.title]
    if run.begun.samples:
        parts.append(f"{run.begun.samples:,} samples")
    parts.append(", ".join(named(recipe) for recipe in run.recipes))
    if run.begun.samples:
        whole = run.begun.batch >= run.begun.samples
        parts.append("all in every step" if whole else f"batch {run.begun.batch}")
    return ", ".join(parts)


def named(recipe: Recipe) -> str:
    """An optimiser's name, with momentum where SGD has it.

    Returns:
        "SGD", "SGD with Nesterov momentum", "Adam".
    """
    if isinstance(recipe, SGD) and recipe.momentum:
        return f"{recipe.title} with {'Nesterov ' if recipe.nesterov else ''}momentum"
    return recipe.title
