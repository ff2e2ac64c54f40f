"""Learning-rate schedules: the rate of each step from the base rate. No torch.

The formulas are the closed forms of torch.optim.lr_scheduler, whose names and defaults they keep.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from difflib import get_close_matches
from typing import Any, ClassVar

from jacviz.experiment.errors import TrainingError


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """The rate stays as it is.

    Attributes:
        name: The word that chooses the schedule.
    """

    name: ClassVar[str] = "constant"

    def rate(self, base: float, step: int, steps: int) -> float:
        """The learning rate of one step.

        Args:
            base: The optimiser's learning rate.
            step: 0-based number of the step.
            steps: How many steps the whole descent has; what runs on after them keeps the last rate
                wherever the schedule ends with the descent.

        Returns:
            The rate of that step.
        """
        return self._rate(base, step, steps)

    def _rate(self, base: float, step: int, steps: int) -> float:
        return base


Constant = Schedule


@dataclass(frozen=True, kw_only=True)
class Step(Schedule):
    """Multiplied by `gamma` after every `step_size` steps (StepLR)."""

    name: ClassVar[str] = "step"
    step_size: int = 100
    gamma: float = 0.1

    def __post_init__(self) -> None:
        _at_least("step_size", self.step_size, 1)
        _positive("gamma", self.gamma)

    def _rate(self, base: float, step: int, steps: int) -> float:
        return float(base * self.gamma ** (step // self.step_size))


@dataclass(frozen=True, kw_only=True)
class Exponential(Schedule):
    """Multiplied by `gamma` after each step (ExponentialLR)."""

    name: ClassVar[str] = "exponential"
    gamma: float = 0.995

    def __post_init__(self) -> None:
        _positive("gamma", self.gamma)

    def _rate(self, base: float, step: int, steps: int) -> float:
        return float(base * self.gamma**step)


@dataclass(frozen=True, kw_only=True)
class Cosine(Schedule):
    """Half a cosine from the base rate to `eta_min` (CosineAnnealingLR).

    Attributes:
        T_max: Steps of the half wave; None: all steps of the descent.
        eta_min: The rate at its end.
    """

    name: ClassVar[str] = "cosine"
    T_max: int | None = None
    eta_min: float = 0.0

    def __post_init__(self) -> None:
        if self.T_max is not None:
            _at_least("T_max", self.T_max, 1)
        _at_least("eta_min", self.eta_min, 0)

    def _rate(self, base: float, step: int, steps: int) -> float:
        length = self.T_max or max(steps, 1)
        at = step if self.T_max else min(step, length)
        return self.eta_min + (base - self.eta_min) * (1 + math.cos(math.pi * at / length)) / 2


@dataclass(frozen=True, kw_only=True)
class WarmUp(Schedule):
    """A straight rise (or fall) between two factors, constant after it (LinearLR)."""

    name: ClassVar[str] = "warm-up"
    start_factor: float = 1.0 / 3
    end_factor: float = 1.0
    total_iters: int = 5

    def __post_init__(self) -> None:
        _at_least("total_iters", self.total_iters, 1)
        _positive("start_factor", self.start_factor)
        _at_least("end_factor", self.end_factor, 0)

    def _rate(self, base: float, step: int, steps: int) -> float:
        share = min(step, self.total_iters) / self.total_iters
        return base * (self.start_factor + (self.end_factor - self.start_factor) * share)


@dataclass(frozen=True, kw_only=True)
class OneCycle(Schedule):
    """Up to the base rate and down to almost nothing, each by half a cosine (OneCycleLR, the rate alone).

    Attributes:
        total_steps: Steps of the cycle; None: all steps of the descent.
        pct_start: Share of the steps that the rise takes.
        div_factor: The first rate is the base rate divided by this.
        final_div_factor: The last rate is the first rate divided by this.
    """

    name: ClassVar[str] = "one-cycle"
    total_steps: int | None = None
    pct_start: float = 0.3
    div_factor: float = 25.0
    final_div_factor: float = 1e4

    def __post_init__(self) -> None:
        if self.total_steps is not None:
            _at_least("total_steps", self.total_steps, 1)
        _positive("div_factor", self.div_factor)
        _positive("final_div_factor", self.final_div_factor)
        if not 0 <= self.pct_start <= 1:
            raise TrainingError(f"pct_start must lie between 0 and 1; it is {self.pct_start:g}.")

    def _rate(self, base: float, step: int, steps: int) -> float:
        total = self.total_steps or max(steps, 1)
        at = min(step, total - 1)
        first = base / self.div_factor
        rise = self.pct_start * total - 1
        if at <= rise:
            return _half_cosine(first, base, at / rise if rise else 1.0)
        fall = total - 1 - rise
        return _half_cosine(base, first / self.final_div_factor, (at - rise) / fall)


SCHEDULES: dict[str, type[Schedule]] = {
    kind.name: kind for kind in (Constant, Step, Exponential, Cosine, WarmUp, OneCycle)
}
# Parameters of all of them; none is called as a parameter of an optimiser is.
PARAMETERS = frozenset(entry.name for kind in SCHEDULES.values() for entry in fields(kind))


def schedule(name: str, **parameters: Any) -> Schedule:
    """A schedule by name.

    Args:
        name: "constant", "step", "exponential", "cosine", "warm-up" or "one-cycle".
        **parameters: Parameters that differ from the defaults.

    Returns:
        The schedule.

    Raises:
        TrainingError: The name or a parameter is not known, or a value does not fit.
    """
    key = name.strip().lower()
    kind = SCHEDULES.get(key)
    if kind is None:
        near = get_close_matches(key, SCHEDULES, n=1)
        hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(SCHEDULES)}."
        raise TrainingError(f"There is no schedule {name!r}; {hint}")
    known = [entry.name for entry in fields(kind)]
    for parameter in parameters:
        if parameter not in known:
            listed = f"it has {', '.join(known)}" if known else "it has none"
            raise TrainingError(f"The schedule {key} has no parameter {parameter!r}; {listed}.")
    return kind(**parameters)


def _half_cosine(start: float, end: float, share: float) -> float:
    return end + (start - end) / 2 * (math.cos(math.pi * share) + 1)


def _at_least(name: str, value: float, least: float) -> None:
    if not value >= least:
        raise TrainingError(f"{name} must be at least {least:g}; it is {value:g}.")


def _positive(name: str, value: float) -> None:
    if not (value > 0 and math.isfinite(value)):
        raise TrainingError(f"{name} must be a positive number; it is {value:g}.")
