from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from jacviz.experiment.data import SineData
from jacviz.experiment.errors import Cancelled, TrainingError
from jacviz.experiment.parts import Part
from jacviz.experiment.planes import (
    Plane,
    parameter_line,
    parameter_plane,
    principal_plane,
    random_plane,
)
from jacviz.experiment.settings import Mlp, ObjectiveSettings, RiskSettings, Source
from jacviz.training.building import build, gallery_objective, risk
from jacviz.training.surface import Surface, Window, surfaces, view_of
from jacviz.training.surface_door import loss_surface

LINE = risk(RiskSettings())
MLP = risk(RiskSettings(model=Mlp(sizes=(3,)), data=SineData(count=30)))


def one(problem: object, plane: Plane, window: Window, cols: int, rows: int) -> Surface:
    return next(iter(surfaces(problem, plane, window, [(cols, rows)])))  # type: ignore[arg-type]


def test_rows_are_the_second_axis_and_columns_the_first() -> None:
    plane = parameter_plane(LINE.names, LINE.minima[0])
    surface = one(LINE, plane, ((-1.0, 5.0), (-3.0, 4.0)), 7, 5)
    assert surface.values.shape == (5, 7)
    assert (surface.axes[0].tolist(), surface.axes[1].tolist()) == (
        np.linspace(-1, 5, 7).tolist(), np.linspace(-3, 4, 5).tolist(),
    )  # fmt: skip
    x, t = LINE.data.inputs[:, 0], LINE.data.targets
    for row, b in enumerate(surface.axes[1]):
        for col, a in enumerate(surface.axes[0]):
            assert surface.values[row, col] == pytest.approx(((a * x + b - t) ** 2).mean(), rel=1e-12)
    assert surface.names == ("a", "b")
    assert surface.origin.tolist() == [0.0, 0.0]


def test_a_swapped_plane_is_the_transpose() -> None:
    base = LINE.minima[0]
    straight = one(LINE, parameter_plane(LINE.names, base, 0, 1), ((0, 4), (-1, 2)), 20, 30)
    swapped = one(LINE, parameter_plane(LINE.names, base, 1, 0), ((-1, 2), (0, 4)), 30, 20)
    assert swapped.names == ("b", "a")
    assert swapped.values == pytest.approx(straight.values.T, rel=1e-13)


def test_coarse_comes_before_fine() -> None:
    plane = parameter_plane(LINE.names, LINE.minima[0])
    shapes = [surface.values.shape for surface in surfaces(LINE, plane, view_of(LINE, plane))]
    assert shapes == [(25, 25), (200, 200)]


def test_the_users_line_has_the_same_surface_as_the_closed_form() -> None:
    own = risk(RiskSettings(model=Source(text="parameters: a, b\na x + b")))
    plane = parameter_plane(LINE.names, LINE.minima[0])
    mine, theirs = (one(problem, plane, ((-9, 9), (-9, 9)), 60, 50) for problem in (own, LINE))
    assert mine.values == pytest.approx(theirs.values, rel=1e-11)


def test_other_parameters_keep_their_values_of_the_base() -> None:
    base = np.linspace(-1, 1, len(MLP.names))
    surface = one(MLP, parameter_plane(MLP.names, base, 2, 5), ((-1, 1), (-2, 2)), 3, 4)
    theta = torch.from_numpy(base.copy())
    theta[2], theta[5] = surface.axes[0][1], surface.axes[1][3]
    assert surface.values[3, 1] == pytest.approx(float(MLP.loss(theta, *MLP.samples)), rel=1e-12)


def test_random_directions_are_normalised_filter_by_filter() -> None:
    base = np.random.default_rng(0).standard_normal(len(MLP.names))
    plane = random_plane(MLP.parts, base, seed=4)
    weights = base[:3].reshape(3, 1), base[6:9].reshape(1, 3)
    for direction in plane.directions:
        assert np.abs(direction[:3]) == pytest.approx(np.abs(weights[0][:, 0]))  # a filter a hidden unit
        assert np.linalg.norm(direction[6:9]) == pytest.approx(np.linalg.norm(weights[1]))
        assert direction[3:6].tolist() == [0.0] * 3  # offsets stay
        assert direction[9] == 0.0
    assert plane.directions.tobytes() == random_plane(MLP.parts, base, seed=4).directions.tobytes()
    assert plane.directions.tobytes() != random_plane(MLP.parts, base, seed=5).directions.tobytes()
    whole = random_plane((Part("a"), Part("b")), np.array([3.0, 4.0]))
    assert np.linalg.norm(whole.directions, axis=1) == pytest.approx([5.0, 5.0])


def test_principal_components_hold_the_variance() -> None:
    random = np.random.default_rng(0)
    basis = np.linalg.qr(random.standard_normal((6, 6)))[0]
    points = (random.standard_normal((40, 50, 6)) * [5.0, 2.0, 0.5, 0.1, 0.0, 0.0]) @ basis.T
    plane = principal_plane(points, points[0, 0])
    flat = points.reshape(-1, 6)
    _, singular, vectors = np.linalg.svd(flat - flat.mean(axis=0), full_matrices=False)
    assert np.abs(plane.directions @ vectors[:2].T) == pytest.approx(np.eye(2), abs=1e-8)
    assert plane.shares == pytest.approx(tuple((singular**2 / (singular**2).sum())[:2]))
    assert plane.origin.tolist() == points[0, 0].tolist()


def test_principal_components_of_few_points_in_many_dimensions() -> None:
    random = np.random.default_rng(1)
    points = random.standard_normal((8, 300))
    plane = principal_plane(points, points[-1])
    vectors = np.linalg.svd(points - points.mean(axis=0), full_matrices=False)[2]
    assert np.abs(plane.directions @ vectors[:2].T) == pytest.approx(np.eye(2), abs=1e-8)


def test_points_on_a_line_still_span_a_plane() -> None:
    for size in (2, 5, 40):
        points = np.linspace(0, 1, 9)[:, None] * np.arange(1.0, size + 1)
        plane = principal_plane(points, points[0])
        assert plane.directions @ plane.directions.T == pytest.approx(np.eye(2), abs=1e-9)
        assert plane.shares is not None
        assert plane.shares == pytest.approx((1.0, 0.0), abs=1e-12)


vectors = st.lists(st.floats(-10, 10), min_size=4, max_size=4).map(np.array)


@given(origin=vectors, first=vectors, second=vectors, point=vectors)
@settings(max_examples=60, deadline=None)
def test_the_projection_is_the_nearest_point_of_the_plane(
    origin: np.ndarray, first: np.ndarray, second: np.ndarray, point: np.ndarray
) -> None:
    try:
        plane = Plane(origin, np.stack([first, second]), ("1", "2"))
    except TrainingError:
        return
    unit = plane.directions / np.linalg.norm(plane.directions, axis=1, keepdims=True)
    if abs(float(unit[0] @ unit[1])) > 0.999 or np.linalg.norm(plane.directions, axis=1).min() < 0.1:
        return
    coordinates, distance = plane.project(point)
    below = plane.points(coordinates)
    assert distance == pytest.approx(np.linalg.norm(point - below), abs=1e-8)
    assert plane.directions @ (point - below) == pytest.approx([0.0, 0.0], abs=1e-6)
    on_it, height = plane.project(below)
    assert on_it == pytest.approx(coordinates, abs=1e-6)
    assert height == pytest.approx(0.0, abs=1e-6)


def test_projections_of_whole_trajectories() -> None:
    plane = parameter_plane(("x", "y", "z"), np.array([9.0, 9.0, 2.0]))
    paths = np.random.default_rng(0).standard_normal((3, 10, 3))
    coordinates, distances = plane.project(paths)
    assert coordinates == pytest.approx(paths[:, :, :2])
    assert distances == pytest.approx(np.abs(paths[:, :, 2] - 2.0))


def test_the_view_holds_the_trajectories() -> None:
    plane = random_plane(MLP.parts, np.ones(len(MLP.names)))
    paths = np.random.default_rng(0).standard_normal((4, 30, len(MLP.names)))
    (left, right), (bottom, top) = view_of(MLP, plane, paths)
    coordinates = plane.project(paths)[0]
    assert (coordinates[..., 0] > left).all()
    assert (coordinates[..., 0] < right).all()
    assert (coordinates[..., 1] > bottom).all()
    assert (coordinates[..., 1] < top).all()
    assert view_of(MLP, plane) == ((-1.3, 1.3), (-1.3, 1.3))


def test_nan_in_half_the_plane_is_kept_and_counted() -> None:
    problem = build(ObjectiveSettings(objective=Source(text="sqrt(x) + y^2")))
    surface = one(problem, parameter_plane(problem.names, np.zeros(2)), ((-1, 1), (-1, 1)), 10, 10)
    assert np.isnan(surface.values[:, :5]).all()
    assert np.isfinite(surface.values[:, 5:]).all()
    assert surface.not_finite == 50
    assert surface.notes == ("The loss is not finite at 50 of 100 points (50 %).",)
    nowhere = one(problem, parameter_plane(problem.names, np.zeros(2)), ((-2, -1), (0, 1)), 4, 4)
    assert "not a number anywhere" in nowhere.notes[0]
    assert nowhere.constant


def test_a_constant_surface_says_so() -> None:
    problem = build(ObjectiveSettings(objective=Source(text="inputs: x, y\n3 + 0 x y")))
    surface = one(problem, parameter_plane(problem.names, np.zeros(2)), ((-1, 1), (-1, 1)), 5, 5)
    assert surface.constant
    assert surface.notes == ("The loss is 3 all over this view: there is nothing to descend.",)


@pytest.mark.parametrize(
    ("directions", "said"),
    [
        ([[1.0, 2.0], [1.0, 2.0]], "the same line"),
        ([[1.0, 2.0], [-2.0, -4.0]], "the same line"),
        ([[1.0, 2.0], [0.0, 0.0]], "has no length"),
        ([[1.0, 2.0], [np.inf, 0.0]], "has no length"),
    ],
)
def test_directions_that_span_no_plane_are_refused(directions: list[list[float]], said: str) -> None:
    with pytest.raises(TrainingError, match=said):
        Plane(np.zeros(2), np.array(directions), ("1", "2"))


def test_a_line_has_the_parameter_as_its_first_coordinate() -> None:
    line = parameter_line("x")
    theta = np.array([[-1.5], [0.0], [2.0]])
    at = line.coordinates(theta)
    assert at.tolist() == [[-1.5, 0.0], [0.0, 0.0], [2.0, 0.0]]
    assert line.points(at).tolist() == theta.tolist()
    projected, away = line.project(theta)
    assert projected.tolist() == at.tolist()
    assert away.tolist() == [0.0, 0.0, 0.0]
    assert line.is_line
    assert not parameter_plane(LINE.names, LINE.minima[0]).is_line


def test_the_loss_over_a_single_parameter_has_one_row() -> None:
    hill = ObjectiveSettings(objective=Source(text="x^2 - x"))
    found = loss_surface(hill, resolution=31)
    assert found.values.shape == (1, 31)
    assert found.names == ("x", "loss")
    x = found.axes[0]
    assert found.values[0] == pytest.approx(x**2 - x)
    part = loss_surface(hill, window=((0.0, 1.0), (0.0, 1.0)), resolution=(5, 7))
    assert part.axes[0].tolist() == [0.0, 0.25, 0.5, 0.75, 1.0]
    assert part.axes[1].tolist() == [0.0]
    with pytest.raises(TrainingError, match="has no length"):
        Plane(np.zeros(1), np.zeros((1, 1)), ("x", "loss"))


def test_planes_that_do_not_fit_are_refused() -> None:
    with pytest.raises(TrainingError, match="Both directions are a"):
        parameter_plane(("a", "b"), np.zeros(2), 0, 0)
    with pytest.raises(TrainingError, match="needs two parameters; this function has one"):
        parameter_plane(("a",), np.zeros(1))
    with pytest.raises(TrainingError, match="There are 2 parameters"):
        parameter_plane(("a", "b"), np.zeros(2), 0, 7)
    with pytest.raises(TrainingError, match="origin needs 2 parameters; 3 came"):
        parameter_plane(("a", "b"), np.zeros(3))
    with pytest.raises(TrainingError, match="do not move"):
        principal_plane(np.ones((5, 4, 3)), np.ones(3))
    plane = parameter_plane(LINE.names, LINE.minima[0])
    with pytest.raises(TrainingError, match="a must range from low to high; it goes from 2 to 1"):
        one(LINE, plane, ((2, 1), (0, 1)), 5, 5)
    with pytest.raises(TrainingError, match="1 to 8192 columns and rows; 0 x 5"):
        one(LINE, plane, ((0, 1), (0, 1)), 0, 5)


def test_a_surface_can_be_cancelled() -> None:
    problem = gallery_objective("himmelblau")
    plane = parameter_plane(problem.names, np.zeros(2))
    stages = surfaces(problem, plane, view_of(problem, plane), wanted=iter([True, False]).__next__)
    assert next(stages).values.shape == (25, 25)
    with pytest.raises(Cancelled):
        next(stages)
