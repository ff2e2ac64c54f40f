"""`jacviz [FILE]`: the window, or one sentence why there is none."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from jacviz import __version__
from jacviz.cli import display, main, opening

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="displays and signals of Linux")


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """An environment without any display."""
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


@linux_only
def test_without_a_display_it_says_so(screen: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    line = capsys.readouterr().err
    assert len(line.splitlines()) == 1
    assert "xvfb-run" in line
    screen.setenv("DISPLAY", ":54321")
    assert main([]) == 2
    assert "the display :54321 does not answer" in capsys.readouterr().err


@linux_only
@pytest.mark.parametrize(
    ("name", "value", "fine"),
    [
        ("QT_QPA_PLATFORM", "offscreen", True), ("QT_QPA_PLATFORM", "xcb", False),
        ("QT_QPA_PLATFORM", "wayland;xcb:x", False), ("QT_QPA_PLATFORM", "xcb;offscreen", True),
        ("WAYLAND_DISPLAY", "wayland-0", True), ("DISPLAY", "elsewhere:0", True),
        ("DISPLAY", ":54321.0", False),
    ],
)  # fmt: skip
def test_which_displays_are_tried(screen: pytest.MonkeyPatch, name: str, value: str, fine: bool) -> None:
    screen.setenv(name, value)
    assert (display.problem() is None) is fine


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["f.txt"], "f.txt: expected a .jacviz document, a .py file"),
        (["nowhere.jac"], "nowhere.jac cannot be read"),
        (["--example", "nothing-like-it"], "There is no example nothing-like-it"),
        (["nowhere.jac", "--example", "softmax"], "expected a file or --example, got both"),
    ],
)
def test_wrong_usage(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert said in err
    assert len(err.splitlines()) == 1


def test_the_line_experiment_goes_by_the_name_that_other_commands_give_it() -> None:
    assert opening._opened(opening._parser().parse_args(["--example", "line"])) == (None, None)


@pytest.mark.parametrize("arguments", [["--help"], ["eval", "--help"], ["bench", "--help"], ["--version"]])
def test_help_and_version(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 0
    out = capsys.readouterr().out
    assert out.startswith(f"jacviz {__version__}" if arguments == ["--version"] else "usage: jacviz")


@pytest.mark.parametrize("kind", ["first example", "file"])
def test_the_window_opens_shows_a_jacobian_and_closes(tmp_path: Path, kind: str) -> None:
    path, marks = tmp_path / "mine.jac", tmp_path / "marks.json"
    path.write_text("x1^2\n")
    command = [sys.executable, "-m", "jacviz", *([str(path)] if kind == "file" else [])]
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "JACVIZ_MARKS": str(marks)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=100, check=False)
    said = [line for line in done.stderr.splitlines() if "plugin does not support" not in line]
    assert (done.returncode, said) == (0, [])
    assert set(json.loads(marks.read_text())) == {"window", "jacobian"}
