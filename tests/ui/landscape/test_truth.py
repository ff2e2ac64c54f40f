"""True losses beside those of the plane, so that nobody takes the projection for the path."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from jacviz.experiment.data import SineData
from jacviz.experiment.planes import principal_plane
from jacviz.experiment.recipes import recipe
from jacviz.experiment.settings import Mlp, RiskSettings
from jacviz.session.landscape.results import LandscapeResults, Selection
from jacviz.training.building import build
from jacviz.ui import theme
from jacviz.ui.landscape.step.truth import MOST_ROWS, TruthTable, truth_of, verdict
from tests.ui.landscape.closely import StandInStudio, closely, surface_of
from tests.ui.landscape.standins import StandInLoop
from tests.ui.landscape.trained import line_run, results_of, run_of

MLP = RiskSettings(model=Mlp(sizes=(3,)), data=SineData(count=50))
STEP = 15


def off_the_plane(starts: int = 5, selection: Selection = Selection(0, 2)) -> LandscapeResults:  # noqa: B008
    run = run_of(MLP, recipe("adam", lr=0.02), starts=starts, steps=20)
    plane = principal_plane(run.points.reshape(-1, run.parameters), run.points[0, 0, -1])
    results = results_of(run, STEP, selection)
    heads = run.heads(STEP).reshape(-1, run.parameters)
    shadows = plane.points(plane.project(heads)[0])
    losses = build(MLP).values(torch.from_numpy(shadows)).numpy()
    assert results.moment is not None
    moment = replace(results.moment, shadow_losses=losses)
    return replace(results, surface=surface_of(run, plane=plane), moment=moment)


def table(qtbot: QtBot, results: LandscapeResults) -> TruthTable:
    theme.install("light")
    loop = StandInLoop()
    loop.results = results
    made = TruthTable(StandInStudio(), loop)  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.resize(430, 300)
    made.show()
    return made


def test_each_head_has_its_true_loss_that_of_its_shadow_and_its_distance(qtbot: QtBot) -> None:
    results = off_the_plane()
    made = table(qtbot, results)
    assert results.moment is not None
    assert results.surface is not None
    assert results.run is not None
    heads = results.run.heads(STEP)[0]
    distances = results.surface.plane.project(heads)[1]
    for start, row in enumerate(made.table.rows):
        numbers = [cell for cell in row.cells if isinstance(cell, float)]
        assert numbers[0] == pytest.approx(results.moment.losses[start])
        assert numbers[1] == pytest.approx(results.moment.shadow_losses[start])
        assert numbers[2] == pytest.approx(distances[start])
    assert len(made.table.rows) == 5
    assert "off this plane" in made.prose.text


def test_the_verdict_names_the_head_that_the_plane_misleads_about_most() -> None:
    truth = truth_of(off_the_plane())
    assert truth is not None
    worst = int(np.abs(truth.losses - truth.shadows).argmax())
    assert f"start {worst + 1}:" in verdict(truth)
    flat = replace(truth, distances=np.zeros(5))
    assert "every head lies on the plane" in verdict(flat)
    lost = replace(truth, losses=np.full(5, np.nan))
    assert "no head has a finite loss" in verdict(lost)


def test_of_very_many_the_selected_one_and_the_extremes_are_listed(qtbot: QtBot) -> None:
    results = off_the_plane(starts=40, selection=Selection(0, 33))
    truth = truth_of(results)
    assert truth is not None
    listed = truth.listed(Selection(0, 33))
    assert len(listed) == MOST_ROWS
    assert listed == sorted(listed)
    extremes = {33, int(truth.distances.argmax()), int(truth.losses.argmax()), int(truth.losses.argmin())}
    assert extremes <= set(listed)
    made = table(qtbot, results)
    assert "12 of 40 heads" in made.prose.text


def test_a_click_selects_the_trajectory(qtbot: QtBot) -> None:
    made = table(qtbot, off_the_plane())
    box = made.table.box_of(4)
    qtbot.mouseClick(made.table, Qt.MouseButton.LeftButton, pos=box.center().toPoint())
    assert made._loop.results.selection == Selection(0, 4)


def test_with_two_parameters_the_picture_is_the_whole_truth(qtbot: QtBot) -> None:
    made = table(qtbot, closely(results_of(line_run(), 5), 5))
    assert "two parameters: the picture is the whole surface" in made.prose.text
    assert made.table.isHidden()


def test_before_there_is_anything_it_is_silent(qtbot: QtBot) -> None:
    made = table(qtbot, LandscapeResults())
    assert made.prose.text == ""
    waiting = replace(off_the_plane(), moment=None)
    assert "appear here" in table(qtbot, waiting).prose.text


def test_heads_of_another_run_are_not_mixed_up_with_this_one() -> None:
    results = off_the_plane()
    assert truth_of(replace(results, run=line_run(starts=2))) is None
    assert truth_of(replace(results, moment_heads=(Selection(0, 99),) * 5)) is None
