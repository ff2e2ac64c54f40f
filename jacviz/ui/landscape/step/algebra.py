"""Formulas of optimisers set in type: with symbols, or with the numbers of one step."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from string import Formatter

import numpy as np

from jacviz.experiment import formulas
from jacviz.experiment.formulas import Quantity
from jacviz.notation import MINUS, number
from jacviz.ui.matrix import typeset
from jacviz.ui.matrix.typeset import Line, Run

_ROOT = re.compile(r"√\({([^}]*)}\)")
_DIGITS, _POINT_DIGITS, _MOST_DIGITS = 3, 4, 9


def in_symbols(formula: str) -> Line:
    """A formula with a symbol for each quantity.

    Args:
        formula: As jacviz.experiment.formulas writes them.

    Returns:
        The line; it can be wrapped at its spaces.
    """
    runs: list[Run] = []
    for text, quantity, _, _ in Formatter().parse(_closed(formula)):
        raised = _add_text(runs, text)
        if quantity is not None:
            made = typeset.name(formulas.symbol(quantity))
            runs += [Run(run.text, "sup") for run in made] if raised else made
    return tuple(runs)


def in_numbers(formula: str, values: Mapping[str, Quantity], entries: Sequence[int]) -> Line:
    """A formula with the numbers of a step.

    Args:
        formula: As jacviz.experiment.formulas writes them.
        values: Numbers, and vectors of which `entries` are shown.
        entries: One or a few entries of theta; of several a vector is written as a tuple.

    Returns:
        The line; it can be wrapped at its spaces.
    """
    runs: list[Run] = []
    point = point_digits(values, entries)
    for text, quantity, _, _ in Formatter().parse(_closed(formula)):
        raised = _add_text(runs, text)
        if quantity is not None:
            digits = point if quantity in {"before", "after"} else _DIGITS
            written = _written(values[quantity], entries, digits)
            if written.startswith(MINUS) and any(run.text.strip() for run in runs):
                written = f"({written})"
            runs.append(Run(written, "sup" if raised else "upright"))
    return tuple(runs)


def point_digits(values: Mapping[str, Quantity], entries: Sequence[int]) -> int:
    """So many digits of the parameters that the step can be seen in them.

    Args:
        values: With "before" and "after".
        entries: The entries that are shown.

    Returns:
        4 to 9.
    """
    before, after = (np.asarray(values[name])[list(entries)] for name in ("before", "after"))
    moved, size = np.abs(after - before), np.abs(before)
    with np.errstate(all="ignore"):
        ratios = (size / moved)[(moved > 0) & np.isfinite(moved) & (size > 0)]
    wanted = math.ceil(math.log10(ratios.min())) + 2 if len(ratios) and ratios.min() > 0 else 0
    return min(max(wanted, _POINT_DIGITS), _MOST_DIGITS)


def in_tuple(values: Sequence[float], digits: int = _DIGITS) -> str:
    """A vector for reading.

    Args:
        values: One or more numbers.
        digits: Significant ones of each.

    Returns:
        Text such as "(0.31, −1.2)"; a single number stands alone.
    """
    texts = [number(float(value), digits) for value in values]
    return texts[0] if len(texts) == 1 else f"({', '.join(texts)})"


def _written(value: Quantity, entries: Sequence[int], digits: int) -> str:
    if isinstance(value, np.ndarray):
        return in_tuple(value[list(entries)].tolist(), digits)
    return number(float(value), 6)


def _closed(formula: str) -> str:
    # A minus that begins a formula belongs to what follows; the root of one quantity needs no parentheses.
    formula = _ROOT.sub(r"√{\1}", formula)
    return "−" + formula[2:] if formula.startswith("− ") else formula.removeprefix("+ ")


def _add_text(runs: list[Run], text: str) -> bool:
    # Spaces as runs of their own, where lines may break; "^2" raised. Whether what follows is raised.
    for place, word in enumerate(text.split(" ")):
        if place:
            runs.append(Run(" ", "word"))
        plain, power, exponent = word.partition("^")
        if plain:
            runs.append(Run(plain, "upright"))
        if exponent:
            runs.append(Run(exponent[0], "sup"))
            runs += [Run(exponent[1:], "upright")] if exponent[1:] else []
        elif power:
            return True
    return False
