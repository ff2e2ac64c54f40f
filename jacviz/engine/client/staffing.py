"""Keeps a worker in each lane: starts, renewals, retries, and the point where trying ends."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Literal, TypeAlias

from jacviz.engine.client.lane import Lane
from jacviz.engine.client.workers import Worker, WorkerSource, source_of
from jacviz.engine.launch import ForkServerProcess, Launch, launch_fork_server, launch_fresh
from jacviz.engine.messages import Failure, Request

RETRIES = (0.0, 0.1, 0.5, 1.0, 2.0)  # seconds before each new start in a row that fails
RETRY_AFTER = 10.0  # seconds after which a new task may try again what could not be started
WARM_AFTER = 0.3  # quiet seconds before the fork server is sent to import torch's lazy parts

Warmth: TypeAlias = Literal["cold", "planned", "ordered", "warm"]


class Staff:
    """The source of workers, and when to ask it for one.

    Attributes:
        source: Where workers come from; None while there is none.
        broken: Why no worker can be had; None as long as one can.
    """

    def __init__(self, lanes: Iterable[Lane], renewed: Iterable[Lane]) -> None:
        """Nothing is started.

        Args:
            lanes: The lanes to keep staffed.
            renewed: Those whose workers are exchanged once the fork server is warm.
        """
        self.source: WorkerSource | None = None
        self.broken: Failure | None = None
        self._lanes = tuple(lanes)
        self._renewed = tuple(renewed)
        self._forks = False
        self._failed_starts = 0
        self._start_at = -math.inf
        self._warmth: Warmth = "cold"
        self._warm_at = math.inf
        self._reserve: Worker | None = None  # at hand while the fork server imports and starts none

    def begin(self, launched: Launch) -> None:
        """Go on from a process that was launched."""
        self._forks = isinstance(launched, ForkServerProcess)
        self.source = source_of(launched)

    def next_clock(self, now: float) -> float:
        """When there is something to do even if nothing arrives.

        Returns:
            A time of the monotonic clock, or infinity.
        """
        clocks = [self._warm_at]
        if self.broken is None and any(lane.needs_worker for lane in self._lanes):
            clocks.append(self._start_at)
        if self.source and self.source.interval is not None:
            clocks.append(now + self.source.interval)
        return min(clocks)

    def start(self, now: float) -> None:
        """Start the workers that are needed, unless the last start failed a moment ago."""
        if self.broken or now < self._start_at:
            return
        for lane in self._lanes:
            if lane.needs_worker:
                if self.source is None:
                    self.source = source_of(launch_fork_server() if self._forks else launch_fresh())
                reserve, self._reserve = self._reserve, None
                lane.attach(reserve or self.source.spawn())

    def dismiss(self, lane: Lane) -> Request | None:
        """Kill a lane's worker.

        Returns:
            The request that it was at.
        """
        worker = lane.worker
        request = lane.discard()
        if worker and self.source:
            self.source.kill(worker)
        return request

    def lose_source(self) -> None:
        """The source is gone; a new one is started with the next worker."""
        self._dismiss_reserve()
        self.source = None
        self._warmth, self._warm_at = "cold", math.inf

    def started(self) -> None:
        """A worker has said hello."""
        self._failed_starts = 0

    def failed_to_start(self, now: float) -> bool:
        """A worker has ended before it said hello.

        Returns:
            Whether it is worth another try, which is then made after a moment.
        """
        self._failed_starts += 1
        if self._failed_starts >= len(RETRIES):
            return False
        self._start_at = now + RETRIES[self._failed_starts]
        return True

    def give_up(self, failure: Failure, now: float) -> None:
        """No worker can be had, for now; every lane has lost its worker."""
        if self.source:
            self.source.close()
        self.lose_source()
        self.broken = failure
        self._start_at = now + RETRY_AFTER

    def may_retry(self, now: float) -> bool:
        """Begin anew where the last attempt is long ago.

        Returns:
            Whether workers are started again.
        """
        if self.broken and now >= self._start_at:
            self.broken, self._failed_starts = None, 0
        return self.broken is None

    def end(self) -> None:
        """End every process."""
        for lane in self._lanes:
            self.dismiss(lane)
        self._dismiss_reserve()
        if self.source:
            self.source.close()

    def _dismiss_reserve(self) -> None:
        worker, self._reserve = self._reserve, None
        if worker and worker.channel:
            worker.channel.close()
        if worker and self.source:
            self.source.kill(worker)

    # --- warmth ------------------------------------------------------------------------------------------

    def plan_warming(self, now: float) -> None:
        """Something was answered: torch's lazy parts may be imported when it is quiet."""
        if self._warmth in {"cold", "planned"}:
            self._warmth, self._warm_at = "planned", now + WARM_AFTER

    def is_warm(self) -> None:
        """Workers spawned from now on are better than those at hand."""
        self._dismiss_reserve()
        for lane in self._renewed:
            lane.renewing = lane.ready
        self._warmth = "warm"

    def check_warmth(self, now: float) -> None:
        """Order the lazy imports, and exchange workers afterwards, each when nothing is asked of it."""
        if now >= self._warm_at:
            self._warm_at = math.inf
            if not all(lane.idle for lane in self._lanes):
                self.plan_warming(now)
            elif self.source:
                self._warmth = "ordered"
                self._reserve = self.source.warm()
        for lane in self._renewed:
            if lane.renewing and lane.ready and lane.idle:
                self.retire(lane)

    def retire(self, lane: Lane) -> None:
        """End a worker that has nothing to do."""
        request = self.dismiss(lane)
        if request:  # submitted in this very moment
            lane.put_back(request)
