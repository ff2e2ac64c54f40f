"""What came back for a Document. Panels draw (Document, Results) and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from jacviz.engine.messages import Failure, JacobianAnswer
from jacviz.session.products import Products

# "failed": no engine can be had (torch is missing, say); Results.failure has the sentence.
EngineState: TypeAlias = Literal["starting", "ready", "busy", "restarting", "failed"]


@dataclass(frozen=True, eq=False)
class Results:
    """The newest answers.

    Attributes:
        generation: The generation of the newest answer, good or bad.
        wanted: The generation that was asked for last; larger than `generation` while the engine works.
        jacobian: The last good answer, or None before the first.
        products: u^T J, J v and u^T J v for `jacobian` and the document's weights; None without `jacobian`.
        failure: Why the newest answer is not good; None when it is. With a failure, `jacobian` is stale.
        engine: What the engine's process is doing.
        devices: The devices that the engine offers.
        progress: How many passes of the Jacobian that is wanted are done, and of how many; None where that is
            not known or not worth telling.
        waits: Whether f is Python that came with a file, which runs when the user says so: nothing is asked.
    """

    generation: int = 0
    wanted: int = 0
    jacobian: JacobianAnswer | None = None
    products: Products | None = None
    failure: Failure | None = None
    engine: EngineState = "starting"
    devices: tuple[str, ...] = field(default=("cpu",))
    progress: tuple[int, int] | None = None
    waits: bool = False

    @property
    def stale(self) -> bool:
        """Whether the Jacobian shown belongs to an older text or point than the one that failed."""
        return self.failure is not None and self.jacobian is not None
