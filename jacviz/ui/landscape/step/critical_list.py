"""Critical points of a surface of two parameters: found by a button, listed, and shown by a click."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from jacviz.engine.training_messages import CriticalAnswer, Window
from jacviz.notation import capitalised, ended, number, subscripted
from jacviz.session.landscape.results import LandscapeResults
from jacviz.ui import theme
from jacviz.ui.controls.labels import label
from jacviz.ui.landscape.asking.loop import LandscapeLoop
from jacviz.ui.landscape.step.cells import Column, Paint, Row, Words
from jacviz.ui.landscape.step.rows import Rows
from jacviz.ui.landscape.surface.marks import paint_kind
from jacviz.ui.landscape.surface.wishes import with_sight
from jacviz.ui.matrix import typeset
from jacviz.ui.plot.look import look_now
from jacviz.ui.studio import Studio

_MOST_ROWS = 200  # that are listed
_ROUNDING = 1e-14  # of the largest loss in the list: what is smaller is a zero with some rounding
_PLURALS = {"minimum": "minima", "maximum": "maxima", "saddle": "saddles", "degenerate": "degenerate"}


class CriticalList(QWidget):
    """Where the gradient vanishes: kind, place, loss and curvatures of each point.

    Signals:
        pointed(int): The point under the mouse or the keyboard, by its index; -1 where there is none.
    """

    pointed = Signal(int)

    def __init__(self, studio: Studio, loop: LandscapeLoop) -> None:
        """Follow the loop.

        Args:
            studio: Where wishes about the sight go.
            loop: Looks for the points.
        """
        super().__init__()
        self.setAccessibleName("Critical points")
        self._studio, self._loop = studio, loop
        self.search = QPushButton("Find critical points")
        self.search.setCursor(Qt.CursorShape.PointingHandCursor)
        self.search.clicked.connect(self._press)
        self.marks = QCheckBox("Mark them on the surface")
        self.marks.clicked.connect(lambda on: studio.update(with_sight(studio.document, critical=on)))
        self.said = label("", "quiet", wrap=True)
        self.table = Rows("Critical points")
        self.table.lit.connect(self._seek)
        self.table.chosen.connect(self._show_point)
        self._waits = False  # for the surface, to look for points in its window
        self._drawn: object = None
        self._arrange()
        studio.changed.connect(self._draw)
        loop.changed.connect(self._draw)
        self._draw()

    def _arrange(self) -> None:
        above = QHBoxLayout()
        above.setSpacing(2 * theme.UNIT)
        above.addWidget(self.search)
        above.addStretch(1)
        above.addWidget(self.marks)
        self.area = QScrollArea()
        self.area.setWidget(self.table)
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.UNIT)
        column.addLayout(above)
        column.addWidget(self.said)
        column.addWidget(self.area, 1)
        column.addStretch(0)

    def sizeHint(self) -> QSize:  # noqa: D102
        return QSize(380, 240)

    # --- wishes ------------------------------------------------------------------------------------------

    def _press(self) -> None:
        if self._is_busy:
            self._waits = False
            self._loop.cancel_critical_points()
            return
        self._studio.update(with_sight(self._studio.document, critical=True))
        # The window that is shown is that of the surface: of another problem, until the new one is there.
        self._waits = self._loop.results.surfacing
        if self._waits:
            self._draw()
        else:
            self._loop.find_critical_points()

    @property
    def _is_busy(self) -> bool:
        return self._waits or self._loop.results.critical_running

    def _show_point(self, row: int) -> None:
        """Move the window so that a point is in its middle."""
        found, surface = self._loop.results.critical, self._loop.results.surface
        if found is None or surface is None or row >= len(found.points) or len(surface.plane.origin) != 2:
            return
        self.table.choose(row)
        at = surface.plane.coordinates(found.points[row])
        window = self._studio.document.landscape.sight.window or surface.window
        wish = centred(window, (float(at[0]), float(at[1])))
        self._studio.update(with_sight(self._studio.document, window=wish), merge="critical point")

    def _seek(self, row: int) -> None:
        if row >= 0 and self.table.hasFocus():
            box = self.table.box_of(row)
            self.area.ensureVisible(0, round(box.center().y()), 0, round(box.height()))
        self.pointed.emit(row)

    # --- drawing -----------------------------------------------------------------------------------------

    def _draw(self) -> None:
        if self._waits and not self._loop.results.surfacing:
            self._waits = False
            self._loop.find_critical_points()
        results, sight = self._loop.results, self._studio.document.landscape.sight
        count = results.run.parameters if results.run is not None else 2
        key = (
            results.critical, self._is_busy, results.critical_failure, results.surface is None,
            count, sight.critical, theme.tokens(),
        )  # fmt: skip
        if key == self._drawn:
            return
        self._drawn = key
        running = self._is_busy
        known = results.critical is not None
        self.search.setText("Cancel" if running else "Find again" if known else "Find critical points")
        self.search.setEnabled(running or (count == 2 and results.surface is not None))
        self.marks.setVisible(results.critical is not None and len(results.critical.points) > 0)
        self.marks.setChecked(sight.critical)
        self.said.setText(said_of(replace(results, critical_running=running), count))
        self.said.setProperty("role", "error" if results.critical_failure is not None else "quiet")
        self.said.style().polish(self.said)
        answer = results.critical if count == 2 else None
        self.area.setVisible(answer is not None and len(answer.points) > 0)
        if answer is not None:
            names = results.run.names if results.run is not None else ("θ1", "θ2")
            self.table.set_rows(*_table(answer, names))

    def changeEvent(self, event: QEvent) -> None:  # noqa: D102
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._drawn is not None:
            self._draw()


def said_of(results: LandscapeResults, parameters: int) -> str:
    """What stands above the list.

    Args:
        results: The newest answers.
        parameters: How many parameters there are.

    Returns:
        One or two sentences.
    """
    answer = results.critical
    if parameters != 2:
        return f"Critical points are listed for two parameters; this function has {parameters:,}."
    if results.critical_running:
        return "Newton's method is on its way from a grid of points in the window that is shown."
    if results.critical_failure is not None:
        return ended(capitalised(results.critical_failure.sentence))
    if answer is None:
        return "Points of zero gradient in the window that is shown, found by Newton's method from a grid."
    if not len(answer.points):
        none = "There is no point of zero gradient in the window that was searched."
        return " ".join((none, *answer.notes))
    counts = Counter(answer.kinds)
    parts = [f"{n} {kind if n == 1 else _PLURALS[kind]}" for kind, n in counts.items()]
    total = "1 point" if len(answer.points) == 1 else f"{len(answer.points):,} points"
    more = () if len(answer.points) <= _MOST_ROWS else (f"The first {_MOST_ROWS} are listed.",)
    return " ".join((f"{total}: {', '.join(parts)}.", *more, *answer.notes))


def centred(window: Window, at: tuple[float, float]) -> Window:
    """A window of the same size about a point.

    Args:
        window: The ranges of alpha and beta.
        at: Its new middle.

    Returns:
        The window.
    """
    (left, right), (bottom, top) = window
    wide, high = (right - left) / 2, (top - bottom) / 2
    return ((at[0] - wide, at[0] + wide), (at[1] - high, at[1] + high))


def _table(answer: CriticalAnswer, names: Sequence[str]) -> tuple[list[Column], list[Row]]:
    columns = [
        Column((), "picture", 16), Column(typeset.words("kind"), "words"),
        Column(typeset.name(names[0]), "number"), Column(typeset.name(names[1]), "number"),
        Column(typeset.words("loss"), "number"), Column(typeset.name("λ1"), "number"),
        Column(typeset.name("λ2"), "number"),
    ]  # fmt: skip
    rows = []
    largest = np.abs(answer.values).max(initial=0.0)
    losses = np.where(np.abs(answer.values) < _ROUNDING * largest, 0.0, answer.values)
    values = zip(
        answer.kinds[:_MOST_ROWS], answer.points.tolist(), losses.tolist(), answer.eigenvalues.tolist(),
        strict=False,
    )  # fmt: skip
    for kind, (first, second), value, (low, high) in values:
        numbers = tuple(float(entry) for entry in (first, second, value, low, high))
        where = f"{subscripted(names[0])} {number(first)}, {subscripted(names[1])} {number(second)}"
        told = f"{kind} at {where}, loss {number(value)}, eigenvalues {number(low)} and {number(high)}"
        rows.append(Row((_mark(kind), Words(typeset.words(kind)), *numbers), told))
    return columns, rows


def _mark(kind: str) -> Paint:
    def paint(painter: QPainter, room: QRectF) -> None:
        paint_kind(painter, QPointF(room.left() + 8, room.center().y()), kind, look_now())

    return paint
