"""What pictures are drawn from in tests: the real engine's answers, asked once."""

from __future__ import annotations

from functools import lru_cache

from jacviz.cli.computing import Need
from jacviz.experiment.data import MoonsData
from jacviz.experiment.recipes import SGD, Adam
from jacviz.experiment.settings import LogisticRegression, ObjectiveSettings, RiskSettings
from jacviz.session.document import Document
from jacviz.session.landscape.settings import Landscape
from jacviz.session.picture import Extent, extent_of
from jacviz.ui.publish.material import Material
from tests import lasting

WORKED = "x1^2 + x2 + x3\nx1 - x2 + x3"
PRESETS = {
    "screen": extent_of("1600x1000"),
    "slide": extent_of("1920x1080"),
    "column": Extent.of_millimetres(85, 60),
    "page": Extent.of_millimetres(170, 110),
    "4k": extent_of("3840x2160"),
    "8k": extent_of("7680x4320"),
}
_EVERYTHING: tuple[Need, ...] = ("jacobian", "run", "surface", "moment")


@lru_cache(maxsize=1)
def everything() -> Material:
    """The worked example, and the line experiment of 60 steps at its end."""
    return computed(Document(title="Worked example", maths=WORKED, landscape=Landscape(steps=60)))


@lru_cache(maxsize=1)
def optimisers() -> Material:
    """Two optimisers on Rosenbrock's function, and a Jacobian of 3 x 4."""
    landscape = Landscape(
        problem=ObjectiveSettings(objective="rosenbrock"),
        recipes=(SGD(lr=0.0005), Adam(lr=0.05)), suggest_rate=False, steps=80,
    )  # fmt: skip
    text = "sin(x1) x2\nx3 - x4^2\nx1 x2 x3 x4 / 7"
    return computed(Document(title="Two optimisers", maths=text, landscape=landscape))


@lru_cache(maxsize=1)
def classes() -> Material:
    """Logistic regression on two moons."""
    problem = RiskSettings(model=LogisticRegression(), data=MoonsData())
    return computed(Document(title="Moons", maths="x^2", landscape=Landscape(problem=problem, steps=40)))


@lru_cache(maxsize=1)
def large() -> Material:
    """A Jacobian of 90 x 80, on both sides of zero."""
    lines = [f"sin({i + 1} x{i % 80 + 1}) - x{(i * 7) % 80 + 1}" for i in range(90)]
    lines[0] += " + " + " + ".join(f"0 x{j + 1}" for j in range(80))
    return computed(Document(title="Large", maths="\n".join(lines)), ("jacobian",))


def computed(document: Document, needs: tuple[Need, ...] = _EVERYTHING, step: int | None = None) -> Material:
    """A document with all that the real engine says of it."""
    found = lasting.computed(document, needs, step)
    return Material(found.document, found.results, found.landscape, found.step)
