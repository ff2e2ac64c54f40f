"""How a CSV file is laid out: encoding, delimiter, header, decimal sign, kinds of columns. No torch."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from jacviz.experiment.errors import TrainingError

_SAMPLE_BYTES = 1 << 20
_SAMPLE_ROWS = 1000
_DELIMITERS = (",", ";", "\t", "|", " ")
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_DECIMAL_COMMA = re.compile(r"[+-]?\d*,\d+([eE][+-]?\d+)?")
MISSING = frozenset({"", "na", "n/a", "nan", "null", "none", "-", "?", ".", "#n/a"})


@dataclass(frozen=True)
class CsvLayout:
    """How to read a file.

    Attributes:
        path: The file.
        encoding: Python's name of the encoding.
        delimiter: What separates cells.
        decimal: "." or ",".
        header: Whether the first row holds names.
        columns: Names of the columns, each different.
        kinds: "number", "text" or "empty" for each column, judged by the first rows.
        preview: The first rows as text, without the header.
        notes: Sentences about what was guessed.
    """

    path: str
    encoding: str
    delimiter: str
    decimal: str
    header: bool
    columns: tuple[str, ...]
    kinds: tuple[str, ...]
    preview: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()


def inspect_csv(
    path: str | Path, *, encoding: str | None = None, delimiter: str | None = None, header: bool | None = None
) -> CsvLayout:
    """Find out how a CSV file is laid out, from its first megabyte.

    Args:
        path: The file.
        encoding: Its encoding, where the guess was wrong.
        delimiter: What separates its cells, where the guess was wrong.
        header: Whether its first row holds names, where the guess was wrong.

    Returns:
        The layout.

    Raises:
        TrainingError: The file can't be read, is empty, or is no text.
    """
    with open_binary(path) as file:
        sample = file.read(_SAMPLE_BYTES)
        whole = not file.read(1)
    if not sample.strip():
        raise TrainingError(f"{Path(path).name} is empty.")
    encoding = encoding or _encoding(sample)
    text = _decoded(sample, encoding, path)
    if not whole:
        text = text[: max(text.rfind("\n"), text.rfind("\r")) + 1]
        if not text.strip():
            name = Path(path).name
            raise TrainingError(f"{name}: its first line is longer than a megabyte; expected a line a row.")
    delimiter = delimiter or _delimiter(text)
    rows = _rows(text, delimiter, path)
    if not rows:
        raise TrainingError(f"{Path(path).name} holds no rows, only blank lines.")
    decimal = _decimal(rows, delimiter)
    header = _has_header(rows, decimal) if header is None else header
    body = rows[1:] if header else rows
    if not body:
        raise TrainingError(f"{Path(path).name} holds names of columns, but no rows below them.")
    columns = _names(rows[0], header)
    kinds = tuple(_kind([row[i] for row in body if i < len(row)], decimal) for i in range(len(columns)))
    notes = () if encoding != "latin-1" else (_LATIN_NOTE,)
    preview = tuple(tuple(row) for row in body[:10])
    return CsvLayout(str(path), encoding, delimiter, decimal, header, columns, kinds, preview, notes)


_LATIN_NOTE = "The file is not UTF-8; it was read as Latin-1, so look at letters with accents."


def open_binary(path: str | Path) -> BinaryIO:
    """Open a file that the user named.

    Returns:
        The file.

    Raises:
        TrainingError: It can't be opened.
    """
    try:
        return Path(path).open("rb")
    except OSError as error:
        reason = (error.strerror or "it cannot be opened").lower()
        raise TrainingError(f"{Path(path).name} cannot be read: {reason}.") from None


def plain_number(cell: str, decimal: str) -> str:
    """A cell as Python writes numbers.

    Returns:
        The cell, with a decimal comma made a point.
    """
    return cell.replace(",", ".") if decimal == "," else cell


def is_number(cell: str, decimal: str) -> bool:
    """Whether a cell holds a number.

    Returns:
        False for text and for what is missing.
    """
    try:
        float(plain_number(cell, decimal))
    except ValueError:
        return False
    return cell.strip().lower() not in MISSING


def _encoding(sample: bytes) -> str:
    for bom, name in _BOMS:
        if sample.startswith(bom):
            return name
    try:
        # The sample may end inside a character.
        codecs.getincrementaldecoder("utf-8")("strict").decode(sample)
    except UnicodeDecodeError:
        return "latin-1"
    return "utf-8"


def _decoded(sample: bytes, encoding: str, path: str | Path) -> str:
    try:
        text = codecs.getincrementaldecoder(encoding)("strict").decode(sample)
    except LookupError:
        raise TrainingError(f"There is no encoding called {encoding!r}; try utf-8 or latin-1.") from None
    except UnicodeDecodeError as error:
        line = sample[: error.start].count(b"\n") + 1
        raise TrainingError(f"{Path(path).name} is not {encoding}: line {line} holds other bytes.") from None
    if "\0" in text:
        raise TrainingError(f"{Path(path).name} is no text; expected rows of numbers with a delimiter.")
    return text


def _rows(text: str, delimiter: str, path: str | Path) -> list[list[str]]:
    rows: list[list[str]] = []
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, skipinitialspace=True)
    try:
        for row in reader:
            if row:
                rows.append(row)
            if len(rows) > _SAMPLE_ROWS:
                break
    except csv.Error as error:
        raise TrainingError(f"{Path(path).name}, line {reader.line_num}: {error}.") from None
    return rows


def _delimiter(text: str) -> str:
    """The delimiter under which most rows have the same number of cells, more than one.

    Returns:
        One of the known ones; a comma where there seems to be a single column.
    """
    lines = "\n".join(text.splitlines()[:100])
    best, best_score = ",", (0.0, 0.0)
    for delimiter in _DELIMITERS:
        try:
            rows = csv.reader(io.StringIO(lines), delimiter=delimiter, skipinitialspace=True)
            widths = [len(row) for row in rows if row]
        except csv.Error:
            continue
        width = max(set(widths), key=widths.count)
        if width < 2:
            continue
        # A semicolon between decimal commas separates just as regularly as the commas do.
        favoured = 0.5 if delimiter in ";\t|" else 0.0
        score = (round(widths.count(width) / len(widths), 1), favoured)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _decimal(rows: Sequence[Sequence[str]], delimiter: str) -> str:
    if delimiter == ",":
        return "."
    cells = [cell.strip() for row in rows[1:100] or rows for cell in row]
    commas = sum(1 for cell in cells if _DECIMAL_COMMA.fullmatch(cell))
    points = sum(1 for cell in cells if "." in cell and is_number(cell, "."))
    return "," if commas > points else "."


def _has_header(rows: Sequence[Sequence[str]], decimal: str) -> bool:
    first, body = rows[0], rows[1:]
    if any(is_number(cell, decimal) for cell in first):
        return False
    if not body:
        return True
    numbers_below = any(is_number(cell, decimal) for row in body[:100] for cell in row)
    return numbers_below or len(set(first)) == len(first)


def _names(first: Sequence[str], header: bool) -> tuple[str, ...]:
    names: dict[str, None] = {}  # in order
    again: dict[str, int] = {}  # the number that the next column of the same name gets
    for index, cell in enumerate(first):
        wished = " ".join(cell.split()) if header else ""
        name = wished or f"column {index + 1}"
        while name in names:
            again[wished] = again.get(wished, 1) + 1
            name = f"{wished or 'column'} ({again[wished]})"
        names[name] = None
    return tuple(names)


def _kind(cells: Sequence[str], decimal: str) -> str:
    present = [cell for cell in cells if cell.strip().lower() not in MISSING]
    if not present:
        return "empty"
    numbers = sum(1 for cell in present if is_number(cell, decimal))
    return "number" if 2 * numbers >= len(present) else "text"
