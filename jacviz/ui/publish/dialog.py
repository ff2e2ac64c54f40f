"""Export a picture: what it is to be, how it will look, where it goes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtGui import QCloseEvent, QGuiApplication, QHideEvent, QImage, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from jacviz.session.picture import PICTURE_FORMATS, Eye, PictureError, PictureSettings, View
from jacviz.session.source_files import SourceFileError, plain_name
from jacviz.ui import theme
from jacviz.ui.controls.labels import hairline, label
from jacviz.ui.landscape.experiment.value_box import word_button
from jacviz.ui.places import AskPlace
from jacviz.ui.publish.material import Material
from jacviz.ui.publish.pages import why_not
from jacviz.ui.publish.picture_form import PictureForm
from jacviz.ui.publish.picture_output import PictureCopy, written
from jacviz.ui.publish.preview import Preview, small_picture
from jacviz.ui.publish.worker import Worker

if TYPE_CHECKING:
    from jacviz.ui.studio import Studio

_PATIENCE = 40  # ms after the last change until the preview is painted anew


class PictureDialog(QDialog):
    """Not modal, and never destroyed while its window lives: it remembers what was chosen last.

    The preview is painted by the code that writes the file, beside the event loop.
    """

    def __init__(
        self, studio: Studio, ask: AskPlace, watch: Callable[[bool], None], parent: QWidget | None = None
    ) -> None:
        """Show nothing yet.

        Args:
            studio: Holds the Document and all that was computed for it.
            ask: Asks for the place of a file.
            watch: Told True when the fit at the step is wanted, False when it is not any more.
            parent: The window.
        """
        super().__init__(parent)
        self.setWindowTitle("Export a picture")
        self._studio, self._ask, self._watch = studio, ask, watch
        self.seen_from: Callable[[], Eye] = Eye  # the window's own eye on the surface in three dimensions
        self.form, self.preview = PictureForm(), Preview()
        self.sentence = label("", "error", wrap=True)
        self.copy = word_button("Copy", "Copy the picture, as an image and as SVG", self._copy)
        self.save = word_button("Save…", "Write the picture into a file", self._save)
        self.save.setProperty("role", "primary")
        self._painter, self._writer = Worker("preview", self), Worker("picture", self)
        self._then: Callable[[object], None] = lambda _: None
        self._wait = QTimer(self, singleShot=True, interval=_PATIENCE)
        self._offered = False  # what is on the screen
        self._refused = False  # what is said is why nothing can be drawn
        self._arrange()
        self._connect()

    def _arrange(self) -> None:
        self.preview_side = QVBoxLayout()
        self.preview_side.setSpacing(2 * theme.UNIT)
        self.preview_side.addWidget(self.preview, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.UNIT)
        buttons.addWidget(self.sentence, 1)
        buttons.addWidget(self.copy)
        buttons.addWidget(self.save)
        self.preview_side.addWidget(hairline())
        self.preview_side.addLayout(buttons)
        row = QHBoxLayout(self)
        row.setContentsMargins(4 * theme.UNIT, 3 * theme.UNIT, 4 * theme.UNIT, 3 * theme.UNIT)
        row.setSpacing(4 * theme.UNIT)
        self.form.setFixedWidth(theme.current().pixels(308))
        row.addWidget(self.form)
        row.addLayout(self.preview_side, 1)
        self.resize(theme.current().pixels(1060), theme.current().pixels(660))

    def _connect(self) -> None:
        self.form.changed.connect(self._wish_anew)
        self.form.step_wished.connect(self._go_to)
        self.preview.resized.connect(self._order)
        self._wait.timeout.connect(self._paint)
        self._painter.done.connect(self._show)
        self._writer.done.connect(self._finish)
        loop = self._studio.landscape
        self._studio.changed.connect(self._order)
        loop.changed.connect(self._order)
        loop.playhead.moved.connect(self._order)  # no lambda: that would outlive this dialog

    # --- following ---------------------------------------------------------------------------------------

    def begin_with(self, settings: PictureSettings) -> None:
        """Wish for the picture that was opened.

        Args:
            settings: How it shows the Document.
        """
        self._offered = True
        self.form.show_settings(settings)
        self._order()

    def offer(self, on_screen: Sequence[View]) -> None:
        """Begin with what is on the screen; later only where nothing can be drawn of what was chosen last.

        Args:
            on_screen: Views of the panels that are seen.
        """
        material = self.material()
        if self._offered and any(self._comes(view, material) for view in self.form.chosen_views):
            return
        self._offered = True
        possible = [view for view in on_screen if self._comes(view, material)]
        if possible:
            self.form.show_views(possible[:1])

    def _comes(self, view: View, material: Material) -> bool:
        """Whether a view can be drawn, or soon can.

        Returns:
            False where there is nothing of it, and nothing is being computed.
        """
        results, landscape = material.results, material.landscape
        if view in {"jacobian", "heatmap"}:
            computing = results.generation < results.wanted
        else:
            computing = landscape.descending or landscape.surfacing
        return computing or not why_not(material, view)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: D102
        super().showEvent(event)
        self._studio.landscape.playhead.pause()
        self._watch(True)
        self._order()

    def changeEvent(self, event: QEvent) -> None:  # noqa: D102
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self._order()  # the picture in three dimensions may have been turned meanwhile

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: D102
        super().hideEvent(event)
        self._wait.stop()
        self._watch(False)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: D102
        super().closeEvent(event)
        self.sentence.setText("")

    def end(self) -> None:
        """The window closes: nothing is painted any more once this returns."""
        self.close()
        self._painter.end()
        self._writer.end()

    def _go_to(self, step: int) -> None:
        self._studio.landscape.playhead.go_to(step)

    def _wish_anew(self) -> None:
        if self.sentence.property("role") == "error":
            self.say("")
        self._order()

    def _order(self) -> None:
        if self.isVisible():
            self._wait.start()

    def material(self) -> Material:
        """All that can be drawn now.

        Returns:
            The Document, what was computed, and the playhead's step.
        """
        loop = self._studio.landscape
        run = loop.results.run
        step = 0 if run is None else min(loop.playhead.step, run.computed)
        return Material(self._studio.document, self._studio.results, loop.results, step)

    def _paint(self) -> None:
        run = self._studio.landscape.results.run
        self.form.show_step(self._studio.landscape.playhead.step, 0 if run is None else run.computed)
        settings = self._settings()
        if settings is None:
            return
        material, size, ratio = self.material(), self.preview.size(), self.devicePixelRatioF()
        self._painter.do(lambda: small_picture(material, settings, size, ratio))

    def _settings(self) -> PictureSettings | None:
        try:
            return replace(self.form.settings(), eye=self.seen_from())
        except PictureError as error:
            self._refuse(error)
            return None

    def _show(self, result: object) -> None:
        if isinstance(result, QImage):
            self.preview.show_image(result)
            self._allow()
        elif isinstance(result, Exception):
            self._refuse(result)

    def _refuse(self, problem: Exception) -> None:
        if not isinstance(problem, PictureError):
            raise problem
        self.say(str(problem))
        self._refused = True  # a preview that succeeds takes this back, and nothing that was said of a file
        self.preview.show_image(None)
        for button in (self.save, self.copy):
            button.setEnabled(False)

    def _allow(self) -> None:
        if not self._writer.busy:
            if self._refused:
                self.say("")
            for button in (self.save, self.copy):
                button.setEnabled(True)

    def say(self, text: str, *, good: bool = False) -> None:
        """Say one sentence at the foot.

        Args:
            text: The sentence; "" for none.
            good: Whether it is no complaint.
        """
        self.sentence.setProperty("role", "quiet" if good else "error")
        self.sentence.style().unpolish(self.sentence)
        self.sentence.style().polish(self.sentence)
        self.sentence.setText(text)
        self._refused = False

    # --- writing -----------------------------------------------------------------------------------------

    def _save(self) -> None:
        if self._settings() is None:
            return
        kind = self.form.kind
        proposed = f"{plain_name(self._studio.document.title)}.{kind}"
        kinds = f"{kind.upper()} (*.{kind});;All files (*)"
        chosen = self._ask("Save the picture", proposed, kinds, f".{kind}")
        if chosen is not None:
            self.save_to(chosen)

    def save_to(self, path: Path) -> None:
        """Write the picture into a file, in the format that its ending names; what cannot be is said.

        Args:
            path: Where to.
        """
        settings = self._settings()
        if settings is None:
            return
        kind = next((kind for kind in PICTURE_FORMATS if f".{kind}" == path.suffix.lower()), None)
        if kind is None:
            self.say(f"{path.name}: expected a name that ends in .png, .svg, .pdf or .webp.")
            return
        material = self.material()
        self._begin(lambda: written(path, material, settings, kind), lambda notes: self._saved(path, notes))

    def _saved(self, path: Path, notes: object) -> None:
        told = notes if isinstance(notes, list) else []
        self.say(" ".join([f"Written to {path.name}.", *told]), good=True)

    def _copy(self) -> None:
        settings = self._settings()
        if settings is not None:
            material = self.material()
            self._begin(lambda: PictureCopy(material, settings), self._copied)

    def _copied(self, result: object) -> None:
        assert isinstance(result, PictureCopy)
        QGuiApplication.clipboard().setMimeData(result.mime_data())
        self.say("Copied.", good=True)

    def _begin(self, work: Callable[[], object], then: Callable[[object], None]) -> None:
        if self._writer.busy:
            self.say("A picture is being written already; wait until it is done.")
            return
        self._then = then
        for button in (self.save, self.copy):
            button.setEnabled(False)
        self.say("Writing …", good=True)
        self._writer.do(work)

    def _finish(self, result: object) -> None:
        for button in (self.save, self.copy):
            button.setEnabled(True)
        if isinstance(result, PictureError):
            self.say(str(result))
        elif isinstance(result, (SourceFileError, MemoryError)):
            self.say(f"{str(result) or 'There is not enough memory for such a picture'}.")
        elif isinstance(result, Exception):
            self.say("The picture could not be made: a fault of jacviz. Try another size or view.")
            raise result
        else:
            self._then(result)
