"""What a lane decides: which request goes out, which answer is shown, when patience ends."""

from __future__ import annotations

import math
import socket
import typing
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from jacviz.engine.client import tasks
from jacviz.engine.client.channel import Channel
from jacviz.engine.client.lane import (
    PATIENCE_WITH_FRAMES,
    PATIENCE_WITH_OTHERS,
    PATIENCE_WITH_PARTS,
    SENT_AT_ONCE,
    Lane,
)
from jacviz.engine.client.running import BUSY_AFTER, LONGEST_IMPORT, WATCH_EVERY
from jacviz.engine.client.tasks import lane_name, same_function, within
from jacviz.engine.client.workers import Worker
from jacviz.engine.codec import Decoder
from jacviz.engine.frames import FrameReader
from jacviz.engine.messages import (
    CompletionAnswer,
    CompletionTask,
    Failure,
    JacobianTask,
    Progress,
    Request,
    Task,
    Withdraw,
    flat,
)
from jacviz.engine.training_messages import (
    BasinsTask,
    CriticalTask,
    CsvLayoutTask,
    DescentTask,
    SurfaceTask,
)
from jacviz.experiment.recipes import SGD
from jacviz.experiment.settings import RiskSettings

DEADLINE = 5.0
ANSWER = CompletionAnswer("", (), ())


def request(generation: int, source: str = "x", x: float = 0) -> Request:
    return Request(generation, JacobianTask("maths", source, x=flat([x])))


@pytest.fixture
def lane() -> Iterator[Lane]:
    """A lane with a worker that is ready."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        lane = Lane(keeps_worker=True)
        lane.attach(Worker(1, Channel(ours)))
        lane.greet(1234, 0)
        yield lane


def test_nothing_is_sent_before_the_hello() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        lane = Lane(keeps_worker=True)
        assert lane.needs_worker
        lane.attach(Worker(1, Channel(ours)))
        lane.submit(request(1), 0)
        assert lane.running() is None
        lane.greet(1, 0)
        lane.send_pending(7)
        sent = lane.running()
        assert sent is not None
        assert sent.generation == 1
        assert lane.next_clock(DEADLINE) == 7 + BUSY_AFTER  # the start has cost nothing of the deadline


def test_a_lane_that_keeps_no_worker_asks_for_one_by_need() -> None:
    lane = Lane(keeps_worker=False)
    assert not lane.needs_worker
    lane.submit(Request(1, CompletionTask("", 0, 0)), 0)
    assert lane.needs_worker


def test_of_those_that_wait_only_the_newest_is_sent(lane: Lane) -> None:
    for generation in range(1, 6):
        lane.submit(request(generation), 0)
    running = lane.running()
    assert running is not None
    assert running.generation == 1
    lane.finish()
    lane.send_pending(1)
    running = lane.running()
    assert running is not None
    assert running.generation == 5
    lane.finish()
    assert lane.idle


def test_a_large_task_is_left_to_the_clients_thread(lane: Lane) -> None:
    large = Request(1, JacobianTask("maths", "x", x=np.zeros(SENT_AT_ONCE // 8 + 1)))
    lane.submit(large, 0)
    assert lane.running() is None
    lane.send_pending(0)
    assert lane.running() is large


def test_parameters_that_the_worker_has_make_no_task_large(lane: Lane) -> None:
    theta, names = flat(np.zeros(100_000)), tuple(map(str, range(100_000)))
    lane.submit(Request(1, JacobianTask("python", "", theta=theta, theta_names=names)), 0)
    lane.send_pending(0)
    channel = lane.worker and lane.worker.channel
    assert channel
    assert channel.extent(JacobianTask("python", "", theta=theta, theta_names=names)) < 100


def test_an_outdated_task_is_stopped_soon_when_the_text_is_another(lane: Lane) -> None:
    lane.submit(request(1, "x"), 0)
    assert lane.verdict(0.2, DEADLINE) == "look"
    lane.submit(request(2, "y"), 0.3)
    lane.submit(request(3, "z"), 0.5)
    end = 0.3 + PATIENCE_WITH_OTHERS
    assert lane.verdict(end - 0.001, DEADLINE) != "outdated"
    assert lane.next_clock(DEADLINE) <= end
    assert lane.verdict(end, DEADLINE) == "outdated"


def test_a_frame_of_a_drag_has_longer(lane: Lane) -> None:
    lane.submit(request(1, x=0), 0)
    lane.submit(request(2, x=1), 0)
    assert lane.verdict(PATIENCE_WITH_OTHERS + 0.001, DEADLINE) != "outdated"
    assert lane.verdict(PATIENCE_WITH_FRAMES, DEADLINE) == "outdated"


def test_the_deadline_and_the_looks_at_memory(lane: Lane) -> None:
    assert lane.verdict(0, DEADLINE) is None
    assert lane.next_clock(DEADLINE) == math.inf
    lane.submit(request(1), 10)
    assert not lane.busy
    assert lane.verdict(10, DEADLINE) is None
    assert lane.verdict(10 + BUSY_AFTER, DEADLINE) == "look"
    assert lane.busy
    assert lane.verdict(10 + BUSY_AFTER, DEADLINE) is None
    assert lane.next_clock(DEADLINE) == pytest.approx(10 + BUSY_AFTER + WATCH_EVERY)
    assert lane.verdict(10 + DEADLINE, DEADLINE) == "deadline"
    assert lane.verdict(10 + DEADLINE, math.inf) == "look"


def test_which_answers_are_shown(lane: Lane) -> None:
    assert lane.wants(request(1), ANSWER)
    lane.submit(request(2, "x", 5), 0)
    assert lane.wants(request(1, "x", 4), ANSWER)  # a frame of a drag
    assert lane.wants(request(1, "x", 4), Failure("execution", ""))
    assert not lane.wants(request(1, "x", 4), Failure("deadline", ""))  # the newer one may do better
    assert not lane.wants(request(1, "another text"), ANSWER)
    assert lane.wants(request(2, "x", 5), Failure("deadline", ""))


def test_a_worker_that_is_gone_gives_its_request_back(lane: Lane) -> None:
    lane.submit(request(1), 0)
    lane.submit(request(2), 0)
    gone = lane.discard()
    assert gone is not None
    assert gone.generation == 1
    assert lane.needs_worker
    assert [waits.generation for waits in lane.give_up()] == [2]
    assert lane.idle


def test_same_function() -> None:
    task = JacobianTask("maths", "x", x=flat([1]))
    assert same_function(task, JacobianTask("maths", "x", x=flat([2]), memory_limit=7))
    assert not same_function(task, JacobianTask("maths", "y"))
    assert not same_function(task, JacobianTask("python", "x"))
    assert not same_function(task, JacobianTask("maths", "x", wrt="theta"))
    assert not same_function(CompletionTask("", 0, 0), CompletionTask("", 0, 0))


def test_a_task_is_allowed_what_the_client_allows() -> None:
    task = JacobianTask("maths", "x", memory_limit=100)
    assert within(task, 200) is task
    allowed = within(task, 50)
    assert isinstance(allowed, JacobianTask)
    assert allowed.memory_limit == 50


def test_a_request_whose_worker_was_exchanged_goes_to_the_next_one(lane: Lane) -> None:
    lane.submit(request(1), 0)
    taken = lane.discard()
    assert taken is not None
    lane.put_back(taken)
    assert lane.needs_worker
    ours, theirs = socket.socketpair()
    with ours, theirs:
        lane.attach(Worker(2, Channel(ours)))
        lane.greet(1235, 0)
        lane.send_pending(1)
        assert lane.running() is taken


def test_what_is_put_back_gives_way_to_what_is_newer(lane: Lane) -> None:
    lane.submit(request(1), 0)
    taken = lane.discard()
    assert taken is not None
    lane.submit(request(2), 0)
    lane.put_back(taken)
    assert [newest.generation for newest in lane.give_up()] == [2]


def test_imports_of_torch_are_not_counted_against_the_function(lane: Lane) -> None:
    lane.submit(request(1), 100)
    assert lane.note(Progress(1, 0, 0), 104) is False
    assert lane.verdict(112, DEADLINE) == "look"
    assert lane.note(Progress(1, 0, 7), 112) is True
    assert lane.passes() == (0, 7)
    assert lane.verdict(112.9, DEADLINE) == "look"
    assert lane.verdict(113, DEADLINE) == "deadline"


def test_an_import_that_never_ends_is_stopped(lane: Lane) -> None:
    lane.submit(request(1), 100)
    lane.note(Progress(1, 0, 0), 101)
    assert lane.verdict(104 + LONGEST_IMPORT, DEADLINE) == "look"
    assert lane.verdict(105 + LONGEST_IMPORT, DEADLINE) == "deadline"


def test_word_of_passes_is_for_the_newest_request(lane: Lane) -> None:
    lane.submit(request(1), 100)
    lane.submit(request(2), 101)
    assert lane.note(Progress(1, 3, 7), 102) is False
    assert lane.passes() == (3, 7)
    lane.finish()
    assert lane.passes() is None
    assert lane.note(Progress(1, 4, 7), 103) is False


# --- training tasks --------------------------------------------------------------------------------------


def descent(generation: int, seed: int = 0) -> Request:
    return Request(generation, DescentTask(RiskSettings(), (SGD(),), seed=seed))


def surface(generation: int) -> Request:
    return Request(generation, SurfaceTask(RiskSettings()))


def points(generation: int) -> Request:
    return Request(generation, CriticalTask(RiskSettings(), ((0.0, 1.0), (0.0, 1.0))))


@pytest.fixture
def pair() -> Iterator[tuple[Lane, FrameReader]]:
    """A lane by need with a worker that is ready, and the worker's end of the connection."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        lane = Lane(keeps_worker=False, linger=20)
        lane.attach(Worker(1, Channel(ours)))
        lane.greet(1234, 0)
        yield lane, FrameReader(theirs)


def heard(reader: FrameReader, decoder: Decoder) -> Any:
    frame = None
    while frame is None:
        frame = reader.read()
    return decoder.decode(*frame, (Request, Withdraw))


def test_every_class_has_a_lane() -> None:
    names = {lane_name(task) for task in (descent(1).task, surface(2).task, points(3).task)}
    assert names == {"descent", "surface"}
    assert [kind for kind, name in tasks._LANES.items() if name == "basins"] == [BasinsTask], "they take long"
    assert lane_name(CompletionTask("", 0, 0)) == "completion"
    assert set(typing.get_args(Task)) == set(tasks._LANES)


def test_of_each_class_the_newest_counts(pair: tuple[Lane, FrameReader]) -> None:
    lane, _ = pair
    lane.submit(surface(1), 0)
    for generation in (2, 4):
        lane.submit(points(generation), 0)
    for generation in (3, 5):
        lane.submit(surface(generation), 0)
    answered = []
    while not lane.idle:
        running = lane.running()
        assert running is not None
        answered.append(running.generation)
        lane.finish()
        lane.send_pending(0)
    assert answered == [1, 4, 5]


def test_a_task_of_another_class_outdates_nothing(pair: tuple[Lane, FrameReader]) -> None:
    lane, _ = pair
    lane.submit(surface(1), 0)
    lane.submit(points(2), 0)
    assert lane.verdict(4.9, DEADLINE) == "look"
    assert lane.hear(1, 4.9)
    assert lane.wants(surface(1), ANSWER)
    lane.submit(surface(3), 5)
    assert not lane.hear(1, 5)
    assert not lane.wants(surface(1), ANSWER)


def test_an_outdated_task_is_withdrawn_once(pair: tuple[Lane, FrameReader]) -> None:
    lane, reader = pair
    decoder = Decoder()
    lane.submit(descent(1), 0)
    lane.submit(descent(2), 0)
    lane.submit(descent(3), 0)
    lane.finish()
    lane.send_pending(0)
    said = [heard(reader, decoder) for _ in range(3)]
    assert [type(one) for one in said] == [Request, Withdraw, Request]
    assert [one.generation for one in said] == [1, 1, 3]


def test_patience_with_what_was_withdrawn(pair: tuple[Lane, FrameReader]) -> None:
    lane, _ = pair
    lane.submit(descent(1), 0)
    lane.withdraw(1, 1)
    assert lane.verdict(1 + PATIENCE_WITH_OTHERS - 0.001, DEADLINE) != "outdated"
    assert lane.verdict(1 + PATIENCE_WITH_OTHERS, DEADLINE) == "outdated"
    assert lane.discard() is None, "nobody wants it"
    assert not lane.needs_worker


def test_what_has_sent_parts_has_longer(pair: tuple[Lane, FrameReader]) -> None:
    lane, _ = pair
    lane.submit(descent(1), 0)
    assert lane.hear(1, 0.5)
    lane.submit(descent(2), 1)
    assert lane.verdict(1 + PATIENCE_WITH_PARTS - 0.001, DEADLINE) != "outdated"
    assert lane.verdict(1 + PATIENCE_WITH_PARTS, DEADLINE) == "outdated"
    gone = lane.discard()
    assert gone is not None
    lane.put_back(gone)
    assert [waits.generation for waits in lane.give_up()] == [2], "the newer one waits already"


def test_what_waits_and_is_withdrawn_is_forgotten(pair: tuple[Lane, FrameReader]) -> None:
    lane, _ = pair
    lane.submit(surface(1), 0)
    lane.submit(points(2), 0)
    lane.withdraw(2, 0)
    lane.withdraw(77, 0)
    lane.finish()
    assert lane.idle


def test_no_answer_to_what_was_withdrawn_is_shown(lane: Lane) -> None:
    lane.submit(descent(1), 0)
    lane.withdraw(1, 0)
    lane.finish()
    assert not lane.wants(descent(1), ANSWER)
    assert not lane.wants(descent(2), Failure("withdrawn", ""))
    assert lane.wants(descent(2), ANSWER)


def test_each_part_restarts_the_deadline(pair: tuple[Lane, FrameReader]) -> None:
    lane, _ = pair
    lane.submit(descent(1), 0)
    for second in range(4, 40, 4):
        assert lane.verdict(second, DEADLINE) == "look", "its memory is watched all the time"
        assert lane.hear(1, second)
    assert lane.note(Progress(1, 0, 1), 40) is False, "a sign of life tells the window nothing"
    assert lane.note(Progress(1, 300, 1000), 40) is True
    assert lane.passes() is None
    assert lane.verdict(44.9, DEADLINE) == "look"
    assert lane.verdict(45, DEADLINE) == "deadline"
    assert lane.hear(2, 45) is False


def test_a_worker_by_need_ends_when_it_has_been_idle(pair: tuple[Lane, FrameReader]) -> None:
    lane, _ = pair
    lane.submit(descent(1), 0)
    lane.verdict(1, DEADLINE)
    lane.finish()
    assert lane.verdict(2, DEADLINE) is None
    assert lane.next_clock(DEADLINE) == 22
    assert lane.verdict(21.9, DEADLINE) is None
    lane.submit(descent(2), 21.9)
    assert lane.verdict(22, DEADLINE) in {None, "look"}
    lane.finish()
    assert lane.verdict(30, DEADLINE) is None
    assert lane.verdict(50, DEADLINE) == "idle"
    lane.discard()
    assert lane.next_clock(DEADLINE) == math.inf
    assert not lane.needs_worker


def test_a_worker_that_is_kept_never_ends(lane: Lane) -> None:
    assert lane.verdict(0, DEADLINE) is None
    assert lane.verdict(1e9, DEADLINE) is None
    assert lane.next_clock(DEADLINE) == math.inf


def test_a_worker_that_is_exchanged_is_started_again_at_once(pair: tuple[Lane, FrameReader]) -> None:
    lane, _ = pair
    lane.renewing = True
    lane.discard()
    assert lane.needs_worker


def test_every_task_is_allowed_what_the_client_allows() -> None:
    for task in (descent(1).task, surface(1).task, points(1).task):
        allowed = within(task, 50)
        assert not isinstance(allowed, (CompletionTask, CsvLayoutTask))
        assert allowed.memory_limit == 50
    for none in (CompletionTask("", 0, 0), CsvLayoutTask("x")):
        assert within(none, 50) is none


def test_imports_for_a_training_task_are_not_counted(pair: tuple[Lane, FrameReader]) -> None:
    lane, _ = pair
    lane.submit(descent(1), 0)
    assert lane.note(Progress(1, 0, 0), 1) is False
    assert lane.verdict(19, DEADLINE) == "look"
    assert lane.note(Progress(1, 0, 1), 20) is False
    assert lane.verdict(24.9, DEADLINE) == "look"
    assert lane.verdict(25, DEADLINE) == "deadline"
