"""The questions of a film, asked of an engine of their own, one after the other.

The window's engine answers the newest question of a kind and forgets older ones; a film needs all of them,
and must not wait for what the user does meanwhile.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from PySide6.QtCore import QObject, Qt, Signal

from jacviz.engine.client import EngineClient, Event
from jacviz.engine.messages import JacobianAnswer, Reply, Task
from jacviz.engine.training_messages import MomentAnswer
from jacviz.session.film import FilmError
from jacviz.ui.publish.questions import accepted


class Asking(QObject):
    """Has answers to some questions computed.

    Signals:
        progress(int): So many are there.
        finished(list): All of them, in their order.
        failed(str): Why there are none, one sentence.
    """

    progress = Signal(int)
    finished = Signal(list)
    failed = Signal(str)
    _arrived = Signal(object)

    def __init__(
        self,
        tasks: Sequence[Task],
        deadline: float,
        memory_limit: int,
        parent: QObject | None = None,
    ) -> None:
        """Start an engine.

        Args:
            tasks: At least one, from `questions`.
            deadline: Seconds that one answer may take.
            memory_limit: Bytes that the engine may hold.
            parent: The owner.
        """
        super().__init__(parent)
        self._tasks = tasks
        self._answers: list[JacobianAnswer | MomentAnswer] = []
        self._awaited = -1
        self._arrived.connect(self._receive, Qt.ConnectionType.QueuedConnection)
        self._client = EngineClient(self._deliver, deadline=deadline, memory_limit=memory_limit)
        self._client.start()
        self._ask()

    def close(self) -> None:
        """End the engine, without waiting for it; nothing is told any more."""
        self._awaited = -1
        self._client.close(wait=False)

    def end(self) -> None:
        """The same, and wait until it has ended."""
        self._awaited = -1
        self._client.close()

    def _ask(self) -> None:
        self._awaited = self._client.submit(self._tasks[len(self._answers)])

    def _deliver(self, event: Event) -> None:
        with suppress(RuntimeError):  # the owner is gone meanwhile
            self._arrived.emit(event)

    def _receive(self, event: Event) -> None:
        if not isinstance(event, Reply) or event.generation != self._awaited:
            return
        try:
            self._answers.append(accepted(event.answer, len(self._tasks)))
        except FilmError as error:
            self._fail(str(error))
            return
        self.progress.emit(len(self._answers))
        if len(self._answers) < len(self._tasks):
            self._ask()
        else:
            self.close()
            self.finished.emit(self._answers)

    def _fail(self, sentence: str) -> None:
        self.close()
        self.failed.emit(sentence)
