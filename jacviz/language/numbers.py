"""Numbers as people type them into a box: 0.5, -1e-3, pi/4, 2^0.5, 1/3."""

from __future__ import annotations

import math

from jacviz.language.arithmetic import evaluate
from jacviz.language.errors import MathsError
from jacviz.language.grammar import Expression
from jacviz.language.tokens import tokenise

LONGEST_NUMBER = 1_000  # characters


def evaluate_number(text: str) -> float:
    """The value of an expression without names.

    Args:
        text: Such as "pi/4", "-1e-3" or "2^0.5".

    Returns:
        A finite number.

    Raises:
        MathsError: The text is empty, cannot be read, uses a name, or its value is not finite.
    """
    if len(text) > LONGEST_NUMBER:
        raise MathsError(f"A number has at most {LONGEST_NUMBER:,} characters; {len(text):,} came.")
    if not text.strip():
        raise MathsError("A number is expected, such as 0.5 or pi/4.")
    expression = Expression(tokenise(text.replace("\n", " "), 0), 0, ())
    node = expression.read()
    for name, column in expression.names.items():
        raise MathsError(f"{name} is a name; a number is expected here, such as 0.5 or pi/4.", 0, column)
    value = evaluate(node, {})
    if not math.isfinite(value):
        raise MathsError(f"{text.strip()[:40]} is not a finite number.")
    return value
