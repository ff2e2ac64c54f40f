"""An entry beside a row of J: where the row is too low for two lines, name, track and value share one."""

from __future__ import annotations

from PySide6.QtCore import QPointF

from jacviz.ui import theme
from jacviz.ui.vectors.entry import EntryControl, Part
from jacviz.ui.vectors.entry_paint import Layout, value_rectangle

TWO_LINES_FROM = 31  # pixels of height before the font scale

_NAME, _VALUE = 30, 44  # room left and right of the track, before the font scale
_EDGE = 4


class RowEntry(EntryControl):
    """An EntryControl that lies flat in a low row."""

    def _is_flat(self) -> bool:
        return self.height() < TWO_LINES_FROM * theme.current().scale

    def _layout(self) -> Layout:
        if not self._is_flat():
            return super()._layout()
        scale, width, middle = theme.current().scale, self.width(), self.height() / 2
        left, right = _NAME * scale, width - _VALUE * scale
        return Layout(left, right, _EDGE, width - _EDGE, middle + 4.5 * scale, middle, scale)

    def _part_at(self, place: QPointF) -> Part:
        if not self._is_flat():
            return super()._part_at(place)
        layout = self._layout()
        if layout.left - layout.ring <= place.x() <= layout.right + layout.ring:
            return "track"
        return "value" if value_rectangle(layout, self._name, self._value).contains(place) else ""
