"""Runs the benchmark and prints it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator

from jacviz.bench.figures import Figure


def main(*, as_json: bool = False, only: str | None = None) -> int:
    """Measure everything and print a line a figure, as it comes.

    Args:
        as_json: One JSON object a line instead of aligned text.
        only: The name of one part: "startup", "drags", "handlers", "jacobians", "descent",
            "landscape", "export", "engine" or "idle".

    Returns:
        Exit status: 0 when all goals are reached, 1 when one is missed, 2 for an unknown part.
    """
    if only is not None and only not in PARTS:
        print(f"jacviz bench: there is no part {only!r}; the parts are {', '.join(PARTS)}", file=sys.stderr)
        return 2
    if sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    missed = False
    for name, part in PARTS.items():
        if only in {None, name}:
            for figure in part():
                missed |= figure.reached is False
                print(json.dumps(figure.as_json()) if as_json else figure.line(), flush=True)
    return int(missed)


def _startup() -> Iterable[Figure]:
    from jacviz.bench.startup import measure

    return measure()


def _drags() -> Iterable[Figure]:
    return _elsewhere("jacviz.bench.drags")


def _jacobians() -> Iterable[Figure]:
    return _elsewhere("jacviz.bench.jacobians")


def _landscape() -> Iterable[Figure]:
    return _elsewhere("jacviz.bench.landscape")


def _engine() -> Iterable[Figure]:
    from jacviz.bench.engine import measure

    return measure()


def _idle() -> Iterable[Figure]:
    from jacviz.bench.idle import measure

    return measure()


def _elsewhere(module: str) -> Iterator[Figure]:
    """Run one part in a process of its own: the window without torch, torch without the window.

    Yields:
        The figures that it prints.

    Raises:
        RuntimeError: The part failed; its own words are on standard error.
    """
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}  # as the application has it
    command = [sys.executable, "-m", module]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        for line in process.stdout or ():
            yield Figure.from_json(json.loads(line))
    if process.returncode:
        raise RuntimeError(f"{module} ended with exit status {process.returncode}")


PARTS: dict[str, Callable[[], Iterable[Figure]]] = {
    "startup": _startup,
    "drags": _drags,
    "handlers": lambda: _elsewhere("jacviz.bench.handlers"),
    "jacobians": _jacobians,
    "descent": lambda: _elsewhere("jacviz.bench.descents"),
    "landscape": _landscape,
    "export": lambda: _elsewhere("jacviz.bench.export"),
    "engine": _engine,
    "idle": _idle,
}
