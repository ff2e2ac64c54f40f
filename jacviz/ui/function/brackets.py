"""The partner of the bracket at the cursor. Strings and comments are passed over; the search is bounded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from PySide6.QtGui import QTextBlock, QTextDocument

from jacviz.ui.function.offsets import Offsets

FARTHEST = 400  # lines looked at in each direction
_PARTNERS = {"(": ")", "[": "]", "{": "}", ")": "(", "]": "[", "}": "{"}
_OPENING = "([{"
_LONGEST_LINE = 5_000  # characters; brackets in a longer line are left alone
_PIECE = re.compile(r"#.*|\"(?:\\.|[^\"\\])*\"?|'(?:\\.|[^'\\])*'?|[()\[\]{}]")


class Match(NamedTuple):
    """A bracket at the cursor.

    Attributes:
        place: Its position in the document.
        partner: The position of the one that belongs to it; None where there is none, or one of another kind.
    """

    place: int
    partner: int | None


def bracket_at(document: QTextDocument, position: int) -> Match | None:
    """The bracket before or after a position, and its partner.

    Args:
        document: The text; a line whose `userState` is above 0 ends inside a string.
        position: The cursor's.

    Returns:
        The match, or None where no bracket touches the position or the partner is too far away to tell.
    """
    block = document.findBlock(position)
    here = dict(_brackets(block))
    for place in (position - 1, position):
        if place in here:
            return _matched(block, place, here[place])
    return None


def _matched(block: QTextBlock, place: int, bracket: str) -> Match | None:
    forward = bracket in _OPENING
    waiting: list[str] = []
    for position, other in _walk(block, place, forward):
        if position is None:
            return None
        if (other in _OPENING) == forward:
            waiting.append(other)
        elif _PARTNERS[waiting.pop()] != other:
            return Match(place, None)
        if not waiting:
            return Match(place, position)
    return Match(place, None)


def _walk(block: QTextBlock, place: int, forward: bool) -> Iterator[tuple[int | None, str]]:
    # Brackets from `place` on, in either direction; a None position says that the search was cut short.
    for _ in range(FARTHEST):
        found = list(_brackets(block))
        for position, bracket in found if forward else reversed(found):
            if position >= place if forward else position <= place:
                yield position, bracket
        block = block.next() if forward else block.previous()
        if not block.isValid():
            return
    yield None, ""


def _brackets(block: QTextBlock) -> Iterator[tuple[int, str]]:
    # Position and character of each bracket in a line that is neither in a string nor in a comment.
    text = block.text()
    before = block.previous()
    if len(text) > _LONGEST_LINE or (before.isValid() and before.userState() > 0):
        return
    offsets = Offsets(text)
    for match in _PIECE.finditer(text):
        if match[0] in _PARTNERS:
            yield block.position() + offsets.units(match.start()), match[0]
