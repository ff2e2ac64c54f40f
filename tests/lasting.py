"""One engine for many tests, so that torch is imported once and not by each of them.

It is for tests of what is asked and answered, one asker at a time: the newest question of a kind wins. That
engines start, and end with what has started them, is shown by tests that have one of their own.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Container
from typing import ClassVar
from unittest.mock import patch

from jacviz.cli.computing import Computed, Computing, Need
from jacviz.engine.client import EngineClient, Event, StateChanged
from jacviz.engine.messages import Hello, Reply, Task
from jacviz.session.document import Document

Deliver = Callable[[Event], None]


class LastingEngine:
    """A real engine whose answers go to whoever asked.

    Attributes:
        now: The one of this run, while its fixture lasts.
    """

    now: ClassVar[LastingEngine | None] = None

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._asked: dict[int, Deliver] = {}
        self._listeners: list[Deliver] = []
        self._known: dict[type, Event] = {}  # the last Hello and state
        self.client = EngineClient(self._hear)
        self.client.start()

    def share(
        self, deliver: Deliver, *, deadline: float = 5.0, memory_limit: int = 4 << 30, launch: object = None
    ) -> Share:
        """Stand in for EngineClient."""
        return Share(self, deliver, deadline, memory_limit, launch)

    def submit(self, task: Task, deliver: Deliver) -> int:
        with self._lock:  # else the answer might come before it is known whose it is
            generation = self.client.submit(task)
            self._asked[generation] = deliver
        return generation

    def withdraw(self, generation: int) -> None:
        with self._lock:
            known = self._asked.pop(generation, None)
        if known is not None:
            self.client.withdraw(generation)

    def listen(self, deliver: Deliver) -> None:
        """Tell of the engine itself, beginning with what is known of it."""
        with self._lock:
            for event in self._known.values():
                deliver(event)
            self._listeners.append(deliver)

    def leave(self, deliver: Deliver) -> None:
        with self._lock:
            self._listeners.remove(deliver)

    def close(self) -> None:
        self.client.close()

    def _hear(self, event: Event) -> None:
        with self._lock:
            if isinstance(event, (Hello, StateChanged)):
                self._known[type(event)] = event
                for listener in self._listeners:
                    listener(event)
                return
            deliver = self._asked.get(event.generation)
            if isinstance(event, Reply):
                self._asked.pop(event.generation, None)
            if deliver is not None:
                deliver(event)


class Share:
    """What a test's code takes for an EngineClient of its own."""

    def __init__(
        self, engine: LastingEngine, deliver: Deliver, deadline: float, memory_limit: int, launch: object
    ) -> None:
        assert launch is None or isinstance(launch, NoProcess), "this one would have to be ended"
        self._engine, self._deliver = engine, deliver
        self.deadline, self.memory_limit = deadline, memory_limit
        self._asked: list[int] = []
        self._started = False

    def __setattr__(self, name: str, value: object) -> None:
        super().__setattr__(name, value)
        if name in {"deadline", "memory_limit"}:
            setattr(self._engine.client, name, value)

    def start(self) -> None:
        self._engine.listen(self._deliver)
        self._started = True

    def submit(self, task: Task) -> int:
        self._asked.append(self._engine.submit(task, self._deliver))
        return self._asked[-1]

    def withdraw(self, generation: int) -> None:
        self._engine.withdraw(generation)

    def close(self, *, wait: bool = True) -> None:
        """Nothing is delivered any more."""
        del wait  # there is no end to wait for
        if self._started:
            self._engine.leave(self._deliver)
            self._started = False
        for generation in self._asked:
            self._engine.withdraw(generation)


class NoProcess:
    """What was launched where nothing was."""

    def close(self) -> None:
        return


def computed(document: Document, needs: Container[Need], step: int | None = None) -> Computed:
    """What views need, from the engine of this run; the fixture `lasting_engine_of_all` has started it."""
    assert LastingEngine.now is not None
    with patch("jacviz.cli.computing.EngineClient", LastingEngine.now.share):
        computing = Computing(NoProcess(), 60, 4 << 30, lambda line: None)  # type: ignore[arg-type]
    try:
        return computing.compute(document, needs, step)
    finally:
        computing.close()
