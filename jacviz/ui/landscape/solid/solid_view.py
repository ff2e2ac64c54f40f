"""The loss surface in three dimensions: trajectories roll on it, mouse and keys move the eye."""

from __future__ import annotations

from operator import is_
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QTimer
from PySide6.QtGui import QColor, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from jacviz.engine.training_messages import SurfaceAnswer
from jacviz.notation import capitalised, ended
from jacviz.session.landscape.results import LandscapeResults, Selection, drawn_on_surface
from jacviz.session.landscape.run import Run
from jacviz.session.landscape.settings import Sight
from jacviz.ui.landscape.colouring import colouring, shown
from jacviz.ui.landscape.solid.basin_picture import BasinPicture
from jacviz.ui.landscape.solid.box import axes, grid_lines, nearest_corner
from jacviz.ui.landscape.solid.heights import Heights, heights
from jacviz.ui.landscape.solid.marking import marked, tick_places
from jacviz.ui.landscape.solid.opengl import opengl_problem
from jacviz.ui.landscape.solid.overlay import Lettering, Overlay
from jacviz.ui.landscape.solid.shapes import PathShapes, behind, surface_shape
from jacviz.ui.landscape.solid.spots import Ground, Spots
from jacviz.ui.landscape.solid.ticks import stopped
from jacviz.ui.landscape.surface import legend_row, outside, sayings, wishes
from jacviz.ui.landscape.surface.arrangement import axis_names
from jacviz.ui.landscape.surface.contours import line_colour
from jacviz.ui.landscape.surface.ramp import ramp
from jacviz.ui.matrix.curtain import Hairline
from jacviz.ui.plot.look import Look, blended, look_now
from jacviz.ui.plot.scale import Scale, Tick
from jacviz.ui.theme import UNIT

if TYPE_CHECKING:
    from jacviz.ui.landscape.asking.loop import LandscapeLoop
    from jacviz.ui.studio import Studio

__all__ = ["SolidView", "opengl_problem"]

_LIGHT = {False: (0.79, 0.23), True: (0.74, 0.42)}  # in the shade, and what the light adds; by darkness
_INK = 0.45  # opacity of contour lines
_TICKS = 5
_SLICE = 100_000  # vertices of trajectories that are found in one turn of the event loop
_NEAR = 16.0  # pixels from a head within which a click selects it
_KEYS = "Arrows turn it, Shift and arrows move it, plus and minus come nearer and go away, 0 shows all of it."


class SolidView(QWidget):
    """Draws the surface, the trajectories up to the playhead's step, and the box around them.

    Make one only where `opengl_problem()` is None. Left button or arrows turn it, right button or Shift move
    it, wheel or plus and minus come nearer, 0 or a double click looks at all of it again.
    """

    def __init__(self, studio: Studio, loop: LandscapeLoop, parent: QWidget | None = None) -> None:
        """Follow the studio and the loop as long as it is visible.

        Args:
            studio: Holds the Document.
            loop: Holds the results and the playhead.
            parent: The owner.
        """
        super().__init__(parent)
        from jacviz.ui.landscape.solid.scene import Scene  # here: pyqtgraph takes its time to be imported

        self._studio, self._loop = studio, loop
        self.scene = Scene(self)
        self.overlay = Overlay(self.scene.project, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.scene)
        self.setFocusProxy(self.scene)
        self.setAccessibleName("Loss surface in three dimensions")
        self.scene.setAccessibleName("Loss surface in three dimensions")
        self.scene.setAccessibleDescription(_KEYS)
        self._surface: SurfaceAnswer | None = None
        self._heights: Heights | None = None
        self._paths: PathShapes | None = None
        self._coming: PathShapes | None = None  # over a newer surface, not complete yet
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self.draw)
        self._spots = Spots()
        self._said: tuple[sayings.Saying, ...] = ()
        self._basins = BasinPicture(self)
        self._basins.done.connect(self._lay_basins)
        self._hairline = Hairline(self)
        self._worn: tuple[object, ...] = ()  # what decided the colours
        self._levels: tuple[object, ...] = ()
        self._ticks: tuple[tuple[Tick, ...], ...] = ((), (), ())
        self._box: tuple[object, ...] = ()
        self._followed: tuple[object, ...] = ()  # what was drawn last
        self._legend: tuple[legend_row.Item, ...] = ()
        self._hues: tuple[QColor, ...] = ()
        self.scene.made.connect(self._begin_afresh)
        self.scene.moved.connect(self._write)
        self.scene.pressed.connect(self._press)
        studio.changed.connect(self._look)
        loop.changed.connect(self._look)
        loop.playhead.moved.connect(self._follow)

    # --- following ---------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:  # noqa: D102
        super().showEvent(event)
        self.draw()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102
        super().resizeEvent(event)
        self.overlay.setGeometry(self.rect())
        self._hairline.setGeometry(0, 0, self.width(), 2)
        self._arrange_legend(self._loop.results.run, self._studio.document.landscape.sight, look_now())
        self.overlay.raise_()

    def changeEvent(self, event: QEvent) -> None:  # noqa: D102
        super().changeEvent(event)
        kinds = {QEvent.Type.PaletteChange, QEvent.Type.StyleChange, QEvent.Type.FontChange}
        if event.type() in kinds and hasattr(self, "_box"):
            self._worn = self._box = ()
            self.draw()

    def _begin_afresh(self) -> None:
        self._surface = self._heights = self._paths = self._coming = None
        self._worn = self._levels = self._box = ()
        self._spots = Spots()
        self._lay_basins()
        self._later.start()  # making the context has taken its share of this turn

    def _lay_basins(self) -> None:
        self.scene.surface.show_wash(self._basins.pixels())

    def _look(self) -> None:
        followed = (self._studio.document.landscape, *drawn_on_surface(self._loop.results))
        if len(followed) != len(self._followed) or not all(map(is_, followed, self._followed)):
            self.draw()

    def draw(self) -> None:
        """Hand over what has changed since the last time."""
        if not self.isVisible():
            return
        self._followed = (self._studio.document.landscape, *drawn_on_surface(self._loop.results))
        results, sight, look = self._loop.results, self._studio.document.landscape.sight, look_now()
        self._draw_surface(results.surface, sight)
        self._draw_paths(results.run)
        self._draw_colours(results.run, sight, look)
        self._choose(results.run, sight)
        self._mark(results.run, sight, look)
        self._draw_basins(results, sight, look)
        busy = results.surfacing or results.basins_running or results.critical_running
        self._hairline.set_busy(busy or (results.descending and results.run is None), False)
        self._arrange_legend(results.run, sight, look)
        self._follow()
        self._write()

    def _draw_surface(self, surface: SurfaceAnswer | None, sight: Sight) -> None:
        wanted = (surface, sight.levels, sight.level_count)
        if surface is None or wanted == self._levels:
            return
        self._levels = wanted
        self._surface, self._heights = surface, heights(surface.values, sight.levels, sight.level_count)
        self.scene.surface.show_shape(surface_shape(surface, self._heights))
        across, along = (Scale(*limits).ticks(_TICKS) for limits in surface.window)
        self._ticks = (across, along, self._heights.ticks)
        self._worn = self._box = ()

    def _draw_paths(self, run: Run | None) -> None:
        if run is None or self._surface is None or self._heights is None:
            return
        if run.parameters != len(self._surface.plane.origin):
            return  # of another problem: its own surface is on its way
        paths = self._coming or self._paths
        if paths is None or not paths.holds(run, self._surface, self._heights):
            paths = self._coming = PathShapes(run, self._surface, self._heights, _SLICE)
            before = -1
        else:
            before = paths.count
            paths.extend(run, _SLICE)
        is_behind = paths.is_behind(run)
        if is_behind:
            self._later.start()
        if paths is self._coming:  # those over the surface before stand in until these are complete
            if is_behind and self._paths is not None and self._paths.is_of(run):
                return
            self._paths, self._coming, self._worn = paths, None, ()
        if paths.count != before:
            self.scene.paths.show_shapes(paths)

    def _draw_colours(self, run: Run | None, sight: Sight, look: Look) -> None:
        own = run is not None and self._paths is not None and self._paths.is_of(run)
        worn = (look, sight.colour_by, sight.lines, own, self._paths, self._heights)
        if worn == self._worn:
            return
        self._worn = worn
        self.scene.set_ground(look.panel)
        if self._heights is not None:
            bands = ramp(look.risk, len(self._heights.levels) + 1)
            line = line_colour(bands[-1], look)
            strength = _INK if sight.lines else 0.0
            self.scene.surface.show_colours(bands, line, strength, _LIGHT[look.dark])
        if own and run is not None and self._paths is not None:
            made = colouring(run, sight, look)
            table = np.array([colour.getRgb() for colour in made.colours], dtype=np.uint8)
            places = self._paths.places
            self.scene.paths.show_colours(table[made.index[places[:, 0], places[:, 1]]], look.panel)

    def _mark(self, run: Run | None, sight: Sight, look: Look) -> None:
        paths, surface, scale = self._paths, self._surface, self._heights
        if run is None or paths is None or surface is None or scale is None:
            return
        if paths.holds(run, surface, scale):
            self._spots.follow(self.scene.paths, run, paths, Ground(surface, scale, sight, look))

    def _draw_basins(self, results: LandscapeResults, sight: Sight, look: Look) -> None:
        if self._surface is not None:
            basins = results.basins if sight.basins else None
            self._basins.follow(basins, self._surface.window, look)

    def _arrange_legend(self, run: Run | None, sight: Sight, look: Look) -> None:
        tall, self._legend, self._hues = 0.0, (), ()
        if run is not None:
            room = QRectF(UNIT, 0, max(self.width() - 2 * UNIT, 40), 0)
            self._legend, tall = legend_row.arranged(legend_row.entries(run, sight, look), room, look)
            self._hues = colouring(run, sight, look).colours
        more = [told for told in (self._spots.told, self._spots.told_ticks) if told]
        self._said = sayings.sayings(self._loop.results, self.width(), look, self.height(), more)
        self.scene.reserve(round(tall), round(sum(saying.height for saying in self._said)))

    def _choose(self, run: Run | None, sight: Sight) -> None:
        if run is None or self._paths is None or not self._paths.is_of(run):
            self.scene.paths.show_choice(np.zeros(0, dtype=np.int32), None)
            return
        places, selection = self._paths.places, self._loop.results.selection
        visible = np.flatnonzero(shown(run, sight)[places[:, 0], places[:, 1]])
        is_chosen = (places == (selection.optimiser, selection.start)).all(axis=1)
        chosen = np.flatnonzero(is_chosen)
        alone = len(chosen) == 1 and len(visible) > 1
        self.scene.paths.show_choice(visible, int(chosen[0]) if alone else None)

    def _follow(self) -> None:
        if self._paths is None or not self.isVisible():
            return
        step = self._loop.playhead.step
        tail = self._studio.document.landscape.sight.tail
        first = 0 if tail is None else max(step - tail, 0)
        self._spots.move(self.scene.paths, first, step)
        if self._told_outside() != self.overlay.lettering.outside:
            self._write()

    def _press(self, at: QPointF) -> None:
        entry = legend_row.item_at(self._legend, at)
        document = self._studio.document
        told = self.overlay.lettering.outside
        area = QRectF(self.rect()).adjusted(0, 0, 0, -sum(saying.height for saying in self._said))
        if document.landscape.sight.window and outside.outside_rect(area, told, look_now()).contains(at):
            self._studio.update(wishes.with_sight(document, window=None))
        elif entry is None:
            self._select(at)
        else:
            hidden = wishes.toggled(document.landscape.sight.hidden, entry.entry.key)
            self._studio.update(wishes.with_sight(document, hidden=hidden))

    def _select(self, at: QPointF) -> None:
        run = self._loop.results.run
        if run is None or self._paths is None or not self._paths.is_of(run):
            return
        places = self._paths.places
        heads = self._paths.vertices[:, self._paths.vertex(self._loop.playhead.step)]
        pixels = self.scene.project(heads.astype(np.float64))[:, :2]
        away = np.hypot(*(pixels - (at.x(), at.y())).T)
        away[~shown(run, self._studio.document.landscape.sight)[places[:, 0], places[:, 1]]] = np.inf
        nearest = int(away.argmin())
        if away[nearest] <= _NEAR:
            self._loop.select(Selection(*map(int, places[nearest])))

    # --- the box and what is written on it ---------------------------------------------------------------

    def _write(self) -> None:
        look = look_now()
        if self._surface is None or self._heights is None:
            self.overlay.write(Lettering(sentence=self._why_empty()), look)
            return
        corner, above = nearest_corner(self.scene.azimuth), self.scene.elevation >= 0
        x, y, z = tick_places(self._ticks, self._surface, self._heights)
        box = (corner, above, look, self._surface, self._heights)
        if box != self._box:
            self._box = box
            self.scene.grid.show_lines(
                grid_lines(corner, x, y, z, above), blended(look.line, look.quiet, 0.25)
            )
        sight = self._studio.document.landscape.sight
        marks, kinds = marked(self._loop.results, sight, self._surface, self._heights)
        self.overlay.write(
            Lettering(
                axes=axes(corner, x, y, z),
                labels=[[tick.label for tick in ticks] for ticks in self._ticks],
                titles=[*axis_names(self._surface.plane), "loss"],
                marked=marks,
                kinds=kinds,
                faint=behind(marks, self.scene.eye, self._surface, self._heights).tolist(),
                legend=self._legend,
                hues=self._hues,
                said=self._said,
                outside=self._told_outside(),
            ),
            look,
        )

    def _told_outside(self) -> str:
        run, surface, sight = self._loop.results.run, self._surface, self._studio.document.landscape.sight
        if run is None or surface is None or run.parameters != len(surface.plane.origin):
            return ""
        members, step = np.argwhere(shown(run, sight)), min(self._loop.playhead.step, run.computed)
        with np.errstate(over="ignore", invalid="ignore"):
            at = surface.plane.coordinates(run.points[members[:, 0], members[:, 1], step])
        gone = outside.outside_window(at, stopped(run, members, step), surface.window)
        return outside.outside_words(gone, len(members), can_show_all=sight.window is not None)

    def _why_empty(self) -> str:
        failure = self._loop.results.surface_failure
        return ended(capitalised(failure.sentence)) if failure is not None else ""
