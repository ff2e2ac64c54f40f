"""Workers as processes of their own, which connect back over the loopback interface (any platform)."""

from __future__ import annotations

import contextlib
import hmac
import itertools
import os
import signal
import socket
import subprocess
import sys

from jacviz.engine.client.channel import Channel
from jacviz.engine.client.workers import Ended, Notice, Worker
from jacviz.engine.launch import TOKEN_BYTES, FreshProcess, launch_fresh

_LOOK_EVERY = 0.03  # seconds between two looks at processes that nothing else tells of
_TOKEN_PATIENCE = 0.5  # seconds that a caller has to show its token
_GRACE = 0.4  # seconds for all processes to end after a kill


class FreshSource:
    """Starts each worker as a new process."""

    def __init__(self, first: FreshProcess) -> None:
        self._next: FreshProcess | None = first
        self._numbers = itertools.count(1)
        self._connecting: dict[int, tuple[Worker, FreshProcess]] = {}
        self._processes: dict[int, subprocess.Popen[bytes]] = {}
        self._killed: set[int] = set()

    @property
    def sockets(self) -> tuple[socket.socket, ...]:
        """Where workers will connect to."""
        return tuple(process.listener for _, process in self._connecting.values())

    @property
    def interval(self) -> float | None:
        """Often while a process starts or is expected to end; else never."""
        return _LOOK_EVERY if self._connecting or self._killed else None

    def spawn(self) -> Worker:
        """Start a process.

        Returns:
            The worker to be, without a channel yet.
        """
        process = self._next or launch_fresh()
        self._next = None
        worker = Worker(next(self._numbers))
        self._connecting[worker.number] = worker, process
        self._processes[worker.number] = process.process
        return worker

    def kill(self, worker: Worker) -> None:
        """End a worker's process."""
        if worker.number in self._processes:
            _kill(self._processes[worker.number])
            self._killed.add(worker.number)
        self._forget_listener(worker.number)

    def warm(self) -> None:
        """A fresh worker warms up by itself, once it is idle; others can be started meanwhile."""

    def notices(self) -> list[Notice]:
        """Accept workers that have connected, and reap those that have ended.

        Returns:
            Who has ended.
        """
        for number in list(self._connecting):
            self._accept(number)
        found: list[Notice] = []
        for number, process in list(self._processes.items()):
            status = process.poll()
            if status is not None:
                self._forget(number)
                found.append(Ended(number, status))
        return found

    def close(self) -> None:
        """Kill every process and wait for its end."""
        if self._next:
            self._next.close()
            self._next = None
        for process in self._processes.values():
            _kill(process)
        for number, process in list(self._processes.items()):
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(_GRACE)
            self._forget(number)

    def _accept(self, number: int) -> None:
        worker, process = self._connecting[number]
        try:
            connection, _ = process.listener.accept()
        except OSError:  # nobody yet
            return
        if not hmac.compare_digest(_shown(connection), process.token):
            connection.close()  # somebody else on this machine
            return
        connection.settimeout(None)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        worker.channel = Channel(connection)
        self._forget_listener(number)

    def _forget_listener(self, number: int) -> None:
        if number in self._connecting:
            self._connecting.pop(number)[1].listener.close()

    def _forget(self, number: int) -> None:
        self._forget_listener(number)
        self._killed.discard(number)
        stdin = self._processes.pop(number).stdin
        if stdin:
            with contextlib.suppress(OSError):
                stdin.close()


def _shown(connection: socket.socket) -> bytes:
    """What a caller shows as its token, or less where it does not show it soon.

    Returns:
        At most `TOKEN_BYTES` bytes.
    """
    connection.settimeout(_TOKEN_PATIENCE)
    shown = b""
    with contextlib.suppress(OSError):
        while len(shown) < TOKEN_BYTES and (more := connection.recv(TOKEN_BYTES - len(shown))):
            shown += more
    return shown


def _kill(process: subprocess.Popen[bytes]) -> None:
    if sys.platform != "win32" and process.poll() is None:  # its group is its own: what it started ends, too
        with contextlib.suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
