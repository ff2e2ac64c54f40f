"""What the preview of a film needs from the engine: asked for once nothing changes any more, and kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal

from jacviz.engine.messages import Task
from jacviz.session.film import FilmError
from jacviz.ui.publish.asking import Asking
from jacviz.ui.publish.film_frames import Answers

_PATIENCE = 250  # ms after the last change until an engine is started


@dataclass(frozen=True, eq=False)
class Key:
    """What answers belong to.

    Attributes:
        same: Objects that must be the very same ones.
        equal: What must be equal.
    """

    same: tuple[object, ...]
    equal: tuple[object, ...]

    def fits(self, other: Key | None) -> bool:
        """Whether the same answers belong to another one.

        Args:
            other: The other one; None: none.

        Returns:
            True where they do.
        """
        if other is None or self.equal != other.equal or len(self.same) != len(other.same):
            return False
        return all(one is two for one, two in zip(self.same, other.same, strict=True))


class Rehearsal(QObject):
    """Has the newest questions answered by an engine of their own, which ends with the last answer.

    Signals:
        progress(int, int): So many of so many answers are there.
        ready(): All of them are.
        failed(Exception): There are none; a FilmError says why.
    """

    progress = Signal(int, int)
    ready = Signal()
    failed = Signal(Exception)

    def __init__(self, parent: QObject | None = None) -> None:
        """Ask nothing yet."""
        super().__init__(parent)
        self._key: Key | None = None
        self._tasks: Sequence[Task] = ()
        self._limits = (0.0, 0)
        self._answers: Answers | None = None
        self._problem = ""
        self._asking: Asking | None = None
        self._ending: Asking | None = None  # the one before
        self._wait = QTimer(self, singleShot=True, interval=_PATIENCE)
        self._wait.timeout.connect(self._begin)

    def answers(self, key: Key) -> Answers | None:
        """The answers, where they are there.

        Args:
            key: What they belong to.

        Returns:
            None where others, or none, are there.
        """
        return self._answers if key.fits(self._key) else None

    def ask(self, key: Key, tasks: Sequence[Task], deadline: float, memory_limit: int) -> None:
        """Have something answered, in the place of what was asked before; the same is not asked twice.

        Args:
            key: What the answers belong to.
            tasks: The questions; none: there will be no answers.
            deadline: Seconds that one answer may take.
            memory_limit: Bytes that the engine may hold.
        """
        if key.fits(self._key):
            if self._problem:
                self.failed.emit(FilmError(self._problem))
            return
        self.stop()
        self._key, self._tasks, self._limits = key, tasks, (deadline, memory_limit)
        self._answers, self._problem = None, ""
        if tasks:
            self._wait.start()

    def stop(self) -> None:
        """Wait for nothing any more; what is answered is kept."""
        self._wait.stop()
        if self._asking is not None:
            self._asking.close()
            if self._ending is not None:
                self._ending.deleteLater()
            self._asking, self._ending = None, self._asking
        if self._answers is None and not self._problem:
            self._key = None

    def end(self) -> None:
        """The window closes: wait until no engine is left."""
        last = self._asking or self._ending
        self.stop()
        if last is not None:
            last.end()

    def _begin(self) -> None:
        asking = self._asking = Asking(self._tasks, *self._limits, self)
        count = len(self._tasks)
        asking.progress.connect(lambda done: self.progress.emit(done, count))
        asking.finished.connect(self._take)
        asking.failed.connect(self._fail)
        self.progress.emit(0, count)

    def _take(self, answers: Answers) -> None:
        self._answers = answers
        self.ready.emit()

    def _fail(self, sentence: str) -> None:
        self._problem = sentence
        self.failed.emit(FilmError(sentence))
