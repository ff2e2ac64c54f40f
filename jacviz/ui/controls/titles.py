"""A list under a button: titles, each with a sentence; typing narrows it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

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

_KEY, _SENTENCE, _CORNER, _HEADING = (Qt.ItemDataRole.UserRole + number for number in range(4))
_WIDTH, _HEIGHT = 380, 460
_PARTS = re.compile(r"[^\w]+")


@dataclass(frozen=True)
class Entry:
    """What can be taken.

    Attributes:
        key: What is sent when it is.
        title: Its name.
        sentence: What stands below it.
        corner: A quiet word at its right.
        group: The heading that it stands under; "" for none.
        words: What finds it besides.
    """

    key: str
    title: str
    sentence: str = ""
    corner: str = ""
    group: str = ""
    words: str = ""


class TitlesPopup(QFrame):
    """Title and sentence of each entry, with a field that narrows the list.

    Signals:
        chosen(str): The key of the entry that the user wants.
    """

    chosen = Signal(str)

    def __init__(self, name: str, search: str, nothing: str, parent: QWidget) -> None:
        """Make the list, hidden.

        Args:
            name: What is listed, for screen readers.
            search: What stands in the empty field.
            nothing: Said where nothing is found.
            parent: The owner.
        """
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setProperty("role", "popover")
        self.setAccessibleName(name)
        self._entries: tuple[Entry, ...] = ()
        self.field = QLineEdit()
        self.field.setPlaceholderText(search)
        self.field.setAccessibleName(search)
        self.field.installEventFilter(self)
        self.list = QListWidget()
        self.list.setAccessibleName(name)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setStyleSheet("QListView { border: none; background: transparent; }")
        self.list.setItemDelegate(_Row(self.list))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.list.setMouseTracking(True)
        self._nothing = label(nothing, "quiet")
        self._nothing.setContentsMargins(12, 6, 12, 6)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.UNIT, theme.UNIT, theme.UNIT, theme.UNIT)
        column.setSpacing(theme.UNIT)
        column.addWidget(self.field)
        column.addWidget(self._nothing)
        column.addWidget(self.list, 1)
        self.field.textChanged.connect(self._narrow)
        self.list.itemClicked.connect(self._take)

    def open_entries(
        self, entries: Sequence[Entry], anchor: QWidget, window: QWidget, current: str = ""
    ) -> None:
        """Show entries below a button.

        Args:
            entries: From top to bottom; those of one group stand together.
            anchor: The button.
            window: The window that the list should stay over where it can.
            current: The key of the entry in force.
        """
        self._entries = tuple(entries)
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
        self._go_to(current)
        self.field.setFocus()

    def shown_keys(self) -> list[str]:
        """The entries in the list.

        Returns:
            Their keys, from top to bottom.
        """
        return [str(self.list.item(row).data(_KEY)) for row in self._takeable()]

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
            rows = self._takeable()
            if rows:
                place = rows.index(self.list.currentRow()) + step
                self.list.setCurrentRow(rows[min(max(place, 0), len(rows) - 1)])
            return True
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.list.currentItem() is not None:
                self._take(self.list.currentItem())
            return True
        return super().eventFilter(watched, event)

    def _takeable(self) -> list[int]:
        return [row for row in range(self.list.count()) if not self.list.item(row).data(_HEADING)]

    def _go_to(self, key: str) -> None:
        for row in self._takeable():
            if self.list.item(row).data(_KEY) == key:
                self.list.setCurrentRow(row)
                self.list.scrollToItem(self.list.item(row), QListWidget.ScrollHint.PositionAtCenter)

    def _narrow(self, text: str) -> None:
        self.list.clear()
        group = ""
        for entry in ranked(text, self._entries):
            if entry.group != group:
                group = entry.group
                self.list.addItem(_heading(group))
            self.list.addItem(_item(entry))
        self.list.setCurrentRow(next(iter(self._takeable()), -1))
        self._nothing.setVisible(self.list.count() == 0)

    def _take(self, item: QListWidgetItem) -> None:
        if item.data(_HEADING):
            return
        key = str(item.data(_KEY))
        self.hide()
        self.chosen.emit(key)


def ranked(text: str, entries: Sequence[Entry]) -> list[Entry]:
    """The entries that hold every word of a text, the likeliest first.

    A title that begins with the text comes before one with a word that does, then one that holds it, then
    what only the sentence or the group knows of. Groups stay together, that with the best entry first.

    Args:
        text: What was typed.
        entries: All of them; those of one group stand together.

    Returns:
        The fitting entries in order; all of them as they are where nothing was typed.
    """
    words = text.casefold().split()
    if not words:
        return list(entries)
    places = {id(entry): _place(entry, words) for entry in entries}
    fitting = [entry for entry in entries if places[id(entry)] is not None]
    best: dict[str, int] = {}
    for entry in fitting:
        place = places[id(entry)] or 0
        best[entry.group] = min(best.get(entry.group, place), place)
    order = list(dict.fromkeys(entry.group for entry in fitting))
    return sorted(fitting, key=lambda e: (best[e.group], order.index(e.group), places[id(e)] or 0))


def _place(entry: Entry, words: list[str]) -> int | None:
    """How well an entry fits.

    Returns:
        0 for the best; None where it does not hold every word.
    """
    title, text = entry.title.casefold(), " ".join(words)
    known = f"{title} {entry.key} {entry.words}".casefold()
    if title.startswith(text):
        return 0
    if all(any(part.startswith(word) for part in _PARTS.split(title)) for word in words):
        return 1
    if all(word in title for word in words):
        return 2
    if all(word in known for word in words):
        return 3
    whole = f"{known} {entry.sentence} {entry.corner} {entry.group}".casefold()
    return 4 if all(word in whole for word in words) else None


def _item(entry: Entry) -> QListWidgetItem:
    item = QListWidgetItem(entry.title)
    item.setData(_KEY, entry.key)
    item.setData(_SENTENCE, entry.sentence)
    item.setData(_CORNER, entry.corner)
    item.setData(Qt.ItemDataRole.AccessibleDescriptionRole, entry.sentence)
    return item


def _heading(group: str) -> QListWidgetItem:
    item = QListWidgetItem(group)
    item.setData(_HEADING, True)
    item.setFlags(Qt.ItemFlag.NoItemFlags)
    return item


@lru_cache(maxsize=256)
def _height(sentence: str, width: int, scale: float) -> int:
    room = QRect(0, 0, width, 1000)
    _, metrics = _metrics(scale)
    return metrics.boundingRect(room, Qt.TextFlag.TextWordWrap, sentence).height() if sentence else 0


@lru_cache(maxsize=2)
def _metrics(scale: float) -> tuple[QFontMetrics, QFontMetrics]:
    """Those of the title and of the sentence: all rows are measured before the list is first shown.

    Args:
        scale: The font scale in force, which the fonts are made for.

    Returns:
        Title, sentence.
    """
    title = theme.interface_font(theme.BODY, QFont.Weight.Medium)
    return QFontMetrics(title), QFontMetrics(theme.interface_font(theme.QUIET))


class _Row(QStyledItemDelegate):
    """The title, and below it the sentence in as many lines as it needs."""

    _PADDING = 7

    def _fonts(self) -> tuple[QFont, QFont]:
        return theme.interface_font(theme.BODY, QFont.Weight.Medium), theme.interface_font(theme.QUIET)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        title, quiet = _metrics(theme.current().scale)
        if index.data(_HEADING):
            return QSize(80, quiet.height() + 3 * theme.UNIT)
        view = self.parent()
        width = view.viewport().width() if isinstance(view, QListWidget) else _WIDTH
        below = _height(str(index.data(_SENTENCE)), width - 24, theme.current().scale)
        return QSize(80, title.height() + 2 + below + 2 * self._PADDING)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        rect: QRect = option.rect
        title, quiet = self._fonts()
        inner = rect.adjusted(12, self._PADDING, -12, -self._PADDING)
        if index.data(_HEADING):
            painter.setFont(theme.interface_font(theme.QUIET, QFont.Weight.DemiBold))
            painter.setPen(theme.colour("quiet"))
            painter.drawText(inner, Qt.AlignmentFlag.AlignBottom, str(index.data()))
            return
        state = option.state
        if state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            chosen = bool(state & QStyle.StateFlag.State_Selected)
            painter.setBrush(theme.colour("field", 1.0 if chosen else 0.5))
            painter.drawRoundedRect(rect, theme.RADIUS, theme.RADIUS)
        painter.setFont(title)
        painter.setPen(theme.colour("text"))
        painter.drawText(inner, Qt.AlignmentFlag.AlignTop, str(index.data()))
        painter.setFont(quiet)
        painter.setPen(theme.colour("quiet"))
        corner = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight
        painter.drawText(inner, corner, str(index.data(_CORNER)))
        below = inner.adjusted(0, QFontMetrics(title).height() + 2, 0, 0)
        wrapped = Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
        painter.drawText(below, wrapped, str(index.data(_SENTENCE)))
