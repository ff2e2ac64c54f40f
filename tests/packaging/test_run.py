"""The two commands themselves: what they refuse, and how the checks are run and reported."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

MODULE = '"""A module without fault."""\n\nANSWER: int = 42\n'
PYPROJECT = """
[project]
name = "small"
[tool.mypy]
files = ["small"]
[tool.importlinter]
root_package = "small"
[[tool.importlinter.contracts]]
name = "one below the other"
type = "layers"
layers = ["small.above", "small.below"]
[tool.pytest.ini_options]
markers = ["slow: slow"]
addopts = "-m 'not slow' -p no:cacheprovider"
"""
TESTS = """
import pytest


def test_one():
    assert True


@pytest.mark.slow
def test_two():
    assert True
"""


def command_line(folder: Path, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run packaging/run.py of a checkout; a variable given as "" is taken away."""
    # A path for modules of the checkout under test would stand before those of the one run here.
    inherited = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    given = {**inherited, **environ}
    variables = {key: value for key, value in given.items() if value or key not in environ}
    command = [sys.executable, str(folder / "packaging" / "run.py"), *arguments]
    return subprocess.run(command, env=variables, capture_output=True, text=True, timeout=100, check=False)


@pytest.mark.parametrize("arguments", [(), ("ap",), ("--slow",)])
def test_wrong_usage(elsewhere: Path, arguments: tuple[str, ...]) -> None:
    done = command_line(elsewhere, *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("usage: ")


def test_help(elsewhere: Path) -> None:
    done = command_line(elsewhere, "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("usage: ")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems always have a display")
@pytest.mark.parametrize("platform", ["", "xcb", "wayland;xcb"])
def test_no_display_is_one_sentence_and_status_2(elsewhere: Path, platform: str) -> None:
    done = command_line(elsewhere, "app", DISPLAY="", WAYLAND_DISPLAY="", QT_QPA_PLATFORM=platform)
    assert (done.returncode, done.stdout) == (2, "")
    assert "xvfb" in done.stderr
    assert done.stderr.count("\n") == 1
    assert not (elsewhere / ".venv").exists(), "nothing is set up for a window that cannot open"


@pytest.mark.parametrize(
    "arguments",
    [["eval", "--maths", "x y"], ["descend", "f.py"], ["export", "--list"], ["bench"], ["--help"]],
)
def test_a_display_is_asked_for_only_where_a_window_opens(
    elsewhere: Path, stamped_venv: Path, arguments: list[str]
) -> None:
    done = command_line(elsewhere, "app", *arguments, DISPLAY="", WAYLAND_DISPLAY="", QT_QPA_PLATFORM="")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"{arguments}\n"


def test_the_app_gets_its_arguments_and_gives_its_status(
    elsewhere: Path, stamped_venv: Path, site_packages: Path
) -> None:
    main = site_packages / "jacviz" / "__main__.py"
    main.write_text("import sys; print(sys.argv[1:]); sys.exit(7)")
    done = command_line(elsewhere, "app", "my file.py", "--slow", QT_QPA_PLATFORM="offscreen")
    assert (done.returncode, done.stderr) == (7, "")
    assert done.stdout == "['my file.py', '--slow']\n"


@pytest.fixture
def small(elsewhere: Path, scripts: dict[str, ModuleType], site_packages: Path) -> Path:
    """A small project in the checkout's place; its environment borrows the packages of this one."""
    borrowed = [path for path in sys.path if "site-packages" in path]
    (site_packages / "borrowed.pth").write_text("\n".join(borrowed))
    linter = shutil.which("lint-imports", path=str(Path(sys.executable).parent))
    assert linter is not None
    shutil.copy(linter, scripts["environment"].script("lint-imports"))
    (elsewhere / "pyproject.toml").write_text(PYPROJECT)
    (elsewhere / "small").mkdir()
    for name in ("__init__", "above", "below"):
        (elsewhere / "small" / f"{name}.py").write_text(MODULE)
    (elsewhere / "test_small.py").write_text(TESTS)
    (elsewhere / "packaging" / "ruff.toml").write_text("exclude = ['*']")
    environment = scripts["environment"]
    stamp = {"machine": environment.machine(), "pins": environment.pins(), "extras": ["dev"], "installed": []}
    environment.write_stamp({"whole": True, **stamp})
    return elsewhere


def reported(lines: list[str]) -> list[str]:
    """The reports in their order, as "ruff: passed"."""
    starts = ("ruff: ", "mypy: ", "import-linter: ")
    return [line.partition(" in ")[0] for line in lines if line.startswith(starts)]


def test_all_four_checks_pass(small: Path) -> None:
    done = command_line(small, "tests")
    lines = done.stdout.splitlines()
    assert reported(lines) == ["ruff: passed", "mypy: passed", "import-linter: passed"], done
    assert done.returncode == 0, done.stdout
    assert " 1 passed in " in lines[-1], "pytest's own line is the last one"


def test_each_check_can_fail_and_stops_no_other(small: Path) -> None:
    (small / "small" / "below.py").write_text('"""Faults."""\n\nimport small.above\n\nANSWER: int = "42"\n')
    (small / "test_small.py").write_text("def test_one():\n    assert False\n")
    done = command_line(small, "tests")
    lines = done.stdout.splitlines()
    assert reported(lines) == ["ruff: FAILED", "mypy: FAILED", "import-linter: FAILED"], done
    assert "F401" in done.stdout
    assert "Incompatible types" in done.stdout
    assert "small.below is not allowed to import small.above" in done.stdout
    assert done.returncode == 1
    assert "1 failed" in lines[-1]


def test_one_failed_check_is_enough(small: Path) -> None:
    (small / "small" / "above.py").write_text('"""A fault."""\n\nimport os\n')
    done = command_line(small, "tests")
    assert reported(done.stdout.splitlines())[0] == "ruff: FAILED"
    assert "1 passed" in done.stdout.splitlines()[-1]
    assert done.returncode == 1


def test_slow_tests_and_arguments_for_pytest(small: Path) -> None:
    assert "2 passed" in command_line(small, "tests", "--slow").stdout.splitlines()[-1]
    assert "1 passed" in command_line(small, "tests", "--slow", "-k", "two").stdout.splitlines()[-1]
