"""From process start to the window, and to the first Jacobian, against `import torch` in the same run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from jacviz.bench.figures import Figure, median

_MARKS = "JACVIZ_MARKS"
_LONGEST = 120.0  # seconds that one start may take


def measure(rounds: int = 7) -> Iterator[Figure]:
    """Start torch and the application in turn.

    Args:
        rounds: How often; the first round warms the disk and is left out.

    Yields:
        The two ratios and what they are made of.
    """
    torch, window, jacobian = [], [], []
    for _ in range(rounds + 1):
        torch.append(_import_torch())
        marks = _start_application()
        window.append(marks["window"])
        jacobian.append(marks["jacobian"])
    unit = median(torch[1:])
    yield Figure("import torch", unit * 1e3, "ms")
    for name, times, goal in (("window painted", window[1:], 0.8), ("first J painted", jacobian[1:], 1.4)):
        seconds = median(times)
        about = f"{seconds * 1e3:.0f} ms"
        yield Figure(f"process start to {name}, against import torch", seconds / unit, "x", goal, about)


def _import_torch() -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", "import torch"], check=True, stdin=subprocess.DEVNULL)
    return time.perf_counter() - start


def _start_application() -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "marks.json"
        environment = {**os.environ, _MARKS: str(path), "JACVIZ_CONFIG_DIR": folder}
        start = time.time()
        command = [sys.executable, "-m", "jacviz"]
        subprocess.run(command, check=True, env=environment, stdin=subprocess.DEVNULL, timeout=_LONGEST)
        marks: dict[str, float] = json.loads(path.read_text())
    return {name: at - start for name, at in marks.items()}
