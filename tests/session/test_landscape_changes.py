from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from jacviz.experiment.data import BlobsData, Dataset, LineData, MoonsData
from jacviz.experiment.errors import TrainingError
from jacviz.experiment.recipes import SGD, Adam, GradientDescent
from jacviz.experiment.settings import (
    Line,
    LogisticRegression,
    Mlp,
    ObjectiveSettings,
    Polynomial,
    RiskSettings,
)
from jacviz.session.landscape.changes import (
    has_classes,
    samples,
    with_batch,
    with_data,
    with_model,
    with_plane,
    with_problem,
    with_start_count,
)
from jacviz.session.landscape.optimisers import with_added, with_rate, with_suggested_rates, without
from jacviz.session.landscape.settings import Landscape, PlaneSettings, Sight, Starts

SET = Landscape(
    recipes=(SGD(lr=0.1, lr_changes=((5, 0.2),)), Adam()),
    suggest_rate=False,
    starts=Starts(placed=np.zeros((2, 2))),
    batch=32,
    plane=PlaneSettings(kind="random", first=3, second=4),
    sight=Sight(window=((0, 1), (0, 1)), level_count=7),
)


def risk(landscape: Landscape) -> RiskSettings:
    assert isinstance(landscape.problem, RiskSettings)
    return landscape.problem


def test_another_problem_resets_what_belongs_to_other_parameters() -> None:
    after = with_problem(SET, ObjectiveSettings(objective="ackley"))
    assert after.starts.placed is None
    assert (after.plane, after.batch) == (PlaneSettings(), "default")
    assert after.sight == Sight(level_count=7)
    assert after.recipes == (SGD(lr=0.1), Adam())
    assert not after.suggest_rate  # the user set a rate


def test_other_data_of_the_same_kind_keep_starts_and_plane() -> None:
    after = with_problem(SET, RiskSettings(data=LineData(slope=5)))
    assert after.starts is SET.starts
    assert (after.plane, after.batch, after.sight.window) == (SET.plane, 32, None)
    assert with_problem(SET, RiskSettings(data=LineData(count=10))).batch == "default"


def test_gradient_noise_moves_nothing() -> None:
    before = with_problem(Landscape(), ObjectiveSettings())
    before = replace(before, sight=Sight(window=((0, 1), (0, 1))))
    after = with_problem(before, ObjectiveSettings(noise=1.0))
    assert after.sight is before.sight


def test_a_class_brings_logistic_regression_and_a_number_a_line() -> None:
    classes = with_data(Landscape(), BlobsData())
    assert risk(classes).model == LogisticRegression()
    assert risk(with_data(classes, LineData())).model == Line()
    network = with_model(Landscape(), Mlp())
    assert risk(with_data(network, BlobsData())).model == Mlp()
    assert isinstance(risk(with_model(Landscape(), LogisticRegression())).data, MoonsData)


def test_a_loss_of_numbers_stays_among_numbers() -> None:
    huber = with_problem(Landscape(), RiskSettings(loss="huber"))
    assert risk(with_model(huber, Polynomial())).loss == "huber"
    assert risk(with_data(huber, MoonsData())).loss is None


def test_samples_and_classes_are_known_without_the_engine() -> None:
    data = Dataset(np.zeros((3, 1)), np.zeros(3))
    assert samples(RiskSettings(data=data)) == 3
    assert samples(RiskSettings()) == 200
    assert samples(ObjectiveSettings()) == 0
    assert has_classes(MoonsData(count=10_000_000))  # without drawing them
    assert not has_classes(data)


def test_a_rate_that_is_set_keeps_the_suggested_ones_of_the_others() -> None:
    wish = Landscape(recipes=(SGD(), GradientDescent(), Adam()))
    used = (SGD(lr=0.05), GradientDescent(lr=0.04), Adam())
    after = with_rate(wish, 0, 0.3, used)
    assert [recipe.lr for recipe in after.recipes] == [0.3, 0.04, 0.001]
    assert not after.suggest_rate
    assert with_suggested_rates(after).suggest_rate
    assert with_rate(wish, 2, 0.1, used).suggest_rate  # Adam's own rate is not suggested


def test_the_legend_hides_the_same_optimisers_when_their_places_change() -> None:
    hidden = replace(SET, sight=Sight(hidden=("optimiser 1", "start 3")))
    assert with_added(hidden, SGD(), after=0).sight.hidden == ("optimiser 2", "start 3")
    assert without(hidden, 0).sight.hidden == ("optimiser 0", "start 3")
    assert without(hidden, 1).sight.hidden == ("start 3",)


def test_the_last_optimiser_stays() -> None:
    with pytest.raises(TrainingError, match="A descent needs an optimiser"):
        without(Landscape(), 0)


def test_a_number_of_starts_takes_the_place_of_placed_ones() -> None:
    assert with_start_count(SET, 7).starts.placed is None


def test_a_batch_is_held_against_the_samples() -> None:
    assert with_batch(SET, 200).batch == 200
    assert with_batch(SET, None).batch is None
    with pytest.raises(TrainingError, match="choose 200 or fewer"):
        with_batch(SET, 201)


def test_choosing_a_parameter_twice_swaps_the_two() -> None:
    assert with_plane(SET, first=4).plane == replace(SET.plane, first=4, second=3)
