"""u^T J under the columns and J v beside the rows: numbers while they fit, else bars about zero."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from jacviz.ui import theme
from jacviz.ui.matrix import figures
from jacviz.ui.matrix.geometry import Axis
from jacviz.ui.matrix.heatmap import RADIUS
from jacviz.ui.matrix.reduction import pixel_ranges
from jacviz.ui.matrix.terms import Stacks, envelope, stacked

Array = NDArray[Any]
Hue: TypeAlias = Literal["input", "output"]
Orientation: TypeAlias = Literal["horizontal", "vertical"]

_NUMBERS_FROM = {"horizontal": 30.0, "vertical": 18.0}  # logical pixels an entry, at font scale 1
_BAR = 6  # thickness of the stacked bar under a number


class ProductStrip(QWidget):
    """One product, entry by entry, on the axis of the rows or columns that it belongs to.

    Signals:
        pointed(int): The entry under the mouse; -1 where there is none.
        picked(int, bool): A click on an entry, and whether shift was held.
    """

    pointed = Signal(int)
    picked = Signal(int, bool)

    def __init__(self, orientation: Orientation, hue: Hue, name: str, parent: QWidget | None = None) -> None:
        """Make an empty strip.

        Args:
            orientation: "horizontal" under columns, "vertical" beside rows.
            hue: The space that the product lives in.
            name: Accessible name.
            parent: The owner.
        """
        super().__init__(parent)
        self.orientation, self.hue = orientation, hue
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._axis = Axis(1, 0, 1, 1)
        self._values: Array | None = None
        self._terms: Array | None = None
        self._lit = -1
        self._lit_term = -1
        self._dim = 0.0
        self._quiet = False

    # --- what is shown -----------------------------------------------------------------------------------

    def set_axis(self, axis: Axis) -> None:
        """Take the geometry over."""
        if axis != self._axis:
            self._axis = axis
            self.update()

    def set_values(self, values: Array | None, terms: Array | None = None) -> None:
        """Show a product.

        Args:
            values: (entries,), or None before the first.
            terms: (terms, entries), whose sums `values` are, to be stacked; None shows no terms.
        """
        if values is self._values and terms is self._terms:
            return
        self._values, self._terms = values, terms
        self.update()

    def set_lit(self, entry: int, term: int = -1) -> None:
        """Light an entry, and in all stacks the term of one row (column); -1 for none."""
        if (entry, term) != (self._lit, self._lit_term):
            self._lit, self._lit_term = entry, term
            self.update()

    def set_dim(self, dim: float) -> None:
        """Fade towards the panel: 0 as it is, 1 gone."""
        if dim != self._dim:
            self._dim = dim
            self.update()

    def set_quiet(self, quiet: bool) -> None:
        """Bars only, in a fainter tone."""
        self._quiet = quiet

    @property
    def shows_numbers(self) -> bool:
        """Whether entries are large enough for their numbers."""
        least = _NUMBERS_FROM[self.orientation] * theme.current().scale
        return not self._quiet and self._axis.pitch - self._axis.gap >= least and self._axis.end - self._axis.begin <= 64

    @property
    def values(self) -> Array | None:
        """The product that is shown."""
        return self._values

    # --- painting ----------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        painter = QPainter(self)
        painter.fillRect(event.rect(), theme.colour("panel"))
        axis = self._axis
        if self._values is None or len(self._values) != axis.count:
            return
        painter.setOpacity(1 - self._dim)
        if not (self.shows_numbers and self._paint_numbers(painter, self._values)):
            self._paint_bars(painter, self._values)

    def _paint_numbers(self, painter: QPainter, values: Array) -> bool:
        """Numbers in cells, stacks below them; says whether they fitted."""
        axis = self._axis
        shown = values[axis.begin : axis.end]
        spans = axis.spans()
        across = self.orientation == "horizontal"
        thickness = self.height() if across else self.width()
        pitch = axis.pitch - axis.gap
        wide, high = (pitch, thickness) if across else (thickness, pitch)
        below = _BAR + 8 if self._terms is not None and high >= 40 else 0
        column = shown.reshape(1, -1) if across else shown.reshape(-1, 1)
        fitting = figures.fit(column, wide * 0.88, high - below * 0.75)
        if not fitting.size:
            return False
        stacks = None if self._terms is None or not below else self._stacks()
        if across:
            row = fitting.figures[0]
            starts = [figures.middle(f, wide) for f in row]
        else:
            row = tuple(r[0] for r in fitting.figures)
            starts = figures.decimal_column(row, wide - 6)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for place, (low, far) in enumerate(spans):
            cell = QRectF(low, 0, far - low, thickness) if across else QRectF(0, low, thickness, far - low)
            self._paint_ground(painter, cell, axis.begin + place == self._lit)
            top = cell.adjusted(0, 0, 0, -below * 0.75)
            token = f"{self.hue}_mark" if np.isfinite(shown[place]) else "error"
            middle = axis.middle(axis.begin + place)
            x, y = (middle, top.center().y()) if across else (thickness / 2, middle - below * 0.375)
            self._paint_number(painter, x + starts[place], y, row[place].text, fitting.size, token)
            if stacks is not None:
                inset = min(10.0, cell.width() / 6)
                bar = QRectF(cell.left() + inset, cell.bottom() - below + 1, cell.width() - 2 * inset, _BAR)
                self._paint_stack(painter, bar, stacks, place)
        return True

    def _paint_ground(self, painter: QPainter, cell: QRectF, lit: bool) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        wash, mark = f"{self.hue}_wash", f"{self.hue}_mark"
        painter.setBrush(theme.mixed(wash, mark, 0.18) if lit else theme.colour(wash))
        radius = RADIUS if self._axis.gap else 0
        painter.drawRoundedRect(cell, radius, radius)

    @staticmethod
    def _paint_number(painter: QPainter, left: float, middle: float, text: str, size: float, token: str) -> None:
        font, metrics = figures.face(size)
        painter.setFont(font)
        painter.setPen(theme.colour(token))
        painter.drawText(QPointF(left, middle + metrics.capHeight() / 2), text)

    def _paint_stack(self, painter: QPainter, bar: QRectF, stacks: Stacks, place: int) -> None:
        """A horizontal stack: zero as a fine line, terms in steps of tone, the total as a mark."""
        painter.setPen(Qt.PenStyle.NoPen)
        tones = self._tones(len(stacks.starts))
        scale = bar.width()
        for term, tone in enumerate(tones):
            begin, end = stacks.starts[term, place], stacks.ends[term, place]
            if begin != end:
                left, right = bar.left() + min(begin, end) * scale, bar.left() + max(begin, end) * scale
                room = 1.0 if right - left > 3 else 0.0  # a fine gap between terms
                painter.fillRect(QRectF(left, bar.top(), right - left - room, bar.height()), tone)
        ink = theme.colour(f"{self.hue}_mark")
        zero = bar.left() + stacks.zero * scale
        painter.fillRect(QRectF(zero - 0.5, bar.top() - 2, 1, bar.height() + 4), theme.mixed("quiet", "panel", 0.35))
        total = bar.left() + stacks.totals[place] * scale
        painter.fillRect(QRectF(total - 1, bar.top() - 3, 2, bar.height() + 6), ink)

    def _stacks(self) -> Stacks:
        assert self._terms is not None
        return stacked(self._terms[:, self._axis.begin : self._axis.end])

    def _tones(self, count: int) -> list[QColor]:
        """One tone a term, from the mark towards the wash; a lit term stands out of paler ones."""
        mark, wash = f"{self.hue}_mark", f"{self.hue}_wash"
        if 0 <= self._lit_term < count:
            return [theme.mixed(mark, wash, 0.0 if t == self._lit_term else 0.72) for t in range(count)]
        step = 0.62 / max(count - 1, 1) if count > 1 else 0
        return [theme.mixed(mark, wash, 0.12 + min(step, 0.34) * t) for t in range(count)]

    def _paint_bars(self, painter: QPainter, values: Array) -> None:
        """Bars across the strip's thickness, as one raster: terms stacked, or the entries themselves."""
        axis = self._axis
        self._paint_wash(painter)
        if axis.last - axis.first > axis.device_length:
            low, high = envelope(values, *pixel_ranges(axis, 0))
            base, extent = float(low.min(initial=0.0)), float(high.max(initial=0.0) - low.min(initial=0.0))
            if 0 < extent < np.inf:
                tone = np.full(len(low), self._bar_tone().rgb(), dtype=np.uint32)
                layers = [((low - base) / extent, (high - base) / extent, tone)]
                self._paint_raster(painter, layers, None, -base / extent)
            else:
                self._paint_zero(painter, 0.0)
            return
        terms = values.reshape(1, -1) if self._terms is None else self._terms
        stacks = stacked(terms[:, axis.begin : axis.end])
        tones = [self._bar_tone()] if self._terms is None else self._tones(len(terms))
        along, shown = self._pixels_along()
        lit = along == self._lit - axis.begin if self._terms is None else np.zeros(len(along), dtype=bool)
        full = np.uint32(theme.colour(f"{self.hue}_mark").rgb())
        layers = [
            (np.where(shown, one[along], 0), np.where(shown, other[along], 0),
             np.where(lit, full, np.uint32(tone.rgb())))
            for one, other, tone in zip(stacks.starts, stacks.ends, tones, strict=True)
        ]  # fmt: skip
        totals = None
        if self._terms is not None and axis.pitch >= 3:
            totals = np.where(shown, stacks.totals[along], np.nan)
        self._paint_raster(painter, layers, totals, stacks.zero)

    def _pixels_along(self) -> tuple[Array, Array]:
        """For each device pixel along the strip its entry, and whether a bar stands there or a space."""
        axis = self._axis
        edges = np.clip(axis.device_starts, 0, axis.device_length)
        edges[-1] = axis.device_length
        along = np.repeat(np.arange(axis.end - axis.begin), np.diff(edges))
        gap = axis.gap or (1 / axis.ratio if axis.pitch * axis.ratio >= 4 else 0.0)
        shown = np.ones(len(along), dtype=bool)
        for step in range(1, round(gap * axis.ratio) + 1):
            shown[np.maximum(edges[1:-1] - step, 0)] = False
        return along, shown

    def _paint_raster(
        self, painter: QPainter, layers: list[tuple[Array, Array, Array]], totals: Array | None, zero: float
    ) -> None:
        """Layers of bars: begin and end (0 to 1 across the strip) and colour of each device pixel along it."""
        ratio = self._axis.ratio
        across = self.orientation == "horizontal"
        thickness = round((self.height() if across else self.width()) * ratio)
        margin, scale = 4 * ratio, thickness - 8 * ratio
        levels = np.arange(thickness)[:, None]
        pixels = np.zeros((thickness, len(layers[0][0])), dtype=np.uint32)
        for one, other, tone in layers:
            begin = np.rint(margin + np.minimum(one, other) * scale).astype(np.int64)
            end = np.rint(margin + np.maximum(one, other) * scale).astype(np.int64)
            end = np.where(one != other, np.maximum(end, begin + 1), begin)  # a bar that is there is seen
            np.copyto(pixels, tone, where=(levels >= begin) & (levels < end))
        if totals is not None:
            place = np.where(np.isfinite(totals), np.rint(margin + totals * scale - ratio), -9).astype(np.int64)
            mark = theme.colour(f"{self.hue}_mark").rgb()
            pixels[(levels >= place) & (levels < place + round(2 * ratio))] = mark
        self._paint_zero(painter, zero)
        pixels = np.ascontiguousarray(pixels[::-1] if across else pixels.T)
        tall, wide = pixels.shape
        image = QImage(pixels.data, wide, tall, wide * 4, QImage.Format.Format_ARGB32_Premultiplied)
        image.setDevicePixelRatio(ratio)
        painter.drawImage(0, 0, image)

    def _bar_tone(self) -> QColor:
        share = 0.55 if self._quiet else 0.0 if self._lit < 0 else 0.4
        return theme.mixed(f"{self.hue}_mark", f"{self.hue}_wash", share)

    def _paint_wash(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if not self._quiet:
            painter.setBrush(theme.colour(f"{self.hue}_wash"))
            painter.drawRoundedRect(QRectF(self.rect()), RADIUS, RADIUS)
        if self._axis.begin <= self._lit < self._axis.end:
            low, high = self._axis.span(self._lit)
            tone = theme.mixed(f"{self.hue}_wash", f"{self.hue}_mark", 0.25)
            painter.fillRect(self._bar_rect(low, max(high, low + 1), -1, 2), tone)

    def _paint_zero(self, painter: QPainter, zero: float) -> None:
        low = self._across(zero)
        line = (
            QRectF(0, low - 0.5, self.width(), 1)
            if self.orientation == "horizontal"
            else QRectF(low - 0.5, 0, 1, self.height())
        )
        painter.fillRect(line, theme.mixed(f"{self.hue}_wash", f"{self.hue}_mark", 0.35))

    def _across(self, share: float) -> float:
        """A share of the extent as a place across the strip; up and to the right is positive."""
        if self.orientation == "horizontal":
            return self.height() - 4 - share * (self.height() - 8)
        return 4 + share * (self.width() - 8)

    def _bar_rect(self, low: float, high: float, begin: float, end: float) -> QRectF:
        one, other = sorted((self._across(begin), self._across(end)))
        one, other = max(one, 0.0), min(other, float(self.height() if self.orientation == "horizontal" else self.width()))
        other = max(other, one + 1)
        if self.orientation == "horizontal":
            return QRectF(low, one, max(high - low, 1 / self._axis.ratio), other - one)
        return QRectF(one, low, other - one, max(high - low, 1 / self._axis.ratio))

    # --- mouse -------------------------------------------------------------------------------------------

    def _entry_at(self, place: QPointF) -> int:
        index = self._axis.at(place.x() if self.orientation == "horizontal" else place.y())
        return -1 if index is None else index

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        self.pointed.emit(self._entry_at(event.position()))

    def leaveEvent(self, event: object) -> None:  # noqa: D102
        del event
        self.pointed.emit(-1)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        entry = self._entry_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and entry >= 0:
            self.picked.emit(entry, bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))


class Corner(QWidget):
    """u^T J v: where both products meet.

    Signals:
        pointed(int): 0 under the mouse, else -1.
    """

    pointed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("u transposed J v")
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._value: float | None = None
        self._dim, self._lit = 0.0, False

    def set_value(self, value: float | None) -> None:
        """Show the scalar."""
        if value != self._value:
            self._value = value
            self.update()

    def set_lit(self, lit: bool) -> None:
        """Light it."""
        if lit != self._lit:
            self._lit = lit
            self.update()

    def set_dim(self, dim: float) -> None:
        """Fade towards the panel."""
        if dim != self._dim:
            self._dim = dim
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        painter = QPainter(self)
        painter.fillRect(event.rect(), theme.colour("panel"))
        if self._value is None:
            return
        painter.setOpacity(1 - self._dim)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour("text"), 2) if self._lit else Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("field"))
        inset = 1 if self._lit else 0
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), RADIUS, RADIUS)
        fitting = figures.fit(np.array([[self._value]]), self.width() * 0.82, self.height())
        if not fitting.size:
            return
        figure = fitting.figures[0][0]
        font, metrics = figures.face(fitting.size)
        painter.setFont(font)
        painter.setPen(theme.colour("text"))
        left = self.width() / 2 + figures.middle(figure, self.width() - 8)
        painter.drawText(QPointF(left, (self.height() + metrics.capHeight()) / 2), figure.text)

    def enterEvent(self, event: object) -> None:  # noqa: D102
        del event
        self.pointed.emit(0)

    def leaveEvent(self, event: object) -> None:  # noqa: D102
        del event
        self.pointed.emit(-1)
