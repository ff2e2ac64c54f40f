"""The picture of a loss surface as a whole: where its parts are, what stands still, what moves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPen

from jacviz.engine.training_messages import CriticalAnswer, Window
from jacviz.experiment.planes import Plane
from jacviz.session.landscape.results import Selection
from jacviz.session.landscape.run import Run
from jacviz.session.landscape.settings import Sight
from jacviz.ui.landscape.colouring import colouring, shown
from jacviz.ui.landscape.surface import heads, legend_row, marks
from jacviz.ui.landscape.surface.arrangement import NARROW, Arrangement, arrange
from jacviz.ui.landscape.surface.basin_wash import Wash
from jacviz.ui.landscape.surface.colour_bar import paint_bar
from jacviz.ui.landscape.surface.contours import Contours
from jacviz.ui.landscape.surface.ground import paint_ground
from jacviz.ui.landscape.surface.obstacles import obstacles_of
from jacviz.ui.landscape.surface.paths import Paths
from jacviz.ui.landscape.surface.strokes import keeps_lines
from jacviz.ui.landscape.surface.tick_steps import paint_ticks
from jacviz.ui.landscape.surface.trails import Ink, ink, paint_trails
from jacviz.ui.plot.frame import Frame, paint_axes
from jacviz.ui.plot.look import Look


@dataclass(frozen=True, eq=False)
class Scene:
    """All that a picture shows.

    Attributes:
        contours: Of the surface.
        plane: What the surface is drawn on.
        window: The ranges of alpha and beta that are shown.
        sight: How it is shown.
        run: The trajectories; None for none.
        step: Where their heads are.
        selection: The trajectory that stands out.
        wash: Basins; None for none.
        critical: Critical points; None for none.
    """

    contours: Contours
    plane: Plane
    window: Window
    sight: Sight
    run: Run | None = None
    step: int = 0
    selection: Selection | None = None
    wash: Wash | None = None
    critical: CriticalAnswer | None = None


def paint_surroundings(
    painter: QPainter,
    parts: Arrangement,
    contours: Contours,
    look: Look,
    run: Run | None,
    sight: Sight,
    lit: str = "",
) -> None:
    """Paint what stands around the frame: axes, colour bar, legend.

    Args:
        painter: Its state is kept.
        parts: Where they are.
        contours: Of the surface.
        look: Colours and type.
        run: Tells the colours of trajectories.
        sight: Likewise.
        lit: The key of the legend's entry that is pointed at.
    """
    paint_axes(painter, parts.frame, look, *parts.names, grid=False)
    if parts.bar is not None and len(contours.levels):
        paint_bar(painter, parts.bar, contours, look)
    if run is not None and parts.items:
        hues = colouring(run, sight, look).colours
        legend_row.paint_legend(painter, parts.items, look, hues, lit)


def scene_marks(scene: Scene, frame: Frame) -> tuple[marks.Mark, ...]:
    """Known minima and critical points within the frame.

    Args:
        scene: The picture.
        frame: The frame.

    Returns:
        Marks; known minima come last and lie on top.
    """
    made: tuple[marks.Mark, ...] = ()
    if scene.critical is not None and scene.sight.critical:
        made = marks.critical_marks(frame, scene.plane, scene.critical)
    run = scene.run
    if run is not None and len(run.begun.minima) and run.parameters == len(scene.plane.origin):
        known = marks.optimum_marks(frame, scene.plane, run.begun.minima, run.begun.minima_losses)
        made += tuple(mark for mark in known if not marks.is_among(mark, made))
    return made


def paint_scene(
    painter: QPainter,
    outer: QRectF,
    scene: Scene,
    look: Look,
    *,
    legend: bool = True,
    narrow: float = NARROW,
) -> None:
    """Paint a whole picture, for a file or another window.

    Args:
        painter: Its state is kept.
        outer: Where.
        scene: What.
        look: Colours and type.
        legend: Whether colours of trajectories are explained.
        narrow: Pixels of width below which there is no colour bar.
    """
    frame = paint_still(painter, outer, scene, look, legend=legend, narrow=narrow)
    painter.save()
    painter.setClipRect(frame.rect)
    trails = trails_of(scene, frame, look)
    for paths, pen in trails:
        paint_trails(painter, paths, scene.step, pen, scene.sight.tail)
    paint_above_trails(painter, frame, scene, trails, look)
    painter.restore()
    outline(painter, frame, look)


def paint_still(
    painter: QPainter,
    outer: QRectF,
    scene: Scene,
    look: Look,
    *,
    legend: bool = True,
    narrow: float = NARROW,
) -> Frame:
    """Paint what is the same at each step; the arguments are those of `paint_scene`.

    Returns:
        The frame that trails and heads belong in.
    """
    run = run_of(scene)
    entries = legend_row.entries(run, scene.sight, look) if run is not None and legend else ()
    parts = arrange(outer, scene.window, scene.plane, entries, look, narrow=narrow)
    obstacles = obstacles_of(run, scene.plane, scene.sight, scene.critical)
    paint_ground(painter, parts.frame, scene.contours, scene.wash, scene.sight, look, obstacles)
    paint_surroundings(painter, parts, scene.contours, look, run, scene.sight)
    return parts.frame


def run_of(scene: Scene) -> Run | None:
    """The trajectories, where they have the surface's parameters.

    Returns:
        The run, or None.
    """
    run = scene.run
    return run if run is not None and run.parameters == len(scene.plane.origin) else None


def trails_of(scene: Scene, frame: Frame, look: Look) -> tuple[tuple[Paths, Ink], ...]:
    """All trails, and those of the trajectory that stands out.

    Args:
        scene: What is shown.
        frame: Where.
        look: Colours.

    Returns:
        Trajectories in pixels and what they are drawn with, in the order of painting; none without a run.
    """
    run = run_of(scene)
    if run is None:
        return ()
    colours, visible = colouring(run, scene.sight, look), shown(run, scene.sight)
    paths = Paths(run, scene.plane, frame, colours.index, visible)
    every = (paths, ink(colours.colours, paths.count, look))
    chosen = scene.selection
    if chosen is None or not visible[chosen.optimiser, chosen.start]:
        return (every,)
    one = np.zeros_like(visible)
    one[chosen.optimiser, chosen.start] = True
    alone = Paths(run, scene.plane, frame, colours.index, one)
    return every, (alone, ink(colours.colours, 1, look, bold=True))


def paint_above_trails(
    painter: QPainter, frame: Frame, scene: Scene, trails: Sequence[tuple[Paths, Ink]], look: Look
) -> None:
    """Paint ticks, starts, heads and marks.

    Args:
        painter: Clipped to the frame.
        frame: Where.
        scene: What.
        trails: From `trails_of`.
        look: Colours.
    """
    if trails:
        paths, step, sight = trails[0][0], scene.step, scene.sight
        colours = colouring(paths.run, sight, look)
        if sight.ticks:
            paint_ticks(painter, paths, colours.index, step, sight.ticks, sight.tail, colours.colours)
        spots = heads.spots(paths, colours.index, step)
        spots = replace(spots, heads=heads.with_stopped_inside(spots, frame))
        if keeps_lines(painter):  # whose readers may not cut what lies outside
            starts, ends = (heads.inside(some, frame) for some in (spots.starts, spots.heads))
            spots = replace(spots, starts=starts, heads=ends)
        paint_spots(painter, spots, scene.selection, colours.colours, look)
    marks.paint_marks(painter, scene_marks(scene, frame), look)


def paint_spots(
    painter: QPainter,
    spots: heads.Spots,
    chosen: Selection | None,
    colours: Sequence[QColor],
    look: Look,
) -> None:
    """Starts and heads; those of the trajectory that stands out are larger and on top.

    Args:
        painter: Its state is kept.
        spots: Where they are.
        chosen: The trajectory that stands out; None for none.
        colours: By index.
        look: Colours.
    """
    heads.paint_starts(painter, spots, colours, look)
    heads.paint_heads(painter, spots, colours, look)
    if chosen is None or len(spots.members) == 1:
        return
    row = (spots.members == (chosen.optimiser, chosen.start)).all(axis=1)
    if row.any():
        one = heads.only(spots, row)
        heads.paint_starts(painter, one, colours, look, heads.CHOSEN)
        heads.paint_heads(painter, one, colours, look, heads.CHOSEN)


def outline(painter: QPainter, frame: Frame, look: Look, *, focus: bool = False) -> None:
    """A hairline round the surface, so that pale ground has an edge.

    Args:
        painter: Its state is kept.
        frame: The frame.
        look: Colours.
        focus: Whether the keyboard is here.
    """
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(look.input_mark if focus else look.line, 1.0))
    painter.drawRect(frame.rect.adjusted(0.5, 0.5, -0.5, -0.5))
    painter.restore()
