"""Short names for types that several kinds of messages about training use."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

from numpy.typing import NDArray

Array: TypeAlias = NDArray[Any]
# ((alpha from, to), (beta from, to)) on a plane.
Window: TypeAlias = tuple[tuple[float, float], tuple[float, float]]
Batch: TypeAlias = int | Literal["default"] | None
