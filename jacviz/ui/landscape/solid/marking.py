"""Which points of the surface are marked in the box, and where the ticks of its axes stand. Pure numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from jacviz.engine.training_messages import SurfaceAnswer
from jacviz.session.landscape.results import LandscapeResults
from jacviz.session.landscape.settings import Sight
from jacviz.ui.landscape.solid.heights import Heights
from jacviz.ui.landscape.solid.shapes import over_surface, placed, raised, surface_loss
from jacviz.ui.plot.scale import Tick

Array: TypeAlias = NDArray[Any]
Places: TypeAlias = tuple[list[float], list[float], list[float]]

_SAME = 0.015  # of half the box's width, within which two marks are of one point


def tick_places(ticks: Sequence[Sequence[Tick]], surface: SurfaceAnswer, scale: Heights) -> Places:
    """Where ticks stand along the three axes.

    Args:
        ticks: Of alpha, beta and the loss.
        surface: Whose window the box is.
        scale: How high losses stand.

    Returns:
        Coordinates of the box.
    """
    values = [np.array([tick.value for tick in some]) for some in ticks]
    return (
        placed(values[0], surface.window[0]).tolist(),
        placed(values[1], surface.window[1]).tolist(),
        raised(scale.unit(values[2])).tolist(),
    )


def marked(
    results: LandscapeResults, sight: Sight, surface: SurfaceAnswer, scale: Heights
) -> tuple[Array, tuple[str, ...]]:
    """Known minima, or the best point so far, and critical points.

    Args:
        results: What came back.
        sight: Whether critical points are wished for.
        surface: What they are drawn over.
        scale: How high losses stand.

    Returns:
        Places in the box, (k, 3), and what each of them is.
    """
    size = len(surface.plane.origin)
    points, kinds = [np.empty((0, size))], []
    run, critical = results.run, results.critical
    if run is not None and run.parameters == size and run.optimum is not None:
        points.append(run.begun.minima if len(run.begun.minima) else run.optimum[None])
        kinds += ["optimum"] * len(points[-1])
    if sight.critical and critical is not None and critical.points.shape[1:] == (size,):
        points.append(critical.points)
        kinds += critical.kinds
    every = np.concatenate(points)
    coordinates, _ = surface.plane.project(every)
    made = over_surface(every, surface_loss(surface, coordinates), surface, scale)
    return marked_once(made, kinds)


def marked_once(places: Array, kinds: Sequence[str]) -> tuple[Array, tuple[str, ...]]:
    """What is in the box, without known minima that are marked as critical points already.

    Args:
        places: Shape (k, 3).
        kinds: What each of them is.

    Returns:
        Places and kinds.
    """
    told, flat = np.array(kinds, dtype=object), places[:, :2]
    minima = flat[told == "minimum"]
    away = np.abs(flat[:, None] - minima[None]).sum(axis=2).min(axis=1, initial=np.inf)
    kept = (np.abs(places).max(axis=1, initial=0.0) <= 1) & ((told != "optimum") | (away > _SAME))
    return places[kept], tuple(kind for kind, seen in zip(kinds, kept, strict=True) if seen)
