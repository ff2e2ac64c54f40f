"""A descent as a file: .csv, .npz or .json, written whole or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import IO

from jacviz.cli.descent_report import Report, as_json
from jacviz.cli.sources import UsageError
from jacviz.export.data.trajectories import write_trajectories_csv, write_trajectories_npz
from jacviz.session.source_files import SourceFileError, replacing

_ENDINGS = (".csv", ".npz", ".json")


def check(name: str) -> None:
    """Refuse what cannot be written, before anything is computed.

    Args:
        name: The file that was asked for.

    Raises:
        UsageError: Its ending is unknown, or its folder is not there.
    """
    path = Path(name)
    if path.suffix.lower() not in _ENDINGS:
        raise UsageError(f"-o {name}: expected a file that ends in {', '.join(_ENDINGS)}")
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
            _write(report, path.suffix.lower(), file)
    except SourceFileError as error:
        raise UsageError(str(error)) from error


def _write(report: Report, ending: str, file: IO[bytes]) -> None:
    if ending == ".csv":
        write_trajectories_csv(report.trajectories, file)
    elif ending == ".npz":
        write_trajectories_npz(report.trajectories, file)
    else:
        file.write(as_json(report).encode() + b"\n")
