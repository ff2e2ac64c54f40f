"""Animations, web pages and numbers from the File menu of a real window."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from jacviz.session.landscape.results import LandscapeResults
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


def test_numbers_are_those_on_the_screen(
    descended: Window, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    descended.status.said.connect(said.append)
    asked: list[tuple[str, ...]] = []
    wanted: list[str] = []

    def choose(*questions: str) -> Path:
        asked.append(questions)
        return tmp_path / wanted[-1]

    monkeypatch.setattr(descended.files, "ask_for_place", choose)

    def export(content: str, name: str) -> Path:
        wanted.append(name)
        descended.actions_table[f"file.export-{content}"].trigger()
        qtbot.waitUntil(lambda: f"Written to {name}." in said, timeout=LONGEST)
        return tmp_path / name

    studio, loop = descended.studio, descended.studio.landscape
    qtbot.waitUntil(lambda: loop.results.moment is not None and studio.results.products is not None)
    answer, run, surface = studio.results.jacobian, loop.results.run, loop.results.surface
    assert answer is not None
    assert run is not None
    assert surface is not None
    assert np.array_equal(np.load(export("jacobian", "j.npy")), answer.jacobian)
    kinds = "CSV (*.csv);;NumPy (*.npz);;NumPy, J alone (*.npy);;JSON (*.json);;LaTeX (*.tex)"
    assert asked == [("Export data", "Worked example jacobian.csv", kinds, ".csv")]
    with np.load(export("trajectories", "t.npz")) as packed:
        assert np.array_equal(packed["points"], run.points)
    assert export("losses", "l.csv").read_text(encoding="utf-8").startswith("optimiser,start,step,loss")
    told = json.loads(export("surface", "s.json").read_text(encoding="utf-8"))
    assert np.array_equal(told["values"], surface.values)
    assert export("fit", "f.csv").read_text(encoding="utf-8").startswith("kind,optimiser,start,x,t")


def test_numbers_that_cannot_be_written_are_told(
    descended: Window, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    descended.status.said.connect(said.append)
    names = ["j.txt", "none/j.csv"]
    monkeypatch.setattr(descended.files, "ask_for_place", lambda *asked: tmp_path / names.pop(0))
    descended.actions_table["file.export-jacobian"].trigger()
    assert said == ["j.txt: expected a name that ends in .csv, .npz, .npy, .json or .tex."]
    descended.actions_table["file.export-jacobian"].trigger()
    qtbot.waitUntil(lambda: "j.csv cannot be written: no such file or directory." in said, timeout=LONGEST)
    assert list(tmp_path.iterdir()) == []
    monkeypatch.setattr(descended.studio.landscape, "results", LandscapeResults())
    for content in ("trajectories", "losses", "surface", "fit"):
        descended.actions_table[f"file.export-{content}"].trigger()
    assert [sentence.split()[2] for sentence in said[-4:]] == ["no"] * 4
