"""A vector under the user's hands: values, names, slider ranges. Immutable; every change is a new Vector."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[np.float64]
Norm: TypeAlias = Literal["off", "l1", "l2"]


@dataclass(frozen=True)
class Span:
    """What a slider covers.

    Attributes:
        minimum: Left end.
        maximum: Right end, greater than `minimum`.
        step: What one arrow key or wheel notch moves; fine steps are a tenth of it.
    """

    minimum: float = -3.0
    maximum: float = 3.0
    step: float = 0.1

    def __post_init__(self) -> None:
        if not (np.isfinite([self.minimum, self.maximum, self.step]).all() and self.minimum < self.maximum):
            raise ValueError(f"a range needs finite minimum < maximum, got {self.minimum} and {self.maximum}")
        if self.step <= 0:
            raise ValueError(f"a step is greater than 0, got {self.step}")

    def including(self, value: float) -> Span:
        """This span, widened to a round number where `value` lies outside.

        Returns:
            A span that covers `value`; itself where it does already or where `value` is not finite.
        """
        if not np.isfinite(value) or self.minimum <= value <= self.maximum:
            return self
        reach = float(f"{abs(value) * 1.25:.1g}") if abs(value) < 1e300 else abs(value)
        reach = max(reach, abs(value))
        if value < self.minimum:
            return replace(self, minimum=-reach if value < 0 else value)
        return replace(self, maximum=reach if value > 0 else value)


def frozen(values: object) -> Array:
    """Flat read-only float64 copy of `values`.

    Returns:
        An array of shape (n,).
    """
    array = np.array(values, dtype=np.float64).reshape(-1)
    array.flags.writeable = False
    return array


@dataclass(frozen=True, eq=False)
class Vector:
    """Values with their names and slider ranges.

    Attributes:
        values: Shape (n,), float64, read-only.
        names: n names; empty as long as no function has named the entries.
        span: The range of every entry that has none of its own.
        spans: Ranges of single entries, by name.
        norm: The norm that `weights` are scaled to 1 in; "off" leaves them as they are.
    """

    values: Array = field(default_factory=lambda: frozen(()))
    names: tuple[str, ...] = ()
    span: Span = Span()
    spans: tuple[tuple[str, Span], ...] = ()
    norm: Norm = "off"

    def __len__(self) -> int:
        return len(self.values)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Vector):
            return NotImplemented
        mine = (self.names, self.span, self.spans, self.norm)
        theirs = (other.names, other.span, other.spans, other.norm)
        return mine == theirs and np.array_equal(self.values, other.values, equal_nan=True)

    __hash__ = None  # type: ignore[assignment]  # equality by value over an array: not a key

    @property
    def weights(self) -> Array:
        """The values as the products use them: scaled to norm 1 where `norm` asks for it, (n,)."""
        if self.norm == "off":
            return self.values
        size = np.linalg.norm(self.values, 1 if self.norm == "l1" else 2)
        return self.values if size == 0 or not np.isfinite(size) else frozen(self.values / size)

    def span_of(self, index: int) -> Span:
        """The range of one entry.

        Returns:
            Its own range, or the vector's.
        """
        return dict(self.spans).get(self.names[index], self.span) if self.spans and self.names else self.span

    def with_values(self, values: object) -> Vector:
        """The same vector with other values.

        Returns:
            A new vector; ranges are widened where a value lies outside.

        Raises:
            ValueError: The number of values is not n.
        """
        array = frozen(values)
        if len(array) != len(self.values):
            raise ValueError(f"expected {len(self.values)} values, got {len(array)}")
        return replace(self, values=array)._widened()

    def with_entry(self, index: int, value: float) -> Vector:
        """The same vector with one entry changed.

        Returns:
            A new vector; the entry's range is widened where `value` lies outside.
        """
        array = self.values.copy()
        array[index] = value
        array.flags.writeable = False
        changed = replace(self, values=array)
        span = self.span_of(index)
        return changed if span.minimum <= value <= span.maximum else changed._widened()

    def with_span(self, span: Span, index: int | None = None) -> Vector:
        """The same vector with another range, for all entries or for one.

        Returns:
            A new vector.
        """
        if index is None or not self.names:
            return replace(self, span=span, spans=())
        others = tuple((name, kept) for name, kept in self.spans if name != self.names[index])
        return replace(self, spans=(*others, (self.names[index], span)))

    def one_hot(self, index: int) -> Vector:
        """e_index.

        Returns:
            A new vector that is 1 at `index` and 0 elsewhere.
        """
        array = np.zeros(len(self))
        array[index] = 1.0
        return self.with_values(array)

    def filled(self, value: float) -> Vector:
        """All entries alike.

        Returns:
            A new vector.
        """
        return self.with_values(np.full(len(self), value))

    def random(self, seed: int) -> Vector:
        """Standard normal entries.

        Returns:
            A new vector, the same for the same seed and length.
        """
        return self.with_values(np.random.default_rng(seed).standard_normal(len(self)))

    def hot_index(self) -> int | None:
        """Where this vector is one-hot.

        Returns:
            The index of its single 1, or None.
        """
        nonzero = np.flatnonzero(self.values)
        return int(nonzero[0]) if len(nonzero) == 1 and self.values[nonzero[0]] == 1.0 else None

    def fitted(self, names: Sequence[str], default: float | Array | Callable[[int], float]) -> Vector:
        """This vector on another set of entries.

        Values are kept by name; where no name agrees and the length is equal, by position.

        Args:
            names: The new entries.
            default: The value of entries that are new: one number, one a new entry, or a function of the index.

        Returns:
            A vector of length `len(names)`; itself where the names are the same.
        """
        names = tuple(names)
        if names == self.names:
            return self
        known: dict[str, Any] = dict(zip(self.names, self.values, strict=False))
        if len(names) == len(self.values) and (not self.names or not known.keys() & set(names)):
            return replace(self, names=names)._widened()
        array = np.empty(len(names))
        for i, name in enumerate(names):
            if name in known:
                array[i] = known[name]
            elif callable(default):
                array[i] = default(i)
            else:
                array[i] = default[i] if isinstance(default, np.ndarray) else default
        return replace(self, values=frozen(array), names=names)._widened()

    def _widened(self) -> Vector:
        finite = self.values[np.isfinite(self.values)]
        if len(finite) == 0:
            return self
        lowest, highest = float(finite.min()), float(finite.max())
        if not self.spans:
            span = self.span.including(lowest).including(highest)
            return self if span is self.span else replace(self, span=span)
        own = {name: span.including(self._value_of(name)) for name, span in self.spans}
        others = [v for name, v in zip(self.names, self.values, strict=True) if name not in own]
        span = self.span
        for value in (min(others, default=0.0), max(others, default=0.0)):
            span = span.including(float(value))
        return replace(self, span=span, spans=tuple(own.items()))

    def _value_of(self, name: str) -> float:
        return float(self.values[self.names.index(name)]) if name in self.names else 0.0
