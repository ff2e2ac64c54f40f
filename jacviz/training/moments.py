"""The update rules with two moments: Adam and its relatives, term by term as torch.optim has them."""

from __future__ import annotations

from typing import TypeVar

import torch
from torch import Tensor

from jacviz.experiment import recipes
from jacviz.training.optimisers import Report, Rule, _silent

M = TypeVar("M", recipes.Adam, recipes.NAdam, recipes.RAdam)


class _Moments(Rule[M]):
    """Running means of g and g^2."""

    def _decouples(self) -> bool:
        return self.recipe.decoupled_weight_decay

    def _prepare(self, points: Tensor) -> None:
        self.first = torch.zeros_like(points)
        self.second = torch.zeros_like(points)

    def _average(self, gradient: Tensor, report: Report) -> None:
        beta1, beta2 = self.recipe.betas
        self.first.lerp_(gradient, 1 - beta1)
        self.second.mul_(beta2).addcmul_(gradient, gradient, value=1 - beta2)
        report("first moment", self.first)
        report("second moment", self.second)

    def _corrections(self) -> tuple[float, float]:
        beta1, beta2 = self.recipe.betas
        return 1 - beta1**self.taken, 1 - beta2**self.taken

    def _report_corrected(self, report: Report) -> None:
        if report is not _silent:
            first, second = self._corrections()
            report("corrected first moment", self.first / first)
            report("corrected second moment", self.second / second)


class Adam(_Moments[recipes.Adam]):
    """The corrected first moment over the root of the corrected second; AdamW by its recipe."""

    terms = (
        "first moment", "second moment", "corrected first moment", "corrected second moment",
        "largest second moment",
    )  # fmt: skip

    def _prepare(self, points: Tensor) -> None:
        super()._prepare(points)
        self.largest = torch.zeros_like(points)

    def _move(self, points: Tensor, gradient: Tensor, lr: float, report: Report) -> None:
        self._average(gradient, report)
        self._report_corrected(report)
        first, second = self._corrections()
        squares = self.second
        if self.recipe.amsgrad:
            torch.maximum(self.largest, self.second, out=self.largest)
            report("largest second moment", self.largest)
            squares = self.largest
        scale = squares.sqrt().div_(second**0.5).add_(self.recipe.eps)
        points.addcdiv_(self.first, scale, value=-(lr / first))


class NAdam(_Moments[recipes.NAdam]):
    """Adam that looks ahead along the momentum."""

    terms = (
        "first moment", "second moment", "corrected first moment", "corrected second moment",
        "gradient's share", "momentum's share",
    )  # fmt: skip

    def _prepare(self, points: Tensor) -> None:
        super()._prepare(points)
        # torch keeps this product as a float32 scalar; its rounding is part of torch's result.
        self.product = torch.ones((), dtype=torch.float32)

    def _move(self, points: Tensor, gradient: Tensor, lr: float, report: Report) -> None:
        beta1, decay = self.recipe.betas[0], self.recipe.momentum_decay
        now = beta1 * (1.0 - 0.5 * (0.96 ** (self.taken * decay)))
        then = beta1 * (1.0 - 0.5 * (0.96 ** ((self.taken + 1) * decay)))
        self.product *= now
        product = self.product.item()
        self._average(gradient, report)
        self._report_corrected(report)
        scale = self.second.div(self._corrections()[1]).sqrt().add_(self.recipe.eps)
        of_gradient = -lr * (1.0 - now) / (1.0 - product)
        of_momentum = -lr * then / (1.0 - product * then)
        if report is not _silent:
            report("gradient's share", of_gradient * gradient / scale)
            report("momentum's share", of_momentum * self.first / scale)
        points.addcdiv_(gradient, scale, value=of_gradient)
        points.addcdiv_(self.first, scale, value=of_momentum)


class RAdam(_Moments[recipes.RAdam]):
    """Adam whose second moment counts only once it rests on enough steps."""

    terms = (
        "first moment", "second moment", "corrected first moment", "corrected second moment",
        "rectification",
    )  # fmt: skip

    def _move(self, points: Tensor, gradient: Tensor, lr: float, report: Report) -> None:
        self._average(gradient, report)
        self._report_corrected(report)
        first, second = self._corrections()
        moved = self.first / first * lr
        beta2 = self.recipe.betas[1]
        longest = 2 / (1 - beta2) - 1
        length = longest - 2 * self.taken * (beta2**self.taken) / second
        if length > 5.0:
            rectified = (
                (length - 4) * (length - 2) * longest / ((longest - 4) * (longest - 2) * length)
            ) ** 0.5
            if report is not _silent:
                report("rectification", torch.full_like(points, rectified))
            moved = moved * ((second**0.5) / self.second.sqrt().add_(self.recipe.eps)) * rectified
        points.add_(moved, alpha=-1.0)


class Adamax(Rule[recipes.Adamax]):
    """The corrected first moment over a decaying maximum."""

    terms = ("first moment", "corrected first moment", "infinity norm")

    def _prepare(self, points: Tensor) -> None:
        self.first = torch.zeros_like(points)
        self.largest = torch.zeros_like(points)

    def _move(self, points: Tensor, gradient: Tensor, lr: float, report: Report) -> None:
        beta1, beta2 = self.recipe.betas
        self.first.lerp_(gradient, 1 - beta1)
        torch.maximum(self.largest.mul_(beta2), gradient.abs().add_(self.recipe.eps), out=self.largest)
        correction = 1 - beta1**self.taken
        report("first moment", self.first)
        if report is not _silent:
            report("corrected first moment", self.first / correction)
        report("infinity norm", self.largest)
        points.addcdiv_(self.first, self.largest, value=-(lr / correction))
