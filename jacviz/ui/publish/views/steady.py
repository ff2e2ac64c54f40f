"""Numbers that move in a film: decimals, size and the place of the point are the same in all frames."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from jacviz.notation import MINUS, number
from jacviz.session.results import Results
from jacviz.ui.matrix import figures
from jacviz.ui.matrix.figures import Figure, Figures
from jacviz.ui.matrix.terms import reach, settled_scalar, weighted
from jacviz.ui.typeface import Typeface

Array: TypeAlias = NDArray[Any]
Span: TypeAlias = tuple[Array, Array]
Spans: TypeAlias = Mapping[str, Span]

_MOST = 64  # rows or columns whose numbers can be seen
_SIZES = (24, 22, 20, 18, 16, 15, 14, 13, 12, 11, 10)
_REFERENCE = 20.0
_TINY, _LONG, _LARGE = 1e-5, 1e4, 1e7  # from where to where numbers are written without an exponent


def spans_of(some: Sequence[Results]) -> Spans:
    """Between which values the numbers and bars of a page move.

    Args:
        some: What is shown at different times.

    Returns:
        The smallest and the largest values of "j" (unless it is too large for numbers), "x", "u", "v", "vjp",
        "jvp", "y" and "scalar"; for "vjp terms" and "jvp terms" how far the stacks of terms go.
    """
    found: dict[str, list[Array]] = {}
    for one in some:
        answer, made = one.jacobian, one.products
        if answer is None or made is None:
            return {}
        matrix = answer.jacobian
        parts = {
            "x": answer.point, "u": made.u, "v": made.v, "vjp": made.vjp, "jvp": made.jvp, "y": answer.y,
            "scalar": np.array([settled_scalar(made, matrix)]),
        }  # fmt: skip
        if max(matrix.shape) <= _MOST:
            parts["j"] = matrix
            for key, terms in (
                ("vjp terms", weighted(made.u, matrix)),
                ("jvp terms", weighted(made.v, matrix.T)),
            ):
                if terms is not None:
                    parts[key] = np.array(reach(terms))
        for key, values in parts.items():
            found.setdefault(key, []).append(values)
    return {key: _between(values) for key, values in found.items()}


def _between(values: Sequence[Array]) -> Span:
    stacked = np.stack(values)
    finite = np.where(np.isfinite(stacked), stacked, 0.0)
    return finite.min(axis=0), finite.max(axis=0)


def moving(span: Span | None, values: Array) -> bool:
    """Whether numbers move.

    Args:
        span: Between which values; None: unknown.
        values: What they are now.

    Returns:
        False where they are the same in each frame.
    """
    return span is not None and span[0].shape == values.shape and bool((span[0] < span[1]).any())


def fit(
    values: Array, span: Span, width: float, height: float, largest: float, leading: float, using: Typeface
) -> tuple[Figures, list[list[float]]]:
    """The largest type in which the numbers of all frames fit, as `figures.fit` finds it for one.

    Args:
        values: (rows, columns), now.
        span: The same, smallest and largest.
        width: Room in a cell, logical pixels.
        height: The same, downwards.
        largest: The largest size, pixels before the font scale.
        leading: Height that a size asks for, as a multiple of it.
        using: The faces.

    Returns:
        The numbers, and where each begins, relative to the middle of its cell; `figures.NONE` where those of
        some frame do not fit.
    """
    still = span[0] == span[1]
    top = float(max(np.abs(side).max(initial=0.0, where=~still) for side in span))
    for decimals, signs in product(_ways(top), (2, 1)):  # a sign hangs, unless there is room for one alone
        rooms = [
            [_room((float(low), float(high)), decimals, using) for low, high in zip(*row, strict=True)]
            for row in zip(span[0], span[1], strict=True)
        ]
        columns = [
            tuple(max(part) for part in zip(*column, strict=True)) for column in zip(*rooms, strict=True)
        ]
        widest = max(before + after + signs * sign for before, after, sign in columns) / _REFERENCE
        fits = (s for s in _SIZES if s * widest <= width and s * using.scale * leading <= height)
        size = next((s for s in fits if s <= largest), 0)
        if size:
            share = size / _REFERENCE
            made = [
                [_figure(_text(float(v), decimals, fixed=not quiet), using).scaled(share)
                 for v, quiet in zip(row, quiets, strict=True)]
                for row, quiets in zip(values, still, strict=True)
            ]  # fmt: skip
            points = [(before - after + (2 - signs) * sign) / 2 * share for before, after, sign in columns]
            starts = [
                [point - f.before - f.sign if f.plain and decimals is not None else -f.width / 2
                 for f, point in zip(row, points, strict=True)]
                for row in made
            ]  # fmt: skip
            return Figures(size, tuple(map(tuple, made))), starts
    return figures.NONE, []


def _ways(top: float) -> Iterator[int | None]:
    # Decimals that numbers up to `top` are written with, the best first; None: with an exponent.
    if not top < _LARGE or 0 < top < _TINY:
        yield None
        return
    digits = math.floor(math.log10(top)) if top else 0
    most = max(2 - max(digits, 0), 0) if top >= 0.05 or not top else 1 - digits
    yield from range(most, -1 if top >= 0.05 or not top else most - 2, -1)
    if top >= _LONG:
        yield None


def _room(ends: tuple[float, float], decimals: int | None, using: Typeface) -> tuple[float, float, float]:
    if decimals is None:
        powers = {number(abs(end), 3).partition("e")[2] for end in ends} - {""}
        wide = max(_width(text, using) for text in ("88888", *(f"8.88e{power}" for power in powers)))
        return wide, 0.0, _width(MINUS, using) if min(ends) < 0 else 0.0
    # Before the point, from the point on, and for the sign: of the widest digits.
    if ends[0] == ends[1]:
        text = _text(ends[0], decimals, fixed=False)
        figure = _figure(text, using)
        return figure.before, figure.after, figure.sign
    whole = max(len(f"{abs(end):.{decimals}f}".partition(".")[0]) for end in ends)
    wide = max(_width(digit, using) for digit in "0123456789")
    after = _width(".", using) + decimals * wide if decimals else 0.0
    return whole * wide, after, _width(MINUS, using) if min(ends) < 0 else 0.0


def _text(value: float, decimals: int | None, *, fixed: bool) -> str:
    if decimals is None:
        return number(value, 3)
    if not np.isfinite(value) or not fixed:
        return number(round(value, decimals) if np.isfinite(value) else value)
    text = f"{value:.{decimals}f}"
    return text.lstrip("-") if float(text) == 0 else text.replace("-", MINUS)


def _figure(text: str, using: Typeface) -> Figure:
    sign = MINUS if text.startswith(MINUS) else ""
    digits = text[len(sign) :]
    whole, point, rest = digits.partition(".")
    after = _width(point + rest, using) if point else 0.0
    return Figure(
        text,
        _width(whole, using),
        _width(sign, using) if sign else 0.0,
        after,
        digits[:1].isdigit() and "e" not in digits,
    )


def _width(text: str, using: Typeface) -> float:
    return figures.face(_REFERENCE, using)[1].horizontalAdvance(text) if text else 0.0
