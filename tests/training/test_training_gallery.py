from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from jacviz.experiment.errors import TrainingError
from jacviz.experiment.gallery import EXHIBITS, Exhibit, exhibit
from jacviz.training.building import gallery_objective
from jacviz.training.curvature import hessians

EXPECTED = [
    "rosenbrock", "himmelblau", "beale", "booth", "matyas", "three-hump-camel", "styblinski-tang",
    "goldstein-price", "mccormick", "easom", "rastrigin", "ackley", "saddle", "monkey-saddle", "plateau",
    "narrow-valley",
]  # fmt: skip
# Written once more, straight from the literature, at a point of no symmetry: (0.3, -0.7).
VALUES = {
    "rosenbrock": (1 - 0.3) ** 2 + 100 * (-0.7 - 0.09) ** 2,
    "himmelblau": (0.09 - 0.7 - 11) ** 2 + (0.3 + 0.49 - 7) ** 2,
    "beale": (1.5 - 0.3 - 0.21) ** 2 + (2.25 - 0.3 + 0.3 * 0.49) ** 2 + (2.625 - 0.3 - 0.3 * 0.343) ** 2,
    "booth": (0.3 - 1.4 - 7) ** 2 + (0.6 - 0.7 - 5) ** 2,
    "matyas": 0.26 * (0.09 + 0.49) + 0.48 * 0.21,
    "three-hump-camel": 2 * 0.09 - 1.05 * 0.0081 + 0.3**6 / 6 - 0.21 + 0.49,
    "styblinski-tang": (0.0081 - 16 * 0.09 + 1.5 + 0.2401 - 16 * 0.49 - 3.5) / 2,
    "mccormick": math.sin(-0.4) + 1.0 - 0.45 - 1.75 + 1,
    "easom": -math.cos(0.3) * math.cos(0.7) * math.exp(-((0.3 - math.pi) ** 2) - (0.7 + math.pi) ** 2),
    "rastrigin": 20 + 0.58 - 10 * (math.cos(0.6 * math.pi) + math.cos(1.4 * math.pi)),
    "ackley": -20 * math.exp(-0.2 * math.sqrt(0.29))
    - math.exp((math.cos(0.6 * math.pi) + math.cos(1.4 * math.pi)) / 2) + math.e + 20,
    "saddle": 0.09 - 0.49,
    "monkey-saddle": 0.027 - 3 * 0.3 * 0.49,
}  # fmt: skip


def test_the_gallery_is_complete() -> None:
    assert [entry.name for entry in EXHIBITS] == EXPECTED


@pytest.mark.parametrize("name", VALUES)
def test_values_are_those_of_the_literature(name: str) -> None:
    value = gallery_objective(name).values(torch.tensor([[0.3, -0.7]], dtype=torch.float64))
    assert float(value) == pytest.approx(VALUES[name], rel=1e-12)


@pytest.mark.parametrize("entry", EXHIBITS, ids=lambda entry: entry.name)
def test_known_minima_are_minima_in_view(entry: Exhibit) -> None:
    objective = gallery_objective(entry.name)
    assert objective.minima.shape == (len(entry.minima), 2)
    if not entry.minima:
        return
    points = torch.from_numpy(objective.minima)
    assert (points.numpy() > entry.low).all()
    assert (points.numpy() < entry.high).all()
    gradients, curvatures = hessians(objective, points)
    assert float(gradients.abs().max()) < 1e-11
    assert objective.values(points).numpy() == pytest.approx(entry.value, abs=1e-13)
    if entry.name != "ackley":  # a cusp
        assert float(torch.linalg.eigvalsh(curvatures).min()) > 0
    low, high = np.array(entry.low), np.array(entry.high)
    anywhere = np.random.default_rng(0).uniform(low, high, (2000, 2))
    assert float(objective.values(torch.from_numpy(anywhere)).min()) >= entry.value


def test_descent_through_ackleys_tip_stays_finite() -> None:
    objective = gallery_objective("ackley")
    gradient = objective.gradients(torch.zeros(1, 2, dtype=torch.float64), ())[1]
    assert gradient.tolist() == [[0.0, 0.0]]


@pytest.mark.parametrize("name", EXPECTED)
def test_gradients_agree_with_central_differences(name: str) -> None:
    objective = gallery_objective(name)
    random = np.random.default_rng(1)
    points = torch.from_numpy(random.uniform(objective.region.low, objective.region.high, (20, 2)))
    gradients = objective.gradients(points, ())[1]
    for axis in range(2):
        step = torch.zeros(2, dtype=torch.float64)
        step[axis] = 1e-5
        slope = (objective.values(points + step) - objective.values(points - step)) / 2e-5
        assert gradients[:, axis].numpy() == pytest.approx(slope.numpy(), rel=1e-5, abs=1e-6)


def test_names_are_forgiving_and_errors_suggest() -> None:
    assert exhibit(" Three_Hump Camel").name == "three-hump-camel"
    with pytest.raises(TrainingError, match="did you mean rosenbrock"):
        exhibit("rosenbrok")
    with pytest.raises(TrainingError, match="there are rosenbrock, himmelblau"):
        exhibit("?")
