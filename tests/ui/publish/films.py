"""What films are drawn from in tests: the real engine's answers, asked once."""

from __future__ import annotations

from functools import lru_cache

from jacviz.cli.computing import Need
from jacviz.session.document import Document
from jacviz.session.landscape.settings import Landscape
from jacviz.ui.publish.material import Material
from tests.lasting import computed

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


def _computed(document: Document, needs: tuple[Need, ...]) -> Material:
    found = computed(document, needs)
    return Material(found.document, found.results, found.landscape, found.step)
