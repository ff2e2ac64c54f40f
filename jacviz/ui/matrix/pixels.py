"""From entries of J to colours: limits symmetric about zero, and the picture of the visible cells."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jacviz.session.document import Limits
from jacviz.ui.matrix.axis import Axis

Array = NDArray[Any]


def fractions(values: Array, bound: float, limits: Limits) -> Array:
    """Where values lie between the full colours.

    Args:
        values: Any shape.
        bound: The magnitude of the full colour; 0 where J is zero throughout.
        limits: The kind decides between linear and logarithmic.

    Returns:
        -1 to 1, float32; what is not finite stays infinite or nan.
    """
    with np.errstate(all="ignore"):
        t = (values / bound if bound else values * 0.0).astype(np.float32)
        if limits.kind == "symlog":
            small = np.float32(limits.linear)
            t = np.where(np.isfinite(t), np.copysign(np.log1p(np.abs(t) / small) / np.log1p(1 / small), t), t)
        return np.asarray(np.where(np.isfinite(values), np.clip(t, -1.0, 1.0), np.float32(np.inf)))


def positions(bound: float, limits: Limits, count: int) -> Array:
    """The values at evenly spaced places of the colour bar: the inverse of `fractions`.

    Args:
        bound: The magnitude of the full colour.
        limits: The kind decides between linear and logarithmic.
        count: How many, an odd number.

    Returns:
        From -bound to bound, 0 in the middle.
    """
    t = np.linspace(-1.0, 1.0, count)
    if limits.kind != "symlog":
        return np.asarray(t * bound)
    magnitude = np.expm1(np.abs(t) * np.log1p(1 / limits.linear)) * limits.linear * bound
    return np.asarray(np.copysign(magnitude, t))


def codes(values: Array, bound: float, limits: Limits, size: int) -> Array:
    """Entries of the colour table.

    Args:
        values: Any shape.
        bound: The magnitude of the full colour.
        limits: Linear or logarithmic.
        size: Entries of the map of J, an odd number; zero is exactly the middle one.

    Returns:
        0 to size - 1; `size` itself for what is not finite.
    """
    t = fractions(values, bound, limits)
    half = (size - 1) // 2
    finite = np.isfinite(t)
    return np.where(finite, np.rint(np.where(finite, t, 0) * half) + half, size).astype(np.intp)


def colour_table(diverging: Array, mark: tuple[int, int, int]) -> Array:
    """The map of J as 32-bit colours, with the mark of what is not finite behind it.

    Args:
        diverging: (size, 4) RGBA.
        mark: Red, green, blue.

    Returns:
        (size + 1,) uint32 as QImage.Format_RGB32 holds them.
    """
    rgb = np.vstack([diverging[:, :3], np.array([mark], dtype=np.uint8)]).astype(np.uint32)
    return np.uint32(0xFF000000) | rgb[:, 0] << np.uint32(16) | rgb[:, 1] << np.uint32(8) | rgb[:, 2]


def picture(colours: Array, rows: Axis, columns: Axis, radius: float, ground: int) -> Array:
    """Cells as device pixels, gaps and rounded corners in the colour of the ground.

    Args:
        colours: (visible rows, visible columns) uint32; along an axis whose cells are smaller than a
            device pixel one colour a pixel.
        rows: The rows.
        columns: The columns.
        radius: Of the corners, in logical pixels.
        ground: The colour behind, uint32.

    Returns:
        (device height, device width) uint32.
    """
    across, down = _repeats(columns, colours.shape[1]), _repeats(rows, colours.shape[0])
    image = colours if across is None else np.repeat(colours, across, axis=1)
    image = image if down is None else np.repeat(image, down, axis=0)
    if rows.gap or columns.gap:
        image = np.ascontiguousarray(image).copy()
        places, cover = _rims(rows, columns, radius)
        flat = image.reshape(-1)
        flat[places] = _blended(flat[places], ground, cover)
    return np.ascontiguousarray(image)


def _repeats(axis: Axis, shown: int) -> Array | None:
    # How many device pixels each visible cell has; None where each has one already.
    if shown != axis.end - axis.begin or (shown == axis.device_length and axis.last - axis.first == shown):
        return None
    edges = np.clip(axis.device_starts, 0, axis.device_length)
    edges[-1] = axis.device_length
    edges[0] = 0
    return np.diff(edges)


@lru_cache(maxsize=4)
def _rims(rows: Axis, columns: Axis, radius: float) -> tuple[Array, Array]:
    # Pixels that a cell does not cover wholly, and how much of them is ground, 0 to 256.
    across, down = _inside(columns), _inside(rows)
    ground = (down[:, None] <= 0) | (across[None, :] <= 0)
    r = radius * columns.ratio
    dx, dy = np.clip(r - across, 0, None), np.clip(r - down, 0, None)
    beyond = np.sqrt(dx[None, :] ** 2 + dy[:, None] ** 2) - r + 0.5
    corner = np.where((dx[None, :] > 0) & (dy[:, None] > 0), np.clip(beyond, 0, 1), 0)
    cover = np.where(ground, 1.0, corner)
    places = np.flatnonzero(cover)
    return places, np.rint(cover.reshape(-1)[places] * 256).astype(np.uint32)


def _inside(axis: Axis) -> Array:
    # How far each device pixel's centre lies from the nearer edge of its cell; 0 or less in a gap.
    inside = np.zeros(axis.device_length)
    starts, gap = axis.device_starts, round(axis.gap * axis.ratio)
    for low, high in zip(starts[:-1], starts[1:] - gap, strict=True):
        places = np.arange(max(low, 0), min(high, axis.device_length))
        centres = places + 0.5
        inside[places] = np.minimum(centres - low, high - centres)
    return inside


def _blended(colours: Array, ground: int, cover: Array) -> Array:
    # Each colour with so many 256ths of the ground over it.
    mixed = np.full(colours.shape, 0xFF000000, dtype=np.uint32)
    for shift in (0, 8, 16):
        over, under = (ground >> shift) & 0xFF, (colours >> np.uint32(shift)) & np.uint32(0xFF)
        mixed |= ((under * (256 - cover) + over * cover) >> np.uint32(8)) << np.uint32(shift)
    return mixed


def luminance(colours: Array) -> Array:
    """Relative luminance of 32-bit colours, as WCAG defines it.

    Args:
        colours: uint32, any shape.

    Returns:
        0 (black) to 1 (white).
    """
    channels = [((colours >> np.uint32(shift)) & np.uint32(0xFF)) / 255.0 for shift in (16, 8, 0)]
    linear = [np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4) for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
