"""The pages below the picture."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from jacviz.ui import theme
from jacviz.ui.landscape.pages import CurvesAndFit
from tests.ui.landscape.closely import StandInStudio
from tests.ui.landscape.standins import StandInLoop
from tests.ui.landscape.trained import line_run, objective_run


def test_where_there_are_no_data_curves_have_the_whole_width(qtbot: QtBot) -> None:
    theme.install("light")
    loop = StandInLoop()
    page = CurvesAndFit(StandInStudio(), loop)  # type: ignore[arg-type]
    qtbot.addWidget(page)
    page.resize(600, 240)
    page.show()
    loop.show(run=objective_run("booth", steps=5))
    qtbot.waitUntil(lambda: page.curves.width() == 600)
    assert page.fit.isHidden()
    loop.show(run=line_run(steps=5))
    qtbot.waitUntil(lambda: page.curves.width() < 320)
    assert page.fit.isVisible()
