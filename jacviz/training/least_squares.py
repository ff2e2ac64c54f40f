"""The risk of a model that is linear in theta under squared loss: everything about it has a closed form.

With X (N, p) the features, R(theta) = |X theta - t|^2 / N. Predictions have the Jacobian X; the minibatch
gradient is its VJP with u = (2/B) (y - t), the Hessian is (2/N) X^T X.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property

import numpy as np
import torch
from torch import Tensor

from jacviz.experiment.starts import Region
from jacviz.training.wanted import Wanted, always, require

_MOST_NUMBERS = 4_000_000  # of features that are factored in one go
_AT_ONCE = 1_000_000  # of them at a time, where there are more


class LeastSquares:
    """An empirical risk that is quadratic in theta."""

    def __init__(self, features: Tensor, targets: Tensor, wanted: Wanted = always) -> None:
        """Keep the data; where they are very many, reduce them to a triangle.

        Args:
            features: X, (N, p), float64.
            targets: t, (N,).
            wanted: Asked between pieces of that.
        """
        self.features = features
        self.targets = targets
        # X = Q R, with R and Q^T t in place of X and t: a few rows that have the same solutions and Hessian.
        self._few, self._few_targets = features, targets
        if features.numel() > _MOST_NUMBERS:
            self._few, self._few_targets = _triangle(features, targets, wanted)

    @property
    def _smallest(self) -> float:
        """The share of the largest singular value below which one is 0: that of N rows, reduced or not."""
        return max(self.features.shape) * torch.finfo(self.features.dtype).eps

    @cached_property
    def hessian(self) -> Tensor:
        """(2/N) X^T X, (p, p)."""
        return 2.0 / len(self.features) * self._few.T @ self._few

    @cached_property
    def optimum(self) -> Tensor:
        """The theta of least risk, (p,); the shortest of them where X is rank-deficient."""
        solution = torch.linalg.lstsq(
            self._few, self._few_targets[:, None], rcond=self._smallest, driver="gelsd"
        ).solution
        optimum: Tensor = solution[:, 0]
        return optimum

    @cached_property
    def least(self) -> Tensor:
        """The risk at the optimum, ()."""
        return torch.square(self.features @ self.optimum - self.targets).mean()

    @cached_property
    def unique(self) -> bool:
        """Whether there is only one optimum."""
        return int(torch.linalg.matrix_rank(self._few, rtol=self._smallest)) == self.features.shape[1]

    def risks(self, points: Tensor) -> Tensor:
        """R at each point, as its least value and the quadratic rise about the optimum.

        Args:
            points: Shape (R, p).

        Returns:
            Shape (R,).
        """
        away = points - self.optimum
        return self.least + ((away @ self.hessian) * away).sum(1) / 2

    @staticmethod
    def losses_and_gradients(points: Tensor, features: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
        """The mean loss of a minibatch and its gradient u^T J, for many points at once.

        Args:
            points: Shape (R, p).
            features: J of the minibatch's predictions, (B, p).
            targets: Shape (B,).

        Returns:
            Losses (R,) and gradients (R, p).
        """
        residuals = torch.addmm(targets, points, features.T, beta=-1)
        losses = torch.square(residuals).mean(1)
        return losses, residuals @ (features * (2.0 / len(features)))


def around(least_squares: LeastSquares) -> Region:
    """A box about the optimum, at whose sides the risk is some multiple of the targets' variance.

    Args:
        least_squares: The risk.

    Returns:
        The region; for the line experiment about 6 wide and 7 high.
    """
    optimum = least_squares.optimum.numpy()
    rise = 10.0 * float(least_squares.targets.var(correction=0))
    curvature = least_squares.hessian.diagonal().numpy() / 2
    usable = (curvature > 0) & (rise > 0)
    half = np.sqrt(np.divide(rise, curvature, out=np.ones_like(curvature), where=usable))
    return Region(optimum, np.where(usable, half, np.maximum(1.0, np.abs(optimum))))


def rate_below(largest: float) -> float:
    """A learning rate well within the bound of stability: quick, with little noise from minibatches.

    Args:
        largest: lambda_max of a Hessian.

    Returns:
        A quarter of 1 / lambda_max to one digit, at most 1; 0.05 for the line experiment.
    """
    return min(1.0, float(f"{0.25 / largest:.0e}")) if largest > 0.25 else 0.5


def in_pieces(make: Callable[[Tensor], Tensor], inputs: Tensor, width: int, wanted: Wanted) -> Tensor:
    """Features of many samples, made a piece at a time where they are very many.

    Args:
        make: (N, d) -> (N, p).
        inputs: Shape (N, d).
        width: p.
        wanted: Asked between two pieces.

    Returns:
        Shape (N, p).
    """
    if len(inputs) * width <= _MOST_NUMBERS:
        return make(inputs)
    features = inputs.new_empty((len(inputs), width))
    for rows in _pieces(len(inputs), width):
        require(wanted)
        features[rows] = make(inputs[rows])
    return features


def _triangle(features: Tensor, targets: Tensor, wanted: Wanted) -> tuple[Tensor, Tensor]:
    """R of X = Q R, and Q^T t; each piece is factored together with the triangle of those before it.

    Returns:
        Shape (p + 1, p) and (p + 1,); the last row of R is 0, its target the length of the least residual.
    """
    width = features.shape[1] + 1
    triangle = features.new_zeros((0, width))
    for rows in _pieces(len(features), width):
        require(wanted)
        piece = torch.cat([features[rows], targets[rows, None]], dim=1)
        triangle = torch.linalg.qr(torch.cat([triangle, piece]), mode="r").R
    return triangle[:, :-1].contiguous(), triangle[:, -1].contiguous()


def _pieces(count: int, width: int) -> Iterator[slice]:
    rows = max(width, _AT_ONCE // width)
    return (slice(first, first + rows) for first in range(0, count, rows))
