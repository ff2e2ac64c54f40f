"""The bar along the top: the name, the menus, the document's title, and the way to everything else."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QMenuBar, QSizePolicy, QToolButton, QWidget

from jacviz.ui import theme
from jacviz.ui.actions import Actions
from jacviz.ui.controls.buttons import IconButton
from jacviz.ui.controls.labels import label


class TopBar(QWidget):
    """Word mark, menus, title; at the right undo, redo, export, help and the command palette."""

    def __init__(self, actions: Actions, menubar: QMenuBar) -> None:
        """Lay the bar out.

        Args:
            actions: The table of actions.
            menubar: The menus; on macOS they stand at the top of the screen instead.
        """
        super().__init__()
        self._actions = actions
        row = QHBoxLayout(self)
        row.setContentsMargins(3 * theme.UNIT, theme.UNIT, 2 * theme.UNIT, theme.UNIT)
        row.setSpacing(theme.UNIT)
        mark = label("jacviz", "title")
        row.addWidget(mark)
        row.addSpacing(theme.UNIT)
        if not menubar.isNativeMenuBar():
            menubar.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
            row.addWidget(menubar, 0, Qt.AlignmentFlag.AlignVCenter)
        self.title = label("", "quiet")
        self.title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        row.addWidget(self.title, 1)
        self._icons: list[tuple[IconButton, str]] = []
        for name in ("edit.undo", "edit.redo"):
            row.addWidget(self._icon_button(name))
        row.addWidget(self._icon_button("file.export-picture"))
        row.addWidget(self._word_button("function.examples", "Examples"))
        palette = self._word_button(
            "view.palette", QKeySequence("Ctrl+K").toString(QKeySequence.SequenceFormat.NativeText)
        )
        palette.setToolTip("Every command by its name")
        row.addWidget(palette)
        row.addWidget(self._icon_button("help.reference"))

    def refresh(self) -> None:
        """Follow the state of the actions."""
        for button, name in self._icons:
            button.setEnabled(self._actions[name].isEnabled())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour("panel"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, theme.colour("line"))

    def sizeHint(self) -> QSize:  # noqa: D102
        return QSize(super().sizeHint().width(), theme.current().pixels(42))

    def _icon_button(self, name: str) -> IconButton:
        entry = next(e for e in self._actions.entries if e.id == name)
        keys = QKeySequence(entry.shortcut).toString(QKeySequence.SequenceFormat.NativeText)
        button = IconButton(entry.icon, entry.title.replace("…", ""), self._actions[name].trigger)
        button.setToolTip(f"{entry.title.replace('…', '')}  {keys}".rstrip())
        self._icons.append((button, name))
        return button

    def _word_button(self, name: str, word: str) -> QToolButton:
        button = QToolButton()
        button.setText(word)
        button.setAccessibleName(self._actions[name].text().replace("…", ""))
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.clicked.connect(self._actions[name].trigger)
        return button
