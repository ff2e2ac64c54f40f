"""The panel as a whole: what stands where in a low window."""

from __future__ import annotations

from itertools import pairwise

import pytest
from pytestqt.qtbot import QtBot

from jacviz.ui import theme
from jacviz.ui.landscape.panel import making
from jacviz.ui.studio import Studio


@pytest.mark.parametrize("size", [(360, 470), (377, 545), (560, 760)])
def test_the_picture_keeps_its_height_and_the_pages_give_way(
    studio: Studio, qtbot: QtBot, size: tuple[int, int]
) -> None:
    theme.install("light")
    *_, panel = making(studio)
    assert panel is not None
    qtbot.addWidget(panel)
    panel.resize(*size)
    panel.show()
    parts = (panel.pictures, panel.timeline, panel.rate, panel.tabs, panel.pages)
    edges = [(part.mapTo(panel, part.rect().topLeft()).y(), part.height()) for part in parts]
    for (above, height), (below, _) in pairwise(edges):
        assert above + height <= below
    assert panel.pictures.height() >= panel.surface.minimumHeight()
    assert sum(edges[-1]) <= panel.height()
