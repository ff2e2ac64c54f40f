"""Data to learn from: seeded experiments, and the Dataset that every source of data becomes. No torch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, TypeAlias

import numpy as np
from numpy.typing import NDArray

from jacviz.experiment.errors import TrainingError

Array: TypeAlias = NDArray[np.float64]
MOST_SAMPLES = 10_000_000


@dataclass(frozen=True, eq=False)
class Dataset:
    """Samples with their targets.

    Attributes:
        inputs: Shape (N, d), float64, finite.
        targets: Shape (N,), float64, finite; class numbers 0 to k-1 where there are `classes`.
        input_names: d names.
        target_name: What the target is called.
        classes: Labels of the classes; empty where the target is a number.
        title: What the data are.
        notes: Sentences about how they were read.
    """

    inputs: Array
    targets: Array
    input_names: tuple[str, ...] = ("x",)
    target_name: str = "t"
    classes: tuple[str, ...] = ()
    title: str = "Data"
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.inputs.ndim != 2 or self.targets.shape != self.inputs.shape[:1]:
            raise TrainingError(
                f"Data need inputs (N, d) and targets (N,); {self.inputs.shape} and {self.targets.shape} "
                "came."
            )
        if len(self.targets) == 0:
            raise TrainingError("The data have no samples; at least one is needed.")
        if not (_all_finite(self.inputs) and _all_finite(self.targets)):
            raise TrainingError("The data hold nan or infinity; leave those samples out.")

    def __len__(self) -> int:
        return len(self.targets)


@dataclass(frozen=True, kw_only=True)
class DataSettings:
    """A seeded experiment.

    Attributes:
        name: The word that chooses it.
        count: Number of samples, N.
        noise: Standard deviation of the Gaussian noise (on the target, or on both coordinates of points).
        seed: Fixes the data bit for bit.
    """

    name: ClassVar[str] = ""
    count: int = 200
    noise: float = 0.5
    seed: int = 0

    def __post_init__(self) -> None:
        if not 1 <= self.count <= MOST_SAMPLES:
            raise TrainingError(f"There can be 1 to {MOST_SAMPLES:,} samples; {self.count:,} were asked for.")
        if not (self.noise >= 0 and np.isfinite(self.noise)):
            raise TrainingError(f"The noise must be 0 or a positive number; it is {self.noise:g}.")
        if self.seed < 0:
            raise TrainingError(f"The seed must be 0 or a positive whole number; it is {self.seed}.")

    def draw(self) -> Dataset:
        """The data of these settings.

        Returns:
            The same samples, bit for bit, every time.
        """
        return self._draw(np.random.default_rng(self.seed))

    def _draw(self, random: np.random.Generator) -> Dataset:
        raise NotImplementedError


@dataclass(frozen=True, kw_only=True)
class LineData(DataSettings):
    """t = slope x + intercept + noise, x ~ LogNormal(mu, sigma): the line experiment."""

    name: ClassVar[str] = "line"
    slope: float = 2.0
    intercept: float = 0.5
    mu: float = 0.0
    sigma: float = 0.5

    def __post_init__(self) -> None:
        super().__post_init__()
        if not (self.sigma >= 0 and np.isfinite(self.sigma)):
            raise TrainingError(f"sigma must be 0 or a positive number; it is {self.sigma:g}.")

    def _draw(self, random: np.random.Generator) -> Dataset:
        x = random.lognormal(self.mu, self.sigma, self.count)
        t = self.slope * x + self.intercept + self.noise * random.standard_normal(self.count)
        return _curve(x, t, "Line")


@dataclass(frozen=True, kw_only=True)
class QuadraticData(DataSettings):
    """t = curvature x^2 + slope x + intercept + noise, x uniform in [-2, 2]."""

    name: ClassVar[str] = "quadratic"
    noise: float = 0.3
    curvature: float = 1.0
    slope: float = -0.5
    intercept: float = 0.5

    def _draw(self, random: np.random.Generator) -> Dataset:
        x = random.uniform(-2.0, 2.0, self.count)
        t = (self.curvature * x + self.slope) * x + self.intercept
        return _curve(x, t + self.noise * random.standard_normal(self.count), "Quadratic")


@dataclass(frozen=True, kw_only=True)
class SineData(DataSettings):
    """t = amplitude sin(frequency x) + noise, x uniform in [-pi, pi]."""

    name: ClassVar[str] = "sine"
    noise: float = 0.1
    amplitude: float = 1.0
    frequency: float = 1.0

    def _draw(self, random: np.random.Generator) -> Dataset:
        x = random.uniform(-np.pi, np.pi, self.count)
        t = self.amplitude * np.sin(self.frequency * x)
        return _curve(x, t + self.noise * random.standard_normal(self.count), "Sine")


@dataclass(frozen=True, kw_only=True)
class MoonsData(DataSettings):
    """Two half circles that reach into each other, one class each."""

    name: ClassVar[str] = "moons"
    noise: float = 0.15

    def _draw(self, random: np.random.Generator) -> Dataset:
        label = np.arange(self.count) % 2
        angle = np.pi * random.uniform(0.0, 1.0, self.count)
        upper = np.column_stack([np.cos(angle), np.sin(angle)])
        lower = np.column_stack([1.0 - np.cos(angle), 0.5 - np.sin(angle)])
        points = np.where(label[:, None] == 0, upper, lower)
        return _classes(points, label, 2, self.noise, random, "Two moons")


@dataclass(frozen=True, kw_only=True)
class BlobsData(DataSettings):
    """Round clouds on a circle of radius 2, one class each."""

    name: ClassVar[str] = "blobs"
    classes: int = 3

    def __post_init__(self) -> None:
        super().__post_init__()
        _require_classes(self.classes)

    def _draw(self, random: np.random.Generator) -> Dataset:
        label = np.arange(self.count) % self.classes
        angle = 2 * np.pi * label / self.classes + np.pi / 2
        points = 2.0 * np.column_stack([np.cos(angle), np.sin(angle)])
        return _classes(points, label, self.classes, self.noise, random, "Blobs")


@dataclass(frozen=True, kw_only=True)
class SpiralData(DataSettings):
    """Arms that wind round the origin, one class each.

    Attributes:
        classes: Number of arms.
        turns: Full turns of an arm.
    """

    name: ClassVar[str] = "spiral"
    noise: float = 0.08
    classes: int = 2
    turns: float = 1.25

    def __post_init__(self) -> None:
        super().__post_init__()
        _require_classes(self.classes)

    def _draw(self, random: np.random.Generator) -> Dataset:
        label = np.arange(self.count) % self.classes
        along = np.sqrt(random.uniform(0.01, 1.0, self.count))
        angle = 2 * np.pi * (self.turns * along + label / self.classes)
        points = 2.0 * along[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
        return _classes(points, label, self.classes, self.noise, random, "Spiral")


EXPERIMENTS: dict[str, type[DataSettings]] = {
    kind.name: kind for kind in (LineData, QuadraticData, SineData, MoonsData, BlobsData, SpiralData)
}


def experiment(name: str, **settings: float) -> DataSettings:
    """A seeded experiment by name.

    Args:
        name: "line", "quadratic", "sine", "moons", "blobs" or "spiral".
        **settings: What differs from the defaults.

    Returns:
        Its settings.

    Raises:
        TrainingError: The name or a setting is not known.
    """
    if name not in EXPERIMENTS:
        raise TrainingError(f"There are no data called {name!r}; there are {', '.join(EXPERIMENTS)}.")
    make: Callable[..., DataSettings] = EXPERIMENTS[name]
    try:
        return make(**settings)
    except TypeError as error:
        raise TrainingError(f"{name} data: {str(error).split('__init__() ')[-1]}.") from None


def _curve(x: Array, t: Array, title: str) -> Dataset:
    return Dataset(inputs=x[:, None], targets=t, title=title)


def _classes(
    points: Array, label: NDArray[np.intp], count: int, noise: float, random: np.random.Generator, title: str
) -> Dataset:
    noisy = points + noise * random.standard_normal(points.shape)
    labels = tuple(str(number) for number in range(count))
    return Dataset(noisy, label.astype(np.float64), ("x1", "x2"), "class", labels, title)


def _require_classes(count: int) -> None:
    if not 2 <= count <= 20:
        raise TrainingError(f"There can be 2 to 20 classes; {count} were asked for.")


def _all_finite(values: Array) -> bool:
    # A sum that is finite says so without a mask of all values; the window looks at ten million of them.
    with np.errstate(over="ignore", invalid="ignore"):
        total = values.sum()
    return bool(np.isfinite(total) or np.isfinite(values).all())
