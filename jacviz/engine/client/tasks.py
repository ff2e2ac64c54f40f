"""What tells one task from another: its lane, its function, the memory it may take."""

from __future__ import annotations

import typing
from dataclasses import replace
from typing import Literal, TypeAlias

from jacviz.engine.messages import CompletionTask, JacobianTask, Task
from jacviz.engine.training_messages import (
    BasinsTask,
    CriticalTask,
    CsvLayoutTask,
    CsvTask,
    DescentTask,
    MinibatchTask,
    MomentTask,
    SurfaceTask,
    TermsTask,
    TrainingTask,
)

LaneName: TypeAlias = Literal["jacobian", "completion", "descent", "surface", "basins", "step", "files"]

_TRAINING: tuple[type, ...] = typing.get_args(TrainingTask)
_LANES: dict[type[Task], LaneName] = {
    JacobianTask: "jacobian",
    CompletionTask: "completion",
    DescentTask: "descent",
    SurfaceTask: "surface", CriticalTask: "surface",
    BasinsTask: "basins",
    MomentTask: "step", TermsTask: "step", MinibatchTask: "step",
    CsvLayoutTask: "files", CsvTask: "files",
}  # fmt: skip


def lane_name(task: Task) -> LaneName:
    """The lane that a task belongs to.

    Returns:
        Its name.
    """
    return _LANES[type(task)]


def is_training(task: Task) -> bool:
    """Whether the worker tells of it as it goes and stops when it is withdrawn.

    Returns:
        False for Jacobians and completions.
    """
    return isinstance(task, _TRAINING)


def same_function(one: Task, other: Task) -> bool:
    """Whether two tasks ask the same of the same function, at whatever point.

    Returns:
        True where only x and theta may differ; other tasks than Jacobians are never alike.
    """
    if not (isinstance(one, JacobianTask) and isinstance(other, JacobianTask)):
        return False
    asked = ("language", "wrt", "mode", "precision", "device", "source")
    return all(getattr(one, name) == getattr(other, name) for name in asked)


def within(task: Task, memory_limit: int) -> Task:
    """`task`, allowed no more memory than `memory_limit`.

    Returns:
        The same task where it asks for no more.
    """
    if isinstance(task, (CompletionTask, CsvLayoutTask)) or task.memory_limit <= memory_limit:
        return task
    return replace(task, memory_limit=memory_limit)
