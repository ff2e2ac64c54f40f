"""The line that moves while the engine works: it neither stands still nor stays behind."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget, QWidget
from pytestqt.qtbot import QtBot

from jacviz.ui import theme
from jacviz.ui.matrix.curtain import Hairline


def pages(qtbot: QtBot) -> tuple[QStackedWidget, Hairline]:
    theme.install("light")
    stack = QStackedWidget()
    qtbot.addWidget(stack)
    page = QWidget()
    stack.addWidget(page)
    stack.addWidget(QWidget())
    line = Hairline(page)
    line.resize(200, 2)
    stack.show()
    line.set_busy(True, False)
    qtbot.waitUntil(line.isVisible)
    return stack, line


def test_it_moves_on_when_its_page_is_shown_again_and_goes_when_all_is_done(qtbot: QtBot) -> None:
    stack, line = pages(qtbot)
    stack.setCurrentIndex(1)
    assert not line._frames.isActive()
    stack.setCurrentIndex(0)
    assert line.isVisible()
    assert line._frames.isActive()
    line.set_busy(False, False)
    qtbot.waitUntil(lambda: not line.isVisible())
    assert not line._frames.isActive()


def test_what_was_finished_behind_another_page_is_not_shown_any_more(qtbot: QtBot) -> None:
    stack, line = pages(qtbot)
    stack.setCurrentIndex(1)
    line.set_busy(False, False)
    stack.setCurrentIndex(0)
    assert not line.isVisible()
    line.set_busy(True, False)
    qtbot.waitUntil(line.isVisible)
    line.set_busy(False, False)
    qtbot.waitUntil(lambda: not line.isVisible())


def test_hidden_it_does_not_move(qtbot: QtBot) -> None:
    stack, line = pages(qtbot)
    line.set_busy(False, False)
    qtbot.waitUntil(lambda: not line.isVisible())
    stack.setCurrentIndex(1)
    line.set_busy(True, False)
    qtbot.waitUntil(lambda: not line._start.isActive())
    assert not line._frames.isActive()
    stack.setCurrentIndex(0)
    assert line._frames.isActive()
    line.set_busy(False, False)
    qtbot.waitUntil(lambda: not line.isVisible())
