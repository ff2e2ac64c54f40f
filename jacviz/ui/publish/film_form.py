"""What a film is to be, as a form: what moves, format, size, pace, how it ends."""

from __future__ import annotations

import math
from contextlib import suppress

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFormLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from jacviz.export.film.encoders import problem_of
from jacviz.session.document import Document, Role, vector_of
from jacviz.session.film import (
    FILM_FORMATS,
    VIDEO_FORMATS,
    FilmError,
    FilmFormat,
    FilmSettings,
    Sweep,
    changed_film,
)
from jacviz.session.picture import PictureError, PictureSettings, View, extent_of
from jacviz.session.shown import Filmed
from jacviz.ui import theme
from jacviz.ui.controls.buttons import ChoiceButton
from jacviz.ui.controls.labels import label
from jacviz.ui.controls.number_fields import decimal, whole
from jacviz.ui.controls.segmented import Segmented
from jacviz.ui.publish.film_frames import SWEPT
from jacviz.ui.publish.moving import STEPPING
from jacviz.ui.publish.pages import VIEW_KINDS
from jacviz.ui.publish.size_fields import in_a_row

_VIEWS: tuple[View, ...] = (*STEPPING, *(view for view in SWEPT if view != "window"))
_SIZES = ("800 x 600", "1280 x 720", "1280 x 800", "1920 x 1080", "3840 x 2160")
_WORDS = {"gif": "GIF", "apng": "APNG", "webp": "WebP", "mp4": "MP4", "webm": "WebM"}
_OPENS = "The animation begins with it for one frame; an APNG alone keeps it apart."
_WITH_TAILS = frozenset({"trajectories", "surface3d"})
_MOST_ENTRIES = 200  # of a vector that are offered
_ROLES: tuple[Role, ...] = ("u", "v", "x")


class FilmForm(QWidget):
    """The form.

    Signals:
        changed(): Another film is wished.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Wish for the trajectories as a GIF."""
        super().__init__(parent)
        views = [(view, VIEW_KINDS[view].title) for view in _VIEWS]
        self.view = ChoiceButton(views, "What it shows", in_form=True)
        self.format = ChoiceButton([(kind, _WORDS[kind]) for kind in FILM_FORMATS], "Format", in_form=True)
        self.format_note = label("", "quiet", wrap=True)
        self.preset = ChoiceButton([(size, size) for size in _SIZES], "Size", in_form=True)
        self.size_box = QLineEdit(_SIZES[1])
        self.pace = Segmented((("time", "Over time"), ("step", "By step")), "Pace")
        self.seconds = decimal(0.1, 600, 5, " s", "Seconds that it moves")
        self.stride = whole(1, 100_000, 1, " steps a frame", "Steps from one frame to the next")
        self.role = Segmented([(role, role) for role in _ROLES], "Slider of")
        self.entry = ChoiceButton([("0", "1")], "Entry", in_form=True)
        self.begin, self.end = QLineEdit(f"{_MINUS}1"), QLineEdit("1")
        self.fps = whole(1, 60, 30, " a second", "Frames a second")
        self.plays = whole(0, 999, 0, " times", "How often it is played")
        self.tail = whole(0, 1_000_000, 0, " steps", "Steps that stay visible behind the heads")
        self.hold = decimal(0, 60, 1, " s", "Seconds that the last frame stays")
        self.poster = Segmented((("first", "First"), ("last", "Last")), "Frame that stands in front")
        self.poster_note = label(_OPENS, "quiet", wrap=True)
        self.dress = Segmented((("screen", "Screen"), ("slide", "Slide"), ("paper", "Paper")), "Theme")
        self.dark, self.title, self.legend = QCheckBox("Dark"), QCheckBox("Title"), QCheckBox("Legend")
        self.dark.setChecked(theme.current().dark)
        self.legend.setChecked(True)
        self._of_steps: list[tuple[QFormLayout, QWidget]] = []
        self._of_slider: list[tuple[QFormLayout, QWidget]] = []
        self._names: tuple[str, ...] = ()
        self._document: Document | None = None
        self._opened: tuple[FilmSettings, FilmSettings] | None = None  # the last film, as shown and as it is
        self._furnish()
        self._arrange()
        self._connect()
        self._suit()

    def _furnish(self) -> None:
        self.plays.setSpecialValueText("Without an end")
        self.tail.setSpecialValueText("All steps")
        self.preset.set_choice(_SIZES[1], "Sizes")
        for box, name in ((self.size_box, "Size in pixels"), (self.begin, "From"), (self.end, "To")):
            box.setAccessibleName(name)
            box.setToolTip(name)
        self.size_box.setFixedWidth(theme.current().pixels(104))
        for box in (self.begin, self.end):
            box.setFixedWidth(theme.current().pixels(64))

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * theme.UNIT)
        form = QFormLayout()
        form.setHorizontalSpacing(3 * theme.UNIT)
        form.setVerticalSpacing(theme.UNIT + 2)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        slider = in_a_row(self.role, self.entry)
        ends = in_a_row(self.begin, label("to", "quiet"), self.end)
        for word, field in (
            ("Shows", self.view), ("Slider", slider), ("From", ends), ("Pace", self.pace),
            ("Every", self.stride), ("Lasts", self.seconds), ("Tail", self.tail),
            ("Format", self.format), ("", self.format_note),
            ("Size", in_a_row(self.size_box, self.preset)), ("Frames", self.fps),
            ("Played", self.plays), ("Hold", self.hold), ("Poster", self.poster),
            ("", self.poster_note),
            ("Theme", self.dress), ("With", in_a_row(self.dark, self.title, self.legend)),
        ):  # fmt: skip
            form.addRow(label(word, "quiet"), field)
        self._of_steps = [(form, field) for field in (self.pace,)]
        self._of_slider = [(form, field) for field in (slider, ends)]
        self._form = form
        column.addLayout(form)
        column.addStretch(1)

    def _connect(self) -> None:
        for choice in (self.view, self.format, self.pace, self.poster, self.dress, self.entry):
            choice.chosen.connect(self._choose)
        self.role.chosen.connect(self._choose_role)
        self.preset.chosen.connect(self._choose_size)
        for box in (self.size_box, self.begin, self.end):
            box.textEdited.connect(self._choose)
        for number in (self.seconds, self.stride, self.fps, self.plays, self.tail, self.hold):
            number.valueChanged.connect(self._choose)
        for switch in (self.dark, self.title, self.legend):
            switch.toggled.connect(self._choose)

    # --- following ---------------------------------------------------------------------------------------

    def _choose(self) -> None:
        self._suit()
        self.changed.emit()

    def _choose_size(self, size: str) -> None:
        self.size_box.setText(size)
        self.preset.set_choice(size, "Sizes")
        self._choose()

    def _choose_role(self) -> None:
        if self._document is not None:
            self.show_document(self._document)
        self._choose()

    def show_document(self, document: Document) -> None:
        """Offer the entries that the document's vectors have.

        Args:
            document: The document.
        """
        self._document = document
        vector = vector_of(document, self._role)
        names = vector.names or tuple(str(place + 1) for place in range(len(vector)))
        if names != self._names:
            self._names = names
            shown = [(str(place), name) for place, name in enumerate(names[:_MOST_ENTRIES])]
            self.entry.set_choices(shown or [("0", "none")])

    def show_film(self, opened: Filmed, document: Document) -> None:
        """Wish for the same film as another one.

        Args:
            opened: How the other one was made.
            document: The document that it shows.
        """
        film, picture = opened.settings, opened.settings.picture
        self.blockSignals(True)
        if picture.view in _VIEWS:
            self.view.set_choice(picture.view)
        self.format.set_choice(opened.kind)
        self.size_box.setText(f"{picture.extent.width} x {picture.extent.height}")
        self.pace.set_choice(film.pace)
        self.role.set_choice(film.sweep.role)
        self.show_document(document)
        if film.sweep.index < min(len(self._names), _MOST_ENTRIES):
            self.entry.set_choice(str(film.sweep.index))
        for end, at in ((self.begin, film.sweep.begin), (self.end, film.sweep.end)):
            end.setText(f"{at:.10g}".replace("-", _MINUS))
        tail = film.tail if film.tail is not None else document.landscape.sight.tail
        for box, value in (
            (self.stride, film.stride), (self.fps, film.fps), (self.plays, film.plays), (self.tail, tail),
        ):  # fmt: skip
            box.setValue(value or 0)
        self.seconds.setValue(film.seconds)
        self.hold.setValue(film.hold)
        self.poster.set_choice(film.poster or "first")
        self.dress.set_choice(picture.dress)
        for switch, on in (
            (self.dark, picture.dark), (self.title, picture.title), (self.legend, picture.legend),
        ):  # fmt: skip
            switch.setChecked(on)
        self.blockSignals(False)
        self._opened = None
        with suppress(PictureError):  # which is told as what is wished now
            self._opened = (self.settings(), film)
        self._choose()

    def _suit(self) -> None:
        """Show the rows that matter, and why a format cannot be had."""
        steps = self._steps
        for rows, seen in ((self._of_steps, steps), (self._of_slider, not steps)):
            for form, field in rows:
                form.setRowVisible(field, seen)
        by_step = steps and self.pace.choice() == "step"
        self._form.setRowVisible(self.tail, self.view.choice() in _WITH_TAILS)
        self._form.setRowVisible(self.stride, by_step)
        self._form.setRowVisible(self.seconds, not by_step)
        self._form.setRowVisible(self.plays, self.kind not in VIDEO_FORMATS)
        opens = self.poster.choice() == "last" and self.kind != "apng"
        self._form.setRowVisible(self.poster_note, opens)
        problem = problem_of(self.kind)
        self.format_note.setText(problem)
        self._form.setRowVisible(self.format_note, bool(problem))

    # --- what is chosen ----------------------------------------------------------------------------------

    @property
    def kind(self) -> FilmFormat:
        """The file's format."""
        return next(kind for kind in FILM_FORMATS if kind == self.format.choice())

    @property
    def _steps(self) -> bool:
        return self.view.choice() in STEPPING

    @property
    def _role(self) -> Role:
        return next(role for role in _ROLES if role == self.role.choice())

    def settings(self) -> FilmSettings:
        """The film that is wished.

        Returns:
            Its settings. What cannot be is refused with a FilmError or a PictureError.
        """
        view = next(view for view in _VIEWS if view == self.view.choice())
        dress = self.dress.choice()
        picture = PictureSettings(
            view=view, extent=extent_of(self.size_box.text().replace(" ", ""), None, (view,)),
            dress=dress, dark=self.dark.isChecked(),  # type: ignore[arg-type]  # one of the three
            title=self.title.isChecked(), legend=self.legend.isChecked(),
        )  # fmt: skip
        video = self.kind in VIDEO_FORMATS
        wished = FilmSettings(
            picture=picture, moves="steps" if self._steps else "sweep",
            pace="step" if self.pace.choice() == "step" else "time", stride=self.stride.value(),
            seconds=self.seconds.value(), sweep=Sweep() if self._steps else self._sweep(),
            fps=self.fps.value(), plays=1 if video else self.plays.value(),
            tail=self.tail.value(), hold=self.hold.value(),
            poster="last" if self.poster.choice() == "last" else None,
        )  # fmt: skip
        return wished if self._opened is None else changed_film(wished, *self._opened)

    def _sweep(self) -> Sweep:
        ends = [_number(box.text()) for box in (self.begin, self.end)]
        return Sweep(self._role, int(self.entry.choice()), *ends)


_MINUS = "\N{MINUS SIGN}"


def _number(text: str) -> float:
    try:
        number = float(text.replace(_MINUS, "-").replace(",", "."))
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise FilmError(f"Expected a number that the slider goes to, got {text.strip() or 'none'}.")
    return number
