"""A number as quiet text; a click opens a box in which another one is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtWidgets import QToolButton, QWidget

if TYPE_CHECKING:
    from jacviz.ui.vectors.number_box import FloatingBox

_PADDING = 14  # of the style sheet, both sides and the frame


class Figures(QToolButton):
    """A number that can be typed.

    Signals:
        opened(): The box is about to show.
        typed(float): A number was typed; the box is closed.
        stepped(int): An arrow or page key was pressed in the box: steps with sign.
    """

    opened = Signal()
    typed = Signal(float)
    stepped = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """Make the button, without a number.

        Args:
            name: What the number is.
            parent: The owner.
        """
        super().__init__(parent)
        self._name, self._value, self._widest = name, 0.0, ""
        self._box: FloatingBox | None = None
        self.setProperty("role", "choice")
        self.setCursor(Qt.CursorShape.IBeamCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.clicked.connect(lambda: self.open_box())

    def show_number(self, value: float, text: str, widest: str) -> None:
        """Show a number.

        Args:
            value: With all its digits, for the box.
            text: What is read.
            widest: Text that there is to be room for, so that nothing beside it wobbles.
        """
        self._value = value
        if text != self.text():
            self.setText(text)
            self.setAccessibleName(f"{self._name}: {' '.join(text.split())}")
            if self.is_typing and self._box is not None:
                self._box.set_value(value)
        if len(widest) != len(self._widest):
            self._widest = widest
            self.updateGeometry()

    @property
    def is_typing(self) -> bool:
        """Whether the box is open."""
        return self._box is not None and self._box.is_open

    def open_box(self) -> FloatingBox:
        """Put a number box over the text, with the keyboard in it.

        Returns:
            The box.
        """
        if self._box is None:
            from jacviz.ui.vectors.number_box import FloatingBox  # here: the window is there without it

            self._box = FloatingBox(self)
            self._box.typed.connect(self.typed)
            self._box.stepped.connect(lambda steps, _fine: self.stepped.emit(steps))
        self.opened.emit()
        self._box.open(self._name, self._value, QRect(0, 0, self.width(), self.height()))
        return self._box

    def refuse(self, value: float, sentence: str) -> None:
        """Open the box again with a number that cannot be, and say why.

        Args:
            value: What was typed.
            sentence: The reason.
        """
        box = self.open_box()
        box.set_value(value)
        box.selectAll()
        box.mark(sentence, show=True)

    def sizeHint(self) -> QSize:  # noqa: D102
        room = self.fontMetrics().horizontalAdvance(self._widest or self.text())
        return QSize(room + _PADDING, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:  # noqa: D102
        return self.sizeHint()

    def changeEvent(self, event: QEvent) -> None:  # noqa: D102
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange}:
            self.updateGeometry()
