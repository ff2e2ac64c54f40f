"""Short runs of the real thing. What is asserted is what was measured, never how long it took."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from pytestqt.qtbot import QtBot

from jacviz.bench import drags, handlers, jacobians
from jacviz.bench.run import PARTS
from jacviz.bench.run import main as bench
from jacviz.cli import main
from jacviz.session.document import Document
from jacviz.session.examples import all_examples, load
from jacviz.ui import theme
from jacviz.ui.studio import Studio
from jacviz.ui.window import Window
from tests.bench.test_figures import strict_json

Output = pytest.CaptureFixture[str]


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[Window]:
    theme.install("light")
    made = Window(Studio(Document(maths="x1 + x2")))
    made.resize(1280, 800)
    made.show()
    yield made
    made.close()
    made.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def test_a_part_that_is_not_there_is_a_sentence(capsys: Output) -> None:
    assert bench(only="nonsense") == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err == f"jacviz bench: there is no part 'nonsense'; the parts are {', '.join(PARTS)}\n"


def test_json_of_the_command_line_and_its_exit_status(capsys: Output) -> None:
    status = main(["bench", "--json", "--only", "engine"])
    figures = [strict_json(line) for line in capsys.readouterr().out.splitlines()]
    assert [sorted(figure) for figure in figures] == [["about", "goal", "name", "reached", "unit", "value"]]
    assert figures[0]["value"] > 0
    assert figures[0]["unit"] == "ms"
    assert status == int(not figures[0]["reached"])


def test_a_short_drag_over_the_real_window(window: Window) -> None:
    sizes = [size for size in drags.SIZES if size.m in {2, 64}]
    figures = list(drags.measure(window, events=5, sizes=sizes))
    weights = [f"{role} drag to strips painted, {size}" for size in ("2 x 3", "64 x 64") for role in "uv"]
    names = [name for weight in weights for name in (weight, f"{weight}, p99")]
    points = [f"x drag to new J painted, {f}" for f in ("worked example", "network 256 -> 256")]
    assert [figure.name for figure in figures] == names + points
    assert all(0 < figure.value < math.inf for figure in figures)
    assert all(figure.unit == "ms" and figure.goal > 0 for figure in figures)
    medians = dict(zip(names[::2], figures[:8:2], strict=True))
    assert all("busiest turn of the event loop" in figure.about for figure in medians.values())
    moved = window.studio.document.x
    window.studio.undo()  # a whole drag is one step
    assert len(window.studio.document.x) == len(moved) == 256
    window.studio.undo()
    assert len(window.studio.document.x) == 3


def test_a_short_tour_over_the_real_window(window: Window) -> None:
    figures = list(handlers.measure(window, rounds=1, examples=2))
    things = [
        "the window opens", "from light to dark, and back", "another type size, and back",
        "first look at settings", "first look at step", "first look at points", "the window is resized",
        "letters are typed", "an example is opened",
    ]  # fmt: skip
    assert [figure.name for figure in figures] == [f"longest turn: {thing}" for thing in things]
    assert all(0 < figure.value < math.inf for figure in figures)
    assert {(figure.unit, figure.goal) for figure in figures} == {("ms", 16.0)}
    assert figures[-1].about.startswith("the longest of 2: ")
    assert window.studio.settings.appearance == "light"
    assert window.studio.document.title == load(all_examples()[1].name).title


@pytest.mark.filterwarnings("ignore:.*torch.jit.script:DeprecationWarning")  # torch's own
def test_the_worked_example_against_torch() -> None:
    (figure,) = jacobians.measure(shapes=())
    assert figure.name.startswith("full J 3 -> 2")
    assert figure.value > 0
    assert figure.unit == "x"
    assert figure.goal == 1
    assert "mode chosen: " in figure.about
