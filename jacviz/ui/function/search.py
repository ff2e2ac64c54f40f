"""Finds text in the editor: a quiet bar above it, all matches marked, the present one stronger."""

from __future__ import annotations

import re
from bisect import bisect_left

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QTextEdit, QWidget

from jacviz.ui import theme
from jacviz.ui.controls.buttons import IconButton
from jacviz.ui.controls.labels import label
from jacviz.ui.function.editor import CodeEditor
from jacviz.ui.function.offsets import Offsets

MOST_MARKED = 400  # matches marked around the present one; thousands would slow every repaint down
MOST_FOUND = 100_000


class SearchBar(QWidget):
    """A field, how many matches there are, next, previous, close."""

    def __init__(self, editor: CodeEditor, parent: QWidget | None = None) -> None:
        """Make the bar, hidden.

        Args:
            editor: Where to search.
            parent: The owner.
        """
        super().__init__(parent)
        self._editor = editor
        self._places: list[tuple[int, int]] = []  # start and end of each match, in the document's positions
        self.field = QLineEdit()
        self.field.setPlaceholderText("Find")
        self.field.setAccessibleName("Find in the function's text")
        self.field.setMinimumWidth(48)
        self.count = label("", "quiet")
        self.next = IconButton("down", "Next match (F3)", lambda: self.step(1))
        self.previous = IconButton("up", "Previous match (Shift+F3)", lambda: self.step(-1))
        self.close_button = IconButton("close", "Close the search (Escape)", self.dismiss)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.UNIT, theme.UNIT, theme.UNIT, 0)
        row.setSpacing(2)
        row.addWidget(self.field, 1)
        row.addSpacing(theme.UNIT)
        row.addWidget(self.count)
        for button in (self.previous, self.next, self.close_button):
            row.addWidget(button)
        self._refresh = QTimer(self)
        self._refresh.setSingleShot(True)
        self._refresh.setInterval(100)
        self._refresh.timeout.connect(self._search)
        self.field.textChanged.connect(lambda: self._search(move=True))
        editor.edited.connect(lambda: self._refresh.start() if self.isVisible() else None)
        editor.colouring_changed.connect(lambda: self._refresh.start() if self.isVisible() else None)
        self.hide()

    def summon(self) -> None:
        """Show the bar; what is selected in one line is what to search for."""
        selected = self._editor.textCursor().selectedText()
        self.show()
        if selected and "\u2029" not in selected:
            self.field.setText(selected)
        self.field.selectAll()
        self.field.setFocus()
        self._search()

    def dismiss(self) -> None:
        """Close the bar and go back to the text, where the match stays selected."""
        if self.isVisible():
            self.hide()
            self._editor.set_layer("search", [])
            self._editor.setFocus()

    def step(self, steps: int) -> None:
        """Go to the next match, or with -1 to the one before; the last one is followed by the first."""
        if not self.isVisible():
            self.summon()
        if not self._places:
            return
        cursor = self._editor.textCursor()
        starts = [start for start, _ in self._places]
        if steps > 0:
            index = bisect_left(starts, cursor.selectionEnd())
        else:
            index = bisect_left(starts, cursor.selectionStart()) - 1
        self._go_to(index % len(self._places))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: D102
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.step(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.step(1 if event.key() == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)

    def _search(self, move: bool = False) -> None:
        wanted = self.field.text()
        text = self._editor.toPlainText() if wanted else ""
        self._places = _found(text, wanted)
        if move and self._places:
            start = self._editor.textCursor().selectionStart()
            index = bisect_left([begin for begin, _ in self._places], start)
            self._go_to(index % len(self._places))
        else:
            self._show_matches()

    def _go_to(self, index: int) -> None:
        start, end = self._places[index]
        cursor = self._editor.textCursor()
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        self._editor.setTextCursor(cursor)
        self._show_matches()

    def _present(self) -> int | None:
        cursor = self._editor.textCursor()
        place = (cursor.selectionStart(), cursor.selectionEnd())
        index = bisect_left(self._places, place)
        return index if index < len(self._places) and self._places[index] == place else None

    def _show_matches(self) -> None:
        present = self._present()
        total = f"{len(self._places):,}" + ("+" if len(self._places) == MOST_FOUND else "")
        if not self.field.text():
            self.count.setText("")
        elif not self._places:
            self.count.setText("none")
        else:
            self.count.setText(total if present is None else f"{present + 1:,} of {total}")
        self.field.setProperty("invalid", bool(self.field.text()) and not self._places)
        self.field.style().polish(self.field)
        centre = bisect_left(self._places, (self._editor.textCursor().position(), 0))
        first = max(0, centre - MOST_MARKED // 2)
        around = range(first, min(len(self._places), first + MOST_MARKED))
        self._editor.set_layer("search", [self._mark(index, index == present) for index in around])

    def _mark(self, index: int, present: bool) -> QTextEdit.ExtraSelection:
        cursor = QTextCursor(self._editor.document())
        start, end = self._places[index]
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        style = QTextCharFormat()
        style.setBackground(theme.colour("accent") if present else theme.mixed("line", "quiet", 0.1))
        if present:
            style.setForeground(theme.colour("on_accent"))
        mark = QTextEdit.ExtraSelection()
        mark.cursor, mark.format = cursor, style
        return mark


def _found(text: str, wanted: str) -> list[tuple[int, int]]:
    # Where `wanted` is; capitals count once it has some.
    if not wanted:
        return []
    flags = re.IGNORECASE if wanted == wanted.lower() else 0
    offsets = Offsets(text)
    places = []
    for match in re.finditer(re.escape(wanted), text, flags):
        places.append((offsets.units(match.start()), offsets.units(match.end())))
        if len(places) == MOST_FOUND:
            break
    return places
