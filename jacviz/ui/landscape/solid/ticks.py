"""What is marked on trajectories in the box: a tick every so many steps, and where they stopped for good."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from jacviz.engine.training_messages import SurfaceAnswer
from jacviz.session.landscape.run import Run
from jacviz.ui.landscape.solid.heights import Heights
from jacviz.ui.landscape.solid.shapes import (
    LIFT,
    TALL,
    over_surface,
    placed,
    raised,
    surface_loss,
)
from jacviz.ui.landscape.surface.tick_steps import interval

Array: TypeAlias = NDArray[Any]

MOST_TICKS = 10_000  # of all trajectories; of more only every second, fifth ... is drawn
_HALF = 0.022  # of a tick's length, in units of the box
_APART = 0.03  # nearer ticks on one trajectory are left out
_NOWHERE = 1e3  # lies outside the box and is not drawn
_EDGE = 0.995  # of the box: so far from its middle may a mark stand


def ticks_apart(run: Run, members: Array, every: int) -> int:
    """Steps between two ticks: as many as are wished for, or more where ticks would be too many.

    Args:
        run: The trajectories.
        members: Optimiser and start of each that has ticks, (T, 2).
        every: Steps that are wished for; 0: no ticks.

    Returns:
        Steps; 0: no ticks.
    """
    return interval(every, len(members), run.steps, MOST_TICKS)


def tick_steps(apart: int, last: int) -> Array:
    """At which steps trajectories have ticks.

    Args:
        apart: Steps between two ticks; 0: none.
        last: The last step that is there.

    Returns:
        Rising.
    """
    return np.arange(apart, last + 1, apart) if apart > 0 else np.arange(0)


def tick_ends(
    run: Run, members: Array, steps: Array, every: int, surface: SurfaceAnswer, heights: Heights
) -> Array:
    """Short level lines across trajectories. Across the way of gradient descent they lie along the contour.

    Args:
        run: The trajectories.
        members: Optimiser and start of each that is drawn, (T, 2).
        steps: Where, (k,), at least `every`.
        every: Steps between two ticks.
        surface: Whose plane they are drawn over.
        heights: How high losses stand.

    Returns:
        Both ends, (k, T, 2, 3), float32; those of a tick without a direction or too near lie outside the box.
    """
    o, s = members.T
    middle = over_surface(
        run.points[o[:, None], s[:, None], steps], run.true_losses(o, s, steps), surface, heights
    ).astype(np.float64)

    def at(some: Array) -> Array:
        coordinates = surface.plane.coordinates(run.points[o[:, None], s[:, None], some])
        both = (placed(coordinates[..., axis], surface.window[axis]) for axis in (0, 1))
        return np.stack(list(both), axis=-1)

    with np.errstate(all="ignore"):
        along = middle[..., :2] - at(steps - 1)
        length = np.hypot(along[..., 0], along[..., 1])[..., None]
        apart = np.hypot(*np.moveaxis(middle[..., :2] - at(steps - every), -1, 0))
        across = np.stack([-along[..., 1], along[..., 0]], axis=-1) / length * _HALF
        good = (length[..., 0] > 0) & (apart > _APART) & (np.abs(middle) < 1.1).all(axis=-1)
    ends = np.repeat(middle[:, :, None], 2, axis=2)
    for side, sign in enumerate((-1, 1)):
        ends[:, :, side, :2] += sign * np.where(good[..., None], across, 0.0)
    if run.parameters <= 2:  # all points lie on the surface: ends do, too, where it falls to a side
        scales = [(np.mean(limits), (limits[1] - limits[0]) / 2) for limits in surface.window]
        coordinates = np.stack([m + ends[..., axis] * h for axis, (m, h) in enumerate(scales)], axis=-1)
        ends[..., 2] = raised(heights.unit(surface_loss(surface, coordinates))) + LIFT
    ends[~(good[:, :, None] & np.isfinite(ends[..., 2]))] = _NOWHERE
    return np.asarray(ends.swapaxes(0, 1), dtype=np.float32)


def stopped(run: Run, members: Array, step: int) -> Array:
    """Which trajectories have diverged by a step.

    Args:
        run: The trajectories.
        members: Optimiser and start of each, (T, 2).
        step: The step.

    Returns:
        bool, (T,).
    """
    frozen = run.diverged_at[members[:, 0], members[:, 1]]
    return np.asarray((frozen >= 0) & (frozen <= min(step, run.computed)))


def crosses(run: Run, members: Array, step: int, surface: SurfaceAnswer, heights: Heights) -> Array:
    """Where trajectories that diverged stopped: at their last finite point, or at the box's side before it.

    Args:
        run: The trajectories.
        members: Optimiser and start of each that diverged, (T, 2).
        step: A step since when they stand still.
        surface: Whose plane they are drawn over.
        heights: How high losses stand.

    Returns:
        Shape (T, 3), in the box.
    """
    at = min(step, run.computed)
    o, s = members.T
    losses = run.losses[o, s, at]
    if np.isnan(losses).any():
        losses = run.true_losses(o, s, np.array([at]))[:, 0]
    made = over_surface(run.points[o, s, at], losses, surface, heights)
    return np.clip(made, -np.array([_EDGE, _EDGE, TALL]), [_EDGE, _EDGE, TALL])


def heads(run: Run, members: Array, step: int, surface: SurfaceAnswer, heights: Heights) -> Array:
    """Where trajectories are at a step.

    Args:
        run: The trajectories.
        members: Optimiser and start of each, (T, 2).
        step: The step.
        surface: Whose plane they are drawn over.
        heights: How high losses stand.

    Returns:
        Shape (T, 3), float32; what has no place lies outside the box.
    """
    at = np.array([min(max(step, 0), run.computed)])
    o, s = members.T
    points = run.points[o[:, None], s[:, None], at]
    return over_surface(points, run.true_losses(o, s, at), surface, heights)[:, 0]
