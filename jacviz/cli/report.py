"""A Jacobian and its products, written out: as JSON, or laid out like the panel."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TypeAlias

import numpy as np

from jacviz.cli.sources import UsageError
from jacviz.engine.messages import Array, JacobianAnswer
from jacviz.export.data.jacobian import jacobian_fields
from jacviz.notation import passes
from jacviz.session.products import Products, products
from jacviz.session.vectors import Vector

MOST_COLUMNS = 12  # of J in the text form
MOST_ROWS = 40
_GAP = "   "
_Shown: TypeAlias = Sequence[int | None]  # indices; None stands for entries left out


def weigh(answer: JacobianAnswer, u: Vector, v: Vector) -> Products:
    """The products with the weights that fit, or with ones.

    Args:
        answer: What the engine said.
        u: Weights on the rows of J.
        v: Weights on its columns.

    Returns:
        The products.
    """
    m, n = answer.jacobian.shape
    return products(answer.jacobian, _weights(u, m), _weights(v, n))


def check_length(option: str, got: int, names: Sequence[str], whose: str) -> None:
    """Refuse a list of the wrong length.

    Args:
        option: What the list was given with.
        got: How many numbers it has.
        names: The names of the entries that it is for.
        whose: What those are.

    Raises:
        UsageError: The numbers do not belong to the names one by one.
    """
    if got == len(names):
        return
    expected = "1 number" if len(names) == 1 else f"{len(names)} numbers"
    shown = ", ".join(names) if len(names) <= 6 else f"{', '.join(names[:3])}, ..., {names[-1]}"
    raise UsageError(f"{option}: expected {expected} for {whose}{f' {shown}' if shown else ''}, got {got}")


def as_json(answer: JacobianAnswer, weighed: Products) -> str:
    """One JSON object; every number that is not finite is a text.

    Returns:
        JSON in one line.
    """
    return json.dumps(jacobian_fields(answer, weighed), allow_nan=False)


def as_text(answer: JacobianAnswer, weighed: Products, title: str) -> str:
    """The matrix product as the panel draws it: v above the columns, u beside the rows.

    Returns:
        Lines of text.
    """
    columns, rows = _shown(len(answer.columns), MOST_COLUMNS), _shown(len(answer.outputs), MOST_ROWS)
    names = _picked(answer.columns.names, columns)
    point = "x" if answer.wrt == "x" else "theta"
    head = [
        ["", "", *names, "", ""],
        ["", point, *_numbers(answer.point, columns), "", ""],
        ["", "v", *_numbers(weighed.v, columns), "", ""],
    ]
    body = [["u", "", *names, "J v", "y"], *(_row(answer, weighed, i, columns) for i in rows)]
    foot = [["", "u^T J", *_numbers(weighed.vjp, columns), "", ""]]
    widths = [max(map(len, column)) for column in zip(*head, *body, *foot, strict=True)]
    blocks = ["\n".join(_line(row, widths) for row in block) for block in (head, body, foot)]
    scalar = f"{_GAP}u^T J v = {_number(weighed.utjv)}"
    return "\n\n".join([_summary(answer, title), *blocks]) + "\n".join([scalar, *answer.notes])


def _row(answer: JacobianAnswer, weighed: Products, i: int | None, columns: _Shown) -> list[str]:
    if i is None:
        return ["", "...", *("" for _ in columns), "", ""]
    entries = _numbers(answer.jacobian[i], columns)
    return [
        _number(weighed.u[i]),
        answer.outputs.names[i],
        *entries,
        _number(weighed.jvp[i]),
        _number(answer.y[i]),
    ]


def _summary(answer: JacobianAnswer, title: str) -> str:
    other = "forward" if answer.mode == "reverse" else "reverse"
    cost = f"{passes(answer.passes)}; {other} would need {answer.other_passes:,}"
    how = f"{answer.mode} mode ({cost}), {answer.precision}"
    return f"{title}: R{len(answer.columns)} -> R{len(answer.outputs)}, {how}"


def _weights(vector: Vector, count: int) -> Array:
    return vector.weights if len(vector) == count else np.ones(count)


def _shown(count: int, most: int) -> list[int | None]:
    """Which entries are printed; None stands for those left out.

    Returns:
        Indices.
    """
    if count <= most:
        return list(range(count))
    return [*range(most - 3), None, count - 2, count - 1]


def _picked(names: Sequence[str], indices: _Shown) -> list[str]:
    return ["..." if i is None else names[i] for i in indices]


def _numbers(values: Array, indices: _Shown) -> list[str]:
    return ["..." if i is None else _number(values[i]) for i in indices]


def _number(value: float) -> str:
    return f"{float(value) + 0.0:.6g}"  # + 0.0: no minus before a zero


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    placed = [cell.rjust(width) for cell, width in zip(cells, widths, strict=True)]
    placed[1] = cells[1].ljust(widths[1])
    return f"  {_GAP.join(placed)}".rstrip()
