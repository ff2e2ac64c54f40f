"""How J is coloured: a quiet word at the colour bar, its popover with the four kinds and their numbers."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QRadioButton, QToolButton, QWidget

from jacviz.notation import number
from jacviz.session.document import Limits, LimitsKind
from jacviz.ui.controls.labels import label
from jacviz.ui.source import MatrixSource
from jacviz.ui.theme import UNIT
from jacviz.ui.vectors.number_box import NumberBox

_KINDS: tuple[tuple[LimitsKind, str, str], ...] = (
    ("auto", "Automatic", "the largest magnitude in J"),
    ("locked", "Locked at ±", "the same colours whatever comes"),
    ("percentile", "Percentile, %", "so many of the entries are below the full colour"),
    ("symlog", "Logarithmic from", "a fraction of the largest; linear below it"),
)
_FIELDS: dict[LimitsKind, str] = {"locked": "bound", "percentile": "percentile", "symlog": "linear"}


class LimitsButton(QToolButton):
    """The kind of limits in force; a click opens the popover."""

    def __init__(self, studio: MatrixSource, parent: QWidget | None = None) -> None:
        """Make the button.

        Args:
            studio: Where wishes go.
            parent: The board.
        """
        super().__init__(parent)
        self._studio = studio
        self.limits: Limits | None = None
        self._bound = 1.0
        self.setProperty("role", "choice")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setToolTip("How entries of J become colours")
        self.clicked.connect(self.open)

    def set_limits(self, limits: Limits) -> None:
        """Show the kind in force."""
        self.limits = limits
        words = {"auto": "auto", "locked": "locked", "symlog": "symlog"}
        text = words.get(limits.kind, f"{number(limits.percentile, 3)} %")
        if text != self.text():
            self.setText(text)
        self.setAccessibleName(f"Limits of the colours: {text}")

    def set_bound(self, bound: float) -> None:
        """Remember the magnitude of the full colour: what "locked" would lock."""
        self._bound = bound

    def open(self) -> None:
        """Show the popover above or below the button."""
        popover = LimitsPopover(self._studio, self._bound, self)
        popover.adjustSize()
        place = self.mapToGlobal(QPoint(0, self.height() + 4))
        screen = self.screen().availableGeometry()
        if place.y() + popover.height() > screen.bottom():
            place = self.mapToGlobal(QPoint(0, -popover.height() - 4))
        popover.move(place)
        popover.show()


class LimitsPopover(QFrame):
    """Four kinds, each with its number. Every change holds at once; Escape or a click outside closes."""

    def __init__(self, studio: MatrixSource, bound: float, parent: QWidget) -> None:
        """Show the limits in force.

        Args:
            studio: Where wishes go.
            bound: The magnitude of the full colour now.
            parent: The button.
        """
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("role", "popover")
        self.setAccessibleName("Limits of the colours")
        self._studio = studio
        grid = QGridLayout(self)
        grid.setContentsMargins(2 * UNIT, 2 * UNIT, 2 * UNIT, 2 * UNIT)
        grid.setHorizontalSpacing(2 * UNIT)
        grid.setVerticalSpacing(UNIT)
        grid.addWidget(label("Colours of J, symmetric about zero", "section"), 0, 0, 1, 3)
        self.radios: dict[LimitsKind, QRadioButton] = {}
        self.boxes: dict[LimitsKind, NumberBox] = {}
        limits = studio.document.limits
        for row, (kind, title, meaning) in enumerate(_KINDS, start=1):
            radio = self.radios[kind] = QRadioButton(title)
            radio.setChecked(limits.kind == kind)
            radio.toggled.connect(lambda on, kind=kind: self._choose(kind) if on else None)
            grid.addWidget(radio, row, 0)
            if kind in _FIELDS:
                box = self.boxes[kind] = NumberBox(f"{title}: number")
                box.setFixedWidth(84)
                now = kind == "locked" and limits.kind != "locked"  # what locking would hold fast
                shown = bound if now else getattr(limits, _FIELDS[kind])
                box.set_value(float(f"{shown:.6g}"))
                box.entered.connect(lambda kind=kind: self._choose(kind))
                box.textEdited.connect(lambda _, kind=kind: self._typed(kind))
                grid.addWidget(box, row, 1)
            grid.addWidget(label(meaning, "quiet"), row, 2)
        self.radios[limits.kind].setFocus(Qt.FocusReason.PopupFocusReason)

    def _typed(self, kind: LimitsKind) -> None:
        if self.radios[kind].isChecked():
            self._choose(kind)
        else:
            self.radios[kind].setChecked(True)

    def _choose(self, kind: LimitsKind) -> None:
        limits = replace(self._studio.document.limits, kind=kind)
        box = self.boxes.get(kind)
        if box is not None:
            try:
                limits = _with_number(limits, kind, box.value())
            except ValueError as problem:
                box.mark(str(problem))
                return
            box.mark("")
        if not self.radios[kind].isChecked():
            self.radios[kind].setChecked(True)
        self._studio.update(replace(self._studio.document, limits=limits), merge="limits")

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: D102
        if event.key() in {Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.close()
        else:
            super().keyPressEvent(event)


def _with_number(limits: Limits, kind: LimitsKind, value: float) -> Limits:
    # Raises ValueError where the number makes no sense; the message says what would.
    if kind == "locked":
        if not 0 < value < float("inf"):
            raise ValueError("Expected a number above 0.")
        return replace(limits, bound=value)
    if kind == "percentile":
        if not 0 < value <= 100:
            raise ValueError("Expected a percentage above 0 and at most 100.")
        return replace(limits, percentile=value)
    if not 0 < value < 1:
        raise ValueError("Expected a fraction between 0 and 1.")
    return replace(limits, linear=value)
