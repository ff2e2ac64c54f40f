"""When `.venv` is made, updated, left alone or made again, and what the user is told when that fails."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

NOWHERE = {"PIP_CONFIG_FILE": os.devnull, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": "", "PIP_INDEX_URL": ""}


@pytest.fixture
def whole(environment: ModuleType, stamped_venv: Path) -> ModuleType:
    """The set-up as it stands after a run for the app that went well."""
    return environment


def test_an_environment_in_order_is_left_alone(whole: ModuleType) -> None:
    before = whole.STAMP.stat().st_mtime_ns
    assert whole.in_order(())
    assert whole.ensure(()) == whole.PYTHON
    assert whole.STAMP.stat().st_mtime_ns == before
    assert not whole.LOG.exists()


def test_extras_that_are_lacking_are_seen(whole: ModuleType) -> None:
    assert not whole.in_order(("dev",))
    assert whole.usable(whole.read_stamp())


@pytest.mark.parametrize("name", ["pyproject.toml", "packaging/constraints.txt"])
def test_changed_pins_are_seen(whole: ModuleType, name: str) -> None:
    with (whole.ROOT / name).open("a") as file:
        file.write("\n# a change\n")
    assert not whole.in_order(())
    assert whole.usable(whole.read_stamp()), "an update is enough"


def test_an_environment_that_was_moved_is_no_use(whole: ModuleType) -> None:
    stamp = whole.read_stamp()
    assert not whole.usable({**stamp, "machine": stamp["machine"].replace(str(whole.ROOT), "elsewhere")})


def test_a_half_made_environment_is_no_use(whole: ModuleType) -> None:
    assert not whole.usable({**whole.read_stamp(), "whole": False})


def test_a_lost_package_is_seen(whole: ModuleType, site_packages: Path, tmp_path: Path) -> None:
    (site_packages / "jacviz").rename(tmp_path / "lost")
    assert not whole.usable(whole.read_stamp())


def test_a_lost_interpreter_is_seen(whole: ModuleType) -> None:
    whole.PYTHON.unlink()
    assert not whole.usable(whole.read_stamp())


@pytest.mark.parametrize("text", ["", "{", "[1]", '"whole"', "\udcff"])
def test_a_stamp_that_cannot_be_read_is_none(whole: ModuleType, text: str) -> None:
    whole.STAMP.write_bytes(text.encode("utf-8", "surrogateescape"))
    assert whole.read_stamp() == {}
    assert not whole.in_order(())


def test_clearing_keeps_only_the_lock_and_the_log(whole: ModuleType) -> None:
    outside = whole.ROOT / "outside"
    outside.mkdir()
    (outside / "kept").touch()
    (whole.VENV / "link").symlink_to(outside)
    whole.LOCK.touch()
    whole.LOG.touch()
    whole.clear()
    assert set(whole.VENV.iterdir()) == {whole.LOCK, whole.LOG}
    assert (outside / "kept").exists()


def test_a_second_set_up_waits_for_the_first(environment: ModuleType) -> None:
    code = "import environment\nwith environment.locked(): print('mine', flush=True)"
    with environment.locked():
        other = subprocess.Popen(
            [sys.executable, "-c", code],
            cwd=environment.ROOT / "packaging", stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert other.stderr is not None
        assert "waiting for it" in other.stderr.readline()
        assert other.poll() is None
    out, _ = other.communicate(timeout=100)
    assert out == "mine\n"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows gives a killed process's locks back at once")
def test_a_pip_that_outlives_its_set_up_keeps_the_lock(scripts: dict[str, ModuleType]) -> None:
    """Or the next set-up would clear away what it is just writing."""
    pip = "import os, time\nopen('begun', 'w').close()\nwhile not os.path.exists('go'): time.sleep(0.01)"
    code = (
        "import sys, venv_folder\n"
        f"with venv_folder.locked(): venv_folder.logged([sys.executable, '-c', {pip!r}])"
    )
    venv_folder = scripts["venv_folder"]
    folder = venv_folder.ROOT / "packaging"
    first = subprocess.Popen([sys.executable, "-c", code], cwd=folder)
    wait_for((folder / "begun").exists)
    first.kill()
    first.wait()
    with venv_folder.LOCK.open("a+b") as lock:
        assert not venv_folder.try_lock(lock.fileno())
        (folder / "go").touch()
        wait_for(lambda: bool(venv_folder.try_lock(lock.fileno())))


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 100
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.mark.parametrize(
    ("log", "told"),
    [
        ("WARNING: Retrying after NameResolutionError\nERROR: No matching distribution", "cannot be reached"),
        ("ERROR: a\nERROR: No matching distribution found for torch==2.13.0.", "found for torch==2.13.0"),
        ("nothing to go by", "gave no reason"),
    ],
)
def test_why_pip_failed(scripts: dict[str, ModuleType], log: str, told: str) -> None:
    assert told in scripts["installing"].reason(log)


def test_a_newer_python_than_the_pins_know_is_named(
    scripts: dict[str, ModuleType], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scripts["installing"], "NEWEST_PYTHON", (3, 10))
    assert "use 3.10" in scripts["installing"].reason("ERROR: No matching distribution found for torch")


def test_offline_is_one_sentence_and_status_1_and_can_be_repeated(elsewhere: Path) -> None:
    """A real `python -m venv` and a real pip with nothing to install from; then again, on what that left."""
    command = [sys.executable, "packaging/run.py", "app", "--help"]
    for _ in range(2):
        done = subprocess.run(
            command, cwd=elsewhere, env={**os.environ, **NOWHERE}, capture_output=True, text=True, check=False
        )
        lines = done.stderr.splitlines()
        assert done.returncode == 1, done.stderr
        assert done.stdout == ""
        assert all(line.startswith("jacviz set-up: ") for line in lines), done.stderr
        assert str(elsewhere / ".venv" / "set-up.log") in lines[-1]
        assert json.loads((elsewhere / ".venv" / "set-up.json").read_text("utf-8")) == {"whole": False}


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_a_set_up_from_nothing(checkout: Path, tmp_path: Path) -> None:
    """The real thing, with the network: a clone, the app, an update for the checks, damage, recovery."""
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", str(checkout), str(clone)], check=True)
    command = [sys.executable, "packaging/run.py", "app", "--version"]

    def run() -> tuple[str, str]:
        done = subprocess.run(command, cwd=clone, capture_output=True, text=True, check=True)
        return done.stdout, done.stderr

    first = run()
    assert "Making .venv" in first[1]
    assert run() == (first[0], "")
    import_all = "import torch, PySide6.QtWidgets, jacviz; print(torch.__version__, jacviz.__file__)"
    python = next((clone / ".venv").glob("[bS]*/python*"))
    told = subprocess.run([str(python), "-P", "-c", import_all], capture_output=True, text=True, check=True)
    assert told.stdout.split()[0].split("+")[0] == "2.13.0"
    assert Path(told.stdout.split()[1]).is_relative_to(clone)
    next((clone / ".venv").glob("[lL]ib/**/site-packages/numpy")).rename(tmp_path / "lost")
    assert "Making .venv" in run()[1]
