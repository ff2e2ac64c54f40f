"""Processes killed from outside: the engine comes back, and nothing is left when the window is gone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable

import psutil
import pytest

from jacviz.engine.client import StateChanged
from jacviz.engine.messages import Hello
from tests.engine.conftest import FOREVER, LONGEST, WORKED, Engine, failure, linux_only, maths, python


@linux_only
def test_a_worker_killed_while_idle_comes_back(new_engine: Callable[..., Engine]) -> None:
    engine = new_engine()
    pid = engine.hello().pid
    engine.state("ready")
    os.kill(pid, signal.SIGKILL)
    engine.state("restarting")
    assert engine.hello().pid != pid
    assert engine.alive()


@linux_only
def test_a_worker_killed_at_work_is_a_failure(new_engine: Callable[..., Engine]) -> None:
    engine = new_engine(deadline=600)
    pid = engine.hello().pid
    generation = engine.client.submit(python(FOREVER))
    engine.state("busy")
    os.kill(pid, signal.SIGKILL)
    answer = failure(engine.reply(generation))
    assert answer.kind == "died"
    assert "SIGKILL" in answer.sentence
    assert engine.alive()


@linux_only
@pytest.mark.parametrize("working", [False, True], ids=["idle", "working"])
def test_the_fork_server_killed_comes_back(new_engine: Callable[..., Engine], working: bool) -> None:
    engine = new_engine(deadline=600)
    worker = psutil.Process(engine.hello().pid)
    server = worker.parent()
    assert server is not None
    assert server.parent() == psutil.Process()
    engine.state("ready")
    if working:
        generation = engine.client.submit(python(FOREVER))
        engine.state("busy")
    server.kill()
    if working:
        assert failure(engine.reply(generation)).kind == "died"
    engine.hello()
    assert engine.alive()
    psutil.wait_procs([worker, server], timeout=LONGEST)
    assert not worker.is_running()
    assert not server.is_running()


@linux_only
def test_code_that_kills_the_fork_server_is_a_failure(new_engine: Callable[..., Engine]) -> None:
    engine = new_engine()
    source = "import os\ndef f(x):\n    os.kill(os.getppid(), 9)\n    while True: pass\nx0 = torch.ones(1)"
    assert failure(engine.ask(python(source))).kind == "died"
    assert engine.alive()


@linux_only
def test_many_deaths_in_a_row_leave_no_zombie(new_engine: Callable[..., Engine]) -> None:
    engine = new_engine()
    for _ in range(20):
        assert failure(engine.ask(python("import os\nos._exit(1)"))).kind == "died"
    assert engine.alive()
    children = psutil.Process().children(recursive=True)
    below = [process for process in children if process.status() == psutil.STATUS_ZOMBIE]
    psutil.wait_procs(below, timeout=LONGEST)
    assert not [process for process in below if process.is_running()]


WINDOW = """
import queue, sys
from jacviz.engine import launch
from jacviz.engine.client import EngineClient
from jacviz.engine.messages import Hello, JacobianTask
events = queue.SimpleQueue()
client = EngineClient(events.put, deadline=600, launch=getattr(launch, sys.argv[1])())
client.start()
while not isinstance(event := events.get(), Hello):
    pass
client.submit(JacobianTask("python", sys.argv[2]))
while getattr(events.get(), "state", "") != "busy":
    pass
print(event.pid, flush=True)
events.get()
sys.stdin.read()
"""


@linux_only
@pytest.mark.parametrize("start", ["launch_fork_server", "launch_fresh"])
def test_when_the_window_is_killed_nothing_is_left(start: str) -> None:
    command = [sys.executable, "-c", WINDOW, start, FOREVER]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as window:
        assert window.stdout is not None
        worker = psutil.Process(int(window.stdout.readline()))
        below = psutil.Process(window.pid).children(recursive=True)
        assert worker in below
        window.kill()
        _, alive = psutil.wait_procs(below, timeout=LONGEST)
        assert not alive


@linux_only
def test_when_the_window_is_killed_during_the_start_nothing_is_left() -> None:
    code = "from jacviz.engine.launch import launch\nprint(launch().pid, flush=True)\ninput()"
    command = [sys.executable, "-c", code]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as window:
        assert window.stdout is not None
        server = psutil.Process(int(window.stdout.readline()))
        window.kill()
        psutil.wait_procs([server], timeout=LONGEST)
        assert not server.is_running() or server.status() == psutil.STATUS_ZOMBIE


@linux_only
def test_an_interrupt_in_the_terminal_is_not_for_the_engine(new_engine: Callable[..., Engine]) -> None:
    engine = new_engine()
    pid = engine.hello().pid
    assert os.getpgid(pid) != os.getpgid(0)
    server = psutil.Process(pid).ppid()
    assert os.getsid(server) != os.getsid(0)


def test_states_are_told_when_a_worker_dies(new_engine: Callable[..., Engine]) -> None:
    engine = new_engine()
    assert engine.alive()
    engine.events.clear()
    failure(engine.ask(python("import os\nos._exit(1)")))
    assert engine.alive()
    told = [event for event in engine.events if isinstance(event, (Hello, StateChanged))]
    # What is slow on a busy machine is "busy" and "ready" again before and afterwards.
    since = told.index(StateChanged("restarting"))
    assert isinstance(told[since + 1], Hello)
    assert told[since + 2] == StateChanged("ready")
    assert told.count(StateChanged("restarting")) == 1
    assert engine.ask(maths(WORKED))


@linux_only
def test_a_death_while_a_better_worker_is_due_is_told(new_engine: Callable[..., Engine]) -> None:
    engine = new_engine(deadline=600)
    assert engine.alive()
    lane = engine.client._supervisor.lane_of(maths(WORKED))
    generation = engine.client.submit(python(FOREVER))
    engine.state("busy")
    lane.renewing = True  # as when the fork server gets warm while a task runs
    engine.events.clear()
    os.kill(lane.pid, signal.SIGKILL)
    assert failure(engine.reply(generation)).kind == "died"
    assert engine.alive()
    assert StateChanged("restarting") in engine.events
