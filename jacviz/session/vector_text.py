"""Vectors as text: what is copied, and a strict reader of what is pasted. Nothing is evaluated as code."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from jacviz.notation import MINUS
from jacviz.session.vectors import Array, frozen

LONGEST_TEXT = 400_000  # characters; 4096 entries at full precision take a quarter of it
LONGEST_EXPRESSION = 200  # characters

_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_NOT_FINITE = re.compile(r"[+-]?(?:inf|infinity|nan)", re.IGNORECASE)
_NAMED = re.compile(r"^\w+\s*=\s*(?!=)")  # v = [1, 2]
_CALL = re.compile(r"^(?:\w+\.)?(?:(?:as)?array|(?:as_)?tensor|list|tuple)\s*\((?P<inner>.*)\)$", re.DOTALL)
_SCALAR_CALL = re.compile(r"\b(?:\w+\.)?(?:float\d*|int\d*|tensor)\(([^()\[\],]*)\)")  # np.float64(1.0)
_KEYWORDS = re.compile(
    r"(?:,\s*(?:dtype|device|requires_grad|grad_fn|shape|size)\s*="
    r"\s*(?:[\w.]+(?:\([^()]*\))?|'[^']*'|\"[^\"]*\"|<\w+>|\([^()]*\))\s*)+,?\s*$"
)


class VectorTextError(ValueError):
    """The text is no vector of the length that is needed; the message is one sentence for the user."""


def write_vector(values: Array) -> str:
    """`values` as text that `read_vector` reads back exactly.

    Args:
        values: Shape (n,).

    Returns:
        Text such as "1, 0.5", each number with the fewest digits that give it again.
    """
    return ", ".join(repr(value).removesuffix(".0") for value in values.tolist())


def read_vector(text: str, count: int, label: str = "the vector") -> Array:
    """Read a vector that was copied from somewhere.

    Takes `1, 0.5`, Python lists and tuples, `array([1., 0.5])`, `tensor([1, 2], dtype=torch.float64)`,
    numbers separated by commas, semicolons, white space or lines, nested lists (read row by row), and
    expressions such as `pi/4` between separators.

    Args:
        text: What was pasted.
        count: How many numbers are needed.
        label: What the numbers are for, in the sentence that refuses them.

    Returns:
        Read-only values, (count,).

    Raises:
        VectorTextError: Something is no finite number, or there are more or fewer than `count`.
    """
    if len(text) > LONGEST_TEXT:
        raise VectorTextError(
            f"expected {_numbers(count)} for {label}, got {len(text):,} characters, too many to read"
        )
    if "..." in text or "…" in text:
        raise VectorTextError(f"the list is shortened by “…”: copy all {count} numbers of {label}")
    values = list(_values(_list_text(text), label))
    if len(values) != count:
        raise VectorTextError(f"expected {_numbers(count)} for {label}, got {len(values)}")
    return frozen(values)


def _numbers(count: int) -> str:
    return "1 number" if count == 1 else f"{count} numbers"


def _list_text(text: str) -> str:
    # Without names, calls, keyword arguments and the parentheses of a tuple.
    text = _NAMED.sub("", text.replace(MINUS, "-").strip().rstrip(";"))
    text = _SCALAR_CALL.sub(r"\1", text)
    if call := _CALL.match(text):
        text = _KEYWORDS.sub("", call["inner"])
    text = text.strip()
    return text[1:-1] if text.startswith("(") and _closing(text) == len(text) - 1 else text


def _closing(text: str) -> int | None:
    depth = 0
    for place, character in enumerate(text):
        depth += (character == "(") - (character == ")")
        if depth == 0:
            return place
    return None


def _values(text: str, label: str) -> Iterator[float]:
    if text.count("[") != text.count("]"):
        raise VectorTextError(f"the list for {label} has {text.count('[')} “[” but {text.count(']')} “]”")
    for line in text.translate({ord("["): " ", ord("]"): " "}).splitlines():
        parts = [part.strip() for part in _split(line)]
        if parts and not parts[-1]:
            parts.pop()  # a separator at the end of a line, or an empty line
        for part in parts:
            if not part:
                raise VectorTextError(f"a number of {label} is missing between two commas")
            for value in _part_values(part, label):
                if not math.isfinite(value):
                    raise VectorTextError(f"expected finite numbers for {label}, got {value}")
                yield value


def _split(line: str) -> Iterator[str]:
    # Between commas and semicolons that stand in no parentheses.
    start = depth = 0
    for place, character in enumerate(line):
        depth += (character == "(") - (character == ")")
        if character in ",;" and depth <= 0:
            yield line[start:place]
            start = place + 1
    yield line[start:]


def _part_values(part: str, label: str) -> list[float]:
    # Several numbers apart by white space, or one expression with spaces in it.
    values: list[float] = []
    for piece in part.split():
        value = _value(piece)
        if value is None:
            whole = _value(part) if len(part) <= LONGEST_EXPRESSION else None
            if whole is None:
                shown = piece if len(piece) <= 24 else f"{piece[:23]}…"
                raise VectorTextError(f"expected numbers for {label}, got “{shown}”")
            return [whole]
        values.append(value)
    return values


def _value(piece: str) -> float | None:
    if _NUMBER.fullmatch(piece) or _NOT_FINITE.fullmatch(piece):
        return float(piece)
    if len(piece) > LONGEST_EXPRESSION:
        return None
    from jacviz.language import evaluate_number  # here: plain numbers need no parser

    try:
        return evaluate_number(piece)
    except ValueError:
        return None
