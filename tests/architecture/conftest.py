"""A copy of the package that a test may spoil, and the checkout it was copied from."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def checkout() -> Path:
    """The folder that holds pyproject.toml."""
    return Path(__file__).parents[2]


@pytest.fixture
def spoilable(checkout: Path, tmp_path: Path) -> Path:
    """A folder with a copy of the package and of pyproject.toml."""
    shutil.copytree(checkout / "jacviz", tmp_path / "jacviz", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(checkout / "pyproject.toml", tmp_path)
    return tmp_path
