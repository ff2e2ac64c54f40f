"""What the mouse and the keys on the surface wish for, as Documents. Pure functions."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from jacviz.engine.training_messages import Array, Window
from jacviz.experiment.planes import Plane
from jacviz.experiment.starts import MOST_STARTS
from jacviz.session.document import Document
from jacviz.session.landscape.run import Run

_NARROWEST, _WIDEST = 1e-9, 1e12  # of a window, the first relative to where it lies


def with_sight(document: Document, **fields: Any) -> Document:
    """The same document, seen in another way.

    Args:
        document: The wish before.
        **fields: Fields of Sight.

    Returns:
        The wish.
    """
    sight = replace(document.landscape.sight, **fields)
    return replace(document, landscape=replace(document.landscape, sight=sight))


def zoomed(window: Window, at: tuple[float, float], factor: float) -> Window | None:
    """A window scaled about a point.

    Args:
        window: The ranges of alpha and beta.
        at: The point that stays where it is.
        factor: Below 1: nearer.

    Returns:
        The window; None where it would be too small or too large for numbers.
    """
    ranges = []
    for (low, high), centre in zip(window, at, strict=True):
        begin, end = centre + (low - centre) * factor, centre + (high - centre) * factor
        least = _NARROWEST * max(abs(begin), abs(end), 1e-6)
        if not least < end - begin < _WIDEST:
            return None
        ranges.append((begin, end))
    return (ranges[0], ranges[1])


def panned(window: Window, across: float, up: float) -> Window:
    """A window moved.

    Args:
        window: The ranges of alpha and beta.
        across: Shares of its width.
        up: Shares of its height.

    Returns:
        The window.
    """
    (left, right), (bottom, top) = window
    dx, dy = across * (right - left), up * (top - bottom)
    return ((left + dx, right + dx), (bottom + dy, top + dy))


def wished_window(window: Window, plane: Plane) -> Window:
    """The ranges of alpha and beta to be asked for.

    Args:
        window: The ranges along both axes of the picture.
        plane: The plane.

    Returns:
        The same; along a line, where losses are no wish, the second range repeats the first.
    """
    return (window[0], window[0]) if plane.is_line else window


def with_starts(document: Document, starts: Array) -> Document:
    """The same document with starts placed by hand.

    Args:
        document: The wish before.
        starts: Shape (S, p).

    Returns:
        The wish.
    """
    placed = np.array(starts, dtype=np.float64)
    placed.setflags(write=False)
    wished = replace(document.landscape.starts, placed=placed, count=len(placed))
    return replace(document, landscape=replace(document.landscape, starts=wished))


def starts_now(document: Document, run: Run) -> Array:
    """The starts as they are wished, which a run may still have to follow.

    Args:
        document: The wish.
        run: Tells where spread starts are.

    Returns:
        Shape (S, p).
    """
    placed = document.landscape.starts.placed
    fits = placed is not None and placed.ndim == 2 and placed.shape[1] == run.parameters
    return placed if fits and placed is not None else run.begun.starts


def moved_start(starts: Array, index: int, plane: Plane, at: tuple[float, float]) -> Array:
    """Starts, one of which is moved within the plane; what it has off the plane stays.

    Args:
        starts: Shape (S, p).
        index: Which one.
        plane: The plane.
        at: Its new coordinates.

    Returns:
        Shape (S, p).
    """
    made = starts.copy()
    if plane.is_line:
        made[index] = at[0]
    elif plane.parameters is not None:
        made[index, list(plane.parameters)] = at
    else:
        made[index] += (np.asarray(at) - plane.coordinates(starts[index])) @ plane.directions
    return made


def added_start(starts: Array, plane: Plane, at: tuple[float, float]) -> Array | None:
    """Starts and one more, on the plane.

    Args:
        starts: Shape (S, p).
        plane: The plane.
        at: The new one's coordinates.

    Returns:
        Shape (S + 1, p); None where there are as many as there can be.
    """
    if len(starts) >= MOST_STARTS:
        return None
    return np.concatenate([starts, plane.points(np.asarray(at, dtype=np.float64))[None]])


def removed_start(starts: Array, index: int) -> Array | None:
    """Starts without one of them.

    Args:
        starts: Shape (S, p).
        index: Which one.

    Returns:
        Shape (S - 1, p); None where it is the only one.
    """
    return np.delete(starts, index, axis=0) if len(starts) > 1 and index < len(starts) else None


def toggled(hidden: tuple[str, ...], key: str) -> tuple[str, ...]:
    """Legend entries that are switched off, after a click on one.

    Args:
        hidden: Those that are.
        key: The one.

    Returns:
        The others, with or without it.
    """
    return tuple(one for one in hidden if one != key) if key in hidden else (*hidden, key)
