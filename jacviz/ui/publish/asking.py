"""Jacobians along the way of x, asked of an engine of their own, one after the other.

The window's engine answers the newest question about a Jacobian and forgets older ones; a film needs all of
them, and must not wait for what the user does meanwhile.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt, Signal

from jacviz.engine.client import EngineClient, Event
from jacviz.engine.messages import Failure, JacobianAnswer, Reply
from jacviz.notation import ended
from jacviz.session.document import Document
from jacviz.session.film import FilmError
from jacviz.session.planning import jacobian_task
from jacviz.ui.publish.sweeps import require_room


class Asking(QObject):
    """Has the Jacobians of some documents computed.

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
        documents: Sequence[Document],
        deadline: float,
        memory_limit: int,
        parent: QObject | None = None,
    ) -> None:
        """Start an engine.

        Args:
            documents: Of one function, their vectors fitted to it.
            deadline: Seconds that one Jacobian may take.
            memory_limit: Bytes that the engine may hold.
            parent: The owner.
        """
        super().__init__(parent)
        self._documents, self._limit = documents, memory_limit
        self._answers: list[JacobianAnswer] = []
        self._awaited = -1
        self._arrived.connect(self._receive, Qt.ConnectionType.QueuedConnection)
        self._client = EngineClient(self._arrived.emit, deadline=deadline, memory_limit=memory_limit)
        self._client.start()
        self._ask()

    def close(self) -> None:
        """End the engine; nothing is told any more."""
        self._awaited = -1
        self._client.close()

    def _ask(self) -> None:
        document = self._documents[len(self._answers)]
        self._awaited = self._client.submit(jacobian_task(document, self._limit))

    def _receive(self, event: Event) -> None:
        if not isinstance(event, Reply) or event.generation != self._awaited:
            return
        answer = event.answer
        if not isinstance(answer, JacobianAnswer):
            told = answer.sentence if isinstance(answer, Failure) else "The engine said something unexpected"
            self._fail(ended(told))
            return
        try:
            require_room(answer, len(self._documents))
        except FilmError as error:
            self._fail(str(error))
            return
        self._answers.append(answer)
        self.progress.emit(len(self._answers))
        if len(self._answers) < len(self._documents):
            self._ask()
        else:
            self.close()
            self.finished.emit(self._answers)

    def _fail(self, sentence: str) -> None:
        self.close()
        self.failed.emit(sentence)
