"""Films are written whole or not at all, by threads that end."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import numpy as np
import pytest
from PIL import Image

from jacviz.export.film.encoders import Reel, encoder
from jacviz.export.film.frames import Encoder, Frame
from jacviz.export.film.writer import FilmWriter
from jacviz.export.origin import Origin
from jacviz.session.film import FILM_FORMATS, FilmFormat
from jacviz.session.source_files import replacing

SIZE = (64, 48)


def frames(count: int) -> list[Frame]:
    rng = np.random.default_rng(0)
    return [rng.integers(0, 1 << 24, SIZE[::-1], dtype=np.uint32) | 0xFF000000 for _ in range(count)]


def begin(kind: FilmFormat) -> Callable[[IO[bytes]], Encoder]:
    reel = Reel(kind, SIZE, 25, 0, False, Origin("t", 0, "{}"))
    return lambda file: encoder(reel, file, frames(1))


@pytest.mark.parametrize("kind", FILM_FORMATS)
def test_a_film_takes_its_place_when_it_is_whole(tmp_path: Path, kind: FilmFormat) -> None:
    path, told = tmp_path / f"film.{kind}", []
    writer = FilmWriter(path, begin(kind), told.append)
    assert all(writer.put(frame, 0.04) for frame in frames(20))
    assert not path.exists()
    while not writer.finish():
        pass
    writer.wait()
    assert told == [""]
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("kind", FILM_FORMATS)
def test_giving_up_leaves_what_was_there(tmp_path: Path, kind: FilmFormat) -> None:
    path, told = tmp_path / f"film.{kind}", []
    path.write_bytes(b"before")
    writer = FilmWriter(path, begin(kind), told.append)
    for frame in frames(10):
        writer.put(frame, 0.04)
    writer.cancel()
    writer.wait()
    assert told == []
    assert path.read_bytes() == b"before"
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


def test_what_is_whole_is_not_given_up_any_more(tmp_path: Path) -> None:
    path, told, go = tmp_path / "film.gif", [], threading.Event()
    closed = threading.Event()

    @contextlib.contextmanager
    def place(path: Path) -> Iterator[IO[bytes]]:
        with replacing(path) as file:
            yield file
            closed.set()
            go.wait(10)

    writer = FilmWriter(path, begin("gif"), told.append, place)
    writer.put(frames(1)[0], 0.04)
    while not writer.finish():
        pass
    assert closed.wait(10)
    assert not writer.cancel()
    go.set()
    writer.wait()
    assert told == [""]
    assert path.exists()


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    told: list[str] = []
    writer = FilmWriter(tmp_path / "none" / "film.gif", begin("gif"), told.append)
    writer.wait()
    assert told == ["film.gif cannot be written: no such file or directory."]
    assert not writer.put(frames(1)[0], 0.04)


class _Full:
    """A disk that takes so many bytes."""

    def __init__(self, encoder: Callable[[IO[bytes]], Encoder], room: int) -> None:
        self._encoder, self._room = encoder, room

    def __call__(self, file: IO[bytes]) -> Encoder:
        write = file.write

        def take(data: bytes) -> int:
            self._room -= len(data)
            if self._room < 0:
                raise OSError(28, "No space left on device")
            return write(data)

        file.write = take  # type: ignore[method-assign, assignment]
        return self._encoder(file)


@pytest.mark.parametrize("kind", FILM_FORMATS)
def test_a_full_disk_is_told_and_harms_nothing(tmp_path: Path, kind: FilmFormat) -> None:
    path, told = tmp_path / f"film.{kind}", []
    path.write_bytes(b"before")
    writer = FilmWriter(path, _Full(begin(kind), 3000), told.append)
    for frame in frames(40):
        if not writer.put(frame, 0.04):
            break
    else:
        while writer.is_running and not writer.finish():
            pass
    writer.wait()
    assert told == [f"film.{kind} cannot be written: no space left on device."]
    assert path.read_bytes() == b"before"
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


def test_two_films_at_once(tmp_path: Path) -> None:
    told: list[str] = []
    writers = [FilmWriter(tmp_path / f"{name}.gif", begin("gif"), told.append) for name in "ab"]
    for frame in frames(10):
        for writer in writers:
            assert writer.put(frame, 0.04)
    for writer in writers:
        while not writer.finish():
            pass
        writer.wait()
    assert told == ["", ""]
    for name in "ab":
        with Image.open(tmp_path / f"{name}.gif") as image:
            assert image.n_frames == 10


def test_no_more_than_a_few_frames_wait(tmp_path: Path) -> None:
    go, four, taken = threading.Event(), threading.Event(), []

    def later(file: IO[bytes]) -> Encoder:
        assert go.wait(10)
        return begin("gif")(file)

    writer = FilmWriter(tmp_path / "film.gif", later, lambda sentence: None)

    def draw() -> None:
        for frame in frames(30):
            if not writer.put(frame, 0.04):
                return
            taken.append(go.is_set())
            if len(taken) == 4:
                four.set()

    drawing = threading.Thread(target=draw)
    drawing.start()
    assert four.wait(10)
    go.set()
    drawing.join(10)
    assert taken.count(False) == 4
    assert len(taken) == 30
    writer.cancel()
    writer.wait()


def test_an_encoder_that_fails_is_told(tmp_path: Path) -> None:
    told: list[str] = []

    def fail(file: IO[bytes]) -> Encoder:
        raise RuntimeError("no such codec")

    FilmWriter(tmp_path / "film.mp4", fail, told.append).wait()
    assert told == ["film.mp4 could not be encoded: no such codec."]
    assert list(tmp_path.iterdir()) == []
