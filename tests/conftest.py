"""What every test gets: settings of its own, no display, one thread for torch, and a look at what it leaves.

A thread, a child process or a Qt timer that a test started and that outlives it fails that test, unless it
belongs to a fixture of a wider scope, which is set up before the look is taken and torn down after it.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
import traceback
import uuid
import weakref
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import psutil
import pytest

if TYPE_CHECKING:
    from tests.lasting import LastingEngine

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("OMP_NUM_THREADS", "1")  # tests are small: more threads cost more than they save

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # in the background of a shell; children inherit it
    signal.signal(signal.SIGINT, signal.default_int_handler)

# As hypothesis itself does where it sees the variable CI: no clock decides, and each run tries the same.
hypothesis.settings.register_profile(
    "jacviz", deadline=None, derandomize=True, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("jacviz")

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


@pytest.fixture(scope="session")
def lasting_engine_of_all() -> Iterator[LastingEngine]:
    from tests.lasting import LastingEngine

    LastingEngine.now = engine = LastingEngine()
    yield engine
    LastingEngine.now = None
    engine.close()


@pytest.fixture
def shared_engine(lasting_engine_of_all: LastingEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    """What `jacviz export` computes in this process comes from the engine that all tests have."""
    from tests.lasting import NoProcess

    monkeypatch.setattr("jacviz.cli.exporting.launch", NoProcess)
    monkeypatch.setattr("jacviz.cli.computing.EngineClient", lasting_engine_of_all.share)


# --- what a test leaves behind ---------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def nothing_left_behind(own_settings: Path, request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that leaves threads, processes or running Qt timers behind."""
    threads, children = set(threading.enumerate()), set(psutil.Process().children())
    uses_qt = "qapp" in request.fixturenames
    if uses_qt:
        gc.freeze()  # until it thaws, gc.get_objects() leaves out what is there now: a look takes no time
    yield
    left = [f"timer: {told}" for told in (running_clockwork() if uses_qt else [])]
    gc.unfreeze()
    left += [f"thread: {told}" for told in lasting_threads(since=threads)]
    left += [f"process: {told}" for told in lasting_processes(children, threads)]
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


def lasting_processes(since: set[psutil.Process], threads: set[threading.Thread]) -> Iterable[str]:
    """Children of this process; what a child started is its own affair, until the run ends."""
    left = [child for child in psutil.Process().children() if child not in since]
    _, alive = psutil.wait_procs([child for child in left if not excused(child, threads)], timeout=PATIENCE)
    return [described(process) for process in alive]


def excused(process: psutil.Process, threads: set[threading.Thread]) -> bool:
    """Python's own helper, and what an older engine started anew (where there is no fork server)."""
    told = described(process)
    engine = any(thread.name == "engine client" and thread.is_alive() for thread in threads)
    return "multiprocessing.resource_tracker" in told or (engine and "jacviz.engine.worker.fresh" in told)


def described(process: psutil.Process) -> str:
    try:
        return f"{process.pid} {' '.join(process.cmdline())[:200] or process.name()}"
    except psutil.Error:
        return f"{process.pid}"


# --- Qt's timers and threads


def running_clockwork() -> Iterable[str]:
    """QTimers and QThreads of this test that still run when everything that is to be deleted has been."""
    if not _running():
        return []
    _delete_what_is_due()
    gc.collect()
    _delete_what_is_due()
    return [_told(thing) for thing in _running()]


def _running() -> list[Any]:
    """Those that run, without what belongs to an older object or to the application."""
    from PySide6.QtCore import QThread, QTimer
    from shiboken6 import isValid

    made = [thing for thing in _made_in_this_test((QTimer, QThread)) if isValid(thing)]
    runs = [thing for thing in made if (thing.isActive if isinstance(thing, QTimer) else thing.isRunning)()]
    if not runs:
        return []
    owned = [(thing, list(_owners(thing))) for thing in runs]
    young = set(map(id, gc.get_objects()))  # only now: Python may first hear of an owner when asked for it
    return [thing for thing, owners in owned if all(id(owner) in young for owner in owners)]


def _made_in_this_test(wanted: tuple[type, ...]) -> list[Any]:
    everything = gc.get_objects()
    kinds = {kind for kind in set(map(type, everything)) if issubclass(kind, wanted)}
    return [thing for thing in everything if type(thing) in kinds] if kinds else []


def _owners(thing: Any) -> Iterator[Any]:
    while thing is not None:
        yield thing
        thing = thing.parent()


def _delete_what_is_due() -> None:
    from PySide6.QtCore import QCoreApplication, QEvent

    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _told(thing: Any) -> str:
    parent = thing.parent()
    owner = f" of {type(parent).__name__}" if parent is not None else " without a parent"
    if hasattr(thing, "interval"):
        return f"{type(thing).__name__}{owner}, every {thing.interval()} ms"
    return f"{type(thing).__name__}{owner}, running"
