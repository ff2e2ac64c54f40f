"""The public door to descents: `jacviz.descend`, and `compare` for several optimisers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray
from torch import Tensor

from jacviz.experiment.errors import TrainingError
from jacviz.experiment.minibatches import Sampling
from jacviz.experiment.recipes import SGD, Recipe, recipe
from jacviz.experiment.schedules import PARAMETERS, Schedule
from jacviz.experiment.schedules import schedule as schedule_named
from jacviz.experiment.settings import ObjectiveSettings, ProblemSettings, RiskSettings
from jacviz.experiment.starts import Array, Spread, placed, spread
from jacviz.training.building import build, own_objective
from jacviz.training.curvature import suggested_rate
from jacviz.training.descent import Descent
from jacviz.training.problems import Problem
from jacviz.training.trajectories import Trajectories, collect

# A problem, its settings, "line" or the name of an objective, a scalar function of a tensor; None: "line".
Minimised: TypeAlias = Problem | ProblemSettings | str | Callable[[Tensor], Tensor] | None

DEFAULT_BATCH = 16
DEFAULT_STEPS = 500
DEFAULT_STARTS = 5
# What else people call it, the command line among them.
_MEANT = {
    "start": "starts", "spread": "spread_as", "optimizer": "optimiser", "batch_size": "batch",
    "t_max": "T_max",
}  # fmt: skip
_NO_NOISE = (
    "Noise on gradients is for an objective by name and for a function; a model of data has that of its "
    "minibatches (batch), and settings have a noise of their own."
)


def problem_of(minimised: Minimised, start: NDArray[Any] | None = None, noise: float = 0.0) -> Problem:
    """What is meant by the first argument of `descend` and `loss_surface`.

    Args:
        minimised: A problem, its settings, "line" for the line experiment, the name of an objective, or a
            function that takes a tensor (p,) and returns a tensor with one number.
        start: A point that tells p, for such a function.
        noise: Standard deviation of the noise on gradients, for an objective by name or a function.

    Returns:
        The problem.

    Raises:
        TrainingError: Noise is wished where nothing takes it, or the problem cannot be built.
    """
    by_name = isinstance(minimised, str) and minimised != "line"
    if noise and not by_name and (isinstance(minimised, Problem) or not callable(minimised)):
        raise TrainingError(_NO_NOISE)
    if isinstance(minimised, Problem):
        return minimised
    if minimised is None or minimised == "line":
        return build(RiskSettings())
    if isinstance(minimised, str):
        return build(ObjectiveSettings(objective=minimised, noise=noise))
    if isinstance(minimised, RiskSettings | ObjectiveSettings):
        return build(minimised)
    return own_objective(minimised, start, noise)


def descend(
    minimised: Minimised = None,
    optimiser: str | Recipe | None = None,
    *,
    starts: int | ArrayLike = DEFAULT_STARTS,
    spread_as: Spread = "normal",
    steps: int = DEFAULT_STEPS,
    batch: int | Literal["default"] | None = "default",
    sampling: Sampling = "shuffle",
    seed: int = 0,
    noise: float = 0.0,
    schedule: str | Schedule | None = None,
    losses_every: int | None = 1,
    **parameters: Any,
) -> Trajectories:
    """Let gradients, which are VJPs, roll down a loss: theta <- theta - eta u^T J, from many starts at once.

    Args:
        minimised: "line" (the line experiment, also the default), the name of an objective such as
            "rosenbrock", a function of a tensor theta (p,) that returns one number, a Problem or its
            settings.
        optimiser: torch.optim's name in lower case, "lion", "gradient-descent", or a recipe. None: SGD with a
            learning rate that visibly arrives.
        starts: How many, or the points themselves, (starts, p) or (p,).
        spread_as: How a number of starts is spread: "normal", "uniform", "grid" or "ring".
        steps: Steps of each trajectory.
        batch: Samples in a minibatch; None: all; by default 16, or all where there are fewer.
        sampling: "shuffle" (as a DataLoader does), "replacement" or "distinct".
        seed: Reproduces starts, minibatches and noise bit for bit.
        noise: Standard deviation of the noise on gradients, for an objective by name or a function.
        schedule: How the learning rate changes: "constant", "step", "exponential", "cosine", "warm-up" or
            "one-cycle"; None: constant, or as a recipe has it.
        losses_every: Steps between two entries of `losses`; None: as often as they come cheap.
        **parameters: The optimiser's own, named as in torch.optim: lr, momentum, betas, weight_decay ...; and
            the schedule's, named as in torch.optim.lr_scheduler: step_size, gamma, T_max, eta_min ...

    Returns:
        The trajectories: `.points` (starts, steps + 1, p), `.losses`, `.gradient_norms`, `.diverged_at`.
    """
    recipes = None if optimiser is None else [optimiser]
    return compare(
        minimised, recipes, starts=starts, spread_as=spread_as, steps=steps, batch=batch, sampling=sampling,
        seed=seed, noise=noise, schedule=schedule, losses_every=losses_every, **parameters,
    )[0]  # fmt: skip


def compare(
    minimised: Minimised = None,
    optimisers: Sequence[str | Recipe] | None = None,
    *,
    starts: int | ArrayLike = DEFAULT_STARTS,
    spread_as: Spread = "normal",
    steps: int = DEFAULT_STEPS,
    batch: int | Literal["default"] | None = "default",
    sampling: Sampling = "shuffle",
    seed: int = 0,
    noise: float = 0.0,
    schedule: str | Schedule | None = None,
    losses_every: int | None = 1,
    **parameters: Any,
) -> tuple[Trajectories, ...]:
    """`descend` with several optimisers, from the same starts with the same minibatches and noise.

    Args:
        minimised: As for `descend`.
        optimisers: Names or recipes; None: SGD alone, with a learning rate that visibly arrives.
        starts: As for `descend`.
        spread_as: As for `descend`.
        steps: As for `descend`.
        batch: As for `descend`.
        sampling: As for `descend`.
        seed: As for `descend`.
        noise: As for `descend`.
        schedule: As for `descend`; all optimisers have it.
        losses_every: As for `descend`.
        **parameters: Given to each optimiser that is named, and to the schedule.

    Returns:
        One result an optimiser.

    Raises:
        TrainingError: A parameter is called by another name, or something does not fit.
    """
    for name in parameters.keys() & _MEANT.keys():
        raise TrainingError(f"There is no {name!r}; did you mean {_MEANT[name]}?")
    points = None if isinstance(starts, int) else _rows(starts)
    problem = problem_of(minimised, None if points is None else points[0], noise)
    descent = Descent(
        problem,
        recipes_of(problem, optimisers, parameters, schedule),
        starts_of(problem, starts if points is None else points, spread_as, seed),
        steps=steps,
        batch=batch_of(problem, batch),
        sampling=sampling,
        seed=seed,
        losses_every=losses_every,
    )
    return collect(descent, seed)


def recipes_of(
    problem: Problem,
    optimisers: Sequence[str | Recipe] | None,
    parameters: dict[str, Any],
    schedule: str | Schedule | None = None,
) -> list[Recipe]:
    """Optimisers by name, with their parameters.

    Args:
        problem: Suggests the learning rate where neither an optimiser nor a rate is named.
        optimisers: Names or recipes, or None for plain SGD.
        parameters: Given to each that is named; those of schedules to the schedule.
        schedule: Of all of them; None: constant, or as a recipe has it.

    Returns:
        The recipes.

    Raises:
        TrainingError: Parameters or a schedule came along with a finished recipe.
    """
    own = {key: value for key, value in parameters.items() if key not in PARAMETERS}
    shaped = _shaped(schedule, {key: parameters[key] for key in parameters if key not in own})
    if shaped is not None:
        own["schedule"] = shaped
    if optimisers is None:
        return [recipe(SGD.name, **{"lr": suggested_rate(problem), **own})]
    if own and any(isinstance(one, Recipe) for one in optimisers):
        raise TrainingError("A recipe has its parameters already; set them there, or name the optimiser.")
    return [one if isinstance(one, Recipe) else recipe(one, **own) for one in optimisers]


def _shaped(schedule: str | Schedule | None, parameters: dict[str, Any]) -> Schedule | None:
    if isinstance(schedule, str):
        return schedule_named(schedule, **parameters)
    if parameters:
        name, *_ = parameters
        asked = "set it there" if schedule else 'name one, such as schedule="cosine"'
        raise TrainingError(f"{name} is a parameter of a learning-rate schedule; {asked}.")
    return schedule


def starts_of(
    problem: Problem, starts: int | ArrayLike, spread_as: Spread = "normal", seed: int = 0
) -> Array:
    """Starts by number or by place.

    Args:
        problem: Its region is where a number of starts is spread.
        starts: How many, or the points.
        spread_as: How they are spread.
        seed: The user's seed.

    Returns:
        Shape (starts, p).
    """
    if isinstance(starts, int | np.integer):
        return spread(int(starts), spread_as, problem.region, seed)
    return placed(_rows(starts), problem.names)


def batch_of(problem: Problem, batch: int | Literal["default"] | None) -> int | None:
    """The size of a minibatch.

    Args:
        problem: Tells the number of samples.
        batch: As for `descend`.

    Returns:
        A size, or None for all samples.
    """
    if batch == "default":
        return min(DEFAULT_BATCH, problem.count) if problem.count else None
    return batch


def _rows(starts: ArrayLike) -> NDArray[Any]:
    try:
        return np.atleast_2d(np.asarray(starts, dtype=np.float64))
    except (TypeError, ValueError):
        sentence = "Starts need the same number of parameters each; they differ in length."
        raise TrainingError(sentence) from None
