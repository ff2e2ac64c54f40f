"""The editor's keys: one table that the editor obeys and the reference (F1) lists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

Wish: TypeAlias = Literal[
    "evaluate", "complete", "undo", "redo", "find", "find_next", "find_previous", "comment",
    "zoom_in", "zoom_out", "zoom_reset", "go_to_error",
]  # fmt: skip


@dataclass(frozen=True)
class Shortcut:
    """Keys that mean the same.

    Attributes:
        wish: What they ask for.
        title: What the reference says.
        keys: In Qt's portable notation; the first one is shown.
    """

    wish: Wish
    title: str
    keys: tuple[str, ...]


SHORTCUTS = (
    Shortcut("evaluate", "Evaluate at once", ("Ctrl+Return", "Ctrl+Enter")),
    Shortcut("complete", "Show what may be typed next", ("Ctrl+Space",)),
    Shortcut("undo", "Undo", ("Ctrl+Z",)),
    Shortcut("redo", "Redo", ("Ctrl+Shift+Z", "Ctrl+Y")),
    Shortcut("find", "Find in the text", ("Ctrl+F",)),
    Shortcut("find_next", "Next match", ("F3", "Ctrl+G")),
    Shortcut("find_previous", "Previous match", ("Shift+F3", "Ctrl+Shift+G")),
    Shortcut("go_to_error", "Go to the line with the error", ("F8",)),
    Shortcut("comment", "Comment the lines out, or back in", ("Ctrl+/",)),
    Shortcut("zoom_in", "Larger text", ("Ctrl++", "Ctrl+=")),
    Shortcut("zoom_out", "Smaller text", ("Ctrl+-", "Ctrl+_")),
    Shortcut("zoom_reset", "Text in its usual size", ("Ctrl+0",)),
)

MORE_KEYS = (
    ("Tab, Shift+Tab", "Python: indent or outdent the lines"),
    ("Escape, then Tab", "Leave the editor for the next control"),
    ("Enter or Tab", "Take the chosen completion"),
    ("Ctrl and the wheel", "Larger or smaller text"),
)  # what the editor does besides, for the reference


def _combined(keys: str) -> int:
    combination: QKeyCombination = QKeySequence(keys)[0]  # type: ignore[index]  # the stubs lack it
    return combination.toCombined()


_WISHES: dict[int, Wish] = {_combined(keys): entry.wish for entry in SHORTCUTS for keys in entry.keys}


def wish_of(event: QKeyEvent) -> Wish | None:
    """What the keys ask for.

    A character such as "/" or "+" needs Shift on some keyboards, which is then no part of the shortcut.

    Args:
        event: A key press, or the question whether it is a shortcut.

    Returns:
        A wish; None where the keys are no shortcut of the editor's.
    """
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    key = Qt.Key(event.key())
    wish = _WISHES.get(QKeyCombination(modifiers, key).toCombined())
    shifted = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
    if wish is None and shifted and event.key() < 128 and not chr(event.key()).isalpha():
        without = modifiers & ~Qt.KeyboardModifier.ShiftModifier
        wish = _WISHES.get(QKeyCombination(without, key).toCombined())
    return wish
