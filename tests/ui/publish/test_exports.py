"""Animations and web pages from the File menu of a real window."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from jacviz.ui.window import Window

LONGEST = 60_000


@pytest.fixture
def descended(window: Window, qtbot: QtBot) -> Window:
    """A window whose first descent is there."""
    loop = window.studio.landscape
    qtbot.waitUntil(
        lambda: (
            loop.results.surface is not None and loop.results.surface.last and not loop.results.descending
        ),
        timeout=LONGEST,
    )
    return window


def test_an_animation_is_made_while_the_window_goes_on(
    descended: Window, qtbot: QtBot, tmp_path: Path
) -> None:
    descended.actions_table["file.export-animation"].trigger()
    dialog = descended.exports.film
    assert dialog is not None
    assert dialog.isVisible()
    dialog.form.size_box.setText("320 x 200")
    dialog.save_to(tmp_path / "film.gif")
    descended.studio.landscape.playhead.go_to(100)
    dialog.close()  # which does not stop it
    qtbot.waitUntil(lambda: dialog.job is not None and not dialog.job.is_running, timeout=LONGEST)
    with Image.open(tmp_path / "film.gif") as image:
        assert image.size == (320, 200)


def test_closing_the_window_gives_an_animation_up(descended: Window, qtbot: QtBot, tmp_path: Path) -> None:
    descended.actions_table["file.export-animation"].trigger()
    dialog = descended.exports.film
    assert dialog is not None
    dialog.form.size_box.setText("1920 x 1080")
    dialog.save_to(tmp_path / "film.webp")
    descended.close()
    assert dialog.job is not None
    assert not dialog.job.is_running
    qtbot.waitUntil(lambda: list(tmp_path.iterdir()) == [], timeout=LONGEST)


def test_a_web_page_is_written(
    descended: Window, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(descended.files, "ask_for_place", lambda *asked: tmp_path / "page.html")
    descended.actions_table["file.export-page"].trigger()
    qtbot.waitUntil((tmp_path / "page.html").exists, timeout=LONGEST)
    assert b"<title>Worked example</title>" in (tmp_path / "page.html").read_bytes()
