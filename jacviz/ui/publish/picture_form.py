"""What a picture is to be, as a form: views, format, size, theme, what stands around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFormLayout,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from jacviz.session.picture import (
    PICTURE_FORMATS,
    VIEWS,
    PictureFormat,
    PictureSettings,
    View,
)
from jacviz.ui import theme
from jacviz.ui.controls.labels import label
from jacviz.ui.controls.number_fields import whole
from jacviz.ui.controls.segmented import Segmented
from jacviz.ui.publish.pages import VIEW_KINDS
from jacviz.ui.publish.size_fields import SizeFields, in_a_row

_FORMAT_WORDS = {"png": "PNG", "svg": "SVG", "pdf": "PDF", "webp": "WebP"}


class PictureForm(QWidget):
    """The form.

    Signals:
        changed(): Another picture is wished.
        step_wished(int): Another step is to be shown.
    """

    changed = Signal()
    step_wished = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.views = {view: QCheckBox(VIEW_KINDS[view].title) for view in VIEWS}
        self.format = Segmented([(kind, _FORMAT_WORDS[kind]) for kind in PICTURE_FORMATS], "Format")
        self.size_fields = SizeFields(lambda: self.chosen_views, self)
        self.dress = Segmented((("screen", "Screen"), ("slide", "Slide"), ("paper", "Paper")), "Theme")
        self.dark, self.transparent = QCheckBox("Dark"), QCheckBox("Transparent")
        self.font_scale = whole(50, 400, 100, " %", "Type size")
        self.title, self.legend = QCheckBox("Title"), QCheckBox("Legend")
        self.colour_bar, self.cells = QCheckBox("Colour bar"), QCheckBox("J as cells")
        self.caption = QPlainTextEdit()
        self.step = whole(0, 99, 0, "", "Step of the descent")
        self._opened: PictureSettings | None = None  # the picture that was opened last
        self._furnish()
        self._arrange()
        self._connect()
        self.views["jacobian"].setChecked(True)
        self.size_fields.choose_preset("screen")

    def _furnish(self) -> None:
        px = theme.current().pixels
        self.font_scale.setSingleStep(10)
        self.step.setToolTip("Step of the descent that is shown")
        self.caption.setAccessibleName("Caption")
        self.caption.setPlaceholderText("Caption")
        self.caption.setTabChangesFocus(True)
        self.caption.setFixedHeight(px(52))
        self.caption.setStyleSheet("QPlainTextEdit { background: palette(alternate-base); }")
        self.cells.setToolTip("In SVG and PDF up to 64 x 64 entries are shapes of their own; else an image")
        for switch in (self.legend, self.colour_bar, self.cells):
            switch.setChecked(True)

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * theme.UNIT)
        column.addWidget(label("Shows", "section"))
        views = QVBoxLayout()
        views.setSpacing(theme.UNIT // 2)
        for box in self.views.values():
            views.addWidget(box)
        column.addLayout(views)
        form = QFormLayout()
        form.setHorizontalSpacing(3 * theme.UNIT)
        form.setVerticalSpacing(theme.UNIT + 2)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        size = self.size_fields
        for word, field in (
            ("Format", self.format), ("Size", size.preset), ("", size.sides),
            ("dpi", size.dpi), ("Theme", self.dress), ("Ground", in_a_row(self.dark, self.transparent)),
            ("Type", self.font_scale), ("With", in_a_row(self.title, self.legend)),
            ("", in_a_row(self.colour_bar, self.cells)), ("Step", self.step),
        ):  # fmt: skip
            form.addRow(label(word, "quiet"), field)
        column.addLayout(form)
        column.addWidget(self.caption)
        column.addStretch(1)

    def _connect(self) -> None:
        for view, box in self.views.items():
            box.clicked.connect(lambda _=False, view=view: self._choose_view(view))
        for switch in (self.dark, self.transparent, self.title, self.legend, self.colour_bar, self.cells):
            switch.toggled.connect(lambda _: self.changed.emit())
        for choice in (self.format, self.dress):
            choice.chosen.connect(lambda _: self.changed.emit())
        self.size_fields.changed.connect(self.changed)
        self.size_fields.dress_wished.connect(self.dress.set_choice)
        self.font_scale.valueChanged.connect(lambda _: self.changed.emit())
        self.caption.textChanged.connect(self.changed)
        self.step.valueChanged.connect(self.step_wished)

    # --- what is chosen ----------------------------------------------------------------------------------

    def _choose_view(self, view: View) -> None:
        if not self.chosen_views:
            self.views[view].setChecked(True)  # a page shows something
            return
        self.size_fields.fit_dpi()
        self.changed.emit()

    @property
    def chosen_views(self) -> tuple[View, ...]:
        """What is to stand on the page."""
        chosen = tuple(view for view, box in self.views.items() if box.isChecked())
        return self._opened.views if self._opened and set(chosen) == set(self._opened.views) else chosen

    def show_views(self, views: Sequence[View]) -> None:
        """Wish for other views.

        Args:
            views: At least one.
        """
        for view, box in self.views.items():
            box.setChecked(view in views)
        self.size_fields.fit_dpi()
        self.changed.emit()

    def show_settings(self, settings: PictureSettings) -> None:
        """Wish for the same picture as another one; its step is the playhead's affair.

        Args:
            settings: How the other one was made.
        """
        self.blockSignals(True)
        self._opened = settings
        self.size_fields.show_extent(settings.extent)
        self.dress.set_choice(settings.dress)
        self.transparent.setChecked(settings.ground == "transparent")
        for switch, on in (
            (self.dark, settings.dark), (self.title, settings.title), (self.legend, settings.legend),
            (self.colour_bar, settings.colour_bar), (self.cells, settings.cells),
        ):  # fmt: skip
            switch.setChecked(on)
        self.font_scale.setValue(round(100 * settings.font_scale))
        self.caption.setPlainText(settings.caption)
        self.blockSignals(False)
        self.show_views(settings.views)

    def show_step(self, step: int, length: int) -> None:
        """Show the step in force, without a signal.

        Args:
            step: 0 to `length`.
            length: Steps that there are.
        """
        self.step.blockSignals(True)
        self.step.setRange(0, max(length, 0))
        self.step.setValue(step)
        self.step.setEnabled(length > 0)
        self.step.blockSignals(False)

    @property
    def kind(self) -> PictureFormat:
        """The file's format."""
        chosen = self.format.choice()
        return next(kind for kind in PICTURE_FORMATS if kind == chosen)

    def settings(self) -> PictureSettings:
        """The picture that is wished.

        Returns:
            Its settings. What cannot be is refused with a PictureError.
        """
        views = self.chosen_views
        dress = self.dress.choice()
        made = PictureSettings(
            view=views[0], beside=views[1:], extent=self.size_fields.extent(),
            dark=self.dark.isChecked(), ground="transparent" if self.transparent.isChecked() else "solid",
            font_scale=self.font_scale.value() / 100, title=self.title.isChecked(),
            legend=self.legend.isChecked(), colour_bar=self.colour_bar.isChecked(),
            caption=self.caption.toPlainText(), cells=self.cells.isChecked(), step=self.step.value(),
        )  # fmt: skip
        return replace(made, dress=dress)  # type: ignore[arg-type]  # one of the three
