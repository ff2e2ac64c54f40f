"""Mathematics in one line: italic names with real subscripts, upright digits, words between them.

A line is a tuple of runs. It is measured and painted with a handful of cached fonts; nothing is parsed at
paint time and there is no rich text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Literal, NamedTuple, TypeAlias

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from jacviz.notation import parts, subscripted
from jacviz.ui import theme
from jacviz.ui.typeface import LARGER, Typeface

Style: TypeAlias = Literal["word", "strong", "name", "upright", "sub", "sub name", "sup"]


class Run(NamedTuple):
    """Text in one style.

    Attributes:
        text: What is written.
        style: "word" and "strong" in the interface's face; "name" serif italic, "upright" serif; "sub" and
            "sub name" lowered, "sup" raised, all three small.
        colour: A token of the theme; "" takes the line's colour.
    """

    text: str
    style: Style = "word"
    colour: str = ""


Line: TypeAlias = tuple[Run, ...]

_SUPERSCRIPTS = str.maketrans("0123456789()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾")
_SMALL = 0.7
_LOWERED, _RAISED = 0.2, 0.36  # of the font size


def name(text: str, colour: str = "") -> Line:
    """A variable as mathematics writes it: italic, its index lowered and upright.

    Args:
        text: Such as "x12", "w[1,2]", "W1[2,3]" (the number of the layer is raised) or "speed".
        colour: A token.

    Returns:
        One to three runs.
    """
    base, index = parts(text)
    if not index:
        return (Run(base, "name", colour),)
    style: Style = "sub name" if any(c.isalpha() for c in index) else "sub"
    which, count = parts(base)
    if count:
        return Run(which, "name", colour), Run(f"({count})", "sup", colour), Run(index, style, colour)
    return Run(base, "name", colour), Run(index, style, colour)


def transposed(base: str, rest: str = "", colour: str = "") -> Line:
    """u^T and what it multiplies, such as u^T J.

    Returns:
        The runs.
    """
    head = (Run(base, "name", colour), Run("T", "sup", colour))
    return (*head, Run("\u2009" + rest, "name", colour)) if rest else head


def words(text: str, colour: str = "") -> Line:
    """Plain words.

    Returns:
        One run.
    """
    return (Run(text, "word", colour),)


def joined(*lines: Line | str) -> Line:
    """Lines and plain words, one after the other.

    Returns:
        One line.
    """
    return tuple(run for line in lines for run in (words(line) if isinstance(line, str) else line))


def plain(line: Iterable[Run]) -> str:
    """The line as plain text, for screen readers and tooltips.

    Returns:
        Text with Unicode subscripts where there are such.
    """
    text = ""
    for run in line:
        if run.style == "sub":
            text += subscripted(f"a{run.text}")[1:] if run.text.isdigit() else f"[{run.text}]"
        elif run.style == "sub name":
            text += f"[{run.text}]"
        elif run.style == "sup":
            text += _raised_text(run.text)
        else:
            text += run.text.replace("\u2009", " ")
    return text


def _raised_text(text: str) -> str:
    if text == "T":
        return "\u1d40"
    return text.translate(_SUPERSCRIPTS) if all(letter in "0123456789()" for letter in text) else f"^{text}"


@lru_cache(maxsize=256)
def _face(style: Style, size: float, using: Typeface) -> tuple[QFont, QFontMetricsF]:
    if style == "word":
        font = using.words(size)
    elif style == "strong":
        font = using.words(size, QFont.Weight.DemiBold)
    elif style in {"name", "upright"}:
        font = using.maths(size * LARGER, italic=style == "name")
    else:
        font = using.maths(size * LARGER * _SMALL, italic=style == "sub name")
    return font, QFontMetricsF(font)


def face(style: Style, size: float, using: Typeface | None = None) -> tuple[QFont, QFontMetricsF]:
    """The font of a style and its metrics, cached.

    Args:
        style: Of a run.
        size: Of the line, in pixels before the font scale.
        using: The faces; None: the application's.

    Returns:
        Font and metrics.
    """
    return _face(style, size, using or theme.typeface())


def width(line: Sequence[Run], size: float, using: Typeface | None = None) -> float:
    """How wide a line is.

    Args:
        line: The runs.
        size: Pixels before the font scale.
        using: The faces; None: the application's.

    Returns:
        Logical pixels.
    """
    using = using or theme.typeface()
    return sum(_measured(run.text, run.style, size, using) for run in line)


@lru_cache(maxsize=4096)
def _measured(text: str, style: Style, size: float, using: Typeface) -> float:
    return _face(style, size, using)[1].horizontalAdvance(text)


def paint(
    painter: QPainter,
    x: float,
    baseline: float,
    line: Sequence[Run],
    size: float,
    colour: QColor,
    using: Typeface | None = None,
) -> float:
    """Paint a line.

    Args:
        painter: Font and pen are changed.
        x: Left edge.
        baseline: Of the words.
        line: The runs.
        size: Pixels before the font scale.
        colour: Of runs without a token of their own.
        using: The faces; None: the application's.

    Returns:
        The right edge.
    """
    using = using or theme.typeface()
    full = using.scale * size
    for run in line:
        font, _ = _face(run.style, size, using)
        shift = 0.0
        if run.style in {"sub", "sub name"}:
            shift = _LOWERED * full
        elif run.style == "sup":
            shift = -_RAISED * full
        painter.setFont(font)
        painter.setPen(theme.colour(run.colour) if run.colour else colour)
        painter.drawText(QPointF(x, baseline + shift), run.text)
        x += _measured(run.text, run.style, size, using)
    return x


def centred(line_height: float, size: float, using: Typeface | None = None) -> float:
    """The baseline that centres capitals and digits in a height.

    Args:
        line_height: Logical pixels.
        size: Pixels before the font scale.
        using: The faces; None: the application's.

    Returns:
        Logical pixels from the top.
    """
    return (line_height + face("word", size, using)[1].capHeight()) / 2


def elided(
    text: str, style: Style, size: float, room: float, *, end: bool = False, using: Typeface | None = None
) -> str:
    """`text`, shortened in its middle (or at its end) where it is wider than `room`.

    Returns:
        Text that fits.
    """
    using = using or theme.typeface()
    if _measured(text, style, size, using) <= room:
        return text
    mode = Qt.TextElideMode.ElideRight if end else Qt.TextElideMode.ElideMiddle
    return _face(style, size, using)[1].elidedText(text, mode, room)


def fitted_name(text: str, size: float, room: float, colour: str = "", using: Typeface | None = None) -> Line:
    """A variable's name that is at most `room` wide.

    Returns:
        The name with its subscript, or shortened in the middle.
    """
    line = name(text, colour)
    if width(line, size, using) <= room:
        return line
    return (Run(elided(text, "name", size, room, using=using), "name", colour),)
