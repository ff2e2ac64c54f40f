"""One entry of a vector: its name, its value and a slider, in the hue of its space."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QEnterEvent,
    QGuiApplication,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QMenu, QWidget

from jacviz.notation import number, subscripted
from jacviz.session.spans import Span
from jacviz.ui.vectors import accessible, slide
from jacviz.ui.vectors.control import COMMANDS, PAGES, NumberControl, is_fine
from jacviz.ui.vectors.entry_layout import Layout, Part
from jacviz.ui.vectors.entry_paint import Look, paint_entry
from jacviz.ui.vectors.ink import ink
from jacviz.ui.vectors.wording import Hue, spoken, write_number

_NOTCH = 120  # angle of one wheel notch, in eighths of a degree
_WHEEL_RESTS = 400  # milliseconds after which turning the wheel is over
_STEPS = {
    Qt.Key.Key_Left: -1, Qt.Key.Key_Down: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: 1, **PAGES
}  # fmt: skip


class EntryControl(NumberControl):
    """Name at the top left, value at the top right, a slider below: one shape over columns and beside rows.

    The content is centred in the widget's height, `margin` pixels in from its left and right edge (the ring
    of the handle stands in that margin at the slider's ends). Comfortable at 96 x 48. In low rows the slider
    stands between name and value (from 96 x 20), in narrow columns all three stand below each other (from
    32 x 44): see `entry_layout`. The background is the panel's.

    Signals:
        changed(float): The user moved the value; sent for every step of a gesture.
        released(): The gesture is over (mouse or key let go, wheel at rest, a typed value applied).
        span_wished(object): The user asked for another Span.
        hovered(bool): The mouse came or went.
    """

    changed = Signal(float)
    span_wished = Signal(object)
    hovered = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._meaning = "", ""
        self._hue: Hue = "input"
        self._value, self._default, self._span = 0.0, 0.0, Span()
        self._part: Part = ""
        self._grip: float | None = None  # while dragging: from the handle's middle to the cursor, pixels
        self._before_drag = 0.0
        self._wheel = 0
        self._wheel_rests: QTimer | None = None

    # --- what is shown -----------------------------------------------------------------------------------

    def set_entry(
        self, name: str, value: float, span: Span, hue: Hue, *, meaning: str = "", default: float = 0.0
    ) -> None:
        """Show an entry; cheap where nothing differs from what is shown. Sends no signal.

        Args:
            name: Such as "u1"; drawn as base and subscript.
            value: The value, which may lie outside the span or be non-finite.
            span: What the slider covers.
            hue: The space that the entry lives in.
            meaning: What the entry does, such as "weight on output y1": for the tooltip and screen readers.
            default: What a double click on the slider resets to.
        """
        value = float(value)
        named = (name, meaning, hue, default)
        if named != (self._name, self._meaning, self._hue, self._default):
            if name != self._name:
                self.shut_box()
            self._name, self._meaning, self._hue, self._default = name, meaning, hue, default
            self.setAccessibleName(self.adjustable_name())
        elif span == self._span and (value == self._value or (math.isnan(value) and math.isnan(self._value))):
            return
        if value != self._value:
            accessible.value_changed(self, value)
        self._value, self._span = value, span
        self.update()

    @property
    def value(self) -> float:
        """The value shown."""
        return self._value

    @property
    def dragging(self) -> bool:
        """Whether the mouse holds the handle."""
        return self._grip is not None

    @property
    def margin(self) -> int:
        """Pixels from the left and right edge to the text and the ends of the track."""
        return Layout.margin(self.width())

    def sizeHint(self) -> QSize:  # noqa: D102
        return Layout.comfortable()

    def minimumSizeHint(self) -> QSize:  # noqa: D102
        return Layout.smallest()

    # --- the slider under the mouse ----------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        if event.button() != Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
            return
        if self._part_at(event.position()) == "value":
            self.open_box()
            return
        layout = self._layout()
        x = event.position().x()
        middle = layout.handle(self._value, self._span)
        reach = layout.ring + 2
        on_handle = abs(x - middle) <= reach and abs(event.position().y() - layout.track) <= reach
        self._before_drag = self._value
        self._grip = middle - x if on_handle else 0.0
        if not on_handle and self._part_at(event.position()) == "track":
            self._drag_to(event)
        elif not on_handle:
            self._grip = None
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        if self._grip is not None:
            self._drag_to(event)
            return
        part = self._part_at(event.position())
        if part != self._part:
            self._part = part
            self.setCursor(Qt.CursorShape.IBeamCursor if part == "value" else Qt.CursorShape.ArrowCursor)
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        if event.button() == Qt.MouseButton.LeftButton and self._grip is not None:
            self._grip = None
            self.update()
            self.released.emit()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        if event.button() == Qt.MouseButton.LeftButton and self._part_at(event.position()) != "value":
            self.reset()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: D102
        turned = event.angleDelta()
        self._wheel += turned.y() or turned.x()  # some systems turn the wheel sideways under Shift
        notches = int(self._wheel / _NOTCH)
        self._wheel -= notches * _NOTCH
        event.accept()
        if notches and self._grip is None:
            self.step(notches, is_fine(event))
            self._wait_for_wheel()

    def enterEvent(self, event: QEnterEvent) -> None:  # noqa: D102
        super().enterEvent(event)
        self.hovered.emit(True)

    def leaveEvent(self, event: QEvent) -> None:  # noqa: D102
        super().leaveEvent(event)
        self._part = ""
        self.update()
        self.hovered.emit(False)

    # --- the slider under the keyboard -------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: D102
        key = Qt.Key(event.key())
        if not self.uses(key, event.modifiers()):
            if event.modifiers() & COMMANDS or not self.opens_box(event):
                super().keyPressEvent(event)
        elif key in _STEPS:
            self.step(_STEPS[key], is_fine(event))
        else:
            _ACTIONS[key](self)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:  # noqa: D102
        if event.key() in {*_STEPS, Qt.Key.Key_Home, Qt.Key.Key_End} and not event.isAutoRepeat():
            self.released.emit()
        else:
            super().keyReleaseEvent(event)

    def uses(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:  # noqa: D102
        if key in _CLIPBOARD:
            return modifiers == Qt.KeyboardModifier.ControlModifier
        if key == Qt.Key.Key_Escape:
            return self.dragging
        return not modifiers & COMMANDS and (key in _STEPS or key in _ACTIONS)

    # --- wishes ------------------------------------------------------------------------------------------

    def reset(self) -> None:
        """Go back to the default, as a step of its own."""
        self.take(self._default)
        self.released.emit()

    def copy(self) -> None:
        """Put the value on the clipboard, all its digits."""
        QGuiApplication.clipboard().setText(write_number(self._value))

    def paste(self) -> None:
        """Take the value from the clipboard; a text that is no number opens the box and says why."""
        self.open_box(QGuiApplication.clipboard().text().strip()).apply()

    def edit_range(self) -> None:
        """Ask for minimum, maximum and step."""
        from jacviz.ui.vectors.range_popover import RangePopover  # here: the window is there without it

        popover = RangePopover(subscripted(self._name), self._span, self)
        popover.chosen.connect(self.span_wished)
        popover.popup_at(self.mapToGlobal(QPoint(0, self.height())))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: D102
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("Type a value\tEnter", self.open_box)
        menu.addAction(f"Reset to {number(self._default)}\tDel", self.reset)
        menu.addAction("Range…\tR", self.edit_range)
        menu.addSeparator()
        menu.addAction("Copy value\tCtrl+C", self.copy)
        menu.addAction("Paste value\tCtrl+V", self.paste)
        menu.popup(event.globalPos())

    def take(self, value: float) -> None:  # noqa: D102
        if value == self._value:
            return
        self._value = value
        self.update()
        accessible.value_changed(self, value)
        self.changed.emit(value)

    def _go_to_minimum(self) -> None:
        self.take(self._span.minimum)

    def _go_to_maximum(self) -> None:
        self.take(self._span.maximum)

    def _cancel_drag(self) -> None:
        self._grip = None
        self.take(self._before_drag)
        self.released.emit()

    def _drag_to(self, event: QMouseEvent) -> None:
        layout = self._layout()
        place = layout.place(event.position().x() + (self._grip or 0.0))
        self.take(slide.value_at(place, self._span, layout.right - layout.left, snap=not is_fine(event)))

    def _wait_for_wheel(self) -> None:
        if self._wheel_rests is None:
            self._wheel_rests = QTimer(self, singleShot=True, interval=_WHEEL_RESTS)
            self._wheel_rests.timeout.connect(self.released)
        self._wheel_rests.start()

    # --- painting and telling ----------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look = Look(
            enabled=self.isEnabled(),
            focused=self.hasFocus(),
            warm=self._part == "track",
            held=self.dragging,
            box=self._part == "value",
            editing=self.is_typing,
        )
        paint_entry(painter, self._layout(), ink(self._hue), self._name, self._value, self._span, look)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102
        super().resizeEvent(event)
        self.shut_box()

    def box_place(self) -> QRect:  # noqa: D102
        return self._layout().text_line().toAlignedRect() & self.rect()

    def told(self) -> str:  # noqa: D102
        return "\n".join(line for line in (self._name_and_value(), self._meaning, self.told_range()) if line)

    def _name_and_value(self) -> str:
        return f"{subscripted(self._name)} = {self.told_number(self._value)}"

    def _layout(self) -> Layout:
        return Layout.of(self.width(), self.height())

    def _part_at(self, place: QPointF) -> Part:
        return self._layout().part_at(place, self._name, self._value)

    # --- what screen readers are told --------------------------------------------------------------------

    def adjustable_name(self) -> str:  # noqa: D102
        return f"{spoken(self._name)}, {self._meaning}" if self._meaning else spoken(self._name)

    def adjustable_value(self) -> float:  # noqa: D102
        return self._value

    def adjustable_span(self) -> Span:  # noqa: D102
        return self._span


_CLIPBOARD = {Qt.Key.Key_C, Qt.Key.Key_V}
_ACTIONS = {
    Qt.Key.Key_Home: EntryControl._go_to_minimum,
    Qt.Key.Key_End: EntryControl._go_to_maximum,
    Qt.Key.Key_Delete: EntryControl.reset,
    Qt.Key.Key_R: EntryControl.edit_range,
    Qt.Key.Key_C: EntryControl.copy,
    Qt.Key.Key_V: EntryControl.paste,
    Qt.Key.Key_Escape: EntryControl._cancel_drag,
}
