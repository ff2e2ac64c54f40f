"""The process that a descent runs in: started, watched and ended by the command line.

It is the engine's `worker/descending.py`, so that torch and the user's function stay out of this process, and
a deadline and a memory ceiling hold. Messages go over its standard input and output in the engine's frames.
"""

from __future__ import annotations

import contextlib
import queue
import subprocess
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Self, TypeAlias

from jacviz.engine.launch import command_for, environment

if TYPE_CHECKING:
    from jacviz.engine.messages import Failure
    from jacviz.engine.training_messages import DescentTask
    from jacviz.engine.worker.descent_messages import DescentWish, Outcome
    from jacviz.engine.worker.pipes import Pipes

# Called with the number of steps that have been taken.
Tell: TypeAlias = Callable[[int], None]

_STARTING = 120.0  # seconds in which torch must be imported
_LOOK_EVERY = 0.1  # seconds between two looks at the clock and the memory
_PATIENCE = 30.0  # seconds in which a process that has closed its pipes must have ended; it has, mostly


class _Gone:
    """The process says nothing more."""


class DescentProcess:
    """One process for one descent. Start it first of all: importing torch takes longest."""

    def __init__(self) -> None:
        """Start it; returns at once."""
        self._process = subprocess.Popen(
            command_for("descending"),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env=environment(), start_new_session=True,  # Ctrl+C is for the command, which then ends it
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )  # fmt: skip
        self._heard: queue.SimpleQueue[object] = queue.SimpleQueue()
        self._listener: threading.Thread | None = None
        self._until = time.monotonic() + _STARTING
        self._baseline: int | None = None
        self._taken = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.wait()
        if self._listener:
            self._listener.join()
        for stream in (self._process.stdin, self._process.stdout):
            if stream:
                with contextlib.suppress(OSError):  # what was not sent is not needed any more
                    stream.close()

    def run(self, wish: DescentWish, deadline: float, tell: Tell) -> Outcome:
        """Run a descent to its end.

        Args:
            wish: What is to be done.
            deadline: Seconds that it may take, once torch is imported.
            tell: Called as it gets on.

        Returns:
            What came of it; a failure where the process was stopped or ended by itself.
        """
        from jacviz.engine.worker.descent_messages import Progress, Ready

        pipes = self._listen()
        while True:
            overrun = self._overrun(wish, deadline)
            if overrun:
                return overrun
            match self._next():
                case None:
                    continue
                case Ready():
                    self._begin(pipes, wish, deadline)
                case Progress(taken=taken):
                    self._taken = taken
                    tell(taken)
                case _Gone():
                    return self._ended()
                case outcome:
                    return outcome  # type: ignore[return-value]  # the listener takes nothing else

    def _listen(self) -> Pipes:
        from jacviz.engine.declared import FrameError
        from jacviz.engine.messages import Failure
        from jacviz.engine.worker.descent_messages import Descended, Progress, Ready, Refusal
        from jacviz.engine.worker.pipes import Pipes

        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        pipes = Pipes(stdout, stdin)

        def listen() -> None:
            with contextlib.suppress(FrameError, OSError, ValueError):
                while message := pipes.hear((Ready, Progress, Descended, Refusal, Failure)):
                    self._heard.put(message)
            self._heard.put(_Gone())

        self._listener = threading.Thread(target=listen, name="descent", daemon=True)
        self._listener.start()
        return pipes

    def _begin(self, pipes: Pipes, wish: DescentWish, deadline: float) -> None:
        from jacviz.engine.client.memory import held

        self._baseline = held(self._process.pid) or 0
        with contextlib.suppress(OSError):  # it has ended, which the listener tells
            pipes.say(wish)
        self._until = time.monotonic() + deadline

    def _next(self) -> object | None:
        with contextlib.suppress(queue.Empty):
            return self._heard.get(timeout=_LOOK_EVERY)
        return None

    def _overrun(self, wish: DescentWish, deadline: float) -> Failure | None:
        from jacviz.engine.client import sentences
        from jacviz.engine.client.memory import held
        from jacviz.engine.messages import Failure

        if time.monotonic() > self._until:
            if self._baseline is None:
                return Failure("internal", f"the engine did not start within {_STARTING:g} s. Try again")
            after = f"stopped after {deadline:g} s, at step {self._taken:,} of {wish.steps:,}"
            return Failure("deadline", f"{after}. Take fewer steps, or allow more time with --deadline")
        if self._baseline is not None:
            more = (held(self._process.pid) or 0) - self._baseline
            if more > wish.memory_limit:
                return sentences.past_memory(wish.memory_limit, _task())
        return None

    def _ended(self) -> Failure:
        from jacviz.engine.client import sentences

        try:
            return sentences.died(self._process.wait(_PATIENCE), _task())
        except subprocess.TimeoutExpired:
            return sentences.died(None, _task())


def _task() -> DescentTask:
    """What sentences about the engine's end are chosen by: that it was a descent.

    Returns:
        Any descent.
    """
    from jacviz.engine.training_messages import DescentTask
    from jacviz.experiment.settings import RiskSettings

    return DescentTask(RiskSettings(), ())
