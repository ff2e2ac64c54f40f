"""Expressions of the maths language as Python, with the parentheses that they need and no more."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Final

from jacviz.export.code.dialects import CodeError, Dialect
from jacviz.export.code.trees import is_constant
from jacviz.language.arithmetic import evaluate
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
    Tree,
    Where,
    children,
)

_CHOICE, _OR, _AND, _NOT, _COMPARISON, _SUM, _PRODUCT, _SIGN, _POWER, _ATOM = range(10)
_LARGEST_WHOLE = 2**53  # beyond it a whole number is written as the float that it is
_OF_MATH: Final = frozenset({
    "sin", "cos", "tan", "asin", "acos", "atan", "atan2", "sinh", "cosh", "tanh", "exp", "log", "log2",
    "log10", "sqrt", "erf",
})  # fmt: skip


class Expressions:
    """Writes trees in one dialect."""

    def __init__(self, dialect: Dialect, names: Mapping[str, str]) -> None:
        """Nothing is written yet.

        Args:
            dialect: The library.
            names: What each name is called in the code.
        """
        self.dialect = dialect
        self.names = names

    def written(self, node: Node) -> str:
        """A value.

        Args:
            node: Its expression.

        Returns:
            Python text.
        """
        return self._value(node)[0]

    def condition(self, condition: Condition) -> str:
        """A truth.

        Args:
            condition: Its expression.

        Returns:
            Python text; of arrays where the dialect works with them.
        """
        return self._truth(condition)[0]

    def choice(self, condition: str, chosen: str, otherwise: str) -> str:
        """One of two values.

        Args:
            condition: Python text.
            chosen: Python text.
            otherwise: Python text.

        Returns:
            Python text.
        """
        return self.dialect.choice.format(condition, chosen, otherwise)

    def number(self, value: float) -> str:
        """A number.

        Args:
            value: Any.

        Returns:
            A literal, or a constant of the library.
        """
        return self._number(value)[0]

    def _within(self, tree: Tree, strength: int) -> str:
        text, own = self._any(tree)
        return text if own >= strength else f"({text})"

    def _any(self, tree: Tree) -> tuple[str, int]:
        return self._truth(tree) if isinstance(tree, Comparison | Junction | Not) else self._value(tree)

    def _value(self, node: Node) -> tuple[str, int]:
        if is_constant(node) and not isinstance(node, Number):
            return self._constant(node)
        match node:
            case Number(value):
                return self._number(value)
            case Name(name):
                return self.names[name], _ATOM
            case Negation(operand):
                return f"-{self._within(operand, _SIGN)}", _SIGN
            case Sum(first, rest):
                pieces = [self._within(first, _SUM)]
                pieces += [f"{sign} {self._within(term, _PRODUCT)}" for sign, term in rest]
                return " ".join(pieces), _SUM
            case Product(first, rest):
                pieces = [self._within(first, _PRODUCT)]
                pieces += [f"{sign} {self._within(factor, _SIGN)}" for sign, factor in rest]
                return " ".join(pieces), _PRODUCT
            case Power(base, exponent):
                return self._power(base, exponent)
            case Call("pow", (base, exponent)):
                return self._power(base, exponent)
            case Call(function, arguments):
                return self._call(function, arguments)
            case Where(condition, chosen, otherwise):
                return self._where(condition, chosen, otherwise)
        raise CodeError("an expression has a form that cannot be written as code")

    def _number(self, value: float) -> tuple[str, int]:
        if not math.isfinite(value):
            return f'float("{value}")', _ATOM
        for name, constant in (("pi", math.pi), ("e", math.e)):
            if value == constant:
                return f"{self.dialect.module}.{name}", _ATOM
        strength = _ATOM if math.copysign(1.0, value) > 0 else _SIGN
        if value.is_integer() and abs(value) <= _LARGEST_WHOLE and (value or strength == _ATOM):
            return str(int(value)), strength
        return repr(value), strength

    def _power(self, base: Node, exponent: Node) -> tuple[str, int]:
        if isinstance(base, Number) and base.value == math.e:
            return self._call("exp", (exponent,))
        return f"{self._within(base, _ATOM)}**{self._within(exponent, _SIGN)}", _POWER

    def _call(self, function: str, arguments: tuple[Node, ...]) -> tuple[str, int]:
        if function in {"min", "max"}:
            text = self._argument(function, arguments[0])
            for other in arguments[1:]:
                text = self.dialect.functions[function].format(text, self._argument(function, other))
            return text, _ATOM
        pattern = self.dialect.functions[function]
        text = pattern.format(*(self._argument(function, argument) for argument in arguments))
        return text, _PRODUCT if " / " in pattern else _ATOM

    def _argument(self, function: str, node: Node) -> str:
        text = self.written(node)
        if function not in self.dialect.needs_tensors or not is_constant(node):
            return text
        return self.dialect.constant.format(as_float(text))

    def _where(self, condition: Condition, chosen: Node, otherwise: Node) -> tuple[str, int]:
        texts = (as_float(self._within(side, _OR)) for side in (chosen, otherwise))
        return self.choice(self.condition(condition), *texts), _ATOM

    def _constant(self, node: Node) -> tuple[str, int]:
        """An expression without names: with Python's own functions, or its value where those would not do.

        Returns:
            Python text and how strongly it binds.
        """
        value = evaluate(node, {})
        if not _is_tame(node):
            return self._number(value)
        match node:
            case Call("pow", (base, exponent)) | Power(base, exponent):
                return f"{self._within(base, _ATOM)}**{self._within(exponent, _SIGN)}", _POWER
            case Call(function, arguments):
                return f"math.{function}({', '.join(map(self.written, arguments))})", _ATOM
            case Negation(operand):
                return f"-{self._within(operand, _SIGN)}", _SIGN
            case Sum(first, rest):
                pieces = [self._within(first, _SUM)]
                return " ".join([*pieces, *(f"{s} {self._within(n, _PRODUCT)}" for s, n in rest)]), _SUM
            case Product(first, rest):
                pieces = [self._within(first, _PRODUCT)]
                return " ".join([*pieces, *(f"{s} {self._within(n, _SIGN)}" for s, n in rest)]), _PRODUCT
        return self._number(value)

    # --- conditions --------------------------------------------------------------------------------------

    def _truth(self, condition: Condition) -> tuple[str, int]:
        match condition:
            case Comparison(first, rest):
                return self._comparison(first, rest)
            case Junction(kind, parts):
                return self._junction(kind, parts)
            case Not(part):
                if self.dialect.lazy:
                    return f"not {self._within(part, _NOT)}", _NOT
                return f"~{self._within(part, _ATOM)}", _SIGN
        raise CodeError("a condition has a form that cannot be written as code")

    def _comparison(self, first: Node, rest: tuple[tuple[str, Node], ...]) -> tuple[str, int]:
        if not rest:
            return self.written(first), _ATOM
        if self.dialect.lazy or len(rest) == 1:
            pieces = [
                self._within(first, _SUM),
                *(f"{sign} {self._within(node, _SUM)}" for sign, node in rest),
            ]
            return " ".join(pieces), _COMPARISON
        nodes = [first, *(node for _, node in rest)]
        pairs = [
            f"({self._within(a, _SUM)} {sign} {self._within(b, _SUM)})"
            for (sign, _), a, b in zip(rest, nodes, nodes[1:], strict=False)
        ]
        return " & ".join(pairs), _AND

    def _junction(self, kind: str, parts: tuple[Condition, ...]) -> tuple[str, int]:
        strength = _AND if kind == "and" else _OR
        if self.dialect.lazy:
            return f" {kind} ".join(self._within(part, strength + 1) for part in parts), strength
        sign = "&" if kind == "and" else "|"
        return f" {sign} ".join(self._within(part, _ATOM) for part in parts), strength


def _is_tame(node: Node) -> bool:
    """Whether Python computes what the language means: no infinity on the way, no function of its own.

    Returns:
        False where the value has to be written instead.
    """
    value = evaluate(node, {})
    if not math.isfinite(value) or abs(value) > _LARGEST_WHOLE or repr(value) == "-0.0":  # no whole number
        return False
    match node:
        case Number():
            return True
        case Call("pow", _) | Power():
            pass
        case Call(function, _) if function not in _OF_MATH:
            return False
        case Where():
            return False
    return all(_is_tame(part) for part in children(node) if not isinstance(part, Comparison | Junction | Not))


def as_float(text: str) -> str:
    """Python text of a number as a floating-point one.

    Args:
        text: A literal or an expression.

    Returns:
        "2.0" for "2"; what is no whole number as it is.
    """
    if text.removeprefix("-").isdigit():
        return f"{text}.0"
    return f"float({text})" if _WHOLES.fullmatch(text) else text


_WHOLES = re.compile(r"[-+*/ ()0-9]+")
