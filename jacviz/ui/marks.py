"""When the window and the first Jacobian were painted, for `jacviz bench`, in the real application."""

from __future__ import annotations

import json
import time
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

from jacviz.ui.window import Window


class Marks(QObject):
    """Writes the wall-clock seconds of the first two paints that count, then closes the window.

    A paint counts when it has been done, that is when the event loop turns after it.
    """

    def __init__(self, window: Window, path: Path, *, stay: bool = False) -> None:
        """Watch `window`.

        Args:
            window: The window, not yet shown.
            path: The file to write: {"window": seconds, "jacobian": seconds}.
            stay: Whether the window stays open once both are written.
        """
        super().__init__(window)
        self._window, self._path, self._stay = window, path, stay
        self._marks: dict[str, float] = {}
        window.installEventFilter(self)
        window.jacobian_panel.installEventFilter(self)
        for child in window.jacobian_panel.findChildren(QWidget):
            child.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note paints on their way.

        Returns:
            Always False: nothing is used up.
        """
        if event.type() == QEvent.Type.Paint:
            if "window" not in self._marks:
                self._note("window")
            if "jacobian" not in self._marks and self._window.studio.results.jacobian is not None:
                self._note("jacobian")
        return False

    def _note(self, name: str) -> None:
        self._marks[name] = 0.0
        QTimer.singleShot(0, lambda: self._painted(name))

    def _painted(self, name: str) -> None:
        self._marks[name] = time.time()
        if len(self._marks) == 2 and all(self._marks.values()):
            beside = self._path.with_suffix(".new")
            beside.write_text(json.dumps(self._marks))
            beside.replace(self._path)
            if not self._stay:
                self._window.close()
