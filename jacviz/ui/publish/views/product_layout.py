"""Where the parts of the matrix product stand on a page. Pure numbers."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF

FEW = 12  # an axis of up to this many entries has cells with numbers
_LEAST_CELL = 25.0  # pixels of a cell of few, before the scale: a number fits


@dataclass(frozen=True)
class Wishes:
    """What the parts need, in pixels.

    Attributes:
        scale: Of the type.
        line: Height of a line of words.
        letters: Width of the letters at the left.
        words: Width of the words after them; 0 where they are left out.
        names: Width of y's names and numbers.
        bar: Height of the colour bar with its numbers; 0 for none.
        columns: Whether columns have names.
    """

    scale: float
    line: float
    letters: float
    words: float
    names: float
    bar: float
    columns: bool


@dataclass(frozen=True)
class Product:
    """Where the parts stand.

    Attributes:
        matrix: J.
        x: The point.
        v: Weights on columns.
        u: Weights on rows.
        vjp: u^T J.
        jvp: J v.
        y: The outputs.
        corner: u^T J v.
        bar: The colour bar; empty for none.
        left: Where the letters at the left begin.
        names: Top of the line of column names.
        heading: Top of the line of letters over u, J v and y.
        has_words: Whether words stand after the letters.
        excess: By what factor all of it is larger than there is room; at most 1 where it fits.
    """

    matrix: QRectF
    x: QRectF
    v: QRectF
    u: QRectF
    vjp: QRectF
    jvp: QRectF
    y: QRectF
    corner: QRectF
    bar: QRectF
    left: float
    names: float
    heading: float
    has_words: bool
    excess: float


def arranged(rect: QRectF, m: int, n: int, wishes: Wishes) -> Product:
    """Place the product in a rectangle, centred.

    Args:
        rect: All there is.
        m: Rows.
        n: Columns.
        wishes: What the parts need.

    Returns:
        Rectangles inside it.
    """
    s = wishes.scale
    # Where there is little room everything around J draws in.
    across, down = _drawn_in(rect.width() / (560 * s)), _drawn_in(rect.height() / (460 * s))
    gap = 12 * s * min(across, down)
    words = wishes.words if across >= 0.95 else 0.0
    u, jvp = 58 * s * across, 72 * s * across
    y = min(wishes.names, 0.2 * rect.width())
    gutter = wishes.letters + words
    strip = max(34 * s * down, 1.35 * wishes.line)
    sums = max((58 if n <= FEW else 46) * s * down, 1.5 * wishes.line)
    names = wishes.line if wishes.columns else 0.0
    above = names + 2 * strip + 4 * s + wishes.line + 4 * s
    below = gap + sums + (gap * 0.8 + wishes.bar if wishes.bar else 0.0)
    room = max(rect.width() - gutter - u - jvp - y - 2 * gap - 6 * s, 8.0)
    tall = max(rect.height() - above - below, 8.0)
    wide, high = _cells(m, n, room, tall, s)
    wide, high = max(wide, _LEAST_CELL * s * min(n, 5)), max(high, _LEAST_CELL * s * min(m, 5))
    used = gutter + u + 2 * gap + wide + jvp + 6 * s + y
    left = rect.left() + (rect.width() - used) / 2
    top = rect.top() + max(rect.height() - above - high - below, 0) / 2
    mx, my = left + gutter + u + gap, top + above
    jx, py = mx + wide + gap, my + high + gap
    return Product(
        matrix=QRectF(mx, my, wide, high),
        x=QRectF(mx, top + names, wide, strip),
        v=QRectF(mx, top + names + strip + 4 * s, wide, strip),
        u=QRectF(mx - gap - u, my, u, high),
        vjp=QRectF(mx, py, wide, sums),
        jvp=QRectF(jx, my, jvp, high),
        y=QRectF(jx + jvp + 6 * s, my, y, high),
        corner=QRectF(jx, py, jvp, sums),
        bar=QRectF(mx, py + sums + gap * 0.8, wide, wishes.bar) if wishes.bar else QRectF(),
        left=left, names=top, heading=my - wishes.line - 4 * s, has_words=words > 0,
        excess=max(used / max(rect.width(), 1), (above + high + below) / max(rect.height(), 1)) / 1.0001,
    )  # fmt: skip


def _drawn_in(share: float) -> float:
    return min(max(share, 0.5), 1.0)


def _cells(m: int, n: int, room: float, tall: float, s: float) -> tuple[float, float]:
    """Width and height of J: squarish cells, but no sliver where one side is long.

    Returns:
        At most `room` and `tall`.
    """
    few_columns, few_rows = n <= FEW, m <= FEW
    wide = min(room, n * 130 * s) if few_columns else room
    square = wide * m / n * (0.9 if few_columns and few_rows else 1.0)
    least = m * 44 * s if few_rows else (wide / 2 if not few_columns else 0.0)
    high = min(tall, max(square, least), m * 96 * s if few_rows else tall)
    if not few_columns:
        wide = min(wide, max(high * n / m, high / 2))
    return wide, high
