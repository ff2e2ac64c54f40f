"""What every film is made of: frames as pixels, and what differs between one and the next."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import IO, Any, ClassVar, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

Frame: TypeAlias = NDArray[np.uint32]  # (height, width); 0xAARRGGBB, opaque
Array: TypeAlias = NDArray[Any]


class Encoder(Protocol):
    """Writes frames to a file as they come."""

    def add(self, frame: Frame, seconds: float) -> None:
        """Append a frame.

        Args:
            frame: Its pixels, which must not change afterwards.
            seconds: How long it is shown.
        """

    def close(self) -> None:
        """Write what is still held; the file stays open."""

    def drop(self) -> None:
        """Let go of the file, whatever is in it; in the place of `close`."""


@dataclass(frozen=True, eq=False)
class Change:
    """The part of a frame that differs from the one before.

    Attributes:
        left: Where it is, pixels.
        top: Likewise.
        pixels: The smallest rectangle that holds all that differs, (h, w).
        same: Which of its pixels are as they were, (h, w), bool; None where none is known to be.
    """

    left: int
    top: int
    pixels: Frame
    same: Array | None


def change(before: Frame | None, after: Frame, grid: int = 1) -> Change | None:
    """What differs between two frames.

    Args:
        before: What is seen; None: nothing yet.
        after: What is to be seen; of the same size.
        grid: What left and top must be multiples of.

    Returns:
        The whole frame where there is none before; None where nothing differs.
    """
    if before is None:
        return Change(0, 0, after, None)
    differs = before != after
    rows = np.flatnonzero(differs.any(axis=1))
    if not len(rows):
        return None
    top, bottom = int(rows[0]) // grid * grid, int(rows[-1]) + 1
    columns = np.flatnonzero(differs[top:bottom].any(axis=0))
    left, right = int(columns[0]) // grid * grid, int(columns[-1]) + 1
    part = (slice(top, bottom), slice(left, right))
    return Change(left, top, after[part], ~differs[part])


class Deltas(ABC):
    """A film of which each frame says only what has changed.

    Frames that look alike are one; a frame that would be shown too shortly is left out, and the one before is
    seen for longer, so that the film as a whole takes as long as it should.
    """

    unit: ClassVar[int] = 1000  # ticks a second
    least: ClassVar[int] = 1  # ticks that a frame is seen at least
    longest: ClassVar[int] = 0xFFFF  # ticks that a frame can be seen
    grid: ClassVar[int] = 1

    def __init__(self, file: IO[bytes], size: tuple[int, int]) -> None:
        """Nothing is written yet.

        Args:
            file: Where to; it must be seekable.
            size: Width and height, pixels.
        """
        self.file, self.size = file, size
        self._seen: Frame | None = None
        self._pending: Change | None = None
        self._time = 0.0
        self._tick = self._began = 0

    def add(self, frame: Frame, seconds: float) -> None:
        """Append a frame.

        Args:
            frame: Its pixels.
            seconds: How long it is shown.
        """
        begins = self._tick
        self._time += seconds
        self._tick = round(self._time * self.unit)
        if self._seen is not None and self._tick - begins < self.least:
            return
        found = change(self._seen, frame, self.grid)
        if found is None:
            return
        self._flush(begins)
        self._pending, self._began, self._seen = found, begins, frame

    def close(self) -> None:
        """Write what is still held."""
        self._flush(self._tick)
        self.end()

    def drop(self) -> None:
        """Let go of what is held."""
        self._seen = self._pending = None

    def _flush(self, until: int) -> None:
        if self._pending is not None:
            ticks = min(max(until - self._began, self.least), self.longest)
            self.write(self._pending, ticks)
            self._pending = None

    @abstractmethod
    def write(self, part: Change, ticks: int) -> None:
        """Write one frame.

        Args:
            part: What changes with it; the first is whole.
            ticks: How long it is seen.
        """

    @abstractmethod
    def end(self) -> None:
        """Write what stands at the end of the file."""


def straight(part: Change) -> bytes:
    """The pixels of a change as RGBA; those that are as they were are clear.

    Args:
        part: The change.

    Returns:
        Four bytes a pixel, row by row.
    """
    rgba = np.empty((*part.pixels.shape, 4), np.uint8)
    for place, shift in enumerate((16, 8, 0)):
        rgba[..., place] = part.pixels >> shift
    rgba[..., 3] = 255
    if part.same is not None:
        rgba.view(np.uint32)[..., 0][part.same] = 0
    return rgba.tobytes()
