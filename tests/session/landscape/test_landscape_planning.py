"""What follows a change of the Document for the loss surface, and what does not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from jacviz.engine.training_messages import DescentBegun, DescentChunk, DescentTask, SurfaceAnswer
from jacviz.experiment.errors import TrainingError
from jacviz.experiment.parts import Part
from jacviz.experiment.planes import parameter_plane
from jacviz.experiment.recipes import SGD, Adam, GradientDescent
from jacviz.experiment.settings import Mlp, ObjectiveSettings, RiskSettings, Source
from jacviz.session.document import Document
from jacviz.session.landscape.moments import (
    MOST_HEADS,
    minibatch_task,
    moment_heads,
    moment_task,
    step_shown,
    terms_task,
)
from jacviz.session.landscape.planning import (
    belongs,
    descent_task,
    needs_descent,
    problem_of,
    same_problem,
    uses_editor,
)
from jacviz.session.landscape.results import LandscapeResults, Selection
from jacviz.session.landscape.run import Run
from jacviz.session.landscape.settings import Landscape, PlaneSettings, Sight, Starts
from jacviz.session.landscape.viewing import basins_task, critical_task, is_same_surface, surface_task

LIMIT = 1 << 30
STAGES = ((25, 25),)
OWN = RiskSettings(model=Source(text=""))


def run(document: Document, parameters: int = 2, starts: int = 3, steps: int = 4) -> Run:
    """A run whose trajectories walk along the first axis, each at a height of its own."""
    task = replace(descent_task(document, LIMIT), steps=steps)
    names = tuple(Part(name) for name in "abcdef"[:parameters])
    corner = np.arange(1.0, parameters + 1)
    begun = DescentBegun(
        "title", (), names, samples=20, batch=5, recipes=task.recipes,
        starts=np.outer(np.arange(1.0, starts + 1), np.ones(parameters)),
        low=-corner, high=2 * corner, minima=np.empty((0, parameters)), minima_losses=np.empty(0),
        quadratic=True, sample=None,
    )  # fmt: skip
    made = Run.begin(task, begun)
    points = np.repeat(made.points[:, :, :1], steps + 1, axis=2)
    points[..., 0] += np.arange(steps + 1)
    losses = np.broadcast_to(np.arange(steps, -1.0, -1.0), points.shape[:3]).copy()
    shape = (len(task.recipes), starts)
    return made.with_chunk(
        DescentChunk(
            0, points, losses, losses[:, :, 1:], losses[:, :, 1:], np.full(shape, -1, dtype=np.int64)
        )
    )


def with_landscape(document: Document, **fields: object) -> Document:
    return replace(document, landscape=replace(document.landscape, **fields))  # type: ignore[arg-type]


# --- the descent


def test_the_default_is_the_line_experiment_with_a_suggested_rate() -> None:
    task = descent_task(Document(), LIMIT)
    assert isinstance(task.problem, RiskSettings)
    assert (task.starts, task.steps, task.batch, task.suggest_rate) == (5, 500, "default", True)
    assert task.recipes == (SGD(),)


@pytest.mark.parametrize(
    "change",
    [
        {"problem": ObjectiveSettings()},
        {"recipes": (Adam(),)},
        {"suggest_rate": False},
        {"starts": Starts(count=6)},
        {"steps": 501},
        {"batch": None},
        {"sampling": "replacement"},
        {"seed": 1},
    ],
    ids=lambda change: next(iter(change)),
)
def test_whatever_moves_the_points_asks_for_a_descent(change: dict[str, object]) -> None:
    assert needs_descent(Document(), with_landscape(Document(), **change))


@pytest.mark.parametrize(
    "change",
    [{"plane": PlaneSettings(kind="random")}, {"sight": Sight(levels="linear")}],
    ids=["plane", "sight"],
)
def test_what_is_only_seen_asks_for_none(change: dict[str, object]) -> None:
    assert not needs_descent(Document(), with_landscape(Document(), **change))


def test_the_editor_counts_only_where_it_is_minimised() -> None:
    edited = Document().with_source("x^2")
    assert not needs_descent(Document(), edited)
    own = with_landscape(Document(), problem=OWN)
    assert uses_editor(OWN)
    assert needs_descent(own, own.with_source("x^2"))
    assert not needs_descent(own, replace(own, python="f = torch.sin"))  # the other language's text
    assert needs_descent(own, replace(own, language="python"))


def test_the_text_of_the_editor_is_filled_in() -> None:
    own = with_landscape(Document(maths="a x + b"), problem=OWN)
    filled = problem_of(own)
    assert isinstance(filled, RiskSettings)
    assert filled.model == Source(language="maths", text="a x + b")
    typed = Document(python="f = 1", language="python")
    alone = with_landscape(typed, problem=ObjectiveSettings(objective=Source()))
    objective = problem_of(alone)
    assert isinstance(objective, ObjectiveSettings)
    assert objective.objective == Source(language="python", text="f = 1")


def test_another_view_of_the_same_problem_is_the_same_problem() -> None:
    document = Document()
    assert same_problem(document, with_landscape(document, seed=3, steps=7))
    assert not same_problem(document, with_landscape(document, problem=RiskSettings(model=Mlp())))


def test_a_run_belongs_to_the_problem_that_it_was_asked_for() -> None:
    own = with_landscape(Document(maths="a x + b"), problem=OWN)
    assert belongs(run(own), own)
    assert not belongs(run(own), own.with_source("a x"))
    assert not belongs(run(own), Document())


# --- the surface


def test_two_parameters_are_left_to_the_engine() -> None:
    results = LandscapeResults(run=run(Document()))
    task = surface_task(Document(), results, STAGES, LIMIT)
    assert task.plane is None
    assert task.window is None


def test_a_window_that_was_zoomed_to_is_kept() -> None:
    document = with_landscape(Document(), sight=Sight(window=((0.0, 1.0), (2.0, 3.0))))
    assert surface_task(document, LandscapeResults(), STAGES, LIMIT).window == ((0.0, 1.0), (2.0, 3.0))


def test_swapped_parameters_swap_the_region() -> None:
    document = with_landscape(Document(), plane=PlaneSettings(first=1, second=0))
    task = surface_task(document, LandscapeResults(run=run(document)), STAGES, LIMIT)
    assert task.plane is not None
    assert task.plane.names == ("b", "a")
    assert task.window == ((-2.0, 4.0), (-1.0, 2.0))


def test_a_plane_through_many_parameters_passes_the_lowest_point_and_shows_all_trajectories() -> None:
    document = Document()
    trajectories = run(document, parameters=4)
    task = surface_task(document, LandscapeResults(run=trajectories), STAGES, LIMIT)
    assert task.plane is not None
    lowest = trajectories.optimum
    assert lowest is not None
    assert task.plane.origin[2:].tolist() == lowest[2:].tolist()
    assert task.window is not None
    (left, right), (bottom, top) = task.window
    assert left < -1.0
    assert right > 7.0  # the third start at 3 walks four steps
    assert bottom < -2.0
    assert top > 4.0


@pytest.mark.parametrize(("through", "expected"), [("start", 2.0), ("step", 2.0)])
def test_a_plane_goes_through_the_selected_trajectory(through: str, expected: float) -> None:
    document = with_landscape(Document(), plane=PlaneSettings(through=through, step=3))  # type: ignore[arg-type]
    results = LandscapeResults(run=run(document, parameters=3), selection=Selection(0, 1))
    task = surface_task(document, results, STAGES, LIMIT)
    assert task.plane is not None
    assert task.plane.origin[2] == expected


def test_a_plane_goes_through_the_start_as_long_as_no_loss_is_known() -> None:
    document = Document()
    trajectories = run(document, parameters=3)
    trajectories.losses[:] = np.nan
    assert trajectories.optimum is None
    results = LandscapeResults(run=trajectories, selection=Selection(0, 1))
    task = surface_task(document, results, STAGES, LIMIT)
    assert task.plane is not None
    assert task.plane.origin[2] == trajectories.begun.starts[1, 2] != 0


def test_principal_components_follow_the_trajectories() -> None:
    document = with_landscape(Document(), plane=PlaneSettings(kind="components"))
    task = surface_task(document, LandscapeResults(run=run(document, parameters=3)), STAGES, LIMIT)
    assert task.plane is not None
    assert task.plane.shares is not None
    assert sum(task.plane.shares) == pytest.approx(1.0)


def test_the_same_parameter_twice_is_refused_in_words() -> None:
    document = with_landscape(Document(), plane=PlaneSettings(first=1, second=1))
    with pytest.raises(TrainingError, match="choose two different parameters"):
        surface_task(document, LandscapeResults(run=run(document, parameters=3)), STAGES, LIMIT)


def test_surfaces_are_the_same_whatever_their_resolution() -> None:
    document = with_landscape(Document(), plane=PlaneSettings(kind="random"))
    results = LandscapeResults(run=run(document, parameters=3))
    one, other = (surface_task(document, results, stages, LIMIT) for stages in (STAGES, ((9, 9),)))
    assert is_same_surface(one, other)
    assert not is_same_surface(one, replace(other, window=((0.0, 1.0), (0.0, 1.0))))
    elsewhere = with_landscape(document, plane=PlaneSettings(kind="random", seed=1))
    assert not is_same_surface(one, surface_task(elsewhere, results, STAGES, LIMIT))


def surface(parameters: int = 2) -> SurfaceAnswer:
    plane = parameter_plane(tuple("abcdef"[:parameters]), np.ones(parameters))
    axis = np.array([0.0, 1.0])
    return SurfaceAnswer(plane, ((0.0, 1.0), (2.0, 3.0)), np.zeros((2, 2)), axis, axis, 0, (), True)


def test_basins_and_critical_points_are_those_of_the_window_that_is_shown() -> None:
    trajectories = run(Document())
    results = LandscapeResults(run=trajectories, surface=surface())
    basins = basins_task(Document(), results, trajectories, LIMIT)
    assert basins is not None
    assert basins.window == ((0.0, 1.0), (2.0, 3.0))
    assert basins.batch == 5
    critical = critical_task(Document(), results, LIMIT)
    assert critical is not None
    assert critical.window == ((0.0, 1.0), (2.0, 3.0))
    assert basins_task(Document(), LandscapeResults(), trajectories, LIMIT) is None
    with pytest.raises(TrainingError, match="this function has 3"):
        critical_task(Document(), LandscapeResults(surface=surface(3)), LIMIT)


# --- the step that is looked at


def test_a_moment_tells_of_every_head_and_of_some_of_very_many() -> None:
    few = run(Document(), starts=3)
    assert moment_heads(LandscapeResults(), few) == tuple(Selection(0, s) for s in range(3))
    many = run(Document(), starts=500)
    chosen = Selection(0, 123)
    heads = moment_heads(LandscapeResults(selection=chosen), many)
    assert len(heads) <= MOST_HEADS
    assert chosen in heads


def test_a_moment_has_shadows_only_off_the_plane() -> None:
    flat = run(Document())
    results = LandscapeResults(run=flat, surface=surface(), selection=Selection(0, 2))
    task = moment_task(results, flat, 2, LIMIT)
    assert task.shadows is None
    assert task.chosen == 2
    assert task.thetas[:, 0].tolist() == [3.0, 4.0, 5.0]
    deep = run(Document(), parameters=3)
    task = moment_task(LandscapeResults(run=deep, surface=surface(3)), deep, 2, LIMIT)
    assert task.shadows is not None
    assert task.shadows[:, 2].tolist() == [1.0, 1.0, 1.0]  # the plane's own third parameter


def test_the_step_at_the_end_is_the_last_one_that_was_taken() -> None:
    trajectories = run(Document(), steps=4)
    assert [step_shown(trajectories, step) for step in (0, 2, 4, 9)] == [0, 2, 3, 3]
    task = minibatch_task(LandscapeResults(), trajectories, 4, LIMIT)
    assert task.step == 3
    assert task.theta.tolist() == trajectories.points[0, 0, 3].tolist()
    assert task.batch == 5


def test_gradient_descent_sees_every_sample() -> None:
    document = with_landscape(Document(), recipes=(GradientDescent(),))
    assert minibatch_task(LandscapeResults(), run(document), 1, LIMIT).batch is None


def test_terms_are_those_of_the_selected_trajectory() -> None:
    document = with_landscape(Document(), recipes=(SGD(), Adam()))
    trajectories = run(document)
    task = terms_task(LandscapeResults(selection=Selection(1, 2)), trajectories, LIMIT)
    assert isinstance(task.recipe, Adam)
    assert (task.start, task.starts) == (2, 3)
    assert task.points.shape == (5, 2)
    fewer = terms_task(LandscapeResults(selection=Selection(5, 99)), trajectories, LIMIT)
    assert fewer.start == 0


# --- the run


def test_a_run_grows_by_chunks_that_join() -> None:
    whole = run(Document(), steps=4)
    begun = Run.begin(whole.task, whole.begun)
    assert begun.computed == 0
    assert begun.heads(3).tolist() == whole.heads(0).tolist()
    pieces = begun
    for first, last in ((0, 1), (1, 4)):
        part = slice(first, last + 1)
        pieces = pieces.with_chunk(
            DescentChunk(
                first, whole.points[:, :, part], whole.losses[:, :, part],
                whole.minibatch_losses[:, :, first:last], whole.gradient_norms[:, :, first:last],
                whole.diverged_at,
            )
        )  # fmt: skip
    assert pieces.computed == 4
    for name in ("points", "losses", "minibatch_losses", "gradient_norms"):
        assert np.array_equal(getattr(pieces, name), getattr(whole, name))
    assert pieces.path(0, 1).shape == (5, 2)


def test_the_optimum_is_the_known_minimum_or_the_lowest_point() -> None:
    found = run(Document()).optimum
    assert found is not None
    assert found.tolist() == [5.0, 1.0]
    trajectories = run(Document())
    known = replace(trajectories, begun=replace(trajectories.begun, minima=np.array([[9.0, 9.0]])))
    assert known.optimum is not None
    assert known.optimum.tolist() == [9.0, 9.0]
    assert Run.begin(trajectories.task, trajectories.begun).optimum is None


def test_the_landscape_is_part_of_the_document() -> None:
    document = Document()
    changed = replace(document, landscape=Landscape(seed=1))
    assert changed.differing(document) == {"landscape"}
    assert not document.differing(replace(document))
    assert isinstance(descent_task(document, LIMIT), DescentTask)
