"""Trajectories as lines on a plane, in pixels of one frame; what is too small to be seen is merged."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from time import perf_counter
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from jacviz.experiment.planes import Plane
from jacviz.session.landscape.run import Run
from jacviz.ui.landscape.surface.graph import Graph, coordinates
from jacviz.ui.landscape.surface.growing import Growing
from jacviz.ui.landscape.surface.strokes import clipped
from jacviz.ui.plot.frame import Frame

Array: TypeAlias = NDArray[Any]

CELL = 0.7  # pixels: points in one cell of this size are one point
_MOST_POINTS = 3_000_000  # beyond that only every second, third ... step is drawn
_PIECE = 20_000  # points that are placed between two looks at the clock: some milliseconds
_BEYOND = 12.0  # pixels around the frame in which lines are kept
_FEW_COLOURS, _BLOCK = 8, 16  # with more colours a long stretch is drawn in blocks of steps


def placed(frame: Frame, plane: Plane, run: Run, o: Array, s: Array, steps: Array | int) -> Array:
    """Where trajectories are drawn.

    Args:
        frame: The frame.
        plane: What they are drawn on.
        run: The trajectories.
        o: Their optimisers.
        s: Their starts, of a shape that goes with the first.
        steps: Steps that are computed, likewise.

    Returns:
        Pixels, the common shape with 2 more.
    """
    at = coordinates(run, plane, o, s, steps)
    with np.errstate(over="ignore", invalid="ignore"):
        return frame.place(at[..., 0].ravel(), at[..., 1].ravel()).reshape(at.shape)


def same_plane(one: Plane | None, other: Plane | None) -> bool:
    """Whether two planes are the same by value.

    Returns:
        True where points lie on them alike.
    """
    if one is None or other is None or isinstance(one, Graph) or isinstance(other, Graph):
        return one is other
    return bool(
        one is other
        or (
            one.origin.shape == other.origin.shape
            and np.array_equal(one.origin, other.origin)
            and np.array_equal(one.directions, other.directions)
        )
    )


class Paths:
    """Segments of many trajectories, ordered by the step that ends them, then by colour.

    Attributes:
        run: The trajectories.
        plane: What they are projected on.
        frame: Where they are drawn.
        count: How many trajectories there are.
        computed: The last step that the segments cover; -1 for none.
        members: Shape (T, 2): optimiser and start of the trajectories.
    """

    def __init__(
        self, run: Run, plane: Plane, frame: Frame, colour: Array, shown: Array, *, at_once: bool = True
    ) -> None:
        """Take the trajectories that are shown, as far as they are computed.

        Args:
            run: The trajectories.
            plane: What they are projected on.
            frame: Where they are drawn.
            colour: The index of each one's colour, (O, S).
            shown: Which are drawn, (O, S), bool.
            at_once: Whether they have their segments from the beginning; else `work` gives them.
        """
        self.run, self.plane, self.frame = run, plane, frame
        self._shown, self._colour = shown, colour[shown]
        self.count = int(shown.sum())
        self._order = np.argsort(self._colour, kind="stable")
        self._stride = max(1, -(-self.count * (run.steps + 1) // _MOST_POINTS))
        self.computed = -1
        self._last = np.empty((0, 2))  # where the newest segment of each ends
        self._cells = np.empty((0, 2))
        most = self.count * (run.steps // self._stride + 1)
        self._kept = Growing(most, 4, np.float64), *(Growing(most, 1, np.int32) for _ in range(3))
        self.members = np.argwhere(shown)[self._order]
        if at_once:
            self.work()

    @property
    def segments(self) -> Array:
        """Shape (N, 4): x and y of both ends in pixels."""
        return self._kept[0].rows

    @property
    def steps(self) -> Array:
        """Shape (N,): the step at which each segment ends."""
        return self._kept[1].rows[:, 0]

    @property
    def colours(self) -> Array:
        """Shape (N,): the index of each one's colour."""
        return self._kept[2].rows[:, 0]

    @property
    def owners(self) -> Array:
        """Shape (N,): which row of `members` each belongs to."""
        return self._kept[3].rows[:, 0]

    def extend(self, run: Run) -> None:
        """The same trajectories have come further; their segments are there at once.

        Args:
            run: A later run of the same descent.
        """
        self.run = run
        self.work()

    def work(self, step: int | None = None, until: float = np.inf) -> bool:
        """Place the steps that have no segments yet.

        Args:
            step: The last one that is wanted; None: all that are computed.
            until: When to pause, by `perf_counter`; a piece is placed in any case.

        Returns:
            Whether all that was wanted is there.
        """
        goal = self.run.computed if step is None else min(step, self.run.computed)
        stride = max(1, _PIECE // max(self.count, 1)) * self._stride
        while self.computed < goal:
            # Pieces end at the same steps whichever way they are asked for, but for the last one.
            last = min(self.run.computed, (self.computed // stride + 1) * stride)
            self._extend(last)
            if perf_counter() > until:
                break
        return self.computed >= goal

    def _extend(self, last: int) -> None:
        first = self.computed + 1
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
        o, s = self.members.T
        if isinstance(self.plane, Graph):
            at = placed(self.frame, self.plane, self.run, o[:, None], s[:, None], steps[None])
            return at.transpose(1, 0, 2)
        if self.count < self._shown.size:  # the selected one of ten thousand
            chosen = self.plane.coordinates(self.run.points[o[:, None], s[:, None], steps])
        else:
            stretch = slice(int(steps[0]), int(steps[-1]) + 1, self._stride)
            chosen = self.plane.coordinates(self.run.points[:, :, stretch])[self._shown][self._order]
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
        new = (parts, steps[row[visible]], self._colour[self._order][column[visible]], column[visible])
        for kept, rows in zip(self._kept, new, strict=True):
            kept.append(rows)
        self._last = known[reached[-1], np.arange(self.count)]
        self._cells = cells[-1]

    def between(self, first: int, last: int) -> slice:
        """The segments that end after one step and no later than another.

        Args:
            first: Steps up to it are left out.
            last: The last one.

        Returns:
            Rows of `segments`.
        """
        steps = self.steps
        # Numbers of another kind would have all steps, of which there are millions, converted first.
        ends = np.clip([first, last], -1, self.run.steps).astype(steps.dtype)
        begin, end = np.searchsorted(steps, ends, side="right").tolist()
        return slice(begin, max(begin, end))

    def runs(self, rows: slice) -> tuple[Array, list[int], list[int]]:
        """How to draw some segments, what is newer later.

        Args:
            rows: Which.

        Returns:
            Segments, the bounds of stretches of one colour among them, and the index of each one's colour.
        """
        segments, colours, steps = self.segments[rows], self.colours[rows], self.steps[rows]
        if not len(segments):
            return segments, [0], []
        if steps[-1] - steps[0] >= _BLOCK and colours.max() - colours.min() >= _FEW_COLOURS:
            order = np.lexsort((colours, steps // _BLOCK))
            segments, colours = segments[order], colours[order]
            begins = np.concatenate([[0], np.nonzero(np.diff(colours))[0] + 1])
        elif colours.min() == colours.max():
            begins = np.zeros(1, dtype=int)
        else:
            changes = (np.diff(steps) != 0) | (np.diff(colours) != 0)
            begins = np.concatenate([[0], np.nonzero(changes)[0] + 1])
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
