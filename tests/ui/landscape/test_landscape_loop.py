"""The loss surface's loop on a real studio with a real engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from jacviz.engine.messages import Failure, Partial
from jacviz.engine.training_messages import DescentAnswer, DescentTask
from jacviz.experiment.csv_layout import CsvLayout
from jacviz.experiment.csv_table import CsvTable
from jacviz.experiment.recipes import SGD, Adam
from jacviz.experiment.settings import Mlp, ObjectiveSettings, RiskSettings, Source
from jacviz.session.document import Document
from jacviz.session.landscape.results import Selection
from jacviz.session.landscape.settings import Landscape, PlaneSettings, Sight, Starts
from jacviz.training.doors import descend
from jacviz.training.surface_door import loss_surface
from jacviz.ui import theme
from jacviz.ui.landscape.asking.loop import LandscapeLoop
from jacviz.ui.studio import Studio
from tests.ui.landscape.trained import begun, sent

LONGEST = 60_000  # milliseconds
WORKED = Document(title="Worked example", maths="x1^2 + x2 + x3\nx1 - x2 + x3")
Land = Callable[..., LandscapeLoop]


@pytest.fixture(scope="module")
def own_studio(qapp: QApplication) -> Iterator[Studio]:
    theme.install("light")
    studio = Studio(WORKED)
    studio.landscape.activate()
    yield studio
    studio.close()


@pytest.fixture
def land(own_studio: Studio, qtbot: QtBot) -> Iterator[Land]:
    """Wishes for a landscape and waits until it is there."""
    theme.install("light")
    loop = own_studio.landscape

    def wish(**fields: Any) -> LandscapeLoop:
        document = own_studio.document
        own_studio.update(replace(document, landscape=replace(document.landscape, **fields)))
        qtbot.waitUntil(lambda: rests(loop), timeout=LONGEST)
        return loop

    own_studio.begin(replace(WORKED, landscape=Landscape()))
    wish()
    yield wish
    loop.watch()
    loop.set_link(False)
    loop.select(Selection())
    loop.playhead.pause()


def rests(loop: LandscapeLoop) -> bool:
    results = loop.results
    answered = results.run is not None and results.run.answer is not None
    return (answered or results.failure is not None) and not (results.descending or results.surfacing)


# --- the beginning and the end


def test_stretches_that_have_queued_up_are_taken_in_one_a_turn(
    qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    studio = Studio(Document(maths=""))
    loop = studio.landscape
    asked: dict[type, Callable[[Any], None]] = {}
    monkeypatch.setattr(loop, "ask", lambda task, receive: asked.update({type(task): receive}))
    loop.activate()
    hear = asked[DescentTask]
    run, descent = begun(RiskSettings(), starts=3, steps=12)
    chunks = [sent(chunk) for _ in range(4) for chunk in descent.chunks(3)]
    stretches = [Partial(0, one) for one in (run.begun, *chunks)]
    for stretch in stretches:
        hear(stretch)
    hear(DescentAnswer(("",), np.zeros((1, 3))))
    seen: list[int] = []
    loop.changed.connect(lambda: seen.append(loop.results.run.computed if loop.results.run else 0))
    qtbot.waitUntil(lambda: not loop.results.descending, timeout=LONGEST)
    assert loop.results.run is not None
    assert loop.results.run.computed == 12
    assert len(set(seen)) == len(chunks)  # each was shown by itself
    hear(stretches[0])
    hear(stretches[1])
    studio.close()  # what has not been taken in by then never is
    assert loop.results.run.computed == 12


def test_a_closed_loop_asks_for_nothing(qapp: QApplication) -> None:
    studio = Studio(WORKED)
    studio.close()
    studio.landscape.activate()
    studio.update(replace(WORKED, landscape=Landscape(steps=20)))
    assert studio.landscape.closed
    assert not studio.landscape.results.descending


# --- the descent


def test_the_default_experiment_is_the_one_that_python_gives(land: Land) -> None:
    run = land().results.run
    assert run is not None
    expected = descend("line")
    assert np.array_equal(run.points[0], expected.points)
    assert run.recipes == (expected.recipe,)
    assert run.begun.minima[0] == pytest.approx([2.0, 0.5], abs=0.2)
    assert np.abs(run.heads(run.steps)[0] - run.begun.minima[0]).max() < 0.2
    assert run.curvature is not None
    assert run.curvature.exact


def test_the_first_steps_are_shown_before_the_last_ones_are_computed(
    land: Land, own_studio: Studio, qtbot: QtBot
) -> None:
    loop, seen = land(), []
    loop.changed.connect(lambda: seen.append(loop.results.run.computed if loop.results.run else 0))
    land(problem=ObjectiveSettings(objective="rosenbrock"), steps=2000)
    stages = [one for one in seen if one < 2000]
    assert min(stages[-len(stages) :]) < 2000
    assert loop.results.run is not None
    assert loop.results.run.computed == 2000


def test_another_problem_plays_from_its_start(land: Land) -> None:
    loop = land()
    loop.playhead.to_end()
    loop.select(Selection(0, 3))
    steps: list[int] = []
    loop.playhead.moved.connect(steps.append)
    land(problem=ObjectiveSettings(objective="himmelblau"), steps=5000)  # more than a minute of frames
    loop.playhead.moved.disconnect(steps.append)
    assert loop.playhead.playing
    assert steps[0] == 0
    assert loop.playhead.step < loop.playhead.length
    assert loop.results.selection == Selection()


def test_other_minibatches_leave_the_playhead_where_it_is(land: Land) -> None:
    loop = land()
    loop.playhead.pause()
    loop.playhead.go_to(200)
    before = loop.results.run
    land(seed=5)
    assert loop.playhead.step == 200
    assert loop.results.run is not before
    assert loop.results.run is not None
    assert loop.results.run.task.seed == 5


def test_a_rate_changed_on_the_way_leaves_the_steps_before_as_they_were(land: Land) -> None:
    loop = land(recipes=(SGD(lr=0.02),), suggest_rate=False)
    before = loop.results.run
    land(recipes=(SGD(lr=0.02).with_rate(0.2, since=100),))
    after = loop.results.run
    assert before is not None
    assert after is not None
    assert np.array_equal(before.points[:, :, :101], after.points[:, :, :101])
    assert not np.array_equal(before.points[:, :, 101], after.points[:, :, 101])


def test_what_cannot_be_descended_is_said_and_the_last_run_stays(land: Land) -> None:
    loop = land()
    before = loop.results.run
    land(batch=5000)
    assert loop.results.failure is not None
    assert "5000" in loop.results.failure.sentence
    assert loop.results.run is before
    land(batch=32)
    assert loop.results.failure is None
    assert loop.results.run is not None
    assert loop.results.run.begun.batch == 32


def test_the_function_in_the_editor_is_minimised_as_it_is_typed(
    land: Land, own_studio: Studio, qtbot: QtBot
) -> None:
    own_studio.update(own_studio.document.with_source("(a - 1)^2 + 3 (b + 2)^2"))
    loop = land(problem=ObjectiveSettings(objective=Source()), batch=None)
    assert loop.results.run is not None
    assert loop.results.run.names == ("a", "b")
    first = loop.results.run
    own_studio.update(own_studio.document.with_source("(p - 1)^2 + 3 (q + 2)^2"))
    qtbot.waitUntil(lambda: loop.results.run is not first and rests(loop), timeout=LONGEST)
    assert loop.results.run.names == ("p", "q")


def test_an_undone_wish_brings_the_old_trajectories_back(
    land: Land, own_studio: Studio, qtbot: QtBot
) -> None:
    loop = land()
    before = loop.results.run
    land(starts=Starts(count=9))
    assert loop.results.run is not None
    assert loop.results.run.starts == 9
    own_studio.undo()
    qtbot.waitUntil(lambda: rests(loop) and loop.results.run.starts == 5, timeout=LONGEST)
    assert before is not None
    assert np.array_equal(loop.results.run.points, before.points)


# --- the surface


def test_the_surface_is_the_one_that_python_gives(land: Land) -> None:
    surface = land().results.surface
    assert surface is not None
    assert surface.last
    expected = loss_surface("line", resolution=surface.values.shape[::-1])
    assert np.array_equal(surface.values, expected.values)
    assert surface.window == (
        (expected.axes[0][0], expected.axes[0][-1]), (expected.axes[1][0], expected.axes[1][-1]),
    )  # fmt: skip


def test_a_zoomed_window_is_computed_coarse_first(land: Land, own_studio: Studio) -> None:
    loop, sizes = land(), []

    def note() -> None:
        if loop.results.surface is not None:
            sizes.append(loop.results.surface.values.shape)

    loop.changed.connect(note)
    land(sight=Sight(window=((1.5, 2.5), (0.0, 1.0))))
    assert loop.results.surface is not None
    assert loop.results.surface.window == ((1.5, 2.5), (0.0, 1.0))
    assert (25, 25) in sizes
    assert sizes[-1] == (200, 200)


def test_many_parameters_have_a_plane_through_the_best_end(land: Land) -> None:
    loop = land(problem=RiskSettings(model=Mlp(sizes=(3,))), steps=60)
    surface, run = loop.results.surface, loop.results.run
    assert surface is not None
    assert run is not None
    assert run.parameters == 10
    assert surface.plane.origin[2:].tolist() == pytest.approx(run.optimum[2:].tolist())
    land(plane=PlaneSettings(kind="components"))
    assert loop.results.surface is not None
    assert loop.results.surface.plane.shares is not None
    land(plane=PlaneSettings(first=1, second=1))
    assert loop.results.surface_failure is not None
    assert "two different parameters" in loop.results.surface_failure.sentence


def test_basins_and_critical_points_come_and_go(land: Land, qtbot: QtBot) -> None:
    loop = land(problem=ObjectiveSettings(objective="himmelblau"), steps=300)
    land(sight=Sight(basins=True))
    qtbot.waitUntil(lambda: loop.results.basins is not None and loop.results.basins.last, timeout=LONGEST)
    assert loop.results.basins is not None
    assert set(range(4)) <= set(loop.results.basins.labels.flat)
    loop.find_critical_points()
    qtbot.waitUntil(lambda: loop.results.critical is not None, timeout=LONGEST)
    assert loop.results.critical is not None
    assert len(loop.results.critical.points) == 9
    assert loop.results.critical.kinds.count("minimum") == 4
    land(sight=Sight())
    assert loop.results.basins is None


def test_basins_follow_the_window(land: Land, qtbot: QtBot) -> None:
    loop = land(problem=ObjectiveSettings(objective="himmelblau"), steps=100, sight=Sight(basins=True))
    qtbot.waitUntil(lambda: loop.results.basins is not None and loop.results.basins.last, timeout=LONGEST)
    land(sight=Sight(basins=True, window=((0.0, 4.0), (0.0, 4.0))))

    def follows() -> bool:
        basins = loop.results.basins
        return basins is not None and basins.last and basins.alpha.min() > 0

    qtbot.waitUntil(follows, timeout=LONGEST)


def test_critical_points_that_wait_for_a_surface_which_fails_wait_no_more(land: Land) -> None:
    loop = land(problem=RiskSettings(model=Mlp(sizes=(3,))), steps=20)
    loop.find_critical_points()
    assert loop.results.critical_failure is not None
    assert "two parameters" in loop.results.critical_failure.sentence
    assert not loop.results.critical_running


# --- other problems


def test_a_refused_descent_of_another_problem_leaves_no_trajectories_of_the_last(land: Land) -> None:
    loop = land()
    land(problem=RiskSettings(model=Mlp(sizes=(4,)), loss="cross-entropy"), steps=10)
    assert loop.results.failure is not None
    assert loop.results.run is None
    assert loop.results.surface is None
    assert not loop.playhead.playing
    land(problem=RiskSettings())
    assert loop.results.failure is None
    assert loop.results.surface is not None


def test_what_was_told_of_the_last_problem_is_not_told_of_the_next(land: Land, qtbot: QtBot) -> None:
    loop = land()
    loop.watch("moment")
    qtbot.waitUntil(lambda: loop.results.moment is not None, timeout=LONGEST)
    wrong: list[tuple[int, int]] = []

    def note() -> None:
        run, moment = loop.results.run, loop.results.moment
        if run is not None and moment is not None and len(moment.losses) != run.optimisers * run.starts:
            wrong.append((len(moment.losses), run.starts))

    loop.changed.connect(note)
    land(problem=ObjectiveSettings(objective="booth"), starts=Starts(count=7))
    qtbot.waitUntil(lambda: loop.results.moment is not None, timeout=LONGEST)
    loop.changed.disconnect(note)
    assert wrong == []
    assert loop.results.moment is not None
    assert loop.results.moment.curves.size == 0


def test_more_time_asks_again(land: Land, own_studio: Studio, qtbot: QtBot, tmp_path: Path) -> None:
    flag = tmp_path / "flag"
    flag.touch()
    text = (
        f"import os\ndef f(x):\n    while os.path.exists({str(flag)!r}): pass\n"
        "    return (x ** 2).sum()\nx0 = torch.ones(2)\n"
    )
    own_studio.change_settings(replace(own_studio.settings, deadline=0.5))
    own_studio.update(replace(own_studio.document, language="python", python=text))
    loop = land(problem=ObjectiveSettings(objective=Source()), steps=20)
    assert loop.results.failure is not None
    assert loop.results.failure.kind == "deadline"
    flag.unlink()
    own_studio.change_settings(replace(own_studio.settings, deadline=5.0))
    qtbot.waitUntil(lambda: loop.results.failure is None and rests(loop), timeout=LONGEST)
    assert loop.results.run is not None
    assert loop.results.run.computed == 20
    assert loop.results.surface_failure is None


# --- the step that is looked at


def test_the_step_at_the_playhead_is_looked_at_closely(land: Land, qtbot: QtBot) -> None:
    loop = land(recipes=(Adam(lr=0.1),), suggest_rate=False)
    loop.playhead.pause()
    loop.watch("moment", "terms")
    loop.playhead.go_to(40)
    qtbot.waitUntil(lambda: loop.results.moment_step == 40, timeout=LONGEST)
    qtbot.waitUntil(lambda: loop.results.terms is not None, timeout=LONGEST)
    run, moment, terms = loop.results.run, loop.results.moment, loop.results.terms
    assert run is not None
    assert moment is not None
    assert terms is not None
    assert moment.losses == pytest.approx(run.losses[0, :, 40])
    assert moment.curves.shape == (5, len(moment.inputs))
    a, b = run.points[0, 2, 40]
    assert moment.curves[2] == pytest.approx(a * moment.inputs + b)
    step = terms.values[40, terms.names.index("step")]
    assert step == pytest.approx(run.points[0, 0, 41] - run.points[0, 0, 40])
    loop.select(Selection(0, 3))
    qtbot.waitUntil(lambda: loop.results.terms not in (None, terms), timeout=LONGEST)
    assert loop.results.terms is not None
    step = loop.results.terms.values[40, -1]
    assert step == pytest.approx(run.points[0, 3, 41] - run.points[0, 3, 40])


def test_a_single_parameter_has_a_curve_that_zooms(land: Land, own_studio: Studio) -> None:
    waves = ObjectiveSettings(objective=Source(text="sin(3x) + x^2/5"))
    loop = land(problem=waves, steps=30)
    surface, run = loop.results.surface, loop.results.run
    assert loop.results.surface_failure is None
    assert surface is not None
    assert run is not None
    assert surface.plane.is_line
    assert run.parameters == 1
    x = surface.alpha
    assert surface.values[0] == pytest.approx(np.sin(3 * x) + x**2 / 5)
    # With basins wished for nothing is asked, and nothing fails.
    loop = land(sight=Sight(window=((0.25, 0.5), (0.25, 0.5)), basins=True))
    near = loop.results.surface
    assert near is not None
    assert near.window[0] == (0.25, 0.5)
    assert near.values.shape == (1, 1500)
    assert loop.results.basins is loop.results.basins_failure is None
    assert not loop.results.basins_running


def test_the_linked_step_is_exactly_minus_eta_u_j(land: Land, qtbot: QtBot) -> None:
    loop = land(recipes=(SGD(lr=0.05),), suggest_rate=False)
    loop.playhead.pause()
    loop.select(Selection(0, 1))
    loop.set_link(True)
    for step in (0, 17, 499):
        loop.playhead.go_to(step)
        qtbot.waitUntil(lambda step=step: loop.results.minibatch_step == step, timeout=LONGEST)  # type: ignore[misc]
        minibatch, run = loop.results.minibatch, loop.results.run
        assert minibatch is not None
        assert run is not None
        taken = run.points[0, 1, step + 1] - run.points[0, 1, step]
        assert -0.05 * minibatch.u @ minibatch.jacobian == pytest.approx(taken, abs=1e-12)
        assert minibatch.jacobian.shape == (16 if step % 13 < 12 else 8, 2)


# --- files


def test_a_csv_file_is_read_beside_the_window(land: Land, qtbot: QtBot, tmp_path: Path) -> None:
    loop, got = land(), []
    path = tmp_path / "data.csv"
    path.write_text("x;t\n" + "\n".join(f"{k};{2 * k}" for k in range(50)) + "\nbad;1\n")
    loop.read_csv_layout(str(path), got.append)
    qtbot.waitUntil(lambda: len(got) == 1, timeout=LONGEST)
    layout = got[0]
    assert isinstance(layout, CsvLayout)
    assert layout.delimiter == ";"
    loop.read_csv(layout, ("x",), "t", got.append, lambda _: None)
    qtbot.waitUntil(lambda: len(got) == 2, timeout=LONGEST)
    table = got[1]
    assert isinstance(table, CsvTable)
    assert table.faults.count == 1
    assert table.faults.listed[0].line == 52
    land(problem=RiskSettings(data=table.dataset(leave_out_faulty=True)))
    assert loop.results.run is not None
    assert loop.results.run.begun.samples == 50


def test_a_file_that_is_not_there_is_told(land: Land, qtbot: QtBot, tmp_path: Path) -> None:
    got: list[CsvLayout | Failure] = []
    land().read_csv_layout(str(tmp_path / "none.csv"), got.append)
    qtbot.waitUntil(lambda: len(got) == 1, timeout=LONGEST)
    assert isinstance(got[0], Failure)
    assert "none.csv" in got[0].sentence
