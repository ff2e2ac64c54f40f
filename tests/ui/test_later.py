"""A panel that is made after the first paint."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path

import pytest
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


def made_in_parts() -> Iterator[Panel | None]:
    yield None
    yield Panel()


def later(qtbot: QtBot, needs: Sequence[str] = ()) -> Later[Panel]:
    theme.install("light")
    Panel.made = 0
    place = Later(made_in_parts, 100, 80, needs)
    qtbot.addWidget(place)
    qtbot.addWidget(place.header)
    return place


def test_nothing_is_made_before_the_place_is_painted(qtbot: QtBot) -> None:
    place = later(qtbot)
    assert Panel.made == 0
    place.show()
    qtbot.waitUntil(lambda: Panel.made == 1)
    assert place.panel.parentWidget() is place
    assert place.panel.header.parentWidget() is place.header
    assert place.accessibleName() == "Late"


def test_whoever_needs_it_earlier_has_it_made_at_once_and_only_once(qtbot: QtBot) -> None:
    place = later(qtbot)
    panel = place.panel
    place.show()
    qtbot.waitUntil(panel.isVisible)
    assert place.panel is panel
    assert Panel.made == 1


def test_what_it_needs_is_imported_before_it_is_made(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ["needed_first", "needed_second"]
    (tmp_path / "needed_order.py").write_text("seen = []\n")
    for name in names:
        (tmp_path / f"{name}.py").write_text("import needed_order\nneeded_order.seen.append(__name__)\n")
    monkeypatch.syspath_prepend(tmp_path)
    seen: list[str] = import_module("needed_order").seen
    place = later(qtbot, names)
    assert seen == []
    place.show()
    assert Panel.made == 0
    qtbot.waitUntil(lambda: Panel.made == 1)
    assert seen == names


def test_each_of_the_modules_that_the_panel_is_imported_by_brings_only_a_few() -> None:
    program = """
import sys
from importlib import import_module
import jacviz.ui.app
from jacviz.ui.preloading import LANDSCAPE
assert LANDSCAPE[-1] == "jacviz.ui.landscape.panel"
for name in LANDSCAPE:
    before = set(sys.modules)
    import_module(name)
    brought = {one for one in set(sys.modules) - before if one.startswith(("jacviz", "numpy"))}
    assert 1 <= len(brought) <= 8 or name == "contourpy", (name, sorted(brought))
"""
    subprocess.run([sys.executable, "-c", program], check=True)


def test_what_is_wished_of_the_panel_waits_until_it_is_there(qtbot: QtBot) -> None:
    place = later(qtbot)
    seen: list[Panel] = []
    place.with_panel(seen.append)
    assert Panel.made == 0
    place.show()
    qtbot.waitUntil(lambda: bool(seen))
    place.with_panel(seen.append)
    assert seen == [place.panel, place.panel]
