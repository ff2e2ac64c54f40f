"""A vector too long for sliders, as bars about zero that are painted with the mouse."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QWidget

from jacviz.notation import subscripted, weight_on
from jacviz.session.vectors import Array, Span, frozen
from jacviz.ui import theme
from jacviz.ui.vectors import accessible, slide
from jacviz.ui.vectors.control import COMMANDS, PAGES, NumberControl, is_fine
from jacviz.ui.vectors.ink import ink
from jacviz.ui.vectors.strip_paint import Mark, paint_strip, strip_image
from jacviz.ui.vectors.strip_raster import Lane
from jacviz.ui.vectors.stroke import Stroke
from jacviz.ui.vectors.wording import Hue, Orientation, spoken

if TYPE_CHECKING:
    from jacviz.ui.vectors.number_box import FloatingBox

_NOTHING = frozen(())
_RIGHT = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_DOWN = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
_UP = {Qt.Key.Key_Down: -1, Qt.Key.Key_Up: 1}
_PLAIN = frozenset({Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_Delete})


class PaintedStrip(NumberControl):
    """Bars about zero, one an entry, painted with the mouse; 13 to 4096 entries.

    The window [first, last) covers the widget's whole length, edge to edge, as the cells of a matrix do that
    shares this side: entry i begins at (i - first) * pitch, pitch = (length + gap) / (last - first). So the
    strip aligns with the columns (horizontal) or rows (vertical) at every zoom.

    Mouse: the left button paints, Shift paints one entry finely, the right button or Alt erases.
    Keyboard: arrows along the strip move the cursor (Ctrl: by ten), arrows across change its value (Shift:
    a tenth), Home and End go to the ends, Del erases, typing opens a number box.

    Signals:
        painted(object): The new values, float64, (n,), read-only; sent for every step of a stroke.
        released(): The stroke is over.
        hovered(int): The entry under the mouse or under the keyboard's cursor; -1 where there is none.
        sought(int): The keyboard's cursor went to an entry that is not visible: the window should follow.
    """

    painted = Signal(object)
    hovered = Signal(int)
    sought = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._values: Array = _NOTHING
        self._names: Sequence[str] = ()
        self._span = Span()
        self._hue: Hue = "input"
        self._vertical = False
        self._label, self._meaning = "", ""
        self._window = (0.0, 1.0, 0.0)
        self._image: QImage | None = None
        self._drawn: tuple[Lane, int] | None = None
        self._stroke: Stroke | None = None
        self._erasing, self._pressed = False, 0
        self._under = -1
        self._cursor = 0

    # --- what is shown -----------------------------------------------------------------------------------

    def set_vector(
        self,
        values: Array,
        names: Sequence[str],
        span: Span,
        hue: Hue,
        orientation: Orientation = "horizontal",
        *,
        label: str = "",
        meaning: str = "",
    ) -> None:
        """Show a vector; cheap where nothing differs. Another length shows all entries. Sends no signal.

        Args:
            values: (n,), read only.
            names: One name an entry, such as ("y1", "y2", ...).
            span: What the height (width where vertical) of the strip covers; zero has its own place in it.
            hue: The space that the vector lives in.
            orientation: "horizontal" over columns, "vertical" beside rows.
            label: The vector's letter, "u" or "v"; empty where the entries' own names are read out.
            meaning: What an entry does, such as "weight on output"; its name is added.
        """
        vertical = orientation == "vertical"
        drawn = (span, hue, vertical)
        if values is self._values and drawn == (self._span, self._hue, self._vertical):
            self._names, self._label, self._meaning = names, label, meaning
            return
        if len(values) != len(self._values):
            self._window = (0.0, float(max(len(values), 1)), self._window[2])
            self._cursor, self._under, self._stroke = 0, -1, None
            self.shut_box()
        self._values, self._names, self._label, self._meaning = values, names, label, meaning
        self._span, self._hue, self._vertical = drawn
        self.setAccessibleName(self.adjustable_name())
        self._redraw()

    def set_window(self, first: float, last: float, gap: float = 0.0) -> None:
        """Which entries are visible, the same numbers as the matrix uses for its columns or rows.

        Args:
            first: Left (upper) edge in entries, 0 for the first.
            last: Right (lower) edge, n for all; greater than `first`.
            gap: Logical pixels between the matrix's cells.
        """
        if (first, last, gap) != self._window:
            self._window = (first, last, gap)
            self._redraw()

    @property
    def values(self) -> Array:
        """The values shown, (n,)."""
        return self._values

    @property
    def cursor_entry(self) -> int:
        """The entry that the keyboard changes."""
        return self._cursor

    def sizeHint(self) -> QSize:  # noqa: D102
        thickness = theme.current().pixels(48)
        return QSize(thickness, 240) if self._vertical else QSize(240, thickness)

    def minimumSizeHint(self) -> QSize:  # noqa: D102
        return QSize(24, 24)

    # --- painting with the mouse -------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        buttons = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
        if event.button() not in buttons or not len(self._values) or self._stroke is not None:
            return
        self._stroke = Stroke(self._values, self._span)
        self._erasing = event.button() == Qt.MouseButton.RightButton
        self._pressed = self._lane().entry_at(self._along(event.position()))
        self._cursor = self._pressed
        self._paint_to(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        if self._stroke is not None:
            self._paint_to(event)
        elif len(self._values):
            self._point_at(self._lane().entry_at(self._along(event.position())))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        wanted = Qt.MouseButton.RightButton if self._erasing else Qt.MouseButton.LeftButton
        if self._stroke is not None and event.button() == wanted:
            self._stroke = None
            self.released.emit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: D102
        event.accept()  # the right button erases

    def leaveEvent(self, event: QEvent) -> None:  # noqa: D102
        super().leaveEvent(event)
        self._point_at(-1)

    def _paint_to(self, event: QMouseEvent) -> None:
        if self._stroke is None:
            return
        lane, shift = self._lane(), is_fine(event)
        along = self._along(event.position())
        erase = self._erasing or bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        share = lane.share_at(self._across(event.position()))
        value = 0.0 if erase else slide.value_at(share, self._span, lane.thickness, snap=not shift)
        if shift:
            self._stroke.set_one(self._pressed, value)
            self._point_at(self._pressed)
        else:
            self._stroke.paint(*lane.entries_at(along), value)
            self._point_at(lane.entry_at(along))
        self._send(frozen(self._stroke.values))

    def _along(self, place: QPointF) -> float:
        return place.y() if self._vertical else place.x()

    def _across(self, place: QPointF) -> float:
        return place.x() if self._vertical else self.height() - place.y()

    def _point_at(self, index: int) -> None:
        if index != self._under:
            self._under = index
            self.update()
            self.hovered.emit(index)

    def _send(self, values: Array) -> None:
        self._values = values
        self._redraw()
        accessible.value_changed(self, self.adjustable_value())
        self.painted.emit(values)

    # --- the keyboard ------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: D102
        key, modifiers = Qt.Key(event.key()), event.modifiers()
        if not len(self._values) or not self.uses(key, modifiers):
            if not len(self._values) or modifiers & COMMANDS or not self.opens_box(event):
                super().keyPressEvent(event)
        elif key in self._moves:
            by_ten = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
            self._move_to(self._cursor + self._moves[key] * (10 if by_ten else 1))
        elif key in self._steps:
            self.step(self._steps[key], is_fine(event))
        elif key == Qt.Key.Key_Delete:
            self.take(0.0)
            self.released.emit()
        elif key == Qt.Key.Key_Escape:
            self._give_stroke_up()
        else:
            self._move_to(0 if key == Qt.Key.Key_Home else len(self._values) - 1)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:  # noqa: D102
        if Qt.Key(event.key()) in self._steps and not event.isAutoRepeat():
            self.released.emit()
        else:
            super().keyReleaseEvent(event)

    def uses(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:  # noqa: D102
        if key == Qt.Key.Key_Escape:
            return self._stroke is not None
        return key in self._moves or (not modifiers & COMMANDS and (key in self._steps or key in _PLAIN))

    @property
    def _moves(self) -> dict[Qt.Key, int]:
        return _DOWN if self._vertical else _RIGHT

    @property
    def _steps(self) -> dict[Qt.Key, int]:
        return {**(_RIGHT if self._vertical else _UP), **PAGES}

    def _move_to(self, index: int) -> None:
        self._cursor = min(max(index, 0), len(self._values) - 1)
        self._point_at(self._cursor)
        first, last, _ = self._window
        if not (first <= self._cursor and self._cursor + 1 <= last):
            self.sought.emit(self._cursor)
        self.setAccessibleName(self.adjustable_name())
        accessible.value_changed(self, self.adjustable_value())
        self.update()

    def _give_stroke_up(self) -> None:
        if self._stroke is not None:
            before, self._stroke = self._stroke.before, None
            self._send(before)
            self.released.emit()

    def take(self, value: float) -> None:  # noqa: D102
        if value != self._values[self._cursor]:
            values = self._values.copy()
            values[self._cursor] = value
            self._send(frozen(values))
        self._point_at(self._cursor)

    def open_box(self, typed: str = "") -> FloatingBox:  # noqa: D102
        self._point_at(self._cursor)
        return super().open_box(typed)

    def box_place(self) -> QRect:  # noqa: D102
        width = min(theme.current().pixels(84), self.width())
        height = min(theme.current().pixels(22), self.height())
        start, stop = self._lane().place(self._cursor)
        middle = round((start + stop) / 2)
        x, y = ((self.width() - width) // 2, middle) if self._vertical else (middle - width // 2, 0)
        return QRect(
            min(max(x, 0), self.width() - width), min(max(y, 0), self.height() - height), width, height
        )

    # --- painting and telling ----------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        if not len(self._values):
            return
        lane, inks = self._lane(), ink(self._hue)
        colour = inks.mark if self.isEnabled() else inks.mark_disabled
        drawn = (lane, colour.rgb())
        if self._image is None or drawn != self._drawn:
            self._image = strip_image(self._values, lane, self._span, colour, vertical=self._vertical)
            self._drawn = drawn
        shown = self._cursor if self._under < 0 and self.hasFocus() else self._under
        mark = Mark(shown, self._entry_name(shown), float(self._values[shown])) if shown >= 0 else None
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_strip(
            painter, lane, inks, self._image, self._span, mark,
            vertical=self._vertical, focused=self.hasFocus(), enabled=self.isEnabled(),
        )  # fmt: skip
        painter.end()

    def _redraw(self) -> None:
        self._image = None
        self.update()

    def _lane(self) -> Lane:
        length, thickness = self.width(), self.height()
        if self._vertical:
            length, thickness = thickness, length
        first, last, gap = self._window
        return Lane(len(self._values), first, last, length, gap, thickness, self.devicePixelRatioF())

    def told(self) -> str:  # noqa: D102
        shown = self._under if self._under >= 0 else self._cursor
        if shown >= len(self._values):
            return ""
        meaning = f"{self._meaning} {self._names[shown]}" if self._label else self._meaning
        value = f"{subscripted(self._entry_name(shown))} = {self.told_number(float(self._values[shown]))}"
        return "\n".join(line for line in (value, meaning, self.told_range()) if line)

    def _entry_name(self, index: int) -> str:
        if self._label == "u":
            return weight_on(self._names, index)
        return f"{self._label}{index + 1}" if self._label else self._names[index]

    # --- what screen readers are told --------------------------------------------------------------------

    def adjustable_name(self) -> str:  # noqa: D102
        if not len(self._values):
            return self._meaning
        name = spoken(self._entry_name(self._cursor))
        meaning = f"{self._meaning} {self._names[self._cursor]}" if self._label else self._meaning
        return f"{name}, {meaning}, {self._cursor + 1} of {len(self._values)}"

    def adjustable_value(self) -> float:  # noqa: D102
        return float(self._values[self._cursor]) if len(self._values) else 0.0

    def adjustable_span(self) -> Span:  # noqa: D102
        return self._span
