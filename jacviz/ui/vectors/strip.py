"""A vector too long for sliders, as bars about zero that are painted with the mouse."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypeAlias

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QWidget

from jacviz.session.vectors import Array, Span
from jacviz.ui.vectors.wording import Hue

Orientation: TypeAlias = Literal["horizontal", "vertical"]


class PaintedStrip(QWidget):
    """Bars about zero, one an entry, painted with the mouse; 13 to 4096 entries.

    The window [first, last) covers the widget's whole length, edge to edge: entry i lies from
    (i - first) / (last - first) to (i + 1 - first) / (last - first) of it. So the strip aligns with the columns
    (horizontal) or rows (vertical) of a matrix whose rectangle it shares a side with.

    Signals:
        painted(object): The new values, float64, (n,); sent for every step of a stroke.
        released(): The stroke is over.
        hovered(int): The entry under the mouse or the keyboard's cursor; -1 where there is none.
    """

    painted = Signal(object)
    released = Signal()
    hovered = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)

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
        """Show a vector; cheap where nothing differs. Another length shows all entries again. Sends no signal.

        Args:
            values: (n,), read only.
            names: One name an entry, such as ("y1", "y2", ...).
            span: What the height (width where vertical) of the strip covers; zero has its own place in it.
            hue: The space that the vector lives in.
            orientation: "horizontal" over columns, "vertical" beside rows.
            label: The vector's letter, "u", "v" or "x".
            meaning: What it does, such as "weights on rows": for screen readers.
        """
        raise NotImplementedError

    def set_window(self, first: float, last: float) -> None:
        """Which entries are visible, the same numbers as the matrix uses for its columns or rows.

        Args:
            first: Left (upper) edge in entries, 0 for the first.
            last: Right (lower) edge, n for all; greater than `first`.
        """
        raise NotImplementedError

    def sizeHint(self) -> QSize:
        """A comfortable size."""
        return QSize(240, 48)
