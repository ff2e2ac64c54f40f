"""The problems that were built last: what was traced for them is kept from task to task."""

from __future__ import annotations

import dataclasses
from functools import cached_property

import numpy as np

from jacviz.experiment.data import Dataset
from jacviz.experiment.settings import ProblemSettings
from jacviz.experiment.starts import Array
from jacviz.training.building import build
from jacviz.training.curvature import Stability, stability, suggested_rate
from jacviz.training.problems import Problem, Risk
from jacviz.training.wanted import Wanted, always

_KEPT = 4
_MOST_NUMBERS = 40_000_000  # of samples that are kept beside those of the newest problem
_SHOWN = 2000  # samples that the window draws


class Experiment:
    """One problem, and what was found out about it.

    Attributes:
        settings: What it was built from.
        problem: What is minimised.
    """

    def __init__(self, settings: ProblemSettings, wanted: Wanted) -> None:
        self.settings = settings
        self.problem: Problem = build(settings, wanted)
        self._rate: float | None = None
        self._stability: tuple[bytes, Stability] | None = None

    def rate(self, wanted: Wanted) -> float:
        """The learning rate that suits plain SGD.

        Args:
            wanted: Asked while it is looked for.

        Returns:
            The rate.
        """
        if self._rate is None:
            self._rate = suggested_rate(self.problem, wanted)
        return self._rate

    def stability(self, point: Array, wanted: Wanted) -> Stability:
        """How large a learning rate may be at a point; the last one is remembered.

        Args:
            point: Where, (p,).
            wanted: Asked while it is looked for.

        Returns:
            The largest eigenvalue and what follows from it.
        """
        place = point.tobytes()
        if self._stability is None or self._stability[0] != place:
            self._stability = place, stability(self.problem, point, wanted)
        return self._stability[1]

    @cached_property
    def sample(self) -> Dataset | None:
        """At most 2,000 of the samples, evenly picked, read-only; None for an objective alone."""
        if not isinstance(self.problem, Risk):
            return None
        data = self.problem.data
        count = min(len(data), _SHOWN)
        chosen = np.arange(count) * len(data) // count
        inputs, targets = data.inputs[chosen], data.targets[chosen]
        for array in (inputs, targets):
            array.flags.writeable = False  # so that it is sent once
        return dataclasses.replace(data, inputs=inputs, targets=targets)

    @property
    def numbers(self) -> int:
        """About how many numbers its samples are."""
        return sum(tensor.numel() for tensor in self.problem.samples)


class Experiments:
    """The last few problems, the newest first."""

    def __init__(self) -> None:
        self._kept: list[Experiment] = []

    def of(self, settings: ProblemSettings, wanted: Wanted = always) -> Experiment:
        """The problem that some settings describe, built or kept.

        Args:
            settings: What is minimised.
            wanted: Asked while it is built.

        Returns:
            The same object for equal settings, as long as it is kept.
        """
        found = next((one for one in self._kept if same(one.settings, settings)), None)
        if found is None:
            self._shrink(_KEPT - 1)
            found = Experiment(settings, wanted)
        else:
            self._kept.remove(found)
        self._kept.insert(0, found)
        return found

    def forget(self) -> None:
        """Give all memory back."""
        self._kept.clear()

    def _shrink(self, most: int) -> None:
        while len(self._kept) > most or sum(one.numbers for one in self._kept) > _MOST_NUMBERS:
            self._kept.pop()


def same(one: object, other: object) -> bool:
    """Whether two settings describe the same, down to the last bit of their data.

    Returns:
        False where any field differs; arrays are the same where they hold the same bytes.
    """
    if one is other:
        return True
    if type(one) is not type(other):
        return False
    if isinstance(one, np.ndarray) and isinstance(other, np.ndarray):
        alike = one.shape == other.shape and one.dtype == other.dtype
        return alike and np.array_equal(_bytes(one), _bytes(other))
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if dataclasses.is_dataclass(one):
        names = (field.name for field in dataclasses.fields(one))
        return all(same(getattr(one, name), getattr(other, name)) for name in names)
    return one == other


def _bytes(array: np.ndarray) -> np.ndarray:
    return np.ascontiguousarray(array).reshape(-1).view(np.uint8)
