"""A descent as a file: .csv, .npz or .json, written whole or not at all."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import numpy as np

from jacviz.cli.descent_report import Report, as_json
from jacviz.cli.sources import UsageError
from jacviz.session.source_files import SourceFileError, replacing

_OWN_COLUMNS = ("optimiser", "start", "step", "loss")


def check(name: str) -> None:
    """Refuse what cannot be written, before anything is computed.

    Args:
        name: The file that was asked for.

    Raises:
        UsageError: Its ending is unknown, or its folder is not there.
    """
    path = Path(name)
    if path.suffix.lower() not in _WRITERS:
        raise UsageError(f"-o {name}: expected a file that ends in {', '.join(_WRITERS)}")
    if not path.parent.is_dir():
        raise UsageError(f"-o {name}: there is no folder {path.parent}")
    if path.is_dir():
        raise UsageError(f"-o {name}: that is a folder, a file is expected")


def write(report: Report, name: str) -> None:
    """Write a descent by the ending of the file's name.

    Args:
        report: With all points, unless the file is a .json without them.
        name: Where to.

    Raises:
        UsageError: It cannot be written there.
    """
    path = Path(name)
    try:
        with replacing(path) as file:
            _WRITERS[path.suffix.lower()](report, file)
    except SourceFileError as error:
        raise UsageError(str(error)) from error


def _write_json(report: Report, file: IO[bytes]) -> None:
    file.write(as_json(report).encode() + b"\n")


def _write_npz(report: Report, file: IO[bytes]) -> None:
    found = report.found
    assert found.points is not None
    assert found.step_losses is not None
    np.savez_compressed(
        file,
        parameters=np.array(found.parameters),
        optimisers=np.array(report.optimisers),
        final=found.final,
        losses=found.losses,
        gradient_norms=found.gradient_norms,
        diverged_at=found.diverged_at,
        seed=np.array(report.seed),
        points=found.points,
        step_losses=found.step_losses,
    )


def _write_csv(report: Report, file: IO[bytes]) -> None:
    text = io.TextIOWrapper(file, encoding="utf-8", newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["optimiser", "start", "step", *_columns(report), "loss"])
    writer.writerows(_rows(report))
    text.detach()  # which writes what it still holds, and leaves the file open


def _columns(report: Report) -> list[str]:
    # A parameter of the user's may bear the name of a column of ours.
    names = report.found.parameters
    return [f"{name} (parameter)" if name in _OWN_COLUMNS else name for name in names]


def _rows(report: Report) -> Iterator[list[object]]:
    found = report.found
    assert found.points is not None
    assert found.step_losses is not None
    for name, points, losses in zip(report.optimisers, found.points, found.step_losses, strict=True):
        for start, (path, along) in enumerate(zip(points, losses, strict=True)):
            steps = zip(path.tolist(), along.tolist(), strict=True)
            yield from ([name, start, step, *point, loss] for step, (point, loss) in enumerate(steps))


_WRITERS: dict[str, Callable[[Report, IO[bytes]], None]] = {
    ".csv": _write_csv,
    ".npz": _write_npz,
    ".json": _write_json,
}
