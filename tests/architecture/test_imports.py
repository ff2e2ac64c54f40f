"""What a fresh interpreter loads along: the window's process no torch, the engine's no Qt."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

LOADED = """
import importlib, json, pkgutil, sys
for name in sys.argv[1:]:
    module = importlib.import_module(name)
    for found in pkgutil.walk_packages(getattr(module, "__path__", []), f"{name}."):
        importlib.import_module(found.name)
print(json.dumps(sorted(sys.modules)))
"""


def loaded(*names: str) -> set[str]:
    """All modules that are loaded once these, and everything inside them, have been imported."""
    command = [sys.executable, "-c", LOADED, *names]
    done = subprocess.run(command, capture_output=True, text=True, timeout=100, check=False)
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_the_windows_side_loads_no_torch() -> None:
    sides = ["ui", "export", "session", "language", "notation", "engine.client", "engine.launch"]
    modules = loaded(*(f"jacviz.{name}" for name in sides))
    assert "PySide6.QtWidgets" in modules
    assert not modules & {"torch", "jacviz.calculus", "jacviz.training", "jacviz.engine.worker"}


def test_the_engines_side_loads_no_qt() -> None:
    modules = loaded("jacviz.engine.worker", "jacviz.training", "jacviz.calculus")
    assert "torch" in modules
    assert not modules & {"PySide6", "shiboken6", "superqt", "pyqtgraph", "qtpy", "jacviz.ui"}


@pytest.mark.parametrize("name", ["jacviz", "jacviz.cli", "jacviz.bench", "jacviz.engine.launch"])
def test_what_is_imported_first_is_light(name: str) -> None:
    code = f"import sys; import {name}; print(*sys.modules)"
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert not set(done.stdout.split()) & {"torch", "numpy", "PySide6", "pydantic", "jedi", "sympy"}


def test_the_public_names_are_found_when_asked_for() -> None:
    code = "import jacviz; print(*(f'{getattr(jacviz, name)}' for name in jacviz.__all__))"
    subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=60, check=True)
