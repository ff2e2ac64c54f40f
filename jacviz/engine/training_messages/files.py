"""CSV files of the user's: how they are laid out, and what they hold."""

from __future__ import annotations

from dataclasses import dataclass

from jacviz.experiment.csv_layout import CsvLayout
from jacviz.experiment.csv_table import CsvTable


@dataclass(frozen=True, eq=False)
class CsvLayoutTask:
    """Look at the beginning of a CSV file."""

    path: str


@dataclass(frozen=True, eq=False)
class CsvLayoutAnswer:
    """How the file is laid out."""

    layout: CsvLayout


@dataclass(frozen=True, eq=False)
class CsvTask:
    """Read the chosen columns of a CSV file; Progress (thousandths of it) is told on the way.

    Attributes:
        layout: From a CsvLayoutAnswer.
        inputs: Names of the input columns.
        target: Name of the target column.
        memory_limit: Bytes that the engine may hold.
    """

    layout: CsvLayout
    inputs: tuple[str, ...]
    target: str
    memory_limit: int = 4 << 30


@dataclass(frozen=True, eq=False)
class CsvAnswer:
    """What was read, and what is wrong with it."""

    table: CsvTable
