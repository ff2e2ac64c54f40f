"""Ctrl+C while something is painted: it waits until the painter has ended.

An exception in the middle of a picture would leave a painter that is still at work on an image which goes
away, and Qt crashes on that. So Ctrl+C becomes a flag, which is asked after each page and each frame.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtGui import QPaintDevice, QPainter

from jacviz.export.interrupts import uninterrupted


@contextmanager
def painter_on(device: QPaintDevice) -> Iterator[QPainter]:
    """A painter that has ended whatever happens, and is not interrupted before.

    Args:
        device: What it paints on.

    Yields:
        The painter.
    """
    with uninterrupted():
        painter = QPainter(device)
        try:
            yield painter
        finally:
            painter.end()
