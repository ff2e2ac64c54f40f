"""Full Jacobians in the engine against torch.func called directly. Runs in a process of its own, with torch.

python -m jacviz.bench.jacobians
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence

import torch
from torch.func import jacfwd, jacrev

from jacviz.bench.figures import Figure, median
from jacviz.calculus.evaluate import evaluate
from jacviz.engine.messages import JacobianAnswer, JacobianTask

WORKED = "x1^2 + x2 + x3\nx1 - x2 + x3"
NETWORK = """
torch.manual_seed(0)
f = nn.Sequential(nn.Linear({n}, 512), nn.Tanh(), nn.Linear(512, {m})).requires_grad_(False)
x0 = torch.randn({n})
"""
SHAPES = ((64, 64), (256, 256), (784, 10), (1024, 1024), (10, 4096))
_RUN = 5  # evaluations of one kind in a row
_ROUNDS = 2, 40  # runs of each kind, at least and at most
_ENOUGH = 1.5  # seconds after which there are enough of them: a few of 2 ms tell of the machine, not of us
FACTOR, SLACK = 1.1, 0.3  # never more than this much of the better mode, plus milliseconds


def measure(shapes: Sequence[tuple[int, int]] = SHAPES) -> list[Figure]:
    """The worked example and the two-layer tanh networks of the peers.

    Args:
        shapes: Inputs and outputs of each network.

    Returns:
        One figure a size: the time over `FACTOR` x the better of jacrev and jacfwd + `SLACK` ms.
    """
    point = torch.tensor([2.0, 3.0, 1.0], dtype=torch.float64)

    def worked(x: torch.Tensor) -> torch.Tensor:
        return torch.stack([x[0] ** 2 + x[1] + x[2], x[0] - x[1] + x[2]])

    figures = [_figure(JacobianTask("maths", WORKED, x=point.numpy()), worked, point)]
    for n, m in shapes:
        torch.manual_seed(0)
        layers = (torch.nn.Linear(n, 512), torch.nn.Tanh(), torch.nn.Linear(512, m))
        network = torch.nn.Sequential(*layers).requires_grad_(False)
        task = JacobianTask("python", NETWORK.format(n=n, m=m), precision="float32")
        figures.append(_figure(task, network, torch.randn(n)))
    return figures


def _figure(task: JacobianTask, f: Callable[..., torch.Tensor], x: torch.Tensor) -> Figure:
    answer = evaluate(task)
    if not isinstance(answer, JacobianAnswer):
        raise RuntimeError(answer.sentence)
    # Turn about, so that a busy moment of the machine falls on all three alike; in runs of a few, as a drag
    # does, since each has a copy of the network that the others push out of the processor's cache.
    ours: list[float] = []
    forward: list[float] = []
    reverse: list[float] = []
    start = time.perf_counter()
    for k in range(_ROUNDS[1]):
        if k >= _ROUNDS[0] and time.perf_counter() - start > _ENOUGH:
            break
        ours += _run(lambda: evaluate(task))
        forward += _run(lambda: jacfwd(f)(x))
        reverse += _run(lambda: jacrev(f)(x))
    mine, better = median(ours), min(median(forward), median(reverse))
    faster = "forward" if median(forward) < median(reverse) else "reverse"
    m, n = answer.jacobian.shape
    about = f"{mine:.3f} ms; torch.func {better:.3f} ms ({faster}); mode chosen: {answer.mode}"
    return Figure(
        f"full J {n} -> {m}, over 1.1 x torch.func + 0.3 ms",
        mine / (FACTOR * better + SLACK),
        "x",
        1.0,
        about,
    )


def _run(work: Callable[[], object]) -> list[float]:
    work()  # which brings what it needs into the cache
    return [_milliseconds(work) for _ in range(_RUN)]


def _milliseconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1e3


if __name__ == "__main__":
    for figure in measure():
        print(json.dumps(figure.as_json()), flush=True)
