"""Maths text as declarations and statements, line by line."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from jacviz.language.errors import MathsError
from jacviz.language.functions import CONSTANTS, FUNCTIONS
from jacviz.language.grammar import Expression
from jacviz.language.refusals import PYTHON, nearest, python_word
from jacviz.language.tokens import Token, spelled_out, tokenise
from jacviz.language.tree import Node

LONGEST_TEXT = 50_000  # characters
MOST_TOKENS = 20_000
KEYWORDS = ("inputs", "parameters", "outputs")

_BREAK = re.compile(r"\r\n|\r|\n")
_SINGULAR = {"input": "inputs", "parameter": "parameters", "output": "outputs"}


@dataclass(slots=True)
class Statement:
    """A line, or the part of one between semicolons, that computes something."""

    line: int
    column: int
    name: str
    expression: Node
    uses: dict[str, int]


@dataclass(slots=True)
class Declared:
    """What the lines `inputs:`, `parameters:` and `outputs:` list, with the place of each name."""

    lists: dict[str, dict[str, tuple[int, int]]] = field(default_factory=dict)

    def listed(self, keyword: str) -> dict[str, tuple[int, int]]:
        """The names after one keyword.

        Returns:
            0-based line and column of each, in their order.
        """
        return self.lists.get(keyword, {})


def read(text: str) -> tuple[Declared, list[Statement]]:
    """Read every line of a text.

    Args:
        text: One statement or declaration a line, or separated by semicolons.

    Returns:
        What is declared, and the statements in the order of the text.

    Raises:
        MathsError: The text is too long, or a line cannot be read.
    """
    if len(text) > LONGEST_TEXT:
        came = f"The text has {len(text):,} characters"
        raise MathsError(f"{came}; at most {LONGEST_TEXT:,} are read as maths.")
    pieces = list(_pieces(text))
    variables = _variables(pieces)
    declared, statements = Declared(), []
    for line, tokens in pieces:
        if tokens[0].kind == "name" and tokens[1].text == ":":
            _declare(declared, line, tokens)
        else:
            statements.append(_statement(line, tokens, variables))
    return declared, statements


def _pieces(text: str) -> Iterator[tuple[int, list[Token]]]:
    """The tokens of each statement that is not blank, closed by "end", under one spelling a name.

    Yields:
        0-based line, and at least two tokens.

    Raises:
        MathsError: A line cannot be split, or there are too many tokens.
    """
    spelling: dict[str, str] = {}
    count = 0
    for line, content in enumerate(_BREAK.split(text)):
        piece: list[Token] = []
        for token in tokenise(content, line):
            if token.kind == "name":
                token = token._replace(text=spelling.setdefault(spelled_out(token.text), token.text))
            ends = token.kind == "end" or token.text == ";"
            piece.append(Token("end", "", token.column) if ends else token)
            if ends:
                if len(piece) > 1:
                    yield line, piece
                piece = []
            count += 1
        if count > MOST_TOKENS:
            sentence = f"The text has more than {MOST_TOKENS:,} numbers, names and signs; write it in Python."
            raise MathsError(sentence, line)


def _variables(pieces: Iterable[tuple[int, Sequence[Token]]]) -> frozenset[str]:
    """Names that stand somewhere without a parenthesis behind them: those are no misspelt functions.

    Returns:
        Names.
    """
    return frozenset(
        token.text
        for _, tokens in pieces
        for token, following in itertools.pairwise(tokens)
        if token.kind == "name" and following.text != "("
    )


def _declare(declared: Declared, line: int, tokens: Sequence[Token]) -> None:
    keyword = _SINGULAR.get(tokens[0].text.lower(), tokens[0].text.lower())
    if keyword not in KEYWORDS:
        near = nearest(keyword, KEYWORDS, 0.5)
        hint = f"did you mean {near}:?" if near else "inputs:, parameters: and outputs: are."
        raise MathsError(f"{tokens[0].text}: is not known; {hint}", line, tokens[0].column)
    listed = declared.lists.setdefault(keyword, {})
    rest = tokens[2:]
    if rest[0].kind == "end":
        if keyword == "outputs":
            sentence = "outputs: lists no name; list one, or leave this line out."
            raise MathsError(sentence, line, rest[0].column)
        return
    for place, token in enumerate(rest):
        if place % 2 == 0:
            _declare_name(declared, listed, keyword, token, line)
        elif token.kind == "end":
            return
        elif token.text != ",":
            sentence = f"A comma is expected before {token.text}; write {keyword}: a, b, c."
            raise MathsError(sentence, line, token.column)


def _declare_name(
    declared: Declared, listed: dict[str, tuple[int, int]], keyword: str, token: Token, line: int
) -> None:
    if token.kind != "name":
        came = f"but {token.text} came" if token.text else "but the line ends"
        raise MathsError(f"A name is expected here, {came}; write {keyword}: a, b, c.", line, token.column)
    _require_free(token, line)
    if token.text in listed:
        raise MathsError(f"{token.text} is listed twice in {keyword}:.", line, token.column)
    both = [declared.listed(k) for k in ("inputs", "parameters") if k != keyword]
    if keyword != "outputs" and any(token.text in other for other in both):
        sentence = f"{token.text} is listed as an input and as a parameter; it can be one of them."
        raise MathsError(sentence, line, token.column)
    listed[token.text] = (line, token.column)


def _require_free(token: Token, line: int) -> None:
    if token.text in PYTHON:
        raise MathsError(python_word(token.text), line, token.column)
    for kind, table in (("function", FUNCTIONS), ("constant", CONSTANTS)):
        if token.text in table:
            sentence = f"{token.text} is a {kind} of the language; choose another name."
            raise MathsError(sentence, line, token.column)


def _statement(line: int, tokens: Sequence[Token], variables: frozenset[str]) -> Statement:
    name, column = "", tokens[0].column
    if tokens[0].text == "=":
        raise MathsError("A name is missing before =, such as y1 = x^2.", line, column)
    if tokens[0].kind == "name" and tokens[1].text == "=":
        _require_free(tokens[0], line)
        name, tokens = tokens[0].text, tokens[2:]
        if tokens[0].kind == "end":
            raise MathsError(f"A formula is missing after {name} =.", line, tokens[0].column)
    else:
        _refuse_odd_left_side(line, tokens)
    expression = Expression(tokens, line, variables)
    return Statement(line, column, name, expression.read(), expression.names)


def _refuse_odd_left_side(line: int, tokens: Sequence[Token]) -> None:
    """Say what belongs on the left of =, rather than what is odd about f(x).

    Raises:
        MathsError: There is a = after something that is no name.
    """
    at = next((place for place, token in enumerate(tokens) if token.text == "="), None)
    if at is None:
        return
    if tokens[0].kind == "name" and tokens[1].text == "(" and tokens[at - 1].text == ")":
        sentence = "Write y1 = and the formula; the inputs are found by their names."
        raise MathsError(sentence, line, tokens[0].column)
    sentence = "On the left of = stands one name, such as y1; to compare, write ==."
    raise MathsError(sentence, line, tokens[at].column)
