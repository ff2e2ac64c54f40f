"""What the commands say where standard output takes nothing, and of what comes from standard input."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from jacviz.bench.run import PARTS
from jacviz.cli import main
from jacviz.session.document import Document
from jacviz.session.document_file import document_text, read_document_file

JACVIZ = [sys.executable, "-m", "jacviz"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Linux has it")
@pytest.mark.parametrize(
    "arguments",
    [
        ["eval", "--maths", "a^2"],
        ["descend", "--objective", "rosenbrock", "--steps", "2"],
        ["export", "--example", "worked-example", "--format", "csv", "-o", "-"],
    ],
    ids=["eval", "descend", "export"],
)
def test_a_full_device_is_one_sentence(arguments: list[str]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*JACVIZ, *arguments], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    said = f"jacviz {arguments[0]}: standard output cannot be written: no space left on device.\n"
    assert (done.returncode, done.stderr) == (2, said)


@pytest.mark.parametrize("arguments", [["eval", "-"], ["export", "-", "--format", "csv", "-o", "-"]])
def test_python_that_waits_came_from_standard_input(arguments: list[str]) -> None:
    text = document_text(Document(language="python", python="def f(x): return x[0]"))
    done = subprocess.run([*JACVIZ, *arguments], input=text, capture_output=True, text=True, check=False)
    assert done.returncode == 3
    assert done.stderr.startswith(f"jacviz {arguments[0]}: standard input holds Python code")


@pytest.mark.skipif(sys.platform == "win32", reason="no such names there")
def test_a_file_s_odd_name_becomes_a_title_that_opens_again(tmp_path: Path) -> None:
    odd, made = tmp_path / "a\nb.jac", tmp_path / "made.jacviz"
    odd.write_text("x1^2", encoding="utf-8")
    assert main(["export", str(odd), "-o", str(made)]) == 0
    assert read_document_file(made).document.title == "a b"


def test_no_name_of_a_file_is_none(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "--example", "worked-example", "-o", ""]) == 2
    assert capsys.readouterr().err.startswith("jacviz export: expected -o and a file")


def test_the_benchmark_s_help_names_every_part(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["bench", "--help"])
    told = capsys.readouterr().out.replace(",", " ").split()
    assert set(PARTS) <= set(told)
