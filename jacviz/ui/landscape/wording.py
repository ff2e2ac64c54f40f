"""What the loss-surface panel says about an experiment in one line."""

from __future__ import annotations

from pathlib import Path

from jacviz.experiment.data import DataSettings
from jacviz.experiment.recipes import SGD, Recipe
from jacviz.experiment.settings import (
    Line,
    LogisticRegression,
    Mlp,
    Polynomial,
    ProblemSettings,
    RiskSettings,
)
from jacviz.session.landscape.results import LandscapeResults
from jacviz.session.landscape.run import Run

NO_THREE_D = "Three dimensions need two parameters; this function has one."


def summary(results: LandscapeResults) -> str:
    """What is minimised, by what.

    Args:
        results: What came back; the words follow what is drawn.

    Returns:
        Text such as "y = a x + b, 200 samples, SGD, batch 16"; "" before anything is drawn.
    """
    run = results.run
    if run is None:
        return ""
    parts = [_minimised(run)]
    if run.begun.samples:
        several = "s" if run.begun.samples > 1 else ""
        parts.append(f"{run.begun.samples:,} sample{several}{_of(run.task.problem)}")
    parts.append(", ".join(named(recipe) for recipe in run.recipes[:3]))
    if len(run.recipes) > 3:
        parts[-1] += f" and {len(run.recipes) - 3} more"
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


def _minimised(run: Run) -> str:
    problem = run.task.problem
    if not isinstance(problem, RiskSettings):
        return run.begun.title
    match problem.model:
        case Line():
            model = "y = a x + b" if run.parameters == 2 else "linear model"
        case Polynomial(degree=degree):
            model = f"polynomial of degree {degree}"
        case LogisticRegression():
            model = "logistic regression"
        case Mlp(sizes=sizes):
            model = f"MLP {'-'.join(map(str, sizes))}"
        case _:
            model = "own function"
    return model if problem.loss in {None, "squared"} else f"{model}, {problem.loss} loss"


def _of(problem: ProblemSettings) -> str:
    """Where samples come from, where that is not the line experiment that everything begins with.

    Returns:
        " of two moons", say, or "".
    """
    if not isinstance(problem, RiskSettings):
        return ""
    data = problem.data
    name = data.name if isinstance(data, DataSettings) else Path(data.title).name
    return "" if name == "line" else f" of {name}"
