"""The picture of the curves as a widget: it follows the loop, the mouse scrubs, pointing tells values."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from jacviz.notation import number
from jacviz.session.landscape.moments import within
from jacviz.ui.landscape.colouring import colouring, shown, trajectory_label
from jacviz.ui.landscape.curves.curve_paint import (
    POINTED,
    Curves,
    paint_crosses,
    paint_curves,
    paint_dot,
    paint_playhead,
    paint_pointed,
    y_name,
)
from jacviz.ui.landscape.curves.curves import WORDS, Gathered, Measure, Wanted, has_logarithm, least_loss
from jacviz.ui.landscape.timeline.keys import obey
from jacviz.ui.plot.bubble import paint_bubble
from jacviz.ui.plot.frame import fitted, paint_axes
from jacviz.ui.plot.look import look_now
from jacviz.ui.plot.scale import Kind, Scale

if TYPE_CHECKING:
    from jacviz.session.landscape.run import Run
    from jacviz.ui.landscape.asking.loop import LandscapeLoop
    from jacviz.ui.studio import Studio

_NEAR = 24.0  # pixels from which a curve counts as pointed at
_SAID: dict[Measure, str] = {"loss": "loss", "gradient": "gradient norm", "distance": "distance"}


class CurveCanvas(QWidget):
    """Curves of one measure against the step.

    The curves are painted once into a pixmap, to which a growing run adds; the playhead and what is pointed
    at lie over it.
    """

    def __init__(self, studio: Studio, loop: LandscapeLoop) -> None:
        """Follow the loop.

        Args:
            studio: Its Document tells colours and what is hidden.
            loop: Holds the run and the playhead.
        """
        super().__init__()
        self._studio, self._loop = studio, loop
        self.measure: Measure = "loss"
        self.logarithmic = True
        self.minibatch = True
        self._curves: Curves | None = None
        self._layer: QPixmap | None = None
        self._painted = 0  # values that the pixmap holds
        self._followed: tuple[object, ...] = ()
        self._mouse: QPointF | None = None
        self._held = False
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(120, 80)
        loop.changed.connect(self.follow)
        loop.playhead.moved.connect(self._move)
        loop.playhead.changed.connect(self._tell)
        studio.changed.connect(self.follow)
        self.follow()

    def sizeHint(self) -> QSize:  # noqa: D102
        return QSize(240, 160)

    # --- what is drawn -----------------------------------------------------------------------------------

    @property
    def curves(self) -> Curves | None:
        """What is painted; None before the first run."""
        return self._curves

    def show_as(
        self,
        *,
        measure: Measure | None = None,
        logarithmic: bool | None = None,
        minibatch: bool | None = None,
    ) -> None:
        """Draw something else; what is None stays.

        Args:
            measure: What is drawn against the step.
            logarithmic: Whether the vertical axis is.
            minibatch: Whether the losses of minibatches are drawn.
        """
        self.measure = measure or self.measure
        self.logarithmic = self.logarithmic if logarithmic is None else logarithmic
        self.minibatch = self.minibatch if minibatch is None else minibatch
        self.follow()

    def follow(self) -> None:
        """Draw what has changed in the run, the selection or the Document."""
        results = self._loop.results
        followed = (
            results.run, results.selection, self._studio.document.landscape.sight, self.measure,
            self.logarithmic, self.minibatch, self.size(), look_now(), self.devicePixelRatioF(),
        )  # fmt: skip
        if followed == self._followed:  # most changes are a new moment at the playhead: not drawn here
            return
        self._followed = followed
        if results.run is None:
            self._curves = None
        else:
            self._take_in(results.run)
        self.setAccessibleName(f"{WORDS[self.measure]} against step")
        self._tell()
        self.update()

    def _move(self, step: int) -> None:
        self._tell()
        self.update()

    def _tell(self) -> None:
        # At rest only: a screen reader could not keep up with the playing, and the window has better to do.
        curves, playhead = self._curves, self._loop.playhead
        if curves is None or playhead.playing or curves.gathered.selected is None:
            return
        line = curves.gathered.selected
        at = int(curves.gathered.before(playhead.step)[line])
        self.setAccessibleDescription(self.said(line, at) if at >= 0 else "")

    def _take_in(self, run: Run) -> None:
        sight = self._studio.document.landscape.sight
        look, ratio = look_now(), self.devicePixelRatioF()
        wanted = Wanted(
            self.measure, self.minibatch and _has_minibatches(run), sight.hidden,
            within(self._loop.results.selection, run), self._taken_off(run),
        )  # fmt: skip
        mask = shown(run, sight)
        before = self._curves
        gathered = before.gathered if before is not None else None
        if gathered is None or gathered.follow(run, wanted, mask) is None:
            gathered = Gathered(run, wanted, mask, gathered)
        colours = colouring(run, sight, look)
        x, y = Scale(0, max(run.steps, 1)), gathered.scale(self._kind(run))
        frame = fitted(QRectF(self.rect()), x, y, look, "step", y_name(wanted))
        made = Curves(frame, look, gathered, colours, ratio)
        if made != before:
            self._curves, self._layer = made, None

    def _kind(self, run: Run) -> Kind:
        return "log" if self.logarithmic and self.can_be_logarithmic(run) else "linear"

    def can_be_logarithmic(self, run: Run) -> bool:
        """Whether the values have logarithms, as they are or above the least loss.

        Args:
            run: The trajectories.

        Returns:
            False for losses below zero whose minimum is not known.
        """
        return self.measure != "loss" or has_logarithm(run) or least_loss(run) is not None

    def _taken_off(self, run: Run) -> float:
        if self.measure != "loss" or not self.logarithmic or has_logarithm(run):
            return 0.0
        return least_loss(run) or 0.0

    # --- painting ----------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        painter = QPainter(self)
        if self._curves is None:
            painter.fillRect(event.rect(), look_now().panel)
            return
        curves = self._curves
        painter.drawPixmap(0, 0, self._up_to_date(curves))
        pointed = self.pointed()
        if pointed is not None:
            paint_pointed(painter, curves, pointed[0])
        paint_playhead(painter, curves, self._loop.playhead.step, held=self._held)
        if pointed is not None:
            self._paint_words(painter, curves, *pointed)

    def _paint_words(self, painter: QPainter, curves: Curves, line: int, at: int) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_dot(painter, curves, line, at, POINTED)
        place = curves.frame.point(at, float(curves.gathered.lines[line, at]))
        bounds = QRectF(self.rect())
        paint_bubble(painter, place, self.said(line, at), bounds, curves.look, curves.colour(line))

    def _up_to_date(self, curves: Curves) -> QPixmap:
        since = self._painted
        if self._layer is None or self._layer.size() != self.size() * curves.ratio:
            self._layer = QPixmap(self.size() * curves.ratio)
            self._layer.setDevicePixelRatio(curves.ratio)
            self._layer.fill(curves.look.panel)
            since = 0
        count = curves.gathered.count
        if since < count:
            painter = QPainter(self._layer)
            if since == 0:
                paint_axes(painter, curves.frame, curves.look, "step", y_name(curves.gathered.wanted))
            paint_curves(painter, curves, since)
            paint_crosses(painter, curves)
            painter.end()
        self._painted = count
        return self._layer

    # --- the mouse and the keyboard ----------------------------------------------------------------------

    def pointed(self) -> tuple[int, int] | None:
        """The curve under the mouse.

        Returns:
            Its line and which of its values; None where there is none, or while the rule is dragged.
        """
        curves, mouse = self._curves, self._mouse
        if curves is None or mouse is None or self._held or not len(curves.gathered.pairs):
            return None
        gathered = curves.gathered
        step = round(curves.frame.at(mouse)[0])
        known = [gathered.known(line, step) for line in range(len(gathered.pairs))]
        at = np.array([0 if one is None else one for one in known])
        places = curves.frame.place(at, gathered.lines[np.arange(len(at)), at])
        far = np.hypot(*(places - (mouse.x(), mouse.y())).T)
        if np.isnan(far).all() or np.nanmin(far) > _NEAR:
            return None
        line = int(np.nanargmin(far))
        return line, int(at[line])

    def said(self, line: int, at: int) -> str:
        """A value in words.

        Args:
            line: Which curve.
            at: Which of its values.

        Returns:
            Text such as "start 3, step 120: loss 0.412".
        """
        if self._curves is None:
            return ""
        gathered = self._curves.gathered
        optimiser, start = gathered.pairs[line].tolist()
        value = float(gathered.lines[line, at]) + gathered.wanted.above
        whose = trajectory_label(gathered.run, optimiser, start)
        return f"{whose}, step {at:,}: {_SAID[gathered.wanted.measure]} {number(value)}"

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        if event.button() == Qt.MouseButton.LeftButton and self._curves is not None:
            self._held = True
            self._loop.playhead.pause()
            self._scrub(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        self._mouse = event.position()
        if self._held:
            self._scrub(event.position())
        elif self._curves is not None:
            rule = self._curves.frame.point(self._loop.playhead.step, 1.0).x()
            near = abs(event.position().x() - rule) <= 5
            self.setCursor(Qt.CursorShape.SizeHorCursor if near else Qt.CursorShape.ArrowCursor)
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        self._held = False
        self.update()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: D102
        super().leaveEvent(event)
        self._mouse = None
        self.update()

    def _scrub(self, position: QPointF) -> None:
        if self._curves is not None:
            self._loop.playhead.go_to(round(self._curves.frame.at(position)[0]))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: D102
        if not obey(event, self._loop.playhead):
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102
        self.follow()

    def changeEvent(self, event: QEvent) -> None:  # noqa: D102
        super().changeEvent(event)
        if event.type() in {QEvent.Type.PaletteChange, QEvent.Type.FontChange} and hasattr(self, "_layer"):
            self.follow()


def _has_minibatches(run: Run) -> bool:
    return 0 < run.begun.batch < run.begun.samples
