"""GIF: one palette for the whole film; of each frame only what has changed."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import IO

import numpy as np
from PIL import GifImagePlugin, Image

from jacviz.export.film.frames import Change, Deltas, Frame
from jacviz.export.film.palette import Palette
from jacviz.export.origin import Origin
from jacviz.session.containers import gif_block

_AS_IT_WAS = 255
_KEEP = 1  # disposal: what is seen stays


class Gif(Deltas):
    """Hundredths of a second are its unit. Browsers slow down what is seen for less than two of them."""

    unit, least = 100, 2

    def __init__(
        self, file: IO[bytes], size: tuple[int, int], samples: Sequence[Frame], plays: int, origin: Origin
    ) -> None:
        """Begin a film.

        Args:
            file: Where to.
            size: Width and height, pixels.
            samples: Frames that show whatever colours occur in the film.
            plays: How often it is played; 0: without an end.
            origin: What the file says of itself; it carries the document.
        """
        super().__init__(file, size)
        self._palette = Palette(samples)
        file.write(b"GIF89a" + struct.pack("<HHBBB", *size, 0xF7, 0, 0) + self._palette.table)
        if plays != 1:  # the file says how often it is played again
            file.write(b"!\xff\x0bNETSCAPE2.0\x03\x01" + struct.pack("<HB", max(plays - 1, 0), 0))
        said = f"{origin.made_by}: {origin.title}".encode("ascii", "replace")[:255]
        file.write(b"!\xfe" + bytes([len(said)]) + said + b"\0")
        file.write(gif_block(origin.xmp(carrying=True)))

    def write(self, part: Change, ticks: int) -> None:
        """Write one frame.

        Args:
            part: What changes with it.
            ticks: Hundredths of a second.
        """
        if part.same is None:
            indices = self._palette.indices(part.pixels)
        else:
            indices = np.full(part.pixels.shape, _AS_IT_WAS, np.uint8)
            changed = ~part.same
            indices[changed] = self._palette.indices(part.pixels[changed])
        height, width = indices.shape
        image = Image.frombytes("P", (width, height), indices.tobytes())
        pieces = GifImagePlugin.getdata(
            image, (part.left, part.top), duration=ticks * 10, disposal=_KEEP, transparency=_AS_IT_WAS
        )
        self.file.write(b"".join(pieces))

    def end(self) -> None:
        """Write the trailer."""
        self.file.write(b";")
