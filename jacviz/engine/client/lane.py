"""One lane of tasks: what runs, what waits, and when patience ends. Decisions only, no processes."""

from __future__ import annotations

import math
import threading
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from jacviz.engine.client.workers import Worker
from jacviz.engine.messages import Answer, Failure, JacobianTask, Progress, Request, Task

BUSY_AFTER = 0.1  # seconds; shorter tasks are not worth a change on the screen
WATCH_EVERY = 0.05  # seconds between two looks at the memory of a task that runs
PATIENCE_WITH_OTHERS = 0.25  # seconds that an outdated task may go on when the text has changed
PATIENCE_WITH_FRAMES = 1.0  # and when only the point has moved: its answer is a frame of the drag
LONGEST_IMPORT = 30.0  # seconds that imports of torch's may take on top of the deadline
SENT_AT_ONCE = 1 << 16  # bytes of a task that the submitting thread writes itself

Verdict: TypeAlias = Literal["deadline", "outdated", "look"]


@dataclass
class Running:
    """A request that a worker has.

    Attributes:
        request: The request.
        since: When it was sent, in seconds of the monotonic clock.
        outdated_since: When a newer request arrived; None while this is the newest.
        looked: When its memory was looked at last.
        passes: How many passes of the Jacobian are done, and of how many; None before f has returned.
        importing_since: When the worker began to import parts of torch for it; None while it does not.
        imported: Seconds that this has taken.
    """

    request: Request
    since: float
    outdated_since: float | None = None
    looked: float = -math.inf
    passes: tuple[int, int] | None = None
    importing_since: float | None = None
    imported: float = 0.0

    def note(self, done: int, total: int, now: float) -> None:
        """Take word of how far it is; a total of 0 says that imports begin, any other that they are over."""
        if self.importing_since is not None:
            self.imported += now - self.importing_since
            self.importing_since = None
        if total:
            self.passes = done, total
        else:
            self.importing_since = now

    def must_end(self, deadline: float) -> float:
        """When its time is up, which imports do not use up.

        Returns:
            A time of the monotonic clock.
        """
        if self.importing_since is None:
            return self.since + deadline + min(self.imported, LONGEST_IMPORT)
        return self.since + deadline + LONGEST_IMPORT

    @property
    def next_look(self) -> float:
        """When its memory is to be looked at."""
        return max(self.since + BUSY_AFTER, self.looked + WATCH_EVERY)


class Lane:
    """The requests of one kind of task, of which only the newest counts.

    `submit` may be called from any thread; everything else belongs to the client's thread.

    Attributes:
        keeps_worker: Whether a worker is held ready when nothing is asked; else one is started by need.
        worker: The worker that answers, or None.
        ready: Whether the worker has said hello.
        pid: The worker's process, once it has said hello.
        baseline: Bytes resident in the worker before its first task.
        busy: Whether the task that runs has done so long enough to be shown.
        renewing: Whether a worker is being exchanged for a better one: not worth a change on the screen.
    """

    def __init__(self, *, keeps_worker: bool) -> None:
        self.keeps_worker = keeps_worker
        self.worker: Worker | None = None
        self.ready = False
        self.pid = 0
        self.baseline = 0
        self.busy = False
        self.renewing = False
        self._running: Running | None = None
        self._pending: Request | None = None
        self._lock = threading.Lock()

    @property
    def idle(self) -> bool:
        """Whether nothing runs and nothing waits."""
        return self._running is None and self._pending is None

    @property
    def needs_worker(self) -> bool:
        """Whether a worker is to be started."""
        return self.worker is None and (self.keeps_worker or self._pending is not None)

    def submit(self, request: Request, now: float) -> None:
        """Take the newest request, and send it where the worker is free; one that waited is forgotten."""
        with self._lock:
            self._pending = request
            if self._running and self._running.outdated_since is None:
                self._running.outdated_since = now
            self._send(now, SENT_AT_ONCE)

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
            The request that it was at.
        """
        with self._lock:
            if self.worker and self.worker.channel:
                self.worker.channel.close()
            running, self._running = self._running, None
            self.worker, self.ready, self.busy = None, False, False
            return running.request if running else None

    def put_back(self, request: Request) -> None:
        """Have a request wait again whose worker was taken from it, unless a newer one waits."""
        with self._lock:
            if self._pending is None:
                self._pending = request

    def finish(self) -> None:
        """The task that ran is answered; a lane that was shown as busy stays so while another one waits."""
        with self._lock:
            self._running = None
            self.busy = self.busy and self._pending is not None

    def give_up(self) -> Request | None:
        """Forget what waits.

        Returns:
            It.
        """
        with self._lock:
            pending, self._pending = self._pending, None
            return pending

    def running(self) -> Request | None:
        """What the worker is at.

        Returns:
            Its request.
        """
        return self._running.request if self._running else None

    def note(self, progress: Progress, now: float) -> bool:
        """Take word of how far the task is that runs.

        Returns:
            Whether the window wants to know: passes are under way, and nothing newer waits.
        """
        with self._lock:
            if self._running is None or self._running.request.generation != progress.generation:
                return False
            self._running.note(progress.done, progress.total, now)
            return progress.total > 0 and self._pending is None

    def passes(self) -> tuple[int, int] | None:
        """How far the task is that runs.

        Returns:
            Passes done and their total, or None before f has returned.
        """
        return self._running.passes if self._running else None

    def wants(self, request: Request, answer: Answer) -> bool:
        """Whether an answer to `request`, which runs no more, is still worth showing.

        Returns:
            True for the newest request, and for an older one about the same function at another point: a
            frame of a drag, without which a drag faster than the engine would show nothing.
        """
        newer = self._pending or self.running()
        if newer is None or newer.generation <= request.generation:
            return True
        stopped = isinstance(answer, Failure) and answer.kind in {"deadline", "memory", "died"}
        return not stopped and same_function(newer.task, request.task)

    def verdict(self, now: float, deadline: float) -> Verdict | None:
        """What is due for the task that runs.

        Returns:
            "deadline" or "outdated" where it must be stopped, "look" where its memory is to be looked at.
        """
        with self._lock:
            running = self._running
            if running is None:
                return None
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
            if running is None:
                return math.inf
            return min(running.must_end(deadline), self._patience_ends(running), running.next_look)

    def _patience_ends(self, running: Running) -> float:
        if running.outdated_since is None or self._pending is None:
            return math.inf
        is_frame = same_function(self._pending.task, running.request.task)
        return running.outdated_since + (PATIENCE_WITH_FRAMES if is_frame else PATIENCE_WITH_OTHERS)

    def _send(self, now: float, largest: int | None) -> None:
        channel = self.worker.channel if self.worker else None
        if not (self.ready and channel and self._pending and self._running is None):
            return
        if largest is not None and channel.extent(self._pending.task) > largest:
            return
        request, self._pending = self._pending, None
        self._running = Running(request, now)
        channel.send(request)


def same_function(one: Task, other: Task) -> bool:
    """Whether two tasks ask the same of the same function, at whatever point.

    Returns:
        True where only x and theta may differ; completions are never alike.
    """
    if not (isinstance(one, JacobianTask) and isinstance(other, JacobianTask)):
        return False
    asked = ("language", "wrt", "mode", "precision", "device", "source")
    return all(getattr(one, name) == getattr(other, name) for name in asked)


def within(task: Task, memory_limit: int) -> Task:
    """`task`, allowed no more memory than `memory_limit`.

    Returns:
        The same task where it asks for no more.
    """
    if isinstance(task, JacobianTask) and task.memory_limit > memory_limit:
        return replace(task, memory_limit=memory_limit)
    return task
