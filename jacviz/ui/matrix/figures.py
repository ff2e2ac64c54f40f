"""Numbers inside cells: how many digits fit, how large, and the decimal points under each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from numpy.typing import NDArray
from PySide6.QtGui import QFont, QFontMetricsF

from jacviz.notation import MINUS, number
from jacviz.ui import theme

Array = NDArray[Any]

_SIZES = (20, 18, 16, 15, 14, 13, 12, 11, 10)
_SMALLEST = {4: 11, 3: 10, 2: 10}  # px; fewer digits rather than smaller ones
_LEADING = 1.35
_REFERENCE = 20.0


@dataclass(frozen=True)
class Figure:
    """One number as it is written.

    Attributes:
        text: With a true minus.
        before: Width of the digits before the decimal point, without the sign, at the figures' size.
        sign: Width of the sign.
        after: Width of the point and what follows.
    """

    text: str
    before: float
    sign: float
    after: float

    @property
    def width(self) -> float:
        """The whole."""
        return self.sign + self.before + self.after


@dataclass(frozen=True)
class Figures:
    """Numbers of one size.

    Attributes:
        size: Pixels before the font scale; 0 where they do not fit.
        digits: Significant digits.
        figures: Row by row.
    """

    size: float
    digits: int
    figures: tuple[tuple[Figure, ...], ...]


NONE = Figures(0, 0, ())


def fit(values: Array, width: float, height: float, largest: float = theme.CELL) -> Figures:
    """The largest type in which every number fits into a cell.

    Args:
        values: (rows, columns).
        width: Room in a cell, logical pixels.
        height: The same, downwards.
        largest: The largest size, pixels before the font scale.

    Returns:
        The numbers as they are written; `NONE` where even two digits do not fit.
    """
    if width < 14 or height < 11:
        return NONE
    scale = theme.current().scale
    for digits, smallest in _SMALLEST.items():
        texts = [[number(float(v), digits) for v in row] for row in values]
        widest = max((_width(text, scale) for row in texts for text in row), default=0.0)
        for size in _SIZES:
            if size > largest or size < smallest:
                continue
            if size * scale * _LEADING <= height and widest * size / _REFERENCE <= width:
                share = size / _REFERENCE
                figures = tuple(tuple(_figure(t, share, scale) for t in row) for row in texts)
                return Figures(size, digits, figures)
    return NONE


def decimal_column(figures: Sequence[Figure], room: float) -> list[float]:
    """Where the numbers of a column begin, decimal points under each other where the room suffices.

    The sign hangs: it does not move the digits from the middle.

    Args:
        figures: The numbers, one below the other.
        room: Width of the column.

    Returns:
        Left edges, relative to the column's middle.
    """
    before = max((f.before for f in figures), default=0.0)
    after = max((f.after for f in figures), default=0.0)
    sign = max((f.sign for f in figures), default=0.0)
    if before + after + 2 * sign > room:
        return [-f.width / 2 for f in figures]
    point = (before - after) / 2
    return [point - f.before - f.sign for f in figures]


def face(size: float) -> tuple[QFont, QFontMetricsF]:
    """The face of numbers in cells.

    Args:
        size: Pixels before the font scale.

    Returns:
        Font and metrics, cached.
    """
    return _face(size, theme.current().scale)


@lru_cache(maxsize=64)
def _face(size: float, scale: float) -> tuple[QFont, QFontMetricsF]:
    del scale  # part of the key: theme fonts grow with it
    font = theme.interface_font(size, QFont.Weight.Medium if size >= 14 else QFont.Weight.Normal)
    return font, QFontMetricsF(font)


@lru_cache(maxsize=8192)
def _width(text: str, scale: float) -> float:
    return _face(_REFERENCE, scale)[1].horizontalAdvance(text)


def _figure(text: str, share: float, scale: float) -> Figure:
    sign = MINUS if text.startswith(MINUS) else ""
    digits = text[len(sign) :]
    whole, point, rest = digits.partition(".")
    if not point:
        whole, point, rest = digits.partition("e")
    sign_width = _width(sign, scale) * share if sign else 0.0
    after = _width(point + rest, scale) * share if point else 0.0
    return Figure(text, _width(whole, scale) * share, sign_width, after)
