"""Painting beside the event loop: a thread that ends with its result, the newest wish first."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from threading import Thread
from typing import TypeAlias

from PySide6.QtCore import QObject, Qt, Signal

from jacviz.ui.publish.fairness import short_turns

Work: TypeAlias = Callable[[], object]


class Worker(QObject):
    """Does one thing at a time; of those that wait, only the newest is done.

    Signals:
        done(object): What the newest work gave, or the exception that it raised.
    """

    done = Signal(object)
    _delivered = Signal(object)

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        """Nothing is done yet.

        Args:
            name: Of the thread.
            parent: The owner.
        """
        super().__init__(parent)
        self._name = name
        self._running = False
        self._waiting: Work | None = None
        self._thread: Thread | None = None
        self._delivered.connect(self._receive, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        """Whether something is being done."""
        return self._running

    def do(self, work: Work) -> None:
        """Do something as soon as what is being done is done; returns at once.

        Args:
            work: Called on another thread; it must not touch widgets.
        """
        if self._running:
            self._waiting = work
        else:
            self._start(work)

    def end(self) -> None:
        """Wait for what is being done, and do no more."""
        self._waiting = None
        self._delivered.disconnect(self._receive)
        if self._thread is not None:
            self._thread.join()

    def _start(self, work: Work) -> None:
        self._running = True
        self._thread = Thread(target=self._work, args=(work,), name=self._name, daemon=True)
        self._thread.start()

    def _work(self, work: Work) -> None:
        result: object
        try:
            with short_turns():
                result = work()
        except Exception as problem:  # told by whoever hears `done`
            result = problem
        with suppress(RuntimeError):  # the owner is gone meanwhile
            self._delivered.emit(result)

    def _receive(self, result: object) -> None:
        waiting, self._waiting = self._waiting, None
        self._running = False
        if waiting is not None:
            self._start(waiting)  # what is newer is on its way
        else:
            self.done.emit(result)
