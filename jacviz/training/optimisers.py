"""The update rules, for many trajectories at once: torch.optim's formulas, term by term in its order.

A rule holds the state of one optimiser for the points (R, p) that it moves; rows never mix. It can report the
terms of a step for the update microscope.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, Generic, TypeAlias, TypeVar

import torch
from torch import Tensor

from jacviz.experiment import recipes
from jacviz.experiment.recipes import Recipe

R = TypeVar("R", bound=Recipe)
# Called with the name and the value, (R, p), of a term of the step that is being taken.
Report: TypeAlias = Callable[[str, Tensor], None]


def _silent(name: str, value: Tensor) -> None:
    pass


class Rule(Generic[R]):
    """One optimiser at work.

    Attributes:
        terms: What `step` reports, in order, besides "gradient" and "step".
    """

    terms: ClassVar[tuple[str, ...]] = ()

    def __init__(self, recipe: R, points: Tensor) -> None:
        """Start with an empty state.

        Args:
            recipe: The parameters.
            points: The points that will be moved, (R, p); only shape and type matter.
        """
        self.recipe = recipe
        self.taken = 0
        self._prepare(points)

    def step(self, points: Tensor, gradient: Tensor, lr: float, report: Report = _silent) -> None:
        """Take one step, in place.

        Args:
            points: Shape (R, p).
            gradient: u^T J at these points, (R, p); left as it is.
            lr: The learning rate of this step.
            report: Told the terms of the step.
        """
        self.taken += 1
        if self.recipe.maximize:
            gradient = -gradient
        decay = self.recipe.weight_decay
        if decay and self._decouples():
            points.mul_(1 - lr * decay)
        elif decay:
            gradient = gradient.add(points, alpha=decay)
        self._move(points, gradient, lr, report)

    def _decouples(self) -> bool:
        """Whether weight decay shrinks the parameters instead of adding to the gradient.

        Returns:
            False for most rules.
        """
        return False

    def _prepare(self, points: Tensor) -> None:
        """Make room for the state."""

    def _move(self, points: Tensor, gradient: Tensor, lr: float, report: Report) -> None:
        raise NotImplementedError


class SGD(Rule[recipes.SGD]):
    """theta - lr g, with momentum theta - lr m."""

    terms = ("momentum", "direction")

    def _prepare(self, points: Tensor) -> None:
        self.momentum: Tensor | None = None

    def _move(self, points: Tensor, gradient: Tensor, lr: float, report: Report) -> None:
        recipe = self.recipe
        if recipe.momentum:
            if self.momentum is None:
                self.momentum = gradient.clone()
            else:
                self.momentum.mul_(recipe.momentum).add_(gradient, alpha=1 - recipe.dampening)
            report("momentum", self.momentum)
            ahead = recipe.nesterov
            gradient = gradient.add(self.momentum, alpha=recipe.momentum) if ahead else self.momentum
            report("direction", gradient)
        points.add_(gradient, alpha=-lr)


class Adagrad(Rule[recipes.Adagrad]):
    """g over the root of the sum of all squares."""

    terms = ("sum of squares", "scaled gradient")

    def _prepare(self, points: Tensor) -> None:
        self.total = torch.full_like(points, self.recipe.initial_accumulator_value)

    def _move(self, points: Tensor, gradient: Tensor, lr: float, report: Report) -> None:
        rate = lr / (1 + (self.taken - 1) * self.recipe.lr_decay)
        self.total.addcmul_(gradient, gradient, value=1)
        scale = self.total.sqrt().add_(self.recipe.eps)
        report("sum of squares", self.total)
        if report is not _silent:
            report("scaled gradient", gradient / scale)
        points.addcdiv_(gradient, scale, value=-rate)


class RMSprop(Rule[recipes.RMSprop]):
    """g over the root of a running mean of squares."""

    terms = ("second moment", "mean gradient", "scaled gradient", "momentum")

    def _prepare(self, points: Tensor) -> None:
        self.squares = torch.zeros_like(points)
        self.mean = torch.zeros_like(points)
        self.momentum = torch.zeros_like(points)

    def _move(self, points: Tensor, gradient: Tensor, lr: float, report: Report) -> None:
        recipe = self.recipe
        self.squares.mul_(recipe.alpha).addcmul_(gradient, gradient, value=1 - recipe.alpha)
        report("second moment", self.squares)
        if recipe.centered:
            self.mean.lerp_(gradient, 1 - recipe.alpha)
            report("mean gradient", self.mean)
            scale = self.squares.addcmul(self.mean, self.mean, value=-1).sqrt_()
        else:
            scale = self.squares.sqrt()
        scale.add_(recipe.eps)
        if report is not _silent:
            report("scaled gradient", gradient / scale)
        if recipe.momentum:
            self.momentum.mul_(recipe.momentum).addcdiv_(gradient, scale)
            report("momentum", self.momentum)
            points.add_(self.momentum, alpha=-lr)
        else:
            points.addcdiv_(gradient, scale, value=-lr)


class Adadelta(Rule[recipes.Adadelta]):
    """g times the ratio of the running sizes of steps and gradients."""

    terms = ("second moment", "scaled gradient", "mean squared step")

    def _prepare(self, points: Tensor) -> None:
        self.squares = torch.zeros_like(points)
        self.steps = torch.zeros_like(points)

    def _move(self, points: Tensor, gradient: Tensor, lr: float, report: Report) -> None:
        rho, eps = self.recipe.rho, self.recipe.eps
        self.squares.mul_(rho).addcmul_(gradient, gradient, value=1 - rho)
        change = self.steps.add(eps).sqrt_()
        change.div_(self.squares.add(eps).sqrt_()).mul_(gradient)
        self.steps.mul_(rho).addcmul_(change, change, value=1 - rho)
        report("second moment", self.squares)
        report("scaled gradient", change)
        report("mean squared step", self.steps)
        points.add_(change, alpha=-lr)


class Lion(Rule[recipes.Lion]):
    """The sign of the momentum on its way to g (Chen et al. 2023, algorithm 2)."""

    terms = ("interpolated momentum", "direction", "momentum")

    def _decouples(self) -> bool:
        return True

    def _prepare(self, points: Tensor) -> None:
        self.momentum = torch.zeros_like(points)

    def _move(self, points: Tensor, gradient: Tensor, lr: float, report: Report) -> None:
        beta1, beta2 = self.recipe.betas
        between = self.momentum.lerp(gradient, 1 - beta1)
        report("interpolated momentum", between)
        direction = between.sign_()
        report("direction", direction)
        points.add_(direction, alpha=-lr)
        self.momentum.lerp_(gradient, 1 - beta2)
        report("momentum", self.momentum)


def rule(recipe: Recipe, points: Tensor) -> Rule[Any]:
    """The rule of a recipe.

    Args:
        recipe: The optimiser.
        points: The points that it will move, (R, p).

    Returns:
        A rule with an empty state.
    """
    from jacviz.training import moments

    rules: dict[str, type[Rule[Any]]] = {
        "sgd": SGD, "gradient-descent": SGD, "adagrad": Adagrad, "rmsprop": RMSprop, "adadelta": Adadelta,
        "adam": moments.Adam, "adamw": moments.Adam, "adamax": moments.Adamax, "nadam": moments.NAdam,
        "radam": moments.RAdam, "lion": Lion,
    }  # fmt: skip
    return rules[recipe.name](recipe, points)
