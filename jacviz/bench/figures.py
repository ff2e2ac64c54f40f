"""One measured figure and its goal, as a line of text or of JSON."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Figure:
    """What was measured.

    Attributes:
        name: What it is.
        value: Median, in `unit`.
        unit: "ms", "x", "%", "MB".
        goal: The value that must be reached, in `unit`; nan where there is none.
        about: Further numbers, such as p99 or the size.
    """

    name: str
    value: float
    unit: str
    goal: float = math.nan
    about: str = ""

    @property
    def reached(self) -> bool | None:
        """Whether the goal is reached; None where there is none."""
        return None if math.isnan(self.goal) else self.value <= self.goal

    def as_json(self) -> dict[str, object]:
        """For `--json`.

        Returns:
            Plain values; a goal that is not there is null.
        """
        made: dict[str, object] = asdict(self)
        if math.isnan(self.goal):
            made["goal"] = None
        return {**made, "reached": self.reached}

    @classmethod
    def from_json(cls, made: dict[str, Any]) -> Figure:
        """A figure that another process has measured.

        Args:
            made: What `as_json` gave there.

        Returns:
            The same figure.
        """
        goal = math.nan if made["goal"] is None else made["goal"]
        return cls(made["name"], made["value"], made["unit"], goal, made["about"])

    def line(self) -> str:
        """For reading.

        Returns:
            One line, aligned.
        """
        verdict = {True: "reached", False: "MISSED", None: ""}[self.reached]
        goal = "" if math.isnan(self.goal) else f"goal {self.goal:g} {self.unit}"
        return (
            f"{self.name:<58} {self.value:>9.2f} {self.unit:<3} {goal:<15} {verdict:<8} {self.about}".rstrip()
        )


def median(values: list[float]) -> float:
    """The middle value.

    Returns:
        The median.
    """
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def percentile(values: list[float], share: float) -> float:
    """The value that `share` of all values do not exceed.

    Returns:
        A value of the list.
    """
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, math.ceil(share * len(ordered)) - 1)]
