"""What sliders and strips share: one number under the keyboard, a box to type it in, a voice for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QToolTip, QWidget

from jacviz.notation import MINUS, number
from jacviz.session.spans import Span
from jacviz.ui.vectors import accessible, slide
from jacviz.ui.vectors.wording import write_number

if TYPE_CHECKING:
    from jacviz.ui.vectors.number_box import FloatingBox

COMMANDS = (  # modifiers of keys that belong to the window
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
)
PAGES = {Qt.Key.Key_PageDown: -10, Qt.Key.Key_PageUp: 10}
OPENS_BOX = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2})
_BEGINS_NUMBER = "0123456789.+-\N{MINUS SIGN}(π"


class NumberControl(QWidget):
    """A widget with one number at a time under the keyboard; it is an `accessible.Adjustable`.

    Signals:
        released(): A gesture is over: mouse or key let go, wheel at rest, a typed value applied.
    """

    released = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        accessible.install()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAutoFillBackground(True)  # so that moving a handle never repaints what lies behind
        self._box: FloatingBox | None = None

    # --- what each control says for itself ---------------------------------------------------------------

    def adjustable_name(self) -> str:
        """What the number is, read out before it."""
        raise NotImplementedError

    def adjustable_value(self) -> float:
        """The number."""
        raise NotImplementedError

    def adjustable_span(self) -> Span:
        """Its range."""
        raise NotImplementedError

    def take(self, value: float) -> None:
        """Make `value` the number, on the user's behalf, and send it."""
        raise NotImplementedError

    def box_place(self) -> QRect:
        """Where the number box stands."""
        raise NotImplementedError

    def uses(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
        """Whether a key means something here, beside those that open the box."""
        raise NotImplementedError

    def told(self) -> str:
        """The tooltip: name, value with all its digits, meaning, range."""
        raise NotImplementedError

    # --- what follows from it ----------------------------------------------------------------------------

    def adjustable_text(self) -> str:  # noqa: D102
        return write_number(self.adjustable_value())

    def adjust(self, value: float) -> None:  # noqa: D102
        span = self.adjustable_span()
        self.take(min(max(value, span.minimum), span.maximum))
        self.released.emit()

    def step(self, steps: int, fine: bool = False) -> None:
        """Move the number by whole steps, or by tenths of a step."""
        self.take(slide.stepped(self.adjustable_value(), steps, self.adjustable_span(), fine=fine))

    @property
    def is_typing(self) -> bool:
        """Whether a number box is open."""
        return self._box is not None and self._box.is_open

    def open_box(self, typed: str = "") -> FloatingBox:
        """Put a number box over the control, with the keyboard in it.

        Args:
            typed: What it holds; empty for the number with all its digits, selected.

        Returns:
            The box.
        """
        if self._box is None:
            from jacviz.ui.vectors.number_box import FloatingBox  # here: the window is there without it

            self._box = FloatingBox(self)
            self._box.typed.connect(self._typed)
            self._box.stepped.connect(self._step_box)
            self._box.closed.connect(self.update)
        self._box.open(self.adjustable_name(), self.adjustable_value(), self.box_place(), typed)
        self.update()
        return self._box

    def shut_box(self) -> None:
        """Give up what is being typed."""
        if self._box is not None:
            self._box.shut()

    def opens_box(self, event: QKeyEvent) -> bool:
        """Open the box where the key asks for it.

        Args:
            event: A key press.

        Returns:
            Whether it did.
        """
        if Qt.Key(event.key()) in OPENS_BOX:
            self.open_box()
        elif _begins_number(event):
            self.open_box(event.text())
        else:
            return False
        return True

    def event(self, event: QEvent) -> bool:  # noqa: D102
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            key = Qt.Key(event.key())
            if self.uses(key, event.modifiers()) or key in OPENS_BOX or _begins_number(event):
                event.accept()  # what means something here is not to start a command of the window
                return True
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.told(), self)
            return True
        return super().event(event)

    def told_number(self, value: float) -> str:
        """A number with all its digits, for reading.

        Args:
            value: Any number.

        Returns:
            Such as "−0.5", with a true minus.
        """
        return write_number(value).replace("-", MINUS)

    def told_range(self) -> str:
        """The range in words.

        Returns:
            Such as "range −3 to 3, step 0.1".
        """
        span = self.adjustable_span()
        return f"range {number(span.minimum)} to {number(span.maximum)}, step {number(span.step)}"

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: D102
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: D102
        super().focusOutEvent(event)
        self.update()

    def _typed(self, value: float) -> None:
        self.take(value)
        self.released.emit()

    def _step_box(self, steps: int, fine: bool) -> None:
        self.step(steps, fine)
        if self._box is not None:
            self._box.set_value(self.adjustable_value())


def is_fine(event: QKeyEvent | QMouseEvent | QWheelEvent) -> bool:
    """Whether Shift is held.

    Args:
        event: Of the keyboard or the mouse.

    Returns:
        True for fine steps.
    """
    return bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)


def _begins_number(event: QKeyEvent) -> bool:
    # A letter does, too: pi/4, sqrt(2).
    text = event.text()
    begins = len(text) == 1 and (text in _BEGINS_NUMBER or (text.isascii() and text.isalpha()))
    return begins and not event.modifiers() & COMMANDS
