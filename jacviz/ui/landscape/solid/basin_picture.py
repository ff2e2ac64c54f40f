"""The basins as one picture that lies over the surface, painted a little at a time."""

from __future__ import annotations

from collections.abc import Iterator
from time import perf_counter
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QBrush, QImage, QPainter, QPen, QPixmap

from jacviz.engine.training_messages import BasinsAnswer, Window
from jacviz.ui.landscape.surface.basin_wash import hatch_colour, wash, wash_layers
from jacviz.ui.landscape.surface.contours import Layer
from jacviz.ui.plot.frame import Frame
from jacviz.ui.plot.look import Look
from jacviz.ui.plot.scale import Scale

Array: TypeAlias = NDArray[Any]

_SIDE = 800  # pixels of the picture
_HATCH = 32  # pixels from one line of the hatching to the next: the picture is seen from afar
_SLICE = 0.005  # seconds that are painted at a time


class BasinPicture(QObject):
    """Paints basins as the flat picture does.

    Signals:
        done: Another picture is complete, or there is none any more.
    """

    done = Signal()

    def __init__(self, parent: QObject) -> None:
        """There are no basins yet.

        Args:
            parent: The owner.
        """
        super().__init__(parent)
        self._wanted: tuple[object, ...] = ()
        self._image: QImage | None = None
        self._coming: tuple[QImage, Iterator[Layer]] | None = None
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._work)

    @property
    def busy(self) -> bool:
        """Whether a picture is on its way."""
        return self._coming is not None

    def follow(self, basins: BasinsAnswer | None, window: Window, look: Look) -> None:
        """Paint basins, unless that is done or on its way.

        Args:
            basins: Where starts on a grid end; None for none.
            window: The ranges of alpha and beta that the surface covers.
            look: Colours.
        """
        wanted = (basins, window, look)
        if wanted == self._wanted:
            return
        self._wanted = wanted
        made = None if basins is None else wash(basins)
        if made is None:
            self._timer.stop()
            self._coming = self._image = None
            self.done.emit()
            return
        image = QImage(_SIDE, _SIDE, QImage.Format.Format_RGBA8888_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        across, along = (Scale(*limits) for limits in window)
        frame = Frame(QRectF(0, 0, _SIDE, _SIDE), across, along)
        self._coming = (image, wash_layers(frame, made, look, hatch=_hatching(look)))
        self._timer.start()

    def pixels(self) -> Array | None:
        """The newest picture that is complete.

        Returns:
            Shape (rows, cols, 4), uint8, premultiplied; the upper border of the window comes first. None
            without basins.
        """
        image = self._image
        if image is None:
            return None
        flat = np.frombuffer(image.constBits(), dtype=np.uint8)
        return flat.reshape(image.height(), image.width(), 4)

    def _work(self) -> None:
        if self._coming is None:
            self._timer.stop()
            return
        image, layers = self._coming
        until = perf_counter() + _SLICE
        painter = QPainter(image)
        while (layer := next(layers, None)) is not None:
            layer(painter)
            if perf_counter() > until:
                break
        painter.end()
        if layer is None:
            self._image, self._coming = image, None
            self._timer.stop()
            self.done.emit()


def _hatching(look: Look) -> QBrush:
    # Qt's own is as fine as the device's pixels, whatever the picture is for.
    tile = QPixmap(_HATCH, _HATCH)
    tile.fill(Qt.GlobalColor.transparent)
    painter = QPainter(tile)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(hatch_colour(look), 3.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.SquareCap))
    for at in (-_HATCH, 0, _HATCH):
        painter.drawLine(at, _HATCH, at + _HATCH, 0)
    painter.end()
    return QBrush(tile)
