"""What the application costs while nobody touches it: processor and memory of both sides."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil

from jacviz.bench.figures import Figure

# Seconds: let the first descent play to its end and what it needed in the engine go, then watch.
_SETTLE, _WATCH = 32.0, 10.0
_LONGEST = 60.0


def measure() -> Iterator[Figure]:
    """Start the application, leave it alone, read the operating system's counters.

    Yields:
        Processor share of all its processes, and the memory of the window's and the engine's side.

    Raises:
        RuntimeError: The application did not come up.
    """
    with tempfile.TemporaryDirectory() as folder:
        marks = Path(folder) / "marks.json"
        environment = {
            **os.environ,
            "JACVIZ_MARKS": str(marks),
            "JACVIZ_STAY": "1",
            "JACVIZ_CONFIG_DIR": folder,
        }
        command = [sys.executable, "-m", "jacviz"]
        with subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL) as started:
            try:
                deadline = time.monotonic() + _LONGEST
                while not marks.exists():
                    if time.monotonic() > deadline or started.poll() is not None:
                        raise RuntimeError("the application did not come up")
                    time.sleep(0.05)
                json.loads(marks.read_text())
                time.sleep(_SETTLE)
                yield from _watched(psutil.Process(started.pid))
            finally:
                started.terminate()


def _watched(window: psutil.Process) -> Iterator[Figure]:
    processes = [window, *window.children(recursive=True)]
    before = sum(_processor_seconds(process) for process in processes)
    time.sleep(_WATCH)
    used = sum(_processor_seconds(process) for process in processes) - before
    yield Figure("idle, all processes together", 100 * used / _WATCH, "%", 1.0, "of one core")
    engine = processes[1:]
    yield Figure("memory of the window's process", _megabytes(window), "MB", 250.0)
    # Pages that the engine's processes share are counted once: proportional set size.
    yield Figure(
        "memory of the engine", sum(map(_megabytes, engine)), "MB", 500.0, f"{len(engine)} processes"
    )


def _processor_seconds(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def _megabytes(process: psutil.Process) -> float:
    memory = process.memory_full_info()
    return float(getattr(memory, "pss", 0) or memory.uss) / 1e6
