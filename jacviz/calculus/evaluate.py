"""The engine's one door to the calculus: a JacobianTask in, a JacobianAnswer or a Failure out."""

from __future__ import annotations

import importlib
import math
import time
from collections.abc import Callable
from typing import Any, Literal

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from jacviz.calculus.entries import names_of, refuse_too_many, usable_names
from jacviz.calculus.errors import FunctionError
from jacviz.calculus.explaining import failure_of
from jacviz.calculus.function import Function, Text, Wish
from jacviz.calculus.lazy_parts import LAZY_PARTS, load
from jacviz.calculus.progress import Tell
from jacviz.calculus.reading import text_of
from jacviz.calculus.second_look import look_twice
from jacviz.calculus.strategy import BUDGET, Computed, compute
from jacviz.calculus.surroundings import seed, surroundings
from jacviz.engine.messages import Failure, JacobianAnswer, JacobianTask, Space
from jacviz.notation import ended

Array = NDArray[Any]

MOST_ENTRIES = 4096 * 4096  # of J


def evaluate(task: JacobianTask, tell: Tell | None = None) -> JacobianAnswer | Failure:
    """Evaluate f and its Jacobian at one point.

    Args:
        task: What to evaluate, and where.
        tell: Called while passes are made, where that takes long; see `progress.Tell`.

    Returns:
        y and J in the task's precision, or why there are none: whatever the user's code raises is a Failure.

    Raises:
        KeyboardInterrupt: Passed through, alone of all exceptions.
    """
    problem = _device_problem(task)
    if problem:
        return Failure("value", problem)
    with surroundings(task.precision, task.device):
        text = text_of(task)
        if isinstance(text, Failure):
            return text
        try:
            return _answer(task, text, tell)
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            return failure_of(error, text.filename, text.line)


def warm_up() -> None:
    """Load what torch loads late and make each kind of pass once: half a second, for an idle moment."""
    importlib.import_module("jacviz.calculus.python_text")
    load(*LAZY_PARTS)
    modes: tuple[Literal["forward", "reverse"], ...] = ("forward", "reverse")
    for mode in modes:
        compute(_small_network, torch.ones(3, dtype=torch.float64), mode, chunk=3)


def _small_network(x: Tensor) -> Tensor:
    return torch.tanh(x.new_ones(4, 3) @ x)


def _device_problem(task: JacobianTask) -> str | None:
    kind = task.device.partition(":")[0]
    if kind == "cpu":
        return None
    if kind == "mps" and torch.backends.mps.is_available():
        return "mps has no float64; switch to float32, or to the CPU" if task.precision == "float64" else None
    if kind == "cuda" and torch.cuda.is_available():
        number = task.device.partition(":")[2]
        if not number or (number.isdigit() and int(number) < torch.cuda.device_count()):
            return None
    return f"the device {task.device} is not here; switch to the CPU"


def _answer(task: JacobianTask, text: Text, tell: Tell | None) -> JacobianAnswer | Failure:
    function = text.function(_wish(task.x, task.x_names), _wish(task.theta, task.theta_names))
    x = function.inputs.fit(task.x, task.x_names, task.x_start)
    theta = function.parameters.fit(task.theta, task.theta_names, task.theta_start)
    if not len(x if task.wrt == "x" else theta):
        return Failure("definition", _nothing_to_move(task), text.line)
    points = function.inputs.tensor(x, task.device), function.parameters.tensor(theta, task.device)
    start = time.perf_counter()
    computed = _computed(task, function, *points, tell)
    y = _array(computed.y.reshape(-1), task)
    matrix = _array(text.mended(computed.matrix, *points, task.wrt), task)
    undefined = np.isnan(y)
    if undefined.any():
        matrix[undefined] = np.nan  # where f has no value it has no slope, though torch's formula gives one
    seconds = time.perf_counter() - start
    outputs, notes = _described(task, function, points, computed)
    return JacobianAnswer(
        inputs=function.inputs.space,
        parameters=function.parameters.space,
        outputs=outputs,
        x=x,
        theta=theta,
        y=y,
        wrt=task.wrt,
        jacobian=matrix,
        mode=computed.mode,
        passes=computed.passes,
        other_passes=computed.other_passes,
        seconds=seconds,
        notes=notes,
        precision=task.precision,
        device=task.device,
        x_start=function.inputs.start,
        theta_start=function.parameters.start,
    )


def _computed(
    task: JacobianTask, function: Function, x: Tensor, theta: Tensor, tell: Tell | None
) -> Computed:
    along, point, held = function.along_x, x, theta
    if task.wrt == "theta":
        along, point, held = function.along_theta, theta, x
    along.hold(held)
    seed(task.device)
    budget = max(1 << 20, min(BUDGET, task.memory_limit // 8))
    accept = _acceptance(task, point.numel())
    return compute(along, point, task.mode, budget=budget, accept=accept, tell=tell)


def _described(
    task: JacobianTask, function: Function, points: tuple[Tensor, Tensor], computed: Computed
) -> tuple[Space, tuple[str, ...]]:
    """What is said about y and J beside their values.

    Returns:
        The space of y, and all notes.
    """
    shape = tuple(computed.y.shape)
    if function.outputs is None or function.outputs[0].shape != shape:
        names, note = usable_names(function.output_names, math.prod(shape), "output_names")
        function.outputs = Space(names or names_of("y", shape), shape), note
    outputs, note = function.outputs
    if task.wrt == "x":
        look_twice(function, function.along_x, points[0], computed)
    else:
        look_twice(function, function.along_theta, points[1], computed)
    notes = (*function.notes, *function.doubts, *computed.notes)
    return outputs, tuple(ended(note) for note in (*notes, note) if note)


def _wish(values: Array | None, names: tuple[str, ...]) -> Wish:
    if values is None or not len(values):
        return Wish()
    if not names:
        return Wish(len(values))
    base = names[0].removesuffix("1")
    # Compared by the last name only: no function has names like these by chance.
    return Wish(len(values), named=True) if names[-1] == f"{base}{len(values)}" else Wish()


def _nothing_to_move(task: JacobianTask) -> str:
    if task.wrt == "theta":
        how = "declare parameters: a, b" if task.language == "maths" else "define f(x, theta)"
        return f"f has no parameters to differentiate with respect to; {how}, or switch to x"
    how = "use a name such as x1, or declare inputs: x1" if task.language == "maths" else "give x0 an entry"
    return f"f has no inputs to differentiate with respect to; {how}"


def _acceptance(task: JacobianTask, n: int) -> Callable[[int], None]:
    """What refuses a Jacobian that is too large, before it is computed.

    Returns:
        A function of the number of outputs that raises FunctionError.
    """

    def accept(m: int) -> None:
        refuse_too_many(m)
        if m * n > MOST_ENTRIES:
            sentence = f"J would have {m:,} x {n:,} = {m * n:,} entries; at most {MOST_ENTRIES:,} are drawn"
            raise FunctionError("size", f"{sentence}: return fewer values")
        size = m * n * (8 if task.precision == "float64" else 4)
        if 2 * size > task.memory_limit:
            sentence = f"J of {m:,} x {n:,} entries takes {size / 1e6:,.0f} MB, more than the memory allowed"
            raise FunctionError("memory", f"{sentence}; allow more, or return fewer values")

    return accept


def _array(tensor: Tensor, task: JacobianTask) -> Array:
    array: Array = np.ascontiguousarray(tensor.detach().cpu().to(_dtype(task)).numpy())
    return array


def _dtype(task: JacobianTask) -> torch.dtype:
    return torch.float64 if task.precision == "float64" else torch.float32
