"""Every optimiser against torch.optim, every schedule against torch.optim.lr_scheduler."""

from __future__ import annotations

import warnings
from functools import cache
from typing import Any

import numpy as np
import pytest
import torch
from torch.optim import lr_scheduler

from jacviz.experiment.errors import TrainingError
from jacviz.experiment.recipes import RECIPES, SGD, Lion, Recipe, recipe
from jacviz.experiment.schedules import (
    SCHEDULES,
    Constant,
    Cosine,
    Exponential,
    OneCycle,
    Schedule,
    Step,
    WarmUp,
)
from jacviz.training.building import gallery_objective
from jacviz.training.descent import Descent
from jacviz.training.optimisers import rule

START = np.array([[-1.2, 1.0]])
TORCH: dict[str, Any] = {
    "sgd": torch.optim.SGD, "adagrad": torch.optim.Adagrad, "rmsprop": torch.optim.RMSprop,
    "adadelta": torch.optim.Adadelta, "adam": torch.optim.Adam, "adamw": torch.optim.AdamW,
    "adamax": torch.optim.Adamax, "nadam": torch.optim.NAdam, "radam": torch.optim.RAdam,
}  # fmt: skip
STEPS = 1000
# The rates let a trajectory travel for all of its steps and stay near: where it came to rest early, or ran
# away, a wrong rule could agree with torch's. Operations go in torch's order: no rounding has time to grow.
CASES: list[tuple[str, dict[str, Any]]] = [
    *((name, {}) for name in TORCH),
    ("gradient-descent", {}),
    ("sgd", {"lr": 1e-3, "momentum": 0.9}),
    ("sgd", {"lr": 5e-4, "momentum": 0.9, "nesterov": True}),
    ("sgd", {"lr": 5e-4, "momentum": 0.8, "nesterov": True, "weight_decay": 0.1}),
    ("sgd", {"lr": 1e-3, "weight_decay": 0.1}),
    ("sgd", {"lr": 1e-3, "momentum": 0.5, "dampening": 0.3, "weight_decay": 0.1}),
    ("sgd", {"lr": 1e-6, "maximize": True}),  # climbs towards infinity; this rate keeps it near
    ("sgd", {"lr": 1e-7, "maximize": True, "momentum": 0.9, "dampening": 0.1}),
    ("gradient-descent", {"lr": 1e-3, "momentum": 0.5, "dampening": 0.3, "weight_decay": 0.1}),
    ("gradient-descent", {"lr": 5e-4, "momentum": 0.9, "nesterov": True}),
    ("gradient-descent", {"lr": 1e-6, "maximize": True}),
    ("adagrad", {"lr": 0.1, "lr_decay": 0.01, "initial_accumulator_value": 0.1, "eps": 1e-3}),
    ("adagrad", {"lr": 0.1, "weight_decay": 0.1}),
    ("adagrad", {"lr": 0.01, "maximize": True}),
    ("rmsprop", {"lr": 1e-3, "alpha": 0.9, "centered": True, "weight_decay": 0.01}),
    ("rmsprop", {"lr": 1e-3, "momentum": 0.5, "eps": 1e-4}),
    ("rmsprop", {"lr": 1e-3, "momentum": 0.5, "centered": True}),
    ("rmsprop", {"lr": 1e-3, "maximize": True}),
    ("adadelta", {"lr": 0.5, "rho": 0.8, "eps": 1e-3, "weight_decay": 0.05}),
    ("adadelta", {"lr": 1e-3, "maximize": True}),
    ("adam", {"lr": 1e-2}),
    ("adam", {"lr": 1e-2, "amsgrad": True, "weight_decay": 0.1, "betas": (0.8, 0.95), "eps": 1e-4}),
    ("adam", {"lr": 1e-2, "weight_decay": 0.1, "decoupled_weight_decay": True}),
    ("adam", {"lr": 1e-2, "amsgrad": True, "maximize": True}),
    ("adamw", {"lr": 1e-2, "weight_decay": 0.3, "amsgrad": True}),
    ("adamw", {"lr": 1e-2, "betas": (0.8, 0.95), "eps": 1e-4, "maximize": True}),
    ("adamax", {"lr": 1e-2, "betas": (0.7, 0.9), "weight_decay": 0.1, "eps": 1e-3}),
    ("adamax", {"lr": 1e-2, "maximize": True}),
    ("nadam", {"lr": 1e-2, "momentum_decay": 0.1, "weight_decay": 0.1}),
    ("nadam", {"lr": 1e-2, "betas": (0.8, 0.95), "eps": 1e-4}),
    ("nadam", {"lr": 1e-2, "weight_decay": 0.1, "decoupled_weight_decay": True, "maximize": True}),
    ("radam", {"lr": 1e-3, "betas": (0.8, 0.9), "weight_decay": 0.1}),
    ("radam", {"lr": 1e-3, "weight_decay": 0.1, "decoupled_weight_decay": True}),
    ("radam", {"lr": 1e-3, "eps": 1e-4, "maximize": True}),
]

def rosenbrock(p: torch.Tensor) -> torch.Tensor:
    return (1 - p[0]) ** 2 + 100 * (p[1] - p[0] ** 2) ** 2


@cache
def by_torch() -> list[np.ndarray]:
    """The path of each case by torch.optim itself; one backward serves them all."""
    points = [torch.tensor(START[0], requires_grad=True) for _ in CASES]
    kinds = TORCH | {"gradient-descent": torch.optim.SGD}
    optimisers = [
        kinds[name]([point], foreach=False, **parameters)
        for point, (name, parameters) in zip(points, CASES, strict=True)
    ]
    paths = np.empty((len(CASES), STEPS + 1, 2))
    paths[:, 0] = START
    for step in range(1, STEPS + 1):
        for optimiser in optimisers:
            optimiser.zero_grad()
        rosenbrock(torch.stack(points, dim=1)).sum().backward()  # type: ignore[no-untyped-call]
        for optimiser in optimisers:
            optimiser.step()
        paths[:, step] = torch.stack(points).detach().numpy()
    return list(paths)


@cache
def by_us() -> list[np.ndarray]:
    """The path of each case, all of them from one descent."""
    recipes = [recipe(name, **parameters) for name, parameters in CASES]
    chunks = list(Descent(ROSENBROCK, recipes, START, steps=STEPS, losses_every=STEPS).chunks())
    return [
        np.concatenate([START, *(chunk.points[at, 0, 1:] for chunk in chunks)]) for at in range(len(CASES))
    ]


ROSENBROCK = gallery_objective("rosenbrock")


def ours(made: Recipe, steps: int) -> np.ndarray:
    chunks = list(Descent(ROSENBROCK, [made], START, steps=steps, losses_every=steps).chunks())
    path: np.ndarray = np.concatenate([START[None], *(chunk.points[0, :, 1:] for chunk in chunks)], axis=1)[0]
    return path


@pytest.mark.parametrize("at", range(len(CASES)), ids=lambda at: str(CASES[at]))
def test_steps_are_torchs(at: int) -> None:
    expected, found = by_torch()[at], by_us()[at]
    assert expected.shape == found.shape == (STEPS + 1, 2)
    assert np.abs(expected).max() < 100
    assert np.abs(np.diff(expected[-100:], axis=0)).min() > 0  # it still travels
    assert np.abs(found - expected).max() <= 1e-10


@pytest.mark.parametrize("name", RECIPES)
def test_every_parameter_of_every_optimiser_is_compared(name: str) -> None:
    compared = {parameter for case, given in CASES if case == name for parameter in given}
    if name == "lion":
        compared = {"lr", "betas", "weight_decay", "maximize"}  # against its paper, below
    fixed = {"decoupled_weight_decay"} if name == "adamw" else set()
    assert set(recipe(name).parameters()) - fixed <= compared


@pytest.mark.parametrize(
    ("made", "after_10", "after_1000"),
    [
        (recipe("sgd", lr=1e-3), (-1.0214113343, 1.0512622674), (0.3272627748, 0.1040128004)),
        (recipe("momentum", lr=1e-3), (-0.8139232313, 0.7548677722), (0.9949990013, 0.9900029396)),
        (recipe("adam", lr=1e-2), (-1.1049555421, 1.0953346172), (-0.120211278, 0.0154582785)),
    ],
    ids=["sgd", "momentum", "adam"],
)
def test_the_numbers_of_the_reference(
    made: Recipe, after_10: tuple[float, float], after_1000: tuple[float, float]
) -> None:
    path = ours(made, 1000)
    assert path[10] == pytest.approx(after_10, abs=1e-10)
    assert path[1000] == pytest.approx(after_1000, abs=1e-10)


@pytest.mark.parametrize("name", TORCH)
def test_names_and_defaults_are_torchs(name: str) -> None:
    made = recipe(name)
    theirs = TORCH[name]([torch.zeros(1)]).defaults
    for parameter, value in made.parameters().items():
        assert theirs[parameter] == pytest.approx(value), parameter
    implementation = {"foreach", "fused", "capturable", "differentiable"}
    assert set(theirs) - implementation <= set(made.parameters())


def lion_by_the_paper(lr: float, betas: tuple[float, float], decay: float, up: bool) -> np.ndarray:
    """Algorithm 2 of Chen et al. 2023, one parameter after the other in Python's floats."""
    beta1, beta2 = betas
    theta, momentum = START[0].tolist(), [0.0, 0.0]
    path = [list(theta)]
    for _ in range(STEPS):
        x, y = theta
        gradient = [-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)]
        for i, g in enumerate(gradient):
            g = -g if up else g
            c = beta1 * momentum[i] + (1 - beta1) * g
            sign = (c > 0) - (c < 0)
            theta[i] = theta[i] - lr * (sign + decay * theta[i])
            momentum[i] = beta2 * momentum[i] + (1 - beta2) * g
        path.append(list(theta))
    return np.array(path)


# A sign forgets how large its argument was: where rounding makes an argument of 0 positive here and negative
# there, the paths part by 2 lr at once. From this start with these rates none comes that near to 0.
@pytest.mark.parametrize(
    ("lr", "betas", "decay", "up"),
    [
        (1e-4, (0.9, 0.99), 0.0, False),
        (1e-4, (0.9, 0.99), 0.01, False),
        (1e-3, (0.9, 0.99), 0.0, False),
        (1e-3, (0.95, 0.98), 0.1, False),
        (3e-3, (0.8, 0.9), 1.0, False),
        (1e-3, (0.9, 0.99), 0.1, True),
    ],
)
def test_lion_is_the_papers(lr: float, betas: tuple[float, float], decay: float, up: bool) -> None:
    path = ours(Lion(lr=lr, betas=betas, weight_decay=decay, maximize=up), STEPS)
    expected = lion_by_the_paper(lr, betas, decay, up)
    assert path.shape == expected.shape == (STEPS + 1, 2)
    assert np.abs(path - expected).max() <= 1e-10


@pytest.mark.parametrize("name", RECIPES)
def test_rows_never_mix(name: str) -> None:
    generator = torch.Generator().manual_seed(0)
    points = torch.randn(4, 3, dtype=torch.float64, generator=generator)
    made = recipe(name, weight_decay=0.1)
    together, alone = points.clone(), [point[None].clone() for point in points]
    moving, single = rule(made, together), [rule(made, point) for point in alone]
    for _ in range(20):
        gradients = torch.randn(4, 3, dtype=torch.float64, generator=generator)
        moving.step(together, gradients, made.lr)
        for point, one, gradient in zip(alone, single, gradients, strict=True):
            one.step(point, gradient[None], made.lr)
    assert torch.equal(together, torch.cat(alone))


@pytest.mark.parametrize("name", RECIPES)
def test_terms_of_a_step_are_reported_without_changing_it(name: str) -> None:
    made = recipe(name)
    plain, watched = torch.tensor(START), torch.tensor(START)
    quiet, telling = rule(made, plain), rule(made, watched)
    told: dict[str, torch.Tensor] = {}
    for _ in range(8):
        gradient = torch.tensor([[0.5, -2.0]], dtype=torch.float64)
        quiet.step(plain, gradient, made.lr)
        telling.step(watched, gradient, made.lr, lambda term, value: told.update({term: value.clone()}))
        assert gradient.tolist() == [[0.5, -2.0]]
    assert torch.equal(plain, watched)
    assert set(told) <= set(telling.terms)
    assert told or type(made) in (SGD, RECIPES["gradient-descent"])


def test_adams_terms_are_its_moments() -> None:
    made = recipe("adam")
    point = torch.zeros(1, 2, dtype=torch.float64)
    told: dict[str, torch.Tensor] = {}
    gradient = torch.tensor([[3.0, -1.0]], dtype=torch.float64)
    rule(made, point).step(point, gradient, 0.1, lambda term, value: told.update({term: value.clone()}))
    assert torch.allclose(told["first moment"], 0.1 * gradient)
    assert torch.allclose(told["second moment"], 0.001 * gradient**2)
    assert torch.allclose(told["corrected first moment"], gradient)
    assert torch.allclose(told["corrected second moment"], gradient**2)
    assert torch.allclose(point, -0.1 * torch.sign(gradient), atol=1e-8)


SCHEDULE_CASES: list[tuple[Schedule, Any]] = [
    (Constant(), lambda o: lr_scheduler.ConstantLR(o, factor=1.0)),
    (Step(step_size=7, gamma=0.5), lambda o: lr_scheduler.StepLR(o, 7, 0.5)),
    (Exponential(gamma=0.9), lambda o: lr_scheduler.ExponentialLR(o, 0.9)),
    (Cosine(eta_min=1e-3), lambda o: lr_scheduler.CosineAnnealingLR(o, 60, 1e-3)),
    (Cosine(T_max=20), lambda o: lr_scheduler.CosineAnnealingLR(o, 20)),
    (WarmUp(), lambda o: lr_scheduler.LinearLR(o)),
    (
        WarmUp(start_factor=0.1, end_factor=0.8, total_iters=30),
        lambda o: lr_scheduler.LinearLR(o, 0.1, 0.8, 30),
    ),
    (OneCycle(), lambda o: lr_scheduler.OneCycleLR(o, 0.3, total_steps=61, cycle_momentum=False)),
    (
        OneCycle(total_steps=70, pct_start=0.2, div_factor=10, final_div_factor=100),
        lambda o: lr_scheduler.OneCycleLR(
            o, 0.3, total_steps=70, pct_start=0.2, div_factor=10, final_div_factor=100, cycle_momentum=False
        ),
    ),
]


@pytest.mark.parametrize(("schedule", "theirs"), SCHEDULE_CASES, ids=lambda case: getattr(case, "name", ""))
def test_schedules_are_torchs(schedule: Schedule, theirs: Any) -> None:
    optimiser = torch.optim.SGD([torch.zeros(1)], lr=0.3)
    stepping = theirs(optimiser)
    steps = 61 if isinstance(schedule, OneCycle) else 60
    for step in range(steps):
        (expected,) = stepping.get_last_lr()
        assert schedule.rate(0.3, step, steps) == pytest.approx(expected, rel=1e-12, abs=1e-15)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the optimiser itself takes no steps here
            if step < steps - 1:
                stepping.step()


def test_schedules_are_used_by_a_descent() -> None:
    made = recipe("sgd", lr=1e-3, schedule=Cosine())
    point = torch.tensor(START[0], requires_grad=True)
    optimiser = torch.optim.SGD([point], lr=1e-3)
    scheduler = lr_scheduler.CosineAnnealingLR(optimiser, 50)
    for _ in range(50):
        optimiser.zero_grad()
        rosenbrock(point).backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        scheduler.step()
    assert ours(made, 50)[-1] == pytest.approx(point.detach().numpy(), abs=1e-12)


def test_every_schedule_ends_with_the_descent() -> None:
    for kind in SCHEDULES.values():
        schedule = kind()
        assert schedule.rate(0.1, 100, 100) == pytest.approx(schedule.rate(0.1, 100, 100))
        assert schedule.rate(0.1, 0, 0) > 0
    assert Cosine().rate(0.1, 150, 100) == Cosine().rate(0.1, 100, 100) == 0.0
    assert OneCycle().rate(0.1, 500, 100) == OneCycle().rate(0.1, 99, 100)


@pytest.mark.parametrize(
    ("name", "parameters", "said"),
    [
        ("sgd", {"lr": 0.0}, "learning rate must be a positive number; it is 0"),
        ("adam", {"lr": -1e-3}, "positive number; it is -0.001"),
        ("adam", {"lr": float("nan")}, "positive number; it is nan"),
        ("adam", {"lr": float("inf")}, "positive number; it is inf"),
        ("adam", {"betas": (0.9, 1.0)}, "betas must be two numbers from 0 to less than 1"),
        ("adam", {"betas": (0.9,)}, "betas must be two numbers"),
        ("adam", {"eps": -1}, "eps must be 0 or a positive"),
        ("rmsprop", {"alpha": 1.5}, "alpha must lie between 0 and 1"),
        ("sgd", {"nesterov": True}, "Nesterov momentum needs a momentum above 0"),
        ("sgd", {"momentum": -0.5}, "momentum must be 0 or a positive"),
        ("sgd", {"beta": 0.5}, "SGD has no parameter 'beta'; it has lr, weight_decay"),
        ("adma", {}, "did you mean adam"),
        ("newton", {}, "There is no optimiser 'newton'"),
    ],
)
def test_recipes_that_do_not_fit_are_refused(name: str, parameters: dict[str, Any], said: str) -> None:
    with pytest.raises(TrainingError, match=said):
        recipe(name, **parameters)


@pytest.mark.parametrize(
    ("kind", "wrong"),
    [
        (Step, {"step_size": 0}), (Exponential, {"gamma": 0}), (Cosine, {"T_max": 0}),
        (WarmUp, {"total_iters": 0}), (WarmUp, {"start_factor": -1}),
        (OneCycle, {"pct_start": 2}), (OneCycle, {"div_factor": 0}),
    ],
)  # fmt: skip
def test_schedules_that_do_not_fit_are_refused(kind: type[Schedule], wrong: dict[str, Any]) -> None:
    with pytest.raises(TrainingError, match="must"):
        kind(**wrong)


def test_names_that_people_know_for_settings_of_sgd() -> None:
    assert recipe("momentum") == SGD(momentum=0.9)
    assert recipe("Nesterov", lr=0.5) == SGD(momentum=0.9, nesterov=True, lr=0.5)
    assert recipe("gd").full_batch


def test_a_changed_rate_holds_from_its_step_on() -> None:
    changed = SGD(lr=0.1).with_rate(0.5, 10).with_rate(0.2, 20)
    assert [changed.rate(step, 100) for step in (0, 9, 10, 19, 20, 99)] == [0.1, 0.1, 0.5, 0.5, 0.2, 0.2]
    assert changed.with_rate(0.3, 15).lr_changes == ((10, 0.5), (15, 0.3))
