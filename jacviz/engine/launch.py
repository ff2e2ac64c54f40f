"""Start the engine's first process. Imported before everything else, so it imports next to nothing itself.

On Linux that process is a fork server: it imports torch once and forks a worker whenever it is told to, so
that a worker is back some 10 ms after a kill. Elsewhere every worker is a fresh process: macOS's frameworks
do not survive a fork without an exec, and Windows has none.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import socket
    import subprocess

TOKEN_BYTES = 32

# numpy's BLAS has one thread: torch has its own, and a fork server must have no threads when it forks. Asking
# NVML about CUDA devices does not take the driver into use, which a process could then not fork.
_REQUIRED = {"OPENBLAS_NUM_THREADS": "1", "PYTORCH_NVML_BASED_CUDA_CHECK": "1"}
_PREFERRED = {"OMP_WAIT_POLICY": "PASSIVE"}  # why: worker/threads.py


class ForkServerProcess:
    """A fork server that has been started (Linux).

    Attributes:
        pid: Its process.
        control: File descriptor of this end of its control connection (AF_UNIX, SOCK_SEQPACKET). When every
            copy of this end is closed, the fork server ends its workers and itself.
    """

    def __init__(self, pid: int, control: int) -> None:
        self.pid = pid
        self.control = control

    def close(self) -> None:
        """End a process that no client took over."""
        os.close(self.control)
        os.kill(self.pid, 9)
        os.waitpid(self.pid, 0)


class FreshProcess:
    """One worker that has been started as a process of its own (any platform).

    Attributes:
        process: The process. Its standard input stays open as long as it is wanted.
        listener: A loopback socket that the worker will connect to.
        token: The bytes that it will show first, so that nobody else is taken for it.
    """

    def __init__(self, process: subprocess.Popen[bytes], listener: socket.socket, token: bytes) -> None:
        self.process = process
        self.listener = listener
        self.token = token

    def close(self) -> None:
        """End a process that no client took over."""
        self.listener.close()
        self.process.kill()
        if self.process.stdin:
            self.process.stdin.close()
        self.process.wait()


Launch: TypeAlias = ForkServerProcess | FreshProcess


def launch() -> Launch:
    """Start the engine's first process; returns within a few milliseconds, long before torch is imported.

    Hand the result to `EngineClient(launch=...)`, which then owns it, or `close()` it.

    Returns:
        A fork server on Linux, a fresh worker elsewhere.
    """
    return launch_fork_server() if sys.platform == "linux" else launch_fresh()


def launch_fork_server() -> ForkServerProcess:
    """Start a fork server.

    Returns:
        The process and the control connection to it.
    """
    import _socket  # socket.py itself would cost 7 ms before the engine is under way

    ours, theirs = _socket.socketpair(_socket.AF_UNIX, _socket.SOCK_SEQPACKET)
    try:
        actions = [
            (os.POSIX_SPAWN_DUP2, theirs.fileno(), 0),
            (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
            (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
        ]
        command = command_for("fork_server")
        pid = os.posix_spawn(command[0], command, environment(), file_actions=actions)
    finally:
        theirs.close()
    return ForkServerProcess(pid, ours.detach())


def launch_fresh() -> FreshProcess:
    """Start one worker as a process of its own, which connects back over the loopback interface.

    Returns:
        The process, and where it will connect to.
    """
    import secrets
    import socket
    import subprocess

    listener = socket.create_server(("127.0.0.1", 0), backlog=1)
    listener.setblocking(False)
    token = secrets.token_hex(TOKEN_BYTES // 2).encode()
    process = subprocess.Popen(
        command_for("fresh", str(listener.getsockname()[1])),
        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env=environment(), start_new_session=True,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )  # fmt: skip
    if process.stdin:
        process.stdin.write(token)
        process.stdin.flush()
    return FreshProcess(process, listener, token)


def environment() -> dict[str, str]:
    """The variables of a process that will import torch.

    Returns:
        Those of this process, with what torch needs to know before it is imported.
    """
    return _PREFERRED | dict(os.environ) | _REQUIRED


def command_for(module: str, *arguments: str) -> list[str]:
    """How to start a process of the engine.

    Args:
        module: A module of `jacviz.engine.worker` with a function `main`.
        *arguments: For its `sys.argv`.

    Returns:
        A command line.
    """
    # The engine finds modules where this process finds them, however that was started.
    code = f"import sys; sys.path[:] = {sys.path!r}; from jacviz.engine.worker.{module} import main; main()"
    return [sys.executable, "-c", code, *arguments]
