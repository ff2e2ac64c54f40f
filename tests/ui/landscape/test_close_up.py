"""The questions about the step at the playhead, where they have no answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from jacviz.engine.messages import Failure
from jacviz.engine.training_messages import DescentAnswer, TermsTask, TrainingTask
from jacviz.session.landscape.results import Selection
from jacviz.ui.landscape.asking.close_up import CloseUp
from tests.ui.landscape.closely import terms_of
from tests.ui.landscape.standins import StandInLoop
from tests.ui.landscape.trained import line_run, results_of


class AskedLoop(StandInLoop):
    """Remembers what it was asked, and who waits for the answer."""

    limit = 1 << 30

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[tuple[TrainingTask, Callable[[object], None]]] = []
        self.told: list[Failure] = []

    def ask(self, task: TrainingTask, receive: Callable[[object], None]) -> None:
        self.asked.append((task, receive))

    def set(self, **fields: object) -> None:
        self.show(**fields)

    def tell(self, failure: Failure) -> None:
        self.told.append(failure)


def test_terms_that_failed_are_asked_for_again_once_more_is_allowed(qapp: object) -> None:
    loop = AskedLoop()
    run = replace(line_run(), answer=DescentAnswer(("",), np.zeros((1, 5))))
    loop.results = results_of(run, 20, Selection())
    close_up = CloseUp(loop)  # type: ignore[arg-type]
    close_up.watch(frozenset({"terms"}))
    task, receive = loop.asked.pop()
    assert isinstance(task, TermsTask)
    failure = Failure("deadline", "stopped after 5 s")
    receive(failure)
    assert loop.results.terms_failure is failure
    assert loop.told == [failure]
    close_up.look()
    assert not loop.asked  # it would only fail again
    close_up.try_again()
    task, receive = loop.asked.pop()
    assert isinstance(task, TermsTask)
    receive(terms_of(run))
    assert loop.results.terms is not None
    assert loop.results.terms_failure is None
