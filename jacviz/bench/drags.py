"""From a mouse event on a slider or strip to the painted answer, in the real window with the real engine.

python -m jacviz.bench.drags
"""

from __future__ import annotations

import json
import math
import os
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QObject, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from jacviz.bench.figures import Figure, median, percentile
from jacviz.session.document import Document
from jacviz.session.examples import all_examples, load
from jacviz.ui.app import application, open_window
from jacviz.ui.window import Window

EVENTS, WARM_UP = 200, 20
LONGEST = 30.0  # seconds that one answer may take
LARGE = 2048  # rows; from here on f is one whose J takes the engine no matrix product
P99 = 16.0
LINEAR = "torch.manual_seed(0)\nA = torch.randn({m}, {n})\nf = lambda x: A @ x\nx0 = torch.ones({n})\n"
RUNNING_SUM = "f = lambda x: torch.cumsum(torch.sin(x), 0)\nx0 = torch.linspace(-3, 3, {n})\n"
NETWORK = """torch.manual_seed(0)
f = nn.Sequential(nn.Linear(256, 512), nn.Tanh(), nn.Linear(512, 256)).requires_grad_(False)
x0 = torch.randn(256)
"""


@dataclass(frozen=True)
class Size:
    """A Jacobian to drag over.

    Attributes:
        m: Rows.
        n: Columns.
        goal: Milliseconds from the event to the strips; nan where the figure is wanted for itself.
    """

    m: int
    n: int
    goal: float = math.nan

    def document(self) -> Document:
        """A function of this size.

        Returns:
            The worked example where it fits, else text in Python.
        """
        if self.m == 2:
            return load(all_examples()[0].name)
        return _python((RUNNING_SUM if self.m >= LARGE else LINEAR).format(m=self.m, n=self.n))


SIZES = (Size(2, 3, 3.0), Size(64, 64, 3.0), Size(256, 256, 4.0), Size(1024, 1024, 6.0), Size(4096, 4096))


@dataclass(frozen=True)
class Dragged:
    """What one drag took.

    Attributes:
        times: Milliseconds from each event to the paint that shows it.
        busiest: The most processor time, in ms, that the window's thread spent in one turn of its event loop.
    """

    times: list[float]
    busiest: float


class Painted(QObject):
    """Counts the paints of a widget that show something new."""

    def __init__(self, widget: QWidget, counts: Callable[[], bool] = lambda: True) -> None:
        super().__init__()
        self.count = 0
        self._counts = counts
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note a paint.

        Returns:
            Always False: nothing is used up.
        """
        if event.type() == QEvent.Type.Paint and self._counts():
            self.count += 1
        return False


def measure(window: Window, *, events: int = EVENTS, sizes: Sequence[Size] = SIZES) -> Iterator[Figure]:
    """Drag u, v and x by mouse events.

    Args:
        window: The window, shown.
        events: How many moves count in each drag.
        sizes: Which Jacobians u and v are dragged over.

    Yields:
        Medians and 99th percentiles.
    """
    board = window.jacobian_panel.board
    for size in sizes:
        _open(window, size.document())
        for side, strip in ((board.u_side, board.vjp), (board.v_side, board.jvp)):
            dragged = _drag(window, side.first_widget, side.role == "u" and size.m > 12, strip, events)
            name = f"{side.role} drag to strips painted, {size.m} x {size.n}"
            yield from _weights(name, dragged, size.goal)
    for name, document, goal in (
        ("worked example", load(all_examples()[0].name), 8.0),
        ("network 256 -> 256", replace(_python(NETWORK), precision="float32"), 16.0),
    ):
        _open(window, document)
        times = _drag_point(window, board.x_side.first_widget, board.matrix, events).times
        about = f"p99 {percentile(times, 0.99):.2f} ms"
        yield Figure(f"x drag to new J painted, {name}", median(times), "ms", goal, about)


def _weights(name: str, dragged: Dragged, goal: float) -> Iterator[Figure]:
    worst = percentile(dragged.times, 0.99)
    about = f"p99 {worst:.2f} ms; busiest turn of the event loop {dragged.busiest:.2f} ms of processor time"
    yield Figure(name, median(dragged.times), "ms", goal, about)
    if not math.isnan(goal):
        yield Figure(f"{name}, p99", worst, "ms", P99)


def _python(text: str) -> Document:
    return Document(title="bench", language="python", python=text)


def _open(window: Window, document: Document) -> None:
    window.studio.update(document)
    until(lambda: _settled(window))
    pause = time.monotonic() + 0.5  # deferred drawing comes to rest
    until(lambda: time.monotonic() > pause)


def _settled(window: Window) -> bool:
    results = window.studio.results
    if results.failure is not None:
        raise RuntimeError(results.failure.sentence)
    return results.products is not None and results.generation == results.wanted


def until(done: Callable[[], bool]) -> float:
    """Turn the event loop until something is so.

    It waits as the application's own loop does: polling would keep the client's thread from running. What it
    waits is no processor time.

    Returns:
        The processor time, in ms, of the busiest turn.

    Raises:
        TimeoutError: It did not come.
    """
    tick = QTimer(interval=200)
    tick.timeout.connect(lambda: None)
    tick.start()
    deadline, busiest = time.monotonic() + LONGEST, 0.0
    while not done():
        if time.monotonic() > deadline:
            raise TimeoutError(f"nothing came within {LONGEST:.0f} s")
        begun = time.thread_time()
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        busiest = max(busiest, time.thread_time() - begun)
    tick.stop()
    return busiest * 1e3


def _drag(window: Window, widget: QWidget, vertical: bool, strip: QWidget, events: int) -> Dragged:
    painted = Painted(strip)

    def move(place: QPointF) -> float:
        before = painted.count
        handled = _mouse(widget, QEvent.Type.MouseMove, place)
        return max(handled, until(lambda: painted.count > before))

    return _timed(widget, vertical, move, events)


def _drag_point(window: Window, widget: QWidget, matrix: QWidget, events: int) -> Dragged:
    shown: list[object] = [None]
    painted = Painted(matrix, lambda: window.studio.results.jacobian is not shown[0])

    def move(place: QPointF) -> float:
        shown[0] = window.studio.results.jacobian
        before = painted.count
        handled = _mouse(widget, QEvent.Type.MouseMove, place)
        return max(handled, until(lambda: painted.count > before))

    return _timed(widget, False, move, events)


def _timed(widget: QWidget, vertical: bool, move: Callable[[QPointF], float], events: int) -> Dragged:
    """Press, move to and fro over the widget, let go.

    Returns:
        What each move took, but for the first ones.
    """
    warm_up = min(WARM_UP, events)
    start, times, busiest = _place(widget, 0, vertical), [], []
    _mouse(widget, QEvent.Type.MouseButtonPress, start)
    for k in range(1, warm_up + events + 1):
        place = _place(widget, k, vertical)
        begun = time.perf_counter()
        busiest.append(move(place))
        times.append((time.perf_counter() - begun) * 1e3)
    _mouse(widget, QEvent.Type.MouseButtonRelease, start)
    return Dragged(times[warm_up:], max(busiest[warm_up:]))


def _place(widget: QWidget, k: int, vertical: bool) -> QPointF:
    share = 0.2 + 0.6 * abs((7 * k) % 40 - 20) / 20
    if isinstance(widget, QWidget) and widget.height() > 60 and vertical:
        return QPointF(widget.width() * share, widget.height() * (0.1 + 0.8 * (k % 50) / 50))
    if widget.width() > 200:
        return QPointF(widget.width() * (0.1 + 0.8 * (k % 50) / 50), widget.height() * share)
    return QPointF(widget.width() * share, widget.height() * 0.5 + 10)


def _mouse(widget: QWidget, kind: QEvent.Type, place: QPointF) -> float:
    """Have an event handled as the window system's would be.

    Returns:
        Milliseconds of processor time that its handlers took.
    """
    button = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else Qt.MouseButton.LeftButton
    held = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseButtonRelease else Qt.MouseButton.LeftButton
    globally = QPointF(widget.mapToGlobal(place.toPoint()))
    event = QMouseEvent(kind, place, globally, button, held, Qt.KeyboardModifier.NoModifier)
    begun = time.thread_time()
    QApplication.sendEvent(widget, event)
    return (time.thread_time() - begun) * 1e3


def _run() -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ["JACVIZ_CONFIG_DIR"] = folder
        application()
        window = open_window()
        window.resize(1280, 800)
        window.show()
        for figure in measure(window):
            print(json.dumps(figure.as_json()), flush=True)
        window.close()
        window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


if __name__ == "__main__":
    _run()
