"""Words in the house style: titles, section heads, quiet sentences."""

from __future__ import annotations

from typing import Literal, TypeAlias

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QWidget

Role: TypeAlias = Literal["title", "section", "quiet", "error", "input", "output", "body"]


def label(text: str, role: Role = "body", parent: QWidget | None = None, *, wrap: bool = False) -> QLabel:
    """A plain-text label; the style sheet gives each role its look.

    Args:
        text: Plain text: nothing in it is read as markup.
        role: Which look.
        parent: The owner.
        wrap: Whether long text breaks into lines.

    Returns:
        The label.
    """
    made = QLabel(text, parent)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("role", role)
    made.setWordWrap(wrap)
    return made


def hairline(parent: QWidget | None = None) -> QFrame:
    """A quiet line between two groups.

    Returns:
        One pixel high.
    """
    line = QFrame(parent)
    line.setFixedHeight(1)
    line.setProperty("role", "hairline")
    return line
