"""What every test gets: settings of its own, no display, one thread for torch, and a look at what it leaves.

A thread, a child process or a Qt timer that a test started and that outlives it fails that test, unless it
belongs to a fixture of a wider scope, which is set up before the look is taken and torn down after it.
"""

from __future__ import annotations

import gc
import os
import sys
import threading
import traceback
import uuid
import weakref
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("OMP_NUM_THREADS", "1")  # tests are small: more threads cost more than they save

PATIENCE = 10.0  # seconds that what is ending may take to end
RUN_MARK = "JACVIZ_TEST_RUN"  # a variable that every process below this test run inherits


@pytest.fixture(autouse=True)
def own_settings(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A settings folder that only this test sees."""
    folder = tmp_path_factory.mktemp("settings")
    monkeypatch.setenv("JACVIZ_CONFIG_DIR", str(folder))
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(folder))
    return folder


# --- what a test leaves behind ---------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def nothing_left_behind(own_settings: Path, request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that leaves threads, processes or running Qt timers behind."""
    threads, children = set(threading.enumerate()), set(child_processes())
    objects = qt_clockwork() if "qapp" in request.fixturenames else None
    yield
    left = [f"timer: {told}" for told in ([] if objects is None else running_clockwork(since=objects))]
    left += [f"thread: {told}" for told in lasting_threads(since=threads)]
    left += [f"process: {told}" for told in lasting_processes(since=children)]
    if left:
        pytest.fail("left behind by this test\n  " + "\n  ".join(left), pytrace=False)


@pytest.fixture(autouse=True, scope="session")
def no_orphans() -> Iterator[None]:
    """Fail a run that ends with processes below it, even if their parents have died."""
    os.environ[RUN_MARK] = mark = uuid.uuid4().hex
    yield
    ours = {os.getpid(), *(parent.pid for parent in psutil.Process().parents())}
    others = [process for process in psutil.process_iter() if process.pid not in ours]
    orphans = [process for process in others if marked(process, mark)]
    _, alive = psutil.wait_procs(orphans, timeout=PATIENCE)
    if alive:
        pytest.fail(f"left behind by this run: {[described(process) for process in alive]}", pytrace=False)


def marked(process: psutil.Process, mark: str) -> bool:
    try:
        return process.environ().get(RUN_MARK) == mark and process.status() != psutil.STATUS_ZOMBIE
    except (psutil.Error, OSError):
        return False


# --- threads

STARTED_AT: weakref.WeakKeyDictionary[threading.Thread, str] = weakref.WeakKeyDictionary()
_start = threading.Thread.start


def _noted_start(thread: threading.Thread) -> None:
    frame = traceback.extract_stack(sys._getframe(1), limit=1)[0]
    STARTED_AT[thread] = f"{frame.filename}:{frame.lineno}"
    _start(thread)


threading.Thread.start = _noted_start  # type: ignore[method-assign]


def lasting_threads(since: set[threading.Thread]) -> Iterable[str]:
    for thread in set(threading.enumerate()) - since:
        if isinstance(thread, threading._DummyThread):  # started by Qt, not by Python
            continue
        thread.join(PATIENCE)
        if thread.is_alive():
            yield f"{thread.name}, started at {STARTED_AT.get(thread, 'an unknown line')}"


# --- processes


def child_processes() -> list[psutil.Process]:
    """The processes below this one, without Python's own that stay until it ends."""
    return [child for child in psutil.Process().children(recursive=True) if not belongs_to_python(child)]


def belongs_to_python(process: psutil.Process) -> bool:
    return "multiprocessing.resource_tracker" in described(process)


def lasting_processes(since: set[psutil.Process]) -> Iterable[str]:
    left = [child for child in child_processes() if child not in since]
    _, alive = psutil.wait_procs(left, timeout=PATIENCE)
    return [described(process) for process in alive]


def described(process: psutil.Process) -> str:
    try:
        return f"{process.pid} {' '.join(process.cmdline())[:200] or process.name()}"
    except psutil.Error:
        return f"{process.pid}"


# --- Qt's timers and threads


def qt_clockwork() -> set[int]:
    """The identities of all QTimers and QThreads that Python knows of."""
    return {id(thing) for thing in _clockwork()}


def running_clockwork(since: set[int]) -> Iterable[str]:
    """Those made since and still running, when everything that is to be deleted has been."""
    if not _running(since):
        return []
    _delete_what_is_due()
    gc.collect()
    _delete_what_is_due()
    return [_told(thing) for thing in _running(since)]


def _clockwork() -> list[Any]:
    from PySide6.QtCore import QThread, QTimer

    wanted = {kind for kind in set(map(type, gc.get_objects())) if issubclass(kind, (QTimer, QThread))}
    return [thing for thing in gc.get_objects() if type(thing) in wanted] if wanted else []


def _running(since: set[int]) -> list[Any]:
    from PySide6.QtCore import QTimer
    from shiboken6 import isValid

    return [
        thing
        for thing in _clockwork()
        if id(thing) not in since
        and isValid(thing)
        and (thing.isActive() if isinstance(thing, QTimer) else thing.isRunning())
    ]


def _delete_what_is_due() -> None:
    from PySide6.QtCore import QCoreApplication, QEvent

    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _told(thing: Any) -> str:
    parent = thing.parent()
    owner = f" of {type(parent).__name__}" if parent is not None else " without a parent"
    if hasattr(thing, "interval"):
        return f"{type(thing).__name__}{owner}, every {thing.interval()} ms"
    return f"{type(thing).__name__}{owner}, running"
