"""The box around the surface: which walls stand behind it, where its ticks are. Pure numbers, no OpenGL."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from jacviz.ui.landscape.solid.shapes import TALL

Array: TypeAlias = NDArray[Any]

_TICK = 0.05  # length of a tick
_RECEDES = 25.0  # degrees: an edge of the floor that lies so nearly along the view is seen as upright, too


@dataclass(frozen=True)
class Corner:
    """The corner of the floor that is nearest to the eye: labels stand along its edges.

    Attributes:
        x: -1 or 1.
        y: -1 or 1.
        upright_right: Whether the upright axis stands at the right of the picture, not at the left.
    """

    x: int
    y: int
    upright_right: bool = False


def nearest_corner(azimuth: float) -> Corner:
    """Where the eye looks from.

    Args:
        azimuth: Degrees; 0 looks along -x from +x.

    Returns:
        The corner. The upright axis stands at the left unless the edge of the floor that ends there leads
        away from the eye: the labels of both would stand in one column, and on the surface.
    """
    x, y = ((1, 1), (-1, 1), (-1, -1), (1, -1))[int(azimuth // 90.0) % 4]
    return Corner(x, y, azimuth % 90.0 > 90.0 - _RECEDES)


def grid_lines(
    corner: Corner, x: Sequence[float], y: Sequence[float], z: Sequence[float], floor: bool = True
) -> Array:
    """Lines on the floor and on the two walls behind the surface, and the edges of both.

    Args:
        corner: The nearest one; the walls are those away from it.
        x: Places of ticks, -1 to 1.
        y: Likewise.
        z: Likewise, -TALL to TALL.
        floor: Whether the eye sees the floor from above.

    Returns:
        Both ends of each line, (2 k, 3).
    """
    far_x, far_y = -corner.x, -corner.y
    ground = -TALL if floor else TALL
    lines: list[tuple[tuple[float, float, float], tuple[float, float, float]]] = []
    for at in (-1.0, *x, 1.0):
        lines += [((at, -1, ground), (at, 1, ground)), ((at, far_y, -TALL), (at, far_y, TALL))]
    for at in (-1.0, *y, 1.0):
        lines += [((-1, at, ground), (1, at, ground)), ((far_x, at, -TALL), (far_x, at, TALL))]
    for at in (-TALL, *z, TALL):
        lines += [((far_x, -1, at), (far_x, 1, at)), ((-1, far_y, at), (1, far_y, at))]
    return np.array(lines, dtype=np.float32).reshape(-1, 3)


@dataclass(frozen=True, eq=False)
class Axis:
    """Where the labels of an axis stand.

    Attributes:
        ticks: Where the ticks end and labels begin, (k, 3).
        ends: Where the ticks touch the box, (k, 3).
        middle: Where the name stands: the middle of a lower axis, the top of the upright one, (3,).
        outside: A bit away from it, (3,): in that direction its name stands.
    """

    ticks: Array
    ends: Array
    middle: Array
    outside: Array


def axes(
    corner: Corner, x: Sequence[float], y: Sequence[float], z: Sequence[float]
) -> tuple[Axis, Axis, Axis]:
    """The three axes: two along the nearest edges of the floor, one up the edge at the left or right.

    Args:
        corner: The nearest one.
        x: Places of ticks, -1 to 1.
        y: Likewise.
        z: Likewise, -TALL to TALL.

    Returns:
        Of x, y and z.
    """
    near_x, near_y = corner.x, corner.y
    left = (near_x, -near_y) if near_x == near_y else (-near_x, near_y)
    upright = (-left[0], -left[1]) if corner.upright_right else left
    out = np.array([*upright, 0.0]) / math.sqrt(2)
    return (
        _axis([(at, near_y, -TALL) for at in x], np.array([0.0, near_y, 0.0]), (0.0, near_y, -TALL)),
        _axis([(near_x, at, -TALL) for at in y], np.array([near_x, 0.0, 0.0]), (near_x, 0.0, -TALL)),
        _axis([(*upright, at) for at in z], np.array([0.0, 0.0, 1.0]), (*upright, TALL), out),
    )


def _axis(
    ends: Sequence[tuple[float, float, float]],
    away: Array,
    named: tuple[float, float, float],
    out: Array | None = None,
) -> Axis:
    made = np.array(ends, dtype=np.float64).reshape(-1, 3)
    ticks = made + (away if out is None else out) * _TICK
    return Axis(ticks, made, np.array(named), np.array(named) + away * _TICK)
