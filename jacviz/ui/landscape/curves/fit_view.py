"""Data and fit: the samples, and what the models at the heads make of them at the playhead's step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from jacviz.experiment.data import Dataset
from jacviz.ui.landscape.curves.fit_picture import (
    fits,
    frame_of,
    paint_above,
    paint_below,
    paint_data,
    paint_head,
    paint_sentence,
    picture_rect,
    sentence,
    words,
)
from jacviz.ui.landscape.curves.fit_pointing import paint_pointed, pointed_at
from jacviz.ui.landscape.curves.predictions import has_many_inputs, paint_predictions
from jacviz.ui.plot.frame import Frame
from jacviz.ui.plot.look import Look, look_now

if TYPE_CHECKING:
    from jacviz.ui.landscape.asking.loop import LandscapeLoop
    from jacviz.ui.studio import Studio

class FitView(QWidget):
    """A picture of the data with every start's curve, or with the decision regions of the selected one."""

    def __init__(self, studio: Studio, loop: LandscapeLoop) -> None:
        """Follow the loop.

        Args:
            studio: Its Document tells colours and what is hidden.
            loop: Holds the data and the moment at the playhead.
        """
        super().__init__()
        self._studio, self._loop = studio, loop
        self._layer: QPixmap | None = None
        self._layer_of: tuple[object, ...] = ()
        self._drawn: tuple[object, ...] = ()
        self._mouse: QPointF | None = None
        self.setMouseTracking(True)
        self.setAccessibleName("Data and fit")
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(120, 80)
        loop.changed.connect(self._follow)
        studio.changed.connect(self._follow)
        self._follow()

    def sizeHint(self) -> QSize:  # noqa: D102
        return QSize(240, 190)

    def _follow(self) -> None:
        results = self._loop.results
        about = (results.run and results.run.begun, results.moment, results.selection)
        drawn = (*about, self._studio.document.landscape.sight)
        if drawn != self._drawn:
            self._drawn = drawn
            self.setAccessibleDescription(words(results))
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        painter = QPainter(self)
        results, look = self._loop.results, look_now()
        painter.fillRect(event.rect(), look.panel)
        whole = QRectF(self.rect())
        sample = results.run.begun.sample if results.run is not None else None
        told = sentence(results)
        paint_head(painter, whole, results, None if told else sample, look)
        if sample is None or told:
            paint_sentence(painter, whole, told, look)
            return
        outer, sight = picture_rect(whole, look), self._studio.document.landscape.sight
        models = fits(results, sight, look)
        if has_many_inputs(sample):
            paint_predictions(painter, outer, sample, results, models, look)
            return
        frame = frame_of(outer, sample, results, look)
        paint_below(painter, frame, sample, results, look)
        painter.drawPixmap(0, 0, self._samples(outer, frame, sample, look))
        paint_above(painter, frame, results, models, look)
        pointed = pointed_at(self._mouse, frame, sample, results, models, look)
        if pointed is not None:
            paint_pointed(painter, frame, pointed, whole, look)

    def _samples(self, outer: QRectF, frame: Frame, sample: Dataset, look: Look) -> QPixmap:
        # Two thousand dots take longer than a frame of the playback has.
        ratio = self.devicePixelRatioF()
        about = (frame, look, ratio, sample)
        if self._layer is None or self._layer_of != about:
            self._layer_of = about
            self._layer = QPixmap(self.size() * ratio)
            self._layer.setDevicePixelRatio(ratio)
            self._layer.fill(Qt.GlobalColor.transparent)
            painter = QPainter(self._layer)
            paint_data(painter, outer, frame, sample, self._loop.results, look)
            painter.end()
        return self._layer

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        self._mouse = event.position()
        self.update()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: D102
        super().leaveEvent(event)
        self._mouse = None
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102
        self._layer = None

    def changeEvent(self, event: QEvent) -> None:  # noqa: D102
        super().changeEvent(event)
        if event.type() in {QEvent.Type.PaletteChange, QEvent.Type.FontChange}:
            self._layer = None
            self.update()
