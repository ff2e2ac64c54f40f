"""The loss over a single parameter: a curve, on which trajectories lie at the height of their losses."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF

from jacviz.engine.training_messages import SurfaceAnswer, Window
from jacviz.experiment.planes import Plane
from jacviz.session.landscape.run import Run
from jacviz.ui.plot.frame import Frame

Array: TypeAlias = NDArray[Any]

_ROOM = 0.08  # of the height, above and below the curve: heads at its lowest point are seen whole
_STEEP = 20.0  # times as high as nine tenths of the curve: what rises beyond is cut, so that the rest is seen
_LARGEST = 1e150  # losses beyond have no scale


@dataclass(frozen=True, eq=False)
class Graph(Plane):
    """A line with the loss above it.

    Attributes:
        alpha: The parameter's values, rising, (n,).
        losses: The loss there, (n,); nan or inf where it is not finite.
    """

    alpha: Array = field(default_factory=lambda: np.zeros(1))
    losses: Array = field(default_factory=lambda: np.zeros(1))

    def heights(self, theta: Array) -> Array:
        """The loss on the curve, on straight lines between its points; beyond its ends as there.

        Args:
            theta: Values of the parameter, any shape.

        Returns:
            The same shape; nan beside points where the loss is none.
        """
        return np.asarray(np.interp(theta, self.alpha, self.losses))


def drawn_plane(surface: SurfaceAnswer) -> Plane:
    """What trajectories are drawn on.

    Args:
        surface: The surface.

    Returns:
        Its plane; a Graph along a line.
    """
    plane = surface.plane
    if not plane.is_line:
        return plane
    return Graph(
        plane.origin, plane.directions, plane.names, alpha=surface.alpha, losses=surface.values[0]
    )


def coordinates(run: Run, plane: Plane, o: Array, s: Array, steps: Array | int) -> Array:
    """Where trajectories are on a plane, or on a curve.

    Args:
        run: The trajectories.
        plane: From `drawn_plane`.
        o: Their optimisers.
        s: Their starts, of a shape that goes with the first.
        steps: Steps that are computed, likewise.

    Returns:
        The common shape with 2 more: alpha and beta; on a curve the parameter and the loss, which lies on
        the curve where it was not computed.
    """
    with np.errstate(over="ignore", invalid="ignore"):  # where a trajectory diverged
        at = plane.coordinates(run.points[o, s, steps])
        if isinstance(plane, Graph):
            known = run.losses[o, s, steps]
            at[..., 1] = np.where(np.isnan(known), plane.heights(at[..., 0]), known)
    return at


def on_curve(plane: Plane, frame: Frame, place: QPointF) -> tuple[float, float]:
    """Where a place lies that a hand holds.

    Args:
        plane: From `drawn_plane`.
        frame: The frame.
        place: Pixels.

    Returns:
        The place; on a curve the point above or below it.
    """
    if isinstance(plane, Graph):
        alpha = frame.at(place)[0]
        place = frame.point(alpha, float(plane.heights(np.array(alpha))))
    return (place.x(), place.y())


def window_seen(surface: SurfaceAnswer, window: Window) -> Window:
    """The ranges along both axes of the picture.

    Args:
        surface: The surface.
        window: The ranges of alpha and beta that are wished for.

    Returns:
        The same; along a line the second range is that of the losses over the first.
    """
    return (window[0], _losses_over(surface, *window[0])) if surface.plane.is_line else window


def _losses_over(surface: SurfaceAnswer, left: float, right: float) -> tuple[float, float]:
    alpha, losses = surface.alpha, np.clip(surface.values[0], -_LARGEST, _LARGEST)
    ends = np.clip([left, right], alpha[0], alpha[-1])
    seen = np.concatenate([losses[(alpha >= left) & (alpha <= right)], np.interp(ends, alpha, losses)])
    seen = seen[np.isfinite(seen) & (np.abs(seen) < _LARGEST)]
    if not len(seen):
        return (0.0, 1.0)
    lowest, tenth, most, highest = np.quantile(seen, [0, 0.1, 0.9, 1]).tolist()
    high = min(highest, lowest + _STEEP * (most - lowest)) if most > lowest else highest
    low = max(lowest, highest - _STEEP * (highest - tenth)) if tenth < highest else lowest
    if not low < high:  # steep at both ends
        low, high = lowest, highest
    least = 1e-9 * max(abs(low), abs(high)) or 1.0
    room = _ROOM * (high - low) if high - low > least else max(abs(high) / 2, 1.0)
    return (low - room, high + room)
