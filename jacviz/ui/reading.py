"""Files read beside the event loop: a slow disk or a large document does not hold the window up."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Lock, Thread

from PySide6.QtCore import QObject, Qt, QTimer, Signal

PATIENCE = 300  # ms after which a reading is spoken of


class Reading(QObject):
    """Reads one file at a time for the user: of two, only the newer one is told of.

    Signals:
        done(object, object): The path, and what was read or the exception that says why nothing was.
        slow(object): The path of a file that takes a while.
    """

    done = Signal(object, object)
    slow = Signal(object)
    _delivered = Signal(int, object, object)

    def __init__(self, parent: QObject) -> None:
        """Read nothing yet.

        Args:
            parent: The owner.
        """
        super().__init__(parent)
        self._newest = 0
        self._lock = Lock()
        self._thread: Thread | None = None
        self._path = Path()
        self._wait = QTimer(self, singleShot=True, interval=PATIENCE)
        self._wait.timeout.connect(lambda: self.slow.emit(self._path))
        self._delivered.connect(self._receive, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        """Whether a file is being read."""
        return self._thread is not None

    def begin(self, path: Path, read: Callable[[Path], object]) -> None:
        """Read a file; returns at once.

        Args:
            path: The file.
            read: Reads it, on another thread.
        """
        with self._lock:
            self._newest += 1
        self._path = path
        self._thread = Thread(target=self._read, args=(self._newest, path, read), name="reading", daemon=True)
        self._thread.start()
        self._wait.start()

    def end(self) -> None:
        """Tell of nothing any more, and wait for nothing: a dead disk may never answer."""
        with self._lock:
            self._newest += 1
        self._wait.stop()
        self._thread = None

    def _read(self, number: int, path: Path, read: Callable[[Path], object]) -> None:
        result: object
        try:
            result = read(path)
        except Exception as problem:  # a file from anywhere must not take the window along
            result = problem
        with self._lock:  # of what nobody waits for nothing is sent: this object may be gone
            if number == self._newest:
                self._delivered.emit(number, path, result)

    def _receive(self, number: int, path: Path, result: object) -> None:
        if number == self._newest and self._thread is not None:
            self._thread = None
            self._wait.stop()
            self.done.emit(path, result)
