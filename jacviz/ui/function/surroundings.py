"""What stands around a cursor, as completion needs it: the half-typed word, its line, the lines near it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from PySide6.QtGui import QTextBlock, QTextCursor

from jacviz.ui.function.lexing import Lexer
from jacviz.ui.function.vocabulary import word_before

NEAR = 15_000  # characters on either side of the cursor that are searched for names at a key
_REST_OF_WORD = re.compile(r"\w*")


class Here(NamedTuple):
    """Where something is being typed.

    Attributes:
        word: What stands of it before the cursor; "" where that is no word.
        line: The cursor's line before the word.
        start: The word's position in the document.
    """

    word: str
    line: str
    start: int


def here(cursor: QTextCursor) -> Here:
    """The word that is being typed.

    Returns:
        The word with its place.
    """
    before = _halves(cursor)[0]
    word = word_before(before[-256:])
    start = cursor.position() - len(word.encode("utf-16-le")) // 2
    return Here(word, before[: len(before) - len(word)], start)


def column(cursor: QTextCursor) -> int:
    """The cursor's place in its line.

    Returns:
        Characters before it.
    """
    return len(_halves(cursor)[0])


def beside(cursor: QTextCursor) -> tuple[str, str]:
    """What stands in the same line as a text that takes the selection's place.

    Returns:
        The first selected line before the selection, the last one behind it.
    """
    start, end = QTextCursor(cursor), QTextCursor(cursor)
    start.setPosition(cursor.selectionStart())
    end.setPosition(cursor.selectionEnd())
    return _halves(start)[0], _halves(end)[1]


def near(cursor: QTextCursor) -> str:
    """Whole lines around the cursor, without the word that is being typed: it is not offered itself.

    Returns:
        Some `NEAR` characters on either side, fewer where the text ends.
    """
    block, after = cursor.block(), _halves(cursor)[1]
    line = here(cursor).line + " " + _REST_OF_WORD.sub("", after, count=1)
    return "\n".join([*reversed([*_lines(block, -1)]), line, *_lines(block, 1)])


def in_words(cursor: QTextCursor, lexer: Lexer) -> bool:
    """Whether the cursor stands in a comment or a string.

    Args:
        cursor: The cursor.
        lexer: The language's.

    Returns:
        True in prose.
    """
    block, place = cursor.block(), column(cursor)
    state = max(block.previous().userState(), 0) if block.previous().isValid() else 0
    tokens, _ = lexer(block.text(), state)
    return any(
        token.kind in ("comment", "string") and token.start < place <= token.start + token.length
        for token in tokens
    )


def _halves(cursor: QTextCursor) -> tuple[str, str]:
    units, place = cursor.block().text().encode("utf-16-le"), 2 * cursor.positionInBlock()
    return units[:place].decode("utf-16-le", "ignore"), units[place:].decode("utf-16-le", "ignore")


def _lines(block: QTextBlock, step: int) -> Iterator[str]:
    room = NEAR
    while room > 0:
        block = block.next() if step > 0 else block.previous()
        if not block.isValid():
            return
        yield block.text()
        room -= block.length()
