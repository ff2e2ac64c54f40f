"""The link between the loss surface and the Jacobian panel, with a real engine."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from jacviz.experiment.recipes import recipe
from jacviz.experiment.settings import ObjectiveSettings
from jacviz.session.landscape.settings import Landscape
from jacviz.ui.landscape.step.critical_list import CriticalList
from jacviz.ui.landscape.step.microscope import Microscope
from jacviz.ui.landscape.step.step_panel import StepPanel
from jacviz.ui.studio import Studio
from tests.ui.conftest import LONGEST


def begin(qtbot: QtBot, studio: Studio, landscape: Landscape) -> None:
    studio.update(replace(studio.document, landscape=landscape))
    loop = studio.landscape
    loop.activate()
    loop.playhead.pause()
    qtbot.waitUntil(lambda: not loop.results.descending and loop.results.run is not None, timeout=LONGEST)
    loop.playhead.pause()


def test_scrubbing_shows_each_steps_gradient(qtbot: QtBot, studio: Studio) -> None:
    loop = studio.landscape
    begin(qtbot, studio, Landscape(recipes=(recipe("adam", lr=0.05),), steps=40))
    panel, scope = StepPanel(studio, loop), Microscope(studio, loop)
    for widget in (panel, scope):
        qtbot.addWidget(widget)
        widget.show()
    loop.set_link(True)
    for step in (7, 23):
        loop.playhead.go_to(step)
        qtbot.waitUntil(lambda step=step: panel.source.taken == step, timeout=LONGEST)
        qtbot.waitUntil(lambda: loop.results.terms is not None, timeout=LONGEST)
        products, terms = panel.source.results.products, loop.results.terms
        assert products is not None
        assert terms is not None
        assert products.vjp == pytest.approx(terms.values[step, 0], rel=1e-9)
        assert f"step {step + 1} of 40" in scope.prose.text
    panel.back.click()
    assert not loop.link
    loop.watch()


def test_himmelblaus_nine_points_come_from_the_engine(qtbot: QtBot, studio: Studio) -> None:
    loop = studio.landscape
    landscape = Landscape(problem=ObjectiveSettings(objective="himmelblau"), steps=20)
    begin(qtbot, studio, landscape)
    listed = CriticalList(studio, loop)
    qtbot.addWidget(listed)
    listed.show()
    listed.search.click()  # waits by itself for the surface that tells the window
    qtbot.waitUntil(lambda: loop.results.critical is not None, timeout=LONGEST)
    assert len(listed.table.rows) == 9
    assert studio.document.landscape.sight.critical
    listed._show_point(0)
    window = studio.document.landscape.sight.window
    assert window is not None
    assert loop.results.critical is not None
    assert np.mean(window, axis=1) == pytest.approx(loop.results.critical.points[0])
