"""The list under the cursor that shows what may be typed next. It never takes the focus."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from jacviz.ui import theme
from jacviz.ui.function.vocabulary import Candidate

MOST_ROWS = 8
_EXPLANATION = Qt.ItemDataRole.UserRole
_GAP = 18  # pixels between a name and its explanation


class CompletionPopup(QFrame):
    """Names with one line about each.

    Signals:
        accepted(str): A name was clicked.
    """

    accepted = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        """Make the list, hidden.

        Args:
            parent: Where it lives until it is first shown.
        """
        super().__init__(parent)
        self.setProperty("role", "popover")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName("Completions")
        self._list = QListWidget(self)
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._list.setStyleSheet("QListView { border: none; background: transparent; }")
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setUniformItemSizes(True)
        self._list.setAccessibleName("Completions")
        self._list.setItemDelegate(_Row(self._list))
        self._list.itemClicked.connect(lambda item: self.accepted.emit(item.text()))
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 4, 4)
        column.addWidget(self._list)
        self.hide()

    def offer(self, candidates: list[Candidate], at: QRect, host: QWidget) -> None:
        """Show names; the one that was chosen stays chosen where it is still there.

        Args:
            candidates: At least one.
            at: The cursor, in the coordinates of `host`: the list stands under it, or above where there is
                more room.
            host: The window that the list floats over.
        """
        chosen = self.current() if self.isVisible() and self._list.currentRow() > 0 else None
        self._list.clear()
        for candidate in candidates:
            item = QListWidgetItem(candidate.name)
            item.setData(_EXPLANATION, candidate.explanation)
            item.setData(Qt.ItemDataRole.AccessibleDescriptionRole, candidate.explanation)
            self._list.addItem(item)
        names = [candidate.name for candidate in candidates]
        self._list.setCurrentRow(names.index(chosen) if chosen in names else 0)
        if self.parentWidget() is not host:
            self.setParent(host)
        self.setGeometry(self._place(candidates, at, host))
        self.show()
        self.raise_()

    def current(self) -> str:
        """The chosen name.

        Returns:
            "" where the list is empty.
        """
        item = self._list.currentItem()
        return item.text() if item is not None else ""

    def names(self) -> list[str]:
        """What is offered.

        Returns:
            From top to bottom.
        """
        return [self._list.item(row).text() for row in range(self._list.count())]

    def move_choice(self, steps: int, around: bool = True) -> None:
        """Choose a name further down (or up).

        Args:
            steps: Rows; negative ones go up.
            around: Whether the end leads to the start; a page stops there.
        """
        row = self._list.currentRow() + steps
        last = self._list.count() - 1
        self._list.setCurrentRow(row % (last + 1) if around else min(max(row, 0), last))

    def _place(self, candidates: list[Candidate], at: QRect, host: QWidget) -> QRect:
        metrics = QFontMetrics(theme.code_font())
        quiet = QFontMetrics(theme.interface_font(theme.QUIET))
        name = max(metrics.horizontalAdvance(candidate.name) for candidate in candidates)
        more = max(quiet.horizontalAdvance(candidate.explanation) for candidate in candidates)
        scale = theme.current().pixels
        width = name + (scale(_GAP) + more + 4 if more else 0) + scale(20) + 2 * 5
        if len(candidates) > MOST_ROWS:
            width += 10  # the scroll bar
        width = min(max(width, scale(160)), scale(440), host.width() - 12)
        height = min(len(candidates), MOST_ROWS) * _row_height() + 2 * 5
        room_below = host.height() - at.bottom() - 6
        if height > room_below and at.top() > room_below:
            height = min(height, at.top() - 6)
            top = at.top() - 2 - height
        else:
            height = min(height, max(room_below, _row_height() + 10))
            top = at.bottom() + 2
        left = min(max(at.left() - scale(10) - 5, 6), host.width() - width - 6)
        return QRect(QPoint(left, top), QSize(width, height))


def _row_height() -> int:
    return theme.current().pixels(24)


class _Row(QStyledItemDelegate):
    """A name at the left; what it is, quietly, behind it."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(80, _row_height())

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        rect: QRect = option.rect
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("field"))
            painter.drawRoundedRect(rect, theme.RADIUS, theme.RADIUS)
        scale = theme.current().pixels
        inner = rect.adjusted(scale(10), 0, -scale(10), 0)
        painter.setFont(theme.code_font())
        painter.setPen(theme.colour("text"))
        name = painter.fontMetrics().elidedText(str(index.data()), Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter, name)
        room = inner.adjusted(painter.fontMetrics().horizontalAdvance(name) + scale(_GAP), 0, 0, 0)
        painter.setFont(theme.interface_font(theme.QUIET))
        painter.setPen(theme.colour("quiet"))
        about = str(index.data(_EXPLANATION))
        about = painter.fontMetrics().elidedText(about, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, about)
