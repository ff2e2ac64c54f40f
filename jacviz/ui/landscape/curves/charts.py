"""Loss, gradient norm and distance to the optimum against the step, with what chooses between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from jacviz.ui import theme
from jacviz.ui.controls.buttons import ChoiceButton
from jacviz.ui.controls.segmented import Segmented
from jacviz.ui.landscape.curves.curve_canvas import CurveCanvas
from jacviz.ui.landscape.curves.curves import Measure

if TYPE_CHECKING:
    from jacviz.ui.landscape.asking.loop import LandscapeLoop
    from jacviz.ui.studio import Studio

_MEASURES: tuple[tuple[Measure, str], ...] = (
    ("loss", "loss"),
    ("gradient", "gradient norm"),
    ("distance", "distance"),
)
_WIDE = 380  # pixels before the font scale from which all choices stand side by side


class CurvesView(QWidget):
    """One chart against the step, and the choice of what it shows.

    Attributes:
        canvas: The chart.
        measures: The choice, side by side where there is room.
        measure: The same choice as a menu where there is little.
        logarithmic: Switches the vertical axis.
        minibatch: Switches the losses of minibatches.
    """

    def __init__(self, studio: Studio, loop: LandscapeLoop) -> None:
        """Follow the loop.

        Args:
            studio: Its Document tells colours and what is hidden.
            loop: Holds the run and the playhead.
        """
        super().__init__()
        self._loop = loop
        self.canvas = CurveCanvas(studio, loop)
        self.measures = Segmented(_MEASURES, "Against the step")
        self.measures.setMinimumWidth(1)  # it makes way for the menu; it does not hold the window open
        self.measure = ChoiceButton(_MEASURES, "What is drawn against the step")
        self.logarithmic = _switch("log", "Logarithmic vertical axis", on=True)
        self.minibatch = _switch("minibatch", "The loss of each step's minibatch, as a faint line", on=True)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.UNIT)
        row.addWidget(self.measures)
        row.addWidget(self.measure)
        row.addStretch(1)
        row.addWidget(self.minibatch)
        row.addWidget(self.logarithmic)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.UNIT)
        column.addLayout(row)
        column.addWidget(self.canvas, 1)
        self.measures.chosen.connect(self._choose)
        self.measure.chosen.connect(self._choose)
        self.logarithmic.toggled.connect(lambda on: self.canvas.show_as(logarithmic=on))
        self.minibatch.toggled.connect(lambda on: self.canvas.show_as(minibatch=on))
        loop.changed.connect(self._follow)
        self._fit()
        self._follow()

    def _choose(self, key: str) -> None:
        measure = next(one for one, _ in _MEASURES if one == key)
        self.measures.set_choice(measure)
        self.measure.set_choice(measure)
        self.canvas.show_as(measure=measure)
        self._follow()

    def _follow(self) -> None:
        run = self._loop.results.run
        possible = run is None or self.canvas.can_be_logarithmic(run)
        self.logarithmic.setEnabled(possible)
        self.logarithmic.setToolTip(
            "Logarithmic vertical axis" if possible else "Losses of zero and below have no logarithm."
        )
        batches = run is not None and 0 < run.begun.batch < run.begun.samples
        self.minibatch.setVisible(batches and self.canvas.measure == "loss")

    def _fit(self) -> None:
        wide = self.width() >= theme.current().pixels(_WIDE)
        self.measures.setVisible(wide)
        self.measure.setVisible(not wide)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102
        super().resizeEvent(event)
        self._fit()


def _switch(text: str, told: str, *, on: bool) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    button.setToolTip(told)
    button.setAccessibleName(told)
    button.setCheckable(True)
    button.setChecked(on)
    button.setProperty("role", "switch")
    button.setCursor(Qt.CursorShape.PointingHandCursor)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return button
