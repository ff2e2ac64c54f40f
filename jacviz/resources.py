"""The one door to resources/: fonts, icons and examples, from a wheel, an editable install or a checkout."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

_MARKER = "jacviz-resources.txt"


@cache
def root() -> Traversable:
    """The folder that holds fonts/, icons/ and examples/.

    A wheel carries it inside the package; an editable install and a checkout have it beside the package.
    A folder is accepted only with its marker file, so that a stranger's `resources` is never taken for ours.

    Returns:
        A folder, which may lie inside a zip file.

    Raises:
        FileNotFoundError: Neither place has it: the installation is not whole.
    """
    package = files("jacviz")
    candidates: list[Traversable] = [package / "_resources"]
    if isinstance(package, Path):
        candidates.append(package.parent / "resources")
    for candidate in candidates:
        if (candidate / _MARKER).is_file():
            return candidate
    raise FileNotFoundError("jacviz's resources are missing: install the project again")


def read_bytes(path: str) -> bytes:
    """One file's content.

    Args:
        path: Relative to resources/, with forward slashes, such as "icons/close.svg".

    Returns:
        The bytes of the file.
    """
    return root().joinpath(*path.split("/")).read_bytes()


def read_text(path: str) -> str:
    """One file's text, UTF-8.

    Args:
        path: Relative to resources/, with forward slashes.

    Returns:
        The text of the file.
    """
    return read_bytes(path).decode("utf-8")


def names(folder: str) -> list[str]:
    """The files of one folder.

    Args:
        folder: Relative to resources/, such as "examples".

    Returns:
        Names in sorted order, without the folder.
    """
    return sorted(entry.name for entry in root().joinpath(*folder.split("/")).iterdir() if entry.is_file())
