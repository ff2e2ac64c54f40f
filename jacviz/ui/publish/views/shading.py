"""The entries of J as colours of a look, reduced where there are more than the page can show."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from jacviz.session.document import Limits
from jacviz.ui import theme
from jacviz.ui.matrix.axis import Axis
from jacviz.ui.matrix.pixels import codes, colour_table
from jacviz.ui.matrix.reduction import Ladder
from jacviz.ui.matrix.survey import percentile, survey
from jacviz.ui.plot.look import Look

Array: TypeAlias = NDArray[Any]


@dataclass(frozen=True, eq=False)
class Shaded:
    """J as colours.

    Attributes:
        colours: One for each entry, or for each of what stands for several, uint32 as 0xFFRRGGBB.
        bound: The magnitude of the full colour.
        reduced: Whether one stands for several.
        negative: Which entries are below zero, of the shape of `colours`.
    """

    colours: Array
    bound: float
    reduced: bool
    negative: Array


def shaded(jacobian: Array, limits: Limits, look: Look, most: tuple[int, int], large: bool) -> Shaded:
    """Colour J.

    Args:
        jacobian: J, (m, n), neither of them 0.
        limits: How entries become colours.
        look: Tells the colours.
        most: Rows and columns that the page can show.
        large: Whether cells are large enough for numbers: marks of what is not finite are then pale.

    Returns:
        The colours.
    """
    found = survey(jacobian)
    bound = found.largest
    if limits.kind == "locked":
        bound = limits.bound
    elif limits.kind == "percentile":
        bound = percentile(jacobian, limits.percentile)
    m, n = jacobian.shape
    rows, columns = Axis(m, 0, m, min(m, most[0])), Axis(n, 0, n, min(n, most[1]))
    seen = Ladder(jacobian, found.largest).seen(rows, columns)
    table = table_of(look, large)
    colours = table[codes(seen, bound / (found.largest or 1.0), limits, len(table) - 1)]
    return Shaded(colours, bound, seen.shape != jacobian.shape, seen < 0)


@lru_cache(maxsize=8)
def table_of(look: Look, large: bool) -> Array:
    """The map of J, with the mark of what is not finite behind it.

    Args:
        look: Tells the colours.
        large: As in `shaded`.

    Returns:
        (512,) uint32.
    """
    t = look.tokens
    mark = look.colour("error_wash" if large else "error")
    table = theme.diverging_of(t.negative, t.zero, t.positive)
    return colour_table(table, (mark.red(), mark.green(), mark.blue()))


def image_bytes(colours: Array, factor: int) -> Array:
    """Colours as pixels, each of them `factor` times as wide and high.

    Args:
        colours: (rows, columns) uint32.
        factor: At least 1.

    Returns:
        Contiguous pixels.
    """
    wide = np.repeat(np.repeat(colours, factor, axis=0), factor, axis=1) if factor > 1 else colours
    return np.ascontiguousarray(wide)
