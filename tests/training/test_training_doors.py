"""The public functions."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

import jacviz.training
from jacviz.experiment.data import SineData
from jacviz.experiment.errors import TrainingError
from jacviz.experiment.recipes import SGD, recipe
from jacviz.experiment.schedules import Step
from jacviz.experiment.settings import Mlp, ObjectiveSettings, RiskSettings, Source
from jacviz.training import compare, descend, loss_surface
from jacviz.training.warming import warm_up


def test_the_line_experiment_by_default() -> None:
    found = descend()
    assert found.points.shape == (5, 501, 2)
    assert found.losses.shape == (5, 501)
    assert np.isfinite(found.losses).all()
    assert found.gradient_norms.shape == (5, 500)
    assert found.diverged_at == (None,) * 5
    assert found.names == ("a", "b")
    assert found.final == pytest.approx(np.tile([2.0, 0.5], (5, 1)), abs=0.15)
    assert found.points.tobytes() == descend("line", seed=0).points.tobytes()
    assert found.points.tobytes() != descend("line", seed=1).points.tobytes()


def test_an_objective_by_name_from_a_given_start() -> None:
    found = descend("rosenbrock", "sgd", lr=1e-3, starts=[-1.2, 1.0], steps=1000)
    assert found.points.shape == (1, 1001, 2)
    assert found.final[0] == pytest.approx((0.3272627748, 0.1040128004), abs=1e-10)


def test_a_function_of_ones_own() -> None:
    def bowl(theta: torch.Tensor) -> torch.Tensor:
        return ((theta - torch.tensor([1.0, 2.0, 3.0])) ** 2).sum()

    found = descend(bowl, "adam", lr=0.1, starts=[[0.0, 0.0, 0.0], [9.0, 9.0, 9.0]], steps=800)
    assert found.names == ("theta1", "theta2", "theta3")
    assert found.final == pytest.approx(np.tile([1.0, 2.0, 3.0], (2, 1)), abs=1e-3)


def test_several_optimisers() -> None:
    sgd, adam, gd = compare("himmelblau", ["sgd", "adam", "gradient-descent"], lr=0.01, steps=50, starts=7)
    assert sgd.points[:, 0].tobytes() == adam.points[:, 0].tobytes()
    assert sgd.points == pytest.approx(gd.points)
    assert [one.recipe.name for one in (sgd, adam, gd)] == ["sgd", "adam", "gradient-descent"]


def test_settings_and_problems_are_taken() -> None:
    settings = RiskSettings(model=Mlp(sizes=(4,)), data=SineData())
    assert descend(settings, "adam", starts=3, steps=20).points.shape == (3, 21, 13)
    own = ObjectiveSettings(objective=Source(text="x^2 + 3 y^2 + z^2"))
    assert descend(own, SGD(lr=0.1), starts=4, spread_as="uniform", steps=10).points.shape == (4, 11, 3)


def test_the_minibatch_is_16_unless_told_otherwise() -> None:
    sixteen, whole = descend(steps=30, batch=16), descend(steps=30, batch=None)
    assert descend(steps=30).points.tobytes() == sixteen.points.tobytes()
    assert sixteen.points.tobytes() != whole.points.tobytes()


def test_surfaces_by_parameters_and_by_trajectories() -> None:
    surface = loss_surface()
    assert surface.values.shape == (200, 200)
    assert surface.names == ("a", "b")
    row, col = np.unravel_index(surface.values.argmin(), surface.values.shape)
    assert (surface.axes[0][col], surface.axes[1][row]) == pytest.approx((1.94, 0.52), abs=0.05)
    settings = RiskSettings(model=Mlp(sizes=(4,)), data=SineData(count=40))
    paths = descend(settings, "adam", lr=0.02, starts=3, steps=60)
    for directions in ("random", "components"):
        seen = loss_surface(settings, directions=directions, trajectories=paths, resolution=(12, 9))
        assert seen.values.shape == (9, 12)
        assert seen.directions.shape == (2, 13)
        assert seen.origin.tolist() == paths.final[paths.final_losses.argmin()].tolist()
        assert (seen.shares is not None) == (directions == "components")
    by_name = loss_surface("line", parameters=("b", "a"), resolution=5)
    assert by_name.names == ("b", "a")
    around = ((-1.0, 1.0), (-1.0, 1.0))
    slanted = loss_surface(directions=[[1, 1], [1, -1]], origin=[2, 0.5], window=around, resolution=3)
    straight = loss_surface(window=((2.0, 3.0), (0.5, 1.5)), resolution=2)
    assert slanted.values[1, 1] == pytest.approx(straight.values[0, 0])
    assert slanted.values[2, 2] == pytest.approx(loss_surface(window=((4, 5), (0.5, 1))).values[0, 0])


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"minimised": "rosenbrok"}, "did you mean rosenbrock"),
        ({"optimiser": "adma"}, "did you mean adam"),
        ({"lr": 0}, "learning rate must be a positive number; it is 0"),
        ({"lr": -1.0}, "positive number; it is -1"),
        ({"momentun": 0.9}, "SGD has no parameter 'momentun'"),
        ({"starts": 0}, "1 to 10,000 starts; 0"),
        ({"starts": []}, "no start"),
        ({"starts": [[1.0, 2.0], [3.0]]}, "differ in length"),
        ({"starts": [1.0, 2.0, 3.0]}, "needs 2 numbers"),
        ({"batch": 500}, "larger than the data"),
        ({"optimiser": SGD(), "momentum": 0.9}, "A recipe has its parameters already"),
        ({"noise": -1.0, "minimised": "booth"}, "noise must be 0"),
        ({"start": [1.0, 2.0]}, "did you mean starts"),
        ({"batch_size": 8}, "did you mean batch"),
        ({"noise": 1.0}, "Noise on gradients is for an objective"),
        ({"seed": -1}, "seed must be"),
        ({"minimised": lambda theta: theta, "starts": [1.0, 2.0]}, "one number; it returned 2 numbers"),
    ],
)
def test_descents_that_do_not_fit_are_refused(wrong: dict[str, object], said: str) -> None:
    with pytest.raises(TrainingError, match=said):
        descend(**{"steps": 5, **wrong})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"directions": "sideways"}, "parameters, random or components, not 'sideways'"),
        ({"directions": "components"}, "need trajectories"),
        ({"directions": [[1, 2], [2, 4]]}, "the same line"),
        ({"directions": [[1, 2, 3], [2, 4, 5]]}, "two directions and an origin of 2 entries"),
        ({"parameters": ("a", "c")}, "no parameter 'c'; there are a, b"),
        ({"parameters": ("a", "a")}, "Both directions are a"),
        ({"origin": [1.0]}, "origin needs 2 parameters; 1 came"),
        ({"window": ((0, 0), (0, 1))}, "from low to high"),
    ],
)
def test_surfaces_that_do_not_fit_are_refused(wrong: dict[str, object], said: str) -> None:
    with pytest.raises(TrainingError, match=said):
        loss_surface(**wrong)  # type: ignore[arg-type]


def test_schedules_in_python() -> None:
    wanted: dict[str, Any] = {"starts": [[-1.2, 1.0]], "steps": 30}
    by_name = descend("rosenbrock", "adam", lr=0.05, schedule="step", step_size=10, gamma=0.5, **wanted)
    made = descend("rosenbrock", "adam", lr=0.05, schedule=Step(step_size=10, gamma=0.5), **wanted)
    held = descend("rosenbrock", recipe("adam", lr=0.05, schedule=Step(step_size=10, gamma=0.5)), **wanted)
    constant = descend("rosenbrock", "adam", lr=0.05, **wanted)
    assert by_name.points.tobytes() == made.points.tobytes() == held.points.tobytes()
    assert np.array_equal(by_name.points[0, :11], constant.points[0, :11])
    assert not np.array_equal(by_name.points[0, 11], constant.points[0, 11])
    assert not np.array_equal(descend(steps=9, schedule="one-cycle").points, descend(steps=9).points)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"schedule": "linear"}, "no schedule 'linear'"),
        ({"schedule": "step", "T_max": 5}, "step has no parameter 'T_max'"),
        ({"gamma": 0.5}, 'parameter of a learning-rate schedule; name one, such as schedule="cosine"'),
        ({"schedule": Step(), "gamma": 0.5}, "learning-rate schedule; set it there"),
        ({"optimiser": recipe("adam"), "schedule": "cosine"}, "A recipe has its parameters already"),
    ],
)
def test_schedules_that_do_not_fit_are_refused(given: dict[str, object], said: str) -> None:
    with pytest.raises(TrainingError, match=said):
        descend("rosenbrock", **given)  # type: ignore[arg-type]


def test_public_names_are_found_late() -> None:
    assert set(jacviz.training.__all__) <= set(dir(jacviz.training)) | set(jacviz.training._HOMES)
    with pytest.raises(AttributeError, match="no attribute 'ascend'"):
        jacviz.training.ascend  # noqa: B018


def test_warming_up_leaves_nothing_behind() -> None:
    warm_up()
    assert descend(steps=20).points.tobytes() == descend(steps=20).points.tobytes()
