"""A small popover for what a slider covers: minimum, maximum, step."""

from __future__ import annotations

from math import isfinite

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QPushButton, QWidget

from jacviz.notation import number
from jacviz.session.spans import Span
from jacviz.ui.controls.labels import label
from jacviz.ui.theme import UNIT
from jacviz.ui.vectors.number_box import NumberBox


class RangePopover(QFrame):
    """Three numbers; Enter or the button applies them together, Escape or a click outside gives up.

    Signals:
        chosen(object): The Span that the user applied.
    """

    chosen = Signal(object)

    def __init__(self, title: str, span: Span, parent: QWidget | None = None) -> None:
        """Make the popover; `popup_at` shows it.

        Args:
            title: What the range belongs to, such as "u 1".
            span: The range in force.
            parent: The owner.
        """
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("role", "popover")
        self.setAccessibleName(f"Range of {title}")
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(UNIT * 2, UNIT * 2, UNIT * 2, UNIT * 2)
        self._grid.setHorizontalSpacing(UNIT * 2)
        self._grid.setVerticalSpacing(UNIT)
        self._grid.addWidget(label(f"Range of {title}", "section"), 0, 0, 1, 2)
        self._error = label("", "error", wrap=True)
        self._minimum = self._box(1, "minimum", title, span.minimum)
        self._maximum = self._box(2, "maximum", title, span.maximum)
        self._step = self._box(3, "step", title, span.step)
        self._grid.addWidget(self._error, 4, 0, 1, 2)
        self._error.hide()
        button = QPushButton("Apply")
        button.setAutoDefault(False)
        button.clicked.connect(self.apply)
        self._grid.addWidget(button, 5, 1, Qt.AlignmentFlag.AlignRight)

    def popup_at(self, place: QPoint) -> None:
        """Show the popover, wholly on the screen, with the keyboard in its first box.

        Args:
            place: Wished top left corner, global.
        """
        self.adjustSize()
        screen = self.screen().availableGeometry()
        x = min(place.x(), screen.right() - self.width())
        y = min(place.y(), screen.bottom() - self.height())
        self.move(max(x, screen.left()), max(y, screen.top()))
        self.show()
        self._minimum.setFocus(Qt.FocusReason.PopupFocusReason)
        self._minimum.selectAll()

    def apply(self) -> None:
        """Send the range and close; where the numbers make none, say why and stay."""
        for box in (self._minimum, self._maximum, self._step):
            try:
                box.value()
            except ValueError as error:
                self._refuse(box, str(error))
                return
        minimum, maximum, step = self._minimum.value(), self._maximum.value(), self._step.value()
        if not minimum < maximum:
            self._refuse(self._maximum, f"Expected a maximum above the minimum {number(minimum)}.")
        elif step <= 0:
            self._refuse(self._step, "Expected a step above 0.")
        elif not isfinite(maximum - minimum):
            self._refuse(self._maximum, "Expected a range that is less wide.")
        else:
            self.chosen.emit(Span(minimum, maximum, step))
            self.close()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: D102
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.apply()
        elif event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def _box(self, row: int, word: str, title: str, value: float) -> NumberBox:
        box = NumberBox(f"{word} of {title}", self)
        box.set_value(value)
        box.setMinimumWidth(16 * UNIT)
        box.textEdited.connect(self._error.hide)
        box.abandoned.connect(self.close)
        box.entered.connect(self.apply)
        caption = label(word, "quiet")
        caption.setBuddy(box)
        self._grid.addWidget(caption, row, 0)
        self._grid.addWidget(box, row, 1)
        return box

    def _refuse(self, box: NumberBox, sentence: str) -> None:
        box.mark(sentence)
        self._error.setText(sentence)
        self._error.show()
        box.setFocus()
        self.adjustSize()
