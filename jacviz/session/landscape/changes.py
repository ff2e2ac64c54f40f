"""Wishes about the loss surface: from one Landscape to the next, with what no longer fits reset along."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from jacviz.engine.training_messages import Batch
from jacviz.experiment.data import Dataset, DataSettings, MoonsData
from jacviz.experiment.errors import TrainingError
from jacviz.experiment.minibatches import STARTS, Minibatches, stream
from jacviz.experiment.settings import (
    Line,
    LogisticRegression,
    ModelSettings,
    ObjectiveSettings,
    Polynomial,
    ProblemSettings,
    RiskSettings,
)
from jacviz.experiment.starts import require_count
from jacviz.session.landscape.settings import Landscape, PlaneSettings

_MOST_LEVELS = 200
_MOST_STEPS = 10_000_000


def samples(problem: ProblemSettings) -> int:
    """How many samples there are.

    Args:
        problem: What is minimised.

    Returns:
        N; 0 for an objective alone.
    """
    if isinstance(problem, ObjectiveSettings):
        return 0
    return problem.data.count if isinstance(problem.data, DataSettings) else len(problem.data)


def has_classes(data: DataSettings | Dataset) -> bool:
    """Whether the target is a class.

    Args:
        data: Settings, or samples.

    Returns:
        False where it is a number.
    """
    drawn = replace(data, count=1).draw() if isinstance(data, DataSettings) else data
    return bool(drawn.classes)


# --- what is minimised -----------------------------------------------------------------------------------


def with_problem(landscape: Landscape, problem: ProblemSettings) -> Landscape:
    """Minimise something else; what belongs to other parameters or other samples is reset.

    Args:
        landscape: What was wished before.
        problem: What is to be minimised.

    Returns:
        A new landscape. A learning rate that the user has set stays.
    """
    old = landscape.problem
    if _same_theta(old, problem):
        elsewhere = samples(problem) > 0  # other data have another optimum
        sight = replace(landscape.sight, window=None) if elsewhere else landscape.sight
        batch: Batch = landscape.batch if _fits(landscape.batch, problem) else "default"
        return replace(landscape, problem=problem, sight=sight, batch=batch)
    return replace(
        landscape,
        problem=problem,
        recipes=tuple(replace(recipe, lr_changes=()) for recipe in landscape.recipes),
        starts=replace(landscape.starts, placed=None),
        batch="default",
        plane=PlaneSettings(),
        sight=replace(landscape.sight, window=None),
    )


def with_model(landscape: Landscape, model: ModelSettings) -> Landscape:
    """Fit another model; logistic regression brings classes along where the data have none.

    Returns:
        A new landscape.
    """
    risk = _risk(landscape)
    data = risk.data
    if isinstance(model, LogisticRegression) and not has_classes(data):
        data = MoonsData()
    return with_problem(landscape, RiskSettings(model=model, data=data, loss=_kept_loss(risk, data)))


def with_data(landscape: Landscape, data: DataSettings | Dataset) -> Landscape:
    """Learn from other data; a model that is made for another kind of target gives way.

    Args:
        landscape: What was wished before.
        data: Settings, or samples.

    Returns:
        A new landscape: with a line for numbers, logistic regression for classes, unless its model suits
        both.
    """
    risk = _risk(landscape)
    model = risk.model
    if has_classes(data) and isinstance(model, Line | Polynomial):
        model = LogisticRegression()
    elif not has_classes(data) and isinstance(model, LogisticRegression):
        model = Line()
    return with_problem(landscape, RiskSettings(model=model, data=data, loss=_kept_loss(risk, data)))


def _risk(landscape: Landscape) -> RiskSettings:
    return landscape.problem if isinstance(landscape.problem, RiskSettings) else RiskSettings()


def _kept_loss(risk: RiskSettings, data: DataSettings | Dataset) -> Any:
    # Losses of numbers suit every model; losses of classes depend on the model's outputs.
    return None if has_classes(risk.data) or has_classes(data) else risk.loss


def _same_theta(old: ProblemSettings, new: ProblemSettings) -> bool:
    if isinstance(old, RiskSettings) and isinstance(new, RiskSettings):
        return old.model == new.model and _columns(old.data) == _columns(new.data)
    if isinstance(old, ObjectiveSettings) and isinstance(new, ObjectiveSettings):
        return old.objective == new.objective
    return False


def _columns(data: DataSettings | Dataset) -> object:
    if isinstance(data, DataSettings):
        return data.name, getattr(data, "classes", 0)
    return data.input_names, data.classes


# --- starts, steps, minibatches --------------------------------------------------------------------------


def with_start_count(landscape: Landscape, count: int) -> Landscape:
    """Spread another number of starts; those placed by hand give way.

    Returns:
        A new landscape.
    """
    require_count(count)
    return replace(landscape, starts=replace(landscape.starts, count=count, placed=None))


def with_steps(landscape: Landscape, steps: int) -> Landscape:
    """Take another number of steps.

    Returns:
        A new landscape.

    Raises:
        TrainingError: The number is negative, or far too large.
    """
    if steps < 0:
        raise TrainingError(f"The number of steps must be 0 or more; it is {steps}.")
    if steps > _MOST_STEPS:
        raise TrainingError(f"There can be at most {_MOST_STEPS:,} steps; {steps:,} were asked for.")
    return replace(landscape, steps=steps)


def with_seed(landscape: Landscape, seed: int) -> Landscape:
    """Draw starts, minibatches and noise anew.

    Returns:
        A new landscape.
    """
    stream(seed, STARTS)
    return replace(landscape, seed=seed)


def with_batch(landscape: Landscape, batch: Batch) -> Landscape:
    """Take minibatches of another size.

    Returns:
        A new landscape.
    """
    count = samples(landscape.problem)
    if isinstance(batch, int) and count:
        Minibatches(count, batch)
    return replace(landscape, batch=batch)


def _fits(batch: Batch, problem: ProblemSettings) -> bool:
    return not isinstance(batch, int) or batch <= samples(problem)


# --- the plane and the picture ---------------------------------------------------------------------------


def with_plane(landscape: Landscape, **changes: Any) -> Landscape:
    """Draw the surface on another plane, all of it; choosing one parameter twice swaps the two.

    Args:
        landscape: What was wished before.
        **changes: Fields of PlaneSettings.

    Returns:
        A new landscape.

    Raises:
        TrainingError: The seed or the step is negative.
    """
    old = landscape.plane
    plane = replace(old, **changes)
    if plane.first == plane.second:
        plane = replace(plane, first=old.second, second=old.first)
    stream(plane.seed, STARTS)
    if plane.step < 0:
        raise TrainingError(f"A step of a trajectory is 0 or more; {plane.step} was asked for.")
    return replace(landscape, plane=plane, sight=replace(landscape.sight, window=None))


def with_sight(landscape: Landscape, **changes: Any) -> Landscape:
    """Show it in another way.

    Args:
        landscape: What was wished before.
        **changes: Fields of Sight.

    Returns:
        A new landscape.

    Raises:
        TrainingError: A number makes no sense.
    """
    sight = replace(landscape.sight, **changes)
    if not 1 <= sight.level_count <= _MOST_LEVELS:
        raise TrainingError(f"There can be 1 to {_MOST_LEVELS} levels; {sight.level_count:,} were asked for.")
    if sight.tail is not None and sight.tail < 1:
        raise TrainingError(f"A tail has at least 1 step; {sight.tail} was asked for.")
    if sight.ticks < 0:
        raise TrainingError(f"Ticks stand every 1 or more steps, 0 means none; {sight.ticks} was asked for.")
    return replace(landscape, sight=sight)
