"""The rows of the reference as one list: painted, so that a hundred of them are there at once."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QFont,
    QFontMetrics,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
)

from jacviz.ui import theme
from jacviz.ui.reference import anatomy
from jacviz.ui.reference.anatomy import Anatomy
from jacviz.ui.reference.entries import Entry

_ENTRY = Qt.ItemDataRole.UserRole
_TRY, _ADD = "Put this text into the editor (Enter)", "Add these lines below the text (+)"


class EntryView(QListWidget):
    """Headings and rows. A click on an example, or Enter, tries it.

    Signals:
        tried(object): The entry whose example the user wants in place of the text.
        added(object): The entry whose example's lines the user wants below the text.
    """

    tried = Signal(object)
    added = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Reference")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setStyleSheet("QListView { border: none; background: transparent; }")
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalScrollBar().setSingleStep(24)
        self.setMouseTracking(True)
        self.setItemDelegate(_RowDelegate(self))
        self._headings: list[tuple[QListWidgetItem, list[QListWidgetItem]]] = []

    def add_section(self, title: str, entries: Iterable[Entry]) -> QListWidgetItem:
        """Add a heading and its rows at the end.

        Args:
            title: The heading.
            entries: The rows.

        Returns:
            The heading's item, for `show_section`.
        """
        heading = QListWidgetItem(title)
        heading.setFlags(Qt.ItemFlag.NoItemFlags)
        self.addItem(heading)
        rows = []
        for entry in entries:
            item = QListWidgetItem(entry.construct)
            item.setData(_ENTRY, entry)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{entry.construct}: {entry.explanation}")
            self.addItem(item)
            rows.append(item)
        self._headings.append((heading, rows))
        return heading

    def narrow(self, fits: Iterable[bool]) -> None:
        """Show some rows; a heading without rows goes, too.

        Args:
            fits: Whether each row is shown, in order.
        """
        shown = iter(fits)
        for heading, rows in self._headings:
            some = False
            for item in rows:
                fitting = next(shown)
                item.setHidden(not fitting)
                some = some or fitting
            heading.setHidden(not some)
        self.scrollToTop()

    def show_section(self, heading: QListWidgetItem) -> None:
        """Scroll a heading to the top."""
        self.scrollToItem(heading, QListWidget.ScrollHint.PositionAtTop)

    def entries(self) -> list[Entry]:
        """What is shown.

        Returns:
            From top to bottom.
        """
        return [item.data(_ENTRY) for _, rows in self._headings for item in rows if not item.isHidden()]

    def all_entries(self) -> list[Entry]:
        """All rows, shown or not.

        Returns:
            From top to bottom.
        """
        return [item.data(_ENTRY) for _, rows in self._headings for item in rows]

    def item_of(self, entry: Entry) -> QListWidgetItem:
        """The item of a row.

        Returns:
            An item; StopIteration is raised where there is none.
        """
        return next(item for _, rows in self._headings for item in rows if item.data(_ENTRY) is entry)

    def parts(self, item: QListWidgetItem) -> Anatomy:
        """Where the parts of a row lie.

        Returns:
            Rectangles relative to the row.
        """
        width = self.viewport().width() - 2
        return anatomy.anatomy(item.data(_ENTRY), width, theme.current().scale)

    # --- events ------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: D102
        item = self.currentItem()
        entry = item.data(_ENTRY) if item is not None else None
        if entry is not None and entry.example:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.tried.emit(entry)
                return
            if event.key() == Qt.Key.Key_Plus and entry.language == "maths":
                self.added.emit(entry)
                return
            if event.matches(QKeySequence.StandardKey.Copy):
                QGuiApplication.clipboard().setText(entry.example)
                return
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        super().mousePressEvent(event)
        part, entry = self._part_at(event.position().toPoint())
        if part == "example":
            self.tried.emit(entry)
        elif part == "add":
            self.added.emit(entry)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        super().mouseMoveEvent(event)
        part, _ = self._part_at(event.position().toPoint())
        shape = Qt.CursorShape.PointingHandCursor if part else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)
        tip = {"example": _TRY, "add": _ADD}.get(part, "")
        if tip != self.viewport().toolTip():
            self.viewport().setToolTip(tip)
            if not tip:
                QToolTip.hideText()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()

    def _part_at(self, place: QPoint) -> tuple[str, Entry | None]:
        item = self.itemAt(place)
        if item is None or item.data(_ENTRY) is None:
            return "", None
        inside = place - self.visualItemRect(item).topLeft()
        parts = self.parts(item)
        for name, rect in (("example", parts.example), ("add", parts.add)):
            if rect.contains(inside):
                return name, item.data(_ENTRY)
        return "", None


class _RowDelegate(QStyledItemDelegate):
    def __init__(self, view: EntryView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        entry = index.data(_ENTRY)
        if entry is None:
            title = QFontMetrics(theme.interface_font(theme.QUIET, QFont.Weight.DemiBold)).height()
            above = 0 if index.row() == 0 else anatomy.HEADING_ABOVE
            return QSize(100, above + title + anatomy.HEADING_BELOW)
        width = self._view.viewport().width() - 2
        return QSize(100, anatomy.anatomy(entry, width, theme.current().scale).height)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        rect: QRect = option.rect
        entry = index.data(_ENTRY)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if entry is None:
            _paint_heading(painter, rect, str(index.data()))
        else:
            parts = anatomy.anatomy(entry, self._view.viewport().width() - 2, theme.current().scale)
            painter.translate(rect.topLeft())
            current = bool(option.state & QStyle.StateFlag.State_Selected) and self._view.hasFocus()
            hot = bool(option.state & QStyle.StateFlag.State_MouseOver)
            _paint_words(painter, entry, parts, current)
            if entry.example:
                _paint_example(painter, entry, parts, current, hot)
        painter.restore()


def _paint_heading(painter: QPainter, rect: QRect, title: str) -> None:
    painter.setFont(theme.interface_font(theme.QUIET, QFont.Weight.DemiBold))
    painter.setPen(theme.colour("quiet"))
    line = rect.adjusted(0, 0, 0, -anatomy.HEADING_BELOW)
    painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, title)
    painter.fillRect(rect.left(), rect.bottom() - 3, rect.width(), 1, theme.colour("line"))


def _paint_words(painter: QPainter, entry: Entry, parts: Anatomy, current: bool) -> None:
    wrap = Qt.TextFlag.TextWordWrap
    painter.setFont(anatomy.construct_font())
    painter.setPen(theme.colour("input_mark" if current and not entry.example else "text"))
    painter.drawText(parts.construct.adjusted(0, 0, 4, 4), wrap, entry.construct)
    painter.setFont(theme.interface_font())
    painter.setPen(theme.colour("text"))
    painter.drawText(parts.explanation, wrap, entry.explanation)


def _paint_example(painter: QPainter, entry: Entry, parts: Anatomy, current: bool, hot: bool) -> None:
    painter.setPen(theme.colour("input_mark") if current else Qt.PenStyle.NoPen)
    painter.setBrush(theme.mixed("field", "line", 0.5) if hot else theme.colour("field"))
    painter.drawRoundedRect(parts.example, theme.RADIUS, theme.RADIUS)
    font = anatomy.example_font()
    metrics = QFontMetrics(font)
    painter.setFont(font)
    painter.setPen(theme.colour("text"))
    room = parts.example.width() - 2 * anatomy.PADDING_X
    top = parts.example.top() + anatomy.PADDING_Y + metrics.ascent()
    for number, line in enumerate(anatomy.example_lines(entry)):
        shown = metrics.elidedText(line, Qt.TextElideMode.ElideRight, room)
        left, baseline = parts.example.left() + anatomy.PADDING_X, top + number * metrics.lineSpacing()
        painter.drawText(left, baseline, shown)
    if hot and not parts.add.isEmpty():
        icon = theme.icon("plus", "quiet")
        icon.paint(painter, parts.add.adjusted(4, 4, -4, -4))
