"""One palette for a whole film, so that no colour flickers from one frame to the next."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PIL import Image

from jacviz.export.film.frames import Array, Frame

COLOURS = 255  # one is left over: "as it was"
_KEPT = 128  # of the colours seen most that are kept as they are
_OFTEN = 2e-4  # share of all pixels from which on a colour counts as such
_AT_ONCE = 4096  # colours whose nearest is looked for together


class Palette:
    """At most 255 colours, and which of them each colour becomes.

    Attributes:
        colours: Shape (n, 3), uint8.
    """

    def __init__(self, samples: Sequence[Frame]) -> None:
        """Choose the colours of some frames.

        Args:
            samples: Frames that show whatever colours occur in the film.
        """
        found, counts = _counted(samples)
        order = np.argsort(-counts, kind="stable")
        found, counts = found[order], counts[order]
        if len(found) > COLOURS:
            often = min(_KEPT, int(np.searchsorted(-counts, -_OFTEN * counts.sum(), side="right")))
            rest = _mixed(found[often:], counts[often:], COLOURS - often)
            found = np.concatenate([found[:often], rest])
        self.colours = _channels(found).astype(np.uint8)
        self._known = np.zeros(1 << 24, np.uint16)  # by colour: its index + 1; 0: not looked for yet

    @property
    def table(self) -> bytes:
        """256 colours of three bytes each; the last stands for none."""
        return self.colours.tobytes().ljust(768, b"\0")

    def indices(self, pixels: Array) -> Array:
        """The nearest colours.

        Args:
            pixels: Colours 0xAARRGGBB, any shape.

        Returns:
            uint8, the same shape; the same colour always becomes the same index.
        """
        plain = pixels & 0xFFFFFF
        found = self._known[plain]
        new = found == 0
        if new.any():
            self._learn(np.unique(plain[new]))
            found = self._known[plain]
        made: Array = (found - 1).astype(np.uint8)
        return made

    def _learn(self, some: Array) -> None:
        own = self.colours.astype(np.float32)
        for begin in range(0, len(some), _AT_ONCE):
            part = some[begin : begin + _AT_ONCE]
            channels = _channels(part).astype(np.float32)
            away = (own**2).sum(axis=1) - 2 * channels @ own.T
            self._known[part] = away.argmin(axis=1) + 1


def _counted(samples: Sequence[Frame]) -> tuple[Array, Array]:
    return np.unique(np.concatenate([sample.ravel() for sample in samples]) & 0xFFFFFF, return_counts=True)


def _mixed(colours: Array, counts: Array, number: int) -> Array:
    # By the root of how often they are seen: a thin line is worth more than its few pixels.
    weights = np.ceil(np.sqrt(counts)).astype(int)
    pixels = _channels(np.repeat(colours, weights)).astype(np.uint8)
    image = Image.frombytes("RGB", (len(pixels), 1), pixels.tobytes())
    made = image.quantize(number, Image.Quantize.MEDIANCUT, kmeans=1)
    table = np.array(made.getpalette("RGB"), np.uint32).reshape(-1, 3)[:number]
    mixed: Array = np.unique(table[:, 0] << 16 | table[:, 1] << 8 | table[:, 2])
    return mixed


def _channels(colours: Array) -> Array:
    return np.stack([colours >> 16 & 255, colours >> 8 & 255, colours & 255], axis=-1)
