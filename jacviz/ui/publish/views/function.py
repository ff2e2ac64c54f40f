"""The function's text, set as in the editor."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from jacviz.session.document import Document
from jacviz.ui.function.lexing import Lexer, maths_tokens, python_tokens
from jacviz.ui.plot.look import Look

_LEADING = 1.55
_INDENT = "  "  # before what of a line goes on below
_SIZES = (13.0, 12.0, 11.0, 10.0)


def paint_function(painter: QPainter, rect: QRectF, document: Document, look: Look) -> None:
    """Write the text of the language in use, as large as its lines allow.

    Args:
        painter: Its state is kept.
        rect: Where.
        document: Whose text.
        look: Colours and type.
    """
    text, lexer = _text(document)
    painter.save()
    for size in _SIZES:
        font = look.type.code(size)
        metrics = QFontMetricsF(font)
        across = max(int(rect.width() / max(metrics.horizontalAdvance("0"), 1)), 8)
        pieces = _broken(text, lexer, across)
        high = metrics.height() / 1.32 * _LEADING
        room = max(int(rect.height() / high), 1)
        if len(pieces) <= room and not any(is_rest for _, _, is_rest in pieces):
            break
    painter.setFont(font)
    baseline = rect.top() + (high + metrics.capHeight()) / 2
    for place, (line, colours, _) in enumerate(pieces[:room]):
        if place == room - 1 and len(pieces) > room:
            painter.setPen(look.quiet)
            painter.drawText(QPointF(rect.left(), baseline), "…")
            break
        _paint_line(painter, QPointF(rect.left(), baseline), line, colours, metrics, look)
        baseline += high
    painter.restore()


def text_height(document: Document, wide: float, look: Look) -> float:
    """The height of a panel's heading and the text, in the largest type of which no line is broken.

    Args:
        document: Whose text.
        wide: Room, logical pixels.
        look: Tells the type.

    Returns:
        Logical pixels.
    """
    head = look.metrics(look.body).height() + look.pixels(8)
    high = 0.0
    for size in _SIZES:
        metrics = QFontMetricsF(look.type.code(size))
        pieces = _broken(*_text(document), max(int(wide / max(metrics.horizontalAdvance("0"), 1)), 8))
        high = len(pieces) * metrics.height() / 1.32 * _LEADING
        if not any(is_rest for _, _, is_rest in pieces):
            break
    return head + high


def _text(document: Document) -> tuple[list[str], Lexer]:
    lexer: Lexer = maths_tokens if document.language == "maths" else python_tokens
    return document.source.strip("\n").expandtabs(4).split("\n"), lexer


def _broken(text: list[str], lexer: Lexer, across: int) -> list[tuple[str, list[str], bool]]:
    """Lines no longer than there is room, with the kind of each character.

    Returns:
        Text, kinds ("" for none), and whether it goes on from the line above.
    """
    made: list[tuple[str, list[str], bool]] = []
    state = 0
    for line in text:
        tokens, state = lexer(line, state)
        kinds = [""] * len(line)
        for token in tokens:
            kinds[token.start : token.start + token.length] = [token.kind] * token.length
        made.append((line[:across], kinds[:across], False))
        at = across
        while at < len(line):
            more = across - len(_INDENT)
            made.append((_INDENT + line[at : at + more], [""] * len(_INDENT) + kinds[at : at + more], True))
            at += more
    return made


def _paint_line(
    painter: QPainter, place: QPointF, line: str, kinds: list[str], metrics: QFontMetricsF, look: Look
) -> None:
    begin = 0
    for end in range(1, len(line) + 1):
        if end == len(line) or kinds[end] != kinds[begin]:
            part = line[begin:end]
            if part.strip():
                left = place.x() + metrics.horizontalAdvance(line[:begin])
                painter.setPen(_colour(kinds[begin], look))
                painter.drawText(QPointF(left, place.y()), part)
            begin = end


def _colour(kind: str, look: Look) -> QColor:
    return look.colour(f"code_{kind}") if kind else look.text


def paint_heading(painter: QPainter, rect: QRectF, text: str, look: Look) -> float:
    """A panel's title along the upper edge.

    Args:
        painter: Font and pen are changed.
        rect: The panel.
        text: The title, shortened where it is longer than the panel is wide.
        look: Colours and type.

    Returns:
        The height that it takes.
    """
    font, metrics = look.font(look.body, look.title_weight), look.metrics(look.body)
    painter.setFont(font)
    painter.setPen(look.text)
    shown = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    painter.drawText(QPointF(rect.left(), rect.top() + metrics.ascent()), shown)
    return metrics.height() + look.pixels(8)
