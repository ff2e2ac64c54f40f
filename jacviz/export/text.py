"""Matrices and vectors as text to paste elsewhere: CSV and NumPy exactly, LaTeX and Markdown for reading."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Literal, NamedTuple, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from jacviz.export.latex import bmatrix, latex_names, latex_number
from jacviz.notation import MINUS, number

Array: TypeAlias = NDArray[Any]
Form: TypeAlias = Literal["csv", "numpy", "latex", "markdown"]
Grouped = TypeVar("Grouped", tuple[str, ...], Array)
Symbol: TypeAlias = Literal["x", "theta", "y", "u", "v", "vjp", "jvp"]

FORMS: dict[Form, str] = {"csv": "CSV", "numpy": "NumPy", "latex": "LaTeX", "markdown": "Markdown"}
_PIECE = 2048  # entries of a piece
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
    """
    return "".join(matrix_pieces(form, matrix, rows, columns))


def matrix_pieces(form: Form, matrix: Array, rows: Sequence[str], columns: Sequence[str]) -> Iterator[str]:
    """The text of `matrix_text` bit by bit: each piece is some thousand entries' work, and may be empty.

    Args:
        form: As for `matrix_text`.
        matrix: J, (m, n).
        rows: Names of the m outputs.
        columns: Names of the n inputs or parameters.

    Returns:
        Pieces in order.

    Raises:
        ValueError: The names do not fit the matrix.
    """
    if matrix.shape != (len(rows), len(columns)):
        raise ValueError(f"expected {matrix.shape} names, got ({len(rows)}, {len(columns)})")
    if form == "numpy":
        return _numpy(matrix)
    if form == "latex":
        return _latex_matrix(matrix, rows, columns)
    table = [_Line(("", *columns)), *(_Line((name,), row) for name, row in zip(rows, matrix, strict=True))]
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
    """
    return "".join(vector_pieces(form, symbol, values, names))


def vector_pieces(form: Form, symbol: Symbol, values: Array, names: Sequence[str]) -> Iterator[str]:
    """The text of `vector_text` bit by bit, as `matrix_pieces` has it.

    Args:
        form: As for `matrix_text`.
        symbol: Which vector it is.
        values: Shape (k,).
        names: Names of the k entries.

    Returns:
        Pieces in order.

    Raises:
        ValueError: The names do not fit the vector.
    """
    if values.shape != (len(names),):
        raise ValueError(f"expected {values.shape} names, got {len(names)}")
    if form == "numpy":
        return _numpy(values)
    if form == "latex":
        rows = values[None, :] if symbol == "vjp" else values[:, None]
        return _bmatrix(f"{_LATEX_SYMBOLS[symbol]} = ", rows)
    table = [_Line(tuple(names)), _Line((), values)]
    return _csv(table) if form == "csv" else _markdown(table)


class _Line(NamedTuple):
    """A line of a table: words, then numbers."""

    words: tuple[str, ...]
    numbers: Array = np.zeros(0)

    def cells(self, written: Callable[[Array], list[str]]) -> Iterator[list[str]]:
        """The cells in groups of at most some thousand."""
        for group in _groups(self.words):
            yield [_in_one_line(word) for word in group]
        for values in _groups(self.numbers):
            yield written(values)


def _groups(values: Grouped) -> Iterator[Grouped]:
    for start in range(0, len(values), _PIECE):
        yield values[start : start + _PIECE]


def _latex_matrix(matrix: Array, rows: Sequence[str], columns: Sequence[str]) -> Iterator[str]:
    if matrix.size == 0:
        return _bmatrix("J = ", matrix)
    derivative = rf"\frac{{\partial {latex_names(rows)}}}{{\partial {latex_names(columns)}}}"
    return _bmatrix(f"J = {derivative} = ", matrix)


def _bmatrix(before: str, matrix: Array) -> Iterator[str]:
    opening, _, closing = bmatrix([]).partition("\n\n")
    yield f"{before}{opening}\n"
    for place, row in enumerate(matrix):
        between = " \\\\\n" if place else ""
        for group in _groups(row):
            yield between + " & ".join(map(latex_number, group.tolist()))
            between = " & "
        if not row.size:
            yield between
    yield f"\n{closing}"


def _exact(values: Array) -> list[str]:
    # The fewest digits that give the number again, in its own precision.
    return [str(value) for value in values]


def _rounded(values: Array) -> list[str]:
    return [number(value, _DIGITS).replace(MINUS, "-") for value in values.tolist()]


def _csv(table: Sequence[_Line]) -> Iterator[str]:
    for line in table:
        between = ""
        for cells in line.cells(_exact):
            yield between + _quoted(cells, first=not between)
            between = ","
        yield "\n"


def _quoted(cells: list[str], *, first: bool) -> str:
    text = io.StringIO()
    before = [] if first else ["x"]  # a lone empty cell is quoted at the start of a line only
    csv.writer(text, lineterminator="").writerow(before + cells)
    return text.getvalue().removeprefix("" if first else "x,")


def _numpy(array: Array) -> Iterator[str]:
    dtype = "" if array.dtype == np.float64 else f", dtype=np.{array.dtype.name}"
    if array.size == 0:
        yield f"np.zeros({array.shape}{dtype})"
        return
    yield "np.array([" if array.ndim == 1 else "np.array([\n"
    for row in array[None] if array.ndim == 1 else array:
        between = "" if array.ndim == 1 else "    ["
        for values in _groups(row):
            yield between + _listed(values)
            between = ", "
        yield "" if array.ndim == 1 else "],\n"
    yield f"]{dtype})"


def _listed(values: Array) -> str:
    if np.isfinite(values).all():
        return ", ".join(_exact(values))
    return ", ".join(str(value) if np.isfinite(value) else _named(value) for value in values)


def _named(value: float) -> str:
    return "np.nan" if np.isnan(value) else "np.inf" if value > 0 else "-np.inf"


def _markdown(table: Sequence[_Line]) -> Iterator[str]:
    # Written twice, measured first: the cells of a large matrix would not fit in memory as strings.
    widths: list[int] = [3] * sum(map(len, table[0]))
    for line in table:
        for start, cells in _placed(line):
            widths[start : start + len(cells)] = map(max, widths[start:], map(len, cells))
            yield ""
    for place, line in enumerate(table):
        for start, cells in _placed(line):
            padded = map(str.rjust, cells, widths[start:])
            yield f"{' ' if start else '| '}{' | '.join(padded)} |"
        yield "\n" if widths else "|  |\n"
        if not place:
            yield f"| {' | '.join('-' * (width - 1) + ':' for width in widths)} |\n"


def _placed(line: _Line) -> Iterator[tuple[int, list[str]]]:
    start = 0
    for cells in line.cells(_rounded):
        yield start, [_ESCAPED.sub(r"\\\g<0>", cell) for cell in cells]
        start += len(cells)


def _in_one_line(name: str) -> str:
    return _CONTROLS.sub(" ", name)
