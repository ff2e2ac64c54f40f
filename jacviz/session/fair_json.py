"""JSON of many megabytes, read beside an event loop: other threads get their turn every few milliseconds.

The parser of the standard library in C lets no other thread run until it is through, nor do searches in a
text as a whole. Here nothing in C goes over more than a piece of the file at a time.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Callable
from json import decoder, scanner
from typing import Any

PIECE = 1 << 20  # bytes or characters, through which C goes in about a millisecond
_LONGEST_TEXT = 16 << 20  # characters of one that is more than letters and digits as they are


# Of which typeshed does not know.
_make_scanner: Callable[[json.JSONDecoder], Any] = vars(scanner)["py_make_scanner"]
_scanned: Callable[[str, int, bool], tuple[str, int]] = vars(decoder)["scanstring"]


class UnlikelyError(ValueError):
    """What no program writes as JSON; the text is a clause for the user."""


def count_of(data: bytes, marks: bytes) -> int:
    """How often some bytes occur.

    Args:
        data: A file.
        marks: The bytes.

    Returns:
        The sum over all of them.

    Raises:
        UnlikelyError: A piece of it is nothing but blanks or digits.
    """
    found = 0
    for begin in range(0, len(data), PIECE):
        piece = data[begin : begin + PIECE]
        if len(piece) == PIECE and (piece.isspace() or piece.isdigit()):
            raise UnlikelyError("a megabyte of blanks, or of digits, is no JSON")
        found += sum(piece.count(mark) for mark in marks)
    return found


def decoded(data: bytes) -> str:
    """UTF-8 as a text.

    Args:
        data: It, with or without a mark of its order.

    Returns:
        The text.

    Raises:
        UnicodeDecodeError: It is none; `start` says where.
    """
    if len(data) <= PIECE:
        return data.decode("utf-8-sig")
    reader, parts = codecs.getincrementaldecoder("utf-8-sig")(), []
    for begin in range(0, len(data), PIECE):
        piece = data[begin : begin + PIECE]
        before = len(reader.getstate()[0])  # bytes of a character that has begun
        try:
            parts.append(reader.decode(piece, final=begin + PIECE >= len(data)))
        except UnicodeDecodeError as error:
            start = begin - before + error.start
            raise UnicodeDecodeError("utf-8", data, start, start + 1, error.reason) from error
    return "".join(parts)


def loads(text: str, refuse_constant: Callable[[str], object]) -> Any:
    """Read JSON.

    Args:
        text: It.
        refuse_constant: Called for NaN and the like.

    Returns:
        What it says. What `json.loads` refuses is refused alike.
    """
    if len(text) <= PIECE:
        return json.loads(text, parse_constant=refuse_constant)
    return json.loads(text, parse_constant=refuse_constant, cls=_Fair)


class _Fair(json.JSONDecoder):
    """The standard library's parser in Python, which C stands in for as a rule."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.parse_string = _string
        self.scan_once = _make_scanner(self)


def _string(text: str, begin: int, strict: bool = True) -> tuple[str, int]:
    """A text in quotes, such as numbers in base64, which can be long.

    Args:
        text: The JSON.
        begin: Where it begins, behind the quote.
        strict: As the standard library says it.

    Returns:
        The text, and where the JSON goes on.

    Raises:
        UnlikelyError: It is very long, and not only of letters and digits.
    """
    if text.find('"', begin, begin + PIECE) >= 0:
        return _scanned(text, begin, strict)
    plain = True
    for at in range(begin, len(text), PIECE):
        end = text.find('"', at, at + PIECE)
        piece = text[at : end if end >= 0 else at + PIECE]
        plain = plain and piece.isascii() and piece.isprintable() and "\\" not in piece
        if not plain and at > begin + _LONGEST_TEXT:
            raise UnlikelyError("a text in it is longer than any text can be")
        if end >= 0:
            return (text[begin:end], end + 1) if plain else _scanned(text, begin, strict)
    return _scanned(text, begin, strict)  # which says that it does not end
