"""The preferences: a small window whose every change holds at once."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QDialog, QDoubleSpinBox, QFormLayout, QVBoxLayout, QWidget

from jacviz.session.settings import LONGEST_DEADLINE, SMALLEST_MEMORY
from jacviz.ui import theme
from jacviz.ui.controls.labels import label
from jacviz.ui.controls.number_fields import decimal
from jacviz.ui.controls.segmented import Segmented
from jacviz.ui.studio import Studio


class Preferences(QDialog):
    """Deadline, memory, appearance, type size and motion. There is no OK: what is set is in force."""

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        """Show the settings of `studio`.

        Args:
            studio: Holds the settings.
            parent: The window.
        """
        super().__init__(parent)
        self._studio = studio
        self.setWindowTitle("Preferences")
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 18, 24, 24)
        column.setSpacing(12)
        form = QFormLayout()
        form.setHorizontalSpacing(24)
        form.setVerticalSpacing(12)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        column.addWidget(label("Preferences", "title"))
        column.addLayout(form)

        settings = studio.settings
        self.appearance = Segmented(
            (("system", "System"), ("light", "Light"), ("dark", "Dark")), "Appearance"
        )
        self.appearance.set_choice(settings.appearance)
        self.appearance.chosen.connect(lambda key: self._set(appearance=key))
        form.addRow(label("Appearance", "quiet"), self.appearance)

        self.font_scale = self._number(75, 250, 5, settings.font_scale * 100, " %", "Size of all type")
        self.font_scale.setDecimals(0)
        self.font_scale.valueChanged.connect(lambda value: self._set(font_scale=value / 100))
        form.addRow(label("Type size", "quiet"), self.font_scale)

        self.motion = QCheckBox("Leave out motion")
        self.motion.setChecked(settings.reduced_motion)
        self.motion.toggled.connect(lambda on: self._set(reduced_motion=on))
        form.addRow(label("Motion", "quiet"), self.motion)

        self.deadline = self._number(
            0.1, LONGEST_DEADLINE, 1, settings.deadline, " s", "Seconds an evaluation may take"
        )
        self.deadline.valueChanged.connect(lambda value: self._set(deadline=value))
        form.addRow(label("Time for one evaluation", "quiet"), self.deadline)

        self.memory = self._number(
            SMALLEST_MEMORY, 4096, 0.5, settings.memory, " GB", "GB the engine may hold"
        )
        self.memory.valueChanged.connect(lambda value: self._set(memory=value))
        form.addRow(label("Memory of the engine", "quiet"), self.memory)

        note = "A function that takes or holds more is stopped; the window and your text stay as they are."
        column.addWidget(label(note, "quiet", wrap=True))

    def _number(
        self, low: float, high: float, step: float, value: float, unit: str, name: str
    ) -> QDoubleSpinBox:
        box = decimal(low, high, value, unit, name)
        box.setSingleStep(step)
        box.setKeyboardTracking(False)
        box.setMinimumWidth(theme.current().pixels(110))
        return box

    def _set(self, **changes: object) -> None:
        self._studio.change_settings(replace(self._studio.settings, **changes))  # type: ignore[arg-type]
