"""Places along the rows and columns of J, on the device's pixel grid. Pure numbers, no Qt."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import ceil, floor
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Edges = NDArray[Any]


class Box(NamedTuple):
    """A rectangle in whole logical pixels."""

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """The first pixel to the right."""
        return self.x + self.width

    @property
    def bottom(self) -> int:
        """The first pixel below."""
        return self.y + self.height


@dataclass(frozen=True)
class Grid:
    """The device's pixels as seen from one widget.

    Attributes:
        ratio: Device pixels for one logical pixel: 1, 1.25, 1.5, 2.
        x: Place of the widget's origin in its window, logical pixels.
        y: The same, downwards.
    """

    ratio: float = 1.0
    x: int = 0
    y: int = 0

    @property
    def step(self) -> int:
        """The smallest whole number of logical pixels that is a whole number of device pixels."""
        return next((s for s in range(1, 9) if abs(s * self.ratio - round(s * self.ratio)) < 1e-6), 1)

    def across(self, value: float) -> int:
        """The nearest horizontal place where a widget lies on whole device pixels.

        Returns:
            Logical pixels.
        """
        return _snapped(value, self.x, self.step)

    def down(self, value: float) -> int:
        """The nearest vertical place where a widget lies on whole device pixels.

        Returns:
            Logical pixels.
        """
        return _snapped(value, self.y, self.step)

    def length(self, value: float) -> int:
        """The longest length, not above `value`, that is a whole number of device pixels.

        Returns:
            Logical pixels, at least one step.
        """
        return max(floor(value / self.step + 1e-9) * self.step, self.step)


def _snapped(value: float, origin: int, step: int) -> int:
    return round((value + origin) / step) * step - origin


@dataclass(frozen=True)
class Axis:
    """The visible rows (columns) of J along one side of a rectangle.

    Attributes:
        count: All entries.
        first: The visible window's first edge, in entries.
        last: Its last edge.
        length: Logical pixels from the first to the last edge; a whole number of device pixels.
        gap: Logical pixels between neighbouring cells; a whole number of device pixels.
        ratio: Device pixels for one logical pixel.
    """

    count: int
    first: float
    last: float
    length: float
    gap: float = 0.0
    ratio: float = 1.0

    @property
    def pitch(self) -> float:
        """Logical pixels from one entry to the next."""
        return (self.length + self.gap) / (self.last - self.first)

    @property
    def begin(self) -> int:
        """The first entry that is at least partly visible."""
        return max(floor(self.first), 0)

    @property
    def end(self) -> int:
        """One past the last entry that is at least partly visible."""
        return min(ceil(self.last), self.count)

    @cached_property
    def device_length(self) -> int:
        """The length in device pixels."""
        return round(self.length * self.ratio)

    @cached_property
    def device_starts(self) -> Edges:
        """Where the entries begin to end begin, in device pixels; one more than there are entries visible."""
        places = (np.arange(self.begin, self.end + 1) - self.first) * (self.pitch * self.ratio)
        return np.asarray(np.ceil(places - 0.5), dtype=np.int64)

    @cached_property
    def _gap(self) -> int:
        return round(self.gap * self.ratio)

    def span(self, index: int) -> tuple[float, float]:
        """Where a visible entry's cell begins and ends, without the gap, cut at the rectangle's edges.

        Args:
            index: From `begin` to `end` - 1.

        Returns:
            Logical pixels from the rectangle's edge, on the device's grid.
        """
        place = index - self.begin
        low, high = self.device_starts[place], self.device_starts[place + 1] - self._gap
        return max(int(low), 0) / self.ratio, min(int(high), self.device_length) / self.ratio

    def middle(self, index: int) -> float:
        """The middle of a visible entry's cell, also where the window cuts it: there it may lie outside.

        Args:
            index: From `begin` to `end` - 1.

        Returns:
            Logical pixels from the rectangle's edge.
        """
        place = index - self.begin
        low, high = self.device_starts[place], self.device_starts[place + 1] - self._gap
        return float(low + high) / 2 / self.ratio

    def spans(self) -> Edges:
        """All visible cells at once.

        Returns:
            Shape (visible, 2): begin and end in logical pixels, as `span` gives them.
        """
        starts = self.device_starts
        pairs = np.stack([starts[:-1], starts[1:] - self._gap], axis=1)
        return np.asarray(np.clip(pairs, 0, self.device_length) / self.ratio)

    def at(self, position: float) -> int | None:
        """The entry under a place.

        Args:
            position: Logical pixels from the rectangle's edge.

        Returns:
            An index, or None outside.
        """
        if not 0 <= position < self.length:
            return None
        index = floor(self.edge_at(position))
        return min(max(index, self.begin), self.end - 1)

    def edge_at(self, position: float) -> float:
        """The place in entries, for zooming about a pixel.

        Args:
            position: Logical pixels from the rectangle's edge.

        Returns:
            first at 0, last at the far end.
        """
        return self.first + position / self.pitch
