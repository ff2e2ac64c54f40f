"""How an entry is painted: name, value, slider."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter

from jacviz.session.spans import Span
from jacviz.ui import theme
from jacviz.ui.vectors.entry_layout import Layout
from jacviz.ui.vectors.ink import Ink, draw_name, line_pen

_RING_LINE, _TRACK = 1.75, 3.0
_HALO = 4.0  # beyond the ring, when focused


@dataclass(frozen=True, slots=True)
class Look:
    """The state that the painting shows.

    Attributes:
        enabled: Whether it can be moved.
        focused: Whether the keyboard moves it.
        warm: Whether the mouse is on the slider.
        held: Whether the mouse holds the handle.
        box: Whether the mouse is on the value, which then looks like a box.
        editing: Whether a real box stands over the text line.
    """

    enabled: bool
    focused: bool
    warm: bool
    held: bool
    box: bool
    editing: bool


def paint_entry(
    painter: QPainter, layout: Layout, ink: Ink, name: str, value: float, span: Span, look: Look
) -> None:
    """Paint name, value and slider.

    Args:
        painter: On the control, antialiasing on.
        layout: Where things stand.
        ink: Colours and fonts.
        name: Such as "u1".
        value: What is shown.
        span: What the track covers.
        look: Hovered, focused, held, disabled.
    """
    if not look.editing:
        _paint_text(painter, layout, ink, name, value, look)
    _paint_slider(painter, layout, ink, value, span, look)


def _paint_text(painter: QPainter, layout: Layout, ink: Ink, name: str, value: float, look: Look) -> None:
    written = layout.written(name, value)
    if look.box and look.enabled:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink.field)
        painter.drawRoundedRect(layout.value_rectangle(name, value), theme.RADIUS, theme.RADIUS)
    painter.setPen(ink.mark if look.enabled else ink.mark_disabled)
    draw_name(painter, written.name_place, name, layout.scale, written.name_room)
    painter.setFont(ink.small_font if written.small else ink.value_font)
    painter.setPen(ink.text if look.enabled else ink.quiet)
    painter.drawText(written.value_place, written.text)


def _paint_slider(painter: QPainter, layout: Layout, ink: Ink, value: float, span: Span, look: Look) -> None:
    mark = ink.mark if look.enabled else ink.mark_disabled
    handle, zero = layout.handle(value, span), layout.handle(0.0, span)
    y, inset = layout.track, _TRACK / 2
    painter.setPen(line_pen(ink.line, _TRACK))
    painter.drawLine(QPointF(layout.left + inset, y), QPointF(layout.right - inset, y))
    painter.setPen(line_pen(mark, _TRACK))
    ends = sorted(min(max(end, layout.left + inset), layout.right - inset) for end in (zero, handle))
    painter.drawLine(QPointF(ends[0], y), QPointF(ends[1], y))
    if value != value:  # nan has no place
        return
    centre = QPointF(handle, y)
    if look.focused or look.held:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink.halo)
        painter.drawEllipse(centre, layout.ring + _HALO, layout.ring + _HALO)
    painter.setPen(line_pen(mark, _RING_LINE + (0.5 if look.warm or look.focused else 0.0)))
    painter.setBrush(mark if look.focused or look.held else ink.panel)
    painter.drawEllipse(centre, layout.ring, layout.ring)
