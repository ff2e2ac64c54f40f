"""Optimisers as the user sets them: names, parameters and defaults of torch.optim. No torch.

What each of them does to the parameters is in optimisers.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, fields, replace
from difflib import get_close_matches
from typing import Any, ClassVar, Self

from jacviz.experiment.errors import TrainingError
from jacviz.experiment.schedules import Constant, Schedule


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """An optimiser and its parameters.

    Attributes:
        name: The word that chooses it: torch.optim's name in lower case.
        title: Its name as text.
        full_batch: Whether every step uses all samples (and no gradient noise), whatever the minibatch.
        lr: Base learning rate.
        weight_decay: Factor of the parameters that is added to the gradient (or taken off the parameters).
        maximize: Climb instead of descend.
        schedule: How the learning rate changes with the steps.
        lr_changes: (step, rate) in order: the base rate from that step on, as changed while it ran.
    """

    name: ClassVar[str] = ""
    title: ClassVar[str] = ""
    full_batch: ClassVar[bool] = False

    lr: float = 1e-3
    weight_decay: float = 0.0
    maximize: bool = False
    schedule: Schedule = field(default_factory=Constant)
    lr_changes: tuple[tuple[int, float], ...] = ()

    def __post_init__(self) -> None:
        for rate in (self.lr, *(rate for _, rate in self.lr_changes)):
            if not (rate > 0 and math.isfinite(rate)):
                raise TrainingError(f"The learning rate must be a positive number; it is {rate:g}.")
        for entry in fields(self):
            value = getattr(self, entry.name)
            if entry.name == "betas":
                self._require_betas(value)
            elif entry.name in _SHARES and not 0 <= value <= 1:
                raise TrainingError(f"{entry.name} must lie between 0 and 1; it is {value:g}.")
            elif isinstance(value, (int, float)) and not (value >= 0 and math.isfinite(value)):
                raise TrainingError(f"{entry.name} must be 0 or a positive number; it is {value:g}.")

    def _require_betas(self, betas: tuple[float, float]) -> None:
        if len(betas) != 2 or not all(0 <= beta < 1 for beta in betas):
            raise TrainingError(f"betas must be two numbers from 0 to less than 1; they are {betas}.")

    def rate(self, step: int, steps: int) -> float:
        """The learning rate of one step, schedule and changes included.

        Args:
            step: 0-based number of the step.
            steps: Number of steps of the whole descent.

        Returns:
            The rate.
        """
        base = self.lr
        for since, changed in self.lr_changes:
            if step >= since:
                base = changed
        return self.schedule.rate(base, step, steps)

    def with_rate(self, lr: float, since: int) -> Self:
        """The same optimiser with another base learning rate from step `since` on.

        Returns:
            A new recipe; changes at `since` or later are forgotten.
        """
        earlier = tuple(change for change in self.lr_changes if change[0] < since)
        return replace(self, lr_changes=(*earlier, (since, lr)))

    def parameters(self) -> dict[str, Any]:
        """The optimiser's own parameters as torch.optim names them.

        Returns:
            Values by name, without the schedule and the changes.
        """
        names = (entry.name for entry in fields(self) if entry.name not in ("schedule", "lr_changes"))
        return {name: getattr(self, name) for name in names}


_SHARES = ("alpha", "rho")


@dataclass(frozen=True, kw_only=True)
class SGD(Recipe):
    """Stochastic gradient descent, with heavy-ball or Nesterov momentum."""

    name: ClassVar[str] = "sgd"
    title: ClassVar[str] = "SGD"
    momentum: float = 0.0
    dampening: float = 0.0
    nesterov: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.nesterov and (self.momentum <= 0 or self.dampening != 0):
            raise TrainingError("Nesterov momentum needs a momentum above 0 and a dampening of 0.")


@dataclass(frozen=True, kw_only=True)
class GradientDescent(SGD):
    """SGD's step with the gradient of all samples."""

    name: ClassVar[str] = "gradient-descent"
    title: ClassVar[str] = "Gradient descent"
    full_batch: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class Adagrad(Recipe):
    """Duchi, Hazan, Singer 2011."""

    name: ClassVar[str] = "adagrad"
    title: ClassVar[str] = "Adagrad"
    lr: float = 1e-2
    lr_decay: float = 0.0
    initial_accumulator_value: float = 0.0
    eps: float = 1e-10


@dataclass(frozen=True, kw_only=True)
class RMSprop(Recipe):
    """Hinton 2012; `centered` after Graves 2013."""

    name: ClassVar[str] = "rmsprop"
    title: ClassVar[str] = "RMSprop"
    lr: float = 1e-2
    alpha: float = 0.99
    eps: float = 1e-8
    momentum: float = 0.0
    centered: bool = False


@dataclass(frozen=True, kw_only=True)
class Adadelta(Recipe):
    """Zeiler 2012."""

    name: ClassVar[str] = "adadelta"
    title: ClassVar[str] = "Adadelta"
    lr: float = 1.0
    rho: float = 0.9
    eps: float = 1e-6


@dataclass(frozen=True, kw_only=True)
class Adam(Recipe):
    """Kingma, Ba 2015; `amsgrad` after Reddi, Kale, Kumar 2018."""

    name: ClassVar[str] = "adam"
    title: ClassVar[str] = "Adam"
    betas: tuple[float, float] = (0.9, 0.999)
    eps: float = 1e-8
    amsgrad: bool = False
    decoupled_weight_decay: bool = False


@dataclass(frozen=True, kw_only=True)
class AdamW(Adam):
    """Adam with the weight decay taken off the parameters (Loshchilov, Hutter 2019)."""

    name: ClassVar[str] = "adamw"
    title: ClassVar[str] = "AdamW"
    weight_decay: float = 1e-2
    decoupled_weight_decay: bool = True


@dataclass(frozen=True, kw_only=True)
class Adamax(Recipe):
    """Adam with the infinity norm (Kingma, Ba 2015)."""

    name: ClassVar[str] = "adamax"
    title: ClassVar[str] = "Adamax"
    lr: float = 2e-3
    betas: tuple[float, float] = (0.9, 0.999)
    eps: float = 1e-8


@dataclass(frozen=True, kw_only=True)
class NAdam(Recipe):
    """Adam with Nesterov momentum (Dozat 2016)."""

    name: ClassVar[str] = "nadam"
    title: ClassVar[str] = "NAdam"
    lr: float = 2e-3
    betas: tuple[float, float] = (0.9, 0.999)
    eps: float = 1e-8
    momentum_decay: float = 4e-3
    decoupled_weight_decay: bool = False


@dataclass(frozen=True, kw_only=True)
class RAdam(Recipe):
    """Adam with a rectified first phase (Liu et al. 2020)."""

    name: ClassVar[str] = "radam"
    title: ClassVar[str] = "RAdam"
    betas: tuple[float, float] = (0.9, 0.999)
    eps: float = 1e-8
    decoupled_weight_decay: bool = False


@dataclass(frozen=True, kw_only=True)
class Lion(Recipe):
    """The sign of an interpolated momentum (Chen et al. 2023, algorithm 2); torch.optim has none."""

    name: ClassVar[str] = "lion"
    title: ClassVar[str] = "Lion"
    lr: float = 1e-4
    betas: tuple[float, float] = (0.9, 0.99)


RECIPES: dict[str, type[Recipe]] = {
    kind.name: kind
    for kind in (
        SGD, GradientDescent, Adagrad, RMSprop, Adadelta, Adam, AdamW, Adamax, NAdam, RAdam, Lion,
    )
}
# Names that people know for a setting of SGD.
_PRESETS: dict[str, tuple[type[Recipe], dict[str, Any]]] = {
    "momentum": (SGD, {"momentum": 0.9}),
    "heavy-ball": (SGD, {"momentum": 0.9}),
    "nesterov": (SGD, {"momentum": 0.9, "nesterov": True}),
    "gd": (GradientDescent, {}),
}


def recipe(name: str, **parameters: Any) -> Recipe:
    """An optimiser by name.

    Args:
        name: torch.optim's name in lower case, or "lion", "gradient-descent", "momentum", "nesterov".
        **parameters: Parameters that differ from the defaults; lists are taken as tuples.

    Returns:
        The recipe.

    Raises:
        TrainingError: The name or a parameter is not known, or a value does not fit.
    """
    key = name.strip().lower()
    kind, preset = _PRESETS.get(key, (RECIPES.get(key), {}))
    if kind is None:
        near = get_close_matches(key, [*RECIPES, *_PRESETS], n=1)
        hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(RECIPES)}."
        raise TrainingError(f"There is no optimiser {name!r}; {hint}")
    known = [entry.name for entry in fields(kind)]
    for parameter in parameters:
        if parameter not in known:
            listed = ", ".join(name for name in known if name not in ("schedule", "lr_changes"))
            raise TrainingError(f"{kind.title} has no parameter {parameter!r}; it has {listed}.")
    values = {key: tuple(value) if isinstance(value, list) else value for key, value in parameters.items()}
    return kind(**{**preset, **values})
