"""Levels of contours: round, rising, between the lowest and the highest loss."""

import numpy as np
import pytest

from jacviz.session.landscape.settings import Levels
from jacviz.ui.landscape.surface.levels import (
    contour_levels,
    level_label,
    level_labels,
    offset_labels,
    shortened,
)
from tests.ui.landscape.surfaces import line_surface, surface

KINDS: tuple[Levels, ...] = ("linear", "log", "equal-count")
NAMES = ("rosenbrock", "himmelblau", "goldstein-price", "saddle", "easom", "rastrigin", "mccormick")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", NAMES)
def test_levels_rise_between_the_ends(name: str, kind: Levels) -> None:
    values = surface(name).values
    levels = contour_levels(values, kind, 14)
    assert 7 <= len(levels) <= 16
    assert (np.diff(levels) > 0).all()
    assert values.min() < levels[0]
    assert levels[-1] < values.max()
    assert len({level_label(level) for level in levels.tolist()}) == len(levels)


def test_logarithmic_levels_crowd_about_the_minimum() -> None:
    levels = contour_levels(line_surface(100).values, "log", 14)
    gaps = np.diff(levels)
    assert gaps[-1] > 20 * gaps[0]
    assert all(len(level_label(level)) <= 4 for level in levels.tolist())


def test_a_saddle_has_levels_on_both_sides_of_zero() -> None:
    levels = contour_levels(surface("saddle").values, "log", 14)
    assert 0.0 in levels
    assert (levels < 0).sum() == (levels > 0).sum()


def test_equal_counts_share_the_surface_out() -> None:
    values = surface("goldstein-price", 100).values
    levels = contour_levels(values, "equal-count", 9)
    counts = np.histogram(values, [-np.inf, *levels, np.inf])[0]
    assert counts.min() > 0.5 * values.size / (len(levels) + 1)


@pytest.mark.parametrize("kind", KINDS)
def test_what_has_no_levels(kind: Levels) -> None:
    assert not len(contour_levels(np.full((5, 5), 3.0), kind, 10))
    assert not len(contour_levels(np.full((5, 5), np.nan), kind, 10))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "ends", [(1e300, -1e300), (1e-300, 2e-300), (5.0, 5.0 + 1e-12), (1e15, 1e15 + 8), (-1e308, 1.7e308)]
)
def test_extreme_values_do_no_harm(ends: tuple[float, float], kind: Levels) -> None:
    share = np.linspace(0, 1, 400).reshape(20, 20)
    values = ends[0] * (1 - share) + ends[1] * share
    values[3, 3], values[4, 4] = np.inf, np.nan
    levels = contour_levels(values, kind, 10)
    assert np.isfinite(levels).all()
    assert (np.diff(levels) > 0).all()


@pytest.mark.parametrize(
    ("level", "label"),
    [
        (0.25, "0.25"),
        (-1.5, "−1.5"),
        (80000, "80000"),
        (2e5, "2×10⁵"),
        (1e6, "10⁶"),
        (-3e-7, "−3×10⁻⁷"),
        (0, "0"),
    ],
)
def test_labels(level: float, label: str) -> None:
    assert level_label(level) == label


@pytest.mark.parametrize(
    "levels",
    [
        397.625 + np.arange(1, 11) * 1e-9,
        -397.625 + np.arange(1, 11) * 1e-9,
        2.01e5 + np.arange(5.0),
        1e-7 + np.arange(5) * 1e-12,
        np.array([5.0, 5.0 + 1e-12, 5.0 + 3e-12]),
    ],
)
def test_neighbours_that_hardly_differ_are_told_apart(levels: np.ndarray) -> None:
    assert len(set(level_labels(levels))) == len(levels)
    offset, _, texts = offset_labels(levels, 7)
    assert offset
    assert len(set(texts)) == len(levels)
    assert max(map(len, texts)) <= 7


def test_an_offset_is_only_taken_where_it_is_needed() -> None:
    assert offset_labels(np.array([1.0, 2.0, 50000.0]), 7) == ("", "", ("1", "2", "50000"))
    assert offset_labels(np.array([0.123456789]), 7)[0] == ""
    assert offset_labels(397.5 + np.arange(2, 5) * 1e-3, 6) == ("397.5", "", ("0.002", "0.003", "0.004"))
    close = offset_labels(397.625 + np.array([1e-9, 4e-9, 16e-9]), 7)
    assert close == ("397.625", "10⁻⁸", ("0.1", "0.4", "1.6"))


def test_labels_that_are_too_wide_lose_digits_but_not_their_difference() -> None:
    levels = [0.042835, 0.04288, 0.043, 1.25e-5]
    texts = level_labels(levels)
    assert shortened(levels, texts, lambda text: len(text) <= 9) == texts
    assert shortened(levels, texts, lambda text: len(text) <= 7)[:3] == ("0.04283", "0.04288", "0.043")
    assert shortened(levels, texts, lambda text: len(text) <= 8)[3] == "1.3×10⁻⁵"
    close = ("0.042835", "0.042836")  # 0.0428 twice would say nothing
    assert shortened([0.042835, 0.042836], close, lambda text: False) == close
