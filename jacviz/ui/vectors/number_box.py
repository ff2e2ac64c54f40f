"""A line for one number: typed digits or an expression such as pi/4."""

from __future__ import annotations

import math
from contextlib import suppress

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QToolTip, QWidget

from jacviz.ui.vectors.wording import write_number

_LONGEST = 200  # characters of an expression
_HISTORY = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)


class NumberBox(QLineEdit):
    """A line edit that knows whether it holds a number.

    Signals:
        entered(): Enter was pressed; `value` says what was typed.
        abandoned(): Escape was pressed.
        left(): The keyboard went elsewhere.
        stepped(int, bool): An arrow or page key was pressed: steps with sign, and whether fine.
    """

    entered = Signal()
    abandoned = Signal()
    left = Signal()
    stepped = Signal(int, bool)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """Make the box.

        Args:
            name: What the number is, for screen readers.
            parent: The owner.
        """
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setMaxLength(_LONGEST)
        self.textEdited.connect(lambda: self.mark(""))
        self._shown = math.nan

    def set_value(self, value: float) -> None:
        """Show a number."""
        self._shown = value
        self.setText(write_number(value))
        self.mark("")

    def value(self) -> float:
        """The number in the box; the one that was shown as long as its text is untouched.

        A text that is none raises MathsError, a ValueError whose message is a sentence for the user.

        Returns:
            A number at full precision.
        """
        if self.text() == write_number(self._shown):
            return self._shown
        from jacviz.language import evaluate_number  # here: the window is there without it

        return evaluate_number(self.text())

    def mark(self, sentence: str, *, show: bool = False) -> None:
        """Mark the text as refused and say why in the tooltip.

        Args:
            sentence: The reason; empty takes the mark away.
            show: Whether the tooltip appears at once.
        """
        invalid = bool(sentence)
        self.setToolTip(sentence)
        self.setAccessibleDescription(sentence)
        if show and invalid:
            QToolTip.showText(self.mapToGlobal(QPoint(0, self.height() // 2)), sentence, self)
        elif not invalid and QToolTip.isVisible():
            QToolTip.hideText()
        if bool(self.property("invalid")) != invalid:
            self.setProperty("invalid", invalid)
            self.style().polish(self)  # the style sheet reads the property

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: D102
        steps = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1, Qt.Key.Key_PageUp: 10, Qt.Key.Key_PageDown: -10}
        key = Qt.Key(event.key())
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.entered.emit()
        elif key == Qt.Key.Key_Escape:
            self.abandoned.emit()
        elif key in steps:
            self.stepped.emit(steps[key], bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:  # noqa: D102
        # The keys that mean something here are not to start a command of the window.
        keys = {Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter}
        overrides = event.type() == QEvent.Type.ShortcutOverride
        if overrides and isinstance(event, QKeyEvent):
            if event.key() in keys:
                event.accept()
                return True
            # What was typed is taken back here; once it has been taken over, by the Document's own undo.
            if not self.isModified() and any(event.matches(one) for one in _HISTORY):
                event.ignore()
                return True
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: D102
        super().focusOutEvent(event)
        if event.reason() not in {Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason}:
            self.left.emit()  # not for its own context menu, nor for another window for a moment


class FloatingBox(NumberBox):
    """A number box that stands over another widget while a value is typed, and is hidden otherwise.

    Enter applies and closes; Escape closes; a click elsewhere applies what is a number and gives up what is
    not. What cannot be read stays, is marked, and its tooltip says why: the old value is never lost.

    Signals:
        typed(float): A number was applied; the box is closed already.
        closed(): The box is gone, applied or not.
    """

    typed = Signal(float)
    closed = Signal()

    def __init__(self, owner: QWidget) -> None:
        """Make the box, hidden.

        Args:
            owner: What it stands over, and what gets the keyboard back.
        """
        super().__init__("", owner)
        self._owner = owner
        self._open = False
        self.hide()
        self.entered.connect(self.apply)
        self.abandoned.connect(self.shut)
        self.left.connect(self._leave)

    @property
    def is_open(self) -> bool:
        """Whether a value is being typed."""
        return self._open

    def open(self, name: str, value: float, rectangle: QRect, typed: str = "") -> None:
        """Show the box with the keyboard in it.

        Args:
            name: What the number is, for screen readers.
            value: What it shows, all of it selected.
            rectangle: Where it stands, in the owner.
            typed: What it holds instead of the value: the first character that was typed.
        """
        self._open = True
        self.setAccessibleName(name)
        self.setGeometry(rectangle)
        self.set_value(value)
        if typed:
            self.setText(typed)
            self.setModified(True)
        else:
            self.selectAll()
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def apply(self) -> None:
        """Close and send the number; where the text is none, say why and stay."""
        if not self._open:
            return
        try:
            value = self.value()
        except ValueError as error:
            self.mark(str(error), show=True)
            return
        self.shut()
        self.typed.emit(value)

    def shut(self) -> None:
        """Close without a number."""
        if not self._open:
            return
        self._open = False  # first: moving the keyboard's focus tells that the box was left
        self.mark("")
        if self.hasFocus():
            self._owner.setFocus(Qt.FocusReason.OtherFocusReason)
        self.hide()
        self.closed.emit()

    def _leave(self) -> None:
        if not self._open:
            return
        number: float | None = None
        if self.isModified():
            with suppress(ValueError):
                number = self.value()
        self.shut()
        if number is not None:
            self.typed.emit(number)
