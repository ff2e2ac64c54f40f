"""Answers that read well and make no sense are refused: user code may have written them."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest

from jacviz.engine.client.checking import Parts, check_progress
from jacviz.engine.declared import FrameError
from jacviz.engine.messages import CompletionAnswer, CompletionTask, Failure, JacobianTask, Progress
from jacviz.engine.training_messages import (
    BasinsAnswer,
    BasinsTask,
    CriticalAnswer,
    CriticalTask,
    CsvAnswer,
    CsvLayoutAnswer,
    CsvLayoutTask,
    CsvTask,
    DescentAnswer,
    DescentBegun,
    DescentChunk,
    DescentCurvature,
    DescentTask,
    MinibatchAnswer,
    MinibatchTask,
    MomentAnswer,
    MomentTask,
    Predictions,
    Shares,
    SurfaceAnswer,
    SurfaceTask,
    TermsAnswer,
    TermsTask,
)
from jacviz.experiment.csv_layout import CsvLayout
from jacviz.experiment.csv_table import CsvTable
from jacviz.experiment.parts import Part
from jacviz.experiment.planes import Plane
from jacviz.experiment.recipes import SGD, Adam
from jacviz.experiment.settings import RiskSettings

TASK = DescentTask(RiskSettings(), (SGD(), Adam()), starts=3, steps=10)
BEGUN = DescentBegun(
    "Line", (), (Part("a"), Part("b")), 200, 16, (SGD(), Adam()), np.zeros((3, 2)), np.zeros(2), np.ones(2),
    np.zeros((1, 2)), np.zeros(1), True, None,
)  # fmt: skip
END = DescentAnswer(("", ""), np.zeros((2, 3)))


def chunk(first: int, count: int, **changed: Any) -> DescentChunk:
    made = DescentChunk(
        first, np.zeros((2, 3, count + 1, 2)), np.zeros((2, 3, count + 1)), np.zeros((2, 3, count)),
        np.zeros((2, 3, count)), np.full((2, 3), -1),
    )  # fmt: skip
    return dataclasses.replace(made, **changed)


def test_a_descent_from_its_beginning_to_its_end() -> None:
    parts = Parts(TASK)
    parts.take(BEGUN)
    parts.take(chunk(0, 4))
    parts.take(DescentCurvature(1.0, True, 2.0))
    parts.take(chunk(4, 6))
    parts.end(END)


@pytest.mark.parametrize(
    "changed",
    [
        {"starts": np.zeros((3, 3))}, {"starts": np.zeros((0, 2))}, {"starts": np.zeros((3, 2), int)},
        {"low": np.zeros(3)}, {"high": np.zeros((2, 1))}, {"minima": np.zeros((1, 3))},
        {"minima_losses": np.zeros(2)}, {"recipes": (SGD(),)}, {"batch": 201}, {"batch": -1},
        {"parts": (Part("a"),)}, {"parts": (Part("", (2,)),)}, {"parts": (Part("a", (-2, -1)),)},
        {"parts": (Part("a", (2,), ("a",)),)}, {"parts": (Part("a", (1 << 62,)),)},
    ],
    ids=str,
)  # fmt: skip
def test_a_beginning_that_does_not_fit(changed: dict[str, Any]) -> None:
    with pytest.raises(FrameError):
        Parts(TASK).take(dataclasses.replace(BEGUN, **changed))


@pytest.mark.parametrize(
    "wrong",
    [
        BEGUN,
        chunk(3, 4),
        chunk(5, 4),
        chunk(4, 7),
        chunk(4, 2, points=np.zeros((2, 3, 3, 3))),
        chunk(4, 2, points=np.zeros((2, 3, 0, 2))),
        chunk(4, 2, points=np.zeros((2, 3))),
        chunk(4, 2, points=np.zeros((2, 3, 3, 2), int)),
        chunk(4, 2, losses=np.zeros((2, 3, 2))),
        chunk(4, 2, minibatch_losses=np.zeros((2, 3, 3))),
        chunk(4, 2, gradient_norms=np.zeros((3, 2, 2))),
        chunk(4, 2, diverged_at=np.zeros((2, 3))),
    ],
    ids=lambda part: type(part).__name__,
)
def test_a_part_that_does_not_follow(wrong: Any) -> None:
    parts = Parts(TASK)
    parts.take(BEGUN)
    parts.take(chunk(0, 4))
    with pytest.raises(FrameError):
        parts.take(wrong)


@pytest.mark.parametrize("early", [chunk(0, 4), DescentCurvature(1.0, True, 2.0)])
def test_nothing_comes_before_the_beginning(early: Any) -> None:
    with pytest.raises(FrameError, match="before the beginning"):
        Parts(TASK).take(early)


def test_an_end_that_is_none() -> None:
    parts = Parts(TASK)
    with pytest.raises(FrameError):
        parts.end(END)
    parts.take(BEGUN)
    parts.take(chunk(0, 9))
    with pytest.raises(FrameError, match="after 9 of 10 steps"):
        parts.end(END)
    parts.end(Failure("execution", "no"))
    parts.take(chunk(9, 1))
    for wrong in (DescentAnswer(("",), END.gradient_norms), DescentAnswer(("", ""), np.zeros((3, 2)))):
        with pytest.raises(FrameError):
            parts.end(wrong)


# --- answers in one piece, or of which each part is like the last -----------------------------------------

PLANE = Plane(np.zeros(2), np.eye(2), ("a", "b"), (0, 1))
WINDOW = ((0.0, 1.0), (0.0, 1.0))


def surface(last: bool = False, size: tuple[int, int] = (2, 3), **changed: Any) -> SurfaceAnswer:
    cols, rows = size
    made = SurfaceAnswer(PLANE, WINDOW, np.zeros((rows, cols)), np.zeros(cols), np.zeros(rows), 0, (), last)
    return dataclasses.replace(made, **changed)


def test_surfaces_come_in_the_order_that_was_asked_for() -> None:
    task = SurfaceTask(RiskSettings(), stages=((2, 3), (4, 5)))
    parts = Parts(task)
    parts.take(surface())
    parts.end(surface(True, (4, 5)))
    for wrong in (surface(size=(4, 5)), surface(last=True), CriticalAnswer(*np.zeros((3, 0)), ())):  # type: ignore[arg-type]
        with pytest.raises(FrameError):
            Parts(task).take(wrong)  # type: ignore[arg-type]
    for wrong in (surface(True), surface(True, (4, 5))):
        with pytest.raises(FrameError, match="out of turn"):
            Parts(task).end(wrong)
    again = Parts(task)
    again.take(surface())
    with pytest.raises(FrameError, match="out of turn"):
        again.take(surface(size=(4, 5)))


def test_rough_surfaces_may_come_before_the_last_one_over_ever_more_samples() -> None:
    task = SurfaceTask(RiskSettings(), stages=((2, 3), (4, 5)))
    rough = surface(size=(4, 5), rough=True, samples=100)
    parts = Parts(task)
    parts.take(surface(rough=True, samples=500))
    parts.take(rough)
    parts.take(dataclasses.replace(rough, samples=200))
    parts.end(surface(True, (4, 5)))
    for wrong in (rough, surface(True, (4, 5), rough=True), surface(size=(4, 5)), surface(rough=True)):
        again = Parts(task)
        again.take(surface())
        again.take(rough)
        with pytest.raises(FrameError):
            (again.end if wrong.last else again.take)(wrong)


@pytest.mark.parametrize(
    "changed",
    [
        {"alpha": np.zeros(3)}, {"beta": np.zeros(2)}, {"not_finite": 700}, {"not_finite": -1},
        {"window": ((0.0, 0.0), (0.0, 1.0))}, {"window": ((0.0, np.nan), (0.0, 1.0))},
        {"plane": dataclasses.replace(PLANE, parameters=(0, 2))},
        {"plane": dataclasses.replace(PLANE, origin=np.zeros(3))},
    ],
    ids=str,
)  # fmt: skip
def test_a_surface_that_contradicts_itself(changed: dict[str, Any]) -> None:
    with pytest.raises(FrameError):
        Parts(SurfaceTask(RiskSettings())).take(surface(size=(25, 25), **changed))


def basins(last: bool = True, **changed: Any) -> BasinsAnswer:
    made = BasinsAnswer(np.zeros((3, 2), np.int64), np.zeros(2), np.zeros(3), np.zeros((1, 2)), last)
    return dataclasses.replace(made, **changed)


BASINS = BasinsTask(RiskSettings(), SGD(), PLANE, WINDOW)
LAYOUT = CsvLayout("x.csv", "utf-8", ",", ".", True, ("a", "b"), ("number", "number"), ())
TABLE = CsvTable(LAYOUT, np.zeros((2, 1)), np.zeros(2), ("a",), "b")
MOMENT = MomentAnswer(
    np.zeros(2), np.zeros(2), np.zeros(5), np.zeros((2, 5)), np.empty(0), np.empty(0), np.empty((0, 0))
)
SEEN = dataclasses.replace(MOMENT, predictions=Predictions(np.arange(3), np.zeros((2, 3)), ("p",)))
NO_CURVES = np.zeros((2, 0))
SHARED = dataclasses.replace(MOMENT, curves=NO_CURVES, shares=Shares(np.zeros((2, 5)), ("p", "q")))
STEP = MinibatchAnswer(
    np.arange(3), ("y1", "y2", "y3"), np.zeros(3), np.zeros(3), np.zeros((3, 2)), np.zeros(3), 1.0
)
TERMS = TermsAnswer(("gradient", "step"), np.zeros((4, 2, 2)), np.zeros(4))
CRITICAL = CriticalAnswer(np.zeros((1, 2)), np.zeros(1), np.zeros((1, 2)), ("saddle",))
GOOD: list[tuple[Any, Any]] = [
    (BASINS, basins()),
    (CriticalTask(RiskSettings(), WINDOW), CRITICAL),
    (MomentTask(RiskSettings(), np.zeros((2, 2))), MOMENT),
    (TermsTask(RiskSettings(), SGD(), np.zeros((5, 2)), 0, 1, 4), TERMS),
    (MinibatchTask(RiskSettings(), np.zeros(2), 0), STEP),
    (CsvLayoutTask("x.csv"), CsvLayoutAnswer(LAYOUT)),
    (CsvTask(LAYOUT, ("a",), "b"), CsvAnswer(TABLE)),
]
WRONG: list[tuple[type, Any]] = [
    (BasinsTask, basins(False)),
    (BasinsTask, basins(labels=np.zeros((2, 3), np.int64))),
    (BasinsTask, basins(labels=np.ones((3, 2), np.int64))),
    (BasinsTask, basins(labels=np.full((3, 2), -3))),
    (BasinsTask, basins(labels=np.zeros((3, 2)))),
    (CriticalTask, dataclasses.replace(CRITICAL, kinds=("hill",))),
    (CriticalTask, dataclasses.replace(CRITICAL, kinds=())),
    (CriticalTask, dataclasses.replace(CRITICAL, points=np.zeros((1, 3)))),
    (MomentTask, dataclasses.replace(MOMENT, losses=np.zeros(3))),
    (MomentTask, dataclasses.replace(MOMENT, curves=np.zeros((2, 4)))),
    (MomentTask, dataclasses.replace(MOMENT, regions=np.zeros((1, 1)))),
    (MomentTask, dataclasses.replace(SEEN, predictions=Predictions(np.arange(3), np.zeros((1, 3))))),
    (MomentTask, dataclasses.replace(SEEN, predictions=Predictions(np.zeros(3, int), np.zeros((2, 3))))),
    (MomentTask, dataclasses.replace(SEEN, predictions=Predictions(np.arange(3), np.ones((2, 3)), ("p",)))),
    (MomentTask, dataclasses.replace(SHARED, shares=Shares(np.zeros((3, 5)), ("p", "q")))),
    (MomentTask, dataclasses.replace(SHARED, shares=Shares(np.zeros((1, 5)), ("p",)))),
    (MomentTask, dataclasses.replace(SHARED, curves=MOMENT.curves)),
    (TermsTask, dataclasses.replace(TERMS, names=("step", "gradient"))),
    (TermsTask, dataclasses.replace(TERMS, names=("gradient", "momentum", "step"))),
    (TermsTask, dataclasses.replace(TERMS, rates=np.zeros(5))),
    (MinibatchTask, dataclasses.replace(STEP, jacobian=np.zeros((3, 3)))),
    (MinibatchTask, dataclasses.replace(STEP, u=np.zeros(2))),
    (MinibatchTask, dataclasses.replace(STEP, samples=np.zeros(3))),
    (CsvLayoutTask, CsvLayoutAnswer(dataclasses.replace(LAYOUT, kinds=("number",)))),
    (CsvTask, CsvAnswer(dataclasses.replace(TABLE, inputs=np.zeros((3, 1))))),
    (CsvTask, CsvAnswer(dataclasses.replace(TABLE, input_names=("b",)))),
]


@pytest.mark.parametrize("moment", [SEEN, SHARED])
def test_a_moment_with_predictions_or_probabilities_fits(moment: MomentAnswer) -> None:
    Parts(MomentTask(RiskSettings(), np.zeros((2, 2)))).end(moment)


@pytest.mark.parametrize(("task", "answer"), GOOD, ids=lambda one: type(one).__name__)
def test_answers_that_fit(task: Any, answer: Any) -> None:
    Parts(task).end(answer)
    for other, _ in GOOD:
        if other is not task:
            with pytest.raises(FrameError, match="answers no"):
                Parts(other).end(answer)
    with pytest.raises(FrameError):
        Parts(JacobianTask("maths", "x")).end(answer)


@pytest.mark.parametrize(("kind", "answer"), WRONG)
def test_answers_that_do_not_fit(kind: type, answer: Any) -> None:
    task = next(task for task, _ in GOOD if type(task) is kind)
    with pytest.raises(FrameError):
        Parts(task).end(answer)


def test_a_part_of_another_tasks_answer() -> None:
    for task in (BASINS, TASK, JacobianTask("maths", "x"), CompletionTask("", 0, 0)):
        with pytest.raises(FrameError, match="is no part"):
            Parts(task).take(surface())
    with pytest.raises(FrameError, match="is no part"):
        Parts(BASINS).take(chunk(0, 4))
    with pytest.raises(FrameError):
        Parts(CompletionTask("", 0, 0)).end(CompletionAnswer("", ("x",), ()))


def test_progress_that_cannot_be() -> None:
    check_progress(Progress(1, 3, 1000), CsvTask(LAYOUT, ("a",), "b"))
    for done, total, task in ((-1, 5, TASK), (6, 5, TASK), (1, 5, CompletionTask("", 0, 0))):
        with pytest.raises(FrameError):
            check_progress(Progress(1, done, total), task)
