"""The trails that the surface view keeps: playing adds to them; much is drawn a little at a time."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from jacviz.experiment.planes import Plane
from jacviz.session.landscape.results import Selection
from jacviz.session.landscape.run import Run
from jacviz.session.landscape.settings import Sight
from jacviz.ui.landscape.colouring import Colouring, colouring, shown
from jacviz.ui.landscape.surface.ground import carried
from jacviz.ui.landscape.surface.paths import Paths, same_plane
from jacviz.ui.landscape.surface.tails import Tail
from jacviz.ui.landscape.surface.trails import Ink, Trail, ink
from jacviz.ui.plot.frame import Frame
from jacviz.ui.plot.look import Look

Array: TypeAlias = NDArray[Any]
Key: TypeAlias = tuple[object, ...]

_AT_ONCE = 20_000  # points that are drawn anew within a frame of a zoom; more wait until it rests
_MOST_LIT = 150_000  # points of the trajectories that the legend can highlight
_DIMMED = 0.25  # opacity of trails beside the one that the legend highlights


@dataclass(frozen=True)
class Moment:
    """What is seen of trails on a screen.

    Attributes:
        step: Where the heads are.
        tail: Steps behind the heads that stay visible; None: all.
        ratio: Pixels of the device in a logical pixel.
    """

    step: int
    tail: int | None
    ratio: float


@dataclass(eq=False)
class _Drawn:
    """Some trajectories, and the picture of their trails.

    Attributes:
        key: What they are.
        paths: The trajectories in pixels.
        ink: What they are drawn with.
        trail: The picture of all steps.
        tail: The picture of the newest steps.
        image: The newest of these pictures, as far as it is drawn.
    """

    key: Key
    paths: Paths
    ink: Ink
    trail: Trail = field(default_factory=Trail)
    tail: Tail = field(default_factory=Tail)
    image: QImage = field(default_factory=QImage)

    def work(self, moment: Moment, until: float) -> bool:
        """Place the trajectories and draw them up to a step.

        Returns:
            Whether the picture shows that step.
        """
        paths, step, ratio = self.paths, moment.step, moment.ratio
        placed = paths.work(step, until)
        goal = min(step, paths.computed)
        if moment.tail is None:
            self.image = self.trail.picture(paths, step, self.ink, ratio, until)
            return placed and self.trail.step >= goal
        self.image = self.tail.picture(paths, step, moment.tail, self.ink, ratio, until)
        return placed and self.tail.shows(goal)


class _Slot:
    """A picture of trails, and the one that is to take its place.

    Where the trajectories are others than before the new picture is seen as it grows, unless it is complete
    within a few frames; where only the frame is another one the old picture is carried there meanwhile.
    """

    def __init__(self) -> None:
        self._shown: _Drawn | None = None
        self._coming: _Drawn | None = None

    @property
    def newest(self) -> _Drawn | None:
        """The trajectories as they are wished; None for none."""
        return self._coming or self._shown

    @property
    def open(self) -> bool:
        """Whether what is seen is what `work` draws on, not what stands in for it."""
        return self._shown is None or self._coming is None

    def clear(self) -> None:
        """Show nothing."""
        self._shown = self._coming = None

    def follow(self, key: Key, run: Run, frame: Frame, make: Callable[[], _Drawn], *, waits: bool) -> None:
        """Show other trajectories, or the same ones further, or elsewhere.

        Args:
            key: What they are.
            run: As far as they are computed.
            frame: Where they are drawn.
            make: Gives them on that frame, with nothing drawn.
            waits: Whether another frame alone may wait.
        """
        newest = self.newest
        if newest is not None and newest.key == key:
            if newest.paths.frame == frame or waits:
                newest.paths.run = run
                return
        elif self._coming is not None or (newest is not None and newest.paths.frame != frame):
            self._shown = None  # what changes faster than it is drawn is seen as far as it is drawn
        self._coming = make()

    def work(self, moment: Moment, until: float) -> bool:
        """Draw on.

        Returns:
            Whether nothing is left to do.
        """
        if self._coming is not None:
            if self._coming.work(moment, until):
                self._shown, self._coming = self._coming, None
            return self._coming is None
        return self._shown is None or self._shown.work(moment, until)

    def paint(self, painter: QPainter, frame: Frame, moment: Moment, until: float) -> bool:
        """Paint what there is, after drawing as much of what is missing as time allows.

        Returns:
            Whether nothing is missing.
        """
        newest = self.newest
        complete = newest is None or newest.work(moment, until)
        if complete and self._coming is not None:
            self._shown, self._coming = self._coming, None
        seen = self._shown or self._coming
        if seen is None:
            return True
        if seen is not newest and perf_counter() < until:
            seen.work(moment, until)
        picture = seen.image
        if seen.paths.frame == frame:
            painter.drawImage(frame.rect.topLeft(), picture)
        else:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(carried(seen.paths.frame, frame), picture, QRectF(picture.rect()))
        return complete


class Trails:
    """The trails of the trajectories that are shown, those that the legend highlights, and the chosen one.

    Attributes:
        colours: The colours of the trajectories; None before there were any.
        growing: Whether something is seen of what `work` has drawn, and is not complete.
    """

    def __init__(self) -> None:
        self.colours: Colouring | None = None
        self.growing = False
        self._all, self._lit, self._chosen = _Slot(), _Slot(), _Slot()
        self._plane: Plane | None = None
        self._moment: Moment | None = None

    @property
    def paths(self) -> Paths | None:
        """The trajectories that are shown, in pixels, as far as they are placed; None for none."""
        return self._all.newest.paths if self._all.newest is not None else None

    def forget(self) -> None:
        """There are no trajectories."""
        for slot in (self._all, self._lit, self._chosen):
            slot.clear()

    def follow(
        self,
        run: Run,
        plane: Plane,
        frame: Frame,
        sight: Sight,
        look: Look,
        selection: Selection,
        lit: str,
        *,
        hurry: bool,
    ) -> None:
        """Take other trajectories, steps or frames over.

        Args:
            run: The trajectories, as far as they are computed.
            plane: What they are projected on.
            frame: Where they are drawn.
            sight: Tells what is shown.
            look: Colours.
            selection: The trajectory that stands out.
            lit: The legend's entry that is highlighted; "" for none.
            hurry: Whether what takes long may wait.
        """
        colours = self.colours = colouring(run, sight, look)
        plane = plane if not same_plane(plane, self._plane) or self._plane is None else self._plane
        self._plane = plane
        visible = shown(run, sight)
        key = (id(run.points), plane, colours, sight.hidden, look)

        def show(slot: _Slot, which: Array, more: object, *, bold: bool = False) -> None:
            def make() -> _Drawn:
                paths = Paths(run, plane, frame, colours.index, which, at_once=False)
                return _Drawn((*key, more), paths, ink(colours.colours, paths.count, look, bold=bold))

            is_large = int(which.sum()) * (run.computed + 1) > _AT_ONCE
            slot.follow((*key, more), run, frame, make, waits=hurry and is_large)

        show(self._all, visible, "")
        group = visible & ~shown(run, Sight(hidden=(lit,)))
        if lit and group.any() and int(group.sum()) * (run.computed + 1) <= _MOST_LIT:
            show(self._lit, group, lit)
        else:
            self._lit.clear()
        o, s = selection.optimiser, selection.start
        if o < run.optimisers and s < run.starts and visible[o, s] and visible.sum() > 1:
            one = np.zeros_like(visible)
            one[o, s] = True
            show(self._chosen, one, selection, bold=True)
        else:
            self._chosen.clear()

    def paint(
        self, painter: QPainter, frame: Frame, step: int, tail: int | None, until: float = math.inf
    ) -> bool:
        """Paint the trails up to a step, after drawing as much of what is missing as time allows.

        Args:
            painter: Of the screen.
            frame: The frame.
            step: Where the heads are.
            tail: Steps behind the heads that stay visible; None: all.
            until: When to leave the rest to `work`, by `perf_counter`.

        Returns:
            Whether nothing is missing.
        """
        self._moment = moment = Moment(step, tail, painter.device().devicePixelRatio())
        is_lit = self._lit.newest is not None
        painter.save()
        painter.setClipRect(frame.rect)
        painter.setOpacity(_DIMMED if is_lit else 1.0)
        complete = self._all.paint(painter, frame, moment, until)
        painter.setOpacity(1.0)
        above = self._lit if is_lit else self._chosen
        complete = above.paint(painter, frame, moment, until) and complete
        painter.restore()
        return complete

    def work(self, until: float) -> bool:
        """Go on with what `paint` left.

        Args:
            until: When to pause, by `perf_counter`; something is done in any case.

        Returns:
            Whether nothing is left to do.
        """
        if self._moment is None:
            return True
        slots = (self._all, self._lit if self._lit.newest is not None else self._chosen)
        missing = [slot for slot in slots if not slot.work(self._moment, until)]
        self.growing = any(slot.open for slot in missing)
        return not missing
