"""From the death of an engine at work to its next good answer, through the client that the window uses."""

from __future__ import annotations

import queue
import sys
import time
from collections.abc import Callable, Iterator

import psutil

from jacviz.bench.figures import Figure, median
from jacviz.engine.client import EngineClient, Event, StateChanged
from jacviz.engine.messages import Hello, JacobianAnswer, JacobianTask, Reply

ENDLESS = JacobianTask("python", "def f(x):\n    while True: pass\nx0 = [1.0]")
WORKED = JacobianTask("maths", "x1^2 + x2 + x3\nx1 - x2 + x3")
KILLS = 15
GOAL = 100.0 if sys.platform == "linux" else 2000.0  # ms; only Linux has a fork server
_LONGEST = 60.0


def measure(kills: int = KILLS) -> Iterator[Figure]:
    """Kill the engine while it computes without end, and ask it for the worked example at once.

    Args:
        kills: How often.

    Yields:
        The median time, with the slowest one.
    """
    engine = _Engine()
    try:
        times = [engine.ready_again() for _ in range(kills)]
    finally:
        engine.client.close()
    about = f"slowest of {kills}: {max(times):.1f} ms"
    yield Figure("kill of a busy engine to the next good answer", median(times), "ms", GOAL, about)


class _Engine:
    """A client, what it has delivered, and the process that answers it."""

    def __init__(self) -> None:
        self._arrived: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self._pid = 0
        self.client = EngineClient(self._arrived.put, deadline=600.0)
        self.client.start()

    def ready_again(self) -> float:
        """Kill it once.

        Returns:
            Milliseconds from the kill to the answer.
        """
        self.client.submit(ENDLESS)
        self._wait(lambda event: event == StateChanged("busy"))
        process = psutil.Process(self._pid)
        begun = time.perf_counter()
        process.kill()
        generation = self.client.submit(WORKED)
        self._wait(lambda event: isinstance(event, Reply) and event.generation == generation)
        return (time.perf_counter() - begun) * 1e3

    def _wait(self, wanted: Callable[[Event], bool]) -> None:
        deadline = time.monotonic() + _LONGEST
        while True:
            event = self._arrived.get(timeout=max(0.01, deadline - time.monotonic()))
            if isinstance(event, Hello):
                self._pid = event.pid
            if wanted(event):
                if isinstance(event, Reply) and not isinstance(event.answer, JacobianAnswer):
                    raise RuntimeError(f"the worked example was not answered: {event.answer}")
                return
