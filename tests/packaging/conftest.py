"""The packaging scripts, imported from a checkout that a test may spoil."""

from __future__ import annotations

import importlib
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

SCRIPTS = ("environment", "installing", "qt_libraries", "run", "venv_folder")
CHECKOUT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def checkout() -> Path:
    """The folder that holds pyproject.toml."""
    return CHECKOUT


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """A checkout with nothing but what the set-up reads."""
    folder = tmp_path / "a checkout"  # a space, which users have in their paths
    (folder / "packaging").mkdir(parents=True)
    for name in (*(f"{name}.py" for name in SCRIPTS), "constraints.txt"):
        shutil.copy(CHECKOUT / "packaging" / name, folder / "packaging")
    shutil.copy(CHECKOUT / "pyproject.toml", folder)
    return folder


@pytest.fixture
def scripts(elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, ModuleType]]:
    """The scripts of `elsewhere` as modules, by name."""
    monkeypatch.syspath_prepend(str(elsewhere / "packaging"))
    for name in SCRIPTS:
        monkeypatch.delitem(sys.modules, name, raising=False)
    modules = {name: importlib.import_module(name) for name in SCRIPTS}
    assert all(Path(str(module.__file__)).is_relative_to(elsewhere) for module in modules.values())
    yield modules
    for name in SCRIPTS:
        sys.modules.pop(name, None)


@pytest.fixture
def environment(scripts: dict[str, ModuleType]) -> ModuleType:
    """packaging/environment.py of a checkout of its own."""
    return scripts["environment"]


@pytest.fixture
def site_packages(bare_venv: Path) -> Path:
    """Where the bare environment's packages go."""
    return next(bare_venv.glob("[lL]ib/**/site-packages"))


@pytest.fixture
def stamped_venv(environment: ModuleType, bare_venv: Path, site_packages: Path) -> Path:
    """A `.venv` that a set-up for the app has left in order; its jacviz prints the arguments it gets."""
    package = site_packages / "jacviz"
    package.mkdir()
    (package / "__main__.py").write_text("import sys; print(sys.argv[1:])")
    stamp = {"machine": environment.machine(), "pins": environment.pins(), "extras": []}
    environment.write_stamp({"whole": True, **stamp, "installed": sorted(environment.installed())})
    return bare_venv


@pytest.fixture
def bare_venv(elsewhere: Path) -> Path:
    """A `.venv` without pip and packages in that checkout, which takes a tenth of a second to make."""
    folder = elsewhere / ".venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    return folder
