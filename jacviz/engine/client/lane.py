"""One lane of tasks: what runs, what waits, and when patience ends. Decisions only, no processes."""

from __future__ import annotations

import math
import threading
from typing import Literal, TypeAlias

from jacviz.engine.client.running import BUSY_AFTER, Running
from jacviz.engine.client.tasks import same_function
from jacviz.engine.client.workers import Worker
from jacviz.engine.messages import Answer, Failure, Progress, Request, Task, Withdraw

PATIENCE_WITH_OTHERS = 0.25  # seconds that an outdated task may go on when the text has changed
PATIENCE_WITH_FRAMES = 1.0  # and when only the point has moved: its answer is a frame of the drag
PATIENCE_WITH_PARTS = 1.0  # that a withdrawn task may take to hear of it where it has sent parts: it will
SENT_AT_ONCE = 1 << 16  # bytes of a task that the submitting thread writes itself

Verdict: TypeAlias = Literal["deadline", "outdated", "look", "idle"]


class Lane:
    """Requests that one worker answers one after the other; of each class of tasks only the newest counts.

    `submit` and `withdraw` may be called from any thread; everything else belongs to the client's thread.

    Attributes:
        keeps_worker: Whether a worker is held ready when nothing is asked; else one is started by need.
        linger: Seconds that a worker started by need is kept when nothing is asked.
        worker: The worker that answers, or None.
        ready: Whether the worker has said hello.
        pid: The worker's process, once it has said hello.
        baseline: Bytes resident in the worker before its first task.
        busy: Whether the task that runs has done so long enough to be shown.
        renewing: Whether a worker is being exchanged for a better one: not worth a change on the screen.
    """

    def __init__(self, *, keeps_worker: bool, linger: float = math.inf) -> None:
        self.keeps_worker = keeps_worker
        self.linger = math.inf if keeps_worker else linger
        self.worker: Worker | None = None
        self.ready = False
        self.pid = 0
        self.baseline = 0
        self.busy = False
        self.renewing = False
        self._running: Running | None = None
        self._pending: dict[type[Task], Request] = {}
        self._withdrawn = 0  # the generation that was withdrawn last
        self._idle_since: float | None = None
        self._lock = threading.Lock()

    @property
    def idle(self) -> bool:
        """Whether nothing runs and nothing waits."""
        return self._running is None and not self._pending

    @property
    def needs_worker(self) -> bool:
        """Whether a worker is to be started."""
        return self.worker is None and (self.keeps_worker or self.renewing or bool(self._pending))

    def submit(self, request: Request, now: float) -> None:
        """Take the newest request of its class, and send it where the worker is free.

        One of its class that waited is forgotten; one that runs is outdated, and the worker told so where it
        listens.
        """
        with self._lock:
            self._pending[type(request.task)] = request
            running = self._running
            if running and type(running.request.task) is type(request.task):
                self._outdate(running, now)
            self._send(now, SENT_AT_ONCE)

    def withdraw(self, generation: int, now: float) -> None:
        """Have a request forgotten that nobody wants answered any more, whether it waits or runs."""
        with self._lock:
            for kind, request in self._pending.items():
                if request.generation == generation:
                    del self._pending[kind]
                    return
            if self._running and self._running.request.generation == generation:
                self._running.withdrawn, self._withdrawn = True, generation
                self._outdate(self._running, now)

    def send_pending(self, now: float) -> None:
        """Send what waits, where the worker is free, and go on with what was sent in part."""
        with self._lock:
            self._send(now, None)
            if self.worker and self.worker.channel:
                self.worker.channel.flush()

    def attach(self, worker: Worker) -> None:
        """Have a worker that is being started."""
        with self._lock:
            self.worker = worker

    def greet(self, pid: int, baseline: int) -> None:
        """Have a worker that is ready."""
        with self._lock:
            self.ready, self.pid, self.baseline = True, pid, baseline
            self.renewing = False

    def discard(self) -> Request | None:
        """Have no worker any more.

        Returns:
            The request that it was at, unless nobody wants that any more.
        """
        with self._lock:
            if self.worker and self.worker.channel:
                self.worker.channel.close()
            running, self._running = self._running, None
            self.worker, self.ready, self.busy = None, False, False
            self._idle_since = None
            return running.request if running and not running.withdrawn else None

    def put_back(self, request: Request) -> None:
        """Have a request wait again whose worker was taken from it, unless a newer one of its class waits."""
        with self._lock:
            self._pending.setdefault(type(request.task), request)

    def finish(self) -> None:
        """The task that ran is answered; a lane that was shown as busy stays so while another one waits."""
        with self._lock:
            self._running = None
            self.busy = self.busy and bool(self._pending)

    def give_up(self) -> tuple[Request, ...]:
        """Forget what waits.

        Returns:
            It, the oldest first.
        """
        with self._lock:
            waiting, self._pending = self._pending, {}
            return tuple(sorted(waiting.values(), key=lambda request: request.generation))

    def running(self) -> Request | None:
        """What the worker is at.

        Returns:
            Its request.
        """
        return self._running.request if self._running else None

    def note(self, progress: Progress, now: float) -> bool:
        """Take word of how far the task is that runs.

        Returns:
            Whether the window wants to know: something of it is done, or its passes are under way, and
            nothing newer of its class waits.
        """
        with self._lock:
            running = self._running
            if running is None or running.request.generation != progress.generation:
                return False
            running.note(progress.done, progress.total, now)
            worth_telling = progress.done > 0 if running.in_parts else progress.total > 0
            return worth_telling and running.outdated_since is None

    def hear(self, generation: int, now: float) -> bool:
        """Take a part of the answer to the task that runs.

        Returns:
            Whether the window wants it: nothing newer of its class waits.
        """
        with self._lock:
            if self._running is None or self._running.request.generation != generation:
                return False
            self._running.hear(now)
            return self._running.outdated_since is None

    def passes(self) -> tuple[int, int] | None:
        """How far the task is that runs.

        Returns:
            Passes done and their total, or None before f has returned.
        """
        return self._running.passes if self._running else None

    def wants(self, request: Request, answer: Answer) -> bool:
        """Whether an answer to `request`, which runs no more, is still worth showing.

        Returns:
            True for the newest request of its class, and for an older one about the same function at another
            point: a frame of a drag, without which a drag faster than the engine would show nothing.
        """
        kind = answer.kind if isinstance(answer, Failure) else ""
        if kind == "withdrawn" or request.generation == self._withdrawn:
            return False
        newer = self._pending.get(type(request.task)) or self.running()
        is_newer = newer is not None and newer.generation > request.generation
        if newer is None or not is_newer or type(newer.task) is not type(request.task):
            return True
        return kind not in {"deadline", "memory", "died"} and same_function(newer.task, request.task)

    def verdict(self, now: float, deadline: float) -> Verdict | None:
        """What is due for the task that runs, or for a worker that has nothing to do.

        Returns:
            "deadline" or "outdated" where the task must be stopped, "look" where its memory is to be looked
            at; "idle" where the worker is to be ended.
        """
        with self._lock:
            running = self._running
            if running is None:
                return self._idle_verdict(now)
            self._idle_since = None
            self.busy = self.busy or now >= running.since + BUSY_AFTER
            if now >= running.must_end(deadline):
                return "deadline"
            if now >= self._patience_ends(running):
                return "outdated"
            if now >= running.next_look:
                running.looked = now
                return "look"
            return None

    def next_clock(self, deadline: float) -> float:
        """When `verdict` will have something to say.

        Returns:
            A time of the monotonic clock, or infinity.
        """
        with self._lock:
            running = self._running
            if running is not None:
                return min(running.must_end(deadline), self._patience_ends(running), running.next_look)
            return math.inf if self._idle_since is None else self._idle_since + self.linger

    def _idle_verdict(self, now: float) -> Verdict | None:
        if self._pending or not self.ready:
            self._idle_since = None
        elif self._idle_since is None:
            self._idle_since = now
        return "idle" if self._idle_since is not None and now >= self._idle_since + self.linger else None

    def _outdate(self, running: Running, now: float) -> None:
        if running.outdated_since is None:
            running.outdated_since = now
        channel = self.worker.channel if self.worker else None
        if channel and running.in_parts and not running.told:
            running.told = True
            channel.send(Withdraw(running.request.generation))

    def _patience_ends(self, running: Running) -> float:
        if running.outdated_since is None:
            return math.inf
        if running.heard is not None:
            return running.outdated_since + PATIENCE_WITH_PARTS
        newer = self._pending.get(type(running.request.task))
        is_frame = newer is not None and same_function(newer.task, running.request.task)
        return running.outdated_since + (PATIENCE_WITH_FRAMES if is_frame else PATIENCE_WITH_OTHERS)

    def _send(self, now: float, largest: int | None) -> None:
        channel = self.worker.channel if self.worker else None
        if not (self.ready and channel and self._pending and self._running is None):
            return
        request = min(self._pending.values(), key=lambda request: request.generation)
        if largest is not None and channel.extent(request.task) > largest:
            return
        del self._pending[type(request.task)]
        self._running = Running(request, now)
        channel.send(request)
