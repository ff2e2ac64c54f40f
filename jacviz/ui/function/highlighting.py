"""Colours for the text, in slices: no edit waits for more than a few milliseconds of colouring.

QSyntaxHighlighter colours all that changed before it returns, which freezes the window for seconds when a
megabyte is pasted. This one colours what it can at once and the rest while the window is idle.
"""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QTextBlock, QTextCharFormat, QTextDocument, QTextLayout

from jacviz.ui import theme
from jacviz.ui.function.lexing import Lexer, Token
from jacviz.ui.function.offsets import Offsets

LARGEST = 200_000  # characters; a larger text stays without colours
SLICE = 0.004  # seconds of colouring before other events have their turn


class Highlighter(QObject):
    """Keeps the formats of one document's lines up to date.

    Signals:
        colouring_changed(bool): Whether the text has colours, or is too large for them.
    """

    colouring_changed = Signal(bool)

    def __init__(self, document: QTextDocument, lexer: Lexer) -> None:
        """Watch `document`, which becomes the owner.

        Args:
            document: The text.
            lexer: What finds the pieces of a line.
        """
        super().__init__(document)
        self._document, self._lexer = document, lexer
        self._next, self._until = 0, -1  # line numbers; nothing to do while next > until
        self._put_off = 0  # so many lines at the top come after those
        self.colouring = True
        self._formats = _formats()
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._work)
        document.contentsChange.connect(self._edited)

    def recolour(self, sight: int | None = None) -> None:
        """Colour everything again, in the colours in force.

        Args:
            sight: The first line in sight, 0-based, which comes first; None where nothing is in sight.
        """
        self._formats = _formats()
        # What a line begins with (a text in quotes, say) is known only where all before it is coloured.
        self._put_off = 0 if sight is None or self._timer.isActive() else sight
        self._next, self._until = self._put_off, self._document.blockCount() - 1
        self._consider_size()
        if sight is not None:
            self._work()
        elif self.colouring:
            self._timer.start()

    def _edited(self, position: int, removed: int, added: int) -> None:
        self._consider_size()
        if not self.colouring:
            return
        first = self._document.findBlock(position).blockNumber()
        last = self._document.findBlock(position + added)
        if self._timer.isActive():  # line numbers may have moved: all that follows is looked at again
            self._next, self._until = min(self._next, first), self._document.blockCount() - 1
        else:
            self._next = first
            self._until = last.blockNumber() if last.isValid() else self._document.blockCount() - 1
        self._work()

    def _consider_size(self) -> None:
        fits = self._document.characterCount() <= LARGEST
        if fits != self.colouring:
            self.colouring = fits
            self._next = self._put_off = 0
            if fits:
                self._timer.start()  # everything waits for colours again
            self.colouring_changed.emit(fits)
        if not fits:
            self._timer.stop()

    def _work(self) -> None:
        if not self.colouring:
            return
        deadline = time.perf_counter() + SLICE
        block = self._document.findBlockByNumber(self._next)
        state = max(block.previous().userState(), 0) if block.previous().isValid() else 0
        while block.isValid():
            text = block.text()
            tokens, state = self._lexer(text, state)
            self._apply(block, text, tokens)
            changed = block.userState() != state
            block.setUserState(state)
            self._next = block.blockNumber() + 1
            if self._next > self._until and not changed:
                break
            block = block.next()
            if time.perf_counter() > deadline and block.isValid():
                self._until = max(self._until, self._next)
                self._timer.start()
                return
        if self._put_off:
            self._next, self._until, self._put_off = 0, self._put_off - 1, 0
            self._timer.start()
        else:
            self._timer.stop()

    def _apply(self, block: QTextBlock, text: str, tokens: list[Token]) -> None:
        layout = block.layout()
        if not tokens and not layout.formats():
            return
        offsets = Offsets(text)
        ranges = []
        for token in tokens:
            piece = QTextLayout.FormatRange()
            piece.start = offsets.units(token.start)
            piece.length = offsets.units(token.start + token.length) - piece.start
            piece.format = self._formats[token.kind]
            ranges.append(piece)
        layout.setFormats(ranges)
        self._document.markContentsDirty(block.position(), block.length())


def _formats() -> dict[str, QTextCharFormat]:
    made = {}
    for kind in ("keyword", "number", "comment", "string", "function"):
        made[kind] = QTextCharFormat()
        made[kind].setForeground(theme.colour(f"code_{kind}"))
    return made
