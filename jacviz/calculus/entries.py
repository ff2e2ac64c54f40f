"""The entries of x, theta and y: their names, their default values, and how wishes are fitted to them."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from jacviz.calculus.errors import FunctionError
from jacviz.engine.messages import Space, flat, is_same_start

Array = NDArray[Any]

MOST_ENTRIES_A_SIDE = 1_000_000  # of x, theta and y; what is beyond is neither named nor sent


def names_of(base: str, shape: Sequence[int]) -> tuple[str, ...]:
    """One name an entry, with indices from 1 as in mathematics.

    Args:
        base: The variable, such as "x".
        shape: Its shape.

    Returns:
        Names in C order: "x" for a scalar, "x1", "x2" for a vector, "x[1,2]" for more dimensions.
    """
    if not shape:
        return (base,)
    if len(shape) == 1:
        return tuple(f"{base}{i}" for i in range(1, shape[0] + 1))
    rest = [",".join(index) for index in itertools.product(*(indices(side) for side in shape))]
    return tuple(f"{base}[{index}]" for index in rest)


def indices(side: int) -> list[str]:
    """Indices along one side, as they are shown.

    Returns:
        "1" to `side`.
    """
    return [str(i) for i in range(1, side + 1)]


def usable_names(given: object, count: int, what: str) -> tuple[tuple[str, ...] | None, str | None]:
    """Names that the user's text gives, where there is one for each entry.

    Args:
        given: A list of texts, or None.
        count: Number of entries.
        what: The name of the list in the text.

    Returns:
        The names, or None and a sentence that says why they are not used.
    """
    if given is None:
        return None, None
    if isinstance(given, str):
        given = given.replace(",", " ").split()
    if not isinstance(given, Iterable):
        return None, f"{what}: expected a list of names, got {type(given).__name__}; it is not used"
    names = tuple(str(name) for name in given)
    if len(names) != count:
        return None, f"{what}: expected {count} names, got {len(names)}; they are not used"
    if len(set(names)) != count:
        return None, f"{what}: expected names that differ, got one twice; they are not used"
    return names, None


def refuse_too_many(outputs: int) -> None:
    """Refuse a function with more outputs than are named and sent.

    Args:
        outputs: Number of values that f returned.

    Raises:
        FunctionError: They are too many.
    """
    if outputs > MOST_ENTRIES_A_SIDE:
        sentence = f"f(x): expected at most {MOST_ENTRIES_A_SIDE:,} values, got {outputs:,}; return fewer"
        raise FunctionError("size", sentence)


class Entries:
    """The entries of x or theta.

    Attributes:
        variable: "x" or "theta", for sentences.
        space: Names and shape.
        default: The values where none are wished for, (n,), read-only.
        start: `default` where the text itself gives it (x0, theta0, a network's parameters), else None.
    """

    def __init__(self, variable: str, space: Space, default: Array, *, own: bool = False) -> None:
        self.variable = variable
        self.space = space
        self.default = default
        self.start = default if own else None
        self._wish: tuple[Array, tuple[str, ...]] | None = None
        self._fitted = default
        self._tensor: tuple[Array, str, torch.Tensor] | None = None
        self._compared: tuple[Array | None, bool] | None = None

    def __len__(self) -> int:
        """Number of entries.

        Returns:
            The length of `default`.
        """
        return len(self.default)

    def fit(self, wish: Array | None, names: tuple[str, ...], start: Array | None = None) -> Array:
        """The values to use.

        Args:
            wish: Wished values, flat, or None. What was wished for another function counts nothing where
                this one has no entries.
            names: The names that they belong to; none where they are meant by position.
            start: The text's start that the wish has taken account of. Another start that the text gives by
                now is a newer wish than named values.

        Returns:
            Shape (n,), read-only; the very same array as before for the very same wish.
        """
        if wish is None or not len(self) or (names and self._is_newer(start)):
            return self.default
        before = self._wish
        if before is None or before[0] is not wish or before[1] != names:
            self._fitted = flat(self._placed(wish.reshape(-1), names), self.default.dtype.name)  # type: ignore[arg-type]
            self._wish = (wish, names)
        return self._fitted

    def tensor(self, values: Array, device: str) -> torch.Tensor:
        """Fitted values for torch.

        Args:
            values: What `fit` gave.
            device: Where the tensor shall be.

        Returns:
            A tensor of the user's shape; the very same one as before for the very same values.
        """
        before = self._tensor
        if before is None or before[0] is not values or before[1] != device:
            shape = self.space.shape if len(values) else (0,)
            before = values, device, torch.tensor(values, device=device).reshape(shape)
            self._tensor = before
        return before[2]

    def _is_newer(self, start: Array | None) -> bool:
        if self.start is None:
            return False
        if self._compared is None or self._compared[0] is not start:  # long ones take a while, at each drag
            self._compared = start, not is_same_start(self.start, start)
        return self._compared[1]

    def _placed(self, wish: Array, names: tuple[str, ...]) -> Array:
        own = self.space.names
        if len(wish) == len(own) and names in (own, ()):
            return wish
        if not names:
            expected = f"{len(own)} values ({_listed(own)})"
            raise FunctionError("value", f"{self.variable}: expected {expected}, got {len(wish)}")
        known = dict(zip(names, wish, strict=False))
        if len(wish) == len(own) and known.keys().isdisjoint(own):
            return wish
        return np.array([known.get(name, value) for name, value in zip(own, self.default, strict=True)])


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names) if len(names) <= 6 else f"{names[0]} to {names[-1]}"
