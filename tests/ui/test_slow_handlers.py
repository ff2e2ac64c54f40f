"""No turn of the event loop holds the window up, and no order of wishes leaves it inconsistent.

Timings never decide: each bound is far above what is reached and far below the seconds that a freeze takes.
`pytest -m slow tests/ui/test_slow_handlers.py` prints the longest turns.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QMimeData, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from jacviz.session.document import Document, Limits, vector_of, with_vector
from jacviz.session.examples import all_examples, load
from jacviz.session.results import Results
from jacviz.session.vectors import Span
from jacviz.ui.studio import Studio
from jacviz.ui.window import Window

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

LONGEST = 60.0  # seconds that anything may take on a machine that does other things, too
BUSY, HELD_UP = 250.0, 2000.0  # ms of processor time, and of any time, that one turn may take

NETWORK = (
    "torch.manual_seed(0)\n"
    "f = nn.Sequential(nn.Linear(784, 512), nn.Tanh(), nn.Linear(512, 10))\n"
    "x0 = torch.randn(784)\n"
)
RUNNING_SUM = "f = lambda x: torch.cumsum(torch.sin(x), 0)\nx0 = torch.linspace(-3, 3, {n})\n"


# --- turns of the event loop -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Turn:
    """One turn: what it took, in ms, and during what."""

    whole: float
    busy: float
    during: str


class Turns:
    """Turns the event loop and times each turn.

    It asks again and again whether there is something to do: a turn that waits for it could not be timed, and
    an event filter on the application sees half-made objects, which PySide does not survive.
    """

    def __init__(self) -> None:
        self.longest, self.busiest = Turn(0, 0, ""), Turn(0, 0, "")
        self._during = "the start"

    def until(self, done: Callable[[], bool]) -> None:
        deadline = time.monotonic() + LONGEST
        while not done():
            assert time.monotonic() < deadline, "nothing came"
            self._time(QApplication.processEvents)
            time.sleep(0.001)  # leaves the engine's thread and process room

    def rest(self, seconds: float = 1.0) -> None:
        """Whatever was put off has its turn."""
        end = time.monotonic() + seconds
        self.until(lambda: time.monotonic() > end)

    def do(self, during: str, work: Callable[[], object]) -> None:
        """Time what the window system would call."""
        self._during = during
        self._time(work)
        self._during = f"what followed {during}"

    def _time(self, work: Callable[[], object]) -> None:
        begun, busy = time.perf_counter(), time.thread_time()
        work()
        whole, used = (time.perf_counter() - begun) * 1e3, (time.thread_time() - busy) * 1e3
        turn = Turn(whole, used, self._during)
        self.longest = max(self.longest, turn, key=lambda one: one.whole)
        self.busiest = max(self.busiest, turn, key=lambda one: one.busy)


@pytest.fixture
def turns(capsys: pytest.CaptureFixture[str], request: Any) -> Iterator[Turns]:
    """Times the turns of a test, tells the longest and holds them to the bounds."""
    made = Turns()
    yield made
    with capsys.disabled():
        for word, turn in (("longest", made.longest), ("busiest", made.busiest)):
            print(
                f"\n{request.node.name}: {word} turn {turn.whole:.1f} ms, "
                f"{turn.busy:.1f} ms of processor time, during {turn.during}",
                end="",
            )
    assert made.busiest.busy < BUSY, made.busiest
    assert made.longest.whole < HELD_UP, made.longest


def answered(studio: Studio) -> bool:
    results = studio.results
    assert results.failure is None, results.failure and results.failure.sentence
    return results.jacobian is not None and weighed(studio)


def drawn(window: Window, turns: Turns, document: Document) -> Window:
    window.studio.change_settings(replace(window.studio.settings, deadline=LONGEST))
    turns.do("the wish", lambda: window.studio.update(document))
    turns.until(lambda: answered(window.studio))
    turns.rest()
    return window


def python(text: str) -> Document:
    return Document(title="large", language="python", python=text)


@pytest.mark.parametrize("wrt", ["x", "theta"])
def test_a_network_784_512_10_arrives(window: Window, turns: Turns, wrt: Any) -> None:
    text = NETWORK if wrt == "x" else NETWORK.replace("784", "16")  # J is drawn up to some 10^7 entries
    drawn(window, turns, replace(python(text), wrt=wrt, precision="float32"))
    assert window.studio.results.jacobian is not None
    assert window.studio.results.jacobian.jacobian.shape == (10, 784 if wrt == "x" else 512 * 27 + 10)


def test_a_jacobian_of_2000_x_2000_arrives(window: Window, turns: Turns) -> None:
    drawn(window, turns, python(RUNNING_SUM.format(n=2000)))
    assert window.studio.results.jacobian is not None
    assert window.studio.results.jacobian.jacobian.shape == (2000, 2000)


def test_u_of_a_jacobian_of_4096_x_4096_is_dragged(window: Window, turns: Turns) -> None:
    drawn(window, turns, python(RUNNING_SUM.format(n=4096)))
    strip = window.jacobian_panel.board.u_side.first_widget
    before = window.studio.document.u
    mouse(turns, strip, QEvent.Type.MouseButtonPress, 0.1)
    for k in range(60):
        mouse(turns, strip, QEvent.Type.MouseMove, 0.1 + 0.8 * (k % 30) / 30)
        turns.until(lambda: weighed(window.studio))
    mouse(turns, strip, QEvent.Type.MouseButtonRelease, 0.5)
    turns.rest()
    assert window.studio.document.u is not before
    consistent(window.studio)


def mouse(turns: Turns, widget: QWidget, kind: QEvent.Type, share: float) -> None:
    button = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else Qt.MouseButton.LeftButton
    held = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseButtonRelease else Qt.MouseButton.LeftButton
    place = QPointF(widget.width() * (0.2 + 0.6 * share), widget.height() * share)
    globally = QPointF(widget.mapToGlobal(place.toPoint()))
    event = QMouseEvent(kind, place, globally, button, held, Qt.KeyboardModifier.NoModifier)
    turns.do(kind.name, lambda: QApplication.sendEvent(widget, event))


@pytest.mark.parametrize("language", ["maths", "python"])
def test_a_megabyte_of_text_is_pasted(window: Window, turns: Turns, language: Any) -> None:
    before = "f = lambda x: x\nx0 = torch.ones(1)"
    drawn(window, turns, replace(window.studio.document, language=language, python=before))
    editor, studio = window.function_panel.editor, window.studio
    line = "x1 + 2 x2  # and so on\n" if language == "maths" else "a = 1  # and so on\n"
    text = line * (1_000_000 // len(line))
    data = QMimeData()
    data.setText(text)
    editor.selectAll()
    turns.do("the paste", lambda: editor.insertFromMimeData(data))
    turns.until(lambda: studio.document.source == text)
    turns.until(lambda: studio.results.generation == studio.results.wanted)
    turns.rest()
    assert editor.text() == text
    for _ in range(5):
        turns.do("a key", lambda: QTest.keyClick(editor, Qt.Key.Key_X))
        turns.rest(0.3)
    turns.do("undo", window.actions_table["edit.undo"].trigger)
    turns.rest()


def test_names_are_completed_in_50_kilobytes_of_maths(window: Window, turns: Turns) -> None:
    lines = [f"name{k} = x{k % 9} + sin(x{k % 7}) + {k}" for k in range(1500)]
    drawn(window, turns, replace(window.studio.document, maths="\n".join(lines) + "\n"))
    panel = window.function_panel
    panel.editor.setFocus()
    panel.editor.moveCursor(panel.editor.textCursor().MoveOperation.End)
    for key in "name1":
        turns.do(f"the key {key}", partial(QTest.keyClicks, panel.editor, key))
        turns.rest(0.1)
    assert panel.completion.visible
    turns.do("the choice", lambda: QTest.keyClick(panel.editor, Qt.Key.Key_Return))
    turns.until(lambda: studio_has(window.studio, "\nname1"))
    turns.rest()


def studio_has(studio: Studio, text: str) -> bool:
    return text in studio.document.source[-20:] and studio.results.generation == studio.results.wanted


# --- random sessions -------------------------------------------------------------------------------------

MATHS = (
    "x1^2 + x2 + x3\nx1 - x2 + x3",
    "x1*x3\nx3 + x9",
    "parameters: a, b\na*x1 + b\na*x2 + b*x1^2",
    "inputs: q, p\nsin(p) q",
    "log(x1)\nx1/x2\nsqrt(x2)",
    "x1^2 +\nx1",
    "sine(x1)",
    "3",
    "",
    "theta1 = x^2\noutputs: theta1",
)
PYTHON = (
    "f = lambda x: x * x\nx0 = torch.tensor([3.0, 1.0])",
    "f = lambda x: x * x\nx0 = torch.tensor([4.0, 1.0])",
    "def f(x, theta):\n    return theta[0] * x + theta[1]\nx0 = torch.ones(4)\ntheta0 = torch.ones(2)",
    "f = nn.Linear(3, 2)\nx0 = torch.zeros(3)",
    "f = lambda x: torch.where(x > 0, x, -x).sum()\nx0 = torch.ones(20)",
    "def f(x):\n    return None\nx0 = torch.ones(2)",
    "def f(x:\n",
    "",
)
NAMES = [one.name for one in all_examples()]


class Wishes:
    """What a user may do, in any order; a seed decides."""

    def __init__(self, studio: Studio, seed: int) -> None:
        self.log: list[str] = []
        self._studio, self._chance = studio, random.Random(seed)
        self._acts: list[tuple[Callable[[], str], int]] = [
            (self._drag, 40), (self._type, 12), (self._undo, 8), (self._redo, 6), (self._example, 4),
            (self._switch, 14), (self._vector, 8), (self._look, 4), (self._let_go, 8), (self._ask, 2),
        ]  # fmt: skip

    def make(self) -> None:
        acts, weights = zip(*self._acts, strict=True)
        self.log.append(self._chance.choices(acts, weights)[0]())

    def _update(self, told: str, merge: str | None = None, **changes: Any) -> str:
        self._studio.update(replace(self._studio.document, **changes), merge=merge)
        return told

    def _drag(self) -> str:
        role = self._chance.choice(("x", "u", "v"))
        vector = vector_of(self._studio.document, role)
        if not len(vector):
            return f"no {role}"
        index, value = self._chance.randrange(min(len(vector), 3)), self._chance.uniform(-3, 3)
        document = with_vector(self._studio.document, role, vector.with_entry(index, value))
        self._studio.update(document, merge=f"drag {role} {index}")
        return f"drag {role} {index}"

    def _type(self) -> str:
        language = self._studio.document.language
        texts = MATHS if language == "maths" else PYTHON
        text, merge = self._chance.choice(texts), self._chance.choice((None, "type"))
        self._studio.update(self._studio.document.with_source(text), merge=merge)
        return f"type {text!r}"

    def _undo(self) -> str:
        self._studio.undo()
        return "undo"

    def _redo(self) -> str:
        self._studio.redo()
        return "redo"

    def _example(self) -> str:
        name = self._chance.choice(NAMES)
        self._studio.update(load(name))
        return name

    def _switch(self) -> str:
        field, values = self._chance.choice((
            ("wrt", ("x", "theta")), ("language", ("maths", "python")),
            ("mode", ("auto", "forward", "reverse")), ("precision", ("float64", "float32")),
        ))  # fmt: skip
        value = self._chance.choice(values)
        return self._update(f"{field} {value}", **{field: value})

    def _vector(self) -> str:
        role = self._chance.choice(("x", "u", "v"))
        vector = vector_of(self._studio.document, role)
        if not len(vector):
            return f"no {role}"
        made = self._chance.choice((
            lambda: vector.random(self._chance.randrange(9)), lambda: vector.filled(1.0),
            lambda: vector.one_hot(0), lambda: vector.filled(0.0), lambda: replace(vector, norm="l2"),
            lambda: replace(vector, norm="off"), lambda: vector.with_span(Span(-5, 5), 0),
        ))()  # fmt: skip
        self._studio.update(with_vector(self._studio.document, role, made))
        return f"another {role}"

    def _look(self) -> str:
        kind: Any = self._chance.choice(("auto", "locked", "percentile", "symlog"))
        return self._update("limits", limits=Limits(kind), contributions=self._chance.random() < 0.5)

    def _let_go(self) -> str:
        self._studio.close_gesture()
        return "let go"

    def _ask(self) -> str:
        self._studio.evaluate_now()
        return "ask"


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_two_thousand_random_wishes_end_consistent(studio: Studio, qtbot: QtBot, seed: int) -> None:
    wishes, pace = Wishes(studio, seed), random.Random(-seed)

    def settle() -> Results:
        qtbot.waitUntil(lambda: weighed(studio), timeout=int(LONGEST * 1e3))
        try:
            consistent(studio)
        except AssertionError as error:
            error.add_note(f"after {len(wishes.log)} wishes: {'; '.join(wishes.log[-12:])}")
            raise
        return studio.results

    good = 0
    while len(wishes.log) < 2000:
        wishes.make()
        if pace.random() < 0.3:
            QApplication.processEvents()
        if pace.random() < 0.03:
            good += settle().failure is None and studio.results.products is not None
    assert good > 5  # the wishes led somewhere
    before = settle()
    studio.evaluate_now()
    same_answer(before, settle())
    while studio.can_redo:
        studio.redo()
    last = studio.document
    for _ in range(200):
        studio.undo()
    settle()
    for _ in range(200):
        studio.redo()
    settle()
    assert not studio.can_redo
    assert studio.document.source == last.source
    assert studio.document.u == last.u


def same_answer(one: Results, other: Results) -> None:
    """The same question was asked twice."""
    assert (one.failure is None) == (other.failure is None)
    if one.jacobian is not None and other.jacobian is not None and one.failure is None:
        np.testing.assert_array_equal(one.jacobian.jacobian, other.jacobian.jacobian)


@pytest.mark.parametrize("text", ["x1*x2", "x1 +\nx1*x2"])
@pytest.mark.parametrize("example", ["worked-example", "two-link-arm"])
def test_what_is_typed_before_the_first_answer_is_answered(
    studio: Studio, qtbot: QtBot, example: str, text: str
) -> None:
    studio.begin(load(example))
    for typed in (text, "x1*x2"):
        studio.update(studio.document.with_source(typed))
        qtbot.waitUntil(lambda: weighed(studio), timeout=int(LONGEST * 1e3))
    assert studio.results.failure is None, studio.results.failure.sentence
    assert studio.document.x.names == ("x1", "x2")
    assert len(studio.document.theta) == 0


def weighed(studio: Studio) -> bool:
    """Whether everything asked for has come, the products of a large J included."""
    results, document = studio.results, studio.document
    if results.generation != results.wanted:
        return False
    if results.failure is not None or results.jacobian is None:
        return True
    return results.products is not None and results.products.u is document.u.weights


def consistent(studio: Studio) -> None:
    """Document, answer and products fit together."""
    document, results = studio.document, studio.results
    answer, products = results.jacobian, results.products
    assert results.generation == results.wanted
    if not document.source.strip():
        assert (answer, products, results.failure) == (None, None, None)
        return
    if answer is not None and products is not None:
        jacobian = answer.jacobian
        u, v = (weights.astype(jacobian.dtype) for weights in (products.u, products.v))
        rows, columns = u != 0, v != 0
        with np.errstate(all="ignore"):
            bound = 1e-5 if jacobian.dtype == np.float32 else 1e-11
            close(products.vjp, u[rows] @ jacobian[rows], bound)
            close(products.jvp, jacobian[:, columns] @ v[columns], bound)
            close(products.utjv, u[rows] @ products.jvp[rows], bound)
    if results.failure is not None:
        return
    assert answer is not None
    assert products is not None
    assert answer.wrt == document.wrt
    assert answer.precision == document.precision
    assert document.x.names == answer.inputs.names
    assert document.theta.names == answer.parameters.names
    assert document.u.names == answer.outputs.names
    assert document.tangent.names == answer.columns.names
    assert products.u is document.u.weights
    assert products.v is document.tangent.weights
    for used, wished in ((answer.x, document.x), (answer.theta, document.theta)):
        if len(used):  # values of a function that was never answered may be left where there are none
            np.testing.assert_array_equal(used, wished.values.astype(used.dtype))


def close(found: Any, expected: Any, bound: float) -> None:
    scale = float(np.max(np.abs(expected), initial=1.0, where=np.isfinite(expected)))
    np.testing.assert_allclose(found, expected, rtol=bound, atol=bound * scale)
