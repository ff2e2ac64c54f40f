"""File > Export a web page…: asks for a place, makes the page beside the event loop, says what came of it."""

from __future__ import annotations

from pathlib import Path

from jacviz.export.page_html import PageError
from jacviz.session.source_files import plain_name, replacing
from jacviz.ui.publish.file_export import FileExport
from jacviz.ui.publish.material import Material
from jacviz.ui.publish.web_page import web_page


class PageExport(FileExport):
    """Writes the descent that is shown as a web page."""

    thing = "web page"

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
        loop = self._studio.landscape
        material = Material(self._studio.document, self._studio.results, loop.results)
        self._begin(path, lambda: _written(path, material))

    def _finish(self, result: object) -> None:
        if isinstance(result, PageError):
            self._say(str(result))
        else:
            super()._finish(result)


def _written(path: Path, material: Material) -> None:
    page = web_page(material)
    with replacing(path) as file:
        file.write(page)
