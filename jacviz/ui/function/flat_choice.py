"""A flat menu whose words end where plain text ends, with room for a quiet remark behind the choice."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QPaintEvent
from PySide6.QtWidgets import QStyle, QStyleOptionToolButton, QStylePainter

from jacviz.ui import theme
from jacviz.ui.controls.buttons import ChoiceButton

INSET = 7  # pixels from the words to the button's edges, where the hover colour ends
_SPARE = 2  # pixels: the parts of a text are wider than the whole by fractions


class FlatChoice(ChoiceButton):
    """A ChoiceButton that writes its words itself, to the pixel."""

    _remark = ""
    _stale = False

    def set_remark(self, remark: str) -> None:
        """Show quiet words behind the choice; they are left out where there is no room for them."""
        if remark != self._remark:
            self._remark = remark
            self.updateGeometry()
            self.update()

    def set_stale(self, stale: bool) -> None:
        """Write quietly: what is said belongs to an older text."""
        if stale != self._stale:
            self._stale = stale
            self.update()

    @property
    def remark_fits(self) -> bool:
        """Whether the button is wide enough for the remark."""
        return bool(self._remark) and self.width() >= self.sizeHint().width()

    def sizeHint(self) -> QSize:  # noqa: D102
        metrics = QFontMetrics(theme.interface_font())
        words = f"{self.text()} {self._remark}" if self._remark else self.text()
        return QSize(metrics.horizontalAdvance(words) + _SPARE + 2 * INSET, metrics.height() + 6)

    def minimumSizeHint(self) -> QSize:  # noqa: D102
        metrics = QFontMetrics(theme.interface_font())
        width = min(metrics.horizontalAdvance(self.text()) + _SPARE, theme.current().pixels(124))
        return QSize(width + 2 * INSET, metrics.height() + 6)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        painter = QStylePainter(self)
        option = QStyleOptionToolButton()
        self.initStyleOption(option)
        option.text = ""
        painter.drawComplexControl(QStyle.ComplexControl.CC_ToolButton, option)
        font = theme.interface_font()
        metrics = QFontMetrics(font)
        painter.setFont(font)
        room = self.rect().adjusted(INSET, 0, -INSET, 0)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if self.remark_fits:
            painter.setPen(theme.colour("quiet"))
            painter.drawText(room, right, self._remark)
            room.setRight(room.right() - metrics.horizontalAdvance(f" {self._remark}"))
        painter.setPen(theme.colour("quiet" if self._stale or not self.isEnabled() else "text"))
        words = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, right, words)
