"""Lines broken at spaces into lines that fit."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from jacviz.ui import theme
from jacviz.ui.matrix.typeset import Line, Run, width
from jacviz.ui.typeface import Typeface

_ELLIPSIS = "\N{NO-BREAK SPACE}\N{HORIZONTAL ELLIPSIS}"


def wrapped(line: Sequence[Run], size: float, room: float, using: Typeface | None = None) -> list[Line]:
    """A line broken at spaces into lines that fit.

    Args:
        line: The runs; names with their subscripts stay together with what touches them.
        size: Pixels before the font scale.
        room: Logical pixels.
        using: The faces; None: the application's.

    Returns:
        At least one line.
    """
    return list(_wrapped(tuple(line), size, room, using or theme.typeface()))


def clipped(lines: Sequence[Line], most: int, size: float, room: float) -> list[Line]:
    """Lines of which not all have room; the last one that does ends in an ellipsis then.

    Args:
        lines: Each fits by itself.
        most: How many have room.
        size: Pixels before the font scale.
        room: Logical pixels.

    Returns:
        At most that many lines.
    """
    if len(lines) <= most or most < 1:
        return list(lines[: max(most, 0)])
    end = Run(_ELLIPSIS)
    words = _words_of(lines[most - 1])
    while words and width([*(run for word in words for run in word), end], size) > room:
        words.pop()
    return [*lines[: most - 1], _merged([*(run for word in words for run in word), end])]


@lru_cache(maxsize=64)
def _wrapped(line: Line, size: float, room: float, using: Typeface) -> tuple[Line, ...]:
    lines: list[list[Run]] = [[]]
    used = 0.0
    for word, wide in _measured_words(line, size, using):
        blank = len(word) == 1 and word[0].text == " "
        if used + wide > room and lines[-1] and not blank:
            lines.append([])
            used = 0.0
        if blank and not lines[-1]:
            continue
        lines[-1].extend(word)
        used += wide
    return tuple(_merged(runs) for runs in lines)


@lru_cache(maxsize=64)
def _measured_words(line: Line, size: float, using: Typeface) -> tuple[tuple[list[Run], float], ...]:
    # A panel asks for the same words at one width after the other while it is resized.
    return tuple((word, width(word, size, using)) for word in _words_of(line))


def _merged(runs: list[Run]) -> Line:
    # Neighbours of one style as one run: each run is one call when painted.
    made: list[Run] = []
    for run in runs:
        if made and made[-1][1:] == run[1:]:
            made[-1] = Run(made[-1].text + run.text, run.style, run.colour)
        else:
            made.append(run)
    return tuple(made)


def _words_of(line: Sequence[Run]) -> list[list[Run]]:
    # Groups of runs between spaces; a space is a group of its own.
    groups: list[list[Run]] = []
    open_group = False
    for run in line:
        pieces = run.text.split(" ") if run.style in {"word", "strong"} else [run.text]
        for place, piece in enumerate(pieces):
            if place:
                groups.append([Run(" ", run.style, run.colour)])
                open_group = False
            if piece:
                if not open_group:
                    groups.append([])
                groups[-1].append(Run(piece, run.style, run.colour))
                open_group = True
    return groups
