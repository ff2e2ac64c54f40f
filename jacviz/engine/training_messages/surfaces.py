"""What a plane or a window of it amounts to: losses, basins, critical points."""

from __future__ import annotations

from dataclasses import dataclass

from jacviz.engine.training_messages.aliases import Array, Batch, Window
from jacviz.experiment.minibatches import Sampling
from jacviz.experiment.planes import Plane
from jacviz.experiment.recipes import Recipe
from jacviz.experiment.settings import ProblemSettings


@dataclass(frozen=True, eq=False)
class SurfaceTask:
    """The loss over all samples on a plane, coarse first. Answered by SurfaceAnswers; the last is the Reply.

    One comes for each stage; where the samples are very many, the last one comes over a few of them first,
    then over twice as many each time.

    Attributes:
        problem: What is minimised.
        plane: The plane; None: the first two parameters, the others at the known optimum, at the middle of
            the region, or, where that is all zeros, at a start; of a single parameter its line.
        window: The ranges of alpha and beta; None: the problem's region. Along a line the second is of no
            matter.
        stages: (cols, rows) of each resolution; a line has one row.
        memory_limit: Bytes that the engine may hold.
    """

    problem: ProblemSettings
    plane: Plane | None = None
    window: Window | None = None
    stages: tuple[tuple[int, int], ...] = ((25, 25), (200, 200))
    memory_limit: int = 4 << 30


@dataclass(frozen=True, eq=False)
class SurfaceAnswer:
    """The loss on a grid of a plane.

    Attributes:
        plane: The plane.
        window: The ranges of alpha and beta; along a line the second repeats the first.
        values: Shape (rows, cols): the loss at beta[row], alpha[col]; nan or inf where it is not finite.
            Along a line there is one row.
        alpha: Coordinates along the plane's first direction, (cols,).
        beta: Coordinates along its second direction, (rows,).
        not_finite: How many values are nan or infinite.
        notes: Sentences about what is unusual.
        last: Whether no finer or more exact one follows.
        rough: Whether very many samples were thinned out, so that there is something to see soon; a note
            says so. The last one never is.
        samples: How many samples the loss is taken over; 0 for an objective alone.
    """

    plane: Plane
    window: Window
    values: Array
    alpha: Array
    beta: Array
    not_finite: int
    notes: tuple[str, ...]
    last: bool
    rough: bool = False
    samples: int = 0


@dataclass(frozen=True, eq=False)
class BasinsTask:
    """Where a start ends, for a grid of starts. Answered by BasinsAnswers; the last is the Reply.

    Attributes:
        problem: What is minimised.
        recipe: The optimiser.
        plane: Where the starts lie.
        window: The ranges of alpha and beta.
        steps: Steps of each trajectory.
        batch: As in DescentTask.
        sampling: How minibatches are drawn.
        seed: Fixes them.
        memory_limit: Bytes that the engine may hold.
    """

    problem: ProblemSettings
    recipe: Recipe
    plane: Plane
    window: Window
    steps: int = 500
    batch: Batch = "default"
    sampling: Sampling = "shuffle"
    seed: int = 0
    memory_limit: int = 4 << 30


@dataclass(frozen=True, eq=False)
class BasinsAnswer:
    """Which minimum each start reaches.

    Attributes:
        labels: Shape (rows, cols), int64: the index of a minimum, -1 diverged or gone for good, -2 still on
            the way.
        alpha: Coordinates of the starts, (cols,).
        beta: Coordinates of the starts, (rows,).
        minima: Shape (k, p); a finer answer adds to those of a coarser one.
        last: Whether no finer one follows.
        notes: Sentences about what has no colour, and why.
    """

    labels: Array
    alpha: Array
    beta: Array
    minima: Array
    last: bool
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class CriticalTask:
    """Find the points of zero gradient of a problem of two parameters.

    Attributes:
        problem: What is minimised.
        window: The ranges of the two parameters.
        memory_limit: Bytes that the engine may hold.
    """

    problem: ProblemSettings
    window: Window
    memory_limit: int = 4 << 30


@dataclass(frozen=True, eq=False)
class CriticalAnswer:
    """The points of zero gradient, minima first.

    Attributes:
        points: Shape (k, 2).
        values: The loss there, (k,).
        eigenvalues: Of the Hessian, in rising order, (k, 2).
        kinds: "minimum", "maximum", "saddle" or "degenerate".
        notes: Sentences about what cannot be listed.
    """

    points: Array
    values: Array
    eigenvalues: Array
    kinds: tuple[str, ...]
    notes: tuple[str, ...] = ()
