"""The functions and constants that the maths language knows."""

from __future__ import annotations

import math
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True)
class Function:
    """One function of the language.

    Attributes:
        name: As it is written.
        signature: The call as the reference shows it.
        least: Fewest arguments.
        most: Most arguments; None where there is no bound.
        explanation: One sentence.
        example: Maths text that uses it.
        category: Where the reference lists it.
    """

    name: str
    signature: str
    least: int
    most: int | None
    explanation: str
    example: str
    category: str

    @property
    def count(self) -> str:
        """How many arguments it takes, in words: "1 argument", "2 or more arguments"."""
        if self.most is None:
            return f"{self.least} or more arguments"
        return f"{self.least} argument{'s' if self.least != 1 else ''}"


def _unary(name: str, category: str, explanation: str, example: str | None = None) -> Function:
    return Function(name, f"{name}(x)", 1, 1, explanation, example or f"{name}(x)", category)


_TRIGONOMETRY, _EXPONENTIAL, _ROUNDING, _NETWORKS, _CHOICE = (
    "Trigonometry",
    "Exponentials and powers",
    "Size, sign and rounding",
    "Networks",
    "Choice",
)

_LISTED = (
    _unary("sin", _TRIGONOMETRY, "Sine of an angle in radians."),
    _unary("cos", _TRIGONOMETRY, "Cosine of an angle in radians."),
    _unary("tan", _TRIGONOMETRY, "Tangent of an angle in radians."),
    _unary("asin", _TRIGONOMETRY, "The angle from −π/2 to π/2 whose sine is x; nan outside −1 to 1."),
    _unary("acos", _TRIGONOMETRY, "The angle from 0 to π whose cosine is x; nan outside −1 to 1."),
    _unary("atan", _TRIGONOMETRY, "The angle from −π/2 to π/2 whose tangent is x."),
    Function(
        "atan2", "atan2(y, x)", 2, 2,
        "The angle of the point (x, y), from −π to π; note that y comes first.", "atan2(y, x)", _TRIGONOMETRY,
    ),
    _unary("sinh", _EXPONENTIAL, "Hyperbolic sine, (e^x − e^−x)/2."),
    _unary("cosh", _EXPONENTIAL, "Hyperbolic cosine, (e^x + e^−x)/2."),
    _unary("tanh", _EXPONENTIAL, "Hyperbolic tangent: from −1 to 1, flat far from 0."),
    _unary("exp", _EXPONENTIAL, "e to the power x."),
    _unary("log", _EXPONENTIAL, "Natural logarithm; nan for x < 0.", "log(1 + x^2)"),
    _unary("log2", _EXPONENTIAL, "Logarithm to base 2.", "log2(1 + x^2)"),
    _unary("log10", _EXPONENTIAL, "Logarithm to base 10.", "log10(1 + x^2)"),
    _unary("sqrt", _EXPONENTIAL, "Square root; nan for x < 0, infinite slope at 0.", "sqrt(x^2 + y^2)"),
    Function("pow", "pow(a, b)", 2, 2, "a to the power b, the same as a^b.", "pow(x, 3)", _EXPONENTIAL),
    _unary("abs", _ROUNDING, "Absolute value; its slope at 0 is taken as 0."),
    _unary("sign", _ROUNDING, "−1, 0 or 1; its slope is 0."),
    _unary("floor", _ROUNDING, "The largest whole number not above x; its slope is 0."),
    Function("min", "min(a, b, ...)", 2, None, "The smallest of two or more.", "min(x, y, 1)", _ROUNDING),
    Function("max", "max(a, b, ...)", 2, None, "The largest of two or more.", "max(x, y, 0)", _ROUNDING),
    _unary("relu", _NETWORKS, "max(x, 0), with slope 0 at 0."),
    _unary("sigmoid", _NETWORKS, "1/(1 + e^−x): from 0 to 1."),
    _unary("softplus", _NETWORKS, "log(1 + e^x): a smooth relu."),
    _unary("erf", _NETWORKS, "Error function, (2/√π) times the integral of e^(−t²) from 0 to x."),
    Function(
        "where", "where(cond, a, b)", 3, 3,
        "a where the condition holds, else b; the side not taken leaves no trace in the derivative.",
        "where(x > 0, log(x), 0)", _CHOICE,
    ),
)  # fmt: skip

FUNCTIONS: Final = MappingProxyType({function.name: function for function in _LISTED})
CONSTANTS: Final = MappingProxyType({"pi": math.pi, "e": math.e})
