"""Sentences set in type: the line about what is pointed at, and the two cards that explain the products."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from jacviz.engine.messages import Variable
from jacviz.ui import theme
from jacviz.ui.matrix import typeset, wrapping
from jacviz.ui.matrix.typeset import Line, Run, joined

_LEADING = 1.5


class Sentences(QWidget):
    """Quiet lines of words and mathematics, as many as have room, set anew only when they differ."""

    def __init__(self, name: str, parent: QWidget | None = None, *, size: float = theme.BODY) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._size = size
        self._said: tuple[Line, ...] = ()
        self._colour = "quiet"
        self._lines: list[Line] | None = None

    def say(self, lines: Sequence[Line], colour: str = "quiet") -> None:
        """Show sentences, each beginning on a line of its own."""
        said = tuple(lines)
        if (said, colour) == (self._said, self._colour):
            return
        self._said, self._colour, self._lines = said, colour, None
        self.update()

    @property
    def text(self) -> str:
        """What is shown, as plain text."""
        return " ".join(typeset.plain(line) for line in self._said)

    def lines_at(self, line: Line, width: float) -> int:
        """How many lines something takes.

        Args:
            line: What is said.
            width: Logical pixels.

        Returns:
            1 or more.
        """
        return len(wrapping.wrapped(line, self._size, width))

    def height_for(self, lines: int) -> int:
        """Height of so many lines.

        Returns:
            Logical pixels.
        """
        return round(lines * self._leading)

    @property
    def _leading(self) -> float:
        return self._size * theme.current().scale * _LEADING

    def resizeEvent(self, event: object) -> None:  # noqa: D102
        del event
        self._lines = None

    def changeEvent(self, event: object) -> None:  # noqa: D102
        super().changeEvent(event)  # type: ignore[arg-type]
        self._lines = None

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        del event
        if self._lines is None:
            wrapped = [wrapping.wrapped(line, self._size, self.width()) for line in self._said]
            most = int((self.height() + 1) / self._leading)
            every = [line for lines in wrapped for line in lines]
            self._lines = wrapping.clipped(every, most, self._size, self.width())
        painter = QPainter(self)
        colour = theme.colour(self._colour)
        for place, line in enumerate(self._lines):
            baseline = place * self._leading + typeset.centred(self._leading, self._size)
            typeset.paint(painter, 0, baseline, line, self._size, colour)


class Card(QWidget):
    """What one of the products is, on the wash of its space."""

    def __init__(self, title: Line, hue: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title, self._hue = title, hue
        self._text: Line = ()
        self.setAccessibleName(typeset.plain(title))

    def set_text(self, text: Line) -> None:
        """Replace the explanation."""
        if text != self._text:
            self._text = text
            self.setAccessibleDescription(typeset.plain(text))
            self.update()

    def height_at(self, width: int) -> int:
        """How high the card is at a width.

        Returns:
            Logical pixels.
        """
        return round(self._leading * (1 + len(self._wrapped(width))) + 2 * self._padding)

    def sizeHint(self) -> QSize:  # noqa: D102
        return QSize(240, self.height_at(240))

    @property
    def _leading(self) -> float:
        return theme.current().scale * theme.BODY * 1.46

    @property
    def _padding(self) -> float:
        return 10 * theme.current().scale

    def _wrapped(self, width: int) -> list[Line]:
        return wrapping.wrapped(self._text, theme.BODY, width - 2 * self._padding - 4)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(f"{self._hue}_wash"))
        painter.drawRoundedRect(QRectF(self.rect()), theme.RADIUS, theme.RADIUS)
        left, top = self._padding + 2, self._padding
        rest = typeset.centred(self._leading, theme.BODY)
        typeset.paint(painter, left, top + rest, self._title, theme.BODY, theme.colour(f"{self._hue}_mark"))
        for line in self._wrapped(self.width()):
            top += self._leading
            typeset.paint(painter, left, top + rest, line, theme.BODY, theme.colour("text"))


VJP_TITLE: Line = (*typeset.transposed("u", "J"), Run("  a vector–Jacobian product", "strong"))
JVP_TITLE: Line = (Run("J\u2009v", "name"), Run("  a Jacobian–vector product", "strong"))


def vjp_text(wrt: Variable) -> Line:
    """What u^T J is.

    Returns:
        The sentence.
    """
    x, space = (Run("x" if wrt == "x" else "θ", "name"),), "input" if wrt == "x" else "parameter"
    return joined(
        "Rows weighed by ", (Run("u", "name"),), f". Lives in {space} space: how to move ", x, " so that ",
        (Run("u", "name"),), "\u2009·\u2009", (Run("f", "name"),),
        "\u200a grows fastest. One reverse pass.",
    )  # fmt: skip


def jvp_text(wrt: Variable) -> Line:
    """What J v is.

    Returns:
        The sentence.
    """
    x = (Run("x" if wrt == "x" else "θ", "name"),)
    return joined(
        "Columns weighed by ", (Run("v", "name"),), ". Lives in output space: where ", (Run("y", "name"),),
        " goes when ", x, " moves along ", (Run("v", "name"),), ". One forward pass.",
    )  # fmt: skip
