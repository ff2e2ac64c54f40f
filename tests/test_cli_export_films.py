"""`jacviz export` of animations and web pages: what it writes, and what it says where it cannot."""

from __future__ import annotations

import json
import os
import pty
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import av
import pytest
from PIL import Image

import jacviz
from jacviz.cli import main
from jacviz.cli.export_films import film_of, wants_film
from jacviz.cli.export_options import export_parser
from jacviz.cli.export_table import format_of
from jacviz.cli.sources import UsageError
from jacviz.experiment.settings import ObjectiveSettings
from jacviz.session.document import Document
from jacviz.session.document_file import write_document_file
from jacviz.session.film import Sweep

LINE = ["--example", "line", "--view", "trajectories", "--steps", "40", "--size", "320x240"]
HERE = Path(jacviz.__file__).parents[1]
Here = Callable[..., tuple[int, str, str]]


def run(*arguments: str | Path, **more: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "jacviz", "export", *map(str, arguments)]
    return subprocess.run(command, cwd=HERE, capture_output=True, text=True, check=False, **more)  # type: ignore[call-overload, no-any-return]


@pytest.fixture
def here(shared_engine: None, capsys: pytest.CaptureFixture[str]) -> Here:
    """Run the command in this process: its status, and what it says on both streams."""

    def run_here(*arguments: str | Path) -> tuple[int, str, str]:
        status = main(["export", *map(str, arguments)])
        return status, *capsys.readouterr()

    return run_here


def test_a_gif_by_step(tmp_path: Path) -> None:
    path = tmp_path / "out.gif"
    done = run(
        *LINE, "-o", path, "--stride", "4", "--fps", "20", "--loop", "3", "--hold", "0.5", "--tail", "9"
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    with Image.open(path) as image:
        assert (image.size, image.n_frames, image.info["loop"]) == ((320, 240), 11, 2)
        image.seek(10)
        assert image.info["duration"] == 550


def test_a_video_of_a_slider_of_x(tmp_path: Path, here: Here) -> None:
    path = tmp_path / "out.mp4"
    done = here(
        "--example", "worked-example", "--sweep", "x1=-1:2", "--seconds", "0.5", "--hold", "0", "-o", path
    )
    assert done == (0, "", "")
    with av.open(str(path)) as container:
        assert sum(1 for _ in container.decode(video=0)) == 15


def test_the_fit_at_every_step(tmp_path: Path, here: Here) -> None:
    path = tmp_path / "out.gif"
    done = here("--example", "line", "--steps", "40", "--size", "320x240", "--view", "fit",
               "--stride", "8", "--hold", "0", "-o", path)  # fmt: skip
    assert done == (0, "", "")
    with Image.open(path) as image:
        seen = set()
        for place in range(image.n_frames):
            image.seek(place)
            seen.add(image.convert("RGB").tobytes())
    assert len(seen) == 6


def test_a_web_page(tmp_path: Path, here: Here) -> None:
    path = tmp_path / "out.html"
    done = here(*LINE[:6], "-o", path, "--caption", "<b>")
    assert done == (0, "", "")
    text = path.read_text(encoding="utf-8")
    assert "<title>Line experiment</title>" in text
    assert "&lt;b&gt;" in text


@pytest.mark.parametrize("views", [("losses",), ("surface3d",), ("jacobian",), ("trajectories", "fit")])
def test_a_view_that_a_web_page_does_not_show_has_none(views: tuple[str, ...]) -> None:
    with pytest.raises(UsageError, match=r"-o a.html: a web page shows .* expected --view traj"):
        format_of(views, "a.html", None)
    assert format_of(("trajectories",), "a.html", None) == format_of(("losses", "trajectories"), "-", "html")


def test_basins_and_critical_points_that_the_document_shows_are_on_the_page(
    tmp_path: Path, here: Here
) -> None:
    before = Document().landscape
    sight = replace(before.sight, basins=True, critical=True)
    landscape = replace(before, problem=ObjectiveSettings(objective="himmelblau"), steps=60, sight=sight)
    source, path = tmp_path / "source.jacviz", tmp_path / "page.html"
    write_document_file(source, Document(landscape=landscape))
    done = here(source, "--view", "trajectories", "-o", path)
    assert done == (0, "", "")
    content = json.loads(path.read_text("utf-8").split('id="content">')[1].split("</script>")[0])
    kinds = [mark["kind"] for mark in content["marks"]]
    assert sorted(kinds) == ["maximum"] + ["minimum"] * 4 + ["saddle"] * 4
    assert len(content["surface"]["basins"]) >= 4


def test_webp_moves_where_it_is_told_to(tmp_path: Path, here: Here) -> None:
    for more, frames in (([], 1), (["--stride", "20", "--hold", "0"], 3)):
        path = tmp_path / "out.webp"
        assert here(*LINE, "-o", path, *more) == (0, "", "")
        with Image.open(path) as image:
            assert getattr(image, "n_frames", 1) == frames


def test_standard_output(tmp_path: Path) -> None:
    path = tmp_path / "out.apng"
    with path.open("wb") as file:
        command = [sys.executable, "-m", "jacviz", "export", *LINE, "--format", "apng", "-o", "-"]
        subprocess.run(command, cwd=HERE, stdout=file, check=True)
    with Image.open(path) as image:
        assert image.is_animated


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (["--fps", "0", "-o", "out.gif"], "1 to 60 frames a second; 0 were"),
        (["--hold", "-1", "-o", "out.gif"], "-1 s was asked for"),
        (["--seconds", "1e9", "-o", "out.gif"], "1e+09 s was asked for"),
        (["--size", "0x0", "-o", "out.gif"], "0 x 0 was asked for"),
        (["--size", "100000x100000", "-o", "out.mp4"], "100000 x 100000 was asked for"),
        (["--transparent", "-o", "out.gif"], "solid ground"),
        (["--sweep", "u0=1:2", "-o", "out.gif"], "expected a slider and two numbers"),
        (["--sweep", "u1=1:1", "-o", "out.gif"], "two different numbers"),
        (["-o", "out.avi"], "can be written as"),
        (["-o", "none/out.gif"], "there is no folder"),
    ],
)
def test_what_cannot_be_is_one_sentence(
    tmp_path: Path, more: list[str], told: str, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    assert main(["export", *LINE[:6], *more]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert told in err
    assert len(err.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_view_of_j_needs_a_slider(tmp_path: Path, here: Here) -> None:
    done = here("--example", "worked-example", "-o", tmp_path / "out.gif")
    assert done[0] == 2
    assert "expected --sweep" in done[2]
    done = here("--example", "worked-example", "--sweep", "x7=0:1", "-o", tmp_path / "out.gif")
    assert done[0] == 2
    assert "x has 3 entries; number 7" in done[2]


def test_a_disk_that_is_full_harms_nothing(tmp_path: Path) -> None:
    path = tmp_path / "out.gif"
    path.write_bytes(b"before")

    def little_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (4000, 4000))

    done = run(*LINE, "-o", path, preexec_fn=little_room)
    assert done.returncode == 2
    assert done.stderr == "jacviz export: out.gif cannot be written: file too large.\n"
    assert path.read_bytes() == b"before"
    assert [one.name for one in tmp_path.iterdir()] == ["out.gif"]


def test_control_c_in_the_middle_leaves_no_half_file(tmp_path: Path) -> None:
    path = tmp_path / "out.webm"
    command = [
        sys.executable,
        "-m",
        "jacviz",
        "export",
        *LINE[:6],
        "--size",
        "1920x1080",
        "--seconds",
        "60",
        "-o",
        str(path),
    ]
    process = subprocess.Popen(command, cwd=HERE, stderr=subprocess.PIPE, text=True)
    while not any(tmp_path.iterdir()):  # it has begun to write
        assert process.poll() is None
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    assert process.wait(60) == 130
    assert process.stderr is not None
    assert process.stderr.read() == "jacviz export: Interrupted; nothing was written.\n"
    process.stderr.close()
    assert list(tmp_path.iterdir()) == []


def test_a_terminal_sees_a_bar(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "jacviz", "export", *LINE, "-o", str(tmp_path / "out.gif")]
    process = subprocess.Popen(command, cwd=HERE, stderr=theirs)
    os.close(theirs)
    seen = b""
    while True:
        try:
            more = os.read(ours, 4096)
        except OSError:  # the other end is closed
            break
        if not more:
            break
        seen += more
    os.close(ours)
    assert process.wait(60) == 0
    assert b"[########################] frame 150 of 150, 0 s left" in seen
    assert seen.rstrip(b" ").endswith(b"\r")


def test_options_become_a_film() -> None:
    parser = export_parser()
    options = parser.parse_args([
        "--example",
        "line",
        "-o",
        "x.gif",
        "--sweep",
        "v2=0.5:-1",
        "--poster",
        "last",
    ])
    options.view, options.beside = "jacobian", []
    film = film_of(options)
    assert film.moves == "sweep"
    assert film.sweep == Sweep("v", 1, 0.5, -1.0)
    assert film.poster == "last"
    assert (film.picture.extent.width, film.picture.extent.height) == (1280, 800)
    # What was opened tells what no option says.
    options = parser.parse_args(["first.gif", "-o", "x.webp", "--fps", "7"])
    options.view, options.beside, options.film, options.shown = "jacobian", [], film, film.picture
    assert film_of(options) == replace(film, fps=7)
    options.fps = None
    assert wants_film(options)
    options.view, options.stride = "losses", 4
    film = film_of(options)
    assert (film.moves, film.pace, film.poster) == ("steps", "step", "last")
