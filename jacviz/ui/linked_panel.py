"""What stands in the Jacobian's dock: the function's Jacobian, or that of the step that is looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from jacviz.ui.matrix.panel import JacobianPanel
from jacviz.ui.studio import Studio

if TYPE_CHECKING:
    from jacviz.ui.landscape.step.step_panel import StepPanel

_LOWEST = 300  # logical pixels


class LinkedPanel(QWidget):
    """The function's panel; the step's while the loop is linked, made when it is first shown.

    Attributes:
        header: The controls of the panel that is shown.
        function: The function's Jacobian.
        step: The step's; None before it was shown.
    """

    def __init__(self, studio: Studio) -> None:
        """Follow the studio and its loss surface.

        Args:
            studio: Holds both.
        """
        super().__init__()
        self._studio = studio
        self.function = JacobianPanel(studio)
        self.step: StepPanel | None = None
        self.header = QStackedWidget()
        self.header.addWidget(self.function.header)
        self._panels = QStackedWidget()
        self._panels.addWidget(_scrolled(self.function))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._panels)
        studio.landscape.link_changed.connect(self._show)

    def _show(self, linked: bool) -> None:
        if linked and self.step is None:
            from jacviz.ui.landscape.step.step_panel import StepPanel

            self.step = StepPanel(self._studio, self._studio.landscape)
            self._panels.addWidget(_scrolled(self.step))
            self.header.addWidget(self.step.header)
        at = 1 if linked else 0
        self._panels.setCurrentIndex(at)
        self.header.setCurrentIndex(at)


def _scrolled(panel: QWidget) -> QScrollArea:
    # Where the window is too low for the panel: large type on a small screen.
    area = QScrollArea()
    area.setWidget(panel)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setMinimumSize(panel.minimumSizeHint().expandedTo(panel.minimumSize()).width(), _LOWEST)
    return area
