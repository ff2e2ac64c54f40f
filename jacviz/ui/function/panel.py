"""The function panel: the editor, what is wrong with its text, and how f is differentiated."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QElapsedTimer, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from jacviz.engine.messages import Failure
from jacviz.session.document import Document
from jacviz.ui import theme
from jacviz.ui.controls.buttons import IconButton
from jacviz.ui.controls.labels import label
from jacviz.ui.controls.segmented import Segmented
from jacviz.ui.function import wording
from jacviz.ui.function.binding import TextBinding
from jacviz.ui.function.completion import Completion
from jacviz.ui.function.differentiate import Differentiate
from jacviz.ui.function.examples import ExamplesPopup
from jacviz.ui.function.flat_choice import INSET
from jacviz.ui.function.formula import Formula
from jacviz.ui.function.frame import EditorFrame
from jacviz.ui.function.lexing import load_python_lexer
from jacviz.ui.function.notes import Notes
from jacviz.ui.function.sections import Sections
from jacviz.ui.studio import Studio

PATIENCE = 300  # ms before the panel says that it waits: most answers are there long before
AFTERWARDS = 1500  # ms after the first answer: what is not needed yet can be loaded by then


class FunctionPanel(QWidget):
    """Where the function is written. `header` is the quiet text for the right of the panel's title.

    Signals:
        example_opened(str): An example has taken the Document's place.
    """

    example_opened = Signal(str)

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        """Build the panel.

        Args:
            studio: What is shown and where wishes go.
            parent: The owner.
        """
        super().__init__(parent)
        self._studio = studio
        self._failure: Failure | None = None
        self._waiting = QElapsedTimer()
        self.header = label("", "quiet")
        self.header.setAccessibleName("From where to where f leads")
        self.language = Segmented((("maths", "Maths"), ("python", "Python")), "Language")
        self.examples_button = IconButton("examples", "Examples (Ctrl+E)", self.show_examples)
        self.examples = ExamplesPopup(self)
        self.frame = EditorFrame(studio)
        self.editor = self.frame.editor
        self.about = label("", "quiet", wrap=True)
        self._told_about: tuple[str, str] | None = None
        self.differentiate = Differentiate(studio)
        self.notes = Notes()
        self.formula = Formula(studio)
        self._build()
        self.binding = TextBinding(self.editor, studio)
        self.completion = Completion(self.editor, studio.complete)
        # What asks about the Document before an example takes its place; the window has files to save it in.
        self.first: Callable[[Callable[[], object]], object] = lambda then: then()
        self._patience = QTimer(self)
        self._patience.timeout.connect(self._show_waiting)
        self._afterwards: QTimer | None = None
        self._connect()
        self._refresh()

    def _build(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(0, 0, INSET, 0)
        top.setSpacing(theme.UNIT)
        top.addWidget(self.language)
        top.addStretch(1)
        top.addWidget(self.examples_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * theme.UNIT, 0, 3 * theme.UNIT - INSET, theme.UNIT)
        column.setSpacing(0)
        column.addLayout(top)
        column.addSpacing(9)
        middle = QHBoxLayout()
        middle.setContentsMargins(0, 0, INSET, 0)
        middle.addWidget(self.frame)
        column.addLayout(middle)
        column.addSpacing(3 * theme.UNIT)
        self._below = Sections()
        self._below.add(self.about)
        self._below.add(self.differentiate)
        self._below.add(self.notes)
        self._below.add(self.formula)
        column.addWidget(self._below)
        column.addStretch(1)

    def _connect(self) -> None:
        self.language.chosen.connect(self._choose_language)
        self.examples.chosen.connect(lambda name: self.first(lambda: self.open_example(name)))
        self.frame.starters.chosen.connect(self._begin_with)
        self.frame.waiting.run.connect(self.binding.evaluate)
        self.editor.wished.connect(self._obey)
        self.editor.edited.connect(self._on_edited)
        self._studio.changed.connect(self._refresh)

    # --- what can be asked of the panel ------------------------------------------------------------------

    def show_examples(self) -> None:
        """Open the list of examples."""
        self.examples.open(self.examples_button, self.window())

    def open_example(self, name: str) -> None:
        """Put one of the examples in place of the present document; one step of undo."""
        from jacviz.session.examples import load

        self.binding.flush()
        self._studio.update(load(name))
        self.editor.setFocus()
        self.example_opened.emit(name)

    def add_section(self, section: QWidget) -> None:
        """Put another section below the ones that are there."""
        self._below.add(section)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102
        super().resizeEvent(event)
        rows = 8 * self.editor.row_height()  # kept for the text before the rest is scrolled
        self.formula.matrix.set_room(self.width() - 6 * theme.UNIT - 3)  # leaves a scroll bar its place
        self._below.set_room(self.height() - self.language.height() - rows - 6 * theme.UNIT)

    # --- wishes ------------------------------------------------------------------------------------------

    def _choose_language(self, language: str) -> None:
        self.binding.flush()
        changes: dict[str, Any] = {"language": language}
        self._studio.update(replace(self._studio.document, **changes))

    def _begin_with(self, text: str) -> None:
        self._studio.update(self._studio.document.with_source(text))
        self.editor.setFocus()

    def _obey(self, wish: str) -> None:
        handlers: dict[str, Callable[[], object]] = {
            "evaluate": self.binding.evaluate,
            "undo": self.binding.undo,
            "redo": self.binding.redo,
            "find": self.frame.search.summon,
            "find_next": lambda: self.frame.search.step(1),
            "find_previous": lambda: self.frame.search.step(-1),
        }
        if wish in handlers:
            handlers[wish]()

    # --- following the state -----------------------------------------------------------------------------

    def _refresh(self) -> None:
        document, results = self._studio.document, self._studio.results
        if self.language.choice() != document.language:
            self.language.set_choice(document.language)
        signature = wording.signature(results.jacobian) if results.jacobian else ""
        if self.header.text() != signature:
            self.header.setText(signature)
        self._show_about(document)
        self.differentiate.refresh()
        self.formula.refresh()
        self._show_failure(results.failure)
        self.frame.waiting.setVisible(results.waits)
        self._show_starters()
        self._follow_engine()
        if results.jacobian and self._afterwards is None:
            self._afterwards = QTimer(self)
            self._afterwards.setSingleShot(True)
            self._afterwards.timeout.connect(load_python_lexer)
            self._afterwards.start(AFTERWARDS)

    def _show_about(self, document: Document) -> None:
        """What to notice, as long as the text is that of an example."""
        text = (document.language, document.source)
        if text == self._told_about:
            return
        from jacviz.session.examples import about

        self._told_about = text
        said = about(document)
        self.about.setText(said)
        self.about.setVisible(bool(said))

    def _show_failure(self, failure: Failure | None) -> None:
        if failure is self._failure:
            return
        self._failure = failure
        line = failure.line if failure is not None and not self.binding.pending else None
        self.editor.mark_error(line, failure.column if failure is not None else None)
        self.frame.verdict.show_failure(failure, self.editor.marked_line())
        self.frame.update()

    def _on_edited(self) -> None:
        self._show_starters()
        if self.frame.verdict.is_remark:
            self.frame.verdict.show_failure(self._failure, self.editor.marked_line())

    def _show_starters(self) -> None:
        self.frame.show_starters(self.editor.document().isEmpty())

    def _follow_engine(self) -> None:
        results = self._studio.results
        waits = results.wanted > results.generation
        if waits and not self._waiting.isValid():
            self._waiting.start()
            self._patience.start(PATIENCE)
        elif not waits and self._waiting.isValid():
            self._waiting.invalidate()
            self._patience.stop()
        if not waits:
            self.differentiate.show_busy("")
            self.notes.say(results.jacobian.notes if results.jacobian and not results.failure else ())

    def _show_waiting(self) -> None:
        """Say what is waited for, and for how long once that is worth saying."""
        self._patience.start(PATIENCE)
        state = self._studio.results.engine
        if state in ("starting", "restarting"):
            self.differentiate.show_busy("")
            self.notes.say((f"The engine is {state}.",))
            return
        seconds = self._waiting.elapsed() // 1000
        said = f"computing, {seconds} s" if seconds else "computing"
        progress = self._studio.results.progress
        if progress is not None:
            done, total = progress
            said = f"{done:,} of {total:,} passes, {seconds} s"
        self.differentiate.show_busy(said)
