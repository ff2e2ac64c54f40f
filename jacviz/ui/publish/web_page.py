"""A descent as a web page: the surface's contours, the trajectories and the colours of both appearances."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from PySide6.QtGui import QPainterPath

from jacviz.export.page_html import Page, PageColours, PageError, PagePath, PageSurface, page_html
from jacviz.session.document_file import document_text
from jacviz.session.landscape.run import Run
from jacviz.session.landscape.settings import Sight
from jacviz.ui.landscape.colouring import colouring, legend, optimiser_label, shown, trajectory_label
from jacviz.ui.landscape.surface import legend_row
from jacviz.ui.landscape.surface.contours import Contours, band_colours, line_colour
from jacviz.ui.landscape.surface.levels import level_label
from jacviz.ui.landscape.surface.paths import Array
from jacviz.ui.plot.look import Look, look
from jacviz.ui.publish.material import Material

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
    made, plane = colouring(run, sight, look()), surface.plane
    minima = plane.coordinates(run.begun.minima) if len(run.begun.minima) else np.empty((0, 2))
    points = plane.coordinates(run.points[:, :, : run.computed + 1])
    entries = legend_row.entries(run, sight, look())
    named = [entry for entry in entries if entry.key]
    page = Page(
        title=document.title, about=_about(run), caption=caption,
        surface=_surface(contours, surface.values, plane.names),
        paths=_paths(run, points, made.by, made.index, _kept(run, sight, made.by)),
        legend=[
            (entry.key, entry.label, place)
            for place, entry in enumerate(legend(run, sight, look()) if named else ())
        ],
        hidden=sight.hidden, said=entries[0].label if entries and not named else "", minima=minima,
        tail=sight.tail, light=_colours(contours, run, sight, look()),
        dark=_colours(contours, run, sight, look(dark=True)),
        seed=document.landscape.seed, document=document_text(document),
    )  # fmt: skip
    return page_html(page)


def _about(run: Run) -> str:
    names = ", ".join(optimiser_label(run, place) for place in range(run.optimisers))
    starts = f"{run.starts:,} starts" if run.starts > 1 else "one start"
    return f"{run.begun.title}: {names}, {starts}, {run.computed:,} steps"


def _surface(contours: Contours, values: Array, names: Sequence[str]) -> PageSurface:
    return PageSurface(
        window=contours.window, names=(names[0], names[1]), values=_thinned(values),
        labels=[level_label(float(level)) for level in contours.levels],
        known=None if contours.known is None else _rings(contours.known),
        above=[_rings(path) for path in contours.above], lines=contours.lines,
    )  # fmt: skip


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


def _paths(run: Run, points: Array, by: str, index: Array, kept: Array) -> list[PagePath]:
    return [
        PagePath(
            trajectory_label(run, o, s), f"{by} {o if by == 'optimiser' else s}", int(index[o, s]),
            points[o, s], run.losses[o, s, : run.computed + 1], int(run.diverged_at[o, s]),
        )
        for o, s in np.argwhere(kept).tolist()
    ]  # fmt: skip


def _colours(contours: Contours, run: Run, sight: Sight, worn: Look) -> PageColours:
    bands = band_colours(contours, worn)
    return PageColours(
        tuple(band.name() for band in bands),
        tuple(line_colour(band, worn).name() for band in bands[1:]) if sight.lines else (),
        tuple(colour.name() for colour in colouring(run, sight, worn).colours),
    )
