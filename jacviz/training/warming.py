"""Load what torch loads late, so that the first descent of a process does not wait for it."""

from __future__ import annotations

import numpy as np

from jacviz.experiment.recipes import SGD
from jacviz.training.building import build, gallery_objective
from jacviz.training.curvature import hessians
from jacviz.training.descent import Descent


def warm_up() -> None:
    """Take a few steps of both kinds, trace one, and take a Hessian: about a second, for an idle moment."""
    import torch

    for problem in (build(), gallery_objective("booth")):
        descent = Descent(problem, [SGD()], np.zeros((2, 2)), steps=200)
        next(iter(descent.chunks()))
        points = torch.zeros(2, 2, dtype=torch.float64)
        problem.gradients.prepare(points, problem.samples)
        hessians(problem, points)
