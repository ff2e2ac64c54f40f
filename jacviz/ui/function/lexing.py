"""One line of source text as coloured pieces. Text only, no Qt.

A lexer takes a line and the state that the line before left (0 at the start) and gives tokens and the next
state, so that a text can be coloured piece by piece and from the middle.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from jacviz.language.functions import CONSTANTS, FUNCTIONS

if TYPE_CHECKING:
    from pygments.lexer import RegexLexer

TokenKind: TypeAlias = Literal["keyword", "number", "comment", "string", "function"]


class Token(NamedTuple):
    """A piece of a line that has a colour of its own.

    Attributes:
        start: Characters before it in the line.
        length: Its characters.
        kind: What it is.
    """

    start: int
    length: int
    kind: TokenKind


Lexer: TypeAlias = Callable[[str, int], tuple[list[Token], int]]

LONGEST_LINE = 2_000  # characters; a longer line stays without colours

_MATHS = re.compile(
    r"(?P<comment>\#.*)"
    r"|(?P<keyword>\b(?:inputs?|parameters?|outputs?)(?=\s*:))"
    r"|(?P<number>\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+)"
    r"|(?P<name>[^\W\d]\w*)"
)
_MATHS_WORDS: dict[str, TokenKind] = {
    **dict.fromkeys(FUNCTIONS, "function"),
    **dict.fromkeys((*CONSTANTS, "π"), "number"),
    **dict.fromkeys(("and", "or", "not"), "keyword"),
}


def maths_tokens(line: str, state: int) -> tuple[list[Token], int]:
    """A line of the maths language.

    Args:
        line: Without its line break.
        state: Always 0; nothing in the language spans lines.

    Returns:
        Tokens from left to right, and 0.
    """
    tokens = []
    for match in _MATHS.finditer(line[:LONGEST_LINE]):
        group = match.lastgroup
        kind = _MATHS_WORDS.get(match[0]) if group == "name" else group
        if kind is not None:
            tokens.append(Token(match.start(), len(match[0]), kind))  # type: ignore[arg-type]
    return tokens, state


_QUOTES = ('"""', "'''")
_STRING_PARTS = re.compile(r"#.*|\"\"\"|'''|\"(?:\\.|[^\"\\])*\"?|'(?:\\.|[^'\\])*'?")


def python_tokens(line: str, state: int) -> tuple[list[Token], int]:
    '''A line of Python.

    Args:
        line: Without its line break.
        state: 0 outside, 1 inside a """ string, 2 inside a \'\'\' string.

    Returns:
        Tokens from left to right, and the state at the line's end.
    '''
    tokens: list[Token] = []
    if len(line) > LONGEST_LINE:
        return tokens, state
    start = 0
    if state:
        start = _after_quotes(line, 0, _QUOTES[state - 1])
        if line:
            tokens.append(Token(0, start or len(line), "string"))
        if not start:
            return tokens, state
    tokens.extend(_python_pieces(line[start:], start))
    return tokens, _state_after(line, start)


def _after_quotes(line: str, start: int, quotes: str) -> int:
    # Where the text after the closing quotes begins; 0 where they do not close in this line.
    end = start
    while (end := line.find(quotes, end)) >= 0:
        backslashes = len(line[:end]) - len(line[:end].rstrip("\\"))
        if backslashes % 2 == 0:
            return end + len(quotes)
        end += 1
    return 0


def _state_after(line: str, start: int) -> int:
    while match := _STRING_PARTS.search(line, start):
        start = match.end()
        if match[0] in _QUOTES:
            start = _after_quotes(line, start, match[0])
            if not start:
                return _QUOTES.index(match[0]) + 1
    return 0


def _python_pieces(text: str, offset: int) -> list[Token]:
    if not text.strip():
        return []
    pieces = []
    for start, kind, value in python_lexer().get_tokens_unprocessed(text):
        name = _python_kind(str(kind))
        if name is not None:
            pieces.append(Token(offset + start, len(value), name))
    return pieces


@lru_cache(maxsize=256)
def _python_kind(kind: str) -> TokenKind | None:
    for name, ours in _PYTHON_KINDS:
        if kind.startswith(name):
            return ours
    return None


_PYTHON_KINDS: tuple[tuple[str, TokenKind], ...] = (
    ("Token.Keyword", "keyword"),
    ("Token.Operator.Word", "keyword"),
    ("Token.Literal.Number", "number"),
    ("Token.Literal.String", "string"),
    ("Token.Comment", "comment"),
    ("Token.Name.Function", "function"),
    ("Token.Name.Class", "function"),
    ("Token.Name.Decorator", "function"),
)


@lru_cache(maxsize=1)
def python_lexer() -> RegexLexer:
    """Pygments' lexer; importing it takes a moment, so that is left until Python is on the screen.

    Returns:
        The lexer, the same each time.
    """
    from pygments.lexers.python import PythonLexer

    return PythonLexer(stripnl=False, ensurenl=False)


def load_python_lexer() -> None:
    """Load it in a thread, so that the first Python text does not wait some 50 ms for it; returns at once."""
    if not python_lexer.cache_info().currsize:
        threading.Thread(target=python_lexer, name="python lexer", daemon=True).start()
