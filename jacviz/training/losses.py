"""Losses of one sample; the risk is their mean over the samples, as with torch.nn's reduction="mean"."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import torch
from torch import Tensor
from torch.nn import functional

from jacviz.experiment.data import Dataset
from jacviz.experiment.errors import TrainingError
from jacviz.experiment.settings import LOSSES, LossName
from jacviz.training.models import Model, class_count

# (B,) or (B, k) predictions and (B,) targets -> (B,) losses.
BatchLoss: TypeAlias = Callable[[Tensor, Tensor], Tensor]


@dataclass(frozen=True)
class Loss:
    """l(y, t).

    Attributes:
        name: The word that chooses it.
        function: (B,) predictions, or (B, k) where `classes`, and (B,) targets -> (B,).
        classes: Whether it compares k logits with a class number.
        binary: Whether it compares one logit with a class number, 0 or 1.
    """

    name: LossName
    function: BatchLoss
    classes: bool = False
    binary: bool = False


def _squared(y: Tensor, t: Tensor) -> Tensor:
    return torch.square(y - t)


def _absolute(y: Tensor, t: Tensor) -> Tensor:
    return torch.abs(y - t)


def _huber(y: Tensor, t: Tensor) -> Tensor:
    return functional.huber_loss(y, t, reduction="none")


def _logistic(y: Tensor, t: Tensor) -> Tensor:
    return functional.binary_cross_entropy_with_logits(y, t, reduction="none")


def _cross_entropy(y: Tensor, t: Tensor) -> Tensor:
    chosen = y.gather(-1, t.long().unsqueeze(-1)).squeeze(-1)
    return torch.logsumexp(y, -1) - chosen


_LOSSES: dict[LossName, Loss] = {
    "squared": Loss("squared", _squared),
    "absolute": Loss("absolute", _absolute),
    "huber": Loss("huber", _huber),
    "logistic": Loss("logistic", _logistic, binary=True),
    "cross-entropy": Loss("cross-entropy", _cross_entropy, classes=True),
}


def fitting_loss(name: LossName | None, model: Model, data: Dataset) -> Loss:
    """The loss of that name, checked against model and data; the suitable one where no name is given.

    Args:
        name: One of LOSSES, or None.
        model: Tells the number of outputs.
        data: Tells the kind of target.

    Returns:
        The loss.

    Raises:
        TrainingError: There is no such loss, or it does not suit.
    """
    if name is None:
        name = natural_loss(model.outputs, data)
    if name not in _LOSSES:
        raise TrainingError(f"There is no loss {name!r}; there are {', '.join(LOSSES)}.")
    loss = _LOSSES[name]
    classes = class_count(data)
    if loss.classes and model.outputs < 2:
        raise TrainingError("Cross-entropy needs one output a class; the model has one output.")
    if not loss.classes and model.outputs > 1:
        raise TrainingError(
            f"The {name} loss compares one output with the target; the model has {model.outputs} outputs."
        )
    if loss.binary and not (classes == 2 or _zero_or_one(data)):
        raise TrainingError("The logistic loss needs the classes 0 and 1 as its target.")
    if loss.classes and not 0 < classes <= model.outputs:
        if classes:
            came = f"the data have {classes} classes; give it as many outputs"
        else:
            came = "the target is a number; choose another loss, or data with classes"
        raise TrainingError(f"Cross-entropy needs a class for each of {model.outputs} outputs; {came}.")
    return loss


def natural_loss(outputs: int, data: Dataset) -> LossName:
    """The loss that suits a model with that many outputs.

    Returns:
        Cross-entropy for several outputs, logistic for one output and two labelled classes, else squared.
    """
    if outputs > 1:
        return "cross-entropy"
    return "logistic" if len(data.classes) == 2 else "squared"


def _zero_or_one(data: Dataset) -> bool:
    return bool(((data.targets == 0) | (data.targets == 1)).all())
