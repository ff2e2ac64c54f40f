"""A descent as a web page: the surface's contours, the trajectories and the colours of both appearances."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainterPath, QTransform

from jacviz.engine.training_messages import SurfaceAnswer, Window
from jacviz.export.page_html import (
    Page,
    PageBar,
    PageColours,
    PageError,
    PageMark,
    PagePath,
    PageSurface,
    page_html,
)
from jacviz.session.document_file import document_text
from jacviz.session.landscape.lengths import off_plane
from jacviz.session.landscape.results import LandscapeResults
from jacviz.session.landscape.run import Run
from jacviz.session.landscape.settings import Sight
from jacviz.session.picture import PictureSettings
from jacviz.ui.landscape.colouring import colouring, legend, shown, trajectory_label
from jacviz.ui.landscape.surface import legend_row
from jacviz.ui.landscape.surface.basin_wash import Regions, wash_colour
from jacviz.ui.landscape.surface.contours import Contours, band_colours, line_colour
from jacviz.ui.landscape.surface.curve_layers import curve_colours
from jacviz.ui.landscape.surface.graph import coordinates, drawn_plane, window_seen
from jacviz.ui.landscape.surface.levels import level_labels, offset_labels
from jacviz.ui.landscape.surface.paths import Array
from jacviz.ui.landscape.surface.scene import scene_marks
from jacviz.ui.landscape.surface.tick_steps import ticks_apart
from jacviz.ui.landscape.wording import summary
from jacviz.ui.plot.frame import Frame
from jacviz.ui.plot.look import Look, look
from jacviz.ui.plot.scale import Scale
from jacviz.ui.publish.material import Material
from jacviz.ui.publish.views.trajectories import scene_of

_LONGEST = 7  # characters beside the scale of colours
_MARKED = (880.0, 560.0)  # pixels of the picture that tells which marks are of one point
_FINEST = 201  # points along an axis of the values that are read at the pointer


def web_page(material: Material, caption: str = "") -> bytes:
    """The page of a descent.

    Args:
        material: With a surface and trajectories on it.
        caption: Text below the picture.

    Returns:
        One HTML file; the same for the same material.

    Raises:
        PageError: There is no descent to show, or too much of it.
    """
    run, surface, contours = material.run, material.landscape.surface, material.contours
    if run is None or surface is None or contours is None:
        raise PageError("A web page shows a descent; there is none yet.")
    document, sight = material.document, material.sight
    made = colouring(run, sight, look())
    entries = legend_row.entries(run, sight, look())
    named = [entry for entry in entries if entry.key]
    ticks = ticks_apart(run, run.optimisers * run.starts, sight.ticks, None)
    page = Page(
        title=document.title, about=_about(material.landscape, run), caption=caption,
        surface=_surface(material, contours, surface),
        paths=_paths(run, surface, made.by, made.index, _kept(run, sight, made.by)),
        legend=[
            (entry.key, entry.label, place)
            for place, entry in enumerate(legend(run, sight, look()) if named else ())
        ],
        hidden=sight.hidden, said=entries[0].label if entries and not named else "",
        marks=_marks(material), tail=sight.tail, ticks=ticks, light=_colours(material, run, look()),
        dark=_colours(material, run, look(dark=True)),
        seed=document.landscape.seed, document=document_text(document),
    )  # fmt: skip
    return page_html(page)


def _about(results: LandscapeResults, run: Run) -> str:
    starts = f"{run.starts:,} starts" if run.starts > 1 else "one start"
    return f"{summary(results)}: {starts}, {run.computed:,} steps"


def _surface(material: Material, contours: Contours, surface: SurfaceAnswer) -> PageSurface:
    sight, basins, names = material.sight, _regions(material), surface.plane.names
    if contours.curve is not None:
        window = window_seen(surface, surface.window)
        none = np.empty((0, 0))
        return PageSurface(window, names, none, (), False, PageBar(), None, (), (), curve=contours.curve)
    offset, power, texts = offset_labels(contours.levels, _LONGEST)
    return PageSurface(
        window=contours.window, names=names, values=_thinned(surface.values),
        labels=level_labels(contours.levels), written=sight.lines and sight.labels,
        bar=PageBar(texts, offset, power),
        known=None if contours.known is None else _rings(contours.known),
        above=[_rings(path) for path in contours.above], lines=contours.lines if sight.lines else (),
        basins=[_rings(_in_units(contours.window).map(region)) for _, region in basins],
    )  # fmt: skip


def _regions(material: Material) -> Regions:
    wash = material.wash
    return () if wash is None else tuple(part for tile in wash.tiles(0) for part in wash.regions(tile, 0))


def _in_units(window: Window) -> QTransform:
    (left, right), (low, high) = window
    place = QTransform.fromScale(1 / (right - left), 1 / (high - low))
    return place.translate(-left, -low)


def _marks(material: Material) -> list[PageMark]:
    """Known minima and critical points, as the picture of an ordinary size marks them.

    Returns:
        Those within the window.
    """
    scene = scene_of(material, PictureSettings(view="trajectories"))
    if scene is None:
        return []
    frame = Frame(QRectF(0, 0, *_MARKED), *(Scale(*ends) for ends in scene.window))
    made = [(mark, *frame.at(QPointF(mark.x, mark.y))) for mark in scene_marks(scene, frame)]
    return [PageMark(x, y, mark.kind, mark.told) for mark, x, y in made]


def _thinned(values: Array) -> Array:
    if max(values.shape) <= _FINEST:
        return values
    return _along(_along(values).T).T


def _along(values: Array) -> Array:
    """Fewer rows, evenly spread, each from the two that it lies between.

    Returns:
        The rows; values that are not finite reach no further than to those beside them.
    """
    count = len(values)
    places = np.linspace(0, count - 1, min(count, _FINEST))
    below = np.minimum(places.astype(int), count - 2)
    share = (places - below)[:, None]
    with np.errstate(invalid="ignore"):
        made: Array = values[below] * (1 - share) + values[below + 1] * share
    return np.where(share == 0, values[below], np.where(share == 1, values[below + 1], made))


def _rings(path: QPainterPath) -> list[Array]:
    return [
        np.array([(point.x(), point.y()) for point in polygon.toList()]).reshape(-1, 2)
        for polygon in path.toSubpathPolygons()
    ]


def _kept(run: Run, sight: Sight, by: str) -> Array:
    # What the page's legend cannot switch on again is left out.
    others = tuple(key for key in sight.hidden if not key.startswith(by))
    return shown(run, replace(sight, hidden=others))


def _paths(run: Run, surface: SurfaceAnswer, by: str, index: Array, kept: Array) -> list[PagePath]:
    plane, steps = drawn_plane(surface), np.arange(run.computed + 1)
    return [
        PagePath(
            trajectory_label(run, o, s), f"{by} {o if by == 'optimiser' else s}", int(index[o, s]),
            coordinates(run, plane, np.array(o), np.array(s), steps),
            run.losses[o, s, : run.computed + 1], int(run.diverged_at[o, s]),
            off_plane(plane, run.points[o, s, : run.computed + 1]) if run.parameters > 2 else None,
        )
        for o, s in np.argwhere(kept).tolist()
    ]  # fmt: skip


def _colours(material: Material, run: Run, worn: Look) -> PageColours:
    contours, sight = material.contours, material.sight
    assert contours is not None
    paths = tuple(colour.name() for colour in colouring(run, sight, worn).colours)
    if contours.curve is not None:
        ground, ink = curve_colours(worn)
        return PageColours((ground.name(),), (ink.name(),), paths)
    bands = band_colours(contours, worn)
    return PageColours(
        tuple(band.name() for band in bands),
        tuple(line_colour(band, worn).name() for band in bands[1:]) if sight.lines else (),
        paths,
        tuple(_css(wash_colour(label, worn)) for label, _ in _regions(material)),
    )


def _css(colour: QColor | None) -> str:
    if colour is None:
        return ""
    return f"rgb({colour.red()} {colour.green()} {colour.blue()} / {colour.alphaF():.3f})"
