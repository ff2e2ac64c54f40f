"""What came back, and whether it is still true."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from jacviz.engine.messages import Failure, JacobianAnswer, Space, flat
from jacviz.session.results import Results


def answer() -> JacobianAnswer:
    one = Space(("x",), (1,))
    return JacobianAnswer(
        inputs=one, parameters=Space((), (0,)), outputs=one, x=flat([1]), theta=flat([]), y=flat([1]),
        wrt="x", jacobian=np.ones((1, 1)), mode="forward", passes=1, other_passes=1, seconds=0.0,
    )  # fmt: skip


def test_a_good_answer_is_not_stale() -> None:
    assert not Results(jacobian=answer()).stale


def test_a_failure_makes_the_last_good_jacobian_stale() -> None:
    failed = replace(Results(jacobian=answer()), failure=Failure("syntax", "No."))
    assert failed.stale
    assert not replace(failed, failure=None).stale


def test_without_a_jacobian_nothing_is_stale() -> None:
    assert not Results(failure=Failure("syntax", "No.")).stale
