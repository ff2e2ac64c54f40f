"""The first rows of a CSV file; the heads of the columns say what each is used for."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from jacviz.ui import theme
from jacviz.ui.landscape.experiment.csv_columns import Columns, Use

Index = QModelIndex | QPersistentModelIndex

_WORDS: dict[Use, str] = {"input": "input", "target": "target", "": "not used"}
_MARKS: dict[Use, str] = {"input": "input_mark", "target": "output_mark", "": "quiet"}
_WASHES: dict[Use, str] = {"input": "input_wash", "target": "output_wash", "": "panel"}
_NARROWEST, _WIDEST = 72, 180
_PADDING = 9


class CsvPreview(QTableView):
    """A table whose columns wear the colours of input and output space.

    Signals:
        turned(int): The user wants another use of a column.
    """

    turned = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("First rows of the file")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.setHorizontalHeader(_Head(self))
        self.horizontalHeader().sectionClicked.connect(self.turned)
        self.contents = _Contents(self)
        self.setModel(self.contents)
        self.setItemDelegate(_Cell(self))

    def show_columns(self, columns: Columns) -> None:
        """Show a file and what its columns are used for."""
        fresh = self.contents.columns is None or self.contents.columns.layout is not columns.layout
        self.contents.show(columns)
        if fresh:
            self._size()
        self.horizontalHeader().viewport().update()
        self.viewport().update()

    def _size(self) -> None:
        columns = self.contents.columns
        assert columns is not None
        scale = theme.current().pixels
        body, bold = (QFontMetrics(font) for font in (theme.interface_font(theme.QUIET), _bold()))
        for index, name in enumerate(columns.layout.columns[:200]):
            cells = [row[index] for row in columns.layout.preview if index < len(row)]
            widest = max([bold.horizontalAdvance(name), *(body.horizontalAdvance(cell) for cell in cells)])
            self.setColumnWidth(index, min(max(widest + 24, scale(_NARROWEST)), scale(_WIDEST)))
        self.verticalHeader().setDefaultSectionSize(scale(24))
        rows = max(len(columns.layout.preview), 1)
        self.setFixedHeight(self.horizontalHeader().sizeHint().height() + rows * scale(24) + 12)
        self.setCurrentIndex(self.contents.index(0, 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: D102
        if event.key() == Qt.Key.Key_Space and self.currentIndex().isValid():
            self.turned.emit(self.currentIndex().column())
        else:
            super().keyPressEvent(event)

    def currentChanged(self, current: Index, previous: Index) -> None:  # noqa: D102
        super().currentChanged(current, previous)
        self.horizontalHeader().viewport().update()


class _Cell(QStyledItemDelegate):
    """A cell on the wash of its column."""

    def __init__(self, parent: CsvPreview) -> None:
        super().__init__(parent)
        self._table = parent

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        columns = self._table.contents.columns
        if columns is None:
            return
        use, rect = columns.uses[index.column()], option.rect
        painter.fillRect(rect, theme.colour(_WASHES[use]))
        painter.setFont(theme.interface_font(theme.QUIET))
        painter.setPen(theme.colour("text" if use else "quiet"))
        inner = rect.adjusted(_PADDING, 0, -_PADDING, 0)
        text, end = str(index.data()), Qt.TextElideMode.ElideRight
        words = painter.fontMetrics().elidedText(text, end, inner.width())
        painter.drawText(inner, _side(columns, index.column()) | Qt.AlignmentFlag.AlignVCenter, words)


class _Contents(QAbstractTableModel):
    def __init__(self, parent: CsvPreview) -> None:
        super().__init__(parent)
        self.columns: Columns | None = None

    def show(self, columns: Columns) -> None:
        fresh = self.columns is None or self.columns.layout is not columns.layout
        if fresh:
            self.beginResetModel()
        self.columns = columns
        if fresh:
            self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if self.columns is None or parent.isValid() else len(self.columns.layout.preview)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if self.columns is None or parent.isValid() else len(self.columns.uses)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if self.columns is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            row = self.columns.layout.preview[index.row()]
            return row[index.column()].strip() if index.column() < len(row) else ""
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if self.columns is None or orientation != Qt.Orientation.Horizontal:
            return None
        name, use = self.columns.layout.columns[section], self.columns.uses[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{name}, {_WORDS[use]}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{name}: {_WORDS[use]}. Click to change its use."
        return None


class _Head(QHeaderView):
    """Name and use of each column, in the use's colour."""

    def __init__(self, parent: CsvPreview) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._table = parent

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), theme.current().pixels(46))

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        columns = self._table.contents.columns
        if columns is None:
            return
        use = columns.uses[logicalIndex]
        painter.fillRect(rect, theme.colour(_WASHES[use]))
        inner = rect.adjusted(_PADDING, theme.UNIT, -_PADDING, -theme.UNIT)
        side = _side(columns, logicalIndex)
        painter.setFont(_bold())
        painter.setPen(theme.colour("text" if use else "quiet"))
        name = columns.layout.columns[logicalIndex]
        words = QFontMetrics(_bold()).elidedText(name, Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, side | Qt.AlignmentFlag.AlignTop, words)
        painter.setFont(theme.interface_font(theme.QUIET))
        painter.setPen(theme.colour(_MARKS[use]))
        painter.drawText(inner, side | Qt.AlignmentFlag.AlignBottom, _WORDS[use])
        current = self._table.hasFocus() and self._table.currentIndex().column() == logicalIndex
        line = rect.adjusted(0, rect.height() - 2, 0, 0)
        painter.fillRect(line, theme.colour(_MARKS[use]) if current else theme.colour("line"))


def _side(columns: Columns, index: int) -> Qt.AlignmentFlag:
    number = columns.layout.kinds[index] == "number"
    return Qt.AlignmentFlag.AlignRight if number else Qt.AlignmentFlag.AlignLeft


def _bold() -> QFont:
    return theme.interface_font(theme.QUIET, QFont.Weight.Medium)
