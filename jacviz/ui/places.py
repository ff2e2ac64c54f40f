"""Asking the user where to write a file."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

# Asks for a place: title, proposed file, kinds, ending.
AskPlace = Callable[[str, str, str, str], Path | None]


def place_for(window: QWidget, title: str, proposed: str, kinds: str, ending: str) -> Path | None:
    """Ask where to write; a file that is there already is asked about.

    Args:
        window: The main window.
        title: Of the dialog.
        proposed: Where it begins.
        kinds: As Qt's dialogs list kinds of files.
        ending: What a name without an ending gets.

    Returns:
        The file; None where the user has thought better of it.
    """
    front = QApplication.activeWindow()  # a dialog of the window's gets the keyboard back afterwards
    own = front is not None and front.parentWidget() is window
    dialog = QFileDialog(front if own else window, title, proposed, kinds)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(ending.lstrip("."))
    dialog.selectFile(proposed)
    dialog.filterSelected.connect(lambda kind: _end_as(dialog, kind))
    chosen = dialog.selectedFiles() if dialog.exec() else []
    dialog.deleteLater()
    return Path(chosen[0]) if chosen else None


def _end_as(dialog: QFileDialog, kind: str) -> None:
    """The name ends as the kind of file that was chosen."""
    found = re.search(r"\(\*(\.\w+)\)$", kind)
    name = Path(dialog.selectedFiles()[0])
    if found is not None and name.suffix:
        dialog.setDefaultSuffix(found[1])
        dialog.selectFile(str(name.with_suffix(found[1])))
