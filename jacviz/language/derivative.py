"""J as formulas: the derivative of each output with respect to each input, the way a teacher writes it.

Names of lines stay names, and the chain rule goes through them: with r = sqrt(x^2 + y^2) the derivative of
log(r) is x/r^2. Where f has a kink the formulas keep torch's conventions: sign(0) is 0, relu has slope 0 at
0, and at a tie max and min take the mean of both slopes.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Final, Literal

from jacviz.language.conversion import Writer, applied, as_terms, chosen_by, has_decimals, power
from jacviz.language.simplification import Simplifier
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
    names_in,
    raised,
    rational,
    scaled,
)
from jacviz.language.tree import Assignment, Comparison, Name, Node, Number, Program, Tree, children

MOST_STEPS = 1_000  # terms made while a line is differentiated with respect to one name
LONGEST_ENTRY = 60  # names, numbers, functions and exponents in one entry
_MOST_ARGUMENTS = 6  # of min and max
_LONGEST_LINE = 120  # of the same in what a line computes, and in its derivative


class Derivatives:
    """The entries of a program's Jacobian as formulas, made one by one when they are asked for."""

    def __init__(self, program: Program, wrt: Literal["x", "theta"] = "x") -> None:
        """Prepare; nothing is computed yet.

        Args:
            program: What `jacviz.language.parse` read.
            wrt: Whether the columns are the inputs or the parameters.
        """
        self.rows = program.outputs
        self.columns = program.inputs if wrt == "x" else program.parameters
        self._simplifier = Simplifier(frozenset((*program.inputs, *program.parameters)))
        self._writer = Writer(any(has_decimals(line.expression) for line in program.assignments))
        self._lines: dict[str, Terms | None] = {}
        self._uses: dict[str, tuple[str, ...]] = {}
        self._partial: dict[tuple[str, str], Terms] = {}
        self._total: dict[tuple[str, str], Terms | None] = {}
        self._reading = self._read(program.assignments)

    def steps(self) -> Iterator[None]:
        """Make all entries, a little at a time: what `entry` gives afterwards is there already.

        Yields:
            After each line that is read or differentiated.
        """
        yield from self._reading
        for line in self.rows:
            for variable in self.columns:
                yield from self._derive(line, variable)

    def _read(self, lines: Iterable[Assignment]) -> Iterator[None]:
        for line in lines:
            value = self._lines[line.name] = _read(line.expression)
            self._uses[line.name] = names_in(value) if value else ()
            if value is not None:
                self._simplifier.learn(line.name, value, inner=line.name not in self.rows)
            yield

    def entry(self, row: int, column: int) -> Node | None:
        """Differentiate one output with respect to one name.

        Args:
            row: 0-based index of the output.
            column: 0-based index of the input or parameter.

        Returns:
            A formula in inputs, parameters and names of lines; None where none is worth writing.
        """
        line, variable = self.rows[row], self.columns[column]
        for _ in itertools.chain(self._reading, self._derive(line, variable)):
            pass
        slope = self._total[line, variable]
        try:
            return None if slope is None or slope.size > LONGEST_ENTRY else self._writer.tree(slope)
        except TooLongError:
            return None

    def _derive(self, line: str, variable: str) -> Iterator[None]:
        for earlier in self._lines:  # in their order, so that nothing recurs
            if (earlier, variable) not in self._total:
                self._total[earlier, variable] = self._derived(earlier, variable)
                yield
            if earlier == line:
                return

    def _derived(self, line: str, variable: str) -> Terms | None:
        """The derivative of a line, by the chain rule through the lines that it uses.

        Returns:
            A simplified sum, None where there is none or it is too long.
        """
        if self._lines[line] is None:
            return None
        slopes: list[Terms] = []
        try:
            for name in self._uses[line]:
                inner = ONE if name == variable else self._total.get((name, variable), ZERO)
                if inner is None:
                    return None
                if inner.terms:
                    slopes.append(multiplied(self._partially(line, name), inner))
            slope = self._simplifier.simplified(added(*slopes))
        except TooLongError:
            return None
        return slope if slope.size <= _LONGEST_LINE else None

    def _partially(self, line: str, name: str) -> Terms:
        """The derivative of a line with respect to a name in it, all others held.

        Returns:
            A simplified sum.
        """
        slope = self._partial.get((line, name))
        if slope is None:
            value = self._lines[line]
            assert value is not None
            slope = self._simplifier.simplified(_Slopes(name).of(value))
            self._partial[line, name] = slope
        return slope


def count(tree: Tree) -> int:
    """How many nodes a tree has.

    Returns:
        At least 1.
    """
    return 1 + sum(map(count, children(tree)))


def _read(expression: Node) -> Terms | None:
    if count(expression) > 2 * _LONGEST_LINE:
        return None
    try:
        value = as_terms(expression)
    except TooLongError:
        return None
    return value if value.size <= _LONGEST_LINE else None


class _Slopes:
    """Differentiates within one line, with respect to one name."""

    def __init__(self, variable: str) -> None:
        self._variable = variable
        self._known: dict[Atom, Terms] = {}
        self._left = MOST_STEPS

    def of(self, one: Terms) -> Terms:
        """Differentiate a sum, term by term, each factor in its place.

        Returns:
            A sum.

        Raises:
            TooLongError: The sum has no derivative that is worth writing.
        """
        made: list[Terms] = []
        length = 0
        for term in one.terms:
            for place, (atom, exponent) in enumerate(term.factors):
                slope = self._of_atom(atom)
                self._left -= 1 + len(slope.terms)
                if slope.terms:
                    made.append(_with_slope(term, place, exponent, slope))
                    length += made[-1].size
                if self._left < 0 or length > _LONGEST_LINE:
                    raise TooLongError
        return added(*made)

    def _of_atom(self, atom: Atom) -> Terms:
        slope = self._known.get(atom)
        if slope is None:
            slope = self._known[atom] = self._new(atom)
        return slope

    def _new(self, atom: Atom) -> Terms:
        match atom:
            case Name(name):
                return ONE if name == self._variable else ZERO
            case Number():
                return ZERO
            case Group(content):
                return self.of(content)
            case Raised(base, exponent):
                return self._of_power(base, exponent)
            case Choice(condition, chosen, otherwise):
                return chosen_by(Choice(condition, self.of(chosen), self.of(otherwise)))
            case Applied(function, arguments):
                return self._of_call(function, arguments)

    def _of_power(self, base: Terms, exponent: Terms) -> Terms:
        below, above = self.of(base), self.of(exponent)
        whole = power(base, exponent)
        falling = multiplied(exponent, power(base, added(exponent, rational(-1))), below)
        if not above.terms:
            return falling
        growing = multiplied(applied("log", base), above)
        if not below.terms:
            return multiplied(whole, growing)
        return multiplied(whole, added(growing, _quotient(multiplied(exponent, below), base)))

    def _of_call(self, function: str, arguments: tuple[Terms, ...]) -> Terms:
        if len(arguments) > _MOST_ARGUMENTS:
            raise TooLongError
        slopes = [self.of(argument) for argument in arguments]
        if not any(slope.terms for slope in slopes):
            return ZERO
        if function in ("min", "max"):
            return _of_extreme(function, arguments, slopes)
        if function == "relu":
            positive = Comparison(Writer().tree(arguments[0]), ((">", Number(0.0)),))
            return chosen_by(Choice(positive, slopes[0], ZERO))
        if function == "atan2":
            (y, x), (dy, dx) = arguments, slopes
            turning = added(multiplied(x, dy), scaled(multiplied(y, dx), -1))
            return _quotient(turning, added(raised(x, Fraction(2)), raised(y, Fraction(2))))
        return multiplied(SLOPES[function](arguments[0]), slopes[0])


def _with_slope(term: Term, place: int, exponent: Fraction, slope: Terms) -> Terms:
    atom, _ = term.factors[place]
    before, after = term.factors[:place], term.factors[place + 1 :]
    left = ((atom, exponent - 1),) if exponent != 1 else ()
    front = Terms((Term(term.coefficient * exponent, (*before, *left)),))
    return multiplied(front, slope, Terms((Term(Fraction(1), after),)))


def _of_extreme(function: str, arguments: tuple[Terms, ...], slopes: list[Terms]) -> Terms:
    value, slope = arguments[0], slopes[0]
    sign = 1 if function == "max" else -1
    for other, other_slope in zip(arguments[1:], slopes[1:], strict=True):
        which = scaled(applied("sign", added(value, scaled(other, -1))), sign)
        slope = added(
            multiplied(slope, _half(added(ONE, which))),
            multiplied(other_slope, _half(added(ONE, scaled(which, -1)))),
        )
        value = applied(function, value, other)
    return slope


def _half(one: Terms) -> Terms:
    # Kept in its parentheses: a product of choices reads better than the sum that it is.
    return Terms((Term(Fraction(1, 2), ((Group(one), Fraction(1)),)),))


def _quotient(above: Terms, below: Terms) -> Terms:
    return multiplied(above, raised(below, Fraction(-1)))


def _one_minus(one: Terms, sign: int = -1) -> Terms:
    return added(ONE, scaled(one, sign))


def _squared(one: Terms) -> Terms:
    return raised(one, Fraction(2))


def _reciprocal(one: Terms, exponent: Fraction = Fraction(-1)) -> Terms:
    return raised(one, exponent)


def _of_logarithm(base: int) -> Callable[[Terms], Terms]:
    return lambda u: _reciprocal(multiplied(u, applied("log", rational(base))))


def _of_erf(u: Terms) -> Terms:
    bell = applied("exp", scaled(_squared(u), -1))
    return multiplied(rational(2), bell, raised(literal(math.pi), Fraction(-1, 2)))


_ROOT = Fraction(-1, 2)

# The derivative of each function of one argument, without the inner one: Abramowitz and Stegun, 4 and 7.
SLOPES: Final[Mapping[str, Callable[[Terms], Terms]]] = MappingProxyType({
    "sin": lambda u: applied("cos", u),
    "cos": lambda u: scaled(applied("sin", u), -1),
    "tan": lambda u: _one_minus(_squared(applied("tan", u)), 1),
    "asin": lambda u: _reciprocal(_one_minus(_squared(u)), _ROOT),
    "acos": lambda u: scaled(_reciprocal(_one_minus(_squared(u)), _ROOT), -1),
    "atan": lambda u: _reciprocal(_one_minus(_squared(u), 1)),
    "sinh": lambda u: applied("cosh", u),
    "cosh": lambda u: applied("sinh", u),
    "tanh": lambda u: _one_minus(_squared(applied("tanh", u))),
    "exp": lambda u: applied("exp", u),
    "log": lambda u: _reciprocal(u),
    "log2": _of_logarithm(2),
    "log10": _of_logarithm(10),
    "abs": lambda u: applied("sign", u),
    "sign": lambda _: ZERO,
    "floor": lambda _: ZERO,
    "sigmoid": lambda u: multiplied(applied("sigmoid", u), _one_minus(applied("sigmoid", u))),
    "softplus": lambda u: applied("sigmoid", u),
    "erf": _of_erf,
})  # fmt: skip
