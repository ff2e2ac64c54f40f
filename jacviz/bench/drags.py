"""From a mouse event on a slider or strip to the painted answer, in the real window with the real engine.

python -m jacviz.bench.drags
"""

from __future__ import annotations

import json
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

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
SIZES = ((2, 3, 3.0), (64, 64, 3.0), (256, 256, 4.0), (1024, 1024, 6.0))  # m, n, goal in ms
P99 = 16.0
LINEAR = "torch.manual_seed(0)\nA = torch.randn({m}, {n})\nf = lambda x: A @ x\nx0 = torch.ones({n})\n"
NETWORK = """torch.manual_seed(0)
f = nn.Sequential(nn.Linear(256, 512), nn.Tanh(), nn.Linear(512, 256)).requires_grad_(False)
x0 = torch.randn(256)
"""


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


def measure(window: Window) -> Iterator[Figure]:
    """Drag u, v and x by mouse events.

    Args:
        window: The window, shown.

    Yields:
        Medians and 99th percentiles.
    """
    board = window.jacobian_panel.board
    for m, n, goal in SIZES:
        _open(window, load(all_examples()[0].name) if m == 2 else _python(LINEAR.format(m=m, n=n)))
        for side, strip in ((board.u_side, board.vjp), (board.v_side, board.jvp)):
            times = _drag(window, side.first_widget, side.role == "u" and m > 12, strip)
            yield from _two(f"{side.role} drag to strips painted, {m} x {n}", times, goal)
    for name, document, goal in (
        ("worked example", load(all_examples()[0].name), 8.0),
        ("network 256 -> 256", replace(_python(NETWORK), precision="float32"), 16.0),
    ):
        _open(window, document)
        times = _drag_point(window, board.x_side.first_widget, board.matrix)
        yield from _two(f"x drag to new J painted, {name}", times, goal)


def _two(name: str, times: list[float], goal: float) -> Iterator[Figure]:
    yield Figure(name, median(times), "ms", goal, f"p99 {percentile(times, 0.99):.2f} ms")
    if name.startswith(("u", "v")):
        yield Figure(f"{name}, p99", percentile(times, 0.99), "ms", P99)


def _python(text: str) -> Document:
    return Document(title="bench", language="python", python=text)


def _open(window: Window, document: Document) -> None:
    window.studio.update(document)
    _until(lambda: _settled(window))
    pause = time.monotonic() + 0.5  # deferred drawing comes to rest
    _until(lambda: time.monotonic() > pause)


def _settled(window: Window) -> bool:
    results = window.studio.results
    if results.failure is not None:
        raise RuntimeError(results.failure.sentence)
    return results.products is not None and results.generation == results.wanted


def _until(done: Callable[[], bool]) -> None:
    # Wait as the application's own loop does: polling would keep the client's thread from running.
    tick = QTimer(interval=200)
    tick.timeout.connect(lambda: None)
    tick.start()
    deadline = time.monotonic() + LONGEST
    while not done():
        if time.monotonic() > deadline:
            raise TimeoutError(f"nothing came within {LONGEST:.0f} s")
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    tick.stop()


def _drag(window: Window, widget: QWidget, vertical: bool, strip: QWidget) -> list[float]:
    painted = Painted(strip)

    def move(place: QPointF) -> None:
        before = painted.count
        _mouse(widget, QEvent.Type.MouseMove, place)
        _until(lambda: painted.count > before)

    return _timed(widget, vertical, move)


def _drag_point(window: Window, widget: QWidget, matrix: QWidget) -> list[float]:
    shown: list[object] = [None]
    painted = Painted(matrix, lambda: window.studio.results.jacobian is not shown[0])

    def move(place: QPointF) -> None:
        shown[0] = window.studio.results.jacobian
        before = painted.count
        _mouse(widget, QEvent.Type.MouseMove, place)
        _until(lambda: painted.count > before)

    return _timed(widget, False, move)


def _timed(widget: QWidget, vertical: bool, move: Callable[[QPointF], None]) -> list[float]:
    """Press, move to and fro over the widget, let go.

    Returns:
        Milliseconds of each move.
    """
    start, times = _place(widget, 0, vertical), []
    _mouse(widget, QEvent.Type.MouseButtonPress, start)
    for k in range(1, EVENTS + WARM_UP + 1):
        place = _place(widget, k, vertical)
        begun = time.perf_counter()
        move(place)
        times.append((time.perf_counter() - begun) * 1e3)
    _mouse(widget, QEvent.Type.MouseButtonRelease, start)
    return times[WARM_UP:]


def _place(widget: QWidget, k: int, vertical: bool) -> QPointF:
    share = 0.2 + 0.6 * abs((7 * k) % 40 - 20) / 20
    if isinstance(widget, QWidget) and widget.height() > 60 and vertical:
        return QPointF(widget.width() * share, widget.height() * (0.1 + 0.8 * (k % 50) / 50))
    if widget.width() > 200:
        return QPointF(widget.width() * (0.1 + 0.8 * (k % 50) / 50), widget.height() * share)
    return QPointF(widget.width() * share, widget.height() * 0.5 + 10)


def _mouse(widget: QWidget, kind: QEvent.Type, place: QPointF) -> None:
    button = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else Qt.MouseButton.LeftButton
    held = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseButtonRelease else Qt.MouseButton.LeftButton
    globally = QPointF(widget.mapToGlobal(place.toPoint()))
    event = QMouseEvent(kind, place, globally, button, held, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(widget, event)


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
