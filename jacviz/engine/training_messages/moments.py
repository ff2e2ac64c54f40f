"""One moment of a descent: the heads, the terms of a step, the Jacobian of its minibatch."""

from __future__ import annotations

from dataclasses import dataclass

from jacviz.engine.training_messages.aliases import Array
from jacviz.experiment.minibatches import Sampling
from jacviz.experiment.recipes import Recipe
from jacviz.experiment.settings import ProblemSettings


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
class Predictions:
    """What the heads' models make of some of the samples.

    Attributes:
        samples: Which of the samples that the window holds (`DescentBegun.sample`), rising, (M,), int64.
        values: Shape (H, M): the predicted number, or the number of the predicted class.
        classes: Names of the classes; empty where numbers are predicted.
    """

    samples: Array
    values: Array
    classes: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Shares:
    """How likely the chosen head's model takes each class to be along a single input.

    Attributes:
        values: Shape (k, M): probabilities at the M places of `MomentAnswer.inputs`; nan where it
            is unknown.
        classes: Names of the k classes.
    """

    values: Array
    classes: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class MomentAnswer:
    """The heads at one moment.

    Attributes:
        losses: The loss over all samples at each head, (H,).
        shadow_losses: The same at their shadows, (H,); equal to `losses` without shadows.
        inputs: For a model of one input: where it was evaluated, (M,), rising; else empty.
        curves: Its predictions, (H, M); (H, 0) else, and for an output a class. For a binary logit the
            probability.
        alpha: For a model of two inputs: the first input along the columns, (cols,); else empty.
        beta: The second input along the rows, (rows,); else empty.
        regions: The class that the chosen head predicts, (rows, cols); for a regression its value;
            else (0, 0).
        predictions: For a model of more inputs; else None.
        shares: For a model of one input with an output a class; else None.
    """

    losses: Array
    shadow_losses: Array
    inputs: Array
    curves: Array
    alpha: Array
    beta: Array
    regions: Array
    predictions: Predictions | None = None
    shares: Shares | None = None


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
