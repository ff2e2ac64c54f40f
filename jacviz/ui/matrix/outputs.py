"""y beside J v: names and values, as many as fit."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from jacviz.ui import theme
from jacviz.ui.matrix import figures, typeset
from jacviz.ui.matrix.axis import Axis
from jacviz.ui.matrix.shading import Array

_NAME, _NUMBER = 15, 13
_LEAST_ROW = 13  # logical pixels at font scale 1
_BETWEEN = 6


class Outputs(QWidget):
    """One line a row of J: the output's name and its value.

    Signals:
        pointed(int): The row under the mouse; -1 where there is none.
        picked(int, bool): A click on a row, and whether shift was held.
    """

    pointed = Signal(int)
    picked = Signal(int, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMouseTracking(True)
        self.setAccessibleName("Outputs y")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._axis = Axis(1, 0, 1, 1)
        self._names: Sequence[str] = ()
        self._values: Array | None = None
        self._lit = -1
        self._dim = 0.0

    def set_axis(self, axis: Axis) -> None:
        """Take the geometry over."""
        if axis != self._axis:
            self._axis = axis
            self.update()

    def set_outputs(self, names: Sequence[str], values: Array | None) -> None:
        """Show y; None for the values shows nothing."""
        if names is not self._names or values is not self._values:
            self._names, self._values = names, values
            self.update()

    def set_lit(self, row: int) -> None:
        """Light one row; -1 for none."""
        if row != self._lit:
            self._lit = row
            self.update()

    def set_dim(self, dim: float) -> None:
        """Fade towards the panel."""
        if dim != self._dim:
            self._dim = dim
            self.update()

    @property
    def shows_words(self) -> bool:
        """Whether rows are high enough for a name."""
        return self._axis.pitch >= _LEAST_ROW * theme.current().scale

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        del event
        axis, values = self._axis, self._values
        if values is None or len(values) != axis.count or not self.shows_words:
            return
        painter = QPainter(self)
        painter.setOpacity(1 - self._dim)
        name_size = min(_NAME, axis.pitch / theme.current().scale / _LEAST_ROW * 11)
        shown = range(axis.begin, axis.end)
        widest = self.width() - 4
        lines = [typeset.fitted_name(self._names[i], name_size, widest * 0.6) for i in shown]
        names = max((typeset.width(line, name_size) for line in lines), default=0.0)
        room = widest - names - _BETWEEN
        column = np.asarray(values)[axis.begin : axis.end].reshape(-1, 1)
        fitting = figures.fit(column, room, axis.pitch, min(_NUMBER, name_size), leading=1.25)
        row = [r[0] for r in fitting.figures]
        before = max((f.before + f.sign for f in row), default=0.0)
        font, metrics = figures.face(fitting.size or _NUMBER)
        for place, index in enumerate(shown):
            middle = axis.middle(index)
            lit = self._lit in (-1, place + axis.begin)
            baseline = middle + metrics.capHeight() / 2
            colour = theme.colour("output_mark", 1.0 if lit else 0.5)
            typeset.paint(painter, 4, baseline, lines[place], name_size, colour)
            if row:
                painter.setFont(font)
                painter.setPen(theme.colour("text" if lit else "quiet"))
                left = 4 + names + _BETWEEN + before - row[place].before - row[place].sign
                painter.drawText(QPointF(left, baseline), row[place].text)

    def _row_at(self, place: QPointF) -> int:
        row = self._axis.at(place.y())
        return -1 if row is None else row

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        self.pointed.emit(self._row_at(event.position()))

    def leaveEvent(self, event: object) -> None:  # noqa: D102
        del event
        self.pointed.emit(-1)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        row = self._row_at(event.position())
        if row >= 0:
            self.picked.emit(row, bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
