"""What theta consists of: tensors by name, and a name for each of their entries. No torch."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Part:
    """A tensor of parameters within the flat theta.

    Attributes:
        name: What it is called.
        shape: () for a single parameter.
        given: Names of the entries, where they are not made of `name` and indices.
    """

    name: str
    shape: tuple[int, ...] = ()
    given: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        """Number of entries."""
        return math.prod(self.shape)

    def entries(self) -> tuple[str, ...]:
        """One name an entry, in C order, indices from 1.

        Returns:
            "a", or "w1", "w2", or "W[1,1]", "W[1,2]", or "b1[1]", "b1[2]".
        """
        if self.given:
            return self.given
        if not self.shape:
            return (self.name,)
        if len(self.shape) == 1 and not self.name[-1].isdigit():
            return tuple(f"{self.name}{i + 1}" for i in range(self.size))
        return tuple(
            f"{self.name}[{','.join(str(i + 1) for i in index)}]" for index in np.ndindex(self.shape)
        )
