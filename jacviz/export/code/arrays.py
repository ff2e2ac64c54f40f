"""Arrays as Python literals that give every number again."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[Any]

_WIDTH = 100  # characters of a line
MOST_NUMBERS = 20_000  # in one script


def listed(values: Array) -> str:
    """Numbers as a list, over several lines where they are many.

    Args:
        values: Shape (k,) or (rows, k).

    Returns:
        Python text.
    """
    if values.ndim > 1:
        return "[\n" + "".join(f"    {_indented(listed(row))},\n" for row in values) + "]"
    numbers = [literal(value) for value in values]
    whole = f"[{', '.join(numbers)}]"
    return (
        whole if len(whole) <= _WIDTH else "[\n" + "".join(f"    {line}\n" for line in _filled(numbers)) + "]"
    )


def literal(value: Any) -> str:
    """A number with the fewest digits that give it again, in its own precision.

    Returns:
        Python text.
    """
    if math.isfinite(value):
        return str(value)
    return f'float("{"nan" if np.isnan(value) else "inf" if value > 0 else "-inf"}")'


def _filled(numbers: Sequence[str]) -> list[str]:
    lines, line = [], ""
    for number in numbers:
        if len(line) + len(number) + 2 > _WIDTH - 4:
            lines.append(line.rstrip())
            line = ""
        line += f"{number}, "
    return [*lines, line.rstrip()]


def _indented(text: str) -> str:
    return text.replace("\n", "\n    ")
