"""Which samples each step sees. One seed gives the same minibatches to every optimiser. No torch."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from jacviz.experiment.errors import TrainingError

Indices: TypeAlias = NDArray[np.int64]
Sampling: TypeAlias = Literal["shuffle", "replacement", "distinct"]
SAMPLINGS: tuple[Sampling, ...] = ("shuffle", "replacement", "distinct")

# One user seed feeds several independent streams of random numbers.
STARTS, BATCHES, NOISE, DIRECTIONS = 1, 2, 3, 4


def stream(seed: int, purpose: int) -> np.random.Generator:
    """Random numbers for one purpose under the user's seed.

    Args:
        seed: The user's seed, 0 or more.
        purpose: STARTS, BATCHES, NOISE or DIRECTIONS.

    Returns:
        A generator that is independent of those for other purposes.

    Raises:
        TrainingError: The seed is negative.
    """
    if seed < 0:
        raise TrainingError(f"The seed must be 0 or a positive whole number; it is {seed}.")
    return np.random.default_rng([purpose, seed])


class Minibatches:
    """The minibatches of a descent, step after step.

    Samplings:
        "shuffle": as a DataLoader with shuffle=True: each epoch goes once through all samples in a new
            order, and its last minibatch is smaller where the size does not divide their number.
        "replacement": every sample drawn anew from all of them.
        "distinct": every minibatch drawn anew, without repeats inside it.
    """

    def __init__(
        self, count: int, size: int | None = None, sampling: Sampling = "shuffle", seed: int = 0
    ) -> None:
        """Set the draws up.

        Args:
            count: Number of samples, N.
            size: Samples in a minibatch, B; None or N: all of them in every step, in order (where they
                are not drawn with replacement).
            sampling: How they are drawn.
            seed: The user's seed.

        Raises:
            TrainingError: The size is below 1 or above N, or the sampling is not known.
        """
        if sampling not in SAMPLINGS:
            raise TrainingError(f"There is no sampling {sampling!r}; there are {', '.join(SAMPLINGS)}.")
        if size is not None and size < 1:
            raise TrainingError(f"A minibatch needs at least 1 sample; {size} were asked for.")
        if size is not None and size > count:
            raise TrainingError(
                f"A minibatch of {size} is larger than the data, which have {count} samples; "
                f"choose {count} or fewer."
            )
        self.count = count
        self.size = count if size is None else size
        self.sampling = sampling
        self._draws = self._steps(stream(seed, BATCHES), whole=size is None or size == count)

    def take(self, steps: int) -> list[Indices]:
        """The minibatches of the next steps.

        Returns:
            One array of 0-based sample numbers for each step.
        """
        return list(islice(self._draws, steps))

    def _steps(self, random: np.random.Generator, whole: bool) -> Iterator[Indices]:
        everything: Indices = np.arange(self.count, dtype=np.int64)
        while whole and self.sampling != "replacement":
            yield everything
        while self.sampling == "replacement":
            yield random.integers(0, self.count, self.size, dtype=np.int64)
        while self.sampling == "distinct":
            yield np.asarray(random.choice(self.count, self.size, replace=False), dtype=np.int64)
        while True:
            order: NDArray[Any] = random.permutation(everything)
            for first in range(0, self.count, self.size):
                yield order[first : first + self.size]


def minibatch(
    step: int, count: int, size: int | None = None, sampling: Sampling = "shuffle", seed: int = 0
) -> Indices:
    """The minibatch of one step.

    Args:
        step: 0-based number of the step.
        count: Number of samples.
        size: As for Minibatches.
        sampling: As for Minibatches.
        seed: The user's seed.

    Returns:
        0-based sample numbers.
    """
    return next(islice(Minibatches(count, size, sampling, seed)._draws, step, None))
