"""The mouse on the surface: what lies under it, and the gestures that zoom, pan, place, drag and select."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent

from jacviz.session.landscape.results import Selection
from jacviz.ui.landscape.surface.heads import Spots
from jacviz.ui.landscape.surface.legend_row import Item, item_at
from jacviz.ui.landscape.surface.outside import outside_rect
from jacviz.ui.landscape.surface.paths import Paths
from jacviz.ui.plot.look import look_now

if TYPE_CHECKING:
    from jacviz.ui.landscape.surface.surface_view import SurfaceView

Array: TypeAlias = NDArray[Any]
Hold: TypeAlias = Literal["", "press", "pan", "start"]

_NEAR_SPOT, _NEAR_LINE = 9.0, 5.0  # pixels within which something is under the mouse
_MOVED = 4.0  # pixels after which a press is a drag
_NOTCH = 120.0
_PER_NOTCH = 0.84  # what a notch of the wheel leaves of the window


def spot_at(some: Spots, place: QPointF, *, heads: bool) -> int | None:
    """The trajectory whose start or head is under a place.

    Args:
        some: Where they are.
        place: Pixels.
        heads: Whether heads are meant, or starts.

    Returns:
        A row of the spots: the nearest; None where none is near.
    """
    if not len(some.members):
        return None
    with np.errstate(over="ignore", invalid="ignore"):
        away = np.hypot(*((some.heads if heads else some.starts) - (place.x(), place.y())).T)
    nearest = int(np.argmin(np.nan_to_num(away, nan=np.inf)))
    return nearest if away[nearest] <= _NEAR_SPOT else None


def line_at(paths: Paths, first: int, step: int, place: QPointF) -> Selection | None:
    """The trajectory whose line is under a place.

    Args:
        paths: The trajectories in pixels.
        first: Steps up to it are not shown.
        step: Where the heads are.
        place: Pixels.

    Returns:
        The nearest; None where none is near.
    """
    rows = paths.between(first, step)
    segments = paths.segments[rows]
    point = np.array([place.x(), place.y()])
    near = np.ones(len(segments), dtype=bool)
    for axis in (0, 1):
        low = np.minimum(segments[:, axis], segments[:, axis + 2]) - _NEAR_LINE
        high = np.maximum(segments[:, axis], segments[:, axis + 2]) + _NEAR_LINE
        near &= (low <= point[axis]) & (point[axis] <= high)
    found = np.nonzero(near)[0]
    if not len(found):
        return None
    start, reach = segments[found, :2], segments[found, 2:] - segments[found, :2]
    share = ((point - start) * reach).sum(axis=1) / np.maximum((reach**2).sum(axis=1), 1e-12)
    away = np.hypot(*(start + np.clip(share, 0, 1)[:, None] * reach - point).T)
    best = int(away.argmin())
    if away[best] > _NEAR_LINE:
        return None
    o, s = paths.members[paths.owners[rows][found[best]]].tolist()
    return Selection(o, s)


class Pointing:
    """Turns what the mouse does over a SurfaceView into the view's wishes."""

    def __init__(self, view: SurfaceView) -> None:
        """Serve `view`.

        Args:
            view: Shows the surface.
        """
        self._view = view
        self._hold: Hold = ""
        self._origin = self._last = QPointF()
        self._grip = QPointF()  # from the mouse to the middle of the start that it drags
        self._start = -1

    @property
    def dragged_start(self) -> int:
        """The start that is dragged; -1 while none is."""
        return self._start if self._hold == "start" else -1

    def wheel(self, event: QWheelEvent) -> bool:
        """Zoom about the pointer.

        Returns:
            Whether the wheel was turned over the surface.
        """
        turned = event.angleDelta().y()
        if not self._view.holds(event.position()) or not turned:
            return False
        self._view.zoom(_PER_NOTCH ** (turned / _NOTCH), event.position())
        return True

    def press(self, event: QMouseEvent) -> bool:
        """Begin a gesture.

        Returns:
            Whether something was under the mouse.
        """
        place = event.position()
        if event.button() != Qt.MouseButton.LeftButton:
            return False
        item = self.item_at(place)
        if item is not None:
            self._view.toggle(item.entry.key)
            return True
        if not self._view.holds(place):
            return False
        if self._shows_all(place):
            self._view.show_all()
            return True
        if self._view.placing or event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self._view.add_start(place)
            return True
        self._origin = self._last = place
        spots = self._view.spots()
        index = None if spots is None else spot_at(spots, place, heads=False)
        if spots is not None and index is not None:
            self._start = int(spots.members[index, 1])
            x, y = spots.starts[index].tolist()
            self._grip = QPointF(x, y) - place
            self._select(spots, index)
        self._hold = "press"
        return True

    def move(self, event: QMouseEvent) -> bool:
        """Go on with a gesture.

        Returns:
            Whether there is one.
        """
        place = event.position()
        if not self._hold:
            return False
        if self._hold == "press":
            if (place - self._origin).manhattanLength() < _MOVED:
                return True
            self._hold = "start" if self._start >= 0 else "pan"
        if self._hold == "start":
            self._view.drag_start(self._start, place + self._grip)
        else:
            self._view.pan(self._last - place)
        self._last = place
        return True

    def release(self, event: QMouseEvent) -> bool:
        """End a gesture; a press that did not move selects.

        Returns:
            Whether there was one.
        """
        hold, start = self._hold, self._start
        self._hold, self._start = "", -1
        if hold == "press" and start < 0:
            self._click(event.position())
        elif hold in {"pan", "start"}:
            self._view.end_gesture()
        return bool(hold)

    def abandon(self) -> None:
        """Let go of what is held."""
        self._hold, self._start = "", -1

    def cursor(self, place: QPointF) -> Qt.CursorShape:
        """What the pointer looks like at a place.

        Returns:
            A shape that tells what a press there would do.
        """
        if self._hold == "pan":
            return Qt.CursorShape.ClosedHandCursor
        if self.item_at(place) is not None or self._shows_all(place):
            return Qt.CursorShape.PointingHandCursor
        if not self._view.holds(place):
            return Qt.CursorShape.ArrowCursor
        if self._view.placing:
            return Qt.CursorShape.CrossCursor
        spots = self._view.spots()
        if spots is None:
            return Qt.CursorShape.ArrowCursor
        if self._hold == "start" or spot_at(spots, place, heads=False) is not None:
            return Qt.CursorShape.SizeAllCursor
        return Qt.CursorShape.PointingHandCursor if self.under(place) else Qt.CursorShape.CrossCursor

    def item_at(self, place: QPointF) -> Item | None:
        """The legend's entry at a place.

        Returns:
            It, or None.
        """
        parts = self._view.parts
        return None if parts is None else item_at(parts.items, place)

    def under(self, place: QPointF) -> Selection | None:
        """The trajectory whose head is under a place.

        Returns:
            It, or None.
        """
        spots = self._view.spots()
        index = None if spots is None else spot_at(spots, place, heads=True)
        if spots is None or index is None:
            return None
        o, s = spots.members[index].tolist()
        return Selection(o, s)

    def is_ground(self, place: QPointF) -> bool:
        """Whether nothing but the surface is under a place.

        Returns:
            False on a start.
        """
        spots = self._view.spots()
        return spots is None or spot_at(spots, place, heads=False) is None

    def _shows_all(self, place: QPointF) -> bool:
        view = self._view
        rect = outside_rect(view.plot_rect(), view.outside, look_now())
        return view.sight.window is not None and rect.contains(place)

    def _click(self, place: QPointF) -> None:
        chosen = self.under(place) or self._view.line_at(place)
        if chosen is not None:
            self._view.select(chosen)

    def _select(self, spots: Spots, index: int) -> None:
        # Several optimisers begin at one place: the one that is selected stays.
        o, s = spots.members[index].tolist()
        if self._view.selection.start != s:
            self._view.select(Selection(self._view.selection.optimiser, s))
        elif not (spots.members == (self._view.selection.optimiser, s)).all(axis=1).any():
            self._view.select(Selection(o, s))
