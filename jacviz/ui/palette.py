"""The command palette: every action by its name, from the keyboard (Ctrl+K)."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from jacviz.ui import theme
from jacviz.ui.actions import Actions, Entry
from jacviz.ui.controls.labels import label

_SHORTCUT = Qt.ItemDataRole.UserRole + 1


class CommandPalette(QFrame):
    """A field and a list over the window; typing narrows the list, Enter takes the action."""

    def __init__(
        self, window: QWidget, actions: Actions, more: Callable[[], tuple[Entry, ...]] = tuple
    ) -> None:
        """Make the palette, hidden.

        Args:
            window: The window that it floats over.
            actions: What it offers.
            more: What it finds besides, where something was typed; asked once, at the first opening.
        """
        super().__init__(window, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self._window, self._actions = window, actions
        self._find_more = more
        self._more: dict[str, Entry] | None = None
        self.setProperty("role", "popover")
        self.setAccessibleName("Command palette")
        self.field = QLineEdit()
        self.field.setPlaceholderText("What would you like to do?")
        self.field.setAccessibleName("Search the commands")
        self._list = QListWidget()
        self._list.setAccessibleName("Commands")
        self._list.setItemDelegate(_CommandDelegate(self._list))
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setProperty("role", "plain")
        self._nothing = label("No command matches.", "quiet")
        self._nothing.setContentsMargins(10, theme.UNIT, 10, theme.UNIT)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.UNIT, theme.UNIT, theme.UNIT, theme.UNIT)
        column.setSpacing(theme.UNIT)
        column.addWidget(self.field)
        column.addWidget(self._nothing)
        column.addWidget(self._list, 1)
        self.field.textChanged.connect(self._narrow)
        self._list.itemClicked.connect(self._take)
        self.field.installEventFilter(self)

    def open(self) -> None:
        """Show the palette, empty, in the upper middle of the window."""
        scale = theme.current().scale
        self._actions.refresh()
        if self._more is None:
            self._more = {entry.id: entry for entry in self._find_more()}
        self.field.clear()
        self._narrow("")
        width, height = round(520 * scale), round(380 * scale)
        middle = self._window.mapToGlobal(self._window.rect().center())
        top = self._window.mapToGlobal(self._window.rect().topLeft()).y() + 72
        self.setGeometry(middle.x() - width // 2, top, width, height)
        self.show()
        self.field.setFocus()

    def titles(self) -> list[str]:
        """What the list offers at the moment.

        Returns:
            Titles from top to bottom.
        """
        return [self._list.item(row).text() for row in range(self._list.count())]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrow keys in the field move in the list; Enter takes.

        Returns:
            True where the event is used up.
        """
        if watched is self.field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
                step = 1 if event.key() == Qt.Key.Key_Down else -1
                count = max(self._list.count(), 1)
                self._list.setCurrentRow((self._list.currentRow() + step) % count)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                current = self._list.currentItem()
                if current is not None:
                    self._take(current)
                return True
        return super().eventFilter(watched, event)

    def _narrow(self, text: str) -> None:
        self._list.clear()
        more = self._more if self._more is not None and text.strip() else {}
        for entry in ranked(text, (*self._actions.entries, *more.values())):
            enabled = entry.id in more or self._actions[entry.id].isEnabled()
            if entry.id == "view.palette" or not enabled:
                continue
            item = QListWidgetItem(entry.title.replace("…", ""))
            item.setData(Qt.ItemDataRole.UserRole, entry.id)
            item.setData(
                _SHORTCUT, QKeySequence(entry.shortcut).toString(QKeySequence.SequenceFormat.NativeText)
            )
            self._list.addItem(item)
        self._list.setCurrentRow(0)
        self._nothing.setVisible(self._list.count() == 0)

    def _take(self, item: QListWidgetItem) -> None:
        name = str(item.data(Qt.ItemDataRole.UserRole))
        self.hide()
        if self._more is not None and name in self._more:
            self._more[name].handler()
        else:
            self._actions[name].trigger()


def ranked(text: str, entries: tuple[Entry, ...]) -> list[Entry]:
    """The entries that hold every word of `text`, those that begin with it first.

    Args:
        text: What was typed.
        entries: The table.

    Returns:
        The fitting entries in order.
    """
    words = text.casefold().split()
    fitting = [e for e in entries if all(word in f"{e.menu} {e.title}".casefold() for word in words)]
    return sorted(fitting, key=lambda e: not e.title.casefold().startswith(text.casefold().strip()))


class _CommandDelegate(QStyledItemDelegate):
    """A row of the list: the action at the left, its keys at the right."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(100, theme.current().pixels(30))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        from PySide6.QtWidgets import QStyle

        rect: QRect = option.rect
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("field"))
            painter.drawRoundedRect(rect, theme.RADIUS, theme.RADIUS)
        inner = rect.adjusted(10, 0, -10, 0)
        painter.setFont(theme.interface_font())
        painter.setPen(QColor(theme.tokens().text))
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, index.data())
        painter.setFont(theme.interface_font(theme.QUIET))
        painter.setPen(QColor(theme.tokens().quiet))
        painter.drawText(
            inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, index.data(_SHORTCUT) or ""
        )
