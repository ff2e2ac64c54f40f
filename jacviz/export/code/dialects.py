"""How each library writes what the maths language has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal, TypeAlias

Kind: TypeAlias = Literal["torch", "jax", "numpy"]

KINDS: Final[Mapping[Kind, str]] = MappingProxyType({"torch": "PyTorch", "jax": "JAX", "numpy": "NumPy"})


class CodeError(ValueError):
    """There is no code for what was asked; the message is a sentence for the user, without its full stop."""


@dataclass(frozen=True)
class Dialect:
    """One library.

    Attributes:
        kind: Which one.
        module: What its functions are called with.
        functions: A call for each function of the language, with {0} and {1} for its arguments.
        choice: How one of two values is chosen, with {0} for the condition.
        lazy: Whether only the value that is chosen is computed, and conditions are Python's own.
        needs_tensors: Functions that take no plain numbers.
        constant: How such a function gets a plain number.
    """

    kind: Kind
    module: str
    functions: Mapping[str, str]
    choice: str
    lazy: bool = False
    needs_tensors: frozenset[str] = frozenset()
    constant: str = "{0}"


_SAME = (
    "sin", "cos", "tan", "atan2", "sinh", "cosh", "tanh", "exp", "log", "log2", "log10", "sqrt", "abs",
    "sign", "floor", "asin", "acos", "atan",
)  # fmt: skip
_ARCUS = {"asin": "arcsin", "acos": "arccos", "atan": "arctan", "atan2": "arctan2"}


def _called(module: str, names: Mapping[str, str]) -> dict[str, str]:
    two = {"atan2", "min", "max"}
    return {ours: f"{module}.{theirs}({{0}}, {{1}})" if ours in two else f"{module}.{theirs}({{0}})"
            for ours, theirs in names.items()}  # fmt: skip


TORCH: Final = Dialect(
    "torch",
    "torch",
    _called("torch", {name: name for name in _SAME} | {
        "min": "minimum", "max": "maximum", "relu": "relu", "sigmoid": "sigmoid", "erf": "erf",
    }) | {"softplus": "torch.nn.functional.softplus({0}, threshold=40)"},
    "torch.where({0}, {1}, {2})",
    needs_tensors=frozenset({"min", "max", "atan2"}),
    constant="torch.tensor({0})",
)  # fmt: skip
JAX: Final = Dialect(
    "jax",
    "jnp",
    _called("jnp", {name: _ARCUS.get(name, name) for name in _SAME} | {"min": "minimum", "max": "maximum"})
    | _called("jax.nn", {name: name for name in ("relu", "sigmoid", "softplus")})
    | {"erf": "jax.scipy.special.erf({0})"},
    "jnp.where({0}, {1}, {2})",
)
NUMPY: Final = Dialect(
    "numpy",
    "np",
    _called("np", {name: _ARCUS.get(name, name) for name in _SAME} | {"min": "minimum", "max": "maximum"}) | {
        "relu": "np.maximum({0}, 0)", "sigmoid": "1 / (1 + np.exp(-({0})))",
        "softplus": "np.logaddexp(0, {0})", "erf": "math.erf({0})",
    },
    "({1} if {0} else {2})",
    lazy=True,
)  # fmt: skip

DIALECTS: Final[Mapping[Kind, Dialect]] = MappingProxyType({"torch": TORCH, "jax": JAX, "numpy": NUMPY})
