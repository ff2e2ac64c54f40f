"""The reference window (F1): a list of contents, a search, and rows with examples to try."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QFont, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from jacviz.ui import theme
from jacviz.ui.actions import Entry as Action
from jacviz.ui.controls.labels import label
from jacviz.ui.reference.entries import Entry, Part, fits, keys_part, maths_part, python_part
from jacviz.ui.reference.view import EntryView
from jacviz.ui.studio import Studio

_HEADING = Qt.ItemDataRole.UserRole


class ReferenceWindow(QWidget):
    """Every construct of both languages and every shortcut. It stays open beside the main window."""

    def __init__(self, studio: Studio, actions: Iterable[Action], parent: QWidget | None = None) -> None:
        """Build the window.

        Args:
            studio: Where an example goes that is tried.
            actions: The window's commands, for their shortcuts.
            parent: The window that it belongs to.
        """
        super().__init__(parent, Qt.WindowType.Window)
        self._studio = studio
        self.setWindowTitle("Reference")
        self.setAccessibleName("Reference")
        self._contents_of: list[tuple[QListWidgetItem, int]] = []  # item and number of rows
        self._headings: list[tuple[QListWidgetItem, list[QListWidgetItem]]] = []
        self.field = QLineEdit()
        self.field.setPlaceholderText("Search")
        self.field.setAccessibleName("Search the reference")
        self.contents = QListWidget()
        self.contents.setAccessibleName("Contents")
        self.view = EntryView()
        self._nothing = label("Nothing fits. Try one word, such as power.", "quiet")
        self._build()
        for part in (maths_part(), python_part(), keys_part(_shortcuts(actions))):
            self._add_part(part)
        self.field.textChanged.connect(self._narrow)
        self.contents.currentItemChanged.connect(self._go_to)
        self.contents.itemClicked.connect(self._go_to)
        self.view.tried.connect(self._try)
        self.view.added.connect(self._add)
        self.field.installEventFilter(self)
        self._narrow("")
        self._restyle()
        self.resize(theme.current().pixels(860), theme.current().pixels(660))

    def _build(self) -> None:
        self.contents.setFrameShape(QFrame.Shape.NoFrame)
        self.contents.setStyleSheet("QListView { border: none; background: transparent; }")
        self.contents.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        left = QVBoxLayout()
        left.setContentsMargins(0, 0, 0, 2 * theme.UNIT)
        left.setSpacing(2 * theme.UNIT)
        left.addWidget(self.field)
        left.addWidget(self.contents, 1)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self._nothing)
        right.addWidget(self.view, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(3 * theme.UNIT, 3 * theme.UNIT, theme.UNIT, 0)
        row.setSpacing(4 * theme.UNIT)
        row.addLayout(left)
        row.addLayout(right, 1)

    def _add_part(self, part: Part) -> None:
        heading = QListWidgetItem(part.title)
        heading.setFlags(Qt.ItemFlag.NoItemFlags)
        self.contents.addItem(heading)
        self._headings.append((heading, []))
        for category, entries in part.sections():
            item = QListWidgetItem(category)
            item.setData(_HEADING, self.view.add_section(f"{part.title}  ·  {category}", entries))
            self.contents.addItem(item)
            self._contents_of.append((item, len(entries)))
            self._headings[-1][1].append(item)

    def _restyle(self) -> None:
        """Follow the font scale."""
        self.contents.setFixedWidth(theme.current().pixels(190))
        for number, (heading, _) in enumerate(self._headings):
            heading.setFont(theme.interface_font(theme.QUIET, QFont.Weight.DemiBold))
            if number:
                heading.setSizeHint(QSize(0, theme.current().pixels(36)))
                heading.setTextAlignment(Qt.AlignmentFlag.AlignBottom)
        self.view.scheduleDelayedItemsLayout()

    def changeEvent(self, event: QEvent) -> None:  # noqa: D102
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_headings"):
            self._restyle()

    # --- using -------------------------------------------------------------------------------------------

    def _narrow(self, text: str) -> None:
        words = text.casefold().split()
        shown = [fits(entry, words) for entry in self.view.all_entries()]
        self.view.narrow(shown)
        self._nothing.setVisible(not any(shown))
        first = 0
        for item, count in self._contents_of:
            item.setHidden(not any(shown[first : first + count]))
            first += count
        for heading, items in self._headings:
            heading.setHidden(all(item.isHidden() for item in items))

    def _go_to(self, item: QListWidgetItem | None) -> None:
        heading = item.data(_HEADING) if item is not None else None
        if heading is not None:
            self.view.show_section(heading)

    def _try(self, entry: Entry) -> None:
        changes: dict[str, Any] = {"language": entry.language, entry.language: entry.example, "wrt": "x"}
        title = f"Reference: {entry.construct}"
        self._studio.close_gesture()
        self._studio.update(replace(self._studio.document, title=title, **changes))

    def _add(self, entry: Entry) -> None:
        document = replace(self._studio.document, language=entry.language)
        before = document.source.rstrip("\n")
        self._studio.close_gesture()
        self._studio.update(document.with_source(f"{before}\n{entry.example}\n" if before else entry.example))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Down in the search field goes on to the contents.

        Returns:
            True where the event is used up.
        """
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Down:
                self.contents.setFocus(Qt.FocusReason.TabFocusReason)
                return True
            if event.key() == Qt.Key.Key_Escape and self.field.text():
                self.field.clear()
                return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: D102
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        elif event.matches(QKeySequence.StandardKey.Find):
            self.field.setFocus()
            self.field.selectAll()
        else:
            super().keyPressEvent(event)


def _shortcuts(actions: Iterable[Action]) -> list[tuple[str, str, str]]:
    return [(action.shortcut, action.title.replace("…", ""), "Everywhere") for action in actions]
