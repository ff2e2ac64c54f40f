"""What OpenGL gets of the three-dimensional picture: plain numbers, tested without OpenGL."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from jacviz.engine.training_messages import SurfaceAnswer
from jacviz.experiment.parts import Part
from jacviz.experiment.planes import parameter_plane
from jacviz.experiment.recipes import SGD, Adam
from jacviz.session.landscape.run import Run
from jacviz.session.landscape.settings import Levels
from jacviz.ui.landscape.solid import shapes
from jacviz.ui.landscape.solid.box import Corner, axes, grid_lines, nearest_corner
from jacviz.ui.landscape.solid.heights import heights
from jacviz.ui.landscape.solid.shapes import (
    LIFT,
    TALL,
    PathShapes,
    behind,
    over_surface,
    surface_loss,
    surface_shape,
)
from jacviz.ui.landscape.surface.contours import trace
from tests.ui.landscape.standins import made_run, made_surface

KINDS: tuple[Levels, ...] = ("linear", "log", "equal-count")


# --- heights ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_heights_rise_from_0_to_1(kind: Levels) -> None:
    values = made_surface().values
    made = heights(values, kind, 14)
    units = made.unit(np.linspace(made.low, made.high, 200))
    assert units[0] == pytest.approx(0)
    assert units[-1] == pytest.approx(1)
    assert (np.diff(units) >= 0).all()


def test_a_linear_height_is_a_loss() -> None:
    made = heights(np.array([[2.0, 4.0], [6.0, 10.0]]), "linear", 5)
    assert made.unit(np.array([2.0, 6.0, 10.0])).tolist() == [0.0, 0.5, 1.0]


def test_equal_counts_stand_at_equal_heights() -> None:
    values = np.exp(np.random.default_rng(0).normal(size=(60, 60)))
    made = heights(values, "equal-count", 10)
    np.testing.assert_allclose(
        np.quantile(made.unit(values), [0.25, 0.5, 0.75]), [0.25, 0.5, 0.75], atol=0.01
    )


def test_a_logarithmic_saddle_is_as_deep_as_it_is_high() -> None:
    x, y = np.meshgrid(np.linspace(-1, 1, 41), np.linspace(-1, 1, 41))
    made = heights(x**2 - y**2, "log", 14)
    assert float(made.unit(np.array(0.0))) == pytest.approx(0.5)


@pytest.mark.parametrize("kind", KINDS)
def test_levels_are_those_of_the_flat_picture(kind: Levels) -> None:
    surface = made_surface()
    made = heights(surface.values, kind, 9)
    np.testing.assert_array_equal(made.levels, trace(surface, kind, 9).levels)
    bands = made.bands(np.array([made.low, *made.levels, made.high]))
    np.testing.assert_allclose(bands, np.arange(len(made.levels) + 2))


@pytest.mark.parametrize("kind", KINDS)
def test_ticks_are_apart_and_within(kind: Levels) -> None:
    made = heights(made_surface().values, kind, 14)
    units = made.unit(np.array([tick.value for tick in made.ticks]))
    assert len(units) >= 3
    assert ((units >= 0) & (units <= 1)).all()
    assert (np.diff(units) > 0.08).all()


def test_what_is_not_finite_has_no_height_and_a_constant_lies_in_the_middle() -> None:
    values = np.array([[1.0, np.nan], [np.inf, 3.0]])
    made = heights(values, "log", 5)
    assert np.isnan(made.unit(values)).tolist() == [[False, True], [True, False]]
    flat = heights(np.full((3, 3), 7.0), "log", 5)
    assert flat.unit(np.array([7.0, np.nan])).tolist()[0] == 0.5
    assert [tick.label for tick in flat.ticks] == ["7"]
    assert flat.bands(np.array([7.0])).tolist() == [0.0]
    nothing = heights(np.full((3, 3), np.nan), "linear", 5)
    assert nothing.ticks == ()


def test_heights_of_enormous_losses_do_not_overflow() -> None:
    values = np.array([[-1e308, 0.0], [1.0, 1e308]])
    for kind in KINDS:
        with np.errstate(over="raise"):
            units = heights(values, kind, 8).unit(values)
        assert np.isfinite(units).all()


# --- the surface -----------------------------------------------------------------------------------------


def test_the_surface_fills_the_box() -> None:
    surface = made_surface()
    shape = surface_shape(surface, heights(surface.values, "log", 14))
    x, y, z, light, band = shape.vertices.T
    for values, end in ((x, 1.0), (y, 1.0), (z, TALL)):
        assert (values.min(), values.max()) == pytest.approx((-end, end))
    assert light.min() >= 0
    assert light.max() <= 1
    assert band.min() == 0
    rows, cols = surface.values.shape
    assert shape.faces.shape == (2 * (rows - 1) * (cols - 1), 3)
    assert shape.vertices.dtype == np.float32
    assert shape.faces.dtype == np.uint32


def test_holes_where_the_loss_is_not_finite() -> None:
    surface = made_surface()
    values = surface.values.copy()
    values[3, 4] = np.nan
    shape = surface_shape(replace(surface, values=values), heights(values, "log", 14))
    hole = 3 * values.shape[1] + 4
    assert not (shape.faces == hole).any()
    assert len(shape.faces) == 2 * (values.shape[0] - 1) * (values.shape[1] - 1) - 6
    assert np.isfinite(shape.vertices).all()


def test_fine_surfaces_are_thinned_out_to_their_edges() -> None:
    surface = made_surface(points=601)
    shape = surface_shape(surface, heights(surface.values, "log", 14))
    side = int(np.sqrt(len(shape.vertices)))
    assert side <= shapes.MOST_POINTS
    assert shape.vertices[:, 0].max() == pytest.approx(1)


def test_the_loss_between_the_points_of_a_surface() -> None:
    surface = made_surface(points=201)
    at = np.array([[2.0, 0.5], [1.23, -0.4], [100.0, 0.5]])
    losses = surface_loss(surface, at)
    assert losses[:2] == pytest.approx([0.0, 0.77**2 + 0.9**2], abs=1e-3)
    assert losses[2] == pytest.approx(9.0)  # that of the nearest point in the window


# --- trajectories ----------------------------------------------------------------------------------------


def drawn(run: object, surface: SurfaceAnswer) -> PathShapes:
    return PathShapes(run, surface, heights(surface.values, "log", 14))  # type: ignore[arg-type]


def test_trajectories_lie_on_the_surface() -> None:
    surface, run = made_surface(points=201), made_run(starts=4, steps=30)
    scale = heights(surface.values, "log", 14)
    made = PathShapes(run, surface, scale)
    assert made.vertices.shape == (4, 31, 3)
    x, y, z = made.vertices[1, 7]
    a, b = run.points[0, 1, 7]
    assert (x, y) == pytest.approx(((a - 2) / 3, (b - 0.5) / 2.5), abs=1e-6)
    below = float(scale.unit(surface_loss(surface, np.array([a, b]))))
    assert z == pytest.approx((2 * below - 1) * TALL + LIFT, abs=2e-2)


def test_their_height_is_their_own_loss_not_the_planes() -> None:
    surface = made_surface()
    scale = heights(surface.values, "linear", 14)
    high = over_surface(np.array([2.0, 0.5]), np.array(surface.values.max()), surface, scale)
    assert high[2] == pytest.approx(TALL + LIFT)
    unknown = over_surface(np.array([2.0, 0.5]), np.array(np.nan), surface, scale)
    assert unknown[2] == pytest.approx(-TALL + LIFT, abs=0.02)


def test_trajectories_grow_with_their_run() -> None:
    surface = made_surface()
    part, whole = made_run(steps=40, computed=10), made_run(steps=40)
    made = drawn(part, surface)
    assert (made.count, made.vertex(40), made.vertex(5)) == (11, 10, 5)
    part.points[:] = whole.points
    part.losses[:] = whole.losses
    made.extend(replace(part, computed=40))
    np.testing.assert_array_equal(made.vertices, drawn(whole, surface).vertices)
    assert made.holds(part, surface, made._heights)
    assert not made.holds(whole, surface, made._heights)


def test_trajectories_may_be_taken_in_a_little_at_a_time() -> None:
    surface, run = made_surface(), made_run(starts=3, steps=40)
    scale = heights(surface.values, "log", 14)
    made, turns = PathShapes(run, surface, scale, 30), 1
    assert (made.count, made.vertex(40)) == (10, 9)
    while made.is_behind(run):
        made.extend(run, 30)
        turns += 1
    assert turns == 5
    np.testing.assert_array_equal(made.vertices, PathShapes(run, surface, scale).vertices)
    whole, other = many_parameters(40)
    scale = heights(other.values, "linear", 14)
    part = PathShapes(whole, other, scale, 1)
    while part.is_behind(whole):
        part.extend(whole, 1)
    np.testing.assert_array_equal(part.vertices, PathShapes(whole, other, scale).vertices)


def many_parameters(steps: int, computed: int | None = None) -> tuple[Run, SurfaceAnswer]:
    """Three parameters: the plane through the optimum is flat, the trajectories' own losses fall from 9 to 0.

    The losses over all samples are there at every seventh step and the last.
    """
    flat = made_run(starts=3, steps=steps)
    count = steps if computed is None else computed
    begun = replace(flat.begun, parts=(Part("w", (3,)),), starts=np.zeros((3, 3)), low=np.zeros(3))
    run = replace(Run.begin(flat.task, begun), computed=count)
    run.points[:] = 0.5
    numbers = np.arange(steps + 1)
    run.losses[:] = np.where((numbers % 7 == 0) | (numbers == steps), 9.0 * (1 - numbers / steps), np.nan)
    run.losses[:, :, count + 1 :] = np.nan
    surface = made_surface()
    plane = parameter_plane(run.names, np.zeros(3))
    return run, replace(surface, plane=plane)


def test_of_many_parameters_the_height_goes_on_between_the_steps_whose_loss_is_known() -> None:
    run, surface = many_parameters(40)
    scale = heights(surface.values, "linear", 14)
    made = PathShapes(run, surface, scale)
    expected = (2 * scale.unit(9.0 * (1 - np.arange(41) / 40)) - 1) * TALL + LIFT
    np.testing.assert_allclose(made.vertices[0, :, 2], expected, atol=1e-6)


def test_what_was_guessed_behind_the_last_known_loss_is_mended_when_the_next_one_comes() -> None:
    whole, surface = many_parameters(40)
    run, _ = many_parameters(40, computed=17)
    scale = heights(surface.values, "linear", 14)
    made = PathShapes(run, surface, scale)
    heights_then = made.vertices[0, 14:18, 2]
    assert heights_then == pytest.approx(float(heights_then[0]))  # 14 is the last that is known
    run.losses[:] = whole.losses
    made.extend(replace(run, computed=40))
    np.testing.assert_array_equal(made.vertices, PathShapes(whole, surface, scale).vertices)


def test_diverged_and_far_points_stay_finite() -> None:
    run = made_run(steps=5)
    run.points[0, 0, 3:] = 1e300
    run.losses[0, 0, 3:] = np.inf
    made = drawn(run, made_surface())
    assert np.isfinite(made.vertices).all()
    assert np.abs(made.vertices[0, 4]).max() > 1


def test_too_many_trajectories_are_an_even_choice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shapes, "MOST_PATHS", 5)
    monkeypatch.setattr(shapes, "MOST_VERTICES", 100)
    made = drawn(made_run(SGD(), Adam(), starts=20, steps=40), made_surface())
    assert made.places.tolist() == [[0, 0], [0, 9], [0, 19], [1, 9], [1, 19]]
    assert made.vertices.shape[0] * made.vertices.shape[1] <= 100
    assert made.vertex(40) == made.count - 1


def test_a_plane_through_more_parameters() -> None:
    surface = made_surface()
    plane = parameter_plane(("a", "b", "c"), np.array([0.0, 0.0, 9.0]), 1, 2)
    scale = heights(surface.values, "linear", 14)
    at = over_surface(np.array([7.0, 2.0, 0.5]), np.array(0.0), replace(surface, plane=plane), scale)
    assert at[:2] == pytest.approx([0, 0], abs=1e-6)


# --- the box ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("azimuth", "corner"), [(45, (1, 1)), (-56, (1, -1)), (135, (-1, 1)), (-135, (-1, -1))]
)
def test_walls_stand_behind_the_surface(azimuth: float, corner: tuple[int, int]) -> None:
    near = nearest_corner(azimuth)
    assert (near.x, near.y) == corner
    lines = grid_lines(near, [0.0], [0.0], [0.0]).reshape(-1, 2, 3)
    upright = lines[np.ptp(lines[:, :, 2], axis=1) > 0]
    assert ((upright[:, :, 0] == -corner[0]) | (upright[:, :, 1] == -corner[1])).all()


def test_labels_stand_along_the_nearest_edges_and_at_the_left() -> None:
    x, y, z = axes(Corner(1, -1), [-0.5, 0.5], [0.0], [0.0])
    assert (x.ends[:, 1] == -1).all()
    assert (y.ends[:, 0] == 1).all()
    assert z.ends.tolist() == [[-1, -1, 0]]
    assert (x.ticks[:, 1] < -1).all()
    assert axes(Corner(1, 1), [], [], [0.0])[2].ends.tolist() == [[1, -1, 0]]


def test_the_upright_axis_does_not_stand_where_an_edge_of_the_floor_recedes() -> None:
    for azimuth in range(-180, 180, 5):
        eye = 20 * np.array([np.cos(np.radians(azimuth)), np.sin(np.radians(azimuth)), 0.5])
        corner = nearest_corner(azimuth)
        x, y, z = axes(corner, [-1.0, 1.0], [-1.0, 1.0], [0.0])
        other = next(axis for axis in (x, y) if (axis.ends[:, :2] == z.ends[0, :2]).all(axis=1).any())
        along = (other.ends[1] - other.ends[0])[:2] / 2
        assert abs(along @ eye[:2]) / 20 <= np.cos(np.radians(25)) + 1e-9
        right = np.array([-eye[1], eye[0]])
        assert (z.ends[0, :2] @ right > 0) == corner.upright_right


def test_what_lies_behind_a_hill_is_hidden() -> None:
    surface = made_surface()
    x, y = np.meshgrid(np.linspace(-1, 1, 41), np.linspace(-1, 1, 41))
    hill = replace(surface, values=np.exp(-8 * (x**2 + y**2)))
    scale = heights(hill.values, "linear", 14)
    foot = -TALL + LIFT
    points = np.array([[0.0, 0.8, foot], [0.0, -0.8, foot], [0.9, 0.8, foot], [0.0, 0.0, TALL + LIFT]])
    low_eye = np.array([0.0, -4.0, 1.0])
    assert behind(points, low_eye, hill, scale).tolist() == [True, False, False, False]
    above = np.array([0.0, -0.1, 6.0])
    assert not behind(points, above, hill, scale).any()
