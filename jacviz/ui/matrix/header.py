"""What stands beside the panel's title: how J is computed, whether terms are shown, what can be copied."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QHBoxLayout, QWidget

from jacviz.ui import theme
from jacviz.ui.controls.buttons import ChoiceButton, IconButton
from jacviz.ui.matrix.copying import CopyButton
from jacviz.ui.source import MatrixSource

_MODES = (("auto", "Mode: automatic"), ("forward", "Forward mode"), ("reverse", "Reverse mode"))


class Header(QWidget):
    """Three quiet controls."""

    def __init__(self, studio: MatrixSource) -> None:
        """Make the controls; they follow `draw`.

        Args:
            studio: Where wishes go.
        """
        super().__init__()
        self._studio = studio
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.UNIT)
        row.addStretch(1)  # where another panel's controls take more room these stay at the right
        self.mode = ChoiceButton(_MODES, "How J is computed")
        self.mode.chosen.connect(lambda key: studio.update(replace(studio.document, mode=key)))
        terms = "Show the terms of the products: each uᵢ · row i in uᵀJ, each vⱼ · column j in J v"
        self.terms = IconButton("stack", terms)
        self.terms.setCheckable(True)
        self.terms.clicked.connect(lambda on: studio.update(replace(studio.document, contributions=on)))
        self.copy = CopyButton(studio)
        for widget in (self.mode, self.terms, self.copy):
            row.addWidget(widget)

    def add(self, widget: QWidget) -> None:
        """Put a control of the panel's before the copy button."""
        row = self.layout()
        assert isinstance(row, QHBoxLayout)
        row.insertWidget(row.count() - 1, widget)

    def draw(self) -> None:
        """Show what is in force."""
        document = self._studio.document
        if self.mode.choice() != document.mode:
            self.mode.set_choice(document.mode)
        if self.terms.isChecked() != document.contributions:
            self.terms.setChecked(document.contributions)
        ready = self._studio.results.jacobian is not None
        if self.copy.isEnabled() != ready:
            self.copy.setEnabled(ready)
