"""A section of the form: its name, what can be added, and rows that come and go with the settings."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from jacviz.ui import theme
from jacviz.ui.controls.labels import label
from jacviz.ui.landscape.experiment.head import HeadRow, Turn
from jacviz.ui.landscape.experiment.items import Head, Item, Setting, Situation
from jacviz.ui.landscape.experiment.note_row import NoteRow
from jacviz.ui.landscape.experiment.row import Row, SettingRow, Wish


class Section(QWidget):
    """Rows under a heading. A row stays as long as its setting does, and keeps the keyboard."""

    def __init__(self, title: str, wish: Wish, turn: Turn, extra: QWidget | None = None) -> None:
        """Make an empty section.

        Args:
            title: Its heading.
            wish: Takes the rows' wishes.
            turn: Opens or closes an optimiser.
            extra: What stands at the right of the heading.
        """
        super().__init__()
        self.setAccessibleName(title)
        self.rows: dict[str, Row] = {}
        self._wish, self._turn, self._extra = wish, turn, extra
        top = QHBoxLayout()
        top.setContentsMargins(0, 0, 0, 0)
        self.heading = label(title, "section")
        top.addWidget(self.heading)
        top.addStretch(1)
        if extra is not None:
            top.addWidget(extra)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addLayout(top)
        self._column.addSpacing(4)
        self._column.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.hide()  # until there are rows: a heading over nothing says that something is missing

    def show_items(self, items: Sequence[Item], now: Situation, opened: Collection[int] = ()) -> bool:
        """Show what can be set.

        Args:
            items: From top to bottom; none hides the section.
            now: What is shown.
            opened: Places of the optimisers whose parameters are shown.

        Returns:
            Whether rows came or went.
        """
        rows = {item.key: self._row(item) for item in items}
        changed = list(rows.values()) != list(self.rows.values())
        if changed:
            for row in self.rows.values():
                self._column.removeWidget(row)
                if row is not rows.get(row.key):
                    row.hide()
                    row.deleteLater()
            for row in rows.values():
                self._column.addWidget(row)
                row.show()
            self.rows = rows
        for row in rows.values():
            if isinstance(row, HeadRow):
                row.show_head(now, row.head.index in opened)
            else:
                row.show_situation(now)
        self.setVisible(bool(rows))
        return changed

    def stops(self) -> list[QWidget]:
        """Where the tab key stops.

        Returns:
            Widgets from top to bottom.
        """
        extra = [] if self._extra is None else [self._extra]
        return [*extra, *(stop for row in self.rows.values() for stop in row.stops())]

    def restyle(self) -> None:
        """Take the theme's sizes over."""
        for row in self.rows.values():
            row.restyle()
        self._column.setSpacing(0)
        self.heading.setMinimumHeight(theme.current().pixels(24))

    def _row(self, item: Item) -> Row:
        old = self.rows.get(item.key)
        if isinstance(item, Setting):
            if isinstance(old, SettingRow) and old.adopt(item):
                return old
            return SettingRow(item, self._wish)
        if isinstance(item, Head):
            return old if isinstance(old, HeadRow) else HeadRow(item, self._wish, self._turn)
        if isinstance(old, NoteRow):
            old.note = item
            return old
        return NoteRow(item, self._wish)
