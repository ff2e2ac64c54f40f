"""Matrices and vectors as text to paste elsewhere: CSV and NumPy exactly, LaTeX and Markdown for reading."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from jacviz.export.latex import bmatrix, latex_names
from jacviz.notation import MINUS, number

Array: TypeAlias = NDArray[Any]
Form: TypeAlias = Literal["csv", "numpy", "latex", "markdown"]
Symbol: TypeAlias = Literal["x", "theta", "y", "u", "v", "vjp", "jvp"]

FORMS: dict[Form, str] = {"csv": "CSV", "numpy": "NumPy", "latex": "LaTeX", "markdown": "Markdown"}
_DIGITS = 6  # significant ones in Markdown
_ESCAPED = re.compile(r"[\\|]")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")  # the user names entries
_LATEX_SYMBOLS: dict[Symbol, str] = {
    "x": "x", "theta": r"\theta", "y": "y", "u": "u", "v": "v", "vjp": r"u^{\top} J", "jvp": "J v",
}  # fmt: skip


def matrix_text(form: Form, matrix: Array, rows: Sequence[str], columns: Sequence[str]) -> str:
    """A Jacobian as text.

    Args:
        form: "csv" and "numpy" give every number again exactly; "latex" and "markdown" round to 6 digits.
        matrix: J, (m, n).
        rows: Names of the m outputs.
        columns: Names of the n inputs or parameters.

    Returns:
        CSV with names as first row and column; `np.array([...])`; a LaTeX equation with a bmatrix; a
        Markdown table.

    Raises:
        ValueError: The names do not fit the matrix.
    """
    if matrix.shape != (len(rows), len(columns)):
        raise ValueError(f"expected {matrix.shape} names, got ({len(rows)}, {len(columns)})")
    if form == "numpy":
        return _numpy(matrix)
    if form == "latex":
        return _latex_matrix(matrix, rows, columns)
    written = _exact if form == "csv" else _rounded
    table = [["", *columns], *([name, *written(row)] for name, row in zip(rows, matrix, strict=True))]
    return _csv(table) if form == "csv" else _markdown(table)


def vector_text(form: Form, symbol: Symbol, values: Array, names: Sequence[str]) -> str:
    """A vector as text.

    Args:
        form: As for `matrix_text`.
        symbol: Which vector it is; LaTeX writes u^T J as a row and the others as columns.
        values: Shape (k,).
        names: Names of the k entries.

    Returns:
        CSV with the names as header; `np.array([...])`; a LaTeX equation with a bmatrix; a Markdown table.

    Raises:
        ValueError: The names do not fit the vector.
    """
    if values.shape != (len(names),):
        raise ValueError(f"expected {values.shape} names, got {len(names)}")
    if form == "numpy":
        return _numpy(values)
    if form == "latex":
        rows = values[None, :] if symbol == "vjp" else values[:, None]
        return f"{_LATEX_SYMBOLS[symbol]} = {bmatrix(rows.tolist())}"
    return _csv([names, _exact(values)]) if form == "csv" else _markdown([names, _rounded(values)])


def _latex_matrix(matrix: Array, rows: Sequence[str], columns: Sequence[str]) -> str:
    if matrix.size == 0:
        return f"J = {bmatrix(matrix.tolist())}"
    derivative = rf"\frac{{\partial {latex_names(rows)}}}{{\partial {latex_names(columns)}}}"
    return f"J = {derivative} = {bmatrix(matrix.tolist())}"


def _exact(values: Array) -> list[str]:
    # The fewest digits that give the number again, in its own precision.
    return [str(value) for value in values]


def _rounded(values: Array) -> list[str]:
    return [number(value, _DIGITS).replace(MINUS, "-") for value in values.tolist()]


def _csv(rows: Sequence[Sequence[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([_in_one_line(cell) for cell in row] for row in rows)
    return text.getvalue()


def _numpy(array: Array) -> str:
    dtype = "" if array.dtype == np.float64 else f", dtype=np.{array.dtype.name}"
    if array.size == 0:
        return f"np.zeros({array.shape}{dtype})"
    if array.ndim == 1:
        return f"np.array([{_listed(array)}]{dtype})"
    rows = "\n".join(f"    [{_listed(row)}]," for row in array)
    return f"np.array([\n{rows}\n]{dtype})"


def _listed(values: Array) -> str:
    if np.isfinite(values).all():
        return ", ".join(_exact(values))
    return ", ".join(str(value) if np.isfinite(value) else _named(value) for value in values)


def _named(value: float) -> str:
    return "np.nan" if np.isnan(value) else "np.inf" if value > 0 else "-np.inf"


def _markdown(rows: Sequence[Sequence[str]]) -> str:
    escaped = [[_ESCAPED.sub(r"\\\g<0>", _in_one_line(cell)) for cell in row] for row in rows]
    widths = [max(3, *map(len, column)) for column in zip(*escaped, strict=True)]
    rule = [f"{'-' * (width - 1)}:" for width in widths]
    lines = [escaped[0], rule, *escaped[1:]]
    placed = ([cell.rjust(width) for cell, width in zip(row, widths, strict=True)] for row in lines)
    return "".join(f"| {' | '.join(row)} |\n" for row in placed)


def _in_one_line(name: str) -> str:
    return _CONTROLS.sub(" ", name)
