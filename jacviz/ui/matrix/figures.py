"""Numbers inside cells: how many digits fit, how large, and the decimal points under each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import isfinite
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QFont, QFontMetricsF

from jacviz.notation import MINUS, number
from jacviz.ui import theme
from jacviz.ui.typeface import Typeface

Array = NDArray[Any]

_SIZES = (24, 22, 20, 18, 16, 15, 14, 13, 12, 11, 10)
_LEADING = 1.7
_REFERENCE = 20.0
_SHORT = 6  # characters of a number that an exponent would not make much shorter
_INSET = 4.0  # logical pixels between a sign and the edge of its cell
_ALIGNED_FROM = 13  # smaller numbers are not made smaller still to have their points in line


@dataclass(frozen=True)
class Figure:
    """One number as it is written.

    Attributes:
        text: With a true minus.
        before: Width of the digits before the decimal point, without the sign, at the figures' size.
        sign: Width of the sign.
        after: Width of the point and what follows.
        plain: Whether it has digits and no exponent: its decimal point can stand under another's.
    """

    text: str
    before: float
    sign: float
    after: float
    plain: bool

    @property
    def width(self) -> float:
        """The whole."""
        return self.sign + self.before + self.after

    def scaled(self, share: float) -> Figure:
        """The same number in another size.

        Args:
            share: Of the size it has.

        Returns:
            A figure.
        """
        return Figure(self.text, self.before * share, self.sign * share, self.after * share, self.plain)


@dataclass(frozen=True)
class Figures:
    """Numbers of one size.

    Attributes:
        size: Pixels before the font scale; 0 where they do not fit.
        figures: Row by row.
    """

    size: float
    figures: tuple[tuple[Figure, ...], ...]


NONE = Figures(0, ())
TRACE = "≈\N{HAIR SPACE}0"  # instead of the digits that rounding has left of a zero


def fit(
    values: Array,
    width: float,
    height: float,
    largest: float = theme.CELL,
    leading: float = _LEADING,
    using: Typeface | None = None,
    *,
    exact: bool = False,
    traces: Array | None = None,
) -> Figures:
    """The largest type in which every number fits into a cell.

    Args:
        values: (rows, columns).
        width: Room in a cell, logical pixels.
        height: The same, downwards.
        largest: The largest size, pixels before the font scale.
        leading: Height that a size asks for, as a multiple of it.
        using: The faces; None: the application's.
        exact: Whether a fourth digit is worth more than larger type.
        traces: bool, (rows, columns): which values are zero but for rounding, and are written so.

    Returns:
        The numbers as they are written; `NONE` where not even one decimal fits.
    """
    if width < 14 or height < 11:
        return NONE
    using = using or theme.typeface()
    for smallest, texts in _ways(values, exact=exact):
        for row, column in () if traces is None else np.argwhere(traces).tolist():
            texts[row][column] = TRACE
        figures = [[_figure(text, using) for text in row] for row in texts]
        for aligned, least in ((True, max(smallest, _ALIGNED_FROM)), (False, smallest)):
            widest = _widest(figures, aligned=aligned) / _REFERENCE
            fits = (s for s in _SIZES if s * widest <= width and s * using.scale * leading <= height)
            size = next((s for s in fits if least <= s <= largest), 0)
            if size:
                share = size / _REFERENCE
                return Figures(size, tuple(tuple(f.scaled(share) for f in row) for row in figures))
    return NONE


def _widest(figures: list[list[Figure]], *, aligned: bool) -> float:
    # The room that the widest number asks for, or the widest column with its decimal points in line.
    alone = max((f.width for row in figures for f in row), default=0.0)
    if not aligned:
        return alone
    columns = ([f for f in column if f.plain] for column in zip(*figures, strict=True))
    return max((alone, *(_aligned_width(column) for column in columns)))


def _aligned_width(figures: Sequence[Figure]) -> float:
    # Signs hang at the left; as much is left free at the right, so that the digits stand in the middle.
    parts = ((f.before, f.after, f.sign) for f in figures)
    before, after, sign = (max(of, default=0.0) for of in (list(zip(*parts, strict=True)) or [(), (), ()]))
    return before + after + 2 * sign


def _ways(values: Array, *, exact: bool) -> Iterator[tuple[int, list[list[str]]]]:
    # Ways to write the numbers, the best one first, each with its smallest size.

    def significant(digits: int) -> list[list[str]]:
        least = max(digits, min(whole, 4))  # 1002 is not written 1e3
        return [[number(float(v), least) for v in row] for row in values]

    def fixed(decimals: int) -> list[list[str]]:
        return [[_fixed(float(v), decimals) for v in row] for row in values]

    top = float(np.abs(values).max(initial=0.0, where=np.isfinite(values)))
    whole = len(f"{top:.0f}")
    yield 12 if exact else 14, significant(4)
    yield 12, significant(3)
    yield 12, significant(4)
    # So many decimals for all: a small entry among large ones is then no longer than they are.
    most = (2 if top < 10 else 1 if top < 100 else 0) if 0.05 <= top < 1000 else None
    if most is not None:
        yield 12, fixed(most)
    yield 10, significant(3)
    if most is None:
        yield 10, significant(2)
        yield 10, [[_shortest(float(v)) for v in row] for row in values]
    else:
        for decimals in range(most, max(most - 2, -1), -1):
            yield 10, fixed(decimals)


def _fixed(value: float, decimals: int) -> str:
    if value == 0 or not isfinite(value):
        return number(value)
    # 0 is exact, 0.00 has been rounded: a sign before it would say less than it takes up.
    return f"{value:z.{decimals}f}".replace("-", MINUS)


def _shortest(value: float) -> str:
    plain = number(value)
    if len(plain) <= _SHORT or not isfinite(value):
        return plain
    mantissa, exponent = f"{value:.0e}".split("e")
    return f"{mantissa}e{int(exponent)}".replace("-", MINUS)


def decimal_column(figures: Sequence[Figure], room: float) -> list[float]:
    """Where the numbers of a column begin, decimal points under each other where the room suffices.

    The sign hangs: it does not move the digits from the middle, but where it would touch the cell's edge.

    Args:
        figures: The numbers, one below the other.
        room: Width of the column.

    Returns:
        Left edges, relative to the column's middle.
    """
    aligned = [f for f in figures if f.plain]
    if _aligned_width(aligned) > room:
        return [middle(f, room) for f in figures]
    parts = ("before", "after", "sign")
    before, after, sign = (max((getattr(f, part) for f in aligned), default=0.0) for part in parts)
    point = (before - after) / 2
    left, right = room / 2 + point - before - sign, room / 2 - point - after
    point += max(min(_INSET - left, (right - left) / 2), 0.0)
    return [point - f.before - f.sign if f.plain else middle(f, room) for f in figures]


def middle(figure: Figure, room: float) -> float:
    """Where a number begins that stands alone: digits in the middle, the sign hanging where it can.

    Args:
        figure: The number.
        room: Width of its cell.

    Returns:
        Left edge, relative to the middle.
    """
    hangs = figure.width + figure.sign <= 0.86 * room
    return -(figure.before + figure.after) / 2 - figure.sign if hangs else -figure.width / 2


def face(size: float, using: Typeface | None = None) -> tuple[QFont, QFontMetricsF]:
    """The face of numbers in cells.

    Args:
        size: Pixels before the font scale.
        using: The faces; None: the application's.

    Returns:
        Font and metrics, cached.
    """
    return _face(size, using or theme.typeface())


@lru_cache(maxsize=64)
def _face(size: float, using: Typeface) -> tuple[QFont, QFontMetricsF]:
    font = using.words(size, QFont.Weight.Medium if size >= 14 else QFont.Weight.Normal)
    return font, QFontMetricsF(font)


def _width(text: str, using: Typeface) -> float:
    return _face(_REFERENCE, using)[1].horizontalAdvance(text)


@lru_cache(maxsize=8192)
def _figure(text: str, using: Typeface) -> Figure:
    # At the reference size.
    sign = MINUS if text.startswith(MINUS) else ""
    digits = text[len(sign) :]
    whole, point, rest = digits.partition(".")
    after = _width(point + rest, using) if point else 0.0
    plain = digits[:1].isdigit() and "e" not in digits
    return Figure(text, _width(whole, using), _width(sign, using) if sign else 0.0, after, plain)
