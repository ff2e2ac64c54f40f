"""What is minimised: an empirical risk, or an objective alone, under one interface."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.func import vmap

from jacviz.experiment.data import Dataset
from jacviz.experiment.parts import Part
from jacviz.experiment.starts import Array, Region
from jacviz.training.gradients import Gradients
from jacviz.training.least_squares import LeastSquares, around, in_pieces, rate_below
from jacviz.training.losses import Loss
from jacviz.training.models import Model
from jacviz.training.values import Values
from jacviz.training.wanted import Wanted, always


class Problem(ABC):
    """A function of theta with a gradient, and what is known of it.

    Attributes:
        title: What it is.
        parts: What theta consists of.
        region: Where starts are drawn and the surface is shown first.
        samples: The tensors that minibatches are taken from, N first; empty for an objective alone.
        width: Numbers that one sample needs; for the memory estimate.
        noise: Standard deviation of the noise that is added to each entry of a gradient.
        minima: Known global minima, (k, p); none known: (0, p).
        rate: A learning rate with which plain SGD visibly arrives, where one is known.
        notes: Sentences about how it was made.
        unbatchable: Why the user's function has to be evaluated start after start, as a clause; None as long
            as nothing speaks against batches.
    """

    title: str
    parts: tuple[Part, ...]
    region: Region
    samples: tuple[Tensor, ...] = ()
    width: int = 1
    noise: float = 0.0
    least_squares: LeastSquares | None = None
    rate: float | None = None
    notes: tuple[str, ...] = ()
    unbatchable: str | None = None

    @abstractmethod
    def loss(self, theta: Tensor, *batch: Tensor) -> Tensor:
        """The mean loss of one theta over a minibatch.

        Args:
            theta: Shape (p,).
            *batch: As many tensors as `samples`, with the rows of the minibatch.

        Returns:
            A scalar.
        """

    def loss_singly(self, theta: Tensor, *batch: Tensor) -> Tensor:
        """The same, sample after sample.

        Args:
            theta: Shape (p,).
            *batch: As for `loss`.

        Returns:
            A scalar.
        """
        return self.loss(theta, *batch)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """One name for each entry of theta, p of them."""
        return tuple(name for part in self.parts for name in part.entries())

    @property
    def count(self) -> int:
        """N, the number of samples; 0 for an objective alone."""
        return len(self.samples[0]) if self.samples else 0

    @cached_property
    def minima(self) -> Array:
        """Known global minima, (k, p)."""
        return np.empty((0, len(self.names)))

    @property
    def optimum(self) -> Array | None:
        """The first known minimum, (p,)."""
        return self.minima[0] if len(self.minima) else None

    def thinned(self, most: int) -> Problem:
        """The same over some of its samples, evenly picked, for a rough look.

        Args:
            most: How many at most.

        Returns:
            Itself where there are no more, or where its closed form does not depend on their number.
        """
        return self

    def every(self, stride: int, first: int) -> Problem:
        """The same over every `stride`-th of its samples, from the one with the index `first` on.

        Returns:
            Itself where `thinned` does, too.
        """
        return self

    @cached_property
    def gradients(self) -> Gradients:
        """Losses and gradients of minibatches, for many points at once."""
        return Gradients(self)

    @cached_property
    def values(self) -> Values:
        """Losses over all samples, for many points at once."""
        return Values(self)


class Objective(Problem):
    """A scalar function of theta alone."""

    def __init__(
        self,
        title: str,
        function: Callable[[Tensor], Tensor],
        parts: Sequence[Part],
        region: Region,
        *,
        minima: Sequence[Sequence[float]] = (),
        noise: float = 0.0,
        rate: float | None = None,
    ) -> None:
        """Describe the objective.

        Args:
            title: What it is.
            function: (p,) -> a tensor with one entry.
            parts: What theta consists of.
            region: Where to look.
            minima: Known global minima.
            noise: Standard deviation of the noise on each entry of the gradient.
            rate: A learning rate with which plain SGD arrives.
        """
        self.title = title
        self.parts = tuple(parts)
        self.region = region
        self.noise = noise
        self.rate = rate
        self._function = function
        self._minima = np.array(minima, dtype=np.float64).reshape(len(minima), len(region.centre))

    @cached_property
    def minima(self) -> Array:
        """Known global minima, (k, p)."""
        return self._minima

    def loss(self, theta: Tensor, *batch: Tensor) -> Tensor:
        """The objective.

        Args:
            theta: Shape (p,).
            *batch: Nothing.

        Returns:
            A scalar.
        """
        return self._function(theta).reshape(())


class Risk(Problem):
    """The mean loss of a model over data.

    Attributes:
        model: f(x; theta).
        data: The samples.
        measure: The loss of one sample.
    """

    def __init__(
        self, model: Model, data: Dataset, measure: Loss, *, closed: bool = True, wanted: Wanted = always
    ) -> None:
        """Put model, data and loss together.

        Args:
            model: f(x; theta).
            data: The samples.
            measure: The loss of one sample, checked to suit both.
            closed: Whether a least-squares risk is evaluated by its closed form; the tests compare both ways.
            wanted: Asked between pieces of the closed form of very many samples.
        """
        self.model, self.data, self.measure = model, data, measure
        self.title = f"{model.title} · {data.title} · {measure.name}"
        self.parts = model.parts
        self.width = model.width
        self.notes = data.notes
        inputs, targets = torch.from_numpy(data.inputs), torch.from_numpy(data.targets)
        self.samples = (inputs, targets)
        self.region = model.region
        if model.features is not None and measure.name == "squared":
            features = in_pieces(model.features, inputs, len(self.names), wanted)
            least_squares = LeastSquares(features, targets, wanted)
            self.region = around(least_squares)
            self.rate = rate_below(float(torch.linalg.eigvalsh(least_squares.hessian)[-1]))
            if closed:
                self.samples = (features, targets)
                self.least_squares = least_squares

    def predict(self, theta: Tensor, inputs: Tensor) -> Tensor:
        """Predictions for many samples at one theta.

        Args:
            theta: Shape (p,).
            inputs: Shape (B, d).

        Returns:
            Shape (B,), or (B, k) for k > 1 outputs.
        """
        predictions: Tensor = vmap(self.model.function, in_dims=(0, None))(inputs, theta)
        return predictions

    def predict_singly(self, theta: Tensor, inputs: Tensor) -> Tensor:
        """The same, sample after sample.

        Args:
            theta: Shape (p,).
            inputs: Shape (B, d).

        Returns:
            Shape (B,), or (B, k).
        """
        return torch.stack([self.model.function(x, theta) for x in inputs])

    def loss_singly(self, theta: Tensor, *batch: Tensor) -> Tensor:
        """The mean loss over a minibatch, sample after sample.

        Args:
            theta: Shape (p,).
            *batch: Inputs (B, d) and targets (B,).

        Returns:
            A scalar.
        """
        inputs, targets = batch
        return self.measure.function(self.predict_singly(theta, inputs), targets).mean()

    def loss(self, theta: Tensor, *batch: Tensor) -> Tensor:
        """The mean loss over a minibatch.

        Args:
            theta: Shape (p,).
            *batch: Inputs (B, d), or features (B, p) where the risk is a least-squares one; targets (B,).

        Returns:
            A scalar.
        """
        inputs, targets = batch
        if self.least_squares is not None:
            return self.measure.function(inputs @ theta, targets).mean()
        return self.measure.function(self.predict(theta, inputs), targets).mean()

    def thinned(self, most: int) -> Problem:
        """The same model and loss over some of the samples, evenly picked.

        Args:
            most: How many at most.

        Returns:
            Itself where there are no more, or where the closed form does not depend on their number.
        """
        return self if self.count <= most else self._only(np.arange(most) * self.count // most)

    def every(self, stride: int, first: int) -> Problem:
        """The same over every `stride`-th of its samples, from the one with the index `first` on.

        Returns:
            Itself where its closed form does not depend on their number.
        """
        return self._only(np.arange(first, self.count, stride))

    def _only(self, chosen: NDArray[np.int64]) -> Problem:
        if self.least_squares is not None:
            return self
        data = replace(self.data, inputs=self.data.inputs[chosen], targets=self.data.targets[chosen])
        some = Risk(self.model, data, self.measure, closed=False)
        some.unbatchable = self.unbatchable
        return some

    @cached_property
    def minima(self) -> Array:
        """The least-squares solution where there is one, (1, p); else (0, p)."""
        if self.least_squares is None:
            return np.empty((0, len(self.names)))
        return self.least_squares.optimum.numpy()[None]
