"""A normal form for formulas: a sum of terms, each a rational number times powers of atoms.

In it like terms meet, like powers meet and what cancels is gone, while products of sums stay products. Terms
and factors keep the order in which they were written. Numbers are exact: 0.1 is 1/10.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple, TypeAlias

from jacviz.language.tree import Condition, Name, Number

_LONGEST_NUMBER = 1024  # bits of a power of a number
_ONE = Fraction(1)


class TooLongError(Exception):
    """What was asked for has no form, or none that is worth writing."""


@dataclass(frozen=True)
class Applied:
    """A function of the language and its arguments."""

    function: str
    arguments: tuple[Terms, ...]


@dataclass(frozen=True)
class Raised:
    """A base under an exponent that is no number."""

    base: Terms
    exponent: Terms


@dataclass(frozen=True)
class Choice:
    """One of two, as the condition has it."""

    condition: Condition
    chosen: Terms
    otherwise: Terms


@dataclass(frozen=True)
class Group:
    """A sum in parentheses."""

    content: Terms


Atom: TypeAlias = Name | Number | Applied | Raised | Choice | Group
Factors: TypeAlias = tuple[tuple[Atom, Fraction], ...]


class Term(NamedTuple):
    """One term.

    Attributes:
        coefficient: Not 0 within a sum.
        factors: Each atom once, under an exponent that is not 0.
    """

    coefficient: Fraction
    factors: Factors = ()


@dataclass(frozen=True, eq=False)
class Terms:
    """A sum of terms of which no two have the same factors; 0 where there are none."""

    terms: tuple[Term, ...]

    @cached_property
    def _key(self) -> tuple[int, frozenset[tuple[Fraction, frozenset[tuple[Atom, Fraction]]]]]:
        key = frozenset((coefficient, frozenset(factors)) for coefficient, factors in self.terms)
        return hash(key), key

    def __hash__(self) -> int:
        return self._key[0]

    def __eq__(self, other: object) -> bool:
        # whatever the order
        return isinstance(other, Terms) and (self is other or self._key == other._key)

    @cached_property
    def size(self) -> int:
        """How much there is to write: names, numbers, functions, exponents and parentheses."""
        return sum(_term_size(term) for term in self.terms)

    @property
    def number(self) -> Fraction | None:
        """The sum's value where it is a rational number."""
        if not self.terms:
            return Fraction(0)
        return self.terms[0].coefficient if len(self.terms) == 1 and not self.terms[0].factors else None


ZERO = Terms(())
ONE = Terms((Term(_ONE),))


def rational(value: Fraction | int) -> Terms:
    """A number.

    Returns:
        The sum whose only term it is.
    """
    return Terms((Term(Fraction(value)),)) if value else ZERO


def single(atom: Atom, exponent: Fraction = _ONE) -> Terms:
    """A power of an atom.

    Returns:
        The sum whose only term it is.
    """
    return Terms((Term(_ONE, ((atom, exponent),)),))


def literal(value: float) -> Terms:
    """A number of the tree: pi and e stay symbols, every other is the decimal that was written.

    Returns:
        A sum of at most one term.
    """
    return single(Number(value)) if value in (math.pi, math.e) else rational(Fraction(repr(value)))


def collected(terms: Iterable[Term]) -> Terms:
    """Bring like terms together.

    Returns:
        Their sum, in the order of first appearance.
    """
    found: dict[frozenset[tuple[Atom, Fraction]], Term] = {}
    for coefficient, factors in terms:
        key = frozenset(factors)
        before = found.get(key)
        found[key] = Term(before.coefficient + coefficient if before else coefficient, factors)
    return Terms(tuple(term for term in found.values() if term.coefficient))


def added(*sums: Terms) -> Terms:
    """Add.

    Returns:
        The sum.
    """
    return collected(term for one in sums for term in one.terms)


def scaled(one: Terms, factor: Fraction | int) -> Terms:
    """Multiply by a number, term by term.

    Returns:
        The product.
    """
    if factor == 1:
        return one
    return Terms(tuple(Term(c * factor, factors) for c, factors in one.terms)) if factor else ZERO


def multiplied(*sums: Terms) -> Terms:
    """Multiply without multiplying out: a sum becomes a factor.

    Returns:
        A sum of at most one term, or the one of `sums` that is not 1.
    """
    sums = tuple(one for one in sums if one.number != 1)
    if any(not one.terms for one in sums):
        return ZERO
    return sums[0] if len(sums) == 1 else Terms((merged(*map(as_term, sums)),))


def as_term(one: Terms) -> Term:
    """A sum as one term: in parentheses where it has several, what its terms share as numbers drawn out.

    Returns:
        One term.
    """
    if len(one.terms) == 1:
        return one.terms[0]
    content = shared_number(one)
    return Term(content, ((Group(scaled(one, 1 / content)), _ONE),))


def shared_number(one: Terms) -> Fraction:
    """The rational number that leaves whole coefficients without a common divisor.

    Returns:
        Negative where most terms are.
    """
    coefficients = [term.coefficient for term in one.terms]
    numerator = math.gcd(*(c.numerator for c in coefficients))
    denominator = math.lcm(*(c.denominator for c in coefficients))
    negative = sum(c < 0 for c in coefficients)
    sign = -1 if 2 * negative > len(coefficients) else 1
    if 2 * negative == len(coefficients):
        sign = -1 if coefficients[0] < 0 else 1
    return Fraction(sign * numerator, denominator)


def merged(*terms: Term) -> Term:
    """Multiply terms: powers of one atom become one.

    Returns:
        Their product.
    """
    coefficient = _ONE
    powers: dict[Atom, Fraction] = {}
    for factor, factors in terms:
        coefficient *= factor
        for atom, exponent in factors:
            powers[atom] = powers.get(atom, Fraction(0)) + exponent
    for atom, exponent in tuple(powers.items()):
        if not exponent:
            del powers[atom]
        elif isinstance(atom, Number) and exponent.denominator == 1 and atom.value not in (math.pi, math.e):
            coefficient *= number_raised(Fraction(repr(atom.value)), exponent)
            del powers[atom]
    return Term(coefficient, tuple(powers.items()))


def number_raised(base: Fraction, exponent: Fraction) -> Fraction:
    """A whole power of a number.

    Returns:
        The exact value.

    Raises:
        TooLongError: The value is infinite or has too many digits.
    """
    bits = max(base.numerator.bit_length(), base.denominator.bit_length())
    if (not base and exponent < 0) or (bits > 1 and bits * abs(exponent) > _LONGEST_NUMBER):
        raise TooLongError
    return base**exponent.numerator


def raised(base: Terms, exponent: Fraction) -> Terms:
    """Raise to a power that is a number; (x^2)^(1/2) stays what it is, for x may be negative.

    Returns:
        A sum of one term, or 0; TooLongError where a number is not finite, not real or has too many digits.
    """
    if exponent == 1:
        return base
    if exponent == 0:
        return ONE
    number = base.number
    if number is not None:
        return _number_to(number, exponent)
    if exponent.denominator == 1:
        coefficient, factors = as_term(base)
        powers = tuple((atom, own * exponent) for atom, own in factors)
        return Terms((merged(Term(number_raised(coefficient, exponent), powers)),))
    match base.terms:
        case (Term(Fraction(numerator=1, denominator=1), ((atom, Fraction(numerator=1, denominator=1)),)),):
            return single(atom, exponent)
    return single(Group(base), exponent)


def _number_to(number: Fraction, exponent: Fraction) -> Terms:
    if exponent.denominator == 1:
        return rational(number_raised(number, exponent))
    if number < 0 or (number == 0 and exponent < 0):
        raise TooLongError
    root = Fraction(*(_root(part, exponent.denominator) for part in number.as_integer_ratio()))
    if root**exponent.denominator == number:
        return rational(number_raised(root, Fraction(exponent.numerator)))
    if number.denominator != 1 or number > 2**53:
        return single(Group(rational(number)), exponent)
    return single(Number(float(number)), exponent)


def _root(whole: int, degree: int) -> int:
    return max(round(whole ** (1 / degree)), 1) if 0 < whole < 2**53 else whole or 0


def names_in(one: Terms) -> tuple[str, ...]:
    """The names that a sum uses, apart from those in conditions.

    Returns:
        Each once.
    """
    atoms = (atom for _, factors in one.terms for atom, _ in factors)
    return tuple(dict.fromkeys(name for atom in atoms for name in _names(atom)))


def _names(atom: Atom) -> Iterator[str]:
    match atom:
        case Name(name):
            yield name
        case Applied(_, arguments):
            for argument in arguments:
                yield from names_in(argument)
        case Raised(base, exponent):
            yield from (*names_in(base), *names_in(exponent))
        case Choice(_, chosen, otherwise):
            yield from (*names_in(chosen), *names_in(otherwise))
        case Group(content):
            yield from names_in(content)


def _term_size(term: Term) -> int:
    number = abs(term.coefficient)
    digits = (number.numerator != 1 or not term.factors) + (number.denominator != 1)
    return digits + sum(_atom_size(atom) + (abs(exponent) != 1) for atom, exponent in term.factors)


def _atom_size(atom: Atom) -> int:
    match atom:
        case Applied(_, arguments):
            return 1 + sum(argument.size for argument in arguments)
        case Raised(base, exponent):
            return base.size + exponent.size
        case Choice(_, chosen, otherwise):
            return 3 + chosen.size + otherwise.size
        case Group(content):
            return 1 + content.size
        case _:
            return 1
