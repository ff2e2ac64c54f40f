"""Where the parts of an entry stand: in two lines, in one where it is low, stacked where it is narrow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from PySide6.QtCore import QPointF, QRectF, QSize

from jacviz.session.spans import Span
from jacviz.ui import theme
from jacviz.ui.vectors import slide
from jacviz.ui.vectors.ink import fitting_number, name_width

Form: TypeAlias = Literal["two lines", "flat", "stacked"]
Part: TypeAlias = Literal["", "value", "track"]

# All in pixels before the font scale.
TWO_LINES_FROM = 31  # height from which name and value stand above the slider
FLAT_FROM = 96  # width from which they may stand beside it
STACKED_FROM = 44  # height from which name and value may stand above each other
STACKED_WIDTH = 31  # width that this asks for
_SIDE_BY_SIDE = 60  # width from which they stand side by side in any case
_RING = 5.75  # radius of the handle, to the middle of its line
_LARGEST = 1.6  # type may grow further than handles: their margin is taken from the columns
_NARROW = 84  # below it text and track take more of the width
_SHORT_NAME = 30.0
_FLAT_NAME, _FLAT_VALUE = 30, 44  # room left and right of a flat track
_LOW_NAME, _LOW_VALUE = 25, 38  # the same where there is little room
_LOW_BELOW = 108  # width below which there is
_EDGE = 4  # from text to the edge where there is little room
_BETWEEN = 5  # name and value


@dataclass(frozen=True, slots=True)
class Written:
    """Name and value as they are written.

    Attributes:
        name_place: Left end of the name's base line.
        name_room: How wide the name may be.
        value_place: Left end of the value's base line.
        text: The value's digits.
        digits: How wide they are.
        small: Whether they are small ones.
    """

    name_place: QPointF
    name_room: float
    value_place: QPointF
    text: str
    digits: float
    small: bool


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the parts stand, in logical pixels.

    Attributes:
        form: "two lines": name at the left and value at the right, the slider below. "flat": the slider
            between them, for low rows. "stacked": each below the other, for narrow columns.
        left: Left end of the track.
        right: Right end of the track.
        text_left: Left end of name and value; left of the track where there is little room.
        text_right: Right end of name and value.
        name_line: Base line of the name.
        value_line: Base line of the value.
        track: The middle of the track, from the top.
        scale: The font scale.
    """

    form: Form
    left: float
    right: float
    text_left: float
    text_right: float
    name_line: float
    value_line: float
    track: float
    scale: float

    @classmethod
    def of(cls, width: int, height: int) -> Layout:
        """The layout of a control of this size.

        Returns:
            The content, centred in the height.
        """
        scale = theme.current().scale
        margin, middle = cls.margin(width), height / 2
        if height < TWO_LINES_FROM * scale and width >= FLAT_FROM * scale:
            low = width < _LOW_BELOW * scale
            before, after = (_LOW_NAME, _LOW_VALUE) if low else (_FLAT_NAME, _FLAT_VALUE)
            left, right, base = before * scale, width - after * scale, middle + 4.5 * scale
            return cls("flat", left, right, _EDGE, width - _EDGE, base, base, middle, scale)
        if width < _SIDE_BY_SIDE * scale and height >= STACKED_FROM * scale:
            lines = (middle - 10.5 * scale, middle + 6.0 * scale, middle + 16.0 * scale)
            return cls("stacked", margin, width - margin, 1, width - 1, *lines, scale)
        text = margin if width >= _NARROW * scale else _EDGE
        base = middle - 4.0 * scale
        return cls(
            "two lines", margin, width - margin, text, width - text, base, base, middle + 9.5 * scale, scale
        )

    @staticmethod
    def margin(width: int) -> int:
        """Room at the left and right, where the handle stands out at the ends of the track.

        Returns:
            Pixels: 10 before the font scale, 8 where there is little room, 7 where there is least.
        """
        scale = theme.current().scale
        wide = 10 if width >= _NARROW * scale else 8 if width >= _SIDE_BY_SIDE * scale else 7
        return round(wide * min(max(scale, 1.0), _LARGEST))

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
        return QSize(round(STACKED_WIDTH * scale), round(STACKED_FROM * scale))

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

    def written(self, name: str, value: float) -> Written:
        """How name and value share the room: the value loses digits first, then the name letters.

        Args:
            name: Of the entry.
            value: What is shown.

        Returns:
            Their places.
        """
        room = self.text_right - self.text_left
        if self.form == "stacked":
            text, digits, small = fitting_number(value, self.scale, round(room))
            middle = (self.text_left + self.text_right) / 2
            wide = min(name_width(name, self.scale, room), room)
            name_place = QPointF(middle - wide / 2, self.name_line)
            value_place = QPointF(middle - digits / 2, self.value_line)
            return Written(name_place, room, value_place, text, digits, small)
        between = _BETWEEN * self.scale
        share = max(room * 0.4, _SHORT_NAME * self.scale)  # a short name is written whole
        wide = min(name_width(name, self.scale, room), share)
        free = self.text_right - self.right - self.ring - 2 if self.form == "flat" else room - wide - between
        text, digits, small = fitting_number(value, self.scale, round(free))
        value_place = QPointF(self.text_right - digits, self.value_line)
        name_room = room - digits - between
        return Written(QPointF(self.text_left, self.name_line), name_room, value_place, text, digits, small)

    def value_rectangle(self, name: str, value: float) -> QRectF:
        """What belongs to the value, with some room around the digits.

        Args:
            name: Of the entry.
            value: What is shown.

        Returns:
            A part of the text line.
        """
        line = self.text_line()
        if self.form != "stacked":
            digits = self.written(name, value).digits
            line.setLeft(max(line.right() - max(digits, 18.0) - 12, line.left()))
        return line

    def text_line(self) -> QRectF:
        """The line of the value (and of the name beside it), as high as a box around it.

        Returns:
            A rectangle that stands out by a little at both sides.
        """
        stacked = self.form == "stacked"
        top, height = (12.0, 15.0) if stacked else (14.5, 20.0)
        out = min(6.0, self.text_left)
        width = self.text_right - self.text_left + 2 * out
        return QRectF(self.text_left - out, self.value_line - top * self.scale, width, height * self.scale)

    def part_at(self, place: QPointF, name: str, value: float) -> Part:
        """What the mouse is on.

        Args:
            place: In the control.
            name: Of the entry.
            value: What is shown.

        Returns:
            "value", "track", or "" for the name and what lies beside.
        """
        if self.form == "flat" and self.left - self.ring <= place.x() <= self.right + self.ring:
            return "track"
        if self.value_rectangle(name, value).contains(place):
            return "value"
        return "track" if self.form != "flat" and place.y() > self.text_line().bottom() - 2 else ""
