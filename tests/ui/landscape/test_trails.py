"""Trails: what playing adds equals what is drawn at once; what is too small to be seen is left out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from jacviz.engine.training_messages import Array
from jacviz.experiment.planes import Plane, principal_plane
from jacviz.experiment.recipes import SGD, Adam
from jacviz.experiment.settings import Mlp, RiskSettings
from jacviz.session.landscape.run import Run
from jacviz.session.landscape.settings import Sight
from jacviz.ui.landscape.colouring import colouring, shown
from jacviz.ui.landscape.surface import trails
from jacviz.ui.landscape.surface.heads import spots
from jacviz.ui.landscape.surface.paths import Paths
from jacviz.ui.landscape.surface.strokes import clipped
from jacviz.ui.landscape.surface.trails import Ink, Trail, ink, paint_trails
from jacviz.ui.plot.frame import Frame
from jacviz.ui.plot.look import look
from jacviz.ui.plot.scale import Scale
from tests.ui.landscape.surfaces import difference, line_surface, pixels
from tests.ui.landscape.trained import begun, line_run, objective_run, run_of, sent

pytestmark = pytest.mark.usefixtures("qapp")

FRAME = Frame(QRectF(20, 10, 300, 220), Scale(-2, 6), Scale(-4, 5))


def paths_of(run: Run, frame: Frame = FRAME, sight: Sight | None = None) -> tuple[Paths, Ink]:
    sight = sight or Sight()
    colours = colouring(run, sight, look())
    paths = Paths(run, line_surface(2).plane, frame, colours.index, shown(run, sight))
    return paths, ink(colours.colours, paths.count, look())


@pytest.fixture(scope="module")
def run() -> Run:
    return line_run(SGD(lr=0.05), SGD(lr=0.02), starts=4, steps=120)


def test_a_step_at_a_time_gives_the_picture_of_all_at_once(run: Run) -> None:
    paths, drawn = paths_of(run)
    at_once, stepwise = Trail(), Trail()
    for step in range(121):
        last = stepwise.picture(paths, step, drawn, 2.0)
    differing, most = difference(last, at_once.picture(paths, 120, drawn, 2.0))
    assert most <= 3  # halos below and lines above are blended in another order: rounding
    assert differing < 0.01 * 4 * last.width() * last.height()


def test_scrubbing_back_gives_the_same_picture(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trails, "_WORTH_KEEPING", 10)
    paths, drawn = paths_of(run)
    scrubbed = Trail()
    scrubbed.picture(paths, 120, drawn, 1.0)
    assert len(scrubbed._kept) > 5
    for step in (90, 33, 34, 100, 1, 0, 77):
        differing, most = difference(
            scrubbed.picture(paths, step, drawn, 1.0), Trail().picture(paths, step, drawn, 1.0)
        )
        assert most <= 3
    assert differing < 2000


def test_many_colours_differ_only_where_lines_cross_within_few_steps() -> None:
    many = line_run(starts=150, steps=60)
    paths, drawn = paths_of(many)
    stepwise = Trail()
    for step in range(61):
        last = stepwise.picture(paths, step, drawn, 1.0)
    one, other = pixels(last), pixels(Trail().picture(paths, 60, drawn, 1.0))
    assert (np.abs(one - other).max(axis=2) > 60).mean() < 0.05
    assert np.abs(one[..., 3] - other[..., 3]).max() <= 60


def test_the_picture_shows_each_trajectory_in_its_colour(run: Run) -> None:
    paths, drawn = paths_of(run)
    image = Trail().picture(paths, 120, drawn, 1.0)
    for colour in drawn.colours:
        near = np.abs(pixels(image)[..., :3] - colour.getRgb()[:3]).max(axis=2) <= 2
        assert near.sum() > 15
    assert pixels(image)[0, 0, 3] == 0
    start = FRAME.place(*run.points[0, 0, 0])[0] - (20, 10)
    assert pixels(image)[round(start[1]), round(start[0]), 3] > 200


def test_a_trajectory_as_it_is_computed_has_the_lines_of_the_whole() -> None:
    settings = RiskSettings()
    growing, descent = begun(settings, SGD(lr=0.05), steps=60)
    paths, _ = paths_of(growing)
    assert len(paths.segments) == 0
    for chunk in descent.chunks(60):
        growing = growing.with_chunk(sent(chunk))
        paths.extend(growing)
    whole, _ = paths_of(growing)
    assert paths.computed == 60
    np.testing.assert_allclose(paths.segments, whole.segments)
    np.testing.assert_array_equal(paths.owners, whole.owners)
    assert (np.diff(paths.steps) >= 0).all()


def test_what_is_too_small_to_be_seen_is_merged() -> None:
    slow = objective_run("booth", SGD(lr=1e-5), starts=3, steps=400)
    paths, _ = paths_of(slow)
    assert len(paths.segments) < 100
    ends = spots(paths, colouring(slow, Sight(), look()).index, 400).heads
    for member in range(3):
        last = paths.segments[paths.owners == member]
        if len(last):
            assert np.abs(last[-1, 2:] - ends[member]).max() < 1.5


def test_hidden_trajectories_are_left_out(run: Run) -> None:
    paths, drawn = paths_of(run, sight=Sight(hidden=("optimiser 1",)))
    assert paths.count == 4
    assert set(paths.members[:, 0].tolist()) == {0}
    gone = np.array(drawn.colours[1].getRgb()[:3])
    assert not (
        np.abs(pixels(Trail().picture(paths, 120, drawn, 1.0))[..., :3] - gone).max(axis=2) == 0
    ).any()


def test_steps_are_looked_up_without_being_converted(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    paths, _ = paths_of(run)
    asked: list[tuple[object, object]] = []
    search = np.searchsorted

    def noted(steps: Array, ends: Array, side: str) -> Array:
        asked.append((steps.dtype, np.asarray(ends).dtype))
        return search(steps, ends, side=side)  # type: ignore[call-overload]

    monkeypatch.setattr(np, "searchsorted", noted)
    whole = paths.between(-(10**15), 10**15)  # a tail may be longer than any trajectory
    assert (whole.start, whole.stop) == (0, len(paths.segments))
    part = paths.between(20, 40)
    monkeypatch.undo()
    assert {steps == ends for steps, ends in asked} == {True}  # of three million that took 8 ms
    assert (paths.steps[part] > 20).all()
    assert (paths.steps[part] <= 40).all()


def test_one_of_very_many_is_placed_without_the_others(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    whole, _ = paths_of(run)
    chosen = np.zeros((2, 4), dtype=bool)
    chosen[1, 2] = True
    projected: list[int] = []
    project = Plane.coordinates

    def counted(plane: Plane, points: Array) -> Array:
        projected.append(points.size)
        return project(plane, points)

    monkeypatch.setattr(Plane, "coordinates", counted)
    one = Paths(run, whole.plane, FRAME, colouring(run, Sight(), look()).index, chosen)
    assert sum(projected) == 121 * 2
    its = whole.owners == whole.members.tolist().index([1, 2])
    np.testing.assert_array_equal(one.segments, whole.segments[its])
    np.testing.assert_array_equal(one.steps, whole.steps[its])


def test_trajectories_that_run_away_are_cut_at_the_frame() -> None:
    wild = objective_run("rosenbrock", SGD(lr=0.02), starts=4, steps=40)
    assert (wild.diverged_at > 0).any()
    assert np.abs(wild.points).max() > 1e50
    paths, drawn = paths_of(wild)
    assert np.isfinite(paths.segments).all()
    assert np.abs(paths.segments).max() < 400
    Trail().picture(paths, 40, drawn, 1.0)


def test_segments_are_clipped_to_a_rectangle() -> None:
    segments = np.array([
        [1.0, 1.0, 2.0, 2.0], [-5.0, 5.0, 15.0, 5.0], [-5.0, -5.0, -1.0, -2.0], [5.0, 5.0, np.inf, 5.0],
        [np.nan, 1.0, 2.0, 2.0], [5.0, 5.0, 1e200, 1e200], [5.0, -3.0, 5.0, 30.0],
    ])  # fmt: skip
    parts, kept = clipped(segments, (0.0, 0.0), (10.0, 10.0))
    assert kept.tolist() == [True, True, False, False, False, True, True]
    np.testing.assert_allclose(parts, [[1, 1, 2, 2], [0, 5, 10, 5], [5, 5, 10, 10], [5, 0, 5, 10]])


def test_points_of_many_parameters_lie_where_the_plane_projects_them() -> None:
    deep = run_of(RiskSettings(model=Mlp(sizes=(4,))), SGD(lr=0.05), starts=3, steps=20)
    plane = principal_plane(deep.points, deep.points[0, 0, -1])
    np.testing.assert_allclose(plane.coordinates(deep.points), plane.project(deep.points)[0], atol=1e-9)


def test_a_tail_fades_and_ends() -> None:
    run = objective_run("plateau", Adam(lr=0.01), starts=1, steps=80)
    colours = colouring(run, Sight(), look())
    (left, bottom), (right, top) = run.points[0, 0].min(axis=0) - 0.05, run.points[0, 0].max(axis=0) + 0.05
    frame = Frame(QRectF(0, 0, 300, 220), Scale(left, right), Scale(bottom, top))
    paths = Paths(run, line_surface(2).plane, frame, colours.index, shown(run, Sight()))
    image = QImage(300, 220, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    paint_trails(painter, paths, 60, ink(colours.colours, 1, look()), tail=30)
    painter.end()

    def strength(step: int) -> int:
        x, y = frame.place(*run.points[0, 0, step])[0].round().astype(int)
        return 255 - min(image.pixelColor(x + dx, y + dy).red() for dx in (-1, 0, 1) for dy in (-1, 0, 1))

    assert strength(10) == strength(75) == 0
    assert 0 < strength(34) < strength(56)


def test_a_file_gets_whole_lines_in_dashes_of_their_own(run: Run) -> None:
    paths, _ = paths_of(run)
    lines = list(paths.lines(-1, 120))
    assert len(lines) == paths.count
    assert sum(len(points) - 1 for _, points in lines) == len(paths.segments)
    dashed = replace(look(), dashes=((), (4.0, 2.0)))
    drawn = ink(colouring(run, Sight(), dashed).colours, paths.count, dashed)
    image = QImage(340, 240, QImage.Format.Format_RGB32)
    images = []
    for some in (drawn, paths_of(run)[1]):
        image.fill(QColor("white"))
        painter = QPainter(image)
        paint_trails(painter, paths, 120, some)
        painter.end()
        images.append(image.copy())
    inked = [
        (np.abs(pixels(one)[..., :3] - drawn.colours[1].getRgb()[:3]).max(axis=2) < 30).sum()
        for one in images
    ]
    assert 0 < inked[0] < 0.9 * inked[1]


def test_the_more_lines_there_are_the_fainter_and_finer_they_are() -> None:
    style = look()
    made = [ink([style.accent], count, style) for count in (5, 100, 101, 1000, 10_000, 100_000)]
    opacities = [one.colours[0].alphaF() for one in made]
    assert opacities[:2] == [1.0, 1.0]
    assert opacities[2:] == sorted(opacities[2:], reverse=True)
    assert opacities[3] < 0.25
    assert opacities[-1] > 0.05
    widths = [one.width for one in made]
    assert widths == sorted(widths, reverse=True)
    bold = ink([style.accent], 10_000, style, bold=True)  # the selected one stands out among them
    assert bold.colours[0].alphaF() == 1.0
