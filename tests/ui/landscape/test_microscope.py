"""The update microscope: the training's numbers, the formula of the step, arrows that point along it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from jacviz.engine.messages import Failure
from jacviz.engine.training_messages import DescentAnswer
from jacviz.experiment.data import SineData
from jacviz.experiment.formulas import Term
from jacviz.experiment.planes import parameter_plane, principal_plane
from jacviz.experiment.recipes import RECIPES, Recipe, recipe
from jacviz.experiment.settings import Mlp, RiskSettings
from jacviz.session.landscape.lengths import length, lengths
from jacviz.session.landscape.results import LandscapeResults, Selection
from jacviz.session.landscape.run import Run
from jacviz.ui import theme
from jacviz.ui.landscape.step import algebra, terms_table
from jacviz.ui.landscape.step.microscope import Microscope
from jacviz.ui.landscape.step.step import step_at
from jacviz.ui.landscape.step.step_arrows import Arrow, arrow_label, magnification, step_arrows
from jacviz.ui.landscape.surface.arrow_paint import paint_step_arrows
from jacviz.ui.matrix import typeset
from jacviz.ui.plot.frame import Frame
from jacviz.ui.plot.look import look_now
from jacviz.ui.plot.scale import Scale
from tests.ui.landscape.closely import StandInStudio, closely, surface_of
from tests.ui.landscape.standins import StandInLoop
from tests.ui.landscape.trained import line_run, objective_run, results_of, run_of

MLP = RiskSettings(model=Mlp(sizes=(3,)), data=SineData(count=50))
CHOSEN = Selection(0, 2)


def looked_at(run: Run, step: int) -> LandscapeResults:
    return closely(results_of(run, step, CHOSEN), step)


def microscope(qtbot: QtBot, results: LandscapeResults, step: int, width: int = 430) -> Microscope:
    theme.install("light")
    loop = StandInLoop()
    loop.results = results
    loop.show()
    loop.playhead.go_to(step)
    made = Microscope(StandInStudio(), loop)  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.resize(width, 600)
    made.show()
    return made


# --- the formula -----------------------------------------------------------------------------------------


def test_symbols_and_numbers_of_sgd(qtbot: QtBot) -> None:
    made = microscope(qtbot, looked_at(line_run(recipe("sgd", lr=0.05)), 20), 20)
    assert "SGD, start 3: step 21 of 60" in made.prose.text
    assert "θ ← θ − η · g" in made.prose.text
    assert "− 0.05 · (" in made.prose.text
    assert "-" not in made.prose.text


def test_of_several_optimisers_the_step_says_once_whose_it_is(qtbot: QtBot) -> None:
    plain, heavy = recipe("sgd", lr=0.05), recipe("sgd", lr=0.05, momentum=0.9)
    made = microscope(qtbot, looked_at(line_run(plain, heavy), 20), 20)
    assert made.prose.text.startswith("SGD, momentum 0, start 3: step 21 of 60")


def test_terms_that_could_not_be_computed_are_not_on_their_way(qtbot: QtBot) -> None:
    results = replace(results_of(line_run(recipe("sgd", lr=0.05)), 20, CHOSEN), terms=None)
    assert microscope(qtbot, results, 20).prose.text == "The terms of this step are on their way."
    failed = replace(results, terms_failure=Failure("deadline", "stopped after 5 s"))
    assert microscope(qtbot, failed, 20).prose.text == "There are no terms of this step: stopped after 5 s."


@pytest.mark.parametrize("name", RECIPES)
def test_every_optimiser_has_its_formula_and_its_terms(qtbot: QtBot, name: str) -> None:
    results = looked_at(line_run(recipe(name, lr=0.01)), 20)
    made = microscope(qtbot, results, 20)
    assert "θ ← θ" in made.prose.text
    assert results.terms is not None
    terms = zip(results.terms.names, results.terms.values[20], strict=True)
    present = [name for name, value in terms if np.isfinite(value).all()]
    told = [row.told.split(":")[0] for row in made.table.rows]
    assert [name for name in told if name != "pull"] == present
    numbers = [[cell for cell in row.cells if isinstance(cell, float)] for row in made.table.rows]
    assert numbers[-1] == pytest.approx(results.terms.values[20, -1])


def test_so_many_digits_that_the_step_is_seen() -> None:
    values = {"before": np.array([1.23456789]), "after": np.array([1.23456889])}
    line = typeset.plain(algebra.in_numbers("{after} ← {before}", values, [0]))
    after, before = line.split(" ← ")
    assert after != before


def test_signs_and_roots_are_written_as_by_hand() -> None:
    values = {"before": np.array([1.0, 2.0]), "after": np.array([1.0, 2.0]), "lr": -0.5, "eps": 1e-8}
    told = typeset.plain(algebra.in_numbers("{before} − {lr} · √({before}) + {eps}", values, [0, 1]))
    assert told == "(1, 2) − (−0.5) · √(1, 2) + 1e−8"
    assert typeset.plain(algebra.in_symbols("− {lr} · {beta1}^{t} · {gradient}^2")) == "−η · β₁^t · g²"


def test_of_many_parameters_the_formula_shows_the_one_that_moves_most(qtbot: QtBot) -> None:
    results = looked_at(run_of(MLP, recipe("adam", lr=0.02)), 10)
    made = microscope(qtbot, results, 10)
    step = step_at(results, 10)
    assert step is not None
    assert "which moves most" in made.prose.text
    norm = made.table.rows[-1].cells[1]
    assert norm == pytest.approx(np.linalg.norm(step.vector("step")))
    assert "largest entry" in made.table.rows[-1].told


def test_the_last_position_shows_the_last_step(qtbot: QtBot) -> None:
    made = microscope(qtbot, looked_at(line_run(), 60 - 1), 60)
    assert "step 60 of 60" in made.prose.text


# --- states ----------------------------------------------------------------------------------------------


def test_without_a_run_without_terms_and_where_it_diverged(qtbot: QtBot) -> None:
    assert "as soon as there is a trajectory" in microscope(qtbot, LandscapeResults(), 0).prose.text
    waiting = replace(looked_at(line_run(), 5), terms=None)
    made = microscope(qtbot, waiting, 5)
    assert "on their way" in made.prose.text
    assert made.table.isHidden()
    run = objective_run("rosenbrock", recipe("sgd", lr=10.0))
    at = int(run.diverged_at[0, 2])
    assert at > 0
    results = closely(results_of(run, 0, CHOSEN), 0)
    assert f"stopped at step {at}: it could not be taken" in microscope(qtbot, results, at - 1).prose.text


@pytest.mark.filterwarnings("error")
def test_a_trajectory_that_stopped_shows_no_step_although_its_terms_are_finite(qtbot: QtBot) -> None:
    run = run_of(RiskSettings(), recipe("sgd", lr=0.76), steps=500)
    at = int(run.diverged_at[0, 2])
    assert 300 < at < 500
    told = "Diverged at step 3. The learning rate 0.76 is too large."
    run = replace(run, answer=DescentAnswer((told,), np.full((1, 5), np.nan)))
    results = closely(results_of(run, 0, CHOSEN), 0)
    assert results.terms is not None
    assert results.surface is not None
    assert np.isfinite(results.terms.values[at, [0, -1]]).all()
    made = microscope(qtbot, results, at - 2)
    assert f"step {at - 1} of 500" in made.prose.text
    for step in (at - 1, at, 500):
        made._loop.playhead.go_to(step)
        assert made.prose.text.startswith(f"This trajectory stopped at step {at}")
        assert made.prose.text.endswith("The learning rate 0.76 is too large.")
        assert step_arrows(results, step, results.surface.plane) == []
    assert len(step_arrows(results, at - 2, results.surface.plane)) == 2


def test_it_follows_the_playhead_and_tells_which_term_is_lit(qtbot: QtBot) -> None:
    made = microscope(qtbot, looked_at(line_run(recipe("momentum", lr=0.05)), 20), 20)
    made._loop.playhead.go_to(30)
    assert "step 31 of 60" in made.prose.text
    with qtbot.waitSignal(made.term_lit) as lit:
        made.table._light(1)
    assert lit.args == ["momentum"]


def test_it_costs_nothing_while_hidden(qtbot: QtBot) -> None:
    made = microscope(qtbot, looked_at(line_run(), 20), 20)
    made.hide()
    made._loop.playhead.go_to(30)
    assert "step 21 of 60" in made.prose.text
    made.show()
    assert "step 31 of 60" in made.prose.text


# --- arrows ----------------------------------------------------------------------------------------------


def test_of_sgd_the_gradient_points_along_the_step() -> None:
    run = line_run(recipe("sgd", lr=0.05))
    results = looked_at(run, 9)
    assert results.surface is not None
    gradient, step = step_arrows(results, 9, results.surface.plane)
    assert (gradient.name, step.name) == ("gradient", "step")
    assert gradient.vector == pytest.approx(step.vector, rel=1e-6)
    assert step.origin == pytest.approx(run.points[0, 2, 9])
    assert step.vector == pytest.approx(run.points[0, 2, 10] - run.points[0, 2, 9])


def test_of_momentum_the_momentum_points_along_the_step_and_the_gradient_elsewhere() -> None:
    results = looked_at(line_run(recipe("momentum", lr=0.05)), 20)
    assert results.surface is not None
    arrows = {arrow.name: arrow for arrow in step_arrows(results, 20, results.surface.plane)}
    assert list(arrows) == ["gradient", "momentum", "step"]
    assert arrows["momentum"].vector == pytest.approx(arrows["step"].vector, rel=1e-6)
    assert results.terms is not None
    assert arrows["gradient"].vector == pytest.approx(-0.05 * results.terms.values[20, 0])


def test_climbing_the_gradient_points_uphill() -> None:
    results = looked_at(line_run(recipe("sgd", lr=0.01, maximize=True)), 2)
    assert results.surface is not None
    gradient, step = step_arrows(results, 2, results.surface.plane)
    assert gradient.vector == pytest.approx(step.vector, rel=1e-6)


def test_on_a_plane_through_many_parameters_arrows_are_projected_and_swapped_axes_are_kept() -> None:
    run = run_of(MLP, recipe("adam", lr=0.02))
    plane = principal_plane(run.points[0], run.points[0, 2, 10])
    results = replace(looked_at(run, 10), surface=surface_of(run, plane=plane))
    step = step_arrows(results, 10, plane)[-1]
    seen = plane.project(run.points[0, 2, 10:12])[0]
    assert step.origin == pytest.approx(seen[0])
    assert step.origin + step.vector == pytest.approx(seen[1])
    line = line_run()
    swapped = parameter_plane(line.names, line.begun.low, 1, 0)
    end = step_arrows(looked_at(line, 3), 3, swapped)[-1]
    assert end.origin + end.vector == pytest.approx(line.points[0, 2, 4, ::-1])


def test_without_terms_there_are_no_arrows() -> None:
    results = replace(looked_at(line_run(), 3), terms=None)
    assert results.surface is not None
    assert step_arrows(results, 3, results.surface.plane) == []


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("size", [1e5, 1e180, 1e300])
def test_an_enormous_arrow_points_where_it_goes_and_leaves_the_surface_as_it_is(
    qapp: QApplication, size: float
) -> None:
    theme.install("light")
    look = look_now()
    frame = Frame(QRectF(0, 0, 200, 200), Scale(-1, 1), Scale(-1, 1))
    huge = Arrow("step", typeset.words("step"), np.zeros(2), np.array([size, 0.0]), "accent")
    beside = Arrow("gradient", typeset.words("g"), np.array([size, 0.0]), np.ones(2), "accent")
    picture = QImage(200, 200, QImage.Format.Format_RGB32)
    picture.fill(look.panel)
    painter = QPainter(picture)
    paint_step_arrows(painter, frame, [huge, beside], look)
    painter.end()
    assert picture.pixelColor(150, 100) == look.accent
    blank = [(x, y) for x in range(5, 200, 10) for y in (5, 60, 140, 195)]
    assert all(picture.pixelColor(x, y) == look.panel for x, y in blank)


def test_symbols_of_arrows_keep_off_rings_and_heads(qapp: QApplication) -> None:
    theme.install("light")
    look = look_now()
    frame = Frame(QRectF(0, 0, 200, 200), Scale(-1, 1), Scale(-1, 1))
    arrow = Arrow("step", typeset.words("step"), np.array([-0.8, 0.0]), np.array([0.8, 0.0]), "accent")
    ring = QRectF(108, 93, 14, 14)  # where the symbol would stand

    def inked(spots: list[QRectF]) -> tuple[bool, bool]:
        picture = QImage(200, 200, QImage.Format.Format_RGB32)
        picture.fill(look.panel)
        painter = QPainter(picture)
        paint_step_arrows(painter, frame, [arrow], look, spots=spots)
        painter.end()
        within = any(picture.pixelColor(x, y) != look.panel for x in range(108, 122) for y in range(93, 107))
        beside = any(picture.pixelColor(x, y) != look.panel for x in range(104, 150) for y in range(108, 140))
        return within, beside

    assert inked([]) == (True, False)
    assert inked([ring]) == (False, True)


@pytest.mark.filterwarnings("error")
def test_lengths_of_enormous_vectors() -> None:
    vectors = np.array([[3e200, 4e200], [3.0, 4.0], [0.0, 0.0], [3e-200, 4e-200], [np.inf, 1.0]])
    assert lengths(vectors) == pytest.approx([5e200, 5.0, 0.0, 5e-200, np.inf], rel=1e-12, abs=0)
    assert np.isnan(length(np.array([np.nan, 1.0])))


@pytest.mark.parametrize(
    ("pixels", "factor"), [([3.0, 0.5], 20), ([90.0], 1), ([400.0], 0.2), ([], 1), ([0.0], 1)]
)
def test_magnification_is_round_and_makes_none_too_long(pixels: list[float], factor: float) -> None:
    assert magnification(pixels, 90) == pytest.approx(factor)


@pytest.mark.parametrize(("width", "labels"), [(560, ["−ηg"]), (330, [])])
def test_an_arrow_in_the_table_says_what_it_is_where_there_is_room(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, width: int, labels: list[str]
) -> None:
    said: list[str] = []
    monkeypatch.setattr(
        terms_table, "arrow_label", lambda recipe, term: said.append(label(recipe, term)) or typeset.words("")
    )
    microscope(qtbot, looked_at(line_run(recipe("sgd", lr=0.05)), 20), 20, width)
    assert list(dict.fromkeys(said)) == labels


def label(recipe: Recipe, term: Term) -> str:
    return typeset.plain(arrow_label(recipe, term))
