"""Workers from a fork server (Linux). Its orders and reports are described in worker/fork_server.py."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import signal
import socket
import time
from typing import Any

from jacviz.engine.client.channel import Channel
from jacviz.engine.client.workers import Broken, Ended, Gone, Notice, Warm, Worker
from jacviz.engine.launch import ForkServerProcess
from jacviz.engine.messages import Failure

_LARGEST_REPORT = 1 << 16
_GRACE = 0.4  # seconds that the fork server gets to end its workers and itself


class ForkServerSource:
    """Asks one fork server for workers."""

    def __init__(self, process: ForkServerProcess) -> None:
        self._pid = process.pid
        self._control = socket.socket(fileno=process.control)
        self._control.setblocking(False)
        self._numbers = itertools.count(1)
        self._listens = False  # while it imports torch it hears nothing
        self._gone = False

    @property
    def sockets(self) -> tuple[socket.socket, ...]:
        """The control connection, as long as there is one."""
        return () if self._gone else (self._control,)

    @property
    def interval(self) -> float | None:
        """Nothing happens here without a report."""
        return None

    def spawn(self) -> Worker:
        """Order a worker and give it one end of a new connection.

        Returns:
            The worker to be.
        """
        number = next(self._numbers)
        ours, theirs = socket.socketpair()
        with theirs:
            self._order({"do": "spawn", "worker": number}, [theirs.fileno()])
        return Worker(number, Channel(ours))

    def kill(self, worker: Worker) -> None:
        """Order a worker's end."""
        self._order({"do": "kill", "worker": worker.number})

    def warm(self) -> Worker:
        """Order the lazy imports. For a second the fork server then obeys no other order.

        Returns:
            A worker for that second: a crash costs no waiting then either.
        """
        reserve = self.spawn()
        self._order({"do": "warm"})
        return reserve

    def notices(self) -> list[Notice]:
        """Read all reports.

        Returns:
            What they say.
        """
        found: list[Notice] = []
        while not self._gone:
            try:
                data = self._control.recv(_LARGEST_REPORT)
            except (BlockingIOError, InterruptedError):
                break
            except OSError:
                data = b""
            found += self._read(data) if data else [self._end()]
        return found

    def close(self) -> None:
        """Hang up; a fork server that does not end by itself is killed, and its workers with it."""
        if self._gone:
            return
        self._gone = True
        self._control.close()
        if not self._listens:
            self._signal()
        self._reap(_GRACE)

    def _order(self, order: dict[str, object], descriptors: list[int] | None = None) -> None:
        if self._gone:
            return
        # Where it cannot be sent the fork server is gone or hangs; then the worker's connection closes, too.
        with contextlib.suppress(OSError):
            socket.send_fds(self._control, [json.dumps(order).encode()], descriptors or [])

    def _read(self, data: bytes) -> list[Notice]:
        try:
            report: dict[str, Any] = json.loads(data)
            kind = report["is"]
            if kind == "ended":
                status = int(report["status"])
                return [Ended(int(report["worker"]), os.waitstatus_to_exitcode(status))]
            if kind == "broken":
                return [Broken(Failure("internal", str(report["sentence"]), detail=str(report["detail"])))]
        except (ValueError, KeyError, TypeError):
            return []
        self._listens = True
        return [Warm()] if kind == "warm" else []

    def _end(self) -> Gone:
        self._gone = True
        self._control.close()
        return Gone(self._reap(_GRACE))

    def _reap(self, patience: float) -> int | None:
        until = time.monotonic() + patience
        with contextlib.suppress(ChildProcessError):
            while time.monotonic() < until:
                pid, status = os.waitpid(self._pid, os.WNOHANG)
                if pid:
                    return os.waitstatus_to_exitcode(status)
                time.sleep(0.002)
            self._signal()
            return os.waitstatus_to_exitcode(os.waitpid(self._pid, 0)[1])
        return None

    def _signal(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._pid, signal.SIGKILL)
