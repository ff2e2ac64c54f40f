"""The learning rate: what the track covers, the bound on it, and from which step on a new rate holds."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from jacviz.experiment.recipes import SGD, Adam, Recipe
from jacviz.session.document import Document
from jacviz.session.landscape.results import LandscapeResults, Selection
from jacviz.session.landscape.run import Run
from jacviz.session.landscape.settings import Landscape
from jacviz.ui.landscape.timeline.rate_slider import RateSlider, bound_of, rate_in_force, wished
from jacviz.ui.landscape.timeline.rates import Bound, covered, rounded
from jacviz.ui.studio import Studio
from tests.ui.landscape.standins import StandInLoop, made_run

LEFT = Qt.MouseButton.LeftButton


# --- pure numbers ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rate", "bound", "ends"),
    [
        (0.02, None, (1e-6, 10.0)),
        (1e-3, Bound(0.21, True), (1e-6, 10.0)),
        (1e-9, None, (1e-9, 10.0)),
        (500.0, None, (1e-6, 1000.0)),
        (0.02, Bound(1e-6, True), (1e-7, 10.0)),
        (0.02, Bound(40.0, True), (1e-6, 1000.0)),
        (1e30, None, (1e-6, 1e6)),
        (1e-40, None, (1e-15, 10.0)),
    ],
)
def test_the_track_covers_value_and_bound(
    rate: float, bound: Bound | None, ends: tuple[float, float]
) -> None:
    np.testing.assert_allclose(covered(rate, bound), ends)


def test_a_hand_sets_two_digits() -> None:
    assert rounded(0.020408) == 0.02
    assert rounded(0.0123456) == 0.012


def test_the_bound_says_whether_it_is_exact() -> None:
    assert Bound(0.2096, exact=True).label == "2/λ = 0.21"
    assert Bound(0.2096, exact=False).label == "2/λ = 0.21 at the start"


@pytest.mark.parametrize("bound", [math.inf, math.nan])
def test_no_bound_where_nothing_curves_upwards(bound: float) -> None:
    assert bound_of(LandscapeResults(run=made_run(bound=bound)), SGD()) is None
    assert bound_of(LandscapeResults(), SGD()) is None


def test_the_bound_does_not_forbid_what_adam_takes() -> None:
    results = LandscapeResults(run=made_run(bound=0.2))
    assert bound_of(results, SGD()) == Bound(0.2, True, True)
    assert bound_of(results, Adam()) == Bound(0.2, True, False)


def test_the_rate_in_force_follows_suggestion_and_changes() -> None:
    run = made_run(SGD(lr=0.05))
    suggested = Landscape(recipes=(SGD(lr=0.001).with_rate(0.5, 20),))
    results = LandscapeResults(run=run)
    assert rate_in_force(suggested, LandscapeResults(), 0) == 0.001
    assert rate_in_force(suggested, results, 19) == 0.05
    assert rate_in_force(suggested, results, 20) == 0.5
    assert rate_in_force(replace(suggested, suggest_rate=False), results, 0) == 0.001


def test_from_here_keeps_the_steps_before_and_the_suggestion() -> None:
    before = Landscape()
    after = wished(before, LandscapeResults(run=made_run(SGD(lr=0.05))), 0.3, since=12)
    assert after.recipes[0].lr_changes == ((12, 0.3),)
    assert after.suggest_rate
    assert after.recipes[0].lr == before.recipes[0].lr


def test_from_the_start_forgets_changes_and_leaves_the_others_their_suggested_rates() -> None:
    recipes: tuple[Recipe, ...] = (SGD(momentum=0.9).with_rate(0.5, 20), SGD())
    results = LandscapeResults(run=made_run(SGD(lr=0.05, momentum=0.9), SGD(lr=0.06)))
    after = wished(Landscape(recipes=recipes), results, 0.3, since=None)
    assert [(r.lr, r.lr_changes) for r in after.recipes] == [(0.3, ()), (0.06, ())]
    assert not after.suggest_rate


# --- the widget ------------------------------------------------------------------------------------------


@pytest.fixture
def loop(qtbot: QtBot) -> StandInLoop:
    made = StandInLoop()
    made.show(run=made_run(SGD(lr=0.02), steps=100, bound=0.2))
    return made


@pytest.fixture
def slider(studio: Studio, loop: StandInLoop, qtbot: QtBot) -> Iterator[RateSlider]:
    made = RateSlider(studio, loop)  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.resize(500, made.sizeHint().height())
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.close()


def at(slider: RateSlider, rate: float) -> QPoint:
    return QPoint(round(slider.track.place(rate)), slider.track.height() // 2)


def recipe(studio: Studio) -> Recipe:
    return studio.document.landscape.recipes[0]


def test_shows_the_rate_in_use(slider: RateSlider) -> None:
    assert slider.figures.text() == "0.02"
    assert slider.track.adjustable_value() == 0.02
    assert "λ = 10" in slider.track.toolTip()


def test_return_in_an_untouched_field_changes_nothing(
    slider: RateSlider, studio: Studio, loop: StandInLoop
) -> None:
    loop.show(run=made_run(SGD(lr=0.02), steps=100))
    before = studio.document
    slider.figures.typed.emit(0.02)
    loop.playhead.go_to(40)
    slider.figures.typed.emit(0.02)
    assert studio.document is before
    slider.figures.typed.emit(0.03)
    assert recipe(studio).lr_changes == ((40, 0.03),)
    slider.since.chosen.emit("start")
    slider.figures.typed.emit(0.03)
    assert (recipe(studio).lr, recipe(studio).lr_changes) == (0.03, ())


def test_dragging_is_one_step_of_undo(slider: RateSlider, studio: Studio, qtbot: QtBot) -> None:
    before = studio.document
    qtbot.mousePress(slider.track, LEFT, pos=at(slider, 0.02))
    for rate in (0.05, 0.1, 0.3):
        qtbot.mouseMove(slider.track, at(slider, rate))
    qtbot.waitUntil(lambda: recipe(studio).lr == pytest.approx(0.3, rel=0.05))
    qtbot.mouseRelease(slider.track, LEFT, pos=at(slider, 0.3))
    assert not studio.document.landscape.suggest_rate
    studio.undo()
    assert studio.document is before


def test_midway_a_new_rate_holds_from_here(
    slider: RateSlider, studio: Studio, loop: StandInLoop, qtbot: QtBot
) -> None:
    assert slider.since.choice() == "start"
    assert not slider.since.button("here").isEnabled()
    loop.playhead.go_to(40)
    assert slider.since.choice() == "here"
    qtbot.mouseClick(slider.track, LEFT, pos=at(slider, 0.1))
    ((step, rate),) = recipe(studio).lr_changes
    assert step == 40
    assert rate == pytest.approx(0.1, rel=0.1)
    assert slider.track.adjustable_value() == rate
    loop.playhead.go_to(39)
    assert slider.figures.text() == "0.02"
    loop.playhead.to_end()
    assert slider.since.choice() == "start"


def test_a_drag_while_it_plays_is_one_change_of_the_rate(
    slider: RateSlider, studio: Studio, loop: StandInLoop, qtbot: QtBot
) -> None:
    loop.playhead.go_to(40)
    qtbot.mousePress(slider.track, LEFT, pos=at(slider, 0.02))
    for step, rate in ((41, 0.05), (45, 0.1), (52, 0.3)):
        loop.playhead.go_to(step)
        qtbot.mouseMove(slider.track, at(slider, rate))
        assert [change[0] for change in recipe(studio).lr_changes] == [41]  # each is live, none is one more
    qtbot.mouseRelease(slider.track, LEFT, pos=at(slider, 0.3))
    ((_, rate),) = recipe(studio).lr_changes
    assert rate == pytest.approx(0.3, rel=0.1)
    loop.playhead.go_to(60)
    qtbot.mouseClick(slider.track, LEFT, pos=at(slider, 0.05))  # the next gesture is another one
    assert [change[0] for change in recipe(studio).lr_changes] == [41, 60]


def test_the_user_may_choose_to_run_again(
    slider: RateSlider, studio: Studio, loop: StandInLoop, qtbot: QtBot
) -> None:
    loop.playhead.go_to(40)
    qtbot.mouseClick(slider.since.button("start"), LEFT)
    qtbot.mouseClick(slider.track, LEFT, pos=at(slider, 0.1))
    assert recipe(studio).lr_changes == ()
    assert recipe(studio).lr == pytest.approx(0.1, rel=0.1)
    assert slider.since.choice() == "start"
    loop.playhead.go_to(0)
    loop.playhead.go_to(40)
    assert slider.since.choice() == "here"


def test_typing_a_rate_and_refusing_what_is_none(slider: RateSlider, studio: Studio, qtbot: QtBot) -> None:
    box = slider.figures.open_box()
    box.setText("1/8")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert recipe(studio).lr == 0.125
    for text in ("0", "-1"):
        box = slider.figures.open_box()
        box.setText(text)
        qtbot.keyClick(box, Qt.Key.Key_Return)
        assert box.is_open
        assert "must be a positive number" in box.toolTip()
        assert recipe(studio).lr == 0.125
        qtbot.keyClick(box, Qt.Key.Key_Escape)
    box = slider.figures.open_box()
    box.setText("1e30")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert recipe(studio).lr == 1e30


def test_suggest_goes_back(slider: RateSlider, studio: Studio, qtbot: QtBot) -> None:
    assert not slider.suggest.isEnabled()
    slider.track.adjust(0.5)
    assert slider.suggest.isEnabled()
    qtbot.mouseClick(slider.suggest, LEFT)
    assert studio.document.landscape.suggest_rate
    assert slider.figures.text() == "0.02"


def test_keys_come_back_to_where_they_were(slider: RateSlider, studio: Studio, qtbot: QtBot) -> None:
    slider.track.adjust(0.1)
    for _ in range(5):
        qtbot.keyClick(slider.track, Qt.Key.Key_Right)
    assert recipe(studio).lr > 0.15
    for _ in range(5):
        qtbot.keyClick(slider.track, Qt.Key.Key_Left)
    assert recipe(studio).lr == 0.1


def test_the_rate_is_that_of_the_selected_optimiser(
    slider: RateSlider, studio: Studio, loop: StandInLoop
) -> None:
    document = studio.document
    landscape = replace(document.landscape, recipes=(SGD(), Adam(lr=0.004)))
    studio.update(replace(document, landscape=landscape))
    loop.show(run=made_run(SGD(lr=0.02), Adam(lr=0.004), steps=100))
    loop.select(Selection(optimiser=1))
    assert slider.figures.text() == "0.004"
    assert slider.name.text() == "Learning rate of Adam"
    assert not slider.suggest.isVisible()
    slider.track.adjust(0.01)
    assert [r.lr for r in studio.document.landscape.recipes] == [1e-3, 0.01]
    assert studio.document.landscape.suggest_rate


def test_rates_of_two_of_a_name_are_told_apart(slider: RateSlider, studio: Studio, loop: StandInLoop) -> None:
    recipes = (SGD(lr=0.02), SGD(lr=0.02, momentum=0.9))
    studio.update(replace(studio.document, landscape=replace(studio.document.landscape, recipes=recipes)))
    loop.show(run=made_run(*recipes, steps=100))
    assert slider.name.text() == "Learning rate of SGD"
    loop.select(Selection(optimiser=1))
    assert slider.name.text().endswith("SGD with momentum")


def test_screen_readers_hear_the_rate(slider: RateSlider) -> None:
    interface = QAccessible.queryAccessibleInterface(slider.track)
    assert interface.text(QAccessible.Text.Name) == "Learning rate"
    assert slider.figures.accessibleName() == "Learning rate: 0.02"


# --- with a real engine ----------------------------------------------------------------------------------


def test_the_run_goes_on_from_where_the_heads_are(qapp: QApplication, qtbot: QtBot) -> None:
    own = Studio(Document(maths="x1^2"))
    own.landscape.activate()
    loop, slider = own.landscape, RateSlider(own, own.landscape)
    qtbot.addWidget(slider)

    def rest(rates: tuple[tuple[int, float], ...]) -> Run:
        def is_there() -> bool:
            run = loop.results.run
            return run is not None and run.answer is not None and run.recipes[0].lr_changes == rates

        qtbot.waitUntil(is_there, timeout=60_000)
        assert loop.results.run is not None
        return loop.results.run

    try:
        before = rest(())
        loop.playhead.pause()
        loop.playhead.go_to(100)
        slider.track.adjust(0.2)
        after = rest(((100, 0.2),))
        assert loop.playhead.step == 100
        np.testing.assert_array_equal(after.points[:, :, :101], before.points[:, :, :101])
        assert (after.points[:, :, 101:] != before.points[:, :, 101:]).any()
        assert after.recipes[0].lr == before.recipes[0].lr  # the suggested one, as before
    finally:
        loop.playhead.pause()
        own.close()


@pytest.mark.parametrize(("width", "words"), [(600, "from the start"), (341, "start"), (312, "start")])
def test_its_name_stays_where_there_is_little_room(
    slider: RateSlider, qtbot: QtBot, width: int, words: str
) -> None:
    slider.resize(width, slider.height())
    qtbot.waitUntil(lambda: slider.name.text() == "Learning rate")
    assert slider.since.button("start").text() == words
