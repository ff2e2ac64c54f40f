"""Sums of terms as one would write them: factored where that is shorter, over one denominator."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from jacviz.language.terms import (
    Atom,
    Factors,
    Group,
    Term,
    Terms,
    collected,
    merged,
    multiplied,
    scaled,
    shared_number,
)
from jacviz.language.tree import Name, Number

_MOST_EXPANDED = 24  # terms; beyond that products of sums stay products
_LONGEST_EXPANDED = 80  # names, numbers, functions and exponents
_HIGHEST_EXPANDED = 4


@dataclass(slots=True)
class Simplifier:
    """Knows the names of a program.

    Attributes:
        variables: Inputs and parameters: plain polynomials in them are left as they come.
        known: Lines such as p = exp(x)/total or r = sqrt(x), and what may go under their names.
    """

    variables: frozenset[str]
    known: dict[str, Mapping[Atom, Fraction]] = field(default_factory=dict)

    def learn(self, name: str, value: Terms, *, inner: bool) -> None:
        """Take note of a line whose name is shorter than what it stands for.

        Args:
            name: The line's.
            value: What it computes.
            inner: Whether it is an intermediate: those may stand for any function or root, outputs for
                quotients by another line only.
        """
        if len(value.terms) != 1 or value.terms[0].coefficient != 1:
            return
        factors = value.terms[0].factors
        plain = isinstance(factors[0][0], Name | Number) if factors else True
        if len(factors) == 1 and inner and not (plain and factors[0][1] > 0):
            self.known[name] = dict(factors)
        named = any(isinstance(atom, Name) and exponent < 0 for atom, exponent in factors)
        whole = all(exponent.denominator == 1 for _, exponent in factors)
        if named and whole and any(exponent > 0 for _, exponent in factors):
            self.known[name] = dict(factors)

    def simplified(self, one: Terms) -> Terms:
        """Find the best way to write a sum.

        Returns:
            An equal sum.
        """
        one = self._named(one)
        if len(one.terms) < 2:
            return _without_lone_minus(one)
        if self._is_plain(one):
            return one
        best, least = one, one.size
        expanded = multiplied_out(one)
        if expanded is not None and 4 * expanded.size < 3 * least:
            best, least = expanded, expanded.size
        for candidate in (one, expanded):
            drawn = None if candidate is None else factored(candidate)
            if drawn is not None and drawn.size <= least + 1:
                best, least = drawn, drawn.size - 1
        return best

    def _named(self, one: Terms) -> Terms:
        for name, pattern in self.known.items():
            if any(pattern.keys() <= dict(term.factors).keys() for term in one.terms):
                one = collected(_renamed(term, name, pattern) for term in one.terms)
        if self.known and any(isinstance(atom, Group) for term in one.terms for atom, _ in term.factors):
            one = collected(merged(Term(c), *map(self._named_factor, factors)) for c, factors in one.terms)
        return one

    def _named_factor(self, factor: tuple[Atom, Fraction]) -> Term:
        atom, exponent = factor
        if not isinstance(atom, Group):
            return Term(Fraction(1), (factor,))
        content = self._named(atom.content)
        return Term(Fraction(1), (factor if content is atom.content else (Group(content), exponent),))

    def _is_plain(self, one: Terms) -> bool:
        return all(
            isinstance(atom, Number)
            or (isinstance(atom, Name) and atom.name in self.variables and exponent > 0)
            for term in one.terms
            for atom, exponent in term.factors
        )


def _without_lone_minus(one: Terms) -> Terms:
    # -(1 - a) is written a - 1
    if one.terms and one.terms[0].coefficient == -1 and len(one.terms[0].factors) == 1:
        atom, exponent = one.terms[0].factors[0]
        if isinstance(atom, Group) and exponent == 1:
            return scaled(atom.content, -1)
    return one


def _renamed(term: Term, name: str, pattern: Mapping[Atom, Fraction]) -> Term:
    powers = dict(term.factors)
    shares = [powers.get(atom, Fraction(0)) / exponent for atom, exponent in pattern.items()]
    times = min(shares).__floor__()
    if len(shares) == 1 and shares[0].denominator == 1:
        times = shares[0].numerator  # a root, a function: below the line, too
    elif times < 1:
        return term
    if not times:
        return term
    back: Factors = tuple((atom, -exponent * times) for atom, exponent in pattern.items())
    return merged(term, Term(Fraction(1), back), Term(Fraction(1), ((Name(name), Fraction(times)),)))


def factored(one: Terms) -> Terms | None:
    """Draw out what all terms share, and bring them over one denominator.

    Returns:
        A sum of one term, or None where nothing is shared.
    """
    powers = [dict(term.factors) for term in one.terms]
    atoms = dict.fromkeys(atom for term in one.terms for atom, _ in term.factors)
    least = ((atom, min(own.get(atom, Fraction(0)) for own in powers)) for atom in atoms)
    shared = Term(Fraction(1), tuple((atom, exponent) for atom, exponent in least if exponent))
    number = shared_number(one) if len(one.terms) > 1 else Fraction(1)
    if number.denominator == 1 or len({term.coefficient.denominator for term in one.terms}) > 1:
        number = Fraction(1)
    if not shared.factors and number == 1:
        return None
    away = Term(1 / number, tuple((atom, -exponent) for atom, exponent in shared.factors))
    rest = Terms(tuple(merged(term, away) for term in one.terms))
    inner = multiplied_out(rest)
    inner = rest if inner is None or inner.size > rest.size else inner
    if len(inner.terms) == 1:
        return Terms((merged(Term(number, shared.factors), inner.terms[0]),))
    own = shared_number(inner)
    outside = number * own if own.denominator == 1 and abs(own) > 1 else number
    inner = scaled(inner, number / outside)
    return multiplied(Terms((Term(outside, shared.factors),)), inner)


def multiplied_out(one: Terms) -> Terms | None:
    """Multiply out the sums under small whole powers.

    Returns:
        A sum without such factors, or None where it has none or would have too many terms.
    """
    if one.size > _LONGEST_EXPANDED:
        return None
    if not any(_opens(atom, exponent) for term in one.terms for atom, exponent in term.factors):
        return None
    terms: list[Term] = []
    for term in one.terms:
        products = [Term(term.coefficient)]
        for atom, exponent in term.factors:
            if isinstance(atom, Group) and _opens(atom, exponent):
                for _ in range(exponent.numerator):
                    products = _distributed(products, atom.content.terms)
            else:
                products = _distributed(products, (Term(Fraction(1), ((atom, exponent),)),))
            if len(products) + len(terms) > _MOST_EXPANDED:
                return None
        terms += products
    opened = collected(terms)
    return multiplied_out(opened) or opened


def _opens(atom: Atom, exponent: Fraction) -> bool:
    return isinstance(atom, Group) and exponent.denominator == 1 and 0 < exponent <= _HIGHEST_EXPANDED


def _distributed(one: Iterable[Term], other: Iterable[Term]) -> list[Term]:
    other = tuple(other)
    return [merged(a, b) for a in one for b in other]
