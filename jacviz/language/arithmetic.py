"""The language's functions on Python floats, with torch's results: nan and inf, never an exception."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from jacviz.language.tree import (
    Call,
    Comparison,
    Condition,
    Junction,
    Name,
    Negation,
    Node,
    Not,
    Number,
    Power,
    Product,
    Sum,
    Where,
)


def quotient(a: float, b: float) -> float:
    """Divide a by b as IEEE 754 has it.

    Returns:
        An infinity or nan where b is 0.
    """
    if b != 0:
        return a / b
    return math.nan if a == 0 or math.isnan(a) else math.copysign(math.inf, a) * math.copysign(1.0, b)


def power(a: float, b: float) -> float:
    """Raise a to the power b as IEEE 754 has it.

    Returns:
        nan for a negative base under a fractional exponent.
    """
    try:
        return math.pow(a, b)
    except OverflowError:
        return -math.inf if a < 0 and b % 2 == 1 else math.inf
    except ValueError:
        if a == 0:
            return math.copysign(math.inf, a) if b % 2 == 1 else math.inf
        return math.nan


def _sigmoid(x: float) -> float:
    if x >= 0:
        return 1.0 / (1.0 + math.exp(-x))
    return math.exp(x) / (1.0 + math.exp(x))


def _softplus(x: float) -> float:
    return max(x, 0.0) + math.log1p(math.exp(-abs(x))) if not math.isnan(x) else x


def _floor(x: float) -> float:
    return float(math.floor(x)) if abs(x) < 2**53 else x


def _sign(x: float) -> float:
    return float((x > 0) - (x < 0))


def _relu(x: float) -> float:
    return x if x > 0 or math.isnan(x) else 0.0


def _least(*values: float) -> float:
    return math.nan if any(map(math.isnan, values)) else min(values)


def _largest(*values: float) -> float:
    return math.nan if any(map(math.isnan, values)) else max(values)


def _logarithm(function: Callable[[float], float]) -> Callable[[float], float]:
    return lambda x: function(x) if x != 0 else -math.inf


def _even_overflow(function: Callable[[float], float]) -> Callable[[float], float]:
    def guarded(x: float) -> float:
        try:
            return function(x)
        except OverflowError:
            return math.inf

    return guarded


def _sinh(x: float) -> float:
    return math.copysign(_even_overflow(lambda size: math.sinh(size))(abs(x)), x)


_PLAIN: Mapping[str, Callable[..., float]] = {
    "sin": math.sin, "cos": math.cos, "tan": math.tan, "asin": math.asin, "acos": math.acos,
    "atan": math.atan, "atan2": math.atan2, "sinh": _sinh, "cosh": _even_overflow(math.cosh),
    "tanh": math.tanh, "exp": _even_overflow(math.exp), "log": _logarithm(math.log),
    "log2": _logarithm(math.log2), "log10": _logarithm(math.log10), "sqrt": math.sqrt, "pow": power,
    "abs": abs, "sign": _sign, "floor": _floor, "min": _least, "max": _largest, "relu": _relu,
    "sigmoid": _sigmoid, "softplus": _softplus, "erf": math.erf,
}  # fmt: skip


def _outside_is_nan(function: Callable[..., float]) -> Callable[..., float]:
    def guarded(*arguments: float) -> float:
        try:
            return function(*arguments)
        except ValueError:
            return math.nan

    return guarded


SCALAR: Final[Mapping[str, Callable[..., float]]] = MappingProxyType(
    {name: _outside_is_nan(function) for name, function in _PLAIN.items()}
)


def compare(relation: str, a: float, b: float) -> bool:
    """Whether `a relation b` holds.

    Returns:
        False for nan, except under "!=".
    """
    match relation:
        case "<":
            return a < b
        case "<=":
            return a <= b
        case ">":
            return a > b
        case ">=":
            return a >= b
        case "==":
            return a == b
        case _:
            return a != b


def evaluate(node: Node, values: Mapping[str, float]) -> float:
    """The value of an expression.

    Args:
        node: The expression.
        values: A value for each name in it.

    Returns:
        A number, an infinity or nan.
    """
    match node:
        case Number(value):
            return value
        case Name(name):
            return values[name]
        case Negation(operand):
            return -evaluate(operand, values)
        case Sum(first, rest):
            total = evaluate(first, values)
            for sign, term in rest:
                total = total + evaluate(term, values) if sign == "+" else total - evaluate(term, values)
            return total
        case Product(first, rest):
            product = evaluate(first, values)
            for operator, factor in rest:
                value = evaluate(factor, values)
                product = product * value if operator == "*" else quotient(product, value)
            return product
        case Power(base, exponent):
            return power(evaluate(base, values), evaluate(exponent, values))
        case Call(function, arguments):
            return SCALAR[function](*(evaluate(argument, values) for argument in arguments))
        case Where(condition, chosen, otherwise):
            return evaluate(chosen if holds(condition, values) else otherwise, values)


def holds(condition: Condition, values: Mapping[str, float]) -> bool:
    """The truth of a condition.

    Args:
        condition: The condition.
        values: A value for each name in it.

    Returns:
        Whether it holds.
    """
    match condition:
        case Comparison(first, rest):
            numbers = [evaluate(first, values), *(evaluate(node, values) for _, node in rest)]
            pairs = zip(rest, itertools.pairwise(numbers), strict=True)
            return all(compare(relation, a, b) for (relation, _), (a, b) in pairs)
        case Junction(kind, parts):
            truths = (holds(part, values) for part in parts)
            return all(truths) if kind == "and" else any(truths)
        case Not(part):
            return not holds(part, values)
