"""Stretches of a CSV file that hold nothing but numbers, read in one go: some six times as fast. No torch."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TextIO, TypeAlias

import numpy as np
from numpy.typing import NDArray

from jacviz.experiment.csv_layout import CsvLayout

Array: TypeAlias = NDArray[np.float64]

_CHARACTERS = 1 << 19  # of a block: some 50,000 cells, a hundredth of a second


def may_be_plain(layout: CsvLayout) -> bool:
    """Whether a file may consist of such stretches.

    Args:
        layout: How the file is laid out.

    Returns:
        False where a column holds text, or numbers are not written as numpy reads them.
    """
    usual = layout.decimal == "." and len(layout.delimiter) == 1 and not layout.delimiter.isspace()
    return (usual or layout.delimiter == "\t") and set(layout.kinds) == {"number"}


def blocks(text: TextIO) -> Iterator[str]:
    """What is left of a file, whole lines at a time.

    Args:
        text: The file, opened with newline="".

    Yields:
        Texts that each end with a line.
    """
    while block := text.read(_CHARACTERS):
        yield block + text.readline()


def plain_numbers(block: str, layout: CsvLayout) -> Array | None:
    """The cells of a block, where nothing about it is unusual.

    Args:
        block: Whole lines.
        layout: How the file is laid out.

    Returns:
        Shape (rows, columns), a row for each line; None where lines have to be looked at one by one: for
        another number of cells, a cell that is not a finite number, a quotation mark, an empty line.
    """
    if '"' in block or block.count("\r") != block.count("\r\n") or not block.strip():
        return None
    try:
        table = np.loadtxt(
            io.StringIO(block), np.float64, comments=None, delimiter=layout.delimiter, ndmin=2
        )
    except ValueError:
        return None
    lines = block.count("\n") + (not block.endswith("\n"))
    if table.shape != (lines, len(layout.columns)) or not np.isfinite(table).all():
        return None
    return table
