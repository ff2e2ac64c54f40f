"""The states of the window that are photographed: what is opened, and what happens then."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jacviz.session.document import Document
    from jacviz.session.landscape.settings import Landscape
    from jacviz.ui.window import Window

LONGEST = 60.0  # seconds that an answer may take
SHOWN_STEP = 120

MATRIX_64 = """torch.manual_seed(0)
A = torch.randn(64, 64)
f = lambda x: A @ torch.tanh(x)
x0 = torch.linspace(-1, 1, 64)
"""
ENDLESS = "def f(x):\n    while True:\n        x = x + 1\n    return x\n\nx0 = torch.ones(3)\n"
SYNTAX_ERROR = "x1^2 + x2 + x3\nx1 - x2 +"


@dataclass(frozen=True)
class Scene:
    """One state of the window.

    Attributes:
        name: The picture's name, without appearance and format.
        document: What is opened.
        then: What happens once that is answered.
        waits: Whether the document's answer is waited for.
    """

    name: str
    document: Document
    then: Callable[[Window], None] | None = None
    waits: bool = True


def all_scenes() -> Iterator[Scene]:
    """Every state that was designed.

    Yields:
        One after the other; each begins a document of its own.
    """
    from jacviz.session.document import Document
    from jacviz.session.examples import load

    worked = load("worked-example")
    yield Scene("worked-example", worked, _rest)
    yield Scene("image-to-class", load("image-to-class"), _rest)
    yield Scene("softmax", load("softmax"), _rest)
    matrix = Document(title="64 x 64", language="python", python=MATRIX_64)
    yield Scene("64x64", matrix, _rest)
    yield Scene("large-type", worked, lambda window: _set(window, font_scale=1.5))
    yield from _descents(worked)
    yield Scene("empty", Document())
    endless = Document(title="Endless", language="python", python=ENDLESS)
    yield Scene("busy", worked, lambda window: _endless(window, deadline=600.0))
    yield Scene("busy-at-first", endless, lambda window: wait(lambda: False, 2.2), waits=False)
    yield Scene("stale", worked, _break_syntax)
    yield Scene("failed", Document(title="Failed", maths=SYNTAX_ERROR))
    yield Scene("stopped", worked, lambda window: _endless(window, deadline=0.6))
    yield Scene("hover", worked, _hover)
    yield Scene("hover-large", load("image-to-class"), _hover)
    yield Scene("examples", worked, lambda window: window.function_panel.show_examples())
    yield Scene("reference", worked, lambda window: window.show_reference())
    yield Scene("palette", worked, lambda window: window.show_palette())
    yield Scene("preferences", worked, lambda window: window.show_preferences())


def _descents(worked: Document) -> Iterator[Scene]:
    from jacviz.experiment.data import MoonsData
    from jacviz.experiment.recipes import SGD, Adam
    from jacviz.experiment.settings import Mlp, ObjectiveSettings, RiskSettings
    from jacviz.session.landscape.settings import Landscape, PlaneSettings, Sight, Starts

    def scene(name: str, landscape: Landscape, page: str = "curves", *, step: int = SHOWN_STEP) -> Scene:
        return Scene(name, replace(worked, landscape=landscape), lambda window: _descend(window, page, step))

    yield scene("descent", Landscape())
    himmelblau = ObjectiveSettings(objective="himmelblau")
    seen = Sight(basins=True, critical=True)
    yield scene("basins", Landscape(problem=himmelblau, sight=seen, starts=Starts(count=12)), "points")
    moons = RiskSettings(model=Mlp(sizes=(8,)), data=MoonsData())
    plane = PlaneSettings(kind="components")
    yield scene("network", Landscape(problem=moons, recipes=(Adam(lr=0.02),), plane=plane), step=500)
    both = (SGD(lr=0.05), SGD(lr=0.05, momentum=0.9), Adam(lr=0.1))
    yield scene("optimisers", Landscape(recipes=both, suggest_rate=False), "step", step=20)
    yield scene("many-starts", Landscape(starts=Starts(count=1000, spread="grid")), step=25)
    yield scene("diverged", Landscape(recipes=(SGD(lr=0.45),), suggest_rate=False))
    yield scene("descent-settings", Landscape(), "settings")
    linked = replace(worked, landscape=Landscape())
    yield Scene("linked", linked, _link)


def _rest(window: Window) -> None:
    _descend(window, "curves", SHOWN_STEP)


def _descend(window: Window, page: str, step: int) -> None:
    loop = window.studio.landscape
    wait(lambda: loop.results.run is not None and loop.results.surface is not None)
    wait(lambda: not (loop.results.descending or loop.results.surfacing or loop.results.basins_running))
    window.landscape_panel.show_page(page)
    loop.playhead.pause()
    loop.playhead.go_to(step)
    if page == "points":
        loop.find_critical_points()
        wait(lambda: loop.results.critical is not None)
    if page == "step":
        wait(lambda: loop.results.terms is not None)
    wait(lambda: False, 0.6)


def _link(window: Window) -> None:
    loop = window.studio.landscape
    _descend(window, "step", SHOWN_STEP)
    loop.set_link(True)
    wait(lambda: loop.results.minibatch_step == SHOWN_STEP)


def _set(window: Window, **fields: float) -> None:
    window.studio.change_settings(replace(window.studio.settings, **fields))  # type: ignore[arg-type]


def _endless(window: Window, deadline: float) -> None:
    _set(window, deadline=deadline)
    studio = window.studio
    studio.update(replace(studio.document, language="python", python=ENDLESS))
    wait(lambda: studio.results.failure is not None, 2.2)


def _break_syntax(window: Window) -> None:
    studio = window.studio
    studio.update(studio.document.with_source(SYNTAX_ERROR))
    wait(lambda: studio.results.failure is not None)


def _hover(window: Window) -> None:
    from PySide6.QtCore import QEvent, QPointF, Qt
    from PySide6.QtGui import QMouseEvent
    from PySide6.QtWidgets import QApplication

    matrix = window.jacobian_panel.board.matrix
    place = QPointF(matrix.width() * 0.45, matrix.height() * 0.7)
    globally, none = matrix.mapToGlobal(place), Qt.MouseButton.NoButton
    event = QMouseEvent(QEvent.Type.MouseMove, place, globally, none, none, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(matrix, event)


def wait(done: Callable[[], bool], longest: float = LONGEST) -> None:
    """Turn the event loop until something is so, or for a while.

    Raises:
        TimeoutError: An answer never came; a shorter time may pass.
    """
    from PySide6.QtWidgets import QApplication

    deadline = time.monotonic() + longest
    while not done():
        if time.monotonic() > deadline:
            if longest == LONGEST:
                raise TimeoutError(f"no answer came within {LONGEST:.0f} s")
            return
        QApplication.processEvents()
        time.sleep(0.01)
