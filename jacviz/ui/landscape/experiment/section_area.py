"""The sections of the form under each other, or in two columns where there is room."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from jacviz.ui import theme
from jacviz.ui.landscape.experiment.section import Section

_TWO_COLUMNS = 640  # pixels of width from which there are two, before the font scale
_BELOW = 5  # units below the top that a title may stand: what is above it is the end of another section
_SECOND = ("Optimisers", "Plane", "Picture")  # what stands in the second column


class SectionArea(QScrollArea):
    """Scrolls the sections."""

    def __init__(self, sections: dict[str, Section]) -> None:
        """Put the sections under each other.

        Args:
            sections: By name, from top to bottom.
        """
        super().__init__()
        self._sections = sections
        self.columns = 0
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._inside = QWidget()
        self._row = QHBoxLayout(self._inside)
        self._row.setContentsMargins(0, theme.UNIT, 2 * theme.UNIT, 3 * theme.UNIT)
        self._stacks = (QVBoxLayout(), QVBoxLayout())
        for stack in self._stacks:
            stack.setContentsMargins(0, 0, 0, 0)
            stack.setSpacing(3 * theme.UNIT)
            self._row.addLayout(stack, 1)
        self.setWidget(self._inside)
        self._arrange(1)

    def arrange(self, width: int) -> bool:
        """Take as many columns as there is room for.

        Args:
            width: Pixels.

        Returns:
            Whether their number is another than before.
        """
        columns = 2 if width >= theme.current().pixels(_TWO_COLUMNS) else 1
        if columns == self.columns:
            return False
        self._arrange(columns)
        return True

    def in_order(self) -> list[Section]:
        """The sections as they are read.

        Returns:
            Column after column.
        """
        if self.columns == 1:
            return list(self._sections.values())
        first = [section for name, section in self._sections.items() if name not in _SECOND]
        return [*first, *(self._sections[name] for name in _SECOND)]

    def content_height(self) -> int:
        """The height that all sections need.

        Returns:
            Pixels.
        """
        return self._inside.minimumSizeHint().height()

    def go_to(self, name: str) -> None:
        """Scroll to a section."""
        self.verticalScrollBar().setValue(self._sections[name].y())

    def place(self) -> str:
        """The section at the top, or just below the end of the one before.

        Returns:
            Its name.
        """
        top = self.verticalScrollBar().value() + _BELOW * theme.UNIT
        above = [name for name, section in self._sections.items() if section.rows and section.y() <= top]
        return above[-1] if above else next(iter(self._sections))

    def _arrange(self, columns: int) -> None:
        self.columns = columns
        for stack in self._stacks:
            while stack.takeAt(0) is not None:
                pass
        for name, section in self._sections.items():
            self._stacks[columns - 1 if name in _SECOND else 0].addWidget(section)
        for stack in self._stacks:
            stack.addStretch(1)
        self._row.setSpacing(6 * theme.UNIT if columns == 2 else 0)
        self._row.setStretch(1, columns - 1)
