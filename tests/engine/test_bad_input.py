"""Functions that break things: each is answered by a sentence, and the next task by an answer."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from jacviz.engine.client import StateChanged
from jacviz.engine.messages import Failure, JacobianAnswer
from tests.engine.conftest import FOREVER, Engine, failure, good, linux_only, posix_only, python

BODY = {
    "returns None": "return None",
    "returns a string": "return 'y'",
    "returns complex numbers": "return torch.complex(x, x)",
    "returns nothing": "return torch.zeros(0)",
    "returns 10^8 values": "return torch.zeros(10**8) * x[0]",
    "allocates 8 TB": "return torch.zeros(10**12)",
    "allocates 8 TB in a list": "return [0.0] * 10**12",
    "recurses for ever": "return f(x)",
    "raises": "raise ValueError('no')",
    "raises what no one catches": "raise KeyboardInterrupt",
    "exits": "import sys; sys.exit(3)",
    "asks for a number": "return x * float(input())",
}


@pytest.mark.parametrize("body", BODY.values(), ids=BODY.keys())
def test_what_python_can_refuse_is_a_sentence(engine: Engine, body: str) -> None:
    engine.client.deadline = 60
    answer = failure(engine.ask(python(f"def f(x):\n    {body}\nx0 = [1.0, 2.0]")))
    assert answer.kind not in {"deadline", "died"}
    assert answer.sentence
    assert "\n" not in answer.sentence
    assert "Traceback" not in answer.sentence


def test_not_a_number_is_an_answer(engine: Engine) -> None:
    answer = good(engine.ask(python("def f(x):\n    return torch.log(x)\nx0 = [-1.0]")))
    assert str(answer.y[0]) == "nan"


def test_a_function_that_does_not_return_is_stopped(engine: Engine) -> None:
    engine.client.deadline = 0.5
    answer = failure(engine.ask(python(FOREVER)))
    assert answer.kind == "deadline"
    assert answer.sentence == "stopped after 0.5 s: the function did not return. Edit it, or allow more time"
    engine.state("restarting")
    engine.state("ready")


@posix_only
def test_native_code_that_does_not_return_is_stopped(engine: Engine) -> None:
    engine.client.deadline = 0.5
    source = "import ctypes\ndef f(x):\n    ctypes.CDLL(None).pause()\nx0 = [1.0]"
    assert failure(engine.ask(python(source))).kind == "deadline"


def test_a_longer_deadline_holds_for_the_task_that_runs(engine: Engine) -> None:
    source = "import time\ndef f(x):\n    time.sleep(3); return x\nx0 = [1.0]"
    generation = engine.client.submit(python(source))
    engine.client.deadline = 2
    engine.state("busy")
    engine.client.deadline = 60
    good(engine.reply(generation))
    engine.state("ready")


DEATHS = {
    "exit status 1": "import os; os._exit(1)",
    "exit status 0": "import os; os._exit(0)",
    "SIGSEGV": "import ctypes; ctypes.string_at(0)",
    "SIGABRT": "import os; os.abort()",
    "SIGKILL": "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
    "SIGTERM": "import os, signal; os.kill(os.getpid(), signal.SIGTERM)",
}


@posix_only
@pytest.mark.parametrize("body", DEATHS.values(), ids=DEATHS.keys())
def test_a_death_is_told_with_its_cause(
    engine: Engine, body: str, request: pytest.FixtureRequest
) -> None:
    start = time.perf_counter()
    answer = failure(engine.ask(python(f"def f(x):\n    {body}\nx0 = [1.0]")))
    told = time.perf_counter()
    assert answer.kind == "died"
    assert request.node.callspec.id in answer.sentence
    assert answer.sentence.endswith("Edit the function")
    assert engine.alive()
    again = time.perf_counter()
    print(f"told after {(told - start) * 1e3:.1f} ms, answers again {(again - told) * 1e3:.1f} ms later")


@posix_only
def test_code_that_closes_its_connection_is_replaced(engine: Engine) -> None:
    source = "import os\ndef f(x):\n    os.closerange(3, 1000)\n    return x\nx0 = [1.0]"
    assert failure(engine.ask(python(source))).kind == "died"


@posix_only
def test_code_that_writes_nonsense_into_the_connection_is_replaced(engine: Engine) -> None:
    source = """
import os, socket
def f(x):
    for descriptor in range(3, 100):
        try:
            socket.socket(fileno=os.dup(descriptor)).sendall(b"nonsense" * 100)
        except OSError:
            pass
    return x
x0 = [1.0]
"""
    assert failure(engine.ask(python(source))).kind == "died"


def test_ten_million_printed_lines_block_nothing(engine: Engine) -> None:
    engine.client.deadline = 60
    source = """
import sys
seen = False
def f(x):
    global seen
    if not seen:
        seen = True
        for i in range(10**7):
            print(i)
        print("é" * 10**6 + chr(0xd800), file=sys.stderr)
    return x
x0 = [1.0]
"""
    good(engine.ask(python(source)))


def test_a_leak_is_stopped_at_the_ceiling(new_engine: Callable[..., Engine]) -> None:
    engine = new_engine(memory_limit=300 << 20, deadline=60)
    source = "def f(x):\n    kept = []\n    while x[0] > 1.5: kept.append(torch.ones(10**6))\n    return x"
    answer = failure(engine.ask(python(source, [2.0])))
    assert answer.kind == "memory"
    assert engine.alive()


@linux_only
def test_a_leak_that_goes_round_the_limit_is_seen_by_the_watch(new_engine: Callable[..., Engine]) -> None:
    engine = new_engine(memory_limit=300 << 20, deadline=60)
    source = """
import resource
def f(x):
    resource.setrlimit(resource.RLIMIT_DATA, (resource.RLIM_INFINITY,) * 2)
    kept = []
    while True:
        kept.append(torch.ones(10**6))
x0 = [1.0]
"""
    answer = failure(engine.ask(python(source)))
    assert answer.kind == "memory"
    assert answer.sentence == "stopped at 315 MB of memory. Edit the function, or allow more memory"
    assert engine.alive()


def test_a_leak_over_many_tasks_does_not_add_up(new_engine: Callable[..., Engine]) -> None:
    engine = new_engine(memory_limit=400 << 20, deadline=60)
    for i in range(8):
        source = f"kept = [torch.ones(10**7) for _ in '12']\ndef f(x):\n    return x * kept[0][{i}]"
        answer = engine.ask(python(source))
        assert isinstance(answer, (JacobianAnswer, Failure))
    assert engine.alive()


@linux_only
def test_what_the_users_code_starts_ends_with_the_worker(engine: Engine) -> None:
    import psutil

    engine.client.deadline = 60
    source = """
import os, subprocess, time
child = subprocess.Popen(["sleep", "1000"])
def f(x):
    os.environ["x"] = str(child.pid)
    return x * child.pid
x0 = [1.0]
"""
    pid = int(good(engine.ask(python(source))).y[0])
    child = psutil.Process(pid)
    assert child.is_running()
    assert failure(engine.ask(python("import os\nos._exit(1)"))).kind == "died"
    psutil.wait_procs([child], timeout=30)
    assert not child.is_running()


def test_a_short_task_is_never_shown_as_busy(engine: Engine) -> None:
    assert engine.alive()
    assert StateChanged("restarting") not in engine.events
