"""The client itself: one thread that speaks with the engine's processes, and `submit`, which never waits."""

from __future__ import annotations

import contextlib
import math
import selectors
import socket
import sys
import threading
import time
from collections.abc import Callable

from jacviz.engine.client.events import Event
from jacviz.engine.client.lanes import LINGER
from jacviz.engine.client.supervision import Supervisor
from jacviz.engine.client.tasks import within
from jacviz.engine.launch import Launch, launch
from jacviz.engine.messages import Request, Task

_CLOSING = 1.0  # seconds


class EngineClient:
    """Has tasks answered in another process.

    Each lane (Jacobians, completions, descents, surfaces, basins, steps, files) has a
    worker of its own, and only the newest task of a class counts: of those that wait, the older ones are
    forgotten; one that runs is stopped, or let finish when that is soon. An older answer is delivered only
    where it is about the same function at another point, so that a drag shows its frames; generations of
    delivered answers of a class only ever grow.

    Every task that is the newest of its class, and is not withdrawn, gets exactly one Reply: an answer, or a
    Failure that says what the engine died of or why it was stopped. Partials and Progress may come before it.
    """

    def __init__(
        self,
        deliver: Callable[[Event], None],
        *,
        deadline: float = 5.0,
        memory_limit: int = 4 << 30,
        launch: Launch | None = None,
        linger: float = LINGER,
    ) -> None:
        """Nothing is started yet.

        Args:
            deliver: Gets every event, on the client's own thread.
            deadline: Seconds that one task may run, or that one answered in parts may be silent; the engine's
                start does not count.
            memory_limit: Bytes that a worker may hold above what it holds when idle.
            launch: What `jacviz.engine.launch.launch()` started earlier; the client owns it from here on.
            linger: Seconds that workers are kept when nothing is asked of them; the Jacobian's stays.
        """
        self._deliver = deliver
        self._lock = threading.Lock()
        self._launched = launch
        self._supervisor = Supervisor(deadline, memory_limit, linger)
        self._generation = 0
        self._woken, self._waker = socket.socketpair()
        for end in (self._woken, self._waker):
            end.setblocking(False)
        self._closing = False
        self._thread: threading.Thread | None = None

    @property
    def deadline(self) -> float:
        """Seconds that one task may run; a change holds for the task that runs, too."""
        return self._supervisor.deadline

    @deadline.setter
    def deadline(self, seconds: float) -> None:
        self._supervisor.deadline = seconds
        self._wake()

    @property
    def memory_limit(self) -> int:
        """Bytes that a worker may hold above what it holds when idle."""
        return self._supervisor.memory_limit

    @memory_limit.setter
    def memory_limit(self, limit: int) -> None:
        self._supervisor.memory_limit = limit

    def start(self) -> None:
        """Start the engine, unless it is started; returns at once."""
        if self._thread is None and not self._closing:
            self._launched = self._launched or launch()
            self._thread = threading.Thread(target=self._run, name="engine client", daemon=True)
            self._thread.start()

    def submit(self, task: Task) -> int:
        """Have `task` answered, instead of any older one of its class; never blocks.

        Args:
            task: The task; it is allowed `memory_limit` at most.

        Returns:
            Its generation, under which the Reply will come.
        """
        with self._lock:
            self._generation += 1
            request = Request(self._generation, within(task, self.memory_limit))
            if not self._closing:
                self._supervisor.lane_of(task).submit(request, time.monotonic())
        self._wake()
        return request.generation

    def withdraw(self, generation: int) -> None:
        """Have a task forgotten that nobody wants answered any more; never blocks.

        Args:
            generation: What `submit` returned. No Reply comes for it any more, nor a part of one, apart from
                what is on its way already.
        """
        with self._lock:
            if not self._closing:
                self._supervisor.withdraw(generation, time.monotonic())
        self._wake()

    def close(self, *, wait: bool = True) -> None:
        """End the processes that were started; nothing is delivered afterwards.

        Args:
            wait: Until they have ended. Else that takes a moment still, and a later `close` can wait for it.
        """
        with self._lock:
            already, self._closing = self._closing, True
        if not already:
            self._wake()
            if self._thread is None:
                if self._launched:
                    self._launched.close()
                self._close_wake()
        if wait and self._thread not in {None, threading.current_thread()}:
            self._thread.join(_CLOSING)

    def _wake(self) -> None:
        with contextlib.suppress(OSError):  # full: it wakes without one byte more; closed: nobody sleeps
            self._waker.send(b"\0")

    def _close_wake(self) -> None:
        self._woken.close()
        self._waker.close()

    # --- on the client's thread ---------------------------------------------------------------------------

    def _run(self) -> None:
        assert self._launched is not None
        self._supervisor.begin(self._launched)
        watch = _Watch()
        try:
            while not self._closing:
                wanted = self._supervisor.sockets() | {self._woken: selectors.EVENT_READ}
                ready = watch.wait(wanted, self._supervisor.next_clock())
                if self._woken in ready:
                    self._drain()
                self._supervisor.receive(ready)
                for event in self._supervisor.step(time.monotonic()):
                    self._hand_over(event)
        finally:
            watch.close()
            self._closing = True
            self._supervisor.end()
            self._close_wake()

    def _drain(self) -> None:
        with contextlib.suppress(OSError):
            while self._woken.recv(4096):
                pass

    def _hand_over(self, event: Event) -> None:
        if self._closing:
            return
        try:
            self._deliver(event)
        except Exception:  # the receiver's fault must not end the thread that watches the engine
            sys.excepthook(*sys.exc_info())


class _Watch:
    """A selector that is told the whole of what to watch each time."""

    def __init__(self) -> None:
        self._selector = selectors.DefaultSelector()
        self._watched: dict[socket.socket, int] = {}

    def wait(self, wanted: dict[socket.socket, int], until: float) -> set[socket.socket]:
        """Block until a socket is ready or the clock says `until`.

        Returns:
            The sockets that have something to read. One that may be written to has only ended the waiting: to
            read from it would wait for what does not come.
        """
        if wanted != self._watched:
            for gone in self._watched.keys() - wanted.keys():
                self._selector.unregister(gone)
            for connection, mask in wanted.items():
                if connection not in self._watched:
                    self._selector.register(connection, mask)
                elif self._watched[connection] != mask:
                    self._selector.modify(connection, mask)
            self._watched = wanted
        timeout = None if until == math.inf else max(0.0, until - time.monotonic())
        events = self._selector.select(timeout)
        ready = (key.fileobj for key, mask in events if mask & selectors.EVENT_READ)
        return {connection for connection in ready if isinstance(connection, socket.socket)}

    def close(self) -> None:
        """Watch nothing any more."""
        self._selector.close()
