"""How f is differentiated: with respect to what, in which mode, how precisely, where; and what that took."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QEvent, QSize, QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from jacviz.engine.messages import JacobianAnswer
from jacviz.notation import duration, passes
from jacviz.session.results import Results
from jacviz.ui import theme
from jacviz.ui.controls.labels import label
from jacviz.ui.controls.segmented import Segmented
from jacviz.ui.function import wording
from jacviz.ui.function.flat_choice import INSET, FlatChoice
from jacviz.ui.studio import Studio

_MODES = (("auto", "auto"), ("forward", "forward"), ("reverse", "reverse"))
_PRECISIONS = (("float64", "float64"), ("float32", "float32"))
_CALM = 200  # ms between two times shown: while a slider is dragged they come sixty times a second


class Differentiate(QWidget):
    """The section below the editor; every wish goes through the studio."""

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        """Build the rows.

        Args:
            studio: What is shown and where wishes go.
            parent: The owner.
        """
        super().__init__(parent)
        self._studio = studio
        self._answer: JacobianAnswer | None = None
        self._busy = ""
        self.variable = Segmented((("x", "with respect to x"), ("theta", "θ")), "Differentiate")
        self.mode = FlatChoice(_MODES, "Mode")
        self.time = label("", "body")
        self.precision = FlatChoice(_PRECISIONS, "Precision")
        self.device = FlatChoice((("cpu", "CPU"),), "Device")
        self.shapes = label("", "body")
        self.parameters = label("", "body")
        self._rows: dict[str, QWidget] = {}
        self._build()
        self.variable.chosen.connect(lambda key: self._wish(wrt=key))
        self.mode.chosen.connect(lambda key: self._wish(mode=key))
        self.precision.chosen.connect(lambda key: self._wish(precision=key))
        self.device.chosen.connect(lambda key: self._wish(device=key))
        self._calm = QTimer(self)
        self._calm.setSingleShot(True)
        self._calm.setInterval(_CALM)
        self._calm.timeout.connect(self._show_time)
        self._show_answer(None)
        self._show_time()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.UNIT)
        column.addWidget(label("Differentiate", "section"))
        column.addWidget(self.variable)
        self._column = QVBoxLayout()
        self._column.setContentsMargins(0, 3, 0, 0)
        self._column.setSpacing(0)
        column.addLayout(self._column)
        self._add("Mode", self.mode)
        self._add("Time", self.time)
        self._add("Precision", self.precision)
        self._add("Device", self.device)
        self._add("Shapes", self.shapes)
        self._add("Parameters", self.parameters)

    def _add(self, title: str, value: QWidget) -> None:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.UNIT)
        line.addWidget(label(title, "quiet"))
        line.addStretch(1)
        line.addWidget(value)
        row.setFixedHeight(_height())
        self._column.addWidget(row)
        self._rows[title] = row
        if isinstance(value, QLabel):
            value.setContentsMargins(0, 0, INSET, 0)
            value.setAccessibleName(title)

    # --- showing -----------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show the studio's document and results."""
        document, results = self._studio.document, self._studio.results
        answer = results.jacobian
        self._show_variable(answer)
        if self.precision.choice() != document.precision:
            self.precision.set_choice(document.precision)
        self._show_devices(results)
        if answer is not self._answer:
            fresh = self._answer is None or answer is None
            self._answer = answer
            self._show_answer(answer)
            if fresh or not self._calm.isActive():
                self._show_time()
                self._calm.start()
        self._show_mode(answer)
        self._show_stale(results.stale)

    def _show_stale(self, stale: bool) -> None:
        role = "quiet" if stale else "body"
        if self.time.property("role") != role:
            self.mode.set_stale(stale)
            for value in (self.time, self.shapes, self.parameters):
                value.setProperty("role", role)
                value.style().unpolish(value)
                value.style().polish(value)

    def _show_variable(self, answer: JacobianAnswer | None) -> None:
        wrt = self._studio.document.wrt
        if self.variable.choice() != wrt:
            self.variable.set_choice(wrt)
        possible = wrt == "theta" or (answer is not None and len(answer.parameters) > 0)
        theta = self.variable.button("theta")
        if theta.isEnabled() != possible or not theta.toolTip():
            theta.setEnabled(possible)
            theta.setToolTip(
                "Differentiate with respect to the parameters" if possible else
                "f takes no parameters: declare some (parameters: a, b), or write f(x, theta) in Python"
            )  # fmt: skip

    def _show_answer(self, answer: JacobianAnswer | None) -> None:
        shapes = wording.shapes(answer) if answer else ""
        count = len(answer.parameters) if answer else 0
        for title, value, text in (
            ("Shapes", self.shapes, shapes),
            ("Parameters", self.parameters, f"{count:,}" if count else ""),
        ):
            if value.text() != text:
                value.setText(text)
            self._set_row_visible(title, bool(text))

    def _show_mode(self, answer: JacobianAnswer | None) -> None:
        wished = self._studio.document.mode
        if answer is None:
            text, other, tip = str(wished), "", "Mode"
        else:
            text = f"{answer.mode}, {passes(answer.passes)}"
            other = wording.other_mode(answer)
            asked = "The faster mode is chosen by itself" if wished == "auto" else f"Asked for {wished} mode"
            tip = f"{text} {other}\n{asked}"
        if (self.mode.choice(), self.mode.text()) != (wished, text):
            self.mode.set_choice(wished, text)
            self.mode.updateGeometry()
        self.mode.set_remark(other)
        if self.mode.toolTip() != tip:
            self.mode.setToolTip(tip)

    def _show_devices(self, results: Results) -> None:
        present = self._studio.document.device
        names = results.devices if present in results.devices else (*results.devices, present)
        if self.device.keys() != names:
            self.device.set_choices([(name, wording.device(name)) for name in names])
        if self.device.choice() != present:
            self.device.set_choice(present)
        self._set_row_visible("Device", len(names) > 1)

    def show_busy(self, text: str) -> None:
        """Say in the row of the time what is going on.

        Args:
            text: Such as "computing, 2 s"; "" shows the time that the last answer took.
        """
        self._busy = text
        self._show_time()

    def _show_time(self) -> None:
        text = self._busy or (duration(self._answer.seconds) if self._answer else "–")
        if self.time.text() != text:
            self.time.setText(text)

    def _set_row_visible(self, title: str, visible: bool) -> None:
        row = self._rows[title]
        if row.isVisibleTo(self) != visible:
            row.setVisible(visible)

    def changeEvent(self, event: QEvent) -> None:  # noqa: D102
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_rows"):
            for row in self._rows.values():
                row.setFixedHeight(_height())

    def minimumSizeHint(self) -> QSize:  # noqa: D102
        return QSize(160, super().minimumSizeHint().height())

    def _wish(self, **changes: Any) -> None:
        self._studio.update(replace(self._studio.document, **changes))


def _height() -> int:
    return theme.current().pixels(27)
