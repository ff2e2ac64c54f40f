"""The question before unsaved changes would be lost."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from jacviz.ui import theme
from jacviz.ui.controls.labels import label
from jacviz.ui.landscape.experiment.value_box import word_button

_LONGEST = 60  # characters of a title that are shown
_LOST = {
    True: "They are lost where they are not saved.",
    False: "Where they are not saved, undo still brings them back until the window is closed.",
}
_DISCARD = {True: "Go on; the changes are lost", False: "Go on; undo brings the changes back"}


class UnsavedDialog(QDialog):
    """Save, Discard or Cancel. It never waits by itself: what was chosen is called."""

    def __init__(
        self,
        title: str,
        save: Callable[[], None],
        discard: Callable[[], object],
        parent: QWidget,
        *,
        for_good: bool = True,
    ) -> None:
        """Show nothing yet; `open` asks.

        Args:
            title: Of the document.
            save: Called where the changes are to be saved first.
            discard: Called where they need not be.
            parent: The window, which is blocked meanwhile.
            for_good: Whether nothing brings them back afterwards: the window closes.
        """
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Unsaved changes")
        self.save = self._button("Save", "Save the document, then go on", save)
        self.discard = self._button("Discard", _DISCARD[for_good], discard)
        self.cancel = self._button("Cancel", "Stay; nothing happens (Escape)", None)
        self.save.setProperty("role", "primary")
        self.save.setDefault(True)
        shown = title if len(title) <= _LONGEST else f"{title[: _LONGEST - 1]}…"
        column = QVBoxLayout(self)
        column.setContentsMargins(4 * theme.UNIT, 3 * theme.UNIT, 4 * theme.UNIT, 4 * theme.UNIT)
        column.setSpacing(2 * theme.UNIT)
        column.addWidget(label(f"Save the changes to “{shown}”?", "title", wrap=True))
        column.addWidget(label(_LOST[for_good], "quiet", wrap=True))
        column.addSpacing(2 * theme.UNIT)
        row = QHBoxLayout()
        row.setSpacing(theme.UNIT)
        row.addWidget(self.discard)
        row.addStretch(1)
        row.addWidget(self.cancel)
        row.addWidget(self.save)
        column.addLayout(row)
        self.setFixedWidth(theme.current().pixels(420))
        self.save.setFocus()

    def _button(self, text: str, about: str, then: Callable[[], object] | None) -> QPushButton:
        def chosen() -> None:
            self.close()
            if then is not None:
                then()

        made = word_button(text, about, chosen)
        made.setAutoDefault(True)  # Enter is for the button that has the focus
        return made
