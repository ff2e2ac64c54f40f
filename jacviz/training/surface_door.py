"""The public door to surfaces: `jacviz.loss_surface`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from jacviz.experiment.errors import TrainingError
from jacviz.experiment.planes import Plane, parameter_line, parameter_plane, principal_plane, random_plane
from jacviz.experiment.starts import Array
from jacviz.training.doors import Minimised, problem_of
from jacviz.training.problems import Problem
from jacviz.training.surface import Surface, Window, landmark, surfaces, view_of
from jacviz.training.trajectories import Trajectories

Directions: TypeAlias = Literal["parameters", "random", "components"] | Plane | ArrayLike


def loss_surface(
    minimised: Minimised = None,
    *,
    directions: Directions = "parameters",
    parameters: tuple[str | int, str | int] = (0, 1),
    origin: ArrayLike | None = None,
    window: Window | None = None,
    resolution: int | tuple[int, int] = 200,
    trajectories: Trajectories | Sequence[Trajectories] | None = None,
    seed: int = 0,
) -> Surface:
    """The loss over all samples on a plane through the space of the parameters.

    Args:
        minimised: As for `descend`.
        directions: "parameters": two of them; "random": two random filter-normalised directions;
            "components": the first two principal components of `trajectories`; or the two directions
            themselves, (2, p).
        parameters: Which two parameters, by name or 0-based index; of a single one the loss is a curve.
        origin: A point of the plane, (p,): the optimum found, a start, a chosen step. None: the known
            optimum, else the best end of `trajectories`, else the middle of the region, or a start where
            that is 0 in all of more than two parameters.
        window: ((alpha from, to), (beta from, to)); None: what there is to see.
        resolution: Points along each axis, or (cols, rows).
        trajectories: What principal components are taken of, and what shall be in view.
        seed: For random directions.

    Returns:
        `.values` (rows, cols), `.axes`, `.origin`, `.directions`; one row over a single parameter.
    """
    base = None if origin is None else np.asarray(origin, dtype=np.float64).reshape(-1)
    problem = problem_of(minimised, base)
    runs = [trajectories] if isinstance(trajectories, Trajectories) else list(trajectories or [])
    base = _origin(problem, runs) if base is None else base
    plane = _plane(problem, directions, parameters, base, runs, seed)
    if window is None:
        window = view_of(problem, plane, _points(runs) if runs else None)
    cols, rows = (resolution, resolution) if isinstance(resolution, int) else resolution
    return next(iter(surfaces(problem, plane, window, [(cols, rows)])))


def _plane(
    problem: Problem,
    directions: Directions,
    parameters: tuple[str | int, str | int],
    base: Array,
    runs: Sequence[Trajectories],
    seed: int,
) -> Plane:
    if isinstance(directions, Plane):
        return directions
    if isinstance(directions, str):
        match directions:
            case "parameters" if len(problem.names) == 1:
                return parameter_line(*problem.names)
            case "parameters":
                first, second = (_index(problem, one) for one in parameters)
                return parameter_plane(problem.names, base, first, second)
            case "random":
                return random_plane(problem.parts, base, seed)
            case "components":
                if not runs:
                    raise TrainingError("Principal components need trajectories; give those of a descent.")
                return principal_plane(_points(runs), base)
        raise TrainingError(f"Directions are parameters, random or components, not {directions!r}.")
    vectors = np.asarray(directions, dtype=np.float64)
    if vectors.shape != (2, len(problem.names)) or base.shape != (len(problem.names),):
        raise TrainingError(
            f"A plane needs two directions and an origin of {len(problem.names)} entries each; directions of "
            f"shape {vectors.shape} and an origin of shape {base.shape} came."
        )
    return Plane(base, vectors, ("direction 1", "direction 2"))


def _index(problem: Problem, parameter: str | int) -> int:
    if isinstance(parameter, int):
        return parameter
    if parameter not in problem.names:
        listed = ", ".join(problem.names[:12])
        raise TrainingError(f"There is no parameter {parameter!r}; there are {listed}.")
    return problem.names.index(parameter)


def _origin(problem: Problem, runs: Sequence[Trajectories]) -> Array:
    if problem.optimum is not None:
        return problem.optimum
    ends = [(float(loss), end) for run in runs for loss, end in zip(run.final_losses, run.final, strict=True)]
    usable = [(loss, end) for loss, end in ends if np.isfinite(loss)]
    return min(usable, key=lambda pair: pair[0])[1] if usable else landmark(problem)


def _points(runs: Sequence[Trajectories]) -> Array:
    """All points of the trajectories that did not diverge, or of all where none did not.

    Returns:
        Shape (points, p).
    """
    p = runs[0].points.shape[-1]
    calm = [run.points[[step is None for step in run.diverged_at]].reshape(-1, p) for run in runs]
    points = np.concatenate(calm)
    return points if len(points) else np.concatenate([run.points.reshape(-1, p) for run in runs])
