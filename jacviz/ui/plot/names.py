"""Names on axes and in legends: parameters in italics with real subscripts, words as words."""

from __future__ import annotations

from PySide6.QtGui import QColor, QPainter

from jacviz.ui.matrix import typeset
from jacviz.ui.matrix.typeset import Line
from jacviz.ui.plot.look import Look


def parameter(name: str) -> Line:
    """A parameter's name as mathematics writes it.

    Args:
        name: Such as "a", "x1" or "W1[2,3]".

    Returns:
        Runs of type; "W1[2,3]" has its number raised and its indices lowered.
    """
    return typeset.name(name)


def line_of(text: str | Line) -> Line:
    """Plain text becomes words; a line stays what it is.

    Args:
        text: "step", or a line from `parameter`.

    Returns:
        Runs of type.
    """
    return typeset.words(text) if isinstance(text, str) else text


def fitted(line: Line, look: Look, room: float, size: float | None = None) -> Line:
    """A line that is no wider than its room.

    Args:
        line: The runs.
        look: Tells the type.
        room: Logical pixels.
        size: Pixels before the scale; None: `look.small`.

    Returns:
        The line; words alone shortened at their end where that is needed; nothing where it does not fit.
    """
    if width(line, look, size) <= room:
        return line
    if all(run.style == "word" for run in line):
        text = "".join(run.text for run in line)
        wanted = look.small if size is None else size
        short = typeset.elided(text, "word", wanted, room, end=True, using=look.type)
        return typeset.words(short) if len(short) > 2 else ()
    return ()


def width(line: Line, look: Look, size: float | None = None) -> float:
    """How wide a line is.

    Args:
        line: The runs.
        look: Tells the type.
        size: Pixels before the scale; None: `look.small`.

    Returns:
        Logical pixels.
    """
    return typeset.width(line, look.small if size is None else size, look.type)


def paint_line(
    painter: QPainter,
    x: float,
    baseline: float,
    line: Line,
    look: Look,
    colour: QColor,
    size: float | None = None,
) -> float:
    """Paint a line of words and names.

    Args:
        painter: Font and pen are changed.
        x: Left edge.
        baseline: Of the words.
        line: The runs.
        look: Tells the type.
        colour: Of all of it.
        size: Pixels before the scale; None: `look.small`.

    Returns:
        The right edge.
    """
    wanted = look.small if size is None else size
    return typeset.paint(painter, x, baseline, line, wanted, colour, look.type)
