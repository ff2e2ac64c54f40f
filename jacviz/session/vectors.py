"""A vector under the user's hands: values, names, slider ranges. Immutable; every change is a new Vector."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from jacviz.session.spans import Span as Span

Array: TypeAlias = NDArray[np.float64]
Norm: TypeAlias = Literal["off", "l1", "l2"]


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
    span: Span = field(default_factory=Span)
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

    def __hash__(self) -> int:
        return hash((len(self.values), self.names, self.span, self.norm))

    @cached_property
    def weights(self) -> Array:
        """The values as the products use them: scaled to norm 1 where `norm` asks for it, (n,).

        Always the very same array for one Vector: products compare weights by identity.
        """
        largest = np.abs(self.values).max(initial=0.0)
        if self.norm == "off" or largest == 0 or not np.isfinite(largest):
            return self.values
        scaled = self.values / largest  # first, so that no square overflows or vanishes
        return frozen(scaled / np.linalg.norm(scaled, 1 if self.norm == "l1" else 2))

    @cached_property
    def _own_spans(self) -> dict[str, Span]:
        return dict(self.spans)

    def span_of(self, index: int) -> Span:
        """The range of one entry.

        Returns:
            Its own range, or the vector's.
        """
        return self._own_spans.get(self.names[index], self.span) if self.spans and self.names else self.span

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
        return replace(self, values=array).widened()

    def with_entry(self, index: int, value: float) -> Vector:
        """The same vector with one entry changed.

        Returns:
            A new vector; the entry's range is widened where `value` lies outside.
        """
        array = self.values.copy()
        array[index] = value
        array.flags.writeable = False
        changed = replace(self, values=array)
        return changed if value in self.span_of(index) else changed.widened()

    def with_span(self, span: Span, index: int | None = None) -> Vector:
        """The same vector with another range, for all entries or for one.

        Returns:
            A new vector; its values stay, also where they lie outside.
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

        Values are kept by name; where no name agrees and the length is equal, values and ranges are kept by
        position (every entry was renamed).

        Args:
            names: The new entries.
            default: The value of entries that are new: one number, one an entry, or a function of the index.

        Returns:
            A vector of length `len(names)`; itself where the names are the same.
        """
        names = tuple(names)
        if len(names) == len(self.values) and (names is self.names or names == self.names):
            return self
        if not self.names and len(names) != len(self.values) and isinstance(default, np.ndarray):
            # A network may have 10^5 parameters, of which none is known yet.
            return replace(self, values=frozen(default), names=names).widened()
        known = dict(zip(self.names, self.values.tolist(), strict=False))
        if len(names) == len(self.values) and known.keys().isdisjoint(names):
            renamed = dict(zip(self.names, names, strict=False))
            spans = tuple((renamed.get(name, name), span) for name, span in self.spans)
            return replace(self, names=names, spans=spans).widened()

        def value(index: int) -> float:
            if callable(default):
                return default(index)
            return float(default[index]) if isinstance(default, np.ndarray) else default

        values = [known[name] if name in known else value(i) for i, name in enumerate(names)]
        return replace(self, values=frozen(values), names=names).widened()

    def widened(self) -> Vector:
        """This vector with ranges that cover its values.

        Returns:
            A new vector; itself where they do already.
        """
        entries = self.values
        spans = self.spans
        if spans:
            at = {name: i for i, name in enumerate(self.names)}
            spans = tuple((n, s.including(float(entries[at[n]])) if n in at else s) for n, s in spans)
            shared = [i for name, i in at.items() if name not in self._own_spans]
            entries = entries[shared]
        finite = entries[np.isfinite(entries)]
        span = self.span
        if len(finite):
            span = span.including(float(finite.min())).including(float(finite.max()))
        return self if span == self.span and spans == self.spans else replace(self, span=span, spans=spans)
