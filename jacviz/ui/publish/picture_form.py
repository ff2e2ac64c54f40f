"""What a picture is to be, as a form: views, format, size, theme, what stands around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from jacviz.session.picture import (
    PICTURE_FORMATS,
    VIEWS,
    Extent,
    PictureError,
    PictureFormat,
    PictureSettings,
    View,
    extent_of,
    fitting_dpi,
    millimetres_of,
)
from jacviz.ui import theme
from jacviz.ui.controls.buttons import ChoiceButton
from jacviz.ui.controls.labels import label
from jacviz.ui.controls.segmented import Segmented
from jacviz.ui.publish.pages import VIEW_KINDS

_PRESETS = {  # width, height, unit, pixels an inch; None: as fits
    "screen": ("1600", "1000", "px", None),
    "slide": ("1920", "1080", "px", None),
    "column": ("85", "60", "mm", 300),
    "page": ("170", "110", "mm", 300),
    "4k": ("3840", "2160", "px", None),
    "8k": ("7680", "4320", "px", None),
}
_PRESET_WORDS = (
    ("screen", "Screen, 1600 x 1000"), ("slide", "Slide, 1920 x 1080"), ("column", "Column, 85 x 60 mm"),
    ("page", "Page, 170 x 110 mm"), ("4k", "4K"), ("8k", "8K"), ("own", "Own size"),
)  # fmt: skip
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
        self.preset = ChoiceButton(_PRESET_WORDS, "Size")
        self.width_box, self.height_box, self.dpi = QLineEdit(), QLineEdit(), QLineEdit()
        self.unit = Segmented((("px", "px"), ("mm", "mm")), "Unit")
        self.dress = Segmented((("screen", "Screen"), ("slide", "Slide"), ("paper", "Paper")), "Theme")
        self.dark, self.transparent = QCheckBox("Dark"), QCheckBox("Transparent")
        self.font_scale = QSpinBox()
        self.title, self.legend = QCheckBox("Title"), QCheckBox("Legend")
        self.colour_bar, self.cells = QCheckBox("Colour bar"), QCheckBox("J as cells")
        self.caption = QPlainTextEdit()
        self.step = QSpinBox()
        self._opened: PictureSettings | None = None  # the picture that was opened last
        self._opened_size: tuple[str, ...] = ()
        self._furnish()
        self._arrange()
        self._connect()
        self.views["jacobian"].setChecked(True)
        self._choose_preset("screen")

    def _furnish(self) -> None:
        px = theme.current().pixels
        for box, name in (
            (self.width_box, "Width"), (self.height_box, "Height"), (self.dpi, "Pixels an inch"),
        ):  # fmt: skip
            box.setAccessibleName(name)
            box.setToolTip(name)
            box.setFixedWidth(px(56))
        self.font_scale.setRange(50, 400)
        self.font_scale.setSingleStep(10)
        self.font_scale.setValue(100)
        self.font_scale.setSuffix(" %")
        self.font_scale.setAccessibleName("Type size")
        self.step.setAccessibleName("Step of the descent")
        self.step.setToolTip("Step of the descent that is shown")
        self.step.setGroupSeparatorShown(True)
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
        size = _row(self.width_box, label("x", "quiet"), self.height_box, self.unit)
        for word, field in (
            ("Format", self.format), ("Size", self.preset), ("", size),
            ("dpi", self.dpi), ("Theme", self.dress), ("Ground", _row(self.dark, self.transparent)),
            ("Type", self.font_scale), ("With", _row(self.title, self.legend)),
            ("", _row(self.colour_bar, self.cells)), ("Step", self.step),
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
        self.preset.chosen.connect(self._choose_preset)
        self.unit.chosen.connect(self._choose_unit)
        for field in (self.width_box, self.height_box, self.dpi):
            field.textEdited.connect(self._type_size)
        self.font_scale.valueChanged.connect(lambda _: self.changed.emit())
        self.caption.textChanged.connect(self.changed)
        self.step.valueChanged.connect(self.step_wished)

    # --- what is chosen ----------------------------------------------------------------------------------

    def _choose_view(self, view: View) -> None:
        if not self.chosen_views:
            self.views[view].setChecked(True)  # a page shows something
            return
        self._fit_dpi()
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
        self._fit_dpi()
        self.changed.emit()

    def show_settings(self, settings: PictureSettings) -> None:
        """Wish for the same picture as another one; its step is the playhead's affair.

        Args:
            settings: How the other one was made.
        """
        self.blockSignals(True)
        self._opened = settings
        extent = settings.extent
        self.preset.set_choice("own")
        self.unit.set_choice("px")
        self.width_box.setText(str(extent.width))
        self.height_box.setText(str(extent.height))
        self.dpi.setText(f"{extent.dpi:.4g}")
        self._opened_size = self._size_texts()
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

    def _size_texts(self) -> tuple[str, ...]:
        return (*(box.text() for box in (self.width_box, self.height_box, self.dpi)), self.unit.choice())

    def _fit_dpi(self) -> None:
        width, height, unit, dpi = _PRESETS.get(self.preset.choice(), ("", "", "", None))
        if unit == "px" and dpi is None:
            self.dpi.setText(f"{fitting_dpi(int(width), int(height), self.chosen_views):.0f}")

    def _choose_preset(self, key: str) -> None:
        if key not in _PRESETS:
            return
        width, height, unit, dpi = _PRESETS[key]
        self.preset.set_choice(key)
        self.width_box.setText(width)
        self.height_box.setText(height)
        self.unit.set_choice(unit)
        self.dpi.setText(f"{dpi or 96}")
        self._fit_dpi()
        if key == "slide":
            self.dress.set_choice("slide")
        elif unit == "mm":
            self.dress.set_choice("paper")
        self.changed.emit()

    def _choose_unit(self, unit: str) -> None:
        """The same size in the other unit."""
        try:
            dpi = float(self.dpi.text())
            factor = 25.4 / dpi if unit == "mm" else dpi / 25.4
            for box in (self.width_box, self.height_box):
                value = float(box.text()) * factor
                box.setText(f"{value:.0f}" if unit == "px" else f"{value:.4g}")
        except (ValueError, ZeroDivisionError):
            pass  # what is typed is no size: it is told
        self.preset.set_choice("own")
        self.changed.emit()

    def _type_size(self) -> None:
        self.preset.set_choice("own")
        self.changed.emit()

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
            view=views[0], beside=views[1:], extent=self._extent(),
            dark=self.dark.isChecked(), ground="transparent" if self.transparent.isChecked() else "solid",
            font_scale=self.font_scale.value() / 100, title=self.title.isChecked(),
            legend=self.legend.isChecked(), colour_bar=self.colour_bar.isChecked(),
            caption=self.caption.toPlainText(), cells=self.cells.isChecked(), step=self.step.value(),
        )  # fmt: skip
        return replace(made, dress=dress)  # type: ignore[arg-type]  # one of the three

    def _extent(self) -> Extent:
        if self._opened is not None and self._size_texts() == self._opened_size:
            return self._opened.extent  # to the last digit
        asked = f"{self.width_box.text().strip()}x{self.height_box.text().strip()}"
        try:
            dpi = float(self.dpi.text())
        except ValueError:
            typed = self.dpi.text() or "none"
            raise PictureError(f"Expected a resolution such as 300 dpi, got {typed}.") from None
        return millimetres_of(asked, dpi) if self.unit.choice() == "mm" else extent_of(asked, dpi)


def _row(*parts: QWidget) -> QWidget:
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme.UNIT)
    for part in parts:
        row.addWidget(part)
    row.addStretch(1)
    return made
