"""A thread that writes a film while others draw its frames: whole, or not at all."""

from __future__ import annotations

import contextlib
import queue
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import IO, TypeAlias

from jacviz.export.film.frames import Encoder, Frame
from jacviz.notation import ended
from jacviz.session.source_files import reason, replacing

# Called on the writer's thread, once: with a sentence that says why there is no file; "" where there is one.
Told: TypeAlias = Callable[[str], None]

_WAITING = 4  # frames that may wait for the thread
_LOOK_EVERY = 0.05  # seconds between two looks whether the film has been given up


class _GivenUp(Exception):
    """Nobody wants the film any more."""


class FilmWriter:
    """Takes frames in their order and writes them beside the file, which takes its place at the end.

    `cancel` never waits; after it nothing is told and no file is left.
    """

    def __init__(
        self,
        path: Path,
        begin: Callable[[IO[bytes]], Encoder],
        told: Told,
        place: Callable[[Path], AbstractContextManager[IO[bytes]]] = replacing,
        waiting: int = _WAITING,
    ) -> None:
        """Start the thread.

        Args:
            path: Where to; a file that is there is whole until the end.
            begin: Makes the encoder, on the thread.
            told: Gets what came of it, unless the film is cancelled.
            place: Opens the file that is written.
            waiting: Frames that may wait for the thread.
        """
        self._path, self._begin, self._told, self._place = path, begin, told, place
        self._frames: queue.Queue[tuple[Frame, float] | None] = queue.Queue(waiting)
        self._given_up = threading.Event()
        self._end = threading.Lock()  # what comes first: that it is whole, or that it is given up
        self._whole = False
        self._thread = threading.Thread(target=self._run, name="film", daemon=True)
        self._thread.start()

    @property
    def is_running(self) -> bool:
        """Whether the thread still works."""
        return self._thread.is_alive()

    def put(self, frame: Frame, seconds: float) -> bool:
        """Hand over the next frame, waiting for room.

        Args:
            frame: Its pixels, which must not change afterwards.
            seconds: How long it is shown.

        Returns:
            False where the thread has failed.
        """
        while self.is_running:
            with contextlib.suppress(queue.Full):
                self._frames.put((frame, seconds), timeout=_LOOK_EVERY)
                return True
        return False

    def finish(self) -> bool:
        """Say that there are no more frames, waiting for room for a moment.

        Returns:
            False where too many wait: say it again later.
        """
        with contextlib.suppress(queue.Full):
            self._frames.put(None, timeout=_LOOK_EVERY)
            return True
        return False

    def cancel(self) -> bool:
        """Give the film up.

        Returns:
            False where that comes too late: the film is whole and takes its place.
        """
        with self._end:
            if not self._whole:
                self._given_up.set()
            return not self._whole

    def wait(self) -> None:
        """Wait for the end of the thread."""
        self._thread.join()

    # --- on the thread -----------------------------------------------------------------------------------

    def _run(self) -> None:
        problem = ""
        try:
            with self._place(self._path) as file:
                self._write(self._begin(file))
        except _GivenUp:
            return
        except ValueError as error:
            problem = ended(str(error))
        except OSError as error:  # of a file that somebody else opened
            problem = f"{self._path.name} cannot be written: {reason(error)}."
        except MemoryError:
            problem = "There is not enough memory for a film of this size; make it smaller."
        except Exception as error:  # an encoder's own, which must not end in a thread that nobody hears
            problem = f"{self._path.name} could not be encoded: {ended(str(error))}"
        if not self._given_up.is_set():
            self._told(problem)

    def _write(self, encoder: Encoder) -> None:
        try:
            while (got := self._next()) is not None:
                encoder.add(*got)
            encoder.close()
            with self._end:
                if self._given_up.is_set():
                    raise _GivenUp
                self._whole = True
        except BaseException:
            encoder.drop()
            raise

    def _next(self) -> tuple[Frame, float] | None:
        while not self._given_up.is_set():
            with contextlib.suppress(queue.Empty):
                return self._frames.get(timeout=_LOOK_EVERY)
        raise _GivenUp
