"""What stands on the trajectories of the three-dimensional picture: starts, ticks, heads, crosses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from jacviz.engine.training_messages import SurfaceAnswer
from jacviz.session.landscape.run import Run
from jacviz.session.landscape.settings import Sight
from jacviz.ui.landscape.colouring import colouring, shown
from jacviz.ui.landscape.solid.heights import Heights
from jacviz.ui.landscape.solid.shapes import PathShapes
from jacviz.ui.landscape.solid.ticks import crosses, heads, stopped, tick_ends, tick_steps, ticks_apart
from jacviz.ui.landscape.surface.heads import MOST_STARTS
from jacviz.ui.landscape.surface.tick_steps import said
from jacviz.ui.plot.look import Look

if TYPE_CHECKING:
    from jacviz.ui.landscape.solid.paths_item import PathsItem

Array: TypeAlias = NDArray[Any]

_NONE = np.empty((0, 3), dtype=np.float32)


@dataclass(frozen=True, eq=False)
class Ground:
    """What trajectories are drawn over, and how.

    Attributes:
        surface: The losses on a grid.
        heights: How high they stand.
        sight: Which trajectories are shown, and what is marked on them.
        look: Colours.
    """

    surface: SurfaceAnswer
    heights: Heights
    sight: Sight
    look: Look


class Spots:
    """Hands the marks over that have changed.

    Attributes:
        left_out: How many of the trajectories that are shown have a head and no line.
        told_ticks: That ticks stand farther apart than was wished for; "" where they do not.
    """

    def __init__(self) -> None:
        """Nothing is marked yet."""
        self.left_out = 0
        self.told_ticks = ""
        self._of: tuple[object, ...] = ()
        self._ground: Ground | None = None
        self._run: Run | None = None
        self._shapes: PathShapes | None = None
        self._steps = np.empty(0, dtype=np.int64)  # that have ticks
        self._members = self._others = np.empty((0, 2), dtype=np.int64)
        self._lost = np.empty(0, dtype=bool)

    def follow(self, item: PathsItem, run: Run, shapes: PathShapes, ground: Ground) -> None:
        """Mark what stands still.

        Args:
            item: Draws it.
            run: The trajectories.
            shapes: Those of them that have lines.
            ground: What they are drawn over.
        """
        about = (item, shapes, run.computed, ground.surface, ground.heights, ground.sight, ground.look)
        if about == self._of:
            return
        self._of, self._run, self._shapes, self._ground = about, run, shapes, ground
        visible = shown(run, ground.sight)
        have_lines = np.zeros_like(visible)
        have_lines[*shapes.places.T] = True
        self._members = np.argwhere(visible & have_lines)
        self._others = np.argwhere(visible & ~have_lines)
        self.left_out = len(self._others)
        self._lost = np.empty(0, dtype=bool)
        if not self.left_out:
            item.show_marks("others", _NONE, np.empty((0, 4), dtype=np.uint8))
        self._mark_starts(item, run, ground)
        self._mark_ticks(item, run, ground)

    @property
    def told(self) -> str:
        """How many trajectories are drawn, where those are not all; "" else."""
        if not self.left_out or self._run is None or self._shapes is None:
            return ""
        every = self._run.optimisers * self._run.starts
        some = f"Lines are drawn for {len(self._shapes.places):,} of {every:,} trajectories, evenly picked"
        return f"{some}, and heads for all: more lines would hide the surface."

    def _mark_starts(self, item: PathsItem, run: Run, ground: Ground) -> None:
        places, first = np.unique(self._members[:, 1], return_index=True)
        if not len(places) or len(places) > MOST_STARTS:
            item.show_marks("starts", _NONE, np.empty((0, 4), dtype=np.uint8))
            return
        members = self._members[first]
        tints = self._tints(members)
        if len(places) < len(self._members):  # several optimisers begin together
            tints[:] = ground.look.text.getRgb()
        item.show_marks("starts", heads(run, members, 0, ground.surface, ground.heights), tints)

    def _mark_ticks(self, item: PathsItem, run: Run, ground: Ground) -> None:
        every = ticks_apart(run, self._members, ground.sight.ticks)
        self.told_ticks = said(ground.sight.ticks, every)
        self._steps = tick_steps(every, run.computed)
        if not len(self._steps):
            item.show_marks("ticks", _NONE, np.empty((0, 4), dtype=np.uint8))
            return
        ends = tick_ends(run, self._members, self._steps, every, ground.surface, ground.heights)
        tints = np.tile(np.repeat(self._tints(self._members), 2, axis=0), (len(self._steps), 1))
        item.show_marks("ticks", ends.reshape(-1, 3), tints)

    def move(self, item: PathsItem, first: int, step: int) -> None:
        """Mark what moves.

        Args:
            item: Draws it.
            first: The step where tails end.
            step: Where the heads are.
        """
        run, shapes, ground = self._run, self._shapes, self._ground
        if run is None or shapes is None or ground is None:
            return
        each = 2 * len(self._members)
        begin, end = np.searchsorted(self._steps, [first, step + 1]).tolist()
        item.show_ticks(begin * each, end * each)
        item.show_range(shapes.vertex(first), shapes.vertex(step), stopped(run, shapes.places, step))
        every = np.concatenate([self._members, self._others])
        lost = stopped(run, every, step)
        if not np.array_equal(lost, self._lost):
            self._lost = lost
            some = every[lost]
            made = crosses(run, some, step, ground.surface, ground.heights) if len(some) else _NONE
            item.show_marks("crosses", made, self._tints(some))
        if len(self._others):
            some = self._others[~lost[len(self._members) :]]
            made = heads(run, some, step, ground.surface, ground.heights) if len(some) else _NONE
            item.show_marks("others", made, self._tints(some))

    def _tints(self, members: Array) -> Array:
        if self._run is None or self._ground is None:
            return np.empty((0, 4), dtype=np.uint8)
        made = colouring(self._run, self._ground.sight, self._ground.look)
        table = np.array([colour.getRgb() for colour in made.colours], dtype=np.uint8)
        return table[made.index[members[:, 0], members[:, 1]]]
