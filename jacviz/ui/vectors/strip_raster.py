"""Bars about zero as an image of opacities, whatever the number of entries. Pure numpy, no Qt."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor

import numpy as np
from numpy.typing import NDArray

from jacviz.session.spans import Span
from jacviz.session.vectors import Array

PAD = 3.0  # logical pixels between the largest bar and the strip's edge
_SLIM, _AIRY = 4, 8  # device pixels an entry from which bars stand apart, and from which well apart


@dataclass(frozen=True)
class Lane:
    """How entries lie along a strip and values across it, in logical pixels.

    Attributes:
        count: All entries.
        first: The first visible edge, in entries.
        last: The last visible edge.
        length: From the first to the last edge.
        gap: Between the cells of the matrix that the strip accompanies.
        thickness: Across.
        ratio: Device pixels for one logical pixel.
    """

    count: int
    first: float
    last: float
    length: float
    gap: float
    thickness: float
    ratio: float

    @property
    def pitch(self) -> float:
        """Logical pixels from one entry to the next."""
        return (self.length + self.gap) / (self.last - self.first)

    def entry_at(self, position: float) -> int:
        """The entry under a place; the nearest one outside.

        Args:
            position: Logical pixels along the strip.

        Returns:
            0 to count - 1.
        """
        return min(max(floor(self.first + position / self.pitch), 0), self.count - 1)

    def entries_at(self, position: float) -> tuple[int, int]:
        """All entries under the device pixel at a place: they are drawn as one bar.

        Args:
            position: Logical pixels along the strip.

        Returns:
            The first one and the one after the last.
        """
        pixel = floor(position * self.ratio) / self.ratio
        start = self.entry_at(pixel)
        stop = ceil(self.first + (pixel + 1 / self.ratio) / self.pitch - 1e-9)
        if self.pitch * self.ratio >= 1:
            return self.entry_at(position), self.entry_at(position) + 1
        return start, min(max(stop, start + 1), self.count)

    def place(self, index: int) -> tuple[float, float]:
        """Where an entry's cell begins and ends.

        Returns:
            Logical pixels along the strip, which may lie outside of it.
        """
        start = (index - self.first) * self.pitch
        return start, start + self.pitch - self.gap

    def height(self, value: float, span: Span) -> float:
        """Where a value stands across the strip.

        Returns:
            Logical pixels from the side of the minimum.
        """
        share = min(max((value - span.minimum) / span.width, 0.0), 1.0)
        return PAD + share * (self.thickness - 2 * PAD)

    def share_at(self, height: float) -> float:
        """The inverse of `height`, as a share of the span.

        Args:
            height: Logical pixels from the side of the minimum.

        Returns:
            0 at the minimum, 1 at the maximum, beyond them outside.
        """
        return (height - PAD) / max(self.thickness - 2 * PAD, 1.0)


def bars(values: Array, lane: Lane, span: Span) -> NDArray[np.uint8]:
    """How opaque each device pixel is.

    Where several entries share a pixel, the one of the largest magnitude is drawn. Entries that are not zero
    show at least one pixel; nan shows none.

    Args:
        values: Shape (count,).
        lane: How they lie.
        span: What the thickness covers.

    Returns:
        Shape (thickness, length) in device pixels, 0 to 255; row 0 is at the minimum's side.
    """
    thickness, length = round(lane.thickness * lane.ratio), round(lane.length * lane.ratio)
    along = _along(values, lane, length)
    with np.errstate(invalid="ignore", over="ignore"):
        share = np.clip((along - span.minimum) / span.width, 0.0, 1.0)
    pad = PAD * lane.ratio
    ends = pad + share * (thickness - 2 * pad)
    zero = lane.height(0.0, span) * lane.ratio
    low, high = np.minimum(ends, zero), np.maximum(ends, zero)
    thin = (high - low < 1.0) & (along != 0)
    low = np.where(thin & (along < 0), high - 1.0, low).astype(np.float32)
    high = np.where(thin & (along > 0), low + 1.0, high).astype(np.float32)
    rows = np.arange(thickness, dtype=np.float32)[:, None]
    cover = np.minimum(rows + 1.0, high) - np.maximum(rows, low)
    np.nan_to_num(cover, copy=False, nan=0.0)
    np.clip(cover, 0.0, 1.0, out=cover)
    opacity: NDArray[np.uint8] = (cover * 255.0).astype(np.uint8)
    return opacity


def _along(values: Array, lane: Lane, length: int) -> Array:
    # One value a device pixel; nan where no bar is.
    pitch = lane.pitch * lane.ratio
    if pitch < 1:
        return _reduced(values, lane, length)
    begin, end = max(floor(lane.first), 0), min(ceil(lane.last), lane.count)
    starts = np.ceil((np.arange(begin, end + 1) - lane.first) * pitch - 0.5).astype(np.int64)
    pixels = np.arange(length)
    entry = np.clip(np.searchsorted(starts, pixels, side="right") - 1, 0, end - begin - 1)
    offset = pixels - starts[entry]
    width = np.diff(starts)[entry] - round(lane.gap * lane.ratio)
    left = max(round(pitch * 0.15), 1) if pitch >= _AIRY else 0
    right = left if left or lane.gap or pitch < _SLIM else 1
    line: Array = np.where((offset >= left) & (offset < width - right), values[begin:end][entry], np.nan)
    return line


def _reduced(values: Array, lane: Lane, length: int) -> Array:
    # The entry of the largest magnitude in each device pixel.
    edges = lane.first + np.arange(length + 1) / (lane.pitch * lane.ratio)
    starts = np.clip(np.floor(edges[:-1]).astype(np.int64), 0, lane.count - 1)
    stops = np.clip(np.ceil(edges[1:] - 1e-9).astype(np.int64), starts + 1, lane.count)
    bounds = np.stack([starts, stops], axis=1).reshape(-1)
    extended = np.append(values, 0.0)  # reduceat takes no bound behind the last entry
    highest, lowest = (f.reduceat(extended, bounds)[::2] for f in (np.fmax, np.fmin))
    larger: Array = np.where(highest >= -lowest, highest, lowest)
    return larger
