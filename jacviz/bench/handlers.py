"""The longest turn of the window's event loop while its user does one thing after the other.

No handler may hold the window up for longer than a frame. A turn is at least as long as the longest handler
in it, and what it waits for other processes is not counted.

python -m jacviz.bench.handlers
"""

from __future__ import annotations

import json
import os
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from jacviz.bench.drags import until
from jacviz.bench.figures import Figure, median
from jacviz.session.examples import all_examples, load
from jacviz.session.settings import Appearance
from jacviz.ui import theme
from jacviz.ui.app import application, open_window
from jacviz.ui.window import Window

GOAL = 16.0  # ms
ROUNDS = 7
REST = 0.4  # seconds in which what was put off has its turn
TYPED = " + sin(x2)"


@dataclass(frozen=True)
class Thing:
    """What a user does.

    Attributes:
        name: As the figure says it.
        ways: Wishes that are made in turn, each with what it leads to awaited before the next.
        once: Whether only the first time counts.
    """

    name: str
    ways: Sequence[Callable[[], object]]
    once: bool = False


def measure(window: Window, *, rounds: int = ROUNDS, examples: int | None = None) -> Iterator[Figure]:
    """Do one thing after the other.

    Args:
        window: The window, not shown yet.
        rounds: How often, where the first time is like the others.
        examples: How many of them are opened; None: all.

    Yields:
        The longest turn while a thing is done, the median over its rounds.
    """
    window.resize(1280, 800)
    for thing in _things(window, examples):
        longest = []
        for _ in range(1 if thing.once else rounds):
            for wish in thing.ways:
                longest.append(_longest(window, wish))
        about = "" if len(longest) == 1 else f"the longest of {len(longest)}: {max(longest):.1f} ms"
        yield Figure(f"longest turn: {thing.name}", median(longest), "ms", GOAL, about)


def _things(window: Window, examples: int | None) -> Iterator[Thing]:
    studio, resize = window.studio, window.resize
    yield Thing("the window opens", [window.show], once=True)
    there_and_back = [partial(_appearance, window, "dark"), partial(_appearance, window, "light")]
    yield Thing("from light to dark, and back", there_and_back)
    yield Thing("another type size, and back", [partial(_scale, window, 1.2), partial(_scale, window, 1.0)])
    for page in ("settings", "step", "points"):
        yield Thing(f"first look at {page}", [partial(window.landscape_panel.show_page, page)], once=True)
    window.landscape_panel.show_page("curves")
    yield Thing("the window is resized", [partial(resize, 1200, 760), partial(resize, 1280, 800)])
    yield Thing("letters are typed", [partial(_type, window, letter) for letter in TYPED], once=True)
    opened = [load(example.name) for example in all_examples()[:examples]]
    yield Thing("an example is opened", [partial(studio.update, document) for document in opened], once=True)
    if QApplication.platformName() != "offscreen":
        yield Thing("first look at three dimensions", [partial(_three, window, True)], once=True)
        yield Thing(
            "to two dimensions, and back", [partial(_three, window, False), partial(_three, window, True)]
        )


def _longest(window: Window, wish: Callable[[], object]) -> float:
    """Make a wish, and wait until the window has come to rest.

    Returns:
        Milliseconds of processor time of the longest turn, the wish itself among them.
    """
    begun = time.thread_time()
    wish()
    handled = (time.thread_time() - begun) * 1e3
    answered = until(lambda: _rests(window))
    pause = time.monotonic() + REST
    return max(handled, answered, until(lambda: time.monotonic() > pause))


def _rests(window: Window) -> bool:
    results, surface = window.studio.results, window.studio.landscape.results
    answered = results.generation == results.wanted and (results.failure or results.products) is not None
    moved = surface.run is not None and not surface.descending and not surface.surfacing
    return answered and moved and _has_its_picture(window)


def _has_its_picture(window: Window) -> bool:
    panel = window.landscape_panel
    if not window.studio.document.landscape.sight.three_d or not panel.three_d.isEnabled():
        return True
    return panel.solid is not None and panel.solid.scene.complete


def _appearance(window: Window, appearance: Appearance) -> None:
    window.studio.change_settings(replace(window.studio.settings, appearance=appearance))


def _scale(window: Window, scale: float) -> None:
    window.studio.change_settings(replace(window.studio.settings, font_scale=scale))


def _three(window: Window, wanted: bool) -> None:
    window.landscape_panel.wish_sight(three_d=wanted)


def _type(window: Window, letter: str) -> None:
    editor = window.function_panel.editor
    event = QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, letter)
    QApplication.sendEvent(editor, event)


def _run() -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ["JACVIZ_CONFIG_DIR"] = folder
        application()
        window = open_window()
        _appearance(window, "light")
        theme.current().recolouring.finish()
        for figure in measure(window):
            print(json.dumps(figure.as_json()), flush=True)
        window.close()
        window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


if __name__ == "__main__":
    _run()
