"""What is gathered out of a run, and the charts that show it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from jacviz.experiment.recipes import SGD, GradientDescent
from jacviz.experiment.settings import RiskSettings
from jacviz.notation import number
from jacviz.session.landscape.results import Selection
from jacviz.session.landscape.run import Run
from jacviz.session.landscape.settings import Sight
from jacviz.ui import theme
from jacviz.ui.landscape.colouring import shown
from jacviz.ui.landscape.curves.charts import CurvesView
from jacviz.ui.landscape.curves.curve_paint import thinned
from jacviz.ui.landscape.curves.curves import MOST_LINES, Gathered, Measure, Wanted
from tests.ui.landscape.closely import StandInStudio
from tests.ui.landscape.standins import StandInLoop
from tests.ui.landscape.trained import begun, line_run, objective_run, run_of, sent

MEASURES: tuple[Measure, ...] = ("loss", "gradient", "distance")
LEFT = Qt.MouseButton.LeftButton


def gathered(run: Run, wanted: Wanted | None = None) -> Gathered:
    wanted = wanted or Wanted()
    return Gathered(run, wanted, shown(run, Sight(hidden=wanted.hidden)))


# --- gathering -------------------------------------------------------------------------------------------


def test_lines_hold_what_the_run_holds_the_selected_one_last() -> None:
    run = line_run(starts=3, steps=20)
    made = gathered(run, Wanted(selection=Selection(0, 1)))
    assert made.pairs.tolist() == [[0, 0], [0, 2], [0, 1]]
    np.testing.assert_array_equal(made.lines, run.losses[0, [0, 2, 1]])
    np.testing.assert_array_equal(made.faint, run.minibatch_losses[0, [0, 2, 1]])
    assert made.selected == 2
    distance = gathered(run, Wanted("distance"))
    expected = np.linalg.norm(run.points[0] - run.begun.minima[0], axis=-1)
    np.testing.assert_allclose(distance.lines, expected[[1, 2, 0]])
    assert gathered(run, Wanted("gradient")).lines.shape == (3, 20)


def test_the_distance_is_that_to_the_nearest_of_several_minima() -> None:
    run = objective_run("himmelblau", SGD(lr=0.002), starts=12, steps=600)
    distance = gathered(run, Wanted("distance")).lines
    away = np.linalg.norm(run.points[0, :, :, None] - run.begun.minima, axis=-1)
    assert len(set(away[:, -1].argmin(axis=-1))) > 1
    np.testing.assert_allclose(np.sort(distance[:, -1]), np.sort(away[:, -1].min(axis=-1)))
    assert distance[:, -1].max() < 1e-6


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("starts", [4, MOST_LINES + 6])
def test_a_run_that_grows_is_the_same_as_one_that_is_there(measure: Measure, starts: int) -> None:
    run, descent = begun(RiskSettings(), starts=starts, steps=80)
    wanted, mask = Wanted(measure), np.ones((1, starts), dtype=bool)
    growing = Gathered(run, wanted, mask)
    for chunk in descent.chunks():
        run = run.with_chunk(sent(chunk))
        assert growing.follow(run, wanted, mask) is not None
    whole = Gathered(run, wanted, mask)
    np.testing.assert_array_equal(growing.lines, whole.lines)
    np.testing.assert_array_equal(growing.faint, whole.faint)
    np.testing.assert_array_equal(growing.band, whole.band)
    assert growing.scale("log") == whole.scale("log")


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("starts", [4, MOST_LINES, MOST_LINES + 1, MOST_LINES + 6])
def test_another_selection_gathers_what_all_anew_would(measure: Measure, starts: int) -> None:
    run, descent = begun(RiskSettings(), SGD(lr=0.9), starts=starts, steps=80)
    mask = np.ones((1, starts), dtype=bool)
    for chunk in descent.chunks(40):
        run = run.with_chunk(sent(chunk))
    before = Gathered(run, Wanted(measure), mask)
    for chunk in descent.chunks(40):
        run = run.with_chunk(sent(chunk))
    wanted = Wanted(measure, selection=Selection(0, 3))
    made, anew = Gathered(run, wanted, mask, before), Gathered(run, wanted, mask)
    for name in ("pairs", "lines", "faint", "band"):
        np.testing.assert_array_equal(getattr(made, name), getattr(anew, name))
    assert made.count == anew.count
    assert made.scale("log") == anew.scale("log")


def test_other_wishes_and_other_runs_are_gathered_anew() -> None:
    run = line_run(starts=3, steps=10)
    made, mask = gathered(run), np.ones((1, 3), dtype=bool)
    assert made.follow(run, Wanted(), mask) is not None
    assert made.follow(run, Wanted("distance"), mask) is None
    assert made.follow(run, Wanted(), np.array([[True, False, True]])) is None
    assert made.follow(line_run(starts=3, steps=10), Wanted(), mask) is None


def test_very_many_trajectories_are_a_band_and_some_lines() -> None:
    run = line_run(starts=200, steps=15)
    made = gathered(run, Wanted(selection=Selection(0, 101)))
    assert len(made.pairs) <= MOST_LINES
    assert made.pairs[-1].tolist() == [0, 101]
    low, high = made.band
    np.testing.assert_array_equal(low[0], run.losses[0].min(axis=0))
    np.testing.assert_array_equal(high[0], run.losses[0].max(axis=0))


def test_what_is_hidden_is_left_out() -> None:
    run = line_run(starts=3, steps=5)
    made = gathered(run, Wanted(hidden=("start 0",)))
    assert made.pairs.tolist() == [[0, 1], [0, 2]]
    assert made.selected is None


def test_losses_that_were_not_computed_are_bridged() -> None:
    run = run_of(RiskSettings(), starts=2, steps=30, losses_every=7)
    made = gathered(run)
    assert np.isnan(made.lines).any()
    assert made.before(20).tolist() == [14, 14]
    assert made.known(0, 20) == 21
    assert made.before(0).tolist() == [0, 0]


def test_a_trajectory_that_diverges_ends_there_and_the_axis_stays_with_the_others() -> None:
    run = line_run(SGD(lr=0.05), SGD(lr=50.0), starts=2, steps=400)
    assert (run.diverged_at[1] > 0).all()
    made = gathered(run)
    line = made.pairs.tolist().index([1, 0])
    end = made.end(line)
    assert end is not None
    assert end < run.diverged_at[1, 0]
    assert np.isnan(made.lines[line, end + 1 :]).all()
    assert made.end(made.pairs.tolist().index([0, 1])) is None
    assert made.scale("log").high < 1e6
    assert made.scale("linear").high < 1e6


def test_a_linear_axis_stays_where_all_trajectories_ran_away_from() -> None:
    run = objective_run("rosenbrock", SGD(lr=0.02))
    made = gathered(run)
    assert (run.diverged_at > 0).all()
    assert np.nanmax(made.lines) > 1e20
    begins = float(run.losses[..., 0].max())
    assert begins < made.scale("linear").high < 10 * begins
    assert made.scale("log").high >= 1e3 * begins


@pytest.mark.parametrize("measure", MEASURES)
def test_scales_are_never_degenerate(measure: Measure) -> None:
    runaway = objective_run("rosenbrock", SGD(lr=9.0))
    for run in (begun(RiskSettings())[0], line_run(starts=1, steps=1), runaway):
        for kind in ("linear", "log"):
            scale = gathered(run, Wanted(measure)).scale(kind)  # type: ignore[arg-type]
            assert scale.low < scale.high
            assert np.isfinite([scale.low, scale.high]).all()


@given(
    st.lists(st.one_of(st.just(np.nan), st.floats(-100, 100)), min_size=1, max_size=400), st.integers(1, 60)
)
def test_thinning_keeps_extremes_order_and_ends_within_its_room(values: list[float], room: int) -> None:
    given_values = np.array(values)
    places, kept = thinned(given_values, room)
    np.testing.assert_array_equal(kept, given_values[places.astype(int)])
    assert len(places) <= max(2 * room, 1)
    assert (np.diff(places) >= 0).all()
    if not np.isnan(given_values).all():
        assert np.nanmin(kept) == np.nanmin(given_values)
        assert np.nanmax(kept) == np.nanmax(given_values)


# --- the chart -------------------------------------------------------------------------------------------


@pytest.fixture
def view(qapp: QApplication, qtbot: QtBot) -> Iterator[CurvesView]:
    theme.install("light")
    loop, studio = StandInLoop(), StandInStudio()
    made = CurvesView(studio, loop)  # type: ignore[arg-type]
    made.loop, made.studio = loop, studio  # type: ignore[attr-defined]
    qtbot.addWidget(made)
    made.resize(420, 220)
    made.show()
    qtbot.waitExposed(made)
    yield made
    loop.playhead.pause()


def loop_of(view: CurvesView) -> StandInLoop:
    return view.loop  # type: ignore[attr-defined, no-any-return]


def picture(view: CurvesView) -> QImage:
    return view.canvas.grab().toImage()


def has_colour(image: QImage, name: str) -> bool:
    return any(
        image.pixelColor(x, y).name() == name for x in range(image.width()) for y in range(image.height())
    )


def place_of(view: CurvesView, line: int, at: int) -> QPointF:
    curves = view.canvas.curves
    assert curves is not None
    return curves.frame.point(at, float(curves.gathered.lines[line, at]))


def point_at(view: CurvesView, qtbot: QtBot, line: int, at: int) -> None:
    qtbot.mouseMove(view.canvas, QPoint(1, 1))
    qtbot.mouseMove(view.canvas, place_of(view, line, at).toPoint())


def test_an_empty_chart_is_painted(view: CurvesView) -> None:
    assert not picture(view).isNull()
    assert view.canvas.curves is None


def test_each_start_is_drawn_in_its_colour(view: CurvesView) -> None:
    loop_of(view).show(run=line_run(starts=5, steps=60))
    loop_of(view).playhead.to_end()
    view._choose("distance")
    image = picture(view)
    assert all(has_colour(image, colour.name()) for colour in view.canvas.curves.look.trajectories[:5])  # type: ignore[union-attr]


def test_pointing_tells_the_value_in_words(view: CurvesView, qtbot: QtBot) -> None:
    run = line_run(starts=3, steps=60)
    loop_of(view).show(run=run)
    point_at(view, qtbot, 1, 8)
    assert view.canvas.pointed() == (1, 8)
    assert view.canvas.said(1, 8).startswith("start 3, step 8: loss 0.")
    without = picture(view)
    qtbot.mouseMove(view, QPoint(5, 5))
    view.canvas.leaveEvent(None)  # type: ignore[arg-type]
    assert view.canvas.pointed() is None
    assert picture(view) != without
    view._choose("gradient")
    assert view.canvas.said(0, 4).startswith("start 2, step 4: gradient norm ")


def test_a_screen_reader_hears_the_selected_value_at_the_playhead(view: CurvesView) -> None:
    run = line_run(starts=3, steps=60)
    loop_of(view).show(run=run, selection=Selection(0, 1))
    loop_of(view).playhead.go_to(30)
    loss = number(float(run.losses[0, 1, 30]))
    assert view.canvas.accessibleDescription() == f"start 2, step 30: loss {loss}"


def test_the_rule_is_dragged_to_scrub(view: CurvesView, qtbot: QtBot) -> None:
    loop = loop_of(view)
    loop.show(run=line_run(starts=3, steps=60))
    loop.playhead.play()
    frame = view.canvas.curves.frame  # type: ignore[union-attr]
    middle = round(frame.rect.center().y())
    qtbot.mousePress(view.canvas, LEFT, pos=QPoint(round(frame.point(20, 1).x()), middle))
    assert loop.playhead.step == 20
    assert not loop.playhead.playing
    qtbot.mouseMove(view.canvas, QPoint(round(frame.point(41, 1).x()), middle))
    assert loop.playhead.step == 41
    qtbot.mouseRelease(view.canvas, LEFT, pos=QPoint(round(frame.point(41, 1).x()), middle))
    qtbot.mouseMove(view.canvas, QPoint(round(frame.point(3, 1).x()), middle))
    assert loop.playhead.step == 41
    qtbot.keyClick(view.canvas, Qt.Key.Key_Left)
    assert loop.playhead.step == 40


def test_a_growing_run_is_painted_as_if_it_had_been_there(view: CurvesView) -> None:
    loop = loop_of(view)
    run, descent = begun(RiskSettings(), starts=5, steps=90)
    loop.show(run=run)
    for chunk in descent.chunks():
        run = run.with_chunk(sent(chunk))
        loop.show(run=run)
        grown = picture(view)
    view.canvas._layer = None
    assert pixels_apart(picture(view), grown) < 0.02


def pixels_apart(one: QImage, other: QImage) -> float:
    """The share of pixels that look different."""
    images = (image.convertToFormat(QImage.Format.Format_RGB32) for image in (one, other))
    a, b = (np.asarray(image.constBits()).astype(int) for image in images)
    return float((np.abs(a - b) > 60).mean())


def test_the_selected_trajectory_is_drawn_bolder(view: CurvesView) -> None:
    run = line_run(starts=3, steps=60)
    loop_of(view).show(run=run)
    before = picture(view)
    loop_of(view).select(Selection(0, 2))
    assert view.canvas.curves is not None
    assert view.canvas.curves.gathered.pairs[-1].tolist() == [0, 2]
    assert picture(view) != before


def test_hidden_trajectories_are_not_drawn(view: CurvesView) -> None:
    loop_of(view).show(run=line_run(starts=2, steps=60))
    loop_of(view).playhead.to_end()
    studio = view.studio  # type: ignore[attr-defined]
    landscape = studio.document.landscape
    hidden = replace(landscape, sight=Sight(hidden=("start 1",)))
    studio.update(replace(studio.document, landscape=hidden))
    second = view.canvas.curves.look.trajectories[1].name()  # type: ignore[union-attr]
    assert not has_colour(picture(view), second)


def test_measures_axis_and_minibatches_are_chosen(view: CurvesView, qtbot: QtBot) -> None:
    loop_of(view).show(run=line_run(starts=3, steps=60))
    assert view.minibatch.isVisible()
    with_minibatches = picture(view)
    qtbot.mouseClick(view.minibatch, LEFT)
    assert picture(view) != with_minibatches
    qtbot.mouseClick(view.logarithmic, LEFT)
    assert view.canvas.curves.frame.y.kind == "linear"  # type: ignore[union-attr]
    qtbot.mouseClick(view.measures.button("distance"), LEFT)
    assert view.canvas.measure == "distance"
    assert view.measure.choice() == "distance"
    assert not view.minibatch.isVisible()
    assert view.canvas.accessibleName() == "distance to the optimum against step"


def test_where_it_is_narrow_the_choice_is_a_menu(view: CurvesView, qtbot: QtBot) -> None:
    assert view.measures.isVisible()
    view.resize(230, 180)
    qtbot.waitUntil(lambda: view.measure.isVisible() and not view.measures.isVisible())
    assert view.minimumSizeHint().width() <= 230


def test_losses_below_zero_are_drawn_above_the_least_one(view: CurvesView) -> None:
    loop_of(view).show(run=objective_run("styblinski-tang", SGD(lr=0.01), starts=4, steps=30))
    curves = view.canvas.curves
    assert curves is not None
    assert curves.frame.y.kind == "log"
    least = curves.gathered.wanted.above
    assert least < 0
    assert np.nanmin(curves.gathered.lines) >= 0
    optimiser, start = curves.gathered.pairs[0].tolist()
    assert view.canvas.said(0, 0).endswith(number(float(curves.gathered.run.losses[optimiser, start, 0])))


def test_the_full_batch_has_no_second_line(view: CurvesView) -> None:
    loop_of(view).show(run=run_of(RiskSettings(), GradientDescent(lr=0.05), batch=None, steps=20))
    assert not view.minibatch.isVisible()
    assert not view.canvas.curves.gathered.faint.size  # type: ignore[union-attr]


def test_light_and_dark(view: CurvesView, qtbot: QtBot) -> None:
    loop_of(view).show(run=line_run(starts=3, steps=30))
    look = theme.current()
    look.set_appearance("dark")
    qtbot.waitUntil(lambda: view.canvas.curves.look.dark)  # type: ignore[union-attr]
    assert picture(view).pixelColor(2, 2).name().upper() == theme.DARK.panel
    look.set_appearance("light")
