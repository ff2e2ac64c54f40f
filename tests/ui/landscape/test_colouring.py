"""Colours of trajectories, and what the legend says of them."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from jacviz.experiment.recipes import SGD, Adam, Recipe
from jacviz.session.landscape.settings import Sight
from jacviz.ui.landscape.colouring import (
    colouring,
    hues,
    legend,
    optimiser_label,
    shown,
    trajectory_colours,
    trajectory_label,
)
from jacviz.ui.plot.look import look
from tests.ui.landscape.standins import made_run

pytestmark = pytest.mark.usefixtures("qapp")


def names(colours: list[list[QColor]]) -> list[list[str]]:
    return [[colour.name() for colour in row] for row in colours]


def test_starts_of_one_optimiser_have_the_five_hues_in_order(qapp: QApplication) -> None:
    drawn = trajectory_colours(made_run(starts=5), Sight(), look())
    assert names(drawn) == [[colour.name() for colour in look().trajectories[:5]]]


def test_several_optimisers_are_told_apart_unless_starts_are_wished_to_be() -> None:
    run = made_run(SGD(), Adam(), starts=3)
    by_optimiser = names(trajectory_colours(run, Sight(), look()))
    assert [len(set(row)) for row in by_optimiser] == [1, 1]
    assert by_optimiser[0][0] != by_optimiser[1][0]
    by_start = names(trajectory_colours(run, Sight(colour_by="start"), look()))
    assert by_start[0] == by_start[1]
    assert len(set(by_start[0])) == 3


@pytest.mark.parametrize("dark", [False, True])
def test_twelve_hues_can_be_told_apart_and_seen(dark: bool) -> None:
    ours = look(dark=dark)
    rgb = np.array([[c.red(), c.green(), c.blue()] for c in (*hues(12, ours), ours.panel)], dtype=float)
    for one, other in itertools.combinations(rgb, 2):
        assert np.linalg.norm(one - other) > 50


def test_very_many_starts_share_a_ramp() -> None:
    made = colouring(made_run(starts=1000, steps=1), Sight(), look())
    assert len(made.colours) == 64
    assert made.index.shape == (1, 1000)
    assert (np.diff(made.index[0]) >= 0).all()
    assert made.index[0, -1] == 63


def test_the_legend_says_what_is_hidden_and_the_mask_follows() -> None:
    run = made_run(SGD(), Adam(), starts=3)
    sight = Sight(hidden=("start 1", "optimiser 0", "start 99", "nonsense"))
    assert [(entry.key, entry.label, entry.hidden) for entry in legend(run, sight, look())] == [
        ("optimiser 0", "SGD", True),
        ("optimiser 1", "Adam", False),
    ]
    assert shown(run, sight).tolist() == [[False] * 3, [True, False, True]]
    by_start = legend(run, Sight(colour_by="start"), look())
    assert [entry.label for entry in by_start] == ["start 1", "start 2", "start 3"]


@pytest.mark.parametrize(
    ("recipes", "expected"),
    [
        ((SGD(), Adam()), ["SGD", "Adam"]),
        ((SGD(lr=0.1), SGD(lr=0.2)), ["SGD, lr 0.1", "SGD, lr 0.2"]),
        ((SGD(momentum=0.9), SGD()), ["SGD, momentum 0.9", "SGD, momentum 0"]),
        ((SGD(momentum=0.9, nesterov=True), SGD(momentum=0.9)), ["SGD, nesterov", "SGD, no nesterov"]),
        (
            (SGD(momentum=0.9, nesterov=True), SGD()),
            ["SGD, momentum 0.9, nesterov", "SGD, momentum 0"],
        ),
        ((SGD(), SGD()), ["SGD, no. 1", "SGD, no. 2"]),
        ((Adam(betas=(0.5, 0.9)), Adam()), ["Adam, betas 0.5, 0.9", "Adam, betas 0.9, 0.999"]),
    ],
)
def test_optimisers_of_one_name_are_told_apart(recipes: tuple[Recipe, ...], expected: list[str]) -> None:
    run = made_run(*recipes)
    assert [optimiser_label(run, o) for o in range(2)] == expected


def test_an_enormous_rate_is_written_as_everywhere_else() -> None:
    run = made_run(SGD(lr=1e30), SGD(lr=0.05))
    assert [optimiser_label(run, o) for o in range(2)] == ["SGD, lr 1e30", "SGD, lr 0.05"]


def test_a_trajectory_is_named_by_its_start_and_by_its_optimiser_where_there_are_several() -> None:
    assert trajectory_label(made_run(), 0, 2) == "start 3"
    assert trajectory_label(made_run(SGD(), Adam()), 1, 0) == "Adam, start 1"
