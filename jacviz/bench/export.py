"""Pictures and films of the line experiment as files, and the command line from its start to a PNG.

python -m jacviz.bench.export

The film is measured against matplotlib's in the same minute, where matplotlib can be imported by this Python
or by the one that the variable JACVIZ_PEERS names.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from jacviz.bench.drags import until
from jacviz.bench.figures import Figure, median
from jacviz.export.film.encoders import problem_of
from jacviz.session.document import Document
from jacviz.session.film import FilmFormat, FilmSettings
from jacviz.session.picture import Extent, PictureSettings
from jacviz.session.source_files import replacing
from jacviz.ui.publish.film_frames import frames_of
from jacviz.ui.publish.filming import film_into, reel_of
from jacviz.ui.publish.headless import Material, begin
from jacviz.ui.publish.pages import picture_bytes
from jacviz.ui.studio import Studio

PNG_GOAL, VIDEO_GOAL, FASTER, START_GOAL = 1.0, 10.0, 4.0, 2.5
ROUNDS = 3
_LONGEST = 300.0  # seconds
_PEER = """
import sys, tempfile, time
from pathlib import Path
import numpy as np
import matplotlib
matplotlib.use("Agg")
import matplotlib.pyplot as plt
from matplotlib.animation import FuncAnimation, PillowWriter
fig, ax = plt.subplots(figsize=(8, 6), dpi=100)
a, b = np.meshgrid(np.linspace(-1, 5, 200), np.linspace(-3, 4, 200))
ax.contourf(a, b, (a - 2) ** 2 + (b - 0.5) ** 2, 30)
paths = np.cumsum(np.random.default_rng(0).standard_normal((5, 100, 2)) * 0.05, axis=1)
lines = [ax.plot([], [])[0] for _ in paths]
def frame(k):
    for line, path in zip(lines, paths):
        line.set_data(*path[: k + 1].T)
    return lines
with tempfile.TemporaryDirectory() as folder:
    start = time.perf_counter()
    FuncAnimation(fig, frame, frames=100).save(Path(folder) / "peer.gif", writer=PillowWriter(fps=30))
    print(time.perf_counter() - start)
"""


def measure(rounds: int = ROUNDS) -> Iterator[Figure]:
    """Write each kind of file some times.

    Args:
        rounds: How often; a first one warms up and is left out.

    Yields:
        Medians, and what they are against peers.
    """
    material = line_experiment()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        times = _timed(lambda: _png(material, place), rounds)
        yield _seconds("PNG 3840 x 2160 of the trajectories", times, PNG_GOAL)
        yield from _gif(material, place, rounds)
        if not problem_of("mp4"):
            times = _timed(lambda: _film(material, "mp4", Extent(1920, 1080), 300, place), rounds)
            yield _seconds("MP4, 300 frames 1920 x 1080", times, VIDEO_GOAL)
        yield from _command(place, rounds)


def line_experiment() -> Material:
    """The line experiment as the window computes it.

    Returns:
        What pictures and films are drawn from.
    """
    studio = Studio(Document(title="Line experiment"))
    loop = studio.landscape
    loop.activate()

    def is_whole() -> bool:
        surface = loop.results.surface
        return (
            surface is not None and surface.last and not (loop.results.descending or loop.results.surfacing)
        )

    until(is_whole)
    loop.playhead.pause()
    run = loop.results.run
    assert run is not None
    material = Material(studio.document, studio.results, loop.results, run.steps)
    studio.close()
    return material


def _png(material: Material, folder: Path) -> None:
    settings = PictureSettings(view="trajectories", extent=Extent(3840, 2160))
    (folder / "picture.png").write_bytes(picture_bytes(material, settings, "png"))


def _gif(material: Material, folder: Path, rounds: int) -> Iterator[Figure]:
    ours = median(_timed(lambda: _film(material, "gif", Extent(800, 600), 100, folder), rounds))
    name = "GIF, 100 frames 800 x 600"
    theirs = [seconds for seconds in (_peer() for _ in range(rounds)) if seconds is not None]
    if not theirs:
        yield Figure(name, ours, "s", about="no matplotlib to compare with; JACVIZ_PEERS can name a Python")
        return
    peer = median(theirs)
    about = f"{ours:.2f} s; matplotlib {peer:.2f} s, {peer / ours:.1f} x as long"
    yield Figure(f"{name}, against matplotlib", ours / peer, "x", 1 / FASTER, about)


def _film(material: Material, kind: FilmFormat, extent: Extent, count: int, folder: Path) -> None:
    picture = PictureSettings(view="trajectories", extent=extent)
    film = FilmSettings(picture=picture, pace="step", last=count - 1, hold=0)
    frames, reel = frames_of(material, film), reel_of(material, film, kind)
    with replacing(folder / f"film.{kind}") as file:
        film_into(file, f"film.{kind}", frames, reel, lambda done, total: None)


def _command(folder: Path, rounds: int) -> Iterator[Figure]:
    torch, command = [], []
    wish = ["--example", "line", "--view", "trajectories", "-o", str(folder / "line.png")]
    for _ in range(rounds + 1):
        torch += _timed(lambda: _run("-c", "import torch"), 1, warm_up=0)
        command += _timed(lambda: _run("-m", "jacviz", "export", *wish), 1, warm_up=0)
    unit, seconds = median(torch[1:]), median(command[1:])
    about = f"{seconds * 1e3:.0f} ms; import torch {unit * 1e3:.0f} ms"
    yield Figure("command to a PNG of the line, against import torch", seconds / unit, "x", START_GOAL, about)


def _run(*arguments: str) -> None:
    command = [sys.executable, *arguments]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL, timeout=_LONGEST)


def _peer() -> float | None:
    command = [os.environ.get("JACVIZ_PEERS", sys.executable), "-c", _PEER]
    try:
        done = subprocess.run(
            command, check=True, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=_LONGEST
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return float(done.stdout)


def _timed(work: Callable[[], None], rounds: int, *, warm_up: int = 1) -> list[float]:
    times = []
    for _ in range(rounds + warm_up):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return times[warm_up:]


def _seconds(name: str, times: list[float], goal: float) -> Figure:
    return Figure(name, median(times), "s", goal, f"slowest {max(times):.2f} s")


def _main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ["JACVIZ_CONFIG_DIR"] = folder
        begin()
        for figure in measure():
            print(json.dumps(figure.as_json()), flush=True)


if __name__ == "__main__":
    _main()
