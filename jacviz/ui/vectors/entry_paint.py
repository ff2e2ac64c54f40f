"""Where the parts of an entry stand, and how they are painted."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter

from jacviz.session.spans import Span
from jacviz.ui import theme
from jacviz.ui.vectors import slide
from jacviz.ui.vectors.ink import Ink, draw_name, fitting_number, line_pen, name_width

_RING = 5.75  # radius of the handle, to the middle of its line
_RING_LINE, _TRACK = 1.75, 3.0
_HALO = 4.0  # beyond the ring, when focused
_LARGEST = 1.6  # type may grow further than handles: their margin is taken from the columns
_SHORT_NAME = 30.0  # pixels before the font scale
_NARROW = 84  # pixels before the font scale; below it text and track take more of the width


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the parts stand, in logical pixels.

    Attributes:
        left: Left end of the track.
        right: Right end of the track.
        text_left: Left end of the name; left of the track where there is little room.
        text_right: Right end of the value.
        baseline: Of name and value.
        track: The middle of the track, from the top.
        scale: The font scale.
    """

    left: float
    right: float
    text_left: float
    text_right: float
    baseline: float
    track: float
    scale: float

    @classmethod
    def of(cls, width: int, height: int) -> Layout:
        """The layout of a control of this size.

        Returns:
            The content, centred in the height.
        """
        scale = theme.current().scale
        margin = cls.margin(width)
        text = margin if width >= _NARROW * scale else 4
        middle = height / 2
        return cls(
            margin, width - margin, text, width - text, middle - 4.0 * scale, middle + 9.5 * scale, scale
        )

    @staticmethod
    def margin(width: int) -> int:
        """Room at the left and right, where the handle stands out at the ends of the track.

        Returns:
            Pixels: 10 before the font scale, 8 where there is little room.
        """
        scale = theme.current().scale
        return round((10 if width >= _NARROW * scale else 8) * min(max(scale, 1.0), _LARGEST))

    @property
    def ring(self) -> float:
        """Radius of the handle."""
        return _RING * min(max(self.scale, 1.0), _LARGEST)

    @staticmethod
    def comfortable() -> QSize:
        """The size that fits four digits.

        Returns:
            Logical pixels.
        """
        scale = theme.current().scale
        return QSize(round(96 * scale), round(48 * scale))

    @staticmethod
    def smallest() -> QSize:
        """The smallest size that stays readable.

        Returns:
            Logical pixels.
        """
        scale = theme.current().scale
        return QSize(round(60 * scale), round(40 * scale))

    def handle(self, value: float, span: Span) -> float:
        """The middle of the handle.

        Returns:
            Pixels from the left edge of the control.
        """
        return self.left + slide.fraction(value, span) * (self.right - self.left)

    def place(self, x: float) -> float:
        """A place on the track.

        Returns:
            0 at its left end, 1 at its right end, beyond them outside.
        """
        return (x - self.left) / max(self.right - self.left, 1.0)

    def text_line(self) -> QRectF:
        """The line of name and value, as high as a box around it.

        Returns:
            A rectangle that stands out by a little at both sides.
        """
        top = self.baseline - 14.5 * self.scale
        out = min(6.0, self.text_left)
        return QRectF(self.text_left - out, top, self.text_right - self.text_left + 2 * out, 20 * self.scale)


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


def value_rectangle(layout: Layout, name: str, value: float) -> QRectF:
    """The part of the text line that belongs to the value.

    Args:
        layout: Where things stand.
        name: Of the entry.
        value: What is shown.

    Returns:
        A rectangle with some room around the digits.
    """
    _, digits, _ = _fitted(layout, name, value)
    line = layout.text_line()
    line.setLeft(max(line.right() - max(digits, 18.0) - 12, line.left()))
    return line


def _fitted(layout: Layout, name: str, value: float) -> tuple[str, float, bool]:
    # A short name is written whole; a long one leaves the value three fifths of the line.
    room = layout.text_right - layout.text_left
    written = min(name_width(name, layout.scale, room), max(room * 0.4, _SHORT_NAME * layout.scale))
    return fitting_number(value, layout.scale, round(room - written - 5 * layout.scale))


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
    text, digits, small = _fitted(layout, name, value)
    if look.box and look.enabled:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink.field)
        painter.drawRoundedRect(value_rectangle(layout, name, value), theme.RADIUS, theme.RADIUS)
    painter.setPen(ink.mark if look.enabled else ink.mark_disabled)
    room = layout.text_right - layout.text_left - digits - 5 * layout.scale
    draw_name(painter, QPointF(layout.text_left, layout.baseline), name, layout.scale, room)
    painter.setFont(ink.small_font if small else ink.value_font)
    painter.setPen(ink.text if look.enabled else ink.quiet)
    painter.drawText(QPointF(layout.text_right - digits, layout.baseline), text)


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
