"""Real engines. One serves all tests that do not close it; the others start their own."""

from __future__ import annotations

import contextlib
import queue
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import psutil
import pytest

from jacviz.engine.client import EngineClient, Event, StateChanged, obituaries
from jacviz.engine.messages import Answer, Failure, Hello, JacobianAnswer, JacobianTask, Reply, Task

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="needs what only Linux has")
posix_only = pytest.mark.skipif(sys.platform == "win32", reason="signals")

LONGEST = 60.0  # seconds that anything may take on a machine that does other things, too
WORKED = "x1^2 + x2 + x3\nx1 - x2 + x3"
FOREVER = "def f(x):\n    while True: pass\nx0 = [1.0]"


class Engine:
    """A client and what it delivered."""

    def __init__(self, **options: Any) -> None:
        self._arrived: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self.events: list[Event] = []
        self.hellos: list[Hello] = []  # those among the events, which tests clear
        self.client = EngineClient(self._arrived.put, **options)

    def next(self, longest: float = LONGEST) -> Event:
        event = self._arrived.get(timeout=longest)
        self.events.append(event)
        if isinstance(event, Hello):
            self.hellos.append(event)
        return event

    def wait(self, wanted: Callable[[Event], bool], longest: float = LONGEST) -> Event:
        """The next event that is wanted; what comes before it is kept in `events`."""
        until = time.monotonic() + longest
        while True:
            event = self.next(max(0.01, until - time.monotonic()))
            if wanted(event):
                return event

    def reply(self, generation: int) -> Answer:
        event = self.wait(lambda event: isinstance(event, Reply) and event.generation == generation)
        assert isinstance(event, Reply)
        return event.answer

    def ask(self, task: Task) -> Answer:
        return self.reply(self.client.submit(task))

    def hello(self) -> Hello:
        event = self.wait(lambda event: isinstance(event, Hello))
        assert isinstance(event, Hello)
        return event

    def state(self, state: str) -> None:
        self.wait(lambda event: event == StateChanged(state))  # type: ignore[arg-type]

    def alive(self) -> bool:
        """Whether the engine answers the worked example."""
        answer = self.ask(maths(WORKED, [2, 3, 1]))
        return isinstance(answer, JacobianAnswer) and answer.jacobian.tolist() == [[4, 1, 1], [1, -1, 1]]


def maths(source: str, x: list[float] | None = None, **options: Any) -> JacobianTask:
    from jacviz.engine.messages import flat

    return JacobianTask("maths", source, x=None if x is None else flat(x), **options)


def python(source: str, x: list[float] | None = None, **options: Any) -> JacobianTask:
    from jacviz.engine.messages import flat

    return JacobianTask("python", source, x=None if x is None else flat(x), **options)


def failure(answer: Answer) -> Failure:
    assert isinstance(answer, Failure), answer
    return answer


def good(answer: Answer) -> JacobianAnswer:
    assert isinstance(answer, JacobianAnswer), answer
    return answer


def ends(process: psutil.Process) -> bool:
    """Wait for the end of a process that may be nobody's child any more, so that nobody reaps it."""
    until = time.monotonic() + LONGEST
    with contextlib.suppress(psutil.NoSuchProcess):
        while process.status() != psutil.STATUS_ZOMBIE:
            if time.monotonic() > until:
                return False
            time.sleep(0.01)
    return True


@pytest.fixture(autouse=True)
def causes_of_death(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a worker died of is waited for: on a busy machine a second may be too short to learn it."""
    monkeypatch.setattr(obituaries, "STATUS_PATIENCE", LONGEST)


@pytest.fixture(scope="session")
def lasting_engine() -> Iterator[Engine]:
    engine = Engine()
    engine.client.start()
    yield engine
    engine.client.close()


@pytest.fixture
def engine(lasting_engine: Engine) -> Iterator[Engine]:
    """A running engine with the default limits."""
    lasting_engine.client.deadline, lasting_engine.client.memory_limit = 5.0, 4 << 30
    lasting_engine.events.clear()
    yield lasting_engine
    lasting_engine.client.deadline = 5.0
    assert lasting_engine.alive()


@pytest.fixture
def new_engine() -> Iterator[Callable[..., Engine]]:
    """Makes engines that the test may break; closed afterwards."""
    made: list[Engine] = []

    def make(**options: Any) -> Engine:
        engine = Engine(**options)
        made.append(engine)
        engine.client.start()
        return engine

    yield make
    for engine in made:
        engine.client.close()
