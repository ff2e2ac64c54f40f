"""The loss-surface panel: from a wish to the first moving frame, and frames of playback, in the real window.

python -m jacviz.bench.landscape
"""

from __future__ import annotations

import json
import os
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace

from PySide6.QtCore import QCoreApplication, QEvent

from jacviz.bench.drags import Painted, until
from jacviz.bench.figures import Figure, median, percentile
from jacviz.session.landscape.settings import Landscape, Starts
from jacviz.ui.app import application, open_window
from jacviz.ui.window import Window

WISHES, WISH_GOAL = 30, 100.0  # ms
PLAYED = {5: 1000 / 60, 1000: 1000 / 30}  # ms a frame, by the number of trajectories
STEPS, WARM_UP = 1000, 50


def measure(window: Window, *, wishes: int = WISHES, steps: int = STEPS) -> Iterator[Figure]:
    """Wish for other minibatches, then play trajectories with the contours on.

    Args:
        window: The window, shown.
        wishes: How many wishes count.
        steps: Steps of the trajectories that are played.

    Yields:
        Medians, with their 99th percentiles.
    """
    yield _first_frames(window, wishes)
    for starts, goal in PLAYED.items():
        yield _playback(window, starts, steps, goal)


def _first_frames(window: Window, wishes: int) -> Figure:
    loop, painted = window.studio.landscape, Painted(window.landscape_panel.surface)
    _wish(window, Landscape())
    times = []
    for seed in range(1, wishes + 1):
        loop.playhead.to_start()
        loop.playhead.play()
        begun = time.perf_counter()
        _wish(window, replace(window.studio.document.landscape, seed=seed), waits=False)
        _moves(window, seed)
        _next_paint(painted)
        times.append((time.perf_counter() - begun) * 1e3)
        loop.playhead.pause()
        until(lambda: not loop.results.descending)
    about = f"p99 {percentile(times, 0.99):.1f} ms"
    return Figure("wish to first moving frame, line, 5 starts", median(times), "ms", WISH_GOAL, about)


def _playback(window: Window, starts: int, steps: int, goal: float) -> Figure:
    _wish(window, Landscape(starts=Starts(count=starts), steps=steps))
    loop, painted = window.studio.landscape, Painted(window.landscape_panel.surface)
    loop.playhead.pause()
    loop.playhead.to_start()
    times = []
    for step in range(1, steps + 1):
        begun = time.perf_counter()
        loop.playhead.go_to(step)
        _next_paint(painted)
        times.append((time.perf_counter() - begun) * 1e3)
    times = times[min(WARM_UP, steps // 2) :]
    about = f"{1e3 / median(times):.0f} frames/s; p99 {percentile(times, 0.99):.1f} ms"
    name = f"a frame of playback, {starts} trajectories of {steps} steps"
    return Figure(name, median(times), "ms", goal, about)


def _moves(window: Window, seed: int) -> None:
    """Wait until the heads of the descent with this seed have left their starts."""

    def moving() -> bool:
        run = window.studio.landscape.results.run
        return run is not None and run.task.seed == seed and window.studio.landscape.playhead.step > 0

    until(moving)


def _next_paint(painted: Painted) -> None:
    count = painted.count
    until(lambda: painted.count > count)


def _wish(window: Window, landscape: Landscape, *, waits: bool = True) -> None:
    studio = window.studio
    studio.update(replace(studio.document, landscape=landscape))
    if waits:
        until(lambda: not studio.landscape.results.descending and not studio.landscape.results.surfacing)
        pause = time.monotonic() + 0.5  # deferred drawing comes to rest
        until(lambda: time.monotonic() > pause)


def _run() -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ["JACVIZ_CONFIG_DIR"] = folder
        application()
        window = open_window()
        window.resize(1280, 800)
        window.show()
        until(lambda: window.studio.landscape.results.run is not None)
        for figure in measure(window):
            print(json.dumps(figure.as_json()), flush=True)
        window.close()
        window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


if __name__ == "__main__":
    _run()
