"""WebP without loss: every colour as it was drawn; of each frame only what has changed.

Pillow makes each frame; the film around them is written here, because Pillow holds all frames of a film in
memory until the last one is there.
"""

from __future__ import annotations

import io
import struct
from typing import IO

from PIL import Image

from jacviz.export.film.frames import Change, Deltas, straight

_ANIMATION, _ALPHA, _XMP = 2, 16, 4
_EFFORT = 2


class Webp(Deltas):
    """Milliseconds are its unit; frames begin at even pixels."""

    longest, grid = (1 << 24) - 1, 2

    def __init__(self, file: IO[bytes], size: tuple[int, int], plays: int, xmp: bytes) -> None:
        """Begin a film.

        Args:
            file: Where to.
            size: Width and height, pixels.
            plays: How often it is played; 0: without an end.
            xmp: What the file says of itself.
        """
        super().__init__(file, size)
        self._xmp = xmp
        width, height = size
        features = struct.pack("<I", _ANIMATION | _ALPHA | _XMP) + _three(width - 1) + _three(height - 1)
        file.write(b"RIFF\0\0\0\0WEBP" + _chunk(b"VP8X", features))
        file.write(_chunk(b"ANIM", struct.pack("<IH", 0xFFFFFFFF, plays)))

    def write(self, part: Change, ticks: int) -> None:
        """Write one frame.

        Args:
            part: What changes with it.
            ticks: Milliseconds.
        """
        height, width = part.pixels.shape
        image = Image.frombytes("RGBA", (width, height), straight(part))
        out = io.BytesIO()
        image.save(out, "WEBP", lossless=True, quality=20, method=_EFFORT)
        place = (part.left // 2, part.top // 2, width - 1, height - 1, ticks)
        head = b"".join(map(_three, place)) + b"\0"  # what is clear lets through what is seen, which stays
        self.file.write(_chunk(b"ANMF", head + out.getvalue()[12:]))

    def end(self) -> None:
        """Write what the file says of itself, and at the beginning how long it is."""
        self.file.write(_chunk(b"XMP ", self._xmp))
        length = self.file.tell() - 8
        self.file.seek(4)
        self.file.write(struct.pack("<I", length))
        self.file.seek(0, 2)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return kind + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)


def _three(number: int) -> bytes:
    return number.to_bytes(3, "little")
