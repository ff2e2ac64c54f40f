"""Trails of which only the newest steps are seen, fading; many are drawn a little at a time."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from time import perf_counter

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter

from jacviz.ui.landscape.surface.paths import Paths
from jacviz.ui.landscape.surface.trails import FADES, Ink, draw_rows, hairlines, piece


@dataclass(frozen=True)
class _Wanted:
    """What a picture shows; two are the same only if paths and ink are the same objects."""

    paths: Paths
    ink: Ink
    step: int
    tail: int
    ratio: float

    def is_like(self, other: _Wanted) -> bool:
        """Compare all but the step.

        Returns:
            Whether nothing else is another one.
        """
        mine, others = ((one.paths, one.ink, one.tail, one.ratio) for one in (self, other))
        return mine == others


class Tail:
    """The tails of one frame as a picture. The newest complete one is shown while the next is drawn."""

    def __init__(self) -> None:
        self._shown: tuple[_Wanted, QImage] | None = None
        self._coming: tuple[_Wanted, QImage, Iterator[None]] | None = None

    def picture(
        self, paths: Paths, step: int, tail: int, ink: Ink, ratio: float, until: float = math.inf
    ) -> QImage:
        """The tails at a step, on a transparent ground.

        Args:
            paths: The trajectories in pixels; the same object as before as long as they are the same.
            step: Where the heads are.
            tail: Steps that stay visible behind the heads.
            ink: What they are drawn with, likewise.
            ratio: Pixels of the device in a logical pixel.
            until: When to pause, by `perf_counter`: the picture is of an earlier step then.

        Returns:
            A picture of the frame's rectangle.
        """
        wanted = _Wanted(paths, ink, min(step, paths.computed), tail, ratio)
        if self._shown is not None and not self._shown[0].is_like(wanted):
            self._shown = None
        if self._coming is not None and not self._coming[0].is_like(wanted):
            self._coming = None
        while not self.shows(wanted.step):
            if self._coming is None:
                image = _empty(wanted)
                self._coming = (wanted, image, _drawing(wanted, image))
            if self._draw(until):
                self._shown, self._coming = self._coming[:2], None
            if perf_counter() > until:
                break
        return self._shown[1] if self._shown is not None else _empty(wanted)

    def shows(self, step: int) -> bool:
        """Compare steps.

        Returns:
            Whether the picture is of this one.
        """
        return self._shown is not None and self._shown[0].step == step

    def _draw(self, until: float) -> bool:
        assert self._coming is not None
        return all(perf_counter() <= until for _ in self._coming[2])


def _empty(wanted: _Wanted) -> QImage:
    rect, ratio = wanted.paths.frame.rect, wanted.ratio
    image = QImage(
        math.ceil(rect.width() * ratio), math.ceil(rect.height() * ratio),
        QImage.Format.Format_ARGB32_Premultiplied,
    )  # fmt: skip
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.transparent)
    return image


def _drawing(wanted: _Wanted, image: QImage) -> Iterator[None]:
    paths, ink, tail = wanted.paths, hairlines(wanted.ink, wanted.ratio), wanted.tail
    for shade in range(FADES):
        first, last = (wanted.step - tail + tail * (shade + more) // FADES for more in (0, 1))
        rows = paths.between(first, last)
        while rows.start < rows.stop:
            some = piece(paths, rows, ink, wanted.ratio)
            painter = QPainter(image)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.translate(-paths.frame.rect.topLeft())
            painter.setOpacity((shade + 1) / FADES)
            draw_rows(painter, paths, some, ink)
            painter.end()
            rows = slice(some.stop, rows.stop)
            yield
