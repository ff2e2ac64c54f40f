"""One entry of a vector: its name, its value and a slider, in the hue of its space."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QWidget

from jacviz.session.vectors import Span
from jacviz.ui.vectors.wording import Hue


class EntryControl(QWidget):
    """Name at the top left, value at the top right, a slider below: one shape over columns and beside rows.

    The content is centred in the widget's height, MARGIN pixels in from its left and right edge (the ring of
    the handle may stand in that margin at the slider's ends). Works from 60 px wide; about 48 px high.

    Signals:
        changed(float): The user moved the value; sent for every step of a gesture.
        released(): The gesture is over (mouse or key let go, wheel at rest, a typed value applied).
        span_wished(object): The user asked for another Span.
    """

    changed = Signal(float)
    released = Signal()
    span_wished = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)

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
        raise NotImplementedError

    @property
    def value(self) -> float:
        """The value shown."""
        raise NotImplementedError

    @property
    def dragging(self) -> bool:
        """Whether the mouse holds the handle."""
        raise NotImplementedError

    def sizeHint(self) -> QSize:
        """A comfortable size."""
        return QSize(96, 48)

    def minimumSizeHint(self) -> QSize:
        """The smallest size that stays readable."""
        return QSize(60, 42)
