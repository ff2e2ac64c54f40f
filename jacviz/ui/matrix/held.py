"""What J is not taken with respect to: x above a Jacobian over theta, theta above one over x. It moves."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QPoint, SignalInstance
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from jacviz.engine.messages import Variable
from jacviz.session.document import Document
from jacviz.session.results import Results
from jacviz.ui import theme
from jacviz.ui.matrix import words
from jacviz.ui.matrix.axis import Axis, Box, Grid
from jacviz.ui.matrix.geometry import Geometry
from jacviz.ui.matrix.sides import Side
from jacviz.ui.matrix.window import FEW
from jacviz.ui.source import MatrixSource
from jacviz.ui.vectors.bar import VectorBar

_WIDEST, _LEAST, _SLIDERS, _STRIP = 110, 46, 48, 38  # logical pixels before the font scale
_WIDER, _LONG_NAME = 170, 8  # the widest slider where a name has more characters
_GAP = 2  # between sliders
_BETWEEN = 12  # from the vector to its buttons
_MOST = 2**16  # entries; beyond them a pixel of the strip stands for hundreds, and no drag is smooth


class HeldRow(QWidget):
    """One row above the product: letter, sliders or a painted strip, and the buttons of the vector."""

    def __init__(self, studio: MatrixSource, parent: QWidget) -> None:
        """Make the row, hidden.

        Args:
            studio: Where wishes go.
            parent: The panel.
        """
        super().__init__(parent)
        self._panel = parent
        self._source = _Swapped(studio)
        self.side = Side(self._source, "x", self)
        self.side.strip.setAccessibleName("What is held fixed")
        self.bar = VectorBar(self._source, "x", self)
        self.bar.message.connect(studio.message)
        self.count = 0
        self._wrt: Variable = "theta"
        self._placed: object = None
        self._product: Geometry | None = None
        self.hide()

    def draw(self, results: Results) -> None:
        """Show the vector that the Jacobian at hand was taken at and not with respect to."""
        answer, document = results.jacobian, self._source.document
        if answer is None:
            return
        held = answer.parameters if answer.wrt == "x" else answer.inputs
        count = len(held) if len(answer.parameters) and len(held) <= _MOST else 0
        wrt: Variable = "theta" if answer.wrt == "x" else "x"
        if (count, wrt) != (self.count, self._wrt):
            self.count, self._wrt, self._placed = count, wrt, None
            self.setAccessibleName("Input x, held fixed" if wrt == "x" else "Parameters θ, held fixed")
            self.side.strip.setAccessibleName(self.accessibleName())
            self.update()
        if count and document.wrt == wrt and document.point.names == held.names:
            self.side.draw(document.point, wrt)

    @property
    def wished_height(self) -> int:
        """How high the row is; 0 where there is nothing to hold.

        Returns:
            Logical pixels.
        """
        if not self.count:
            return 0
        return theme.current().pixels(_SLIDERS if self.count <= FEW else _STRIP)

    def place(self, y: int, g: Geometry) -> None:
        """Stand at `y` in the panel, over the columns of the product of `g`, and up to its right edge."""
        px, height = theme.current().pixels, self.wished_height
        self.setGeometry(0, y, self._panel.width(), height)
        key = (g.matrix.x, g.y.right, g.gutter, self.size(), theme.current().scale, self.count, self._widest)
        if key == self._placed:
            return
        self._placed = key
        hint = self.bar.minimumSizeHint()
        room = g.y.right - g.matrix.x - hint.width() - _BETWEEN
        sliders = self.count <= FEW and room >= self.count * px(_LEAST)
        wide = min(room, self.count * px(self._widest)) if sliders else room
        gap = _GAP if sliders else 0
        axis = Axis(self.count, 0, self.count, wide, gap, g.grid.ratio)
        origin = self.mapTo(self.window(), QPoint(0, 0))
        grid = Grid(self.devicePixelRatio(), origin.x(), origin.y())
        self.side.place(Box(g.matrix.x, 0, wide, height), axis, grid, sliders=sliders)
        top = (height - hint.height()) // 2
        self.bar.setGeometry(g.y.right - hint.width(), top, hint.width(), hint.height())
        self._product = g
        self._order()
        self.update()

    @property
    def _widest(self) -> int:
        # A long name is worth a longer slider, where there is room.
        names = self._source.document.point.names[:FEW]
        return _WIDEST if max(map(len, names), default=0) <= _LONG_NAME else _WIDER

    def _order(self) -> None:
        before: QWidget = self.side.strip  # sliders come and go, the strip is always there
        for control in self.side.controls:
            QWidget.setTabOrder(before, control)
            before = control

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        painter = QPainter(self)
        painter.fillRect(event.rect(), theme.colour("panel"))
        if self._product is not None:
            words.paint_held(painter, self._product, self.height(), self._wrt)

    def forget_place(self) -> None:
        """Be placed anew, in another type or other colours."""
        self._placed = None
        self.update()


class _Swapped:
    """The same Document as if J were taken with respect to the other one: its point is what is held."""

    def __init__(self, studio: MatrixSource) -> None:
        self._studio = studio

    @property
    def changed(self) -> SignalInstance:
        return self._studio.changed

    @property
    def message(self) -> SignalInstance:
        return self._studio.message

    @property
    def document(self) -> Document:
        return _swapped(self._studio.document)

    @property
    def results(self) -> Results:
        return self._studio.results

    def update(self, document: Document, *, merge: str | None = None) -> None:
        self._studio.update(_swapped(document), merge=merge and f"held {merge}")

    def close_gesture(self) -> None:
        self._studio.close_gesture()

    def undo(self) -> None:
        self._studio.undo()


def _swapped(document: Document) -> Document:
    return replace(document, wrt="theta" if document.wrt == "x" else "x")
