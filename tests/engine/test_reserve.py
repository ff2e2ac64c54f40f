"""The worker in reserve: while the fork server imports torch's lazy parts it starts none."""

from __future__ import annotations

import select
import time
from collections.abc import Iterator

import pytest

from jacviz.engine.client.lane import Lane
from jacviz.engine.client.staffing import WARM_AFTER, Staff
from jacviz.engine.client.workers import Notice, Warm, Worker
from jacviz.engine.launch import launch_fork_server
from jacviz.engine.messages import Hello
from tests.engine.conftest import LONGEST, linux_only

pytestmark = linux_only


@pytest.fixture
def lane() -> Lane:
    return Lane(keeps_worker=True)


@pytest.fixture
def staff(lane: Lane) -> Iterator[Staff]:
    """A staff that is about to have its fork server warmed."""
    staff = Staff((lane,), renewed=(lane,))
    staff.begin(launch_fork_server())
    staff.start(0.0)
    greet(lane)
    staff.plan_warming(0.0)
    staff.check_warmth(WARM_AFTER)
    yield staff
    staff.end()


def greet(lane: Lane) -> None:
    assert lane.worker
    lane.greet(hello(lane.worker).pid, 0)


def hello(worker: Worker) -> Hello:
    assert worker.channel
    until = time.monotonic() + LONGEST
    while time.monotonic() < until:
        message = worker.channel.receive()
        if message is not None:
            assert isinstance(message, Hello)
            return message
    raise TimeoutError


def notices_until_warm(staff: Staff) -> list[Notice]:
    found: list[Notice] = []
    while not any(isinstance(notice, Warm) for notice in found):
        assert staff.source
        assert select.select(staff.source.sockets, [], [], LONGEST)[0], "the fork server says nothing"
        found += staff.source.notices()
    return found


def test_a_crash_while_the_fork_server_imports_costs_no_waiting(staff: Staff, lane: Lane) -> None:
    before = lane.pid
    staff.dismiss(lane)
    staff.start(1.0)
    greet(lane)  # from a worker that was there before the import began
    assert lane.pid != before
    assert any(isinstance(notice, Warm) for notice in notices_until_warm(staff))
    staff.is_warm()
    assert lane.ready, "the worker in use is exchanged when it is idle, not before"


def test_a_reserve_that_was_not_needed_ends(staff: Staff, lane: Lane) -> None:
    reserve = staff._reserve
    assert reserve is not None
    pid = hello(reserve).pid
    notices_until_warm(staff)
    staff.is_warm()
    assert staff.source
    ended: list[Notice] = []
    while not ended:
        assert select.select(staff.source.sockets, [], [], LONGEST)[0], f"{pid} lives on"
        ended = staff.source.notices()
    assert [getattr(notice, "number", None) for notice in ended] == [reserve.number]
