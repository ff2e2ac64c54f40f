"""The risk of a model that is linear in theta under squared loss: everything about it has a closed form.

With X (N, p) the features, R(theta) = |X theta - t|^2 / N. Predictions have the Jacobian X; the minibatch
gradient is its VJP with u = (2/B) (y - t), the Hessian is (2/N) X^T X.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
import torch
from torch import Tensor

from jacviz.experiment.starts import Region


class LeastSquares:
    """An empirical risk that is quadratic in theta."""

    def __init__(self, features: Tensor, targets: Tensor) -> None:
        """Keep the data.

        Args:
            features: X, (N, p), float64.
            targets: t, (N,).
        """
        self.features = features
        self.targets = targets

    @cached_property
    def hessian(self) -> Tensor:
        """(2/N) X^T X, (p, p)."""
        return 2.0 / len(self.features) * self.features.T @ self.features

    @cached_property
    def optimum(self) -> Tensor:
        """The theta of least risk, (p,); the shortest of them where X is rank-deficient."""
        solution = torch.linalg.lstsq(self.features, self.targets[:, None], driver="gelsd").solution
        optimum: Tensor = solution[:, 0]
        return optimum

    @cached_property
    def least(self) -> Tensor:
        """The risk at the optimum, ()."""
        return torch.square(self.features @ self.optimum - self.targets).mean()

    @cached_property
    def unique(self) -> bool:
        """Whether there is only one optimum."""
        return int(torch.linalg.matrix_rank(self.features)) == self.features.shape[1]

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
