"""Trajectories as lines on a plane, in pixels of one frame; what is too small to be seen is merged."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from jacviz.experiment.planes import Plane
from jacviz.session.landscape.run import Run
from jacviz.ui.landscape.strokes import clipped
from jacviz.ui.plot.frame import Frame

Array: TypeAlias = NDArray[Any]

CELL = 0.7  # pixels: points in one cell of this size are one point
_MOST_POINTS = 3_000_000  # beyond that only every second, third ... step is drawn
_BEYOND = 12.0  # pixels around the frame in which lines are kept
_FEW_COLOURS, _BLOCK = 8, 16  # with more colours a long stretch is drawn in blocks of steps


def coordinates(plane: Plane, points: Array) -> Array:
    """Where points lie on a plane.

    Args:
        plane: The plane.
        points: Shape (..., p).

    Returns:
        The coordinates of the nearest points of the plane, (..., 2).
    """
    if plane.parameters is not None:
        return points[..., list(plane.parameters)]
    # One product for millions of points, where plane.project solves a system for each.
    weights = np.linalg.solve(plane.directions @ plane.directions.T, plane.directions).T
    with np.errstate(over="ignore", invalid="ignore"):
        return np.asarray((points - plane.origin) @ weights)


def placed(frame: Frame, plane: Plane, points: Array) -> Array:
    """Where points are drawn.

    Args:
        frame: The frame.
        plane: What they are projected on.
        points: Shape (..., p).

    Returns:
        Pixels, (..., 2).
    """
    with np.errstate(over="ignore", invalid="ignore"):
        at = coordinates(plane, points)
        return frame.place(at[..., 0].ravel(), at[..., 1].ravel()).reshape(at.shape)


class Paths:
    """Segments of many trajectories, ordered by the step that ends them, then by colour.

    Attributes:
        run: The trajectories.
        plane: What they are projected on.
        frame: Where they are drawn.
        count: How many trajectories there are.
        computed: Steps that the segments cover.
        segments: Shape (N, 4): x and y of both ends in pixels.
        steps: Shape (N,): the step at which each segment ends.
        colours: Shape (N,): the index of each one's colour.
        owners: Shape (N,): which row of `members` each belongs to.
        members: Shape (T, 2): optimiser and start of the trajectories.
    """

    def __init__(self, run: Run, plane: Plane, frame: Frame, colour: Array, shown: Array) -> None:
        """Take the trajectories that are shown, as far as they are computed.

        Args:
            run: The trajectories.
            plane: What they are projected on.
            frame: Where they are drawn.
            colour: The index of each one's colour, (O, S).
            shown: Which are drawn, (O, S), bool.
        """
        self.run, self.plane, self.frame = run, plane, frame
        self._shown, self._colour = shown, colour[shown]
        self.count = int(shown.sum())
        self._order = np.argsort(self._colour, kind="stable")
        self._stride = max(1, -(-self.count * (run.steps + 1) // _MOST_POINTS))
        self.computed = -1
        self._last = np.empty((0, 2))  # where the newest segment of each ends
        self._cells = np.empty((0, 2))
        self.segments, self.steps, self.colours = np.empty((0, 4)), np.empty(0, int), np.empty(0, int)
        self._runs = np.zeros(1, dtype=int)
        self.owners = np.empty(0, int)
        self.members = np.argwhere(shown)[self._order]
        self.extend(run)

    def extend(self, run: Run) -> None:
        """The same trajectories have come further.

        Args:
            run: A later run of the same descent.
        """
        self.run = run
        first, last = self.computed + 1, run.computed
        steps = np.arange(-(-first // self._stride) * self._stride, last + 1, self._stride)
        self.computed = last
        if not len(steps) or not self.count:
            return
        places = self._places(steps)
        with np.errstate(invalid="ignore", over="ignore"):
            cells = np.floor(places / CELL)
        if not len(self._last):
            self._last, self._cells = places[0], cells[0]
            steps, places, cells = steps[1:], places[1:], cells[1:]
        if len(steps):
            self._append(steps, places, cells)

    def _places(self, steps: Array) -> Array:
        # (steps, trajectories, 2), trajectories in the order of their colours.
        stretch = slice(int(steps[0]), int(steps[-1]) + 1, self._stride)
        chosen = coordinates(self.plane, self.run.points[:, :, stretch])[self._shown][self._order]
        flat = chosen.transpose(1, 0, 2).reshape(-1, 2)
        with np.errstate(over="ignore", invalid="ignore"):
            return self.frame.place(flat[:, 0], flat[:, 1]).reshape(len(steps), self.count, 2)

    def _append(self, steps: Array, places: Array, cells: Array) -> None:
        before = np.concatenate([self._cells[None], cells[:-1]])
        kept = (cells[..., 0] != before[..., 0]) | (cells[..., 1] != before[..., 1])
        # Each kept point is joined to the kept one before it: its row, or 0 for what came before.
        rows = np.where(kept, np.arange(1, len(steps) + 1)[:, None], 0)
        reached = np.maximum.accumulate(rows, axis=0)
        previous = np.vstack([np.zeros((1, self.count), dtype=int), reached[:-1]])
        row, column = np.nonzero(kept)
        known = np.concatenate([self._last[None], places])
        pieces = np.empty((len(row), 4))
        pieces[:, :2] = known[previous[row, column], column]
        pieces[:, 2:] = places[row, column]
        r = self.frame.rect
        parts, visible = clipped(
            pieces, (r.left() - _BEYOND, r.top() - _BEYOND), (r.right() + _BEYOND, r.bottom() + _BEYOND)
        )
        self.segments = np.concatenate([self.segments, parts]) if len(self.segments) else parts
        self.steps = np.concatenate([self.steps, steps[row[visible]]])
        self.colours = np.concatenate([self.colours, self._colour[self._order][column[visible]]])
        self.owners = np.concatenate([self.owners, column[visible]])
        self._last = known[reached[-1], np.arange(self.count)]
        self._cells = cells[-1]
        changes = (np.diff(self.steps) != 0) | (np.diff(self.colours) != 0)
        self._runs = np.concatenate([[0], np.nonzero(changes)[0] + 1, [len(self.steps)]])

    def between(self, first: int, last: int) -> slice:
        """The segments that end after one step and no later than another.

        Args:
            first: Steps up to it are left out.
            last: The last one.

        Returns:
            Rows of `segments`.
        """
        begin, end = np.searchsorted(self.steps, [first, last], side="right").tolist()
        return slice(begin, max(begin, end))

    def runs(self, first: int, last: int) -> tuple[Array, list[int], list[int]]:
        """What to draw between two steps, what is newer later.

        Args:
            first: Steps up to it are left out.
            last: The last one.

        Returns:
            Segments, the bounds of stretches of one colour among them, and the index of each one's colour.
        """
        rows = self.between(first, last)
        segments, colours = self.segments[rows], self.colours[rows]
        if not len(segments):
            return segments, [0], []
        if last - first > _BLOCK and colours.max() - colours.min() >= _FEW_COLOURS:
            order = np.lexsort((colours, self.steps[rows] // _BLOCK))
            segments, colours = segments[order], colours[order]
            begins = np.concatenate([[0], np.nonzero(np.diff(colours))[0] + 1])
        elif colours.min() == colours.max():
            begins = np.zeros(1, dtype=int)
        else:
            low, high = np.searchsorted(self._runs, [rows.start, rows.stop]).tolist()
            begins = self._runs[low:high] - rows.start
        return segments, [*begins.tolist(), len(segments)], colours[begins].tolist()

    def lines(self, first: int, last: int) -> Iterator[tuple[int, Array]]:
        """The same as whole lines, a trajectory after the other: for files, which keep lines in one piece.

        Args:
            first: Steps up to it are left out.
            last: The last one.

        Yields:
            The index of a colour, and the points of a line, (N, 2).
        """
        rows = self.between(first, last)
        order = np.argsort(self.owners[rows], kind="stable")
        segments, owners = self.segments[rows][order], self.owners[rows][order]
        if not len(segments):
            return
        parted = (np.diff(owners) != 0) | np.any(segments[1:, :2] != segments[:-1, 2:], axis=1)
        bounds = [0, *(np.nonzero(parted)[0] + 1).tolist(), len(segments)]
        colours = self.colours[rows][order]
        for begin, end in pairwise(bounds):
            yield int(colours[begin]), np.vstack([segments[begin, :2], segments[begin:end, 2:]])
