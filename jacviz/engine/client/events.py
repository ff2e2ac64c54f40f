"""What the client tells the window."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from jacviz.engine.messages import Hello, Partial, Progress, Reply
from jacviz.session.results import EngineState


@dataclass(frozen=True)
class StateChanged:
    """The engine that answers JacobianTasks is in another state.

    Attributes:
        state: "starting" until its first hello; "ready"; "busy" once a task has run for a tenth of a second;
            "restarting" after a kill or a death; "failed" where no engine can be had.
    """

    state: EngineState


# Partials and Progress come for the newest request of their class alone. A Progress's total is never 0: it
# comes once the passes of a Jacobian are under way, or while a file is read.
Event: TypeAlias = Hello | Reply | Partial | Progress | StateChanged
