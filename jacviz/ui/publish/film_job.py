"""A film in the making, beside everything else that the window does."""

from __future__ import annotations

import math
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread
from time import perf_counter

from PySide6.QtCore import QObject, Qt, Signal, SignalInstance

from jacviz.export.film.writer import FilmWriter
from jacviz.session.film import FilmFormat, FilmSettings
from jacviz.session.picture import PictureError
from jacviz.ui.publish.asking import Asking
from jacviz.ui.publish.fairness import short_turns
from jacviz.ui.publish.film_frames import Answers, check, frames_of
from jacviz.ui.publish.filming import fitted, reel_of, sample_places, writer_of
from jacviz.ui.publish.material import Material
from jacviz.ui.publish.questions import questions, with_heads

_NO_ROOM = "There is not enough memory for a film of this size; make it smaller."
_FAULT = "The film could not be drawn: a fault of jacviz. Try another size or view."
_DEADLINE, _MEMORY = 60.0, 4 << 30  # for an answer


class FilmJob(QObject):
    """Draws a film on a thread; another one encodes it and writes the file.

    Signals:
        progress(int, int, float): Steps that are done, all steps, and seconds that are left as far as known
            (nan before).
        finished(Path): The file is there.
        failed(str): There is none, one sentence says why.
    """

    progress = Signal(int, int, float)
    finished = Signal(Path)
    failed = Signal(str)
    _went = Signal(int)
    _told = Signal(object)

    def __init__(
        self,
        material: Material,
        film: FilmSettings,
        kind: FilmFormat,
        path: Path,
        parent: QObject | None = None,
        *,
        deadline: float = _DEADLINE,
        memory_limit: int = _MEMORY,
    ) -> None:
        """Nothing is done before `start`.

        Args:
            material: What is drawn; what changes in the window later is of no matter.
            film: What moves.
            kind: The format.
            path: Where to.
            parent: The owner.
            deadline: Seconds that an answer may take, where the film has to ask for some.
            memory_limit: Bytes that the engine may hold for it.
        """
        super().__init__(parent)
        self._material, self._film, self._kind, self.path = material, film, kind, path
        self._limits = (deadline, memory_limit)
        self._writer: FilmWriter | None = None
        self._asking: Asking | None = None
        self._asked = self._drawn = self._total = 0
        self._paced: tuple[int, float] | None = None  # how many steps were done when
        self._active = False
        self._given_up = Event()
        self._thread: Thread | None = None
        self._went.connect(self._note_frame, Qt.ConnectionType.QueuedConnection)
        self._told.connect(self._hear, Qt.ConnectionType.QueuedConnection)

    @property
    def is_running(self) -> bool:
        """Whether the film is in the making."""
        return self._active

    def start(self) -> None:
        """Begin. What cannot be made fails at once."""
        self._active = True
        try:
            self._film = fitted(self._film, self._kind)
            made = check(self._material, self._film)
            self._total = len(made)
            asked = questions(self._material, self._film, made, self._limits[1])
            if asked:
                self._total += len(asked)
                self._material = with_heads(self._material)
                self._asking = Asking(asked, *self._limits, self)
                self._asking.progress.connect(self._note_answer)
                self._asking.finished.connect(self._shoot)
                self._asking.failed.connect(self._fail)
            else:
                self._shoot(())
        except PictureError as error:
            self._fail(str(error))

    def cancel(self) -> bool:
        """Give the film up: nothing is told any more, and no file is left.

        Returns:
            False where that comes too late: the film is whole, and `finished` is about to be told.
        """
        if self._writer is not None and not self._writer.cancel():
            return False
        self._active = False
        self._given_up.set()
        if self._asking is not None:
            self._asking.close()
        return True

    def end(self) -> None:
        """Give the film up and wait until nothing is painted any more."""
        self.cancel()
        self._active = False
        if self._asking is not None:
            self._asking.end()
        if self._thread is not None:
            self._thread.join()

    # --- one after the other -----------------------------------------------------------------------------

    def _note_answer(self, count: int) -> None:
        self._asked = count
        self._tell()

    def _note_frame(self, count: int) -> None:
        if self._active:
            self._drawn = count
            self._tell()

    def _shoot(self, answers: Answers) -> None:
        # One frame alone may take longer than the event loop may be kept waiting.
        self._thread = Thread(target=self._run, args=(answers,), name="film frames", daemon=True)
        self._thread.start()

    def _tell(self) -> None:
        done, now = self._asked + self._drawn, perf_counter()
        if self._paced is None or self._drawn == 1:  # much is made before it that serves all frames
            self._paced = (done, now)
        since, begun = self._paced
        left = (now - begun) / (done - since) * (self._total - done) if done > since else math.nan
        self.progress.emit(done, self._total, left)

    def _hear(self, problem: object) -> None:
        if not self._active:
            return
        if isinstance(problem, (PictureError, MemoryError)):
            self._fail(str(problem) or _NO_ROOM)
        elif isinstance(problem, Exception):
            self._fail(_FAULT)
            raise problem
        elif problem:
            self._fail(str(problem))
        else:
            self._active = False
            self.finished.emit(self.path)

    def _fail(self, sentence: str) -> None:
        self.cancel()
        self._active = False
        self.failed.emit(sentence)

    # --- on the thread -----------------------------------------------------------------------------------

    def _run(self, answers: Answers) -> None:
        try:
            with short_turns():
                self._draw(answers)
        except Exception as problem:  # told where it can be raised
            if self._writer is not None:
                self._writer.cancel()
            _emit(self._told, problem)

    def _draw(self, answers: Answers) -> None:
        frames = frames_of(self._material, self._film, answers)
        samples = []
        for place in sample_places(self._kind, frames.shots):
            if self._given_up.is_set():
                return
            samples.append(frames.frame(place))
        reel = reel_of(self._material, self._film, self._kind)
        writer = self._writer = writer_of(self.path, reel, samples, lambda told: _emit(self._told, told))
        samples = []
        for place, shot in enumerate(frames.shots):
            if self._given_up.is_set():
                writer.cancel()
                return
            if not writer.put(frames.frame(place), shot.seconds):
                return  # it has said why
            _emit(self._went, place + 1)
        while writer.is_running and not writer.finish():
            pass


def _emit(signal: SignalInstance, content: object) -> None:
    with suppress(RuntimeError):  # the owner is gone meanwhile
        signal.emit(content)
