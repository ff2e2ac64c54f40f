"""The leak checks of tests/conftest.py see what they are there to see, and let the innocent pass."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

INNOCENT = """
import subprocess, sys, threading
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

def test_thread_that_ends():
    threading.Thread(target=lambda: None).start()

def test_process_that_ends():
    subprocess.run([sys.executable, "-c", ""], check=True)

def test_timer_of_a_widget_that_is_closed(qtbot):
    widget = QWidget()
    qtbot.addWidget(widget)
    QTimer(widget).start(10)
    QTimer(widget).start(100_000)

def test_timer_that_is_dropped(qtbot):
    timer = QTimer()
    timer.start(100_000)
    timer.itself = timer
"""
OLDER = """
import pytest
from PySide6.QtCore import QObject, QTimer

@pytest.fixture(scope="session")
def older(qapp):
    return QObject()

def test_timer_of_an_older_object(qtbot, older):
    QTimer(older).start(100_000)

def test_timer_of_the_application(qapp):
    QTimer(qapp).start(100_000)
"""
GUILTY = {
    "thread: Thread-1": """
import threading
def test_it():
    threading.Thread(target=threading.Event().wait, args=(60,), daemon=True, name="Thread-1").start()
""",
    "timer: QTimer without a parent, every 77 ms": """
from PySide6.QtCore import QTimer
kept = []
def test_it(qtbot):
    kept.append(QTimer())
    kept[0].start(77)
""",
    "process: ": """
import subprocess, sys
def test_it():
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    process.returncode = 0  # says Popen's destructor, which would warn otherwise
    globals()["kept"] = process
""",
    "left behind by this run": """
import os, subprocess, sys
def test_it():  # the process's own parent is gone at once, so that it is nobody's child
    code = "import subprocess, sys; subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(20)'])"
    subprocess.run([sys.executable, "-c", code], check=True)
""",
}


MARKED = """
import os
from pathlib import Path
import pytest

@pytest.mark.parametrize("number", range(4))
def test_it(number):
    place = Path(__file__).with_name("mark of " + os.environ["PYTEST_XDIST_WORKER"])
    place.write_text(os.environ["JACVIZ_TEST_RUN"])
"""
TWO_WORKERS = ("-n", "2", "--dist", "load")  # which gives each half of the tests


def outcome(
    checkout: Path, folder: Path, text: str, workers: tuple[str, ...] = (), patience: float = 10.0
) -> subprocess.CompletedProcess[str]:
    """Run one test module under a copy of the root conftest; with little patience where it will run out."""
    conftest = (checkout / "tests" / "conftest.py").read_text("utf-8")
    assert "PATIENCE = 10.0" in conftest
    conftest = conftest.replace("PATIENCE = 10.0", f"PATIENCE = {patience}")
    (folder / "conftest.py").write_text(conftest, "utf-8")
    (folder / "test_it.py").write_text(text, "utf-8")
    shutil.copy(checkout / "pyproject.toml", folder)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *workers]
    command += [str(folder / "test_it.py")]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=100, check=False)


@pytest.mark.parametrize(
    ("text", "count", "workers"), [(INNOCENT, 4, ()), (OLDER, 2, ()), (INNOCENT, 4, TWO_WORKERS)]
)
def test_what_may_stay_passes(
    checkout: Path, tmp_path: Path, text: str, count: int, workers: tuple[str, ...]
) -> None:
    done = outcome(checkout, tmp_path, text, workers)
    assert done.returncode == 0, done.stdout
    assert f"{count} passed" in done.stdout


@pytest.mark.parametrize(
    ("told", "workers"), [*((told, ()) for told in GUILTY), ("left behind by this run", TWO_WORKERS)]
)
def test_what_stays_is_told(checkout: Path, tmp_path: Path, told: str, workers: tuple[str, ...]) -> None:
    done = outcome(checkout, tmp_path, GUILTY[told], workers, 0.3)
    assert done.returncode == 1, done.stdout
    assert told in done.stdout


def test_each_worker_looks_for_its_own_orphans(checkout: Path, tmp_path: Path) -> None:
    """Or the one that ends first would find the other's engines."""
    done = outcome(checkout, tmp_path, MARKED, TWO_WORKERS)
    assert done.returncode == 0, done.stdout
    marks = [path.read_text() for path in tmp_path.glob("mark of *")]
    assert len(set(marks)) == len(marks) == 2
