"""The pictures that the surface view keeps: the ground that stands still, the trails that playing adds to."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSizeF
from PySide6.QtGui import QPainter, QPixmap

from jacviz.experiment.planes import Plane
from jacviz.session.landscape.results import Selection
from jacviz.session.landscape.run import Run
from jacviz.session.landscape.settings import Sight
from jacviz.ui.landscape.basin_wash import Wash
from jacviz.ui.landscape.colouring import Colouring, colouring, shown
from jacviz.ui.landscape.contours import Contours, band_colours
from jacviz.ui.landscape.paths import Paths
from jacviz.ui.landscape.scene import paint_ground
from jacviz.ui.landscape.trails import Ink, Trail, ink, paint_trails
from jacviz.ui.plot.frame import Frame
from jacviz.ui.plot.look import Look

Array: TypeAlias = NDArray[Any]

_AT_ONCE = 150_000  # points that are placed anew within a frame of a zoom; more wait until it rests
_DIMMED = 0.25  # opacity of trails beside the one that the legend highlights


def carried(old: Frame, new: Frame) -> QRectF:
    """Where a picture of one frame belongs in another one of the same plane.

    Returns:
        Pixels.
    """
    top_left = new.point(old.x.low, old.y.high)
    bottom_right = new.point(old.x.high, old.y.low)
    return QRectF(top_left, bottom_right)


def same_plane(one: Plane | None, other: Plane | None) -> bool:
    """Whether two planes are the same by value.

    Returns:
        True where points lie on them alike.
    """
    if one is None or other is None:
        return one is other
    return bool(
        one is other
        or (
            one.origin.shape == other.origin.shape
            and np.array_equal(one.origin, other.origin)
            and np.array_equal(one.directions, other.directions)
        )
    )


class Ground:
    """Bands, basins, lines and labels as one picture."""

    def __init__(self) -> None:
        self._pixmap = QPixmap()
        self._key: tuple[object, ...] = ()
        self._frame: Frame | None = None

    def paint(
        self,
        painter: QPainter,
        frame: Frame,
        contours: Contours,
        wash: Wash | None,
        sight: Sight,
        look: Look,
        *,
        hurry: bool,
    ) -> None:
        """Paint it, from the picture that is kept where that is possible.

        Args:
            painter: Of the screen.
            frame: The frame.
            contours: Of the surface.
            wash: Basins; None for none.
            sight: Tells which lines there are.
            look: Colours and type.
            hurry: Whether the picture of another window may stand in: a new surface is on its way.
        """
        ratio = painter.device().devicePixelRatio()
        key = (contours, wash, sight.lines, sight.labels, look, ratio, frame.rect.size())
        same = self._key == key and self._frame is not None
        if not same or (self._frame != frame and not hurry):
            self._draw(frame, contours, wash, sight, look, ratio)
            self._key = key
        assert self._frame is not None
        if self._frame == frame:
            painter.drawPixmap(frame.rect.topLeft(), self._pixmap)
            return
        painter.save()
        painter.setClipRect(frame.rect)
        painter.fillRect(frame.rect, band_colours(contours, look)[-1])
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(carried(self._frame, frame), self._pixmap, QRectF(self._pixmap.rect()))
        painter.restore()

    def _draw(
        self, frame: Frame, contours: Contours, wash: Wash | None, sight: Sight, look: Look, ratio: float
    ) -> None:
        size = QSizeF(frame.rect.size()) * ratio
        self._pixmap = QPixmap(math.ceil(size.width()), math.ceil(size.height()))
        self._pixmap.setDevicePixelRatio(ratio)
        self._pixmap.fill(band_colours(contours, look)[-1])
        painter = QPainter(self._pixmap)
        painter.translate(-frame.rect.topLeft())
        paint_ground(painter, frame, contours, wash, sight, look)
        painter.end()
        self._frame = frame


@dataclass(frozen=True, eq=False)
class _Drawn:
    """Some trajectories, and the picture of their trails."""

    paths: Paths
    ink: Ink
    trail: Trail


class Trails:
    """The trails of the trajectories that are shown, those that the legend highlights, and the chosen one."""

    def __init__(self) -> None:
        self.paths: Paths | None = None
        self.colours: Colouring | None = None
        self._all: _Drawn | None = None
        self._lit: _Drawn | None = None
        self._chosen: _Drawn | None = None
        self._key: tuple[object, ...] = ()
        self._plane: Plane | None = None
        self._lit_key: tuple[object, ...] = ()
        self._chosen_key: tuple[object, ...] = ()

    def forget(self) -> None:
        """There are no trajectories."""
        self.paths = self._all = self._lit = self._chosen = None
        self._key = self._lit_key = self._chosen_key = ()

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
        self.colours = colouring(run, sight, look)
        plane = plane if not same_plane(plane, self._plane) or self._plane is None else self._plane
        self._plane = plane
        visible = shown(run, sight)
        key = (id(run.points), plane, self.colours, sight.hidden, look)
        moved = self.paths is None or self.paths.frame != frame
        is_large = int(visible.sum()) * (run.computed + 1) > _AT_ONCE
        if key != self._key or (moved and not (hurry and is_large)):
            self._all = _drawn(run, plane, frame, self.colours, visible, look)
            self.paths, self._key = self._all.paths, key
        elif self.paths is not None and run is not self.paths.run:
            self.paths.extend(run)
        self._follow_lit(run, plane, frame, sight, look, lit, visible, key)
        self._follow_chosen(run, plane, frame, look, selection, visible, key)

    def _follow_lit(
        self, run: Run, plane: Plane, frame: Frame, sight: Sight, look: Look, lit: str, visible: Array,
        key: tuple[object, ...],
    ) -> None:  # fmt: skip
        group = visible & ~_without(run, lit)
        if not lit or not group.any() or int(group.sum()) * (run.computed + 1) > _AT_ONCE:
            self._lit, self._lit_key = None, ()
            return
        assert self.colours is not None
        if self._lit is None or self._lit_key != (*key, lit) or self._lit.paths.frame != frame:
            self._lit = _drawn(run, plane, frame, self.colours, group, look)
            self._lit_key = (*key, lit)
        elif run is not self._lit.paths.run:
            self._lit.paths.extend(run)

    def _follow_chosen(
        self, run: Run, plane: Plane, frame: Frame, look: Look, selection: Selection, visible: Array,
        key: tuple[object, ...],
    ) -> None:  # fmt: skip
        o, s = selection.optimiser, selection.start
        if o >= run.optimisers or s >= run.starts or not visible[o, s] or visible.sum() == 1:
            self._chosen, self._chosen_key = None, ()
            return
        assert self.colours is not None
        if self._chosen is None or self._chosen_key != (*key, selection) or self._chosen.paths.frame != frame:
            one = np.zeros_like(visible)
            one[o, s] = True
            self._chosen = _drawn(run, plane, frame, self.colours, one, look, bold=True)
            self._chosen_key = (*key, selection)
        elif run is not self._chosen.paths.run:
            self._chosen.paths.extend(run)

    def paint(self, painter: QPainter, frame: Frame, step: int, tail: int | None) -> None:
        """Paint the trails up to a step.

        Args:
            painter: Of the screen.
            frame: The frame.
            step: Where the heads are.
            tail: Steps behind the heads that stay visible; None: all.
        """
        painter.save()
        painter.setClipRect(frame.rect)
        if self._all is not None:
            if self._lit is not None:
                painter.setOpacity(_DIMMED)
            _paint(painter, self._all, frame, step, tail)
            painter.setOpacity(1.0)
        for some in (self._lit, self._chosen if self._lit is None else None):
            if some is not None:
                _paint(painter, some, frame, step, tail)
        painter.restore()


def _without(run: Run, lit: str) -> Array:
    return shown(run, Sight(hidden=(lit,)))


def _drawn(
    run: Run, plane: Plane, frame: Frame, colours: Colouring, which: Array, look: Look, *, bold: bool = False
) -> _Drawn:
    paths = Paths(run, plane, frame, colours.index, which)
    return _Drawn(paths, ink(colours.colours, paths.count, look, bold=bold), Trail())


def _paint(painter: QPainter, some: _Drawn, frame: Frame, step: int, tail: int | None) -> None:
    moved = some.paths.frame != frame
    if tail is not None and not moved:
        paint_trails(painter, some.paths, step, some.ink, tail)
        return
    picture = some.trail.picture(some.paths, step, some.ink, painter.device().devicePixelRatio())
    if moved:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(carried(some.paths.frame, frame), picture, QRectF(picture.rect()))
    else:
        painter.drawImage(frame.rect.topLeft(), picture)
