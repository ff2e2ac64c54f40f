"""Data and fit: the samples, and what the models at the heads make of them at the playhead's step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from jacviz.experiment.data import Dataset
from jacviz.session.landscape.moments import within
from jacviz.session.landscape.results import LandscapeResults
from jacviz.session.landscape.settings import Sight
from jacviz.ui.landscape.colouring import colouring, shown, trajectory_label
from jacviz.ui.landscape.curves.fit_curves import Fitted, paint_fits
from jacviz.ui.landscape.curves.fit_paint import data_frame, paint_key, paint_regions, paint_samples
from jacviz.ui.landscape.curves.predictions import chosen_confusion, has_many_inputs, paint_predictions
from jacviz.ui.plot.frame import Frame
from jacviz.ui.plot.look import Look, look_now

if TYPE_CHECKING:
    from jacviz.ui.landscape.asking.loop import LandscapeLoop
    from jacviz.ui.studio import Studio

_HEAD = 30.0  # pixels before the scale: the words above the picture, as high as the buttons above curves


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
        sample = results.run.begun.sample if results.run is not None else None
        told = sentence(results)
        paint_head(painter, QRectF(self.rect()), words(results), None if told else sample, look)
        if sample is None or told:
            paint_sentence(painter, QRectF(self.rect()), told, look)
            return
        outer, sight = picture_rect(QRectF(self.rect()), look), self._studio.document.landscape.sight
        if has_many_inputs(sample):
            paint_predictions(painter, outer, sample, results, fits(results, sight, look), look)
            return
        frame = data_frame(outer, sample, look)
        paint_below(painter, frame, sample, results, look)
        painter.drawPixmap(0, 0, self._samples(frame, sample, look))
        paint_above(painter, frame, results, sight, look)

    def _samples(self, frame: Frame, sample: Dataset, look: Look) -> QPixmap:
        # Two thousand dots take longer than a frame of the playback has.
        ratio = self.devicePixelRatioF()
        about = (frame, look, ratio, sample)
        if self._layer is None or self._layer_of != about:
            self._layer_of = about
            self._layer = QPixmap(self.size() * ratio)
            self._layer.setDevicePixelRatio(ratio)
            self._layer.fill(Qt.GlobalColor.transparent)
            painter = QPainter(self._layer)
            paint_samples(painter, frame, sample, look)
            painter.end()
        return self._layer

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102
        self._layer = None

    def changeEvent(self, event: QEvent) -> None:  # noqa: D102
        super().changeEvent(event)
        if event.type() in {QEvent.Type.PaletteChange, QEvent.Type.FontChange}:
            self._layer = None
            self.update()


def picture_rect(outer: QRectF, look: Look) -> QRectF:
    """What the words above leave to the picture.

    Args:
        outer: All there is.
        look: Tells the size of words.

    Returns:
        The rectangle below them.
    """
    return outer.adjusted(0, min(look.pixels(_HEAD), outer.height() / 2), 0, 0)


def paint_below(
    painter: QPainter, frame: Frame, sample: Dataset, results: LandscapeResults, look: Look
) -> None:
    """What lies below the samples: for two inputs, what the selected trajectory's model predicts everywhere.

    Args:
        painter: Its state is kept.
        frame: From `data_frame`.
        sample: The data.
        results: The moment at the heads.
        look: Colours.
    """
    moment = results.moment
    if moment is not None and moment.regions.size and sample.inputs.shape[1] == 2:
        paint_regions(painter, frame, moment.alpha, moment.beta, moment.regions, sample, look)


def paint_above(painter: QPainter, frame: Frame, results: LandscapeResults, sight: Sight, look: Look) -> None:
    """What lies above the samples: for one input, the models' curves.

    Args:
        painter: Its state is kept.
        frame: From `data_frame`.
        results: The moment at the heads.
        sight: Colours, and what is hidden.
        look: Colours and line widths.
    """
    moment = results.moment
    if moment is not None and len(moment.inputs):
        paint_fits(painter, frame, moment.inputs, fits(results, sight, look), look)


def fits(results: LandscapeResults, sight: Sight, look: Look) -> list[Fitted]:
    """The curves, or the predictions of samples, of the trajectories that are not hidden.

    Args:
        results: The moment at the heads.
        sight: Colours, and what is hidden.
        look: Tells the hues.

    Returns:
        One a head that belongs to the run.
    """
    run, moment = results.run, results.moment
    if run is None or moment is None:
        return []
    rows = moment.curves if moment.predictions is None else moment.predictions.values
    mask, colours, chosen = shown(run, sight), colouring(run, sight, look), within(results.selection, run)
    return [
        Fitted(
            values,
            colours.of(head.optimiser, head.start),
            head == chosen,
            int(colours.index[head.optimiser, head.start]),
        )
        for head, values in zip(results.moment_heads, rows, strict=False)
        if within(head, run) == head and mask[head.optimiser, head.start]
    ]


def sentence(results: LandscapeResults) -> str:
    """Why there is no picture.

    Args:
        results: The run and its data.

    Returns:
        One sentence; "" where there is a picture, or nothing has come back yet.
    """
    if results.run is None:
        return ""
    return "An objective alone has no data." if results.run.begun.sample is None else ""


def words(results: LandscapeResults) -> str:
    """What the picture shows.

    Args:
        results: The run and its data.

    Returns:
        "data and fit", for two inputs with the trajectory whose fit it is; for more what stands in its place.
    """
    run = results.run
    sample = run.begun.sample if run is not None else None
    if run is None or sample is None or sample.inputs.shape[1] == 1:
        return "data and fit"
    chosen = within(results.selection, run)
    label = trajectory_label(run, chosen.optimiser, chosen.start)
    if not has_many_inputs(sample):
        return f"data and fit of {label}"
    matrix = chosen_confusion(results, sample)
    if matrix is None:
        return f"classes by {label}" if sample.classes else "prediction against target"
    share = f"{matrix.trace() / max(matrix.sum(), 1):.1%}".replace("%", "\N{NO-BREAK SPACE}%")
    return f"classes by {label}: {share} right"


def paint_head(painter: QPainter, outer: QRectF, text: str, sample: Dataset | None, look: Look) -> None:
    """The words above the picture, and what its colours mean.

    Args:
        painter: Its state is kept.
        outer: All there is.
        text: The words.
        sample: The data whose colours are explained; None: none.
        look: Colours and type.
    """
    painter.save()
    size = look.small + 1
    metrics = look.metrics(size)
    baseline = outer.top() + (look.pixels(_HEAD - 6) + metrics.capHeight()) / 2
    painter.setFont(look.font(size))
    painter.setPen(look.quiet)
    shown_text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, outer.width())
    painter.drawText(QPointF(outer.left(), baseline), shown_text)
    if sample is not None and sample.inputs.shape[1] == 2:
        room = outer.width() - metrics.horizontalAdvance(shown_text) - look.pixels(12)
        paint_key(painter, outer.right() - 1, baseline, room, sample, look)
    painter.restore()


def paint_sentence(painter: QPainter, outer: QRectF, text: str, look: Look) -> None:
    """One sentence in the middle of an empty picture.

    Args:
        painter: Its state is kept.
        outer: All there is.
        text: The sentence.
        look: Colours and type.
    """
    if not text:
        return
    painter.save()
    box = picture_rect(outer, look)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.field)
    painter.drawRoundedRect(box, 4, 4)
    painter.setFont(look.font(look.small + 1))
    painter.setPen(look.quiet)
    flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
    painter.drawText(box.adjusted(18, 6, -18, -6), flags, text)
    painter.restore()
