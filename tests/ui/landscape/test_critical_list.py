"""Critical points as a list: Himmelblau's nine, what a click does, and what is said where there are none."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from jacviz.engine.messages import Failure
from jacviz.engine.training_messages import CriticalAnswer
from jacviz.experiment.data import SineData
from jacviz.experiment.planes import parameter_plane
from jacviz.experiment.recipes import recipe
from jacviz.experiment.settings import Mlp, RiskSettings
from jacviz.ui import theme
from jacviz.ui.landscape.step.critical_list import CriticalList
from tests.ui.landscape.closely import StandInStudio, critical_of, surface_of
from tests.ui.landscape.standins import StandInLoop
from tests.ui.landscape.trained import objective_run, run_of

WINDOW = ((-5.0, 5.0), (-5.0, 5.0))
NOTHING = CriticalAnswer(np.empty((0, 2)), np.empty(0), np.empty((0, 2)), ())


class SearchingLoop(StandInLoop):
    searches = cancelled = 0

    def find_critical_points(self) -> None:
        self.searches += 1
        self.show(critical_running=True)

    def cancel_critical_points(self) -> None:
        self.cancelled += 1
        self.show(critical_running=False)


@pytest.fixture
def loop(qapp: object) -> SearchingLoop:
    theme.install("light")
    made = SearchingLoop()
    run = objective_run("himmelblau", recipe("sgd", lr=0.001), steps=3)
    made.show(run=run, surface=surface_of(run, WINDOW))
    return made


@pytest.fixture
def listed(qtbot: QtBot, loop: SearchingLoop) -> CriticalList:
    made = CriticalList(StandInStudio(), loop)  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.resize(430, 360)
    made.show()
    return made


def find(loop: SearchingLoop) -> CriticalAnswer:
    run = loop.results.run
    assert run is not None
    answer = critical_of(run, WINDOW)
    loop.show(critical=answer, critical_running=False)
    return answer


def test_the_button_asks_and_marks_them(qtbot: QtBot, loop: SearchingLoop, listed: CriticalList) -> None:
    assert listed.search.text() == "Find critical points"
    listed.search.click()
    assert loop.searches == 1
    assert listed._studio.document.landscape.sight.critical
    assert "on its way" in listed.said.text()
    assert listed.search.text() == "Cancel"
    listed.search.click()
    assert loop.cancelled == 1
    assert listed.search.text() == "Find critical points"


def test_a_surface_on_its_way_is_awaited_for_its_window(loop: SearchingLoop, listed: CriticalList) -> None:
    loop.show(surfacing=True)
    listed.search.click()
    assert loop.searches == 0
    assert listed.search.text() == "Cancel"
    loop.show(surfacing=False)
    assert loop.searches == 1
    assert listed.search.text() == "Cancel"


def test_himmelblau_has_nine(qtbot: QtBot, loop: SearchingLoop, listed: CriticalList) -> None:
    answer = find(loop)
    assert len(listed.table.rows) == 9
    assert listed.said.text() == "9 points: 4 minima, 4 saddles, 1 maximum."
    first = listed.table.rows[0]
    assert first.told.startswith("minimum at x")
    numbers = [cell for cell in first.cells if isinstance(cell, float)]
    assert numbers[:2] == pytest.approx(answer.points[0])
    assert [row.cells[4] for row in listed.table.rows[:4]] == [0.0] * 4  # no rounding is shown for a zero
    assert "−" in listed.table.rows[-1].told
    assert listed.search.text() == "Find again"


def test_a_click_centres_the_window(qtbot: QtBot, loop: SearchingLoop, listed: CriticalList) -> None:
    answer = find(loop)
    box = listed.table.box_of(2)
    qtbot.mouseClick(listed.table, Qt.MouseButton.LeftButton, pos=box.center().toPoint())
    window = listed._studio.document.landscape.sight.window
    assert window is not None
    assert np.mean(window, axis=1) == pytest.approx(answer.points[2])
    assert window[0][1] - window[0][0] == pytest.approx(10)
    listed._show_point(5)  # about the next one, in a window of the same size
    window = listed._studio.document.landscape.sight.window
    assert window is not None
    assert np.mean(window, axis=1) == pytest.approx(answer.points[5])
    assert window[1][1] - window[1][0] == pytest.approx(10)


def test_on_a_plane_with_swapped_axes_the_window_is_swapped(
    qtbot: QtBot, loop: SearchingLoop, listed: CriticalList
) -> None:
    run = loop.results.run
    assert run is not None
    plane = parameter_plane(run.names, run.begun.low, 1, 0)
    loop.show(surface=surface_of(run, WINDOW, plane))
    answer = find(loop)
    listed._show_point(1)
    window = listed._studio.document.landscape.sight.window
    assert window is not None
    assert np.mean(window, axis=1) == pytest.approx(answer.points[1, ::-1])


def test_the_keyboard_reaches_each_row(qtbot: QtBot, loop: SearchingLoop, listed: CriticalList) -> None:
    answer = find(loop)
    listed.table.setFocus()
    with qtbot.waitSignal(listed.pointed) as pointed:
        qtbot.keyClick(listed.table, Qt.Key.Key_Down)
    assert pointed.args == [1]
    assert listed.table.accessibleDescription().startswith("minimum")
    qtbot.keyClick(listed.table, Qt.Key.Key_End)
    qtbot.keyClick(listed.table, Qt.Key.Key_Return)
    window = listed._studio.document.landscape.sight.window
    assert window is not None
    assert np.mean(window, axis=1) == pytest.approx(answer.points[-1])


def test_marks_can_be_switched_off(qtbot: QtBot, loop: SearchingLoop, listed: CriticalList) -> None:
    listed.search.click()
    find(loop)
    assert listed.marks.isChecked()
    listed.marks.click()
    assert not listed._studio.document.landscape.sight.critical


def test_none_found_notes_and_failures_are_told(loop: SearchingLoop, listed: CriticalList) -> None:
    loop.show(critical=NOTHING)
    assert "no point of zero gradient" in listed.said.text()
    assert listed.area.isHidden()
    loop.show(critical=replace(NOTHING, notes=("There are flat regions.",)))
    assert listed.said.text().endswith("There are flat regions.")
    loop.show(critical=None, critical_failure=Failure("deadline", "the engine was stopped after 10 s"))
    assert listed.said.text() == "The engine was stopped after 10 s."


def test_more_than_two_parameters_are_refused_in_a_sentence(qtbot: QtBot) -> None:
    theme.install("dark")
    loop = SearchingLoop()
    run = run_of(RiskSettings(model=Mlp(sizes=(3,)), data=SineData(count=50)), steps=2)
    loop.show(run=run, surface=surface_of(run))
    made = CriticalList(StandInStudio(), loop)  # type: ignore[arg-type]
    qtbot.addWidget(made)
    assert made.said.text() == "Critical points are listed for two parameters; this function has 10."
    assert not made.search.isEnabled()
