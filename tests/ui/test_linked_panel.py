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

    bar = area.verticalScrollBar()

    def is_scrolled() -> bool:
        return bar.isVisible() and panel.height() > area.viewport().height() >= bar.height()

    def has_room() -> bool:
        g = panel.board.geometry_now
        if g is None or g.rows.count != 8:
            return False
        below = [panel.sentence, *panel.bars, panel.status]
        return (
            g.bottom <= panel.board.height()
            and min(g.rows.pitch, g.columns.pitch) >= 12
            and all(part.geometry().bottom() <= panel.height() for part in below)
            and all(part.y() >= panel.board.geometry().bottom() for part in below)
            and area.viewport().width() >= panel.width()
        )

    qtbot.waitUntil(lambda: is_scrolled() and has_room(), timeout=LONGEST)
    large.resize(500, 1400)
    qtbot.waitUntil(
        lambda: not bar.isVisible() and panel.height() == area.viewport().height(), timeout=LONGEST
    )
