"""What stands below the picture, a page at a time; a page is made when it is first shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal, TypeAlias

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from jacviz.ui import theme
from jacviz.ui.landscape.curves.charts import CurvesView
from jacviz.ui.landscape.curves.fit_view import FitView
from jacviz.ui.landscape.experiment.form import ExperimentForm
from jacviz.ui.landscape.step.critical_list import CriticalList
from jacviz.ui.landscape.step.microscope import Microscope
from jacviz.ui.landscape.step.truth import TruthTable

if TYPE_CHECKING:
    from jacviz.ui.landscape.asking.loop import LandscapeLoop
    from jacviz.ui.studio import Studio

Page: TypeAlias = Literal["curves", "step", "points", "settings"]

PAGES: tuple[tuple[Page, str], ...] = (
    ("curves", "Curves"), ("step", "Step"), ("points", "Points"), ("settings", "Settings"),
)  # fmt: skip
_LEAST = 40


class Pages(QStackedWidget):
    """One page of several."""

    def __init__(self, studio: Studio, loop: LandscapeLoop) -> None:
        """No page is made yet.

        Args:
            studio: What is shown and where wishes go.
            loop: What the engine said about it.
        """
        super().__init__()
        self.setMinimumHeight(_LEAST)  # it scrolls: a low window leaves the picture its axes
        self._studio, self._loop = studio, loop
        self._made: dict[str, QWidget] = {}
        self._makers: dict[str, Callable[[], QWidget]] = {
            "curves": self._curves,
            "step": self._step,
            "points": lambda: CriticalList(studio, loop),
            "settings": lambda: ExperimentForm(studio, loop),
        }

    def show_page(self, name: str) -> None:
        """Show one of PAGES."""
        if name not in self._made:
            self._made[name] = self._makers[name]()
            self.addWidget(self._made[name])
        self.setCurrentWidget(self._made[name])

    def _curves(self) -> QWidget:
        return _scrolled(CurvesAndFit(self._studio, self._loop), "Curves and fit")

    def _step(self) -> QWidget:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * theme.UNIT)
        column.addWidget(Microscope(self._studio, self._loop))
        column.addWidget(TruthTable(self._studio, self._loop))
        column.addStretch(1)
        return _scrolled(content, "The step")


class CurvesAndFit(QWidget):
    """Curves against the step beside data and fit; alone where what is minimised has no data.

    Attributes:
        curves: The curves.
        fit: Data and fit.
    """

    def __init__(self, studio: Studio, loop: LandscapeLoop) -> None:
        """Follow the loop.

        Args:
            studio: What is shown and where wishes go.
            loop: Its run tells whether there are data.
        """
        super().__init__()
        self._loop = loop
        self.curves, self.fit = CurvesView(studio, loop), FitView(studio, loop)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2 * theme.UNIT)
        row.addWidget(self.curves, 1)
        row.addWidget(self.fit, 1)
        loop.changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        run = self._loop.results.run
        self.fit.setVisible(run is None or run.begun.sample is not None)


def _scrolled(content: QWidget, name: str) -> QScrollArea:
    area = QScrollArea()
    area.setAccessibleName(name)
    area.setWidget(content)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return area
