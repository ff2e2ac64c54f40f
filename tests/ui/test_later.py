"""A panel that is made after the first paint."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from jacviz.ui import theme
from jacviz.ui.later import Later


class Panel(QWidget):
    made = 0

    def __init__(self) -> None:
        super().__init__()
        type(self).made += 1
        self.setAccessibleName("Late")
        self.header: QWidget = QLabel("header")


def later(qtbot: QtBot) -> Later[Panel]:
    theme.install("light")
    Panel.made = 0
    place = Later(Panel, 100, 80)
    qtbot.addWidget(place)
    qtbot.addWidget(place.header)
    return place


def test_nothing_is_made_before_the_place_is_painted(qtbot: QtBot) -> None:
    place = later(qtbot)
    assert Panel.made == 0
    place.show()
    qtbot.waitUntil(lambda: Panel.made == 1, timeout=5000)
    assert place.panel.parentWidget() is place
    assert place.panel.header.parentWidget() is place.header
    assert place.accessibleName() == "Late"


def test_whoever_needs_it_earlier_has_it_made_at_once_and_only_once(qtbot: QtBot) -> None:
    place = later(qtbot)
    panel = place.panel
    place.show()
    qtbot.waitUntil(panel.isVisible, timeout=5000)
    assert place.panel is panel
    assert Panel.made == 1
