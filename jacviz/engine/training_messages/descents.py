"""Descents: the task, what is known before the first step, stretches of trajectories, their sum."""

from __future__ import annotations

from dataclasses import dataclass

from jacviz.engine.training_messages.aliases import Array, Batch
from jacviz.experiment.data import Dataset
from jacviz.experiment.minibatches import Sampling
from jacviz.experiment.parts import Part
from jacviz.experiment.recipes import Recipe
from jacviz.experiment.settings import ProblemSettings
from jacviz.experiment.starts import Spread

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
