"""The files of a window: opening, saving and dropping them, and which one the Document belongs to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QMimeData, QObject, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QWidget

from jacviz.session.document import Document
from jacviz.session.document_file import ENDING, Opened, write_document_file
from jacviz.session.opening import ENDINGS, open_file
from jacviz.session.shown import as_shown
from jacviz.session.source_files import SourceFileError, file_name, plain_name, write_source
from jacviz.session.text_limits import title_of
from jacviz.ui.places import place_for
from jacviz.ui.reading import Reading

if TYPE_CHECKING:
    from jacviz.ui.studio import Studio

_DOCUMENTS = f"jacviz documents (*{ENDING})"
_OPENED = f"jacviz (*{' *'.join(ENDINGS)});;All files (*)"


class Files(QObject):
    """What the File menu does.

    Signals:
        shown(Shown): A picture or a film was opened, which shows its document so.
        settled(Path): A file that was to be opened is, or it was said why not.

    Each opening and each first saving gives the Document another `origin`, which undo takes along: so Ctrl+S
    never writes what belongs to one file over another one.
    """

    shown = Signal(object)
    settled = Signal(object)

    def __init__(
        self, window: QWidget, studio: Studio, flush: Callable[[], None], say: Callable[[str], None]
    ) -> None:
        """Follow `studio`; files may be dropped on `window` from now on.

        Args:
            window: Over which questions are asked; the owner.
            studio: Holds the Document.
            flush: Hands over what has been typed a moment ago.
            say: Shows a sentence.
        """
        super().__init__(window)
        self._window, self._studio = window, studio
        self._flush, self._say = flush, say
        self._paths: dict[int, Path] = {}
        self._clean = {0: studio.state}
        self._written = {0: _work_in(studio.document)}
        self._openings = 0
        self._spoken_of = False
        self.reading = Reading(self)
        self.reading.done.connect(self._take)
        self.reading.slow.connect(self._speak_of)
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    @property
    def path(self) -> Path | None:
        """The file that the Document belongs to; None as long as there is none."""
        return self._paths.get(self._studio.document.origin)

    @property
    def dirty(self) -> bool:
        """Whether the user has changed something since the Document was opened or saved."""
        return self._clean.get(self._studio.document.origin) != self._studio.state

    def mark_clean(self) -> None:
        """Take the Document as it is for one that needs no saving."""
        document = self._studio.document
        self._clean[document.origin] = self._studio.state
        self._written[document.origin] = _work_in(document)
        self._studio.changed.emit()

    def belongs_to(self, path: Path) -> None:
        """Say that the Document in hand has just been opened from a file."""
        self._settle(path, self._studio.document.title)

    # --- before changes are lost -------------------------------------------------------------------------

    def would_lose(self) -> bool:
        """Whether there are changes that are in no file; what has been typed a moment ago is one.

        Returns:
            True where the user should be asked before the Document goes.
        """
        self._flush()
        return self.dirty

    def settle_work_first(self, then: Callable[[], object]) -> None:
        """Do something whose undo brings the Document back, such as choosing an example.

        That is no closing: a question at each look at another example would be in the way. What the user has
        written, or has chosen to be minimised, is asked about; sliders, views and colours are a Ctrl+Z away.

        Args:
            then: As for `settle_first`.
        """
        changed = self.would_lose()  # hands over what has been typed a moment ago
        document = self._studio.document
        if changed and self._written.get(document.origin) != _work_in(document):
            self._ask_first(then, for_good=False)
        else:
            then()

    def settle_first(self, then: Callable[[], object], *, for_good: bool) -> None:
        """Do something that takes the Document away, once the user has said what becomes of the changes.

        Args:
            then: Called at once where nothing is unsaved, and never where the user thinks better of it.
            for_good: Whether undo does not bring them back: the window closes.
        """
        if self.would_lose():
            self._ask_first(then, for_good=for_good)
        else:
            then()

    def _ask_first(self, then: Callable[[], object], *, for_good: bool) -> None:

        def save() -> None:
            self.save()
            if not self.dirty:
                then()

        from jacviz.ui.unsaved import UnsavedDialog

        title = self._studio.document.title
        UnsavedDialog(title, save, then, self._window, for_good=for_good).open()

    # --- opening -----------------------------------------------------------------------------------------

    def open(self) -> None:
        """Ask for a file and open it; about unsaved changes, too."""
        self.settle_first(self._choose, for_good=False)

    def _choose(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self._window, "Open", self._folder(), _OPENED)
        if chosen:
            self.open_path(Path(chosen))

    def open_path(self, path: Path) -> None:
        """Have a file read and opened once it is; what cannot be opened is said."""
        self.reading.begin(path, open_file)

    def end(self) -> None:
        """The window closes: what is being read is not opened any more."""
        self.reading.end()

    def _take(self, path: Path, result: object) -> None:
        if isinstance(result, Opened):
            self._show(path, result)
        elif isinstance(result, SourceFileError):
            self._say(f"{result}.")
        else:
            self._say(f"{path.name} cannot be opened: it is damaged ({type(result).__name__}).")
        self.settled.emit(path)

    def _show(self, path: Path, opened: Opened) -> None:
        self._flush()
        self._openings += 1
        document, shown = opened.document, opened.shown
        document = document if shown is None else as_shown(document, shown.picture)
        self._studio.update(replace(document, origin=self._openings))
        if path.suffix.lower() == ENDING:
            self._paths[self._openings] = path
        self.mark_clean()
        if shown is not None:
            self.shown.emit(shown)
        if opened.notes or self._spoken_of:
            self._say(" ".join(opened.notes) or f"Opened {path.name}.")
        self._spoken_of = False

    def _speak_of(self, path: Path) -> None:
        self._spoken_of = True
        self._say(f"Opening {path.name} …")

    # --- saving ------------------------------------------------------------------------------------------

    def save(self) -> None:
        """Save the document where it lies, or ask for a place."""
        if self.path is None:
            self.save_as()
        else:
            self.save_document(self.path)

    def save_as(self) -> None:
        """Ask for a place and save the document there."""
        self._flush()
        proposed = str(Path(self._folder()) / f"{plain_name(self._studio.document.title)}{ENDING}")
        chosen = self.ask_for_place("Save the document", proposed, _DOCUMENTS, ENDING)
        if chosen is not None:
            self.save_document(chosen)

    def save_document(self, path: Path) -> None:
        """Write the document to a file, which it belongs to from then on; what cannot be written is said."""
        self._flush()
        document = self._studio.document
        proposed = plain_name(document.title)
        title = document.title if path.stem == proposed or path == self.path else title_of(path.stem)
        try:
            write_document_file(path, replace(document, title=title))
        except SourceFileError as error:
            self._say(f"{error}.")
        else:
            self._settle(path, title)
            self._say(f"Saved to {path.name}.")

    def save_text(self) -> None:
        """Ask for a place and write the editor's text there."""
        self._flush()
        document = self._studio.document
        proposed = str(Path(self._folder()) / file_name(document.title, document.language))
        ending = Path(proposed).suffix
        chosen = self.ask_for_place("Save the function's text", proposed, f"Text (*{ending})", ending)
        if chosen is not None:
            self.write_text(chosen)

    def write_text(self, path: Path) -> None:
        """Write the editor's text to a file; what cannot be written is said."""
        try:
            write_source(path, self._studio.document.source)
        except SourceFileError as error:
            self._say(f"{error}.")
        else:
            self._say(f"Written to {path.name}.")

    def ask_for_place(self, title: str, proposed: str, kinds: str, ending: str) -> Path | None:
        """Ask where to write; a file that is there already is asked about.

        Args:
            title: Of the dialog.
            proposed: Where it begins.
            kinds: As Qt's dialogs list kinds of files.
            ending: What a name without an ending gets.

        Returns:
            The file; None where the user has thought better of it.
        """
        return place_for(self._window, title, proposed, kinds, ending)

    def _settle(self, path: Path, title: str) -> None:
        """From now on the Document belongs to a file and is as it is there."""
        document = self._studio.document
        if self._paths.get(document.origin) != path:
            self._openings += 1
            self._paths[self._openings] = path
            document = replace(document, origin=self._openings)
        self._studio.amend(replace(document, title=title))
        self.mark_clean()

    def _folder(self) -> str:
        return str(self.path.parent) if self.path is not None else ""

    # --- dropping ----------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Open what is dropped on the window.

        Returns:
            True where the event was about files.
        """
        if isinstance(event, QDragEnterEvent):
            if dropped_files(event.mimeData()):
                event.acceptProposedAction()
                return True
        elif event.type() == QEvent.Type.Drop and isinstance(event, QDropEvent):
            files = dropped_files(event.mimeData())
            if files:
                event.acceptProposedAction()
                self.settle_first(lambda: self._open_dropped(files), for_good=False)
                return True
        return False

    def _open_dropped(self, files: list[Path]) -> None:
        self.open_path(files[0])
        if len(files) > 1:
            self._say(f"Opened {files[0].name} alone; one file at a time is shown.")


def _work_in(document: Document) -> tuple[object, ...]:
    """What of a Document is the user's work rather than a point that sliders have been dragged to.

    Returns:
        Something to be compared.
    """
    return document.maths.strip(), document.python.strip(), document.landscape.problem


def dropped_files(data: QMimeData) -> list[Path]:
    """The files that are being dragged.

    Args:
        data: What is dragged.

    Returns:
        Files on this machine; none where something else is dragged.
    """
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()] if data.hasUrls() else []
