"""What a worker may not do to the machine: outlive its window, fill the memory, the disk or the terminal."""

from __future__ import annotations

import contextlib
import os
import signal
import sys

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

_PR_SET_PDEATHSIG = 1


class MemoryCeiling:
    """The most that this process may allocate, above what it holds when this is made.

    Linux counts private writable memory against RLIMIT_DATA, so that an allocation too large fails at once
    and becomes an error with a line number. The window watches the memory as well, on every platform.
    """

    def __init__(self) -> None:
        self._baseline = _data_bytes()

    def allow(self, limit: int, device: str = "cpu") -> None:
        """Set the ceiling for what comes next.

        Args:
            limit: Bytes above the baseline.
            device: Other devices than "cpu" map their own memory into the process: no ceiling for them.
        """
        if resource is None or self._baseline is None:
            return
        hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
        wanted = self._baseline + limit if device == "cpu" else resource.RLIM_INFINITY
        if hard != resource.RLIM_INFINITY and (wanted == resource.RLIM_INFINITY or wanted > hard):
            wanted = hard
        resource.setrlimit(resource.RLIMIT_DATA, (wanted, hard))


def _data_bytes() -> int | None:
    try:
        with open("/proc/self/status", encoding="ascii", errors="replace") as status:
            for line in status:
                if line.startswith("VmData:"):
                    return int(line.split()[1]) * 1024
    except OSError:
        pass
    return None


def die_with_parent(parent: int) -> None:
    """Have the kernel kill this process when `parent` is gone (Linux).

    Args:
        parent: The process that forked this one; where it is gone already, this one ends here.
    """
    import ctypes

    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(0)


def be_expendable() -> None:
    """No core files, and first in line when the machine runs out of memory."""
    if resource is not None:
        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w", encoding="ascii") as score:
        score.write("1000")


def be_quiet() -> None:
    """Point the standard streams at nothing: ten million printed lines cost little and never block."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nothing, standard)
    if nothing > 2:
        os.close(nothing)
    for name, descriptor, mode in (("stdin", 0, "r"), ("stdout", 1, "w"), ("stderr", 2, "w")):
        stream = open(descriptor, mode, 1 << 16, closefd=False, encoding="utf-8", errors="replace")  # noqa: SIM115
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)
