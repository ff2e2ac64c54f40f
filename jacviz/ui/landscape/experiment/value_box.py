"""The controls of a row: a line for typed values, a menu, buttons."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QPushButton, QStyle, QStyleOptionToolButton, QStylePainter, QWidget

from jacviz.ui import theme
from jacviz.ui.controls.buttons import IconButton
from jacviz.ui.function.flat_choice import FlatChoice
from jacviz.ui.landscape.experiment.items import Act
from jacviz.ui.vectors.number_box import NumberBox

WIDTH = 144  # of every control that holds a value, before the font scale
HEIGHT = 26
INSET = 11  # from the words to the edge
_SPARE = 2  # pixels: the parts of a text are wider than the whole by fractions


class ValueBox(NumberBox):
    """A line for a typed value, with quiet words behind it."""

    def __init__(self, name: str, tip: str, parent: QWidget | None = None) -> None:
        """Make the box.

        Args:
            name: What the value is, for screen readers.
            tip: One sentence about it.
            parent: The owner.
        """
        super().__init__(name, parent)
        self._tip = tip
        self._suffix = ""
        self.setProperty("role", "value")
        self.mark("")
        self.restyle()

    def mark(self, sentence: str, *, show: bool = False) -> None:  # noqa: D102
        super().mark(sentence, show=show)
        if not sentence:
            self.setToolTip(self._tip)
            self.setAccessibleDescription(self._tip)

    def set_suffix(self, suffix: str) -> None:
        """Show quiet words behind the value."""
        if suffix != self._suffix:
            self._suffix = suffix
            self.restyle()

    def restyle(self) -> None:
        """Take the theme's sizes over."""
        self.setFixedSize(theme.current().pixels(WIDTH), theme.current().pixels(HEIGHT))
        self.setTextMargins(0, 0, self._suffix_width(), 0)
        self.update()

    def _suffix_width(self) -> int:
        if not self._suffix:
            return 0
        metrics = QFontMetrics(theme.interface_font(theme.QUIET))
        return metrics.horizontalAdvance(self._suffix) + theme.UNIT

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        super().paintEvent(event)
        if self._suffix:
            painter = QPainter(self)
            painter.setFont(theme.interface_font(theme.QUIET))
            painter.setPen(theme.colour("quiet"))
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(self.rect().adjusted(0, 0, -INSET, 0), right, self._suffix)


class Choice(FlatChoice):
    """A flat menu as wide as the other controls, with a small mark that tells that it opens."""

    wide = True  # whether it takes the width of the column of controls

    def face(self) -> QFont:
        """The font of the words.

        Returns:
            A font of the theme.
        """
        return theme.interface_font()

    def sizeHint(self) -> QSize:  # noqa: D102
        scale = theme.current().pixels
        metrics = QFontMetrics(self.face())
        natural = metrics.horizontalAdvance(self.text()) + _SPARE + 2 * INSET + scale(15)
        return QSize(max(natural, scale(WIDTH)) if self.wide else natural, scale(HEIGHT))

    def minimumSizeHint(self) -> QSize:  # noqa: D102
        scale = theme.current().pixels
        return QSize(min(self.sizeHint().width(), scale(WIDTH)), scale(HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        painter = QStylePainter(self)
        option = QStyleOptionToolButton()
        self.initStyleOption(option)
        option.text = ""
        scale = theme.current().pixels
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.wide:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("field"))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 3.5, 3.5)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ToolButton, option)
        room = self.rect().adjusted(INSET, 0, -INSET, 0)
        paint_mark(painter, room)
        room.setRight(room.right() - scale(15))
        font = self.face()
        painter.setFont(font)
        painter.setPen(theme.colour("text" if self.isEnabled() else "quiet"))
        words = QFontMetrics(font).elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        side = Qt.AlignmentFlag.AlignRight if self.wide else Qt.AlignmentFlag.AlignLeft
        painter.drawText(room, side | Qt.AlignmentFlag.AlignVCenter, words)


def paint_mark(painter: QPainter, room: QRect) -> None:
    """Paint the small mark of what opens a menu.

    Args:
        painter: Antialiased.
        room: The mark stands at its right edge.
    """
    half = theme.current().pixels(3.5)
    round_cap, round_join = Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
    painter.setPen(QPen(theme.colour("quiet"), 1.3, c=round_cap, j=round_join))
    x, y = room.right() - half, room.center().y() + 0.5
    tips = [(x - half, y - half / 2), (x, y + half / 2), (x + half, y - half / 2)]
    painter.drawPolyline(QPolygonF([QPointF(*tip) for tip in tips]))


def word_button(text: str, name: str, handler: Callable[[], object]) -> QPushButton:
    """A quiet button that says what it does.

    Args:
        text: Its word.
        name: The same in more words, for the tooltip and screen readers.
        handler: Called on a click.

    Returns:
        The button.
    """
    button = QPushButton(text)
    button.setToolTip(name)
    button.setAccessibleName(name)
    button.setCursor(Qt.CursorShape.PointingHandCursor)
    button.setAutoDefault(False)
    button.clicked.connect(lambda: handler())
    return button


def act_button(act: Act, handler: Callable[[], object]) -> QPushButton | IconButton:
    """A button in a row.

    Args:
        act: What it does.
        handler: Called on a click.

    Returns:
        An icon, or a word.
    """
    if act.icon:
        return IconButton(act.icon, act.name, handler)
    return word_button(act.text, act.name, handler)
