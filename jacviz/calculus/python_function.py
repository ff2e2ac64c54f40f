"""From an executed Python text to a Function: x0, theta0 and names as the text gives them, else found out."""

from __future__ import annotations

import math
from functools import partial
from typing import Any

import numpy as np
import torch
from torch import Tensor

from jacviz.calculus.entries import MOST_ENTRIES_A_SIDE, Entries, names_of, refuse_too_many, usable_names
from jacviz.calculus.errors import FunctionError
from jacviz.calculus.function import DTYPES, Along, AlongTheta, AlongX, Function, Wish
from jacviz.calculus.inference import Shape, Sought, shapes_that_fit
from jacviz.calculus.networks import NetworkAlongTheta, NetworkAlongX, ParameterList
from jacviz.calculus.python_source import ExecutedText
from jacviz.calculus.signature import Signature, signature_of
from jacviz.engine.messages import Precision, Space, flat


def function_of(
    text: ExecutedText, precision: Precision, device: str, x: Wish, theta: Wish
) -> Function:
    """What a text says of f, x and theta.

    Args:
        text: The executed text.
        precision: The floating type.
        device: The device.
        x: How many inputs are wished for.
        theta: How many parameters are wished for.

    Returns:
        The function; what f raises where no input fits it is left to the caller, and a `FunctionError` says
        where x0 or theta0 is not usable.
    """
    return _Reading(text, precision, device).function(x, theta)


class _Reading:
    def __init__(self, text: ExecutedText, precision: Precision, device: str) -> None:
        self._text, self._precision, self._device = text, precision, device
        self._line = text.compiled.line_of(text.f)
        self._notes = list(text.notes)
        self._own: set[str] = set()  # "x" and "theta", where the text gives their values
        self._signature: Signature = signature_of(text.f, text.names, self._line)
        self._network: ParameterList | None = text.network

    def function(self, wished_x: Wish, wished_theta: Wish) -> Function:
        x, theta = self._points(wished_x, wished_theta)
        if self._network:
            parameters = self._network_parameters(self._network)
        else:
            parameters = self._entries("theta", self._signature.theta or "theta", theta)
        along_x, along_theta = self._along()
        return Function(
            inputs=self._entries("x", "x" if self._network else self._signature.x, x, "input_names"),
            parameters=parameters,
            along_x=along_x,
            along_theta=along_theta,
            output_names=self._text.names.get("output_names"),
            line=self._line,
            notes=tuple(self._notes),
        )

    def _along(self) -> tuple[Along, Along]:
        if self._network:
            return NetworkAlongX(self._network), NetworkAlongTheta(self._network)
        return AlongX(self._call), AlongTheta(self._call)

    def _call(self, x: Tensor, theta: Tensor) -> Any:
        return self._text.f(x, theta) if self._signature.theta else self._text.f(x)

    def _points(self, wished_x: Wish, wished_theta: Wish) -> tuple[Tensor, Tensor]:
        names = self._text.names.get("input_names")
        if isinstance(names, list | tuple) and names:
            wished_x = Wish(len(names))
        x = self._given("x0", self._signature.x_default)
        theta = self._given("theta0", self._signature.theta_default) if self._signature.theta else None
        if x is not None and (theta is not None or not self._signature.theta):
            return x, torch.empty(0) if theta is None else theta
        shapes = shapes_that_fit(
            self._text,
            partial(self._attempt, x, theta),
            _sought(self._signature.x, x, wished_x),
            _sought(self._signature.theta, theta, wished_theta),
        )
        return (
            self._ones(shapes[0]) if x is None else x,
            self._ones(shapes[1]) if theta is None else theta,
        )

    def _attempt(self, x: Tensor | None, theta: Tensor | None, x_shape: Shape, theta_shape: Shape) -> object:
        # As when J is computed: f gets a tensor that requires gradients, and may take some itself. Where the
        # text gives the point, at that point: f need not be made for any other.
        point = self._trial(x, x_shape).requires_grad_().clone()
        held = self._trial(theta, theta_shape)
        result = self._text.f(point) if self._network else self._call(point, held)
        if isinstance(result, Tensor):
            refuse_too_many(result.numel())  # once: another try would take as long
        return result

    def _trial(self, given: Tensor | None, shape: Shape) -> Tensor:
        return self._ones(shape, self._device) if given is None else given.to(self._device, copy=True)

    def _ones(self, shape: Shape, device: str = "cpu") -> Tensor:
        return torch.ones(shape, dtype=DTYPES[self._precision], device=device)

    def _given(self, name: str, default: object) -> Tensor | None:
        # The point that the text gives, on the CPU, or None where it gives none.
        value = self._text.names.get(name, default)
        if value is None:
            return None
        try:
            array = value.detach().cpu() if isinstance(value, Tensor) else np.array(value, float, order="C")
            given = array if isinstance(array, Tensor) else torch.from_numpy(array)
        except (TypeError, ValueError) as error:
            got = type(value).__name__
            advice = f"write for example {name} = torch.ones(3)"
            raise FunctionError("definition", f"{name}: expected numbers, got {got}; {advice}") from error
        if given.is_complex():
            raise FunctionError("definition", f"{name}: expected real numbers, got {given.dtype}")
        if given.numel() > MOST_ENTRIES_A_SIDE:
            sentence = f"{name}: expected at most {MOST_ENTRIES_A_SIDE:,} numbers, got {given.numel():,}"
            raise FunctionError("size", sentence)
        self._own.add(name.removesuffix("0"))
        return given.to(DTYPES[self._precision])

    def _entries(self, variable: str, base: str, value: Tensor, names: str = "") -> Entries:
        shape = tuple(value.shape)
        given, note = usable_names(self._text.names.get(names), value.numel(), names)
        if note:
            self._notes.append(note)
        space = Space(given or names_of(base, shape), shape) if math.prod(shape) else Space((), ())
        return Entries(variable, space, flat(value.numpy(), self._precision), own=variable in self._own)

    def _network_parameters(self, network: ParameterList) -> Entries:
        if network.count == 0:
            return Entries("theta", Space((), ()), flat((), self._precision))
        if network.count > MOST_ENTRIES_A_SIDE:
            most = f"{MOST_ENTRIES_A_SIDE:,}"
            self._notes.append(f"f has {network.count:,} parameters; more than {most} are not shown as theta")
            return Entries("theta", Space((), ()), flat((), self._precision))
        values = flat(network.initial.cpu().numpy(), self._precision)
        return Entries("theta", Space(network.names(), (network.count,)), values, own=True)


def _sought(argument: str | None, given: Tensor | None, wish: Wish) -> Sought:
    if given is not None:
        return Sought(argument, tuple(given.shape))
    if wish.count is None:
        return Sought(argument)
    return Sought(argument, any_length=wish.count) if wish.named else Sought(argument, count=wish.count)
