"""Numbers and names as mathematics writes them: a true minus, few digits, subscripts. Text only, no Qt."""

from __future__ import annotations

import math
import re

MINUS = "\u2212"
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_INDEXED = re.compile(r"^([^\W\d_]+)_?(\d+)$")


def number(value: float, digits: int = 4) -> str:
    """`value` for reading: at most `digits` significant digits, a true minus sign, no trailing zeros.

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
    if "e" in text:
        mantissa, exponent = text.split("e")
        mantissa = mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa
        text = f"{mantissa}e{int(exponent)}"
    return text.replace("-", MINUS)


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


def subscripted(name: str) -> str:
    """`name` in one line of plain text, with Unicode subscripts where the index is a number.

    Returns:
        Text such as "x₁₂".
    """
    base, index = parts(name)
    return base + index.translate(_SUBSCRIPTS) if index.isdigit() else name
