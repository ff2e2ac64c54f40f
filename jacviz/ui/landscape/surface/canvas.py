"""The widget under the surface view: it follows the results and paints them; it makes no wishes."""

from __future__ import annotations

import math
from dataclasses import replace
from operator import is_
from time import perf_counter
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from jacviz.engine.training_messages import BasinsAnswer, SurfaceAnswer, Window
from jacviz.experiment.planes import Plane
from jacviz.notation import ended
from jacviz.session.landscape.results import Selection, drawn_on_surface
from jacviz.session.landscape.run import Run
from jacviz.session.landscape.settings import Sight
from jacviz.ui.landscape.colouring import shown
from jacviz.ui.landscape.surface import heads, legend_row, marks, sayings, scene, tick_steps
from jacviz.ui.landscape.surface.arrangement import Arrangement, arrange
from jacviz.ui.landscape.surface.arrows_layer import paint_arrows
from jacviz.ui.landscape.surface.basin_wash import Wash, wash
from jacviz.ui.landscape.surface.emptiness import paint_emptiness
from jacviz.ui.landscape.surface.graph import drawn_plane, on_curve, window_seen
from jacviz.ui.landscape.surface.ground import Ground
from jacviz.ui.landscape.surface.layers import Trails
from jacviz.ui.landscape.surface.making_way import MakingWay
from jacviz.ui.landscape.surface.outside import outside_frame, outside_words, paint_outside
from jacviz.ui.landscape.surface.reading import paint_reading
from jacviz.ui.landscape.surface.tracer import Tracer
from jacviz.ui.matrix.curtain import Hairline
from jacviz.ui.plot.look import Look, faded, look_now

if TYPE_CHECKING:
    from jacviz.ui.landscape.asking.loop import LandscapeLoop
    from jacviz.ui.studio import Studio

_SLICE = 0.005  # seconds that are traced or drawn at a time
_HURRIED = 0.1  # of a slice, where the whole window is painted: the picture before stands in
_SETTLE = 120  # ms after the last change of the window until what takes long is drawn anew
_STEP_PIXELS = 1.5  # logical pixels for each point of the finest surface
_STALE = 0.6  # how much of the panel lies over a picture that failed to be renewed


class SurfaceCanvas(QWidget):
    """The surface with its trajectories, as far as they are there.

    Attributes:
        parts: Where the parts of the picture are; None before the first surface.
        lit: The key of the legend's entry that is pointed at; "" for none.
        outside: That heads have left the picture, as it was painted last; "" where all are in sight.
        slice: Seconds that the picture takes of one turn of the event loop; it is complete some turns later.
    """

    def __init__(self, studio: Studio, loop: LandscapeLoop, parent: QWidget | None = None) -> None:
        """Draw what `loop` holds as `studio`'s Document wishes it.

        Args:
            studio: Holds the Document.
            loop: Holds the results and the playhead.
            parent: The owner.
        """
        super().__init__(parent)
        self.setAccessibleName("Loss surface")
        self.setMinimumSize(240, 200)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.parts: Arrangement | None = None
        self.lit = ""
        self.outside = ""
        self.slice = _SLICE
        self._studio, self._loop = studio, loop
        self._followed: tuple[object, ...] | None = None
        self._plane: tuple[SurfaceAnswer | None, Plane | None] = (None, None)
        self._tracer, self._ground, self._trails = Tracer(), Ground(), Trails()
        self._basins: tuple[BasinsAnswer | None, Wash | None] = (None, None)
        self._sayings: tuple[sayings.Saying, ...] = ()
        self._marks: tuple[marks.Mark, ...] = ()
        self._way = MakingWay(self.update, self)
        self._pointer: QPointF | None = None
        self._carried_start: tuple[int, QPointF] | None = None  # its index, and where the mouse holds it
        self._left = 0.0
        self._by_keyboard = False  # whether that is how the focus came
        self._painted = False  # in this turn of the event loop
        self._resized = False  # since it was painted
        self._hairline = Hairline(self)
        self._slices = QTimer(self, interval=0)
        self._slices.timeout.connect(self._work_on)
        self._settle = QTimer(self, singleShot=True, interval=_SETTLE)
        self._settle.timeout.connect(self._rearrange)
        studio.changed.connect(self._follow)
        loop.changed.connect(self._follow)
        loop.playhead.moved.connect(self._move)
        loop.playhead.changed.connect(self._describe)
        self._follow()

    # --- what there is -----------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:  # noqa: D102
        return QSize(430, 360)

    def plot_rect(self) -> QRectF:
        """Where the surface itself is.

        Returns:
            Pixels of this widget; empty before the first surface.
        """
        return QRectF() if self.parts is None else QRectF(self.parts.frame.rect)

    def holds(self, place: QPointF) -> bool:
        """Whether a place lies on the surface.

        Returns:
            False before the first surface.
        """
        return self.plot_rect().contains(place)

    @property
    def selection(self) -> Selection:
        """The trajectory that stands out."""
        return self._loop.results.selection

    @property
    def sight(self) -> Sight:
        """How the surface is to be shown."""
        return self._studio.document.landscape.sight

    @property
    def window_shown(self) -> Window | None:
        """The ranges along both axes: of alpha and beta, over a single parameter of it and the loss."""
        surface = self._loop.results.surface
        return None if surface is None else window_seen(surface, self.sight.window or surface.window)

    @property
    def plane(self) -> Plane | None:
        """What trajectories are drawn on: a curve where there is a single parameter; None before any."""
        surface = self._loop.results.surface
        if surface is not self._plane[0]:
            self._plane = (surface, None if surface is None else drawn_plane(surface))
        return self._plane[1]

    @property
    def on_curve(self) -> bool:
        """Whether there is a single parameter, whose loss is a curve."""
        return self.plane is not None and self.plane.is_line

    @property
    def run(self) -> Run | None:
        """The trajectories, where they have the surface's parameters."""
        run, surface = self._loop.results.run, self._loop.results.surface
        fits = run is not None and surface is not None and run.parameters == len(surface.plane.origin)
        return run if fits else None

    @property
    def said_height(self) -> float:
        """Pixels that the sentences below the picture take."""
        return sum(saying.height for saying in self._sayings)

    def spots(self) -> heads.Spots | None:
        """Where starts and heads are.

        Returns:
            None without trajectories.
        """
        paths, colours = self._trails.paths, self._trails.colours
        if paths is None or colours is None or self.parts is None:
            return None
        return heads.spots(paths, colours.index, self._loop.playhead.step, self.parts.frame)

    def _outside(self, spots: heads.Spots | None) -> str:
        if spots is None or self.parts is None:
            return ""
        gone, count = outside_frame(spots, self.parts.frame), len(spots.members)
        return outside_words(gone, count, can_show_all=self.sight.window is not None)

    def scene(self) -> scene.Scene | None:
        """All that is shown, for an export.

        Returns:
            None before the first surface.
        """
        results, window, plane = self._loop.results, self.window_shown, self.plane
        contours = self._tracer.contours
        if contours is None or plane is None or window is None:
            return None
        return scene.Scene(
            contours, plane, window, self.sight, self.run, self._loop.playhead.step,
            self.selection, self._basins[1] if self.sight.basins else None, results.critical,
        )  # fmt: skip

    # --- following ---------------------------------------------------------------------------------------

    def _follow(self) -> None:
        results = self._loop.results
        # Weights that are dragged, and what is told of a moment while it plays, change nothing here.
        followed = (self._studio.document.landscape, *drawn_on_surface(results))
        if self._followed is not None and all(map(is_, followed, self._followed)):
            return
        self._followed = followed
        self._follow_surface()
        if results.basins is not self._basins[0]:
            self._basins = (results.basins, None if results.basins is None else wash(results.basins))
        busy = results.surfacing or results.basins_running or results.critical_running
        self._hairline.set_busy(busy or (results.descending and results.run is None), False)
        self._way.follow(self.run, self.sight, results)
        self._rearrange()
        self._describe()

    def _follow_surface(self) -> None:
        surface = self._loop.results.surface
        if surface is not None and self._tracer.follow(surface, self.sight.levels, self.sight.level_count):
            self._slices.start()
            if self.slice == math.inf:  # else not in this turn, which has other answers to take in
                self._trace()

    def _trace(self) -> None:
        if self._tracer.work(perf_counter() + self.slice):
            self._rearrange()

    def _work_on(self) -> None:
        if self._painted:  # that took its slice of this turn
            self._painted = False
            return
        until = perf_counter() + self.slice
        if self._tracer.busy:
            self._trace()
        elif self._ground.busy:
            if self._ground.work(until):
                self.update()
        elif self._trails.work(until):
            self._slices.stop()
            self.update()
        elif self._trails.growing:
            self.update()

    def _rearrange(self) -> None:
        window, plane, look = self.window_shown, self.plane, look_now()
        self.update()
        if window is None or plane is None:
            self.parts, self._marks, self._sayings = None, (), ()
            for part in (self._tracer, self._ground, self._trails):
                part.forget()
            self._hairline.setGeometry(0, 0, self.width(), 2)
            return
        run, before = self.run, self.parts
        self._sayings = sayings.sayings(
            self._loop.results, self.width() - self._left, look, self.height(), self._said_of_ticks(run)
        )
        entries = legend_row.entries(run, self.sight, look) if run is not None else ()
        outer = QRectF(self.rect()).adjusted(0, 0, 0, -self.said_height)
        parts = arrange(outer, window, plane, entries, look, self._left)
        frame = parts.frame
        if before is not None and frame != before.frame and frame.rect == before.frame.rect:
            self._settle.start()
        self.parts, self._left = parts, frame.rect.left()
        whole = frame.rect.toRect()
        self._hairline.setGeometry(whole.x(), whole.y(), whole.width(), 2)
        if run is None:
            self._trails.forget()
        else:
            self._trails.follow(
                run, plane, frame, self.sight, look, self.selection, self.lit,
                hurry=self._settle.isActive(),
            )  # fmt: skip
        seen = self.scene()
        self._marks = () if seen is None else scene.scene_marks(seen, frame)

    def _said_of_ticks(self, run: Run | None) -> tuple[str, ...]:
        every, tail = self.sight.ticks, self.sight.tail
        if run is None or not every:
            return ()
        apart = tick_steps.ticks_apart(run, int(shown(run, self.sight).sum()), every, tail)
        told = tick_steps.said(every, apart)
        return (told,) if told else ()

    def _move(self) -> None:
        if self.parts is not None:
            self.update(self.parts.frame.rect.toAlignedRect())
        if not self._loop.playhead.playing:
            self._describe()

    def _describe(self) -> None:
        if not self._loop.playhead.playing:
            step = self._loop.playhead.step
            told = sayings.description(self._loop.results, self.window_shown, step)
            self.setAccessibleDescription(" ".join(filter(None, (told, ended(self._outside(self.spots()))))))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102
        super().resizeEvent(event)
        self._left, self._resized = 0.0, True
        self._rearrange()
        rect = self.plot_rect() if self.parts is not None else QRectF(self.rect())
        self._loop.set_resolution(round(rect.width() / _STEP_PIXELS), round(rect.height() / _STEP_PIXELS))

    def changeEvent(self, event: QEvent) -> None:  # noqa: D102
        super().changeEvent(event)
        if event.type() in {QEvent.Type.PaletteChange, QEvent.Type.FontChange} and hasattr(self, "_settle"):
            self._left = 0.0
            self._rearrange()

    # --- painting ----------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        self._painted = self._slices.isActive()
        painter = QPainter(self)
        until = perf_counter() + self.slice * (_HURRIED if self._resized else 1)
        self._resized = False
        look, parts, contours = look_now(), self.parts, self._tracer.contours
        if parts is None or contours is None:
            painter.fillRect(self.rect(), look.panel)
            paint_emptiness(painter, QRectF(self.rect()), *sayings.empty_words(self._loop.results), look)
            return
        frame = parts.frame
        if not frame.rect.toAlignedRect().contains(event.rect()):
            painter.fillRect(self.rect(), look.panel)
            scene.paint_surroundings(painter, parts, contours, look, self.run, self.sight, self.lit)
            below = QRectF(self.rect())
            below.setTop(below.bottom() - self.said_height)
            below.setLeft(frame.rect.left())
            sayings.paint_sayings(painter, below, self._sayings, look)
        results = self._loop.results
        hurry = self._settle.isActive() or results.surfacing or self._tracer.busy
        basins = self._basins[1] if self.sight.basins else None
        self._ground.paint(
            painter, frame, contours, basins, self.sight, look,
            hurry=hurry, until=until, obstacles=self._way.obstacles,
        )  # fmt: skip
        painter.setClipRect(frame.rect)
        if results.surface_failure is not None:
            painter.fillRect(frame.rect, faded(look.panel, _STALE))
        if not self._paint_run(painter, look, until) or self._ground.busy:
            self._slices.start()
        marks.paint_marks(painter, self._marks, look)
        if self._pointer is not None and results.surface is not None and self.holds(self._pointer):
            paint_reading(painter, results.surface, self._pointer, frame, look)
        paint_outside(painter, frame.rect, self.outside, look)
        painter.setClipping(False)
        scene.outline(painter, frame, look, focus=self._by_keyboard and self.hasFocus())

    def _paint_run(self, painter: QPainter, look: Look, until: float) -> bool:
        parts, spots, colours, paths = self.parts, self.spots(), self._trails.colours, self._trails.paths
        results, step, plane = self._loop.results, self._loop.playhead.step, self.plane
        self.outside = ""
        if parts is None or spots is None or colours is None or paths is None or plane is None:
            return True
        frame, sight = parts.frame, self.sight
        self.outside = self._outside(spots)
        complete = self._trails.paint(painter, frame, step, sight.tail, until)
        if sight.ticks and paths.frame == frame:
            trails = (paths, colours.index, step)
            tick_steps.paint_ticks(painter, *trails, sight.ticks, sight.tail, colours.colours)
        if not self._loop.playhead.playing:
            paint_arrows(painter, frame, results, step, plane, look)
        spots = replace(spots, heads=heads.with_stopped_inside(spots, frame))
        if self._carried_start is not None:
            index, place = self._carried_start
            starts = spots.starts.copy()
            starts[spots.members[:, 1] == index] = on_curve(plane, frame, place)
            spots = replace(spots, starts=starts)
        scene.paint_spots(painter, spots, self.selection, colours.colours, look)
        return complete
