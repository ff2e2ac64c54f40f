"""What users get: a wheel with exactly what git has, and resources that are found wherever they lie."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

FIND = "from jacviz import resources as r; print(r.root()); print(len(r.read_bytes('fonts/OFL.txt')))"


@pytest.fixture(scope="session")
def wheel(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, as `pip wheel .` makes it."""
    return build(checkout, tmp_path_factory.mktemp("wheel"), "build_wheel")


def build(checkout: Path, into: Path, hook: str) -> Path:
    """Call a hook of the build backend as pip does, in a process of its own."""
    code = f"import sys; from hatchling.build import {hook}; print({hook}(sys.argv[1]))"
    command = [sys.executable, "-c", code, str(into)]
    done = subprocess.run(command, cwd=checkout, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return into / done.stdout.splitlines()[-1]


def tracked(checkout: Path, folder: str) -> set[str]:
    """The files of a folder that git has or would take."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", folder]
    done = subprocess.run(command, cwd=checkout, capture_output=True, text=True, check=True)
    return {name for name in done.stdout.splitlines() if (checkout / name).exists()}


def test_the_wheel_holds_what_git_has(checkout: Path, wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
    resources = {f"jacviz/_{name}" for name in tracked(checkout, "resources")}
    assert "jacviz/_resources/jacviz-resources.txt" in resources
    assert held == tracked(checkout, "jacviz") | resources


def test_the_wheel_has_the_command_and_the_licence(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        about = {name.partition(".dist-info/")[2]: name for name in archive.namelist()}
        commands = archive.read(about["entry_points.txt"]).decode()
        assert "jacviz = jacviz.cli:main" in commands
        assert "MIT" in archive.read(about["licenses/LICENSE"]).decode()


def found(python: Path, folder: Path, code: str = FIND) -> tuple[str, int]:
    """Where the resources are, and the size of one, as a process sees it that stands elsewhere."""
    command = [str(python), "-I", "-c", code]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    root, size = done.stdout.splitlines()
    return root, int(size)


@pytest.fixture
def licence_size(checkout: Path) -> int:
    return (checkout / "resources" / "fonts" / "OFL.txt").stat().st_size


def test_resources_of_a_wheel(
    wheel: Path, bare_venv: Path, site_packages: Path, tmp_path: Path, licence_size: int
) -> None:
    unpack(wheel, site_packages)
    place = site_packages / "jacviz" / "_resources"
    assert found(python_of(bare_venv), tmp_path) == (str(place), licence_size)


def test_resources_of_an_editable_install(
    checkout: Path, bare_venv: Path, site_packages: Path, tmp_path: Path, licence_size: int
) -> None:
    unpack(build(checkout, tmp_path, "build_editable"), site_packages)
    assert found(python_of(bare_venv), tmp_path) == (str(checkout / "resources"), licence_size)


def test_resources_of_a_zip(wheel: Path, bare_venv: Path, tmp_path: Path, licence_size: int) -> None:
    code = f"import sys; sys.path.insert(0, {str(wheel)!r}); {FIND}"
    root, size = found(python_of(bare_venv), tmp_path, code)
    assert Path(root) == wheel / "jacviz" / "_resources"
    assert size == licence_size


def test_a_strangers_resources_are_not_taken(
    wheel: Path, bare_venv: Path, site_packages: Path, tmp_path: Path
) -> None:
    unpack(wheel, site_packages)
    (site_packages / "jacviz" / "_resources" / "jacviz-resources.txt").unlink()
    (site_packages / "resources").mkdir()
    command = [str(python_of(bare_venv)), "-I", "-c", FIND]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "FileNotFoundError: jacviz's resources are missing" in done.stderr


def unpack(wheel: Path, into: Path) -> None:
    """Which is all that installing a wheel of pure Python is."""
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(into)


def python_of(venv: Path) -> Path:
    return next(path for path in venv.glob("[bS]*/python*") if path.stem == "python")
