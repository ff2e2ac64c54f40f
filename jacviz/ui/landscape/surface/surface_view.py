"""The loss surface in two dimensions, in the user's hands: zoomed, panned, its starts placed and dragged."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QToolTip, QWidget

from jacviz.engine.training_messages import Array, Window
from jacviz.experiment.planes import Plane
from jacviz.session.document import Document
from jacviz.session.landscape.moments import within
from jacviz.session.landscape.results import Selection
from jacviz.ui.landscape.colouring import shown, trajectory_label
from jacviz.ui.landscape.surface import heads, sayings, wishes
from jacviz.ui.landscape.surface.canvas import SurfaceCanvas
from jacviz.ui.landscape.surface.pointing import Pointing, line_at, spot_at
from jacviz.ui.landscape.surface.surface_keys import obey
from jacviz.ui.landscape.surface.surface_menu import attach_menu

if TYPE_CHECKING:
    from jacviz.ui.landscape.asking.loop import LandscapeLoop
    from jacviz.ui.studio import Studio

_BY_KEYBOARD = {
    Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason,
}  # fmt: skip
_MARK = 8.0  # pixels within which a mark is pointed at


class SurfaceView(SurfaceCanvas):
    """The surface with its trajectories, in the user's hands.

    The wheel zooms about the pointer, dragging pans or moves a start, a double click shows all, a click
    selects, Alt and a click (or any click in place mode) add a start, Delete removes the selected one, the
    right button opens a menu.
    + and - zoom, 0 shows all, Ctrl and arrows pan, up and down select, Alt and arrows move the selected
    start, Insert adds one in the middle.

    Signals:
        placing_changed(bool): A click adds a start from now on, or does so no more.
    """

    placing_changed = Signal(bool)

    def __init__(self, studio: Studio, loop: LandscapeLoop, parent: QWidget | None = None) -> None:
        """Draw what `loop` holds as `studio`'s Document wishes it.

        Args:
            studio: Takes wishes.
            loop: Holds the results and the playhead.
            parent: The owner.
        """
        self._placing = False
        super().__init__(studio, loop, parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self._pointing = Pointing(self)
        attach_menu(self)

    # --- wishes ------------------------------------------------------------------------------------------

    @property
    def placing(self) -> bool:
        """Whether a click adds a start."""
        return self._placing

    def set_placing(self, placing: bool) -> None:
        """Have clicks add starts, or select and pan again."""
        if placing != self._placing:
            self._placing = placing
            self._point(self._pointer)
            self.placing_changed.emit(placing)

    def zoom(self, factor: float, place: QPointF | None = None) -> None:
        """Show less or more of the plane.

        Args:
            factor: Below 1: less of it, nearer.
            place: What stays where it is; None: the middle.
        """
        if self.parts is None or self.window_shown is None:
            return
        at = self.parts.frame.at(place or self.plot_rect().center())
        window = wishes.zoomed(self.window_shown, at, factor)
        if window is not None:
            self._see(window, "zoom")

    def pan(self, by: QPointF) -> None:
        """Show what lies beside.

        Args:
            by: Pixels, to the right and downwards.
        """
        rect = self.plot_rect()
        if self.window_shown is not None:
            window = wishes.panned(self.window_shown, by.x() / rect.width(), -by.y() / rect.height())
            self._see(window, "pan")

    def _see(self, window: Window, merge: str) -> None:
        if self.plane is not None:
            window = wishes.wished_window(window, self.plane)
            self._wish(wishes.with_sight(self._studio.document, window=window), merge)

    def show_all(self) -> None:
        """Show all there is to see."""
        self._wish(wishes.with_sight(self._studio.document, window=None), None)

    def toggle(self, key: str) -> None:
        """Hide an entry of the legend, or show it again.

        Args:
            key: Such as "start 0".
        """
        hidden = wishes.toggled(self.sight.hidden, key)
        self._wish(wishes.with_sight(self._studio.document, hidden=hidden), None)

    def select(self, selection: Selection) -> None:
        """Look at one trajectory closely."""
        self._loop.select(selection)

    def drag_start(self, index: int, place: QPointF) -> None:
        """Move a start within the plane.

        Args:
            index: Which one.
            place: Pixels.
        """
        if self.parts is not None and (found := self._starts()) is not None:
            starts, plane = found
            self._carried_start, self._way.held = (index, place), True
            moved = wishes.moved_start(starts, index, plane, self.parts.frame.at(place))
            self._wish(wishes.with_starts(self._studio.document, moved), f"drag start {index + 1}")

    def add_start(self, place: QPointF) -> None:
        """Add a start on the plane.

        Args:
            place: Pixels.
        """
        if self.parts is not None and (found := self._starts()) is not None:
            starts = wishes.added_start(*found, self.parts.frame.at(place))
            if starts is not None:
                self._wish(wishes.with_starts(self._studio.document, starts), None)

    def remove_start(self) -> None:
        """Remove the selected trajectory's start, unless it is the only one."""
        if (found := self._starts()) is not None:
            starts = wishes.removed_start(found[0], self.selection.start)
            if starts is not None:
                kept = min(self.selection.start, len(starts) - 1)
                self._wish(wishes.with_starts(self._studio.document, starts), None)
                self.select(Selection(self.selection.optimiser, kept))

    def end_gesture(self) -> None:
        """The hand let go: the next drag is an undo step of its own."""
        self._carried_start, self._way.held = None, False
        self._studio.close_gesture()
        self.update()

    def _starts(self) -> tuple[Array, Plane] | None:
        surface = self._loop.results.surface
        if self.run is None or surface is None:
            return None
        return wishes.starts_now(self._studio.document, self.run), surface.plane

    def _wish(self, document: Document, merge: str | None) -> None:
        self._studio.update(document, merge=merge)

    # --- the mouse ---------------------------------------------------------------------------------------

    def line_at(self, place: QPointF) -> Selection | None:
        """The trajectory whose line is under a place.

        Returns:
            It, or None.
        """
        paths = self._trails.paths
        if paths is None or self.parts is None or paths.frame != self.parts.frame:
            return None
        step, tail = self._loop.playhead.step, self.sight.tail
        return line_at(paths, -1 if tail is None else step - tail, step, place)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: D102
        event.setAccepted(self._pointing.wheel(event))

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        event.setAccepted(self._pointing.press(event))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        self._pointing.move(event)
        self._point(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        event.setAccepted(self._pointing.release(event))
        self._point(event.position())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        if self.holds(event.position()) and not self._placing and self._pointing.is_ground(event.position()):
            self.show_all()
        else:
            self.mousePressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:  # noqa: D102
        super().leaveEvent(event)
        self._point(None)

    def _point(self, place: QPointF | None) -> None:
        self._pointer = place
        item = None if place is None else self._pointing.item_at(place)
        lit = "" if item is None or item.entry.hidden else item.entry.key
        if lit != self.lit:
            self.lit = lit
            self._rearrange()
        elif self.parts is not None:
            self.update(self.parts.frame.rect.toAlignedRect())
        if place is not None:
            self.setCursor(self._pointing.cursor(place))

    # --- the keyboard ------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: D102
        if not obey(self, Qt.Key(event.key()), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier):
            super().keyPressEvent(event)

    def nudge_start(self, across: float, up: float) -> None:
        """Move the selected trajectory's start within the plane.

        Args:
            across: Shares of the window's width.
            up: Shares of its height.
        """
        if self.parts is None or (found := self._starts()) is None or self.selection.start >= len(found[0]):
            return
        starts, plane = found
        index, frame = self.selection.start, self.parts.frame
        alpha, beta = plane.coordinates(starts[index]).tolist()
        alpha += across * (frame.x.high - frame.x.low)
        beta += up * (frame.y.high - frame.y.low)
        moved = wishes.moved_start(starts, index, plane, (alpha, beta))
        self._wish(wishes.with_starts(self._studio.document, moved), f"drag start {index + 1}")

    def select_next(self, by: int) -> None:
        """Select another one of the trajectories that are shown.

        Args:
            by: How many further, with sign.
        """
        if self.run is None:
            return
        visible = [(int(o), int(s)) for o, s in zip(*shown(self.run, self.sight).nonzero(), strict=True)]
        chosen = within(self.selection, self.run)
        here = (chosen.optimiser, chosen.start)
        if visible:
            place = visible.index(here) + by if here in visible else 0
            self.select(Selection(*visible[place % len(visible)]))

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: D102
        super().focusInEvent(event)
        self._by_keyboard = event.reason() in _BY_KEYBOARD
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: D102
        super().focusOutEvent(event)
        self.update()

    # --- tooltips ----------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:  # noqa: D102
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            told = self.told_at(QPointF(event.pos()))
            if told:
                QToolTip.showText(event.globalPos(), told, self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)

    def told_at(self, place: QPointF) -> str:
        """What is told about the thing under a place.

        Returns:
            A sentence; "" where there is nothing.
        """
        saying = sayings.saying_at(self._sayings, place.y() - self.height() + self.said_height)
        if saying:
            return saying
        spots, run = self.spots(), self.run
        if spots is not None and run is not None and self.parts is not None:
            seen = heads.with_stopped_inside(spots, self.parts.frame)
            index = spot_at(replace(spots, heads=seen), place, heads=True)
            if index is not None:
                o, s = spots.members[index].tolist()
                label = trajectory_label(run, o, s)
                told = label[:1].upper() + label[1:]
                return sayings.divergence(run, o, s) if spots.stopped[index] else told
        for mark in reversed(self._marks):
            if (QPointF(mark.x, mark.y) - place).manhattanLength() <= _MARK:
                return mark.told
        return ""
