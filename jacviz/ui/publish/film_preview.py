"""A film as it will be, small: drawn and played beside the event loop."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import cast

from PySide6.QtCore import QObject, QSize, QTimer, Signal
from PySide6.QtGui import QImage

from jacviz.export.film.frames import Frame
from jacviz.session.film import FilmSettings
from jacviz.session.picture import SMALLEST, Extent
from jacviz.ui.publish.film_frames import Frames, frames_of, still_frame
from jacviz.ui.publish.material import Material
from jacviz.ui.publish.worker import Worker

_LEAST_DPI = 24.0  # of an extent
_FASTEST = 33  # ms between two frames: a preview need not show every one


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
    """

    shown = Signal(QImage)
    refused = Signal(Exception)

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

    def play(self, material: Material, film: FilmSettings, room: QSize, ratio: float) -> None:
        """Play another film.

        Args:
            material: What is drawn.
            film: What moves.
            room: Logical pixels that there are.
            ratio: Pixels of the screen for one of them.
        """
        self._timer.stop()
        self._frames, self._film = None, film
        self._wish += 1
        small, self._ratio = shrunk(film, room, ratio)
        # The Jacobians along the way of x are computed only for the file.
        waits = film.moves == "sweep" and film.sweep.role == "x"
        self._worker.do(lambda: still_frame(material, small) if waits else frames_of(material, small))

    def stop(self) -> None:
        """Play nothing any more."""
        self._timer.stop()
        self._frames = None
        self._wish += 1

    def end(self) -> None:
        """The window closes: wait for what is being drawn."""
        self.stop()
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
        skipped = max(1, round(_FASTEST * self._film.fps / 1000))
        last = count - 1
        return 0 if self._place == last else min(self._place + skipped, last)


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
