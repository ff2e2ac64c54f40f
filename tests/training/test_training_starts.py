from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jacviz.experiment.errors import TrainingError
from jacviz.experiment.starts import SPREADS, Region, Spread, middle, placed, spread

REGION = Region(np.array([2.0, -1.0]), np.array([4.0, 0.5]))


@given(st.sampled_from(SPREADS), st.integers(1, 300), st.integers(1, 4), st.integers(0, 99))
@settings(deadline=None)
def test_starts_lie_in_the_region_and_are_fixed_by_the_seed(
    how: Spread, count: int, parameters: int, seed: int
) -> None:
    region = Region(np.arange(1.0, parameters + 1), np.linspace(0.5, 2.0, parameters))
    points = spread(count, how, region, seed)
    assert points.shape == (count, parameters)
    assert points.tobytes() == spread(count, how, region, seed).tobytes()
    if how != "normal":
        assert (points >= region.low).all()
        assert (points <= region.high).all()


def test_normal_starts_have_half_the_half_extent_as_deviation() -> None:
    points = spread(10_000, "normal", REGION, 1)
    assert points.mean(axis=0) == pytest.approx(REGION.centre, abs=0.08)
    assert points.std(axis=0) == pytest.approx(REGION.half / 2, rel=0.03)


def test_a_grid_is_even() -> None:
    points = spread(9, "grid", REGION)
    assert sorted(set(points[:, 0].round(9))) == pytest.approx([2 - 8 / 3, 2, 2 + 8 / 3])
    assert len({tuple(point) for point in points.round(9).tolist()}) == 9


def test_a_ring_is_an_ellipse() -> None:
    points = (spread(12, "ring", REGION) - REGION.centre) / REGION.half
    assert np.hypot(*points.T) == pytest.approx(np.full(12, 0.8))


@pytest.mark.parametrize("how", ["grid", "ring"])
def test_other_weights_of_a_grid_are_drawn_where_the_centre_is_zero(how: Spread) -> None:
    network = Region(np.zeros(13), np.linspace(0.5, 2.0, 13))
    points = spread(9, how, network, 7)
    assert (points[:, 2:] == spread(1, "normal", network, 7)[0, 2:]).all()  # one draw for all
    assert points[:, 2:].all()
    assert points[:, :2].tolist() == spread(9, how, Region(np.zeros(2), network.half[:2])).tolist()
    assert (points[0, 2:] != spread(9, how, network, 8)[0, 2:]).all()


def test_other_parameters_of_a_grid_stay_at_a_centre_that_means_something() -> None:
    region = Region(np.array([0.0, 0.0, 3.0]), np.ones(3))
    assert (spread(4, "grid", region)[:, 2] == 3.0).all()
    assert middle(region).tolist() == [0.0, 0.0, 3.0]


def test_placed_starts_are_taken_as_they_are() -> None:
    assert placed([-1.2, 1.0], ("x", "y")).tolist() == [[-1.2, 1.0]]
    assert placed([[1, 2], [3, 4]], ("x", "y")).tolist() == [[1.0, 2.0], [3.0, 4.0]]


@pytest.mark.parametrize(
    ("points", "said"),
    [
        ([], "There is no start"),
        ([[1.0, 2.0, 3.0]], r"needs 2 numbers, one for each parameter \(x, y\); 3 numbers came"),
        ([1.0], "needs 2 numbers.*1 number came"),
        ([[1.0, float("nan")]], "finite"),
        ([[1.0, 2.0], [3.0]], "differ in length"),
        ([["a", "b"]], "hold something else"),
        (np.zeros((10_001, 2)), "1 to 10,000 starts; 10,001"),
    ],
)
def test_starts_that_do_not_fit_are_refused(points: list[float], said: str) -> None:
    with pytest.raises(TrainingError, match=said):
        placed(points, ("x", "y"))


@pytest.mark.parametrize(("count", "how"), [(0, "normal"), (10_001, "grid"), (-3, "ring"), (5, "spiral")])
def test_numbers_of_starts_that_do_not_fit_are_refused(count: int, how: Spread) -> None:
    with pytest.raises(TrainingError, match=r"1 to 10,000 starts|spiral"):
        spread(count, how, REGION)
