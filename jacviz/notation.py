"""Numbers, names, spaces and times for reading: a true minus, few digits, real indices. Text only, no Qt."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import lru_cache

MINUS = "\u2212"
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_OPENING = re.compile(r"(?:expected|stopped|the|there|two)\b(?!:| is (?!no\b))")  # "two is not known": a name
_NUMBERED = re.compile(r"^y\d+(\[\d+\])?$")
_INDEXED = re.compile(r"^([^\W\d_]+)_?(\d+)$")


def number(value: float, digits: int = 4) -> str:
    """`value` for reading: about `digits` significant digits, a true minus sign, no trailing zeros.

    Whole numbers get up to two digits more before they are written with an exponent.

    Returns:
        Text such as "−0.5", "1.2e−7", "∞" or "nan".
    """
    if math.isnan(value):
        return "nan"
    if math.isinf(value):
        return "∞" if value > 0 else f"{MINUS}∞"
    if value == 0:
        return "0"
    text = f"{value:.{digits}g}"
    if "e+" in text and abs(value) < 10 ** (digits + 2):
        text = f"{value:.0f}"  # 10004 is shorter and says more than 1e4
    if "e" in text:
        mantissa, exponent = text.split("e")
        mantissa = mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa
        text = f"{mantissa}e{int(exponent)}"
    return text.replace("-", MINUS)


def share(value: float, decimals: int = 0) -> str:
    """A share of a whole for reading.

    Returns:
        Text such as "62 %", with a space that does not break.
    """
    return f"{value:.{decimals}%}".replace("%", "\N{NO-BREAK SPACE}%")


def parts(name: str) -> tuple[str, str]:
    """A name as base and subscript: "x12" is ("x", "12"), "w[1,2]" is ("w", "1,2"), "speed" is ("speed", "").

    Returns:
        Base and subscript.
    """
    indexed = _INDEXED.match(name)
    if indexed:
        return indexed[1], indexed[2]
    if name.endswith("]") and "[" in name:
        base, _, index = name[:-1].partition("[")
        return base, index
    return name, ""


def weight_on(outputs: Sequence[str], index: int) -> str:
    """What the entry of u that weighs an output is called: it wears the output's own number.

    Args:
        outputs: The names of all outputs.
        index: The row, from 0.

    Returns:
        "u109" for "y109", which is sample 109 wherever its row is; "u1" for the first row where not every
        output has a number of its own: among speed, y1 and y2 two weights would have the same.
    """
    return f"u{outputs[index][1:]}" if _all_numbered(tuple(outputs)) else f"u{index + 1}"


@lru_cache(maxsize=16)
def _all_numbered(outputs: tuple[str, ...]) -> bool:
    return all(map(_NUMBERED.match, outputs))


def subscripted(name: str) -> str:
    """`name` in one line of plain text, with Unicode subscripts where the index is a number.

    Returns:
        Text such as "x₁₂".
    """
    base, index = parts(name)
    return base + index.translate(_SUBSCRIPTS) if index.isdigit() else name


def space(dimension: int) -> str:
    """A space of real vectors.

    Returns:
        R with a raised dimension, such as "R³"; plain R for 1.
    """
    return "R" if dimension == 1 else "R" + str(dimension).translate(_SUPERSCRIPTS)


def passes(count: int) -> str:
    """How many passes a Jacobian took.

    Returns:
        Text such as "2 passes".
    """
    return f"{count:,} pass" if count == 1 else f"{count:,} passes"


def duration(seconds: float) -> str:
    """A time for reading: one digit below a millisecond, two or three above.

    Returns:
        Text such as "0.2 ms", "35 ms", "123 ms" or "1.2 s".
    """
    if seconds < 0.9995e-3:
        return f"{number(seconds * 1e3, 1)} ms"
    if seconds < 0.9995:
        return f"{number(seconds * 1e3, 2 if seconds < 0.0995 else 3)} ms"
    if seconds < 99.5:
        return f"{number(seconds, 2 if seconds < 9.95 else 3)} s"
    return f"{seconds:,.0f} s"


def capitalised(sentence: str) -> str:
    """A failure's sentence as it stands alone, not behind a colon.

    Args:
        sentence: One of the engine's, such as "the engine cannot start"; it may begin with a name.

    Returns:
        The sentence with a capital letter, where it begins with a plain word: "f(x): ...", "sine is not
        known" and what Python says stay as they are.
    """
    return sentence[:1].upper() + sentence[1:] if _OPENING.match(sentence) else sentence


def ended(sentence: str) -> str:
    """A sentence as a user reads it, with its full stop; some come without, to be put together with others.

    Args:
        sentence: One that ends with a full stop, a question mark or neither.

    Returns:
        The sentence with something at its end; nothing stays nothing.
    """
    return sentence if not sentence or sentence.endswith((".", "?", "!", "…")) else f"{sentence}."
