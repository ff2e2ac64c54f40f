"""A choice of a few words side by side; the one in force wears the accent."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QToolButton, QWidget


class Segmented(QWidget):
    """Exclusive buttons in a row.

    Tab reaches the chosen one, the arrow keys move the choice.

    Signals:
        chosen(str): The key of the button that the user chose; not sent when code sets it.
    """

    chosen = Signal(str)

    def __init__(self, choices: Sequence[tuple[str, str]], name: str, parent: QWidget | None = None) -> None:
        """Make the buttons.

        Args:
            choices: (key, label) for each button.
            name: What is chosen, for screen readers, such as "Language".
            parent: The owner.
        """
        super().__init__(parent)
        self.setAccessibleName(name)
        self._buttons: dict[str, QToolButton] = {}
        group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for key, label in choices:
            button = QToolButton()
            button.setText(label)
            button.setCheckable(True)
            button.setAccessibleName(f"{name}: {label}")
            button.setCursor(Qt.CursorShape.PointingHandCursor)
            button.clicked.connect(lambda _=False, key=key: self._picked(key))
            group.addButton(button)
            row.addWidget(button)
            self._buttons[key] = button
        row.addStretch()
        self.set_choice(choices[0][0])

    def choice(self) -> str:
        """The key in force.

        Returns:
            One of the keys.
        """
        return next(key for key, button in self._buttons.items() if button.isChecked())

    def set_choice(self, key: str) -> None:
        """Show `key` as the one in force, without a signal."""
        self._buttons[key].setChecked(True)
        for other, button in self._buttons.items():
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus if other == key else Qt.FocusPolicy.ClickFocus)

    def button(self, key: str) -> QToolButton:
        """One of the buttons, to disable it or to give it a tooltip.

        Returns:
            The button.
        """
        return self._buttons[key]

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: D102
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        keys = [key for key, button in self._buttons.items() if button.isEnabled()]
        place = keys.index(self.choice()) + step
        if 0 <= place < len(keys):
            self._picked(keys[place])
            self._buttons[keys[place]].setFocus(Qt.FocusReason.TabFocusReason)

    def _picked(self, key: str) -> None:
        self.set_choice(key)
        self.chosen.emit(key)
