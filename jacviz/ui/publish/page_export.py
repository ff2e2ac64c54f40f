"""File > Export a web page…: asks for a place, makes the page beside the event loop, says what came of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from jacviz.export.page_html import PageError
from jacviz.session.source_files import SourceFileError, plain_name, replacing
from jacviz.ui.publish.dialog import AskPlace
from jacviz.ui.publish.material import Material
from jacviz.ui.publish.web_page import web_page
from jacviz.ui.publish.worker import Worker

if TYPE_CHECKING:
    from jacviz.ui.studio import Studio


class PageExport(QObject):
    """Writes the descent that is shown as a web page."""

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
        self._worker = Worker("web page", self)
        self._worker.done.connect(self._finish)

    def export(self) -> None:
        """Ask for a place and write the page there."""
        results = self._studio.landscape.results
        if results.run is None or results.surface is None:
            self._say("A web page shows a descent; there is none yet.")
            return
        proposed = f"{plain_name(self._studio.document.title)}.html"
        chosen = self._ask("Export a web page", proposed, "Web pages (*.html)", ".html")
        if chosen is not None:
            self.write(chosen)

    def write(self, path: Path) -> None:
        """Write the page into a file; what cannot be is said.

        Args:
            path: Where to.
        """
        if self._worker.busy:
            self._say("A web page is being written already; wait until it is done.")
            return
        loop, self._path = self._studio.landscape, path
        material = Material(self._studio.document, self._studio.results, loop.results)
        self._worker.do(lambda: _written(path, material))

    def end(self) -> None:
        """The window closes: wait for what is being written."""
        self._worker.end()

    def _finish(self, result: object) -> None:
        if isinstance(result, PageError):
            self._say(str(result))
        elif isinstance(result, SourceFileError):
            self._say(f"{result}.")
        elif isinstance(result, Exception):
            self._say("The web page could not be made: a fault of jacviz.")
            raise result
        else:
            self._say(f"Written to {self._path.name}.")


def _written(path: Path, material: Material) -> None:
    page = web_page(material)
    with replacing(path) as file:
        file.write(page)
