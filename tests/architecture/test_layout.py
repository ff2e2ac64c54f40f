"""House rules that no linter knows: what modules are called, what they may import from outside."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, packages_distributions, requires, version
from itertools import chain
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

DUMPING_GROUNDS = {"utils", "util", "helpers", "helper", "common", "manager", "managers", "base", "misc"}
TOP_LEVEL = {
    "pyproject.toml", "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE",
    "jacviz", "resources", "tests", "packaging",
}  # fmt: skip


def modules(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*.py")) if "__pycache__" not in path.parts)


def test_no_module_is_a_dumping_ground(checkout: Path) -> None:
    named = {path for place in ("jacviz", "tests", "packaging") for path in modules(checkout / place)}
    parts = {path: {*path.relative_to(checkout).parent.parts, path.stem} for path in named}
    assert [str(path) for path, names in parts.items() if names & DUMPING_GROUNDS] == []


def test_the_top_level_is_as_agreed(checkout: Path) -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=checkout, capture_output=True, text=True, check=True)
    top = {line.split("/")[0] for line in listed.stdout.splitlines()}
    assert {name for name in top if not name.startswith(".")} - TOP_LEVEL == set()


def imported(folder: Path) -> set[str]:
    """Top-level names of all absolute imports in a folder's modules."""
    names: set[str] = set()
    for path in modules(folder):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
                names.add(node.module.split(".")[0])
    return names


def declared(checkout: Path, *extras: str) -> set[str]:
    project = tomllib.loads((checkout / "pyproject.toml").read_text("utf-8"))["project"]
    lines = [project["dependencies"], *(project["optional-dependencies"][name] for name in extras)]
    return {canonicalize_name(Requirement(line).name) for line in chain.from_iterable(lines)}


def undeclared(names: set[str], allowed: set[str]) -> set[str]:
    homes = packages_distributions()
    outside = {name for name in names if name in homes and name != "jacviz"} - sys.stdlib_module_names
    return {name for name in outside if not {canonicalize_name(home) for home in homes[name]} & allowed}


def test_everything_imported_is_declared(checkout: Path) -> None:
    along = {"shiboken6", "packaging"}  # come with PySide6 and hatchling
    assert undeclared(imported(checkout / "jacviz"), declared(checkout, "video")) <= along
    assert undeclared(imported(checkout / "tests"), declared(checkout, "dev")) <= along


def pins(checkout: Path) -> dict[str, str]:
    lines = (checkout / "packaging" / "constraints.txt").read_text("utf-8").splitlines()
    lines = [line for line in lines if line and not line.startswith("#")]
    pinned = [re.fullmatch(r"([a-z0-9-]+)==(\S+)(  *#.*)?", line) for line in lines]
    assert all(pinned), "a line of constraints.txt is neither a pin nor a comment"
    return {match[1]: match[2] for match in pinned if match}


def needed(names: set[str]) -> set[str]:
    """These distributions and all that they need in turn on this machine."""
    found: set[str] = set()
    waiting = set(names)
    while waiting:
        name = waiting.pop()
        found.add(name)
        try:
            lines = [Requirement(line) for line in requires(name) or []]
        except PackageNotFoundError:
            continue
        here = [line for line in lines if line.marker is None or line.marker.evaluate({"extra": ""})]
        waiting |= {canonicalize_name(line.name) for line in here} - found
    return found


def test_everything_needed_is_pinned_and_installed_as_pinned(checkout: Path) -> None:
    pinned = pins(checkout)
    wanted = needed(declared(checkout, "dev"))
    assert wanted - set(pinned) == set()
    off = {name: version(name) for name in wanted if version(name).split("+")[0] != pinned[name]}
    assert off == {}
