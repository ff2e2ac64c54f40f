"""Word of the passes, and a deadline that tells how far they came."""

from __future__ import annotations

from collections.abc import Callable

from jacviz.engine.messages import Progress
from tests.engine.conftest import FOREVER, WORKED, Engine, failure, good, maths, python

# Each pass takes its time, f itself next to none; .item() keeps torch from making them all at once.
SLOW_PASSES = """
import time
class Slow(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x.clone()
    @staticmethod
    def backward(ctx, gradient):
        gradient.sum().item()
        time.sleep({seconds})
        return gradient
f = Slow.apply
x0 = torch.ones({entries})
"""


def progress_in(engine: Engine) -> list[Progress]:
    return [event for event in engine.events if isinstance(event, Progress)]


def test_passes_that_take_long_are_told_of(engine: Engine) -> None:
    engine.client.deadline = 60
    generation = engine.client.submit(python(SLOW_PASSES.format(seconds=0.02, entries=20), mode="reverse"))
    good(engine.reply(generation))
    told = progress_in(engine)
    assert len(told) >= 2
    assert {(one.generation, one.total) for one in told} == {(generation, 20)}
    assert [one.done for one in told] == sorted(one.done for one in told)
    assert told[-1].done > told[0].done


def test_batches_that_take_long_leave_time_for_word(engine: Engine) -> None:
    engine.client.deadline = 60
    source = "W = torch.ones(1500, 1500)\ndef f(x):\n    for _ in range(12): x = W @ x / 1500\n    return x"
    answer = good(engine.ask(python(f"{source}\nx0 = torch.ones(1500)", mode="reverse")))
    assert answer.jacobian.shape == (1500, 1500)
    assert abs(answer.jacobian - 1 / 1500).max() < 1e-12
    assert {one.total for one in progress_in(engine)} == {1500}
    assert progress_in(engine)[0].done == 0, "told before the first batch"


def test_short_tasks_are_not_told_of(engine: Engine) -> None:
    good(engine.ask(maths(WORKED, [1, 2, 3])))
    engine.events.clear()
    good(engine.ask(maths(WORKED, [2, 3, 1])))
    assert progress_in(engine) == []


def test_the_deadline_tells_how_far_the_passes_came(new_engine: Callable[..., Engine]) -> None:
    engine = new_engine(deadline=60)
    slow = python(SLOW_PASSES.format(seconds=0.05, entries=1000), mode="reverse")
    generation = engine.client.submit(slow)
    engine.wait(lambda event: isinstance(event, Progress) and event.done > 0)
    engine.client.deadline = 0.8
    told = failure(engine.reply(generation))
    assert told.kind == "deadline"
    done = progress_in(engine)[-1].done
    sentence = f"stopped after 0.8 s: {done} of 1,000 passes of the Jacobian were done."
    assert told.sentence == f"{sentence} Allow more time, or return fewer values"
    told = failure(engine.ask(python(FOREVER)))
    assert told.sentence == "stopped after 0.8 s: the function did not return. Edit it, or allow more time"


def test_only_the_newest_request_is_told_of(engine: Engine) -> None:
    engine.client.deadline = 60
    slow = SLOW_PASSES.format(seconds=0.05, entries=100)
    old = engine.client.submit(python(slow, mode="reverse"))
    engine.wait(lambda event: isinstance(event, Progress))
    new = engine.client.submit(maths(WORKED))
    engine.events.clear()
    good(engine.reply(new))
    late = [one for one in progress_in(engine) if one.generation == old]
    assert len(late) <= 1, "no more than what was on its way"
