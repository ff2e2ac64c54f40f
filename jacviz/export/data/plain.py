"""Numbers as JSON and CSV have them: every digit that matters, and words for what is not finite."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import IO, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[Any]


def plain(array: Array) -> object:
    """An array for JSON, which knows no numbers that are not finite.

    Args:
        array: Floating point, any shape.

    Returns:
        A number or nested lists of them; "nan", "inf" or "-inf" for what is not finite.
    """
    if np.isfinite(array).all():
        return array.tolist()
    return _worded(array.tolist())


def write_json(fields: Mapping[str, object], file: IO[bytes]) -> None:
    """One JSON object in one line.

    Args:
        fields: What it holds; arrays have been made `plain`.
        file: Where to.
    """
    file.write(json.dumps(fields, allow_nan=False).encode() + b"\n")


def write_npz(arrays: Mapping[str, object], file: IO[bytes]) -> None:
    """A compressed archive that numpy.load reads, without anything pickled.

    Args:
        arrays: Arrays, numbers, texts and tuples of texts by name.
        file: Where to.
    """
    made: dict[str, Any] = {  # of no names, too, an array of texts
        name: np.array(value, str) if isinstance(value, tuple) else np.asarray(value)
        for name, value in arrays.items()
    }
    np.savez_compressed(file, **made)


def write_csv(header: Sequence[str], rows: Iterable[Sequence[object]], file: IO[bytes]) -> None:
    """A table in UTF-8 whose lines end with line feeds; numbers give themselves again exactly.

    Args:
        header: Names of the columns.
        rows: A cell for each column.
        file: Where to; it stays open.
    """
    text = io.TextIOWrapper(file, encoding="utf-8", newline="")
    try:
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
    finally:
        text.detach()  # which writes what it still holds, and leaves the file open


def distinct(names: Sequence[str], taken: Sequence[str], mark: str) -> list[str]:
    """Names as the headers of columns, beside headers of ours.

    Args:
        names: Names that the user gave.
        taken: Headers that stand beside them.
        mark: What tells a name from a header that is the same.

    Returns:
        A header for each name.
    """
    return [f"{name} ({mark})" if name in taken else name for name in names]


def _worded(values: object) -> object:
    if isinstance(values, list):
        return [_worded(value) for value in values]
    assert isinstance(values, float)
    if math.isfinite(values):
        return values
    return "nan" if math.isnan(values) else "inf" if values > 0 else "-inf"
