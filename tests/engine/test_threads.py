"""How many threads the next task of a function gets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import pytest
import torch

from jacviz.engine.messages import Failure, JacobianAnswer, JacobianTask, Space, flat
from jacviz.engine.worker.threads import Threads

ALL = 3
TASK = JacobianTask("maths", "x")


@pytest.fixture
def threads() -> Iterator[Threads]:
    before = torch.get_num_threads()
    torch.set_num_threads(ALL)
    yield Threads()
    torch.set_num_threads(before)


def answer(seconds: float, size: int = 2) -> JacobianAnswer:
    space = Space(tuple(map(str, range(size))), (size,))
    values = flat(np.ones(size))
    return JacobianAnswer(
        inputs=space, parameters=Space((), ()), outputs=space, x=values, theta=flat(()), y=values,
        wrt="x", jacobian=np.ones((size, size)), mode="reverse", passes=size, other_passes=size,
        seconds=seconds,
    )  # fmt: skip


def used(threads: Threads, together: float, alone: float, count: int = 20, size: int = 2) -> list[int]:
    """The threads that each of `count` tasks gets, where they take so many milliseconds."""
    return [one for _, one in zip(range(count), _tasks(threads, together, alone, size), strict=False)]


def _tasks(threads: Threads, together: float, alone: float, size: int) -> Iterable[int]:
    while True:
        threads.prepare(TASK)
        count = torch.get_num_threads()
        threads.learn(answer((alone if count == 1 else together) / 1000, size))
        yield count


def test_short_work_is_done_by_one(threads: Threads) -> None:
    assert used(threads, 1.0, 5.0) == [ALL] * 2 + [1] * 18


def test_long_work_is_done_by_all_and_never_tried_otherwise(threads: Threads) -> None:
    assert used(threads, 30, 1) == [ALL] * 20


def test_in_between_the_machine_decides(threads: Threads) -> None:
    assert used(threads, 5, 6) == [ALL] * 5 + [1] * 15
    threads.prepare(JacobianTask("maths", "other"))
    assert used(threads, 5, 15) == [ALL] * 5 + [1] * 4 + [ALL] * 11


def test_one_thread_that_takes_far_too_long_is_not_tried_again(threads: Threads) -> None:
    assert used(threads, 5, 40) == [ALL] * 5 + [1] + [ALL] * 14


def test_work_that_grows_is_looked_at_anew(threads: Threads) -> None:
    used(threads, 1, 1)
    assert used(threads, 25, 50, 4) == [1] + [ALL] * 3
    assert used(threads, 1, 1, 4, size=3) == [ALL] * 2 + [1] * 2


def test_failures_tell_nothing(threads: Threads) -> None:
    used(threads, 1, 1)
    threads.learn(Failure("execution", "no"))
    assert used(threads, 1, 1, 2) == [1, 1]
