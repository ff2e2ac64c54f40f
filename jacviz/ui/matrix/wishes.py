"""How high a board wishes to be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from jacviz.ui import theme
from jacviz.ui.matrix.axis import Grid
from jacviz.ui.matrix.geometry import arrange, height_for_sliders
from jacviz.ui.matrix.measures import measures
from jacviz.ui.matrix.window import Visible

_LOW_ROW, _LOW_ROWS = 12, 8  # pixels before the font scale; more rows may be lower


class Wishes(NamedTuple):
    """What a board asks for, in logical pixels.

    Attributes:
        floor: The height below which rows cannot be told apart, or parts would not be there.
        least: The least height.
        best: The height above which nothing is gained.
        sliders: The height from which u has sliders; the least one where it never has.
        product: Width of the product at the best height.
    """

    floor: int
    least: int
    best: int
    sliders: int
    product: int


def wishes(visible: Visible, width: int, names: Sequence[str]) -> Wishes:
    """The heights between which a board makes good use of them.

    Args:
        visible: The rows and columns that it shows.
        width: Of the board, logical pixels.
        names: Of the outputs.

    Returns:
        The wishes.
    """
    wanted = measures(tuple(names), width)
    tall = arrange(visible, width, 4000, wanted, Grid())
    short = arrange(visible, width, 10, wanted, Grid())
    rows = min(theme.current().pixels(48) * min(visible.m, 4), 160)
    around = short.bottom - short.matrix.height
    floor = around + theme.current().pixels(_LOW_ROW) * min(max(visible.m, 2), _LOW_ROWS)
    least = around + rows
    sliders = height_for_sliders(visible, width, wanted) or least
    best = max(min(tall.bottom, least + 480), least)
    return Wishes(floor, least, best, min(sliders, best), tall.y.right - tall.gutter[0])
