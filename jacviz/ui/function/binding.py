"""Between the editor's text and the Document: what is typed goes there, what changes elsewhere comes back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QElapsedTimer, QObject, QTimer

from jacviz.engine.messages import Language
from jacviz.ui.function.editor import CodeEditor
from jacviz.ui.studio import Studio

DELAY = 150  # ms after the last key
PAUSE = 2_000  # ms without a key; what is typed after it is an undo step of its own


class TextBinding(QObject):
    """Keeps one editor and one studio's document at the same text."""

    def __init__(self, editor: CodeEditor, studio: Studio) -> None:
        """Put the document's text into the editor and follow both.

        Args:
            editor: Where text is typed.
            studio: Holds the document.
        """
        super().__init__(editor)
        self._editor, self._studio = editor, studio
        self._known: dict[Language, str] = {"maths": "", "python": ""}  # what both have
        self._pending: set[Language] = set()  # where the editor's text is newer
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DELAY)
        self._timer.timeout.connect(self.flush)
        self._since = QElapsedTimer()
        editor.edited.connect(self._edited)
        editor.left.connect(self.flush)
        studio.changed.connect(self._follow)
        self._follow()

    @property
    def pending(self) -> bool:
        """Whether the editor's text is newer than the document's."""
        return bool(self._pending)

    def flush(self) -> None:
        """Hand the editor's texts over now; one that is still coming in follows once it is whole."""
        self._timer.stop()
        whole = {language for language in self._pending if not self._editor.filling(language)}
        self._pending -= whole
        if self._pending:
            self._timer.start()
        changes: dict[str, Any] = {}  # a text's field is called like its language
        for language in whole:
            text = self._editor.text(language)
            if text != self._known[language]:
                self._known[language] = changes[language] = text
        if changes:
            self._hand_over(changes)

    def _hand_over(self, changes: dict[str, Any]) -> None:
        if not self._since.isValid() or self._since.elapsed() > PAUSE:
            self._studio.close_gesture()
        self._since.start()
        document = replace(self._studio.document, **changes)
        if document.language in changes:
            document = document.with_source(document.source)
        self._studio.update(document, merge="type")

    def evaluate(self) -> None:
        """Evaluate at once, whether something was typed or not; Python that waits for it runs."""
        before = self._studio.document
        self.flush()
        if self._studio.document is before or self._studio.results.waits:
            self._studio.run()

    def undo(self) -> None:
        """Take the document's last step back, once the editor has nothing left to undo.

        Steps that the editor's own undo has emptied are passed over.
        """
        self.flush()
        before = self._studio.document
        while self._studio.can_undo and not self._studio.document.differing(before):
            self._studio.undo()

    def redo(self) -> None:
        """Take the document's next step again."""
        self.flush()
        before = self._studio.document
        while self._studio.can_redo and not self._studio.document.differing(before):
            self._studio.redo()

    def _edited(self, language: Language) -> None:
        self._pending.add(language)
        self._timer.start()

    def _follow(self) -> None:
        document = self._studio.document
        texts: dict[Language, str] = {"maths": document.maths, "python": document.python}
        for language, text in texts.items():
            if text is not self._known[language] and text != self._known[language]:
                self._take_over(language, text)
        self._editor.show_language(document.language)

    def _take_over(self, language: Language, text: str) -> None:
        self._pending.discard(language)  # what was typed a moment ago is overtaken by a wish from elsewhere
        self._known[language] = text
        self._editor.put(language, text)
        self._since.invalidate()
