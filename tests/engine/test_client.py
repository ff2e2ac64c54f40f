"""The client with a real engine: newest wins, frames of a drag, states, closing."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import psutil
import pytest

from jacviz.engine.client import EngineClient, StateChanged, lane
from jacviz.engine.launch import launch
from jacviz.engine.messages import Hello, JacobianAnswer, Reply
from tests.engine.conftest import FOREVER, LONGEST, WORKED, Engine, ends, failure, good, maths, python

SLOW = "import time\ndef f(x):\n    time.sleep({})\n    return x\nx0 = torch.ones(1)"


def test_the_worked_example(engine: Engine) -> None:
    answer = good(engine.ask(maths(WORKED, [2, 3, 1])))
    assert answer.jacobian.tolist() == [[4, 1, 1], [1, -1, 1]]
    assert answer.y.tolist() == [8, 0]
    assert answer.inputs.names == ("x1", "x2", "x3")
    assert not answer.jacobian.flags.writeable


def test_a_large_jacobian_crosses_whole(engine: Engine) -> None:
    engine.client.deadline = 60
    source = "A = torch.arange(4.0e6, dtype=torch.float64).reshape(2000, 2000)\ndef f(x):\n    return A @ x"
    answer = good(engine.ask(python(f"{source}\nx0 = torch.zeros(2000)")))
    assert np.array_equal(answer.jacobian, np.arange(4.0e6).reshape(2000, 2000))


def test_the_last_of_five_hundred_is_answered(engine: Engine) -> None:
    first = engine.client.submit(maths(WORKED, [0, 0, 0]))
    for i in range(1, 500):
        last = engine.client.submit(maths(WORKED, [i, 0, 0]))
    answer = good(engine.reply(last))
    assert last == first + 499
    assert answer.x[0] == 499
    assert answer.jacobian[0, 0] == 998
    generations = [event.generation for event in engine.events if isinstance(event, Reply)]
    assert generations == sorted(set(generations))


def test_a_drag_shows_frames_on_its_way(engine: Engine) -> None:
    """Each wish comes while the one before is still at work; none of them may starve the picture."""
    source = SLOW.format(0.03)
    good(engine.ask(python(source, [0.0])))
    engine.events.clear()
    for i in range(40):
        last = engine.client.submit(python(source, [float(i)]))
        if i % 4 == 3:
            engine.wait(lambda event: isinstance(event, Reply))  # some wishes for each answer
    assert good(engine.reply(last)).x[0] == 39
    frames = [event.answer for event in engine.events if isinstance(event, Reply)]
    assert len(frames) >= 4
    assert all(isinstance(frame, JacobianAnswer) for frame in frames)


def test_an_answer_to_an_older_text_is_not_shown(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lane, "PATIENCE_WITH_OTHERS", LONGEST)  # the older one is answered, too
    engine.client.deadline = 60
    go = tmp_path / "go"
    wait = f"    while not os.path.exists({str(go)!r}): time.sleep(0.005)"
    old = engine.client.submit(python(f"import os, time\ndef f(x):\n{wait}\n    return x\nx0 = [1.0]"))
    engine.state("busy")
    new = engine.client.submit(maths(WORKED))
    go.touch()
    good(engine.reply(new))
    assert old not in [event.generation for event in engine.events if isinstance(event, Reply)]


def test_typing_after_an_endless_loop_is_answered_long_before_the_deadline(engine: Engine) -> None:
    engine.client.deadline = 600
    engine.client.submit(python(FOREVER))
    engine.state("busy")
    start = time.perf_counter()
    good(engine.ask(maths(WORKED)))
    print(f"answered after {time.perf_counter() - start:.3f} s")
    assert StateChanged("restarting") in engine.events


def test_leaving_a_point_where_f_hangs_is_answered_long_before_the_deadline(engine: Engine) -> None:
    engine.client.deadline = 600
    source = "def f(x):\n    while x[0] > 1.5: pass\n    return x * 2\nx0 = torch.zeros(1)"
    good(engine.ask(python(source, [-1.0])))
    engine.client.submit(python(source, [2.0]))
    engine.state("busy")
    assert good(engine.ask(python(source, [-2.0]))).y[0] == -4


def test_states_in_their_order(new_engine: Callable[..., Engine]) -> None:
    engine = new_engine()
    assert engine.alive()
    # A slow machine's first answer takes so long that it is shown as busy.
    events = [event for event in engine.events if event != StateChanged("busy")]
    assert [type(event) for event in events] == [Hello, StateChanged, Reply]
    assert events[1] == StateChanged("ready")
    if len(events) < len(engine.events):
        engine.state("ready")
    engine.events.clear()
    engine.client.deadline = 1.0
    assert failure(engine.ask(python(FOREVER))).kind == "deadline"
    engine.state("ready")
    states = [event.state for event in engine.events if isinstance(event, StateChanged)]
    assert states == ["busy", "restarting", "ready"]


def test_once_it_is_quiet_the_worker_is_exchanged_for_a_warm_one(new_engine: Callable[..., Engine]) -> None:
    engine = new_engine()
    assert engine.alive()
    first = next(event for event in engine.events if isinstance(event, Hello))
    engine.events.clear()
    second = engine.hello()
    assert second.pid != first.pid
    assert not [event for event in engine.events if isinstance(event, StateChanged)]
    assert engine.alive()


def test_what_is_asked_during_the_start_is_answered_and_the_start_costs_no_deadline() -> None:
    engine = Engine(deadline=0.8)  # torch alone takes longer to import
    first = engine.client.submit(maths(WORKED, [1, 1, 1]))
    second = engine.client.submit(maths(WORKED, [2, 3, 1]))
    engine.client.start()
    engine.client.start()  # once more does nothing
    try:
        assert good(engine.reply(second)).y.tolist() == [8, 0]
        assert first not in [event.generation for event in engine.events if isinstance(event, Reply)]
    finally:
        engine.client.close()


def test_a_process_launched_early_is_taken_over() -> None:
    launched = launch()
    engine = Engine(launch=launched)
    engine.client.start()
    try:
        assert engine.alive()
    finally:
        engine.client.close()
        engine.client.close()  # once more does nothing
    assert engine.client.submit(maths(WORKED)) > 0  # accepted and ignored


def test_what_was_launched_and_never_used_is_closed() -> None:
    launch().close()
    EngineClient(lambda _: None).close()
    EngineClient(lambda _: None, launch=launch()).close()


@pytest.mark.parametrize("source", [FOREVER, SLOW.format(30)])
def test_closing_ends_a_task_at_once(source: str) -> None:
    engine = Engine()
    engine.client.start()
    worker = psutil.Process(engine.hello().pid)
    engine.client.submit(python(source))
    engine.state("busy")
    start = time.perf_counter()
    engine.client.close()
    print(f"closed after {time.perf_counter() - start:.3f} s")
    assert ends(worker)


def test_closing_during_the_start() -> None:
    engine = Engine()
    engine.client.start()
    engine.client.submit(maths(WORKED))
    engine.client.close()  # waits a second at most
    thread = engine.client._thread
    assert thread is not None
    thread.join(LONGEST)
    assert not thread.is_alive()


def test_a_receiver_that_fails_does_not_end_the_client(monkeypatch: pytest.MonkeyPatch) -> None:
    import queue
    import sys

    said: queue.SimpleQueue[object] = queue.SimpleQueue()
    monkeypatch.setattr(sys, "excepthook", lambda *error: said.put(error[1]))

    def deliver(event: object) -> None:
        raise RuntimeError("no window")

    client = EngineClient(deliver)
    client.start()
    client.submit(maths(WORKED))
    try:
        assert [str(said.get(timeout=60)) for _ in range(3)] == ["no window"] * 3  # Hello, ready, Reply
    finally:
        client.close()


def test_submitting_never_waits(engine: Engine) -> None:
    """Not even with large parameters while the worker reads nothing."""
    good(engine.ask(maths(WORKED)))
    engine.client.submit(python(SLOW.format(0.3)))
    slowest = 0.0
    for i in range(50):
        task = python("def f(x):\n    return x", [1.0], theta=np.full(1_000_000, float(i)))
        start = time.perf_counter()
        last = engine.client.submit(task)
        slowest = max(slowest, time.perf_counter() - start)
    print(f"slowest submit: {slowest * 1e3:.2f} ms")
    engine.reply(last)


def test_from_many_threads(engine: Engine) -> None:
    def ask() -> None:
        for i in range(50):
            generations.append(engine.client.submit(maths(WORKED, [i, 0, 0])))

    generations: list[int] = []
    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(generations)) == 200
    good(engine.reply(max(generations)))


def test_a_large_request_is_sent_as_fast_as_it_can_be_read(engine: Engine) -> None:
    """Once it trickled at 2 MB/s, which the deadline counted: 24 MB would take 12 s."""
    engine.client.deadline = 6
    text = ("# " + "x" * 98 + "\n") * 240_000
    answer = good(engine.ask(python(f"{text}f = lambda x: 2 * x\nx0 = torch.ones(1)")))
    assert answer.jacobian.tolist() == [[2]]
