"""A text that was read: f of x and theta with what is known of both, to be differentiated along either."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

import torch
from torch import Tensor

from jacviz.calculus.entries import Entries
from jacviz.engine.messages import Precision, Space, Variable

Call: TypeAlias = Callable[[Tensor, Tensor], Any]

DTYPES: dict[Precision, torch.dtype] = {"float64": torch.float64, "float32": torch.float32}


class Along(Protocol):
    """f along one of its two variables; one object as long as the text stays, so that it is recognised.

    Attributes:
        brings_tangents: Whether f gives a tangent to all that meets one in forward mode. Otherwise torch
            works with symbolic zeros, for which it imports half of itself the first time.
    """

    brings_tangents: bool

    def hold(self, other: Tensor) -> None:
        """Fix the other variable, of its own shape."""

    def __call__(self, variable: Tensor) -> Any:
        """What f returns there."""


class AlongX:
    """x -> f(x, theta) for a fixed theta."""

    def __init__(self, call: Call, *, brings_tangents: bool = False) -> None:
        self._call = call
        self.brings_tangents = brings_tangents
        self._theta = torch.empty(0)

    def hold(self, other: Tensor) -> None:
        """Fix theta."""
        self._theta = other

    def __call__(self, variable: Tensor) -> Any:
        """Evaluate f at x.

        Returns:
            What f returns.
        """
        # A copy: f may write into its argument.
        return self._call(variable, self._theta.clone())


class AlongTheta:
    """theta -> f(x, theta) for a fixed x."""

    def __init__(self, call: Call, *, brings_tangents: bool = False) -> None:
        self._call = call
        self.brings_tangents = brings_tangents
        self._x = torch.empty(0)

    def hold(self, other: Tensor) -> None:
        """Fix x."""
        self._x = other

    def __call__(self, variable: Tensor) -> Any:
        """Evaluate f at theta.

        Returns:
            What f returns.
        """
        # A copy: f may write into its argument.
        return self._call(self._x.clone(), variable)


@dataclass(frozen=True)
class Wish:
    """How many entries the user wishes for, where the text leaves that open.

    Attributes:
        count: Number of entries, or None.
        named: Whether the entries bear the names they had before: then f decides, and only a function that
            takes any length keeps them all.
    """

    count: int | None = None
    named: bool = False


class Text(Protocol):
    """A text that was read.

    Attributes:
        filename: What tracebacks call it, or None where it is no Python.
        line: 0-based line where f is defined, where known.
    """

    filename: str | None
    line: int | None

    def function(self, x: Wish, theta: Wish) -> Function:
        """The function, of so many entries where the text leaves their number open."""

    def mended(self, matrix: Tensor, x: Tensor, theta: Tensor, wrt: Variable) -> Tensor:
        """J with what can be known of the entries that came out as nan."""

    def forget(self) -> None:
        """Drop what is kept elsewhere."""


@dataclass(eq=False)
class Function:
    """What `evaluate` works with, whatever language the text is in.

    Attributes:
        inputs: The entries of x.
        parameters: The entries of theta, perhaps none.
        along_x: f with theta held.
        along_theta: f with x held.
        output_names: Names for the outputs that the text gives, or None.
        line: 0-based line of the text where f is defined, where known.
        notes: Sentences about how the text was read.
        outputs: The space of y as it was last, with a sentence where the given names do not fit.
        seen_shape: The shape of y that f was seen to keep at a second call.
        doubts: Sentences on what was seen then.
    """

    inputs: Entries
    parameters: Entries
    along_x: Along
    along_theta: Along
    output_names: object = None
    line: int | None = None
    notes: tuple[str, ...] = ()
    outputs: tuple[Space, str | None] | None = None
    seen_shape: tuple[int, ...] | None = None
    doubts: tuple[str, ...] = ()
