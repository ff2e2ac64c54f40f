"""Whether an answer that reads well also makes sense: the window relies on shapes that fit together."""

from __future__ import annotations

import math

from jacviz.engine.declared import FrameError
from jacviz.engine.messages import (
    Answer,
    CompletionAnswer,
    CompletionTask,
    JacobianAnswer,
    JacobianTask,
    Progress,
    Space,
    Task,
)


def check(answer: Answer, task: Task) -> None:
    """Refuse an answer of the wrong sort, or one whose shapes contradict each other.

    Raises:
        FrameError: No worker of ours says such a thing.
    """
    wrong_sort = (isinstance(answer, JacobianAnswer) and not isinstance(task, JacobianTask)) or (
        isinstance(answer, CompletionAnswer) and not isinstance(task, CompletionTask)
    )
    if wrong_sort:
        raise FrameError(f"a {type(answer).__name__} answers no {type(task).__name__}")
    if isinstance(answer, JacobianAnswer):
        _check_jacobian(answer)
    elif isinstance(answer, CompletionAnswer) and len(answer.names) != len(answer.kinds):
        raise FrameError(f"{len(answer.names)} names with {len(answer.kinds)} kinds")


def check_progress(progress: Progress, task: Task) -> None:
    """Refuse word of passes that cannot be.

    Raises:
        FrameError: No worker of ours says such a thing.
    """
    if not isinstance(task, JacobianTask) or not 0 <= progress.done <= progress.total:
        raise FrameError(f"{progress.done} of {progress.total} passes")


def _check_jacobian(answer: JacobianAnswer) -> None:
    for space, values, name in (
        (answer.inputs, answer.x, "x"),
        (answer.parameters, answer.theta, "theta"),
        (answer.outputs, answer.y, "y"),
    ):
        _check_space(space, name)
        if values.shape != (len(space),):
            raise FrameError(f"{name} has shape {values.shape} with {len(space)} names")
    expected = (len(answer.outputs), len(answer.columns))
    if answer.jacobian.shape != expected:
        raise FrameError(f"J has shape {answer.jacobian.shape}, expected {expected}")
    if any(array.dtype.kind != "f" for array in (answer.x, answer.theta, answer.y, answer.jacobian)):
        raise FrameError("x, theta, y and J are floating-point arrays")


def _check_space(space: Space, name: str) -> None:
    # Without parameters the shape says nothing: () and (0,) both stand for none.
    if len(space) and math.prod(space.shape) != len(space):
        raise FrameError(f"{name} has {len(space)} names for the shape {space.shape}")
