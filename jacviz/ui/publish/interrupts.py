"""Ctrl+C while something is painted: it waits until the painter has ended.

An exception in the middle of a picture would leave a painter that is still at work on an image which goes
away, and Qt crashes on that. So Ctrl+C becomes a flag, which is asked after each page and each frame.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtGui import QPaintDevice, QPainter


@contextmanager
def painter_on(device: QPaintDevice) -> Iterator[QPainter]:
    """A painter that has ended whatever happens, and is not interrupted before.

    Args:
        device: What it paints on.

    Yields:
        The painter.
    """
    with _uninterrupted():
        painter = QPainter(device)
        try:
            yield painter
        finally:
            painter.end()


@contextmanager
def _uninterrupted() -> Iterator[None]:
    # Only the main thread gets signals; whoever has a handler of their own, as the window has, knows better.
    is_main = threading.current_thread() is threading.main_thread()
    if not is_main or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield
        return
    asked: list[int] = []
    signal.signal(signal.SIGINT, lambda number, _: asked.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if asked:
        raise KeyboardInterrupt
