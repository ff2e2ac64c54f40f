"""Linux: a process that has imported torch and forks a worker on command, some 10 ms after the wish.

It has one thread and runs no torch operation: threads would not survive the fork, and their locks would stay
held. Its orders come as JSON over a SOCK_SEQPACKET connection:

    {"do": "spawn", "worker": 3} with one file descriptor: fork worker 3, which serves that connection
    {"do": "kill", "worker": 3}
    {"do": "warm"}: import what torch itself leaves for later, so that workers forked from now on have it;
        that takes a second, in which no other order is heard: the window holds a worker in reserve meanwhile

and it reports {"is": "ready"}, {"is": "warm"}, {"is": "ended", "worker": 3, "status": a wait status} and
{"is": "broken", "sentence": ..., "detail": ...}. End of file on the connection ends it and its workers.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import select
import signal
import socket
from typing import Any

from jacviz.engine.worker import limits

LARGEST_ORDER = 4096


def main() -> None:
    """Serve until the window is gone; standard input is the control connection."""
    control = socket.socket(fileno=os.dup(0))
    limits.be_quiet()
    os.setsid()  # a Ctrl+C in the window's terminal is not meant for the engine
    server = ForkServer(control)
    try:
        gc.disable()  # importing is a tenth faster
        importlib.import_module("torch")
        for module in ("serving", "completion"):
            importlib.import_module(f"jacviz.engine.worker.{module}")
        importlib.import_module("jacviz.calculus.evaluate")
    except BaseException as error:
        server.report_broken(error)
        os._exit(1)
    server.serve()
    os._exit(0)  # nothing is left to tidy up, and torch would take its time


class ForkServer:
    """Forks workers, reaps them, and says what became of them."""

    def __init__(self, control: socket.socket) -> None:
        self._control = control
        self._workers: dict[int, int] = {}  # pid: number
        self._woken, self._waker = socket.socketpair()

    def serve(self) -> None:
        """Take orders until the window is gone; then end every worker."""
        self._listen_for_deaths()
        gc.freeze()  # what is shared stays shared: the collector does not write to it
        try:
            self._report({"is": "ready"})
            poller = select.poll()
            poller.register(self._control, select.POLLIN)
            poller.register(self._woken, select.POLLIN)
            prepared = False
            while True:
                ready = {descriptor for descriptor, _ in poller.poll()}
                if self._woken.fileno() in ready:
                    self._reap()
                if self._control.fileno() in ready:
                    self._obey()
                if self._workers and not prepared:  # the first worker answers Jacobians, and must not wait
                    prepared = _import_training()
        except (OSError, EOFError):  # the window is gone
            pass
        finally:
            for pid in self._workers:
                _kill(pid)
                os.waitpid(pid, 0)

    def report_broken(self, error: BaseException) -> None:
        """Say why there will never be a worker."""
        try:
            from jacviz.engine.worker.serving import cannot_start

            failure = cannot_start(error)
            sentence, detail = failure.sentence, failure.detail[-8000:]
        except BaseException:  # numpy itself may be what is missing
            sentence, detail = f"the engine cannot start: {error}".splitlines()[0], ""
        with contextlib.suppress(OSError):
            self._report({"is": "broken", "sentence": sentence[:1000], "detail": detail})

    def _listen_for_deaths(self) -> None:
        for end in (self._woken, self._waker):
            end.setblocking(False)
        signal.signal(signal.SIGCHLD, lambda *_: None)  # a handler is needed for the byte to be written
        signal.set_wakeup_fd(self._waker.fileno(), warn_on_full_buffer=False)

    def _obey(self) -> None:
        data, descriptors, _, _ = socket.recv_fds(self._control, LARGEST_ORDER, 4)
        if not data:
            raise EOFError
        order: dict[str, Any] = json.loads(data)
        if order["do"] == "spawn":
            self._spawn(int(order["worker"]), descriptors[0])
        elif order["do"] == "kill":
            for pid, number in self._workers.items():
                if number == order["worker"]:
                    _kill(pid)
        elif order["do"] == "warm":
            self._warm_up()

    def _spawn(self, number: int, descriptor: int) -> None:
        server = os.getpid()
        try:
            pid = os.fork()
        except OSError:  # no memory or no process left: the window sees the connection close
            os.close(descriptor)
            self._report({"is": "ended", "worker": number, "status": 1 << 8})
            return
        if pid == 0:
            self._become_worker(server, descriptor)
        with contextlib.suppress(OSError):
            os.setpgid(pid, pid)  # both sides do it, so that neither can be too late
        os.close(descriptor)
        self._workers[pid] = number

    def _become_worker(self, server: int, descriptor: int) -> None:
        from jacviz.engine.worker.serving import Server

        try:
            limits.die_with_parent(server)
            os.setpgid(0, 0)
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            for inherited in (self._control, self._woken, self._waker):
                inherited.close()
            limits.be_expendable()
            gc.enable()
            Server(socket.socket(fileno=descriptor)).serve()
            os._exit(0)
        finally:
            os._exit(70)

    def _reap(self) -> None:
        with contextlib.suppress(BlockingIOError):
            while self._woken.recv(4096):
                pass
        for pid, number in list(self._workers.items()):
            if os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
                continue
            _kill(pid)  # what it started itself too, while the group's number cannot belong to others
            status = os.waitpid(pid, 0)[1]
            del self._workers[pid]
            self._report({"is": "ended", "worker": number, "status": status})

    def _warm_up(self) -> None:
        from jacviz.calculus.lazy_parts import LAZY_PARTS, load

        with contextlib.suppress(Exception):  # only speed is lost, and workers will say what is wrong
            load(*LAZY_PARTS)
            importlib.import_module("jacviz.calculus.python_text")
        gc.freeze()
        self._report({"is": "warm"})

    def _report(self, report: dict[str, object]) -> None:
        self._control.send(json.dumps(report).encode())


def _import_training() -> bool:
    """Have what descents and surfaces need, for workers to come. A few hundredths of a second.

    Returns:
        True.
    """
    with contextlib.suppress(Exception):  # workers will say what is wrong
        for module in ("engine.worker.training", "training.sources", "training.moments"):
            importlib.import_module(f"jacviz.{module}")
        gc.freeze()
    return True


def _kill(pid: int) -> None:
    with contextlib.suppress(OSError):
        os.killpg(pid, signal.SIGKILL)
    with contextlib.suppress(OSError):
        os.kill(pid, signal.SIGKILL)
