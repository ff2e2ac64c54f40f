"""Descents and loss surfaces against the loops of tutorials. Runs in a process of its own, with torch.

python -m jacviz.bench.descents
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import product

import numpy as np
import torch
from torch import Tensor
from torch.func import vjp

from jacviz.bench.figures import Figure, median
from jacviz.experiment.data import LineData
from jacviz.experiment.recipes import SGD
from jacviz.training.building import build
from jacviz.training.descent import Descent
from jacviz.training.doors import compare, starts_of
from jacviz.training.losses import fitting_loss
from jacviz.training.models import line
from jacviz.training.problems import Problem, Risk
from jacviz.training.surface_door import loss_surface

RATE, BATCH = 0.05, 16
ROUNDS = 5
LOOP_UPDATES = 1000
STEPS = {5: 4000, 1000: 1000}  # by the number of starts
FASTER = {5: 6.0, 1000: 300.0}
SURFACE, SURFACE_FASTER = 200, 40.0
COMPARED, COMPARED_GOAL = ("sgd", "adam", "rmsprop", "adagrad", "adamw"), 2000.0  # ms


def measure() -> Iterator[Figure]:
    """Everything in this process, turn about, so that a busy moment of the machine falls on all alike.

    Yields:
        A figure each; a share of a loop's time where that is what must be beaten.
    """
    # The same risk once by its closed form, as a line has it, and once as any model has it.
    data = LineData().draw()
    generic = Risk(line(data), data, fitting_loss("squared", line(data), data), closed=False)
    yield from _updates(build(), "")
    yield from _updates(generic, ", no closed form")
    yield from _surfaces(build(), "")
    yield from _surfaces(generic, ", no closed form")
    yield _many()


def _updates(problem: Problem, how: str) -> Iterator[Figure]:
    _descend(problem, 5, 400)  # what torch loads late is loaded
    _tutorial(50)
    loop: list[float] = []
    ours: dict[int, list[float]] = {starts: [] for starts in STEPS}
    for _ in range(ROUNDS):
        loop.append(_seconds(lambda: _tutorial(LOOP_UPDATES)) / LOOP_UPDATES)
        for starts, steps in STEPS.items():
            seconds = _seconds(partial(_descend, problem, starts, steps))
            ours[starts].append(seconds / (starts * steps))
    for starts, each in ours.items():
        about = f"{1 / median(each):,.0f} updates/s; the loop {1 / median(loop):,.0f}"
        yield _share(f"SGD update, {starts} starts{how}, of a loop's", each, loop, FASTER[starts], about)


def _surfaces(problem: Problem, how: str) -> Iterator[Figure]:
    ours, points = [], []
    loss_surface(problem, resolution=SURFACE)
    for _ in range(3):
        ours.append(_seconds(lambda: loss_surface(problem, resolution=SURFACE)))
        points.append(_seconds(_point_by_point))
    about = f"{1e3 * median(ours):.1f} ms; point by point {1e3 * median(points):.0f} ms"
    name = f"surface {SURFACE} x {SURFACE}{how}, of point by point"
    yield _share(name, ours, points, SURFACE_FASTER, about)


def _many() -> Figure:
    def run() -> None:
        compare("line", COMPARED, lr=0.01, starts=100, steps=1000)

    times = [1e3 * _seconds(run) for _ in range(3)]
    name = f"100 starts x {len(COMPARED)} optimisers x 1000 steps"
    return Figure(name, median(times), "ms", COMPARED_GOAL, f"slowest {max(times):.0f} ms")


def _share(name: str, ours: list[float], theirs: list[float], faster: float, about: str) -> Figure:
    times = median(theirs) / median(ours)
    return Figure(name, 100 / times, "%", 100 / faster, f"{times:,.1f} x as fast; {about}")


def _descend(problem: Problem, starts: int, steps: int) -> None:
    points = starts_of(problem, starts)
    for _ in Descent(problem, [SGD(lr=RATE)], points, steps=steps, batch=BATCH).chunks():
        pass


# --- as tutorials write it


def _loss(theta: Tensor, x: Tensor, t: Tensor) -> Tensor:
    return torch.square(theta[0] * x + theta[1] - t).mean()


def _data() -> tuple[Tensor, Tensor]:
    data = LineData().draw()
    return torch.from_numpy(data.inputs[:, 0].copy()), torch.from_numpy(data.targets.copy())


def _tutorial(updates: int) -> None:
    """One start, one minibatch after the other, one VJP each."""
    x, t = _data()
    theta = torch.zeros(2, dtype=torch.float64)
    for _ in range(updates):
        chosen = torch.randint(len(x), (BATCH,))
        loss, pullback, *_ = vjp(partial(_loss, x=x[chosen], t=t[chosen]), theta)
        (gradient,) = pullback(torch.ones_like(loss))
        theta = theta - RATE * gradient


def _point_by_point() -> None:
    x, t = _data()
    axes = np.linspace(-1.0, 4.0, SURFACE), np.linspace(-2.0, 3.0, SURFACE)
    values = np.empty((SURFACE, SURFACE))
    for (row, beta), (col, alpha) in product(enumerate(axes[1]), enumerate(axes[0])):
        values[row, col] = _loss(torch.tensor([alpha, beta], dtype=torch.float64), x, t).item()


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    for figure in measure():
        print(json.dumps(figure.as_json()), flush=True)
