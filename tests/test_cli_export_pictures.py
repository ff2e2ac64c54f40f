"""`jacviz export` of pictures: what it writes, without a display, and what it refuses in one sentence."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pypdf
import pytest
from PIL import Image

from jacviz.cli import export_table, main
from jacviz.session.document import Document
from jacviz.session.document_file import document_of, write_document_file
from jacviz.session.embedding import document_in
from jacviz.session.opening import open_file
from jacviz.session.picture import PICTURE_FORMATS, VIEWS, Extent, PictureSettings
from jacviz.session.shown import Shown

pytestmark = pytest.mark.usefixtures("shared_engine")
LINE = ["--example", "line", "--steps", "30"]
WORKED = ["--example", "worked-example"]


def export(*arguments: str | Path) -> int:
    return main(["export", *map(str, arguments)])


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_without_a_display(view: str, tmp_path: Path) -> None:
    source = WORKED if view in {"jacobian", "heatmap"} else LINE
    path = tmp_path / "picture.png"
    command = [sys.executable, "-m", "jacviz", "export", *source, "--view", view, "-o", str(path)]
    hidden = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    done = subprocess.run(command, capture_output=True, env=environment, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    with Image.open(path) as image:
        assert image.size == (1600, 1000)
        assert len(image.convert("RGB").getcolors(1 << 24) or []) > 20


def test_two_processes_write_the_same_pdf(tmp_path: Path) -> None:
    made = []
    for seed in ("1", "2"):  # of Qt's hash tables, which would order the fonts
        path = tmp_path / f"{seed}.pdf"
        command = [sys.executable, "-m", "jacviz", "export", *WORKED, "-o", str(path)]
        subprocess.run(command, env=os.environ | {"QT_HASH_SEED": seed}, check=True)
        made.append(path.read_bytes())
    assert made[0] == made[1]


@pytest.mark.parametrize("kind", PICTURE_FORMATS)
def test_every_format_in_its_size(kind: str, tmp_path: Path) -> None:
    path = tmp_path / f"picture.{kind}"
    size = ["--mm", "85x60", "--dpi", "600", "--theme", "paper", "--caption", "Caption 12"]
    assert export(*WORKED, *size, "-o", path) == 0
    data = path.read_bytes()
    if kind in {"png", "webp"}:
        with Image.open(io.BytesIO(data)) as image:
            assert image.size == (2008, 1417)
    elif kind == "svg":
        assert ET.fromstring(data).attrib["viewBox"].startswith("0 0 321")
        assert b"Caption 12" in data
    else:
        page = pypdf.PdfReader(io.BytesIO(data)).pages[0]
        assert float(page.mediabox.width) == pytest.approx(85 / 25.4 * 72, abs=1)
        assert "Caption12" in "".join(page.extract_text().split())


def test_the_same_command_gives_the_same_bytes(tmp_path: Path) -> None:
    views = ["--view", "trajectories", "--view", "losses"]
    for name in ("one", "two"):
        assert export(*LINE, *views, "-o", tmp_path / f"{name}.svg") == 0
    assert (tmp_path / "one.svg").read_bytes() == (tmp_path / "two.svg").read_bytes()


def test_a_picture_goes_to_standard_output(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert export(*WORKED, "--format", "svg", "-o", "-") == 0
    out, _ = capfdbinary.readouterr()
    text = document_in(out)
    assert text is not None
    assert document_of(text, "picture").document.title == "Worked example"


def test_an_earlier_step_is_shown(tmp_path: Path) -> None:
    for step in ("3", "30"):
        path = tmp_path / f"{step}.png"
        assert export(*LINE, "--view", "trajectories", "--step", step, "-o", path) == 0
    assert (tmp_path / "3.png").read_bytes() != (tmp_path / "30.png").read_bytes()


SHOWN = [
    "--view", "losses", "--view", "trajectories", "--step", "10", "--theme", "paper", "--mm", "170x80",
    "--font-scale", "1.2", "--title", "--no-legend", "--no-colour-bar", "--transparent",
    "--caption", "A “caption” <&> ü",
]  # fmt: skip


@pytest.mark.parametrize("kind", ["png", "svg", "pdf", "webp"])
def test_a_picture_is_opened_again_and_shows_the_same(kind: str, tmp_path: Path) -> None:
    first, again = tmp_path / f"first.{kind}", tmp_path / f"again.{kind}"
    assert export(*LINE, *SHOWN, "-o", first) == 0
    assert export(first, "-o", again) == 0
    assert first.read_bytes() == again.read_bytes()


def test_what_options_say_comes_before_what_the_picture_showed(tmp_path: Path) -> None:
    first, other = tmp_path / "first.png", tmp_path / "other.svg"
    assert export(*LINE, *SHOWN, "-o", first) == 0
    wished = ["--view", "fit", "--step", "30", "--legend", "--no-title", "--no-transparent", "--dpi", "96"]
    assert export(first, *wished, "--caption", "", "--theme", "slide", "-o", other) == 0
    before, after = open_file(first).shown, open_file(other).shown
    assert before is not None
    assert before.picture.views == ("losses", "trajectories")
    fit = PictureSettings("fit", extent=Extent(2008, 945, 96), dress="slide", font_scale=1.2,
                          colour_bar=False, step=30)  # fmt: skip
    assert after == Shown(fit)
    numbers = tmp_path / "numbers.csv"
    assert export(other, "-o", numbers) == 0  # of the view that it shows
    assert numbers.read_text(encoding="utf-8").startswith("kind,optimiser,start,x,t")
    document = tmp_path / "document.jacviz"
    assert export(first, "-o", document) == 0  # whose views are two
    assert document.read_text(encoding="utf-8") == document_in(first.read_bytes())
    assert export(first, "--steps", "5", "-o", tmp_path / "short.png") == 0  # of which its step is no more


def test_the_first_frame_of_a_film_carries_the_document_and_its_view(tmp_path: Path) -> None:
    film = tmp_path / "film.webp"
    size = ["--size", "200x160", "--seconds", "0.2", "--fps", "5", "--hold", "0"]
    assert export(*LINE, "--view", "losses", *size, "-o", film) == 0
    opened = open_file(film)
    assert opened.document.landscape.steps == 30
    assert opened.shown is not None
    assert opened.shown.picture == PictureSettings("losses", extent=Extent(200, 160))
    assert opened.shown.film is not None
    assert (opened.shown.film.kind, opened.shown.film.settings.seconds) == ("webp", 0.2)
    again = tmp_path / "again.webp"
    assert export(film, "-o", again) == 0  # which moves, too
    assert film.read_bytes() == again.read_bytes()


@pytest.mark.parametrize("kind", ["png", "svg", "webp"])
def test_pictures_without_a_record_open_as_before(
    kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jacviz.export.origin.shown_text", lambda _: "")
    path = tmp_path / f"old.{kind}"
    assert export(*WORKED, "--dark", "-o", path) == 0
    monkeypatch.undo()
    opened = open_file(path)
    assert (opened.document.title, opened.shown, opened.notes) == ("Worked example", None, ())
    assert export(path, "-o", tmp_path / "again.svg") == 0
    assert capsys.readouterr() == ("", "")


def test_a_record_that_does_not_fit_costs_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    record = '{"jacviz": "shown", "picture": 3}'
    monkeypatch.setattr("jacviz.export.origin.shown_text", lambda _: record)
    path = tmp_path / "odd.png"
    assert export(*WORKED, "-o", path) == 0
    monkeypatch.undo()
    assert export(path, "-o", tmp_path / "again.csv") == 0
    assert capsys.readouterr().err == (
        "odd.png does not say how it was shown: picture: expected a PictureSettings, got 3.\n"
    )


@pytest.mark.parametrize("kind", PICTURE_FORMATS)
def test_a_document_that_no_reader_would_take_is_left_out_and_that_is_said(
    kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jacviz.export.origin.LARGEST", 300)
    path = tmp_path / f"large.{kind}"
    assert export(*WORKED, "-o", path) == 0
    assert "carries no document" in capsys.readouterr().err
    assert export(path, "-o", tmp_path / "again.png") == 2
    assert capsys.readouterr().err.endswith("files that jacviz exported can be opened.\n")


def test_python_in_a_picture_waits_for_trust(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, picture = tmp_path / "own.jacviz", tmp_path / "own.png"
    text = "def f(x):\n    return x**2\nx0 = [2.0]"
    write_document_file(source, Document(title="Own", language="python", python=text))
    assert export(source, "--trust", "-o", picture) == 0
    assert open_file(picture).document.foreign
    assert export(picture, "-o", tmp_path / "again.png") == 3
    assert "add --trust" in capsys.readouterr().err
    assert not (tmp_path / "again.png").exists()
    assert export(picture, "--trust", "-o", tmp_path / "again.png") == 0


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--size", "0x0", "-o", "a.png"], "64 to 8192 pixels"),
        (["--size", "100000x100000", "-o", "a.png"], "64 to 8192 pixels"),
        (["--size", "wide", "-o", "a.png"], "Expected a size in pixels such as 1920x1080, got wide"),
        (["--mm", "0x60", "-o", "a.png"], "needs a width and a height"),
        (["--mm", "85x60", "--dpi", "9999", "-o", "a.png"], "24 to 2400 dpi"),
        (["--size", "64x64", "--mm", "85x60", "-o", "a.png"], "one of --size and --mm"),
        (["-o", "a.bmp"], "jacobian can be written as"),
        (["-o", "nowhere/a.png"], "there is no folder nowhere"),
        (["--view", "losses", "--view", "losses", "-o", "a.png"], "shows a view once"),
        (["--view", "losses", "--view", "fit", "-o", "a.csv"], "can be written as .png, .svg, .pdf, .webp"),
        (["--step", "501", "-o", "a.png"], "--step 501: the descent takes 500; --steps asks for more"),
        (["--font-scale", "9", "-o", "a.png"], "font scale can be 0.5 to 4"),
        (["--caption", "a\x01b", "-o", "a.png"], "has a character that stands for no letter"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_computed(
    arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str],
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    assert export(*WORKED, *arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert sentence in err
    assert len(err.splitlines()) == 1
    assert not list(tmp_path.iterdir())


def test_control_c_waits_until_qt_is_loaded(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded = []

    def prepare() -> None:
        signal.raise_signal(signal.SIGINT)
        loaded.append("as a whole")

    monkeypatch.setattr(export_table, "prepare", prepare)
    assert export(*WORKED, "-o", tmp_path / "picture.png") == 130
    assert loaded == ["as a whole"]
    assert capsys.readouterr().err == "jacviz export: Interrupted; nothing was written.\n"
    assert list(tmp_path.iterdir()) == []


def test_an_objective_has_no_fit(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "f.jac"
    source.write_text("(1 - x)^2 + 100 (y - x^2)^2\n")
    for name in ("fit.png", "fit.gif"):
        assert export(source, "--view", "fit", "--steps", "5", "-o", tmp_path / name) == 2
        assert "has no data" in capsys.readouterr().err


def test_an_existing_file_is_never_harmed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "fit.png"
    path.write_bytes(b"precious")
    source = tmp_path / "f.jac"
    source.write_text("(1 - x)^2 + 100 (y - x^2)^2\n")
    assert export(source, "--view", "fit", "--steps", "5", "-o", path) == 2
    capsys.readouterr()
    assert path.read_bytes() == b"precious"
    assert sorted(one.name for one in tmp_path.iterdir()) == ["f.jac", "fit.png"]
