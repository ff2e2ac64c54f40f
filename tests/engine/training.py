"""What the tests of training tasks share: problems, and what a descent says on its way."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from jacviz.engine.client import Event
from jacviz.engine.messages import Answer, Failure, Partial, Reply
from jacviz.engine.training_messages import (
    Array,
    Content,
    DescentAnswer,
    DescentBegun,
    DescentChunk,
    DescentCurvature,
    TrainingTask,
)
from jacviz.experiment.data import BlobsData, MoonsData, SineData
from jacviz.experiment.settings import Mlp, ObjectiveSettings, RiskSettings, Source
from tests.engine.conftest import Engine, failure

LINE = RiskSettings()
ROSENBROCK = ObjectiveSettings(objective="rosenbrock")
MOONS = RiskSettings(model=Mlp(sizes=(4,)), data=MoonsData(count=60))
BLOBS = RiskSettings(model=Mlp(sizes=(4,)), data=BlobsData(count=60))
SINE = RiskSettings(model=Mlp(sizes=(4,)), data=SineData(count=50))
ENDLESS = ObjectiveSettings(
    objective=Source(
        language="python",
        text="calls = 0\ndef f(x):\n    global calls\n    calls += 1\n    while calls > 3: pass\n"
        "    return (x ** 2).sum()\nx0 = [1.0, 2.0]",
    )
)


def objective(text: str) -> ObjectiveSettings:
    return ObjectiveSettings(objective=Source(language="python", text=text))


@dataclass
class Told:
    """What one task was answered, part after part."""

    parts: list[Content] = field(default_factory=list)
    answer: Answer | None = None

    @property
    def begun(self) -> DescentBegun:
        first = self.parts[0]
        assert isinstance(first, DescentBegun)
        return first

    @property
    def chunks(self) -> list[DescentChunk]:
        return [part for part in self.parts if isinstance(part, DescentChunk)]

    @property
    def curvature(self) -> DescentCurvature:
        (found,) = (part for part in self.parts if isinstance(part, DescentCurvature))
        return found

    @property
    def summary(self) -> DescentAnswer:
        assert isinstance(self.answer, DescentAnswer), self.answer
        return self.answer

    def joined(self, name: str) -> Array:
        """One array of all chunks along the steps."""
        stretches = [getattr(chunk, name) for chunk in self.chunks]
        if name in {"points", "losses"}:  # each begins where the one before ended
            stretches = [stretches[0], *(stretch[:, :, 1:] for stretch in stretches[1:])]
        return np.concatenate(stretches, axis=2)


def told(engine: Engine, task: TrainingTask) -> Told:
    """Ask, and collect what comes."""
    return collected(engine, engine.client.submit(task))


def collected(engine: Engine, generation: int) -> Told:
    found = Told()

    def is_last(event: Event) -> bool:
        if isinstance(event, Partial) and event.generation == generation:
            found.parts.append(event.content)
        return isinstance(event, Reply) and event.generation == generation

    last = engine.wait(is_last)
    assert isinstance(last, Reply)
    found.answer = last.answer
    return found


def first_chunk(engine: Engine, generation: int) -> None:
    """Wait until a descent is under way."""
    engine.wait(
        lambda event: (
            isinstance(event, Partial)
            and event.generation == generation
            and isinstance(event.content, DescentChunk)
        )
    )


def refused(engine: Engine, task: TrainingTask) -> str:
    """Why a task has no answer that fits it."""
    answer: Failure = failure(engine.ask(task))
    assert answer.kind == "execution"
    return answer.sentence
