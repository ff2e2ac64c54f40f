"""One step in the Jacobian panel: u^T J is its gradient, whatever hands do to the weights in between."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from jacviz.experiment.data import BlobsData
from jacviz.experiment.recipes import recipe
from jacviz.experiment.settings import LogisticRegression, ObjectiveSettings, RiskSettings
from jacviz.session.document import with_vector
from jacviz.session.landscape.results import Selection
from jacviz.session.landscape.run import Run
from jacviz.ui import theme
from jacviz.ui.landscape.step.step_panel import StepPanel
from jacviz.ui.landscape.step.step_studio import StepStudio
from tests.ui.landscape.closely import StandInStudio, closely, minibatch_of
from tests.ui.landscape.standins import StandInLoop
from tests.ui.landscape.trained import line_run, objective_run, results_of, run_of

CHOSEN = Selection(0, 2)


class LinkedLoop(StandInLoop):
    link = True

    def set_link(self, linked: bool) -> None:
        self.link = linked


def loop_at(run: Run, step: int, selection: Selection = CHOSEN) -> LinkedLoop:
    loop = LinkedLoop()
    loop.results = closely(results_of(run, step, selection), step)
    loop.show()
    loop.playhead.go_to(step)
    return loop


def scrub(loop: LinkedLoop, run: Run, step: int) -> None:
    loop.playhead.go_to(step)
    loop.show(minibatch=minibatch_of(run, step, loop.results.selection), minibatch_step=step)


@pytest.mark.parametrize("name", ["sgd", "momentum", "adam", "gradient-descent"])
def test_u_times_j_is_the_gradient_that_the_step_followed(qtbot: QtBot, name: str) -> None:
    run = line_run(recipe(name, lr=0.05))
    loop = loop_at(run, 11)
    source = StepStudio(loop)
    products, answer = source.results.products, source.results.jacobian
    assert products is not None
    assert answer is not None
    assert loop.results.terms is not None
    assert products.vjp == pytest.approx(loop.results.terms.values[11, 0], rel=1e-9)
    assert source.step == pytest.approx(run.points[0, 2, 12] - run.points[0, 2, 11])
    assert answer.columns.names == run.names
    assert answer.point == pytest.approx(run.points[0, 2, 11])
    assert len(answer.outputs.names) == (200 if name == "gradient-descent" else 16)


def test_minus_eta_times_u_j_is_the_step_of_sgd(qtbot: QtBot) -> None:
    run = line_run(recipe("sgd", lr=0.05))
    source = StepStudio(loop_at(run, 7))
    assert source.results.products is not None
    assert -0.05 * source.results.products.vjp == pytest.approx(source.step, rel=1e-6, abs=1e-12)


def test_weights_changed_by_hand_hold_for_this_step_only(qtbot: QtBot) -> None:
    run = line_run()
    loop = loop_at(run, 5)
    source = StepStudio(loop)
    own = source.document.u
    source.update(replace(source.document, u=own.one_hot(3)))
    assert not source.is_own_u
    assert source.results.products is not None
    assert loop.results.minibatch is not None
    assert source.results.products.vjp == pytest.approx(loop.results.minibatch.jacobian[3])
    source.undo()
    assert source.is_own_u
    source.update(replace(source.document, u=own.filled(0.0)))
    scrub(loop, run, 6)
    assert source.is_own_u
    assert source.taken == 6


def test_one_button_makes_u_the_derivative_of_the_loss_again(qtbot: QtBot) -> None:
    source = StepStudio(loop_at(line_run(), 5))
    source.update(replace(source.document, u=replace(source.document.u.filled(2.0), norm="l2")))
    source.restore_u()
    assert source.is_own_u


def test_the_point_cannot_be_moved(qtbot: QtBot) -> None:
    source = StepStudio(loop_at(line_run(), 5))
    before = source.document
    source.update(with_vector(before, "x", before.theta.filled(9.0)))
    source.update(replace(before, wrt="x", mode="forward"))
    assert source.document is before


def test_v_may_follow_the_step(qtbot: QtBot) -> None:
    run = line_run()
    loop = loop_at(run, 5)
    source = StepStudio(loop)
    source.follow_step(True)
    scrub(loop, run, 9)
    assert source.follows_step
    assert source.document.v_theta.weights == pytest.approx(source.step)
    answer, products = source.results.jacobian, source.results.products
    assert answer is not None
    assert products is not None
    moved = answer.jacobian @ (run.points[0, 2, 10] - run.points[0, 2, 9])
    assert products.jvp == pytest.approx(moved)
    source.update(with_vector(source.document, "v", source.document.v_theta.one_hot(0)))
    assert not source.follows_step
    source.follow_step(False)
    assert (source.document.v_theta.weights == 1).all()


def test_ranges_suit_small_weights_and_hold_while_they_do(qtbot: QtBot) -> None:
    run = line_run()
    loop = loop_at(run, 5)
    source = StepStudio(loop)
    largest, span = np.abs(source.document.u.values).max(), source.document.u.span
    assert span.minimum == -span.maximum
    assert largest <= span.maximum <= 8 * largest
    scrub(loop, run, 6)
    if np.abs(source.document.u.values).max() <= span.maximum:
        assert source.document.u.span == span


def test_another_step_at_the_playhead_is_awaited(qtbot: QtBot) -> None:
    run = line_run()
    loop = loop_at(run, 5)
    source = StepStudio(loop)
    assert source.results.wanted == source.results.generation
    loop.playhead.go_to(8)
    assert source.results.wanted > source.results.generation
    scrub(loop, run, 8)
    assert source.results.wanted == source.results.generation


def test_a_minibatch_of_another_problem_is_not_drawn(qtbot: QtBot) -> None:
    loop = loop_at(line_run(), 5)
    source = StepStudio(loop)
    classes = run_of(RiskSettings(model=LogisticRegression(), data=BlobsData(count=50)), steps=5)
    loop.show(run=classes)
    loop.show(minibatch=None, minibatch_step=-1)
    assert source.results.jacobian is None
    assert source.gradient is None
    scrub(loop, classes, 2)
    assert source.results.jacobian is not None
    assert source.results.jacobian.columns.names == classes.names


# --- the panel -------------------------------------------------------------------------------------------


def panel_at(qtbot: QtBot, loop: LinkedLoop) -> StepPanel:
    theme.install("light")
    panel = StepPanel(StandInStudio(), loop)  # type: ignore[arg-type]
    qtbot.addWidget(panel)
    panel.resize(640, 800)
    panel.show()
    return panel


def test_the_line_says_what_the_numbers_are(qtbot: QtBot) -> None:
    run = line_run(recipe("sgd", lr=0.05))
    panel = panel_at(qtbot, loop_at(run, 20))
    said = panel.prose.text
    assert "Step 21 of 60, start 3, 16 of 200 samples" in said
    assert "uᵀ J = gradient of this minibatch's loss = (" in said
    assert "step = −η uᵀ J = −0.05 uᵀ J = (" in said
    assert "-" not in said


def test_the_line_of_another_optimiser_has_its_formula(qtbot: QtBot) -> None:
    panel = panel_at(qtbot, loop_at(line_run(recipe("adam", lr=0.05)), 20))
    assert "Adam's step Δθ = −η · m̂ / (√v̂ + ε) = (" in panel.prose.text


def test_a_u_set_by_hand_is_called_so(qtbot: QtBot) -> None:
    panel = panel_at(qtbot, loop_at(line_run(), 20))
    assert not panel.own.isEnabled()
    panel.source.update(replace(panel.source.document, u=panel.source.document.u.one_hot(0)))
    assert "set by hand" in panel.prose.text
    panel.own.click()
    assert "gradient of this minibatch's loss" in panel.prose.text


def test_an_objective_alone_has_one_row(qtbot: QtBot) -> None:
    panel = panel_at(qtbot, loop_at(objective_run("himmelblau", recipe("sgd", lr=0.001)), 3))
    assert "gradient of the loss" in panel.prose.text
    assert "samples" not in panel.prose.text


def test_noise_in_the_gradient_is_told(qtbot: QtBot) -> None:
    settings = ObjectiveSettings(objective="himmelblau", noise=5.0)
    panel = panel_at(qtbot, loop_at(run_of(settings, recipe("sgd", lr=0.001)), 3))
    assert "+ noise" in panel.prose.text


def test_a_diverged_step_is_told(qtbot: QtBot) -> None:
    run = objective_run("rosenbrock", recipe("sgd", lr=10.0))
    assert run.diverged_at[0, 2] > 0
    panel = panel_at(qtbot, loop_at(run, int(run.diverged_at[0, 2]) - 1))
    assert "could not be taken" in panel.prose.text


def test_its_point_is_read_only_and_its_mode_is_no_choice(qtbot: QtBot) -> None:
    panel = panel_at(qtbot, loop_at(line_run(), 5))
    assert len(panel.matrix.bars) == 2
    assert panel.matrix.board.x_side.widgets
    assert not any(widget.isEnabled() for widget in panel.matrix.board.x_side.widgets)
    assert all(widget.isEnabled() for widget in panel.matrix.board.v_side.widgets)
    assert panel.header.mode.isHidden()


def test_back_to_the_function_ends_the_link(qtbot: QtBot) -> None:
    loop = loop_at(line_run(), 5)
    panel = panel_at(qtbot, loop)
    panel.back.click()
    assert not loop.link


def test_before_the_first_step_it_waits(qtbot: QtBot) -> None:
    panel = panel_at(qtbot, LinkedLoop())
    assert "as soon as there is a step" in panel.prose.text
    assert not panel.along.isEnabled()


def test_what_came_while_it_was_hidden_is_laid_out_when_it_is_shown(qtbot: QtBot) -> None:
    theme.install("light")
    loop = LinkedLoop()
    panel = StepPanel(StandInStudio(), loop)  # type: ignore[arg-type]
    qtbot.addWidget(panel)
    there = loop_at(line_run(), 5)
    panel.resize(640, 800)
    loop.results = there.results
    loop.show()
    panel.show()
    board, sentence = panel.matrix.board, panel.matrix.sentence
    assert board.geometry_now is not None
    assert board.y() + board.geometry_now.bottom <= sentence.y()
