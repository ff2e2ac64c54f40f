"""How f is called: which of its arguments is x, which is theta, and what defaults they have."""

from __future__ import annotations

import inspect
from collections.abc import Container
from dataclasses import dataclass
from typing import Any

import numpy as np
from torch import Tensor, nn

from jacviz.calculus.errors import FunctionError

_MISSING = inspect.Parameter.empty


@dataclass(frozen=True)
class Signature:
    """The arguments of f.

    Attributes:
        x: The name of f's input.
        theta: The name of f's parameters, or None where f takes none.
        x_default: The default of its input, or None.
        theta_default: The default of its parameters, or None.
    """

    x: str = "x"
    theta: str | None = None
    x_default: object = None
    theta_default: object = None


def signature_of(f: object, names: Container[str], line: int | None) -> Signature:
    """Read the signature of f.

    A second argument is theta where it has no default, where its default is a tensor or a list, or where
    the text gives theta0; any other argument with a default is left alone.

    Args:
        f: A function, or a module, of which the signature of `forward` counts.
        names: The names that the text defines.
        line: 0-based line to blame.

    Returns:
        The signature; f(x) for a builtin that does not tell.

    Raises:
        FunctionError: f cannot be called as f(x) or f(x, theta).
    """
    is_module = isinstance(f, nn.Module)
    try:
        called: Any = f.forward if isinstance(f, nn.Module) else f
        known = inspect.signature(called).parameters.values()
    except (TypeError, ValueError):
        return Signature()
    positional = [p for p in known if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    variadic = {p.kind for p in known} & {inspect.Parameter.VAR_POSITIONAL}
    required = [p for p in positional if p.default is _MISSING]
    keywords = [p for p in known if p.kind is p.KEYWORD_ONLY and p.default is _MISSING]
    if len(required) > (1 if is_module else 2) or keywords or not (positional or variadic):
        raise FunctionError("definition", _sentence([p.name for p in known], is_module), line)
    if not positional:
        return Signature()
    x, *rest = positional
    if is_module or not rest or not _is_theta(rest[0], names):
        return Signature(x.name, x_default=_default(x))
    return Signature(x.name, rest[0].name, _default(x), _default(rest[0]))


def _is_theta(parameter: inspect.Parameter, names: Container[str]) -> bool:
    given = parameter.default is _MISSING or isinstance(parameter.default, Tensor | np.ndarray | list | tuple)
    return given or "theta0" in names


def _default(parameter: inspect.Parameter) -> object:
    return None if parameter.default is _MISSING else parameter.default


def _sentence(arguments: list[str], is_module: bool) -> str:
    listed = ", ".join(arguments)
    if is_module:
        return f"f: expected forward(x), got forward({listed}); call the module in a function f(x)"
    advice = f"make the inputs one tensor: {listed} = x" if len(arguments) > 2 else "its first argument is x"
    return f"f: expected f(x) or f(x, theta), got f({listed}); {advice}"
