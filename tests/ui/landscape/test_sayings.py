"""What is said below the surface."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from jacviz.engine.training_messages import DescentAnswer
from jacviz.experiment.recipes import SGD, Adam
from jacviz.session.landscape.results import LandscapeResults
from jacviz.session.landscape.run import Run
from jacviz.ui import theme
from jacviz.ui.landscape.surface.sayings import divergences, sayings
from jacviz.ui.plot.look import look_now
from tests.ui.landscape.standins import made_run

WHY = "The learning rate 0.76 is above 0.41."


def diverged(run: Run, *at: tuple[int, int, int]) -> Run:
    steps = np.full((run.optimisers, run.starts), -1)
    for optimiser, start, step in at:
        steps[optimiser, start] = step
    reasons = tuple(f"Diverged at step 1,234. {WHY}" if (row >= 0).any() else "" for row in steps)
    norms = np.ones(steps.shape)
    return replace(run, diverged_at=steps, answer=DescentAnswer(reasons, norms))


@pytest.mark.parametrize(
    ("starts", "lost", "told"),
    [
        (3, [(0, 0, 9), (0, 1, 3), (0, 2, 5)], "All 3 starts diverged, the first at step 3."),
        (5, [(0, 0, 9), (0, 3, 1200)], "2 of 5 starts diverged (1 and 4), the first at step 9."),
        (5, [(0, 1, 9)], "1 of 5 starts diverged (2) at step 9."),
        (1, [(0, 0, 9)], "The trajectory diverged at step 9."),
        (20, [(0, i, 9) for i in range(10)], "10 of 20 starts diverged, the first at step 9."),
    ],
)
def test_which_starts_diverged_and_why(starts: int, lost: list[tuple[int, int, int]], told: str) -> None:
    run = diverged(made_run(SGD(), starts=starts), *lost)
    assert divergences(run) == f"{told} {WHY}"


def test_of_several_optimisers_the_first_that_diverged_is_told() -> None:
    run = diverged(made_run(SGD(), Adam(), SGD(lr=3.0), starts=3), (1, 0, 4), (2, 0, 3), (2, 1, 3))
    said = divergences(run)
    assert said.startswith("Adam: 1 of 3 starts diverged (1) at step 4.")
    assert said.endswith("So did trajectories of 1 other optimiser.")


def test_it_stands_below_the_surface_once_the_descent_has_ended(qapp: QApplication) -> None:
    theme.install("light")
    run = diverged(made_run(starts=3), (0, 0, 9))
    (saying,) = sayings(LandscapeResults(run=run), 500, look_now())
    assert saying.text == f"1 of 3 starts diverged (1) at step 9. {WHY}"
    assert sayings(LandscapeResults(run=replace(run, answer=None)), 500, look_now()) == ()
    assert sayings(LandscapeResults(run=made_run()), 500, look_now()) == ()


def test_below_a_low_picture_a_sentence_has_one_line(qapp: QApplication) -> None:
    theme.install("light")
    results = LandscapeResults(run=diverged(made_run(starts=3), (0, 0, 9)))
    (tall,), (low,) = (sayings(results, 200, look_now(), height) for height in (400, 200))
    assert len(tall.lines) > 1
    assert len(low.lines) == 1
    assert low.text == tall.text  # pointed at, it is told whole
