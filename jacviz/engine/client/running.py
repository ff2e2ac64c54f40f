"""What is known of the request that a worker is at."""

from __future__ import annotations

import math
from dataclasses import dataclass

from jacviz.engine.client.tasks import is_training
from jacviz.engine.messages import Request

BUSY_AFTER = 0.1  # seconds; shorter tasks are not worth a change on the screen
WATCH_EVERY = 0.05  # seconds between two looks at the memory of a task that runs
LONGEST_IMPORT = 30.0  # seconds that imports of torch's may take on top of the deadline


@dataclass
class Running:
    """A request that a worker has.

    Attributes:
        request: The request.
        since: When it was sent, in seconds of the monotonic clock.
        heard: When a part of a training task's answer came last: what comes in parts may take long, as long
            as the parts come. None before the first.
        outdated_since: When a newer request of its class arrived, or it was withdrawn; None while neither.
        withdrawn: Whether nobody wants an answer, whatever it is.
        told: Whether the worker was told that nobody wants this one.
        looked: When its memory was looked at last.
        passes: How many passes of the Jacobian are done, and of how many; None before f has returned.
        importing_since: When the worker began to import parts of torch for it; None while it does not.
        imported: Seconds that this has taken.
    """

    request: Request
    since: float
    heard: float | None = None
    outdated_since: float | None = None
    withdrawn: bool = False
    told: bool = False
    looked: float = -math.inf
    passes: tuple[int, int] | None = None
    importing_since: float | None = None
    imported: float = 0.0

    @property
    def in_parts(self) -> bool:
        """Whether the worker tells of it as it goes, and listens for a Withdraw meanwhile."""
        return is_training(self.request.task)

    def note(self, done: int, total: int, now: float) -> None:
        """Take word of how far it is; a total of 0 says that imports begin, any other that they are over."""
        if self.in_parts and total:
            self.hear(now)
            return
        if self.importing_since is not None:
            self.imported += now - self.importing_since
            self.importing_since = None
        if total:
            self.passes = done, total
        else:
            self.importing_since = now

    def hear(self, now: float) -> None:
        """A part of the answer has come: the deadline counts from here on."""
        self.heard, self.importing_since, self.imported = now, None, 0.0

    def must_end(self, deadline: float) -> float:
        """When its time is up, which imports do not use up.

        Returns:
            A time of the monotonic clock.
        """
        since = self.since if self.heard is None else self.heard
        if self.importing_since is None:
            return since + deadline + min(self.imported, LONGEST_IMPORT)
        return since + deadline + LONGEST_IMPORT

    @property
    def next_look(self) -> float:
        """When its memory is to be looked at."""
        return max(self.since + BUSY_AFTER, self.looked + WATCH_EVERY)
