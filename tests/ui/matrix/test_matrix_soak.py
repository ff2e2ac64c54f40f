"""The Jacobian panel painted 100,000 times: nothing grows, nothing falls.

PySide6 6.12.0 on Python 3.11 and older drops a reference to None at each call that returns nothing, and
aborts after some thousand: so many repaints notice the like.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace

import psutil
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from jacviz.engine.messages import JacobianAnswer
from jacviz.ui.matrix.panel import JacobianPanel
from jacviz.ui.studio import Studio

REPAINTS, WARM_UP = 100_000, 2_000
MOST_MEMORY = 8 << 20  # bytes that may be added after the first repaints
MOST_REFERENCES = 5_000  # to None, gained or lost; one a repaint would be twenty times as many
IMMORTAL = sys.version_info >= (3, 12)  # None's references are no longer counted


class Paints(QObject):
    """Counts the paint events of a widget."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__()
        self.count = 0
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        del watched
        self.count += event.type() == QEvent.Type.Paint
        return False


@pytest.mark.slow
def test_a_hundred_thousand_repaints_leave_everything_as_it_was(
    studio: Studio, answer: Callable[[Studio], JacobianAnswer], qtbot: QtBot
) -> None:
    answer(studio)
    panel = JacobianPanel(studio)
    qtbot.addWidget(panel)
    panel.resize(575, 780)
    panel.show()
    qtbot.waitExposed(panel)
    board = panel.board
    parts = (board.vjp, board.u_side.controls[0], board.corner, board.matrix, board.jvp)
    paints = [Paints(part) for part in parts]

    def repaint(count: int) -> None:
        for turn in range(count):
            if turn % 50 == 0:  # a new picture now and then, not always the one that is kept
                u = studio.document.u.with_values([(turn % 400) / 100, 1])
                studio.update(replace(studio.document, u=u), merge="soak")
            parts[turn % len(parts)].update()
            QApplication.processEvents()
            if turn % 1000 == 0:
                QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    process = psutil.Process()
    repaint(WARM_UP)
    before, references = process.memory_info().rss, sys.getrefcount(None)
    repaint(REPAINTS)
    assert sum(one.count for one in paints) >= REPAINTS
    assert process.memory_info().rss - before < MOST_MEMORY
    assert IMMORTAL or abs(sys.getrefcount(None) - references) < MOST_REFERENCES
