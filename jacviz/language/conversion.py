"""Expression trees to the normal form of sums of terms, and back to trees as one would write them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from jacviz.language.terms import (
    ONE,
    ZERO,
    Applied,
    Atom,
    Choice,
    Group,
    Raised,
    Term,
    Terms,
    TooLongError,
    added,
    literal,
    multiplied,
    raised,
    scaled,
    single,
)
from jacviz.language.tree import (
    Call,
    Name,
    Negation,
    Node,
    Number,
    Power,
    Product,
    Sum,
    Tree,
    Where,
    children,
)

_HALF = Fraction(1, 2)
_AT_ZERO = {
    "sin": ZERO, "tan": ZERO, "asin": ZERO, "atan": ZERO, "sinh": ZERO, "tanh": ZERO, "erf": ZERO,
    "abs": ZERO, "sign": ZERO, "floor": ZERO, "relu": ZERO, "cos": ONE, "cosh": ONE, "exp": ONE,
}  # fmt: skip
_LARGEST_DENOMINATOR = 10_000  # of a fraction that is written as one


def as_terms(node: Node) -> Terms:
    """Bring an expression into normal form.

    Returns:
        A sum of terms; TooLongError where a number in it is not finite, not real or has too many digits.
    """
    match node:
        case Number(value):
            return literal(value)
        case Name():
            return single(node)
        case Negation(operand):
            return scaled(as_terms(operand), -1)
        case Sum(first, rest):
            parts = [as_terms(first), *(scaled(as_terms(n), 1 if s == "+" else -1) for s, n in rest)]
            return added(*parts)
        case Product(first, rest):
            divided = ((as_terms(n), Fraction(1 if s == "*" else -1)) for s, n in rest)
            return multiplied(as_terms(first), *(raised(factor, exponent) for factor, exponent in divided))
        case Power(base, exponent):
            return power(as_terms(base), as_terms(exponent))
        case Call(function, arguments):
            return applied(function, *map(as_terms, arguments))
        case Where(condition, chosen, otherwise):
            return chosen_by(Choice(condition, as_terms(chosen), as_terms(otherwise)))


def power(base: Terms, exponent: Terms) -> Terms:
    """Raise to a power.

    Returns:
        A sum of terms.
    """
    number = exponent.number
    return raised(base, number) if number is not None else single(Raised(base, exponent))


def applied(function: str, *arguments: Terms) -> Terms:
    """Call a function of the language; roots and powers are powers.

    Returns:
        A sum of terms.
    """
    if function == "sqrt":
        return raised(arguments[0], _HALF)
    if function == "pow":
        return power(*arguments)
    number = arguments[0].number if len(arguments) == 1 else None
    if number == 0 and function in _AT_ZERO:
        return _AT_ZERO[function]
    if function == "log" and (number == 1 or arguments[0] == literal(math.e)):
        return ZERO if number == 1 else ONE
    return single(Applied(function, arguments))


def chosen_by(choice: Choice) -> Terms:
    """Choose; where both sides are the same there is nothing to choose.

    Returns:
        A sum of terms.
    """
    return choice.chosen if choice.chosen == choice.otherwise else single(choice)


def has_decimals(tree: Tree) -> bool:
    """Whether someone wrote numbers such as 0.5 in it.

    Returns:
        False where all numbers are whole, pi or e.
    """
    if isinstance(tree, Number):
        return not tree.value.is_integer() and tree.value not in (math.pi, math.e)
    return any(map(has_decimals, children(tree)))


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes normal forms as trees.

    Attributes:
        decimals: Whether 1/2 is written 0.5.
    """

    decimals: bool = False

    def tree(self, one: Terms) -> Node:
        """Write a sum.

        Returns:
            Its tree, a positive term first where there is one; TooLongError where a number is too large.
        """
        if not one.terms:
            return Number(0.0)
        terms = list(one.terms)
        lead = next((place for place, term in enumerate(terms) if term.coefficient > 0), 0)
        terms.insert(0, terms.pop(lead))
        first = self._term(terms[0])
        first = Negation(first) if terms[0].coefficient < 0 else first
        if len(terms) == 1:
            return first
        rest = tuple((_sign(term), self._term(term)) for term in terms[1:])
        return Sum(first, rest)

    def _term(self, term: Term) -> Node:
        # Without its sign: numbers, then names, then all else; what divides stands below.
        number = abs(term.coefficient)
        above: list[Node] = []
        below: list[Node] = []
        if self._stays_fraction(number):
            above += [self._number(Fraction(number.numerator))] * (number.numerator != 1)
            below += [self._number(Fraction(number.denominator))] * (number.denominator != 1)
        elif number != 1:
            above.append(self._number(number))
        for atom, exponent in sorted(term.factors, key=lambda factor: _rank(factor[0])):
            (above if exponent > 0 else below).append(self._power(atom, abs(exponent)))
        return _divided(above, below)

    def _stays_fraction(self, number: Fraction) -> bool:
        if number.denominator == 1:
            return True
        finite = _is_decimal(number.denominator)
        return not (self.decimals and finite) and number.denominator <= _LARGEST_DENOMINATOR

    def _number(self, number: Fraction) -> Node:
        try:
            return Number(float(number))
        except OverflowError as error:
            raise TooLongError from error

    def _power(self, atom: Atom, exponent: Fraction) -> Node:
        base = self._atom(atom)
        if exponent == 1:
            return base
        if exponent == _HALF:
            return Call("sqrt", (base,))
        if self._stays_fraction(exponent) and exponent.denominator != 1:
            above, below = (self._number(Fraction(part)) for part in exponent.as_integer_ratio())
            return Power(base, Product(above, (("/", below),)))
        return Power(base, self._number(exponent))

    def _atom(self, atom: Atom) -> Node:
        match atom:
            case Applied(function, arguments):
                return Call(function, tuple(map(self.tree, arguments)))
            case Raised(base, exponent):
                return Power(self.tree(base), self.tree(exponent))
            case Choice(condition, chosen, otherwise):
                return Where(condition, self.tree(chosen), self.tree(otherwise))
            case Group(content):
                return self.tree(content)
            case _:
                return atom


def _sign(term: Term) -> Literal["+", "-"]:
    return "-" if term.coefficient < 0 else "+"


def _rank(atom: Atom) -> int:
    """The order in which factors are written: numbers, names, polynomials, all else as it comes.

    Returns:
        0 to 3.
    """
    if isinstance(atom, Group):
        plain = all(isinstance(a, Name | Number) for term in atom.content.terms for a, _ in term.factors)
        return 2 if plain else 3
    return 0 if isinstance(atom, Number) else 1 if isinstance(atom, Name) else 3


def _product(factors: list[Node]) -> Node:
    if len(factors) < 2:
        return factors[0] if factors else Number(1.0)
    return Product(factors[0], tuple(("*", factor) for factor in factors[1:]))


def _divided(above: list[Node], below: list[Node]) -> Node:
    if not below:
        return _product(above)
    first, *rest = above or [Number(1.0)]
    return Product(first, (*(("*", factor) for factor in rest), ("/", _product(below))))


def _is_decimal(denominator: int) -> bool:
    for prime in (2, 5):
        while denominator % prime == 0:
            denominator //= prime
    return denominator == 1
