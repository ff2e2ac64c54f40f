"""A CSV file of the user's as a Dataset: chosen columns, faulty rows reported by line. No torch."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from difflib import get_close_matches
from itertools import chain, islice
from pathlib import Path
from typing import Any, BinaryIO, TextIO, TypeAlias

import numpy as np
from numpy.typing import NDArray

from jacviz.experiment.csv_blocks import blocks, may_be_plain, plain_numbers
from jacviz.experiment.csv_layout import (
    _LATIN_NOTE,
    MISSING,
    CsvLayout,
    inspect_csv,
    is_number,
    open_binary,
    plain_number,
)
from jacviz.experiment.csv_table import LISTED, CsvTable, Fault, Faults
from jacviz.experiment.errors import Cancelled, TrainingError

Array: TypeAlias = NDArray[np.float64]
# Called with the share that is read, 0 to 1; False stops the reading.
Progress: TypeAlias = Callable[[float], bool]

_CELLS_AT_ONCE = 200_000
_MOST_CLASSES = 100


def read_csv(
    path: str | Path | CsvLayout,
    inputs: Sequence[str],
    target: str,
    *,
    progress: Progress | None = None,
) -> CsvTable:
    """Read the chosen columns of a CSV file.

    Args:
        path: The file, or its layout where it was inspected already.
        inputs: Names of the input columns.
        target: Name of the target column; text becomes class labels.
        progress: Called at least after every 200,000 cells or so with the share that is read; False stops.

    Returns:
        The rows that can be used, and a report on the others.

    Raises:
        TrainingError: The file or a column can't be used.
        Cancelled: `progress` returned False.
    """  # noqa: DOC502  # raised by what is called here
    layout = path if isinstance(path, CsvLayout) else inspect_csv(path)
    columns = _chosen(layout, inputs, target)
    try:
        return _Reading(layout, columns).run(progress)
    except UnicodeDecodeError:
        # The first megabyte was UTF-8, a later one is not.
        layout = replace(layout, encoding="latin-1", notes=(*layout.notes, _LATIN_NOTE))
        return _Reading(layout, columns).run(progress)


def _chosen(layout: CsvLayout, inputs: Sequence[str], target: str) -> list[int]:
    if not inputs:
        raise TrainingError("Choose at least one input column.")
    indices = []
    for name in (*inputs, target):
        if name not in layout.columns:
            near = get_close_matches(name, layout.columns, n=1)
            hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(layout.columns[:12])}."
            raise TrainingError(f"{Path(layout.path).name} has no column {name!r}; {hint}")
        index = layout.columns.index(name)
        if index in indices:
            raise TrainingError(f"Column {name} was chosen twice; choose each column once.")
        indices.append(index)
    for index in indices[:-1]:
        if layout.kinds[index] != "number":
            holds = "is empty" if layout.kinds[index] == "empty" else "holds text"
            raise TrainingError(f"Column {layout.columns[index]} {holds}; inputs must be numbers.")
    if layout.kinds[indices[-1]] == "empty":
        raise TrainingError(f"Column {target} is empty; choose a target that has values.")
    return indices


class _Reading:
    """One pass through a file."""

    def __init__(self, layout: CsvLayout, columns: list[int]) -> None:
        self.layout = layout
        self.columns = columns
        self.labels = layout.kinds[columns[-1]] == "text"
        self.faults: list[Fault] = []
        self.kinds: Counter[str] = Counter()

    def run(self, progress: Progress | None) -> CsvTable:
        parts: list[Array] = []
        labels: list[str] = []
        with open_binary(self.layout.path) as file:
            size = max(Path(self.layout.path).stat().st_size, 1)
            for numbers, words in self._stretches(file):
                parts.append(numbers)
                labels += words
                if progress is not None and not progress(min(file.tell() / size, 1.0)):
                    raise Cancelled
        numeric = len(self.columns) - self.labels
        table = np.concatenate(parts) if parts else np.empty((0, numeric))
        parts.clear()
        targets, classes = self._classes(labels) if self.labels else (table[:, -1], ())
        inputs = np.ascontiguousarray(table[:, : len(self.columns) - 1])
        names = [self.layout.columns[index] for index in self.columns]
        return CsvTable(
            self.layout,
            inputs,
            np.ascontiguousarray(targets),
            tuple(names[:-1]),
            names[-1],
            classes,
            Faults(self.kinds.total(), tuple(self.kinds.most_common()), self._listed()),
            tuple(name for name, one in zip(names, _constant(inputs, targets), strict=True) if one),
        )

    def _listed(self) -> tuple[Fault, ...]:
        return tuple(sorted(self.faults, key=lambda fault: fault.line))

    def _stretches(self, file: BinaryIO) -> Iterator[tuple[Array, list[str]]]:
        """The file, at most some 200,000 cells at a time.

        Yields:
            Numbers (rows, columns) and labels.
        """
        text = io.TextIOWrapper(file, self.layout.encoding, newline="")
        try:
            line = self._header(text)
            for block in blocks(text) if may_be_plain(self.layout) else ():
                table = plain_numbers(block, self.layout)
                if table is not None:
                    yield table[:, self.columns], []
                    line += len(table)
                elif '"' in block:  # a cell may go on in the next block
                    yield from self._rows(chain(io.StringIO(block, newline=""), text), line)
                else:
                    line = yield from self._rows(io.StringIO(block, newline=""), line)
            yield from self._rows(text, line)
        finally:
            text.detach()

    def _header(self, text: TextIO) -> int:
        """Pass over the header.

        Returns:
            How many lines it takes, empty ones before it included.
        """
        if not self.layout.header:
            return 0
        reader = self._reader(text)
        with self._said(reader, 0):
            next(filter(None, reader), None)
        return int(reader.line_num)

    def _rows(self, lines: Iterable[str], before: int) -> Generator[tuple[Array, list[str]], None, int]:
        """Rows that are looked at cell by cell, `before` lines after the beginning of the file.

        Yields:
            Numbers (rows, columns) and labels.

        Returns:
            The lines before what follows.
        """
        reader = self._reader(lines)
        rows = ((before + reader.line_num, row) for row in reader if row)
        at_once = max(100, _CELLS_AT_ONCE // len(self.layout.columns))
        with self._said(reader, before):
            while chunk := list(islice(rows, at_once)):
                yield self._converted(chunk)
        return before + int(reader.line_num)

    def _reader(self, lines: Iterable[str]) -> Any:
        return csv.reader(lines, delimiter=self.layout.delimiter, skipinitialspace=True)

    @contextmanager
    def _said(self, reader: Any, before: int) -> Iterator[None]:
        try:
            yield
        except csv.Error as error:
            name = Path(self.layout.path).name
            raise TrainingError(f"{name}, line {before + reader.line_num}: {error}.") from None

    def _converted(self, chunk: list[tuple[int, list[str]]]) -> tuple[Array, list[str]]:
        width = len(self.layout.columns)
        good = [(line, row) for line, row in chunk if len(row) == width]
        if len(good) < len(chunk):
            for line, row in chunk:
                if len(row) != width:
                    self._fault(line, "ragged", f"{len(row)} cells where {width} were expected")
        try:
            return self._fast([row for _, row in good])
        except ValueError:
            return self._fast([row for line, row in good if self._usable(line, row)])

    def _fast(self, rows: list[list[str]]) -> tuple[Array, list[str]]:
        """The chosen cells of rows that are all in order.

        Returns:
            Numbers (rows, columns) and labels.

        Raises:
            ValueError: A cell is not a finite number, or a label is missing.
        """
        numeric = self.columns[: len(self.columns) - self.labels]
        table = np.empty((len(rows), len(numeric)))
        for at, column in enumerate(numeric):
            cells = [row[column] for row in rows]
            if self.layout.decimal == ",":
                cells = [plain_number(cell, ",") for cell in cells]
            table[:, at] = cells
        if not np.isfinite(table).all():
            raise ValueError
        labels = [row[self.columns[-1]].strip() for row in rows] if self.labels else []
        if any(label.lower() in MISSING for label in set(labels)):
            raise ValueError
        return table, labels

    def _usable(self, line: int, row: list[str]) -> bool:
        for column in self.columns:
            cell, name = row[column].strip(), self.layout.columns[column]
            if cell.lower() in MISSING:
                return self._fault(line, "missing", f"{name} is missing")
            if self.labels and column == self.columns[-1]:
                continue
            if not is_number(cell, self.layout.decimal):
                return self._fault(line, "non-numeric", f"{name} is {cell[:40]!r}, not a number")
            if not np.isfinite(float(plain_number(cell, self.layout.decimal))):
                return self._fault(line, "non-numeric", f"{name} is not finite")
        return True

    def _fault(self, line: int, kind: str, reason: str) -> bool:
        self.kinds[kind] += 1
        if len(self.faults) < LISTED:
            self.faults.append(Fault(line, kind, reason))
        return False

    def _classes(self, labels: list[str]) -> tuple[Array, tuple[str, ...]]:
        classes, numbers = np.unique(np.array(labels, dtype=np.str_), return_inverse=True)
        if len(classes) > _MOST_CLASSES:
            raise TrainingError(
                f"Column {self.layout.columns[self.columns[-1]]} holds {len(classes):,} different texts, too "
                f"many for classes (at most {_MOST_CLASSES}); choose another target."
            )
        return numbers.astype(np.float64), tuple(map(str, classes))


def _constant(inputs: Array, targets: Array) -> list[bool]:
    """Which columns hold the same value in all of their rows, of which there are at least two.

    Returns:
        One entry an input, and one for the target.
    """
    if len(targets) < 2:
        return [False] * (inputs.shape[1] + 1)
    return [*(inputs.min(axis=0) == inputs.max(axis=0)).tolist(), bool(targets.min() == targets.max())]
