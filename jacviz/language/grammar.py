"""One expression from tokens to a tree, by precedence climbing.

From loose to tight: or, and, not, comparisons, + and -, * and / (written or implied), a sign, ^ (which
binds to the right). There is no eval, no compile and no attribute in the grammar, numbers are floats from
the start, and nesting is bounded, so text from a stranger costs no more than its length.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Literal, TypeAlias, cast

from jacviz.language.errors import MathsError
from jacviz.language.functions import CONSTANTS, FUNCTIONS
from jacviz.language.refusals import (
    PYTHON,
    number_behind,
    operand_missing,
    python_word,
    unexpected,
    unknown_function,
)
from jacviz.language.tokens import Token
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
    Relation,
    Sum,
    Tree,
    Where,
)

DEEPEST = 80  # expressions within expressions; each costs the interpreter at most five frames

_OR, _AND, _NOT, _COMPARISON, _SUM, _PRODUCT, _SIGN, _POWER = range(10, 90, 10)
_STRENGTH = {
    "or": _OR, "and": _AND, "<": _COMPARISON, "<=": _COMPARISON, ">": _COMPARISON, ">=": _COMPARISON,
    "==": _COMPARISON, "!=": _COMPARISON, "+": _SUM, "-": _SUM, "*": _PRODUCT, "/": _PRODUCT, "^": _POWER,
}  # fmt: skip
_LIKE_A_VARIABLE = re.compile(r"(?![fgh])(?:[A-Za-z]|[^\W\d_](?:_?\d+|_[^\W\d_]))")  # before a parenthesis
_Sum: TypeAlias = Literal["+", "-"]
_Product: TypeAlias = Literal["*", "/"]


class Expression:
    """Reads the tokens of one expression.

    Attributes:
        names: Every name it uses, with the column of its first use.
    """

    def __init__(self, tokens: Sequence[Token], line: int, variables: Collection[str]) -> None:
        """Begin at the first token.

        Args:
            tokens: The expression, closed by a token of kind "end".
            line: 0-based line, for errors.
            variables: Names that stand for numbers, whatever follows them.
        """
        self.names: dict[str, int] = {}
        self._tokens = tokens
        self._line = line
        self._variables = variables
        self._position = 0
        self._depth = 0
        self._open: list[Token] = []

    def read(self) -> Node:
        """Read all of it.

        Returns:
            A tree whose value is a number.
        """
        start = self._peek().column
        tree = self._expression(0)
        if self._peek().kind != "end":
            raise self._refused_rest()
        return self._number(tree, start)

    def _peek(self) -> Token:
        return self._tokens[self._position]

    def _next(self) -> Token:
        token = self._tokens[self._position]
        self._position += 1
        return token

    def _at(self, *texts: str) -> bool:
        token = self._peek()
        return token.kind == "operator" and token.text in texts

    def _error(self, sentence: str, column: int) -> MathsError:
        return MathsError(sentence, self._line, column)

    def _expression(self, floor: int) -> Tree:
        self._depth += 1
        if self._depth > DEEPEST:
            sentence = "This is nested too deep; split it into lines with names."
            raise self._error(sentence, self._peek().column)
        column = self._peek().column
        tree = self._operand()
        while (strength := self._strength()) >= floor and strength:
            tree = self._joined(tree, column, strength)
        self._depth -= 1
        return tree

    def _strength(self) -> int:
        token = self._peek()
        if token.kind == "operator":
            return _PRODUCT if token.text == "(" else _STRENGTH.get(token.text, 0)
        if token.kind == "number":
            raise self._error(number_behind(self._tokens[self._position - 1], token), token.column)
        return _PRODUCT if token.kind == "name" else 0

    def _joined(self, first: Tree, column: int, strength: int) -> Tree:
        if strength in (_OR, _AND):
            return self._junction(first, column, strength)
        number = self._number(first, column)
        if strength == _COMPARISON:
            return self._comparison(number)
        if strength == _SUM:
            return self._sum(number)
        if strength == _PRODUCT:
            return self._product(number)
        self._next()
        return Power(number, self._part(_SIGN))  # a sign is at home in an exponent, and ^ binds to the right

    def _part(self, floor: int) -> Node:
        column = self._peek().column
        return self._number(self._expression(floor), column)

    def _sum(self, first: Node) -> Node:
        rest: list[tuple[_Sum, Node]] = []
        while self._at("+", "-"):
            sign = cast(_Sum, self._next().text)
            rest.append((sign, self._part(_SUM + 1)))
        return Sum(first, tuple(rest))

    def _product(self, first: Node) -> Node:
        rest: list[tuple[_Product, Node]] = []
        while self._strength() == _PRODUCT:
            written = self._at("*", "/")
            sign = cast(_Product, self._next().text if written else "*")
            rest.append((sign, self._part(_PRODUCT + 1)))
        return Product(first, tuple(rest))

    def _comparison(self, first: Node) -> Condition:
        rest: list[tuple[Relation, Node]] = []
        while self._strength() == _COMPARISON:
            relation = cast(Relation, self._next().text)
            rest.append((relation, self._part(_COMPARISON + 1)))
        return Comparison(first, tuple(rest))

    def _junction(self, first: Tree, column: int, strength: int) -> Condition:
        kind: Literal["and", "or"] = "and" if strength == _AND else "or"
        parts = [self._condition(first, column)]
        while self._at(kind):
            self._next()
            column = self._peek().column
            parts.append(self._condition(self._expression(strength + 1), column))
        return Junction(kind, tuple(parts))

    def _operand(self) -> Tree:
        token = self._next()
        if token.kind == "number":
            return Number(token.value)
        if token.kind == "name":
            return self._name(token)
        if token.kind == "operator":
            if token.text == "(":
                return self._parenthesis(token)
            if token.text == "-":
                return Negation(self._part(_SIGN))
            if token.text == "+":
                return self._part(_SIGN)
            if token.text == "not":
                column = self._peek().column
                return Not(self._condition(self._expression(_NOT), column))
        before = self._tokens[self._position - 2].text if self._position > 1 else ""
        raise self._error(operand_missing(before, token), token.column)

    def _parenthesis(self, opening: Token) -> Tree:
        if self._at(")"):
            raise self._error("Something is missing between ( and ).", opening.column)
        self._open.append(opening)
        tree = self._expression(0)
        self._close(opening)
        return tree

    def _close(self, opening: Token) -> None:
        if not self._at(")"):
            raise self._refused_rest()
        self._next()
        self._open.pop()

    def _name(self, token: Token) -> Node:
        name, called = token.text, self._at("(")
        if name in CONSTANTS:
            return Number(CONSTANTS[name])
        if name in FUNCTIONS:
            if not called:
                signature = FUNCTIONS[name].signature
                if self._at("^"):
                    sentence = f"{name} is a function; write {signature}^2 for a power of its value."
                    raise self._error(sentence, token.column)
                raise self._error(f"{name} is a function; write {signature} with parentheses.", token.column)
            return self._call(token)
        if name in PYTHON:
            raise self._error(python_word(name), token.column)
        if called and name not in self._variables and not _LIKE_A_VARIABLE.fullmatch(name):
            raise self._error(unknown_function(name), token.column)
        self.names.setdefault(name, token.column)
        return Name(name)

    def _call(self, token: Token) -> Node:
        function, opening = FUNCTIONS[token.text], self._next()
        self._open.append(opening)
        arguments: list[tuple[Tree, int]] = []
        while not self._at(")") or arguments:
            column = self._peek().column
            arguments.append((self._expression(0), column))
            if not self._at(","):
                break
            self._next()
        self._close(opening)
        count = len(arguments)
        if count < function.least or (function.most is not None and count > function.most):
            came = "none" if count == 0 else str(count)
            raise self._error(f"{function.signature} takes {function.count}, but {came} came.", token.column)
        if token.text == "where":
            condition, chosen, otherwise = arguments
            return Where(self._condition(*condition), self._number(*chosen), self._number(*otherwise))
        return Call(token.text, tuple(self._number(*argument) for argument in arguments))

    def _number(self, tree: Tree, column: int) -> Node:
        if isinstance(tree, Comparison | Junction | Not):
            sentence = "A condition is not a number; where(x > 0, 1, 0), say, makes one of it."
            raise self._error(sentence, column)
        return tree

    def _condition(self, tree: Tree, column: int) -> Condition:
        if isinstance(tree, Comparison | Junction | Not):
            return tree
        raise self._error("A condition is expected here, such as x > 0.", column)

    def _refused_rest(self) -> MathsError:
        token = self._peek()
        if token.kind == "end":
            return self._error("This ( is not closed; a ) is missing on this line.", self._open[-1].column)
        return self._error(unexpected(token, inside=bool(self._open)), token.column)
