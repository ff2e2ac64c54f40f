"""A vector of input space as the image that it is: the input itself, or u^T J as a sensitivity map."""

from __future__ import annotations

from math import ceil

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from jacviz.session.document import Limits
from jacviz.ui import theme
from jacviz.ui.matrix.axis import Axis
from jacviz.ui.matrix.entries import Entries
from jacviz.ui.matrix.pixels import Array, codes, colour_table, picture
from jacviz.ui.matrix.reduction import Ladder
from jacviz.ui.matrix.typeset import Line, paint, width

LABEL = 20


def image_shape(shape: tuple[int, ...]) -> tuple[int, int] | None:
    """Rows and columns of an input that is an image.

    Args:
        shape: The user's shape; leading axes of length 1 (batch, channel) are passed over.

    Returns:
        Two numbers, both at least 2, or None where the input is none.
    """
    while len(shape) > 2 and shape[0] == 1:
        shape = shape[1:]
    return (shape[0], shape[1]) if len(shape) == 2 and min(shape) >= 2 else None


class ImageView(Entries):
    """A small picture with a label, its pixels the entries of a vector."""

    def __init__(self, label: Line, name: str, *, signed: bool, parent: QWidget | None = None) -> None:
        """Make an empty view.

        Args:
            label: What stands above it.
            name: Accessible name.
            signed: Whether zero is in the middle of the colours (the map of J) or the lowest value is pale.
            parent: The owner.
        """
        super().__init__(name, parent)
        self._label, self._signed = label, signed
        self._values: Array | None = None
        self._shape = (1, 1)
        self._pixmap: QPixmap | None = None
        self._axes: tuple[Axis, Axis] | None = None

    def set_image(self, values: Array, shape: tuple[int, int]) -> None:
        """Show a vector as rows and columns."""
        if values is not self._values or shape != self._shape:
            self._values, self._shape, self._pixmap = values, shape, None
            self.update()

    def forget_colours(self) -> None:
        """The theme is another one now."""
        self._pixmap = None
        self.update()

    def width_at(self, height: int) -> int:
        """How wide the view is at a height, its label included.

        Returns:
            Logical pixels.
        """
        rows, columns = self._shape
        pixel = max((height - self._top) / rows, 1)
        return max(round(pixel * columns), ceil(width(self._label, theme.QUIET)) + 2)

    @property
    def _top(self) -> int:
        return theme.current().pixels(LABEL)

    def resizeEvent(self, event: object) -> None:  # noqa: D102
        del event
        self._pixmap = None

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        del event
        painter = QPainter(self)
        ascent = self._top - 6
        paint(painter, 0, ascent, self._label, theme.QUIET, theme.colour("quiet"))
        if self._values is None or len(self._values) != self._shape[0] * self._shape[1]:
            return
        if self._pixmap is None:
            self._draw_pixels(self._values)
        assert self._pixmap is not None
        painter.drawPixmap(0, self._top, self._pixmap)
        self._paint_lit(painter)

    def _draw_pixels(self, values: Array) -> None:
        ratio = self.devicePixelRatio()
        rows, columns = self._shape
        size = max(min((self.height() - self._top) * ratio // rows, self.width() * ratio // columns), 1)
        down = Axis(rows, 0, rows, rows * size / ratio, 0, ratio)
        across = Axis(columns, 0, columns, columns * size / ratio, 0, ratio)
        self._axes = (down, across)
        grid = values.reshape(rows, columns)
        finite = np.where(np.isfinite(grid), grid, 0.0)
        base = 0.0 if self._signed else float(finite.min(initial=0.0))
        largest = float(np.abs(finite - base).max(initial=0.0))
        seen = Ladder(grid - base, largest).seen(down, across)
        shading = theme.diverging() if self._signed else _pale_to_ink()
        table = colour_table(shading, _rgb(theme.colour("error")))
        shades = table[codes(seen, 1.0, Limits(), len(table) - 1)]
        image = picture(shades, down, across, 0, int(theme.colour("panel").rgb()))
        tall, wide = image.shape
        drawn = QPixmap.fromImage(QImage(image.data, wide, tall, wide * 4, QImage.Format.Format_RGB32))
        drawn.setDevicePixelRatio(ratio)
        self._pixmap = drawn

    def _paint_lit(self, painter: QPainter) -> None:
        if self._axes is None or self._lit < 0:
            return
        down, across = self._axes
        row, column = divmod(self._lit, self._shape[1])
        if row >= self._shape[0]:
            return
        (top, bottom), (left, right) = down.span(row), across.span(column)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.colour("input_mark"), 2))
        cell = QRectF(left, top + self._top, right - left, bottom - top)
        painter.drawRect(cell.adjusted(0.5, 0.5, -0.5, -0.5))

    def entry_at(self, place: QPointF) -> int:  # noqa: D102
        if self._axes is None:
            return -1
        row, column = self._axes[0].at(place.y() - self._top), self._axes[1].at(place.x())
        return -1 if row is None or column is None else row * self._shape[1] + column


def _pale_to_ink() -> Array:
    # 511 colours whose upper half goes from the field to the inputs' hue; values start in the middle.
    field, ink = theme.colour("field"), theme.colour("input_mark")
    share = np.clip(np.linspace(-1, 1, 511), 0, 1)[:, None]
    ends = np.array([_rgb(field), _rgb(ink)], dtype=float)
    rgb = ends[0] + (ends[1] - ends[0]) * share
    return np.hstack([np.rint(rgb), np.full((511, 1), 255.0)]).astype(np.uint8)


def _rgb(colour: QColor) -> tuple[int, int, int]:
    return colour.red(), colour.green(), colour.blue()
