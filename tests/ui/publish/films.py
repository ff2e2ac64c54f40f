"""What films are drawn from in tests: the real engine's answers, asked once."""

from __future__ import annotations

from functools import lru_cache

from jacviz.cli.computing import Computing
from jacviz.engine.launch import launch
from jacviz.session.document import Document
from jacviz.session.landscape.settings import Landscape
from jacviz.ui.publish.material import Material

LINE = Document(title="Line experiment", landscape=Landscape(steps=60))
WORKED = Document(title="Worked example", maths="x1^2 + x2 + x3\nx1 - x2 + x3")


@lru_cache(maxsize=4)
def descent() -> Material:
    """The line experiment, 60 steps."""
    return _computed(LINE, ("run", "surface"))


@lru_cache(maxsize=4)
def jacobian() -> Material:
    """The worked example."""
    return _computed(WORKED, ("jacobian",))


def _computed(document: Document, needs: tuple[str, ...]) -> Material:
    computing = Computing(launch(), 60, 4 << 30, lambda line: None)
    try:
        found = computing.compute(document, needs)
    finally:
        computing.close()
    return Material(found.document, found.results, found.landscape, found.step)
