"""Files are read beside the event loop: tests wait until one is opened, or it was said why not."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer

from jacviz.ui.window import Window
from tests.ui.conftest import LONGEST


def open_in(window: Window, path: Path) -> None:
    """Open a file in a window and wait for it."""
    window.files.open_path(path)
    settled(window)


def settled(window: Window) -> None:
    """Wait for the file that is being read."""
    loop, patience = QEventLoop(), QTimer(singleShot=True, interval=LONGEST)
    patience.timeout.connect(loop.quit)
    window.files.settled.connect(loop.quit)
    if window.files.reading.busy:
        patience.start()
        loop.exec()
        patience.stop()
    window.files.settled.disconnect(loop.quit)
    assert not window.files.reading.busy
