"""What can be done with one entry of J: pick its row, its column or both, copy it, show all of J."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu

from jacviz.ui.matrix.pointing import Pointer
from jacviz.ui.matrix.window import Visible

if TYPE_CHECKING:
    from jacviz.ui.matrix.board import Board


class EntryMenu(QMenu):
    """The menu of one cell; it deletes itself when it closes."""

    def __init__(self, board: Board, pointer: Pointer, value: float) -> None:
        """Make the menu; `popup` shows it.

        Args:
            board: Carries the choices out.
            pointer: The entry: row and column.
            value: The entry of J.
        """
        super().__init__(board)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        row, column = pointer.row or 0, pointer.column or 0
        choices = (
            (f"Pick row {row + 1} and column {column + 1}", Pointer(row, column)),
            (f"Pick row {row + 1}: u one-hot", Pointer(row, None)),
            (f"Pick column {column + 1}: v one-hot", Pointer(None, column)),
        )
        for title, choice in choices:
            self.addAction(title).triggered.connect(lambda _=False, choice=choice: board.pick(choice, False))
        self.addSeparator()
        text = repr(value)
        self.addAction(f"Copy {text}").triggered.connect(lambda: QGuiApplication.clipboard().setText(text))
        seen = board.visible
        if not seen.is_whole:
            whole = Visible.whole(seen.m, seen.n)
            self.addAction("Show all of J").triggered.connect(lambda: board.show_window(whole))
