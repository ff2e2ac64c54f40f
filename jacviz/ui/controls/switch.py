"""A switch: a small pill whose knob says on or off."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from jacviz.ui import theme

_WIDTH, _HEIGHT = 30, 18


class Switch(QAbstractButton):
    """On or off; space and a click turn it over. `clicked` is sent by the user alone."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """Make the switch, off.

        Args:
            name: What it switches, for screen readers.
            parent: The owner.
        """
        super().__init__(parent)
        self.setCheckable(True)
        self.setAccessibleName(name)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def sizeHint(self) -> QSize:  # noqa: D102
        scale = theme.current().pixels
        return QSize(scale(_WIDTH) + 4, scale(_HEIGHT) + 4)

    def minimumSizeHint(self) -> QSize:  # noqa: D102
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        scale = theme.current().pixels
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pill = QRectF(0, 0, scale(_WIDTH), scale(_HEIGHT))
        pill.moveCenter(QRectF(self.rect()).center())
        on, enabled = self.isChecked(), self.isEnabled()
        if self.hasFocus():
            painter.setPen(QPen(theme.colour("input_mark"), 1.5))
            painter.drawRoundedRect(pill.adjusted(-1.5, -1.5, 1.5, 1.5), pill.height(), pill.height())
        painter.setPen(Qt.PenStyle.NoPen)
        off = theme.mixed("line", "quiet", 0.35 if enabled else 0.0)
        painter.setBrush(theme.colour("accent", 1.0 if enabled else 0.4) if on else off)
        painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2)
        inset = pill.height() * 0.14
        size = pill.height() - 2 * inset
        left = pill.right() - inset - size if on else pill.left() + inset
        painter.setBrush(theme.colour("on_accent" if on else "panel"))
        painter.drawEllipse(QRectF(left, pill.top() + inset, size, size))
