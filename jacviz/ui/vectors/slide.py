"""Where a slider's handle stands, and what value a place on its track means. Pure numbers, no Qt."""

from __future__ import annotations

import math
from decimal import Decimal

from jacviz.session.spans import Span


def fraction(value: float, span: Span) -> float:
    """Where `value` lies on the track.

    Returns:
        0 at the minimum, 1 at the maximum; the nearer end for what lies outside, the place of zero for nan.
    """
    if math.isnan(value):
        value = 0.0
    return min(max((value - span.minimum) / span.width, 0.0), 1.0)


def value_at(place: float, span: Span, pixels: float, *, snap: bool) -> float:
    """The value under the cursor.

    Args:
        place: 0 at the minimum, 1 at the maximum; what lies outside counts as the end.
        span: The range.
        pixels: Length of the track.
        snap: Whether to take the nearest multiple of the step, or an end of the range where that is nearer.

    Returns:
        A number inside the span, with no more decimals than a tenth of a pixel needs.
    """
    if not 0.0 < place < 1.0:
        return span.minimum if place <= 0.0 else span.maximum
    raw = span.minimum + place * span.width
    if not snap:
        decimals = 1 - math.floor(math.log10(span.width / max(pixels, 1.0)))
        raw = round(raw, decimals)
        return min(max(raw, span.minimum), span.maximum)
    nearest = _multiple(round(raw / span.step), span.step) if math.isfinite(raw / span.step) else raw
    choices = [span.minimum, span.maximum]
    if nearest in span:
        choices.insert(0, nearest)  # first: it wins where an end is as near
    return min(choices, key=lambda choice: abs(choice - raw))


def stepped(value: float, steps: int, span: Span, *, fine: bool = False) -> float:
    """`value` moved by whole steps, in decimal arithmetic: 0.1 three times is 0.3.

    Args:
        value: Where to start; zero where it is nan.
        steps: How many steps, with sign.
        span: The range; a value outside may move towards it, never farther away.
        fine: Whether a step is a tenth.

    Returns:
        The other value.
    """
    if math.isnan(value):
        value = 0.0
    elif math.isinf(value):
        return span.maximum if value > 0 else span.minimum
    distance = Decimal(repr(span.step)) * steps / (10 if fine else 1)
    moved = float(Decimal(repr(value)) + distance)
    if steps > 0:
        return min(moved, span.maximum) if value < span.maximum else value
    return max(moved, span.minimum) if value > span.minimum else value


def _multiple(count: int, step: float) -> float:
    return float(Decimal(count) * Decimal(repr(step)))
