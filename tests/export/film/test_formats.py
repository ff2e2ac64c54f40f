"""Films of each format, read back by Pillow and PyAV."""

from __future__ import annotations

import contextlib
import io
import struct
from collections.abc import Sequence

import av
import numpy as np
import pytest
from PIL import Image

from jacviz.export.film.encoders import Reel, encoder
from jacviz.export.film.frames import Frame
from jacviz.export.film.palette import Palette
from jacviz.export.origin import Origin
from jacviz.session.embedding import EmbeddingError, carried_in, document_in
from jacviz.session.film import FILM_FORMATS, FilmFormat

WIDTH, HEIGHT = 120, 90
ORIGIN = Origin("A <title> & θ", 7, '{"jacviz": "document", "a": "<ü & ½>"}', '{"jacviz": "shown"}')
IMAGES: tuple[FilmFormat, ...] = ("gif", "apng", "webp")


def films(count: int = 12) -> list[Frame]:
    """Discs on a ground of bands, each frame with a dot more."""
    y, x = np.mgrid[:HEIGHT, :WIDTH]
    frame = (0xFF00A0C8 + ((x + y) // 20).astype(np.uint32) * 0x040203).astype(np.uint32)
    made = []
    for place in range(count):
        frame = frame.copy()
        frame[np.hypot(y - 37 * place % 83 - 4, x - 11 * place % 103 - 9) < 4] = 0xFFD02010
        made.append(frame)
    return made


def written(
    kind: FilmFormat, frames: Sequence[Frame], seconds: Sequence[float], *, fps: int = 25, plays: int = 0,
    poster: bool = False,
) -> bytes:  # fmt: skip
    file = io.BytesIO()
    height, width = frames[0].shape
    made = encoder(Reel(kind, (width, height), fps, plays, poster, ORIGIN), file, [frames[-1], frames[0]])
    for frame, lasts in zip(frames, seconds, strict=True):
        made.add(frame, lasts)
    made.close()
    return file.getvalue()


def read(data: bytes) -> tuple[list[np.ndarray], list[float], int]:
    """The frames, how long each is seen, and how often the film is played."""
    seen, lasts = [], []
    with Image.open(io.BytesIO(data)) as image:
        plays = image.info.get("loop", -1)
        for place in range(getattr(image, "n_frames", 1)):
            image.seek(place)
            image.load()
            lasts.append(image.info["duration"])
            seen.append(np.asarray(image.convert("RGB")))
    return seen, lasts, plays


def rgb(frame: Frame) -> np.ndarray:
    return np.ascontiguousarray(frame).view(np.uint8).reshape(*frame.shape, 4)[..., 2::-1]


@pytest.mark.parametrize("kind", IMAGES)
def test_frames_come_back_as_they_were(kind: FilmFormat) -> None:
    frames = films()
    seen, lasts, plays = read(written(kind, frames, [0.04] * 11 + [1.0]))
    assert len(seen) == 12
    assert lasts == [40] * 11 + [1000]
    assert plays == 0
    for one, frame in zip(seen, frames, strict=True):
        assert np.array_equal(one, rgb(frame))


@pytest.mark.parametrize("kind", IMAGES)
def test_the_same_film_gives_the_same_bytes(kind: FilmFormat) -> None:
    one, other = (written(kind, films(), [0.04] * 12) for _ in range(2))
    assert one == other


@pytest.mark.parametrize(("plays", "told"), [(1, -1), (3, 2)])
def test_a_gif_says_how_often_it_is_played_again(plays: int, told: int) -> None:
    assert read(written("gif", films(), [0.04] * 12, plays=plays))[2] == told


@pytest.mark.parametrize("kind", ["apng", "webp"])
def test_other_films_say_how_often_they_are_played(kind: FilmFormat) -> None:
    assert read(written(kind, films(), [0.04] * 12, plays=3))[2] == 3


@pytest.mark.parametrize("kind", IMAGES)
def test_frames_that_look_alike_are_one(kind: FilmFormat) -> None:
    first, second, *_ = films()
    seen, lasts, _ = read(written(kind, [first, first, second, second, second], [0.04] * 5))
    assert len(seen) == 2
    assert lasts == [80, 120]


def test_a_gif_leaves_out_what_browsers_would_slow_down() -> None:
    seen, lasts, _ = read(written("gif", films(60), [1 / 60] * 60, fps=60))
    assert min(lasts) >= 20
    assert sum(lasts) == 1000
    assert len(seen) == 40


def test_a_gif_takes_as_long_as_it_should_at_thirty_frames_a_second() -> None:
    seen, lasts, _ = read(written("gif", films(30), [1 / 30] * 30, fps=30))
    assert len(seen) == 30
    assert sum(lasts) == 1000


def test_a_gif_has_one_palette_for_all_frames() -> None:
    data = written("gif", films(), [0.04] * 12)
    assert data[10] & 0x80  # one for the whole film
    with Image.open(io.BytesIO(data)) as image:
        for place in range(image.n_frames):
            image.seek(place)
            assert not image.tile or not image.palette or image.palette.mode == "RGB"
    assert data.count(data[13:45]) == 1  # and none beside it


def test_an_apng_carries_the_document_and_its_poster() -> None:
    frames = films()
    data = written("apng", [frames[-1], *frames], [0.04] * 13, poster=True)
    assert document_in(data) == ORIGIN.document
    with Image.open(io.BytesIO(data)) as image:
        assert image.text["Title"] == ORIGIN.title
        assert image.info["default_image"]
        assert image.n_frames == 13  # Pillow counts the poster
        assert np.array_equal(np.asarray(image.convert("RGB")), rgb(frames[-1]))
        image.seek(1)
        assert np.array_equal(np.asarray(image.convert("RGB")), rgb(frames[0]))


@pytest.mark.parametrize("kind", FILM_FORMATS)
def test_every_film_carries_its_document_and_how_it_is_shown(kind: FilmFormat) -> None:
    data = written(kind, films(3), [0.04] * 3)
    carried = carried_in(io.BytesIO(data), len(data))
    assert (carried.document, carried.shown) == (ORIGIN.document, ORIGIN.shown)


@pytest.mark.parametrize("kind", FILM_FORMATS)
def test_films_that_are_cut_off_or_damaged_open_or_say_so(kind: FilmFormat) -> None:
    data = written(kind, films(2), [0.04] * 2)
    rng = np.random.default_rng(0)
    for place in rng.integers(1, len(data), 150):
        noise = bytearray(data)
        noise[place : place + 4] = rng.bytes(4)
        for harmed in (data[:place], bytes(noise), data[:place] + b"\xff" * 12 + data[place:]):
            with contextlib.suppress(EmbeddingError):
                carried_in(io.BytesIO(harmed), len(harmed))


def test_programs_that_know_xmp_find_it_in_a_gif() -> None:
    with Image.open(io.BytesIO(written("gif", films(2), [0.04] * 2))) as image:
        assert image.info["extension"][0] == b"XMP DataXMP"
        assert image.n_frames == 2


def test_films_say_where_they_come_from() -> None:
    with Image.open(io.BytesIO(written("gif", films(2), [0.04] * 2))) as gif:
        assert b"seed 7" in gif.info["comment"]
    with Image.open(io.BytesIO(written("webp", films(2), [0.04] * 2))) as webp:
        assert "A &lt;title&gt; &amp; θ" in webp.info["xmp"].decode()


@pytest.mark.parametrize("kind", ["mp4", "webm"])
def test_videos_have_the_frames_the_time_and_the_colours(kind: FilmFormat) -> None:
    frames = films()
    data = written(kind, frames, [0.04] * 11 + [0.4])
    with av.open(io.BytesIO(data)) as container:
        stream = container.streams.video[0]
        assert (stream.width, stream.height) == (WIDTH, HEIGHT)
        assert stream.average_rate == 25
        assert stream.codec_context.pix_fmt == "yuv420p"
        assert stream.codec_context.name == {"mp4": "h264", "webm": "libvpx-vp9"}[kind] or kind == "webm"
        assert container.metadata["title"] == ORIGIN.title
        seen = [picture.to_ndarray(format="rgb24") for picture in container.decode(stream)]
        assert container.duration == pytest.approx(21 * 40_000, abs=2_000)
    assert len(seen) == 21
    for place in (0, 6, 11):
        away = np.abs(seen[place].astype(int) - rgb(frames[place]))
        assert np.median(away) <= 2
        assert away.mean() < 6  # the rims of discs


@pytest.mark.parametrize("kind", ["mp4", "webm"])
def test_the_same_frames_give_the_same_video_whatever_memory_held_before(kind: FilmFormat) -> None:
    rng = np.random.default_rng(0)
    made = set()
    for _ in range(6):
        file = io.BytesIO()
        film = encoder(Reel(kind, (336, 240), 20, 0, False, ORIGIN), file)
        for place in range(20):
            frame = np.full((240, 336), 0xFFFFFFFF, np.uint32)
            frame[50:200, 20 + 9 * place : 120 + 9 * place] = 0xFFA05014
            frame[10:40, -30 - place :] = 0xFF3C0AC8
            scraps = [np.full(size, rng.integers(255), np.uint8) for size in rng.integers(1_000, 600_000, 20)]
            del scraps  # what the encoder is given next is not blank
            film.add(frame, 0.05)
        film.close()
        made.add(file.getvalue())
    assert len(made) == 1


def test_the_files_of_webp_say_how_long_they_are() -> None:
    data = written("webp", films(), [0.04] * 12)
    assert struct.unpack("<I", data[4:8])[0] == len(data) - 8


@pytest.mark.parametrize("kind", FILM_FORMATS)
def test_a_film_of_one_frame(kind: FilmFormat) -> None:
    assert written(kind, films(1), [0.04])


# --- the palette -----------------------------------------------------------------------------------------


def test_few_colours_stay_as_they_are() -> None:
    frame = films(1)[0]
    made = Palette([frame])
    table = np.frombuffer(made.table, np.uint8).reshape(256, 3)
    assert np.array_equal(table[made.indices(frame)], rgb(frame))


def test_many_colours_keep_those_seen_most_and_come_near_the_others() -> None:
    rng = np.random.default_rng(0)
    frame = np.full((200, 200), 0xFFFCFDFE, np.uint32)
    y, x = np.mgrid[:80, :80]
    frame[:80, :80] = 0xFF000000 | (x * 3) << 16 | (y * 3) << 8
    frame[150:153, :] = 0xFFC81E0A
    made = Palette([frame, frame + rng.integers(0, 1)])
    assert len(made.colours) <= 255
    table = np.frombuffer(made.table, np.uint8).reshape(256, 3)
    seen = table[made.indices(frame)].astype(int)
    away = np.abs(seen - rgb(frame))
    assert away[100:].max() == 0
    assert away[:80, :80].mean() < 12


def test_a_colour_always_becomes_the_same_one() -> None:
    made = Palette(films())
    new = np.array([0xFF123456, 0xFF123456, 0xFF654321], np.uint32)
    first = made.indices(new)
    assert first[0] == first[1]
    assert np.array_equal(first, made.indices(new))
