"""Models f(x; theta) as functions of one sample and one flat theta; vmap makes batches of both."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

import numpy as np
import torch
from torch import Tensor

from jacviz.experiment.data import Dataset
from jacviz.experiment.errors import TrainingError
from jacviz.experiment.parts import Part
from jacviz.experiment.settings import Activation, Mlp
from jacviz.experiment.starts import Array, Region

# f(x (d,), theta (p,)) -> () for one output, (k,) for more.
SampleFunction: TypeAlias = Callable[[Tensor, Tensor], Tensor]


@dataclass(frozen=True, eq=False)
class Model:
    """f(x; theta).

    Attributes:
        title: Its name as text.
        function: f of one sample, (d,) and (p,) -> () for one output, (k,) for k > 1.
        parts: What theta consists of, in order.
        inputs: d.
        outputs: k.
        region: Where theta usually lies.
        width: Numbers that one sample needs on its way through f; for the memory estimate.
        features: (N, d) -> (N, p), where f is linear in theta: f(x; theta) = features(x) . theta.
    """

    title: str
    function: SampleFunction
    parts: tuple[Part, ...]
    inputs: int
    outputs: int
    region: Region
    width: int = 1
    features: Callable[[Tensor], Tensor] | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """One name for each entry of theta, p of them."""
        return tuple(name for part in self.parts for name in part.entries())


def line(data: Dataset) -> Model:
    """A line y = a x + b, or y = a1 x1 + ... + b.

    Returns:
        A model that is linear in theta.
    """
    return _linear("Line", data, 1, ["a", "b"] if data.inputs.shape[1] == 1 else None)


def polynomial(data: Dataset, degree: int) -> Model:
    """Powers of each input up to `degree`, without mixed products.

    Returns:
        A model that is linear in theta.
    """
    return _linear(f"Polynomial of degree {degree}", data, degree, None)


def logistic_regression(data: Dataset) -> Model:
    """Linear logits: one for two classes (logistic loss), one a class for more (cross-entropy).

    Returns:
        The model.

    Raises:
        TrainingError: The target is not a class.
    """
    classes = class_count(data)
    if classes < 2:
        raise TrainingError("Logistic regression needs classes as its target; this target is a number.")
    inputs = data.inputs.shape[1]
    if classes == 2:
        parts = (Part("w", (inputs,)), Part("b"))

        def logit(x: Tensor, theta: Tensor) -> Tensor:
            return (theta[:inputs] * x).sum() + theta[inputs]

        half = np.append(6.0 / _root_mean_square(data.inputs), 6.0)
        return Model("Logistic regression", logit, parts, inputs, 1, _about_zero(half), inputs)
    parts = (Part("W", (classes, inputs)), Part("b", (classes,)))

    def logits(x: Tensor, theta: Tensor) -> Tensor:
        weights, intercepts = torch.split(theta, [classes * inputs, classes])
        return torch.mv(weights.view(classes, inputs), x) + intercepts

    scale = np.tile(6.0 / _root_mean_square(data.inputs), classes)
    region = _about_zero(np.concatenate([scale, np.full(classes, 6.0)]))
    return Model("Logistic regression", logits, parts, inputs, classes, region, classes)


def mlp(data: Dataset, settings: Mlp, outputs: int) -> Model:
    """A fully connected network with linear outputs.

    Args:
        data: Tells the number of inputs.
        settings: Hidden sizes and activation.
        outputs: k.

    Returns:
        The model.
    """
    sizes = (data.inputs.shape[1], *settings.sizes, outputs)
    parts: list[Part] = []
    half: list[Array] = []
    gain = math.sqrt(2.0) if settings.activation in ("relu", "gelu") else 1.0
    for number, (fan_in, fan_out) in enumerate(pairwise(sizes), start=1):
        parts += [Part(f"W{number}", (fan_out, fan_in)), Part(f"b{number}", (fan_out,))]
        # A start is drawn with half of this as its standard deviation: gain / sqrt(fan_in) (He et al. 2015).
        half += [np.full(fan_out * fan_in, 2 * gain / math.sqrt(fan_in)), np.full(fan_out, 0.2)]
    lengths = [part.size for part in parts]
    shapes = [part.shape for part in parts]
    activate = _ACTIVATIONS[settings.activation]

    def network(x: Tensor, theta: Tensor) -> Tensor:
        pieces = zip(torch.split(theta, lengths), shapes, strict=True)
        tensors = [piece.view(shape) for piece, shape in pieces]
        for weights, offsets in zip(tensors[:-2:2], tensors[1:-2:2], strict=True):
            x = activate(torch.mv(weights, x) + offsets)
        y = torch.mv(tensors[-2], x) + tensors[-1]
        return y if outputs > 1 else y.squeeze(0)

    title = f"MLP {'-'.join(map(str, sizes))}, {settings.activation}"
    region = _about_zero(np.concatenate(half))
    return Model(title, network, tuple(parts), sizes[0], outputs, region, sum(sizes))


def class_count(data: Dataset) -> int:
    """How many classes the target has.

    Returns:
        The number of labels; for a target without labels whose values are 0 to k-1, k; else 0.
    """
    if data.classes:
        return len(data.classes)
    values = np.unique(data.targets[:1_000_000])
    whole = len(values) <= 100 and np.array_equal(values, np.arange(len(values)))
    return len(values) if whole and len(values) > 1 else 0


_ACTIVATIONS: dict[Activation, Callable[[Tensor], Tensor]] = {
    "tanh": torch.tanh,
    "relu": torch.relu,
    "sigmoid": torch.sigmoid,
    "softplus": torch.nn.functional.softplus,
    "gelu": torch.nn.functional.gelu,
    "sine": torch.sin,
}


def _linear(title: str, data: Dataset, degree: int, names: Sequence[str] | None) -> Model:
    inputs = data.inputs.shape[1]
    terms = inputs * degree

    def function(x: Tensor, theta: Tensor) -> Tensor:
        if terms == 1:
            return theta[0] * x[0] + theta[1]
        powers = [x**exponent for exponent in range(1, degree + 1)]
        weighted = (torch.cat(powers) * theta[:terms]).sum() if powers else x.new_zeros(())
        return weighted + theta[terms]

    def features(x: Tensor) -> Tensor:
        powers = [x**exponent for exponent in range(1, degree + 1)]
        return torch.cat([*powers, torch.ones_like(x[:, :1])], dim=1)

    if names is None:
        exponents = range(1, degree + 1)
        names = [_coefficient(i, exponent, inputs) for exponent in exponents for i in range(inputs)]
        names = [*names, "b"]
    parts = tuple(Part(name) for name in names)
    half = np.ones(terms + 1)
    return Model(title, function, parts, inputs, 1, _about_zero(half), max(terms, 1), features)


def _coefficient(index: int, exponent: int, inputs: int) -> str:
    # One letter a power, so that a and b stay what they are in a line: a x + ... + b.
    letter = "a" if exponent == 1 else f"c{exponent}"
    if inputs == 1:
        return letter
    return f"a{index + 1}" if exponent == 1 else f"{letter}[{index + 1}]"


def _about_zero(half: Array) -> Region:
    return Region(np.zeros(len(half)), half)


def _root_mean_square(inputs: Array) -> Array:
    size = np.sqrt((inputs**2).mean(axis=0))
    return np.where(size > 0, size, 1.0)
