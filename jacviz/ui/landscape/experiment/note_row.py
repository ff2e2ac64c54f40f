"""A row that says something, with a button where something can be done about it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from jacviz.ui import theme
from jacviz.ui.controls.buttons import IconButton
from jacviz.ui.landscape.experiment.items import Note, Situation
from jacviz.ui.landscape.experiment.row import Row, Wish
from jacviz.ui.landscape.experiment.sentence import Sentence
from jacviz.ui.landscape.experiment.value_box import act_button


class NoteRow(Row):
    """A quiet sentence, with a button where something can be done about it."""

    def __init__(self, note: Note, wish: Wish) -> None:
        """Make the row.

        Args:
            note: What it says.
            wish: Takes wishes.
        """
        super().__init__(note.key)
        self.note = note
        self.text = Sentence("quiet")
        line = QHBoxLayout()
        line.setContentsMargins(2 * theme.UNIT, 2, 0, theme.UNIT)
        line.setSpacing(theme.UNIT)
        line.addWidget(self.text, 1)
        self.act: QPushButton | IconButton | None = None
        if note.act is not None:
            make = note.act.make
            self.act = act_button(note.act, lambda: wish(note.key, make, False))
            line.addWidget(self.act, 0, Qt.AlignmentFlag.AlignTop)
        self._column.addLayout(line)

    def show_situation(self, now: Situation) -> None:  # noqa: D102
        text = self.note.text(now)
        self.text.say(text)
        self.setVisible(bool(text))

    def stops(self) -> list[QWidget]:  # noqa: D102
        return [] if self.act is None else [self.act]
