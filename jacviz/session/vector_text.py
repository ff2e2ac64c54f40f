"""Vectors as text: what is copied, and a strict reader of what is pasted. Nothing is evaluated as code."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from itertools import islice

from jacviz.notation import MINUS
from jacviz.session.vectors import Array, frozen

LONGEST_TEXT = 400_000  # characters; 4096 entries at full precision take a quarter of it
LONGEST_EXPRESSION = 200  # characters

_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_NOT_FINITE = re.compile(r"[+-]?(?:inf|infinity|nan)", re.IGNORECASE)
_NAMED = re.compile(r"^\w+\s*=\s*(?!=)")  # v = [1, 2]
_CALL = re.compile(r"^(?:\w+\.)?(?:(?:as)?array|(?:as_)?tensor|list|tuple)\s*\((?P<inner>.*)\)$", re.DOTALL)
_SCALAR_CALL = re.compile(r"\b(?:\w+\.)?(?:float\d*|int\d*|tensor)\(([^()\[\],]*)\)")  # np.float64(1.0)
_KEYWORD_BEGINS = re.compile(r",\s*+(?:dtype|device|requires_grad|grad_fn|shape|size)\s*+=")
_KEYWORD = re.compile(  # possessive: a text that is none is given up at once, not tried in every other way
    r",\s*+\w++\s*+=\s*+(?:[\w.]++(?:\([^()]*+\))?+|'[^']*+'|\"[^\"]*+\"|<\w++>|\([^()]*+\))\s*+"
)
_SEPARATOR = re.compile(r"[(),;]")
_PARENTHESIS = re.compile(r"[()]")


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
    values = list(islice(_values(_list_text(text), label, count + 1), count + 1))
    if len(values) != count:
        got = "more" if len(values) > count else len(values)
        raise VectorTextError(f"expected {_numbers(count)} for {label}, got {got}")
    return frozen(values)


def _numbers(count: int) -> str:
    return "1 number" if count == 1 else f"{count} numbers"


def _list_text(text: str) -> str:
    # Without names, calls, keyword arguments and the parentheses of a tuple.
    text = _NAMED.sub("", text.replace(MINUS, "-").strip().rstrip(";"))
    text = _SCALAR_CALL.sub(r"\1", text)
    if call := _CALL.match(text):
        text = _without_keywords(call["inner"])
    text = text.strip()
    return text[1:-1] if text.startswith("(") and _closing(text) == len(text) - 1 else text


def _without_keywords(text: str) -> str:
    # From the first keyword on, one after the other: where they do not reach the end, they are none.
    begins = _KEYWORD_BEGINS.search(text)
    if begins is None:
        return text
    place = begins.start()
    while keyword := _KEYWORD.match(text, place):
        place = keyword.end()
    return text[: begins.start()] if text[place:].strip() in {"", ","} else text


def _closing(text: str) -> int | None:
    depth = 0
    for found in _PARENTHESIS.finditer(text):
        depth += 1 if found.group() == "(" else -1
        if depth == 0:
            return found.start()
    return None


def _values(text: str, label: str, most: int) -> Iterator[float]:
    # At most about `most` numbers are worked out: nobody waits for a text that is far too long.
    if text.count("[") != text.count("]"):
        raise VectorTextError(f"the list for {label} has {text.count('[')} “[” but {text.count(']')} “]”")
    for line in text.translate({ord("["): " ", ord("]"): " "}).splitlines():
        missing = False  # a separator at the end of a line, or an empty line, lacks nothing
        for part in _split(line):
            if missing:
                raise VectorTextError(f"a number of {label} is missing between two commas")
            missing = not part
            for value in _part_values(part, label, most):
                if not math.isfinite(value):
                    raise VectorTextError(f"expected finite numbers for {label}, got {value}")
                yield value


def _split(line: str) -> Iterator[str]:
    # Between commas and semicolons that stand in no parentheses.
    start = depth = 0
    for found in _SEPARATOR.finditer(line):
        character, place = found.group(), found.start()
        depth += (character == "(") - (character == ")")
        if character in ",;" and depth <= 0:
            yield line[start:place].strip()
            start = place + 1
    yield line[start:].strip()


def _part_values(part: str, label: str, most: int) -> list[float]:
    # Several numbers apart by white space, or one expression with spaces in it.
    values: list[float] = []
    for piece in islice(part.split(), most):
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
