"""From the format of a film to what writes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import IO

from jacviz import __version__
from jacviz.export.film.frames import Encoder, Frame
from jacviz.session.film import VIDEO_FORMATS, FilmError, FilmFormat

_XMP = """<?xpacket begin="\N{ZERO WIDTH NO-BREAK SPACE}" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<xmp:CreatorTool>{software}</xmp:CreatorTool>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>
"""


@dataclass(frozen=True)
class Origin:
    """Where a film comes from; it says so in the file.

    Attributes:
        title: The document's title.
        seed: What reproduces its random numbers.
        document: The document's file as text.
    """

    title: str
    seed: int
    document: str

    @property
    def software(self) -> str:
        """What made it."""
        return f"jacviz {__version__}"


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
    about = {"Title": origin.title, "Software": origin.software, "Seed": str(origin.seed)}
    if reel.kind == "gif":
        from jacviz.export.film.gif import Gif

        said = f"{origin.software}, seed {origin.seed}: {origin.title}"
        return Gif(file, reel.size, samples, reel.plays, said)
    if reel.kind == "apng":
        from jacviz.export.film.apng import Apng

        return Apng(file, reel.size, reel.plays, origin.document, about, poster=reel.poster)
    if reel.kind == "webp":
        from jacviz.export.film.webp import Webp

        xmp = _XMP.format(title=escape(origin.title), software=f"{origin.software}, seed {origin.seed}")
        return Webp(file, reel.size, reel.plays, xmp.encode())
    problem = problem_of(reel.kind)
    if problem:
        raise FilmError(problem)
    from jacviz.export.film.video import Video

    comment = f"{origin.software}, seed {origin.seed}"
    return Video(file, reel.size, reel.kind, reel.fps, {"title": origin.title, "comment": comment})
