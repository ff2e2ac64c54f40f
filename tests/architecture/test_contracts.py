"""Each contract of pyproject.toml is kept, and each is broken by what it is there to forbid."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

# Contract, the module that a line is added to (or that is made), the line, each import at its plainest.
PLANTED = [
    ("layers", "session/history.py", "import jacviz.ui.theme"),
    ("layers", "session/history.py", "import jacviz.engine.client"),
    ("layers", "session/history.py", "import jacviz.export"),
    ("layers", "ui/theme.py", "import jacviz.cli"),
    ("layers", "engine/messages.py", "import jacviz.session.results"),
    ("layers", "language/__init__.py", "import jacviz.calculus"),
    ("layers", "resources.py", "import jacviz.notation"),
    ("layers", "calculus/errors.py", "import jacviz.engine.worker"),
    ("layers", "experiment/errors.py", "import jacviz.engine.messages"),
    ("layers", "stray.py", ""),
    ("engine-layers", "engine/messages.py", "import jacviz.engine.codec"),
    ("engine-layers", "engine/worker/__init__.py", "import jacviz.engine.client"),
    ("engine-layers", "engine/stray.py", ""),
    ("two-processes", "ui/theme.py", "import jacviz.calculus"),
    ("two-processes", "session/history.py", "import jacviz.training"),
    ("two-processes", "export/__init__.py", "import jacviz.calculus"),
    ("two-processes", "engine/client/__init__.py", "import jacviz.engine.worker"),
    ("two-processes", "engine/launch.py", "import jacviz.engine.worker"),
    ("torch", "ui/theme.py", "import torch"),
    ("torch", "ui/theme.py", "def late():\n    from torch.func import jacrev"),
    ("torch", "session/history.py", "import torch"),
    ("torch", "export/__init__.py", "import torch"),
    ("torch", "engine/client/__init__.py", "import torch"),
    ("torch", "language/__init__.py", "import torch"),
    ("torch", "experiment/errors.py", "import torch"),
    ("torch", "notation.py", "import torch"),
    ("qt", "calculus/__init__.py", "import PySide6.QtCore"),
    ("qt", "training/__init__.py", "import PySide6.QtCore"),
    ("qt", "engine/worker/__init__.py", "import PySide6.QtCore"),
    ("qt", "engine/client/__init__.py", "import PySide6.QtCore"),
    ("qt", "session/history.py", "import superqt"),
    ("qt", "experiment/__init__.py", "import PySide6.QtCore"),
    ("qt", "language/__init__.py", "import pyqtgraph"),
    ("qt", "export/__init__.py", "from PySide6 import QtGui"),
    ("qt", "export/__init__.py", "import pytestqt"),
    ("widgets", "cli/__init__.py", "def late():\n    from PySide6 import QtWidgets"),
    ("widgets", "__main__.py", "import superqt"),
]


def contracts(folder: Path) -> dict[str, str]:
    """Names by id."""
    settings = tomllib.loads((folder / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    return {contract["id"]: contract["name"] for contract in settings["contracts"]}


def broken(folder: Path) -> set[str]:
    """The ids of the contracts that import-linter finds broken there."""
    code = "from importlinter.cli import lint_imports; raise SystemExit(lint_imports(no_cache=True))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, timeout=60, check=False
    )
    found = dict(re.findall(r"^(.*) (KEPT|BROKEN)\b", done.stdout, re.MULTILINE))
    assert set(found) == set(contracts(folder).values()), done.stdout + done.stderr
    result = {key for key, name in contracts(folder).items() if found[name] == "BROKEN"}
    assert done.returncode == bool(result), done.stdout
    return result


def test_every_contract_is_kept(spoilable: Path) -> None:
    assert broken(spoilable) == set()


def test_every_contract_has_a_planted_violation(checkout: Path) -> None:
    assert set(contracts(checkout)) == {contract for contract, _, _ in PLANTED}


@pytest.mark.parametrize(("contract", "module", "line"), PLANTED, ids=lambda value: value or "nothing")
def test_a_planted_violation_is_found(spoilable: Path, contract: str, module: str, line: str) -> None:
    place = spoilable / "jacviz" / module
    if line:
        assert place.exists(), "plant into a module that is there"
    with place.open("a", encoding="utf-8") as file:
        file.write(f"\n{line}\n")
    assert contract in broken(spoilable)
