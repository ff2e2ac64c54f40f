"""From material and wishes to a film's file, with or without an event loop."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from pathlib import Path
from typing import IO, TypeAlias

from jacviz.export.film.encoders import Reel, encoder, needs_samples, problem_of
from jacviz.export.film.frames import Encoder, Frame
from jacviz.export.film.writer import FilmWriter
from jacviz.export.origin import origin_of
from jacviz.session.film import VIDEO_FORMATS, FilmError, FilmFormat, FilmSettings, Shot
from jacviz.session.shown import Filmed, Shown
from jacviz.session.source_files import replacing
from jacviz.ui.publish.film_frames import Frames
from jacviz.ui.publish.material import Material

_HELD = 256 << 20  # bytes of frames that wait to be written

# Gets how many of how many frames are drawn.
Tell: TypeAlias = Callable[[int, int], None]


def fitted(film: FilmSettings, kind: FilmFormat) -> FilmSettings:
    """A film as a format can hold it.

    Args:
        film: What is wished.
        kind: The format.

    Returns:
        The film, of even sides where the format needs them.

    Raises:
        FilmError: What the format needs is not installed.
    """
    problem = problem_of(kind)
    if problem:
        raise FilmError(problem)
    return film.even() if kind in VIDEO_FORMATS else film


def why_even(wished: FilmSettings, film: FilmSettings) -> str:
    """What the user is told of a video that is a pixel larger than was wished.

    Args:
        wished: What was.
        film: As `fitted` made it.

    Returns:
        A sentence; "" where it is as large as was wished.
    """
    extent = film.picture.extent
    if extent == wished.picture.extent:
        return ""
    return f"The sides of a video are even: this one has {extent.width} x {extent.height} pixels."


def reel_of(material: Material, film: FilmSettings, kind: FilmFormat) -> Reel:
    """What an encoder has to know.

    Args:
        material: What the film is drawn from.
        film: As `fitted` made it.
        kind: The format.

    Returns:
        A reel.
    """
    extent = film.picture.extent
    size = (extent.width, extent.height)
    origin = origin_of(material.document, Shown(film.picture, Filmed(film, kind)))
    return Reel(kind, size, film.fps, film.plays, film.poster is not None, origin)


def sample_places(kind: FilmFormat, shots: Sequence[Shot]) -> list[int]:
    """The frames that a format has to see before the first one.

    Args:
        kind: The format.
        shots: All frames.

    Returns:
        Places of frames; the last come first, so that drawing goes on at the beginning.
    """
    count = len(shots)
    return sorted({0, count // 2, count - 1}, reverse=True) if needs_samples(kind) else []


def writer_of(
    path: Path,
    reel: Reel,
    samples: Sequence[Frame],
    told: Callable[[str], None],
    place: Callable[[Path], AbstractContextManager[IO[bytes]]] | None = None,
) -> FilmWriter:
    """The thread that writes a film.

    Args:
        path: Where to.
        reel: What its encoder has to know.
        samples: The frames at `sample_places`.
        told: Gets what came of it, on that thread.
        place: Opens the file that is written; None: one beside it, which takes its place.

    Returns:
        A thread that waits for frames.
    """
    begin = partial(_begin, reel, samples)
    width, height = reel.size
    waiting = min(max(_HELD // (4 * width * height), 1), 4)
    return FilmWriter(path, begin, told, place or replacing, waiting)


def _begin(reel: Reel, samples: Sequence[Frame], file: IO[bytes]) -> Encoder:
    return encoder(reel, file, samples)


def film_into(file: IO[bytes], name: str, frames: Frames, reel: Reel, tell: Tell) -> None:
    """Write a film from beginning to end, without an event loop.

    Args:
        file: Where to; it must be seekable.
        name: Of the file, for sentences.
        frames: What is drawn.
        reel: What the encoder has to know.
        tell: Gets how far it is.

    Raises:
        FilmError: It cannot be written; the sentence says why.
    """
    total = len(frames.shots)
    samples = [frames.frame(place) for place in sample_places(reel.kind, frames.shots)]
    problems: list[str] = []
    writer = writer_of(Path(name), reel, samples, problems.append, lambda path: nullcontext(file))
    try:
        for place, shot in enumerate(frames.shots):
            if not writer.put(frames.frame(place), shot.seconds):
                break
            tell(place + 1, total)
        while writer.is_running and not writer.finish():
            pass
        writer.wait()
    except BaseException:
        writer.cancel()
        writer.wait()
        raise
    if problems and problems[0]:
        raise FilmError(problems[0])
