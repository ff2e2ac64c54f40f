"""Bars about zero along an axis, drawn as one small raster: they cost the strip's pixels, not its entries."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from jacviz.ui.matrix.axis import Axis
from jacviz.ui.matrix.reduction import pixel_ranges
from jacviz.ui.matrix.terms import Stacks, envelope

Array = NDArray[Any]

MARGIN = 4  # logical pixels that bars keep from the strip's edges


class Layer(NamedTuple):
    """One bar for each device pixel along the axis.

    Attributes:
        begin: 0 to 1 across the strip.
        end: The other end; where it equals `begin` there is no bar.
        tone: Its colour.
    """

    begin: Array
    end: Array
    tone: int


def pixels_along(axis: Axis) -> tuple[Array, Array]:
    """What stands at each device pixel along an axis whose cells are at least a pixel.

    Args:
        axis: Rows or columns.

    Returns:
        The visible entry's place (0 for `axis.begin`), and whether a bar stands there or the space after one.
    """
    edges = np.clip(axis.device_starts, 0, axis.device_length)
    edges[-1] = axis.device_length
    along = np.repeat(np.arange(axis.end - axis.begin), np.diff(edges))
    gap = axis.gap or (1 / axis.ratio if axis.pitch * axis.ratio >= 4 else 0.0)
    shown = np.ones(len(along), dtype=bool)
    for step in range(1, round(gap * axis.ratio) + 1):
        shown[np.maximum(edges[1:-1] - step, 0)] = False
    return along, shown


def stacked_layers(axis: Axis, stacks: Stacks, tones: Sequence[int]) -> tuple[list[Layer], Array]:
    """Stacks as layers, and where their totals lie.

    Args:
        axis: Rows or columns, cells of at least a device pixel.
        stacks: One stack a visible entry.
        tones: A colour for each term.

    Returns:
        A layer a term, and the totals, one a device pixel; nan in the spaces.
    """
    along, shown = pixels_along(axis)
    layers = [
        Layer(np.where(shown, one[along], 0.0), np.where(shown, other[along], 0.0), tone)
        for one, other, tone in zip(stacks.starts, stacks.ends, tones, strict=True)
    ]
    return layers, np.where(shown, stacks.totals[along], np.nan)


def reduced_layer(axis: Axis, values: Array, tone: int) -> tuple[Layer, float] | None:
    """More entries than pixels: in each pixel a bar from the lowest to the highest of its entries.

    Args:
        axis: Rows or columns.
        values: All entries, (count,).
        tone: A colour.

    Returns:
        The layer and where zero lies; None where every visible entry is zero.
    """
    low, high = envelope(values, *pixel_ranges(axis, 0))
    base = float(low.min(initial=0.0))
    extent = float(high.max(initial=0.0)) - base
    if not 0 < extent < np.inf:
        return None
    return Layer((low - base) / extent, (high - base) / extent, tone), -base / extent


def raster(axis: Axis, thickness: int, layers: list[Layer], totals: Array | None, mark: int) -> Array:
    """Layers as pixels, the most negative end first.

    Args:
        axis: Rows or columns.
        thickness: Of the strip, device pixels.
        layers: Drawn in this order.
        totals: Where a mark stands across each stack; nan for none.
        mark: The marks' colour.

    Returns:
        (thickness, axis.device_length) uint32, 0 where nothing is.
    """
    margin = MARGIN * axis.ratio
    scale = thickness - 2 * margin
    levels = np.arange(thickness)[:, None]
    pixels = np.zeros((thickness, len(layers[0].begin)), dtype=np.uint32)
    for begin, end, tone in layers:
        low = np.rint(margin + np.minimum(begin, end) * scale).astype(np.int64)
        high = np.rint(margin + np.maximum(begin, end) * scale).astype(np.int64)
        high = np.where(begin != end, np.maximum(high, low + 1), low)  # a bar that is there is seen
        pixels[(levels >= low) & (levels < high)] = tone
    if totals is not None:
        known = np.isfinite(totals)
        place = np.where(known, np.rint(margin + np.where(known, totals, 0) * scale - axis.ratio), -99)
        pixels[(levels >= place) & (levels < place + round(2 * axis.ratio))] = mark
    return pixels
