"""What a model predicts at the heads of its trajectories: the curves and regions beside the data."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor
from torch.func import vmap

from jacviz.experiment.starts import Array
from jacviz.training.problems import Risk
from jacviz.training.singly import batched_or_singly
from jacviz.training.threads import threads_for
from jacviz.training.wanted import Wanted, always, require

_MOST_NUMBERS = 4_000_000  # in one evaluation


def predictions(risk: Risk, thetas: Array, inputs: Array, wanted: Wanted = always) -> Array:
    """Predictions of several parameters for several inputs.

    Args:
        risk: Whose model predicts.
        thetas: Shape (S, p).
        inputs: Shape (M, d).
        wanted: Asked between pieces of the work.

    Returns:
        Shape (S, M, k): k outputs, logits for classes.
    """
    points = torch.from_numpy(np.ascontiguousarray(thetas, dtype=np.float64))
    x = torch.from_numpy(np.ascontiguousarray(inputs, dtype=np.float64))
    result = np.empty((len(points), len(x), risk.model.outputs))
    at_once = max(1, _MOST_NUMBERS // max(len(points) * risk.width, 1))
    with torch.no_grad(), threads_for(len(points) * min(at_once, len(x)) * risk.width):
        for first in range(0, len(x), at_once):
            require(wanted)
            y = _predicted(risk, points, x[first : first + at_once], wanted)
            result[:, first : first + at_once] = y.reshape(len(points), -1, risk.model.outputs).numpy()
    return result


def _predicted(risk: Risk, points: Tensor, x: Tensor, wanted: Wanted) -> Tensor:
    def one(point: Tensor) -> Tensor:
        require(wanted)
        return risk.predict_singly(point, x)

    return batched_or_singly(
        risk,
        lambda: vmap(risk.predict, in_dims=(0, None))(points, x),
        lambda: torch.stack([one(point) for point in points]),
    )


def decisions(risk: Risk, logits: Array) -> Array:
    """Classes out of logits.

    Args:
        risk: Whose loss says how logits are read.
        logits: From `predictions`, (..., k).

    Returns:
        Shape (...): class numbers; for a single output 1 where it is above the boundary: 0 for a logit, one
        half for an output that was fitted to 0 and 1.
    """
    if risk.measure.classes:
        return np.asarray(logits.argmax(axis=-1), dtype=np.float64)
    boundary = 0.0 if risk.measure.binary else 0.5
    return np.asarray(logits[..., 0] > boundary, dtype=np.float64)
