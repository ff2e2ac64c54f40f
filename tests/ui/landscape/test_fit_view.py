"""Data and fit: curves, regions, values, and what is said where there is no picture."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from jacviz.experiment.data import BlobsData, Dataset, MoonsData
from jacviz.experiment.recipes import SGD, Adam
from jacviz.experiment.settings import LogisticRegression, Mlp, RiskSettings
from jacviz.session.landscape.results import LandscapeResults, Selection
from jacviz.session.landscape.settings import Sight
from jacviz.ui import theme
from jacviz.ui.landscape.curves.fit_paint import axis_names, class_colours, paint_key
from jacviz.ui.landscape.curves.fit_picture import fits, frame_of, paint_head, sentence, words
from jacviz.ui.landscape.curves.fit_pointing import pointed_at
from jacviz.ui.landscape.curves.fit_view import FitView
from jacviz.ui.landscape.curves.predictions import chosen_confusion, paint_predictions
from jacviz.ui.landscape.curves.predictions_paint import against_frame, confusion, paint_confusion
from jacviz.ui.landscape.curves.regions import finer_classes
from jacviz.ui.landscape.curves.shares_paint import bands
from jacviz.ui.plot.look import blended, look
from tests.ui.landscape.closely import StandInStudio
from tests.ui.landscape.standins import StandInLoop, made_run
from tests.ui.landscape.trained import line_run, objective_run, results_of, run_of


def _three_along_one() -> RiskSettings:
    blobs = BlobsData(count=60).draw()
    data = replace(blobs, inputs=blobs.inputs[:, :1], input_names=("x1",))
    return RiskSettings(model=LogisticRegression(), data=data)


THREE_ALONG_ONE = _three_along_one()
Draw = Callable[[LandscapeResults], QImage]


def columns(count: int) -> Dataset:
    inputs = np.random.default_rng(0).normal(size=(40, count))
    names = tuple(f"x{i + 1}" for i in range(count))
    return Dataset(inputs, inputs.sum(axis=1), names, "height")


@pytest.fixture
def draw(qapp: QApplication, qtbot: QtBot) -> Draw:
    theme.install("light")
    loop, studio = StandInLoop(), StandInStudio()
    view = FitView(studio, loop)  # type: ignore[arg-type]
    qtbot.addWidget(view)
    view.resize(420, 220)

    def drawn(results: LandscapeResults) -> QImage:
        loop.results = results
        loop.changed.emit()
        return view.grab().toImage()

    return drawn


def colours_of(image: QImage) -> set[str]:
    return {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}


def test_every_start_has_its_curve(draw: Draw) -> None:
    results = results_of(line_run(starts=5, steps=30), 3)
    drawn = colours_of(draw(results))
    assert all(colour.name() in drawn for colour in look().trajectories[:5])
    made = fits(results, Sight(hidden=("start 1",)), look())
    assert [fit.emphasised for fit in made] == [True, False, False, False]
    np.testing.assert_array_equal(made[1].values, results.moment.curves[2])  # type: ignore[union-attr]


def test_the_fit_moves_with_the_step(draw: Draw) -> None:
    run = line_run(starts=5, steps=30)
    assert draw(results_of(run, 0)) != draw(results_of(run, 20))


def test_two_inputs_have_regions_in_the_colours_of_classes(draw: Draw) -> None:
    settings = RiskSettings(model=LogisticRegression(), data=MoonsData())
    run = run_of(settings, Adam(lr=0.1), starts=2, steps=200)
    results = results_of(run, selection=Selection(0, 1))
    drawn = colours_of(draw(results))
    for colour in class_colours(2, look()):
        assert colour.name() in drawn
        assert blended(colour, look().panel, 0.76).name() in drawn
    assert words(results) == "data and fit of start 2"


@pytest.mark.parametrize(
    "settings",
    [
        RiskSettings(model=LogisticRegression(), data=BlobsData(classes=5)),
        RiskSettings(model=Mlp(sizes=(4,)), data=columns(2)),
        RiskSettings(data=columns(2)),
    ],
)
def test_classes_and_values_are_drawn_light_and_dark(draw: Draw, settings: RiskSettings) -> None:
    results = results_of(run_of(settings, SGD(lr=0.05), starts=2, steps=20))
    light = draw(results)
    theme.current().set_appearance("dark")
    dark = draw(results)
    assert light.pixelColor(1, 1).name().upper() == theme.LIGHT.panel
    assert dark.pixelColor(1, 1).name().upper() == theme.DARK.panel
    assert len(colours_of(dark)) > 50


def test_classes_along_one_input_are_curves_over_the_samples(draw: Draw) -> None:
    run = run_of(THREE_ALONG_ONE, Adam(lr=0.3), starts=2, steps=200)
    results = results_of(run, selection=Selection(0, 1))
    drawn = colours_of(draw(results))
    for colour in class_colours(3, look()):
        assert colour.name() in drawn
        assert blended(colour, look().panel, 0.8).name() in drawn  # where it is the likeliest
    assert words(results) == "data and fit of start 2"
    assert fits(results, Sight(), look()) == []
    waiting = replace(results, moment=None)
    assert len(colours_of(draw(waiting))) > 5


def test_pointing_tells_what_the_model_makes_of_a_place() -> None:
    bounds = QRectF(0, 0, 400, 220)
    classes = results_of(run_of(THREE_ALONG_ONE, Adam(lr=0.3), starts=2, steps=200))
    told = said_at(bounds, classes, bounds.center())
    assert re.fullmatch(r"x₁ [−.0-9]+: [012] \d+\s%(, [012] \d+\s%)*", told)
    moons = results_of(run_of(RiskSettings(model=LogisticRegression(), data=MoonsData()), starts=1, steps=9))
    assert re.fullmatch(r"x₁ [−.0-9]+, x₂ [−.0-9]+: class [01]", said_at(bounds, moons, bounds.center()))
    assert said_at(bounds, moons, bounds.topLeft()) == ""
    line = results_of(line_run(starts=3, steps=400))
    sample = line.run.begun.sample  # type: ignore[union-attr]
    assert sample is not None
    frame = frame_of(bounds, sample, line, look())
    best = fits(line, Sight(), look())[2]
    at = frame.point(2.0, float(np.interp(2.0, line.moment.inputs, best.values)))  # type: ignore[union-attr]
    assert re.fullmatch(r"start \d, x 2: t [.0-9]+", said_at(bounds, line, at))
    assert said_at(bounds, line, at + QPointF(0, 60)) == ""
    long = replace(sample, input_names=("petal_length",), target_name="petal_width")
    pointed = pointed_at(at, frame, long, line, fits(line, Sight(), look()), look())
    assert pointed is not None
    assert re.fullmatch(r"start \d, 2: [.0-9]+", pointed.text)  # the names would take the value's room


def said_at(bounds: QRectF, results: LandscapeResults, place: QPointF) -> str:
    sample = results.run.begun.sample  # type: ignore[union-attr]
    assert sample is not None
    frame = frame_of(bounds, sample, results, look())
    pointed = pointed_at(place, frame, sample, results, fits(results, Sight(), look()), look())
    return "" if pointed is None else pointed.text


def test_bands_end_where_two_classes_are_as_likely() -> None:
    x = np.linspace(0.0, 4.0, 5)
    first = np.array([1.0, 0.7, 0.1, 0.0, np.nan])
    made = bands(x, np.stack([first, 1 - first]))
    assert [label for _, _, label in made] == [0, 1]
    assert made[0][:2] == (0.0, pytest.approx(1 + 0.4 / 1.2))
    assert made[1][:2] == (made[0][1], 3.0)
    assert bands(x, np.full((2, 5), np.nan)) == []


def test_many_long_names_of_classes_are_shortened_in_the_key(qapp: QApplication) -> None:
    image = QImage(300, 20, QImage.Format.Format_RGB32)
    iris = ("Iris-setosa", "Iris-versicolor", "Iris-virginica")
    for names, wanted in ((iris, True), (("a" * 40,) * 7, False)):
        image.fill(look().panel)
        painter = QPainter(image)
        data = Dataset(np.zeros((1, 1)), np.zeros(1), classes=names)
        assert paint_key(painter, 300, 14, 180, data, look()) == wanted
        painter.end()
        seen = colours_of(image)
        assert (len(seen) > 1) == wanted
        left = [image.pixelColor(x, y) != look().panel for x in range(118) for y in range(20)]
        assert not any(left)


def test_words_make_way_for_what_colours_mean() -> None:
    run = run_of(THREE_ALONG_ONE, Adam(lr=0.3), starts=1, steps=20)
    results = results_of(run)
    moment, sample = results.moment, run.begun.sample
    assert moment is not None
    assert moment.shares is not None
    iris = replace(moment.shares, classes=("Iris-setosa", "Iris-versicolor", "Iris-virginica"))
    results = replace(results, moment=replace(moment, shares=iris))
    several = made_run(SGD(lr=0.3), SGD(lr=0.05, momentum=0.9, nesterov=True))  # whose label is long, too
    told = replace(results, run=replace(several, begun=replace(several.begun, sample=sample)))
    for width, shown in ((210, results), (230, told)):
        image = QImage(width, 30, QImage.Format.Format_RGB32)
        image.fill(look().panel)
        painter = QPainter(image)
        paint_head(painter, QRectF(0, 0, width, 30), shown, sample, look())
        painter.end()
        seen = colours_of(image)
        assert all(colour.name() in seen for colour in class_colours(3, look()))


def test_what_has_no_picture_is_said_in_a_sentence(draw: Draw) -> None:
    objective = results_of(objective_run("booth", SGD(lr=0.001), steps=5))
    assert sentence(objective) == "An objective alone has no data."
    assert sentence(LandscapeResults()) == ""
    for results in (objective, LandscapeResults()):
        assert not draw(results).isNull()


def test_of_many_inputs_predictions_lie_against_targets(draw: Draw) -> None:
    results = results_of(run_of(RiskSettings(data=columns(4)), SGD(lr=0.05), starts=3, steps=300))
    assert words(results) == "prediction against target"
    drawn = colours_of(draw(results))
    assert all(colour.name() in drawn for colour in look().trajectories[:1])
    made = fits(results, Sight(hidden=("start 1",)), look())
    assert [fit.emphasised for fit in made] == [True, False]
    sample = results.run.begun.sample  # type: ignore[union-attr]
    assert sample is not None
    np.testing.assert_allclose(made[0].values, sample.targets, atol=1e-4)  # they are a sum: it is learned
    frame = against_frame(QRectF(0, 0, 300, 300), sample, look()).rect
    painted = QImage(300, 300, QImage.Format.Format_RGB32)
    painted.fill(look().panel)
    painter = QPainter(painted)
    paint_predictions(painter, QRectF(0, 0, 300, 300), sample, results, made[:1], look())
    painter.end()
    hue = look().trajectories[0].rgb()
    seen = np.argwhere([[painted.pixel(x, y) == hue for x in range(300)] for y in range(300)])
    assert len(seen) > 40
    up, along = (frame.bottom() - seen[:, 0]) / frame.height(), (seen[:, 1] - frame.left()) / frame.width()
    assert np.abs(up - along).max() < 0.03  # on the diagonal


def test_predictions_beyond_the_targets_lie_at_the_edge_and_nan_is_left_out(draw: Draw) -> None:
    run = run_of(RiskSettings(data=columns(3)), SGD(lr=80.0), starts=2, steps=40)
    assert not draw(results_of(run, 3)).isNull()
    assert not draw(results_of(run, 40)).isNull()


def test_classes_of_many_inputs_are_a_confusion_matrix(draw: Draw) -> None:
    centres = np.array([[0.0, 0, 0], [9, 0, 0], [0, 9, 0]])
    which = np.arange(60) % 3
    inputs = centres[which] + np.random.default_rng(0).normal(size=(60, 3))
    data = Dataset(inputs, which.astype(float), ("a", "b", "c"), "kind", ("p", "q", "r"))
    run = run_of(RiskSettings(model=Mlp(sizes=(4,)), data=data), Adam(lr=0.1), starts=2, steps=300)
    results = results_of(run, selection=Selection(0, 1))
    matrix = chosen_confusion(results, data)
    assert matrix is not None
    assert matrix.sum() == 60
    assert matrix.sum(axis=1).tolist() == [20, 20, 20]
    assert matrix.trace() > 40
    right = f"{matrix.trace() / 60:.1%}".replace("%", "\N{NO-BREAK SPACE}%")
    assert words(results) == f"classes by start 2: {right} right"
    assert len(colours_of(draw(results))) > 10


def test_confusion_counts_rows_of_true_classes() -> None:
    made = confusion(np.array([0, 0, 1, 2, 2, 2]), np.array([0.0, 1, 1, 0, 2, 2]), 3)
    assert made.tolist() == [[1, 1, 0], [0, 1, 0], [1, 0, 2]]


def test_very_many_classes_have_cells_without_numbers(qapp: QApplication) -> None:
    image = QImage(300, 200, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    names = tuple(f"class {i}" for i in range(40))
    paint_confusion(painter, QRectF(0, 0, 300, 200), np.eye(40, dtype=np.int64), names, look())
    paint_confusion(painter, QRectF(0, 0, 20, 10), None, names, look())
    painter.end()


def test_data_without_a_fit_yet_are_drawn(draw: Draw) -> None:
    run = line_run(steps=5)
    assert len(colours_of(draw(LandscapeResults(run=run)))) > 5


def test_a_fit_that_is_not_finite_is_left_out(draw: Draw) -> None:
    run = line_run(SGD(lr=50.0), starts=2, steps=300)
    assert not draw(results_of(run, 300)).isNull()


def test_heads_of_an_older_run_are_left_out() -> None:
    results = results_of(line_run(starts=5, steps=5))
    fewer = LandscapeResults(
        run=line_run(starts=2, steps=5), moment=results.moment, moment_heads=results.moment_heads
    )
    assert len(fits(fewer, Sight(), look())) == 2


def test_constant_data_have_a_frame(draw: Draw) -> None:
    data = Dataset(np.ones((5, 1)), np.zeros(5))
    assert not draw(results_of(run_of(RiskSettings(data=data), starts=2, steps=2))).isNull()


def test_letters_are_variables_and_words_are_words() -> None:
    told = axis_names(Dataset(np.ones((3, 2)), np.zeros(3), ("x1", "width")))
    assert not isinstance(told[0], str)
    assert told[1] == "width"


def test_finer_regions_keep_their_classes() -> None:
    labels = np.zeros((10, 12))
    labels[:, 6:] = 2
    finer = finer_classes(labels, 3)
    assert finer.shape == (40, 48)
    assert set(np.unique(finer)) == {0, 2}
    assert (finer[:, :23] == 0).all()
    assert (finer[:, 25:] == 2).all()
