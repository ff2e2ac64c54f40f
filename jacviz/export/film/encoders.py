"""From the format of a film to what writes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO

from jacviz.export.film.frames import Encoder, Frame
from jacviz.export.origin import Origin
from jacviz.session.film import VIDEO_FORMATS, FilmError, FilmFormat


@dataclass(frozen=True)
class Reel:
    """What an encoder has to know before the first frame.

    Attributes:
        kind: The format.
        size: Width and height, pixels.
        fps: Frames a second.
        plays: How often the film is played; 0: without an end.
        poster: Whether the first frame is a poster.
        origin: Where it comes from.
    """

    kind: FilmFormat
    size: tuple[int, int]
    fps: int
    plays: int
    poster: bool
    origin: Origin


def problem_of(kind: FilmFormat) -> str:
    """Why films of a format cannot be made here.

    Args:
        kind: The format.

    Returns:
        A sentence; "" where they can.
    """
    from jacviz.export.film.video import missing

    return missing() if kind in VIDEO_FORMATS else ""


def needs_samples(kind: FilmFormat) -> bool:
    """Whether a format has to see some frames before the first one: it has a palette.

    Returns:
        True for GIF.
    """
    return kind == "gif"


def encoder(reel: Reel, file: IO[bytes], samples: Sequence[Frame] = ()) -> Encoder:
    """What writes a film.

    Args:
        reel: What it has to know.
        file: Where to; it must be seekable.
        samples: Frames that show whatever colours occur, where `needs_samples`.

    Returns:
        An encoder.

    Raises:
        FilmError: What this format needs is not installed.
    """
    origin = reel.origin
    if reel.kind == "gif":
        from jacviz.export.film.gif import Gif

        return Gif(file, reel.size, samples, reel.plays, origin)
    if reel.kind == "apng":
        from jacviz.export.film.apng import Apng

        return Apng(file, reel.size, reel.plays, origin, poster=reel.poster)
    if reel.kind == "webp":
        from jacviz.export.film.webp import Webp

        return Webp(file, reel.size, reel.plays, origin.xmp(carrying=True))
    problem = problem_of(reel.kind)
    if problem:
        raise FilmError(problem)
    from jacviz.export.film.video import Video

    return Video(file, reel.size, reel.kind, reel.fps, origin)
