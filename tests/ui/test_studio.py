from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from jacviz.engine.messages import CompletionAnswer, Failure, JacobianAnswer
from jacviz.session.document import Document, Limits
from jacviz.session.settings import Settings, read_settings
from jacviz.session.vectors import Vector, frozen
from jacviz.ui.studio import Studio

Answer = Callable[[Studio], JacobianAnswer]
Failed = Callable[[Studio], Failure]
LONGEST = 30_000


def at(document: Document, *values: float) -> Document:
    return replace(document, x=document.x.with_values(values))


def weighed(document: Document, u: tuple[float, ...], v: tuple[float, ...]) -> Document:
    return replace(document, u=document.u.with_values(u), v=document.v.with_values(v))


def test_the_worked_example_comes_out_to_the_last_digit(studio: Studio, answer: Answer) -> None:
    answer(studio)
    studio.update(at(studio.document, 2, 3, 1))
    found = answer(studio)
    np.testing.assert_array_equal(found.jacobian, [[4, 1, 1], [1, -1, 1]])
    np.testing.assert_array_equal(found.y, [8, 0])
    studio.update(weighed(studio.document, (0.5, 1), (0.5, 1, 2)))
    products = studio.results.products
    assert products is not None
    np.testing.assert_array_equal(products.vjp, [3, -0.5, 1.5])
    np.testing.assert_array_equal(products.jvp, [5, 1.5])
    assert products.utjv == 4


def test_weights_and_colours_never_ask_the_engine(studio: Studio, answer: Answer) -> None:
    answer(studio)
    before = studio.results.wanted
    studio.update(weighed(studio.document, (3, 4), (1, 0, 0)))
    studio.update(replace(studio.document, limits=Limits("percentile"), contributions=False))
    assert studio.results.wanted == before


def test_an_error_keeps_the_last_good_jacobian(studio: Studio, answer: Answer, failure: Failed) -> None:
    good = answer(studio)
    studio.update(studio.document.with_source("x1^2 +\nx1"))
    assert failure(studio).line == 0
    assert studio.results.jacobian is good
    assert studio.results.stale
    studio.update(studio.document.with_source("x1^2\nx1"))
    assert answer(studio).jacobian.shape == (2, 1)
    assert not studio.results.stale


def test_values_are_kept_by_name_when_the_function_changes(studio: Studio, answer: Answer) -> None:
    answer(studio)
    studio.update(at(studio.document, 2, 3, 1))
    answer(studio)
    studio.update(studio.document.with_source("x1 * x3\nx3 + x9"))
    answer(studio)
    assert studio.document.x.names == ("x1", "x3", "x9")
    np.testing.assert_array_equal(studio.document.x.values[:2], [2, 1])


def test_undo_takes_back_a_whole_drag(studio: Studio, answer: Answer) -> None:
    answer(studio)
    start = studio.document
    for value in (0.1, 0.2, 0.3):
        studio.update(replace(studio.document, u=studio.document.u.with_entry(0, value)), merge="drag u 0")
    studio.close_gesture()
    studio.update(replace(studio.document, u=studio.document.u.with_entry(0, 0.4)), merge="drag u 0")
    studio.undo()
    assert studio.document.u.values[0] == 0.3
    studio.undo()
    assert studio.document is start
    assert not studio.can_undo
    studio.redo()
    assert studio.document.u.values[0] == 0.3
    assert studio.results.products is not None
    assert studio.results.products.u[0] == 0.3


def test_every_frame_of_a_drag_ends_at_the_last_point(studio: Studio, answer: Answer) -> None:
    answer(studio)
    for k in range(300):
        studio.update(at(studio.document, k / 100, 1, 1), merge="drag x 0")
    found = answer(studio)
    np.testing.assert_allclose(found.jacobian[0, 0], 2 * 2.99, rtol=1e-15)
    assert studio.results.generation == studio.results.wanted


def test_an_answer_about_another_function_is_not_drawn(studio: Studio, answer: Answer) -> None:
    answer(studio)
    wished = Vector(frozen((7.0, 8.0)))
    studio.update(replace(studio.document, maths="a*b"))
    studio.update(Document(title="other", maths="c + d^2", x=wished))
    found = answer(studio)
    np.testing.assert_array_equal(found.x, [7, 8])
    np.testing.assert_array_equal(studio.document.x.values, [7, 8])
    assert studio.document.x.names == ("c", "d")


def test_no_text_means_no_matrix_and_no_error(studio: Studio, answer: Answer) -> None:
    answer(studio)
    studio.update(studio.document.with_source("  \n"))
    assert studio.results.jacobian is None
    assert studio.results.failure is None
    assert studio.results.generation == studio.results.wanted


def test_an_endless_loop_is_stopped_and_typing_goes_on(
    studio: Studio, answer: Answer, failure: Failed
) -> None:
    good = answer(studio)
    studio.change_settings(Settings(deadline=0.5))
    studio.update(replace(studio.document, language="python", python="while True: pass"))
    stopped = failure(studio)
    assert stopped.kind == "deadline"
    assert "0.5 s" in stopped.sentence
    assert studio.results.jacobian is good
    studio.update(studio.document.with_source("f = lambda x: x * x\nx0 = torch.tensor([3.0])"))
    np.testing.assert_array_equal(answer(studio).jacobian, [[6]])


@pytest.mark.parametrize("text", ["import os; os._exit(1)", "import ctypes; ctypes.string_at(0)"])
def test_a_dead_engine_costs_a_sentence(studio: Studio, answer: Answer, failure: Failed, text: str) -> None:
    answer(studio)
    studio.update(replace(studio.document, language="python", python=text))
    assert failure(studio).kind == "died"
    studio.update(replace(studio.document, language="maths", maths="3 x"))
    np.testing.assert_array_equal(answer(studio).jacobian, [[3]])


def test_completion_knows_torch(studio: Studio, qtbot: QtBot, answer: Answer) -> None:
    answer(studio)
    came: list[CompletionAnswer] = []
    studio.complete("def f(x):\n    return torch.sigm", 1, 22, came.append)
    qtbot.waitUntil(lambda: bool(came), timeout=LONGEST)
    assert "sigmoid" in came[0].names


def test_settings_are_saved_and_told(studio: Studio, qtbot: QtBot) -> None:
    with qtbot.waitSignal(studio.settings_changed):
        studio.change_settings(Settings(deadline=9.0))
    assert read_settings().deadline == 9.0


def test_with_respect_to_theta(studio: Studio, answer: Answer) -> None:
    answer(studio)
    studio.update(replace(studio.document, maths="parameters: a, b\na*x1 + b\na*x2 + b", wrt="theta"))
    found = answer(studio)
    assert found.columns.names == ("a", "b")
    np.testing.assert_array_equal(found.jacobian, np.column_stack([found.x, np.ones(2)]))
    assert studio.document.tangent is studio.document.v_theta
    assert len(studio.document.v_theta) == 2


def test_a_new_x0_in_the_text_moves_the_point_and_the_slider_moves_it_on(
    studio: Studio, answer: Answer
) -> None:
    answer(studio)
    text = "f = lambda x: x * x\nx0 = torch.tensor([{}, 1.0])"
    studio.update(replace(studio.document, language="python", python=text.format(3.3)))
    answer(studio)
    np.testing.assert_array_equal(studio.document.x.values, [3.3, 1])
    studio.update(at(studio.document, 5, 6))
    np.testing.assert_array_equal(answer(studio).x, [5, 6])
    studio.update(studio.document.with_source(text.format(3.3) + "  # a remark"))
    np.testing.assert_array_equal(answer(studio).x, [5, 6])
    studio.update(replace(studio.document, precision="float32"))
    np.testing.assert_array_equal(answer(studio).x, [5, 6])
    studio.update(studio.document.with_source(text.format(4.1)))
    np.testing.assert_array_equal(answer(studio).x, np.float32([4.1, 1]))
    np.testing.assert_array_equal(studio.document.x.values, np.float32([4.1, 1]))
    studio.undo()
    np.testing.assert_array_equal(answer(studio).x, [5, 6])


def test_a_large_matrix_is_weighed_in_slices_and_ends_exact(
    studio: Studio, answer: Answer, qtbot: QtBot
) -> None:
    answer(studio)
    text = "torch.manual_seed(0)\nA = torch.randn(2100, 2100)\nf = lambda x: A @ x\nx0 = torch.ones(2100)"
    studio.update(Document(title="large", language="python", python=text))
    matrix = answer(studio).jacobian
    qtbot.waitUntil(lambda: studio.results.products is not None, timeout=LONGEST)
    for value in (0.5, -2.0):
        studio.update(replace(studio.document, u=studio.document.u.with_entry(7, value)), merge="drag u 7")
        provisional = studio.results.products
        assert provisional is not None
        np.testing.assert_allclose(provisional.vjp, studio.document.u.weights @ matrix, rtol=1e-9, atol=1e-9)
    qtbot.waitUntil(lambda: studio.results.products is not provisional, timeout=LONGEST)
    products = studio.results.products
    assert products is not None
    assert products.u is studio.document.u.weights
    np.testing.assert_allclose(products.vjp, studio.document.u.weights @ matrix, rtol=1e-12, atol=1e-11)


def test_undo_to_a_step_made_before_the_first_answer_is_answered_again(
    studio: Studio, answer: Answer
) -> None:
    studio.begin(Document(title="Fresh", maths="x1*x2\nx2", x=Vector(frozen((2.0, 3.0)))))
    studio.update(replace(studio.document, limits=Limits("symlog")))
    answer(studio)
    studio.undo()
    answer(studio)
    assert studio.document.u.names == ("y1", "y2")
    studio.update(replace(studio.document, u=studio.document.u.with_entry(0, 5.0)))
    assert studio.results.products is not None
    np.testing.assert_array_equal(studio.results.products.vjp, [15, 11])


SLOW_PASSES = """
import time
class Slow(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x.clone()
    @staticmethod
    def backward(ctx, gradient):
        gradient.sum().item()  # no batches: one pass after another
        time.sleep(0.03)
        return gradient
f = Slow.apply
x0 = torch.ones({})
"""


def test_word_of_the_passes_until_the_answer_is_there(studio: Studio, answer: Answer) -> None:
    answer(studio)
    text = SLOW_PASSES.format(30)
    told: list[tuple[int, int] | None] = []  # all of it may come in one turn of the event loop
    studio.changed.connect(lambda: told.append(studio.results.progress))
    studio.update(replace(studio.document, language="python", python=text, mode="reverse"))
    answer(studio)
    words = [word for word in told if word is not None]
    assert words
    assert all(0 <= done <= total == 30 for done, total in words)
    assert studio.results.progress is None


def test_a_new_wish_and_a_failure_end_the_word_of_the_passes(
    studio: Studio, answer: Answer, failure: Failed, qtbot: QtBot
) -> None:
    answer(studio)
    studio.change_settings(Settings(deadline=60.0))
    text = SLOW_PASSES.format(1000)
    studio.update(replace(studio.document, language="python", python=text, mode="reverse"))
    qtbot.waitUntil(lambda: studio.results.progress is not None, timeout=LONGEST)
    studio.update(studio.document.with_source(f"{text}# once more"))
    assert studio.results.progress is None
    qtbot.waitUntil(lambda: studio.results.progress is not None, timeout=LONGEST)
    studio.change_settings(Settings(deadline=0.1))
    assert " of 1,000 passes of the Jacobian were done" in failure(studio).sentence
    assert studio.results.progress is None


def test_more_time_is_used_at_once(studio: Studio, answer: Answer, failure: Failed) -> None:
    answer(studio)
    studio.change_settings(Settings(deadline=0.4))
    text = "import time\ndef f(x):\n    time.sleep(0.8)\n    return x\nx0 = torch.ones(1)"
    studio.update(replace(studio.document, language="python", python=text))
    assert failure(studio).kind == "deadline"
    studio.change_settings(Settings(deadline=30))
    np.testing.assert_array_equal(answer(studio).jacobian, [[1]])
