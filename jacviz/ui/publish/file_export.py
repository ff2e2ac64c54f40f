"""A file that is written beside the event loop: one at a time, and what came of it is said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from jacviz.session.source_files import SourceFileError
from jacviz.ui.places import AskPlace
from jacviz.ui.publish.worker import Worker

if TYPE_CHECKING:
    from jacviz.ui.studio import Studio


class FileExport(QObject):
    """What the exports without a dialog of their own have in common.

    Attributes:
        thing: What is written, as sentences call it.
    """

    thing = "file"

    def __init__(
        self, studio: Studio, ask: AskPlace, say: Callable[[str], None], parent: QObject | None = None
    ) -> None:
        """Write nothing yet.

        Args:
            studio: Holds the Document and all that was computed for it.
            ask: Asks for the place of a file.
            say: Shows a sentence.
            parent: The window.
        """
        super().__init__(parent)
        self._studio, self._ask, self._say = studio, ask, say
        self._path = Path()
        self._worker = Worker(self.thing, self)
        self._worker.done.connect(self._finish)

    def end(self) -> None:
        """The window closes: wait for what is being written."""
        self._worker.end()

    def _begin(self, path: Path, write: Callable[[], object]) -> None:
        """Write in a thread, unless something is being written.

        Args:
            path: Where `write` writes to.
            write: Only reads what nobody changes.
        """
        if self._worker.busy:
            self._say(f"A {self.thing} is being written already; wait until it is done.")
            return
        self._path = path
        self._worker.do(write)

    def _finish(self, result: object) -> None:
        if isinstance(result, SourceFileError):
            self._say(f"{result}.")
        elif isinstance(result, Exception):
            self._say(f"The {self.thing} could not be written: a fault of jacviz.")
            raise result
        else:
            self._say(f"Written to {self._path.name}.")
