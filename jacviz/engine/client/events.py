"""What the client tells the window."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from jacviz.engine.messages import Hello, Progress, Reply
from jacviz.session.results import EngineState


@dataclass(frozen=True)
class StateChanged:
    """The engine that answers JacobianTasks is in another state.

    Attributes:
        state: "starting" until its first hello; "ready"; "busy" once a task has run for a tenth of a second;
            "restarting" after a kill or a death; "failed" where no engine can be had.
    """

    state: EngineState


# Progress comes for the newest request alone, and once its passes are under way: its total is never 0.
Event: TypeAlias = Hello | Reply | Progress | StateChanged
