"""The chosen columns of a CSV file, with a report on the rows that cannot be used. No torch."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from jacviz.experiment.csv_layout import CsvLayout
from jacviz.experiment.data import Dataset
from jacviz.experiment.errors import TrainingError

Array: TypeAlias = NDArray[np.float64]
LISTED = 20  # faulty rows that are described one by one


@dataclass(frozen=True)
class Fault:
    """One row that cannot be used.

    Attributes:
        line: 1-based line of the file, as editors count.
        kind: "ragged", "missing" or "non-numeric".
        reason: What is wrong with it.
    """

    line: int
    kind: str
    reason: str


@dataclass(frozen=True)
class Faults:
    """The rows that cannot be used.

    Attributes:
        count: How many there are.
        kinds: (kind, how many) for each kind that occurs.
        listed: The first of them.
    """

    count: int = 0
    kinds: tuple[tuple[str, int], ...] = ()
    listed: tuple[Fault, ...] = ()

    def sentence(self) -> str:
        """What is wrong, in one sentence.

        Returns:
            Text such as "3 rows cannot be used (2 missing, 1 ragged): lines 4, 9 and 12."; "" where all can.
        """
        if not self.count:
            return ""
        rows = "1 row" if self.count == 1 else f"{self.count:,} rows"
        kinds = ", ".join(f"{count:,} {kind}" for kind, count in self.kinds)
        shown = [str(fault.line) for fault in self.listed[:6]]
        more = ", ..." if self.count > len(shown) else ""
        word = "line" if len(shown) == 1 else "lines"
        return f"{rows} cannot be used ({kinds}): {word} {', '.join(shown)}{more}."


@dataclass(frozen=True, eq=False)
class CsvTable:
    """The chosen columns of a file, and what is wrong with it.

    Attributes:
        layout: How the file was read.
        inputs: The rows that can be used, (N, d).
        targets: Their targets, (N,).
        input_names: d names.
        target_name: Name of the target.
        classes: Labels, where the target is text.
        faults: The rows that cannot be used.
        constant: Names of the columns that hold the same value in every row that can be used.
    """

    layout: CsvLayout
    inputs: Array
    targets: Array
    input_names: tuple[str, ...]
    target_name: str
    classes: tuple[str, ...] = ()
    faults: Faults = field(default_factory=Faults)
    constant: tuple[str, ...] = ()

    def constants(self) -> tuple[str, ...]:
        """What has the same value in every row that can be used.

        Returns:
            A sentence for each such column.
        """
        return tuple(
            f"Column {name} is constant; nothing can be learned from it." for name in self.constant
        )

    def dataset(self, *, leave_out_faulty: bool = False) -> Dataset:
        """The data to learn from.

        Args:
            leave_out_faulty: The user's word that rows which cannot be used are left out.

        Returns:
            The samples.

        Raises:
            TrainingError: Rows cannot be used and the word was not given, or fewer than two rows remain.
        """
        name = Path(self.layout.path).name
        if self.faults.count and not leave_out_faulty:
            raise TrainingError(f"{name}: {self.faults.sentence()} Correct them, or leave them out.")
        if len(self.targets) < 2:
            rows = "no row" if len(self.targets) == 0 else "only 1 row"
            raise TrainingError(f"{name} has {rows} that can be used; at least 2 are needed.")
        notes = [*self.layout.notes]
        if self.faults.count:
            notes.append(f"Left out: {self.faults.sentence()}")
        notes += self.constants()
        return Dataset(
            self.inputs, self.targets, self.input_names, self.target_name, self.classes, name, tuple(notes)
        )
