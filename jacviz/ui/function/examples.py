"""The examples as a list under their button; typing narrows it."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from jacviz.ui import theme
from jacviz.ui.controls.labels import label

if TYPE_CHECKING:
    from jacviz.session.examples import Example

_NAME, _SENTENCE, _LANGUAGE = (Qt.ItemDataRole.UserRole + number for number in range(3))
_WIDTH, _HEIGHT = 380, 460


class ExamplesPopup(QFrame):
    """Title and sentence of each example, with a field that narrows the list.

    Signals:
        chosen(str): The name of the example that the user wants.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        """Make the list, hidden; the examples are read when it is first opened.

        Args:
            parent: The owner.
        """
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setProperty("role", "popover")
        self.setAccessibleName("Examples")
        self._examples: tuple[Example, ...] = ()
        self.field = QLineEdit()
        self.field.setPlaceholderText("Search the examples")
        self.field.setAccessibleName("Search the examples")
        self.field.installEventFilter(self)
        self.list = QListWidget()
        self.list.setAccessibleName("Examples")
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setStyleSheet("QListView { border: none; background: transparent; }")
        self.list.setItemDelegate(_Row(self.list))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.list.setMouseTracking(True)
        self._nothing = label("No example fits.", "quiet")
        self._nothing.setContentsMargins(12, 6, 12, 6)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.UNIT, theme.UNIT, theme.UNIT, theme.UNIT)
        column.setSpacing(theme.UNIT)
        column.addWidget(self.field)
        column.addWidget(self._nothing)
        column.addWidget(self.list, 1)
        self.field.textChanged.connect(self._narrow)
        self.list.itemClicked.connect(self._take)

    def open(self, anchor: QWidget, window: QWidget) -> None:
        """Show all examples below a button.

        Args:
            anchor: The button.
            window: The window that the list should stay over where it can.
        """
        if not self._examples:
            from jacviz.session.examples import all_examples

            self._examples = tuple(all_examples())
        self.field.clear()
        self._narrow("")
        scale = theme.current().pixels
        below = anchor.mapToGlobal(QPoint(0, anchor.height() + 4))
        corner = window.mapToGlobal(QPoint(window.width(), window.height()))
        width = min(scale(_WIDTH), max(window.width() - 24, 240))
        height = min(scale(_HEIGHT), max(corner.y() - below.y() - 12, 240))
        left = max(min(below.x(), corner.x() - width - 12), window.mapToGlobal(QPoint(12, 0)).x())
        self.setGeometry(left, below.y(), width, height)
        self.show()
        self.field.setFocus()

    def shown_names(self) -> list[str]:
        """The examples in the list.

        Returns:
            Their names, from top to bottom.
        """
        return [self.list.item(row).data(_NAME) for row in range(self.list.count())]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrow keys in the field move in the list; Enter takes.

        Returns:
            True where the event is used up.
        """
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 6, Qt.Key.Key_PageUp: -6}
        step = steps.get(Qt.Key(event.key()))
        if step is not None:
            self.list.setCurrentRow(min(max(self.list.currentRow() + step, 0), self.list.count() - 1))
            return True
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.list.currentItem() is not None:
                self._take(self.list.currentItem())
            return True
        return super().eventFilter(watched, event)

    def _narrow(self, text: str) -> None:
        words = text.casefold().split()
        self.list.clear()
        for example in self._examples:
            whole = f"{example.title} {example.about} {example.name} {example.language}".casefold()
            if all(word in whole for word in words):
                item = QListWidgetItem(example.title)
                item.setData(_NAME, example.name)
                item.setData(_SENTENCE, example.about)
                item.setData(_LANGUAGE, "Python" if example.language == "python" else "")
                item.setData(Qt.ItemDataRole.AccessibleDescriptionRole, example.about)
                self.list.addItem(item)
        self.list.setCurrentRow(0)
        self._nothing.setVisible(self.list.count() == 0)

    def _take(self, item: QListWidgetItem) -> None:
        name = str(item.data(_NAME))
        self.hide()
        self.chosen.emit(name)


@lru_cache(maxsize=256)
def _height(sentence: str, width: int, scale: float) -> int:
    room = QRect(0, 0, width, 1000)
    metrics = QFontMetrics(theme.interface_font(theme.QUIET))  # which `scale` stands for
    return metrics.boundingRect(room, Qt.TextFlag.TextWordWrap, sentence).height()


class _Row(QStyledItemDelegate):
    """The title, and below it the sentence in as many lines as it needs."""

    _PADDING = 7

    def _fonts(self) -> tuple[QFont, QFont]:
        return theme.interface_font(theme.BODY, QFont.Weight.Medium), theme.interface_font(theme.QUIET)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        title, _ = self._fonts()
        view = self.parent()
        width = view.viewport().width() if isinstance(view, QListWidget) else _WIDTH
        below = _height(str(index.data(_SENTENCE)), width - 24, theme.current().scale)
        return QSize(80, QFontMetrics(title).height() + 2 + below + 2 * self._PADDING)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        rect: QRect = option.rect
        state = option.state
        if state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            chosen = bool(state & QStyle.StateFlag.State_Selected)
            painter.setBrush(theme.colour("field", 1.0 if chosen else 0.5))
            painter.drawRoundedRect(rect, theme.RADIUS, theme.RADIUS)
        title, quiet = self._fonts()
        inner = rect.adjusted(12, self._PADDING, -12, -self._PADDING)
        painter.setFont(title)
        painter.setPen(theme.colour("text"))
        painter.drawText(inner, Qt.AlignmentFlag.AlignTop, str(index.data()))
        painter.setFont(quiet)
        painter.setPen(theme.colour("quiet"))
        corner = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight
        painter.drawText(inner, corner, str(index.data(_LANGUAGE)))
        below = inner.adjusted(0, QFontMetrics(title).height() + 2, 0, 0)
        wrapped = Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
        painter.drawText(below, wrapped, str(index.data(_SENTENCE)))
