"""How much memory a worker holds."""

from __future__ import annotations

import os
import sys


def held(pid: int) -> int | None:
    """Memory that a process has taken for itself, in bytes: on Linux without files and what is shared.

    Returns:
        The size, or None where the process is gone or may not be looked at.
    """
    if sys.platform == "linux":  # no psutil in the window's process where a file tells the same
        try:
            with open(f"/proc/{pid}/statm", "rb") as statm:
                resident, shared = statm.read().split()[1:3]
            return (int(resident) - int(shared)) * os.sysconf("SC_PAGE_SIZE")
        except (OSError, ValueError):
            return None
    import psutil

    try:
        return int(psutil.Process(pid).memory_info().rss)
    except psutil.Error:
        return None
