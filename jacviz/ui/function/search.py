"""Finds text in the editor: a quiet bar above it, all matches marked, the present one stronger."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QTextEdit, QWidget

from jacviz.ui import theme
from jacviz.ui.controls.buttons import IconButton
from jacviz.ui.controls.labels import label
from jacviz.ui.function.editor import CodeEditor
from jacviz.ui.function.finding import Search

MOST_MARKED = 400  # matches marked around the present one; thousands would slow every repaint down


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
        self._found = Search("", "")
        self._then: Callable[[], None] = self._show_matches  # once all is searched
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
        self._refresh.timeout.connect(lambda: self._search(self._show_matches))
        self._slices = QTimer(self)
        self._slices.setInterval(0)
        self._slices.timeout.connect(self._work)
        self.field.textChanged.connect(lambda: self._search(self._go_on))
        editor.textChanged.connect(self._outdate)
        editor.colouring_changed.connect(self._outdate)  # comes with another document, too
        self.hide()

    def summon(self) -> None:
        """Show the bar; what is selected in one line is what to search for."""
        selected = self._editor.textCursor().selectedText()
        self.show()
        if selected and "\u2029" not in selected:
            self.field.setText(selected)
        self.field.selectAll()
        self.field.setFocus()
        self._search(self._show_matches)

    def dismiss(self) -> None:
        """Close the bar and go back to the text, where the match stays selected."""
        if self.isVisible():
            self.hide()
            self._slices.stop()
            self._refresh.stop()
            self._editor.set_layer("search", [])
            self._editor.setFocus()

    def step(self, steps: int) -> None:
        """Go to the next match, or with -1 to the one before; the last one is followed by the first."""
        if not self.isVisible():
            self.summon()
        if self._refresh.isActive():
            self._search(lambda: self._step(steps))
        elif not self._found.finished:
            self._then = lambda: self._step(steps)
        else:
            self._step(steps)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: D102
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.step(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.step(1 if event.key() == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)

    # --- searching ---------------------------------------------------------------------------------------

    def _search(self, then: Callable[[], None]) -> None:
        """Search from the start: at once what takes no time, the rest while the window is idle."""
        self._refresh.stop()
        wanted = self.field.text()
        self._found = Search(self._editor.toPlainText() if wanted else "", wanted)
        self._then = then
        self._work()

    def _work(self) -> None:
        self._found.step()
        if self._found.finished:
            self._slices.stop()
            self._then()
        else:
            self.count.setText("…")
            self._slices.start()

    def _outdate(self) -> None:
        # The places are those of the text before.
        if self.isVisible():
            self._slices.stop()
            self._refresh.start()

    # --- what was found ----------------------------------------------------------------------------------

    def _step(self, steps: int) -> None:
        cursor = self._editor.textCursor()
        if steps > 0:
            self._go_to(self._found.from_place(cursor.selectionEnd()))
        else:
            self._go_to(self._found.from_place(cursor.selectionStart()) - 1)

    def _go_on(self) -> None:
        self._go_to(self._found.from_place(self._editor.textCursor().selectionStart()))

    def _go_to(self, index: int) -> None:
        if self._found.starts:
            index %= len(self._found.starts)
            self._editor.setTextCursor(self._cursor_at(index))
        self._show_matches()

    def _cursor_at(self, index: int) -> QTextCursor:
        cursor = self._editor.textCursor()
        cursor.setPosition(self._found.starts[index])
        cursor.setPosition(self._found.ends[index], QTextCursor.MoveMode.KeepAnchor)
        return cursor

    def _present(self) -> int | None:
        # The number of the match that is selected.
        found, cursor = self._found, self._editor.textCursor()
        index = found.from_place(cursor.selectionStart())
        place = (cursor.selectionStart(), cursor.selectionEnd())
        there = index < len(found.starts) and (found.starts[index], found.ends[index]) == place
        return index if there else None

    def _show_matches(self) -> None:
        present, count = self._present(), len(self._found.starts)
        total = f"{count:,}" + ("+" if self._found.full else "")
        if not self.field.text():
            self.count.setText("")
        elif not count:
            self.count.setText("none")
        else:
            self.count.setText(total if present is None else f"{present + 1:,} of {total}")
        self.field.setProperty("invalid", bool(self.field.text()) and not count)
        self.field.style().polish(self.field)
        centre = self._found.from_place(self._editor.textCursor().position())
        first = max(0, centre - MOST_MARKED // 2)
        self._mark(range(first, min(count, first + MOST_MARKED)), present)

    def _mark(self, indices: range, present: int | None) -> None:
        quiet, strong = QTextCharFormat(), QTextCharFormat()
        quiet.setBackground(theme.colour("line"))
        strong.setBackground(theme.colour("accent"))
        strong.setForeground(theme.colour("on_accent"))
        marks = []
        for index in indices:
            mark = QTextEdit.ExtraSelection()
            mark.cursor, mark.format = self._cursor_at(index), strong if index == present else quiet
            marks.append(mark)
        self._editor.set_layer("search", marks)
