"""Where a start ends: a plane coloured by the minimum that descent reaches from each of its points."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from jacviz.experiment.minibatches import Sampling
from jacviz.experiment.planes import Plane
from jacviz.experiment.recipes import Recipe
from jacviz.experiment.starts import Array
from jacviz.training.descent import Descent
from jacviz.training.problems import Problem
from jacviz.training.resting import Ends, resting_places
from jacviz.training.surface import Window
from jacviz.training.wanted import Wanted, always

Labels: TypeAlias = NDArray[np.int64]

STAGES: tuple[tuple[int, int], ...] = ((25, 25), (50, 50), (100, 100))
DIVERGED, ON_THE_WAY = -1, -2
_NEAR = 0.01   # of the window's diagonal: an end this near to a minimum has arrived there
_MOST = 50     # minima that are told apart
_STRETCH = 10  # steps; how far a trajectory goes in its last ones tells whether it still moves
_NUMBERS = 1 << 17   # in the predictions of the starts that descend together: they stay in a core's cache
_FEWEST_ROWS = 256


@dataclass(frozen=True, eq=False)
class Basins:
    """Which minimum each start reaches.

    Attributes:
        labels: Shape (rows, cols): the index of a minimum, DIVERGED (-1) also where the trajectory runs away
            for good, or ON_THE_WAY (-2) where the steps were too few.
        axes: alpha (cols,) and beta (rows,) of the starts.
        minima: Shape (k, p): known minima first, then others in which trajectories came to rest.
        notes: Sentences about why there is no colour where one was to be expected.
    """

    labels: Labels
    axes: tuple[Array, Array]
    minima: Array
    notes: tuple[str, ...] = ()


def basins(
    problem: Problem,
    recipe: Recipe,
    plane: Plane,
    window: Window,
    *,
    steps: int = 500,
    batch: int | None = None,
    sampling: Sampling = "shuffle",
    seed: int = 0,
    stages: Sequence[tuple[int, int]] = STAGES,
    wanted: Wanted = always,
) -> Iterator[Basins]:
    """Follow a grid of starts to their ends, coarse first.

    Args:
        problem: What is minimised.
        recipe: The optimiser.
        plane: Where the starts lie.
        window: The ranges of alpha and beta.
        steps: Steps of each trajectory.
        batch: Samples in a minibatch; None: all.
        sampling: How minibatches are drawn.
        seed: Fixes them.
        stages: (cols, rows) of each resolution.
        wanted: Asked between pieces of the work.

    Yields:
        One picture a stage; minima keep their index.

    Raises:
        Cancelled: The picture is not wanted any more.
    """  # noqa: DOC502  # raised by what is called here
    minima = problem.minima
    size = float(np.hypot(window[0][1] - window[0][0], window[1][1] - window[1][0]))
    near = _NEAR * size * float(np.linalg.norm(plane.directions, axis=1).max())
    for cols, rows in stages:
        axes = (_cells(window[0], cols), _cells(window[1], rows))
        starts = plane.points(np.stack(np.meshgrid(*axes), axis=-1).reshape(-1, 2))
        at_once = max(_FEWEST_ROWS, _NUMBERS // (problem.width * max(batch or problem.count, 1)))
        blocks = [
            _ends(
                Descent(
                    problem, [recipe], block,
                    steps=steps, batch=batch, sampling=sampling, seed=seed, losses_every=0,
                ),
                wanted,
            )
            for block in np.split(starts, range(at_once, len(starts), at_once))
        ]  # fmt: skip
        with np.errstate(over="ignore", invalid="ignore"):  # far out, squares overflow
            found = _coloured(problem, Ends.joined(blocks), minima, near, wanted)
        minima = found.minima
        notes = found.notes if (found.labels >= 0).any() else (_why_no_colour(found, problem, steps),)
        yield Basins(found.labels.reshape(rows, cols), axes, minima, notes)


@dataclass(frozen=True, eq=False)
class _Coloured:
    """Labels (S,), minima (k, p), and what else was found out.

    Attributes:
        labels: As in Basins, in a row.
        minima: All that are known by now.
        notes: Sentences about them.
        flat: Whether most of the starts came to rest where the loss is flat.
        still: Whether most of them hardly move any more.
    """

    labels: Labels
    minima: Array
    notes: tuple[str, ...]
    flat: bool
    still: bool


def _ends(descent: Descent, wanted: Wanted) -> Ends:
    """Run a descent to its end.

    Returns:
        Its last steps.
    """
    stretch = min(_STRETCH, descent.steps // 2)
    slopes = np.zeros(len(descent.starts))
    reached: list[Array] = []
    for count in (descent.steps - 2 * stretch, stretch, stretch):
        for chunk in descent.chunks(count, wanted):
            if chunk.first == 0 and chunk.gradient_norms.size:
                slopes = chunk.gradient_norms[0, :, 0].copy()
        reached.append(chunk.points[0, :, -1].copy())  # not the whole chunk
    before, between, at = reached
    return Ends(descent.starts, before, between, at, slopes, chunk.diverged_at[0] >= 0)


def _coloured(problem: Problem, ends: Ends, minima: Array, near: float, wanted: Wanted) -> _Coloured:
    """The minimum that each trajectory reached, and all minima known by now.

    Returns:
        The labels and more.
    """
    unknown = _distances(ends.at, minima).min(axis=1, initial=np.inf) > near
    away = ends.away(problem.region)
    still = ~ends.diverged & ~away & unknown & ends.still(near)
    found = resting_places(problem, ends.some(still), near, wanted)
    others = found.minima[_distances(found.minima, minima).min(axis=1, initial=np.inf) > near]
    room = max(_MOST - len(minima), 0)
    told = f"There are more than {_MOST} minima; only {_MOST} of them have a colour."
    notes = (told,) if len(others) > room else ()
    minima = np.concatenate([minima, others[:room]])
    mostly = 2 * int(still.sum()) > len(still)
    labels = _labels(ends.at, ends.diverged, away, minima, near)
    return _Coloured(labels, minima, notes, found.flat and mostly, mostly)


def _why_no_colour(found: _Coloured, problem: Problem, steps: int) -> str:
    """Why no start has reached a minimum.

    Returns:
        A sentence.
    """
    diverged = float((found.labels == DIVERGED).mean())
    if diverged == 1.0:
        return "All starts diverge: the learning rate is too large, or the loss falls without end."
    if found.flat and len(problem.names) <= 2:
        return "The starts come to rest where the loss is flat: there is no single minimum to colour."
    if found.still and len(problem.names) > 2:
        return (
            f"Trajectories of {len(problem.names)} parameters end off the plane, each in a place of its own: "
            "there is no common minimum to colour."
        )
    after = f"after {steps:,} {'step' if steps == 1 else 'steps'}"
    if diverged > 0:
        return f"No start has come to rest {after}; {100 * diverged:.0f} % of them diverge."
    return f"No start has come to rest {after}; take more steps or a larger learning rate."


def _cells(ends: tuple[float, float], count: int) -> Array:
    return ends[0] + (ends[1] - ends[0]) * (np.arange(count) + 0.5) / count


def _labels(
    ends: Array, diverged: NDArray[np.bool_], away: NDArray[np.bool_], minima: Array, near: float
) -> Labels:
    distances = _distances(ends, minima)
    labels = np.where(away, DIVERGED, np.int64(ON_THE_WAY))
    if len(minima):
        arrived = distances.min(axis=1) <= near
        labels[arrived] = distances[arrived].argmin(axis=1)
    labels[diverged] = DIVERGED
    return labels


def _distances(points: Array, minima: Array) -> Array:
    return np.asarray(np.linalg.norm(points[:, None] - minima[None], axis=2), dtype=np.float64)
