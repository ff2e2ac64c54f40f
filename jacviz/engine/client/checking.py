"""Whether an answer that reads well also makes sense: the window relies on shapes that fit together."""

from __future__ import annotations

import math

from jacviz.engine.client.checking_training import ANSWERS, DescentCheck, check_basins, check_surface
from jacviz.engine.client.tasks import is_training
from jacviz.engine.declared import FrameError
from jacviz.engine.messages import (
    Answer,
    CompletionAnswer,
    CompletionTask,
    Failure,
    JacobianAnswer,
    JacobianTask,
    Progress,
    Space,
    Task,
)
from jacviz.engine.training_messages import (
    BasinsAnswer,
    BasinsTask,
    Content,
    DescentAnswer,
    DescentTask,
    SurfaceAnswer,
    SurfaceTask,
)


class Parts:
    """The answer to one task, part after part."""

    def __init__(self, task: Task) -> None:
        """Nothing has come yet.

        Args:
            task: What was asked.
        """
        self._task = task
        self._descent = DescentCheck(task) if isinstance(task, DescentTask) else None
        self._surfaces = 0
        self._samples = 0  # over which the last stage has come so far

    def take(self, content: Content) -> None:
        """Refuse a part that does not belong to such a task, or does not follow what came before.

        Raises:
            FrameError: No worker of ours says such a thing.
        """
        if self._descent is not None and not isinstance(content, (SurfaceAnswer, BasinsAnswer)):
            self._descent.take(content)
        elif isinstance(content, SurfaceAnswer) and isinstance(self._task, SurfaceTask):
            self._take_surface(self._task, content, last=False)
        elif isinstance(content, BasinsAnswer) and isinstance(self._task, BasinsTask):
            check_basins(content, last=False)
        else:
            raise FrameError(f"a {type(content).__name__} is no part of an answer to {_named(self._task)}")

    def end(self, answer: Answer) -> None:
        """Refuse an answer of the wrong sort, or one whose shapes contradict each other.

        Raises:
            FrameError: No worker of ours says such a thing.
        """  # noqa: DOC502  # raised by what is called here
        if isinstance(answer, Failure):
            return
        if isinstance(answer, SurfaceAnswer) and isinstance(self._task, SurfaceTask):
            self._take_surface(self._task, answer, last=True)
        elif isinstance(answer, DescentAnswer) and self._descent is not None:
            self._descent.end(answer)
        else:
            check(answer, self._task)

    def _take_surface(self, task: SurfaceTask, surface: SurfaceAnswer, last: bool) -> None:
        finest = self._surfaces == len(task.stages) - 1
        before_it = finest and surface.rough and surface.samples > self._samples
        in_turn = finest and not surface.rough if last else not finest or before_it
        if not in_turn or surface.last != last:
            raise FrameError(f"surface {self._surfaces + 1} of {len(task.stages)} out of turn")
        check_surface(surface, task.stages[self._surfaces])
        if before_it and not last:
            self._samples = surface.samples
        else:
            self._surfaces += 1


def check(answer: Answer, task: Task) -> None:
    """Refuse an answer that comes in one piece where it is of the wrong sort, or contradicts itself.

    Raises:
        FrameError: No worker of ours says such a thing.
    """
    if isinstance(answer, JacobianAnswer) and isinstance(task, JacobianTask):
        _check_jacobian(answer)
    elif isinstance(answer, CompletionAnswer) and isinstance(task, CompletionTask):
        if len(answer.names) != len(answer.kinds):
            raise FrameError(f"{len(answer.names)} names with {len(answer.kinds)} kinds")
    elif ANSWERS.get(type(answer), (None,))[0] is type(task):
        ANSWERS[type(answer)][1](answer, task)
    elif not isinstance(answer, Failure):
        raise FrameError(f"a {type(answer).__name__} answers no {_named(task)}")


def check_progress(progress: Progress, task: Task) -> None:
    """Refuse word of passes that cannot be.

    Raises:
        FrameError: No worker of ours says such a thing.
    """
    told_of = isinstance(task, JacobianTask) or is_training(task)
    if not told_of or not 0 <= progress.done <= progress.total:
        raise FrameError(f"{progress.done} of {progress.total} passes")


def _named(task: Task) -> str:
    return type(task).__name__


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
