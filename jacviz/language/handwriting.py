"""Formulas the way one writes them by hand, 2 x1 and r (1 - x), as text and as LaTeX."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from jacviz.language.tree import (
    Call,
    Comparison,
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
)
from jacviz.notation import parts

OR, AND, NOT, COMPARISON, SUM, PRODUCT, SIGN, POWER, ATOM = range(9)  # what binds how strongly
SYMBOLS = {math.pi: "π", math.e: "e"}


def strength(tree: Tree) -> int:
    """How strongly the outermost operation of a formula binds.

    Returns:
        One of OR to ATOM.
    """
    match tree:
        case Sum():
            return SUM
        case Product():
            return PRODUCT
        case Negation():
            return SIGN
        case Power():
            return POWER
        case Comparison():
            return COMPARISON
        case Junction(kind, _):
            return AND if kind == "and" else OR
        case Not():
            return NOT
        case _:
            return ATOM


def fraction(product: Product) -> tuple[list[Node], list[Node]]:
    """What stands above and below the line.

    Returns:
        The factors that multiply, and those that divide.
    """
    above: list[Node] = [product.first]
    below: list[Node] = []
    for sign, factor in product.rest:
        (above if sign == "*" else below).append(factor)
    return above, below


def needs_dot(after: Node) -> bool:
    """Whether a factor that follows another would read as something else: 2 3, x 10^4.

    Returns:
        True where a dot belongs between them.
    """
    while isinstance(after, Power):
        after = after.base
    return isinstance(after, Number) and after.value not in SYMBOLS


def digits(value: float) -> str:
    """A number with all its digits; pi and e as symbols.

    Returns:
        Text.
    """
    return SYMBOLS.get(value) or repr(value).removesuffix(".0")


class Handwriting:
    """Writes formulas as text that mathematicians read, and mostly the language, too."""

    minus, times, beside = "-", " * ", " "
    relations: Mapping[str, str] = MappingProxyType({})

    def formula(self, tree: Tree) -> str:
        """Write a formula.

        Returns:
            Text with the parentheses that it needs and no more.
        """
        match tree:
            case Number(value):
                return self.number(value)
            case Name(name):
                return self.name(name)
            case Negation(operand):
                return self.minus + self.within(operand, PRODUCT)
            case Sum(first, rest):
                signs = (f" {'+' if s == '+' else self.minus} {self.within(n, PRODUCT)}" for s, n in rest)
                return self.within(first, SUM + 1) + "".join(signs)
            case Product():
                above, below = fraction(tree)
                return self.fraction(above, below) if below else self.product(above)
            case Power(base, exponent):
                return self.power(base, exponent)
            case Call(function, arguments):
                return self.call(function, arguments)
            case Where(condition, chosen, otherwise):
                return self.where(condition, chosen, otherwise)
            case Comparison(first, rest):
                signs = (f" {self.relations.get(s, s)} {self.within(n, SUM)}" for s, n in rest)
                return self.within(first, SUM) + "".join(signs)
            case Junction(kind, conditions):
                word = self.word(f" {kind} ")
                return word.join(self.within(one, strength(tree) + 1) for one in conditions)
            case Not(part):
                return self.word("not ") + self.within(part, NOT)

    def within(self, tree: Tree, least: int) -> str:
        """Write a part, in parentheses where it binds less than `least`.

        Returns:
            Text.
        """
        text = self.formula(tree)
        return text if strength(tree) >= least else self.parenthesised(text)

    def product(self, factors: Sequence[Node]) -> str:
        """Write factors side by side.

        Returns:
            Text.
        """
        single = len(factors) == 1
        text = self.within(factors[0], PRODUCT if single else SIGN)
        for after in factors[1:]:
            text += (self.times if needs_dot(after) else self.beside) + self.within(after, SIGN + 1)
        return text

    def fraction(self, above: Sequence[Node], below: Sequence[Node]) -> str:
        """Write a quotient.

        Returns:
            Text.
        """
        under = self.within(below[0], POWER) if len(below) == 1 else self.parenthesised(self.product(below))
        over = self.within(above[0], SIGN) if len(above) == 1 else self.product(above)
        return f"{over}/{under}"

    def number(self, value: float) -> str:
        """Write a number.

        Returns:
            Text.
        """
        return digits(value)

    def name(self, name: str) -> str:
        """Write a name.

        Returns:
            Text.
        """
        return name

    def power(self, base: Node, exponent: Node) -> str:
        """Write a power.

        Returns:
            Text.
        """
        return f"{self.within(base, ATOM)}^{self.within(exponent, SIGN)}"

    def call(self, function: str, arguments: Sequence[Node]) -> str:
        """Write a function and its arguments.

        Returns:
            Text.
        """
        return f"{function}({', '.join(map(self.formula, arguments))})"

    def where(self, condition: Tree, chosen: Node, otherwise: Node) -> str:
        """Write a choice.

        Returns:
            Text.
        """
        return f"where({', '.join(map(self.formula, (condition, chosen, otherwise)))})"

    def word(self, text: str) -> str:
        """Write a word between formulas.

        Returns:
            Text.
        """
        return text

    def parenthesised(self, text: str) -> str:
        """Put text into parentheses.

        Returns:
            Text.
        """
        return f"({text})"


class Latex(Handwriting):
    """Writes formulas as LaTeX with amsmath."""

    times = r" \cdot "
    relations = MappingProxyType({"<=": r"\le", ">=": r"\ge", "!=": r"\ne", "==": "="})
    _COMMANDS = frozenset(("sin", "cos", "tan", "sinh", "cosh", "tanh", "exp", "log", "min", "max"))
    _SIGNS = MappingProxyType({
        "asin": r"\arcsin", "acos": r"\arccos", "atan": r"\arctan", "log2": r"\log_2", "log10": r"\log_{10}",
    })  # fmt: skip

    def matrix(self, rows: Sequence[Sequence[Node]]) -> str:
        """Write a matrix in brackets.

        Returns:
            One environment; a row a line.
        """
        lines = " \\\\\n".join("  " + " & ".join(map(self.formula, row)) for row in rows)
        return f"\\begin{{bmatrix}}\n{lines}\n\\end{{bmatrix}}"

    def fraction(self, above: Sequence[Node], below: Sequence[Node]) -> str:  # noqa: D102
        return rf"\frac{{{self.product(above)}}}{{{self.product(below)}}}"

    def number(self, value: float) -> str:  # noqa: D102
        mantissa, _, exponent = digits(value).partition("e") if value != math.e else ("e", "", "")
        if mantissa == "π":
            return r"\pi"
        return rf"{mantissa} \cdot 10^{{{int(exponent)}}}" if exponent else mantissa

    def name(self, name: str) -> str:  # noqa: D102
        base, index = parts(name)
        base = base.replace("_", r"\_")
        base = base if len(base) == 1 else rf"\mathit{{{base}}}"
        return f"{base}_{{{index}}}" if len(index) > 1 else f"{base}_{index}" if index else base

    def power(self, base: Node, exponent: Node) -> str:  # noqa: D102
        return f"{self.within(base, ATOM)}^{{{self.formula(exponent)}}}"

    def call(self, function: str, arguments: Sequence[Node]) -> str:  # noqa: D102
        inner = ", ".join(map(self.formula, arguments))
        if function == "sqrt":
            return rf"\sqrt{{{inner}}}"
        if function in ("abs", "floor"):
            left, right = (r"\lvert", r"\rvert") if function == "abs" else (r"\lfloor", r"\rfloor")
            return rf"{left} {inner} {right}"
        sign = rf"\{function}" if function in self._COMMANDS else rf"\operatorname{{{function}}}"
        return self._SIGNS.get(function, sign) + self.parenthesised(inner)

    def where(self, condition: Tree, chosen: Node, otherwise: Node) -> str:  # noqa: D102
        first, second = self.formula(chosen), self.formula(otherwise)
        cases = rf"{first} & {self.formula(condition)} \\ {second} & \text{{otherwise}}"
        return rf"\begin{{cases}} {cases} \end{{cases}}"

    def word(self, text: str) -> str:  # noqa: D102
        return rf"\text{{{text}}}"

    def parenthesised(self, text: str) -> str:  # noqa: D102
        return rf"\left({text}\right)"


TEXT, LATEX = Handwriting(), Latex()
