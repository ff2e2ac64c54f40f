"""The Jacobian's dock where the window is too low for what stands in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QScrollArea
from pytestqt.qtbot import QtBot

from jacviz.engine.messages import JacobianAnswer
from jacviz.session.document import Document
from jacviz.ui import theme
from jacviz.ui.linked_panel import LinkedPanel
from jacviz.ui.studio import Studio
from tests.ui.conftest import LONGEST

SUMS = "\n".join(" + ".join(f"{i + j} x{j}" for j in range(1, 9)) for i in range(8))


@pytest.fixture
def large(studio: Studio, qtbot: QtBot) -> Iterator[LinkedPanel]:
    theme.install("light", 1.5, True)
    panel = LinkedPanel(studio)
    qtbot.addWidget(panel)
    qtbot.addWidget(panel.header)
    panel.resize(400, 430)
    panel.show()
    yield panel
    panel.hide()
    theme.install("light")


def test_large_type_in_a_low_window_is_scrolled_and_leaves_every_part_its_room(
    large: LinkedPanel, studio: Studio, answer: Callable[[Studio], JacobianAnswer], qtbot: QtBot
) -> None:
    panel, area = large.function, large.findChild(QScrollArea)
    studio.update(Document(maths=SUMS))
    assert answer(studio).jacobian.shape == (8, 8)

    def has_room() -> bool:
        g = panel.board.geometry_now
        return g is not None and g.rows.count == 8 and g.bottom <= panel.board.height()

    qtbot.waitUntil(has_room, timeout=LONGEST)
    g = panel.board.geometry_now
    assert g is not None
    assert g.rows.pitch >= 12
    assert g.columns.pitch >= 12
    assert panel.height() > area.viewport().height()
    assert area.verticalScrollBar().isVisible()
    assert area.viewport().width() >= panel.width()
    below = [panel.sentence, *panel.bars, panel.status]
    assert all(part.geometry().bottom() <= panel.height() for part in below)
    assert all(part.y() >= panel.board.geometry().bottom() for part in below)
    large.resize(500, 1400)
    qtbot.waitUntil(lambda: not area.verticalScrollBar().isVisible(), timeout=LONGEST)
    assert panel.height() == area.viewport().height()
