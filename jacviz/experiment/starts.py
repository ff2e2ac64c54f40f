"""Where trajectories begin: random, grid or ring in the view, or placed by hand. No torch."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from jacviz.experiment.errors import TrainingError
from jacviz.experiment.minibatches import STARTS, stream

Array: TypeAlias = NDArray[np.float64]
Spread: TypeAlias = Literal["normal", "uniform", "grid", "ring"]
SPREADS: tuple[Spread, ...] = ("normal", "uniform", "grid", "ring")
MOST_STARTS = 10_000


@dataclass(frozen=True, eq=False)
class Region:
    """A box in the space of the parameters, where starts are drawn and the surface is shown first.

    Attributes:
        centre: Its middle, (p,).
        half: Half its extent along each parameter, (p,), positive.
    """

    centre: Array
    half: Array

    @property
    def low(self) -> Array:
        """The lower corner, (p,)."""
        return self.centre - self.half

    @property
    def high(self) -> Array:
        """The upper corner, (p,)."""
        return self.centre + self.half


def placed(points: Sequence[Any] | NDArray[Any], names: Sequence[str]) -> Array:
    """Starts that the user gave, checked.

    Args:
        points: One start, or one start a row.
        names: Names of the p parameters.

    Returns:
        Shape (starts, p).

    Raises:
        TrainingError: There is none, one does not have p entries, or one is not finite.
    """
    try:
        array = np.atleast_2d(np.asarray(points, dtype=np.float64))
    except (TypeError, ValueError):
        raise TrainingError(
            f"Each start needs {_numbers(len(names))} ({', '.join(names[:6])}); the starts differ in length "
            "or hold something else."
        ) from None
    if array.size == 0:
        raise TrainingError("There is no start; place at least one.")
    if array.ndim != 2 or array.shape[1] != len(names):
        listed = ", ".join(names[:6]) + (", ..." if len(names) > 6 else "")
        raise TrainingError(
            f"A start needs {_numbers(len(names))}, one for each parameter ({listed}); "
            f"{_numbers(array.shape[-1])} came."
        )
    if not np.isfinite(array).all():
        raise TrainingError("A start must be finite in every parameter; one holds nan or infinity.")
    require_count(len(array))
    return np.ascontiguousarray(array)


def spread(count: int, how: Spread, region: Region, seed: int = 0) -> Array:
    """Starts in `region`.

    Args:
        count: How many.
        how: "normal": about the centre, a standard deviation of half the half extent; "uniform": in the box;
            "grid": evenly over the first two parameters; "ring": on an ellipse in them, at 0.8 of the box.
            Further parameters of grid and ring are those of `middle`, the same for all.
        region: The box.
        seed: The user's seed.

    Returns:
        Shape (count, p).

    Raises:
        TrainingError: The count is below 1 or above 10,000, or `how` is not known.
    """
    require_count(count)
    if how not in SPREADS:
        raise TrainingError(f"Starts are spread {', '.join(SPREADS)}; {how!r} is none of these.")
    random = stream(seed, STARTS)
    size = (count, len(region.centre))
    if how == "normal":
        return region.centre + region.half / 2 * random.standard_normal(size)
    if how == "uniform":
        return region.centre + region.half * random.uniform(-1.0, 1.0, size)
    units = _grid(count, size[1]) if how == "grid" else _ring(count, size[1])
    points = np.tile(middle(region, seed), (count, 1))
    drawn = slice(units.shape[1])
    points[:, drawn] = region.centre[drawn] + region.half[drawn] * units
    return points


def middle(region: Region, seed: int = 0) -> Array:
    """A point to stand at where only some parameters are varied.

    Args:
        region: The box.
        seed: The user's seed.

    Returns:
        The centre, (p,). Where that is 0 in all of more than two parameters, the first start that "normal"
        draws: a network of zeros has hardly a gradient, and its hidden units stay the same as each other.
    """
    centre = region.centre
    return centre if len(centre) <= 2 or centre.any() else spread(1, "normal", region, seed)[0]


def _grid(count: int, parameters: int) -> Array:
    """Cell centres of an even grid on [-1, 1]^2, row after row; a last row that is not full is spread out.

    Returns:
        Shape (count, 1 or 2).
    """
    if parameters == 1:
        return _cells(count)[:, None]
    rows = max(1, round(math.sqrt(count)))
    lengths = [count // rows + (row < count % rows) for row in range(rows)]
    heights = _cells(rows)
    parts = [np.column_stack([_cells(n), np.full(n, y)]) for n, y in zip(lengths, heights, strict=True)]
    return np.concatenate(parts)


def _cells(count: int) -> Array:
    return (2 * np.arange(count) + 1) / count - 1.0


def _ring(count: int, parameters: int) -> Array:
    angle = 2 * math.pi * (np.arange(count) + 0.5) / count
    circle = 0.8 * np.column_stack([np.cos(angle), np.sin(angle)])
    return circle[:, : min(parameters, 2)]


def require_count(count: int) -> None:
    """Refuse a number of starts that cannot be.

    Args:
        count: How many.

    Raises:
        TrainingError: It is below 1 or above 10,000.
    """
    if not 1 <= count <= MOST_STARTS:
        raise TrainingError(f"There can be 1 to {MOST_STARTS:,} starts; {count:,} were asked for.")


def _numbers(count: int) -> str:
    return "1 number" if count == 1 else f"{count} numbers"
