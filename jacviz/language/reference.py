"""All that may be written in the maths language, an example each: what F1 shows and completion offers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from jacviz.language.functions import CONSTANTS, FUNCTIONS
from jacviz.language.lines import KEYWORDS
from jacviz.language.tokens import LONGEST_NAME


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the reference.

    Attributes:
        construct: What is written, such as "atan2(y, x)".
        example: A whole text that uses it; `parse` reads it.
        explanation: One sentence.
        category: The heading it stands under; entries of one category stand together.
    """

    construct: str
    example: str
    explanation: str
    category: str


_LINES, _OPERATORS, _NAMES, _CONDITIONS = "Lines", "Operators", "Numbers and names", "Conditions"

_WRITTEN = (
    Entry("formula", "x1^2 + x2 + x3\nx1 - x2 + x3", "Each line is one output, one row of J.", _LINES),
    Entry(
        "name = formula",
        "y1 = x1^2 + x2",
        "Names the output; lines without a name become y1, y2, ...",
        _LINES,
    ),
    Entry(
        "name = formula, used",
        "r = sqrt(x^2 + y^2)\nlog(r)",
        "A named line that another line uses is an intermediate, no output; lines may stand in any order.",
        _LINES,
    ),
    Entry("a; b", "x1^2 + x2; x1 - x2", "A semicolon separates lines like a line break.", _LINES),
    Entry("# comment", "x^2  # a parabola", "What follows # is not read.", _LINES),
    Entry(
        "inputs: a, b",
        "inputs: x, y, z\nx y",
        "The inputs in this order, used or not; without it they are the free names, x2 before x10.",
        _LINES,
    ),
    Entry(
        "parameters: a, b",
        "parameters: a, b\na x + b",
        "These names are theta, not x; J is taken with respect to either.",
        _LINES,
    ),
    Entry(
        "outputs: a, b",
        "r = x^2 + y^2\ns = r + 1\noutputs: s, r",
        "Exactly these lines are the outputs, in this order, intermediates too.",
        _LINES,
    ),
    Entry("a + b", "x1 + x2", "Sum.", _OPERATORS),
    Entry("a - b", "x1 - x2", "Difference; -a alone changes the sign.", _OPERATORS),
    Entry("a * b", "x1 * x2", "Product; · and × mean the same.", _OPERATORS),
    Entry(
        "2x, x y, 2(x + 1)",
        "2x1 + x1 x2 + 3 sin(x1) + (x1 + 1)(x2 - 1)",
        "Factors side by side are multiplied, from left to right with * and /: 1/2x is (1/2) x.",
        _OPERATORS,
    ),
    Entry(
        "a(b + c)",
        "x1(x2 + 1)",
        "A product where the name before the parenthesis is used elsewhere without one, is a letter other "
        "than f, g, h or has an index; any other name is taken for a function.",
        _OPERATORS,
    ),
    Entry("a / b", "x1 / x2", "Quotient; ÷ means the same.", _OPERATORS),
    Entry(
        "a ^ b",
        "-x^2 + 2^x^2",
        "Power, also **; binds before the sign, -x^2 is -(x^2), and to the right, 2^x^2 is 2^(x^2).",
        _OPERATORS,
    ),
    Entry("x², x⁻¹", "x² + x⁻¹", "Raised digits are a power.", _OPERATORS),
    Entry("(a)", "2 (x1 + x2)", "Parentheses group.", _OPERATORS),
    Entry("2, 0.5, 1e-3", "0.5 x + 1e-3", "Numbers, with a point; 1e-3 is 0.001.", _NAMES),
    Entry("pi, π", "cos(2π x)", "3.14159..., the constant.", _NAMES),
    Entry("e", "e^(-x)", "2.71828..., the constant; exp(x) is e^x.", _NAMES),
    Entry(
        "x, x1, rate_2",
        "x1 rate_2",
        f"A letter, then letters, digits or _, at most {LONGEST_NAME} characters; capitals count.",
        _NAMES,
    ),
    Entry("x₁", "x₁ + x₂", "Lowered digits are part of the name: x₁ is x1.", _NAMES),
    Entry("θ, α, Δ", "sin(θ1) + 2α", "Greek letters, or their names: θ1 and theta1 are the same.", _NAMES),
    Entry(
        "a < b, a <= b, a > b, a >= b",
        "where(x <= 1, x^2, 2x - 1)",
        "Comparisons, also ≤ and ≥; they stand in the first place of where.",
        _CONDITIONS,
    ),
    Entry("a == b, a != b", "where(x == 0, 1, sin(x)/x)", "Equal and unequal, also ≠.", _CONDITIONS),
    Entry("a < b < c", "where(-1 < x < 1, x, 0)", "Both comparisons hold.", _CONDITIONS),
    Entry("p and q", "where(x > 0 and y > 0, x y, 0)", "Both conditions hold.", _CONDITIONS),
    Entry("p or q", "where(x < -1 or x > 1, 1, 0)", "At least one condition holds.", _CONDITIONS),
    Entry("not p", "where(not x > 0, -x, x)", "The condition does not hold.", _CONDITIONS),
)

REFERENCE: Final[tuple[Entry, ...]] = _WRITTEN + tuple(
    Entry(function.signature, function.example, function.explanation, function.category)
    for function in FUNCTIONS.values()
)

_LANGUAGE: Final = (*FUNCTIONS, *CONSTANTS, *(f"{keyword}:" for keyword in KEYWORDS), "and", "or", "not")
_WORD = re.compile("[A-Za-zΑ-Ωα-ω][A-Za-zΑ-Ωα-ω0-9_₀-₉]*")


def names(text: str = "") -> tuple[str, ...]:
    """Names to offer while typing.

    Args:
        text: The text so far; its own names are offered too, whether it can be read or not.

    Returns:
        Functions, constants and keywords, then the names of `text` of two or more characters, sorted.
    """
    code = "\n".join(line.partition("#")[0] for line in text.splitlines())
    known = {*_LANGUAGE, *KEYWORDS}
    own = {word for word in _WORD.findall(code) if len(word) > 1} - known
    return (*_LANGUAGE, *sorted(own))
