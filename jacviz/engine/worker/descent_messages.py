"""What a process that descends is asked, and what it answers. No torch.

O optimisers, S starts, K steps, p parameters.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from jacviz.engine.messages import Array, Failure, Language
from jacviz.experiment.schedules import Schedule

ParameterValue: TypeAlias = bool | float | tuple[float, ...]


@dataclass(frozen=True, eq=False)
class Parameter:
    """A parameter of an optimiser under torch.optim's name."""

    name: str
    value: ParameterValue


@dataclass(frozen=True, eq=False)
class Optimiser:
    """An optimiser by name.

    Attributes:
        name: torch.optim's in lower case, "lion", "gradient-descent"; None: SGD with a learning rate that
            visibly arrives.
        parameters: Those that differ from the defaults.
    """

    name: str | None
    parameters: tuple[Parameter, ...] = ()


@dataclass(frozen=True, eq=False)
class DescentWish:
    """Run a descent; the fields are those of `jacviz.descend`.

    Attributes:
        objective: A name of the gallery; None where `source` is minimised, or the line experiment.
        language: What `source` is written in; None where there is none.
        source: The user's text; None: an objective or the line experiment.
        data: The name of the experiment that a model in `source` learns from; None: the line.
        loss: The loss of that model; None: the one that suits it.
        optimisers: At least one.
        schedule: How the learning rate of each of them changes.
        starts: How many are spread, where `points` is None.
        points: The starts, (S, p).
        spread_as: How a number of starts is spread.
        steps: Steps of each trajectory, K.
        batch: Samples in a minibatch; None: all.
        sampling: How minibatches are drawn.
        seed: Reproduces starts, minibatches and noise.
        noise: Standard deviation of the noise on gradients of an objective.
        whole: Whether the answer holds all points, not only the last ones.
        memory_limit: Bytes that may be held.
    """

    objective: str | None
    language: Language | None
    source: str | None
    data: str | None
    loss: str | None
    optimisers: tuple[Optimiser, ...]
    schedule: Schedule
    starts: int
    points: Array | None
    spread_as: str
    steps: int
    batch: int | Literal["default"] | None
    sampling: str
    seed: int
    noise: float
    whole: bool
    memory_limit: int


@dataclass(frozen=True, eq=False)
class Ready:
    """Torch is imported; from here on the time counts."""


@dataclass(frozen=True, eq=False)
class Progress:
    """Steps that have been taken."""

    taken: int


@dataclass(frozen=True, eq=False)
class Refusal:
    """The wish does not fit what is minimised; one sentence for the user."""

    sentence: str


@dataclass(frozen=True, eq=False)
class Descended:
    """What came of it.

    Attributes:
        title: What was minimised.
        notes: Sentences about it.
        samples: Number of samples; 0 for an objective alone.
        batch: Samples in a minibatch; 0 for an objective alone.
        parameters: p names.
        minima: Known minima, (k, p); none known: (0, p).
        minima_losses: The loss there, (k,).
        recipes: A line for each optimiser: its parameters that are worth saying.
        starts: Shape (S, p).
        final: Shape (O, S, p).
        losses: The loss over all samples at the end, (O, S).
        gradient_norms: The norm of its gradient there, (O, S).
        diverged_at: Shape (O, S): the first step that could not be taken, counted from 1, or -1.
        reasons: For each optimiser why its first divergence came; "" where none did.
        points: Shape (O, S, K + 1, p), or None where they were not wished for.
        step_losses: The loss over all samples at each of them, (O, S, K + 1), or None.
    """

    title: str
    notes: tuple[str, ...]
    samples: int
    batch: int
    parameters: tuple[str, ...]
    minima: Array
    minima_losses: Array
    recipes: tuple[str, ...]
    starts: Array
    final: Array
    losses: Array
    gradient_norms: Array
    diverged_at: Array
    reasons: tuple[str, ...]
    points: Array | None = None
    step_losses: Array | None = None


Outcome: TypeAlias = Descended | Refusal | Failure
