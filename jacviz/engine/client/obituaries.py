"""Requests whose workers have ended, as long as it is not known how."""

from __future__ import annotations

import math
from dataclasses import dataclass

from jacviz.engine.client.lane import Lane
from jacviz.engine.messages import Request

STATUS_PATIENCE = 1.0  # seconds to learn how a worker ended before the user is told without it


@dataclass(frozen=True)
class Obituary:
    """A request whose worker has ended.

    Attributes:
        lane: Where the request came from.
        request: The request.
        until: When to stop waiting for the worker's status.
    """

    lane: Lane
    request: Request
    until: float


class Obituaries:
    """Those that wait for the status of their worker, by its number."""

    def __init__(self) -> None:
        self._waiting: dict[int, Obituary] = {}

    def add(self, number: int, lane: Lane, request: Request, now: float) -> None:
        """A worker has ended while it was at a request."""
        self._waiting[number] = Obituary(lane, request, now + STATUS_PATIENCE)

    def pop(self, number: int) -> Obituary | None:
        """No longer wait for one.

        Returns:
            It, or None where nothing was asked of that worker.
        """
        return self._waiting.pop(number, None)

    def due(self, now: float) -> list[int]:
        """Those that have waited long enough.

        Returns:
            Numbers of workers.
        """
        return [number for number, obituary in self._waiting.items() if now >= obituary.until]

    def next_clock(self) -> float:
        """When the next one has waited long enough.

        Returns:
            A time of the monotonic clock, or infinity.
        """
        return min((obituary.until for obituary in self._waiting.values()), default=math.inf)
