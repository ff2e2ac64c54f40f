"""What the heads of the trajectories amount to at one moment: losses, curves, regions, predictions."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import torch

from jacviz.engine.training_messages import Array, MomentAnswer, MomentTask, Predictions, Shares
from jacviz.engine.worker.experiments import Experiment
from jacviz.engine.worker.talking import Talk
from jacviz.experiment.data import Dataset
from jacviz.experiment.errors import TrainingError
from jacviz.training.fit import decisions, predictions
from jacviz.training.problems import Problem, Risk
from jacviz.training.wanted import Wanted

_MOST_HEADS = 1000
_ALONG_ONE_INPUT = 200
_ALONG_TWO_INPUTS = 60
_MARGIN = 0.05  # of the data's range, at each side
_MOST_SPOTS, _FEWEST = 12_000, 100  # predictions of samples: of all heads, and of one whatever their number


def moment(task: MomentTask, experiment: Experiment, talk: Talk) -> MomentAnswer:
    """The losses of some heads and their shadows, and what the model predicts.

    Args:
        task: The heads.
        experiment: What is minimised.
        talk: Asked whether somebody still waits for it.

    Returns:
        The answer.

    Raises:
        TrainingError: The heads do not fit the problem.
    """
    problem = experiment.problem
    require_points(task.thetas, problem)
    if not 0 < len(task.thetas) <= _MOST_HEADS or not 0 <= task.chosen < len(task.thetas):
        raise TrainingError(f"There is no head {task.chosen + 1} among {len(task.thetas)}.")
    losses = problem.values(_tensor(task.thetas), talk.wanted).numpy()
    shadows = losses
    if task.shadows is not None:
        require_points(task.shadows, problem)
        if len(task.shadows) != len(task.thetas):
            raise TrainingError(f"{len(task.shadows)} shadows came for {len(task.thetas)} heads.")
        shadows = problem.values(_tensor(task.shadows), talk.wanted).numpy()
    none = np.empty(0)
    bare = MomentAnswer(losses, shadows, none, np.empty((len(losses), 0)), none, none, np.empty((0, 0)))
    if not isinstance(problem, Risk):
        return bare
    return _with_fit(bare, task, problem, experiment.sample, talk.wanted)


def _with_fit(
    bare: MomentAnswer, task: MomentTask, risk: Risk, sample: Dataset | None, wanted: Wanted
) -> MomentAnswer:
    chosen = task.thetas[task.chosen]
    if risk.model.inputs == 1 and risk.model.outputs == 1:
        inputs, curves = _curves(risk, task.thetas, wanted)
        return replace(bare, inputs=inputs, curves=curves)
    if risk.model.inputs == 1 and risk.measure.classes:
        inputs, shares = _shares(risk, chosen, wanted)
        return replace(bare, inputs=inputs, shares=shares)
    if risk.model.inputs == 2:
        alpha, beta, regions = _regions(risk, chosen, wanted)
        return replace(bare, alpha=alpha, beta=beta, regions=regions)
    if risk.model.inputs > 2 and sample is not None:
        return replace(bare, predictions=_predictions(risk, task.thetas, sample, wanted))
    return bare


def require_points(points: Array, problem: Problem) -> None:
    """Refuse points of another problem.

    Raises:
        TrainingError: They do not have the problem's parameters.
    """
    p = len(problem.names)
    if points.ndim != 2 or points.shape[1] != p:
        came = points.shape[-1] if points.ndim else 0
        raise TrainingError(f"The points have {came} parameters, this function has {p}; ask for its own.")


def _curves(risk: Risk, thetas: Array, wanted: Wanted) -> tuple[Array, Array]:
    """Predictions over the range of the data.

    Returns:
        Inputs (M,) and predictions (H, M); for a binary logit its probability.
    """
    inputs = _range(risk.data, 0, _ALONG_ONE_INPUT)
    y = predictions(risk, thetas, inputs[:, None], wanted)[:, :, 0]
    return inputs, torch.sigmoid(torch.from_numpy(y)).numpy() if risk.measure.binary else y


def _shares(risk: Risk, theta: Array, wanted: Wanted) -> tuple[Array, Shares]:
    """How likely one head takes each class to be over the range of the data.

    Returns:
        Inputs (M,), and the probabilities there.
    """
    inputs = _range(risk.data, 0, _ALONG_ONE_INPUT)
    logits = torch.from_numpy(predictions(risk, theta[None], inputs[:, None], wanted)[0])
    return inputs, Shares(torch.softmax(logits, dim=-1).T.contiguous().numpy(), _class_names(risk))


def _regions(risk: Risk, theta: Array, wanted: Wanted) -> tuple[Array, Array, Array]:
    """What one head predicts over the range of two inputs.

    Returns:
        The first input (cols,), the second (rows,), and the class, or a regression's value, (rows, cols).
    """
    alpha, beta = (_range(risk.data, column, _ALONG_TWO_INPUTS) for column in (0, 1))
    grid = np.stack(np.meshgrid(alpha, beta), axis=-1).reshape(-1, 2)
    outputs = predictions(risk, theta[None], grid, wanted)[0]
    values = decisions(risk, outputs) if _classifies(risk) else outputs[:, 0]
    return alpha, beta, values.reshape(len(beta), len(alpha))


def _predictions(risk: Risk, thetas: Array, sample: Dataset, wanted: Wanted) -> Predictions:
    """What each head makes of the samples, or of an even choice where heads are many.

    Returns:
        Numbers, or numbers of classes.
    """
    count = min(len(sample), max(_MOST_SPOTS // len(thetas), _FEWEST))
    chosen = np.arange(count) * len(sample) // count
    outputs = predictions(risk, thetas, sample.inputs[chosen], wanted)
    if not _classifies(risk):
        return Predictions(chosen, outputs[:, :, 0])
    return Predictions(chosen, decisions(risk, outputs), _class_names(risk))


def _class_names(risk: Risk) -> tuple[str, ...]:
    # A model may have more outputs than there are classes among the data.
    count = max(risk.model.outputs, 2)
    return (*risk.data.classes, *map(str, range(len(risk.data.classes), count)))


def _classifies(risk: Risk) -> bool:
    return risk.measure.classes or risk.measure.binary or len(risk.data.classes) > 0


def _range(data: Dataset, column: int, count: int) -> Array:
    low, high = float(data.inputs[:, column].min()), float(data.inputs[:, column].max())
    margin = _MARGIN * (high - low) or 1.0
    return np.linspace(low - margin, high + margin, count)


def _tensor(points: Array) -> torch.Tensor:
    return torch.from_numpy(np.array(points, dtype=np.float64))
