"""A window to put widgets on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from jacviz.ui import theme


@pytest.fixture(autouse=True)
def light(qapp: QApplication) -> None:
    theme.install("light")


@pytest.fixture
def sheet(qtbot: QtBot) -> Iterator[QWidget]:
    """A shown, active window to put widgets on."""
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(700, 400)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    yield window
    window.close()
