"""What came of a descent, written out: as JSON, or as a table with a line a start."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from jacviz.engine.messages import Array
from jacviz.engine.worker.descent_messages import Descended
from jacviz.export.data.trajectories import Trajectories, trajectory_fields

MOST_ROWS = 40  # of an optimiser's table in the text form
MOST_PARAMETERS = 4  # of a point
_MOST_MINIMA = 6


@dataclass(frozen=True, eq=False)
class Report:
    """A descent, and what it was asked for.

    Attributes:
        found: What the engine said.
        optimisers: What they are called.
        steps: How many were asked for.
        seed: What reproduces it.
        full: Whether JSON holds all points.
    """

    found: Descended
    optimisers: Sequence[str]
    steps: int
    seed: int
    full: bool = False

    @property
    def trajectories(self) -> Trajectories:
        """What is written into files."""
        found = self.found
        return Trajectories(
            parameters=found.parameters, optimisers=tuple(self.optimisers), seed=self.seed,
            final=found.final, losses=found.losses, gradient_norms=found.gradient_norms,
            diverged_at=found.diverged_at, points=found.points, step_losses=found.step_losses,
        )  # fmt: skip


def as_json(report: Report) -> str:
    """One JSON object; every number that is not finite is a text.

    Returns:
        JSON in one line.
    """
    return json.dumps(trajectory_fields(report.trajectories, whole=report.full), allow_nan=False)


def as_text(report: Report) -> str:
    """What was minimised, and for each optimiser where each start led.

    Returns:
        Lines of text.
    """
    found = report.found
    lines = [_title(found), *found.notes, *_minima(found), _setting(report)]
    for at, name in enumerate(report.optimisers):
        lines += ["", f"{name}, {found.recipes[at]}", *_table(found, at)]
        lines += [f"  {found.reasons[at]}"] if found.reasons[at] else []
    return "\n".join(lines)


def _title(found: Descended) -> str:
    names = ", ".join(_few(found.parameters))
    size = f", {_count(found.samples, 'sample')}" if found.samples else ""
    return f"{found.title}{size}; {_count(len(found.parameters), 'parameter')} {names}"


def _minima(found: Descended) -> list[str]:
    word = "least-squares optimum" if found.samples else "known minimum"
    lines = [
        f"{word} ({', '.join(_few([_number(entry) for entry in point]))}), loss {_number(loss)}"
        for point, loss in zip(found.minima[:_MOST_MINIMA], found.minima_losses, strict=False)
    ]
    more = len(found.minima) - len(lines)
    return [*lines, f"and {more} more"] if more > 0 else lines


def _setting(report: Report) -> str:
    found = report.found
    parts = [_count(len(found.starts), "start"), _count(report.steps, "step")]
    if found.samples:
        whole = found.batch == found.samples
        parts.append("all samples in each step" if whole else f"minibatches of {found.batch}")
    return ", ".join([*parts, f"seed {report.seed}"])


def _table(found: Descended, at: int) -> list[str]:
    """A line a start, in columns.

    Returns:
        The heading and the lines.
    """
    diverged = bool((found.diverged_at[at] >= 0).any())
    names = _few(found.parameters)
    # Start and end are each one column a parameter, headed by its name.
    above = ["", "start", *[""] * (len(names) - 1), "end", *[""] * (len(names) - 1), "", ""]
    heading = ["", *names, *names, "loss", "gradient norm"]
    rows = [_row(found, at, start, diverged) for start in _shown(len(found.starts))]
    if diverged:
        above, heading = [*above, ""], [*heading, "diverged at"]
    widths = [max(map(len, column)) for column in zip(above, heading, *rows, strict=True)]
    return [_line(row, widths) for row in (above, heading, *rows)]


def _row(found: Descended, at: int, start: int | None, diverged: bool) -> list[str]:
    if start is None:
        columns = 3 + 2 * len(_few(found.parameters)) + diverged
        return ["...", *[""] * (columns - 1)]
    cells = [
        str(start + 1),
        *_few([_number(entry) for entry in found.starts[start]]),
        *_few([_number(entry) for entry in found.final[at, start]]),
        _number(found.losses[at, start]),
        _number(found.gradient_norms[at, start]),
    ]
    step = int(found.diverged_at[at, start])
    return [*cells, f"step {step}" if step >= 0 else ""] if diverged else cells


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "  " + "   ".join(cell.rjust(width) for cell, width in zip(cells, widths, strict=True)).rstrip()


def _shown(count: int) -> list[int | None]:
    """Which starts are printed; None stands for those left out.

    Returns:
        Indices.
    """
    if count <= MOST_ROWS:
        return list(range(count))
    return [*range(MOST_ROWS - 3), None, count - 2, count - 1]


def _few(texts: Sequence[str]) -> list[str]:
    if len(texts) <= MOST_PARAMETERS:
        return list(texts)
    return [*texts[: MOST_PARAMETERS - 1], "..."]


def _number(value: float | Array) -> str:
    return f"{float(value) + 0.0:.6g}"  # + 0.0: no minus before a zero


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
