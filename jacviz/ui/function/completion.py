"""Completion: decides when to offer what, asks the engine about Python, and puts the chosen name in."""

from __future__ import annotations

import re
from collections.abc import Callable

from PySide6.QtCore import QObject, QRect, Qt
from PySide6.QtGui import QKeyEvent, QTextCursor
from shiboken6 import isValid

from jacviz.engine.messages import CompletionAnswer
from jacviz.ui.function.editor import CodeEditor
from jacviz.ui.function.lexing import maths_tokens, python_tokens
from jacviz.ui.function.popup import MOST_ROWS, CompletionPopup
from jacviz.ui.function.surroundings import Here, column, here, in_words, near
from jacviz.ui.function.vocabulary import Candidate, fitting, maths_candidates, python_candidates

FEWEST_LETTERS = 2  # before names are offered unasked
LARGEST_TEXT = 200_000  # characters; a larger text is not sent to the engine at each key
_ATTRIBUTE = re.compile(r"(?:[^\W\d]\w*|[\])\"'])\s*\.$")  # not the point of a number
_STEPS = {
    int(Qt.Key.Key_Up): -1,
    int(Qt.Key.Key_Down): 1,
    int(Qt.Key.Key_PageUp): -MOST_ROWS,
    int(Qt.Key.Key_PageDown): MOST_ROWS,
}
Ask = Callable[[str, int, int, Callable[[CompletionAnswer], None]], None]


class Completion(QObject):
    """The completion of one editor."""

    def __init__(self, editor: CodeEditor, ask: Ask) -> None:
        """Follow the editor's keys.

        Args:
            editor: Where names are completed.
            ask: Asks the engine what fits in Python text at a line and column; answers later, or never.
        """
        super().__init__(editor)
        self._editor, self._ask = editor, ask
        self.popup = CompletionPopup(editor)
        self._candidates: list[Candidate] = []
        self._start = -1  # the position of the word that the candidates are for
        self._question = 0
        editor.interceptor = self._intercept
        editor.typed.connect(self._typed)
        editor.wished.connect(lambda wish: self.open() if wish == "complete" else None)
        editor.cursorPositionChanged.connect(self._moved)
        editor.left.connect(self.close)
        editor.verticalScrollBar().valueChanged.connect(self.close)
        editor.colouring_changed.connect(self.close)
        self.popup.accepted.connect(self._insert)

    @property
    def visible(self) -> bool:
        """Whether names are on offer."""
        return self.popup.isVisible()

    def open(self) -> None:
        """Offer what fits at the cursor, however little was typed."""
        cursor = self._editor.textCursor()
        _, line, self._start = here(cursor)
        self._question += 1
        if self._editor.language == "maths":
            self._candidates = maths_candidates(near(cursor), line)
        else:
            attribute = line.rstrip().endswith(".")
            self._candidates = [] if attribute else python_candidates(near(cursor))
            if self._editor.document().characterCount() < LARGEST_TEXT:
                self._ask_engine(cursor)
        self._show()

    def close(self) -> None:
        """Offer nothing any more; answers on their way are dropped."""
        self._question += 1
        self._start = -1
        self._candidates = []
        self.popup.hide()

    # --- keys --------------------------------------------------------------------------------------------

    def _intercept(self, event: QKeyEvent) -> bool:
        if not self.visible:
            return False
        key = event.key()
        if key in _STEPS and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self.popup.move_choice(_STEPS[key], around=abs(_STEPS[key]) == 1)
        elif key == Qt.Key.Key_Escape:
            self.close()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            complete = self.popup.current() == self._here().word  # nothing to add: the key is a new line
            self._insert(self.popup.current())
            return not complete
        elif key == Qt.Key.Key_Tab and not event.modifiers():
            self._insert(self.popup.current())
        else:
            return False
        return True

    def _typed(self, text: str) -> None:
        word, line, start = self._here()
        if self._in_words():
            self.close()
        elif self._start == start and self._candidates and word:
            self._show()
        elif len(word) >= FEWEST_LETTERS or (self._after_point() and _ATTRIBUTE.search(line)):
            self.open()
        else:
            self.close()

    def _moved(self) -> None:
        if not self._candidates:
            return
        word, _, start = self._here()
        if start != self._start or (self.visible and not word and not self._after_point()):
            self.close()
        elif word:
            self._show()

    # --- the engine --------------------------------------------------------------------------------------

    def _ask_engine(self, cursor: QTextCursor) -> None:
        question = self._question
        text, line = self._editor.text(), cursor.blockNumber()
        self._ask(text, line, column(cursor), lambda answer: self._answered(question, answer))

    def _answered(self, question: int, answer: CompletionAnswer) -> None:
        if not isValid(self._editor):
            return  # the panel was closed while the engine thought
        word, _, start = self._here()
        stale = question != self._question or start != self._start or not self._editor.hasFocus()
        if stale or not word.startswith(answer.prefix):
            return
        found = [Candidate(name, kind) for name, kind in zip(answer.names, answer.kinds, strict=True)]
        own = [c for c in self._candidates if c.explanation != "in this text"]
        self._candidates = found + own
        self._show()

    # --- the popup ---------------------------------------------------------------------------------------

    def _show(self) -> None:
        word = self._here().word
        offered = fitting(self._candidates, word)
        if not offered or [candidate.name for candidate in offered] == [word]:
            self.popup.hide()
            return
        host = self._editor.window()
        viewport = self._editor.viewport()
        cursor = self._editor.textCursor()
        cursor.setPosition(self._start)
        place = self._editor.cursorRect(cursor)
        self.popup.offer(offered, QRect(viewport.mapTo(host, place.topLeft()), place.size()), host)

    def _insert(self, name: str) -> None:
        word, _, start = self._here()
        cursor = self._editor.textCursor()
        cursor.setPosition(start, QTextCursor.MoveMode.KeepAnchor)
        if name != word and not self._editor.isReadOnly():
            cursor.insertText(name + (" " if name.endswith(":") else ""))
        self.close()

    def _here(self) -> Here:
        return here(self._editor.textCursor())

    def _after_point(self) -> bool:
        return self._editor.language == "python" and self._here().line.endswith(".")

    def _in_words(self) -> bool:
        # Prose is not completed unasked.
        lexer = maths_tokens if self._editor.language == "maths" else python_tokens
        return in_words(self._editor.textCursor(), lexer)
