"""Films in the making: read back by Pillow and PyAV, cancelled, failing, two at once; nothing is left."""

from __future__ import annotations

import itertools
import math
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import av
import pytest
from PIL import Image, ImageChops, ImageStat
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from jacviz.export.film import video
from jacviz.export.film.frames import Frame
from jacviz.export.film.writer import FilmWriter
from jacviz.session.film import FILM_FORMATS, FilmFormat, FilmSettings, Sweep
from jacviz.session.opening import open_file
from jacviz.session.picture import Extent, PictureSettings
from jacviz.session.shown import Filmed
from jacviz.ui import theme
from jacviz.ui.publish.film_frames import StepFrames
from jacviz.ui.publish.film_job import FilmJob
from jacviz.ui.publish.material import Material
from tests.ui.publish.films import descent, jacobian

LONGEST = 60_000
FILM = FilmSettings(
    picture=PictureSettings(view="trajectories", extent=Extent(321, 240)),
    pace="step", stride=5, fps=20, hold=0.5,
)  # fmt: skip
SWEEP = FilmSettings(
    picture=PictureSettings(view="jacobian", extent=Extent(320, 240)), moves="sweep",
    sweep=Sweep("x", 0, -1.0, 2.0), seconds=0.5, fps=20, hold=0,
)  # fmt: skip


@pytest.fixture(autouse=True)
def light(qapp: QApplication) -> None:
    theme.install("light")


@pytest.fixture
def made(qtbot: QtBot) -> Callable[..., Path]:
    def make(
        path: Path, film: FilmSettings = FILM, kind: FilmFormat = "gif", material: Material | None = None
    ) -> Path:
        job = FilmJob(material or descent(), film, kind, path)
        with qtbot.waitSignal(job.finished, timeout=LONGEST, raising=True):
            job.start()
        assert not job.is_running
        return path

    return make


@pytest.fixture
def failed(qtbot: QtBot) -> Callable[..., str]:
    def fail(
        path: Path, film: FilmSettings = FILM, kind: FilmFormat = "gif", material: Material | None = None
    ) -> str:
        job, told = FilmJob(material or descent(), film, kind, path), []
        job.failed.connect(told.append)
        job.start()
        qtbot.waitUntil(lambda: bool(told), timeout=LONGEST)
        assert not job.is_running
        return str(told[0])

    return fail


@pytest.mark.parametrize("kind", ["gif", "apng", "webp"])
def test_films_of_pictures(made: Callable[..., Path], tmp_path: Path, kind: FilmFormat) -> None:
    with Image.open(made(tmp_path / f"film.{kind}", kind=kind)) as image:
        assert image.size == (321, 240)
        assert image.n_frames == 13
        lasts = []
        for place in range(image.n_frames):
            image.seek(place)
            image.load()
            lasts.append(image.info["duration"])
        assert lasts == [50] * 12 + [550]
        assert image.info["loop"] == 0
    assert [path.name for path in tmp_path.iterdir()] == [f"film.{kind}"]


@pytest.mark.parametrize("kind", ["mp4", "webm"])
def test_videos_are_of_even_sides(made: Callable[..., Path], tmp_path: Path, kind: FilmFormat) -> None:
    with av.open(str(made(tmp_path / f"film.{kind}", kind=kind))) as container:
        stream = container.streams.video[0]
        assert (stream.width, stream.height) == (322, 240)
        assert sum(1 for _ in container.decode(stream)) == 13 + 10
        assert container.duration == pytest.approx(23 * 50_000, abs=2_000)


@pytest.mark.parametrize("kind", FILM_FORMATS)
def test_the_same_film_gives_the_same_bytes(
    made: Callable[..., Path], tmp_path: Path, kind: FilmFormat
) -> None:
    one, other = (made(tmp_path / name, kind=kind).read_bytes() for name in ("one", "other"))
    assert one == other


def test_a_film_is_opened_with_all_that_was_chosen(made: Callable[..., Path], tmp_path: Path) -> None:
    picture = replace(FILM.picture, caption="A “caption” <&>")
    film = replace(FILM, poster="last", plays=3, tail=7, picture=picture)
    first = made(tmp_path / "first.mp4", film, "mp4")
    opened = open_file(first).shown
    assert opened is not None
    assert opened.film == Filmed(film.even(), "mp4")
    again = made(tmp_path / "again.mp4", opened.film.settings, "mp4")
    assert open_file(again).shown == opened
    assert again.read_bytes() == first.read_bytes()


def test_three_dimensions(made: Callable[..., Path], tmp_path: Path) -> None:
    film = replace(FILM, picture=replace(FILM.picture, view="surface3d"))
    with Image.open(made(tmp_path / "film.gif", film)) as image:
        assert image.n_frames == 13


def test_the_poster_stands_in_front(made: Callable[..., Path], tmp_path: Path) -> None:
    film = replace(FILM, poster="last")
    with Image.open(made(tmp_path / "film.apng", film, "apng")) as image:
        assert image.info["default_image"]
        poster = image.convert("RGB")
        image.seek(image.n_frames - 1)
        away = ImageChops.difference(image.convert("RGB"), poster).getextrema()
        assert max(high for _, high in away) <= 2


@pytest.mark.parametrize("kind", ["gif", "webp"])
def test_other_formats_begin_with_the_poster(
    made: Callable[..., Path], tmp_path: Path, kind: FilmFormat
) -> None:
    with Image.open(made(tmp_path / f"film.{kind}", replace(FILM, poster="last"), kind)) as image:
        frames = []
        for place in (0, 1, image.n_frames - 1):
            image.seek(place)
            frames.append(image.convert("RGB"))
        first, second, last = frames
        assert first.getbbox() is not None
        near, far = (ImageStat.Stat(ImageChops.difference(one, last)).mean for one in (first, second))
        assert max(near) < 0.05 < max(far)


def test_x_is_swept_with_jacobians_from_the_engine(made: Callable[..., Path], tmp_path: Path) -> None:
    with Image.open(made(tmp_path / "film.gif", SWEEP, material=jacobian())) as image:
        assert image.n_frames == 10
        seen = set()
        for place in range(image.n_frames):
            image.seek(place)
            seen.add(image.convert("RGB").tobytes())
    assert len(seen) == 10


def test_the_fit_at_every_step_comes_from_the_engine(made: Callable[..., Path], tmp_path: Path) -> None:
    film = replace(FILM, picture=replace(FILM.picture, view="fit"), stride=30)
    with Image.open(made(tmp_path / "film.apng", film, "apng")) as image:
        assert image.n_frames == 3
        seen = set()
        for place in range(image.n_frames):
            image.seek(place)
            seen.add(image.convert("RGB").tobytes())
    assert len(seen) == 3


def test_a_jacobian_that_fails_is_told(failed: Callable[..., str], tmp_path: Path) -> None:
    broken = replace(jacobian(), document=replace(jacobian().document, maths="x1^2 + x2 + x3 +"))
    told = failed(tmp_path / "film.gif", SWEEP, material=broken)
    assert told.endswith((".", "?"))
    assert list(tmp_path.iterdir()) == []


def test_progress_goes_forward_and_ends(qtbot: QtBot, tmp_path: Path) -> None:
    job, seen = FilmJob(descent(), FILM, "gif", tmp_path / "film.gif"), []
    job.progress.connect(lambda *told: seen.append(told))
    with qtbot.waitSignal(job.finished, timeout=LONGEST):
        job.start()
    assert [done for done, _, _ in seen] == list(range(1, 14))
    assert {total for _, total, _ in seen} == {13}
    assert math.isnan(seen[0][2])  # the first frame takes much longer than those after it
    assert all(math.isfinite(left) and left >= 0 for _, _, left in seen[1:])
    assert seen[-1][2] == 0


@pytest.mark.parametrize("kind", FILM_FORMATS)
@pytest.mark.parametrize("after", [0, 1, 7])
def test_cancelling_leaves_nothing(
    qtbot: QtBot, tmp_path: Path, kind: FilmFormat, after: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    put, count, seen = FilmWriter.put, itertools.count(), threading.Event()

    def waiting(writer: FilmWriter, frame: Frame, seconds: float) -> bool:
        assert next(count) < after or seen.wait(LONGEST / 1000)  # else it may be whole before it is cancelled
        return put(writer, frame, seconds)

    monkeypatch.setattr(FilmWriter, "put", waiting)
    path = tmp_path / f"film.{kind}"
    path.write_bytes(b"before")
    job, told = FilmJob(descent(), FILM, kind, path), []
    job.finished.connect(told.append)
    job.failed.connect(told.append)
    job.progress.connect(lambda done, total, left: job.cancel() if done == after else None)
    job.start()
    if not after:
        job.cancel()
    qtbot.waitUntil(lambda: not job.is_running, timeout=LONGEST)
    seen.set()
    qtbot.waitUntil(lambda: [one.name for one in tmp_path.iterdir()] == [path.name], timeout=LONGEST)
    assert path.read_bytes() == b"before"
    assert told == []


def test_cancelling_a_sweep_ends_its_engine(qtbot: QtBot, tmp_path: Path) -> None:
    job = FilmJob(jacobian(), SWEEP, "gif", tmp_path / "film.gif")
    with qtbot.waitSignal(job.progress, timeout=LONGEST):
        job.start()
    job.cancel()
    assert list(tmp_path.iterdir()) == []


def test_frames_are_painted_beside_the_event_loop(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads, turns, usual = set(), set(), sys.getswitchinterval()
    paint = StepFrames.frame

    def noting(frames: StepFrames, place: int) -> Frame:
        threads.add(threading.current_thread())
        turns.add(sys.getswitchinterval())
        return paint(frames, place)

    monkeypatch.setattr(StepFrames, "frame", noting)
    job = FilmJob(descent(), FILM, "gif", tmp_path / "film.gif")
    with qtbot.waitSignal(job.finished, timeout=LONGEST):
        job.start()
    job.end()
    assert threads
    assert threading.main_thread() not in threads
    assert max(turns) < usual == sys.getswitchinterval()


def test_two_films_at_once(qtbot: QtBot, tmp_path: Path) -> None:
    jobs = [FilmJob(descent(), FILM, "gif", tmp_path / f"{name}.gif") for name in "ab"]
    done: list[Path] = []
    for job in jobs:
        job.finished.connect(done.append)
        job.start()
    qtbot.waitUntil(lambda: len(done) == 2, timeout=LONGEST)
    assert (tmp_path / "a.gif").read_bytes() == (tmp_path / "b.gif").read_bytes()


def test_two_films_into_one_file_leave_a_whole_one(qtbot: QtBot, tmp_path: Path) -> None:
    jobs = [FilmJob(descent(), FILM, "gif", tmp_path / "film.gif") for _ in range(2)]
    done: list[Path] = []
    for job in jobs:
        job.finished.connect(done.append)
        job.start()
    qtbot.waitUntil(lambda: len(done) == 2, timeout=LONGEST)
    with Image.open(tmp_path / "film.gif") as image:
        assert image.n_frames == 13


def test_a_folder_that_is_not_there(failed: Callable[..., str], tmp_path: Path) -> None:
    told = failed(tmp_path / "none" / "film.gif")
    assert told == "film.gif cannot be written: no such file or directory."


def test_a_folder_in_the_place_of_the_file(failed: Callable[..., str], tmp_path: Path) -> None:
    (tmp_path / "film.gif").mkdir()
    assert failed(tmp_path / "film.gif") == "film.gif cannot be written: is a directory."
    assert [path.name for path in tmp_path.iterdir()] == ["film.gif"]


def test_what_does_not_move_fails_at_once(failed: Callable[..., str], tmp_path: Path) -> None:
    film = replace(FILM, picture=replace(FILM.picture, view="jacobian"))
    assert "jacobian was asked for" in failed(tmp_path / "film.gif", film)


def test_videos_without_the_extra_say_how_to_get_it(
    failed: Callable[..., str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(video, "find_spec", lambda name: None)
    told = failed(tmp_path / "film.mp4", kind="mp4")
    assert told == (
        f"MP4 and WebM need the package PyAV, which is not installed: {sys.executable} -m pip install av"
    )
    assert list(tmp_path.iterdir()) == []
