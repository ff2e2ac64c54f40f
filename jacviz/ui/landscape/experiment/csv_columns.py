"""Which columns of a CSV file are inputs and which is the target, and the file in words. No Qt."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from jacviz.experiment.csv_layout import CsvLayout

Use: TypeAlias = Literal["input", "target", ""]

_DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars", " ": "blanks"}
_ENCODINGS = {"utf-8": "UTF-8", "utf-8-sig": "UTF-8", "utf-16": "UTF-16", "latin-1": "Latin-1"}
_LISTED = 4  # names of columns in a sentence


@dataclass(frozen=True)
class Columns:
    """What each column is used for.

    Attributes:
        layout: The file.
        uses: "input", "target" or "" for each column; at most one target.
    """

    layout: CsvLayout
    uses: tuple[Use, ...]

    @staticmethod
    def proposed(layout: CsvLayout) -> Columns:
        """The last column of numbers from the others; a text where it looks like classes.

        A text is the target where there is only one column of numbers, or where it is the last column and
        takes few values.

        Returns:
            Columns.
        """
        numbers = [index for index, kind in enumerate(layout.kinds) if kind == "number"]
        texts = [index for index, kind in enumerate(layout.kinds) if kind == "text"]
        takes_text = bool(texts) and (len(numbers) == 1 or _are_classes(layout, texts[-1]))
        target = texts[-1] if takes_text else numbers[-1] if numbers else -1
        uses: list[Use] = ["input" if kind == "number" else "" for kind in layout.kinds]
        if target >= 0:
            uses[target] = "target"
        return Columns(layout, tuple(uses))

    def turned(self, index: int) -> Columns:
        """One column used in the next way: as input, as target, not at all.

        Args:
            index: 0-based column.

        Returns:
            New columns; a column of text is no input, an empty one nothing. A target that gives way becomes
            an input where it can.
        """
        kind = self.layout.kinds[index]
        turns: tuple[Use, ...] = ("input", "target", "") if kind == "number" else ("target", "")
        if kind == "empty":
            return self
        now = self.uses[index]
        wished = turns[(turns.index(now) + 1) % len(turns)] if now in turns else turns[0]
        uses = list(self.uses)
        if wished == "target":
            uses = [self._without_target(place) for place in range(len(uses))]
        uses[index] = wished
        return replace(self, uses=tuple(uses))

    def _without_target(self, index: int) -> Use:
        if self.uses[index] != "target":
            return self.uses[index]
        return "input" if self.layout.kinds[index] == "number" else ""

    @property
    def inputs(self) -> tuple[str, ...]:
        """Names of the inputs."""
        return self._named("input")

    @property
    def target(self) -> str:
        """Name of the target; "" where there is none."""
        return next(iter(self._named("target")), "")

    @property
    def lack(self) -> str:
        """What is missing before the file can be read, as a sentence; "" for nothing."""
        if not self.inputs:
            return "Choose at least one input column."
        return "" if self.target else "Choose the target column."

    def sentence(self) -> str:
        """What is learned from what.

        Returns:
            Text such as "y, a number, from x1 and x2.", or what is missing.
        """
        if self.lack:
            return self.lack
        kind = self.layout.kinds[self.layout.columns.index(self.target)]
        what = "a number" if kind == "number" else "a class"
        names = self.inputs
        if len(names) > _LISTED:
            return f"{self.target}, {what}, from {len(names):,} columns."
        listed = ", ".join(names[:-1]) + (" and " if names[1:] else "") + names[-1]
        return f"{self.target}, {what}, from {listed}."

    def _named(self, use: Use) -> tuple[str, ...]:
        pairs = zip(self.layout.columns, self.uses, strict=True)
        return tuple(name for name, used in pairs if used == use)


def _are_classes(layout: CsvLayout, index: int) -> bool:
    """Whether a column is the last one and repeats its values in the first rows.

    Returns:
        False for names, say, of which each row has another.
    """
    if index != len(layout.columns) - 1:
        return False
    values = [row[index].strip() for row in layout.preview if index < len(row)]
    return 0 < len(set(values)) <= max(len(values) // 2, 1)


def described(layout: CsvLayout) -> str:
    """How a file is laid out, in words.

    Returns:
        Text such as "4 columns between semicolons, decimal commas, names in the first row, UTF-8."
    """
    count = len(layout.columns)
    columns = "1 column" if count == 1 else f"{count:,} columns"
    between = f" between {_DELIMITERS.get(layout.delimiter, repr(layout.delimiter))}" if count > 1 else ""
    decimal = "decimal commas" if layout.decimal == "," else "decimal points"
    header = "names in the first row" if layout.header else "no names in the first row"
    encoding = _ENCODINGS.get(layout.encoding, layout.encoding)
    return " ".join([f"{columns}{between}, {decimal}, {header}, {encoding}.", *layout.notes])
