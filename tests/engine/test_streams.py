"""Answers in parts: the newest wins in each class, what nobody wants stops, and silence is not endured."""

from __future__ import annotations

import dataclasses
import select
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import psutil
import pytest
import torch

from jacviz.engine.client import StateChanged, lane
from jacviz.engine.messages import Failure, Partial, Progress, Reply
from jacviz.engine.training_messages import (
    BasinsAnswer,
    BasinsTask,
    CriticalAnswer,
    CriticalTask,
    CsvLayoutTask,
    DescentAnswer,
    DescentChunk,
    DescentTask,
    MomentAnswer,
    MomentTask,
    SurfaceAnswer,
    SurfaceTask,
)
from jacviz.experiment.data import Dataset, LineData, MoonsData
from jacviz.experiment.planes import parameter_plane, random_plane
from jacviz.experiment.recipes import SGD, Adam
from jacviz.experiment.settings import Mlp, RiskSettings
from jacviz.training.building import build
from jacviz.training.surface import surfaces
from tests.engine.conftest import LONGEST, WORKED, Engine, failure, good, linux_only, maths
from tests.engine.training import (
    ENDLESS,
    LINE,
    MOONS,
    ROSENBROCK,
    collected,
    first_chunk,
    objective,
    refused,
    told,
)

# Far more steps than are waited for, in little memory.
LONG = DescentTask(LINE, (SGD(),), starts=1, steps=1_000_000)
SECONDS = "import time\ndef f(x):\n    time.sleep({})\n    return x.sum()\nx0 = [1.0, 2.0]"


def of_generation(engine: Engine, generation: int) -> list[object]:
    return [event for event in engine.events if getattr(event, "generation", 0) == generation]


def server_of(engine: Engine) -> psutil.Process:
    """The engine's fork server, by the worker that said hello."""
    server = psutil.Process(engine.hellos[-1].pid).parent()
    assert server is not None
    return server


def workers(server: psutil.Process) -> set[int]:
    """The workers that there are now, by pid."""
    return {child.pid for child in server.children()}


# --- newest wins -----------------------------------------------------------------------------------------


@pytest.fixture
def calm(new_engine: Callable[..., Engine]) -> Engine:
    """An engine whose fork server is warm, so that no worker is exchanged any more."""
    engine = new_engine(deadline=600)
    assert engine.alive()
    engine.hello()
    assert engine.alive()
    if sys.platform == "linux":  # the one that was exchanged may be about to end still
        until = time.monotonic() + LONGEST
        while workers(server_of(engine)) != {engine.hellos[-1].pid}:
            assert time.monotonic() < until, workers(server_of(engine))
            select.select([], [], [], 0.02)  # lets others go on
    return engine


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is outdated has all the time to hear of it, so that it is killed only where it does not listen."""
    for name in ("PATIENCE_WITH_OTHERS", "PATIENCE_WITH_PARTS"):
        monkeypatch.setattr(lane, name, LONGEST)


@linux_only
@pytest.mark.usefixtures("patient")
def test_a_newer_descent_stops_the_older_one_between_two_chunks(calm: Engine) -> None:
    old = calm.client.submit(LONG)
    first_chunk(calm, old)
    server = server_of(calm)
    before = workers(server)
    found = told(calm, DescentTask(LINE, (SGD(),), steps=50))
    assert isinstance(found.answer, DescentAnswer)
    assert workers(server) == before, "nothing was killed"
    calm.events.clear()
    assert told(calm, DescentTask(LINE, (SGD(),), steps=50)).joined("points").shape == (1, 5, 51, 2)
    assert not of_generation(calm, old)


@linux_only
def test_a_newer_descent_kills_one_that_does_not_listen(calm: Engine) -> None:
    old = calm.client.submit(DescentTask(ENDLESS, (SGD(),)))
    start = time.perf_counter()
    found = told(calm, DescentTask(LINE, (SGD(),), steps=50))
    print(f"answered after {time.perf_counter() - start:.3f} s")
    assert isinstance(found.answer, DescentAnswer)
    assert not [event for event in of_generation(calm, old) if isinstance(event, Reply)]


def test_the_last_of_many_descents_is_answered_whole(engine: Engine) -> None:
    for seed in range(100):
        last = engine.client.submit(DescentTask(LINE, (SGD(),), steps=400, seed=seed))
    found = collected(engine, last)
    assert found.joined("points").shape == (1, 5, 401, 2)
    again = told(engine, DescentTask(LINE, (SGD(),), steps=400, seed=99))
    assert np.array_equal(found.joined("points"), again.joined("points"))


def test_parts_of_an_outdated_answer_are_not_delivered(engine: Engine) -> None:
    old = engine.client.submit(LONG)
    first_chunk(engine, old)
    engine.events.clear()
    new = engine.client.submit(DescentTask(LINE, (SGD(),), steps=20))
    collected(engine, new)
    since = next(i for i, event in enumerate(engine.events) if getattr(event, "generation", 0) == new)
    late = [event for event in engine.events[since:] if getattr(event, "generation", 0) == old]
    assert not late


def test_a_task_of_another_class_lets_the_running_one_finish(engine: Engine) -> None:
    engine.client.deadline = 60
    surface = engine.client.submit(SurfaceTask(MOONS, stages=((25, 25), (100, 100))))
    points = engine.client.submit(CriticalTask(ROSENBROCK, ((-2.0, 2.0), (-2.0, 2.0))))
    assert isinstance(engine.reply(surface), SurfaceAnswer)
    assert isinstance(engine.reply(points), CriticalAnswer)


def test_lanes_do_not_wait_for_each_other(engine: Engine) -> None:
    long = engine.client.submit(LONG)
    first_chunk(engine, long)
    good(engine.ask(maths(WORKED, [1, 2, 3])))
    assert isinstance(engine.ask(SurfaceTask(LINE, stages=((25, 25),))), SurfaceAnswer)
    assert isinstance(engine.ask(MomentTask(LINE, np.zeros((1, 2)))), MomentAnswer)
    engine.client.withdraw(long)


VALLEY = parameter_plane(("x", "y"), np.zeros(2)), ((-2.0, 2.0), (-1.0, 3.0))
# Far more steps than are waited for.
LONG_BASINS = BasinsTask(ROSENBROCK, SGD(lr=1e-5), *VALLEY, steps=10_000_000)


def test_basins_hold_up_neither_surfaces_nor_critical_points(calm: Engine) -> None:
    basins = calm.client.submit(LONG_BASINS)
    calm.events.clear()
    for seen in range(1, 4):  # as in a zoom
        window = ((-2.0 * seen, 2.0), (-1.0, 3.0))
        assert isinstance(calm.ask(SurfaceTask(ROSENBROCK, VALLEY[0], window)), SurfaceAnswer)
        assert isinstance(calm.ask(CriticalTask(ROSENBROCK, window)), CriticalAnswer)
    assert not of_generation(calm, basins), "they are still at it"
    newer = calm.client.submit(dataclasses.replace(LONG_BASINS, recipe=SGD(lr=1e-3), steps=20))
    assert isinstance(calm.reply(newer), BasinsAnswer)


# --- withdrawn -------------------------------------------------------------------------------------------


@linux_only
@pytest.mark.usefixtures("patient")
def test_what_is_withdrawn_is_never_answered(calm: Engine) -> None:
    running = calm.client.submit(LONG_BASINS)
    assert isinstance(calm.ask(MomentTask(LINE, np.zeros((1, 2)))), MomentAnswer)
    server = server_of(calm)
    before = workers(server)
    calm.client.withdraw(running)
    calm.events.clear()
    few = BasinsTask(ROSENBROCK, SGD(lr=1e-3), *VALLEY, steps=5)
    assert isinstance(calm.ask(few), BasinsAnswer)
    assert workers(server) == before, "nothing was killed"
    assert not of_generation(calm, running)


def test_what_waits_may_be_withdrawn(engine: Engine) -> None:
    engine.client.deadline = 60
    running = engine.client.submit(SurfaceTask(MOONS, stages=((25, 25), (150, 150))))
    waiting = engine.client.submit(CriticalTask(ROSENBROCK, ((-2.0, 2.0), (-2.0, 2.0))))
    engine.client.withdraw(waiting)
    engine.client.withdraw(10**9)  # nobody has asked that
    engine.events.clear()
    assert isinstance(engine.reply(running), SurfaceAnswer)
    assert isinstance(engine.ask(SurfaceTask(LINE, stages=((25, 25),))), SurfaceAnswer)
    assert not of_generation(engine, waiting)


@linux_only
def test_what_is_withdrawn_and_does_not_listen_is_killed(calm: Engine) -> None:
    running = calm.client.submit(DescentTask(ENDLESS, (SGD(),)))
    calm.ask(SurfaceTask(LINE, stages=((25, 25),)))
    calm.client.withdraw(running)
    found = told(calm, DescentTask(LINE, (SGD(),), steps=5))
    assert isinstance(found.answer, DescentAnswer)
    assert not [event for event in of_generation(calm, running) if isinstance(event, Reply)]


def test_withdrawing_an_answered_task_does_nothing(engine: Engine) -> None:
    for _ in range(20):  # a Withdraw that crosses its Reply is read between two tasks
        generation = engine.client.submit(DescentTask(LINE, (SGD(),), steps=3))
        engine.wait(lambda event, g=generation: isinstance(event, Partial) and event.generation == g)  # type: ignore[misc]
        engine.client.withdraw(generation)
        engine.client.withdraw(generation)
    assert isinstance(told(engine, DescentTask(LINE, (SGD(),), steps=3)).answer, DescentAnswer)


# --- the deadline ----------------------------------------------------------------------------------------


def test_an_objective_that_does_not_return_is_stopped(new_engine: Callable[..., Engine]) -> None:
    engine = new_engine(deadline=0.7)
    at_once = objective("def f(x):\n    while True: pass\nx0 = [1.0, 2.0]")
    for task in (DescentTask(ENDLESS, (SGD(),)), SurfaceTask(at_once)):
        said = failure(engine.ask(task))
        assert said.kind == "deadline"
        assert said.sentence.startswith("stopped after 0.7 s: the function did not return.")
    assert StateChanged("restarting") not in engine.events, "Jacobians are answered all the time"


def test_what_comes_in_parts_may_take_longer_than_the_deadline(new_engine: Callable[..., Engine]) -> None:
    engine = new_engine(deadline=60)
    task = DescentTask(objective(SECONDS.format(0.02)), (SGD(),), starts=1, steps=80)
    assert isinstance(told(engine, dataclasses.replace(task, steps=1)).answer, DescentAnswer)
    engine.client.deadline = 1.2
    start = time.perf_counter()
    assert isinstance(told(engine, task).answer, DescentAnswer)
    assert time.perf_counter() - start > 1.2


def test_a_long_stretch_without_a_part_gives_signs_of_life(new_engine: Callable[..., Engine]) -> None:
    engine = new_engine(deadline=60)
    wait = "time.sleep(0.005 * (x[0].item() < 9))"  # looks at a value: evaluated point by point
    text = f"import time\ndef f(x):\n    {wait}\n    return x.sum()\nx0 = [1.0, 2.0]"
    assert isinstance(engine.ask(SurfaceTask(objective(text), stages=((2, 2),))), SurfaceAnswer)
    engine.client.deadline = 1.2
    start = time.perf_counter()
    assert isinstance(engine.ask(SurfaceTask(objective(text), stages=((25, 20),))), SurfaceAnswer)
    assert time.perf_counter() - start > 1.2
    assert not [event for event in engine.events if isinstance(event, Progress)], "which nobody is told of"


# Evaluated start after start, since it looks at a value: far longer for all of them than the deadline.
ONE_BY_ONE = """
import time
def f(x):
    time.sleep(wait * (x[0].item() < 9))
    return x.sum()
x0 = [1.0, 2.0]
"""


def test_a_step_of_many_starts_gives_signs_of_life_between_them(new_engine: Callable[..., Engine]) -> None:
    engine = new_engine(deadline=60)
    slow, quick = (objective(f"wait = {wait}{ONE_BY_ONE}") for wait in (0.1, 0))
    told(engine, DescentTask(quick, (SGD(),), steps=1))
    engine.client.deadline = 1.2
    start = time.perf_counter()
    found = told(engine, DescentTask(slow, (SGD(),), starts=20, steps=1, suggest_rate=False))
    assert isinstance(found.answer, DescentAnswer), found.answer
    assert time.perf_counter() - start > 2 * 20 * 0.1


def many(count: int) -> RiskSettings:
    """A network and so many samples."""
    few = MoonsData(count=500).draw()
    rows = np.arange(count) % 500
    inputs = few.inputs[rows] + np.random.default_rng(0).normal(scale=0.01, size=(count, 2))
    data = dataclasses.replace(few, inputs=inputs, targets=few.targets[rows])
    return RiskSettings(model=Mlp(sizes=(8,)), data=data)


MANY = many(200_000)
SHORT = 2.0  # seconds; the losses of all samples at all starts take longer


def test_losses_over_very_many_samples_give_signs_of_life(new_engine: Callable[..., Engine]) -> None:
    engine = new_engine(deadline=60)
    assert isinstance(told(engine, DescentTask(many(100), (SGD(),), steps=1)).answer, DescentAnswer)
    engine.client.deadline = SHORT
    task = DescentTask(MANY, (SGD(lr=0.1),), starts=80, steps=5, suggest_rate=False)
    start = time.perf_counter()
    found = told(engine, task)
    print(f"{time.perf_counter() - start:.1f} s")
    assert isinstance(found.answer, DescentAnswer), found.answer
    losses = found.joined("losses")
    assert np.isfinite(losses[:, :, [0, -1]]).all()
    assert np.isnan(losses[:, :, 1:-1]).all(), "which would cost more than the steps"
    made = build(MANY)
    ends = torch.from_numpy(found.joined("points")[0, :3, -1].copy())
    assert losses[0, :3, -1] == pytest.approx(made.values(ends).numpy(), rel=1e-12)


def test_a_surface_over_very_many_samples_is_roughly_there_soon(new_engine: Callable[..., Engine]) -> None:
    engine = new_engine(deadline=60)
    assert isinstance(engine.ask(SurfaceTask(many(100), stages=((5, 5),))), SurfaceAnswer)
    engine.client.deadline = SHORT
    made = build(MANY)
    base = np.random.default_rng(0).standard_normal(len(made.names))
    plane, window = random_plane(made.parts, base), ((-1.0, 1.0), (-1.0, 1.0))
    found = told(engine, SurfaceTask(MANY, plane, window, stages=((25, 25), (9, 9))))
    rough, *more = found.parts
    assert isinstance(rough, SurfaceAnswer)
    assert rough.rough
    assert f"over {rough.samples:,} of 200,000 samples, evenly picked" in rough.notes[0]
    counts = [one.samples for one in more if isinstance(one, SurfaceAnswer) and one.rough]
    assert len(counts) == len(more)
    assert counts == sorted(counts)
    assert isinstance(found.answer, SurfaceAnswer), found.answer
    assert not found.answer.rough
    assert (found.answer.notes, found.answer.samples) == ((), 200_000)
    (wanted,) = surfaces(made, plane, window, [(9, 9)])
    assert found.answer.values == pytest.approx(wanted.values, rel=1e-12)
    assert rough.values[::3, ::3] == pytest.approx(wanted.values, rel=0.05)


@pytest.mark.usefixtures("patient")
def test_a_surface_over_very_many_samples_can_be_withdrawn(calm: Engine) -> None:
    task = SurfaceTask(MANY, stages=((25, 25), (8000, 8000)))
    running = calm.client.submit(task)
    calm.wait(lambda event: isinstance(event, Partial) and event.generation == running)
    server = server_of(calm)
    before = workers(server)
    calm.client.withdraw(running)
    assert isinstance(calm.ask(SurfaceTask(LINE, stages=((25, 25),))), SurfaceAnswer)
    assert workers(server) == before, "nothing was killed"


# --- ends ------------------------------------------------------------------------------------------------


def test_a_death_is_told_and_the_lane_goes_on(engine: Engine) -> None:
    text = "import os\nx0 = [1.0, 2.0]\ncalls = 0\ndef f(x):\n    global calls\n    calls += 1\n"
    dies = objective(f"{text}    if calls > 3: os._exit(3)\n    return (x ** 2).sum()")
    said = failure(engine.ask(DescentTask(dies, (SGD(),))))
    assert said.kind == "died"
    assert "exit status 3" in said.sentence
    assert isinstance(told(engine, DescentTask(LINE, (SGD(),), steps=3)).answer, DescentAnswer)


def test_nonsense_in_the_connection_is_no_part_of_an_answer(engine: Engine) -> None:
    text = """
import os, socket
x0 = [1.0, 2.0]
def f(x):
    for descriptor in range(3, 100):
        try:
            socket.socket(fileno=os.dup(descriptor)).sendall(b"nonsense" * 100)
        except OSError:
            pass
    return (x ** 2).sum()
"""
    assert failure(engine.ask(DescentTask(objective(text), (SGD(),)))).kind == "died"
    assert isinstance(told(engine, DescentTask(LINE, (SGD(),), steps=3)).answer, DescentAnswer)


def test_too_much_memory_is_a_sentence(new_engine: Callable[..., Engine]) -> None:
    engine = new_engine(memory_limit=200 << 20, deadline=60)
    text = "def f(x):\n    return torch.ones(10**8, dtype=torch.float64).sum() * x.sum()\nx0 = [1.0, 2.0]"
    said = failure(engine.ask(DescentTask(objective(text), (SGD(),))))
    assert said.kind == "memory"
    assert said.sentence
    data = dataclasses.replace(LineData().draw(), inputs=np.ones((100_000, 3)), targets=np.ones(100_000))
    wide = RiskSettings(model=Mlp(sizes=(4096, 4096)), data=data)
    assert failure(engine.ask(DescentTask(wide, (Adam(),), starts=100, steps=1))).kind == "memory"
    assert isinstance(told(engine, DescentTask(LINE, (SGD(),), steps=3)).answer, DescentAnswer)


@linux_only
def test_idle_workers_end_and_come_back_by_need(new_engine: Callable[..., Engine]) -> None:
    engine = new_engine(linger=0.3)
    assert engine.alive()
    assert isinstance(told(engine, DescentTask(LINE, (SGD(),), steps=3)).answer, DescentAnswer)
    assert isinstance(engine.ask(SurfaceTask(LINE, stages=((5, 5),))), SurfaceAnswer)
    basins = dataclasses.replace(LONG_BASINS, steps=3)
    assert isinstance(engine.ask(basins), BasinsAnswer)
    server, until = server_of(engine), time.monotonic() + 60
    while len(workers(server)) > 1:  # the one that answers Jacobians stays
        assert time.monotonic() < until, workers(server)
        select.select([], [], [], 0.02)  # lets others go on
    assert engine.alive()
    assert isinstance(told(engine, DescentTask(LINE, (SGD(),), steps=3)).answer, DescentAnswer)
    assert isinstance(engine.ask(basins), BasinsAnswer)


@linux_only
def test_idle_processes_share_their_memory(calm: Engine) -> None:
    assert isinstance(told(calm, DescentTask(LINE, (SGD(),), steps=3)).answer, DescentAnswer)
    assert isinstance(calm.ask(SurfaceTask(LINE)), SurfaceAnswer)
    assert isinstance(calm.ask(MomentTask(LINE, np.zeros((1, 2)))), MomentAnswer)
    server = server_of(calm)
    processes = [server, *server.children()]
    held = [process.memory_full_info().pss / 1e6 for process in processes]
    print(f"{sum(held):.0f} MB in {[round(one) for one in held]}")
    assert len(processes) == 5
    assert server.num_threads() == 1, "none would survive a fork"
    assert sum(held) < 500


# --- problems that are kept ------------------------------------------------------------------------------


def data_of(slope: float, name: str = "x") -> Dataset:
    x = np.linspace(0, 1, 5000)[:, None]
    arrays = x, slope * x[:, 0]
    for array in arrays:
        array.flags.writeable = False
    return Dataset(*arrays, input_names=(name,), title="Data")


def test_two_files_are_not_taken_for_each_other(engine: Engine) -> None:
    first, second = RiskSettings(data=data_of(1.0)), RiskSettings(data=data_of(3.0))
    again = RiskSettings(data=data_of(3.0))  # the same numbers in other arrays
    for settings, slope in ((first, 1.0), (second, 3.0), (first, 1.0), (again, 3.0)):
        begun = told(engine, DescentTask(settings, (SGD(),), steps=1)).begun
        assert begun.minima[0] == pytest.approx([slope, 0.0], abs=1e-9)
        assert begun.sample is not None
        assert begun.sample.targets.max() == pytest.approx(slope, rel=1e-3)


def test_data_that_stay_cross_once(engine: Engine) -> None:
    settings = RiskSettings(data=data_of(2.0))
    told(engine, DescentTask(settings, (SGD(),), steps=1))
    lane = engine.client._supervisor.lane_of(DescentTask(settings, (SGD(),)))
    assert lane.worker
    assert lane.worker.channel
    assert lane.worker.channel.extent(DescentTask(settings, (SGD(),))) < 1000


# --- files -----------------------------------------------------------------------------------------------


def test_a_chunk_larger_than_a_sockets_buffer_crosses_whole(engine: Engine) -> None:
    engine.client.deadline = 60
    found = told(engine, DescentTask(LINE, (SGD(),), starts=10_000, steps=60))
    assert max(chunk.points.nbytes for chunk in found.chunks) > 1_000_000
    assert found.joined("points").shape == (1, 10_000, 61, 2)
    assert all(isinstance(part, DescentChunk) for part in found.parts[3:])


def test_what_is_no_file_is_a_sentence(engine: Engine, tmp_path: Path) -> None:
    assert refused(engine, CsvLayoutTask(str(tmp_path / "none.csv"))).startswith("none.csv cannot be read")
    assert not isinstance(engine.ask(maths(WORKED)), Failure)
