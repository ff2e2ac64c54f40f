"""Products along the axes of J: u^T J under the columns, J v beside the rows; numbers or bars."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from jacviz.ui import theme
from jacviz.ui.matrix import bars, figures
from jacviz.ui.matrix.axis import Axis
from jacviz.ui.matrix.entries import Entries, told
from jacviz.ui.matrix.heatmap import RADIUS
from jacviz.ui.matrix.terms import Stacks, stacked

Array = NDArray[Any]
Hue: TypeAlias = Literal["input", "output"]
Orientation: TypeAlias = Literal["horizontal", "vertical"]

_NUMBERS_FROM = {"horizontal": 30.0, "vertical": 18.0}  # logical pixels an entry, at font scale 1
_MOST_NUMBERS = 64
_SMALLER = 16  # size of numbers under columns that are not wide
_STACK = 6  # thickness of the stack under a number
_STACKS_FROM = 40  # logical pixels across, for a number with its stack


class _Picture(NamedTuple):
    image: QImage | None  # None where every visible entry is zero
    zero: float  # where zero lies, 0 to 1


class ProductStrip(Entries):
    """One product, entry by entry, on the axis of the rows or columns that it belongs to."""

    def __init__(self, orientation: Orientation, hue: Hue, name: str, parent: QWidget | None = None) -> None:
        """Make an empty strip.

        Args:
            orientation: "horizontal" under columns, "vertical" beside rows.
            hue: The space that the product lives in.
            name: Accessible name.
            parent: The owner.
        """
        super().__init__(name, parent)
        self.orientation, self.hue = orientation, hue
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._axis = Axis(1, 0, 1, 1)
        self._values: Array | None = None
        self._terms: Array | None = None
        self._noise: Array | None = None
        self._pictures: dict[tuple[int, ...], _Picture] = {}  # by the tones of their terms
        self._names: Sequence[str] = ()
        self._lit_term = -1
        self._quiet = False

    # --- what is shown -----------------------------------------------------------------------------------

    def set_axis(self, axis: Axis) -> None:
        """Take the geometry over."""
        if axis != self._axis:
            self._axis = axis
            self._redraw()

    def set_names(self, names: Sequence[str]) -> None:
        """What the entries are called, for screen readers."""
        self._names = names

    def set_values(
        self, values: Array | None, terms: Array | None = None, noise: Array | None = None
    ) -> None:
        """Show a product.

        Args:
            values: (entries,), or None before the first.
            terms: (terms, entries), whose sums `values` are, to be stacked; None shows no terms.
            noise: (entries,), how far rounding may have moved each value: what is not larger is written 0.
        """
        if values is self._values and terms is self._terms:
            return
        self._values, self._terms, self._noise = values, terms, noise
        self._redraw()

    def _redraw(self) -> None:
        self._pictures.clear()
        self.update()

    def resizeEvent(self, event: object) -> None:  # noqa: D102
        del event
        self._redraw()

    def _without_noise(self, values: Array) -> Array:
        if self._noise is None or len(self._noise) != len(values):
            return values
        return np.where(np.abs(values) <= self._noise, 0.0, values)

    def set_lit(self, entry: int, term: int = -1) -> None:
        """Light an entry, and in all stacks the term of one row (column); -1 for none."""
        if (entry, term) != (self._lit, self._lit_term):
            self._lit, self._lit_term = entry, term
            self.update()

    def set_quiet(self, quiet: bool) -> None:
        """Bars only, in a fainter tone."""
        self._quiet = quiet

    @property
    def shows_numbers(self) -> bool:
        """Whether entries are large enough for their numbers."""
        axis = self._axis
        least = _NUMBERS_FROM[self.orientation] * theme.current().scale
        few = axis.end - axis.begin <= _MOST_NUMBERS
        return few and not self._quiet and axis.pitch - axis.gap >= least

    @property
    def values(self) -> Array | None:
        """The product that is shown."""
        return self._values

    @property
    def _across(self) -> bool:
        return self.orientation == "horizontal"

    @property
    def _thickness(self) -> int:
        return self.height() if self._across else self.width()

    def _colour(self, kind: str) -> QColor:
        return theme.colour(f"{self.hue}_{kind}")

    def _between(self, share: float) -> QColor:
        # From the wash to the mark.
        return theme.mixed(f"{self.hue}_wash", f"{self.hue}_mark", share)

    # --- painting ----------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        painter = QPainter(self)
        painter.fillRect(event.rect(), theme.colour("panel"))
        if self._values is None or len(self._values) != self._axis.count:
            return
        painter.setOpacity(1 - self._dim)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if not (self.shows_numbers and self._paint_numbers(painter, self._values)):
            self._paint_bars(painter, self._values)

    def _paint_numbers(self, painter: QPainter, values: Array) -> bool:
        # Numbers in cells with stacks below them; False where the numbers do not fit.
        axis, across, thickness = self._axis, self._across, self._thickness
        shown = self._without_noise(values)[axis.begin : axis.end]
        pitch = axis.pitch - axis.gap
        wide, high = (pitch, thickness) if across else (thickness, pitch)
        below = _STACK + 8 if self._terms is not None and high >= _STACKS_FROM else 0
        column = shown.reshape((1, -1) if across else (-1, 1))
        largest = theme.CELL if pitch >= 60 or not across else _SMALLER
        fitting = figures.fit(column, wide * 0.88, high - below * 0.75, largest)
        if not fitting.size:
            return False
        row = fitting.figures[0] if across else tuple(r[0] for r in fitting.figures)
        starts = [figures.middle(f, wide) for f in row] if across else figures.decimal_column(row, wide - 6)
        stacks = self._stacks(self._terms) if self._terms is not None and below else None
        drop = (fitting.size * theme.current().scale + below) / 2 - _STACK / 2 - 1
        for place, (low, far) in enumerate(axis.spans()):
            cell = QRectF(low, 0, far - low, thickness) if across else QRectF(0, low, thickness, far - low)
            self._paint_ground(painter, cell, axis.begin + place == self._lit)
            middle = axis.middle(axis.begin + place)
            x, y = (middle, thickness / 2) if across else (thickness / 2, middle)
            token = f"{self.hue}_mark" if np.isfinite(shown[place]) else "error"
            raised = y - below / 2 - 1 if below else y
            left = QPointF(x + starts[place], raised)
            self._paint_number(painter, left, row[place].text, fitting.size, token)
            if stacks is not None and np.isfinite(shown[place]):
                inset = min(10.0, cell.width() / 6)
                bar = QRectF(cell.left() + inset, y + drop, cell.width() - 2 * inset, _STACK)
                self._paint_stack(painter, bar, stacks, place)
        return True

    def _paint_ground(self, painter: QPainter, cell: QRectF, lit: bool) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._between(0.18 if lit else 0.0))
        radius = RADIUS if self._axis.gap else 0
        painter.drawRoundedRect(cell, radius, radius)

    @staticmethod
    def _paint_number(painter: QPainter, place: QPointF, text: str, size: float, token: str) -> None:
        # `place`: left edge, and the middle of the digits.
        font, metrics = figures.face(size)
        painter.setFont(font)
        painter.setPen(theme.colour(token))
        painter.drawText(QPointF(place.x(), place.y() + metrics.capHeight() / 2), text)

    def _paint_stack(self, painter: QPainter, bar: QRectF, stacks: Stacks, place: int) -> None:
        # Zero as a fine line, terms in steps of tone with a fine gap between them, the total as a mark.
        scale = bar.width()
        for term, tone in enumerate(self._tones(len(stacks.starts))):
            begin, end = stacks.starts[term, place], stacks.ends[term, place]
            if begin != end:
                left, right = bar.left() + min(begin, end) * scale, bar.left() + max(begin, end) * scale
                gap = 1.0 if right - left > 3 else 0.0
                painter.fillRect(QRectF(left, bar.top(), right - left - gap, bar.height()), tone)
        zero, total = bar.left() + stacks.zero * scale, bar.left() + stacks.totals[place] * scale
        line = theme.mixed("quiet", "panel", 0.35)
        painter.fillRect(QRectF(zero - 0.5, bar.top() - 2, 1, bar.height() + 4), line)
        painter.fillRect(QRectF(total - 1, bar.top() - 3, 2, bar.height() + 6), self._colour("mark"))

    def _stacks(self, terms: Array) -> Stacks:
        return stacked(terms[:, self._axis.begin : self._axis.end])

    def _tones(self, count: int) -> list[QColor]:
        # One tone a term, from the mark towards the wash; a lit term stands out of paler ones.
        if 0 <= self._lit_term < count:
            return [self._between(1.0 if term == self._lit_term else 0.28) for term in range(count)]
        step = min(0.62 / max(count - 1, 1), 0.34)
        return [self._between(0.88 - step * term) for term in range(count)]

    # --- bars --------------------------------------------------------------------------------------------

    def _paint_bars(self, painter: QPainter, values: Array) -> None:
        self._paint_wash(painter)
        bounded = self._terms is None
        pale = self._picture(values, 0.45 if self._quiet else 1.0 if self._lit < 0 or not bounded else 0.6)
        self._paint_zero(painter, pale.zero)
        if pale.image is not None:
            painter.drawImage(0, 0, pale.image)
        cell = self._lit_cell()
        full = self._picture(values, 1.0) if bounded and cell is not None else None
        if cell is not None and full is not None and full.image is not None:
            painter.setClipRect(cell)  # the entry alone, once more, in the full tone
            painter.drawImage(0, 0, full.image)
            painter.setClipping(False)

    def _picture(self, values: Array, tone: float) -> _Picture:
        # Drawn anew only where something differs: a pointer that moves leaves the bars as they are.
        tones = [self._between(tone)] if self._terms is None else self._tones(len(self._terms))
        colours = tuple(colour.rgb() for colour in tones)
        if colours not in self._pictures:
            self._pictures[colours] = self._drawn(values, colours)
        return self._pictures[colours]

    def _drawn(self, values: Array, colours: tuple[int, ...]) -> _Picture:
        axis = self._axis
        totals = None
        if axis.last - axis.first > axis.device_length:
            reduced = bars.reduced_layer(axis, values, colours[0])
            if reduced is None:
                return _Picture(None, 0.0)
            layers, zero = [reduced[0]], reduced[1]
        else:
            stacks = self._stacks(values.reshape(1, -1) if self._terms is None else self._terms)
            layers, totals = bars.stacked_layers(axis, stacks, colours)
            zero = stacks.zero
            if self._terms is None or axis.pitch < 3:
                totals = None
        mark = self._colour("mark").rgb()
        pixels = bars.raster(axis, round(self._thickness * axis.ratio), layers, totals, mark)
        pixels = np.ascontiguousarray(pixels[::-1] if self._across else pixels.T)
        tall, wide = pixels.shape
        image = QImage(pixels.data, wide, tall, wide * 4, QImage.Format.Format_ARGB32_Premultiplied).copy()
        image.setDevicePixelRatio(axis.ratio)
        return _Picture(image, zero)

    def _lit_cell(self) -> QRectF | None:
        if not self._axis.begin <= self._lit < self._axis.end:
            return None
        low, high = self._axis.span(self._lit)
        length, thick = max(high - low, 1.0), self._thickness
        return QRectF(low, 0, length, thick) if self._across else QRectF(0, low, thick, length)

    def _paint_wash(self, painter: QPainter) -> None:
        if not self._quiet:
            painter.setBrush(self._colour("wash"))
            painter.drawRoundedRect(QRectF(self.rect()), RADIUS, RADIUS)
        lit = self._lit_cell()
        if lit is not None:
            painter.fillRect(lit, self._between(0.25))

    def _paint_zero(self, painter: QPainter, zero: float) -> None:
        room = self._thickness - 2 * bars.MARGIN
        place = bars.MARGIN + (1 - zero if self._across else zero) * room - 0.5
        line = QRectF(0, place, self.width(), 1) if self._across else QRectF(place, 0, 1, self.height())
        painter.fillRect(line, self._between(0.35))

    # --- mouse and words ---------------------------------------------------------------------------------

    def entry_at(self, place: QPointF) -> int:  # noqa: D102
        index = self._axis.at(place.x() if self._across else place.y())
        return -1 if index is None else index

    def described(self) -> str:
        """The values in words.

        Returns:
            Such as "y 1: 6, y 2: 1".
        """
        return told(self._names, None if self._values is None else self._without_noise(self._values))
