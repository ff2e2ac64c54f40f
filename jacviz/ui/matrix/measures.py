"""How much room text and controls of the board need, from the font scale and the outputs' names."""

from __future__ import annotations

from collections.abc import Sequence

from jacviz.ui import theme
from jacviz.ui.matrix import typeset
from jacviz.ui.matrix.geometry import Measures
from jacviz.ui.matrix.window import FEW
from jacviz.ui.vectors.entry_layout import FLAT_FROM, STACKED_FROM, STACKED_WIDTH, TWO_LINES_FROM

_NAME, _NUMBER = 15, 56  # size of an output's name; room for its value and the space before it
_WIDEST_SHARE = 0.2  # of the board, for y
_LOOKED_AT = 64  # names that decide how wide y is


def measures(outputs: Sequence[str], width: int) -> Measures:
    """What the board needs at a width.

    Args:
        outputs: The outputs' names: y takes as much room as they need, within reason.
        width: Of the board, logical pixels.

    Returns:
        Logical pixels at the font scale in force.
    """
    px = theme.current().pixels
    widest = max((typeset.width(typeset.name(name), _NAME) for name in outputs[:_LOOKED_AT]), default=0.0)
    values = round(min(max(widest + px(_NUMBER), px(58)), _WIDEST_SHARE * width))
    return Measures(
        slider_width=px(46), least_slider=px(STACKED_WIDTH), slider_height=px(48),
        low_slider=px(STACKED_FROM + 1), row_height=px(20),
        two_lines=px(TWO_LINES_FROM), stacked=px(STACKED_FROM),
        flat_gutter=px(114), low_gutter=px(FLAT_FROM + 1), lines_gutter=px(58), strip=px(38), gutter=px(104),
        narrow_gutter=px(80), tight_gutter=px(44), product=px(78), tight_product=px(48),
        product_height=px(60), low_product=px(42), bars_height=px(54), tight_values=px(54),
        values=min(values, px(66)) if len(outputs) > FEW else values, line=px(22), bar=px(30), gap=18,
        margin=3 * theme.UNIT, scale=theme.current().scale,
    )  # fmt: skip
