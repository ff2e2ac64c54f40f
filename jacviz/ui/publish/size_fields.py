"""How large a picture is to be: a size that is usual, or one's own, in pixels or millimetres."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QWidget

from jacviz.session.picture import Extent, PictureError, View, extent_of, fitting_dpi, millimetres_of
from jacviz.ui import theme
from jacviz.ui.controls.buttons import ChoiceButton
from jacviz.ui.controls.labels import label
from jacviz.ui.controls.segmented import Segmented

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


class SizeFields(QObject):
    """The fields of a size; a form puts them where it likes.

    Signals:
        changed(): Another size is wished.
        dress_wished(str): A size was chosen that goes with a theme.

    Attributes:
        preset: The usual sizes.
        sides: Width, height and their unit in a row.
        dpi: Pixels an inch.
    """

    changed = Signal()
    dress_wished = Signal(str)

    def __init__(self, views: Callable[[], Sequence[View]], parent: QObject) -> None:
        """Nothing is chosen yet.

        Args:
            views: Tells what the picture shows, for a resolution that suits it.
            parent: The owner.
        """
        super().__init__(parent)
        self._views = views
        self.preset = ChoiceButton(_PRESET_WORDS, "Size", in_form=True)
        self.width_box, self.height_box, self.dpi = QLineEdit(), QLineEdit(), QLineEdit()
        self.unit = Segmented((("px", "px"), ("mm", "mm")), "Unit")
        for box, name in (
            (self.width_box, "Width"), (self.height_box, "Height"), (self.dpi, "Pixels an inch"),
        ):  # fmt: skip
            box.setAccessibleName(name)
            box.setToolTip(name)
            box.setFixedWidth(theme.current().pixels(56))
            box.textEdited.connect(self._type)
        self.sides = in_a_row(self.width_box, label("x", "quiet"), self.height_box, self.unit)
        self.preset.chosen.connect(self.choose_preset)
        self.unit.chosen.connect(self._choose_unit)
        self._opened: Extent | None = None  # of the picture that was opened last
        self._opened_texts: tuple[str, ...] = ()

    def show_extent(self, extent: Extent) -> None:
        """Wish for the size of another picture.

        Args:
            extent: Its size.
        """
        self.preset.set_choice("own")
        self.unit.set_choice("px")
        self.width_box.setText(str(extent.width))
        self.height_box.setText(str(extent.height))
        self.dpi.setText(f"{extent.dpi:.4g}")
        self._opened, self._opened_texts = extent, self._texts()

    def _texts(self) -> tuple[str, ...]:
        return (*(box.text() for box in (self.width_box, self.height_box, self.dpi)), self.unit.choice())

    def fit_dpi(self) -> None:
        """Take the resolution that suits what is shown, where the size leaves it open."""
        width, height, unit, dpi = _PRESETS.get(self.preset.choice(), ("", "", "", None))
        if unit == "px" and dpi is None:
            self.dpi.setText(f"{fitting_dpi(int(width), int(height), self._views()):.0f}")

    def choose_preset(self, key: str) -> None:
        """Wish for a usual size.

        Args:
            key: Its key; others are one's own.
        """
        if key not in _PRESETS:
            return
        width, height, unit, dpi = _PRESETS[key]
        self.preset.set_choice(key)
        self.width_box.setText(width)
        self.height_box.setText(height)
        self.unit.set_choice(unit)
        self.dpi.setText(f"{dpi or 96}")
        self.fit_dpi()
        if key == "slide":
            self.dress_wished.emit("slide")
        elif unit == "mm":
            self.dress_wished.emit("paper")
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

    def _type(self) -> None:
        self.preset.set_choice("own")
        self.changed.emit()

    def extent(self) -> Extent:
        """The size that is wished.

        Returns:
            What is typed.

        Raises:
            PictureError: It is no size.
        """
        if self._opened is not None and self._texts() == self._opened_texts:
            return self._opened  # to the last digit
        asked = f"{self.width_box.text().strip()}x{self.height_box.text().strip()}"
        try:
            dpi = float(self.dpi.text())
        except ValueError:
            typed = self.dpi.text() or "none"
            raise PictureError(f"Expected a resolution such as 300 dpi, got {typed}.") from None
        return millimetres_of(asked, dpi) if self.unit.choice() == "mm" else extent_of(asked, dpi)


def in_a_row(*parts: QWidget) -> QWidget:
    """Widgets side by side, from the left.

    Args:
        *parts: The widgets.

    Returns:
        What holds them.
    """
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    switches = all(isinstance(part, QCheckBox) for part in parts)  # whose boxes must not stand at other words
    row.setSpacing(2 * theme.UNIT if switches else theme.UNIT)
    for part in parts:
        row.addWidget(part)
    row.addStretch(1)
    return made
