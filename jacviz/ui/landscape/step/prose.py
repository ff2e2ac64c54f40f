"""Lines of words and mathematics as high as they need to be, for the narrow places around the picture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from jacviz.ui import theme
from jacviz.ui.matrix import typeset, wrapping
from jacviz.ui.matrix.typeset import Line

_LEADING = 1.5


class Paragraph(NamedTuple):
    """Words that begin on a line of their own.

    Attributes:
        line: The runs.
        size: Pixels before the font scale.
        colour: A token.
    """

    line: Line
    size: float = theme.BODY
    colour: str = "text"


class Prose(QWidget):
    """Paragraphs. The height never shrinks at one width, so that nothing below jumps while numbers change."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """Make it, empty.

        Args:
            name: For screen readers.
            parent: The owner.
        """
        super().__init__(parent)
        self.setAccessibleName(name)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._said: tuple[Paragraph, ...] = ()
        self._highest: dict[int, int] = {}  # by width

    def say(self, paragraphs: Sequence[Paragraph], *, settle: bool = False) -> None:
        """Show paragraphs.

        Args:
            paragraphs: From top to bottom.
            settle: Whether the height may shrink again: they are about something else than before.
        """
        said = tuple(paragraphs)
        if said == self._said and not settle:
            return
        self._said = said
        self.setAccessibleDescription(self.text)
        before = dict(self._highest)
        if settle:
            self._highest.clear()
        if before.get(self.width()) != self.heightForWidth(self.width()):
            self.updateGeometry()
        self.update()

    @property
    def text(self) -> str:
        """What is shown, as plain text."""
        return " ".join(typeset.plain(paragraph.line) for paragraph in self._said)

    def hasHeightForWidth(self) -> bool:  # noqa: D102
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: D102
        wanted = sum(len(lines) * _leading(size) for lines, size, _ in self._laid(width))
        self._highest[width] = max(self._highest.get(width, 0), round(wanted))
        return self._highest[width]

    def sizeHint(self) -> QSize:  # noqa: D102
        width = max(self.width(), 200)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:  # noqa: D102
        return QSize(120, self.heightForWidth(max(self.width(), 120)))

    def _laid(self, width: int) -> list[tuple[list[Line], float, str]]:
        return [(wrapping.wrapped(p.line, p.size, width), p.size, p.colour) for p in self._said]

    def changeEvent(self, event: QEvent) -> None:  # noqa: D102
        super().changeEvent(event)
        if event.type() in {QEvent.Type.PaletteChange, QEvent.Type.FontChange}:
            self._highest.clear()
            self.updateGeometry()
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        del event
        painter = QPainter(self)
        top = 0.0
        for lines, size, colour in self._laid(self.width()):
            for line in lines:
                baseline = top + typeset.centred(_leading(size), size)
                typeset.paint(painter, 0, baseline, line, size, theme.colour(colour))
                top += _leading(size)


def _leading(size: float) -> float:
    return size * theme.current().scale * _LEADING
