"""A module whose parameters are theta: their names, their values, and the module along x or along theta."""

from __future__ import annotations

import itertools
from functools import lru_cache
from typing import Any

import torch
from torch import Tensor, nn

from jacviz.calculus.entries import indices


class ParameterList:
    """The parameters of a module as one flat vector.

    Attributes:
        count: Number of entries.
        initial: The values that the text gives them, (count,).
    """

    def __init__(self, module: nn.Module) -> None:
        self.module = module
        self._parameters = dict(module.named_parameters())
        self.count = sum(parameter.numel() for parameter in self._parameters.values())
        pieces = [parameter.detach().reshape(-1) for parameter in self._parameters.values()]
        self.initial = torch.cat(pieces) if pieces else torch.empty(0)
        self._written: Tensor | None = None

    def names(self) -> tuple[str, ...]:
        """One name an entry, with indices from 1.

        Returns:
            Names such as "0.weight[1,2]" in the order of `initial`.
        """
        return _names(tuple((name, tuple(value.shape)) for name, value in self._parameters.items()))

    def split(self, theta: Tensor) -> dict[str, Tensor]:
        """Parameters out of a flat vector.

        Args:
            theta: Shape (count,).

        Returns:
            Views of theta by the names of the parameters.
        """
        sizes = [parameter.numel() for parameter in self._parameters.values()]
        pieces = torch.split(theta, sizes)
        return {
            name: piece.view(parameter.shape)
            for (name, parameter), piece in zip(self._parameters.items(), pieces, strict=True)
        }

    def write(self, theta: Tensor) -> None:
        """Give the module other values: cheaper at each call than replacing its parameters for the call.

        Args:
            theta: Shape (count,); any other length (there are too many to be shown) leaves the values alone.
        """
        if theta is self._written or len(theta) != self.count:
            return
        with torch.no_grad():
            for name, value in self.split(theta).items():
                self._parameters[name].copy_(value)
        self._written = theta


@lru_cache(maxsize=2)  # the network of an edited text stays the same: its many names are made and sent once
def _names(layout: tuple[tuple[str, tuple[int, ...]], ...]) -> tuple[str, ...]:
    names: list[str] = []
    for name, shape in layout:
        every = itertools.product(*(indices(side) for side in shape))
        names += [f"{name}[{','.join(index)}]" for index in every] if shape else [name]
    return tuple(names)


class NetworkAlongX:
    """x -> module(x) for fixed parameters."""

    brings_tangents = False

    def __init__(self, parameters: ParameterList) -> None:
        self._parameters = parameters
        self._module = parameters.module

    def hold(self, other: Tensor) -> None:
        """Fix the parameters."""
        self._parameters.write(other)

    def __call__(self, variable: Tensor) -> Any:
        """Evaluate the module.

        Returns:
            What it returns.
        """
        return self._module(variable)


class NetworkAlongTheta:
    """theta -> module(x) with theta as its parameters, for a fixed x."""

    brings_tangents = False

    def __init__(self, parameters: ParameterList) -> None:
        self._parameters = parameters
        self._x = torch.empty(0)

    def hold(self, other: Tensor) -> None:
        """Fix x."""
        self._x = other

    def __call__(self, variable: Tensor) -> Any:
        """Evaluate the module.

        Returns:
            What it returns.
        """
        replaced = self._parameters.split(variable)
        return torch.func.functional_call(self._parameters.module, replaced, (self._x.clone(),))
