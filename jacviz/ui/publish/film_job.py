"""A film in the making, beside everything else that the window does."""

from __future__ import annotations

import math
from pathlib import Path
from time import perf_counter
from typing import cast

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from jacviz.export.film.frames import Frame
from jacviz.export.film.writer import FilmWriter
from jacviz.session.film import FilmFormat, FilmSettings
from jacviz.session.picture import PictureError
from jacviz.ui.publish.asking import Asking
from jacviz.ui.publish.film_frames import Answers, Frames, check, frames_of
from jacviz.ui.publish.filming import fitted, reel_of, sample_places, writer_of
from jacviz.ui.publish.material import Material
from jacviz.ui.publish.questions import questions, with_heads
from jacviz.ui.publish.worker import Worker

_SLICE = 0.003  # seconds in which frames are drawn at a time; one that takes longer is drawn alone
_PAUSE = 4  # ms until the thread is asked again whether it has room
_NO_ROOM = "There is not enough memory for a film of this size; make it smaller."
_DEADLINE, _MEMORY = 60.0, 4 << 30  # for an answer


class FilmJob(QObject):
    """Draws a film in slices of the event loop; a thread encodes it and writes the file.

    Signals:
        progress(int, int, float): Steps that are done, all steps, and seconds that are left as far as known
            (nan before).
        finished(Path): The file is there.
        failed(str): There is none, one sentence says why.
    """

    progress = Signal(int, int, float)
    finished = Signal(Path)
    failed = Signal(str)
    _told = Signal(str)

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
        self._frames: Frames | None = None
        self._writer: FilmWriter | None = None
        self._asking: Asking | None = None
        self._samples: list[Frame] = []
        self._to_sample: list[int] = []
        self._asked = self._drawn = self._total = 0
        self._begun = 0.0
        self._active = False
        self._ground = Worker("film ground", self)
        self._ground.done.connect(self._begin)
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._go_on)
        self._told.connect(self._hear, Qt.ConnectionType.QueuedConnection)

    @property
    def is_running(self) -> bool:
        """Whether the film is in the making."""
        return self._active

    def start(self) -> None:
        """Begin. What cannot be made fails at once."""
        self._begun, self._active = perf_counter(), True
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

    def cancel(self) -> None:
        """Give the film up: nothing is told any more, and no file is left."""
        self._active = False
        self._timer.stop()
        if self._asking is not None:
            self._asking.close()
        if self._writer is not None:
            self._writer.cancel()

    # --- one after the other -----------------------------------------------------------------------------

    def _note_answer(self, count: int) -> None:
        self._asked = count
        self._tell()

    def _shoot(self, answers: Answers) -> None:
        # What stands still may take longer than a slice.
        self._ground.do(lambda: frames_of(self._material, self._film, answers))

    def _begin(self, made: object) -> None:
        if not self._active:
            return
        if isinstance(made, (PictureError, MemoryError)):
            self._fail(str(made) or _NO_ROOM)
            return
        if isinstance(made, Exception):
            self._fail("The film could not be drawn: a fault of jacviz. Try another size or view.")
            raise made
        self._frames = cast("Frames", made)
        self._to_sample = sample_places(self._kind, self._frames.shots)
        self._timer.start()

    def _go_on(self) -> None:
        until = perf_counter() + _SLICE
        while self._active and self._timer.isActive():
            try:
                waits = not self._draw_one()
            except MemoryError:
                self._fail(_NO_ROOM)
                return
            self._timer.setInterval(_PAUSE if waits else 0)
            if waits or perf_counter() > until:
                return

    def _draw_one(self) -> bool:
        """Draw the next frame.

        Returns:
            False where the thread has no room for it.
        """
        assert self._frames is not None
        if self._to_sample:
            self._samples.append(self._frames.frame(self._to_sample.pop(0)))
            return True
        if self._writer is None:
            reel = reel_of(self._material, self._film, self._kind)
            self._writer = writer_of(self.path, reel, self._samples, self._told.emit)
            self._samples = []
        if self._drawn == len(self._frames.shots):
            if self._writer.finish():
                self._timer.stop()
            return False
        if not self._writer.has_room:
            if not self._writer.is_running:
                self._timer.stop()  # it has said why
            return False
        self._writer.offer(self._frames.frame(self._drawn), self._frames.shots[self._drawn].seconds)
        self._drawn += 1
        self._tell()
        return True

    def _tell(self) -> None:
        done, spent = self._asked + self._drawn, perf_counter() - self._begun
        left = spent / done * (self._total - done) if done else math.nan
        self.progress.emit(done, self._total, left)

    def _hear(self, problem: str) -> None:
        if not self._active:
            return
        if problem:
            self._fail(problem)
            return
        self._active = False
        self.finished.emit(self.path)

    def _fail(self, sentence: str) -> None:
        self.cancel()
        self.failed.emit(sentence)
