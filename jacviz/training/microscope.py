"""One step under the microscope: its optimiser's terms, and the Jacobian that its gradient came from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.func import jacrev, vjp, vmap

from jacviz.experiment.errors import Cancelled, TrainingError
from jacviz.experiment.minibatches import NOISE, Minibatches, Sampling, stream
from jacviz.experiment.recipes import Recipe
from jacviz.experiment.starts import Array
from jacviz.training.optimisers import rule
from jacviz.training.problems import Problem, Risk
from jacviz.training.singly import batched_or_singly, jacobian_singly
from jacviz.training.threads import threads_for
from jacviz.training.wanted import Wanted, always

MOST_ENTRIES = 4096 * 4096  # of a Jacobian
_ASK_EVERY = 256  # steps


@dataclass(frozen=True, eq=False)
class StepTerms:
    """What an optimiser made of its gradients, at each step of one trajectory.

    Attributes:
        names: The terms: "gradient" first, "step" last, the optimiser's own between them.
        values: Shape (steps, terms, p); nan where a step has no such term, or could not be taken.
        rates: Shape (steps,): the learning rate of each step.
    """

    names: tuple[str, ...]
    values: Array
    rates: Array

    def at(self, step: int) -> dict[str, Array]:
        """The terms of one step.

        Args:
            step: 0-based number of the step.

        Returns:
            Vectors (p,) by name; terms that the step does not have are left out.
        """
        row = self.values[step]
        return {
            name: row[i] for i, name in enumerate(self.names) if name == "step" or not np.isnan(row[i]).all()
        }


def step_terms(
    problem: Problem,
    recipe: Recipe,
    points: Array,
    *,
    start: int = 0,
    starts: int = 1,
    steps: int | None = None,
    batch: int | None = None,
    sampling: Sampling = "shuffle",
    seed: int = 0,
    wanted: Wanted = always,
) -> StepTerms:
    """Follow one trajectory again and write down the terms of its steps.

    The gradients are taken at the points that were recorded, so nothing drifts.

    Args:
        problem: What is minimised.
        recipe: The optimiser, with the changes of its learning rate.
        points: The trajectory, (K + 1, p), from its start.
        start: Its index among the starts; tells its share of the gradient noise.
        starts: How many starts there were.
        steps: Steps of the whole descent, where schedules end; None: K.
        batch: Samples in a minibatch, as in the descent.
        sampling: How they were drawn.
        seed: The seed of the descent.
        wanted: Asked now and then.

    Returns:
        The terms of each step.

    Raises:
        Cancelled: The terms are not wanted any more.
    """
    count = len(points) - 1
    total = count if steps is None else steps
    path = torch.from_numpy(np.ascontiguousarray(points))
    gradients = _gradients(problem, recipe, path[:-1], batch, sampling, seed, wanted)
    if problem.noise and not recipe.full_batch:
        noise = stream(seed, NOISE).standard_normal((count, starts, path.shape[1]))[:, start]
        gradients += torch.from_numpy(problem.noise * noise)
    mover = rule(recipe, path[:1])
    names = ("gradient", *mover.terms, "step")
    place = {name: i for i, name in enumerate(names)}
    values = torch.full((count, len(names), path.shape[1]), torch.nan, dtype=torch.float64)
    rates = np.array([recipe.rate(k, total) for k in range(count)])
    with torch.no_grad(), threads_for(path.shape[1]):
        for k, (row, lr) in enumerate(zip(values.unbind(), rates.tolist(), strict=True)):
            if k % _ASK_EVERY == 0 and not wanted():
                raise Cancelled
            point = path[k : k + 1].clone()
            row[0] = gradients[k]

            def report(name: str, value: Tensor, row: Tensor = row) -> None:
                row[place[name]] = value[0]

            mover.step(point, gradients[k : k + 1], lr, report)
            row[-1] = point[0] - path[k]
    return StepTerms(names, values.numpy(), rates)


def _gradients(
    problem: Problem,
    recipe: Recipe,
    points: Tensor,
    batch: int | None,
    sampling: Sampling,
    seed: int,
    wanted: Wanted,
) -> Tensor:
    """The gradient of each step's minibatch at that step's point: one VJP a step, batched over the steps.

    Returns:
        Shape (K, p).

    Raises:
        Cancelled: They are not wanted any more.
    """
    count = problem.count
    if not count or recipe.full_batch or batch in (None, count):
        with torch.no_grad():
            return problem.gradients(points, problem.samples, wanted)[1].clone()
    chosen = Minibatches(count, batch, sampling, seed).take(len(points))
    gradients = torch.empty_like(points)
    with torch.no_grad():
        first = problem.gradients.batches(chosen[:1])[0]
        problem.gradients(points[:1], first, wanted)  # finds out about batches
    if problem.unbatchable:
        batches = problem.gradients.batches(chosen)
        for k, samples in enumerate(batches):
            if not wanted():
                raise Cancelled
            gradients[k] = problem.gradients(points[k : k + 1], samples, wanted)[1][0]
        return gradients

    def one(theta: Tensor, *samples: Tensor) -> Tensor:
        loss, pullback, *_ = vjp(lambda point: problem.loss(point, *samples), theta)
        gradient: Tensor = pullback(torch.ones_like(loss))[0]
        return gradient

    for size in sorted({len(indices) for indices in chosen}):
        steps = torch.tensor([k for k, indices in enumerate(chosen) if len(indices) == size])
        at_once = max(1, 1_000_000 // (size * problem.width))
        for some in torch.split(steps, at_once):
            if not wanted():
                raise Cancelled
            rows = torch.from_numpy(np.stack([chosen[k] for k in some.tolist()]))
            gradients[some] = vmap(one)(points[some], *(tensor[rows] for tensor in problem.samples))
    return gradients


@dataclass(frozen=True, eq=False)
class MinibatchJacobian:
    """The predictions of a minibatch and what the loss makes of them; u^T J is the gradient of the step.

    Attributes:
        samples: 0-based numbers of the samples, (B,); empty for an objective alone.
        outputs: One name a row: "y17" for sample 17 (counted from 1), "y17[2]" for its second output.
        predictions: y, (m,): B predictions, or B k of them, sample by sample; the objective's value.
        targets: Shape (B,); empty for an objective alone.
        jacobian: J, (m, p): the derivative of each prediction with respect to theta.
        u: dl/dy, (m,), of the mean loss of the minibatch; 1 for an objective alone.
        loss: The mean loss.
    """

    samples: NDArray[np.int64]
    outputs: tuple[str, ...]
    predictions: Array
    targets: Array
    jacobian: Array
    u: Array
    loss: float

    @property
    def gradient(self) -> Array:
        """The gradient of the minibatch's loss u^T J, (p,)."""
        return np.asarray(self.u @ self.jacobian, dtype=np.float64)


def minibatch_jacobian(
    problem: Problem,
    theta: Array,
    samples: Sequence[int] | NDArray[np.int64] = (),
    wanted: Wanted = always,
) -> MinibatchJacobian:
    """What the Jacobian panel shows of a step.

    Args:
        problem: What is minimised.
        theta: Where the step began, (p,).
        samples: The step's minibatch, from `minibatch` or `Minibatches`; of no matter for an objective alone.
        wanted: Asked at each row where the function cannot be batched.

    Returns:
        J of the predictions, and u.

    Raises:
        TrainingError: J is too large to be drawn.
    """
    point = torch.from_numpy(np.array(theta, dtype=np.float64))
    if not isinstance(problem, Risk):
        gradients = problem.gradients(point[None], ())
        value = float(gradients[0][0])
        none: Array = np.empty(0)
        rows = gradients[1].numpy()
        return MinibatchJacobian(
            np.empty(0, dtype=np.int64), ("R",), np.array([value]), none, rows, np.ones(1), value
        )
    chosen = np.asarray(samples, dtype=np.int64)
    inputs = torch.from_numpy(problem.data.inputs[chosen])
    targets = torch.from_numpy(problem.data.targets[chosen])
    size = len(chosen) * problem.model.outputs * len(point)
    if size > MOST_ENTRIES:
        raise TrainingError(
            f"The Jacobian of this minibatch has {size:,} entries, more than {MOST_ENTRIES:,}; "
            "choose a smaller minibatch."
        )
    predictions, jacobian = batched_or_singly(
        problem,
        lambda: (problem.predict(point, inputs), jacrev(lambda theta: problem.predict(theta, inputs))(point)),
        lambda: (
            problem.predict_singly(point, inputs).detach(),
            jacobian_singly(lambda theta: problem.predict_singly(theta, inputs), point, wanted),
        ),
    )
    loss, pullback, *_ = vjp(lambda y: problem.measure.function(y, targets).mean(), predictions)
    u = pullback(torch.ones_like(loss))[0]
    return MinibatchJacobian(
        chosen,
        _output_names(chosen, problem.model.outputs),
        predictions.reshape(-1).numpy(),
        targets.numpy(),
        jacobian.reshape(-1, len(point)).numpy(),
        u.reshape(-1).numpy(),
        float(loss),
    )


def _output_names(samples: NDArray[np.int64], outputs: int) -> tuple[str, ...]:
    if outputs == 1:
        return tuple(f"y{sample + 1}" for sample in samples.tolist())
    return tuple(f"y{sample + 1}[{k + 1}]" for sample in samples.tolist() for k in range(outputs))
