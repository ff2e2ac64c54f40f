"""The window's animations and web pages: made when they are first asked for, ended with the window."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from jacviz.session.picture import Eye
    from jacviz.session.shown import Filmed
    from jacviz.ui.files import Files
    from jacviz.ui.publish.data_export import Content, DataExport
    from jacviz.ui.publish.film_dialog import FilmDialog
    from jacviz.ui.publish.page_export import PageExport
    from jacviz.ui.studio import Studio


class Exports:
    """What the File menu exports beside pictures.

    Attributes:
        film: The dialog of animations; None before it is first asked for.
        page: What writes web pages; None likewise.
        data: What writes numbers; None likewise.
    """

    def __init__(
        self,
        window: QWidget,
        studio: Studio,
        files: Files,
        say: Callable[[str], None],
        seen_from: Callable[[], Eye],
        watch: Callable[[bool], None],
    ) -> None:
        """Make nothing yet: what is needed takes time to be imported.

        Args:
            window: The owner.
            studio: Holds all that is exported.
            files: Asks for places.
            say: Shows a sentence.
            seen_from: Tells the eye on the surface in three dimensions.
            watch: Told True when the fit at the step is wanted, False when it is not any more.
        """
        self._window, self._studio, self._files, self._say = window, studio, files, say
        self._seen_from, self._watch = seen_from, watch
        self.film: FilmDialog | None = None
        self.page: PageExport | None = None
        self.data: DataExport | None = None
        self._opened: Filmed | None = None  # the film that was opened last

    def show_film(self) -> None:
        """Export an animation; the dialog remembers what was chosen last."""
        if self.film is None:
            from jacviz.ui.publish.film_dialog import FilmDialog

            self.film = FilmDialog(self._studio, self._files.ask_for_place, self._window)
            self.film.seen_from, self.film.watch = self._seen_from, self._watch
        self._begin()
        self.film.show()
        self.film.raise_()
        self.film.activateWindow()

    def begin_with(self, opened: Filmed | None) -> None:
        """Wish for the film that was opened, now or when the dialog is asked for.

        Args:
            opened: How it shows the Document; None: what was opened is no film.
        """
        self._opened = opened
        if self.film is not None and self.film.isVisible():
            self._begin()

    def _begin(self) -> None:
        if self.film is not None and self._opened is not None:
            self.film.begin_with(self._opened)
            self._opened = None

    def export_page(self) -> None:
        """Export a web page."""
        if self.page is None:
            from jacviz.ui.publish.page_export import PageExport

            self.page = PageExport(self._studio, self._files.ask_for_place, self._say, self._window)
        self.page.export()

    def export_data(self, content: Content) -> None:
        """Export numbers.

        Args:
            content: Which ones.
        """
        if self.data is None:
            from jacviz.ui.publish.data_export import DataExport

            self.data = DataExport(self._studio, self._files.ask_for_place, self._say, self._window)
        self.data.export(content)

    def end(self) -> None:
        """The window closes: what is in the making is given up."""
        for one in (self.film, self.page, self.data):
            if one is not None:
                one.end()
