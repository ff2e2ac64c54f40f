"""What a lane decides: which request goes out, which answer is shown, when patience ends."""

from __future__ import annotations

import math
import socket
from collections.abc import Iterator

import numpy as np
import pytest

from jacviz.engine.client.channel import Channel
from jacviz.engine.client.lane import (
    PATIENCE_WITH_FRAMES,
    PATIENCE_WITH_OTHERS,
    SENT_AT_ONCE,
    Lane,
)
from jacviz.engine.client.running import BUSY_AFTER, LONGEST_IMPORT, WATCH_EVERY
from jacviz.engine.client.tasks import same_function, within
from jacviz.engine.client.workers import Worker
from jacviz.engine.messages import (
    CompletionAnswer,
    CompletionTask,
    Failure,
    JacobianTask,
    Progress,
    Request,
    flat,
)

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
