"""Which part of which plane is shown, and the tasks that compute it. Pure functions."""

from __future__ import annotations

import numpy as np

from jacviz.engine.training_messages import Array, BasinsTask, CriticalTask, SurfaceTask, Window
from jacviz.experiment.errors import TrainingError
from jacviz.experiment.planes import Plane, parameter_plane, principal_plane, random_plane
from jacviz.session.document import Document
from jacviz.session.landscape.moments import within
from jacviz.session.landscape.planning import belongs, problem_of, same_settings
from jacviz.session.landscape.results import LandscapeResults
from jacviz.session.landscape.run import Run

_CURVE = (1500, 1)  # points of the loss over a single parameter
_MARGIN = 0.15  # of the trajectories' extent, round a view that is made for them


def surface_task(
    document: Document, results: LandscapeResults, stages: tuple[tuple[int, int], ...], memory_limit: int
) -> SurfaceTask:
    """The task that computes the surface as `document` wishes it.

    Args:
        document: The wish.
        results: The run tells the parameters, and where a plane through more than two of them lies.
        stages: (cols, rows) of each resolution.
        memory_limit: Bytes that the engine may hold.

    Returns:
        A task for the engine. Without a run (of the same problem), and for one or two parameters, its plane
        is the engine's own choice.

    Raises:
        TrainingError: The plane cannot be made: its directions are the same.
    """  # noqa: DOC502  # raised by what makes planes
    run = results.run
    wish = document.landscape.plane
    window = document.landscape.sight.window
    if run is not None and run.parameters == 1 and belongs(run, document):
        # A fine curve costs less than a coarse surface.
        return SurfaceTask(problem_of(document), None, window, (_CURVE,), memory_limit)
    if run is None or not belongs(run, document) or (run.parameters, wish.first, wish.second) == (2, 0, 1):
        return SurfaceTask(problem_of(document), None, window, stages, memory_limit)
    plane = plane_of(document, results, run)
    window = window or _whole(run, plane)
    return SurfaceTask(problem_of(document), plane, window, stages, memory_limit)


def is_same_surface(one: SurfaceTask, other: SurfaceTask) -> bool:
    """Whether two tasks ask for the same part of the same plane.

    Returns:
        Resolutions do not matter; planes are compared by value.
    """
    if one.window != other.window or not same_settings(one.problem, other.problem):
        return False
    if one.plane is None or other.plane is None:
        return one.plane is other.plane
    pairs = ((one.plane.origin, other.plane.origin), (one.plane.directions, other.plane.directions))
    return all(np.array_equal(a, b) for a, b in pairs)


def is_same_basins(one: BasinsTask, other: BasinsTask) -> bool:
    """Whether two tasks ask for the same picture of basins.

    Returns:
        False where the problem, the optimiser, the plane, the window or the minibatches differ.
    """
    fields = ("recipe", "window", "steps", "batch", "sampling", "seed")
    if any(getattr(one, name) != getattr(other, name) for name in fields):
        return False
    return one.plane is other.plane and same_settings(one.problem, other.problem)


def plane_of(document: Document, results: LandscapeResults, run: Run) -> Plane:
    """The plane that the document wishes for.

    Until a descent has ended, the plane of before stays: what it goes through is not known earlier.

    Args:
        document: The wish.
        results: The surface that is there, and the selected trajectory.
        run: The trajectories.

    Returns:
        The plane.
    """
    wish = document.landscape.plane
    first, second = wish.first, wish.second
    if run.parameters == 2:
        base = (run.begun.low + run.begun.high) / 2
        return parameter_plane(run.names, base, first, second)
    base = _through(document, results, run)
    if wish.kind == "random":
        return random_plane(run.begun.parts, base, wish.seed)
    if wish.kind == "components" and run.computed > 0:
        return principal_plane(_calm_points(run), base)
    return parameter_plane(run.names, base, first, second)


def _through(document: Document, results: LandscapeResults, run: Run) -> Array:
    wish = document.landscape.plane
    chosen = within(results.selection, run)
    if wish.through == "step":
        point: Array = run.points[chosen.optimiser, chosen.start, min(wish.step, run.computed)]
        return point
    found = run.optimum if wish.through == "optimum" else None
    # As long as no loss is known, the start: the middle of the region is where a network is all zeros.
    start: Array = run.begun.starts[chosen.start]
    return start if found is None else found


def _whole(run: Run, plane: Plane) -> Window:
    """All there is to see of a plane: the problem's region, or the trajectories with some room about them.

    Returns:
        The window.
    """
    low, high = run.begun.low, run.begun.high
    corners = np.stack([low, high])[:, list(plane.parameters)] if plane.parameters is not None else None
    if corners is not None and run.parameters == 2:
        # The region is what its problem is known by; trajectories may leave it.
        return _window(corners[0], corners[1])
    seen = plane.coordinates(_calm_points(run))
    seen = np.concatenate([seen, np.zeros((1, 2)) if corners is None else corners])
    seen = seen[np.isfinite(seen).all(axis=1)]
    lowest, highest = seen.min(axis=0), seen.max(axis=0)
    margin = np.where(highest > lowest, _MARGIN * (highest - lowest), 1.0)
    return _window(lowest - margin, highest + margin)


def _window(low: Array, high: Array) -> Window:
    (left, bottom), (right, top) = low.tolist(), high.tolist()
    return ((left, right), (bottom, top))


def _calm_points(run: Run) -> Array:
    """Points of the trajectories that did not diverge, or of all where none did not.

    Returns:
        Shape (points, p).
    """
    points = run.points[:, :, : run.computed + 1]
    calm = points[run.diverged_at < 0]
    return (calm if calm.size else points).reshape(-1, run.parameters)


def basins_task(
    document: Document, results: LandscapeResults, run: Run, memory_limit: int
) -> BasinsTask | None:
    """Where a start ends, over the window that is shown, for the selected trajectory's optimiser.

    Returns:
        A task for the engine; None before there is a surface, and for a single parameter.
    """
    surface = results.surface
    if surface is None or surface.plane.is_line or len(surface.plane.origin) != run.parameters:
        return None
    chosen = within(results.selection, run)
    return BasinsTask(
        problem_of(document), run.recipes[chosen.optimiser], surface.plane, surface.window,
        steps=run.steps, batch=run.begun.batch or None, sampling=run.task.sampling, seed=run.task.seed,
        memory_limit=memory_limit,
    )  # fmt: skip


def critical_task(document: Document, results: LandscapeResults, memory_limit: int) -> CriticalTask | None:
    """Critical points in the window that is shown.

    Returns:
        A task for the engine; None before there is a surface.

    Raises:
        TrainingError: The function does not have two parameters.
    """
    surface = results.surface
    if surface is None:
        return None
    count = len(surface.plane.origin)
    if count != 2:
        raise TrainingError(f"Critical points are listed for two parameters; this function has {count}.")
    window = surface.window if surface.plane.parameters == (0, 1) else (surface.window[1], surface.window[0])
    return CriticalTask(problem_of(document), window, memory_limit)
