"""The panel as a whole: what stands where in a low window."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from jacviz.experiment.settings import ObjectiveSettings, ProblemSettings, RiskSettings, Source
from jacviz.session.picture import Eye
from jacviz.ui import theme
from jacviz.ui.landscape.panel import making
from jacviz.ui.studio import Studio


@pytest.mark.parametrize("size", [(360, 470), (377, 545), (560, 760)])
def test_the_picture_keeps_its_height_and_the_pages_give_way(
    studio: Studio, qtbot: QtBot, size: tuple[int, int]
) -> None:
    theme.install("light")
    *_, panel = making(studio)
    assert panel is not None
    qtbot.addWidget(panel)
    panel.resize(*size)
    panel.show()
    parts = (panel.pictures, panel.timeline, panel.rate, panel.tabs, panel.pages)
    edges = [(part.mapTo(panel, part.rect().topLeft()).y(), part.height()) for part in parts]
    for (above, height), (below, _) in pairwise(edges):
        assert above + height <= below
    assert panel.pictures.height() >= panel.surface.minimumHeight()
    assert sum(edges[-1]) <= panel.height()


def test_the_loss_over_a_single_parameter_stays_flat(studio: Studio, qtbot: QtBot) -> None:
    theme.install("light")
    *_, panel = making(studio)
    assert panel is not None
    qtbot.addWidget(panel)
    panel.show()
    loop = studio.landscape

    def minimise(problem: ProblemSettings, *, single: bool) -> None:
        landscape = replace(studio.document.landscape, problem=problem, steps=5)
        studio.update(replace(studio.document, landscape=landscape))

        def is_there() -> bool:
            results, asked = loop.results, studio.document.landscape.problem
            shown = results.run is not None and results.run.task.problem == asked
            return shown and not (results.descending or results.surfacing)

        qtbot.waitUntil(is_there, timeout=60_000)
        assert panel.surface.on_curve is single

    minimise(ObjectiveSettings(objective=Source(text="x^2")), single=True)
    assert not panel.three_d.isEnabled()
    assert panel.three_d.toolTip() == "Three dimensions need two parameters; this function has one."
    panel.wish_sight(three_d=True)
    assert panel.pictures.currentWidget() is panel.surface
    assert panel.solid is None
    panel.wish_sight(three_d=False)
    minimise(RiskSettings(), single=False)
    assert panel.three_d.isEnabled()
    assert panel.three_d.toolTip() == "Show it in three dimensions"
    loop.playhead.pause()


def test_without_three_dimensions_the_picture_in_two_stays(studio: Studio, qtbot: QtBot) -> None:
    if QGuiApplication.platformName() != "offscreen":
        pytest.skip("this platform may have three dimensions")
    *_, panel = making(studio)
    assert panel is not None
    qtbot.addWidget(panel)
    panel.show()
    panel.look_from(Eye(10, 20))
    panel.wish_sight(three_d=True)
    qtbot.waitUntil(lambda: not panel.three_d.isEnabled())
    assert panel.pictures.currentWidget() is panel.surface
    assert "need OpenGL" in panel.three_d.toolTip()
    assert panel.seen_from() == Eye(10, 20)
