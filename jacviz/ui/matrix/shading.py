"""The coloured picture of J: at once where J is small, by a worker thread where it is large."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from threading import Thread
from typing import Any

from numpy.typing import NDArray
from PySide6.QtCore import QObject, Qt, Signal

from jacviz.session.document import Limits
from jacviz.ui.matrix.axis import Axis
from jacviz.ui.matrix.pixels import codes, picture
from jacviz.ui.matrix.reduction import Ladder
from jacviz.ui.matrix.survey import Survey, percentile, survey

Array = NDArray[Any]

AT_ONCE = 1 << 17  # entries that the window's thread colours itself: about a millisecond


@dataclass(frozen=True, eq=False)
class Order:
    """What shall be drawn.

    Attributes:
        jacobian: J, (m, n).
        rows: Visible rows.
        columns: Visible columns.
        limits: How entries become colours.
        table: The colours, (size + 1,) uint32, the last one for what is not finite.
        ground: The colour between cells, uint32.
        radius: Of the cells' corners, logical pixels.
    """

    jacobian: Array
    rows: Axis
    columns: Axis
    limits: Limits
    table: Array
    ground: int
    radius: float

    def asks_the_same(self, other: Order | None) -> bool:
        """Whether the picture of `other` is the picture of this.

        Returns:
            True where nothing differs.
        """
        return (
            other is not None and self.jacobian is other.jacobian and self.table is other.table
            and (self.rows, self.columns, self.limits) == (other.rows, other.columns, other.limits)
            and (self.ground, self.radius) == (other.ground, other.radius)
        )  # fmt: skip


@dataclass(frozen=True, eq=False)
class Shade:
    """A finished picture.

    Attributes:
        order: What it shows.
        survey: What J holds.
        bound: The magnitude of the full colour.
        colours: One colour a visible cell (or device pixel, along an axis whose cells are smaller), uint32.
        image: Device pixels, (height, width) uint32 as QImage.Format_RGB32.
    """

    order: Order
    survey: Survey
    bound: float
    colours: Array
    image: Array


class Shader:
    """Draws orders; remembers what it found out about the newest J."""

    def __init__(self) -> None:
        self._jacobian: Array | None = None
        self._survey: Survey | None = None
        self._ladder: Ladder | None = None
        self._percentiles: dict[float, float] = {}

    def shade(self, order: Order) -> Shade:
        """Draw.

        Args:
            order: What.

        Returns:
            The picture.
        """
        if self._jacobian is not order.jacobian or self._survey is None or self._ladder is None:
            self._survey = survey(order.jacobian)
            self._ladder = Ladder(order.jacobian, self._survey.largest)
            self._jacobian = order.jacobian
            self._percentiles.clear()
        bound = self._bound(order, self._survey)
        fraction = bound / (self._survey.largest or 1.0)
        seen = self._ladder.seen(order.rows, order.columns)
        colours = order.table[codes(seen, fraction, order.limits, len(order.table) - 1)]
        image = picture(colours, order.rows, order.columns, order.radius, order.ground)
        return Shade(order, self._survey, bound, colours, image)

    def _bound(self, order: Order, found: Survey) -> float:
        limits = order.limits
        if limits.kind == "locked":
            return limits.bound
        if limits.kind == "percentile":
            if limits.percentile not in self._percentiles:
                self._percentiles[limits.percentile] = percentile(order.jacobian, limits.percentile)
            return self._percentiles[limits.percentile]
        return found.largest


class Shading(QObject):
    """Keeps the newest picture; large ones come from a thread that ends with its picture, newest order first.

    Signals:
        finished: `shade` is another one.
    """

    finished = Signal()
    _delivered = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.shade: Shade | None = None
        self._here, self._there = Shader(), Shader()
        self._running = False
        self._ordered: Order | None = None
        self._waiting: Order | None = None
        self._delivered.connect(self._receive, Qt.ConnectionType.QueuedConnection)

    def order(self, order: Order) -> None:
        """Ask for a picture; `finished` follows, within this call where J is small."""
        if order.asks_the_same(self._ordered):
            return
        self._ordered = order
        if order.jacobian.size <= AT_ONCE:
            self._waiting = None
            if not self._running:
                self._there = Shader()  # lets a large J's copies go
            self._show(self._here.shade(order))
        elif self._running:
            self._waiting = order
        else:
            self._start(order)

    @property
    def pending(self) -> bool:
        """Whether a picture is being made."""
        return self._running

    def _start(self, order: Order) -> None:
        self._running = True
        Thread(target=self._work, args=(order, self._there), name="shading", daemon=True).start()

    def _work(self, order: Order, shader: Shader) -> None:
        done: Shade | BaseException
        try:
            done = shader.shade(order)
        except BaseException as problem:  # carried to the window's thread, raised there
            done = problem
        with suppress(RuntimeError):  # the window closed meanwhile
            self._delivered.emit(done)

    def _receive(self, done: Shade | BaseException) -> None:
        self._running = False
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            self._start(waiting)
        if isinstance(done, BaseException):
            raise done
        wished = self._ordered
        if wished is not None and wished.jacobian.shape == done.order.jacobian.shape:
            self._show(done)  # of an older J or window, it is a frame on the way to the newest

    def _show(self, shade: Shade) -> None:
        self.shade = shade
        self.finished.emit()
