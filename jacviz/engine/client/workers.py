"""Where workers come from: a fork server on Linux, a fresh process each elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from socket import socket
from typing import Protocol, TypeAlias

from jacviz.engine.client.channel import Channel
from jacviz.engine.launch import ForkServerProcess, Launch
from jacviz.engine.messages import Failure


@dataclass(eq=False)
class Worker:
    """One worker, from the wish for it to its end.

    Attributes:
        number: Its number; never used twice by one source.
        channel: The connection to it; None until a fresh process has connected.
    """

    number: int
    channel: Channel | None = None


@dataclass(frozen=True)
class Warm:
    """Workers spawned from now on have torch's lazy parts."""


@dataclass(frozen=True)
class Ended:
    """A worker's process has ended.

    Attributes:
        number: The worker's number.
        status: Exit status, or the signal's number below zero; None where it is not known.
    """

    number: int
    status: int | None


@dataclass(frozen=True)
class Gone:
    """The source itself has ended, and every worker of it.

    Attributes:
        status: As in `Ended`.
    """

    status: int | None


@dataclass(frozen=True, eq=False)
class Broken:
    """No worker can be had from this source, nor from another like it.

    Attributes:
        failure: Why, in words for the user.
    """

    failure: Failure


Notice: TypeAlias = Warm | Ended | Gone | Broken


class WorkerSource(Protocol):
    """What the client asks for workers. No method waits for a process, but for `close`."""

    @property
    def sockets(self) -> tuple[socket, ...]:
        """Sockets that become readable when there are notices."""

    @property
    def interval(self) -> float | None:
        """Seconds after which `notices` is worth a call without a socket being readable; None for never."""

    def spawn(self) -> Worker:
        """Begin to start a worker."""

    def kill(self, worker: Worker) -> None:
        """End a worker, whatever it is doing."""

    def warm(self) -> Worker | None:
        """Have torch's lazy parts imported, for workers to come; `Warm` follows where that is possible.

        A source that cannot start a worker meanwhile returns one to hold in reserve until then.
        """

    def notices(self) -> list[Notice]:
        """What has happened since the last call."""

    def close(self) -> None:
        """End the source and its workers, within half a second."""


def source_of(launched: Launch) -> WorkerSource:
    """The source that goes on from a process that was launched early.

    Returns:
        A source of the same sort.
    """
    if isinstance(launched, ForkServerProcess):
        from jacviz.engine.client.forking import ForkServerSource

        return ForkServerSource(launched)
    from jacviz.engine.client.fresh import FreshSource

    return FreshSource(launched)
