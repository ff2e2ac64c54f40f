"""A film as it will be, small: drawn and played beside the event loop."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import cast

import numpy as np
from PySide6.QtCore import QObject, QSize, QTimer, Signal
from PySide6.QtGui import QImage

from jacviz.export.film.frames import Frame
from jacviz.session.film import FilmSettings, Shot
from jacviz.session.picture import SMALLEST, Extent
from jacviz.ui.publish.film_frames import Frames, check, frames_of, still_frame
from jacviz.ui.publish.material import Material
from jacviz.ui.publish.questions import asks, questions, steps_of, with_heads
from jacviz.ui.publish.rehearsal import Key, Rehearsal
from jacviz.ui.publish.worker import Worker

_LEAST_DPI = 24.0  # of an extent
_FASTEST = 33  # ms between two frames: a preview need not show every one
_MOST_ASKED = 48  # frames of a preview for which something is computed
_MOST_NUMBERS = 5_000_000  # that are held for them


@dataclass(frozen=True, eq=False)
class _Shown:
    """A frame that was drawn for one wish."""

    wish: int
    image: QImage


class FilmPreview(QObject):
    """Plays what is wished, until something else is.

    Signals:
        shown(QImage): The next frame.
        refused(Exception): There is nothing to be played.
        told(str): What is being computed for it.
    """

    shown = Signal(QImage)
    refused = Signal(Exception)
    told = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        """Play nothing yet."""
        super().__init__(parent)
        self._frames: Frames | None = None
        self._place = self._wish = 0
        self._film = FilmSettings()
        self._ratio = 1.0
        self._worker = Worker("film preview", self)
        self._worker.done.connect(self._receive)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._draw)
        self.rehearsal = Rehearsal(self)
        self.rehearsal.progress.connect(
            lambda done, total: self.told.emit(f"Computing what moves here: {done} of {total}")
        )
        self.rehearsal.failed.connect(self.refused)

    def play(
        self, material: Material, film: FilmSettings, room: QSize, ratio: float, limits: tuple[float, int]
    ) -> None:
        """Play another film.

        Args:
            material: What is drawn.
            film: What moves.
            room: Logical pixels that there are.
            ratio: Pixels of the screen for one of them.
            limits: Seconds that an answer may take, and bytes that the engine may hold for it.
        """
        self._timer.stop()
        self._frames, self._film = None, film
        self._wish += 1
        small, self._ratio = shrunk(film, room, ratio)
        if not asks(film):
            self.rehearsal.stop()
            self._worker.do(lambda: frames_of(material, small))
            return
        made = thinned(check(material, film), _most(material, film))
        key = _key(material, film, made, limits)
        answers = self.rehearsal.answers(key)
        if answers is not None:
            known = with_heads(material)
            self._worker.do(lambda: frames_of(known, small, answers, made))
            return
        swept = film.moves == "sweep"
        self._worker.do(lambda: still_frame(material, small) if swept else frames_of(material, small))
        if swept or not material.landscape.descending:
            self.rehearsal.ask(key, questions(material, film, made, limits[1]), *limits)

    def stop(self) -> None:
        """Play nothing any more."""
        self._timer.stop()
        self.rehearsal.stop()
        self._frames = None
        self._wish += 1

    def end(self) -> None:
        """The window closes: wait for what is being drawn."""
        self.stop()
        self.rehearsal.end()
        self._worker.end()

    def _receive(self, result: object) -> None:
        if isinstance(result, _Shown):
            if result.wish == self._wish:
                self.shown.emit(result.image)
        elif isinstance(result, Exception):
            self.refused.emit(result)
        else:
            self._frames, self._place = cast("Frames", result), 0
            self._timer.start(max(round(1000 / self._film.fps), _FASTEST))
            self._draw()

    def _draw(self) -> None:
        if self._frames is None or self._worker.busy:
            return
        frames, place, wish, ratio = self._frames, self._place, self._wish, self._ratio
        self._worker.do(lambda: _Shown(wish, _image(frames.frame(place), ratio)))
        self._place = self._next(len(frames.shots))

    def _next(self, count: int) -> int:
        shot = self._frames.shots[self._place] if self._frames is not None else None
        waits = max(round(1000 / self._film.fps), _FASTEST)
        if shot is not None:
            self._timer.setInterval(max(round(1000 * shot.seconds), waits))
        skipped = 1 if asks(self._film) else max(1, round(_FASTEST * self._film.fps / 1000))
        last = count - 1
        return 0 if self._place == last else min(self._place + skipped, last)


def thinned(made: Sequence[Shot], most: int) -> tuple[Shot, ...]:
    """Some of the shots of a film, each seen for as long as those that it stands for.

    Args:
        made: All of them.
        most: How many may be left, 2 or more.

    Returns:
        The first one, the last one, and others evenly between.
    """
    places = sorted({int(place) for place in np.linspace(0, len(made) - 1, min(most, len(made))).round()})
    ends = [*places[1:], len(made)]
    return tuple(
        replace(made[begin], seconds=sum(shot.seconds for shot in made[begin:end]))
        for begin, end in zip(places, ends, strict=True)
    )


def _most(material: Material, film: FilmSettings) -> int:
    answer, moment = material.results.jacobian, material.landscape.moment
    numbers = 1
    if film.moves == "sweep":
        numbers = 1 if answer is None else answer.jacobian.size
    elif moment is not None:
        numbers = moment.curves.size + moment.regions.size
    return max(2, min(_MOST_ASKED, _MOST_NUMBERS // max(numbers, 1)))


def _key(material: Material, film: FilmSettings, made: Sequence[Shot], limits: tuple[float, int]) -> Key:
    if film.moves == "sweep":
        return Key((material.document,), (film.sweep, tuple(shot.at for shot in made), limits))
    landscape = material.landscape
    return Key((landscape.run, landscape.surface), (landscape.selection, tuple(steps_of(made)), limits))


def shrunk(film: FilmSettings, room: QSize, ratio: float) -> tuple[FilmSettings, float]:
    """The same film no larger than a place on the screen.

    Args:
        film: The film.
        room: The place, in logical pixels.
        ratio: Pixels of the screen for one of them.

    Returns:
        The film, and how many of its pixels one logical pixel of the place has.
    """
    extent = film.picture.extent
    wanted = min(room.width() * ratio / extent.width, room.height() * ratio / extent.height, 1.0)
    factor = max(wanted, _LEAST_DPI / extent.dpi, SMALLEST / min(extent.width, extent.height))
    factor = min(factor, 1.0)
    width, height = (max(round(side * factor), SMALLEST) for side in (extent.width, extent.height))
    small = Extent(width, height, max(extent.dpi * factor, _LEAST_DPI))
    return replace(film, picture=replace(film.picture, extent=small)), ratio * factor / wanted


def _image(frame: Frame, ratio: float) -> QImage:
    height, width = frame.shape
    image = QImage(frame.data, width, height, 4 * width, QImage.Format.Format_RGB32).copy()
    image.setDevicePixelRatio(ratio)
    return image
