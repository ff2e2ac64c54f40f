"""Indents, outdents and comments whole lines, and finds the indent of a new one."""

from __future__ import annotations

import re
from collections.abc import Callable

from PySide6.QtGui import QTextCursor, QTextDocument

STEP = 4
_LEAVES = re.compile(r"\s*(?:return|raise|pass|break|continue)\b")
_CODE = re.compile(r"(?:\"(?:\\.|[^\"\\])*\"?|'(?:\\.|[^'\\])*'?|[^#\"'])*")


def indent_after(line: str) -> str:
    """The white space that a new line begins with.

    Args:
        line: The line before, up to the cursor.

    Returns:
        The indent of `line`, one step deeper after a colon or an open bracket, one less after a statement
        that leaves the block.
    """
    indent = line[: len(line) - len(line.lstrip())]
    match = _CODE.match(line)
    code = match[0].rstrip() if match else ""
    if code.endswith((":", "(", "[", "{")):
        return indent + " " * STEP
    if _LEAVES.match(code):
        return indent[:-STEP]
    return indent


def shift(cursor: QTextCursor, deeper: bool) -> None:
    """Indent or outdent the lines of a selection (or the cursor's line), as one step of undo.

    Args:
        cursor: Its selection; kept.
        deeper: Whether the lines move right.
    """
    _each_line(cursor, lambda line: _deeper(line) if deeper else _shallower(line))


def break_line(cursor: QTextCursor, indents: bool) -> None:
    """Begin a new line at the cursor.

    Args:
        cursor: Where; its selection is replaced.
        indents: Whether the new line is indented as the one before asks for.
    """
    before = cursor.block().text()[: cursor.positionInBlock()]
    cursor.insertText("\n" + (indent_after(before) if indents else ""))


def fill_up(cursor: QTextCursor) -> None:
    """Insert blanks up to the next step of indent."""
    cursor.insertText(" " * (STEP - cursor.positionInBlock() % STEP))


def take_back(cursor: QTextCursor) -> bool:
    """Take one step of indent back where only blanks are before the cursor.

    Args:
        cursor: Where the backspace key was pressed.

    Returns:
        Whether there was one; nothing is changed where there was none.
    """
    column = cursor.positionInBlock()
    before = cursor.block().text()[:column]
    if cursor.hasSelection() or not before or before.strip(" "):
        return False
    steps = (column - 1) % STEP + 1
    cursor.movePosition(QTextCursor.MoveOperation.Left, QTextCursor.MoveMode.KeepAnchor, steps)
    cursor.removeSelectedText()
    return True


def toggle_comment(cursor: QTextCursor) -> None:
    """Comment the lines of a selection out, or back in where all of them are comments."""
    lines = [line for line in _lines(cursor) if line.strip()]
    if not lines:
        return
    if all(line.lstrip().startswith("#") for line in lines):
        _each_line(cursor, _uncommented)
        return
    column = min(len(line) - len(line.lstrip()) for line in lines)
    _each_line(cursor, lambda line: f"{line[:column]}# {line[column:]}" if line.strip() else line)


def _deeper(line: str) -> str:
    return " " * STEP + line if line.strip() else line


def _shallower(line: str) -> str:
    if line.startswith("\t"):
        return line[1:]
    return line[min(len(line) - len(line.lstrip(" ")), STEP) :]


def _uncommented(line: str) -> str:
    return re.sub(r"^(\s*)# ?", r"\1", line, count=1)


def _range(cursor: QTextCursor) -> tuple[int, int]:
    # First and last line of the selection; a line that it only touches at its start is not in it.
    document: QTextDocument = cursor.document()
    first = document.findBlock(cursor.selectionStart())
    last = document.findBlock(cursor.selectionEnd())
    if cursor.hasSelection() and cursor.selectionEnd() == last.position() and first != last:
        last = last.previous()
    return first.blockNumber(), last.blockNumber()


def _lines(cursor: QTextCursor) -> list[str]:
    first, last = _range(cursor)
    document = cursor.document()
    return [document.findBlockByNumber(number).text() for number in range(first, last + 1)]


def _each_line(cursor: QTextCursor, change: Callable[[str], str]) -> None:
    """Replace the lines of the selection in one edit, touching only the characters that differ."""
    first, last = _range(cursor)
    document = cursor.document()
    editing = QTextCursor(document)
    cursor.beginEditBlock()
    for number in range(first, last + 1):
        block = document.findBlockByNumber(number)
        old = block.text()
        new = change(old)
        if new != old:
            _replace(editing, block.position(), old, new)
    cursor.endEditBlock()


def _replace(editing: QTextCursor, position: int, old: str, new: str) -> None:
    """Change only what differs, so that cursors in the rest of the line stay where they are."""
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    kept = 0
    while kept < min(len(old), len(new)) - start and old[-1 - kept] == new[-1 - kept]:
        kept += 1
    editing.setPosition(position + start)
    editing.setPosition(position + len(old) - kept, QTextCursor.MoveMode.KeepAnchor)
    editing.insertText(new[start : len(new) - kept])
