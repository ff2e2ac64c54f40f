"""y beside J v: names and values, as many as fit."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from jacviz.ui import theme
from jacviz.ui.matrix import figures, typeset
from jacviz.ui.matrix.axis import Axis
from jacviz.ui.matrix.entries import Entries, told
from jacviz.ui.matrix.shading import Array

_NAME, _NUMBER = 15, 13
_LEAST_ROW = 13  # logical pixels at font scale 1
_BETWEEN = 6


class Outputs(Entries):
    """One line a row of J: the output's name and its value."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Outputs y", parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # the board behind is not painted with it
        self._axis = Axis(1, 0, 1, 1)
        self._names: Sequence[str] = ()
        self._values: Array | None = None
        self._traces: Array | None = None

    def set_axis(self, axis: Axis) -> None:
        """Take the geometry over."""
        if axis != self._axis:
            self._axis = axis
            self.update()

    def set_outputs(self, names: Sequence[str], values: Array | None, traces: Array | None = None) -> None:
        """Show y.

        Args:
            names: Of the outputs.
            values: (m,); None shows nothing.
            traces: bool, (m,): which of them are zero but for rounding; None: none.
        """
        if names is not self._names or values is not self._values:
            self._names, self._values, self._traces = names, values, traces
            self.update()

    @property
    def shows_words(self) -> bool:
        """Whether rows are high enough for a name."""
        return self._axis.pitch >= _LEAST_ROW * theme.current().scale

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        axis, values = self._axis, self._values
        painter = QPainter(self)
        painter.fillRect(event.rect(), theme.colour("panel"))
        if values is None or len(values) != axis.count or not self.shows_words:
            return
        painter.setOpacity(1 - self._dim)
        name_size = min(_NAME, axis.pitch / theme.current().scale / _LEAST_ROW * 11)
        shown = range(axis.begin, axis.end)
        widest = self.width() - 4
        lines = [typeset.fitted_name(self._names[i], name_size, widest * 0.6) for i in shown]
        names = max((typeset.width(line, name_size) for line in lines), default=0.0)
        room = widest - names - _BETWEEN
        column = np.asarray(values)[axis.begin : axis.end].reshape(-1, 1)
        noise = None if self._traces is None else self._traces[axis.begin : axis.end].reshape(-1, 1)
        limits = (room, axis.pitch, min(_NUMBER, name_size))
        fitting = figures.fit(column, *limits, leading=1.25, traces=noise)
        row = [r[0] for r in fitting.figures]
        if not row:  # without the values there is room for whole names
            lines = [typeset.fitted_name(self._names[i], name_size, widest) for i in shown]
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

    def entry_at(self, place: QPointF) -> int:  # noqa: D102
        row = self._axis.at(place.y())
        return -1 if row is None else row

    def described(self) -> str:
        """The values in words.

        Returns:
            Such as "y 1: 6, y 2: 1".
        """
        return told(self._names, self._values)
