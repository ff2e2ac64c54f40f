"""The sentence below the editor: what is wrong and what may help. Never a dialog."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QPushButton, QVBoxLayout, QWidget

from jacviz.engine.messages import Failure
from jacviz.notation import capitalised, ended, number
from jacviz.session.settings import LONGEST_DEADLINE
from jacviz.ui import theme
from jacviz.ui.controls.labels import label
from jacviz.ui.studio import Studio

LONGEST_SENTENCE = 420  # characters; the rest is in the tooltip
LARGEST_MEMORY = 4096.0  # GB
_RETRIED = frozenset({"deadline", "memory", "died", "internal"})  # another time it may go well


class Verdict(QWidget):
    """One sentence with the buttons that fit it; hidden while there is nothing to say.

    Signals:
        line_wished: The user wants to be taken to the line.
    """

    line_wished = Signal()

    def __init__(self, studio: Studio, sees: Callable[[int], bool], parent: QWidget | None = None) -> None:
        """Make the strip, hidden.

        Args:
            studio: Whose settings the buttons change.
            sees: Tells whether a line is in sight; only one that is not needs a button.
            parent: The owner.
        """
        super().__init__(parent)
        self._studio, self._sees = studio, sees
        self._line: int | None = None
        self.failure: Failure | None = None
        self.sentence = label("", "error", wrap=True)
        self.sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.line = self._button("", self.line_wished.emit)
        self.more = self._button("", self._allow_more)
        self.again = self._button("Try again", studio.evaluate_now)
        self._buttons = buttons = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        buttons.setContentsMargins(0, 0, 0, 0)
        buttons.setSpacing(theme.UNIT)
        for button in (self.line, self.more, self.again):
            buttons.addWidget(button)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * theme.UNIT, theme.UNIT, 2 * theme.UNIT, 9)
        column.setSpacing(theme.UNIT)
        column.addWidget(self.sentence)
        column.addLayout(buttons)
        self.hide()

    def show_failure(self, failure: Failure | None, line: int | None) -> None:
        """Say why there is no answer.

        Args:
            failure: The newest one, or None.
            line: The marked line, 0-based, or None.
        """
        self.failure, self._line = failure, line
        if failure is None:
            self.hide()
            return
        self._say(ended(capitalised(failure.sentence)))
        wished = self._wished_limit()
        self.more.setVisible(wished is not None)
        if wished is not None:
            self.more.setText(f"Allow more {wished[0]} ({wished[1]})")
            self.more.setToolTip(f"Double the {wished[0]} that every evaluation may take, and try again")
        self.again.setVisible(failure.kind in _RETRIED)
        self.follow_line()
        self._arrange()
        self.show()

    @property
    def is_remark(self) -> bool:
        """Whether something is said that is no failure of the function's."""
        return self.failure is None and not self.isHidden()

    def follow_line(self) -> None:
        """Offer the way to the line where it is out of sight."""
        hidden = self.failure is not None and self._line is not None and not self._sees(self._line)
        if hidden and self._line is not None:
            self.line.setText(f"Go to line {self._line + 1}")
            self.line.setToolTip("F8")
        self.line.setVisible(hidden)

    def say(self, sentence: str) -> None:
        """Say something that is no failure of the function's, such as why a paste was not taken."""
        self.failure, self._line = None, None
        self._say(sentence)
        for button in (self.line, self.more, self.again):
            button.hide()
        self.show()

    def minimumSizeHint(self) -> QSize:  # noqa: D102
        return QSize(120, super().minimumSizeHint().height())  # a long word must not widen the panel

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Put the buttons below each other where they are wider than the strip."""
        shown = [button for button in (self.line, self.more, self.again) if not button.isHidden()]
        needed = sum(button.sizeHint().width() + theme.UNIT for button in shown) + 4 * theme.UNIT
        direction = QBoxLayout.Direction
        wished = direction.TopToBottom if needed > self.width() else direction.LeftToRight
        if self._buttons.direction() != wished:
            self._buttons.setDirection(wished)
            self.updateGeometry()

    def _say(self, sentence: str) -> None:
        shown = sentence
        if len(sentence) > LONGEST_SENTENCE:
            shown = sentence[: LONGEST_SENTENCE - 1].rstrip() + "…"
        self.sentence.setText(shown)
        self.sentence.setToolTip(sentence if shown != sentence else "")
        self.setAccessibleName(sentence)

    def _button(self, text: str, handler: object) -> QPushButton:
        button = QPushButton(text)
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.clicked.connect(lambda: handler())  # type: ignore[operator]
        return button

    def _wished_limit(self) -> tuple[str, str] | None:
        # What could be doubled, and to how much.
        settings = self._studio.settings
        kind = self.failure.kind if self.failure is not None else ""
        if kind == "deadline" and settings.deadline < LONGEST_DEADLINE:
            return "time", f"{number(min(2 * settings.deadline, LONGEST_DEADLINE))} s"
        if kind == "memory" and settings.memory < LARGEST_MEMORY:
            return "memory", f"{number(min(2 * settings.memory, LARGEST_MEMORY))} GB"
        return None

    def _allow_more(self) -> None:
        settings = self._studio.settings
        if self.failure is not None and self.failure.kind == "deadline":
            settings = replace(settings, deadline=min(2 * settings.deadline, LONGEST_DEADLINE))
        else:
            settings = replace(settings, memory=min(2 * settings.memory, LARGEST_MEMORY))
        asked = self._studio.results.wanted
        self._studio.change_settings(settings)
        if self._studio.results.wanted == asked:  # else the change has been reason enough to try again
            self._studio.evaluate_now()
