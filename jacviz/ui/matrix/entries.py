"""What all parts around J share: they fade with a stale J; their entries are pointed at, picked, told."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QWidget

from jacviz.notation import number
from jacviz.ui.matrix.shading import Array
from jacviz.ui.vectors import accessible
from jacviz.ui.vectors.wording import spoken

_SPELLED_OUT = 12  # entries that a screen reader hears one by one


class Fading(QWidget):
    """A part of the product that fades towards the panel while J is stale."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        accessible.install()
        self._dim = 0.0

    def set_dim(self, dim: float) -> None:
        """Fade towards the panel: 0 as it is, 1 gone."""
        if dim != self._dim:
            self._dim = dim
            self.update()


class Entries(Fading):
    """A part whose entries lie under the mouse.

    Signals:
        pointed(int): The entry under the mouse; -1 where there is none.
        picked(int, bool): A click on an entry, and whether shift was held.
    """

    pointed = Signal(int)
    picked = Signal(int, bool)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """Make it, empty.

        Args:
            name: Accessible name.
            parent: The owner.
        """
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._lit = -1

    def entry_at(self, place: QPointF) -> int:
        """The entry under a place; -1 where there is none."""
        raise NotImplementedError

    def set_lit(self, entry: int) -> None:
        """Light one entry; -1 for none."""
        if entry != self._lit:
            self._lit = entry
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        self.pointed.emit(self.entry_at(event.position()))

    def leaveEvent(self, event: object) -> None:  # noqa: D102
        del event
        self.pointed.emit(-1)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        entry = self.entry_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and entry >= 0:
            self.picked.emit(entry, bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))


def told(names: Sequence[str], values: Array | None) -> str:
    """Values for a screen reader.

    Args:
        names: One an entry.
        values: (n,), or None where there are none yet.

    Returns:
        Each with its name, up to a dozen; else how many there are and the largest.
    """
    if values is None or len(values) != len(names) or not len(values):
        return ""
    if len(values) <= _SPELLED_OUT:
        return ", ".join(f"{spoken(n)}: {number(float(v))}" for n, v in zip(names, values, strict=True))
    finite = np.isfinite(values)
    place = int(np.argmax(np.where(finite, np.abs(values), -1.0)))
    largest = f", largest {number(float(values[place]))} at {spoken(names[place])}" if finite.any() else ""
    spoilt = int(len(values) - finite.sum())
    return f"{len(values)} values{largest}" + (f", {spoilt} not finite" if spoilt else "")
