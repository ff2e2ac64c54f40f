"""The web page of a real descent, in a real browser; and File > Export a web page…"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from jacviz.engine.training_messages import BasinsAnswer, CriticalAnswer
from jacviz.export.page_html import PageError
from jacviz.notation import MINUS
from jacviz.session.document_file import document_of
from jacviz.ui import theme
from jacviz.ui.landscape.surface.levels import level_labels
from jacviz.ui.publish.material import Material
from jacviz.ui.publish.page_export import PageExport
from jacviz.ui.publish.web_page import _thinned, web_page
from tests.export.browser import Browser
from tests.ui.publish.films import descent
from tests.ui.publish.pictures import classes
from tests.ui.publish.test_curve_pages import waves

LONGEST = 60_000


@pytest.fixture(autouse=True)
def light(qapp: QApplication) -> None:
    theme.install("light")


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with Browser(tmp_path_factory.mktemp("browser")) as made:
        yield made


def test_the_page_shows_the_trajectories_as_they_were_computed(browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_bytes(web_page(descent(), "A caption"))
    browser.open(file, "#step=30")
    assert browser.said == []
    run = descent().run
    assert run is not None
    for start in range(run.starts):
        shown = browser.get(f"[...runs[{start}].points.slice(60, 62)]")
        assert np.allclose(shown, run.points[0, start, 30], rtol=1e-6)
        assert browser.get(f"runs[{start}].losses[30]") == pytest.approx(run.losses[0, start, 30], rel=1e-6)
    surface = descent().landscape.surface
    assert surface is not None
    at = browser.get(f"plane.loss({surface.alpha[7]}, {surface.beta[11]})")
    assert at == pytest.approx(surface.values[11, 7], rel=1e-4)
    assert browser.get("document.querySelectorAll('.legend button').length") == run.starts
    told = browser.get("document.body.innerText")
    assert "y = a x + b, 200 samples, SGD, batch 16: 5 starts, 60 steps" in told


def test_pointing_at_a_trajectory_reads_the_numbers_that_were_computed(
    browser: Browser, tmp_path: Path
) -> None:
    file = tmp_path / "page.html"
    file.write_bytes(web_page(descent()))
    browser.open(file, "#step=60")
    run = descent().run
    assert run is not None
    for start in range(run.starts):
        point, loss = run.points[0, start, 0], run.losses[0, start, 0]
        x, y = browser.get(
            "(() => { const b = document.getElementById('picture').getBoundingClientRect();"
            f"return [b.x + plane.x({point[0]}), b.y + plane.y({point[1]})] }})()"
        )
        browser.point(x, y)
        said = browser.get("document.getElementById('reading').textContent").replace(MINUS, "-")
        assert f"start {start + 1}, step 0" in said
        a, b, read = (float(number) for number in re.findall(r"-?\d[\d.]*", said.split("step 0")[1]))
        assert [a, b, read] == pytest.approx([*point, loss], rel=1e-3)


def test_a_plane_through_more_parameters_tells_how_far_it_is_from_the_truth(
    browser: Browser, tmp_path: Path
) -> None:
    file, run, surface = tmp_path / "page.html", classes().run, classes().landscape.surface
    assert run is not None
    assert surface is not None
    file.write_bytes(web_page(classes()))
    browser.open(file, "#step=21")
    assert browser.said == []
    away = surface.plane.project(run.points[0, :, 21])[1]
    assert away.max() > 0.01
    assert np.allclose(browser.get("runs.map(run => run.away[21])"), away, rtol=1e-6)
    said = browser.get("document.getElementById('truth').textContent").replace(MINUS, "-")
    assert said.startswith("Step 21: the paths lie off this plane, by up to")
    told = re.search(r"is start (\d): its loss is (≈ )?([.\d]+) where the plane shows ([.\d]+)\.", said)
    assert told is not None
    start = int(told[1]) - 1
    at = surface.plane.coordinates(run.points[0, start, 21])
    shown = browser.get(f"plane.loss({at[0]}, {at[1]})")
    assert float(told[4]) == pytest.approx(shown, rel=1e-2)
    known = np.flatnonzero(np.isfinite(run.losses[0, start]))
    true = np.interp(21, known, run.losses[0, start, known])
    assert float(told[3]) == pytest.approx(true, rel=1e-2)
    assert (told[2] is None) == (21 in known)
    browser.get("(() => { document.getElementById('values').open = true; tell(); })()")
    heads = browser.get("[...document.querySelectorAll('#numbers th')].map(cell => cell.textContent)")
    assert heads[3:] == ["loss", "on the plane", "off the plane"]
    cell = browser.get("document.querySelector('#numbers tr:nth-child(2) td:last-child').textContent")
    assert float(cell) == pytest.approx(away[0], rel=1e-5)


def test_a_curve_over_one_parameter_carries_its_trajectories(browser: Browser, tmp_path: Path) -> None:
    file, run, surface = tmp_path / "page.html", waves().run, waves().landscape.surface
    assert run is not None
    assert surface is not None
    file.write_bytes(web_page(waves()))
    browser.open(file, "#step=10")
    assert browser.said == []
    assert browser.get("document.getElementById('truth').hidden")
    for start in range(run.starts):
        theta, loss = run.points[0, start, 10, 0], run.losses[0, start, 10]
        place = browser.get(f"[...runs[{start}].points.slice(20, 22)]")
        assert place == pytest.approx([theta, loss], rel=1e-6)
        if surface.alpha[0] < theta < surface.alpha[-1]:
            assert browser.get(f"plane.loss({theta})") == pytest.approx(loss, abs=1e-4)
    at = "(() => { const b = document.getElementById('picture').getBoundingClientRect();"
    theta, loss = run.points[0, 0, 0, 0], run.losses[0, 0, 0]
    x, y = browser.get(f"{at} return [b.x + plane.x({theta}), b.y + plane.y({loss})] }})()")
    browser.point(x, y)
    said = browser.get("document.getElementById('reading').textContent").replace(MINUS, "-")
    number = r"[-.\d]+"
    read = re.search(rf"\nstart \d, step 0\nx = ({number})\nloss ({number})$", said)
    assert read is not None, said
    assert [float(one) for one in read.groups()] == pytest.approx([theta, loss], rel=1e-3)
    column = browser.get(
        "(() => { const { box } = plane, pen = document.getElementById('ground').getContext('2d');"
        "return [...pen.getImageData(box.x + 3, box.y, 1, box.h).data]; })()"
    )
    assert column[8:12] != column[-12:-8]  # the ground above the curve, the tone below


def test_where_a_curve_has_no_loss_the_page_says_so(browser: Browser, tmp_path: Path) -> None:
    surface = waves().landscape.surface
    assert surface is not None
    values = surface.values.copy()
    values[:, 600:900] = np.nan
    landscape = replace(waves().landscape, surface=replace(surface, values=values))
    file = tmp_path / "page.html"
    file.write_bytes(web_page(Material(waves().document, landscape=landscape)))
    browser.open(file)
    assert browser.said == []
    assert browser.get("plane.stretches().length") == 2
    place = browser.get(f"[plane.x({surface.alpha[750]}), plane.box.y + plane.box.h / 2].join(',')")
    browser.open(file, f"#at={place}")
    assert "no finite loss" in browser.get("document.getElementById('reading').textContent")


def test_basins_critical_points_and_levels_are_those_of_the_picture(browser: Browser, tmp_path: Path) -> None:
    landscape, sight = descent().landscape, replace(descent().sight, basins=True, critical=True)
    surface, run = landscape.surface, descent().run
    assert surface is not None
    assert run is not None
    labels = np.zeros((12, 10), np.int64)
    labels[:, 5:], labels[0] = 1, -1
    axes = (np.linspace(*ends, count) for ends, count in zip(surface.window, (10, 12), strict=True))
    basins = BasinsAnswer(labels, *axes, run.begun.minima, last=True)
    middle = np.array([[sum(ends) / 2 for ends in surface.window]])
    critical = CriticalAnswer(middle, np.array([1.5]), np.array([[-1.0, 2.0]]), ("saddle",))
    document = descent().document
    document = replace(document, landscape=replace(document.landscape, sight=sight))
    material = Material(document, landscape=replace(landscape, basins=basins, critical=critical))
    file = tmp_path / "page.html"
    file.write_bytes(web_page(material))
    browser.open(file)
    assert browser.said == []
    assert browser.get("plane.basins.length") == 3
    assert [bool(colour) for colour in browser.get("colours().basins")] == [False, True, True]
    marks = browser.get("content.marks")
    assert [mark["kind"] for mark in marks] == ["saddle", "optimum"]
    assert [marks[0]["x"], marks[0]["y"]] == pytest.approx(middle[0].tolist())
    assert marks[0]["told"].startswith("A saddle")
    assert [marks[1]["x"], marks[1]["y"]] == pytest.approx(run.begun.minima[0].tolist())
    contours = material.contours
    assert contours is not None
    assert browser.get("content.surface.labels") == list(level_labels(contours.levels))


def test_the_page_carries_the_document(browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_bytes(web_page(descent()))
    browser.open(file)
    text = browser.get("document.getElementById('document').textContent")
    assert document_of(text, "page").document.title == descent().document.title


def test_a_surface_that_is_not_finite_everywhere(browser: Browser, tmp_path: Path) -> None:
    surface = descent().landscape.surface
    assert surface is not None
    values = surface.values.copy()
    values[:50, :80] = np.inf
    landscape = replace(descent().landscape, surface=replace(surface, values=values))
    file = tmp_path / "page.html"
    file.write_bytes(web_page(Material(descent().document, landscape=landscape)))
    browser.open(file)
    assert browser.said == []


def test_a_large_surface_is_thinned_and_stays_finite_where_it_was() -> None:
    rows, columns = np.mgrid[:401, :601]
    values = 2.0 * rows + 3.0 * columns
    values[:100, :100] = np.inf
    made = _thinned(values)
    assert made.shape == (201, 201)
    assert made[200, 200] == values[400, 600]
    assert np.allclose(made[60:, 60:], (4.0 * np.arange(201)[:, None] + 9.0 * np.arange(201))[60:, 60:])
    assert np.isfinite(made).mean() == pytest.approx(np.isfinite(values).mean(), abs=0.02)


def test_what_is_hidden_is_hidden_in_the_page(browser: Browser, tmp_path: Path) -> None:
    landscape = descent().document.landscape
    for hidden, left in ((("start 1",), 5), (("start 1", "optimiser 0"), 0)):
        sight = replace(landscape.sight, hidden=hidden)
        document = replace(descent().document, landscape=replace(landscape, sight=sight))
        file = tmp_path / "page.html"
        file.write_bytes(web_page(replace(descent(), document=document)))
        browser.open(file)
        assert browser.get("runs.length") == left
        assert browser.get("[...hidden].includes('start 1')")
        assert browser.said == []


def test_ticks_that_would_be_too_many_stand_farther_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jacviz.ui.landscape.surface.tick_steps.MOST_TICKS", 40)  # five starts, 60 steps
    landscape = descent().document.landscape
    document = replace(
        descent().document, landscape=replace(landscape, sight=replace(landscape.sight, ticks=5))
    )
    assert b'"ticks":10,' in web_page(replace(descent(), document=document)).replace(b" ", b"")


def test_the_same_descent_gives_the_same_bytes() -> None:
    assert web_page(descent()) == web_page(descent())


def test_without_a_descent_there_is_no_page() -> None:
    with pytest.raises(PageError, match="there is none yet"):
        web_page(Material(descent().document))


# --- the menu --------------------------------------------------------------------------------------------


class _Studio:
    """What an export reads of a studio."""

    def __init__(self, material: Material) -> None:
        self.document, self.results = material.document, material.results
        self.landscape = SimpleNamespace(results=material.landscape)


def exporting(material: Material, place: Path | None, said: list[str]) -> PageExport:
    return PageExport(cast("object", _Studio(material)), lambda *asked: place, said.append)  # type: ignore[arg-type]


def test_the_page_is_written_and_said(qtbot: QtBot, tmp_path: Path) -> None:
    said: list[str] = []
    made = exporting(descent(), tmp_path / "page.html", said)
    made.export()
    qtbot.waitUntil(lambda: bool(said), timeout=LONGEST)
    assert said == ["Written to page.html."]
    assert (tmp_path / "page.html").read_bytes() == web_page(descent())
    made.end()


def test_what_cannot_be_written_is_said(qtbot: QtBot, tmp_path: Path) -> None:
    said: list[str] = []
    made = exporting(descent(), tmp_path / "none" / "page.html", said)
    made.export()
    qtbot.waitUntil(lambda: bool(said), timeout=LONGEST)
    assert said == ["page.html cannot be written: no such file or directory."]
    made.end()


def test_thinking_better_of_it_writes_nothing(tmp_path: Path) -> None:
    said: list[str] = []
    made = exporting(descent(), None, said)
    made.export()
    made.end()
    assert said == []


def test_nothing_to_export_is_said() -> None:
    said: list[str] = []
    made = exporting(Material(descent().document), Path("never.html"), said)
    made.export()
    made.end()
    assert said == ["A web page shows a descent; there is none yet."]
