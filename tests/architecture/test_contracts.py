"""Each contract of pyproject.toml is kept, and each is broken by what it is there to forbid."""

from __future__ import annotations

import json
import re
import shutil
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
    (
        "training-messages", "engine/training_messages/files.py",
        "import jacviz.engine.training_messages.descents",
    ),
    ("training-messages", "engine/training_messages/stray.py", ""),
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
]  # fmt: skip
NOTHING = ("__init__.py", "")


def contracts(folder: Path) -> dict[str, str]:
    """Names by id."""
    settings = tomllib.loads((folder / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    return {contract["id"]: contract["name"] for contract in settings["contracts"]}


LINT = """
import json, sys
from pathlib import Path
from importlinter.cli import lint_imports

for module, line in json.load(sys.stdin):
    place = Path("jacviz", module)
    before = place.read_bytes() if place.exists() else None
    with place.open("a", encoding="utf-8") as file:
        file.write(f"\\n{line}\\n")
    passed = lint_imports(no_cache=True) == 0
    print(f"\\n{sys.argv[1]} {passed}", flush=True)
    place.unlink() if before is None else place.write_bytes(before)
"""
MARK = "passed, it says:"


@pytest.fixture(scope="module")
def broken(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], set[str]]:
    """The contracts that import-linter finds broken, by the line that is planted, one line at a time.

    One process for all of them: most of the time goes into starting it.
    """
    folder = tmp_path_factory.mktemp("spoilt")
    shutil.copytree(checkout / "jacviz", folder / "jacviz", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(checkout / "pyproject.toml", folder)
    planted = [NOTHING, *((module, line) for _, module, line in PLANTED)]
    for module, line in planted:
        assert not line or (folder / "jacviz" / module).exists(), "plant into a module that is there"
    done = subprocess.run(
        [sys.executable, "-c", LINT, MARK], input=json.dumps(planted),
        cwd=folder, capture_output=True, text=True, timeout=100, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    reports = re.split(rf"^{MARK} (True|False)$", done.stdout, flags=re.MULTILINE)
    verdicts = [verdict(*pair, contracts(folder)) for pair in zip(reports[::2], reports[1::2], strict=False)]
    return dict(zip(planted, verdicts, strict=True))


def verdict(report: str, passed: str, names: dict[str, str]) -> set[str]:
    """The ids of the contracts that a report calls broken."""
    found = dict(re.findall(r"^(.*) (KEPT|BROKEN)\b", report, re.MULTILINE))
    assert set(found) == set(names.values()), report
    result = {key for key, name in names.items() if found[name] == "BROKEN"}
    assert (passed == "True") == (not result), report
    return result


def test_every_contract_is_kept(broken: dict[tuple[str, str], set[str]]) -> None:
    assert broken[NOTHING] == set()


def test_every_contract_has_a_planted_violation(checkout: Path) -> None:
    assert set(contracts(checkout)) == {contract for contract, _, _ in PLANTED}


@pytest.mark.parametrize(("contract", "module", "line"), PLANTED, ids=lambda value: value or "nothing")
def test_a_planted_violation_is_found(
    broken: dict[tuple[str, str], set[str]], contract: str, module: str, line: str
) -> None:
    assert contract in broken[module, line]
