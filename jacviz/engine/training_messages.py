"""Tasks and answers about training that cross the border: descents, surfaces, basins, steps, files.

What is minimised and how is described by the dataclasses of `jacviz.experiment`, as they are. O counts
optimisers, S starts, K steps, p parameters, N samples. Points are float64; indices are 0-based, steps of a
trajectory are counted from 0 (its start).

A DescentTask, a SurfaceTask and a BasinsTask are answered in parts: each part travels as a `Partial`, and the
last one, or what sums it all up, is the Reply.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from numpy.typing import NDArray

from jacviz.experiment.csv_layout import CsvLayout
from jacviz.experiment.csv_table import CsvTable
from jacviz.experiment.data import Dataset
from jacviz.experiment.minibatches import Sampling
from jacviz.experiment.parts import Part
from jacviz.experiment.planes import Plane
from jacviz.experiment.recipes import Recipe
from jacviz.experiment.settings import ProblemSettings
from jacviz.experiment.starts import Spread

Array: TypeAlias = NDArray[Any]
# ((alpha from, to), (beta from, to)) on a plane.
Window: TypeAlias = tuple[tuple[float, float], tuple[float, float]]
Batch: TypeAlias = int | Literal["default"] | None
MOST_BYTES = 512 << 20  # of points that one descent sends to the window


@dataclass(frozen=True, eq=False)
class DescentTask:
    """Let several optimisers descend from the same starts with the same minibatches.

    Answered by a DescentBegun, DescentChunks (the first after a few steps) and a DescentCurvature as
    Partials, and a DescentAnswer.

    Attributes:
        problem: What is minimised.
        recipes: The optimisers, at least one.
        suggest_rate: Whether SGD and gradient descent (name "sgd", "gradient-descent") take the learning rate
            that suits the problem instead of their own; changes of the rate on the way stay.
        starts: How many are spread, where `placed` is None.
        spread: How they are spread.
        placed: The starts themselves, (S, p), or None.
        steps: Steps of each trajectory, K.
        batch: Samples in a minibatch; None: all; "default": 16, or all where there are fewer.
        sampling: How minibatches are drawn.
        seed: Reproduces starts, minibatches and noise bit for bit.
        memory_limit: Bytes that the engine may hold.
    """

    problem: ProblemSettings
    recipes: tuple[Recipe, ...]
    suggest_rate: bool = True
    starts: int = 5
    spread: Spread = "normal"
    placed: Array | None = None
    steps: int = 500
    batch: Batch = "default"
    sampling: Sampling = "shuffle"
    seed: int = 0
    memory_limit: int = 4 << 30


@dataclass(frozen=True, eq=False)
class DescentBegun:
    """What is known before the first step.

    Attributes:
        title: What is minimised, as text.
        notes: Sentences about it.
        parts: What theta consists of; their entries are the p names.
        samples: N; 0 for an objective alone.
        batch: Samples in a minibatch; 0 for an objective alone.
        recipes: The optimisers as they are used, learning rates included.
        starts: Where all of them begin, (S, p).
        low: Lower corner of the region where starts are spread and the surface is shown first, (p,).
        high: Its upper corner, (p,).
        minima: Known minima, (k, p); none known: (0, p). For a least-squares risk its solution.
        minima_losses: The loss there, (k,).
        quadratic: Whether the loss is quadratic in theta, so that one Hessian holds everywhere.
        sample: At most 2,000 of the samples, evenly picked, to be drawn; None for an objective alone.
    """

    title: str
    notes: tuple[str, ...]
    parts: tuple[Part, ...]
    samples: int
    batch: int
    recipes: tuple[Recipe, ...]
    starts: Array
    low: Array
    high: Array
    minima: Array
    minima_losses: Array
    quadratic: bool
    sample: Dataset | None

    @property
    def names(self) -> tuple[str, ...]:
        """One name for each entry of theta, p of them."""
        return tuple(name for part in self.parts for name in part.entries())


@dataclass(frozen=True, eq=False)
class DescentChunk:
    """A stretch of all trajectories, K steps of them.

    Attributes:
        first: Steps that were taken before this chunk.
        points: Shape (O, S, K + 1, p): where the chunk begins, then after each step.
        losses: Shape (O, S, K + 1): the loss over all samples there; nan where it was not computed.
        minibatch_losses: Shape (O, S, K): the loss whose gradient each step followed.
        gradient_norms: Shape (O, S, K): the Euclidean norm of that gradient.
        diverged_at: Shape (O, S), int64: the first step that could not be taken, counted from 1, or -1. The
            trajectory stays at its last finite point.
    """

    first: int
    points: Array
    losses: Array
    minibatch_losses: Array
    gradient_norms: Array
    diverged_at: Array


@dataclass(frozen=True, eq=False)
class DescentCurvature:
    """How large a learning rate may be: lambda_max of the Hessian, at the first start if it varies.

    Attributes:
        largest: lambda_max; nan where it could not be found.
        exact: Whether the loss is quadratic, so that the same Hessian holds everywhere.
        bound: 2 / lambda_max: gradient descent with a larger rate diverges; infinite where nothing curves up.
    """

    largest: float
    exact: bool
    bound: float


@dataclass(frozen=True, eq=False)
class DescentAnswer:
    """What sums a descent up.

    Attributes:
        reasons: For each optimiser why its first divergence came; "" where none did.
        gradient_norms: The norm of the gradient over all samples at each end, (O, S).
    """

    reasons: tuple[str, ...]
    gradient_norms: Array


@dataclass(frozen=True, eq=False)
class SurfaceTask:
    """The loss over all samples on a plane, coarse first. Answered by SurfaceAnswers; the last is the Reply.

    One comes for each stage; where the samples are very many, one over some of them comes before the last.

    Attributes:
        problem: What is minimised.
        plane: The plane; None: the first two parameters, the others at the known optimum or the
            region's centre.
        window: The ranges of alpha and beta; None: the problem's region.
        stages: (cols, rows) of each resolution.
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
        window: The ranges of alpha and beta.
        values: Shape (rows, cols): the loss at beta[row], alpha[col]; nan or inf where it is not finite.
        alpha: Coordinates along the plane's first direction, (cols,).
        beta: Coordinates along its second direction, (rows,).
        not_finite: How many values are nan or infinite.
        notes: Sentences about what is unusual.
        last: Whether no finer or more exact one follows.
        rough: Whether very many samples were thinned out, so that there is something to see soon; a note
            says so. The last one never is.
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


@dataclass(frozen=True, eq=False)
class MomentTask:
    """What the heads of the trajectories amount to at one moment: losses, and what the model predicts there.

    Attributes:
        problem: What is minimised.
        thetas: The heads, (H, p); a few dozen at most.
        shadows: The points of the plane under them, (H, p), or None where the heads lie on the plane.
        chosen: Which head the decision regions belong to.
        memory_limit: Bytes that the engine may hold.
    """

    problem: ProblemSettings
    thetas: Array
    shadows: Array | None = None
    chosen: int = 0
    memory_limit: int = 4 << 30


@dataclass(frozen=True, eq=False)
class MomentAnswer:
    """The heads at one moment.

    Attributes:
        losses: The loss over all samples at each head, (H,).
        shadow_losses: The same at their shadows, (H,); equal to `losses` without shadows.
        inputs: For a model of one input: where it was evaluated, (M,), rising; else empty.
        curves: Its predictions, (H, M); (H, 0) else. For a binary logit the probability.
        alpha: For a model of two inputs: the first input along the columns, (cols,); else empty.
        beta: The second input along the rows, (rows,); else empty.
        regions: The class that the chosen head predicts, (rows, cols); for a regression its value;
            else (0, 0).
    """

    losses: Array
    shadow_losses: Array
    inputs: Array
    curves: Array
    alpha: Array
    beta: Array
    regions: Array


@dataclass(frozen=True, eq=False)
class TermsTask:
    """Every term of every step of one trajectory (the update microscope).

    Attributes:
        problem: What is minimised.
        recipe: Its optimiser, as used.
        points: The trajectory, (K + 1, p), from its start.
        start: Its index among the starts.
        starts: How many starts there were.
        steps: Steps of the whole descent, where schedules end.
        batch: Samples in a minibatch, as used; None: all.
        sampling: How they were drawn.
        seed: The seed of the descent.
        memory_limit: Bytes that the engine may hold.
    """

    problem: ProblemSettings
    recipe: Recipe
    points: Array
    start: int
    starts: int
    steps: int
    batch: int | None = None
    sampling: Sampling = "shuffle"
    seed: int = 0
    memory_limit: int = 4 << 30


@dataclass(frozen=True, eq=False)
class TermsAnswer:
    """The terms of each step.

    Attributes:
        names: "gradient" first, "step" last, the optimiser's own between them.
        values: Shape (K, terms, p); nan where a step has no such term, or could not be taken.
        rates: The learning rate of each step, (K,).
    """

    names: tuple[str, ...]
    values: Array
    rates: Array


@dataclass(frozen=True, eq=False)
class MinibatchTask:
    """The Jacobian of the predictions of one step's minibatch with respect to theta.

    Attributes:
        problem: What is minimised.
        theta: Where the step begins, (p,).
        step: 0-based number of the step, which tells the minibatch.
        batch: Samples in a minibatch, as used; None: all.
        sampling: How they were drawn.
        seed: The seed of the descent.
        memory_limit: Bytes that the engine may hold.
    """

    problem: ProblemSettings
    theta: Array
    step: int
    batch: int | None = None
    sampling: Sampling = "shuffle"
    seed: int = 0
    memory_limit: int = 4 << 30


@dataclass(frozen=True, eq=False)
class MinibatchAnswer:
    """Predictions, their Jacobian, and u = dl/dy: u^T J is the gradient that the step follows.

    Attributes:
        samples: 0-based numbers of the samples, (B,), int64; empty for an objective alone.
        outputs: One name a row: "y17" for sample 17 (counted from 1).
        predictions: y, (m,).
        targets: Shape (B,); empty for an objective alone.
        jacobian: J, (m, p).
        u: dl/dy, (m,), of the mean loss of the minibatch; 1 for an objective alone.
        loss: The mean loss.
    """

    samples: Array
    outputs: tuple[str, ...]
    predictions: Array
    targets: Array
    jacobian: Array
    u: Array
    loss: float


@dataclass(frozen=True, eq=False)
class CsvLayoutTask:
    """Look at the beginning of a CSV file."""

    path: str


@dataclass(frozen=True, eq=False)
class CsvLayoutAnswer:
    """How the file is laid out."""

    layout: CsvLayout


@dataclass(frozen=True, eq=False)
class CsvTask:
    """Read the chosen columns of a CSV file; Progress (thousandths of it) is told on the way.

    Attributes:
        layout: From a CsvLayoutAnswer.
        inputs: Names of the input columns.
        target: Name of the target column.
        memory_limit: Bytes that the engine may hold.
    """

    layout: CsvLayout
    inputs: tuple[str, ...]
    target: str
    memory_limit: int = 4 << 30


@dataclass(frozen=True, eq=False)
class CsvAnswer:
    """What was read, and what is wrong with it."""

    table: CsvTable


TrainingTask: TypeAlias = (
    DescentTask | SurfaceTask | BasinsTask | CriticalTask | MomentTask | TermsTask | MinibatchTask
    | CsvLayoutTask | CsvTask
)  # fmt: skip
TrainingAnswer: TypeAlias = (
    DescentAnswer | SurfaceAnswer | BasinsAnswer | CriticalAnswer | MomentAnswer | TermsAnswer
    | MinibatchAnswer | CsvLayoutAnswer | CsvAnswer
)  # fmt: skip
Content: TypeAlias = DescentBegun | DescentChunk | DescentCurvature | SurfaceAnswer | BasinsAnswer
