"""APNG: every colour as it was drawn; of each frame only what has changed."""

from __future__ import annotations

import struct
import zlib
from typing import IO

from jacviz.export.film.frames import Change, Deltas, Frame, change, straight
from jacviz.export.origin import Origin
from jacviz.session.embedding import in_png

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_KEEP, _OVER = 0, 1  # what is seen stays; what is clear lets it through
_LEVEL = 6


class Apng(Deltas):
    """A PNG that programs without films show as one picture: the poster, or else the first frame."""

    def __init__(
        self,
        file: IO[bytes],
        size: tuple[int, int],
        plays: int,
        origin: Origin,
        *,
        poster: bool,
    ) -> None:
        """Begin a film.

        Args:
            file: Where to.
            size: Width and height, pixels.
            plays: How often it is played; 0: without an end.
            origin: What the file says of itself; the picture carries the document.
            poster: Whether the first frame stands for the film and is no part of it.
        """
        super().__init__(file, size)
        self._plays, self._poster = plays, poster
        self._count = self._order = 0
        header = _SIGNATURE + _chunk(b"IHDR", struct.pack(">IIBBBBB", *size, 8, 6, 0, 0, 0))
        file.write(in_png(header, origin.document, origin.about, origin.shown))
        self._control_at = file.tell()
        file.write(_chunk(b"acTL", struct.pack(">II", 1, plays)))

    def add(self, frame: Frame, seconds: float) -> None:
        """Append a frame; the first one may be the poster.

        Args:
            frame: Its pixels.
            seconds: How long it is shown.
        """
        if not self._poster:
            super().add(frame, seconds)
            return
        self._poster = False
        whole = change(None, frame)
        assert whole is not None
        self.file.write(_chunk(b"IDAT", _packed(whole)))
        self._order, self._has_picture = 0, True

    _has_picture = False

    def write(self, part: Change, ticks: int) -> None:
        """Write one frame.

        Args:
            part: What changes with it.
            ticks: Milliseconds.
        """
        height, width = part.pixels.shape
        place = (width, height, part.left, part.top)
        self.file.write(
            _chunk(b"fcTL", struct.pack(">IIIIIHHBB", self._next(), *place, ticks, 1000, _KEEP, _OVER))
        )
        data = _packed(part)
        if self._has_picture:
            self.file.write(_chunk(b"fdAT", struct.pack(">I", self._next()) + data))
        else:
            self.file.write(_chunk(b"IDAT", data))
            self._has_picture = True
        self._count += 1

    def end(self) -> None:
        """Write the end, and at the beginning how many frames there are."""
        self.file.write(_chunk(b"IEND", b""))
        self.file.seek(self._control_at)
        self.file.write(_chunk(b"acTL", struct.pack(">II", self._count, self._plays)))
        self.file.seek(0, 2)

    def _next(self) -> int:
        self._order += 1
        return self._order - 1


def _packed(part: Change) -> bytes:
    height, width = part.pixels.shape
    row = 4 * width
    pixels = straight(part)
    lines = b"".join(b"\0" + pixels[begin : begin + row] for begin in range(0, height * row, row))
    return zlib.compress(lines, _LEVEL)


def _chunk(kind: bytes, data: bytes) -> bytes:
    body = kind + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))
