"""An editor of its own, and a whole panel on the real studio."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from jacviz.engine.messages import JacobianAnswer
from jacviz.ui import theme
from jacviz.ui.function.editor import CodeEditor
from jacviz.ui.function.panel import FunctionPanel
from jacviz.ui.studio import Studio


@pytest.fixture
def editor(qtbot: QtBot, qapp: QApplication) -> CodeEditor:
    """An empty editor on the screen, with the focus."""
    theme.install("light")
    made = CodeEditor()
    qtbot.addWidget(made)
    made.resize(320, 240)
    with qtbot.waitExposed(made):
        made.show()
    made.setFocus()
    return made


@pytest.fixture
def panel(qtbot: QtBot, studio: Studio, answer: Callable[[Studio], JacobianAnswer]) -> FunctionPanel:
    """A panel on the worked example, which is answered."""
    made = FunctionPanel(studio)
    qtbot.addWidget(made)
    made.resize(320, 640)
    with qtbot.waitExposed(made):
        made.show()
    answer(studio)
    made.editor.setFocus()
    return made
