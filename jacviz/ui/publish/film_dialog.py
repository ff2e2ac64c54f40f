"""Export an animation: what moves, how it will look, where it goes, how far it is."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from jacviz.session.film import FILM_FORMATS, FilmFormat, FilmSettings
from jacviz.session.picture import Eye, PictureError
from jacviz.session.shown import Filmed
from jacviz.session.source_files import plain_name
from jacviz.ui import theme
from jacviz.ui.controls.labels import hairline, label
from jacviz.ui.landscape.experiment.progress_bar import ProgressBar
from jacviz.ui.landscape.experiment.value_box import word_button
from jacviz.ui.places import AskPlace
from jacviz.ui.publish.film_form import FilmForm
from jacviz.ui.publish.film_frames import check
from jacviz.ui.publish.film_job import FilmJob
from jacviz.ui.publish.film_preview import FilmPreview
from jacviz.ui.publish.filming import fitted, why_even
from jacviz.ui.publish.material import Material
from jacviz.ui.publish.preview import Preview

if TYPE_CHECKING:
    from jacviz.ui.studio import Studio

_PATIENCE = 60  # ms after the last change until the preview begins anew


class FilmDialog(QDialog):
    """Not modal: while a film is in the making, everything else goes on, and closing this does not stop it.

    It is never destroyed while its window lives: it remembers what was chosen last.
    """

    def __init__(self, studio: Studio, ask: AskPlace, parent: QWidget | None = None) -> None:
        """Show nothing yet.

        Args:
            studio: Holds the Document and all that was computed for it.
            ask: Asks for the place of a file.
            parent: The window.
        """
        super().__init__(parent)
        self.setWindowTitle("Export an animation")
        self._studio, self._ask = studio, ask
        self.seen_from: Callable[[], Eye] = Eye  # the window's own eye on the surface in three dimensions
        self.watch: Callable[[bool], None] = lambda _: None  # told whether the fit at the step is wanted
        self.form, self.preview = FilmForm(), Preview()
        self.progress = ProgressBar("Animation")
        self.sentence = label("", "error", wrap=True)
        self.stop = word_button("Cancel", "Give the animation up; nothing is left of it", self.cancel)
        self.save = word_button("Save…", "Write the animation into a file", self._save)
        self.save.setProperty("role", "primary")
        self.job: FilmJob | None = None
        self._playing = FilmPreview(self)
        self._evened = ""  # what is to be told of the video's size
        self._outcome = ("", True)  # what came of the last film, and whether it is no complaint
        self._wait = QTimer(self, singleShot=True, interval=_PATIENCE)
        self._arrange()
        self._show_job()
        self.form.changed.connect(self._wish_anew)
        self.preview.resized.connect(self._order)
        self._wait.timeout.connect(self._play)
        self._playing.shown.connect(self.preview.show_image)
        self._playing.refused.connect(self._refuse)
        self._playing.told.connect(self._note)
        self._playing.rehearsal.ready.connect(self._order)
        studio.changed.connect(self._order)
        studio.landscape.changed.connect(self._order)

    def _arrange(self) -> None:
        side = QVBoxLayout()
        side.setSpacing(2 * theme.UNIT)
        side.addWidget(self.preview, 1)
        side.addWidget(self.progress)
        side.addWidget(hairline())
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.UNIT)
        buttons.addWidget(self.sentence, 1)
        buttons.addWidget(self.stop)
        buttons.addWidget(self.save)
        side.addLayout(buttons)
        row = QHBoxLayout(self)
        row.setContentsMargins(4 * theme.UNIT, 3 * theme.UNIT, 4 * theme.UNIT, 3 * theme.UNIT)
        row.setSpacing(4 * theme.UNIT)
        self.form.setFixedWidth(theme.current().pixels(330))
        row.addWidget(self.form)
        row.addLayout(side, 1)
        self.resize(theme.current().pixels(1040), theme.current().pixels(600))

    # --- following ---------------------------------------------------------------------------------------

    def begin_with(self, opened: Filmed) -> None:
        """Wish for the film that was opened.

        Args:
            opened: How it shows the Document.
        """
        self.form.show_film(opened, self._studio.document)
        self._order()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: D102
        super().showEvent(event)
        self.watch(True)
        self._order()

    def changeEvent(self, event: QEvent) -> None:  # noqa: D102
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self._order()  # the picture in three dimensions may have been turned meanwhile

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: D102
        super().hideEvent(event)
        self._wait.stop()
        self._playing.stop()
        self.watch(False)

    def end(self) -> None:
        """The window closes: a film in the making is given up."""
        self.cancel()
        if self.job is not None:
            self.job.end()
        self.close()
        self._playing.end()

    def _wish_anew(self) -> None:
        self._outcome = ("", True)
        self._order()

    def _order(self) -> None:
        if self.isVisible():
            self._wait.start()

    def material(self) -> Material:
        """All that can be drawn now.

        Returns:
            The Document and what was computed.
        """
        loop = self._studio.landscape
        run = loop.results.run
        step = 0 if run is None else run.computed
        return Material(self._studio.document, self._studio.results, loop.results, step)

    def _play(self) -> None:
        self.form.show_document(self._studio.document)
        film, material = self._film(), self.material()
        if film is None:
            return
        if not self._is_running:
            self._note("")
            self.save.setEnabled(True)
        room, settings = self.preview.size() - QSize(2, 2), self._studio.settings
        limits = (settings.deadline, settings.memory_limit)
        self._playing.play(material, film, room, self.devicePixelRatioF(), limits)

    def _note(self, text: str) -> None:
        """Say what is done for the preview, what came of the last file, or what the next will be like."""
        if self._is_running:
            return
        told, good = self._outcome
        if told and not text:
            self._say(told, good=good)
        else:
            self._say(text or self._evened, good=True)

    def _film(self) -> FilmSettings | None:
        try:
            film = self.form.settings()
            film = replace(film, picture=replace(film.picture, eye=self.seen_from()))
            wished, film = film, fitted(film, self.form.kind)
            self._evened = why_even(wished, film)
            check(self.material(), film)
        except PictureError as error:
            self._refuse(error)
            return None
        return film

    def _refuse(self, problem: Exception) -> None:
        if not isinstance(problem, PictureError):
            raise problem
        self._playing.stop()
        self.preview.show_image(None)
        if not self._is_running:
            self._say(str(problem))
            self.save.setEnabled(False)

    def _say(self, text: str, *, good: bool = False) -> None:
        self.sentence.setProperty("role", "quiet" if good else "error")
        self.sentence.style().unpolish(self.sentence)
        self.sentence.style().polish(self.sentence)
        self.sentence.setText(text)

    # --- making ------------------------------------------------------------------------------------------

    @property
    def _is_running(self) -> bool:
        return self.job is not None and self.job.is_running

    def _save(self) -> None:
        if self._film() is None:
            return
        kind = self.form.kind
        proposed = f"{plain_name(self._studio.document.title)}.{kind}"
        chosen = self._ask(
            "Save the animation", proposed, f"{kind.upper()} (*.{kind});;All files (*)", f".{kind}"
        )
        if chosen is not None:
            self.save_to(chosen)

    def save_to(self, path: Path) -> None:
        """Begin to write the film into a file, in the format that its ending names; what cannot be is said.

        Args:
            path: Where to.
        """
        if self._is_running:
            self._say("An animation is in the making already; wait until it is done, or cancel it.")
            return
        film = self._film()
        kind = next((kind for kind in FILM_FORMATS if f".{kind}" == path.suffix.lower()), None)
        if kind is None:
            endings = ", ".join(f".{one}" for one in FILM_FORMATS)
            self._say(f"{path.name}: expected a name that ends in one of {endings}.")
        elif film is not None:
            self._start(film, kind, path)

    def _start(self, film: FilmSettings, kind: FilmFormat, path: Path) -> None:
        settings = self._studio.settings
        if self.job is not None:
            self.job.deleteLater()
        self.job = FilmJob(
            self.material(), film, kind, path, self,
            deadline=settings.deadline, memory_limit=settings.memory_limit,
        )  # fmt: skip
        self.job.progress.connect(self._tell)
        self.job.finished.connect(self._finish)
        self.job.failed.connect(self._fail)
        self._outcome = ("", True)
        self._say(f"Writing {path.name} …", good=True)
        self.job.start()
        self._show_job()

    def cancel(self) -> None:
        """Give the film in the making up."""
        if self.job is not None and self.job.is_running and self.job.cancel():
            self._end_with("Cancelled; nothing was written.", good=True)
        self._show_job()

    def _tell(self, done: int, total: int, left: float) -> None:
        self.progress.set_share(done / total)
        known = "" if math.isnan(left) else f", {_time(left)} left"
        self._say(f"Frame {done:,} of {total:,}{known}", good=True)

    def _finish(self, path: Path) -> None:
        self._show_job()
        self._end_with(f"Written to {path.name}.", good=True)

    def _fail(self, sentence: str) -> None:
        self._show_job()
        self._end_with(sentence)

    def _end_with(self, sentence: str, *, good: bool = False) -> None:
        # It stays until something else is wished: the preview has nothing to say about it.
        self._outcome = (sentence, good)
        self._say(sentence, good=good)

    def _show_job(self) -> None:
        running = self._is_running
        self.stop.setVisible(running)
        self.save.setEnabled(not running)
        self.progress.set_share(0.0 if running else None)


def _time(seconds: float) -> str:
    if seconds < 60:
        return f"{math.ceil(seconds)} s"
    return f"{math.floor(seconds / 60)} min {math.ceil(seconds % 60)} s"
